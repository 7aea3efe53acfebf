"""A second round: begun on a smaller shortlist while the panel decides, dropped until it is opened.

begun -> open -> closed     by the move back to judging, and by the one on to deciding
begun -> dropped            by staff; nothing of it is left but the log

What the jurors gave in earlier rounds stays as it is; in the new one every sheet is empty.
"""

from collections.abc import Collection
from dataclasses import dataclass

from awards import audit, editions, shortlists
from awards.database import Connection, Queries
from awards.errors import N_, Conflict, Invalid, NotFound, NotNow
from awards.nominees import State
from awards.shortlists import Shortlisted
from awards.stages import Action

sql = Queries("rounds")

LEAST = 2
TOO_FEW = N_("Choose at least two nominees.")
ALL = N_("Leave at least one of them out: a new round is for a smaller shortlist.")
NO_REASON = N_("Say why. Staff read it beside the standings, and it stands in the log.")


@dataclass(frozen=True)
class Begun:
    """A round that waits for the move back to judging."""

    category: int
    number: int
    reason: str
    companies: list[str]


@dataclass(frozen=True)
class Choice:
    """Whom a new round of a category can be about: nobody else moves or decides meanwhile."""

    edition: int
    category: int
    number: int  # of the new round
    last: int  # the round before
    nominees: list[Shortlisted]  # of the round before, without those who are out since

    def faults(self, chosen: Collection[int], reason: str) -> dict[str, str]:
        """What is wrong with the answers of whoever begins a round, by field."""
        found = {}
        if len(set(chosen) & {one.id for one in self.nominees}) < LEAST:
            found["nominee"] = TOO_FEW
        elif set(chosen) >= {one.id for one in self.nominees}:
            found["nominee"] = ALL
        if not reason.strip():
            found["reason"] = NO_REASON
        return found


async def waiting(db: Connection, edition: int) -> dict[int, Begun]:
    """The rounds that were begun and not opened yet, by category."""
    rows = await sql.waiting.all(db, edition=edition)
    return {row["category"]: Begun(**row) for row in rows}


async def choice(db: Connection, edition: int, category: int) -> Choice:
    """Refused where no round can be begun: at other stages, twice, or on too short a list."""
    inside = await editions.entered_alone(db, edition)
    inside.require(Action.DECIDE)
    last = await _last(db, edition, category)
    if last.opened_at is None:
        raise Conflict(N_("A new round of this category was begun already. Drop it first."))
    if await sql.announcing.value(db, edition=edition):
        raise NotNow(N_("The announcement of the winner is approved. Make it a draft again first."))
    on = await shortlists.nominees_of(db, last.id)
    still = [one for one in on if one.state is State.SHORTLISTED]
    if len(still) <= LEAST:
        raise NotNow(N_("A new round needs a smaller shortlist, and this one has two at most."))
    return Choice(edition, category, last.number + 1, last.id, still)


async def _last(db: Connection, edition: int, category: int) -> shortlists.Round:
    found = [one for one in await shortlists.rounds(db, edition) if one.category == category]
    if not found:
        raise NotFound
    return found[-1]


async def begin(
    db: Connection, choice: Choice, actor: str, *, chosen: Collection[int], reason: str
) -> None:
    """Begin the round on a fixed shortlist; it opens when the year goes back to judging."""
    for message in choice.faults(chosen, reason).values():
        raise Invalid(message)
    if not set(chosen) <= {one.id for one in choice.nominees}:
        raise Conflict(N_("One of these can no longer be chosen. Look at the list again."))
    round = await sql.begin.value(
        db, category=choice.category, number=choice.number, reason=reason.strip()
    )
    await sql.put_on.run(db, round=round, last=choice.last, nominees=sorted(set(chosen)))
    await audit.record(
        db,
        actor,
        "round.begun",
        f"category:{choice.category}",
        edition=choice.edition,
        number=choice.number,
        nominees=sorted(set(chosen)),
        reason=reason.strip(),
    )


async def drop(db: Connection, edition: int, category: int, actor: str) -> None:
    """Drop a round that was begun, as long as it was not opened."""
    inside = await editions.entered_alone(db, edition)
    inside.require(Action.DECIDE)
    begun = (await waiting(db, edition)).get(category)
    if begun is None:
        raise NotFound
    await sql.take_off.run(db, category=category, number=begun.number)
    await sql.drop.run(db, category=category, number=begun.number)
    subject = f"category:{category}"
    await audit.record(db, actor, "round.dropped", subject, edition=edition, number=begun.number)
