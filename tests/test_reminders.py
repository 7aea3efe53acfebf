"""Late jurors are reminded by themselves: on planned days, by their own end, never twice a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from awards import chores, editions, invitations, letters, outbox, reminders
from awards.database import Connection
from awards.editions import Entered
from awards.errors import Closed, Conflict
from awards.reminders import Day, Working
from awards.stages import Stage
from tests import people
from tests.conftest import OneConnection, settings
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

TONE = "staff:1"
WANTED = ("- ", "Your deadline", "Din frist")  # so begin the lines that say what, and until when
OSLO = ZoneInfo("Europe/Oslo")
END = datetime(2090, 3, 31, 10, tzinfo=UTC)  # noon in Oslo; summer time began five days before


def at_oslo(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2090, month, day, hour, minute, tzinfo=OSLO)


async def late(db: Connection) -> Judging:
    """Ada and Bo have not confirmed; judging is planned to end on 31 March 2090 at noon."""
    await people.award(db)
    at = await judging(db)
    await db.execute("UPDATE timetable SET due = $1 WHERE stage = 'deciding'", END)
    await db.execute("UPDATE jurors SET invited_at = NULL")
    await invitations.invite(db, at.edition, list(at.jurors.values()), TONE)
    await db.execute("DELETE FROM letters")
    return at


async def clock(db: Connection, at: Judging, now: datetime) -> Entered:
    return replace(await editions.entered(db, at.edition), now=now)


async def remind(db: Connection, at: Judging, now: datetime, days: Sequence[int] = (7, 1)) -> int:
    return await reminders.remind(db, await clock(db, at, now), days)


async def occasions(db: Connection) -> list[str]:
    rows = await db.fetch("SELECT name, occasion FROM letters ORDER BY id")
    return [f"{row['name']} {row['occasion'].rpartition(':')[2]}" for row in rows]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at_oslo(24, 7, 59), False),
        (at_oslo(24, 8), True),
        (at_oslo(24, 23, 59), True),
        (at_oslo(25, 8), False),
        (at_oslo(30, 8), True),
        (at_oslo(31, 8), True),
        (at_oslo(31, 12), False),
    ],
)
def test_a_day_is_a_day_of_the_award_from_eight_oclock_until_the_end(
    now: datetime, due: bool
) -> None:
    assert reminders.is_due(END, (7, 1, 0), now, OSLO) is due


def test_days_are_counted_where_the_award_lives_not_in_utc() -> None:
    just_after_midnight = datetime(2090, 3, 30, 22, 30, tzinfo=UTC)  # 31 March 00:30 in Oslo

    assert reminders.is_due(just_after_midnight, [1], at_oslo(30, 9), OSLO)
    assert not reminders.is_due(just_after_midnight, [0], at_oslo(30, 9), OSLO)


async def test_those_who_are_late_are_reminded_once_on_each_planned_day(db: Connection) -> None:
    at = await late(db)

    made = [
        await remind(db, at, now)
        for now in (at_oslo(24, 7), at_oslo(24, 9), at_oslo(24, 15), at_oslo(25, 9), at_oslo(30, 9))
    ]

    assert made == [0, 2, 0, 0, 2]
    days = ["2090-03-24"] * 2 + ["2090-03-30"] * 2
    assert await occasions(db) == [
        f"{name} {day}" for name, day in zip(["Ada", "Bo"] * 2, days, strict=True)
    ]
    assert await db.fetchval("SELECT DISTINCT actor FROM events WHERE deed = 'juror.reminded'") == (
        "service"
    )


async def test_who_has_confirmed_is_left_alone(db: Connection) -> None:
    at = await late(db)
    await people.ballot(db, at.round, at.jurors["Ada"])

    assert await remind(db, at, at_oslo(24, 9)) == 1
    assert await occasions(db) == ["Bo 2090-03-24"]


async def test_whoever_was_reminded_by_hand_that_day_gets_no_second_letter(
    db: Connection,
) -> None:
    at = await late(db)
    inside = await clock(db, at, at_oslo(24, 8))
    (ada, _) = await invitations.late_inside(db, inside)
    assert await invitations.remind_late(db, inside, [ada], TONE) == 1

    assert await remind(db, at, at_oslo(24, 9)) == 1
    assert await occasions(db) == ["Ada 2090-03-24", "Bo 2090-03-24"]


async def test_the_letter_says_what_is_left_and_until_when_in_the_language_of_its_juror(
    db: Connection,
) -> None:
    at = await late(db)
    await people.sheet(db, at.round, at.jurors["Bo"], at.nominees["Lomvi"], 3, 3)
    await db.execute(
        """UPDATE jurors SET language = 'nb', extended_reason = 'Ill.',
                             extended_until = '2090-04-03 10:00Z' WHERE name = 'Bo'"""
    )
    inside = await clock(db, at, at_oslo(24, 8))
    assert await invitations.remind_late(db, inside, await invitations.late(db, at.edition), TONE)

    texts = []
    for _ in at.jurors:
        claim = await outbox.claim(db)
        assert claim is not None
        envelope = await letters.envelope(db, settings(), claim.letter)
        assert b"Reply-To: jury@helseklyngen.example" in envelope.message
        texts.append([one for one in envelope.written.text.splitlines() if one.startswith(WANTED)])

    assert texts == [
        [
            "- export en: 2 of 2 sheets are left",
            "Your deadline: Friday 31 March 2090 at 12:00 Norwegian time",
        ],
        [
            "- export nb: 1 av 2 poengark gjenstår",
            "Din frist: mandag 3. april 2090 kl. 12.00 norsk tid",
        ],
    ]


async def test_a_moved_deadline_moves_the_days(db: Connection) -> None:
    at = await late(db)
    later = END + timedelta(days=7)
    await db.execute("UPDATE timetable SET due = $1 WHERE stage = 'deciding'", later)

    assert await remind(db, at, at_oslo(24, 9)) == 0
    assert await remind(db, at, at_oslo(31, 9)) == 2


async def test_who_has_more_time_is_reminded_by_their_own_end(db: Connection) -> None:
    at = await late(db)
    await db.execute(
        "UPDATE jurors SET extended_until = $1, extended_reason = 'Ill.' WHERE name = 'Ada'",
        END + timedelta(days=3),
    )

    assert await remind(db, at, at_oslo(24, 9)) == 1
    assert await remind(db, at, at_oslo(27, 9)) == 1
    assert await remind(db, at, at_oslo(2, 9, month=4)) == 1
    assert await occasions(db) == ["Bo 2090-03-24", "Ada 2090-03-27", "Ada 2090-04-02"]


async def test_nobody_is_reminded_outside_of_judging(db: Connection) -> None:
    at = await late(db)
    await db.execute("UPDATE editions SET stage = 'deciding'")

    assert await remind(db, at, at_oslo(24, 9)) == 0


async def test_a_long_list_is_reminded_in_several_goes(db: Connection) -> None:
    at = await late(db)
    inside = await clock(db, at, at_oslo(24, 9))

    made = [await reminders.remind(db, inside, [7], most) for most in (1, 1, 1)]

    assert made == [1, 1, 0]


async def test_the_worker_looks_at_the_years_that_plan_reminders(db: Connection) -> None:
    at = await late(db)
    await db.execute("UPDATE editions SET remind_before = '{0}'")
    # A zone in which it is about noon, so that the end in an hour is of the same day.
    hour = datetime.now(UTC).hour
    await db.execute("UPDATE award SET zone = $1", f"Etc/GMT{hour - 12:+d}")
    await db.execute(
        """UPDATE timetable SET due = clock_timestamp() + interval '1 hour'
            WHERE stage = 'deciding'"""
    )

    rest = await chores.remind(OneConnection(db))  # type: ignore[arg-type]

    assert rest == chores.REMIND_EVERY
    assert [kind for kind, _ in await people.letters(db)] == ["juror_reminder"] * len(at.jurors)


async def test_the_board_reads_what_is_planned_and_what_went_out(db: Connection) -> None:
    at = await late(db)
    await db.execute("UPDATE editions SET remind_before = '{7, 0}'")
    await remind(db, at, at_oslo(24, 9), [7])
    await db.execute("UPDATE letters SET created_at = '2090-03-24 08:00Z' WHERE name = 'Ada'")
    await db.execute("UPDATE letters SET created_at = '2026-11-01 08:00Z' WHERE name = 'Bo'")

    found = await reminders.days(db, await editions.edition(db, at.edition))

    assert found == [
        Day(date(2026, 11, 1), None, 1, today=False, past=True),
        Day(date(2090, 3, 24), 7, 1, today=False, past=False),
        Day(date(2090, 3, 31), 0, 0, today=False, past=False),
    ]


# The settings


async def test_how_the_jury_works_is_changed_through_judging_and_not_after(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.JUDGING)
    inside = await editions.entered(db, edition)

    await reminders.change(db, TONE, inside, Working(25, [7, 1]), 1)

    found = await editions.edition(db, edition)
    assert (found.minutes_a_case, found.remind_before, found.version) == (25, [7, 1], 2)
    assert await people.deeds(db) == ["edition.pace_changed"]
    with pytest.raises(Conflict):
        await reminders.change(db, TONE, inside, Working(5, []), 1)
    closed = replace(inside, stage=Stage.DECIDING)
    with pytest.raises(Closed):
        await reminders.change(db, TONE, closed, Working(5, []), 2)
