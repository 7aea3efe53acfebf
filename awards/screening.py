"""Screening: nominations as staff see them, gone through, rejected with a reason, and taken back.

A rejection changes nothing else: the nominee stays, with one nomination less that counts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import asyncpg

from awards import answers as answered
from awards import audit, editions, nominees, shortlists
from awards.database import Connection, Queries
from awards.editions import Texts
from awards.errors import N_, Conflict, Invalid, NotFound, NotNow
from awards.nominations import State
from awards.staff import Member
from awards.stages import Action

sql = Queries("screening")

PAGE = 50
NEW = "new"  # beside the states: still standing, and nobody has gone through it
MOST_DOWNLOADED = 20_000


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    COMPANY = "company"
    NOMINATOR = "nominator"


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of a list of nominations."""

    search: str = ""
    state: str = ""  # a State, NEW, or all
    category: int | None = None
    nominee: int | None = None
    sort: Sort = Sort.NEWEST
    page: int = 1


@dataclass(frozen=True)
class Nomination:
    id: int
    category: int
    category_name: Texts
    company_name: str  # as the nominator wrote it
    number: str
    nominator: str
    address: str
    relation: str
    works_there: bool
    language: str
    state: State
    reason: str
    sent_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    gone_through_at: datetime | None
    entered_by: str | None
    version: int
    nominee: int | None
    nominee_name: str | None

    @property
    def stands(self) -> bool:
        return self.state in (State.SENT, State.CONFIRMED)


@dataclass(frozen=True)
class Shown:
    """A nomination as it stood on a page: rejecting holds only if it still does."""

    id: int
    category: int
    company_name: str
    nominator: str
    state: State
    version: int

    @property
    def stands(self) -> bool:
        return self.state in (State.SENT, State.CONFIRMED)


@dataclass(frozen=True)
class Version:
    """One version of an answer."""

    version: int
    body: str
    answered_at: datetime
    corrected_by: str | None  # of the staff; None: the nominator wrote it
    reason: str  # of a correction


@dataclass(frozen=True)
class Counts:
    of: Mapping[State, int]
    new: int

    @property
    def all(self) -> int:
        return sum(self.of.values())


async def page(db: Connection, edition: int, wanted: Wanted) -> tuple[list[Nomination], int]:
    """A page of nominations, and how many there are on all pages."""
    return await _found(db, edition, wanted, skipped=(wanted.page - 1) * PAGE)


async def everything(db: Connection, edition: int, wanted: Wanted, actor: str) -> list[Nomination]:
    """All pages at once, to be downloaded: that somebody did is in the log."""
    found, total = await _found(db, edition, wanted, most=MOST_DOWNLOADED)
    subject = f"edition:{edition}"
    await audit.record(
        db, actor, "nominations.downloaded", subject, edition=edition, nominations=total
    )
    return found


async def whole(
    db: Connection, edition: int, wanted: Wanted, most: int | None = None
) -> list[Nomination]:
    """All pages at once, however many they are; an export says itself that it was made."""
    return (await _found(db, edition, wanted, most=most))[0]


async def nomination(db: Connection, edition: int, ident: int) -> Nomination:
    found, _ = await _found(db, edition, Wanted(), nomination=ident)
    if not found:
        raise NotFound
    return found[0]


async def some(db: Connection, edition: int, idents: Collection[int]) -> list[Shown]:
    """The nominations staff ticked."""
    rows = await sql.some.all(db, edition=edition, nominations=list(idents))
    return [Shown(**{**dict(row), "state": State(row["state"])}) for row in rows]


async def counts(db: Connection, edition: int) -> Counts:
    rows = await sql.counts.all(db, edition=edition)
    of = {State(row["state"]): row["count"] for row in rows}
    return Counts({state: of.get(state, 0) for state in State}, sum(row["new"] for row in rows))


async def answers(
    db: Connection, nominations: Sequence[int]
) -> dict[int, dict[int, list[Version]]]:
    """Every version of every answer, the newest first, by nomination and question."""
    found: dict[int, dict[int, list[Version]]] = {nomination: {} for nomination in nominations}
    for row in await sql.answers.all(db, nominations=list(nominations)):
        facts = {name: row[name] for name in Version.__dataclass_fields__}
        found[row["nomination"]].setdefault(row["question"], []).append(Version(**facts))
    return found


