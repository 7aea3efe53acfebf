"""Suggestions of companies while a name is typed, in a real browser by keyboard alone."""

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.chromium import WIDE, chromium
from tests.register import FJORDPULS
from tests.service import running

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(300)]

NAME, OPTIONS, STATUS = "#company", "#company-options li", "[data-suggest] [data-status]"


async def form(browser: Browser, url: str) -> Page:
    page = await browser.new_page(**WIDE.options)
    await page.goto(f"{url}/nb/nominate")
    return page


async def picked_by_keyboard(page: Page) -> None:
    """Escape closes the list without a choice; arrows and Enter choose, and Enter sends nothing."""
    name = page.locator(NAME)
    await name.press_sequentially("fjordpuls", delay=20)
    await expect(page.locator(OPTIONS)).to_have_count(3)
    await expect(page.locator(STATUS)).to_have_text(
        "Fant 3 bedrifter. Trykk pil ned for å velge én."
    )
    await expect(name).to_have_attribute("aria-expanded", "true")

    await name.press("Escape")
    await expect(page.locator(OPTIONS).first).to_be_hidden()
    await expect(name).to_have_value("fjordpuls")

    await name.press("ArrowDown")
    await name.press("ArrowUp")
    await expect(name).to_have_attribute("aria-activedescendant", "company-option-2")
    await name.press("ArrowDown")
    await name.press("Enter")
    await expect(page.locator(".aw-company h3")).to_have_text("FJORDPULS AS")
    await expect(page.locator(NAME)).to_have_value("Fjordpuls AS")
    await expect(page.locator(NAME)).to_be_focused()
    await expect(page.locator('[name="organisation_number"]')).to_have_value(FJORDPULS)
    await expect(page.locator(STATUS)).to_have_text("FJORDPULS AS er valgt.")


async def chosen_anew(page: Page) -> None:
    await page.get_by_role("button", name="Velg en annen bedrift").press("Enter")
    await expect(page.locator(NAME)).to_be_focused()
    await expect(page.locator(NAME)).to_have_value("")
    await expect(page.locator('[name="organisation_number"]')).to_have_value("")


async def written_by_hand(page: Page) -> None:
    await page.locator(NAME).fill("Finnes Ikke")
    await expect(page.locator(STATUS)).to_have_text("Fant ingen bedrift. Skriv hele navnet selv.")
    await expect(page.locator(OPTIONS)).to_have_count(0)


async def silent_without_an_answer(page: Page) -> None:
    asked: list[str] = []

    async def cut(route: Route) -> None:
        asked.append(route.request.url)
        await route.abort()

    await page.route("**/nb/companies?*", cut)
    await page.locator(NAME).fill("nordlys")
    await page.wait_for_timeout(600)
    await expect(page.locator(NAME)).to_have_value("nordlys")
    assert [url.partition("?")[2] for url in asked] == ["q=nordlys"]


async def test_a_company_is_picked_from_the_suggestions_by_keyboard() -> None:
    faults: list[str] = []
    with running(command=("demo",), workers=1) as service:
        async with chromium() as browser:
            page = await form(browser, service.url)
            page.on("pageerror", lambda error: faults.append(str(error)))
            await picked_by_keyboard(page)
            await chosen_anew(page)
            await written_by_hand(page)
            await silent_without_an_answer(page)
            assert page.url == f"{service.url}/nb/nominate"

    assert faults == []
