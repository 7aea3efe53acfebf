"""Nominees: companies in categories. They arise from confirmed nominations; staff screen them.

proposed -> shortlisted    chosen when the shortlist was fixed
         -> not_chosen     not chosen then; both go back when the shortlist is taken back
         -> ineligible     by staff, with a reason; it can be taken back
         -> withdrawn      by the company, from any of these until judging opens

What is fixed stays: while a category's shortlist is fixed, its nominees are as they are. Only the
company itself may leave it then.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from awards import audit, editions, stages
from awards.database import Connection, Queries
from awards.editions import Entered, Texts
from awards.errors import N_, Conflict, Invalid, NotFound, NotNow
from awards.stages import Action, Stage

sql = Queries("nominees")

PAGE = 50


class State(StrEnum):
    PROPOSED = "proposed"
    INELIGIBLE = "ineligible"
    SHORTLISTED = "shortlisted"
    NOT_CHOSEN = "not_chosen"
    WITHDRAWN = "withdrawn"


class Sort(StrEnum):
    NOMINATIONS = "nominations"
    COMPANY = "company"
    AROSE = "arose"


FIXED = N_("The shortlist is fixed. Take it back first, and say why.")


@dataclass(frozen=True)
class Nominee:
    id: int
    category: int
    category_name: Texts
    company: int  # the head, where companies were joined
    name: str
    numbers: str  # organisation number, or those of the companies joined into it
    joined: Sequence[str]  # names of the companies joined into it
    state: State
    reason: str
    nominations: int  # that count
    arose_at: datetime
    version: int
    company_version: int
    fixed: bool  # the shortlist of its category is fixed

    @property
    def may_be_chosen(self) -> bool:
        return self.nominations > 0 and self.state not in (State.INELIGIBLE, State.WITHDRAWN)


@dataclass(frozen=True)
class Place:
    """Where a company stands in one category."""

    nominee: int
    category: int
    category_name: Texts
    state: State
    reason: str


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of a list of nominees."""

    search: str = ""
    state: str = ""
    category: int | None = None
    among: Sequence[int] | None = None  # only these; None: all
    sort: Sort = Sort.NOMINATIONS
    page: int = 1


async def expect(db: Connection, edition: int) -> None:
    """A nominee is about to arise: before anything is held, wait for whoever screens meanwhile."""
    await sql.share.run(db, edition=edition)


async def arise(db: Connection, category: int, company: int) -> int:
    """The nominee of a company, or of the one it was joined into; arises at the first call."""
    nominee = await sql.arise.value(db, category=category, company=company)
    if nominee is None:
        raise NotFound
    return int(nominee)


async def screened(db: Connection, edition: int, action: Action = Action.SCREEN) -> Entered:
    """Enter an edition to screen it: no other screening, and no new nominee, until this is done."""
    inside = await editions.entered(db, edition)
    inside.require(action)
    await sql.hold.run(db, edition=edition)
    return inside


async def page(db: Connection, edition: int, wanted: Wanted) -> tuple[list[Nominee], int]:
    """A page of nominees, and how many there are on all pages."""
    skipped = (wanted.page - 1) * PAGE
    return await _found(db, edition, wanted, most=PAGE, skipped=skipped)


async def whole(db: Connection, edition: int, wanted: Wanted) -> list[Nominee]:
    """All pages at once, however many they are."""
    return (await _found(db, edition, wanted, most=None))[0]


async def nominee(db: Connection, edition: int, ident: int) -> Nominee:
    found, _ = await _found(db, edition, Wanted(among=[ident]))
    if not found:
        raise NotFound
    return found[0]


async def some(db: Connection, edition: int, idents: Collection[int]) -> list[Nominee]:
    """The nominees staff ticked; never more than fit a page."""
    wanted = Wanted(among=list(idents), sort=Sort.COMPANY)
    return (await _found(db, edition, wanted, most=PAGE))[0]


async def of_company(db: Connection, head: int) -> list[Place]:
    """Where a company is a nominee, in the order of the categories."""
    rows = await sql.of_company.all(db, head=head)
    return [Place(**{**dict(row), "state": State(row["state"])}) for row in rows]


