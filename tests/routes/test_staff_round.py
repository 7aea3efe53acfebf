"""Staff run the round: how the jury works, more time for one, closing with somebody absent."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from awards import times
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

SETTINGS = "/staff/2027/set-up/jury-work"


async def at_the_desk(
    db: Connection, client: httpx.AsyncClient, stage: Stage = Stage.JUDGING
) -> Judging:
    await people.award(db)
    await people.sign_in(db, client, "staff", await people.staff(db))
    return await judging(db, stage=stage)


def typed(until: datetime, **more: str) -> dict[str, str]:
    day, clock = times.shown(until, "Europe/Oslo")
    return {"until-date": day, "until-time": clock, **more}


def noon(days: int) -> datetime:
    return datetime.now(UTC).replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days)


def hidden(page: str, name: str) -> str:
    (value,) = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return str(value)


# How the jury works


async def test_minutes_and_days_are_saved_each_day_once_and_the_first_first(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await at_the_desk(db, client)
    page = await client.get(SETTINGS)
    assert "Jurors who answer a letter reach jury@helseklyngen.example." in page.text

    answer = await client.post(
        SETTINGS, data={"version": "1", "minutes_a_case": "25", "remind_before": "1, 7,3 7"}
    )

    assert answer.headers["location"] == "/staff/2027/set-up"
    row = await db.fetchrow("SELECT minutes_a_case, remind_before, version FROM editions")
    assert row is not None
    assert tuple(row.values()) == (25, [7, 3, 1], 2)
    assert 'value="7, 3, 1"' in (await client.get(SETTINGS)).text


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("a week", "Write whole numbers of days with a comma between them, like 7, 3, 1."),
        ("-1", "Write whole numbers of days with a comma between them, like 7, 3, 1."),
        ("6, 5, 4, 3, 2, 1", "Write at most 5 days."),
        ("61", "Each has to be from 0 to 60 days before the end."),
    ],
)
async def test_days_that_cannot_be_are_refused_and_kept(
    db: Connection, client: httpx.AsyncClient, days: str, sentence: str
) -> None:
    await at_the_desk(db, client)

    page = await client.post(
        SETTINGS, data={"version": "1", "minutes_a_case": "0", "remind_before": days}
    )

    assert page.status_code == 422
    assert sentence in page.text
    assert "This is too small: at least 1." in page.text
    assert f'value="{days}"' in page.text
    assert await db.fetchval("SELECT remind_before FROM editions") == []


async def test_who_was_first_is_shown_beside_what_was_typed(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await at_the_desk(db, client)
    await db.execute("UPDATE editions SET minutes_a_case = 15, version = 2")

    page = await client.post(
        SETTINGS, data={"version": "1", "minutes_a_case": "25", "remind_before": ""}
    )

    assert page.status_code == 409
    assert "<dt>Minutes a case takes</dt><dd><p>15</p></dd>" in page.text
    assert hidden(page.text, "version") == "2"


async def test_after_judging_the_settings_are_read_only(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await at_the_desk(db, client, Stage.DECIDING)

    page = await client.get(SETTINGS)
    pressed = await client.post(
        SETTINGS, data={"version": "1", "minutes_a_case": "25", "remind_before": ""}
    )

    assert 'name="minutes_a_case"' not in page.text
    assert pressed.status_code == 409


async def test_the_board_shows_the_planned_days(db: Connection, client: httpx.AsyncClient) -> None:
    await at_the_desk(db, client)
    assert "No reminders are planned" in (await client.get("/staff/2027/jury")).text
    await db.execute("UPDATE editions SET remind_before = '{7}'")

    page = (await client.get("/staff/2027/jury")).text

    assert "7 days before the end" in page
    assert "Planned: those who are late then get a letter." in page


# More time for one


async def test_more_time_is_given_shown_changed_and_ended(
    db: Connection, client: httpx.AsyncClient
) -> None:
    at = await at_the_desk(db, client)
    here = f"/staff/2027/jury/{at.jurors['Ada']}"
    assert f'href="{here}/extension"' in (await client.get(here)).text

    answer = await client.post(f"{here}/extension", data=typed(noon(20), reason="Ill.", shown=""))

    assert (answer.status_code, answer.headers["location"]) == (303, here)
    until = await db.fetchval("SELECT extended_until FROM jurors WHERE name = 'Ada'")
    assert until == times.at(*times.shown(noon(20), "Europe/Oslo"), "Europe/Oslo")
    assert "«Ill.»" in (await client.get(here)).text

    shown = hidden((await client.get(f"{here}/extension")).text, "shown")
    changed = await client.post(
        f"{here}/extension", data=typed(noon(21), reason="Still ill.", shown=shown)
    )
    assert changed.status_code == 303
    late = await client.post(f"{here}/extension", data=typed(noon(22), reason="x", shown=shown))
    assert late.status_code == 409

    asked = await client.get(f"{here}/extension/end")
    ended = await client.post(
        f"{here}/extension/end",
        data={"reason": "Well again.", "shown": hidden(asked.text, "shown")},
    )
    assert ended.status_code == 303
    assert await db.fetchval("SELECT extended_until FROM jurors WHERE name = 'Ada'") is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (typed(noon(20), reason=""), "Say why. The reason stands in the log."),
        ({"until-date": "", "until-time": "", "reason": "Ill."}, "Set a date and a time."),
        ({"until-date": "32.13.2027", "until-time": "12:00", "reason": "Ill."}, "17.09.2027"),
        (typed(noon(2), reason="Ill."), "This is not after the planned end of judging."),
        (typed(noon(90), reason="Ill."), "This is after what is planned next."),
    ],
)
async def test_time_that_cannot_be_given_is_refused_and_what_was_typed_kept(
    db: Connection, client: httpx.AsyncClient, sent: dict[str, str], sentence: str
) -> None:
    at = await at_the_desk(db, client)

    page = await client.post(f"/staff/2027/jury/{at.jurors['Ada']}/extension", data=sent)

    assert page.status_code == 422
    assert sentence in page.text
    assert f'value="{sent["until-date"]}"' in page.text
    assert await db.fetchval("SELECT count(extended_until) FROM jurors") == 0


async def test_outside_of_judging_nobody_is_given_time(
    db: Connection, client: httpx.AsyncClient
) -> None:
    at = await at_the_desk(db, client, Stage.DECIDING)
    here = f"/staff/2027/jury/{at.jurors['Ada']}"

    assert "/extension" not in (await client.get(here)).text
    assert (await client.get(f"{here}/extension")).status_code == 409


async def test_the_year_says_for_whom_the_planned_close_waits(
    db: Connection, client: httpx.AsyncClient
) -> None:
    at = await at_the_desk(db, client)
    assert "The planned close waits" not in (await client.get("/staff/2027/")).text
    await db.execute(
        "UPDATE jurors SET extended_until = $1, extended_reason = 'Ill.' WHERE name = 'Ada'",
        noon(20),
    )

    page = (await client.get("/staff/2027/")).text

    assert "The planned close waits" in page
    assert f'<a class="ds-link" href="/staff/2027/jury/{at.jurors["Ada"]}"><bdi>Ada</bdi>' in page


# Closing with somebody absent


async def test_the_page_that_closes_judging_lists_the_absent_and_the_ways(
    db: Connection, client: httpx.AsyncClient
) -> None:
    at = await at_the_desk(db, client)
    await people.ballot(db, at.round, at.jurors["Bo"])
    ada = f"/staff/2027/jury/{at.jurors['Ada']}"

    page = (await client.get("/staff/2027/move/deciding")).text

    assert "1 juror has not confirmed" in page
    assert f'href="{ada}/extension"' in page
    assert f'href="{ada}/excuse"' in page
    assert page.count("1 sheet short") == 2
    silent = await client.post("/staff/2027/move/deciding", data={"stage": "judging"})
    assert silent.status_code == 422
    said = {"stage": "judging", "reason": "Ada does not answer."}
    assert (await client.post("/staff/2027/move/deciding", data=said)).status_code == 303
    log = (await client.get("/staff/2027/log?deed=edition.moved")).text
    assert "«Ada does not answer.»" in log
    assert "Absent: Ada" in log


async def test_reminders_by_hand_say_until_when_each_has_time(
    db: Connection, client: httpx.AsyncClient
) -> None:
    at = await at_the_desk(db, client)
    await db.execute("DELETE FROM letters")
    for name, juror in at.jurors.items():
        await db.execute(
            "INSERT INTO links (id, purpose, subject) VALUES ($1, 'juror', $2)", name, juror
        )

    page = (await client.get("/staff/2027/jury/remind")).text

    assert page.count("Has until") == 2
