"""A score sent while judging closes is either counted or refused, never both, on a real pool.

Whoever closes the judging holds the edition alone and counts the scores inside; what was answered
with "saved" is among them, what was refused is nowhere. The harness ships with the fault it must
catch: without the lock that scores share, the same race leaves a score that was saved and not
counted.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette

from awards import database, editions
from awards.app import create_app
from awards.database import Connection, Database
from awards.editions import Entered
from awards.stages import Stage
from tests import people, scale
from tests.conftest import browser, settings
from tests.jury import Judging, judging

pytestmark = [pytest.mark.anyio, pytest.mark.harness]

Cookies = dict[str, str]  # by name of the juror
Race = Callable[[Starlette, Connection, Judging, Cookies, random.Random], Awaitable["Outcome"]]

JURORS = ("Ada", "Bo", "Siv")
LONGEST_WAIT = 0.02  # seconds that a score or the close may hang back
COUNT = "SELECT juror FROM sheets WHERE scores[1] IS NOT NULL"


@dataclass(frozen=True)
class Outcome:
    """Whose score was answered with "saved", who was counted at the close, and what stands now."""

    saved: frozenset[int]
    refused: frozenset[int]
    counted: frozenset[int]
    standing: frozenset[int]

    @property
    def honest(self) -> bool:
        return self.saved == self.counted == self.standing and not self.saved & self.refused


@asynccontextmanager
async def running(url: str) -> AsyncIterator[tuple[Starlette, Connection, Judging]]:
    """The application over a pool of its own, with three jurors who judge."""
    app = create_app(settings(url))
    db = await database.connect(url)
    await people.award(db)
    at = await judging(db, jurors=JURORS)
    async with app.router.lifespan_context(app):
        yield app, db, at
    await db.close()


async def race(
    app: Starlette, db: Connection, at: Judging, cookies: Cookies, drawn: random.Random
) -> Outcome:
    """Every juror sends a score while the judging closes, each after a wait of their own."""
    await db.execute("DELETE FROM sheets")
    await db.execute("UPDATE editions SET stage = 'judging'")
    waits = [drawn.uniform(0, LONGEST_WAIT) for _ in JURORS]
    closing = asyncio.create_task(
        close(app.state.database, at.edition, drawn.uniform(0, LONGEST_WAIT))
    )
    scores = (score(app, cookies, at, name, wait) for name, wait in zip(JURORS, waits, strict=True))
    answers = await asyncio.gather(*scores)
    by_status = {
        status: frozenset(at.jurors[name] for name, said in answers if said == status)
        for status in (200, 409)
    }
    assert sum(map(len, by_status.values())) == len(JURORS), answers
    standing = frozenset(row["juror"] for row in await db.fetch(COUNT))
    return Outcome(by_status[200], by_status[409], await closing, standing)


async def close(pool: Database, edition: int, wait: float) -> frozenset[int]:
    await asyncio.sleep(wait)
    async with pool.transaction() as db:
        inside: Entered = await editions.entered_alone(db, edition)
        await editions.set_stage(db, inside.id, Stage.DECIDING)
        return frozenset(row["juror"] for row in await db.fetch(COUNT))


async def score(
    app: Starlette, cookies: Cookies, at: Judging, name: str, wait: float
) -> tuple[str, int]:
    async with browser(app) as client:
        client.cookies.set("juror", cookies[name], domain="awards.test")
        await asyncio.sleep(wait)
        answer = await client.post(
            f"/jury/nominees/{at.nominees['Lomvi']}/cell",
            data={"cell": "criterion-1", "value": "3", "version": "0"},
        )
    return name, answer.status_code


async def sign_all_in(app: Starlette, db: Connection, at: Judging) -> Cookies:
    cookies = {}
    for name, juror in at.jurors.items():
        async with browser(app) as client:
            await people.sign_in(db, client, "juror", juror)
            cookies[name] = client.cookies["juror"]
    return cookies


def outcomes_in_words(outcomes: list[Outcome]) -> str:
    saved = sum(len(outcome.saved) for outcome in outcomes)
    refused = sum(len(outcome.refused) for outcome in outcomes)
    return f"SEED={scale.SEED}: {len(outcomes)} races, {saved} scores counted, {refused} refused"


async def raced(dsn: str, race: Race, count: int) -> None:
    """In many races, those who were told that their score is saved are counted, and nobody else."""
    drawn = random.Random(scale.SEED)
    async with running(dsn) as (app, db, at):
        cookies = await sign_all_in(app, db, at)
        outcomes = [await race(app, db, at, cookies, drawn) for _ in range(count)]

    print(outcomes_in_words(outcomes))
    assert [outcome for outcome in outcomes if not outcome.honest] == []
    assert any(outcome.saved and outcome.refused for outcome in outcomes)


async def first_dishonest(dsn: str, race: Race, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """The first race that is lost without the lock that scores share; or the last that was run."""
    share = editions.sql.share
    unlocked = database.Query(share.name, "SELECT $1::bigint", share.parameters)
    monkeypatch.setitem(editions.sql.by_name, "share", unlocked)
    drawn = random.Random(scale.SEED)
    async with running(dsn) as (app, db, at):
        cookies = await sign_all_in(app, db, at)
        for _ in range(2000):
            outcome = await race(app, db, at, cookies, drawn)
            if not outcome.honest:
                break
    return outcome


@pytest.mark.timeout(3600)
async def test_a_score_sent_while_judging_closes_is_either_counted_or_refused(
    own_database: str,
) -> None:
    await raced(own_database, race, scale.CLOSING_RACES)


async def test_without_the_lock_that_scores_share_the_harness_finds_one_saved_and_not_counted(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = await first_dishonest(own_database, race, monkeypatch)

    assert outcome.saved - outcome.counted
