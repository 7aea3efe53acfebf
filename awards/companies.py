"""Companies: the organisations of an edition. One number is one company; staff join the others."""

from dataclasses import dataclass
from datetime import datetime

from awards import register
from awards.database import Connection, Queries
from awards.errors import NotFound
from awards.register import Facts

sql = Queries("companies")


@dataclass(frozen=True)
class Company:
    id: int
    edition: int
    name: str
    organisation_number: str | None
    head: int  # itself, or the company it was joined into
    version: int


@dataclass(frozen=True)
class Known:
    """What the register and the list of members know about a company."""

    company: int  # itself, or the one joined into it that has the number
    number: str | None
    checked: str  # what came of asking the register last
    checked_at: datetime | None
    fetched_at: datetime | None  # None: not verified
    facts: Facts | None  # of the register, as of then
    purged_at: datetime | None
    member: str | None  # its name on the list of members
    kind: str | None
    may_be_nominated: bool | None
    listed: bool  # the edition has a list of members


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


async def known(db: Connection, company: int) -> Known:
    row = await sql.known.one(db, company=company)
    if row is None:
        raise NotFound
    facts = register.from_json(row["facts"]) if row["facts"] else None
    return Known(**{**dict(row), "facts": facts})