async def go_through(
    db: Connection, edition: int, idents: Collection[int], actor: str, *, done: bool = True
) -> None:
    """Mark nominations as gone through, or take the mark away. It gates nothing."""
    inside = await editions.entered(db, edition)
    inside.require(Action.SCREEN)
    deed = "nomination.gone_through" if done else "nomination.not_gone_through"
    marked = await sql.go_through.all(db, edition=edition, nominations=list(idents), done=done)
    for row in marked:
        await _record(db, actor, deed, edition, row["id"])


async def reject(
    db: Connection, edition: int, shown: Mapping[int, int], actor: str, reason: str
) -> None:
    """Reject nominations, each in the version that was shown, or none of them."""
    await nominees.screened(db, edition)
    if not shown:
        raise Invalid(N_("No nomination was chosen. Tick those that you mean."))
    counting = [one for one in await some(db, edition, shown) if one.state is State.CONFIRMED]
    await _require_open(db, edition, {one.category for one in counting})
    rejected = await sql.reject.all(
        db,
        edition=edition,
        nominations=list(shown),
        versions=list(shown.values()),
        reason=reason,
    )
    if len(rejected) != len(shown):
        raise Conflict(N_("One of these was changed before you rejected it. Look at them again."))
    for ident in shown:
        await _record(db, actor, "nomination.rejected", edition, ident, reason=reason)


async def restore(db: Connection, edition: int, ident: int, version: int, actor: str) -> None:
    """Take a rejection back; what had been confirmed counts again."""
    await nominees.screened(db, edition)
    shown = await nomination(db, edition, ident)
    await _require_open(db, edition, {shown.category} if shown.confirmed_at else None)
    try:
        row = await sql.restore.one(db, edition=edition, nomination=ident, version=version)
    except asyncpg.UniqueViolationError:
        raise Conflict(
            N_("The same person has nominated this company again, and that nomination counts.")
        ) from None
    if row is None:
        raise Conflict
    if shown.confirmed_at:
        await nominees.arise(db, row["category"], row["company"])
    await _record(db, actor, "nomination.restored", edition, ident)


async def correct(
    db: Connection,
    member: Member,
    edition: int,
    ident: int,
    version: int,
    bodies: Mapping[int, str],
    reason: str,
) -> None:
    """Put answers of a nomination right, as the secretariat's: the nominator's words stay below."""
    (await editions.entered(db, edition)).require(Action.SCREEN)
    if not await sql.touch.value(db, edition=edition, nomination=ident, version=version):
        raise Conflict
    changed = await answered.correct(db, ident, bodies, member.id, reason)
    if not changed:
        raise Invalid(N_("Nothing was changed. Correct at least one answer."))
    await audit.record(
        db,
        member.actor,
        "nomination.corrected",
        f"nomination:{ident}",
        edition=edition,
        questions=changed,
        reason=reason,
    )


async def _require_open(db: Connection, edition: int, categories: set[int] | None) -> None:
    """Refuse what would change a fixed shortlist's grounds; None means any category."""
    for round in await shortlists.rounds(db, edition):
        if round.fixed_at and (categories is None or round.category in categories):
            raise NotNow(nominees.FIXED)


async def _found(
    db: Connection,
    edition: int,
    wanted: Wanted,
    *,
    nomination: int | None = None,
    most: int | None = PAGE,
    skipped: int = 0,
) -> tuple[list[Nomination], int]:
    rows = await sql.page.all(
        db,
        edition=edition,
        nomination=nomination,
        nominee=wanted.nominee,
        state=wanted.state,
        category=wanted.category,
        search=wanted.search,
        sort=wanted.sort,
        most=most,
        skipped=skipped,
    )
    return [_nomination(row) for row in rows], rows[0]["total"] if rows else 0


def _nomination(row: Any) -> Nomination:
    facts: dict[str, Any] = dict(row)
    facts.pop("total")
    return Nomination(**{**facts, "state": State(facts["state"])})


async def _record(
    db: Connection, actor: str, deed: str, edition: int, nomination: int, **detail: str
) -> None:
    await audit.record(db, actor, deed, f"nomination:{nomination}", edition=edition, **detail)
