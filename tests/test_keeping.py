"""In a real browser: what is typed survives a closed tab and a lost connection."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.async_api import Page, expect

from awards import database, links
from awards.app import create_app
from tests import people
from tests.chromium import NARROW, chromium
from tests.conftest import KEYS, settings

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(120)]

NOTICE, OFFLINE, SEND = (
    "[data-keep-notice]",
    "[data-keep-offline]",
    "button[value=send]:not([aria-hidden])",
)
KEPT = "Object.keys(localStorage)"


@dataclass(frozen=True)
class Award:
    """An award that runs, with two categories; the second has a question of its own."""

    url: str
    categories: tuple[int, int]
    why: str  # fields
    since: str


@asynccontextmanager
async def award(url: str) -> AsyncIterator[Award]:
    listening = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    db = await database.connect(url)
    await people.award(db)
    edition = await people.edition(db)
    first = await people.category(db, edition)
    second = await people.category(db, edition, "newcomer", 2)
    why = await db.fetchval("SELECT id FROM questions")
    since = await db.fetchval(
        """INSERT INTO questions (edition, position, label, kind, category)
           VALUES ($1, 2, '{"en": "Since when?"}', 'short_text', $2) RETURNING id""",
        edition,
        second,
    )
    app = create_app(settings(url, base_url=base))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Award(base, (first, second), f"#answer-{why}", f"#answer-{since}")
    finally:
        server.should_exit = True
        await serving
        await db.close()


async def fill_in(page: Page, made: Award) -> None:
    await page.goto(f"{made.url}/en/nominate")
    await page.check(f'[name="category"][value="{made.categories[1]}"]')
    await page.fill("#company", "Fjordpuls")
    await page.fill(made.why, "It grows.")
    await page.fill(made.since, "2024")
    await page.fill("#nominator", "Kari")
    await page.press("#nominator", "Tab")


async def test_what_was_typed_stands_there_again_until_it_is_sent_or_removed(
    own_database: str,
) -> None:
    async with award(own_database) as made, chromium() as browser:
        context = await browser.new_context(**NARROW.options)
        closed = await context.new_page()
        await fill_in(closed, made)
        await closed.close()

        page = await context.new_page()
        await page.goto(f"{made.url}/en/nominate")
        await expect(page.locator(NOTICE)).to_be_visible()
        await expect(page.locator(made.since)).to_have_value("2024")
        await expect(page.locator("[data-part]").last).to_have_text("1 of 3")
        assert "form" not in str(await page.evaluate("localStorage['aw-form nominate:2027']"))

        await page.fill("#address", "kari@example.org")
        await page.fill("#relation", "Customer")
        await context.set_offline(True)
        await page.click(SEND)
        await expect(page.locator(OFFLINE)).to_be_focused()
        await expect(page.locator("#relation")).to_have_value("Customer")
        await context.set_offline(False)
        await page.click(SEND)

        await expect(page).to_have_url(f"{made.url}/en/nominations/received")
        assert await page.evaluate(KEPT) == []


async def test_what_is_kept_is_removed_at_a_press_and_never_put_over_what_was_sent(
    own_database: str,
) -> None:
    async with award(own_database) as made, chromium() as browser:
        page = await browser.new_page(**NARROW.options)
        await fill_in(page, made)
        await page.fill("#nominator", "Ola")
        await page.click(SEND)
        await expect(page.locator("#errors")).to_be_visible()
        await expect(page.locator("#nominator")).to_have_value("Ola")
        await expect(page.locator(NOTICE)).to_be_hidden()

        await page.goto(f"{made.url}/en/nominate")
        await page.click("[data-keep-remove]")
        await expect(page.locator("#nominator")).to_have_value("")
        await expect(page.locator(NOTICE)).to_be_hidden()
        assert await page.evaluate(KEPT) == []


async def test_a_kept_form_that_was_left_stands_there_again_and_overwrites_nothing(
    own_database: str,
) -> None:
    async with award(own_database) as made, chromium() as browser:
        page = await browser.new_page(**NARROW.options)
        await fill_in(page, made)
        await page.fill("#address", "kari@example.org")
        await page.click("button[value=save]")
        await page.goto(made.url + await _link(own_database))
        await page.click("form button")
        await page.fill("#relation", "Customer")
        await page.press("#relation", "Tab")

        await _keep_elsewhere(own_database, "Supplier")
        await page.goto(f"{made.url}/en/nominate/continue")
        await expect(page.locator(NOTICE)).to_be_visible()
        await expect(page.locator("#relation")).to_have_value("Customer")
        await page.click("button[value=save]")
        await expect(page.locator("#theirs")).to_be_visible()
        await expect(page.locator("#relation")).to_have_value("Customer")
        await page.click("button[value=save]")

        await expect(page).to_have_url(f"{made.url}/en/nominate/continue")
        await expect(page.locator(NOTICE)).to_be_hidden()
        await expect(page.locator("#relation")).to_have_value("Customer")
        assert await page.evaluate(KEPT) == ["aw-form nominate:2027"]


async def _link(url: str) -> str:
    """Where the one letter leads."""
    db = await database.connect(url)
    ident = await db.fetchval("SELECT facts ->> 'link' FROM letters")
    token = links.token(KEYS, await links.by_id(db, ident))
    await db.close()
    return f"/en/nominate/open/{token}"


async def _keep_elsewhere(url: str, relation: str) -> None:
    db = await database.connect(url)
    await db.execute(
        """UPDATE unfinished SET version = version + 1,
                  fields = fields || jsonb_build_array(jsonb_build_array('relation', $1::text))""",
        relation,
    )
    await db.close()


async def test_questions_of_a_category_turn_up_when_it_is_chosen_without_script(
    own_database: str,
) -> None:
    async with award(own_database) as made, chromium() as browser:
        page = await browser.new_page(**NARROW.options, java_script_enabled=False)
        await page.goto(f"{made.url}/en/nominate")
        shown = [await page.locator(made.since).is_visible()]
        for category in reversed(made.categories):
            await page.check(f'[name="category"][value="{category}"]')
            shown.append(await page.locator(made.since).is_visible())

        assert shown == [False, True, False]
