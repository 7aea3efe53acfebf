"""The sealer chains what is settled, in the order of its numbers; nothing lost, nothing twice."""

import asyncio
import hashlib
import json
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, timedelta

import asyncpg
import pytest

from awards import audit, chain
from awards.chain import BATCH, NOTHING, Head, NotAloneError
from awards.database import Connection
from tests import people
from tests.sealer import (
    connected,
    deed,
    fresh,
    look,
    many,
    order,
    own_server,
    seal_all,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with own_server() as dsn:
        yield dsn


@pytest.fixture
async def url(server: str) -> AsyncIterator[str]:
    async with fresh(server) as made:
        yield made


@pytest.fixture
async def alone(url: str) -> AsyncIterator[Connection]:
    """A connection to a server on which nobody else writes."""
    async with connected(url) as db:
        yield db


async def test_an_event_is_sealed_at_the_second_look(alone: Connection) -> None:
    event = await deed(alone)

    assert [await look(alone), await order(alone)] == [0, []]
    assert [await look(alone), await order(alone)] == [1, [event]]
    assert await alone.fetchval("SELECT count(*) FROM unsealed") == 0


async def test_each_hash_is_of_the_hash_below_and_the_text_of_the_event(alone: Connection) -> None:
    for name in ("juror.added", "ballot.confirmed"):
        await audit.record(alone, "staff:1", name, "juror:2", name="Åse «Ø» Berg")
    await seal_all(alone)

    before = bytes(32)
    for row in await alone.fetch("SELECT * FROM events JOIN seals ON event = id ORDER BY height"):
        said = {
            "actor": "staff:1",
            "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z",
            "commitment": row["commitment"].hex(),
            "deed": row["deed"],
            "edition": None,
            "id": row["id"],
            "subject": "juror:2",
        }
        text = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
        before = hashlib.sha256(before + text.encode()).digest()
        assert row["hash"] == before
    assert await chain.head(alone) == Head(2, before)
    assert await chain.first_wrong(alone, 100) is None


async def test_an_open_deed_holds_back_what_was_written_after_it(url: str) -> None:
    async with connected(url) as db, connected(url) as slow, connected(url) as quick:
        open_deed = slow.transaction()
        await open_deed.start()
        first = await deed(slow)
        second = await deed(quick)

        assert [await look(db) for _ in range(4)] == [0, 0, 0, 0]
        assert await order(db) == []

        await open_deed.commit()
        await seal_all(db)
        assert await order(db) == [first, second]


async def test_an_open_deed_of_a_later_transaction_with_a_lower_number_is_waited_for(
    url: str,
) -> None:
    """The newest completed transaction is not the newest that has written: an edge that is taken
    from the snapshot, not from a transaction number of the sealer's own, forgets this deed."""
    async with connected(url) as db, connected(url) as slow, connected(url) as quick:
        older, younger = quick.transaction(), slow.transaction()
        await older.start()
        await quick.fetchval("SELECT pg_current_xact_id()")
        await younger.start()
        first = await deed(slow)
        second = await deed(quick)
        await older.commit()

        assert [await look(db) for _ in range(4)] == [0, 0, 0, 0]

        await younger.commit()
        await seal_all(db)
        assert await order(db) == [first, second]


async def test_a_sealer_that_takes_what_it_sees_is_found_out(url: str) -> None:
    async with connected(url) as db, connected(url) as slow, connected(url) as quick:
        open_deed = slow.transaction()
        await open_deed.start()
        first = await deed(slow)
        second = await deed(quick)

        await careless(db)
        await open_deed.commit()
        await careless(db)

        assert await order(db) == [second, first]
        assert await chain.first_wrong(db, 100) == 2


async def careless(db: Connection) -> None:
    """Seals whatever it sees, in the order it sees it."""
    top = await chain.head(db)
    rows = await db.fetch("SELECT events.* FROM unsealed JOIN events ON id = event ORDER BY id")
    for height, event in enumerate(rows, start=top.height + 1):
        sealed = chain.hashed(top.hash, event)
        await db.execute("INSERT INTO seals VALUES ($1, $2, $3)", height, event["id"], sealed)
        await db.execute("DELETE FROM unsealed WHERE event = $1", event["id"])
        top = Head(height, sealed)


async def test_what_is_rolled_back_leaves_no_gap_in_heights(alone: Connection) -> None:
    with suppress(ZeroDivisionError):
        async with alone.transaction():
            await deed(alone)
            raise ZeroDivisionError
    kept = await deed(alone)
    await seal_all(alone)

    assert await chain.head(alone) == Head(1, (await alone.fetchval("SELECT hash FROM seals")))
    assert await order(alone) == [kept]


async def test_what_eight_write_at_once_is_sealed_once_in_the_order_of_its_numbers(
    url: str,
) -> None:
    chance = random.Random(6)
    plans = [[chance.random() for _ in range(40)] for _ in range(8)]
    done = asyncio.Event()

    async def write(plan: list[float]) -> list[int]:
        committed = []
        async with connected(url) as db:
            for turn in plan:
                with suppress(ZeroDivisionError):
                    async with db.transaction():
                        several = [await deed(db) for _ in range(1 + int(turn * 10) % 3)]
                        await asyncio.sleep(0.1 if turn > 0.95 else turn / 500)
                        if turn < 0.2:
                            raise ZeroDivisionError
                    committed += several
        return committed

    async def seal() -> int:
        sealed = 0
        async with connected(url) as db:
            while not done.is_set():
                sealed += await look(db)
                await asyncio.sleep(0.002)
        return sealed

    async with asyncio.TaskGroup() as group:
        writers = [group.create_task(write(plan)) for plan in plans]
        sealers = [group.create_task(seal()) for _ in range(2)]
        written = [event for writer in writers for event in await writer]
        done.set()

    async with connected(url) as db:
        meanwhile = sum([await sealer for sealer in sealers])
        assert meanwhile == len(await order(db)) > 0
        await seal_all(db)
        assert await order(db) == sorted(written)
        heights = await db.fetch("SELECT height FROM seals ORDER BY height")
        assert [row["height"] for row in heights] == list(range(1, len(written) + 1))
        assert await chain.first_wrong(db, len(written)) is None


async def test_while_one_seals_another_lets_it(url: str) -> None:
    async with connected(url) as one, connected(url) as other:
        event = await deed(one)
        await look(one)
        async with one.transaction():
            assert await chain.seal_next(one) == 1
            assert await look(other) == 0

        assert await order(other) == [event]


async def test_much_is_sealed_in_batches(alone: Connection) -> None:
    events = await many(alone, 2 * BATCH + 5)
    await look(alone)
    later = await deed(alone)

    sealed = [await look(alone) for _ in range(4)]

    assert sealed == [BATCH, BATCH, 5, 1]
    assert await order(alone) == [*events, later]
    assert await chain.first_wrong(alone, 100) is None


async def test_a_look_when_nothing_waits_is_one_statement(alone: Connection) -> None:
    await deed(alone)
    await seal_all(alone)
    asked: list[str] = []
    alone.add_query_logger(lambda query: asked.append(query.query))

    await look(alone)

    assert [text for text in asked if not text.startswith(("BEGIN", "COMMIT"))] == [
        chain.sql.busy.text
    ]


async def test_the_edge_of_another_servers_life_is_thrown_away(alone: Connection) -> None:
    """A dump holds how far the sealer of its server was; on this one the numbers begin anew."""
    first = await deed(alone)
    await alone.execute("UPDATE sealing SET until = $1, edge = '9000000000'", first)

    assert [await look(alone), await look(alone)] == [0, 1]

    assert await order(alone) == [first]
    assert await chain.first_wrong(alone, 100) is None


async def test_a_sealer_that_has_written_before_in_its_transaction_refuses(
    alone: Connection,
) -> None:
    with pytest.raises(NotAloneError):
        async with alone.transaction():
            await deed(alone)
            await chain.seal_next(alone)


@pytest.mark.parametrize(
    "statement", ["UPDATE seals SET hash = hash", "DELETE FROM seals", "UPDATE seals SET event = 0"]
)
async def test_a_seal_is_never_changed(db: Connection, statement: str) -> None:
    await deed(db)
    await chain.seal_at_once(db)

    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await db.execute(statement)


async def test_a_changed_event_is_where_the_chain_breaks(db: Connection) -> None:
    events = [await deed(db) for _ in range(5)]
    await chain.seal_at_once(db)
    await db.execute("SET LOCAL session_replication_role = replica")
    await db.execute("UPDATE events SET actor = 'juror:9' WHERE id = $1", events[2])

    assert await chain.first_wrong(db, 100) == 3
    assert await chain.first_wrong(db, 3) == 3
    assert await chain.first_wrong(db, 2) is None


async def test_the_head_is_pinned_once(db: Connection) -> None:
    edition = await people.edition(db)
    assert await chain.published(db, edition) is None
    await deed(db)
    await chain.seal_at_once(db)
    head = await chain.head(db)

    await chain.pin(db, edition)
    await deed(db)
    await chain.seal_at_once(db)
    await chain.pin(db, edition)

    assert await chain.published(db, edition) == head == Head(1, head.hash)
    assert (await chain.head(db)).height == 2


async def test_before_anything_is_sealed_the_head_is_nothing(db: Connection) -> None:
    assert await chain.head(db) == Head(0, NOTHING)
    assert await chain.waited(db) == timedelta()
