"""Decisions: whom the panel chose in each category, and why, in words.

pending -> approved     when somebody of the staff and whoever leads the meeting have approved it;
                        where there is no chair, when two of the staff have
approved -> pending     when it is written anew

Whoever writes a decision approves it on their own side. One that differs from the standings says
why, and stays marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from awards import audit, editions, leadership, results, rounds
from awards.database import Connection, Queries
from awards.editions import Category, Entered, Texts
from awards.errors import N_, Conflict, Invalid, NotAllowed, NotNow
from awards.panel import Juror
from awards.staff import Member
from awards.stages import Action

sql = Queries("decisions")

NO_REASON = N_("Write the reason in the first language of the year.")
NO_DEPARTURE = N_("This differs from the standings. Write why, in the first language of the year.")
STANDINGS_CHANGED = N_(
    "The standings have changed since this was written. Read them, and record the decision anew."
)
SOMEBODY_ELSE = N_("You wrote this decision. Somebody else has to approve it.")


@dataclass(frozen=True)
class Decision:
    category: int
    round: int
    nominee: int
    head: int  # the company, or the one it was joined into
    company: str
    reason: Texts
    departure: Texts  # why it differs from the standings
    departs: bool
    writer: int | None  # of the staff; None where whoever leads the meeting wrote it
    decided_by: str
    decided_at: datetime
    approver: int | None
    approved_by: str | None  # of the staff
    approved_at: datetime | None
    approved_by_juror: str | None  # who leads the meeting
    approved_by_juror_at: datetime | None
    mailboxes: Sequence[str]  # of who has approved: one person may be on both sides
    chaired: bool  # the edition has a chair, so the meeting's leader has to approve too
    two_people: bool
    settled: bool  # announced before decisions were approved: nobody is asked any more
    version: int
    stands: bool  # false after a new round, or when the nominee is out

    @property
    def approved_by_staff(self) -> bool:
        """One of them is enough beside a leader; without, it takes a second, if two are asked."""
        if self.approver is None:
            return False
        led = self.chaired or self.approved_by_juror is not None
        return led or not self.two_people or self.approver != self.writer

    @property
    def approved_by_leader(self) -> bool:
        return self.approved_by_juror is not None or not self.chaired

    @property
    def approved(self) -> bool:
        return self.settled or (self.approved_by_staff and self.approved_by_leader)

    def awaits(self, by: Member | Juror) -> bool:
        """Whether they can approve it: a juror asks as whoever leads the meeting."""
        if not self.stands or by.mailbox in self.mailboxes:
            return False
        if isinstance(by, Juror):
            return not self.approved_by_leader
        second = self.chaired or not self.two_people or self.writer != by.id
        return not self.approved_by_staff and second


@dataclass(frozen=True)
class Choice:
    """Who wins, as it is written down."""

    nominee: int
    reason: Texts
    departure: Texts = field(default_factory=dict)


async def decisions(db: Connection, edition: int) -> dict[int, Decision]:
    """The decisions recorded so far, by category, in the order of the categories."""
    rows = await sql.decisions.all(db, edition=edition)
    return {row["category"]: Decision(**row) for row in rows}


async def record(
    db: Connection, by: Member | Juror, edition: int, category: int, choice: Choice, version: int
) -> None:
    """Record who wins a category; ``version`` is the decision's as it was shown, 0 for none."""
    inside = await editions.entered(db, edition)
    inside.require(Action.DECIDE)
    signed = await _signed(db, inside, by, category)
    _require_words(inside, choice.reason, NO_REASON)
    if category in await rounds.waiting(db, edition):
        raise NotNow(N_("A new round of this category was begun. Judge it, or drop it, first."))
    round = await _round(db, edition, category, choice.nominee)
    departs = await differs(db, edition, category, choice.nominee)
    if departs:
        _require_words(inside, choice.departure, NO_DEPARTURE)
    await _hold_the_announcement(db, edition)
    recorded = await sql.record.value(
        db,
        category=category,
        round=round,
        nominee=choice.nominee,
        reason=choice.reason,
        departure=choice.departure if departs else {},
        departs=departs,
        two_people=inside.two_people_announce,
        version=version,
        **signed,
    )
    if recorded is None or recorded != version + 1:
        raise Conflict
    await _log(db, by, "recorded", edition, category, nominee=choice.nominee, departs=departs)


async def differs(db: Connection, edition: int, category: int, nominee: int) -> bool:
    """Whether choosing this nominee departs from the standings."""
    first = (await _first(db, edition)).get(category)
    return bool(first) and nominee not in (first or ())


