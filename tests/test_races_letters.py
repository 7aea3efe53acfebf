"""Three letters a day to a mailbox that nobody has confirmed, however many post at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from awards import database, links, outbox
from awards.database import Connection
from awards.outbox import MOST_UNCONFIRMED, Recipient
from awards.tokens import Purpose
from tests import people

pytestmark = pytest.mark.anyio

OLA = Recipient("", "ola@example.org", "ola@example.org", "nb")
KINDS = ("nomination_received", "nomination_again", "nomination_unfinished")


async def post(db: Connection, occasion: str, kind: str = KINDS[0], to: Recipient = OLA) -> None:
    async with db.transaction():
        link = await links.issue(db, Purpose.NOMINATION, 1)
        await outbox.post(db, kind, occasion, to, most=MOST_UNCONFIRMED, link=link)


async def states(db: Connection) -> list[str]:
    rows = await db.fetch("SELECT state::text FROM letters ORDER BY due, id")
    return [row["state"] for row in rows]


async def test_twelve_at_once_of_all_kinds_are_three_letters_today(own_database: str) -> None:
    nodes = [await database.connect(own_database) for _ in range(12)]
    await people.award(nodes[0])

    for turn in range(4):
        await nodes[0].execute("DELETE FROM letters")
        await asyncio.gather(
            *(
                post(node, f"{turn} {number}", KINDS[number % 3])
                for number, node in enumerate(nodes)
            )
        )

        assert await states(nodes[0]) == ["waiting"] * MOST_UNCONFIRMED + ["held"] * 9
    for node in nodes:
        await node.close()


async def test_letters_of_another_mailbox_and_letters_without_a_limit_leave_at_once(
    db: Connection,
) -> None:
    await people.award(db)
    for number in range(4):
        await post(db, f"ola {number}")
    liv = Recipient("", "liv@example.org", "liv@example.org", "nb")

    await post(db, "liv", to=liv)
    await outbox.post(db, "staff_sign_in", "sign in", OLA, link="none")

    assert await states(db) == ["waiting"] * 5 + ["held"]


async def test_what_was_held_back_and_left_an_hour_ago_counts_for_today(db: Connection) -> None:
    """Posted two days ago, but sent now: a mailbox gets three a day, not three posts a day."""
    await people.award(db)
    for number in range(MOST_UNCONFIRMED):
        await post(db, f"held {number}")
    await db.execute(
        """UPDATE letters SET created_at = created_at - interval '2 days', state = 'sent',
                  sent_at = clock_timestamp() - interval '1 hour'"""
    )

    await post(db, "one more")

    due = await db.fetchval("SELECT due FROM letters WHERE occasion = 'one more'")
    wait = due - datetime.now(UTC)
    assert timedelta(hours=22, minutes=59) < wait <= timedelta(hours=23)
