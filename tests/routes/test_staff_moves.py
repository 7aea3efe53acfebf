"""Staff move the year, see letters on their way, and read what was done."""

import re

import httpx
import pytest

from awards import audit, outbox
from awards.database import Connection
from awards.outbox import Recipient
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

ADA = Recipient("Ada", "ada@jury.example", "ada@jury.example", "en")


async def at_the_desk(
    db: Connection, client: httpx.AsyncClient, stage: Stage, role: str = "editor"
) -> int:
    """Tone is signed in, and the year 2027 has one category."""
    await people.award(db)
    await people.sign_in(db, client, "staff", await people.staff(db, role=role))
    edition = await people.edition(db, stage=stage)
    await people.category(db, edition)
    return edition


async def stage(db: Connection) -> str:
    return str(await db.fetchval("SELECT stage::text FROM editions"))


def items(page: str) -> list[str]:
    return re.findall(r"<span>([^<]+)</span></li>", page)


async def test_the_page_tells_what_a_move_does_and_changes_nothing(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await at_the_desk(db, client, Stage.NOMINATING)
    await db.execute("UPDATE timetable SET due = '2026-01-01 11:00Z' WHERE stage = 'screening'")

    page = await client.get("/staff/2027/move/screening")
    await client.head("/staff/2027/move/screening")

    assert page.status_code == 200
    assert items(page.text) == [
        "Nobody can nominate any more, or mend what they sent.",
        "You can reject, join and choose for the shortlist.",
        "No letters go out.",
    ]
    assert await stage(db) == "nominating"


async def test_the_button_moves_the_year_once(db: Connection, client: httpx.AsyncClient) -> None:
    await at_the_desk(db, client, Stage.NOMINATING)

    for _ in range(2):
        answer = await client.post("/staff/2027/move/screening", data={"stage": "nominating"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/2027/")

    assert await stage(db) == "screening"
    assert await people.deeds(db) == ["edition.moved"]


async def test_a_move_that_lacks_something_has_no_button(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await at_the_desk(db, client, Stage.SCREENING)

    page = await client.get("/staff/2027/move/judging")
    pressed = await client.post("/staff/2027/move/judging", data={"stage": "screening"})

    assert items(page.text) == [
        "The shortlist of «export en» is not fixed yet.",
        "No juror has a seat in «export en».",
    ]
    assert 'action="/staff/2027/move' not in page.text
    assert pressed.status_code == 422
    assert await stage(db) == "screening"


async def test_going_back_asks_for_a_reason_and_a_deadline_and_keeps_what_was_typed(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await at_the_desk(db, client, Stage.SCREENING)
    typed = {"stage": "screening", "due-date": "32.13.2027", "due-time": "12:00"}

    page = await client.post("/staff/2027/move/nominating", data=typed)

    assert page.status_code == 422
    assert 'href="#reason"' in page.text
    assert 'href="#due"' in page.text
    assert 'value="32.13.2027"' in page.text
    assert await stage(db) == "screening"


async def test_nominations_open_again_until_the_new_deadline(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await at_the_desk(db, client, Stage.SCREENING)
    await db.execute("DELETE FROM timetable WHERE stage > 'screening'")
    typed = {"stage": "screening", "reason": "Two asked for it."}

    answer = await client.post(
        "/staff/2027/move/nominating",
        data={**typed, "due-date": "01.06.2090", "due-time": "12:00"},
    )

    assert answer.status_code == 303
    assert await stage(db) == "nominating"
    due = await db.fetchval("SELECT due FROM timetable WHERE stage = 'screening'")
    assert due.isoformat() == "2090-06-01T10:00:00+00:00"
    log = await client.get("/staff/2027/log")
    assert "«Two asked for it.»" in log.text


async def test_a_page_shown_before_somebody_else_moved_moves_nothing(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await at_the_desk(db, client, Stage.SCREENING)

    answer = await client.post("/staff/2027/move/judging", data={"stage": "deciding"})

    assert answer.status_code == 409
    assert await stage(db) == "screening"


@pytest.mark.parametrize(("target", "status"), [("announced", 409), ("draft", 409), ("x", 404)])
async def test_moves_the_year_does_not_know_have_no_page(
    db: Connection, client: httpx.AsyncClient, target: str, status: int
) -> None:
    await at_the_desk(db, client, Stage.DECIDING)

    assert (await client.get(f"/staff/2027/move/{target}")).status_code == status


# Letters


async def test_letters_are_listed_by_state_and_sent_again_once(
    db: Connection, client: httpx.AsyncClient
) -> None:
    edition = await at_the_desk(db, client, Stage.JUDGING)
    for number, state in enumerate(("waiting", "failed", "sent")):
        await outbox.post(db, "juror_invitation", str(number), ADA, edition=edition, link="x")
        await db.execute(
            "UPDATE letters SET state = $2, answer = '550 100% full' WHERE occasion = $1",
            str(number),
            state,
        )
    failed = await db.fetchval("SELECT id FROM letters WHERE state = 'failed'")

    everything = await client.get("/staff/letters")
    only_failed = await client.get("/staff/letters?state=failed")
    for _ in range(2):
        pressed = await client.post(f"/staff/letters/{failed}/again", data={"state": "failed"})
        assert pressed.headers["location"] == "/staff/letters?state=failed"

    assert everything.text.count("<tr>") == 4
    assert everything.text.count("Send again") == 1
    assert only_failed.text.count("<tr>") == 2
    assert "550 100% full" in only_failed.text
    assert await outbox.counts(db) == {"waiting": 2, "sent": 1}
    assert await people.deeds(db) == ["letter.sent_again"]


async def test_a_long_list_of_letters_has_pages(db: Connection, client: httpx.AsyncClient) -> None:
    edition = await at_the_desk(db, client, Stage.JUDGING)
    for number in range(51):
        await outbox.post(db, "juror_invitation", str(number), ADA, edition=edition, link="x")

    first = await client.get("/staff/letters")
    (older,) = re.findall(r'rel="next" href="/staff/letters([^"]+)"', first.text)
    second = await client.get("/staff/letters" + older.replace("&amp;", "&"))

    assert (first.text.count("<tr>"), second.text.count("<tr>")) == (51, 2)


# The log


async def test_the_log_says_who_did_what_and_can_be_narrowed(
    db: Connection, client: httpx.AsyncClient
) -> None:
    edition = await at_the_desk(db, client, Stage.JUDGING)
    tone = await db.fetchval("SELECT id FROM staff")
    await audit.record(
        db, f"staff:{tone}", "juror.excused", "juror:7", edition=edition, reason="Ill"
    )
    await audit.record(
        db, "service", "edition.moved", "edition:1", edition=edition, **{"from": "draft"}, to="x"
    )

    everything = await client.get("/staff/2027/log")
    narrowed = await client.get("/staff/2027/log?deed=juror.excused")

    assert everything.text.count("<tr>") == 3
    assert narrowed.text.count("<tr>") == 2
    assert "excused a juror" in narrowed.text
    assert "<bdi>Tone</bdi>" in narrowed.text
    assert "«Ill»" in narrowed.text
    assert "Juror 7" in narrowed.text


async def test_the_log_calls_things_by_their_names_and_leads_to_them(
    db: Connection, client: httpx.AsyncClient
) -> None:
    edition = await at_the_desk(db, client, Stage.JUDGING)
    ada = await people.juror(db, edition, "Ada")
    await audit.record(db, "service", "juror.reminded", f"juror:{ada}", edition=edition)
    gone = {"nb": "Vekst", "en": "Growth"}
    await audit.record(
        db, "service", "criterion.removed", "criterion:0", edition=edition, name=gone
    )

    log = (await client.get("/staff/2027/log")).text

    assert f'<a class="ds-link" href="/staff/2027/jury/{ada}"><bdi>Ada</bdi></a>' in log
    assert "<bdi>Growth</bdi>" in log


@pytest.mark.parametrize("path", ["2027/move/judging", "2027/log", "letters"])
async def test_a_stranger_sees_none_of_it(
    db: Connection, client: httpx.AsyncClient, path: str
) -> None:
    await people.award(db)
    await people.edition(db, stage=Stage.SCREENING)

    assert (await client.get(f"/staff/{path}")).status_code == 401
