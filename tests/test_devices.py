"""Devices of jurors: which browser is which, who is told of a new one, and ending the others."""

from datetime import timedelta
from typing import Any

import pytest

from awards import devices, letters, links, outbox, panel, sessions, tokens
from awards.database import Connection
from awards.devices import Device
from awards.errors import JurorNotSignedIn
from awards.occasions import Void
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import BASE_URL, KEYS, settings

pytestmark = pytest.mark.anyio

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/138.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (IPHONE, "Safari", "iPhone"),
        (IPHONE.replace("Version/18.5", "CriOS/138.0"), "Chrome", "iPhone"),
        (IPHONE.replace("iPhone", "iPad"), "Safari", "iPad"),
        (CHROME, "Chrome", "Windows"),
        (f"{CHROME} Edg/138.0.0.0", "Edge", "Windows"),
        (f"{CHROME} OPR/120.0", "Opera", "Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox", "Linux"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28", "Samsung Internet", "Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605", "Safari", "Mac"),
        ("Barracuda Sentinel (EE)", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_its_name_and_where_it_runs(
    agent: str, browser: str, system: str
) -> None:
    device = Device(1, agent, None)  # type: ignore[arg-type]

    assert (device.browser, device.system) == (browser, system)


async def ada(db: Connection, stage: Stage = Stage.JUDGING) -> tuple[int, str]:
    """The juror Ada and her link."""
    await people.award(db)
    juror = await people.juror(db, await people.edition(db, stage=stage))
    return juror, await links.issue(db, Purpose.JUROR, juror)


async def opened(db: Connection, link: str, agent: str = CHROME, before: str = "") -> str:
    return await sessions.open(db, await links.by_id(db, link), agent, before)


async def known(db: Connection) -> list[bool]:
    return [row["known"] for row in await db.fetch("SELECT known FROM sessions ORDER BY id")]


async def told(db: Connection) -> list[dict[str, Any]]:
    """The facts of every letter about devices."""
    while await devices.tell_next(db):
        pass
    rows = await db.fetch("SELECT facts FROM letters WHERE kind = 'juror_new_device' ORDER BY id")
    return [row["facts"] for row in rows]


async def newest(db: Connection) -> outbox.Letter:
    found = await outbox.letter(db, await db.fetchval("SELECT max(id) FROM letters"))
    assert found is not None
    return found


async def a_day_later(db: Connection) -> None:
    await db.execute("UPDATE sessions SET told_on = told_on - 1")
    await db.execute("UPDATE letters SET occasion = occasion || ' of yesterday'")


async def test_a_browser_that_opens_the_link_again_is_one_known_device(db: Connection) -> None:
    juror, link = await ada(db)
    first = await opened(db, link)
    second = await opened(db, link, before=first)
    await sessions.end(db, second)

    await opened(db, link, before=second)

    assert await known(db) == [False, True, True]
    assert (await devices.devices(db, juror)).total == 1


async def test_the_cookie_of_another_juror_makes_no_browser_known(db: Connection) -> None:
    _, link = await ada(db)
    other = await people.juror(db, await db.fetchval("SELECT id FROM editions"), "Bo")
    cookie = await opened(db, await links.issue(db, Purpose.JUROR, other))

    await opened(db, link, before=cookie)

    assert await known(db) == [False, False]
    assert (await panel.by_cookie(db, sessions.hashed(cookie))).name == "Bo"


async def test_the_device_at_hand_stands_first_and_the_newest_next(db: Connection) -> None:
    juror, link = await ada(db)
    cookies = [await opened(db, link, agent) for agent in (CHROME, IPHONE, "")]
    this = (await panel.by_cookie(db, sessions.hashed(cookies[1]))).session

    found = await devices.devices(db, juror, this)

    assert [one.browser for one in found.shown] == ["Safari", "", "Chrome"]
    assert (found.shown[0].id, found.total, found.more) == (this, 3, 0)


async def test_ending_the_others_leaves_the_device_at_hand(db: Connection) -> None:
    _, link = await ada(db)
    other, this = await opened(db, link), await opened(db, link, IPHONE)
    at_hand = await panel.by_cookie(db, sessions.hashed(this))

    for _ in range(2):
        await devices.end_others(db, at_hand)

    assert await panel.by_cookie(db, sessions.hashed(this)) == at_hand
    with pytest.raises(JurorNotSignedIn):
        await panel.by_cookie(db, sessions.hashed(other))
    assert await people.deeds(db) == ["juror.devices_ended"]
    assert await db.fetchval("SELECT detail FROM event_details") == {"devices": 1}


async def test_new_devices_are_one_letter_a_day_and_none_is_left_out(db: Connection) -> None:
    _, link = await ada(db)
    await opened(db, link, CHROME)
    await opened(db, link, IPHONE)
    first = await told(db)
    await opened(db, link, "Firefox/ Linux")
    same_day = await told(db)
    await a_day_later(db)
    next_day = await told(db)

    assert len(first) == len(same_day) == 1
    assert len(next_day) == 2
    rows = await db.fetch("SELECT told_on FROM sessions ORDER BY id")
    mentioned = [row["told_on"] for row in rows]
    assert mentioned[0] == mentioned[1] == mentioned[2] - timedelta(days=1)


async def test_a_known_device_is_no_news(db: Connection) -> None:
    _, link = await ada(db)
    cookie = await opened(db, link)
    assert len(await told(db)) == 1
    await a_day_later(db)

    await opened(db, link, before=cookie)

    assert len(await told(db)) == 1


async def test_the_letter_lists_the_devices_and_holds_an_alarm_and_no_jury_link(
    db: Connection,
) -> None:
    juror, link = await ada(db)
    await opened(db, link, CHROME)
    await opened(db, link, "Barracuda Sentinel (EE)")
    (facts,) = await told(db)

    written = (await letters.envelope(db, settings(), await newest(db))).written

    alarm = await links.by_id(db, facts["link"])
    assert (alarm.purpose, alarm.subject, alarm.single_use) == (Purpose.ALARM, juror, False)
    assert written.subject == (
        "Your link to Export company of the year 2027 was opened on a new device"
    )
    assert "- Chrome on Windows, " in written.text
    assert "- Unknown device, " in written.text
    assert f"{BASE_URL}/jury/not-me/{links.token(KEYS, alarm)}" in written.text
    for text in (written.text, written.html):
        assert "/jury/enter/" not in text
        assert tokens.sign(KEYS, Purpose.JUROR, link, 1) not in text


async def test_a_letter_mentions_a_dozen_and_counts_the_rest(db: Connection) -> None:
    _, link = await ada(db)
    for _ in range(50):
        await opened(db, link)
    await told(db)

    text = (await letters.envelope(db, settings(), await newest(db))).written.text

    assert (text.count("- Chrome on Windows, "), "and 38 more" in text) == (12, True)


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE jurors SET excused_at = now(), excused_reason = 'Ill.'",
        "UPDATE jurors SET address = 'ada@other.no', mailbox = 'ada@other.no'",
        "UPDATE links SET revoked_at = now()",
    ],
)
async def test_a_letter_about_devices_is_not_sent_to_who_is_gone(db: Connection, gone: str) -> None:
    _, link = await ada(db)
    await opened(db, link)
    await told(db)
    await db.execute(gone)

    with pytest.raises(Void):
        await letters.envelope(db, settings(), await newest(db))


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE jurors SET excused_at = now(), excused_reason = 'Ill.'",
        "UPDATE editions SET stage = 'archived'",
        "DELETE FROM award",
    ],
)
async def test_nobody_who_is_gone_is_told(db: Connection, gone: str) -> None:
    _, link = await ada(db)
    await opened(db, link)
    await db.execute(gone)

    assert await told(db) == []


async def test_the_devices_of_staff_are_no_news_for_a_juror(db: Connection) -> None:
    await ada(db)
    tone = await people.staff(db)
    await opened(db, await links.issue(db, Purpose.STAFF, tone))

    assert await told(db) == []
