"""A doctor: tries what the service depends on, and says in words what is wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from awards import chain, channels, database, mail, rendering, trials
from awards.adapters.shape import Channel, Finding
from awards.database import Connection
from awards.settings import Settings

DRIFT = 2.0  # seconds between our clock and the database's that are worth a word
PATIENCE = 10.0
LOOKED_AT = 100  # of the newest seals
SEALER_IS_LATE = timedelta(minutes=10)
EMBEDDED = "embedded:"  # a server of our own that does not run now

Say = Callable[[str], None]


class Fault(Exception):
    """Something does not work, in words."""


async def run(settings: Settings, say: Say) -> int:
    """Try everything; how many things are wrong. Channels are known to the database alone."""
    tries = {
        "database": _database,
        "clock": _clock,
        "mail server": _mail_server,
        "base URL": _base_url,
    }
    well = {name: await _is_well(say, name, attempt(settings)) for name, attempt in tries.items()}
    if well["database"]:
        well["log"] = await _is_well(say, "log", _log(settings))
    active = await _active(settings) if well["database"] else []
    within = trials.WITHIN + PATIENCE
    tried = [
        _is_well(say, f"channel {one.name}", _channel(settings, one), within) for one in active
    ]
    return [*well.values(), *await asyncio.gather(*tried)].count(False)


async def _is_well(say: Say, name: str, attempt: Awaitable[str], within: float = PATIENCE) -> bool:
    try:
        said = await asyncio.wait_for(attempt, within)
    except (Fault, ValueError, OSError, TimeoutError, *database.LOST) as error:
        say(f"wrong  {name}: {error or type(error).__name__}")
        return False
    say(f"ok     {name}: {said}")
    return True


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[Connection]:
    db = await database.connect(settings.database_url)
    try:
        yield db
    finally:
        await db.close()


async def _database(settings: Settings) -> str:
    if settings.database_url.startswith(EMBEDDED):
        return "embedded; `awards serve` starts it, and channels are tried while it runs"
    async with _connected(settings) as db:
        if await db.fetchval("SELECT to_regclass('migrations')::text") is None:
            raise Fault("it is empty; run `awards migrate`")
        if await database.unseen(db):
            raise Fault("it is of an older version of the service; run `awards migrate`")
        return f"reached, PostgreSQL {db.get_server_version().major}"


async def _log(settings: Settings) -> str:
    """Whether the newest of the chain holds, and the sealer goes on."""
    if settings.database_url.startswith(EMBEDDED):
        return "embedded; it is looked at while `awards serve` runs"
    async with _connected(settings) as db:
        wrong = await chain.first_wrong(db, LOOKED_AT)
        waited, head = await chain.waited(db), await chain.head(db)
    if wrong is not None:
        raise Fault(f"entry {wrong} does not hold: it was changed after it was sealed")
    if waited > SEALER_IS_LATE:
        minutes = int(waited.total_seconds() // 60)
        raise Fault(
            f"an event has waited {minutes} minutes to be sealed, and receipts wait with it:"
            " no worker runs, or a transaction on the database server does not end"
        )
    return f"{head.height} events are sealed, and the newest {min(head.height, LOOKED_AT)} hold"


async def _clock(settings: Settings) -> str:
    if settings.database_url.startswith(EMBEDDED):
        return "one machine, one clock"
    async with _connected(settings) as db:
        theirs = await db.fetchval("SELECT clock_timestamp()")
    apart = abs((theirs - datetime.now(UTC)).total_seconds())
    if apart > DRIFT:
        raise Fault(f"this machine and the database are {apart:.0f} seconds apart")
    return "agrees with the database's"


async def _mail_server(settings: Settings) -> str:
    if not settings.smtp_url:
        raise Fault("AWARDS_SMTP_URL is not set; letters wait in the outbox")
    server = mail.Server.parse(settings.smtp_url)
    _, writer = await asyncio.open_connection(server.host, server.port)
    writer.close()
    return f"{server.host}:{server.port} answers"


async def _base_url(settings: Settings) -> str:
    if not settings.https and "127.0.0.1" not in settings.host and "localhost" not in settings.host:
        raise Fault(f"{settings.base_url} is not https: links and cookies travel in the open")
    return settings.base_url


async def _active(settings: Settings) -> list[Channel]:
    if settings.database_url.startswith(EMBEDDED):
        return []
    async with _connected(settings) as db:
        return [one for one in await channels.channels(db) if one.active]


async def _channel(settings: Settings, channel: Channel) -> str:
    """What its page says when it is tried out there. Publishes nothing."""
    findings = await trials.trial(channel, settings.inner_hosts)
    if wrong := [one for one in findings if not one.good]:
        raise Fault(_sentences(wrong))
    return _sentences(findings)


def _sentences(findings: Sequence[Finding]) -> str:
    said = [rendering.translate(rendering.SOURCE, one.message, **one.facts) for one in findings]
    return " ".join(said)
