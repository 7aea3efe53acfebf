"""The edition from stage to stage: what must be there, what a move does, what it tells beforehand.

A move is made by staff from a confirmation page, by the worker when its planned time has come, and
to ``announced`` by the announcement alone. What a plan finds missing stops the move; what it finds
short is for a person to answer for, with a reason.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from awards import audit, award, conditions, editions, results, rules, stages, words
from awards.audit import SERVICE
from awards.conditions import Grounds, Sentence, said
from awards.database import Connection, Queries
from awards.editions import Edition, Entered, Texts
from awards.errors import N_, Conflict, Invalid, NotNow
from awards.stages import Action, Stage

sql = Queries("moves")


@dataclass(frozen=True)
class Absent:
    """A juror with ballots left to confirm."""

    juror: int
    name: str
    ballots: int
    until: datetime | None  # they were given more time, and still have some of it


@dataclass(frozen=True)
class Support:
    """A nominee with its sheets that count as things stand."""

    category: Texts
    company: str
    sheets: int


@dataclass(frozen=True)
class Plan:
    """What a move would do, and what stands in its way."""

    stage: Stage
    target: Stage
    now: datetime
    before: datetime | None = None  # what is planned after the end of a reopened stage
    missing: list[Sentence] = field(default_factory=list)  # stops the move
    short: list[Sentence] = field(default_factory=list)  # needs a reason
    effects: list[Sentence] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)  # needs a reason, where a person closes
    supports: list[Support] = field(default_factory=list)
    letters: int = 0  # no move of this product writes letters by itself

    @property
    def made(self) -> bool:
        return self.stage is self.target

    @property
    def back(self) -> bool:
        return stages.is_back(self.stage, self.target)

    @property
    def needs_reason(self) -> bool:
        return self.back or bool(self.short or self.absent)

    def faults(self, reason: str, due: datetime | None) -> dict[str, str]:
        """What is wrong with the answers of whoever makes the move, by field."""
        found = {}
        if self.needs_reason and not reason:
            found["reason"] = N_("Say why. The reason stands in the log.")
        if self.back and (due is None or due <= self.now):
            found["due"] = N_("Set a new deadline that is still to come.")
        elif self.back and due is not None and self.before is not None and due >= self.before:
            found["due"] = N_(
                "This is after what is planned next. Move that first, or choose less."
            )
        return found


async def plan(db: Connection, edition: Edition, target: Stage, *, seen: str | None = None) -> Plan:
    """What the confirmation page tells. ``seen`` is the stage that the page showed, given by who is
    about to move: they hold the edition alone, and are told if somebody else was first."""
    enter = editions.entered if seen is None else editions.entered_alone
    inside = await enter(db, edition.id)
    if seen not in (None, inside.stage) and inside.stage is not target:
        raise Conflict
    return await _plan(db, inside, target)


async def move(
    db: Connection,
    edition: Edition,
    target: Stage,
    actor: str,
    reason: str = "",
    due: datetime | None = None,
) -> None:
    """Move on, or back; ``due`` is when a stage that is reopened ends. Once is as good as twice."""
    inside = await editions.entered_alone(db, edition.id)
    found = await _plan(db, inside, target)
    if found.made:
        return
    if found.missing:
        raise NotNow(N_("Something is missing before the year can move on."))
    for message in found.faults(reason, due).values():
        raise Invalid(message)
    if due is not None and found.back:
        await sql.plan_again.run(db, edition=inside.id, stage=stages.following(target), due=due)
    await _make(db, inside, found, actor, reason)


async def announced(db: Connection, edition: int, actor: str) -> None:
    """The winner is out: called by the announcement, which holds the edition alone."""
    inside = await editions.entered_alone(db, edition)
    inside.require(Action.ANNOUNCE_WINNER)
    await _make(db, inside, Plan(inside.stage, Stage.ANNOUNCED, inside.now), actor, "")


async def due(db: Connection) -> list[tuple[int, Stage]]:
    """Planned moves to be made now."""
    return [
        (row["edition"], Stage(row["stage"]))
        for row in await sql.planned.all(db)
        if stages.may_move(Stage(row["stands"]), Stage(row["stage"]))
        and not stages.is_back(Stage(row["stands"]), Stage(row["stage"]))
    ]


async def carry_out(db: Connection, edition: int, target: Stage) -> bool:
    """Make a planned move. Where something is missing it is not made: the timetable says why, and
    from then on it waits for staff."""
    inside = await editions.entered_alone(db, edition)
    if stages.following(inside.stage) is not target:
        return False
    if not await sql.still_planned.value(db, edition=edition, stage=target):
        return False
    found = await _plan(db, inside, target)
    if lacking := [*found.missing, *found.short]:
        await _leave_undone(db, inside, target, lacking)
        return False
    await _make(db, inside, found, SERVICE, "")
    return True


async def _leave_undone(
    db: Connection, inside: Entered, target: Stage, lacking: list[Sentence]
) -> None:
    """In the edition's first language: whoever reads it reads it from the timetable."""
    whose = await award.award(db)
    zone = whose.zone if whose else "UTC"
    missing = " ".join(said(one, inside.languages[0], zone) for one in lacking)
    await sql.not_made.run(db, edition=inside.id, stage=target, missing=missing)
    await audit.record(
        db, SERVICE, "edition.not_moved", f"edition:{inside.id}", edition=inside.id, to=target
    )


