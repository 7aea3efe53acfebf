"""Row 6: the standings of a large round, from the database to a ranking.

Service and array program take turns on the same sheets; so do the large round and one of ten times
as many nominees.
"""

import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import asyncpg

from awards import database, results
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.bench import arrays, scene, table

SQL = Path(__file__).parent / "large.sql"
WEIGHTS = (25, 20, 20, 15, 10, 10)
LARGE, LARGER = 5_000, 50_000
ROUNDS = 3
MOST_BESIDE_ARRAYS, MOST_FOR_TEN_TIMES = 3.0, 11.0

Ranking = Callable[[], Awaitable[list[int]]]


@dataclass(frozen=True)
class Round:
    """A round of so many nominees, in a database of its own."""

    db: Connection
    edition: int

    async def standings(self) -> list[int]:
        [found] = await results.standings(self.db, self.edition)
        return [place.standing.nominee for place in found.places]

    async def arrays(self) -> list[int]:
        return await arrays.ranking(self.db, WEIGHTS)


async def lines(server: str) -> list[str]:
    """What is printed; raises where the two programs do not agree."""
    large, larger = [await _round_of(server, nominees) for nominees in (LARGE, LARGER)]
    if await large.standings() != await large.arrays():
        raise RuntimeError("the standings and the array program do not agree")
    took = await _seconds([large.standings, large.arrays, larger.standings])
    await large.db.close()
    await larger.db.close()
    service, bare, ten_times = took
    return [
        table.figure(
            6,
            f"standings of {LARGE:,} x 40 x 6 scores",
            f"{service / bare:.2f}",
            f"{service:.2f} s, arrays {bare:.2f} s",
            f"{MOST_BESIDE_ARRAYS:.2f}",
        ),
        table.figure(
            6,
            f"standings of {LARGER:,} beside those",
            f"{ten_times / service:.1f}",
            f"{ten_times:.2f} s",
            f"{MOST_FOR_TEN_TIMES:.1f}",
        ),
    ]


async def _seconds(programs: list[Ranking]) -> list[float]:
    """The median of the rounds of each; they take turns, and the first turn warms up."""
    took: list[list[float]] = [[] for _ in programs]
    for _ in range(ROUNDS + 1):
        for program, times in zip(programs, took, strict=True):
            gc.collect()
            begun = perf_counter()
            await program()
            times.append(perf_counter() - begun)
    return [median(times[1:]) for times in took]


async def _round_of(server: str, nominees: int) -> Round:
    name = f"round_of_{nominees}"
    db = await asyncpg.connect(server)
    await db.execute(f"CREATE DATABASE {name}")
    await db.close()
    db = await database.connect(server.replace("/awards?", f"/{name}?"))
    await database.migrate(db)
    return Round(db, await fill(db, nominees))


async def fill(db: Connection, nominees: int) -> int:
    """An edition whose only round has so many nominees."""
    await people.award(db)
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    await scene.weigh(db, category, WEIGHTS)
    await db.execute(SQL.read_text().replace(":nominees", str(nominees)))
    return edition
