"""Employers: what the register says about where jurors work, for suggestions of conflicts.

Nobody waits for it: the worker asks about each number by and by, outside of any transaction, and
hands the answer in.
"""

from dataclasses import dataclass

from awards import audit, editions, snapshots
from awards.database import Connection, Queries
from awards.register import Answer

sql = Queries("employers")


@dataclass(frozen=True)
class Waiting:
    """A juror whose employer the register was not asked about."""

    juror: int
    edition: int
    number: str


async def next_waiting(db: Connection) -> Waiting | None:
    """Any of them, so that one whom the register has no answer about keeps nobody waiting."""
    row = await sql.next_waiting.one(db)
    return Waiting(**row) if row else None


async def settle(db: Connection, waiting: Waiting, answer: Answer) -> bool:
    """Take in an answer, unless the number is another by now; False where there was none."""
    if answer.outcome == "unreachable":
        return False
    await editions.entered(db, waiting.edition)
    facts = await snapshots.heeded(db, waiting.number, answer)
    snapshot = await snapshots.keep(db, facts) if facts else None
    asked = await sql.asked.value(db, juror=waiting.juror, number=waiting.number, snapshot=snapshot)
    if asked is not None:
        subject = f"juror:{waiting.juror}"
        await audit.record(
            db,
            audit.SERVICE,
            "juror.employer_checked",
            subject,
            edition=waiting.edition,
            outcome=answer.outcome,
        )
    return True
