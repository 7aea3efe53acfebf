"""The outbox: letters wait here from the deed that caused them until a mail server has them.

waiting -> sending -> sent
   ^          |-----> failed     refused for good, or too many tries
   |----------|-----> unknown    nobody can tell; sent again only where a copy does no harm
held -> sending                  held back by the limit of its mailbox
"""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from awards.database import Connection, Queries

sql = Queries("outbox")

PAGE = 50
LEASE = timedelta(seconds=45)
MOST_TRIES = 140  # with LONGEST_WAIT, more than a day
FIRST_WAIT = 15.0  # seconds before the second try; doubles, with jitter
LONGEST_WAIT = 900.0  # so that all leave soon after a mail server is back
MOST_UNCONFIRMED = 3  # letters a day to a mailbox that nobody has confirmed


@dataclass(frozen=True)
class Recipient:
    name: str
    address: str
    mailbox: str  # canonical
    language: str


@dataclass(frozen=True)
class Letter:
    """What a letter is made of; it becomes text when it is sent."""

    id: int
    kind: str
    occasion: str
    edition: int | None
    name: str
    address: str
    mailbox: str
    language: str
    facts: dict[str, Any]
    attempts: int
    message_id: str
    created_at: datetime


@dataclass(frozen=True)
class Claim:
    letter: Letter
    lease: uuid.UUID
    unclear: bool  # an earlier sending was cut off: it may have left


@dataclass(frozen=True)
class Waiting:
    """A letter in the list that staff read."""

    id: int
    kind: str
    edition: int | None
    name: str
    address: str
    language: str
    state: str
    due: datetime
    attempts: int
    answer: str
    created_at: datetime
    sent_at: datetime | None
    message_id: str


async def post(
    db: Connection,
    kind: str,
    occasion: str,
    to: Recipient,
    *,
    edition: int | None = None,
    most: int = 0,
    waits_for: int | None = None,
    **facts: Any,
) -> bool:
    """Write a letter in the deed's own transaction; False when the occasion has one already.

    ``most`` limits such letters to the mailbox within a day, of whatever kind they are: the rest
    are held back, and leave as many a day. ``waits_for`` is an event that is sealed first.
    """
    posted = await sql.post.value(
        db,
        kind=kind,
        occasion=occasion,
        edition=edition,
        name=to.name,
        address=to.address,
        mailbox=to.mailbox,
        language=to.language,
        facts=facts,
        most=most,
        ident=str(uuid.uuid4()),
        waits_for=waits_for,
    )
    return posted is not None


async def claim(db: Connection) -> Claim | None:
    lease = uuid.uuid4()
    row = await sql.claim.one(db, lease=lease, lasts=LEASE)
    if row is None:
        return None
    facts = dict(row)
    unclear = facts.pop("unclear")
    return Claim(Letter(**facts), lease, unclear)


async def holds(db: Connection, claim: Claim) -> bool:
    return bool(await sql.holds.value(db, id=claim.letter.id, lease=claim.lease))


async def sent(db: Connection, claim: Claim, answer: str) -> bool:
    return await _settle(db, claim, "sent", answer)


async def failed(db: Connection, claim: Claim, answer: str) -> bool:
    return await _settle(db, claim, "failed", answer)


async def unknown(db: Connection, claim: Claim, answer: str) -> bool:
    return await _settle(db, claim, "unknown", answer)


async def later(db: Connection, claim: Claim, answer: str) -> bool:
    """Try again after a while that doubles; give up after MOST_TRIES."""
    if claim.letter.attempts >= MOST_TRIES:
        return await failed(db, claim, answer)
    return await _settle(db, claim, "waiting", answer, wait(claim.letter.attempts))


def wait(attempts: int) -> timedelta:
    """How long to wait after so many tries: doubling from FIRST_WAIT, half of it jitter."""
    whole = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return timedelta(seconds=whole * random.uniform(0.5, 1.0))


async def _settle(
    db: Connection, claim: Claim, state: str, answer: str, again: timedelta = timedelta()
) -> bool:
    settled = await sql.settle.value(
        db, id=claim.letter.id, lease=claim.lease, state=state, answer=answer[:500], again=again
    )
    return settled is not None


async def send_again(db: Connection, letter: int) -> bool:
    return await sql.send_again.value(db, id=letter) is not None


async def counts(db: Connection) -> dict[str, int]:
    return {row["state"]: row["count"] for row in await sql.counts.all(db)}


async def page(db: Connection, state: str = "", below: int | None = None) -> list[Waiting]:
    """Letters for staff, newest first; one more than PAGE says that there is another page."""
    rows = await sql.page.all(db, state=state, below=below, most=PAGE + 1)
    return [Waiting(**row) for row in rows]


async def letter(db: Connection, ident: int) -> Letter | None:
    row = await sql.letter.one(db, id=ident)
    return Letter(**row) if row else None
