"""The entrance to the jury room: a link for who asks, and "this was not me"."""

import asyncio
from datetime import timedelta

import pytest

from awards import database, entrance, invitations, links, panel, sessions, tokens
from awards.database import Connection
from awards.errors import LinkEnded, LinkUnknown
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS

pytestmark = pytest.mark.anyio

MAILBOX = "ada@jury.example"
ENDED = "UPDATE links SET revoked_at = now()"


async def ada(db: Connection, stage: Stage = Stage.JUDGING) -> tuple[int, str]:
    """The juror Ada and her link."""
    await people.award(db)
    juror = await people.juror(db, await people.edition(db, stage=stage))
    return juror, await links.issue(db, Purpose.JUROR, juror)


async def asked(db: Connection, *mailboxes: str) -> list[tuple[str, str]]:
    """What leaves when these are asked for, and the worker has served them."""
    for mailbox in mailboxes:
        await entrance.ask(db, mailbox)
    while await entrance.serve_next(db):
        pass
    assert await db.fetchval("SELECT count(*) FROM asked_links") == 0
    return await people.letters(db)


async def alarm(db: Connection, juror: int, lasts: timedelta = timedelta(days=1)) -> str:
    ident = await links.issue(db, Purpose.ALARM, juror, lasts=lasts)
    return links.token(KEYS, await links.by_id(db, ident))


async def test_a_link_that_holds_is_sent_as_it_is_once_an_hour(db: Connection) -> None:
    _, link = await ada(db)

    sent = await asked(db, MAILBOX, "nobody@jury.example", MAILBOX)

    assert sent == [("juror_link", MAILBOX)]
    assert (await links.by_id(db, link)).generation == 1
    assert await people.deeds(db) == []


@pytest.mark.parametrize("ended", [ENDED, "UPDATE links SET expires_at = now()"])
async def test_a_link_that_ended_is_renewed_and_sent(db: Connection, ended: str) -> None:
    _, link = await ada(db)
    await db.execute(ended)

    sent = await asked(db, MAILBOX, MAILBOX)

    renewed = await links.by_id(db, link)
    assert sent == [("juror_link", MAILBOX)]
    assert (renewed.generation, renewed.holds) == (2, True)
    assert await people.deeds(db) == ["juror.link_renewed"]


async def test_a_link_that_was_shut_after_its_letter_is_sent_anew_within_the_hour(
    db: Connection,
) -> None:
    juror, _ = await ada(db)
    await asked(db, MAILBOX)
    assert await entrance.disown(db, KEYS, await alarm(db, juror), MAILBOX)

    assert await asked(db, MAILBOX) == [("juror_link", MAILBOX)] * 2


async def test_nobody_fills_the_mailbox_of_a_juror(db: Connection) -> None:
    """Anybody who knows the address can ask for its link, again and again."""
    _, link = await ada(db)
    for _ in range(entrance.MOST_A_DAY + 2):
        await db.execute(ENDED)
        sent = await asked(db, MAILBOX)

    assert sent == [("juror_link", MAILBOX)] * entrance.MOST_A_DAY
    assert (await links.by_id(db, link)).generation == 1 + entrance.MOST_A_DAY


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE jurors SET excused_at = now(), excused_reason = 'Ill.'",
        "UPDATE editions SET stage = 'archived'",
        "UPDATE jurors SET mailbox = 'ada@other.no'",
        "DELETE FROM links",  # not invited yet: staff tell them first
    ],
)
async def test_no_letter_leaves_to_who_may_not_come_in(db: Connection, gone: str) -> None:
    await ada(db)
    await db.execute(gone)

    assert await asked(db, MAILBOX) == []
    assert await people.deeds(db) == []


async def test_a_juror_of_two_years_gets_the_link_of_each(db: Connection) -> None:
    await ada(db)
    other = await people.juror(db, await people.edition(db, year=2028))
    await links.issue(db, Purpose.JUROR, other)

    assert await asked(db, MAILBOX) == [("juror_link", MAILBOX)] * 2


async def test_who_asks_waits_for_nobody_who_is_served(own_database: str) -> None:
    """Whoever could be made to wait would know that the mailbox is on a panel."""
    door, worker = [await database.connect(own_database) for _ in range(2)]
    await ada(door)
    await entrance.ask(door, MAILBOX)

    async with worker.transaction():
        assert await entrance.serve_next(worker)
        async with asyncio.timeout(2):
            await entrance.ask(door, MAILBOX)
            assert await entrance.serve_next(worker) and not await entrance.serve_next(door)

    assert await people.letters(door) == [("juror_link", MAILBOX)]
    for node in (door, worker):
        await node.close()


