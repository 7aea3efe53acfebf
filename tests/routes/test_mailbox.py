"""The demo shows its letters, with links that work; nothing else does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from awards import links, outbox
from awards.app import create_app
from awards.database import Connection
from awards.outbox import Recipient
from awards.routes import mailbox
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import BASE_URL, KEYS, OneConnection, browser, settings

pytestmark = pytest.mark.anyio

ADA = Recipient("Ada", "Ada@jury.example", "ada@jury.example", "en")


@asynccontextmanager
async def demo(db: Connection) -> AsyncIterator[httpx.AsyncClient]:
    app: Starlette = create_app(settings(demo=True), OneConnection(db), look_every=0.0)
    if not any(isinstance(one, Route) and one.name == "mailbox" for one in app.routes):
        app.router.routes.extend(mailbox.routes)
    async with browser(app) as client:
        yield client


async def to_ada(db: Connection, kind: str = "juror_invitation") -> tuple[int, str]:
    """A letter to Ada that was sent: its id and the id of its link."""
    edition = await db.fetchval("SELECT id FROM editions")
    juror = await db.fetchval("SELECT id FROM jurors")
    link = await links.issue(db, Purpose.JUROR, juror)
    await outbox.post(db, kind, f"{kind}:{link}", ADA, edition=edition, link=link, juror=juror)
    ident = await db.fetchval("SELECT max(id) FROM letters")
    await db.execute("UPDATE letters SET state = 'sent', sent_at = clock_timestamp()")
    return int(ident), link


async def judging(db: Connection) -> None:
    await people.award(db)
    await people.juror(db, await people.edition(db, stage=Stage.JUDGING), "Ada")


async def test_letters_are_listed_newest_first_with_links_that_open(db: Connection) -> None:
    await judging(db)
    await to_ada(db)
    _, link = await to_ada(db, "juror_link")

    async with demo(db) as client:
        newest, oldest = (await client.get("/mailbox.json")).json()

    assert newest.keys() == {"to", "subject", "text", "links"}
    assert newest["to"] == "Ada@jury.example"
    assert newest["subject"].startswith("Your link")
    assert oldest["subject"].startswith("Your link")
    (address,) = newest["links"]
    token = address.removeprefix(f"{BASE_URL}/jury/enter/")
    assert (await links.look(db, KEYS, Purpose.JUROR, token)).id == link


async def test_a_letter_stays_in_the_mailbox_when_its_link_has_ended(db: Connection) -> None:
    await judging(db)
    ident, link = await to_ada(db)
    await links.revoke(db, link)

    async with demo(db) as client:
        page = await client.get("/mailbox/")
        opened = await client.get(f"/mailbox/{ident}")
        gone = await client.get(f"/mailbox/{ident + 1}")

    assert f'href="/mailbox/{ident}"' in page.text
    assert "Welcome to the jury, Ada" in opened.text
    assert f'<a class="ds-link" href="{BASE_URL}/jury/enter/' in opened.text
    assert gone.status_code == 404


async def test_what_has_not_left_is_not_in_the_mailbox(db: Connection) -> None:
    await judging(db)
    await to_ada(db)
    await db.execute("UPDATE letters SET state = 'waiting'")

    async with demo(db) as client:
        assert (await client.get("/mailbox.json")).json() == []
        assert "No letters here" in (await client.get("/mailbox/")).text


@pytest.mark.parametrize("path", ["/mailbox/", "/mailbox.json", "/mailbox/1"])
async def test_only_the_demo_has_a_mailbox(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404
