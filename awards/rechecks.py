"""Rechecks: asking the register about companies that are here already, one or all of them.

The answer is got outside of any transaction: the caller asks, and hands it in.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from awards import audit, editions, snapshots
from awards.database import Connection, Queries
from awards.errors import N_, Closed, Invalid, NotFound
from awards.register import Answer
from awards.staff import Member
from awards.stages import Action

sql = Queries("rechecks")

PAGE = 50

OUTCOMES = {
    "": N_("not asked about"),
    "found": N_("found"),
    "unknown": N_("the register does not know this number"),
    "gone": N_("the register has asked us to forget it"),
    "unreachable": N_("the register could not be reached"),
    "no_number": N_("without a number nobody can ask"),
}
NO_NUMBER = N_("This company has no organisation number. Set it first, then ask the register.")


@dataclass(frozen=True)
class Checked:
    """A company, and what is known of it from the register."""

    id: int
    name: str
    organisation_number: str | None
    fetched_at: datetime | None  # None: entered by hand, not verified
    purged_at: datetime | None
    checked_at: datetime | None
    checked: str  # a key of OUTCOMES
    nominee: int | None  # one of them, for the way to its page
    waits: bool  # it will be asked about


@dataclass(frozen=True)
class Waiting:
    """A company that the worker is to ask about."""

    company: int
    edition: int
    number: str
    asked_by: int


@dataclass(frozen=True)
class Progress:
    """How far the worker has come with what staff asked for last."""

    total: int
    done: int

    @property
    def finished(self) -> bool:
        return self.done == self.total


async def page(
    db: Connection, edition: int, unverified: bool, page: int
) -> tuple[list[Checked], int]:
    """A page of companies, those that are not verified first, and how many on all pages."""
    rows = await sql.page.all(
        db, edition=edition, unverified=unverified, most=PAGE, skipped=(page - 1) * PAGE
    )
    found = [Checked(**{k: v for k, v in dict(row).items() if k != "total"}) for row in rows]
    return found, rows[0]["total"] if rows else 0


async def number(db: Connection, edition: int, company: int) -> str:
    """The number to ask the register about; refused where the company has none."""
    row = await sql.company.one(db, edition=edition, company=company)
    if row is None:
        raise NotFound
    if row["organisation_number"] is None:
        raise Invalid(NO_NUMBER)
    return str(row["organisation_number"])


async def checked(
    db: Connection, actor: str, edition: int, company: int, number: str, answer: Answer
) -> None:
    """Take in what the register answered about a company's number."""
    inside = await editions.entered(db, edition)
    inside.require(Action.SCREEN)
    snapshot = None
    if answer.facts is not None:
        snapshot = await snapshots.keep(db, answer.facts)
    elif answer.outcome == "gone":
        await snapshots.purge(db, number)
    await sql.checked.run(
        db, company=company, edition=edition, outcome=answer.outcome, snapshot=snapshot
    )
    subject = f"company:{company}"
    await audit.record(
        db, actor, "company.checked", subject, edition=edition, outcome=answer.outcome
    )


async def ask_about_all(db: Connection, member: Member, edition: int) -> int:
    """Have the worker ask about every company that has a number; how many there are."""
    inside = await editions.entered(db, edition)
    inside.require(Action.SCREEN)
    asked = await sql.ask_about_all.all(db, edition=edition, staff=member.id)
    subject = f"edition:{edition}"
    await audit.record(
        db, member.actor, "companies.to_be_checked", subject, edition=edition, companies=len(asked)
    )
    return len(asked)


async def progress(db: Connection, edition: int) -> Progress | None:
    """Of what staff asked for last; None where nobody did."""
    row = await sql.progress.one(db, edition=edition)
    return Progress(row["total"], row["done"]) if row and row["total"] else None


async def next_waiting(db: Connection) -> Waiting | None:
    """The company that has waited longest."""
    row = await sql.next_waiting.one(db)
    return Waiting(**row) if row else None


async def settle(db: Connection, waiting: Waiting, answer: Answer) -> None:
    """Take in an answer that staff waited for; one that comes too late changes nothing."""
    with suppress(Closed):
        actor = f"staff:{waiting.asked_by}"
        await checked(db, actor, waiting.edition, waiting.company, waiting.number, answer)
    await sql.settle.run(db, company=waiting.company)