async def _first(db: Connection, edition: int) -> dict[int, set[int]]:
    """Who goes first in the standings of each category."""
    return {
        table.category.id: {place.standing.nominee for place in table.leaders}
        for table in await results.standings(db, edition)
    }


async def outdated(db: Connection, edition: int) -> bool:
    """Whether a decision no longer says truly if it differs: the standings changed under it."""
    first = await _first(db, edition)
    made = (await decisions(db, edition)).values()
    return any(
        one.departs != (one.nominee not in first[one.category])
        for one in made
        if one.stands and first.get(one.category)
    )


async def _led(db: Connection, by: Member | Juror, edition: int, category: int) -> bool:
    """Whether the edition has a chair; refused to every juror but the one who leads."""
    if isinstance(by, Juror):
        await leadership.require(db, by, category)
    return (await leadership.of(db, edition, category)).chaired


async def _signed(
    db: Connection, inside: Entered, by: Member | Juror, category: int
) -> dict[str, Any]:
    """Who writes it, and has approved it with that: one of two staff has not."""
    led = await _led(db, by, inside.id, category)
    if isinstance(by, Juror):
        return {"led": led, "member": None, "approving": None, "juror": by.id}
    alone = led or not inside.two_people_announce
    return {"led": led, "member": by.id, "approving": by.id if alone else None, "juror": None}


async def approve(
    db: Connection, by: Member | Juror, edition: int, category: int, version: int
) -> None:
    """Approve a decision as it was shown, on one's own side; twice is once."""
    inside = await editions.entered(db, edition)
    inside.require(Action.DECIDE)
    led = await _led(db, by, edition, category)
    found = (await decisions(db, edition)).get(category)
    if found is None or not found.stands or found.version != version:
        raise Conflict
    if found.departs != await differs(db, edition, category, found.nominee):
        raise Conflict(STANDINGS_CHANGED)
    if not found.awaits(by):
        _require_approved(found, by)
        return
    if await _approve(db, by, led, category, version) is None:
        raise Conflict
    await _log(db, by, "approved", edition, category, version=version)


def _require_approved(found: Decision, by: Member | Juror) -> None:
    """Who cannot approve a decision has done so already, or may not alone."""
    done = found.approved_by_leader if isinstance(by, Juror) else found.approved_by_staff
    if not done:
        raise NotAllowed(SOMEBODY_ELSE)


async def _approve(
    db: Connection, by: Member | Juror, led: bool, category: int, version: int
) -> int | None:
    found = {"category": category, "version": version}
    if isinstance(by, Juror):
        return await sql.approve_by_leader.value(db, juror=by.id, **found)  # type: ignore[no-any-return]
    try:
        async with db.transaction():
            return await sql.approve_by_staff.value(db, member=by.id, led=led, **found)  # type: ignore[no-any-return]
    except asyncpg.CheckViolationError as error:
        raise _two_people(error) from None


def _two_people(error: asyncpg.CheckViolationError) -> Exception:
    return NotAllowed(SOMEBODY_ELSE) if error.constraint_name == "two_people_decide" else error


def _require_words(inside: Entered, texts: Texts, message: str) -> None:
    if not texts.get(inside.languages[0], "").strip():
        raise Invalid(message)


async def _round(db: Connection, edition: int, category: int, nominee: int) -> int:
    """The round in which the panel judged who wins: the newest, with them on its shortlist."""
    found = await sql.newest_round_with.value(
        db, edition=edition, category=category, nominee=nominee
    )
    if found is None:
        raise Invalid(N_("Choose one of the nominees on the shortlist."))
    return int(found)


async def _hold_the_announcement(db: Connection, edition: int) -> None:
    """What was approved names the winner that was decided then, so it has to be opened first."""
    state = await sql.touch_announcement.value(db, edition=edition)
    if state not in (None, "draft"):
        raise NotNow(
            N_(
                "The announcement of the winner is approved already. "
                "Make it a draft again, then change the decision."
            )
        )


async def missing(db: Connection, edition: int) -> list[Category]:
    """The categories that have no decision which stands."""
    made = await decisions(db, edition)
    return [
        category
        for category in await editions.categories(db, edition)
        if category.id not in made or not made[category.id].stands
    ]


async def pending(db: Connection, edition: int) -> list[Category]:
    """The categories whose decision stands, and was not approved by both sides yet."""
    made = await decisions(db, edition)
    return [
        category
        for category in await editions.categories(db, edition)
        if category.id in made and made[category.id].stands and not made[category.id].approved
    ]


async def _log(
    db: Connection, by: Member | Juror, verb: str, edition: int, category: int, **detail: Any
) -> None:
    subject = f"category:{category}"
    await audit.record(db, by.actor, f"decision.{verb}", subject, edition=edition, **detail)
