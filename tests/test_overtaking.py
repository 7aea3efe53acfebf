"""What is withdrawn before a channel has it is never told there; what may be there is removed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from awards import announcements, database, deliveries
from awards.adapters.shape import Channel, Delivered, Dispatch, Outcome, Refused, Steps, Unclear
from awards.database import Connection, Pool
from awards.deliveries import OVERTAKEN
from tests.test_couriers import Site, answers, become, courier, standing, working
from tests.test_deliveries import Newsroom, channel, claimed, correct, newsroom, published

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pool(own_database: str) -> AsyncIterator[Pool]:
    pool = await database.open_pool(own_database, 8)
    yield pool
    await pool.close()


@pytest.fixture
async def db(own_database: str) -> AsyncIterator[Connection]:
    connection = await database.connect(own_database)
    yield connection
    await connection.close()


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await newsroom(db)


async def withdraw(db: Connection, room: Newsroom, ident: int) -> None:
    found = await announcements.announcement(db, room.edition, ident)
    async with db.transaction():
        await announcements.withdraw(db, room.per, room.edition, ident, found.version, "Feil")


async def test_what_is_withdrawn_before_it_left_is_told_nowhere(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    ident = await published(db, room)
    await correct(db, room, ident)
    await withdraw(db, room, ident)

    site = Site()
    async with working(courier(pool, site)):
        await asyncio.sleep(0.6)

    assert site.told == []
    assert await standing(db) == ["skipped", "skipped"]
    assert await answers(db) == [OVERTAKEN, OVERTAKEN]


async def test_what_was_refused_or_may_be_there_is_not_told_again_and_is_taken_away(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"], patience=0.3)
    idents = [await published(db, room, name) for name in ("Later", "Never", "Unclear")]

    async def refuses(channel: Channel, dispatch: Dispatch, steps: Steps) -> Outcome:
        match dispatch.article.title:
            case "Later":
                return Refused("Busy.", permanent=False, after=3600.0)
            case "Never":
                return Refused("No.", permanent=True)
        return Unclear("Slow.", after=3600.0)

    async with working(courier(pool, Site(refuses))):
        await become(db, "waiting", "failed", "unknown")
    for ident in idents:
        await withdraw(db, room, ident)
    site = Site()
    async with working(courier(pool, site)):
        await become(db, *["skipped"] * 3, *["sent"] * 3)

    assert sorted(site.told) == [
        (name, "withdraw", 1, False) for name in ("Later", "Never", "Unclear")
    ]


async def test_a_server_that_may_be_at_it_still_is_given_its_time_before_the_withdrawal(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"], patience=60.0)
    ident = await published(db, room)
    (claim,) = await claimed(db)
    await deliveries.later(db, claim, "Slow.", {}, unclear=True)
    await withdraw(db, room, ident)

    assert await claimed(db) == []
    waits = "SELECT extract(epoch FROM due - clock_timestamp()) FROM deliveries WHERE position = 2"
    assert 50 < await db.fetchval(waits) <= 60


async def test_what_is_on_its_way_stops_before_its_next_call(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    ident = await published(db, room)
    made, withdrawn = asyncio.Event(), asyncio.Event()
    calls: list[str] = []

    async def slow(channel: Channel, dispatch: Dispatch, steps: Steps) -> Outcome:
        if dispatch.deed == "withdraw":
            calls.append("thrown away")
            return Delivered("Gone.")
        calls.append("a draft")
        made.set()
        await withdrawn.wait()
        await steps.hold()
        calls.append("shown")
        return Delivered("Out.")

    async with working(courier(pool, Site(slow))):
        await made.wait()
        await withdraw(db, room, ident)
        withdrawn.set()
        await become(db, "skipped", "sent")

    assert calls == ["a draft", "thrown away"]


@pytest.mark.parametrize("permanent", [True, False])
async def test_what_is_refused_after_it_was_withdrawn_keeps_the_withdrawal_waiting_for_nobody(
    db: Connection, room: Newsroom, permanent: bool
) -> None:
    await channel(db, "Site", languages=["nb"])
    ident = await published(db, room)
    (claim,) = await claimed(db)
    await withdraw(db, room, ident)
    assert await claimed(db) == []

    if permanent:
        await deliveries.failed(db, claim, "No.", {})
    else:
        await deliveries.later(db, claim, "Busy.", {}, 3600.0)

    (then,) = await claimed(db)
    assert then.deed == "withdraw"
    assert await standing(db) == ["skipped", "sending"]


async def test_two_workers_and_a_withdrawal_at_once_never_leave_it_standing(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    """Whatever the order, the channel was told nothing, or the last it was told is that."""
    await channel(db, "Site", languages=["nb"])
    site = Site()
    idents = []
    async with working(courier(pool, site), courier(pool, site)):
        for number in range(12):
            ident = await published(db, room, f"Nyhet {number}")
            idents.append(ident)
            await asyncio.sleep(number * 0.01)
            await withdraw(db, room, ident)
        async with asyncio.timeout(10):
            while not set(await standing(db)) <= {"sent", "skipped"}:
                await asyncio.sleep(0.02)

    for number in range(12):
        deeds = [str(deed) for title, deed, _, _ in site.told if title == f"Nyhet {number}"]
        assert deeds in ([], ["publish", "withdraw"], ["withdraw"])
