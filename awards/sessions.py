"""Sessions are rows: the cookie is a random name for one, and only its hash is stored."""

import hashlib
import secrets
from datetime import timedelta

from awards.database import Connection, Queries
from awards.links import Link
from awards.tokens import Purpose

sql = Queries("sessions")

LASTS = {
    Purpose.JUROR: timedelta(days=30),
    Purpose.NOMINATION: timedelta(days=30),
    Purpose.CONTRIBUTOR: timedelta(days=30),
    Purpose.UNFINISHED: timedelta(days=30),
    Purpose.CHECK: timedelta(hours=12),
    Purpose.STAFF: timedelta(hours=12),
}


def hashed(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode(errors="replace")).digest()


async def open(db: Connection, link: Link, device: str = "", before: str = "") -> str:
    """Open a session through a link that was just opened; the value for the cookie.

    ``before`` is the cookie that the browser came with.
    """
    cookie = secrets.token_urlsafe(24)
    await sql.open.run(
        db,
        cookie=hashed(cookie),
        before=hashed(before),
        audience=link.purpose,
        link=link.id,
        subject=link.subject,
        device=device[:200],
        lasts=LASTS[link.purpose],
    )
    return cookie


async def end(db: Connection, cookie: str) -> str | None:
    """Sign out; the link that this was signed in through, None where nobody was."""
    found: str | None = await sql.end.value(db, cookie=hashed(cookie))
    return found


async def end_all(db: Connection, audience: Purpose, subject: int) -> None:
    await sql.end_all.run(db, audience=audience, subject=subject)
