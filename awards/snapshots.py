"""Snapshots: what the company register said, kept with its day. Asked again, there is a new one.

The register may take a company back (gone): then we keep none of its facts either. The names that
nominators typed for announcements are theirs, and stay.
"""

from dataclasses import dataclass
from datetime import datetime

from awards import register
from awards.database import Connection, Queries
from awards.errors import NotFound
from awards.register import Answer, Facts

sql = Queries("snapshots")


@dataclass(frozen=True)
class Snapshot:
    organisation_number: str
    fetched_at: datetime
    facts: Facts | None  # None once they were purged
    purged_at: datetime | None


async def keep(db: Connection, facts: Facts) -> int:
    """What one asking gave is kept once, however many nominations rest on it."""
    return int(
        await sql.keep.value(
            db,
            organisation_number=facts.number,
            fetched_at=facts.fetched,
            facts=register.as_json(facts),
        )
    )


async def heeded(db: Connection, number: str | None, answer: Answer | None) -> Facts | None:
    """The facts that verify a number, if there are any; what the register took back is purged."""
    if number and answer and answer.outcome == "gone":
        await purge(db, number)
    return answer.facts if answer else None


async def of(db: Connection, ident: int) -> Snapshot:
    row = await sql.snapshot.one(db, id=ident)
    if row is None:
        raise NotFound
    facts = register.from_json(row["facts"]) if row["facts"] else None
    return Snapshot(**{**dict(row), "facts": facts})


async def purge(db: Connection, number: str) -> int:
    """Forget what the register said about a number, whoever rests on it; how many snapshots."""
    return await sql.purge.run(db, organisation_number=number)
