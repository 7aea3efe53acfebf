"""Colleagues: who works on a company's form, and what one of them does about the others there.

They invite, let in who waits, turn them away, or stop themselves. Ending who was let in is staff's.
"""

from dataclasses import dataclass
from datetime import datetime

from awards import contributors
from awards.contributors import Contributor, Invited, Origin
from awards.database import Connection, Queries
from awards.errors import N_, Conflict, NotAllowed, NotFound
from awards.stages import Action

sql = Queries("colleagues")

MOST_SHOWN = 50
ONLY_STAFF = N_(
    "This person comes from another company that was joined with yours. The secretariat lets them"
    " in."
)
ONLY_STAFF_END = N_("Only the secretariat can end the way in of somebody who was let in.")


@dataclass(frozen=True)
class Person:
    """A contributor in the list that colleagues and staff read."""

    id: int
    company: int
    company_name: str
    name: str
    address: str
    language: str
    origin: str
    asked_at: datetime
    let_in_at: datetime | None
    let_in_by: str
    let_in_by_name: str
    ended_at: datetime | None
    inside: bool
    vouched: bool  # else there is only their word
    seen_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.ended_at is None and not self.inside


@dataclass(frozen=True)
class Asks:
    """Somebody who waits to be let in, for staff to look at."""

    company: int
    company_name: str
    name: str
    asked_at: datetime


async def waiting(db: Connection, edition: int) -> tuple[list[Asks], int]:
    """Who waits to be let in, the first of them, and how many wait."""
    rows = await sql.waiting.all(db, edition=edition, most=MOST_SHOWN)
    found = [Asks(**{name: row[name] for name in Asks.__dataclass_fields__}) for row in rows]
    return found, rows[0]["total"] if rows else 0


async def of_company(db: Connection, head: int) -> list[Person]:
    """Everybody who works, asks to or did, on the form of a company and of those joined with it."""
    return [Person(**row) for row in await sql.of_company.all(db, head=head)]


async def invite(db: Connection, host: Contributor, invited: Invited) -> Contributor:
    """Nobody has confirmed a colleague's mailbox: the letter to it names nothing and nobody."""
    await _require_inside(db, host)
    found = await contributors.bring_in(
        db, host.actor, host.edition, host.company, invited, Origin.COLLEAGUE
    )
    await _require_inside(db, host, ONLY_STAFF)
    await contributors.post(db, "company_let_in", found)
    return found


async def let_in(db: Connection, host: Contributor, ident: int) -> None:
    """Let in who waits, where that does not put oneself outside."""
    await _require_inside(db, host)
    waits = await _colleague(db, host, ident)
    if waits.ended_at is not None:
        raise Conflict
    await contributors.take_in(db, waits, host.actor)
    await _require_inside(db, host, ONLY_STAFF)


async def refuse(db: Connection, host: Contributor, ident: int) -> None:
    """Turn away who waits."""
    await _require_inside(db, host)
    waits = await _colleague(db, host, ident)
    if waits.let_in_at is not None:
        raise NotAllowed(ONLY_STAFF_END)
    await contributors.shut_out(db, waits, host.actor)


async def stop(db: Connection, one: Contributor) -> None:
    """Somebody works on the form no more, of their own accord."""
    await contributors.held(db, one.edition)
    await contributors.shut_out(db, one, one.actor)


async def _require_inside(
    db: Connection, host: Contributor, why: str = contributors.OUTSIDE
) -> None:
    (await contributors.held(db, host.edition)).require(Action.OPEN_LINKS)
    if not (await contributors.contributor(db, host.id)).inside:
        raise NotAllowed(why)


async def _colleague(db: Connection, host: Contributor, ident: int) -> Contributor:
    found = await contributors.of_edition(db, host.edition, ident)
    if found.head != host.head:
        raise NotFound
    return found