async def test_who_says_it_was_not_them_shuts_the_link_and_every_device(db: Connection) -> None:
    juror, link = await ada(db)
    opened = [await sessions.open(db, await links.by_id(db, link)) for _ in range(3)]
    token = await alarm(db, juror)

    done = await entrance.disown(db, KEYS, token, " ADA@Jury.Example ")

    assert done
    assert not (await links.by_id(db, link)).holds
    assert await db.fetchval("SELECT count(*) FROM sessions WHERE ended_at IS NULL") == 0
    assert len(opened) == 3
    assert await people.deeds(db) == ["juror.link_disowned"]
    assert (await entrance.guest(db, KEYS, token, Purpose.ALARM)).may_enter


@pytest.mark.parametrize("typed", ["", "ada", "bo@jury.example", "ada@jury.example.no", "@"])
async def test_without_the_address_on_file_nothing_is_shut(db: Connection, typed: str) -> None:
    juror, link = await ada(db)

    done = await entrance.disown(db, KEYS, await alarm(db, juror), typed)

    assert not done
    assert (await links.by_id(db, link)).holds
    assert await people.deeds(db) == []


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE jurors SET excused_at = now(), excused_reason = 'Ill.'",
        "UPDATE editions SET stage = 'archived'",
        "UPDATE links SET expires_at = now() WHERE purpose = 'alarm'",
    ],
)
async def test_an_alarm_that_has_ended_shuts_nothing(db: Connection, gone: str) -> None:
    juror, link = await ada(db)
    token = await alarm(db, juror)
    await db.execute(gone)

    with pytest.raises(LinkEnded):
        await entrance.disown(db, KEYS, token, MAILBOX)
    assert (await links.by_id(db, link)).holds


async def test_an_alarm_in_a_letter_to_an_old_address_ends_with_it(db: Connection) -> None:
    juror, _ = await ada(db)
    token = await alarm(db, juror)
    edition = await db.fetchval("SELECT id FROM editions")
    seen = await panel.juror(db, edition, juror)
    wanted = panel.Appointment("Ada", "ada@other.no", "en", False, "", [])
    await panel.change(db, edition, juror, seen.version, wanted, "staff:1")

    assert not (await entrance.guest(db, KEYS, token, Purpose.ALARM)).may_enter


async def test_an_alarm_is_no_way_in_and_a_link_is_no_alarm(db: Connection) -> None:
    juror, link = await ada(db)
    own = tokens.sign(KEYS, Purpose.JUROR, link, 1)

    with pytest.raises(LinkUnknown):
        await entrance.guest(db, KEYS, await alarm(db, juror))
    with pytest.raises(LinkUnknown):
        await links.opened(db, KEYS, Purpose.JUROR, await alarm(db, juror))
    with pytest.raises(LinkUnknown):
        await entrance.disown(db, KEYS, own, MAILBOX)
    assert (await links.by_id(db, link)).holds


@pytest.mark.parametrize("deed", ["renew", "revoke"])
async def test_a_session_that_is_being_opened_does_not_outlive_the_old_link(
    own_database: str, deed: str
) -> None:
    """It is not committed yet when staff void the link: they wait for it, and end it."""
    door, desk = [await database.connect(own_database) for _ in range(2)]
    juror, link = await ada(door)
    edition = await door.fetchval("SELECT id FROM editions")
    opening = door.transaction()
    await opening.start()
    found = await links.opened(door, KEYS, Purpose.JUROR, tokens.sign(KEYS, Purpose.JUROR, link, 1))
    cookie = await sessions.open(door, found)

    async def void() -> None:
        async with desk.transaction():
            if deed == "renew":
                await invitations.renew(desk, edition, juror, 1, "Forwarded", "staff:1")
            else:
                await invitations.revoke(desk, edition, juror, "Forwarded", "staff:1")

    voiding = asyncio.create_task(void())
    await asyncio.wait([voiding], timeout=0.2)
    await opening.commit()
    await voiding

    ended = "SELECT ended_at IS NOT NULL FROM sessions WHERE cookie = $1"
    assert await door.fetchval(ended, sessions.hashed(cookie))
    for node in (door, desk):
        await node.close()
