"""Kept forms: their link goes to the mailbox typed into them; nobody overwrites them unseen."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awards import database, links, nominations, unfinished
from awards.database import Connection
from awards.errors import LinkEnded
from awards.nominations import Sent
from awards.tokens import Purpose
from awards.unfinished import Ended, Saved
from tests import people
from tests.conftest import KEYS
from tests.test_nominations import proposal, year

pytestmark = pytest.mark.anyio

FIELDS = [("company", "Fjordpuls"), ("nominator", ""), ("answer-1", "It <b>grows</b>")]


async def save(db: Connection, edition: int, **changed: Any) -> Saved | None:
    given: dict[str, Any] = {
        "fields": FIELDS,
        "address": "Kari@Example.org",
        "language": "nb",
        "version": 0,
    }
    return await unfinished.save(db, edition, "a key", **{**given, **changed})


async def ident(db: Connection) -> int:
    return int(await db.fetchval("SELECT id FROM unfinished"))


async def test_a_kept_form_sends_its_link_once_and_none_of_its_words(db: Connection) -> None:
    edition, _ = await year(db)

    first = await save(db, edition)
    same = await save(db, edition)
    more = await save(db, edition, fields=[*FIELDS, ("relation", "x")], version=1)

    assert (first, same, more) == (Saved(1, True), Saved(1, False), Saved(2, False))
    kept = await unfinished.behind(db, await ident(db))
    assert kept.fields == [*FIELDS, ("relation", "x")]
    assert await people.letters(db) == [("nomination_unfinished", "kari@example.org")]
    letter = await db.fetchrow("SELECT name, facts FROM letters")
    assert letter is not None
    assert (letter["name"], list(letter["facts"])) == ("", ["link"])


async def test_who_kept_an_older_version_overwrites_nothing(db: Connection) -> None:
    edition, _ = await year(db)
    await save(db, edition)
    await save(db, edition, fields=[("company", "Theirs")], version=1)

    mine = await save(db, edition, fields=[("company", "Mine")], version=1)

    assert mine is None
    assert (await unfinished.behind(db, await ident(db))).fields == [("company", "Theirs")]


async def test_another_mailbox_gets_a_link_of_its_own_and_the_old_one_ends(
    db: Connection,
) -> None:
    edition, _ = await year(db)
    await save(db, edition)
    before = await links.of_subject(db, Purpose.UNFINISHED, await ident(db))
    assert before is not None

    moved = await save(db, edition, fields=[("company", "x")], address="ola@example.org", version=1)

    assert moved == Saved(2, True)
    assert [mailbox for _, mailbox in await people.letters(db)] == [
        "kari@example.org",
        "ola@example.org",
    ]
    with pytest.raises(LinkEnded):
        await links.opened(db, KEYS, Purpose.UNFINISHED, links.token(KEYS, before))


async def test_a_sent_form_is_the_nomination_of_its_key_and_ends(db: Connection) -> None:
    edition, category = await year(db)
    await save(db, edition)
    made = await proposal(db, category)

    sent = [await nominations.send(db, edition, made, "a key") for _ in range(2)]

    assert isinstance(sent[0], Sent)
    assert sent[0] == sent[1]
    with pytest.raises(Ended):
        await unfinished.behind(db, await ident(db))
    with pytest.raises(Ended):
        await save(db, edition, fields=[("company", "x")], version=1)
    link = await links.of_subject(db, Purpose.UNFINISHED, await ident(db))
    assert link is not None
    assert not link.holds
    await unfinished.send_link(db, await ident(db))
    assert len(await people.letters(db)) == 2


async def test_what_is_thrown_away_leaves_no_words_behind(db: Connection) -> None:
    edition, _ = await year(db)
    await save(db, edition)

    await unfinished.throw_away(db, await ident(db))

    with pytest.raises(Ended):
        await unfinished.behind(db, await ident(db))
    assert await db.fetchval("SELECT fields FROM unfinished") == []


async def test_kept_forms_are_deleted_a_month_after_their_year_has_closed(db: Connection) -> None:
    edition, _ = await year(db)
    await save(db, edition)
    await db.execute("UPDATE unfinished SET saved_at = $1", datetime.now(UTC) - timedelta(days=31))

    while_open = await unfinished.forget(db)
    await db.execute("UPDATE editions SET stage = 'screening'")
    await db.execute("UPDATE timetable SET done_at = now() WHERE stage = 'screening'")
    just_closed = await unfinished.forget(db)
    await db.execute("UPDATE timetable SET done_at = now() - interval '31 days'")

    assert (while_open, just_closed, await unfinished.forget(db)) == (0, 0, 1)


async def test_the_first_keeping_pressed_twice_is_one_form_one_link_one_letter(
    own_database: str,
) -> None:
    one, other = [await database.connect(own_database) for _ in range(2)]
    edition, _ = await year(one)

    async def press(db: Connection) -> Saved | None:
        async with db.transaction():
            saved = await save(db, edition)
            await asyncio.sleep(0.05)
        return saved

    pressed = await asyncio.gather(press(one), press(other))

    assert [saved.version for saved in pressed if saved] == [1, 1]
    assert await people.letters(one) == [("nomination_unfinished", "kari@example.org")]
    link = await db_link(one)
    assert link == await one.fetchval("SELECT id FROM links WHERE revoked_at IS NULL")
    await one.close()
    await other.close()


async def db_link(db: Connection) -> str:
    return str(await db.fetchval("SELECT facts ->> 'link' FROM letters"))
