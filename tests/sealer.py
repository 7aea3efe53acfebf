"""A PostgreSQL server on which nobody else writes, and deeds that commit in any order."""

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from awards import audit, chain, database, embedded
from awards.database import Connection


@contextmanager
def own_server() -> Iterator[str]:
    """The DSN of a server of one's own, with {} for the database, and of a migrated template."""
    home = Path(tempfile.mkdtemp(prefix="awards-sealer-"))
    home.chmod(0o755)
    try:
        with embedded.start(home, fsync=False, max_connections=40) as server:
            dsn = server.dsn("{}").replace("%7B%7D", "{}")
            asyncio.run(_make_template(dsn))
            yield dsn
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _make_template(dsn: str) -> None:
    await _on_server(dsn, "CREATE DATABASE chain_template")
    db = await database.connect(dsn.replace("{}", "chain_template"))
    await database.migrate(db)
    await db.close()


async def _on_server(dsn: str, statement: str) -> None:
    db = await asyncpg.connect(dsn.replace("{}", "postgres"))
    await db.execute(statement)
    await db.close()


@asynccontextmanager
async def fresh(dsn: str) -> AsyncIterator[str]:
    """An empty migrated database on that server."""
    name = f"chain_{uuid.uuid4().hex[:12]}"
    await _on_server(dsn, f"CREATE DATABASE {name} TEMPLATE chain_template")
    try:
        yield dsn.replace("{}", name)
    finally:
        await _on_server(dsn, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    db = await database.connect(url)
    try:
        yield db
    finally:
        await db.close(timeout=2)


async def deed(db: Connection, name: str = "sheet.saved") -> int:
    return await audit.record(db, "juror:1", name, "sheet:1", score=3)


async def many(db: Connection, count: int) -> list[int]:
    """So many events, written in one deed."""
    rows = await db.fetch(
        """WITH event AS (
               INSERT INTO events (actor, deed, commitment)
                    SELECT 'service', 'edition.moved', ''
                      FROM generate_series(1, $1) RETURNING id
           ) INSERT INTO unsealed SELECT id FROM event RETURNING event""",
        count,
    )
    return sorted(row["event"] for row in rows)


async def look(db: Connection) -> int:
    async with db.transaction():
        return await chain.seal_next(db)


async def seal_all(db: Connection) -> None:
    """Look until nothing waits."""
    async with asyncio.timeout(20):
        while await db.fetchval("SELECT EXISTS (SELECT FROM unsealed)"):
            if not await look(db):
                await asyncio.sleep(0.01)


async def order(db: Connection) -> list[int]:
    """The numbers of the sealed events, by height."""
    return [row["event"] for row in await db.fetch("SELECT event FROM seals ORDER BY height")]
