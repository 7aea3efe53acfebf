"""Every named query is one that PostgreSQL accepts, and every migration is applied once."""

import asyncpg
import pytest

from awards import database
from awards.database import SQL, Connection, Queries

pytestmark = pytest.mark.anyio

ROOMS = sorted(path.stem for path in (SQL / "queries").glob("*.sql"))


@pytest.mark.parametrize("room", ROOMS)
async def test_every_query_fits_the_schema(room: str, db: Connection) -> None:
    for query in Queries(room).by_name.values():
        statement = await db.prepare(query.text)

        assert len(statement.get_parameters()) == len(query.parameters), query.name


@pytest.mark.parametrize("room", ROOMS)
def test_every_query_has_its_sentence_and_lists_its_columns(room: str) -> None:
    source = (SQL / "queries" / f"{room}.sql").read_text(encoding="utf-8")

    for block in source.split("-- name: ")[1:]:
        name, sentence, *_ = block.splitlines()
        assert sentence.startswith("-- "), name
        assert "SELECT *" not in block, name


async def test_migrations_are_applied_once(own_database: str) -> None:
    db = await database.connect(own_database)

    assert await database.migrate(db) == []
    await db.close()


async def test_a_migration_changed_after_it_was_applied_is_refused(own_database: str) -> None:
    db = await database.connect(own_database)
    await db.execute("UPDATE migrations SET sha256 = 'other' WHERE name LIKE '0001%'")

    with pytest.raises(RuntimeError, match="0001"):
        await database.migrate(db)
    await db.close()


async def test_an_event_can_be_neither_changed_nor_removed(db: Connection) -> None:
    await db.execute("INSERT INTO events (actor, deed, commitment) VALUES ('service', 'x', '')")

    for attempt in ("UPDATE events SET deed = 'y'", "DELETE FROM events"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="append-only"):
            async with db.transaction():
                await db.execute(attempt)
