"""The edition moves on when all is there, back with a reason, and never half."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from awards import conditions, database, editions, moves, rules
from awards.database import Connection
from awards.errors import Closed, Conflict, Invalid, NotNow, NotYet
from awards.moves import Absent, Plan, Support
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


def soon(**ahead: int) -> datetime:
    return datetime.now(UTC) + timedelta(**ahead)


async def stage(db: Connection, edition: int) -> Stage:
    return (await editions.edition(db, edition)).stage


def told(plan: Plan) -> list[str]:
    return [conditions.said(one, "en", "Europe/Oslo") for one in (*plan.missing, *plan.short)]


async def plan(db: Connection, edition: int, target: Stage, seen: str | None = None) -> Plan:
    return await moves.plan(db, await editions.edition(db, edition), target, seen=seen)


async def move(
    db: Connection, edition: int, target: Stage, reason: str = "", due: datetime | None = None
) -> None:
    await moves.move(db, await editions.edition(db, edition), target, TONE, reason, due)


async def ready_to_judge(db: Connection) -> tuple[int, int, int]:
    """An edition in screening with one nominee on a fixed list, but no juror."""
    await people.award(db)
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    company = await people.company(db, edition, "Fjordpuls")
    await people.nomination(db, category, company)
    nominee = await people.nominee(db, category, company)
    round = await people.shortlist(db, category, nominee)
    await db.execute("UPDATE rounds SET opened_at = NULL")
    return edition, round, nominee


async def judging(db: Connection) -> tuple[int, int, int, int]:
    edition, round, nominee = await ready_to_judge(db)
    juror = await people.juror(db, edition)
    await move(db, edition, Stage.JUDGING)
    return edition, round, nominee, juror


# What must be there


async def test_an_empty_edition_is_told_all_that_is_missing_before_it_opens(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.DRAFT)
    await db.execute("DELETE FROM questions")
    await db.execute("DELETE FROM timetable")

    found = await plan(db, edition, Stage.NOMINATING)

    assert told(found) == [
        "There is no category yet. Make at least one.",
        "The nomination form has no question yet. Write one.",
        "The timetable does not say when nominations close.",
    ]
    with pytest.raises(NotNow):
        await move(db, edition, Stage.NOMINATING)
    assert await stage(db, edition) is Stage.DRAFT


async def test_weights_that_do_not_add_up_and_a_deadline_that_passed_keep_it_closed(
    db: Connection,
) -> None:
    edition = await people.edition(db, stage=Stage.DRAFT)
    await people.category(db, edition)
    await db.execute("UPDATE criteria SET weight = 30")
    await db.execute("UPDATE timetable SET due = '2026-01-01 11:00Z' WHERE stage = 'screening'")

    assert told(await plan(db, edition, Stage.NOMINATING)) == [
        "The weights in «export en» add up to 60, not to 100.",
        "The deadline for nominations was Thursday 1 January 2026 at 12:00 Norwegian time. "
        "Set one that is still to come.",
    ]


async def test_an_edition_that_is_ready_opens(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.DRAFT)
    await people.category(db, edition)

    await move(db, edition, Stage.NOMINATING)

    assert await stage(db, edition) is Stage.NOMINATING
    assert (await editions.timetable(db, edition))[Stage.NOMINATING].done_at is not None
    assert await people.deeds(db) == ["edition.moved"]


async def test_judging_waits_for_shortlists_jurors_and_nominations_on_their_way(
    db: Connection,
) -> None:
    edition, _, _ = await ready_to_judge(db)
    other = await people.category(db, edition, "newcomer", 2)
    await people.nomination(db, other, await people.company(db, edition, "Lomvi"), state="sent")
    await db.execute("UPDATE timetable SET due = '2026-01-01 11:00Z' WHERE stage = 'deciding'")

    assert told(await plan(db, edition, Stage.JUDGING)) == [
        "The shortlist of «newcomer en» is not fixed yet.",
        "No juror has a seat in «export en».",
        "No juror has a seat in «newcomer en».",
        "Nominations that wait for their nominator: 1. They have to be confirmed, or lapse, first.",
        "The jury's deadline was Thursday 1 January 2026 at 12:00 Norwegian time. "
        "Set one that is still to come.",
    ]


# What a move does


async def test_opening_judging_opens_the_round_and_seals_the_rules(db: Connection) -> None:
    edition, round, _, _ = await judging(db)

    row = await db.fetchrow("SELECT opened_at, closed_at FROM rounds WHERE id = $1", round)
    assert row is not None
    assert (row["opened_at"] is not None, row["closed_at"]) == (True, None)
    sealed = await rules.sealed(db, edition)
    assert sealed is not None
    assert sealed.version == 1


async def test_judging_under_the_quorum_closes_only_with_a_reason(db: Connection) -> None:
    edition, round, nominee, juror = await judging(db)
    await people.sheet(db, round, juror, nominee, 4, 3)

    assert told(await plan(db, edition, Stage.DECIDING)) == [
        "Fjordpuls in «export en» has 0 score sheets that count. The rules ask for 1."
    ]
    with pytest.raises(Invalid):
        await move(db, edition, Stage.DECIDING)
    assert await stage(db, edition) is Stage.JUDGING

    await move(db, edition, Stage.DECIDING, "Ada is ill.")

    assert await stage(db, edition) is Stage.DECIDING
    detail = await db.fetchval("SELECT detail FROM event_details ORDER BY event DESC LIMIT 1")
    assert detail == {
        "from": "judging",
        "to": "deciding",
        "reason": "Ada is ill.",
        "absent": ["Ada"],
    }


async def test_judging_with_somebody_absent_closes_by_hand_only_with_a_reason(
    db: Connection,
) -> None:
    edition, round, nominee, juror = await judging(db)
    bo = await people.juror(db, edition, "Bo")
    await people.juror(db, edition, "Excused")
    await db.execute("UPDATE jurors SET excused_at = now(), excused_reason = 'x' WHERE id > $1", bo)
    await people.sheet(db, round, juror, nominee, 4, 3)
    await people.ballot(db, round, juror)

    found = await plan(db, edition, Stage.DECIDING)

    assert found.absent == [Absent(bo, "Bo", 1, None)]
    assert found.supports == [Support({"nb": "export nb", "en": "export en"}, "Fjordpuls", 1)]
    assert (found.short, found.needs_reason) == ([], True)
    with pytest.raises(Invalid):
        await move(db, edition, Stage.DECIDING)
    await move(db, edition, Stage.DECIDING, "Bo does not answer.")
    assert await stage(db, edition) is Stage.DECIDING


async def test_a_planned_close_does_not_wait_for_the_absent_and_the_log_names_them(
    db: Connection,
) -> None:
    edition, round, nominee, juror = await judging(db)
    await people.juror(db, edition, "Bo")
    await people.sheet(db, round, juror, nominee, 4, 3)
    await people.ballot(db, round, juror)
    await db.execute("UPDATE timetable SET due = clock_timestamp() WHERE stage = 'deciding'")

    assert await moves.carry_out(db, edition, Stage.DECIDING)

    detail = await db.fetchval("SELECT detail FROM event_details ORDER BY event DESC LIMIT 1")
    assert detail == {"from": "judging", "to": "deciding", "reason": "", "absent": ["Bo"]}


async def test_who_is_ahead_cannot_be_read_from_the_page_that_closes_judging(
    db: Connection,
) -> None:
    edition, round, worse, juror = await judging(db)
    category = await db.fetchval("SELECT id FROM categories")
    lomvi = await people.company(db, edition, "Lomvi")
    better = await people.nominee(db, category, lomvi, state="shortlisted")
    await db.execute("INSERT INTO shortlist (round, nominee) VALUES ($1, $2)", round, better)
    await people.sheet(db, round, juror, worse, 1, 1)
    await people.sheet(db, round, juror, better, 4, 4)
    await people.ballot(db, round, juror)

    found = await plan(db, edition, Stage.DECIDING)

    assert [one.company for one in found.supports] == ["Fjordpuls", "Lomvi"]


async def test_judging_that_reached_its_quorum_closes_its_rounds(db: Connection) -> None:
    edition, round, nominee, juror = await judging(db)
    await people.sheet(db, round, juror, nominee, 4, 3)
    await people.ballot(db, round, juror)

    await move(db, edition, Stage.DECIDING)

    assert await db.fetchval("SELECT closed_at IS NOT NULL FROM rounds WHERE id = $1", round)


async def test_the_announcement_alone_announces(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.DECIDING)

    with pytest.raises(NotNow):
        await plan(db, edition, Stage.ANNOUNCED)
    await moves.announced(db, edition, "service")

    assert await stage(db, edition) is Stage.ANNOUNCED
    with pytest.raises(Closed):
        await moves.announced(db, edition, "service")


async def test_nothing_is_announced_before_judging_has_closed(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.JUDGING)

    with pytest.raises(NotYet):
        await moves.announced(db, edition, "service")


async def signed_in(db: Connection, purpose: str, subject: int) -> None:
    link = f"{purpose}{subject}"
    await db.execute(
        "INSERT INTO links (id, purpose, subject) VALUES ($1, $2, $3)", link, purpose, subject
    )
    await db.execute(
        """INSERT INTO sessions (cookie, audience, link, subject, expires_at)
           VALUES (sha256($1::text::bytea), $2, $1, $3, '2099-01-01')""",
        link,
        purpose,
        subject,
    )


async def test_archiving_ends_the_links_and_sessions_of_this_year_and_no_other(
    db: Connection,
) -> None:
    this = await people.edition(db, stage=Stage.ANNOUNCED)
    last = await people.edition(db, stage=Stage.ANNOUNCED, year=2026)
    category = await people.category(db, this)
    company = await people.company(db, this)
    subjects = {
        "nomination": [await people.nomination(db, category, company)],
        "contributor": [await people.contributor(db, company, "Eli")],
        "unfinished": [await people.unfinished(db, this)],
        "juror": [await people.juror(db, this), await people.juror(db, last)],
        "staff": [await people.staff(db)],
    }
    for purpose, idents in subjects.items():
        for ident in idents:
            await signed_in(db, purpose, ident)

    found = await plan(db, this, Stage.ARCHIVED)
    await move(db, this, Stage.ARCHIVED)

    said = [conditions.said(one, "en", "UTC") for one in found.effects]
    assert said[0] == "The links of jurors, nominators and companies stop working: 4."
    ended = {f"{purpose}{idents[0]}" for purpose, idents in subjects.items() if purpose != "staff"}
    links = await db.fetch("SELECT id FROM links WHERE revoked_at IS NOT NULL")
    sessions = await db.fetch("SELECT link FROM sessions WHERE ended_at IS NOT NULL")
    assert {row["id"] for row in links} == ended
    assert {row["link"] for row in sessions} == ended


async def test_staff_read_before_judging_opens_how_many_companies_were_silent(
    db: Connection,
) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    sends, silent = [await people.company(db, edition, name) for name in ("Sends", "Silent")]
    await people.shortlist(
        db, category, *[await people.nominee(db, category, one) for one in (sends, silent)]
    )
    await people.juror(db, edition)
    await db.execute(
        """INSERT INTO company_answers (company, item, body, contributor)
           VALUES ($1, 'handed_in', 'yes', $2)""",
        sends,
        await people.contributor(db, sends, "Eli"),
    )

    found = await plan(db, edition, Stage.JUDGING)

    assert (
        "Companies on the shortlists that have not sent their case: 1. They are judged on what is"
        " known."
    ) in [conditions.said(one, "en", "UTC") for one in found.effects]


# Back


async def test_reopening_nominations_needs_a_reason_and_a_new_deadline(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    await people.category(db, edition)
    back = Stage.NOMINATING

    for reason, due in (("", soon(days=3)), ("Two asked for it.", None)):
        with pytest.raises(Invalid):
            await move(db, edition, back, reason, due)
    with pytest.raises(Invalid):
        await move(db, edition, back, "Two asked for it.", soon(days=-1))
    with pytest.raises(Invalid):
        await move(db, edition, back, "Two asked for it.", soon(days=300))
    due = soon(days=3)
    await move(db, edition, back, "Two asked for it.", due)

    assert await stage(db, edition) is Stage.NOMINATING
    planned = (await editions.timetable(db, edition))[Stage.SCREENING]
    assert (planned.due, planned.done_at) == (due, None)


async def test_nominations_stay_closed_while_a_shortlist_is_fixed(db: Connection) -> None:
    edition, _, _ = await ready_to_judge(db)

    assert told(await plan(db, edition, Stage.NOMINATING)) == [
        "The shortlist of «export en» is fixed. Open it again first."
    ]


async def test_judging_opens_again_under_the_same_rules(db: Connection) -> None:
    edition, round, _, _ = await judging(db)
    await move(db, edition, Stage.DECIDING, "Ada is ill.")

    await move(db, edition, Stage.JUDGING, "Ada is well again.", soon(days=2))

    row = await db.fetchrow("SELECT opened_at, closed_at FROM rounds WHERE id = $1", round)
    assert row is not None
    assert (row["opened_at"] is not None, row["closed_at"]) == (True, None)
    assert await db.fetchval("SELECT count(*) FROM rules") == 1


async def test_a_move_the_year_does_not_know_is_refused(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.NOMINATING)

    for target in (Stage.JUDGING, Stage.DRAFT, Stage.ANNOUNCED):
        with pytest.raises(NotNow):
            await move(db, edition, target)


async def test_who_was_shown_another_stage_is_told(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)

    with pytest.raises(Conflict):
        await plan(db, edition, Stage.JUDGING, seen="deciding")


async def test_moving_twice_is_moving_once(db: Connection) -> None:
    edition = await people.edition(db)

    await move(db, edition, Stage.SCREENING)
    await move(db, edition, Stage.SCREENING)

    assert await people.deeds(db) == ["edition.moved"]
    assert (await plan(db, edition, Stage.SCREENING, seen="nominating")).made


# By plan


async def test_a_planned_move_is_made_when_its_time_has_come(db: Connection) -> None:
    edition = await people.edition(db)
    other = await people.edition(db, year=2028)
    past = "UPDATE timetable SET due = clock_timestamp() WHERE edition = $1 AND stage = 'screening'"
    await db.execute(past, edition)

    assert await moves.due(db) == [(edition, Stage.SCREENING)]
    assert await moves.carry_out(db, edition, Stage.SCREENING)

    assert (await stage(db, edition), await stage(db, other)) == (
        Stage.SCREENING,
        Stage.NOMINATING,
    )
    assert await moves.due(db) == []
    assert not await moves.carry_out(db, edition, Stage.SCREENING)


async def test_a_planned_move_that_lacks_something_is_left_to_staff(db: Connection) -> None:
    edition, _, _, _ = await judging(db)
    await db.execute("UPDATE timetable SET due = clock_timestamp() WHERE stage = 'deciding'")

    assert not await moves.carry_out(db, edition, Stage.DECIDING)

    assert await stage(db, edition) is Stage.JUDGING
    assert await moves.due(db) == []
    planned = (await editions.timetable(db, edition))[Stage.DECIDING]
    assert planned.missing == "Fjordpuls i «export nb» har 0 poengark som teller. Reglene krever 1."
    assert await people.deeds(db) == ["edition.moved", "edition.not_moved"]


async def test_the_plan_of_announcing_is_for_readers_only(db: Connection) -> None:
    await people.edition(db, stage=Stage.DECIDING)
    await db.execute("UPDATE timetable SET due = clock_timestamp() WHERE stage = 'announced'")

    assert await moves.due(db) == []


async def test_two_who_move_at_once_make_one_move(own_database: str) -> None:
    setup = await database.connect(own_database)
    edition = await people.edition(setup)
    both = [await database.connect(own_database) for _ in range(2)]

    async def press(db: Connection) -> None:
        async with db.transaction():
            found = await plan(db, edition, Stage.SCREENING, seen="nominating")
            if not found.made:
                await move(db, edition, Stage.SCREENING)

    await asyncio.gather(*map(press, both))

    assert await people.deeds(setup) == ["edition.moved"]
    for one in (setup, *both):
        await one.close()
