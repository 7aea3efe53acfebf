"""Couriers carry each deed to its channel once, through crashes, lost leases, broken adapters."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from awards import announcements, database, outgoing, worker
from awards.adapters.shape import (
    Article,
    Channel,
    Delivered,
    Dispatch,
    Finding,
    Image,
    Outcome,
    Refused,
    Steps,
    Unclear,
)
from awards.channels import made_secret
from awards.couriers import OUR_FAULT, Courier
from awards.database import Connection, Pool
from awards.deliveries import Deed
from awards.errors import Unavailable
from awards.outgoing import Caller
from tests.conftest import settings
from tests.test_deliveries import Newsroom, channel, correct, newsroom, published

pytestmark = pytest.mark.anyio

Answer = Callable[[Channel, Dispatch, Steps], Awaitable[Outcome]]


async def _takes(channel: Channel, dispatch: Dispatch, steps: Steps) -> Outcome:
    return Delivered("Taken.")


@dataclass
class Site:
    """A channel that tells what it was given, and answers as it is told to."""

    answer: Answer = _takes
    kind: str = "webhook"
    name: str = "Site"
    given: list[Dispatch] = field(default_factory=list)

    async def deliver(
        self, caller: Caller, channel: Channel, dispatch: Dispatch, steps: Steps
    ) -> Outcome:
        await steps.hold()
        self.given.append(dispatch)
        return await self.answer(channel, dispatch, steps)

    async def try_out(self, caller: Caller, channel: Channel) -> list[Finding]:
        return []

    @property
    def told(self) -> list[tuple[str, Deed, int, bool]]:
        return [(one.article.title, one.deed, one.attempts, one.unclear) for one in self.given]


@dataclass(frozen=True)
class Shaky(Pool):
    """A pool whose database goes away for a while, as often as ``away`` has room."""

    away: list[bool] = field(default_factory=list)

    @asynccontextmanager
    async def transaction(self, deadline: float = 4.0) -> AsyncIterator[Connection]:
        if self.away and self.away.pop():
            raise Unavailable
        async with super().transaction(deadline) as db:
            yield db


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


def courier(pool: Pool, site: Site) -> Courier:
    caller = Caller(outgoing.client())
    return Courier(pool, settings(), caller, {"webhook": site})


@asynccontextmanager
async def working(*couriers: Courier) -> AsyncIterator[None]:
    """Couriers that go on as long as this is open, and are killed then."""

    async def go_on(one: Courier) -> None:
        while True:
            await asyncio.sleep(await one.take())

    tasks = [asyncio.create_task(go_on(one)) for one in couriers]
    try:
        yield
    finally:
        for task in [*tasks, *(task for one in couriers for task in one.under_way)]:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def become(db: Connection, *wanted: str) -> None:
    """Wait until the deliveries, in the order they came to be, are in these states."""
    async with asyncio.timeout(10):
        while await standing(db) != list(wanted):
            await asyncio.sleep(0.02)


async def standing(db: Connection) -> list[str]:
    rows = await db.fetch("SELECT state::text FROM deliveries ORDER BY id")
    return [str(row["state"]) for row in rows]


async def answers(db: Connection) -> list[str]:
    return [row["answer"] for row in await db.fetch("SELECT answer FROM deliveries ORDER BY id")]


async def test_a_channel_is_given_the_article_as_readers_saw_that_version(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    ident = await published(db, room, "Fjordpuls & co")
    await correct(db, room, ident)
    site = Site()

    async with working(courier(pool, site)):
        await become(db, "sent", "sent")

    first, second = site.given
    item = await announcements.announcement(db, room.edition, ident)
    assert item.published_at is not None
    assert first.article == Article(
        uid=str(item.uid),
        entry=first.article.entry,
        year=2027,
        kind="free",
        language="nb",
        slug="fjordpuls-co",
        url="http://awards.test/nb/2027/fjordpuls-co",
        title="Fjordpuls & co",
        lead="",
        content="",
        correction="",
        picture=None,
        published_at=item.published_at,
        updated_at=item.published_at,
    )
    assert (second.article.title, second.article.correction) == ("Rettet", "Navnet.")
    assert second.article.entry == first.article.entry
    assert second.article.url == first.article.url
    assert second.article.updated_at == item.updated_at
    assert "Navnet." in second.article.content
    assert (second.publication, second.id != first.id) == (first.publication, True)


async def test_a_picture_goes_along_with_its_words_in_the_language_of_the_channel(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["en"])
    picture = await db.fetchrow(
        """INSERT INTO pictures (media_type, width, height, content)
           VALUES ('image/jpeg', 1600, 900, 'drawn anew') RETURNING id, key::text"""
    )
    assert picture is not None
    alt = {"nb": "To på en scene.", "en": "Two on a stage."}
    ident = await published(db, room, picture=picture["id"], alt=alt, credit="Liv Foto")
    site = Site()

    async with working(courier(pool, site)):
        await become(db, "sent")

    (given,) = site.given
    assert given.article.uid == str(
        await db.fetchval("SELECT uid FROM announcements WHERE id = $1", ident)
    )
    assert given.article.picture == Image(
        key=picture["key"],
        media_type="image/jpeg",
        width=1600,
        height=900,
        content=b"drawn anew",
        alt="Two on a stage.",
        credit="Liv Foto",
    )


async def test_two_workers_deliver_many_announcements_once_each_and_their_deeds_in_order(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    await channel(db, "Other", languages=["nb", "en"])
    for number in range(8):
        ident = await published(db, room, f"Nyhet {number}")
        await correct(db, room, ident)
    site = Site()

    async with working(courier(pool, site), courier(pool, site)):
        await become(db, *["sent"] * 48)

    assert len(site.given) == len({one.id for one in site.given}) == 48
    for publication in {one.publication for one in site.given}:
        deeds = [one.deed for one in site.given if one.publication == publication]
        assert deeds == [Deed.PUBLISH, Deed.CORRECT]


async def test_what_a_channel_said_is_known_to_the_worker_that_takes_over_from_a_killed_one(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"], patience=0.2)
    await published(db, room)

    async def hangs(_: Channel, dispatch: Dispatch, steps: Steps) -> Outcome:
        await steps.remember(post=17)
        await asyncio.sleep(60)
        return Delivered("Never said.")

    killed, site = Site(hangs), Site()
    async with working(courier(pool, killed)):
        async with asyncio.timeout(5):
            while not await db.fetchval("SELECT remote ->> 'post' FROM publications"):
                await asyncio.sleep(0.02)
    async with working(courier(pool, site)):
        await become(db, "sent")

    (taken,) = site.given
    assert (taken.remote, taken.unclear, taken.attempts) == ({"post": 17}, True, 2)
    assert taken.id == killed.given[0].id


async def test_a_worker_that_was_away_too_long_stops_and_writes_nothing(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"], patience=0.1)
    await published(db, room)
    went_on: list[str] = []

    async def dozes(_: Channel, dispatch: Dispatch, steps: Steps) -> Outcome:
        if dispatch.attempts == 1:
            await asyncio.sleep(0.6)
            await steps.hold()
            went_on.append(dispatch.id)
        return Delivered(f"Try {dispatch.attempts}.")

    site = Site(dozes)
    async with working(courier(pool, site), courier(pool, site)):
        await become(db, "sent")
        await asyncio.sleep(0.5)

    assert went_on == []
    assert await answers(db) == ["Try 2."]


async def test_a_broken_adapter_is_our_fault_and_may_have_done_it(
    db: Connection, pool: Pool, room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    await channel(db, "Site", languages=["nb"], patience=0.2)
    await published(db, room, "Hemmelig vinner")

    async def breaks_once(_: Channel, dispatch: Dispatch, steps: Steps) -> Outcome:
        if dispatch.attempts == 1:
            raise KeyError("post")
        return Refused(f"No, {dispatch.unclear}.", permanent=True)

    with caplog.at_level(logging.DEBUG):
        async with working(courier(pool, Site(breaks_once))):
            await become(db, "unknown")
            assert await answers(db) == [OUR_FAULT]
            await become(db, "failed")

    assert await answers(db) == ["No, True."]
    assert "Hemmelig" not in caplog.text


async def test_answers_that_may_pass_are_tried_again_and_then_it_arrives(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"], patience=0.1)
    await published(db, room)
    outcomes: list[Outcome] = [
        Delivered("Post %(post)s.", {"post": "17"}),
        Unclear("Cut off."),
        Refused("Busy.", permanent=False, after=0.2),
    ]

    async def answers_in_turn(*_: Any) -> Outcome:
        return outcomes.pop()

    site = Site(answers_in_turn)
    async with working(courier(pool, site)):
        await become(db, "sent")

    assert [(attempts, unclear) for _, _, attempts, unclear in site.told] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    row = await db.fetchrow("SELECT answer, facts FROM deliveries")
    assert row is not None
    assert tuple(row) == ("Post %(post)s.", {"post": "17"})


async def test_a_channel_that_hangs_keeps_no_other_waiting(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    hanging = await channel(db, "Hangs", languages=["nb"])
    await channel(db, "Quick", languages=["nb"])
    for _ in range(8):
        await published(db, room)

    async def hangs(channel: Channel, dispatch: Dispatch, steps: Steps) -> Outcome:
        if channel.id == hanging:
            await asyncio.sleep(60)
        return Delivered("Taken.")

    async with working(courier(pool, Site(hangs))):
        await become(db, *[*["sending", "sent"] * 4, *["waiting", "sent"] * 4])


async def test_what_a_channel_answered_is_written_down_when_the_database_comes_back(
    db: Connection, own_database: str, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    await published(db, room)
    opened = await database.open_pool(own_database, 4)
    pool = Shaky(opened.connections)

    async def goes_away(_: Channel, dispatch: Dispatch, steps: Steps) -> Outcome:
        pool.away.extend([False, True, True])
        await steps.remember(post=17)
        pool.away.extend([False, True])
        return Delivered("Taken.")

    site = Site(goes_away)
    one = courier(pool, site)
    await one.take()
    await one.come_home()

    assert await standing(db) == ["sent"]
    assert len(site.given) == 1
    assert await db.fetchval("SELECT remote FROM publications") == {"post": 17}
    await pool.close()


async def test_a_channel_of_a_kind_nobody_knows_is_said_so(
    db: Connection, pool: Pool, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    await db.execute("UPDATE channels SET kind = 'telex'")
    await published(db, room)

    one = courier(pool, Site())
    await one.take()
    await one.come_home()

    assert await standing(db) == ["failed"]
    assert await answers(db) == ["This version of the service knows no channel of this kind."]


async def test_the_worker_takes_what_is_published_to_a_receiver_that_the_settings_name(
    db: Connection, own_database: str, room: Newsroom
) -> None:
    heard: list[bytes] = []

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if b"content-length" in line)
        heard.append(head + await reader.readexactly(int(length.partition(b":")[2])))
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(receive, "127.0.0.1", 0)
    place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    ident = await channel(db, "Intranet", languages=["nb"])
    await db.execute("UPDATE channels SET address = $1", f"http://{place}/hook")
    await db.execute(
        "INSERT INTO channel_secrets (channel, secret) VALUES ($1, $2)", ident, made_secret()
    )
    await published(db, room, "Fjordpuls")

    stop = asyncio.Event()
    chosen = settings(own_database, inner_hosts=frozenset({place}))
    running = asyncio.create_task(worker.run(chosen, stop))
    await become(db, "sent")
    stop.set()
    await running
    server.close()

    assert len(heard) == 1
    assert heard[0].startswith(b"POST /hook HTTP/1.1")
    assert b"Fjordpuls" in heard[0]
