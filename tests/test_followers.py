"""Who asked to be told when nominations open is told twice at most, then forgotten everywhere."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from awards import chores, database, editions, followers, letters, links, occasions, outbox
from awards.database import Connection
from awards.occasions import Void
from awards.stages import Stage
from tests import people, smtp
from tests.bad_use.scene import dump
from tests.conftest import KEYS, OneConnection, settings
from tests.smtp import PostOffice
from tests.test_worker import working

pytestmark = pytest.mark.anyio

LIV = "Liv@Example.org"
CALL, DEADLINE = "follow_call", "follow_deadline"
OPENED = timedelta(hours=12)  # ago, where a test does not say otherwise
DEED = {"call": "followers.told_of_call", "deadline": "followers.told_of_deadline"}


async def year(
    db: Connection,
    *,
    closes: timedelta = timedelta(days=20),
    opened: timedelta = OPENED,
    stage: Stage = Stage.NOMINATING,
) -> int:
    """An award whose nominations opened so long ago, and close so long from now."""
    await people.award(db)
    edition = await people.edition(db, stage=stage)
    await plan(db, edition, closes=closes, opened=opened)
    return edition


async def plan(
    db: Connection, edition: int, *, closes: timedelta, opened: timedelta = OPENED
) -> None:
    now = datetime.now(UTC)
    for stage, moment in ((Stage.NOMINATING, now - opened), (Stage.SCREENING, now + closes)):
        await db.execute(
            "UPDATE timetable SET due = $3 WHERE edition = $1 AND stage = $2",
            edition,
            stage,
            moment,
        )
    await db.execute(
        "UPDATE timetable SET done_at = due WHERE edition = $1 AND stage = 'nominating'", edition
    )


async def sent(db: Connection, answer: str = "250 queued for <liv@example.org>") -> None:
    """Every letter that waits leaves, and the mail server names the address in its answer."""
    await db.execute(
        """UPDATE letters SET state = 'sent', sent_at = clock_timestamp(), answer = $1
            WHERE state = 'waiting'""",
        answer,
    )


async def work(db: Connection) -> None:
    """The chore, until it has nothing to do."""
    while await chores.tell_followers(OneConnection(db)) == 0.0:  # type: ignore[arg-type]
        pass


async def on_the_list(db: Connection) -> list[str]:
    return [row["mailbox"] for row in await db.fetch("SELECT mailbox FROM followers ORDER BY id")]


async def known(db: Connection, address: str = "liv@") -> list[str]:
    """The tables in which an address stands, in whatever spelling."""
    found = await dump(db)
    return [name for name, rows in found.items() if address in "".join(rows).lower()]


async def written(db: Connection, ident: int) -> str:
    """The text of a letter as it would leave now."""
    letter = await outbox.letter(db, ident)
    assert letter is not None
    return (await letters.envelope(db, settings(), letter)).written.text


# Asking


async def test_an_address_gets_one_letter_a_day_however_often_it_is_left(db: Connection) -> None:
    await people.award(db)

    for address in (LIV, " liv@example.org".strip(), "LIV@example.org", "per@example.org"):
        await followers.ask(db, address, "nb")

    assert await people.letters(db) == [
        ("follow_confirm", "liv@example.org"),
        ("follow_confirm", "per@example.org"),
    ]
    assert await on_the_list(db) == ["liv@example.org", "per@example.org"]


async def test_nobody_changes_what_a_follower_has_confirmed(db: Connection) -> None:
    await people.award(db)
    await people.follower(db, language="nb")

    await followers.ask(db, "LIV@example.org", "en")

    row = await db.fetchrow("SELECT address, language FROM followers")
    assert row is not None
    assert tuple(row) == (LIV, "nb")
    letter = await db.fetchrow("SELECT address, language FROM letters")
    assert letter is not None
    assert tuple(letter) == (LIV, "nb")


async def test_letters_to_a_mailbox_nobody_confirmed_are_few(db: Connection) -> None:
    """Whatever they are about: what is more than a day's worth waits."""
    await people.award(db)
    for number in range(outbox.MOST_UNCONFIRMED):
        to = outbox.Recipient("", LIV, "liv@example.org", "en")
        await outbox.post(db, "nomination_received", str(number), to, most=3)

    await followers.ask(db, LIV, "en")

    states = await db.fetch("SELECT state::text FROM letters ORDER BY id")
    assert [row["state"] for row in states] == ["waiting"] * 3 + ["held"]


async def test_an_address_is_confirmed_once_and_stays_so(db: Connection) -> None:
    await people.award(db)
    link = await links.by_id(db, await people.follower(db, confirmed=None))
    token = links.token(KEYS, link)

    first = await followers.confirm(db, KEYS, token)
    before = await db.fetchval("SELECT confirmed_at FROM followers")
    second = await followers.confirm(db, KEYS, token)

    assert (first, second) == (True, True)
    assert before is not None
    assert await db.fetchval("SELECT confirmed_at FROM followers") == before


