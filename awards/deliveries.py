"""Deliveries: an announcement on its way to a channel, one deed after the other.

waiting -> sending -> sent
   ^          |-----> failed -> skipped     refused for good, or too many tries; staff decide
   |----------|-----> unknown -> sending    no clear answer: when due it is looked up, or sent again

Rows come to be in the deed that publishes, corrects or withdraws, and not a moment before. The
deeds of one publication are done in their order; publications never wait for each other.
"""

from enum import StrEnum

from awards.database import Connection, Queries

sql = Queries("deliveries")


class Deed(StrEnum):
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


async def begin(db: Connection, announcement: int) -> None:
    """It was just published: every channel that wants this kind gets it in its languages."""
    await sql.begin.run(db, announcement=announcement)


async def follow(db: Connection, announcement: int, deed: Deed) -> None:
    """It was just corrected or withdrawn: wherever it was published, that follows."""
    await sql.follow.run(db, announcement=announcement, deed=deed)
