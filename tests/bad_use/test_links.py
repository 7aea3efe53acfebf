"""Links in the wrong hands, at the wrong door, spelt wrong, or opened by a mail scanner first."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards import beginning, entrance, links, tokens
from awards.database import Connection
from awards.errors import Refusal
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.bad_use import scene
from tests.conftest import KEYS, browser, settings

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Door:
    purpose: Purpose
    path: str
    subject: str  # its name in the scene
    home: str  # where the button leads
    address: str  # on file

    def link(self, token: str) -> str:
        return f"{self.path}/{token}"

    def new(self, token: str) -> str:
        """Where a new link is asked for: the jury has one door for everybody, without a token."""
        return "/jury/link" if self.purpose is Purpose.JUROR else f"{self.link(token)}/new"

    async def ask(self, client: httpx.AsyncClient, db: Connection, token: str) -> httpx.Response:
        """Ask for a new link, and let the worker do what it does then."""
        typed = self.address if self.purpose is Purpose.JUROR else "evil@evil.test"
        answer = await client.post(self.new(token), data={"address": typed})
        await entrance.serve_next(db)
        return answer


RENEWED = (  # each offers a new link for one that has ended
    Door(Purpose.STAFF, "/staff/enter", "person", "/staff/", "tone@helseklyngen.example"),
    Door(Purpose.JUROR, "/jury/enter", "juror", "/jury/", "ada@jury.example"),
    Door(
        Purpose.NOMINATION,
        "/en/nominations/open",
        "nomination",
        "/en/nominations/mine",
        "kari@example.org",
    ),
    Door(Purpose.CONTRIBUTOR, "/nominee/enter", "contributor", "/nominee/", "eli@company.example"),
    Door(
        Purpose.UNFINISHED,
        "/en/nominate/open",
        "unfinished",
        "/en/nominate/continue",
        "kari@example.org",
    ),
)
CHECK = Door(Purpose.CHECK, "/check/enter", "check", "/check/", "liv@fjordpuls.example")
DOORS = (*RENEWED, CHECK)
INSIDE = (200, 409)  # a form that was kept is too late to be sent while the jury judges
each_door = pytest.mark.parametrize("door", DOORS, ids=lambda door: str(door.purpose))
each_renewed = pytest.mark.parametrize("door", RENEWED, ids=lambda door: str(door.purpose))


@pytest.fixture
async def year(db: Connection) -> AsyncIterator[dict[str, Any]]:
    yield await scene.scene(db, Stage.JUDGING)


async def end(db: Connection, how: str) -> None:
    await db.execute(f"UPDATE links SET {how} = clock_timestamp()")  # noqa: S608


def spellings(token: str) -> list[str]:
    """Other texts than the token, some of which are the same token to a lenient reader."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = [token[:-1] + letter for letter in letters if letter != token[-1]]
    head, _, tail = token.rpartition(".")
    return [*last, token + "=", token + "==", f"{head}=.{tail}", token.swapcase(), token[:-1]]


@each_door
async def test_a_link_opens_no_door_but_its_own(
    client: httpx.AsyncClient, db: Connection, year: dict[str, Any], door: Door
) -> None:
    others = [
        await scene.token(db, one.purpose, year[one.subject]) for one in DOORS if one is not door
    ]
    others += [await scene.token(db, Purpose.ALARM, year["juror"])]
    others += [tokens.sign(KEYS, one, "x", 1) for one in (Purpose.FORM, Purpose.RECEIPT)]
    others += [tokens.sign(KEYS, door.purpose, "no-such-link", 1)]
    before = await scene.dump(db)

    answers = []
    for token in others:
        answers.append(await client.get(door.link(token), headers={"accept-language": "nb"}))
        answers.append(await client.post(door.link(token)))
        answers.append(await client.post(f"{door.link(token)}/new"))

    assert [one.status_code for one in answers] == [404] * len(answers)
    assert "We cannot read this link" in answers[1].text
    if not door.path.startswith("/en/"):  # where the address says the language, it decides
        assert "Vi kan ikke lese denne lenken" in answers[0].text
    assert await scene.dump(db) == before


@each_door
async def test_looking_changes_nothing(
    client: httpx.AsyncClient, db: Connection, year: dict[str, Any], door: Door
) -> None:
    token = await scene.token(db, door.purpose, year[door.subject])
    before = await scene.dump(db)

    for method in ("HEAD", "GET", "OPTIONS", "HEAD", "GET"):
        await client.request(method, door.link(token))
        await client.request(method, f"{door.link(token)}/new")

    assert await scene.dump(db) == before


@each_door
async def test_a_scanner_may_press_the_button_as_often_as_it_likes(
    app: Starlette, client: httpx.AsyncClient, db: Connection, year: dict[str, Any], door: Door
) -> None:
    token = await scene.token(db, door.purpose, year[door.subject])
    before = await scene.dump(db, "sessions", "links")

    for _ in range(4):
        async with browser(app) as scanner:
            await scanner.get(door.link(token))
            pressed = await scanner.post(door.link(token))
            assert (pressed.status_code, pressed.headers["location"]) == (303, door.home)
            await scanner.get(door.home)
    assert await scene.dump(db, "sessions", "links") == before

    assert (await client.get(door.link(token))).status_code == 200
    assert (await client.post(door.link(token))).status_code == 303
    assert (await client.get(door.home)).status_code in INSIDE