async def test_fifty_who_leave_one_address_at_once_are_one_follower_with_one_letter(
    own_database: str,
) -> None:
    pool = await database.open_pool(own_database, 10)
    async with pool.transaction() as db:
        await people.award(db)

    async def leave(number: int) -> None:
        async with pool.transaction(20.0) as db:
            await followers.ask(db, LIV if number % 2 else "liv@example.org", "en")

    await asyncio.gather(*(leave(number) for number in range(50)))

    async with pool.transaction() as db:
        assert await on_the_list(db) == ["liv@example.org"]
        assert await people.letters(db) == [("follow_confirm", "liv@example.org")]
        assert await db.fetchval("SELECT count(*) FROM links") == 1
    await pool.close()


# Telling


async def test_who_confirmed_before_the_opening_is_told_of_it_and_others_of_the_end(
    db: Connection,
) -> None:
    edition = await year(db)
    await people.follower(db, "Liv", confirmed="2 days")
    await people.follower(db, "Per", confirmed="1 hour")
    await people.follower(db, "Una", confirmed=None)

    await work(db)
    at_first = await people.letters(db)
    await plan(db, edition, closes=timedelta(days=2), opened=timedelta(days=18))
    await db.execute("UPDATE followers SET confirmed_at = confirmed_at - interval '18 days'")
    await work(db)
    await work(db)

    assert at_first == [(CALL, "liv@example.org")]
    assert await people.letters(db) == [
        (CALL, "liv@example.org"),
        (DEADLINE, "liv@example.org"),
        (DEADLINE, "per@example.org"),
    ]
    assert await people.deeds(db) == [DEED["call"], DEED["deadline"]]


async def test_the_letters_speak_the_followers_language_or_the_first_of_the_year(
    db: Connection,
) -> None:
    edition = await year(db)
    await db.execute("UPDATE editions SET languages = '{nb}' WHERE id = $1", edition)
    await people.follower(db, "Liv", language="en")

    await work(db)

    assert await db.fetchval("SELECT language FROM letters") == "nb"
    text = await written(db, await db.fetchval("SELECT id FROM letters"))
    assert "http://awards.test/nb/nominate" in text
    assert "Du ba oss si fra: Nå kan du nominere en bedrift" in text


async def test_once_the_last_letter_has_left_its_reader_is_forgotten_everywhere(
    db: Connection,
) -> None:
    edition = await year(db)
    await followers.ask(db, LIV, "en")
    await sent(db)
    await db.execute("UPDATE followers SET confirmed_at = clock_timestamp() - interval '1 day'")
    await work(db)
    await sent(db)
    await plan(db, edition, closes=timedelta(days=3, seconds=-1), opened=timedelta(hours=20))
    await work(db)
    before = await known(db)

    await sent(db)
    await work(db)

    assert before == ["followers", "letters"]
    assert await known(db) == []
    assert [kind for kind, _ in await people.letters(db)] == ["follow_confirm", CALL, DEADLINE]
    assert await db.fetchval("SELECT count(*) FROM links WHERE revoked_at IS NULL") == 0


async def test_where_nominations_are_short_there_is_one_letter_and_it_is_the_last(
    db: Connection,
) -> None:
    edition = await year(db, closes=timedelta(days=2), opened=timedelta(hours=20))
    await people.follower(db, "Liv", confirmed="2 days")
    await people.follower(db, "Per", confirmed="1 hour")

    await work(db)
    await sent(db)
    await plan(db, edition, closes=timedelta(seconds=-1), opened=timedelta(days=2))
    await db.execute("UPDATE editions SET stage = 'screening'")
    await work(db)

    assert [kind for kind, _ in await people.letters(db)] == [CALL]
    assert await on_the_list(db) == ["per@example.org"]


async def test_whoever_comes_when_the_last_letters_have_left_waits_for_the_next_year(
    db: Connection,
) -> None:
    edition = await year(db, closes=timedelta(days=2), opened=timedelta(days=20))
    await people.follower(db, "Liv", confirmed="1 minute")

    await work(db)
    await db.execute("UPDATE editions SET stage = 'archived' WHERE id = $1", edition)
    await work(db)
    during = await people.letters(db)
    following = await people.edition(db, stage=Stage.NOMINATING, year=2028)
    await plan(db, following, closes=timedelta(days=20), opened=timedelta(0))
    await work(db)

    assert during == []
    assert await people.letters(db) == [(CALL, "liv@example.org")]


