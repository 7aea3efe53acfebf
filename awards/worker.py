"""The worker: takes what is due, letters and chores, until it has to stop.

Each kind of work goes on by itself, and outlives a database or mail server that cannot be reached.
A letter is claimed under a lease, written with what is so at that moment, and settled by what the
mail server said to its last dot. What cannot be known is sent again only where a copy does no harm.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial

from awards import chores, database, letters, mail, outbox, outgoing, site
from awards.couriers import Courier
from awards.database import Pool
from awards.errors import N_, Refusal, Unavailable
from awards.letters import KINDS, Around, Envelope
from awards.mail import Line, Outcome, Refused, Sent, Server, Unclear, UnsafeMail
from awards.outbox import Claim
from awards.outgoing import Caller
from awards.register import Register
from awards.settings import Settings

log = logging.getLogger(__name__)

LINES = 4  # to the mail server: one that dawdles holds up only its own
LOOK_EVERY = 0.2  # seconds between looks into an empty outbox
BACK_OFF = 4.0  # seconds, at most, before trying again what went wrong
GRACE = 8.0  # seconds for what is under way when we are told to stop

SHOWN = N_("Shown in the mailbox of the demo.")
UNWRITTEN = N_("We could not write this letter. The fault is ours; we try again later.")
UNSAFE = N_("Not sent: there is no safe way to write to this address.")
CUT_OFF = N_("A sending was cut off. Nobody knows whether the letter arrived.")


async def run(settings: Settings, stop: asyncio.Event) -> None:
    server = Server.parse(settings.smtp_url) if settings.smtp_url else None
    pool = await database.open_pool(settings.database_url, LINES + 9)
    browser = outgoing.client()
    courier = Courier(pool, settings, Caller(browser, settings.inner_hosts))
    register = Register(settings.register_url)
    works = [
        _keep_on("moves", partial(chores.move, pool), stop),
        _keep_on("chain", partial(chores.seal, pool), stop),
        _keep_on("announcements", partial(chores.announce, pool), stop),
        _keep_on("jury door", partial(chores.attend, pool), stop),
        _keep_on("informing", partial(chores.inform, pool), stop),
        _keep_on("reminders", partial(chores.remind, pool), stop),
        _keep_on("followers", partial(chores.tell_followers, pool), stop),
        _keep_on("register", partial(chores.recheck, pool, register), stop),
        _keep_on("employers", partial(chores.ask_about_employer, pool, register), stop),
        _deliver(pool, settings, server, stop),
        _publish(courier, stop),
    ]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
            await stop.wait()
            _, late = await asyncio.wait(tasks, timeout=GRACE)
            for task in late:
                task.cancel()
    finally:
        await register.close()
        await browser.aclose()
        await pool.close()


async def _keep_on(name: str, work: Callable[[], Awaitable[float]], stop: asyncio.Event) -> None:
    """Do a piece of work again and again; it says how long to rest. Whatever happens, go on."""
    troubles = 0
    while not stop.is_set():
        try:
            rest = await work()
            troubles = 0
        except Exception as error:
            troubles += 1
            rest = min(BACK_OFF, 0.25 * 2**troubles)
            _complain(name, error)
        await _nap(stop, rest)


def _complain(name: str, error: Exception) -> None:
    if isinstance(error, Unavailable):
        log.warning("the database cannot be reached", extra={"fields": {"work": name}})
    else:
        log.error("work failed", exc_info=error, extra={"fields": {"work": name}})


async def _nap(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


async def _deliver(
    pool: Pool, settings: Settings, server: Server | None, stop: asyncio.Event
) -> None:
    if server is None and not settings.demo:
        log.warning("letters wait: AWARDS_SMTP_URL is not set")
        return
    async with AsyncExitStack() as lines:
        postman = Postman(pool, settings)
        for _ in range(LINES):
            if server is None or settings.demo:
                postman.free.put_nowait(None)
            else:
                postman.free.put_nowait(await lines.enter_async_context(mail.connected(server)))
        await _keep_on("letters", postman.take, stop)
        await postman.come_home()


async def _publish(courier: Courier, stop: asyncio.Event) -> None:
    """To channels; what is under way when we are told to stop has the time to come home."""
    await _keep_on("channels", courier.take, stop)
    await courier.come_home()


class Postman:
    """Claims letters one after the other and sends them along a few lines at a time."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool = pool
        self.settings = settings
        self.free: asyncio.Queue[Line | None] = asyncio.Queue()
        self.under_way: set[asyncio.Task[None]] = set()
        self.around: tuple[int, Around] | None = None  # with the version of the site it shows

    async def take(self) -> float:
        line = await self.free.get()
        claim = None
        try:
            async with self.pool.transaction() as db:
                claim = await outbox.claim(db)
        finally:
            if claim is None:
                self.free.put_nowait(line)
        if claim is None:
            return LOOK_EVERY
        task = asyncio.create_task(self._carry(line, claim))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)
        return 0.0

    async def come_home(self) -> None:
        await asyncio.gather(*self.under_way)

    async def _carry(self, line: Line | None, claim: Claim) -> None:
        try:
            await self._settle(claim, await self._send(line, claim))
        except Exception as error:
            _complain("letters", error)  # The lease runs out, and another worker takes it up.
        finally:
            self.free.put_nowait(line)

    async def _send(self, line: Line | None, claim: Claim) -> Outcome | None:
        """How the sending ended; None when the lease was lost, and the letter is another's."""
        if claim.unclear and not _is_harmless_twice(claim):
            return Unclear(CUT_OFF)
        try:
            envelope = await self._written(claim)
            if envelope is None:
                return None
            if line is None:
                return Sent(SHOWN)
            return await line.send(envelope.sender, envelope.recipient, envelope.message)
        except UnsafeMail:
            return Refused(UNSAFE, permanent=True)
        except Refusal as refusal:
            return Refused(refusal.message, permanent=not isinstance(refusal, Unavailable))
        except Exception as error:
            _complain("letters", error)
            return Refused(UNWRITTEN, permanent=False)

    async def _written(self, claim: Claim) -> Envelope | None:
        """The letter, unless the lease was lost: that is asked last, just before it is sent."""
        async with self.pool.transaction() as db:
            around = await self._around(db)
            envelope = await letters.envelope(db, self.settings, claim.letter, around)
            return envelope if await outbox.holds(db, claim) else None

    async def _around(self, db: database.Connection) -> Around:
        """Award, editions and dates, read again whenever the site's version says they changed."""
        version = await site.version(db)
        if self.around is None or self.around[0] != version:
            self.around = (version, await letters.around(db))
        return self.around[1]

    async def _settle(self, claim: Claim, outcome: Outcome | None) -> None:
        """Write down the outcome; while the lease lasts, wait for a database that went away."""
        until = time.monotonic() + outbox.LEASE.total_seconds() / 2
        while outcome is not None:
            try:
                async with self.pool.transaction() as db:
                    await _written_down(db, claim, outcome)
                return
            except Unavailable:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.5)


async def _written_down(db: database.Connection, claim: Claim, outcome: Outcome) -> None:
    match outcome:
        case Sent():
            await outbox.sent(db, claim, outcome.answer)
        case Refused(permanent=True):
            await outbox.failed(db, claim, outcome.answer)
        case Refused():
            await outbox.later(db, claim, outcome.answer)
        case Unclear() if _may_go_again(claim):
            await outbox.later(db, claim, outcome.answer)
        case Unclear():
            await outbox.unknown(db, claim, outcome.answer)


def _may_go_again(claim: Claim) -> bool:
    return _is_harmless_twice(claim) and claim.letter.attempts < outbox.MOST_TRIES


def _is_harmless_twice(claim: Claim) -> bool:
    kind = KINDS.get(claim.letter.kind)
    return kind is not None and kind.harmless_twice
