"""Staff: the people who run the award, what their role lets them do, and the links they come in by.

The link in a letter may be opened again while it lasts, because mail scanners press its button too.
It ends when its person signs out or has come in by a newer one. Asking for a newer one does not end
it: anybody can ask, and nobody may lock staff out.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import asyncpg

from awards import audit, links, outbox, sessions
from awards.database import Connection, Queries
from awards.errors import N_, Conflict, NotAllowed, NotFound, StaffNotSignedIn
from awards.links import Link
from awards.outbox import Recipient
from awards.tokens import Purpose

sql = Queries("staff")

SIGN_IN_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=3)
MOST_LETTERS = 10  # sign-in letters a day to one mailbox, whoever asks for them
TAKEN = N_("Somebody with this address is on the staff already.")
LAST_ADMINISTRATOR = N_(
    "The award needs an administrator. Make somebody else one before this one leaves."
)


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
        raise Conflict(TAKEN)
    return int(ident)


async def first(db: Connection, name: str, language: str) -> int:
    """The administrator nobody has met yet: no address, only the link that is printed."""
    return int(await sql.first.value(db, name=name, language=language))


async def introduce(
    db: Connection, member: Member, *, name: str, address: str, mailbox: str, language: str
) -> None:
    """Give the administrator who sets the award up their own name and address."""
    try:
        await sql.introduce.run(
            db, id=member.id, name=name, address=address, mailbox=mailbox, language=language
        )
    except asyncpg.UniqueViolationError:
        raise Conflict(TAKEN) from None
    await sql.end_nameless.run(db)
    await links.revoke_openable(db, Purpose.STAFF, member.id)


async def invite(db: Connection, actor: str, ident: int) -> None:
    """Welcome somebody who was just added, with a link into the secretariat."""
    added = await member(db, ident)
    await _send_link(db, added, "staff_added", INVITATION_LASTS)
    await audit.record(db, actor, "staff.added", added.actor, name=added.name, role=added.role)


async def ask_for_link(db: Connection, mailbox: str) -> None:
    """A sign-in letter if the mailbox is on the staff; whoever asks is not told which."""
    found = await by_mailbox(db, mailbox)
    if found is not None and found.mailbox:
        await _send_link(db, found, "staff_sign_in", SIGN_IN_LASTS)


async def guest(db: Connection, link: Link) -> Member | None:
    """Whom a link lets in: nobody where it has ended, or they have left."""
    row = await sql.member.one(db, id=link.subject) if link.holds else None
    return _member(row) if row else None


async def came_in(db: Connection, link: Link) -> None:
    """What was sent before the link that has just been opened is not needed any more."""
    await links.expire(db, Purpose.STAFF, link.subject, before=link.created_at)


async def signed_out(db: Connection, ident: str) -> None:
    """Whoever came in by the same link is out too, and nothing in their letters opens again."""
    link = await links.by_id(db, ident)
    await links.revoke(db, link.id)
    await links.expire(db, Purpose.STAFF, link.subject, before=link.now)


async def send_new(db: Connection, link: Link) -> None:
    """A new link to the address on file, whoever holds the old one; none to those who left."""
    row = await sql.member.one(db, id=link.subject)
    if row is not None:
        await ask_for_link(db, row["mailbox"])


async def _send_link(db: Connection, to: Member, kind: str, lasts: timedelta) -> None:
    link = await links.issue(db, Purpose.STAFF, to.id, lasts=lasts)
    await outbox.post(db, kind, f"{kind}:{link}", to.recipient, most=MOST_LETTERS, link=link)


async def change(
    db: Connection, actor: str, ident: int, *, name: str, role: Role, language: str
) -> None:
    if role is not Role.ADMINISTRATOR:
        await _require_another_administrator(db, ident)
    if await sql.change.value(db, id=ident, name=name, role=role, language=language) is None:
        raise NotFound
    await audit.record(db, actor, "staff.changed", f"staff:{ident}", name=name, role=role)


async def end(db: Connection, actor: str, ident: int) -> None:
    """Somebody leaves: their sessions end at once, and what is on its way to them is void."""
    await _require_another_administrator(db, ident)
    if await sql.end.value(db, id=ident) is None:
        raise NotFound
    await sessions.end_all(db, Purpose.STAFF, ident)
    await links.revoke_openable(db, Purpose.STAFF, ident)
    await audit.record(db, actor, "staff.ended", f"staff:{ident}")


async def _require_another_administrator(db: Connection, ident: int) -> None:
    if [row["id"] for row in await sql.administrators.all(db)] == [ident]:
        raise Conflict(LAST_ADMINISTRATOR)


def _member(row: asyncpg.Record) -> Member:
    return Member(**{**dict(row), "role": Role(row["role"])})
