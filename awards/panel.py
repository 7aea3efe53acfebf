"""The panel: the jurors of an edition, their seats in categories, inviting and excusing them."""

from dataclasses import dataclass

from awards.database import Connection, Queries
from awards.errors import JurorNotSignedIn
from awards.outbox import Recipient
from awards.stages import Stage

sql = Queries("panel")


@dataclass(frozen=True)
class Juror:
    """A juror who is signed in."""

    id: int
    name: str
    address: str
    mailbox: str
    language: str
    chair: bool
    edition: int
    year: int
    stage: Stage  # as it was when the page was asked for; deeds enter the edition again
    link: str

    @property
    def actor(self) -> str:
        return f"juror:{self.id}"

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.name, self.address, self.mailbox, self.language)


async def by_cookie(db: Connection, cookie: bytes) -> Juror:
    row = await sql.by_cookie.one(db, cookie=cookie)
    if row is None:
        raise JurorNotSignedIn
    return Juror(**{**dict(row), "stage": Stage(row["stage"])})
