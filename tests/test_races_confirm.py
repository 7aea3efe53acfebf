"""A score and the confirming of its ballot at one moment: what is confirmed stays as it was."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from awards import audit, ballots, database, editions, sheets
from awards.ballots import Ballot
from awards.cells import Cell
from awards.database import Connection
from awards.errors import Conflict
from awards.panel import Juror
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio

A_WHILE = 0.2  # seconds; the other side waits for a lock, and would be through long since


@dataclass(frozen=True)
class Scene:
    """Ada on her phone and on her laptop, with two complete sheets."""

    phone: "asyncpg.Connection[Any]"
    laptop: "asyncpg.Connection[Any]"
    at: Judging
    ada: Juror


@pytest.fixture
async def scene(own_database: str) -> AsyncIterator[Scene]:
    phone, laptop = [await database.connect(own_database) for _ in range(2)]
    at = await judging(phone)
    for nominee in at.nominees.values():
        await people.sheet(phone, at.round, at.jurors["Ada"], nominee, 2, 3)
    yield Scene(phone, laptop, at, await signed_in(phone, at.jurors["Ada"]))
    await phone.close()
    await laptop.close()


async def score(db: Connection, scene: Scene) -> None:
    inside = await editions.entered(db, scene.at.edition)
    await sheets.save(db, inside, scene.ada, scene.at.nominees["Lomvi"], [Cell(1, 1, 1)])


async def confirm(db: Connection, scene: Scene, seen: str) -> Ballot:
    inside = await editions.entered(db, scene.at.edition)
    return await ballots.confirm(db, inside, scene.ada, scene.at.round, seen)


async def test_a_score_that_comes_while_its_ballot_is_confirmed_is_refused(scene: Scene) -> None:
    seen = (await ballots.ballot(scene.phone, scene.ada, scene.at.round)).fingerprint

    async with scene.phone.transaction():
        confirmed = await confirm(scene.phone, scene, seen)
        late = asyncio.create_task(score(scene.laptop, scene))
        await asyncio.sleep(A_WHILE)
        assert not late.done()

    with pytest.raises(Conflict):
        await late
    assert confirmed.salt is not None
    standing = await ballots.ballot(scene.phone, scene.ada, scene.at.round)
    assert standing.commitment == audit.commitment(confirmed.salt, ballots.contents_of(standing))


async def test_a_ballot_whose_score_changes_while_it_is_confirmed_is_shown_again(
    scene: Scene,
) -> None:
    seen = (await ballots.ballot(scene.phone, scene.ada, scene.at.round)).fingerprint

    async with scene.phone.transaction():
        await score(scene.phone, scene)
        late = asyncio.create_task(confirm(scene.laptop, scene, seen))
        await asyncio.sleep(A_WHILE)
        assert not late.done()

    with pytest.raises(Conflict):
        await late
    assert await scene.phone.fetchval("SELECT count(*) FROM ballots") == 0
