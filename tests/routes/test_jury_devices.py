"""The door for who lost their link, a juror's devices, and "this was not me", over HTTP."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from awards import database, entrance, invitations, links, tokens
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people, service
from tests.bad_use import scene
from tests.conftest import KEYS
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

AGENT = {"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/138.0.0.0 Safari/537.36"}
MAILBOX = "ada@jury.example"


@pytest.fixture
async def at(db: Connection) -> AsyncIterator[Judging]:
    """Ada and Bo judge; nobody is signed in."""
    await people.award(db)
    yield await judging(db)


async def token(db: Connection, juror: int, purpose: Purpose = Purpose.JUROR) -> str:
    return links.token(KEYS, await links.by_id(db, await links.issue(db, purpose, juror)))


async def test_the_first_opening_is_a_new_device_and_the_next_is_known(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    address = f"/jury/enter/{await token(db, at.jurors['Ada'])}"

    for _ in range(2):
        await client.post(address, headers=AGENT)

    rows = await db.fetch("SELECT known, ended_at IS NULL AS open FROM sessions ORDER BY id")
    assert [tuple(row) for row in rows] == [(False, False), (True, True)]


async def test_a_juror_sees_their_devices_in_words_and_ends_the_others(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    address = f"/jury/enter/{await token(db, at.jurors['Ada'])}"
    for agent in ("Barracuda", AGENT["user-agent"]):
        client.cookies.clear()
        await client.post(address, headers={"user-agent": agent})
    before = (await client.get("/jury/devices")).text

    answer = await client.post("/jury/devices")

    after = (await client.get("/jury/devices")).text
    assert ("Unknown device" in before, "Chrome on Windows" in before) == (True, True)
    assert "Barracuda" not in before
    assert (answer.status_code, answer.headers["location"]) == (303, "/jury/devices")
    assert ("Unknown device" in after, "Chrome on Windows" in after) == (False, True)
    assert (before.count("This device"), after.count("End the others")) == (1, 0)
    assert 'href="/jury/devices"' in (await client.get("/jury/")).text
    assert await people.deeds(db) == ["juror.devices_ended"]


async def test_staff_see_a_jurors_devices_in_the_same_words(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await client.post(f"/jury/enter/{await token(db, at.jurors['Ada'])}", headers=AGENT)
    await people.sign_in(db, client, "staff", await people.staff(db))

    page = (await client.get(f"/staff/2027/jury/{at.jurors['Ada']}")).text

    assert "Chrome on Windows" in page
    assert "Mozilla" not in page


ENDED = [
    "UPDATE links SET revoked_at = now()",
    "UPDATE links SET generation = 2",
    "UPDATE jurors SET excused_at = now(), excused_reason = 'Ill.'",
    "UPDATE editions SET stage = 'archived'",
]


@pytest.mark.parametrize("ended", ENDED)
async def test_an_ended_link_leads_to_the_one_way_to_a_new_one(
    client: httpx.AsyncClient, db: Connection, at: Judging, ended: str
) -> None:
    """The page is the same whatever ended it, and knows no address to send to."""
    address = f"/jury/enter/{await token(db, at.jurors['Ada'])}"
    await db.execute(ended)

    looked, pressed = await client.get(address), await client.post(address)

    assert (looked.status_code, pressed.status_code) == (410, 410)
    assert looked.text == pressed.text
    assert '<form class="aw-form" method="post" action="/jury/link"' in looked.text
    assert "Ada" not in looked.text


@pytest.mark.parametrize("path", ["/jury/", "/jury/enter/x.y", "/jury/not-me/x.y"])
async def test_who_cannot_come_in_is_shown_the_way_to_a_new_link(
    client: httpx.AsyncClient, db: Connection, at: Judging, path: str
) -> None:
    answer = await client.get(path)

    assert answer.status_code in (401, 404)
    assert 'href="/jury/link">Get a new link' in answer.text


async def test_a_known_and_an_unknown_address_get_the_same_bytes(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await token(db, at.jurors["Ada"])

    answers, pages = [], []
    for address in (MAILBOX, "nobody@jury.example"):
        asked = await client.post("/jury/link", data={"address": address})
        kept = {
            k: v for k, v in asked.headers.items() if k not in ("x-request-id", "server-timing")
        }
        answers.append((asked.status_code, asked.content, kept))
        pages.append((await client.get(asked.headers["location"])).text)

    assert answers[0] == answers[1]
    assert answers[0][0] == 303
    assert pages[0] == pages[1]
    assert "jury.example" not in pages[0].replace("helseklyngen.example", "")
    assert await db.fetchval("SELECT count(*) FROM asked_links") == 2
    while await entrance.serve_next(db):
        pass
    assert await people.letters(db) == [("juror_link", MAILBOX)]


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "<i>ada</i>@x"])
async def test_what_is_no_address_is_kept_on_the_page(
    client: httpx.AsyncClient, db: Connection, at: Judging, typed: str
) -> None:
    answer = await client.post("/jury/link", data={"address": typed})

    assert answer.status_code == 422
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text
    assert await db.fetchval("SELECT count(*) FROM asked_links") == 0


async def test_who_says_it_was_not_them_is_out_everywhere_and_offered_a_new_link(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    enter = f"/jury/enter/{await token(db, at.jurors['Ada'])}"
    alarm = f"/jury/not-me/{await token(db, at.jurors['Ada'], Purpose.ALARM)}"
    await client.post(enter)

    looked = await client.get(alarm)
    done = await client.post(alarm, data={"address": MAILBOX})

    assert (looked.status_code, looked.text.count("<button")) == (200, 1)
    assert (done.status_code, 'href="/jury/link"' in done.text) == (200, True)
    assert (await client.get("/jury/")).status_code == 401
    assert (await client.post(enter)).status_code == 410
    assert await people.deeds(db) == ["juror.link_disowned"]


@pytest.mark.parametrize("typed", [None, "", "bo@jury.example", "x"])
async def test_without_the_right_address_nothing_is_shut_and_the_answer_is_one(
    client: httpx.AsyncClient, db: Connection, at: Judging, typed: str | None
) -> None:
    alarm = f"/jury/not-me/{await token(db, at.jurors['Ada'], Purpose.ALARM)}"
    before = await scene.dump(db)

    for method in ("GET", "HEAD", "OPTIONS"):
        await client.request(method, alarm)
    answer = await client.post(alarm, data={} if typed is None else {"address": typed})

    assert answer.status_code == 422
    assert "This is not the address we have for you." in answer.text
    assert f'value="{typed or ""}"' in answer.text
    assert await scene.dump(db) == before


async def test_an_alarm_speaks_the_jurors_language(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await db.execute("UPDATE jurors SET language = 'nb'")
    alarm = f"/jury/not-me/{await token(db, at.jurors['Ada'], Purpose.ALARM)}"

    looked, refused = await client.get(alarm), await client.post(alarm, data={"address": "x"})

    assert '<html lang="nb"' in looked.text
    assert "Dette er ikke adressen vi har til deg." in refused.text


@pytest.mark.parametrize("ended", ENDED)
async def test_an_alarm_that_has_ended_says_so(
    client: httpx.AsyncClient, db: Connection, at: Judging, ended: str
) -> None:
    alarm = f"/jury/not-me/{await token(db, at.jurors['Ada'], Purpose.ALARM)}"
    await db.execute(ended)

    answers = [await client.get(alarm), await client.post(alarm, data={"address": MAILBOX})]

    assert [one.status_code for one in answers] == [410, 410]
    assert answers[0].text == answers[1].text


async def test_an_alarm_opens_no_room_and_a_link_raises_no_alarm(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    own = await token(db, at.jurors["Ada"])
    alarm = await token(db, at.jurors["Ada"], Purpose.ALARM)
    before = await scene.dump(db)

    for path in (f"/jury/enter/{alarm}", f"/jury/not-me/{own}"):
        assert (await client.get(path)).status_code == 404
        assert (await client.post(path, data={"address": MAILBOX})).status_code == 404

    assert await scene.dump(db) == before


async def _open_session(dsn: str) -> tuple[int, int, str]:
    """Ada's edition, her id, and a token of her link, in the database of a service."""
    db = await database.connect(dsn)
    await people.award(db)
    edition = await people.edition(db, stage=Stage.JUDGING)
    juror = await people.juror(db, edition)
    ident = await links.issue(db, Purpose.JUROR, juror)
    await db.close()
    return edition, juror, tokens.sign([service.KEY], Purpose.JUROR, ident, 1)


