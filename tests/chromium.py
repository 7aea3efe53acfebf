"""A person at a real browser: the deeds of a ``Visitor``, with JavaScript, and axe on each page."""

import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, Response, async_playwright

from awards import rendering

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW_TO_GET = "no Chromium is found: install Debian's package chromium, or Google Chrome"
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def found() -> str:
    """Where Chromium is; without one the test is skipped, or fails where CI=true."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if os.environ.get("CI") == "true":
        pytest.fail(HOW_TO_GET)
    pytest.skip(HOW_TO_GET)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = found()
    with tempfile.TemporaryDirectory():
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield browser
            await browser.close()


@dataclass(frozen=True)
class View:
    """How somebody looks at the pages."""

    width: int
    language: str

    @property
    def options(self) -> dict[str, Any]:
        height = 800 if self.width > 600 else 740
        locale = {"nb": "nb-NO", "en": "en-GB"}[self.language]
        return {
            "viewport": {"width": self.width, "height": height},
            "locale": locale,
            "reduced_motion": "reduce",
        }


@dataclass
class Inspection:
    """axe on every page that differs: what was looked at, and what was found."""

    key: Callable[[str, int], str]  # address and status -> what counts as the same page
    seen: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    axe: Axe = field(default_factory=Axe)

    async def look(self, page: Page, status: int) -> None:
        key = f"{self.key(page.url, status)} {page.viewport_size}"
        if key in self.seen:
            return
        self.seen.add(key)
        results = await self.axe.run(page, options=AXE)
        for violation in results.response["violations"]:
            targets = [node["target"] for node in violation["nodes"][:3]]
            self.found.append(f"{key}: {violation['id']} {violation['help']} {targets}")
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append(f"{key}: scrolls sideways")


@dataclass
class Person:
    """One browser profile; opens, follows and presses like ``Visitor``."""

    page: Page
    base: str
    inspection: Inspection
    language: str = "en"
    response: Response | None = None

    async def open(self, address: str, *, expect: int = 200) -> str:
        self.response = await self.page.goto(urljoin(self.base, address))
        return await self._arrived(expect)

    async def press(self, message: str, *, expect: int = 200, nth: int = 0, **given: Any) -> str:
        words = rendering.translate(self.language, message)
        button = self.page.get_by_role("button", name=words, exact=True).nth(nth)
        return await self._press(button, expect, given)

    async def submit(self, action: str, *, expect: int = 200, **given: Any) -> str:
        button = self.page.locator(f'form[action$="{action}"] button:visible').first
        return await self._press(button, expect, given)

    async def _press(self, button: Locator, expect: int, given: Any) -> str:
        form = button.locator("xpath=ancestor::form")
        for name, value in given.items():
            await self._fill(form, name, value)
        async with self.page.expect_navigation() as navigation:
            await button.click()
        self.response = await navigation.value
        return await self._arrived(expect)

    async def _fill(self, form: Locator, name: str, value: Any) -> None:
        fields = form.locator(f'[name="{name}"]')
        kind = await fields.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                await form.locator(f'[name="{name}"][value="{one}"]').check()
        elif kind == "select-one":
            await fields.first.select_option(str(value))
        else:
            await fields.first.fill(str(value))

    async def _arrived(self, expect: int) -> str:
        await self.page.wait_for_load_state("load")
        status = self.response.status if self.response else 0
        text = await self.text()
        assert status == expect, f"{status} for {self.page.url}: {text[:2000]}"
        await self.inspection.look(self.page, status)
        return text

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    async def text(self) -> str:
        words = await self.page.locator("body").inner_text()
        return re.sub(r"\s+", " ", words).strip()

    async def addresses(self) -> list[str]:
        links = self.page.locator("a[href]")
        found: list[str] = await links.evaluate_all(
            "all => all.map(one => one.getAttribute('href'))"
        )
        return found