async def _make(db: Connection, inside: Entered, found: Plan, actor: str, reason: str) -> None:
    target = found.target
    if target is Stage.JUDGING:
        await sql.open_rounds.run(db, edition=inside.id)
        await sql.same_end_for_all.run(db, edition=inside.id)
        await rules.seal(db, inside.id, reason)
    if target is Stage.DECIDING:
        await sql.close_rounds.run(db, edition=inside.id)
    if target is Stage.ARCHIVED:
        await sql.end_links.run(db, edition=inside.id)
    await editions.set_stage(db, inside.id, target)
    await sql.made.run(db, edition=inside.id, stage=target)
    detail: dict[str, Any] = {"from": inside.stage, "to": target, "reason": reason}
    if found.absent:
        detail["absent"] = [one.name for one in found.absent]
    await audit.record(
        db, actor, "edition.moved", f"edition:{inside.id}", edition=inside.id, **detail
    )


async def _plan(db: Connection, inside: Entered, target: Stage) -> Plan:
    if inside.stage is target:
        return Plan(inside.stage, target, inside.now)
    if not stages.may_move(inside.stage, target):
        raise NotNow
    absent, supports = await _turnout(db, inside, target)
    grounds = await _grounds(db, inside, absent, supports)
    back = stages.is_back(inside.stage, target)
    outlook = (conditions.BACK if back else conditions.ON)[target](grounds)
    return Plan(
        inside.stage,
        target,
        inside.now,
        _planned_next(inside, target),
        **vars(outlook),
        absent=absent,
        supports=supports,
    )


async def _grounds(
    db: Connection, inside: Entered, absent: list[Absent], supports: list[Support]
) -> Grounds:
    counts = await sql.counts.one(db, edition=inside.id)
    assert counts is not None
    under = [one for one in supports if one.sheets < inside.quorum]
    return Grounds(
        now=inside.now,
        quorum=inside.quorum,
        due=inside.due,
        categories=[dict(one) for one in await sql.categories.all(db, edition=inside.id)],
        counts=dict(counts),
        under_quorum=[(one.category, one.company, one.sheets) for one in under],
        more_time=[(one.name, one.until) for one in absent if one.until],
    )


def _planned_next(inside: Entered, target: Stage) -> datetime | None:
    """What is planned two stages on: a stage that is reopened has to end before it."""
    after = stages.following(target)
    later = stages.following(after) if after else None
    return inside.due.get(later) if later else None


async def _turnout(
    db: Connection, inside: Entered, target: Stage
) -> tuple[list[Absent], list[Support]]:
    """Before judging closes: who has not confirmed, and what each nominee has."""
    if target is not Stage.DECIDING:
        return [], []
    absent = [Absent(**row) for row in await sql.absent.all(db, edition=inside.id)]
    supports = [
        Support(category.name, company, sheets)
        for category, company, sheets in await results.counting(db, inside)
    ]
    return sorted(absent, key=lambda one: words.sort_key(one.name)), supports