def _web(running: service.Service) -> list[int]:
    """The web processes of a service."""
    assert running.process is not None
    first = running.process.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    arguments = {one: Path(f"/proc/{one}/cmdline").read_text().split("\0") for one in children}
    return [int(one) for one, words in arguments.items() if "web" in words]


def _each_alone(running: service.Service, cookies: dict[str, Any]) -> list[int]:
    """What every web process answers by itself, while the others are held."""
    web, found = _web(running), []
    for number in web:
        others = [other for other in web if other != number]
        for other in others:
            os.kill(other, signal.SIGSTOP)
        found.append(httpx.get(f"{running.url}/jury/devices", cookies=cookies).status_code)
        for other in others:
            os.kill(other, signal.SIGCONT)
    return found


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes in /proc")
def test_a_link_that_is_shut_ends_its_session_in_every_process_at_once() -> None:
    with service.running(workers=2) as running:
        edition, juror, token = asyncio.run(_open_session(running.dsn))
        opened = httpx.post(f"{running.url}/jury/enter/{token}")
        cookies = dict(opened.cookies)
        before = _each_alone(running, cookies)

        asyncio.run(_revoke(running.dsn, edition, juror))
        after = _each_alone(running, cookies)

        assert (before, after) == ([200, 200], [401, 401])


async def _revoke(dsn: str, edition: int, juror: int) -> None:
    db: asyncpg.Connection[Any] = await database.connect(dsn)
    async with db.transaction():
        await invitations.revoke(db, edition, juror, "Forwarded", "staff:1")
    await db.close()
