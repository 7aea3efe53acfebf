"""Planned moves: one after the other, and the deadline moved only with a reason."""

from datetime import datetime, timedelta

import pytest

from awards import editions, timetable
from awards.database import Connection
from awards.editions import Entered
from awards.errors import Conflict, Invalid, NotNow
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

ACTOR = "staff:1"


async def _inside(db: Connection, stage: Stage = Stage.DRAFT) -> Entered:
    """Inside an edition; each later stage is a month after the one before it."""
    return await editions.entered(db, await people.edition(db, stage=stage))


def _ahead(inside: Entered) -> dict[Stage, datetime]:
    return {stage: inside.due[stage] for stage in timetable.open_stages(inside)}


async def _planned(db: Connection, inside: Entered) -> dict[Stage, datetime]:
    moves = await editions.timetable(db, inside.id)
    return {stage: move.due for stage, move in moves.items()}


async def test_a_plan_is_kept_as_it_was_made(db: Connection) -> None:
    inside = await _inside(db)
    wanted = {stage: due + timedelta(days=1) for stage, due in _ahead(inside).items()}
    del wanted[Stage.ARCHIVED]

    await timetable.plan(db, ACTOR, inside, wanted, 1)

    assert await _planned(db, inside) == wanted
    assert await people.deeds(db) == ["edition.timetable_changed"]


async def test_a_plan_made_over_an_older_one_is_a_conflict(db: Connection) -> None:
    inside = await _inside(db)
    await timetable.plan(db, ACTOR, inside, _ahead(inside), 1)

    with pytest.raises(Conflict):
        await timetable.plan(db, ACTOR, inside, {}, 1)


async def test_the_stages_come_one_after_the_other(db: Connection) -> None:
    inside = await _inside(db)
    wanted = _ahead(inside)
    wanted[Stage.JUDGING] = wanted[Stage.SCREENING]

    assert list(timetable.faults(inside, wanted)) == [Stage.JUDGING]
    with pytest.raises(Invalid, match="not after the step before"):
        await timetable.plan(db, ACTOR, inside, wanted, 1)
    assert await _planned(db, inside) == dict(inside.due)


async def test_a_stage_left_open_does_not_hide_that_others_are_out_of_order(
    db: Connection,
) -> None:
    inside = await _inside(db)
    wanted = _ahead(inside)
    early = wanted[Stage.NOMINATING] + timedelta(hours=1)
    del wanted[Stage.JUDGING]
    wanted[Stage.DECIDING] = early

    assert list(timetable.faults(inside, wanted)) == [Stage.DECIDING]


async def test_nothing_is_planned_for_a_time_that_has_passed(db: Connection) -> None:
    inside = await _inside(db)
    wanted = {Stage.NOMINATING: inside.now}

    assert list(timetable.faults(inside, wanted)) == [Stage.NOMINATING]


async def test_a_move_that_is_overdue_does_not_stop_the_others_from_being_planned(
    db: Connection,
) -> None:
    inside = await _inside(db)
    await db.execute(
        "UPDATE timetable SET due = clock_timestamp() - interval '1 day' WHERE stage = 'nominating'"
    )
    inside = await editions.entered(db, inside.id)

    assert timetable.faults(inside, _ahead(inside)) == {}


async def test_what_has_been_is_history(db: Connection) -> None:
    inside = await _inside(db, Stage.JUDGING)
    later = {stage: due + timedelta(days=1) for stage, due in inside.due.items()}

    await timetable.plan(db, ACTOR, inside, later, 1, "A holiday")

    ahead = timetable.open_stages(inside)
    assert ahead == [Stage.DECIDING, Stage.ANNOUNCED, Stage.ARCHIVED]
    assert await _planned(db, inside) == {
        stage: later[stage] if stage in ahead else due for stage, due in inside.due.items()
    }


async def test_the_deadline_of_open_nominations_moves_with_a_reason(db: Connection) -> None:
    inside = await _inside(db, Stage.NOMINATING)
    await db.execute("UPDATE timetable SET missing = 'x' WHERE stage = 'screening'")
    wanted = {**_ahead(inside)}
    wanted[Stage.SCREENING] += timedelta(days=3)

    [fault] = timetable.faults(inside, wanted).values()
    assert fault.reason
    with pytest.raises(Invalid, match="Say why"):
        await timetable.plan(db, ACTOR, inside, wanted, 1)
    await timetable.plan(db, ACTOR, inside, wanted, 1, "Holidays")

    moved = (await editions.timetable(db, inside.id))[Stage.SCREENING]
    assert (moved.due, moved.missing) == (wanted[Stage.SCREENING], None)
    detail = await db.fetchval("SELECT detail FROM event_details")
    assert detail == {
        "stage": "screening",
        "was": inside.due[Stage.SCREENING].isoformat(),
        "now": wanted[Stage.SCREENING].isoformat(),
        "reason": "Holidays",
    }


async def test_the_deadline_of_the_jury_moves_with_a_reason(db: Connection) -> None:
    inside = await _inside(db, Stage.JUDGING)
    wanted = _ahead(inside)
    wanted[Stage.DECIDING] += timedelta(days=3)

    with pytest.raises(Invalid, match="Say why"):
        await timetable.plan(db, ACTOR, inside, wanted, 1)
    await timetable.plan(db, ACTOR, inside, wanted, 1, "One juror is ill")

    assert await people.deeds(db) == ["edition.deadline_moved"]


async def test_open_nominations_always_have_an_end(db: Connection) -> None:
    inside = await _inside(db, Stage.NOMINATING)
    wanted = _ahead(inside)
    del wanted[Stage.SCREENING]

    [(stage, fault)] = timetable.faults(inside, wanted, "because").items()

    assert (stage, fault.reason) == (Stage.SCREENING, False)


async def test_other_times_move_without_a_reason(db: Connection) -> None:
    inside = await _inside(db, Stage.NOMINATING)
    wanted = _ahead(inside)
    wanted[Stage.JUDGING] += timedelta(days=1)

    await timetable.plan(db, ACTOR, inside, wanted, 1)

    assert await people.deeds(db) == ["edition.timetable_changed"]


async def test_an_archived_year_has_nothing_to_plan(db: Connection) -> None:
    inside = await _inside(db, Stage.ARCHIVED)

    with pytest.raises(NotNow):
        await timetable.plan(db, ACTOR, inside, {}, 1)


def test_what_a_year_cannot_be_run_without_is_named(year: int) -> None:
    assert timetable.missing({}) == list(timetable.NEEDED)
