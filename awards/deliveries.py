"""Deliveries: an announcement on its way to a channel, one deed after the other.

waiting -> sending -> sent
   ^          |-----> failed -> skipped     refused for good, or too many tries; staff decide
   |----------|-----> unknown -> sending    no clear answer: when due it is looked up, or sent again

Rows come to be in the deed that publishes, corrects or withdraws, and not a moment before. The
deeds of one publication are done in their order; publications never wait for each other. What was
withdrawn before it left is skipped. Workers claim deliveries under a lease; once a try had no clear
answer, every later one is told so.
"""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from awards.database import Connection, Queries
from awards.errors import N_

sql = Queries("deliveries")

PAGE = 50
MOST_IN_A_CHANNEL = 4  # under way at once: one that is dead or slow holds up only its own
LEASE = 2.0  # times the patience of the channel
FIRST_WAIT = 0.5  # times the patience, before the second try; doubles, with jitter
LONGEST_WAIT = 60.0  # times the patience: an hour, for a channel that waits a minute
MOST_TRIES = 160  # with LONGEST_WAIT, more than three days
LONGEST_ASKED = 86_400.0  # seconds that a server may ask us to wait

OVERTAKEN = N_("It was withdrawn before this had left, so this is not sent.")


class Deed(StrEnum):
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


