"""A mail scanner sits on every link before its reader: it marks, scores, confirms and ends nothing,
and every reader gets in afterwards.

The harness ships with the fault it must catch: links that are used up by whoever comes first.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser

from awards import database, links
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from tests import chromium, people, scale
from tests.jury import Judging, judging
from tests.scanner import scan
from tests.service import KEY, Service, running

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(3600)]

DOORS = {
    Purpose.JUROR: "/jury/enter/",
    Purpose.ALARM: "/jury/not-me/",
    Purpose.STAFF: "/staff/enter/",
}
MARKS = {
    "sheets": "SELECT count(*) FROM sheets",
    "ballots": "SELECT count(*) FROM ballots",
    "recusals": "SELECT count(*) FROM recusals",
    "names looked through": "SELECT count(*) FROM cleared",
    "rules read": "SELECT count(*) FROM jurors WHERE welcomed_at IS NOT NULL",
    "notes": "SELECT count(*) FROM notes",
    "questions": "SELECT count(*) FROM flags",
    "links ended": "SELECT count(*) FROM links WHERE revoked_at IS NOT NULL OR generation > 1",
    "letters but one a juror": """SELECT COALESCE(sum(count - 1), 0) FROM
        (SELECT count(*) AS count FROM letters GROUP BY mailbox, kind) AS written""",
}


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    with running(workers=1) as found:
        yield found


async def jury_of(db: Connection, size: int) -> Judging:
    """A jury that was invited and has done nothing."""
    await people.award(db)
    names = tuple(f"Juror{number}" for number in range(size))
    at = await judging(db, jurors=names, stage=Stage.JUDGING)
    await db.execute("DELETE FROM cleared")
    await db.execute("UPDATE jurors SET welcomed_at = NULL, read_version = NULL")
    return at


async def address(db: Connection, service: Service, purpose: Purpose, subject: int) -> str:
    link = await links.by_id(db, await links.issue(db, purpose, subject))
    return f"{service.url}{DOORS[purpose]}{links.token((KEY,), link)}"


async def marks(db: Connection) -> dict[str, Any]:
    return {name: await db.fetchval(query) for name, query in MARKS.items()}


async def gets_in(browser: Browser, link: str, audience: str) -> bool:
    """Somebody presses the one button behind their link, and is in a room."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(link)
    await page.locator("main button").first.click()
    await page.wait_for_load_state()
    given = {cookie.get("name") for cookie in await context.cookies()}
    await context.close()
    return audience in given


async def test_a_scanner_on_every_link_does_nothing_and_keeps_nobody_out(
    service: Service,
) -> None:
    db = await database.connect(service.dsn)
    at = await jury_of(db, scale.SCANNED_LINKS)
    staff = await people.staff(db)
    jurors = [await address(db, service, Purpose.JUROR, juror) for juror in at.jurors.values()]
    alarm = await address(db, service, Purpose.ALARM, next(iter(at.jurors.values())))
    desk = await address(db, service, Purpose.STAFF, staff)
    async with chromium.chromium() as browser:
        pressed = 0
        for link in (*jurors, alarm):
            pressed += await scan(browser, link, scale.SCANS)
        pressed += await scan(browser, desk, scale.SCANS, on=False)
        made = await marks(db)
        came_in = [await gets_in(browser, link, "juror") for link in jurors]
        at_the_desk = await gets_in(browser, desk, "staff")
    print(
        f"\n{len(jurors)} links of jurors, one of an alarm, one of staff:"
        f" {scale.SCANS} visits each, {pressed} buttons pressed, {made}, {sum(came_in)} came in"
    )
    await db.close()

    assert pressed >= 2 * (len(jurors) + 1)
    assert made == dict.fromkeys(MARKS, 0)
    assert all(came_in)
    assert at_the_desk


async def test_links_that_whoever_comes_first_uses_up_are_found(service: Service) -> None:
    db = await database.connect(service.dsn)
    at = await jury_of(db, 1)
    link = await address(db, service, Purpose.JUROR, at.jurors["Juror0"])
    await db.execute("UPDATE links SET single_use = true")
    async with chromium.chromium() as browser:
        await scan(browser, link, 6)

        assert not await gets_in(browser, link, "juror")
    await db.close()
