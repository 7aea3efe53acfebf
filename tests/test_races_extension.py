"""A score sent while staff end extra time is either in before that or refused, on a real pool.

Staff who end it hold the edition alone and count the scores inside. The harness ships with the
fault it must catch: without the lock that scores share, one is saved and not counted.
"""

import asyncio
import random

import pytest
from starlette.applications import Starlette

from awards import database, editions, extensions
from awards.database import Connection, Database
from awards.staff import Member, Role
from tests import scale
from tests.jury import Judging
from tests.test_races_close import (
    COUNT,
    JURORS,
    LONGEST_WAIT,
    Cookies,
    Outcome,
    outcomes_in_words,
    running,
    score,
    sign_all_in,
)

pytestmark = [pytest.mark.anyio, pytest.mark.harness]

TONE = Member(1, "Tone", "tone@x.example", "tone@x.example", Role.EDITOR, "en")


async def race(
    app: Starlette, db: Connection, at: Judging, cookies: Cookies, drawn: random.Random
) -> Outcome:
    """Past the planned end all have extra time and send a score while staff take it back."""
    await db.execute(
        """DELETE FROM sheets;
           UPDATE timetable SET due = clock_timestamp() - interval '1 minute'
            WHERE stage = 'deciding';
           UPDATE jurors SET extended_until = clock_timestamp() + interval '1 day',
                             extended_reason = 'Ill.'"""
    )
    waits = [drawn.uniform(0, LONGEST_WAIT) for _ in JURORS]
    ending = asyncio.create_task(end(app.state.database, at, drawn.uniform(0, LONGEST_WAIT)))
    scores = (score(app, cookies, at, name, wait) for name, wait in zip(JURORS, waits, strict=True))
    answers = await asyncio.gather(*scores)
    by_status = {
        status: frozenset(at.jurors[name] for name, said in answers if said == status)
        for status in (200, 409)
    }
    assert sum(map(len, by_status.values())) == len(JURORS), answers
    counted = await ending
    standing = frozenset(row["juror"] for row in await db.fetch(COUNT))
    return Outcome(by_status[200], by_status[409], counted, standing)


async def end(pool: Database, at: Judging, wait: float) -> frozenset[int]:
    await asyncio.sleep(wait)
    async with pool.transaction() as db:
        for juror in at.jurors.values():
            await extensions.end(db, at.edition, juror, "The meeting is today.", TONE)
        return frozenset(row["juror"] for row in await db.fetch(COUNT))


@pytest.mark.timeout(3600)
async def test_a_score_sent_while_extra_time_is_ended_is_either_in_or_refused(
    own_database: str,
) -> None:
    drawn = random.Random(scale.SEED)
    async with running(own_database) as (app, db, at):
        cookies = await sign_all_in(app, db, at)
        outcomes = [await race(app, db, at, cookies, drawn) for _ in range(scale.ENDING_RACES)]

    print(outcomes_in_words(outcomes))
    assert [outcome for outcome in outcomes if not outcome.honest] == []
    assert any(outcome.saved and outcome.refused for outcome in outcomes)


async def test_without_the_lock_that_scores_share_one_is_saved_after_the_end(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = editions.sql.share
    unlocked = database.Query(share.name, "SELECT $1::bigint", share.parameters)
    monkeypatch.setitem(editions.sql.by_name, "share", unlocked)
    drawn = random.Random(scale.SEED)

    async with running(own_database) as (app, db, at):
        cookies = await sign_all_in(app, db, at)
        for _ in range(2000):
            outcome = await race(app, db, at, cookies, drawn)
            if not outcome.honest:
                break

    assert outcome.saved - outcome.counted
