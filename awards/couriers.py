"""Couriers: deliveries are claimed and carried to their channels, several at once.

Nothing is called inside a transaction. Who claims a delivery keeps it under a lease that is renewed
before each call; who loses it stops. What an adapter has to know after a crash is committed before
its next call. An outcome that is not known, ours to blame or not, is never taken for a refusal.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from awards import channels, deliveries, dispatches
from awards.adapters import ADAPTERS
from awards.adapters.shape import (
    Adapter,
    Channel,
    Delivered,
    Dispatch,
    LeaseLost,
    Outcome,
    Overtaken,
    Refused,
    Unclear,
)
from awards.database import Connection, Pool
from awards.deliveries import Claim, Hold
from awards.errors import N_, Unavailable
from awards.outgoing import Caller
from awards.settings import Settings

log = logging.getLogger(__name__)

Written = TypeVar("Written")

MOST = 32  # deliveries under way at once, to all channels
LOOK_EVERY = 0.2  # seconds between looks for what is due
WRITE_AGAIN = 0.25  # seconds between tries to write down what happened

NO_ADAPTER = N_("This version of the service knows no channel of this kind.")
OUR_FAULT = N_("Something went wrong on our side. The fault is ours; we look, and try again.")


@dataclass(frozen=True)
class Memory:
    """The steps of one delivery: what an adapter asks of its courier."""

    pool: Pool
    claim: Claim

    async def remember(self, **remote: Any) -> None:
        async def keep(db: Connection) -> bool:
            return await deliveries.remember(db, self.claim, remote)

        if not await patiently(self.pool, self.claim, keep):
            raise LeaseLost

    async def hold(self) -> None:
        async def renew(db: Connection) -> Hold:
            return await deliveries.hold(db, self.claim)

        held = await patiently(self.pool, self.claim, renew)
        if held is Hold.LOST:
            raise LeaseLost
        if held is Hold.OVERTAKEN:
            raise Overtaken


class Courier:
    """Claims what is due and carries it; each delivery goes its own way."""

    def __init__(
        self,
        pool: Pool,
        settings: Settings,
        caller: Caller,
        adapters: Mapping[str, Adapter] = ADAPTERS,
    ) -> None:
        self.pool = pool
        self.settings = settings
        self.caller = caller
        self.adapters = adapters
        self.under_way: set[asyncio.Task[None]] = set()

    async def take(self) -> float:
        """Claim one delivery and send it on its way; how long to rest before the next."""
        if len(self.under_way) >= MOST:
            return await self._until_one_is_home()
        async with self.pool.transaction() as db:
            claim = await deliveries.claim(db)
        if claim is None:
            return await self._until_one_is_home()
        task = asyncio.create_task(self._carry(claim))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)
        return 0.0

    async def come_home(self) -> None:
        await asyncio.gather(*self.under_way)

    async def _until_one_is_home(self) -> float:
        """One that comes home makes room in its channel, and lets what is behind it go."""
        if not self.under_way:
            return LOOK_EVERY
        await asyncio.wait(self.under_way, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
        return 0.0

    async def _carry(self, claim: Claim) -> None:
        try:
            await self._settled(claim)
        except LeaseLost:
            _say(logging.WARNING, "the lease of a delivery was lost", claim)
        except Unavailable:
            _say(logging.WARNING, "the database cannot be reached", claim)
        except Exception as error:
            # The lease runs out, and whoever takes it up is told that it may have been done.
            _say(logging.ERROR, "a delivery went wrong", claim, error)

    async def _settled(self, claim: Claim) -> None:
        settle: Callable[[Connection], Awaitable[bool]]
        try:
            outcome = await self._delivered(claim)
            settle = partial(_settle, claim=claim, outcome=outcome)
        except Overtaken:
            settle = partial(deliveries.skipped, claim=claim)
        if not await patiently(self.pool, claim, settle):
            raise LeaseLost

    async def _delivered(self, claim: Claim) -> Outcome:
        try:
            channel, dispatch = await self._read(claim)
        except Exception as error:
            _say(logging.ERROR, "a delivery could not be made ready", claim, error)
            return Refused(OUR_FAULT, permanent=False)
        adapter = self.adapters.get(channel.kind)
        if adapter is None:
            return Refused(NO_ADAPTER, permanent=True)
        try:
            return await adapter.deliver(self.caller, channel, dispatch, Memory(self.pool, claim))
        except (LeaseLost, Overtaken, Unavailable):
            raise
        except Exception as error:
            _say(logging.ERROR, "a delivery went wrong", claim, error)
            return Unclear(OUR_FAULT)

    async def _read(self, claim: Claim) -> tuple[Channel, Dispatch]:
        async with self.pool.transaction() as db:
            channel = await channels.channel(db, claim.channel)
            return channel, await dispatches.dispatch(db, self.settings.base_url, claim)


async def patiently(
    pool: Pool, claim: Claim, write: Callable[[Connection], Awaitable[Written]]
) -> Written:
    """Write, and wait for a database that went away, for as long as the patience of the channel."""
    until = time.monotonic() + claim.patience
    while True:
        try:
            async with pool.transaction() as db:
                return await write(db)
        except Unavailable:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(WRITE_AGAIN)


async def _settle(db: Connection, claim: Claim, outcome: Outcome) -> bool:
    answer, facts = outcome.answer, outcome.facts
    match outcome:
        case Delivered():
            return await deliveries.sent(db, claim, answer, facts)
        case Refused(permanent=True):
            return await deliveries.failed(db, claim, answer, facts)
        case Refused(after=after):
            return await deliveries.later(db, claim, answer, facts, after)
        case Unclear(after=after):
            return await deliveries.later(db, claim, answer, facts, after, unclear=True)


def _say(level: int, what: str, claim: Claim, error: Exception | None = None) -> None:
    """Ids alone: what an announcement says stands in no log."""
    fields = {"delivery": claim.id, "channel": claim.channel, "announcement": claim.announcement}
    log.log(level, what, exc_info=error, extra={"fields": fields})
