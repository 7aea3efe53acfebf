"""The jury's doors under attack: floods, alarms in the wrong hands, tricks with methods."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from awards import chores, database, entrance, links
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.bad_use import scene
from tests.conftest import KEYS, OneConnection, browser
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

ADA = "ada@jury.example"
GONE = {
    "excused": "UPDATE jurors SET excused_at = now(), excused_reason = 'Ill'",
    "archived": "UPDATE editions SET stage = 'archived'",
    "revoked": "UPDATE links SET revoked_at = now()",
}


@pytest.fixture
async def at(db: Connection) -> AsyncIterator[Judging]:
    """Ada and Bo judge; nobody is signed in."""
    await people.award(db)
    yield await judging(db)


async def token(db: Connection, purpose: Purpose, juror: int) -> str:
    return links.token(KEYS, await links.by_id(db, await links.issue(db, purpose, juror)))


async def test_a_flood_of_strangers_at_the_door_keeps_no_juror_waiting(
    db: Connection, at: Judging
) -> None:
    await links.issue(db, Purpose.JUROR, at.jurors["Ada"])
    await db.execute(
        """INSERT INTO asked_links (mailbox)
           SELECT 'stranger' || number || '@evil.test' FROM generate_series(1, 5000) AS number"""
    )
    await entrance.ask(db, ADA)

    await chores.attend(OneConnection(db))  # type: ignore[arg-type]

    assert await people.letters(db) == [("juror_link", ADA)]
    assert await db.fetchval("SELECT count(*) FROM asked_links") == 0


async def test_who_asks_a_thousand_times_for_one_juror_keeps_no_other_waiting(
    db: Connection, at: Judging
) -> None:
    for name in ("Ada", "Bo"):
        await links.issue(db, Purpose.JUROR, at.jurors[name])
    await db.execute(
        "INSERT INTO asked_links (mailbox) SELECT $1 FROM generate_series(1, 1000)", ADA
    )
    await entrance.ask(db, "bo@jury.example")

    await chores.attend(OneConnection(db))  # type: ignore[arg-type]

    assert await people.letters(db) == [("juror_link", ADA), ("juror_link", "bo@jury.example")]
    assert await db.fetchval("SELECT count(*) FROM asked_links") == 0


@pytest.mark.parametrize("gone", GONE)
async def test_an_alarm_of_who_may_not_come_in_shuts_and_tells_nothing(
    client: httpx.AsyncClient, db: Connection, at: Judging, gone: str
) -> None:
    alarm = await token(db, Purpose.ALARM, at.jurors["Ada"])
    await db.execute(GONE[gone])
    before = await scene.dump(db)

    looked = await client.get(f"/jury/not-me/{alarm}")
    pressed = [
        await client.post(f"/jury/not-me/{alarm}", data={"address": typed})
        for typed in (ADA, "eve@evil.test", "", ADA.upper(), "=?utf-8?q?a?=", "x" * 100_000)
    ]

    assert looked.status_code == 410
    assert {one.status_code for one in pressed} == {410}
    assert len({one.text for one in pressed}) == 1
    assert ADA not in looked.text + pressed[0].text
    assert await scene.dump(db) == before


async def test_a_wrong_guess_at_an_alarm_never_tells_the_right_address(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    alarm = await token(db, Purpose.ALARM, at.jurors["Ada"])
    before = await scene.dump(db)

    answers = [
        await client.post(f"/jury/not-me/{alarm}", data={"address": typed})
        for typed in ("ada@jury.exampl", "ada@jury.example.evil.test", f"{ADA}, eve@evil.test", "@")
    ]

    assert {one.status_code for one in answers} == {422}
    assert not any(f'"{ADA}"' in one.text or f">{ADA}<" in one.text for one in answers)
    assert await scene.dump(db) == before


async def test_no_header_and_no_method_but_post_does_a_deed_of_the_jury(
    client: httpx.AsyncClient, db: Connection
) -> None:
    year = await scene.scene(db, Stage.JUDGING)
    await scene.as_everybody(db, client, year)
    before = await scene.dump(db, "sessions")
    tricks = {
        "x-http-method-override": "POST",
        "x-method-override": "POST",
        "x-http-method": "POST",
    }

    for place in scene.places():
        if place.method == "POST":
            address = f"{place.address(year)}?_method=POST&read=yes&none=yes&do=add&confirm=yes"
            for method in ("OPTIONS", "HEAD", "PUT", "PATCH", "DELETE", "TRACE"):
                answer = await client.request(method, address, headers=tricks)
                assert answer.status_code < 500, (method, place)

    assert await scene.dump(db, "sessions") == before


async def test_two_devices_that_end_each_other_leave_nobody_in_by_mistake(
    app: Starlette, db: Connection, at: Judging
) -> None:
    link = await token(db, Purpose.JUROR, at.jurors["Ada"])
    async with browser(app) as phone, browser(app) as laptop, browser(app) as bo:
        await people.sign_in(db, bo, "juror", at.jurors["Bo"])
        for one in (phone, laptop):
            await one.post(f"/jury/enter/{link}")

        ended = await phone.post("/jury/devices")
        back = await laptop.post("/jury/devices")

        assert (ended.status_code, back.status_code) == (303, 401)
        inside = [(await one.get("/jury/")).status_code for one in (phone, laptop, bo)]
        assert inside == [200, 401, 200]


async def test_a_scanner_that_ticks_too_leaves_no_score_and_no_way_barred(
    app: Starlette, db: Connection, at: Judging
) -> None:
    """It may say that it has read the rules, and that the names are none of its own: no more."""
    await db.execute("DELETE FROM cleared")
    await db.execute("UPDATE jurors SET welcomed_at = NULL, read_version = NULL")
    link = await token(db, Purpose.JUROR, at.jurors["Ada"])
    everything = {"read": "yes", "none": "yes", "shown": str(at.companies["Lomvi"]), "version": "1"}
    said = ("sessions", "links", "jurors", "cleared", "events", "event_details", "unsealed")
    before = await scene.dump(db, *said)
    async with browser(app) as scanner:
        await scanner.post(f"/jury/enter/{link}")
        for place in scene.places():
            if place.method == "POST" and place.audience == "jury" and "{token}" not in place.path:
                known = {"nominee": at.nominees["Lomvi"], "round": at.round, "company": 0}
                named = {"category": at.category, "token of jury": link}
                address = place.address({**known, **named})
                await scanner.post(address, data=everything)

    assert await scene.dump(db, *said) == before
    async with browser(app) as ada:
        assert (await ada.post(f"/jury/enter/{link}")).status_code == 303
        assert (await ada.get("/jury/conflicts")).status_code == 200
        declared = await ada.post(
            f"/jury/conflicts/{at.companies['Lomvi']}", data={"kind": "own_company", "words": ""}
        )
        assert declared.status_code == 303
        assert (await ada.get(f"/jury/nominees/{at.nominees['Lomvi']}")).status_code == 404


async def test_two_workers_at_a_flooded_door_serve_everybody_once(own_database: str) -> None:
    one, two = [await database.connect(own_database) for _ in range(2)]
    await people.award(one)
    jurors = (await judging(one, jurors=tuple("ABCDEFGH"))).jurors
    for juror in jurors.values():
        await links.issue(one, Purpose.JUROR, juror)
    await one.execute(
        """INSERT INTO asked_links (mailbox)
           SELECT mailbox FROM generate_series(1, 50), jurors ORDER BY random()"""
    )

    async def serve(db: Connection) -> None:
        while await db.fetchval("SELECT count(*) FROM asked_links"):
            async with db.transaction():
                await entrance.serve_next(db)

    async with asyncio.timeout(20):
        await asyncio.gather(serve(one), serve(two))

    letters = await people.letters(one)
    assert sorted(mailbox for _, mailbox in letters) == [
        f"{name.lower()}@jury.example" for name in jurors
    ]
    await one.close()
    await two.close()
