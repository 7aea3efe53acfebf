"""The chain: each event of the audit log is sealed with the hash of all that was before it.

An event's number does not say when it will be seen: a deed may write event 8 and commit after event
9. A sealer that took what it saw would put 9 before 8. So it looks twice. A look remembers the
newest event that waits, and then takes a transaction number of its own, the edge. Whoever wrote an
event up to that one had a transaction number first (sql/queries/audit.sql), a lower one than the
edge: when every transaction below the edge has ended, each event up to there that will ever be
there is there. A later look seals them. All of this is told by the database, nothing by a clock.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from itertools import pairwise
from typing import Any

from awards import audit
from awards.database import Connection, Queries

sql = Queries("chain")

BATCH = 1_000  # events sealed in one transaction
NOTHING = bytes(32)  # what stands before the first hash
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True)
class Head:
    """The newest seal: whoever knows it knows all that is below it."""

    height: int
    hash: bytes
    event: int = field(default=0, compare=False)  # that it seals; 0 where nobody asks


class NotAloneError(Exception):
    """The sealer was called in a transaction that had written something before."""


def said(event: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says to the chain: its row, with a commitment to its detail."""
    return {
        "id": event["id"],
        "at": event["at"].astimezone(UTC).strftime(MOMENT),
        "edition": event["edition"],
        "actor": event["actor"],
        "deed": event["deed"],
        "subject": event["subject"],
        "commitment": event["commitment"].hex(),
    }


def hashed(before: bytes, event: Mapping[str, Any]) -> bytes:
    """SHA-256 of the hash below and the one text of what the event says."""
    return hashlib.sha256(before + audit.canonical(said(event)).encode()).digest()


async def head(db: Connection) -> Head:
    """The newest seal; height 0 while nothing is sealed."""
    row = await sql.head.one(db)
    return Head(**row) if row else Head(0, NOTHING)


async def seal_next(db: Connection) -> int:
    """Seal a batch of what is settled, and remember how far the next look may go; how many.

    Call it in a transaction of its own. BATCH says that there may be more.
    """
    if not await sql.busy.value(db) or not await sql.turn.value(db):
        return 0
    look = await sql.look.one(db)
    assert look is not None
    if not look["alone"]:
        raise NotAloneError
    if not look["lost"] and not look["settled"]:
        return 0
    sealed = 0 if look["lost"] else await _seal(db, look["until"])
    if sealed < BATCH and (look["newest"] or 0) > (0 if look["lost"] else look["until"]):
        await sql.remember.run(db, until=look["newest"])
    return sealed


async def seal_at_once(db: Connection) -> None:
    """Seal all that waits, where nobody else can have written: while the demo is told."""
    look = await sql.look.one(db)
    assert look is not None
    while look["newest"] and await _seal(db, look["newest"]):
        continue


async def _seal(db: Connection, until: int) -> int:
    top = await head(db)
    events: list[Any] = await sql.next.all(db, after=top.event, until=until, most=BATCH)
    hashes = [top.hash]
    for event in events:
        hashes.append(hashed(hashes[-1], event))
    if events:
        heights = range(top.height + 1, top.height + 1 + len(events))
        idents = [event["id"] for event in events]
        await sql.seal.run(db, heights=list(heights), events=idents, hashes=hashes[1:])
    return len(events)


async def pin(db: Connection, edition: int) -> None:
    """Keep the head as it is now as the one that is published with an edition's winners."""
    now = await head(db)
    await sql.pin.run(db, edition=edition, height=now.height, hash=now.hash)


async def published(db: Connection, edition: int) -> Head | None:
    """The head that was published with an edition's winners; None before, and of old editions."""
    row = await sql.published.one(db, edition=edition)
    return Head(**row) if row else None


async def waited(db: Connection) -> timedelta:
    """For how long the oldest event that is not sealed has waited."""
    return await sql.waited.value(db) or timedelta()


async def first_wrong(db: Connection, most: int) -> int | None:
    """The lowest of the newest ``most`` heights that does not hold; None where all of them do."""
    rows: list[Any] = list(reversed(await sql.newest.all(db, most=most + 1)))
    if len(rows) <= most:
        rows.insert(0, {"height": 0, "hash": NOTHING, "id": 0})
    for below, row in pairwise(rows):
        follows = row["height"] == below["height"] + 1 and row["id"] > below["id"]
        if not follows or row["hash"] != hashed(below["hash"], row):
            return int(row["height"])
    return None
