"""Moved or taken back in the seconds before its minute: whoever was first, nobody shows both."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from awards import announcements, database, publishing, staff
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from awards.errors import Conflict, NotNow
from awards.staff import Member
from awards.stages import Stage
from tests import people
from tests.test_deliveries import channel

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROUNDS = 24


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    db = await database.connect(url)
    try:
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def _publishing(url: str) -> AsyncIterator[None]:
    """A worker that lets out what is due, as fast as it can."""

    async def go_on() -> None:
        async with _connected(url) as db:
            while True:
                async with db.transaction():
                    await publishing.publish_due(db)
                await asyncio.sleep(0)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _scheduled(db: Connection, edition: int, tone: Member, per: Member) -> int:
    async with db.transaction():
        ident = await announcements.write(
            db, tone, edition, Kind.FREE, Wording({"nb": "A"}, {}, {})
        )
        await announcements.approve(db, per, edition, ident, 1)
        due = datetime.now(UTC) + timedelta(seconds=0.15)
        await publishing.schedule(db, per, edition, ident, 2, due)
    return ident


async def _taken_back(
    db: Connection, edition: int, ident: int, per: Member, *, moved: bool
) -> bool:
    """Just before the minute, in a transaction that stays open over it."""
    await asyncio.sleep(random.uniform(0.05, 0.2))
    try:
        async with db.transaction():
            await publishing.take_back(db, per, edition, ident, 3)
            if moved:
                later = datetime.now(UTC) + timedelta(hours=1)
                await publishing.schedule(db, per, edition, ident, 4, later)
            await asyncio.sleep(0.2)
    except (NotNow, Conflict):
        return False
    return True


async def test_what_was_taken_back_or_moved_in_time_is_shown_and_sent_nowhere(
    own_database: str,
) -> None:
    async with _connected(own_database) as db:
        await people.award(db)
        edition = await people.edition(db, stage=Stage.NOMINATING, two_people_announce=False)
        tone = await staff.member(db, await people.staff(db, "Tone"))
        per = await staff.member(db, await people.staff(db, "Per", "publisher"))
        await channel(db, "Site", languages=["nb"])
        stopped: list[int] = []
        out: list[int] = []
        async with _publishing(own_database), _publishing(own_database):
            for number in range(ROUNDS):
                ident = await _scheduled(db, edition, tone, per)
                moved = number % 2 == 0
                was = await _taken_back(db, edition, ident, per, moved=moved)
                (stopped if was else out).append(ident)
        of = "SELECT array_agg(DISTINCT announcement ORDER BY announcement) FROM "
        shown = [
            await db.fetchval(of + table) or []
            for table in ("announcement_versions", "announcement_addresses", "publications")
        ]
        states = await db.fetch("SELECT state::text FROM announcements WHERE id = ANY($1)", stopped)

    assert shown == [out, out, out]
    assert {row["state"] for row in states} <= {"approved", "scheduled"}
    assert stopped
    assert out
