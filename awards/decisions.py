"""Decisions: whom the panel chose in each category, and why, in words."""

from dataclasses import dataclass
from datetime import datetime

from awards import audit, editions, rounds
from awards.database import Connection, Queries
from awards.editions import Texts
from awards.errors import N_, Conflict, Invalid, NotNow
from awards.staff import Member
from awards.stages import Action

sql = Queries("decisions")

NO_REASON = N_("Write the reason in the first language of the year.")


@dataclass(frozen=True)
class Decision:
    category: int
    round: int
    nominee: int
    head: int  # the company, or the one it was joined into
    company: str
    reason: Texts
    decided_by: str
    decided_at: datetime
    version: int
    stands: bool  # false after a new round, or when the nominee is out


async def decisions(db: Connection, edition: int) -> dict[int, Decision]:
    """The decisions recorded so far, by category, in the order of the categories."""
    rows = await sql.decisions.all(db, edition=edition)
    return {row["category"]: Decision(**row) for row in rows}


async def record(
    db: Connection,
    member: Member,
    edition: int,
    category: int,
    *,
    nominee: int,
    reason: Texts,
    version: int,
) -> None:
    """Record who wins a category; ``version`` is the decision's as it was shown, 0 for none."""
    inside = await editions.entered(db, edition)
    inside.require(Action.DECIDE)
    if not reason.get(inside.languages[0], "").strip():
        raise Invalid(NO_REASON)
    if category in await rounds.waiting(db, edition):
        raise NotNow(N_("A new round of this category was begun. Judge it, or drop it, first."))
    round = await _round(db, edition, category, nominee)
    await _hold_the_announcement(db, edition)
    recorded = await sql.record.value(
        db,
        category=category,
        round=round,
        nominee=nominee,
        reason=reason,
        member=member.id,
        version=version,
    )
    if recorded is None or recorded != version + 1:
        raise Conflict
    subject = f"category:{category}"
    await audit.record(
        db, member.actor, "decision.recorded", subject, edition=edition, nominee=nominee
    )


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


async def missing(db: Connection, edition: int) -> list[editions.Category]:
    """The categories that have no decision which stands."""
    made = await decisions(db, edition)
    return [
        category
        for category in await editions.categories(db, edition)
        if category.id not in made or not made[category.id].stands
    ]