class State(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Hold(StrEnum):
    """Whether a worker may go on with what it claimed."""

    OURS = "ours"
    LOST = "lost"  # the lease ran out, and the delivery may be another worker's
    OVERTAKEN = "overtaken"  # by a withdrawal


@dataclass(frozen=True)
class Claim:
    """A delivery that a worker holds under a lease."""

    id: int
    uid: uuid.UUID
    publication: uuid.UUID
    remote: Mapping[str, Any]
    channel: int
    patience: float
    announcement: int
    language: str
    deed: Deed
    wording: int
    attempts: int
    unclear: bool
    lease: uuid.UUID
    now: datetime


@dataclass(frozen=True)
class Delivery:
    """A delivery in the lists that staff read."""

    id: int
    channel: int
    channel_name: str
    announcement: int
    year: int
    headline: dict[str, str]
    language: str
    deed: Deed
    state: State
    held_up: bool  # by an earlier deed of the same publication
    due: datetime
    attempts: int
    answer: str
    facts: dict[str, Any]
    found: str  # what a look-up found in its place, and is not ours; staff may adopt it
    link: str  # where it stands at the channel, if the channel said so
    settled_at: datetime | None
    settled_by: str | None


async def begin(db: Connection, announcement: int, channel: int | None = None) -> int:
    """It was just published: every channel that wants this kind gets it in its languages.

    With ``channel``, that one alone gets what readers see now. How many deliveries began.
    """
    return await sql.begin.run(db, announcement=announcement, channel=channel)


async def follow(db: Connection, announcement: int, deed: Deed) -> None:
    """It was just corrected or withdrawn: wherever it was published, that follows.

    A withdrawal goes first: what is on its way stops, and what nobody was told of is never told.
    """
    if deed is Deed.WITHDRAW:
        await sql.overtake.run(db, announcement=announcement, answer=OVERTAKEN)
    await sql.follow.run(db, announcement=announcement, deed=deed)


async def claim(db: Connection) -> Claim | None:
    """The next one that is due, in a channel that has not enough to do already."""
    lease = uuid.uuid4()
    row = await sql.claim.one(db, lease=lease, lasts=LEASE, most=MOST_IN_A_CHANNEL)
    return Claim(**{**row, "deed": Deed(row["deed"]), "lease": lease}) if row else None


async def hold(db: Connection, claim: Claim) -> Hold:
    """Renew the lease, before the next call is made."""
    overtaken = await sql.hold.value(db, id=claim.id, lease=claim.lease, lasts=LEASE)
    if overtaken is None:
        return Hold.LOST
    return Hold.OVERTAKEN if overtaken else Hold.OURS


async def remember(db: Connection, claim: Claim, remote: Mapping[str, Any]) -> bool:
    """Keep what the channel told us about the publication; False when the lease is another's."""
    kept = await sql.remember.value(db, id=claim.id, lease=claim.lease, remote=dict(remote))
    return kept is not None


async def sent(db: Connection, claim: Claim, answer: str, facts: Mapping[str, str]) -> bool:
    return await _settle(db, claim, State.SENT, answer, facts)


async def failed(db: Connection, claim: Claim, answer: str, facts: Mapping[str, str]) -> bool:
    return await _settle(db, claim, State.FAILED, answer, facts)


async def skipped(db: Connection, claim: Claim) -> bool:
    """It was withdrawn while it was on its way, and is not sent to its end."""
    return await _settle(db, claim, State.SKIPPED, OVERTAKEN, {})


async def later(
    db: Connection,
    claim: Claim,
    answer: str,
    facts: Mapping[str, str],
    after: float | None = None,
    *,
    unclear: bool = False,
) -> bool:
    """Try again after a while; give up after MOST_TRIES."""
    if claim.attempts >= MOST_TRIES:
        return await _settle(db, claim, State.FAILED, answer, facts, unclear=unclear)
    state = State.UNKNOWN if unclear else State.WAITING
    again = wait(claim.attempts, claim.patience, after, unclear=unclear)
    return await _settle(db, claim, state, answer, facts, again, unclear=unclear)


def wait(
    attempts: int, patience: float, after: float | None = None, *, unclear: bool = False
) -> timedelta:
    """How long to wait after so many tries: doubling, half of it jitter, as long as was asked.

    After an unclear answer never less than ``patience``: the server may still be at it.
    """
    doubled = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    seconds = patience * min(doubled, LONGEST_WAIT) * random.uniform(0.5, 1.0)
    if unclear:
        seconds = max(seconds, patience * random.uniform(1.0, 1.25))
    return timedelta(seconds=max(seconds, min(after or 0.0, LONGEST_ASKED)))


async def _settle(
    db: Connection,
    claim: Claim,
    state: State,
    answer: str,
    facts: Mapping[str, str],
    again: timedelta = timedelta(),
    *,
    unclear: bool = False,
) -> bool:
    """Write down how a try ended, if the lease is still ours."""
    settled = await sql.settle.value(
        db,
        id=claim.id,
        lease=claim.lease,
        state=state,
        answer=answer[:1000],
        facts=dict(facts),
        again=again,
        patience=claim.patience,
        unclear=unclear,
    )
    return settled is not None


async def of_announcement(db: Connection, announcement: int) -> list[Delivery]:
    """What became of an announcement lately, channel by channel, the first deed first."""
    rows = await sql.page.all(
        db, announcement=announcement, state="", channel=None, below=None, most=PAGE
    )
    found = [_delivery(row) for row in rows]
    return sorted(found, key=lambda one: (one.channel_name, one.language, one.id))


async def page(
    db: Connection, state: str = "", channel: int | None = None, below: int | None = None
) -> list[Delivery]:
    """The newest first; one more than PAGE says that there is another page."""
    rows = await sql.page.all(
        db, announcement=None, state=state, channel=channel, below=below, most=PAGE + 1
    )
    return [_delivery(row) for row in rows]


async def counts(db: Connection) -> dict[int, dict[str, int]]:
    """How many are in each state, by channel."""
    found: dict[int, dict[str, int]] = {}
    for row in await sql.counts.all(db):
        found.setdefault(row["channel"], {})[row["state"]] = row["count"]
    return found


async def lacking(db: Connection, announcement: int) -> list[tuple[int, str]]:
    """Channels, by id and name, that want what readers see and lack it in a language."""
    rows = await sql.lacking.all(db, announcement=announcement, most=PAGE)
    return [(row["id"], row["name"]) for row in rows]


def _delivery(row: Any) -> Delivery:
    return Delivery(**{**row, "deed": Deed(row["deed"]), "state": State(row["state"])})
