"""Numbering: a company that was entered without its organisation number is given it."""

from awards import audit, nominees
from awards.database import Connection, Queries
from awards.errors import N_, Conflict

sql = Queries("numbering")

TAKEN = N_("Another company of the year has this number. Join the two, if they are one.")


async def numbered(db: Connection, edition: int, number: str) -> int | None:
    """The company of an edition that has a number, or the one it was joined into."""
    found = await sql.numbered.value(db, edition=edition, number=number)
    return None if found is None else int(found)


async def give(
    db: Connection, edition: int, company: int, version: int, actor: str, number: str
) -> None:
    """Give a company its number, as it was shown, where no other company has it."""
    await nominees.screened(db, edition)
    if await numbered(db, edition, number) is not None:
        raise Conflict(TAKEN)
    given = await sql.give.value(
        db, edition=edition, company=company, version=version, number=number
    )
    if given is None:
        raise Conflict
    subject = f"company:{company}"
    await audit.record(db, actor, "company.numbered", subject, edition=edition, number=number)
