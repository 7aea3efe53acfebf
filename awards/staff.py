"""Staff: the people who run the award, and what their role lets them do."""

from dataclasses import dataclass
from enum import StrEnum

from awards.database import Connection, Queries
from awards.errors import N_, Conflict, NotAllowed, NotFound, StaffNotSignedIn
from awards.outbox import Recipient

sql = Queries("staff")


class Role(StrEnum):
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


RANK = list(Role)


@dataclass(frozen=True)
class Member:
    id: int
    name: str
    address: str
    mailbox: str
    role: Role
    language: str

    @property
    def actor(self) -> str:
        return f"staff:{self.id}"

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.name, self.address, self.mailbox, self.language)

    def may(self, role: Role) -> bool:
        return RANK.index(self.role) >= RANK.index(role)

    def require(self, role: Role) -> None:
        if not self.may(role):
            raise NotAllowed


async def by_cookie(db: Connection, cookie: bytes) -> Member:
    row = await sql.by_cookie.one(db, cookie=cookie)
    if row is None:
        raise StaffNotSignedIn
    return _member(row)


async def member(db: Connection, ident: int) -> Member:
    row = await sql.member.one(db, id=ident)
    if row is None:
        raise NotFound
    return _member(row)


async def by_mailbox(db: Connection, mailbox: str) -> Member | None:
    row = await sql.by_mailbox.one(db, mailbox=mailbox)
    return _member(row) if row else None


async def members(db: Connection) -> list[Member]:
    return [_member(row) for row in await sql.members.all(db)]


async def add(
    db: Connection, *, name: str, address: str, mailbox: str, role: Role, language: str
) -> int:
    """Add a staff member; their id. Refuses a mailbox that is on the staff already."""
    ident = await sql.add.value(
        db, name=name, address=address, mailbox=mailbox, role=role, language=language
    )
    if ident is None:
        raise Conflict(N_("Somebody with this address is on the staff already."))
    return int(ident)


def _member(row: "dict[str, object]") -> Member:
    return Member(**{**dict(row), "role": Role(str(row["role"]))})  # type: ignore[arg-type]
