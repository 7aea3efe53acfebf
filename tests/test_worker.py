"""The worker sends each letter once, moves editions by plan, and outlives what it cannot reach."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from awards import database, letters, links, occasions, outbox, worker
from awards.database import Connection
from awards.outbox import Claim, Recipient
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import settings
from tests.smtp import PostOffice

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def working(url: str, **changed: Any) -> AsyncIterator[None]:
    """A worker that runs as long as this is open."""
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(settings(url, **changed), stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await running


async def letter(
    db: Connection, to: str = "ada@jury.example", kind: str = "juror_invitation"
) -> int:
    """A letter to a juror of that address, who is added to the panel of the one edition."""
    edition = await db.fetchval("SELECT id FROM editions")
    juror = await people.juror(db, edition, to.partition("@")[0])
    link = await links.issue(db, Purpose.JUROR, juror)
    recipient = Recipient("Ada", to, to, "en")
    await outbox.post(
        db, kind, f"{kind}:{juror}", recipient, edition=edition, link=link, juror=juror
    )
    return int(await db.fetchval("SELECT max(id) FROM letters"))


async def becomes(db: Connection, letter: int, state: str) -> str:
    """Wait until a letter is in a state; what the mail server said."""
    async with asyncio.timeout(10):
        while await db.fetchval("SELECT state::text FROM letters WHERE id = $1", letter) != state:
            await asyncio.sleep(0.02)
    return str(await db.fetchval("SELECT answer FROM letters WHERE id = $1", letter))


@pytest.fixture
async def db(own_database: str) -> AsyncIterator[Connection]:
    """An award with an edition, in a database that the worker can reach too."""
    connection = await database.connect(own_database)
    await people.award(connection)
    await people.edition(connection, stage=Stage.JUDGING)
    yield connection
    with suppress(OSError):
        await connection.close()


async def test_many_letters_leave_once_each(own_database: str, db: Connection) -> None:
    for number in range(40):
        await letter(db, f"juror{number}@jury.example")

    with PostOffice() as office:
        async with (
            working(own_database, smtp_url=office.url),
            working(own_database, smtp_url=office.url),
        ):
            received = await office.expect(40, within=15)
            async with asyncio.timeout(5):
                while (await outbox.counts(db)).get("sent") != 40:
                    await asyncio.sleep(0.02)

        assert len(office.received) == 40
    assert len({one.recipient for one in received}) == 40
    assert len({one.message_id for one in received}) == 40


async def test_what_the_server_says_at_quit_does_not_send_a_letter_again(
    own_database: str, db: Connection
) -> None:
    ident = await letter(db)

    with PostOffice(answers=["421-at-quit"]) as office:
        async with working(own_database, smtp_url=office.url):
            await becomes(db, ident, "sent")

        assert len(office.received) == 1


async def test_a_refusal_for_good_is_final_and_one_for_now_is_not(
    own_database: str, db: Connection
) -> None:
    first = await letter(db, "ada@jury.example")

    with PostOffice(answers=["550"]) as office:
        async with working(own_database, smtp_url=office.url):
            assert (await becomes(db, first, "failed")).startswith("550")
            office.answers.append("451")
            second = await letter(db, "odd@jury.example")
            async with asyncio.timeout(5):
                while not await db.fetchval("SELECT answer FROM letters WHERE id = $1", second):
                    await asyncio.sleep(0.02)
            row = await db.fetchrow(
                "SELECT state::text, attempts, due > clock_timestamp() AS ahead, answer"
                "  FROM letters WHERE id = $1",
                second,
            )

    assert row is not None
    assert (row["state"], row["attempts"], row["ahead"]) == ("waiting", 1, True)
    assert row["answer"].startswith("451")


async def test_a_letter_that_may_have_left_goes_again_under_the_same_message_id(
    own_database: str, db: Connection
) -> None:
    ident = await letter(db)

    with PostOffice(answers=["drop-after-dot"]) as office:
        async with working(own_database, smtp_url=office.url):
            await office.expect(1)
            await becomes(db, ident, "waiting")
            await db.execute("UPDATE letters SET due = clock_timestamp()")
            await becomes(db, ident, "sent")

        assert len(office.received) == 2
        assert len({one.message_id for one in office.received}) == 1


async def test_a_kind_whose_copy_does_harm_is_left_to_staff(
    own_database: str, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmful = letters.Kind("x", Purpose.JUROR, "jury", harmless_twice=False)
    monkeypatch.setitem(letters.KINDS, "juror_invitation", harmful)
    lost, cut_off = await letter(db, "ada@jury.example"), await letter(db, "odd@jury.example")
    await db.execute(
        "UPDATE letters SET state = 'sending', leased_until = clock_timestamp() WHERE id = $1",
        cut_off,
    )

    with PostOffice(answers=["lost-after-dot"]) as office:
        async with working(own_database, smtp_url=office.url):
            await becomes(db, lost, "unknown")
            assert await becomes(db, cut_off, "unknown") == worker.CUT_OFF

        assert office.received == []


async def test_a_worker_that_lost_its_lease_does_not_send(
    own_database: str, db: Connection
) -> None:
    await letter(db)
    stale = await outbox.claim(db)
    assert stale is not None
    await db.execute("UPDATE letters SET leased_until = clock_timestamp()")
    fresh = await outbox.claim(db)
    assert isinstance(fresh, Claim)
    pool = await database.open_pool(own_database, 2)
    postman = worker.Postman(pool, settings(own_database))

    frozen, other = [await postman._written(claim) for claim in (stale, fresh)]

    assert (frozen is None, other is None) == (True, False)
    await pool.close()


async def test_a_letter_whose_link_was_ended_is_not_sent(own_database: str, db: Connection) -> None:
    ident = await letter(db)
    await db.execute("UPDATE links SET revoked_at = clock_timestamp()")

    with PostOffice() as office:
        async with working(own_database, smtp_url=office.url):
            assert await becomes(db, ident, "failed") == occasions.LINK_ENDED

        assert office.received == []


async def test_letters_wait_while_the_mail_server_is_away(
    own_database: str, db: Connection
) -> None:
    ident = await letter(db)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async with working(own_database, smtp_url=f"smtp://127.0.0.1:{port}"):
        async with asyncio.timeout(5):
            while not await db.fetchval("SELECT answer FROM letters WHERE id = $1", ident):
                await asyncio.sleep(0.02)
        with PostOffice(port=port) as office:
            await db.execute("UPDATE letters SET due = clock_timestamp()")
            await becomes(db, ident, "sent")

            assert len(office.received) == 1


async def test_the_demo_sends_nothing_and_calls_it_shown(own_database: str, db: Connection) -> None:
    ident = await letter(db)

    with PostOffice() as office:
        async with working(own_database, smtp_url=office.url, demo=True):
            assert await becomes(db, ident, "sent") == worker.SHOWN

        assert office.received == []


async def test_without_a_mail_server_letters_wait(own_database: str, db: Connection) -> None:
    await letter(db)
    await db.execute("UPDATE timetable SET due = clock_timestamp() WHERE stage = 'deciding'")
    await db.execute("UPDATE editions SET stage = 'announced'")
    await db.execute("UPDATE timetable SET due = clock_timestamp() WHERE stage = 'archived'")

    async with working(own_database):
        await until_stage(db, "archived")

    assert await outbox.counts(db) == {"waiting": 1}


async def until_stage(db: Connection, stage: str) -> None:
    async with asyncio.timeout(10):
        while await db.fetchval("SELECT stage::text FROM editions") != stage:
            await asyncio.sleep(0.02)


async def test_the_worker_outlives_a_database_that_drops_its_connections(
    own_database: str, db: Connection
) -> None:
    with PostOffice() as office:
        async with working(own_database, smtp_url=office.url):
            await becomes(db, await letter(db), "sent")
            await db.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
            )
            await becomes(db, await letter(db, "odd@jury.example"), "sent")

        assert len(office.received) == 2


async def test_what_is_not_confirmed_in_time_lapses_and_keeps_no_plan_waiting(
    own_database: str, db: Connection
) -> None:
    edition = await db.fetchval("SELECT id FROM editions")
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    await people.nomination(db, category, company, state="sent")
    await db.execute("UPDATE editions SET stage = 'screening', confirmation_window = '0'")

    async with working(own_database):
        async with asyncio.timeout(10):
            while await db.fetchval("SELECT state::text FROM nominations") != "lapsed":
                await asyncio.sleep(0.02)


async def test_an_announcement_goes_out_at_its_minute_and_not_before(
    own_database: str, db: Connection
) -> None:
    tone = await people.staff(db)
    await db.execute(
        """INSERT INTO announcements (edition, kind, state, slug, headline, written_by, approved_by,
                                      two_people, due)
           SELECT id, 'free', 'scheduled', 'news', '{"nb": "Nytt", "en": "News"}', $1, $1, false,
                  clock_timestamp() + interval '1.2 seconds'
             FROM editions""",
        tone,
    )

    async with working(own_database):
        async with asyncio.timeout(10):
            while await db.fetchval("SELECT published_at FROM announcements") is None:
                await asyncio.sleep(0.02)

    late = await db.fetchval("SELECT extract(epoch FROM published_at - due) FROM announcements")
    assert 0 <= late < 1


async def test_a_company_is_told_by_itself_where_the_year_is_set_to(
    own_database: str, db: Connection
) -> None:
    await db.execute("UPDATE editions SET stage = 'screening', inform_automatically = true")
    edition = await db.fetchval("SELECT id FROM editions")
    company = await people.company(db, edition, "Fjordpuls", "987654325")
    await people.nominee(db, await people.category(db, edition), company)
    snapshot = await db.fetchval(
        """INSERT INTO snapshots (organisation_number, fetched_at, facts)
           VALUES ('987654325', clock_timestamp(), $1) RETURNING id""",
        {"name": "FJORDPULS AS", "email": "post@fjordpuls.example"},
    )
    await db.execute("UPDATE companies SET snapshot = $1", snapshot)

    with PostOffice() as office:
        async with working(own_database, smtp_url=office.url):
            [received] = await office.expect(1)

        assert received.recipient == "post@fjordpuls.example"
