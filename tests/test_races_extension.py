"""A score sent while staff end extra time is either in before that or refused, on a real pool.

Staff who end it hold the edition alone and count the scores inside. The harness ships with the
fault it must catch: without the lock that scores share, one is saved and not counted.
"""

import asyncio
import random

import pytest
from starlette.applications import Starlette

from awards import extensions
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
    first_dishonest,
    raced,
    score,
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
    await raced(own_database, race, scale.ENDING_RACES)


async def test_without_the_lock_that_scores_share_one_is_saved_after_the_end(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = await first_dishonest(own_database, race, monkeypatch)

    assert outcome.saved - outcome.counted
