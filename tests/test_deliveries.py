"""An announcement goes to each channel that wants it, deed after deed, each held by one worker."""

from dataclasses import dataclass
from typing import Any

import pytest

from awards import announcements, corrections, deliveries, publishing, redeliveries, staff
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from awards.deliveries import Claim, Deed, Hold
from awards.errors import NotAllowed, NotNow
from awards.staff import Member
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio


@dataclass
class Newsroom:
    edition: int
    tone: Member  # editor
    per: Member  # publisher


async def newsroom(db: Connection) -> Newsroom:
    await people.award(db)
    edition = await people.edition(db, stage=Stage.NOMINATING, two_people_announce=False)
    tone = await staff.member(db, await people.staff(db, "Tone", "editor"))
    per = await staff.member(db, await people.staff(db, "Per", "publisher"))
    return Newsroom(edition, tone, per)


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await newsroom(db)


async def channel(db: Connection, name: str, **changed: Any) -> int:
    """A webhook for all there is; its server has surely finished after a minute."""
    chosen = {
        "languages": ["nb", "en"],
        "kinds": [str(one) for one in Kind],
        "patience": 60.0,
        "active": True,
        **changed,
    }
    return int(
        await db.fetchval(
            """INSERT INTO channels (kind, name, address, languages, kinds, patience, active)
               VALUES ('webhook', $1, 'https://news.example', $2,
                       $3::text[]::announcement_kind[], $4, $5) RETURNING id""",
            name,
            *chosen.values(),
        )
    )


async def published(
    db: Connection, room: Newsroom, headline: str = "Vinneren er her", **more: Any
) -> int:
    text = Wording({"nb": headline, "en": "News"}, {}, {}, **more)
    ident = await announcements.write(db, room.tone, room.edition, Kind.FREE, text)
    await announcements.approve(db, room.per, room.edition, ident, 1)
    await publishing.schedule(db, room.per, room.edition, ident, 2, None)
    assert await publishing.publish_due(db) == 1
    return ident


async def correct(db: Connection, room: Newsroom, ident: int) -> None:
    text = Wording({"nb": "Rettet"}, {}, {})
    found = await announcements.announcement(db, room.edition, ident)
    await corrections.write(
        db, room.tone, room.edition, ident, text, {"nb": "Navnet."}, found.version
    )
    await corrections.let_out(db, room.per, room.edition, ident, found.version + 1)


async def claimed(db: Connection) -> list[Claim]:
    """Everything that can be claimed now."""
    found = []
    while (claim := await deliveries.claim(db)) is not None:
        found.append(claim)
    return found


async def states(db: Connection, announcement: int) -> list[tuple[str, str, str, str]]:
    found = await deliveries.of_announcement(db, announcement)
    return [(one.channel_name, one.language, str(one.deed), str(one.state)) for one in found]


async def due_now(db: Connection) -> None:
    await db.execute("UPDATE deliveries SET due = clock_timestamp()")