async def test_when_nominations_close_early_those_who_were_told_of_nothing_stay(
    db: Connection,
) -> None:
    await year(db)
    await people.follower(db, "Liv", confirmed="2 days")
    await people.follower(db, "Per", confirmed="1 hour")
    await work(db)
    await sent(db)

    await db.execute("UPDATE editions SET stage = 'screening'")
    await work(db)

    assert await on_the_list(db) == ["per@example.org"]
    assert await db.fetchval("SELECT told_of FROM followers") is None


async def test_a_deadline_that_moves_brings_no_second_letter(db: Connection) -> None:
    edition = await year(db, closes=timedelta(days=2), opened=timedelta(days=20))
    await people.follower(db, "Liv", confirmed="21 days")
    await work(db)

    await plan(db, edition, closes=timedelta(days=9), opened=timedelta(days=20))
    await work(db)
    await plan(db, edition, closes=timedelta(days=1), opened=timedelta(days=20))
    await work(db)

    assert await people.letters(db) == [(DEADLINE, "liv@example.org")]


async def test_nominations_that_open_again_are_not_told_again(db: Connection) -> None:
    await year(db)
    await people.follower(db, "Liv", confirmed="2 days")
    await work(db)

    edition = (await editions.editions(db))[0]
    await db.execute("UPDATE timetable SET done_at = clock_timestamp() WHERE stage = 'nominating'")
    await work(db)

    assert edition.stage is Stage.NOMINATING
    assert await people.letters(db) == [(CALL, "liv@example.org")]


async def test_nothing_is_written_where_nominations_are_not_open_or_the_deadline_has_passed(
    db: Connection,
) -> None:
    await year(db, stage=Stage.DRAFT)
    await people.follower(db, confirmed="2 days")
    await work(db)
    await db.execute("UPDATE editions SET stage = 'nominating'")
    await db.execute("UPDATE timetable SET due = clock_timestamp() WHERE stage = 'screening'")
    await work(db)

    assert await people.letters(db) == []


async def test_what_nobody_confirms_is_forgotten_after_a_week(db: Connection) -> None:
    await people.award(db)
    for name, days in (("Liv", 8), ("Per", 6)):
        await followers.ask(db, f"{name}@example.org", "en")
        await db.execute(
            "UPDATE followers SET asked_at = clock_timestamp() - $1::interval WHERE mailbox = $2",
            timedelta(days=days),
            f"{name.lower()}@example.org",
        )
    await people.follower(db, "Una", confirmed="30 days")
    await sent(db, "250 queued")

    await work(db)

    assert await on_the_list(db) == ["per@example.org", "una@example.org"]
    assert await known(db) == []


@pytest.mark.parametrize("broken", [0, 1, 2])
async def test_many_are_told_in_batches_each_once_whatever_breaks_off(
    db: Connection, broken: int
) -> None:
    await year(db)
    for number in range(followers.BATCH * 2 + 30):
        await people.follower(db, f"f{number}", confirmed="2 days")

    counts = []
    for number in range(5):
        part = db.transaction()
        await part.start()
        counts.append(await followers.tell(db))
        await (part.rollback() if number == broken else part.commit())

    told = await people.letters(db)
    whole = [followers.BATCH, followers.BATCH, 30]
    assert counts == [*whole[: broken + 1], *whole[broken:], 0]
    assert len(told) == len(set(told)) == followers.BATCH * 2 + 30


# Stopping


async def test_whoever_stops_is_forgotten_everywhere_however_often_they_say_it(
    db: Connection,
) -> None:
    await year(db)
    await followers.ask(db, LIV, "en")
    await sent(db)
    await db.execute("UPDATE followers SET confirmed_at = clock_timestamp() - interval '1 day'")
    await work(db)
    link = await links.by_id(db, await db.fetchval("SELECT id FROM links"))
    token = links.token(KEYS, link)

    said = [await followers.stop(db, KEYS, token) for _ in range(3)]
    (waiting,) = await db.fetch("SELECT id FROM letters WHERE state = 'waiting'")

    assert said == [True] * 3
    assert await known(db) == []
    assert await followers.behind(db, KEYS, token) is None
    with pytest.raises(Void) as refusal:
        await written(db, waiting["id"])
    assert refusal.value.message == occasions.LINK_ENDED


async def test_a_letter_under_way_leaves_no_address_behind_it(db: Connection) -> None:
    """Its server answers after its reader was forgotten."""
    await people.award(db)
    await followers.ask(db, LIV, "en")
    claim = await outbox.claim(db)
    assert claim is not None
    link = await links.by_id(db, claim.letter.facts["link"])

    await followers.stop(db, KEYS, links.token(KEYS, link))
    await outbox.sent(db, claim, "250 delivered to <liv@example.org>")
    await work(db)

    assert await known(db) == []


async def test_an_older_spelling_of_a_renewed_link_stops_nothing(db: Connection) -> None:
    await people.award(db)
    ident = await people.follower(db)
    older = links.token(KEYS, await links.by_id(db, ident))
    await links.renew(db, ident)

    assert await followers.stop(db, KEYS, older) is False
    assert await followers.behind(db, KEYS, older) is None
    assert await on_the_list(db) == ["liv@example.org"]


