"""A doctor: tries what the service depends on, and says in words what is wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from awards import database, mail
from awards.settings import Settings

DRIFT = 2.0  # seconds between our clock and the database's that are worth a word
PATIENCE = 10.0

Say = Callable[[str], None]


class Fault(Exception):
    """Something does not work, in words."""


async def run(settings: Settings, say: Say) -> int:
    """Try everything; how many things are wrong."""
    tries: list[tuple[str, Callable[[Settings], Awaitable[str]]]] = [
        ("database", _database),
        ("clock", _clock),
        ("mail server", _mail_server),
        ("base URL", _base_url),
    ]
    wrong = 0
    for name, attempt in tries:
        try:
            say(f"ok     {name}: {await asyncio.wait_for(attempt(settings), PATIENCE)}")
        except (Fault, ValueError, OSError, TimeoutError, *database.LOST) as error:
            wrong += 1
            say(f"wrong  {name}: {error or type(error).__name__}")
    return wrong


async def _database(settings: Settings) -> str:
    if settings.database_url.startswith("embedded:"):
        return "embedded; it is started by `awards serve`"
    db = await database.connect(settings.database_url)
    try:
        name = await db.fetchval("SELECT to_regclass('migrations')::text")
        if name is None:
            raise Fault("it is empty; run `awards migrate`")
        return f"reached, PostgreSQL {db.get_server_version().major}"
    finally:
        await db.close()


async def _clock(settings: Settings) -> str:
    if settings.database_url.startswith("embedded:"):
        return "one machine, one clock"
    db = await database.connect(settings.database_url)
    try:
        theirs = await db.fetchval("SELECT clock_timestamp()")
    finally:
        await db.close()
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
