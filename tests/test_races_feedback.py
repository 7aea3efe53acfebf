"""Feedback that two of the staff work on at one moment: only what was read counts as reviewed."""

import asyncio

import pytest

from awards import database, feedback, staff
from awards.database import Connection
from awards.errors import Conflict
from awards.feedback import State
from awards.staff import Member
from tests import people
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

A_WHILE = 0.2  # seconds; the other side waits for a lock, and would be through long since


async def change(
    db: Connection, member: Member, at: Judging, words: dict[str, str], version: int
) -> None:
    await feedback.change(db, member, at.edition, at.nominees["Lomvi"], words, [], version)


async def review(db: Connection, member: Member, at: Judging, version: int) -> None:
    async with db.transaction():
        await feedback.review(db, member, at.edition, at.nominees["Lomvi"], version)


async def test_words_that_change_while_somebody_reviews_them_are_not_reviewed(
    own_database: str,
) -> None:
    desk, laptop = [await database.connect(own_database) for _ in range(2)]
    at = await judging(desk)
    tone, bjorn = [
        await staff.member(desk, await people.staff(desk, name)) for name in ("Tone", "Bjørn")
    ]
    await desk.execute("UPDATE editions SET stage = 'deciding'")
    await change(desk, tone, at, {"nb": "Takk for saken."}, 0)

    async with desk.transaction():
        await change(desk, tone, at, {"nb": "Noe ganske annet."}, 1)
        late = asyncio.create_task(review(laptop, bjorn, at, 1))
        await asyncio.sleep(A_WHILE)
        assert not late.done()

    with pytest.raises(Conflict):
        await late
    kept = await feedback.of(desk, at.edition, at.nominees["Lomvi"])
    assert (kept.words, kept.state) == ({"nb": "Noe ganske annet."}, State.NOT_REVIEWED)
    for db in (desk, laptop):
        await db.close()
