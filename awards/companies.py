"""Companies: the organisations of an edition. One number is one company; staff join the others."""

from dataclasses import dataclass

from awards.database import Connection, Queries
from awards.errors import NotFound

sql = Queries("companies")


@dataclass(frozen=True)
class Company:
    id: int
    edition: int
    name: str
    organisation_number: str | None
    head: int  # itself, or the company it was joined into
    version: int


async def met(db: Connection, edition: int, name: str, organisation_number: str | None) -> int:
    """The company of a nomination that counts: the one with its number, else one of its own.

    Two that meet the same number at the same time find the same company; the first name stands.
    """
    if organisation_number is None:
        return int(await sql.add.value(db, edition=edition, name=name))
    return int(
        await sql.find_or_add.value(
            db, edition=edition, name=name, organisation_number=organisation_number
        )
    )


async def company(db: Connection, ident: int) -> Company:
    row = await sql.company.one(db, id=ident)
    if row is None:
        raise NotFound
    return Company(**row)