async def test_each_channel_gets_its_kinds_in_its_languages_when_it_is_published(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Both")
    await channel(db, "Norwegian", languages=["nb", "sv"])
    await channel(db, "Winners", kinds=["winner"])
    await channel(db, "Off", active=False)
    assert await claimed(db) == []

    ident = await published(db, room)

    assert await states(db, ident) == [
        ("Both", "en", "publish", "waiting"),
        ("Both", "nb", "publish", "waiting"),
        ("Norwegian", "nb", "publish", "waiting"),
    ]


async def test_a_correction_waits_for_what_it_corrects_and_other_announcements_do_not(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    first = await published(db, room)
    await correct(db, room, first)
    second = await published(db, room)

    one, other = await claimed(db)
    assert [(one.announcement, one.deed), (other.announcement, other.deed)] == [
        (first, Deed.PUBLISH),
        (second, Deed.PUBLISH),
    ]
    await deliveries.sent(db, one, "", {})
    (then,) = await claimed(db)

    assert (then.announcement, then.deed, then.publication) == (
        first,
        Deed.CORRECT,
        one.publication,
    )
    assert then.wording > one.wording


async def test_a_channel_that_is_busy_keeps_nobody_else_waiting(
    db: Connection, room: Newsroom
) -> None:
    slow = await channel(db, "Slow", languages=["nb"])
    for _ in range(6):
        await published(db, room)
    quick = await channel(db, "Quick", languages=["nb"])
    await published(db, room)

    found = [claim.channel for claim in await claimed(db)]

    assert sorted(found) == [slow] * deliveries.MOST_IN_A_CHANNEL + [quick]


async def test_a_lease_that_ran_out_is_taken_over_as_unclear_and_is_lost_to_its_first_worker(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    await published(db, room)
    (first,) = await claimed(db)
    assert await deliveries.hold(db, first) is Hold.OURS
    assert await deliveries.remember(db, first, {"post": 17})

    await db.execute("UPDATE deliveries SET leased_until = clock_timestamp()")
    held = await deliveries.hold(db, first)
    (second,) = await claimed(db)

    assert held is Hold.LOST
    assert (first.unclear, first.attempts, first.remote) == (False, 1, {})
    assert (second.unclear, second.attempts, second.remote) == (True, 2, {"post": 17})
    assert not await deliveries.remember(db, first, {"post": 18})
    assert not await deliveries.sent(db, first, "", {})
    assert await deliveries.sent(db, second, "Done.", {})
    assert await claimed(db) == []


async def test_what_was_unclear_once_stays_so_and_is_not_tried_before_patience_has_passed(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"], patience=60.0)
    ident = await published(db, room)
    (first,) = await claimed(db)
    await deliveries.later(db, first, "Cut off.", {}, unclear=True)
    left = await db.fetchval("SELECT round(extract(epoch FROM due - tried_at)) FROM deliveries")
    await due_now(db)
    (second,) = await claimed(db)
    await deliveries.later(db, second, "Busy.", {}, 90.0)
    asked = await db.fetchval("SELECT round(extract(epoch FROM due - tried_at)) FROM deliveries")
    await redeliveries.retry(db, room.per, (await deliveries.of_announcement(db, ident))[0].id)
    again = await db.fetchval("SELECT round(extract(epoch FROM due - tried_at)) FROM deliveries")
    await due_now(db)
    (third,) = await claimed(db)

    assert left >= 60
    assert second.unclear
    assert asked == 90
    assert again == 60
    assert (third.unclear, third.attempts) == (True, 1)


def test_waiting_doubles_up_to_an_hour_honours_the_server_and_lasts_three_days() -> None:
    waits = [deliveries.wait(tries, 60.0).total_seconds() for tries in range(1, 12)]

    assert all(
        min(30 * 2**place, 3600) / 2 <= seconds <= min(30 * 2**place, 3600)
        for place, seconds in enumerate(waits)
    )
    assert deliveries.wait(1, 60.0, 600.0).total_seconds() == 600
    assert deliveries.wait(1, 60.0, 1e9).total_seconds() == 86_400
    assert deliveries.wait(1, 60.0, unclear=True).total_seconds() >= 60
    assert deliveries.wait(1, 0.2).total_seconds() <= 0.1
    assert (deliveries.MOST_TRIES - 10) * 1800 >= 3 * 86_400


async def test_after_the_last_try_it_fails_and_staff_can_have_it_all_again(
    db: Connection, room: Newsroom
) -> None:
    site = await channel(db, "Site", languages=["nb"])
    ident = await published(db, room)
    await db.execute("UPDATE deliveries SET attempts = $1", deliveries.MOST_TRIES - 1)
    (claim,) = await claimed(db)
    await deliveries.later(db, claim, "Busy.", {})
    assert await states(db, ident) == [("Site", "nb", "publish", "failed")]
    assert await deliveries.counts(db) == {site: {"failed": 1}}

    assert await redeliveries.retry_all(db, room.per, site) == 1

    (again,) = await claimed(db)
    assert (again.id, again.attempts) == (claim.id, 1)


async def test_what_staff_skip_lets_go_on_what_comes_after_it(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    ident = await published(db, room)
    await correct(db, room, ident)
    (claim,) = await claimed(db)
    with pytest.raises(NotNow, match="being sent now"):
        await redeliveries.skip(db, room.per, claim.id)
    await deliveries.failed(db, claim, "No.", {})

    await redeliveries.skip(db, room.per, claim.id)

    assert await states(db, ident) == [
        ("Site", "nb", "publish", "skipped"),
        ("Site", "nb", "correct", "waiting"),
    ]
    assert [one.deed for one in await claimed(db)] == [Deed.CORRECT]
    with pytest.raises(NotNow, match="was skipped"):
        await redeliveries.retry(db, room.per, claim.id)


async def test_what_follows_an_unsettled_deed_is_skipped_and_nothing_else(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    ident = await published(db, room)
    await correct(db, room, ident)
    (claim,) = await claimed(db)
    await deliveries.remember(db, claim, {"found": 23})
    correction = (await deliveries.of_announcement(db, ident))[1].id

    for decide in (redeliveries.retry, redeliveries.adopt):
        with pytest.raises(NotNow, match="the one before it is settled"):
            await decide(db, room.per, correction)
    await redeliveries.skip(db, room.per, correction)

    assert await states(db, ident) == [
        ("Site", "nb", "publish", "sending"),
        ("Site", "nb", "correct", "skipped"),
    ]


async def test_what_was_found_there_is_adopted_and_then_brought_up_to_date(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    await published(db, room)
    (claim,) = await claimed(db)
    await deliveries.remember(db, claim, {"slug": "x", "found": 23})
    await deliveries.failed(db, claim, "Another post has our address.", {})

    await redeliveries.adopt(db, room.per, claim.id)

    (again,) = await claimed(db)
    assert again.remote == {"slug": "x", "post": 23}


async def test_without_a_find_what_staff_say_is_there_counts_as_sent(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    ident = await published(db, room)
    (claim,) = await claimed(db)
    await deliveries.failed(db, claim, "Gone.", {})

    await redeliveries.adopt(db, room.per, claim.id)

    (found,) = await deliveries.of_announcement(db, ident)
    assert (str(found.state), found.settled_by) == ("sent", "Per")
    with pytest.raises(NotNow, match="has this already"):
        await redeliveries.skip(db, room.per, claim.id)


async def test_only_a_publisher_decides_and_the_log_says_who(
    db: Connection, room: Newsroom
) -> None:
    await channel(db, "Site", languages=["nb"])
    await published(db, room)
    (claim,) = await claimed(db)
    await deliveries.failed(db, claim, "Gone.", {})

    for decide in (redeliveries.retry, redeliveries.skip, redeliveries.adopt):
        with pytest.raises(NotAllowed):
            await decide(db, room.tone, claim.id)
    await redeliveries.retry(db, room.per, claim.id)

    deeds = await db.fetch("SELECT actor, subject FROM events WHERE deed = 'delivery.retried'")
    assert [tuple(one) for one in deeds] == [(room.per.actor, f"delivery:{claim.id}")]


async def test_a_channel_made_since_can_have_what_is_out_as_readers_see_it_now(
    db: Connection, room: Newsroom
) -> None:
    ident = await published(db, room)
    await correct(db, room, ident)
    late = await channel(db, "Late", languages=["nb"])
    await channel(db, "Winners", kinds=["winner"])
    assert await deliveries.lacking(db, ident) == [(late, "Late")]
    assert await claimed(db) == []

    await redeliveries.send_to(db, room.per, room.edition, ident, late)

    (claim,) = await claimed(db)
    seen = await db.fetchval("SELECT max(version) FROM announcement_versions")
    assert (claim.channel, claim.deed, claim.wording) == (late, Deed.PUBLISH, seen)
    assert await deliveries.lacking(db, ident) == []
    with pytest.raises(NotNow, match="has it already"):
        await redeliveries.send_to(db, room.per, room.edition, ident, late)
