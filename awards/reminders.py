"""Reminders that go out by themselves before judging ends for a juror, and their settings.

They take the same way as those that staff send, so nobody is reminded twice a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from awards import audit, award, editions, invitations, stages
from awards.audit import SERVICE
from awards.database import Connection, Queries
from awards.editions import Edition, Entered
from awards.errors import Conflict
from awards.stages import Action, Stage

sql = Queries("reminders")

FROM = time(8)  # in the award's zone: nobody is woken by us
BATCH = 50  # letters in one go
MOST_DAYS = 5
LONGEST_BEFORE = 60  # days


@dataclass(frozen=True)
class Working:
    """How the jury works: what it is told to expect, and when those who are late are reminded."""

    minutes_a_case: int
    remind_before: list[int]  # days, most first


@dataclass(frozen=True)
class Day:
    """A day on which reminders are planned, or went out."""

    day: date
    before: int | None  # days before the planned end; None: it was never planned, or no longer is
    letters: int
    today: bool
    past: bool


def is_due(closes: datetime, days: Sequence[int], now: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody whose time ends then is reminded now: a day is a day in the award's zone."""
    here = now.astimezone(zone)
    left = closes.astimezone(zone).date() - here.date()
    return now < closes and here.time() >= FROM and left.days in days


async def remind_planned(db: Connection) -> int:
    """Remind those whose day has come, in every edition that is judged; how many, at most BATCH."""
    allowed = [stage for stage in Stage if stages.allows(stage, Action.REMIND_JURORS)]
    sent = 0
    for row in await sql.editions.all(db, stages=allowed):
        inside = await editions.entered(db, row["id"])
        sent += await remind(db, inside, row["days"], BATCH - sent)
    return sent


async def remind(db: Connection, inside: Entered, days: Sequence[int], most: int = BATCH) -> int:
    """Remind those who are late, by the clock inside; how many letters that made."""
    if not stages.allows(inside.stage, Action.REMIND_JURORS):
        return 0
    zone = await _zone(db)
    ends = [row["closes"] for row in await sql.ends.all(db, edition=inside.id)]
    if not any(is_due(closes, days, inside.now, zone) for closes in ends):
        return 0
    chosen = [
        one
        for one in await invitations.late_inside(db, inside)
        if one.closes and is_due(one.closes, days, inside.now, zone) and not one.today
    ]
    return await invitations.remind_late(db, inside, chosen[:most], SERVICE)


async def days(db: Connection, edition: Edition) -> list[Day]:
    """The days on which reminders are planned or went out, the first first."""
    zone = await _zone(db)
    inside = await editions.entered(db, edition.id)
    today = inside.now.astimezone(zone).date()
    rows = await sql.sent.all(db, edition=edition.id, zone=zone.key)
    sent = {row["day"]: row["letters"] for row in rows}
    plan = _plan(inside.due.get(Stage.DECIDING), edition.remind_before, zone)
    shown = sorted(sent | plan)
    return [Day(day, plan.get(day), sent.get(day, 0), day == today, day < today) for day in shown]


def _plan(closes: datetime | None, before: Sequence[int], zone: ZoneInfo) -> dict[date, int]:
    """Each planned day with how long it is before the planned end."""
    if closes is None:
        return {}
    end = closes.astimezone(zone).date()
    return {end - timedelta(days=many): many for many in before}


async def change(
    db: Connection, actor: str, inside: Entered, working: Working, version: int
) -> None:
    inside.require(Action.SET_PACE)
    changed = await sql.change.value(db, edition=inside.id, version=version, **vars(working))
    if changed is None:
        raise Conflict
    await audit.record(
        db,
        actor,
        "edition.pace_changed",
        f"edition:{inside.id}",
        edition=inside.id,
        **vars(working),
    )


async def _zone(db: Connection) -> ZoneInfo:
    found = await award.award(db)
    return ZoneInfo(found.zone if found else "UTC")
