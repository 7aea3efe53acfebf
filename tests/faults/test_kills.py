"""kill -9 of the service while nominations come in: none lost, none doubled, one letter each."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import pytest

from awards import database
from tests import people, posts, scale
from tests.faults.ledger import Acceptance, Kill, Ledger, Stored, faults
from tests.service import Service, running
from tests.smtp import PostOffice

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(3600)]

CLIENTS = 8
CARELESS = Path(__file__).parent / "careless"


class Harness:
    """One run: clients that nominate and never give up, and a nemesis that kills."""

    def __init__(self, service: Service, office: PostOffice, seed: int) -> None:
        self.service = service
        self.office = office
        self.chance = random.Random(seed)
        self.ledger = Ledger()
        self.pages = httpx.AsyncClient(base_url=service.url, timeout=10)

    async def run(self, nominations: int, kills: int, patience: float) -> list[str]:
        await self._set_up()
        todo = iter(range(nominations))
        clients = [asyncio.create_task(self._client(todo)) for _ in range(CLIENTS)]
        points = sorted(self.chance.sample(range(nominations // 10, nominations), kills))
        for point in points:
            await self._until(point)
            await asyncio.sleep(self.chance.uniform(0, 0.05))
            await asyncio.to_thread(self.service.kill)
            await self._start_again(datetime.now(UTC))
        await asyncio.gather(*clients)
        await self._until_letters_are_settled(patience)
        await self.pages.aclose()
        self.ledger.acceptances = [
            Acceptance(one.message_id, one.recipient, one.at) for one in self.office.received
        ]
        return faults(self.ledger, await self._stored())

    async def _until(self, acknowledged: int) -> None:
        while len(self.ledger.acknowledged) < acknowledged:
            await asyncio.sleep(0.002)

    async def _start_again(self, killed: datetime) -> None:
        """Start it, and note which letters it was sending: their lease has not run out yet."""
        await asyncio.to_thread(self.service.start)
        async with self._database() as db:
            rows = await db.fetch("SELECT message_id FROM letters WHERE state = 'sending'")
        sending = frozenset(f"<{row['message_id']}>" for row in rows)
        self.ledger.kills.append(Kill(killed, sending))

    async def _set_up(self) -> None:
        async with self._database() as db:
            await people.award(db)
            await people.category(db, await people.edition(db))
        await asyncio.sleep(1.1)  # until the web has seen the award

    async def _client(self, todo: Iterator[int]) -> None:
        for number in todo:
            fields = await self._form(number)
            self.ledger.attempted.add(fields["address"])
            while not await self._sent(fields):
                await asyncio.sleep(0.05)
            self.ledger.acknowledged.append(fields["address"])

    async def _form(self, number: int) -> dict[str, str]:
        return posts.filled(await self._asked("/en/nominate"), number)

    async def _asked(self, address: str) -> str:
        while True:
            try:
                answer = await self.pages.get(address)
                if answer.status_code == 200:
                    return answer.text
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.05)

    async def _sent(self, fields: dict[str, str]) -> bool:
        """True once it is acknowledged; the same form is sent again until it is."""
        try:
            answer = await self.pages.post("/en/nominate", data=fields)
        except httpx.HTTPError:
            return False
        assert answer.status_code in (303, 503), answer.text
        return answer.status_code == 303

    async def _until_letters_are_settled(self, patience: float) -> None:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            async with self._database() as db:
                left = await db.fetchval(
                    "SELECT count(*) FROM letters WHERE state NOT IN ('sent', 'unknown', 'failed')"
                )
            if not left:
                return
            await asyncio.sleep(0.5)

    async def _stored(self) -> list[Stored]:
        async with self._database() as db:
            rows = await db.fetch(
                """SELECT nominations.mailbox, array_agg('<' || letters.message_id || '>') AS ids,
                          array_agg(letters.state::text) AS states
                     FROM nominations
                     LEFT JOIN letters ON letters.mailbox = nominations.mailbox
                 GROUP BY nominations.id"""
            )
        return [
            Stored(row["mailbox"], tuple(zip(row["ids"], row["states"], strict=True)))
            for row in rows
        ]

    @asynccontextmanager
    async def _database(self) -> "AsyncIterator[asyncpg.Connection]":
        db = await database.connect(self.service.dsn)
        try:
            yield db
        finally:
            await db.close()


async def run(
    nominations: int, kills: int, patience: float = 300.0, **options: object
) -> tuple[Harness, list[str]]:
    """``patience`` is how many seconds letters get to be settled in the end."""
    with PostOffice() as office, running(office.url, **options) as service:
        harness = Harness(service, office, scale.SEED)
        return harness, await harness.run(nominations, kills, patience)


async def test_nothing_acknowledged_is_lost_or_doubled_when_the_service_is_killed() -> None:
    harness, found = await run(scale.KILLED_NOMINATIONS, scale.KILLS)

    copies = len(harness.office.received) - len({one.message_id for one in harness.office.received})
    print(
        f"SEED={scale.SEED}: {len(harness.ledger.acknowledged)} acknowledged, "
        f"{len(harness.ledger.kills)} kills, {len(harness.office.received)} letters accepted, "
        f"{copies} of them second copies after a kill"
    )
    assert found == []
    assert len(harness.ledger.acknowledged) == scale.KILLED_NOMINATIONS


async def test_a_service_that_answers_before_its_commit_is_found_out() -> None:
    _, found = await run(60, 3, patience=0.0, before_path=str(CARELESS))

    assert [fault for fault in found if fault.startswith("lost: ")]
