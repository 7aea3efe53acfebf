"""Signed links: issue, look at, open, renew, revoke. The database decides whether one holds.

A token carries the link's opaque id and its generation and nothing else. Looking (GET, HEAD)
changes nothing; opening (POST) is one conditional statement. A juror's link is never used up.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from awards import tokens
from awards.database import Connection, Queries
from awards.errors import LinkEnded, LinkUnknown
from awards.tokens import Purpose

sql = Queries("links")


@dataclass(frozen=True)
class Link:
    id: str
    purpose: Purpose
    subject: int
    generation: int
    single_use: bool
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    now: datetime

    @property
    def holds(self) -> bool:
        return (
            self.revoked_at is None
            and (self.expires_at is None or self.expires_at > self.now)
            and not (self.single_use and self.used_at is not None)
        )


async def issue(
    db: Connection,
    purpose: Purpose,
    subject: int,
    *,
    lasts: timedelta | None = None,
    single_use: bool = False,
) -> str:
    """Make a link; its id goes into the facts of a letter, where the token is made when sent."""
    ident = secrets.token_urlsafe(12)
    await sql.issue.run(
        db, id=ident, purpose=purpose, subject=subject, single_use=single_use, lasts=lasts
    )
    return ident


async def by_id(db: Connection, ident: str) -> Link:
    row = await sql.link.one(db, id=ident)
    if row is None:
        raise LinkUnknown
    return Link(**{**dict(row), "purpose": Purpose(row["purpose"])})


async def of_subject(db: Connection, purpose: Purpose, subject: int) -> Link | None:
    row = await sql.of_subject.one(db, purpose=purpose, subject=subject)
    return Link(**{**dict(row), "purpose": purpose}) if row else None


def token(keys: Sequence[str], link: Link) -> str:
    return tokens.sign(keys, link.purpose, link.id, link.generation)


async def known(db: Connection, keys: Sequence[str], purpose: Purpose, text: str) -> Link:
    """The link behind a token of ours, whether it still holds or not."""
    ident, generation = tokens.read(keys, purpose, text)
    link = await by_id(db, ident)
    if link.purpose is not purpose or generation > link.generation:
        raise LinkUnknown
    return link


async def look(db: Connection, keys: Sequence[str], purpose: Purpose, text: str) -> Link:
    """For the page with one button: refuses a link that no longer holds, changes nothing."""
    link = await known(db, keys, purpose, text)
    if not link.holds or tokens.read(keys, purpose, text)[1] != link.generation:
        raise LinkEnded
    return link


async def opened(db: Connection, keys: Sequence[str], purpose: Purpose, text: str) -> Link:
    """For the press of the button: the link, if it held at that moment."""
    ident, generation = tokens.read(keys, purpose, text)
    row = await sql.open.one(db, id=ident, purpose=purpose, generation=generation)
    if row is None:
        await known(db, keys, purpose, text)
        raise LinkEnded
    return await by_id(db, ident)


async def renew(db: Connection, ident: str, *, lasts: timedelta | None = None) -> int:
    """Void every token of this link made so far, and its sessions; the next one holds again."""
    await sql.hold.run(db, id=ident)
    return int(await sql.renew.value(db, id=ident, lasts=lasts))


async def revoke(db: Connection, ident: str) -> None:
    await sql.hold.run(db, id=ident)
    await sql.revoke.run(db, id=ident)


async def revoke_openable(db: Connection, purpose: Purpose, subject: int) -> None:
    """End whatever could still let a person in; a session through a used-up link goes on."""
    await sql.revoke_openable.run(db, purpose=purpose, subject=subject)


async def expire(db: Connection, purpose: Purpose, subject: int, *, before: datetime) -> None:
    """What lies in older letters opens nothing more. Whoever came in through it stays in."""
    await sql.expire.run(db, purpose=purpose, subject=subject, before=before)