async def test_stopping_while_the_letters_are_written_forgets_the_letter_too(
    own_database: str,
) -> None:
    chore, liv = [await database.connect(own_database) for _ in range(2)]
    await year(chore)
    link = await links.by_id(chore, await people.follower(chore, confirmed="2 days"))
    await people.follower(chore, "Per", confirmed="2 days")

    writing = chore.transaction()
    await writing.start()
    await followers.tell(chore)
    stopping = asyncio.create_task(followers.stop(liv, KEYS, links.token(KEYS, link)))
    await asyncio.wait([stopping], timeout=0.3)
    waited = not stopping.done()
    await writing.commit()
    await stopping

    assert waited
    assert await known(chore) == []
    assert [mailbox for _, mailbox in await people.letters(chore)] == ["", "per@example.org"]
    for one in (chore, liv):
        await one.close()


async def test_whoever_is_stopping_is_left_out_by_the_letters(own_database: str) -> None:
    chore, liv = [await database.connect(own_database) for _ in range(2)]
    await year(chore)
    link = await links.by_id(chore, await people.follower(chore, confirmed="2 days"))
    await people.follower(chore, "Per", confirmed="2 days")

    stopping = liv.transaction()
    await stopping.start()
    await followers.stop(liv, KEYS, links.token(KEYS, link))
    await followers.tell(chore)
    await stopping.commit()

    assert await people.letters(chore) == [(CALL, "per@example.org")]
    assert await on_the_list(chore) == ["per@example.org"]
    for one in (chore, liv):
        await one.close()


async def test_two_workers_write_each_letter_once(own_database: str) -> None:
    pool = await database.open_pool(own_database, 4)
    async with pool.transaction() as db:
        await year(db)
        for number in range(followers.BATCH + 60):
            await people.follower(db, f"f{number}", confirmed="2 days")

    for _ in range(3):
        await asyncio.gather(*(chores.tell_followers(pool) for _ in range(4)))

    async with pool.transaction() as db:
        told = await people.letters(db)
    assert len(told) == len(set(told)) == followers.BATCH + 60
    await pool.close()


# Letters


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE editions SET stage = 'screening'", occasions.NOT_OPEN),
        (
            "UPDATE timetable SET due = clock_timestamp() WHERE stage = 'screening'",
            occasions.NOT_OPEN,
        ),
        ("DELETE FROM followers", occasions.FORGOTTEN),
    ],
)
async def test_a_letter_that_comes_too_late_is_not_sent(
    db: Connection, change: str, why: str
) -> None:
    await year(db)
    await people.follower(db, confirmed="2 days")
    await work(db)
    ident = await db.fetchval("SELECT id FROM letters")
    in_time = await written(db, ident)

    await db.execute(change)
    with pytest.raises(Void) as refusal:
        await written(db, ident)

    assert "http://awards.test/en/nominate" in in_time
    assert refusal.value.message == why


async def test_a_letter_through_the_mail_server_can_be_stopped_with_one_click(
    own_database: str,
) -> None:
    """By RFC 8058: both headers, each on a line of its own, and the address is not broken."""
    db = await database.connect(own_database)
    await year(db)
    await people.follower(db, confirmed="2 days")
    await followers.ask(db, "per@example.org", "nb")

    with PostOffice() as office:
        async with working(own_database, smtp_url=office.url, base_url="https://pris.example.org"):
            received = await office.expect(2, within=15)

    for letter in received:
        lines = letter.raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
        (one_click,) = [line for line in lines if line.startswith("List-Unsubscribe-Post:")]
        (stop,) = [line for line in lines if line.startswith("List-Unsubscribe:")]
        assert one_click == "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
        address = stop.removeprefix("List-Unsubscribe: <").removesuffix(">")
        spoken = "nb" if letter.recipient.startswith("per") else "en"
        path = f"https://pris.example.org/{spoken}/unfollow/"
        assert address.startswith(path)
        whose = await followers.behind(db, KEYS, address.removeprefix(path))
        assert whose is not None
        assert whose.address.lower() == letter.recipient.lower()
        assert f"https://pris.example.org/{spoken}/follow/" in smtp.text(letter)
    await db.close()


def test_the_last_letter_leaves_three_days_before_the_end_if_there_are_more() -> None:
    opened = datetime(2027, 9, 1, 12, tzinfo=UTC)

    found = [
        followers.near(opened, closes)
        for closes in (
            None,
            opened + timedelta(days=3),
            opened + timedelta(days=3, seconds=1),
            opened + timedelta(days=20),
        )
    ]

    assert found == [
        None,
        None,
        opened + timedelta(seconds=1),
        opened + timedelta(days=17),
    ]
