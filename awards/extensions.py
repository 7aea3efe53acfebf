"""Extensions: more time for one juror, past the planned end of judging, for a reason.

Whoever ends an extension holds the edition alone, so that a score sent meanwhile is either in
before that or refused. The planned close waits for those who have more time and have not confirmed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import audit, editions, links, panel, stages
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Conflict, Invalid, NotFound, NotNow
from awards.outbox import post
from awards.staff import Member
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("extensions")

NO_END = N_(
    "Judging has no planned end, so nobody needs more time. Set one in the timetable first."
)
NOTHING_LEFT = N_("This juror has no ballot left to confirm.")
NONE_RUNS = N_("This juror has no extra time that still runs.")
NO_REASON = N_("Say why. The reason stands in the log.")
NO_TIME = N_("Set a date and a time.")
TOO_EARLY = N_("This is not after the planned end of judging. Choose a later time.")
PASSED = N_("This time has passed. Choose one that is still to come.")
TOO_LATE = N_("This is after what is planned next. Move that first, or choose less.")


@dataclass(frozen=True)
class Extension:
    juror: int
    name: str
    until: datetime
    reason: str
    runs: bool  # some of it is left


async def extensions(db: Connection, edition: int) -> list[Extension]:
    """Those on the panel who were given more time, the first to end first."""
    rows = await sql.extensions.all(db, edition=edition, juror=None)
    return [Extension(**row) for row in rows]


async def of_juror(db: Connection, edition: int, juror: int) -> Extension | None:
    row = await sql.extensions.one(db, edition=edition, juror=juror)
    return Extension(**row) if row else None


async def own_end(db: Connection, juror: int) -> datetime | None:
    """When judging ends for this juror; None where no end is planned."""
    end: datetime | None = await sql.own_end.value(db, juror=juror)
    return end


async def awaited(db: Connection, edition: int) -> list[Extension]:
    """Those for whom the planned close waits: they have more time, and a ballot to confirm."""
    rows = await sql.awaited.all(db, edition=edition)
    return [one for one in await extensions(db, edition) if one.juror in {r["juror"] for r in rows}]


def planned_next(inside: Entered) -> datetime | None:
    """What is planned after deciding begins: more time has to end before it."""
    after = stages.following(Stage.DECIDING)
    return inside.due.get(after) if after else None


def faults(inside: Entered, until: datetime | None, reason: str) -> dict[str, str]:
    """What is wrong with giving time until then, by field."""
    found = {}
    if fault := _fault(inside, until):
        found["until"] = fault
    if not reason:
        found["reason"] = NO_REASON
    return found


def _fault(inside: Entered, until: datetime | None) -> str:
    due, following = inside.due.get(Stage.DECIDING), planned_next(inside)
    if due is None:
        return NO_END
    if until is None:
        return NO_TIME
    if until <= due:
        return TOO_EARLY
    if until <= inside.now:
        return PASSED
    if following is not None and until >= following:
        return TOO_LATE
    return ""


async def give(
    db: Connection,
    edition: int,
    juror: int,
    until: datetime,
    reason: str,
    member: Member,
    shown: str | None = None,
) -> None:
    """Give a juror time until then, or change what they were given, and tell them.

    ``shown`` is the end of the extension that staff saw, so that nobody changes another's unseen.
    """
    inside = await editions.entered(db, edition)
    inside.require(Action.SCORE)
    await _held(db, edition, juror, shown)
    for fault in faults(inside, until, reason).values():
        raise Invalid(fault)
    await sql.give.run(db, juror=juror, until=until, reason=reason)
    await sql.wait_again.run(db, edition=edition)
    detail = {"until": until.isoformat(), "reason": reason}
    await audit.record(
        db, member.actor, "juror.extended", f"juror:{juror}", edition=edition, **detail
    )
    await _tell(db, edition, juror, until)


async def end(db: Connection, edition: int, juror: int, reason: str, member: Member) -> None:
    """End a juror's extra time now: from here on the planned end of judging holds for them too."""
    inside = await editions.entered_alone(db, edition)
    inside.require(Action.SCORE)
    held = await _held(db, edition, juror)
    if held["extended_until"] is None or held["extended_until"] <= inside.now:
        raise NotNow(NONE_RUNS)
    if not reason:
        raise Invalid(NO_REASON)
    await sql.give.run(db, juror=juror, until=None, reason="")
    detail = {"until": held["extended_until"].isoformat(), "reason": reason}
    await audit.record(
        db, member.actor, "juror.extension_ended", f"juror:{juror}", edition=edition, **detail
    )


async def _held(db: Connection, edition: int, juror: int, shown: str | None = None) -> Any:
    """The juror, held so that one deed at a time is done to their time."""
    held = await sql.hold.one(db, edition=edition, juror=juror)
    if held is None:
        raise NotFound
    if shown not in (None, written(held["extended_until"])):
        raise Conflict
    if held["excused"] or not held["late"]:
        raise NotNow(NOTHING_LEFT)
    return held


def written(until: datetime | None) -> str:
    """The end of an extension as a form carries it."""
    return until.isoformat() if until else ""


async def _tell(db: Connection, edition: int, juror: int, until: datetime) -> None:
    """A letter with the new end; none goes to somebody whose link is shut."""
    link = await links.of_subject(db, Purpose.JUROR, juror)
    if link is None or not link.holds:
        return
    recipient = (await panel.juror(db, edition, juror)).recipient
    occasion = f"juror-extended:{juror}:{written(until)}"
    await post(
        db, "juror_extended", occasion, recipient, edition=edition, link=link.id, juror=juror
    )