@each_renewed
@pytest.mark.parametrize("how", ["revoked_at", "expires_at"])
async def test_a_link_that_ended_offers_a_new_one_that_goes_to_the_address_on_file(
    client: httpx.AsyncClient, db: Connection, year: dict[str, Any], door: Door, how: str
) -> None:
    await db.execute("TRUNCATE letters")
    token = await scene.token(db, door.purpose, year[door.subject])
    await end(db, how)

    looked, pressed = await client.get(door.link(token)), await client.post(door.link(token))
    asked = await door.ask(client, db, token)

    assert (looked.status_code, pressed.status_code) == (410, 410)
    for page in (looked, pressed):
        assert f'action="{door.new(token)}"' in page.text
    assert asked.status_code in (200, 303)
    assert [address for _, address in await people.letters(db)] == [door.address]
    ident = await db.fetchval("SELECT facts->>'link' FROM letters")
    fresh = links.token(KEYS, await links.by_id(db, ident))
    assert fresh != token
    assert (await client.post(door.link(fresh))).status_code == 303
    assert (await client.get(door.home)).status_code in INSIDE


@pytest.mark.parametrize(
    ("door", "gone"),
    [
        (RENEWED[0], "UPDATE staff SET ended_at = now()"),
        (RENEWED[1], "UPDATE jurors SET excused_at = now(), excused_reason = 'Ill'"),
        (RENEWED[3], "UPDATE contributors SET ended_at = now(), ended_by = 'staff:1'"),
    ],
    ids=lambda one: str(one)[:12],
)
async def test_who_is_gone_gets_the_same_answer_and_no_letter(
    client: httpx.AsyncClient, db: Connection, year: dict[str, Any], door: Door, gone: str
) -> None:
    await db.execute("TRUNCATE letters")
    token = await scene.token(db, door.purpose, year[door.subject])
    await end(db, "revoked_at")
    before = [await client.get(door.link(token)), await door.ask(client, db, token)]
    sent = len(await people.letters(db))
    await db.execute(gone)

    after = [await client.get(door.link(token)), await door.ask(client, db, token)]

    assert [(one.status_code, one.text) for one in after] == [
        (one.status_code, one.text) for one in before
    ]
    assert len(await people.letters(db)) == sent == 1


@each_door
@pytest.mark.parametrize("how", ["revoked_at", "expires_at"])
async def test_no_other_spelling_wakes_a_link_that_has_ended(
    client: httpx.AsyncClient, db: Connection, year: dict[str, Any], door: Door, how: str
) -> None:
    token = await scene.token(db, door.purpose, year[door.subject])
    await end(db, how)
    before = await scene.dump(db)

    answers = [(await client.post(door.link(one))).status_code for one in spellings(token)]

    assert 410 in answers  # some spellings verify: it is the same link
    assert set(answers) == {404, 410}
    assert await scene.dump(db) == before


async def test_a_printed_link_is_used_up_in_every_spelling(
    client: httpx.AsyncClient, db: Connection, year: dict[str, Any]
) -> None:
    address = await beginning.link_for(db, settings(), year["person"])
    path, _, token = address.rpartition("/")

    first = await client.post(f"{path}/{token}=")
    answers = [(await client.post(f"{path}/{one}")).status_code for one in spellings(token)]

    assert first.status_code == 303
    assert set(answers) == {404, 410}


async def test_every_spelling_that_verifies_is_the_same_link(year: dict[str, Any]) -> None:
    token = tokens.sign(KEYS, Purpose.JUROR, "a", 3)

    found = set()
    for one in spellings(token):
        try:
            found.add(tokens.read(KEYS, Purpose.JUROR, one))
        except Refusal:
            continue

    assert found == {("a", 3)}


async def test_last_years_link_opens_nothing_this_year(
    client: httpx.AsyncClient, db: Connection, year: dict[str, Any]
) -> None:
    past = await people.edition(db, stage=Stage.ARCHIVED, year=2026)
    category = await people.category(db, past)
    company = await people.company(db, past)
    subjects = {
        Purpose.JUROR: await people.juror(db, past, "Eva"),
        Purpose.NOMINATION: await people.nomination(db, category, company),
        Purpose.CONTRIBUTOR: await people.contributor(db, company),
        Purpose.UNFINISHED: await people.unfinished(db, past),
    }
    for door in RENEWED[1:]:
        token = await scene.token(db, door.purpose, subjects[door.purpose])

        pressed = await client.post(door.link(token))
        asked = await client.post(door.new(token), data={"address": "eva@jury.example"})
        await entrance.serve_next(db)
        inside = await client.get(door.home)

        assert (pressed.status_code, inside.status_code) == (410, 401)
        assert asked.status_code in (200, 303)
    assert len(await people.letters(db)) == 1  # the one of the scene


async def test_a_juror_comes_to_nothing_of_another_juror_or_another_year(
    client: httpx.AsyncClient, db: Connection, year: dict[str, Any]
) -> None:
    other = await people.edition(db, stage=Stage.JUDGING, year=2028)
    category = await people.category(db, other)
    company = await people.company(db, other)
    nominee = await people.nominee(db, category, company)
    round = await people.shortlist(db, category, nominee)
    await people.sign_in(db, client, "juror", await people.juror(db, other, "Cleo"))
    before = await scene.dump(db, "sessions")

    for path in (
        f"/jury/nominees/{year['nominee']}",
        f"/jury/ballots/{year['round']}",
        f"/jury/ballots/{year['round']}/receipt",
        f"/jury/conflicts/{year['company']}",
    ):
        assert (await client.get(path)).status_code == 404
        if not path.endswith("receipt"):
            typed = {"version": "0", "kind": "other", "words": "x", "criterion-1": "4"}
            assert (await client.post(path, data=typed)).status_code in (404, 422)

    assert await scene.dump(db, "sessions") == before
    assert (await client.get(f"/jury/nominees/{nominee}")).status_code == 200
    assert (await client.get(f"/jury/ballots/{round}")).status_code in (200, 409)
