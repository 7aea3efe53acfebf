"""The audit log: an event for each deed that matters, with a commitment to what was done."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards.database import Connection, Queries

sql = Queries("audit")

PAGE = 50
SERVICE = "service"

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class Event:
    id: int
    at: datetime
    actor: str
    deed: str
    subject: str
    detail: dict[str, Any] | None  # None once erased
    staff_name: str | None
    juror_name: str | None
    contributor_name: str | None = None
    named: Any = None  # what the subject is called: a name, or a text by language


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, UTF-8 as it is."""
    return _ENCODER.encode(value)


def commitment(salt: bytes, value: object) -> bytes:
    """SHA-256 of the salt followed by the canonical JSON of a value."""
    return hashlib.sha256(salt + canonical(value).encode()).digest()


async def record(
    db: Connection,
    actor: str,
    deed: str,
    subject: str = "",
    *,
    edition: int | None = None,
    **detail: Any,
) -> int:
    """Write one event; its number. ``actor`` is like ``staff:3``, as ``subject`` is."""
    salt = secrets.token_bytes(16)
    whole = {"actor": actor, "deed": deed, "subject": subject, "detail": detail}
    ident = await sql.record.value(
        db,
        edition=edition,
        actor=actor,
        deed=deed,
        subject=subject,
        commitment=commitment(salt, whole),
        salt=salt,
        detail=detail,
    )
    return int(ident)


async def page(
    db: Connection, edition: int | None, *, deed: str = "", below: int | None = None
) -> list[Event]:
    """A page of the log, newest first; one row more than PAGE says that there is another."""
    rows = await sql.page.all(db, edition=edition, deed=deed, below=below, most=PAGE + 1)
    return [Event(**row) for row in rows]


async def history(db: Connection, edition: int, subject: str) -> list[Event]:
    """What was done with one subject, newest first; a page of it."""
    rows = await sql.history.all(db, edition=edition, subject=subject, most=PAGE)
    return [Event(**row) for row in rows]


async def deeds(db: Connection, edition: int | None) -> list[str]:
    return [row["deed"] for row in await sql.deeds.all(db, edition=edition)]
