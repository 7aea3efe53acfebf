"""The way to PostgreSQL: a pool with one deadline, migrations, named queries; no award rules."""

import asyncio
import hashlib
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from awards.errors import N_, Conflict, Invalid, Unavailable

_INSIDE = Path(__file__).resolve().parent / "sql"  # where the installed package has it
SQL = _INSIDE if _INSIDE.is_dir() else _INSIDE.parent.parent / "sql"
HEADING = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")

DEADLINE = 4.0  # seconds a request has for all it wants of the database
CONNECTING = 2.0  # seconds to get one
TCP_USER_TIMEOUT = 18  # the option's number on Linux, absent from some builds of Python

Connection: TypeAlias = "asyncpg.Connection[Any] | PoolConnectionProxy[Any]"

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
    OSError,
    TimeoutError,
)


@dataclass(frozen=True)
class Query:
    """One named statement: ``:name`` in its file is ``$1`` on the wire."""

    name: str
    text: str
    parameters: tuple[str, ...]

    @classmethod
    def parse(cls, name: str, source: str) -> "Query":
        parameters = tuple(dict.fromkeys(PARAMETER.findall(source)))
        text = PARAMETER.sub(lambda found: f"${parameters.index(found[1]) + 1}", source)
        return cls(name, text.strip(), parameters)

    async def all(self, db: Connection, **given: Any) -> list[asyncpg.Record]:
        return await db.fetch(self.text, *self._ordered(given))

    async def one(self, db: Connection, **given: Any) -> asyncpg.Record | None:
        return await db.fetchrow(self.text, *self._ordered(given))

    async def value(self, db: Connection, **given: Any) -> Any:
        return await db.fetchval(self.text, *self._ordered(given))

    async def run(self, db: Connection, **given: Any) -> int:
        """Execute a statement that answers nothing; how many rows it touched."""
        status = await db.execute(self.text, *self._ordered(given))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdecimal() else 0

    def _ordered(self, given: dict[str, Any]) -> list[Any]:
        if given.keys() != set(self.parameters):
            raise TypeError(f"{self.name} takes {self.parameters}, not {tuple(given)}")
        return [given[name] for name in self.parameters]


class Queries:
    """The named queries of one file of sql/queries, as attributes."""

    def __init__(self, room: str) -> None:
        source = (SQL / "queries" / f"{room}.sql").read_text(encoding="utf-8")
        source = re.sub(r"^--(?! name: ).*\n", "", source, flags=re.MULTILINE)
        _, *parts = HEADING.split(source)
        pairs = zip(parts[::2], parts[1::2], strict=True)
        self.by_name = {name: Query.parse(name, body) for name, body in pairs}

    def __getattr__(self, name: str) -> Query:
        try:
            return self.by_name[name]
        except KeyError:
            raise AttributeError(name) from None


class Database(Protocol):
    """Where a request gets its one transaction."""

    def transaction(self, deadline: float = DEADLINE) -> Any: ...


@dataclass(frozen=True)
class Pool:
    """Connections of one process. Each transaction has one hard deadline: its connection is cut.

    Waiting for a connection is a part of it.
    """

    connections: "asyncpg.Pool[Any]"

    @asynccontextmanager
    async def transaction(self, deadline: float = DEADLINE) -> AsyncIterator[Connection]:
        clock = asyncio.get_running_loop()
        end = clock.time() + deadline
        with _refusals():
            db = await self.connections.acquire(timeout=min(CONNECTING, deadline))
        timer = clock.call_at(end, db.terminate)
        try:
            with _refusals():
                async with db.transaction():
                    yield db
        finally:
            timer.cancel()
            await self._release(db)

    async def _release(self, db: "PoolConnectionProxy[Any]") -> None:
        try:
            await self.connections.release(db, timeout=1.0)
        except LOST:
            db.terminate()

    async def close(self) -> None:
        self.connections.terminate()


class _refusals:
    """Turns what the database refuses into refusals of ours, one place for all of them."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, asyncpg.DataError | UnicodeEncodeError):
            raise Invalid(N_("Something you entered cannot be stored. Check it.")) from error
        if isinstance(error, asyncpg.IntegrityConstraintViolationError):
            raise Conflict from error
        if isinstance(error, asyncpg.TransactionRollbackError):
            raise Conflict from error
        if isinstance(error, LOST):
            raise Unavailable from error


async def prepare(db: Connection) -> None:
    """What every connection of ours needs: jsonb as Python values, and no endless waiting."""
    await db.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_dumps, decoder=json.loads, format="text"
    )
    wire = getattr(getattr(db, "_transport", None), "get_extra_info", lambda _: None)("socket")
    if wire is not None and wire.family in (socket.AF_INET, socket.AF_INET6):
        wire.setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, 5000)


_dumps = json.JSONEncoder(ensure_ascii=False).encode


async def _keep(db: Connection) -> None:
    """No reset when a connection goes back: no session state is ever set on one."""


async def connect(url: str) -> "asyncpg.Connection[Any]":
    db = await asyncpg.connect(url, timeout=CONNECTING)
    await prepare(db)
    return db


async def open_pool(url: str, size: int) -> Pool:
    pool = asyncpg.create_pool(
        url, min_size=0, max_size=size, init=prepare, reset=_keep, timeout=CONNECTING
    )
    return Pool(await pool)


async def migrate(db: Connection) -> list[str]:
    """Apply the migrations this database has not seen, all or none; refuse altered ones."""
    applied = []
    async with db.transaction():
        await db.execute("SELECT pg_advisory_xact_lock(hashtext('awards.migrate'))")
        await db.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, sha256 text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
        rows = await db.fetch("SELECT name, sha256 FROM migrations")
        seen = {row["name"]: row["sha256"] for row in rows}
        for path in _migrations():
            source = path.read_text(encoding="utf-8")
            digest = hashlib.sha256(source.encode()).hexdigest()
            if seen.get(path.name, digest) != digest:
                raise RuntimeError(f"migration {path.name} was changed after it was applied")
            if path.name not in seen:
                await db.execute(source)
                await db.execute(
                    "INSERT INTO migrations (name, sha256) VALUES ($1, $2)", path.name, digest
                )
                applied.append(path.name)
    return applied


async def unseen(db: Connection) -> list[str]:
    """The migrations that a database, which has seen some, has not seen."""
    seen = {row["name"] for row in await db.fetch("SELECT name FROM migrations")}
    return [path.name for path in _migrations() if path.name not in seen]


def _migrations() -> list[Path]:
    return sorted((SQL / "migrations").glob("*.sql"))
