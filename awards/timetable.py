"""The timetable of an edition: when it is planned to move, and the deadlines that follow from it.

A move that has been made is history and stays. The end of nominations is the planned beginning of
screening, the jury's deadline that of deciding; once people work towards one of them, moving it is
a deed of its own, with a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from awards import audit, stages
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Conflict, Invalid
from awards.stages import ORDER, Action, Stage

sql = Queries("timetable")

PLANNED = tuple(ORDER[1:])
# The stages whose times a year cannot be run without; the others may be decided later.
NEEDED = (Stage.NOMINATING, Stage.SCREENING, Stage.JUDGING, Stage.DECIDING)

# What people do towards a deadline, and the stage that begins then.
DEADLINES = {Action.NOMINATE: Stage.SCREENING, Action.SCORE: Stage.DECIDING}

Times = Mapping[Stage, datetime]


@dataclass(frozen=True)
class Fault:
    """What is wrong with the time of a stage; the reason of a deadline is a field of its own."""

    message: str
    reason: bool = False


def open_stages(inside: Entered) -> list[Stage]:
    """The stages that are still ahead, whose times may be moved."""
    return [stage for stage in PLANNED if not stages.reached(inside.stage, stage)]


def deadline(inside: Entered) -> Stage | None:
    """The stage that begins at the deadline people work towards now, if there is one."""
    allowed = (stage for action, stage in DEADLINES.items() if stages.allows(inside.stage, action))
    return next(allowed, None)


def moves_deadline(inside: Entered, wanted: Times) -> bool:
    """True where a deadline that people were told is moved."""
    told = deadline(inside)
    return told is not None and wanted.get(told) != inside.due.get(told)


def faults(inside: Entered, wanted: Times, reason: str = "") -> dict[Stage, Fault]:
    """What stands against a timetable, by stage. ``wanted`` are the times of the open stages."""
    found: dict[Stage, Fault] = {}
    latest: datetime | None = None
    for stage in PLANNED:
        due = (wanted if stage in open_stages(inside) else inside.due).get(stage)
        fault = _fault(inside, stage, due, latest)
        if fault:
            found[stage] = Fault(fault)
        latest = _at_latest(inside, stage, due) or latest
    told = deadline(inside)
    if told and told not in found and moves_deadline(inside, wanted) and not reason:
        found[told] = Fault(N_("Say why the deadline is moved. It stands in the log."), True)
    return found


def _at_latest(inside: Entered, stage: Stage, due: datetime | None) -> datetime | None:
    """When a stage begins; one that has begun did so by now, whatever was planned."""
    if due is not None and stage not in open_stages(inside):
        return min(due, inside.now)
    return due


def _fault(inside: Entered, stage: Stage, due: datetime | None, latest: datetime | None) -> str:
    if stage not in open_stages(inside):
        return ""
    if due is None:
        if stage is Stage.SCREENING and deadline(inside) is stage:
            return N_("Nominations are open, so their end needs a time.")
        return ""
    if latest is not None and due <= latest:
        return N_("This is not after the step before it. Choose a later time.")
    if due != inside.due.get(stage) and due <= inside.now:
        return N_("This time has passed. Choose a later one, or move the year by hand.")
    return ""


async def plan(
    db: Connection, actor: str, inside: Entered, wanted: Times, version: int, reason: str = ""
) -> None:
    """Plan the moves that are ahead; a stage left out is not planned any more."""
    inside.require(Action.PLAN)
    for fault in faults(inside, wanted, reason).values():
        raise Invalid(fault.message)
    if await sql.touch.value(db, edition=inside.id, version=version) is None:
        raise Conflict
    changed = {
        stage: wanted.get(stage)
        for stage in open_stages(inside)
        if wanted.get(stage) != inside.due.get(stage)
    }
    for stage, due in changed.items():
        if due is None:
            await sql.drop.run(db, edition=inside.id, stage=stage)
        else:
            await sql.plan.run(db, edition=inside.id, stage=stage, due=due)
    await _log(db, actor, inside, changed, reason)


async def _log(
    db: Connection,
    actor: str,
    inside: Entered,
    changed: Mapping[Stage, datetime | None],
    reason: str,
) -> None:
    told = deadline(inside)
    subject = f"edition:{inside.id}"
    others = {stage.value: _written(due) for stage, due in changed.items() if stage is not told}
    if others:
        await audit.record(
            db, actor, "edition.timetable_changed", subject, edition=inside.id, planned=others
        )
    if told and told in changed:
        was, now = _written(inside.due.get(told)), _written(changed[told])
        detail = {"stage": told, "was": was, "now": now, "reason": reason}
        await audit.record(
            db, actor, "edition.deadline_moved", subject, edition=inside.id, **detail
        )


def _written(due: datetime | None) -> str | None:
    return due.isoformat() if due else None


def missing(due: Times) -> list[Stage]:
    """The times a year cannot be run without that are not planned yet."""
    return [stage for stage in NEEDED if stage not in due]