async def counts(db: Connection, edition: int) -> dict[State, int]:
    rows = await sql.counts.all(db, edition=edition)
    return {State(row["state"]): row["count"] for row in rows}


async def declare_ineligible(
    db: Connection, edition: int, ident: int, version: int, actor: str, reason: str
) -> None:
    """Declare a nominee ineligible as it was shown; it is no longer chosen for the shortlist."""
    found = await _open(db, edition, ident)
    done = await sql.declare_ineligible.value(db, nominee=ident, version=version, reason=reason)
    if done is None:
        raise Conflict
    await sql.take_off.run(db, nominee=ident)
    await _record(db, actor, "nominee.declared_ineligible", edition, found, reason=reason)


async def declare_several_ineligible(
    db: Connection, edition: int, shown: Mapping[int, int], actor: str, reason: str
) -> None:
    """Declare nominees ineligible, each in the version that was shown, or none of them."""
    if not shown:
        raise Invalid(N_("No nominee was chosen. Tick those that you mean."))
    for ident, version in shown.items():
        await declare_ineligible(db, edition, ident, version, actor, reason)


async def declare_eligible(
    db: Connection, edition: int, ident: int, version: int, actor: str
) -> None:
    found = await _open(db, edition, ident)
    if await sql.declare_eligible.value(db, nominee=ident, version=version) is None:
        raise Conflict
    await _record(db, actor, "nominee.declared_eligible", edition, found)


def may_withdraw(inside: Entered) -> bool:
    """Until judging opens, whatever the deadline of the companies' forms."""
    opens = inside.due.get(Stage.JUDGING)
    before = opens is None or inside.now < opens
    return before and stages.allows(inside.stage, Action.COMPLETE_CASE)


async def withdraw(db: Connection, edition: int, ident: int, head: int, actor: str) -> None:
    """The company leaves a category, and its shortlist too; once is enough."""
    inside = await screened(db, edition, Action.COMPLETE_CASE)
    inside.require_before(Stage.JUDGING)
    found = await nominee(db, edition, ident)
    if found.company != head:
        raise NotFound
    if found.state is State.WITHDRAWN:
        return
    if await sql.withdraw.value(db, nominee=ident) is None:
        raise Conflict
    await sql.leave_shortlist.run(db, nominee=ident)
    await _record(db, actor, "nominee.withdrawn", edition, found)


async def rename(
    db: Connection, edition: int, company: int, version: int, actor: str, name: str
) -> None:
    """Give a nominated company the name it is announced under."""
    inside = await editions.entered(db, edition)
    inside.require(Action.SCREEN)
    renamed = await sql.rename.value(
        db, edition=edition, company=company, version=version, name=name
    )
    if renamed is None:
        raise Conflict
    subject = f"company:{company}"
    await audit.record(db, actor, "company.renamed", subject, edition=edition, name=name)


async def _open(db: Connection, edition: int, ident: int) -> Nominee:
    """A nominee that may still be changed: until its category's shortlist is fixed."""
    await screened(db, edition)
    found = await nominee(db, edition, ident)
    if found.fixed:
        raise NotNow(FIXED)
    return found


async def _record(
    db: Connection, actor: str, deed: str, edition: int, of: Nominee, **detail: str
) -> None:
    subject = f"nominee:{of.id}"
    await audit.record(db, actor, deed, subject, edition=edition, company=of.name, **detail)


async def _found(
    db: Connection,
    edition: int,
    wanted: Wanted,
    *,
    most: int | None = 1,
    skipped: int = 0,
) -> tuple[list[Nominee], int]:
    rows = await sql.page.all(
        db,
        edition=edition,
        among=wanted.among,
        state=wanted.state,
        category=wanted.category,
        search=wanted.search,
        sort=wanted.sort,
        most=most,
        skipped=skipped,
    )
    return [_nominee(row) for row in rows], rows[0]["total"] if rows else 0


def _nominee(row: Any) -> Nominee:
    facts: dict[str, Any] = dict(row)
    facts.pop("total")
    return Nominee(**{**facts, "state": State(facts["state"])})
