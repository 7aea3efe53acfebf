"""Followers: people who left an address to be told when nominations open, and are forgotten then.

Whoever leaves an address gets a letter, and is a follower when they have confirmed it. They are
told that nominations are open, and three days before these close; then they are deleted, and their
address is taken out of the letters they got.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from awards import audit, editions, links, outbox, stages, tokens, words
from awards.audit import SERVICE
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.links import Link
from awards.outbox import Recipient
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("followers")

BATCH = 100  # followers in one go
BEFORE_CLOSE = timedelta(days=3)  # the last letter leaves then
KEPT = timedelta(days=7)  # an address that nobody confirms
OPEN = [stage for stage in Stage if stages.allows(stage, Action.NOMINATE)]
TOLD = {"call": "followers.told_of_call", "deadline": "followers.told_of_deadline"}  # deeds


@dataclass(frozen=True)
class Follower:
    id: int
    address: str
    confirmed_at: datetime | None


async def ask(db: Connection, address: str, language: str) -> None:
    """Somebody left an address. The same is done whether we know it or not, so nobody learns it."""
    mailbox = words.canonical_mailbox(address)
    row = await sql.ask.one(db, address=address, mailbox=mailbox, language=language)
    assert row is not None
    known = await links.of_subject(db, Purpose.FOLLOW, row["id"])
    await outbox.post(
        db,
        "follow_confirm",
        f"follow-confirm:{row['id']}:{row['asked_at']:%Y-%m-%d}",
        Recipient("", row["address"], mailbox, row["language"]),
        most=outbox.MOST_UNCONFIRMED,
        link=known.id if known else await links.issue(db, Purpose.FOLLOW, row["id"]),
        follower=row["id"],
    )


async def behind(db: Connection, keys: Sequence[str], token: str) -> Follower | None:
    """Whose link it is; None when they are forgotten."""
    link = await links.known(db, keys, Purpose.FOLLOW, token)
    if not link.holds or not _is_newest(keys, token, link):
        return None
    row = await sql.follower.one(db, id=link.subject)
    return Follower(**row) if row else None


async def confirm(db: Connection, keys: Sequence[str], token: str) -> bool:
    """The address is theirs; False when it is forgotten."""
    found = await behind(db, keys, token)
    return found is not None and await sql.confirm.value(db, id=found.id) is not None


async def stop(db: Connection, keys: Sequence[str], token: str) -> bool:
    """Forget whose link it is, however often it is said; False where a newer link was made."""
    link = await links.known(db, keys, Purpose.FOLLOW, token)
    if not _is_newest(keys, token, link):
        return False
    await _forget(db, [link.subject])
    return True


async def count(db: Connection) -> int:
    return int(await sql.count.value(db))


async def tell(db: Connection) -> int:
    """Write the letters that are due, BATCH of each kind at most; how many that made."""
    told = 0
    for edition in await editions.editions(db):
        if edition.allows(Action.NOMINATE):
            told += await _tell(db, await editions.entered(db, edition.id))
    return told


async def forget(db: Connection) -> int:
    """Forget those who are through with us, and those who never confirmed; how many they were."""
    rows = await sql.spent.all(db, open=OPEN, kept=KEPT, most=BATCH)
    if rows:
        await _forget(db, [row["id"] for row in rows])
    await sql.wait_again.run(db, open=OPEN)
    await sql.blank_answers.run(db)
    return len(rows)


def near(opened: datetime, closes: datetime | None) -> datetime | None:
    """When the last letter leaves; never where nominations are open for three days or less."""
    if closes is None or closes - BEFORE_CLOSE <= opened:
        return None
    return closes - BEFORE_CLOSE


async def _tell(db: Connection, inside: Entered) -> int:
    closes = inside.due.get(Stage.SCREENING)
    past = closes is not None and inside.now >= closes
    if past or not stages.allows(inside.stage, Action.NOMINATE):
        return 0
    move = (await editions.timetable(db, inside.id)).get(Stage.NOMINATING)
    opened = move.done_at if move and move.done_at else inside.now
    last = near(opened, closes)
    if last is not None:
        await sql.too_late_for_call.run(db, edition=inside.id, opened=opened, near=last)
    if last is not None and inside.now >= last:
        rows = await sql.to_remind.all(db, edition=inside.id, most=BATCH)
        return await _write(db, inside, "deadline", rows)
    rows = await sql.to_call.all(db, edition=inside.id, opened=opened, most=BATCH)
    return await _write(db, inside, "call", rows)


async def _write(db: Connection, inside: Entered, what: str, rows: Sequence[Any]) -> int:
    for row in rows:
        spoken = row["language"] in inside.languages
        language = row["language"] if spoken else inside.languages[0]
        await outbox.post(
            db,
            f"follow_{what}",
            f"follow-{what}:{inside.id}:{row['id']}",
            Recipient("", row["address"], row["mailbox"], language),
            edition=inside.id,
            link=await sql.link.value(db, follower=row["id"]),
            follower=row["id"],
        )
    if rows:
        subject = f"edition:{inside.id}"
        deed = TOLD[what]
        await audit.record(db, SERVICE, deed, subject, edition=inside.id, letters=len(rows))
    return len(rows)


async def _forget(db: Connection, followers: Sequence[int]) -> None:
    await sql.remove.run(db, followers=followers)
    for one in followers:
        await links.revoke_openable(db, Purpose.FOLLOW, one)
    await sql.blank.run(db, followers=followers)


def _is_newest(keys: Sequence[str], token: str, link: Link) -> bool:
    return tokens.read(keys, Purpose.FOLLOW, token)[1] == link.generation
