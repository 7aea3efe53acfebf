"""Until the minute no byte tells who won; two seconds after it, every process tells it.

Two instances that differ in who wins are compared, see ``embargo``: first as they run for real,
with two web processes each, then in this process, with the faults the harness must find: a picture
that is served before its announcement is out, a tag made of the site's version, a page whose length
follows a draft.
"""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from awards import chain, database, news, publishing, staff
from awards.app import create_app
from awards.database import Connection
from awards.errors import NotFound
from awards.news import Item
from awards.site import Page, Site, Watch
from tests import embargo, scale
from tests.conftest import browser, fresh_database, settings
from tests.embargo import BASE_URL, WINNERS, Embargoed, Scene
from tests.service import Service, running
from tests.smtp import PostOffice

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(900)]

LATE = 2.0  # seconds after the minute within which every process tells
NAMES = tuple(name.split()[0] for name in WINNERS)


@dataclass
class Instance:
    service: Service
    office: PostOffice
    channel: "Counter"
    client: httpx.AsyncClient
    db: Connection


class Counter:
    """A place where announcements could be sent: it counts who calls."""

    def __init__(self) -> None:
        self.calls: list[datetime] = []

    async def heard(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls.append(datetime.now(UTC))
        await reader.readline()
        writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def instances() -> AsyncIterator[tuple[Scene, list[Instance]]]:
    """Two of them, each with two web processes and a worker, alike to the last byte."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(fresh_database())
        scene = await embargo.begun(first)
        second = await stack.enter_async_context(fresh_database(like=first))
        found = [await _instance(stack, url) for url in (first, second)]
        yield scene, found


async def _instance(stack: AsyncExitStack, url: str) -> Instance:
    counter = Counter()
    listening = await asyncio.start_server(counter.heard, "127.0.0.1", 0)
    stack.push_async_callback(_closed, listening)
    inner = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    office = stack.enter_context(PostOffice())
    service = stack.enter_context(
        running(office.url, workers=2, database_url=url, base_url=BASE_URL, inner_hosts=inner)
    )
    client = httpx.AsyncClient(
        base_url=service.url,
        headers={"host": BASE_URL.removeprefix("http://"), "accept-language": "en"},
        limits=httpx.Limits(max_keepalive_connections=0),  # so that both processes answer
        timeout=20,
    )
    await stack.enter_async_context(client)
    db = await database.connect(url)
    stack.push_async_callback(db.close)
    await db.execute(
        """WITH made AS (
               INSERT INTO channels (kind, name, address, languages, kinds)
                    VALUES ('webhook', 'The site', $1, '{nb,en}', '{call,winner,free}')
                 RETURNING id)
           INSERT INTO channel_secrets (channel, secret)
                SELECT id, $2 FROM made""",
        f"http://{inner}/",
        "whsec_" + base64.b64encode(b"a-secret-of-the-tests-of-32-bytes").decode(),
    )
    return Instance(service, office, counter, client, db)


async def _closed(listening: asyncio.Server) -> None:
    listening.close()
    await listening.wait_closed()


async def _scheduled(scene: Scene, pair: Sequence[Instance], minute: datetime) -> list[Embargoed]:
    return [
        await embargo.schedule_the_winner(one.db, scene, winner, minute)
        for one, winner in zip(pair, WINNERS, strict=True)
    ]


async def _take_back(scene: Scene, pair: Sequence[Instance], secrets: Sequence[Embargoed]) -> None:
    for one, secret in zip(pair, secrets, strict=True):
        member = await staff.member(one.db, scene.approver)
        async with one.db.transaction():
            await publishing.take_back(one.db, member, scene.edition, secret.announcement, 3)


async def _schedule_again(
    scene: Scene, pair: Sequence[Instance], secrets: Sequence[Embargoed], minute: datetime
) -> None:
    for one, secret in zip(pair, secrets, strict=True):
        member = await staff.member(one.db, scene.approver)
        async with one.db.transaction():
            await publishing.schedule(one.db, member, scene.edition, secret.announcement, 4, minute)


def _inside(one: Instance) -> str:
    """What an instance has written down or sent: its log, and its letters."""
    log = (one.service.home / "service.log").read_text()
    return log + "".join(letter.raw.decode("utf-8", "replace") for letter in one.office.received)


async def test_until_the_minute_no_byte_tells_who_won_and_then_every_process_does() -> None:
    async with instances() as (scene, pair):
        clients = [one.client for one in pair]
        minute = datetime.now(UTC) + timedelta(seconds=6)
        secrets = await _scheduled(scene, pair, minute)
        asked = embargo.addresses(scene, secrets, scale.GUESSES, scale.SEED)

        await _until(minute - timedelta(seconds=3))
        await _take_back(scene, pair, secrets)
        await _until(minute)
        silent = await embargo.compared(clients, asked, NAMES)
        taken_back = silent.leaks

        minute = datetime.now(UTC) + timedelta(seconds=5)
        await _schedule_again(scene, pair, secrets, minute)
        waiting = await embargo.compared(clients, embargo.TELLING, NAMES)
        told_early = [name for one in pair for name in NAMES if name in _inside(one)]
        turns = await asyncio.gather(
            *(
                embargo.turned(one.client, secret, minute, LATE + 2)
                for one, secret in zip(pair, secrets, strict=True)
            )
        )
        calls = [call for one in pair for call in one.channel.calls]
        after = await embargo.compared(clients, embargo.TELLING, ())

    print(f"\n{silent}; turned {max(one.late for one in turns):.2f} s after the minute")
    assert (taken_back, waiting.leaks, told_early) == ([], [], [])
    assert silent.shown > 50
    assert [one.early for one in turns] == [[], []]
    assert max(one.late for one in turns) <= LATE
    assert all(set(one.told) == set(embargo.TELLING) for one in turns)
    assert calls and min(calls) >= minute
    assert len(after.leaks) >= len(embargo.TELLING)


async def _until(moment: datetime) -> None:
    await asyncio.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))


@asynccontextmanager
async def here() -> AsyncIterator[tuple[Scene, list[httpx.AsyncClient], list[Embargoed]]]:
    """Both instances inside this process, where faults can be planted; the minute is far away."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(fresh_database())
        scene = await embargo.begun(first)
        second = await stack.enter_async_context(fresh_database(like=first))
        clients, secrets = [], []
        for url, winner in zip((first, second), WINNERS, strict=True):
            db = await database.connect(url)
            minute = datetime.now(UTC) + timedelta(hours=1)
            secrets.append(await embargo.schedule_the_winner(db, scene, winner, minute))
            if winner == WINNERS[1]:
                await chain.seal_at_once(db)
            await db.close()
            app = create_app(settings(url), look_every=0.0)
            await stack.enter_async_context(app.router.lifespan_context(app))
            clients.append(await stack.enter_async_context(browser(app)))
        yield scene, clients, secrets


async def _leaks() -> list[str]:
    async with here() as (scene, clients, secrets):
        asked = embargo.addresses(scene, secrets, 50, scale.SEED)
        return (await embargo.compared(clients, asked, NAMES)).leaks


async def test_a_service_without_fault_tells_nothing_here_either() -> None:
    assert await _leaks() == []


async def test_a_picture_that_can_be_had_by_its_name_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(news, "picture", _any_picture)

    leaks = await _leaks()

    assert leaks
    assert all("/pictures/" in leak for leak in leaks)


async def _any_picture(db: Connection, year: int, key: UUID) -> bytes:
    content: bytes | None = await db.fetchval("SELECT content FROM pictures WHERE key = $1", key)
    if content is None:
        raise NotFound
    return content


async def test_a_tag_that_follows_the_work_of_the_staff_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = Watch.page

    async def tagged(self: Watch, key: str, make: Callable[[Site], Awaitable[bytes]]) -> Page:
        made = await honest(self, key, make)
        return Page(made.body, f'"{(await self.now()).version}"')

    monkeypatch.setattr(Watch, "page", tagged)

    assert "GET /nb/" in await _leaks()


async def test_a_page_whose_length_follows_a_draft_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = news.items

    async def padded(db: Connection, language: str, **asked: Any) -> list[Item]:
        length = await db.fetchval(
            "SELECT length(headline::text) FROM announcements WHERE state = 'scheduled'"
        )
        found = await honest(db, language, **asked)
        for item in found:
            item.headline["nb"] += " " * length
        return found

    monkeypatch.setattr(news, "items", padded)

    assert "GET /nb/news/" in await _leaks()
