"""Every page of jury, staff, nominators and companies is closed to a stranger, new ones too."""

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest
from starlette.routing import Mount, Route

from awards import database, editions, links, moves, tokens
from awards.app import create_app
from awards.database import Connection
from awards.routes import routes
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS, browser, settings

pytestmark = pytest.mark.anyio

ASKS = "a link opens it; it shows one button"
COMES_IN = "the press of that button, through the link"
AGAIN = "sends a new link to the address on file, the same answer to everybody"
LEAVES = "signing out twice does no harm"
OPEN_TO_ALL = {
    "staff:sign_in": "asks for an address to send a link to",
    "staff:ask": AGAIN,
    "staff:link_sent": "says the same to everybody",
    "staff:enter": ASKS,
    "staff:open": COMES_IN,
    "staff:new_link": AGAIN,
    "staff:leave": LEAVES,
    "jury:enter": ASKS,
    "jury:come_in": COMES_IN,
    "jury:ask_link": "asks for an address to send a link to",
    "jury:send_link": AGAIN,
    "jury:link_sent": "says the same to everybody",
    "jury:not_me": ASKS,
    "jury:trial": "where a test letter leads; it lets nobody in",
    "jury:disown": "shuts the link, for whoever has the letter and types the juror's address",
    "jury:leave": LEAVES,
    "nominee:enter": ASKS,
    "nominee:come_in": COMES_IN,
    "nominee:enter_new": AGAIN,
    "nominee:leave": LEAVES,
    "check:enter": ASKS,
    "check:come_in": COMES_IN,
    "check:leave": LEAVES,
}
NOMINATORS = re.compile(r"/nominations/(mine|[0-9])|/nominate/continue")
SAMPLE = {
    "year": "2027",
    "language": "en",
    "token": "x.y",
    "stage": "judging",
    "kind": "winner",
    "spoken": "en",
    "slug": "x",
    "adapter": "webhook",
    "key": "00000000-0000-4000-8000-000000000000",
}


def doors() -> Iterator[tuple[str, str, str]]:
    """Name, method and a sample address of everything behind a door."""
    for mount in routes:
        if isinstance(mount, Mount) and mount.name in (
            "jury",
            "nominee",
            "check",
            "staff",
            "public",
        ):
            for route in mount.routes:
                if isinstance(route, Route):
                    yield from _of(mount, route)


def _of(mount: Mount, route: Route) -> Iterator[tuple[str, str, str]]:
    path = re.sub(r"\{(\w+)(?::\w+)?\}", _sample, mount.path + route.path)
    if mount.name == "public" and not NOMINATORS.search(path):
        return
    for method in sorted((route.methods or set()) - {"HEAD"}):
        yield f"{mount.name}:{route.name}", method, path


def _sample(found: re.Match[str]) -> str:
    return SAMPLE.get(found[1], "1")


CLOSED = [door for door in doors() if door[0] not in OPEN_TO_ALL]


@pytest.mark.parametrize(("name", "method", "path"), CLOSED)
async def test_a_stranger_is_asked_for_their_link(
    client: httpx.AsyncClient, db: Connection, name: str, method: str, path: str
) -> None:
    await people.award(db)
    await people.category(db, await people.edition(db))

    answer = await client.request(method, path)

    assert answer.status_code == 401, name


@pytest.mark.parametrize(
    ("name", "method", "path"), [door for door in CLOSED if door[0].startswith("staff:")]
)
async def test_a_juror_is_no_staff_member(
    client: httpx.AsyncClient, db: Connection, name: str, method: str, path: str
) -> None:
    await people.award(db)
    edition = await people.edition(db)
    await people.category(db, edition)
    await people.sign_in(db, client, "juror", await people.juror(db, edition))
    client.cookies.set("staff", client.cookies["juror"], domain="awards.test")

    answer = await client.request(method, path)

    assert answer.status_code == 401, name


def test_every_exemption_is_a_door_that_exists() -> None:
    assert OPEN_TO_ALL.keys() <= {name for name, _, _ in doors()}


async def test_a_link_pressed_while_its_year_is_archived_has_ended(own_database: str) -> None:
    """Whoever comes in waits for the move before anything of the link is held."""
    tone = await database.connect(own_database)
    await people.award(tone)
    edition = await people.edition(tone, stage=Stage.ANNOUNCED)
    link = await links.issue(tone, Purpose.JUROR, await people.juror(tone, edition))
    address = f"/jury/enter/{tokens.sign(KEYS, Purpose.JUROR, link, 1)}"
    app = create_app(settings(own_database))

    async with app.router.lifespan_context(app), browser(app) as client:
        moving = tone.transaction()
        await moving.start()
        await editions.entered_alone(tone, edition)
        pressed = asyncio.create_task(client.post(address))
        await asyncio.wait([pressed], timeout=0.3)
        await moves.move(tone, await editions.edition(tone, edition), Stage.ARCHIVED, "staff:1")
        await moving.commit()
        answer = await pressed

    assert (answer.status_code, list(answer.cookies)) == (410, [])
    await tone.close()


@pytest.mark.parametrize(
    ("audience", "path"),
    [
        ("juror", "/jury/"),
        ("nomination", "/en/nominations/mine"),
        ("contributor", "/nominee/people"),
        ("unfinished", "/en/nominate/continue"),
    ],
)
async def test_a_session_that_outlived_its_year_opens_nothing(
    client: httpx.AsyncClient, db: Connection, audience: str, path: str
) -> None:
    await people.award(db)
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    subject = {
        "juror": await people.juror(db, edition),
        "nomination": await people.nomination(db, category, company),
        "contributor": await people.contributor(db, company),
        "unfinished": await people.unfinished(db, edition),
    }
    await people.sign_in(db, client, audience, subject[audience])
    before = await client.get(path)

    await db.execute("UPDATE editions SET stage = 'archived'")
    after = await client.get(path)

    assert (before.status_code, after.status_code) == (200, 401)
