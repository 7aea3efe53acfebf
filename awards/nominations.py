"""Nominations: one nominator's proposal of one company in one category, from sent to its end."""

from dataclasses import dataclass

from awards.database import Connection, Queries
from awards.errors import NominatorNotSignedIn

sql = Queries("nominations")


@dataclass(frozen=True)
class Nominator:
    """A nominator who is signed in: a mailbox within an edition, through one nomination's link."""

    nomination: int
    edition: int
    mailbox: str
    address: str
    nominator: str
    language: str
    year: int

    @property
    def actor(self) -> str:
        return f"nominator:{self.nomination}"


async def by_cookie(db: Connection, cookie: bytes) -> Nominator:
    row = await sql.by_cookie.one(db, cookie=cookie)
    if row is None:
        raise NominatorNotSignedIn
    return Nominator(**row)
