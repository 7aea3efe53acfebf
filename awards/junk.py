"""Junk: nominations that no person seems to have written, apart from the rest.

They are stored and answered like any other, and get no letter, so nobody is ever written to for
them. Staff look through them, take out what is none, and empty the rest.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import answers, audit, editions, nominations, receipts, stages
from awards.database import Connection, Queries
from awards.editions import Entered, Texts
from awards.errors import N_, Conflict, NotNow
from awards.proposals import Proposal
from awards.stages import Action

sql = Queries("junk")

PAGE = 50

TOO_LATE = N_("Nobody can confirm a nomination any more, so this one stays with the junk.")


@dataclass(frozen=True)
class Junk:
    id: int
    company_name: str
    category_name: Texts
    nominator: str
    address: str
    why: str  # hidden_field, too_fast
    sent_at: datetime
    texts: list[str]  # what was answered


@dataclass(frozen=True)
class Heap:
    """A page of it; ``newest`` is the id of the newest of all, so that no more is emptied."""

    found: list[Junk]
    matching: int
    all: int
    newest: int


async def page(db: Connection, edition: int, search: str = "", page: int = 1) -> Heap:
    skipped = (page - 1) * PAGE
    rows = await sql.page.all(db, edition=edition, search=search, most=PAGE, skipped=skipped)
    said = await answers.of(db, [row["id"] for row in rows])
    found = [_junk(row, list(said[row["id"]].values())) for row in rows]
    of_all = await sql.count.one(db, edition=edition)
    assert of_all is not None
    return Heap(found, rows[0]["total"] if rows else 0, of_all["all"], of_all["newest"])


async def count(db: Connection, edition: int) -> int:
    of_all = await sql.count.one(db, edition=edition)
    assert of_all is not None
    return int(of_all["all"])


def may_take_out(inside: Entered) -> bool:
    """As long as its nominator could still confirm it."""
    closes = nominations.window_closes(inside)
    before = closes is None or inside.now < closes
    return before and stages.allows(inside.stage, Action.CONFIRM_NOMINATION)


async def take_out(db: Connection, edition: int, ident: int, actor: str) -> None:
    """It is no junk: from now on it is a nomination like any other, and its letter goes out."""
    inside = await editions.entered(db, edition)
    if not may_take_out(inside):
        raise NotNow(TOO_LATE)
    row = await sql.take_out.one(db, edition=edition, nomination=ident)
    if row is None:
        raise Conflict
    others = await sql.beside.all(db, nomination=ident)
    proposal = _proposal(row)
    await receipts.write(db, inside.id, ident, proposal.recipient, proposal.first_of_same(others))
    await audit.record(db, actor, "nomination.not_junk", f"nomination:{ident}", edition=edition)


async def empty(db: Connection, edition: int, newest: int, actor: str) -> int:
    """Delete what was on the heap when it was counted; what came in since stays."""
    await editions.entered(db, edition)
    await sql.empty_answers.run(db, edition=edition, newest=newest)
    deleted = await sql.empty.run(db, edition=edition, newest=newest)
    if deleted:
        subject = f"edition:{edition}"
        await audit.record(db, actor, "junk.emptied", subject, edition=edition, nominations=deleted)
    return deleted


def _junk(row: Any, texts: list[str]) -> Junk:
    facts = {**dict(row), "texts": [text for text in texts if text]}
    facts.pop("total")
    return Junk(**facts)


def _proposal(row: Any) -> Proposal:
    return Proposal(**dict(row), nominator="", relation="", answers={})
