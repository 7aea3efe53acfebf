"""Shortlists: the nominees that staff put before the jury, chosen, fixed, and taken back.

A round is one scoring of one shortlist. A shortlist is fixed when no nomination is pending; it can
be taken back, with a reason, until its round is opened.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import audit, eligibility, nominations, nominees, words
from awards.database import Connection, Queries
from awards.errors import N_, Closed, Conflict, Invalid, NotFound, NotNow
from awards.nominees import FIXED, Nominee, State
from awards.stages import Action

sql = Queries("shortlists")


UNMET = N_(
    "%(company)s does not meet a requirement. Let it through with a reason on its page, or declare"
    " it ineligible."
)
NO_NOMINATION = N_("No nomination counts.")
OUT = N_("It does not take part.")
UNMET_HERE = N_("It does not meet a requirement. Let it through with a reason first.")
FIXED_HERE = N_("The shortlist of its category is fixed.")


@dataclass(frozen=True)
class Round:
    id: int
    category: int
    number: int
    fixed_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    nominees: int  # how many are on its shortlist


@dataclass(frozen=True)
class Shortlisted:
    """A nominee on a shortlist, fixed or not."""

    id: int
    company: int
    name: str
    organisation_number: str | None
    state: State


async def rounds(db: Connection, edition: int) -> list[Round]:
    """Every round there is, in the order of the categories; the first begins with a choice."""
    return [Round(**row) for row in await sql.rounds.all(db, edition=edition)]


async def nominees_of(db: Connection, round: int) -> list[Shortlisted]:
    rows = await sql.nominees_of.all(db, round=round)
    return [Shortlisted(**{**dict(row), "state": State(row["state"])}) for row in rows]


async def hindered(db: Connection, edition: int, found: Collection[Nominee]) -> dict[int, str]:
    """Which of these nominees cannot be put on the shortlist, and why."""
    unmet = await eligibility.unmet(db, edition)
    why = {one.id: _hindrance(one, one.id in unmet) for one in found}
    return {ident: sentence for ident, sentence in why.items() if sentence}


def _hindrance(one: Nominee, unmet: bool) -> str:
    if one.fixed:
        return FIXED_HERE
    if one.state in (State.INELIGIBLE, State.WITHDRAWN):
        return OUT
    if not one.nominations:
        return NO_NOMINATION
    return UNMET_HERE if unmet else ""


async def choose_several(
    db: Connection, edition: int, chosen: Collection[int], actor: str
) -> list[int]:
    """Put nominees on the shortlists of their categories, all or none; which categories."""
    found = await nominees.some(db, edition, chosen)
    if not found:
        raise Invalid(N_("No nominee was chosen. Tick those that you mean."))
    categories = sorted({one.category for one in found})
    for category in categories:
        on = [one.id for one in found if one.category == category]
        await choose(db, edition, category, actor, on=on)
    return categories


async def finalists(db: Connection, edition: int) -> dict[int, list[str]]:
    """Who stands on the shortlist of each category, by name, whether that is public or not."""
    found: dict[int, list[str]] = {}
    for row in await sql.finalists.all(db, edition=edition):
        found.setdefault(row["category"], []).append(row["company"])
    return {category: sorted(names, key=words.sort_key) for category, names in found.items()}


async def choose(
    db: Connection,
    edition: int,
    category: int,
    actor: str,
    *,
    on: Collection[int] = (),
    off: Collection[int] = (),
) -> None:
    """Put some nominees on the shortlist and take others off; the rest stay as they are."""
    round = await _first(db, edition, category)
    if round.fixed_at:
        raise NotNow(FIXED)
    await _require_eligible(db, edition, on)
    await sql.leave_out.run(db, round=round.id, nominees=list(off))
    chosen = await sql.choose.run(db, round=round.id, category=category, nominees=list(on))
    if chosen != len(on):
        raise Conflict(N_("One of these can no longer be chosen. Look at the list again."))
    await _record(db, actor, "shortlist.chosen", edition, category, on=sorted(on), off=sorted(off))


async def fix(
    db: Connection, edition: int, category: int, actor: str, *, shown: Collection[int]
) -> None:
    """Fix the shortlist as it was shown, when nothing is pending that could still change it."""
    round = await _first(db, edition, category)
    await sql.lay_aside.run(db, round=round.id)
    if round.fixed_at or {one.id for one in await nominees_of(db, round.id)} != set(shown):
        raise Conflict
    await _require_ready(db, edition, round, shown)
    await sql.fix.run(db, round=round.id)
    await sql.settle.run(db, round=round.id, category=category)
    await _record(db, actor, "shortlist.fixed", edition, category, nominees=sorted(shown))


async def unfix(db: Connection, edition: int, category: int, actor: str, reason: str) -> None:
    """Take a fixed shortlist back, as long as its round was not opened."""
    round = await _first(db, edition, category)
    if round.opened_at:
        raise Closed
    if round.fixed_at is None:
        raise Conflict
    await sql.unfix.run(db, round=round.id)
    await sql.take_up.run(db, round=round.id)
    await sql.unsettle.run(db, category=category)
    await _record(db, actor, "shortlist.taken_back", edition, category, reason=reason)


async def _require_ready(
    db: Connection, edition: int, round: Round, shown: Collection[int]
) -> None:
    if not shown:
        raise Invalid(N_("Nobody is on the shortlist. Choose at least one nominee."))
    if waiting := await nominations.pending(db, edition):
        raise NotNow(
            N_("%(count)s nominations wait for their nominators. Fix the shortlist after that."),
            count=waiting,
        )
    for row in await sql.unfit.all(db, round=round.id):
        raise NotNow(
            N_("No nomination of %(company)s counts any more. Leave it out, then fix the list."),
            company=row["name"],
        )
    await _require_eligible(db, edition, shown)


async def _require_eligible(db: Connection, edition: int, chosen: Collection[int]) -> None:
    unmet = await eligibility.unmet(db, edition) & set(chosen)
    for one in await nominees.some(db, edition, unmet):
        raise NotNow(UNMET, company=one.name)


async def _first(db: Connection, edition: int, category: int) -> Round:
    """The first round of a category, to be changed by nobody else meanwhile."""
    await nominees.screened(db, edition, Action.MAKE_SHORTLIST)
    row = await sql.begin.one(db, edition=edition, category=category)
    if row is None:
        raise NotFound
    return Round(**row)


async def _record(
    db: Connection, actor: str, deed: str, edition: int, category: int, **detail: Any
) -> None:
    await audit.record(db, actor, deed, f"category:{category}", edition=edition, **detail)
