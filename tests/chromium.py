"""A person at a real browser: the deeds of a ``Visitor``, with JavaScript, and axe on each page."""

import os
import random
import re
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    async_playwright,
)

from awards import rendering
from tests import scale

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
    "preload": False,  # what only rules about sound and video need
}
STATUS = "Failed to load resource: the server responded with a status of"
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


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
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@dataclass(frozen=True)
class View:
    """How somebody looks at the pages."""

    width: int
    language: str
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.width} px, {self.language}, {self.scheme}"

    @property
    def options(self) -> dict[str, Any]:
        height = 800 if self.width > 600 else 740
        locale = {"nb": "nb-NO", "en": "en-GB"}[self.language]
        return {
            "viewport": {"width": self.width, "height": height},
            "locale": locale,
            "reduced_motion": "reduce",
            "color_scheme": self.scheme,
        }


WIDE, NARROW = View(1280, "nb", "light"), View(360, "en", "dark")
EVERY = (WIDE, NARROW, View(1280, "en", "dark"), View(360, "nb", "light"))


def usual(language: str) -> View:
    """Who reads bokmål sits at a desk, who reads English holds a telephone."""
    return next(view for view in (WIDE, NARROW) if view.language == language)


@dataclass
class Inspection:
    """axe on every page that differs: what was looked at, and what was found."""

    key: Callable[[str, str, int, str], str]  # method, address, status, markup -> same page?
    every_view: bool = scale.EVERY_VIEW
    share: float = scale.PAGES_LOOKED_AT
    stage: str = ""  # where in the year we are
    looked: dict[str, set[View]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # of the pages that were looked at, in any shape
    found: list[str] = field(default_factory=list)
    seconds: float = 0.0  # that axe took
    axe: Axe = field(default_factory=Axe)

    def wanted(self, key: str) -> list[View]:
        """The views in which this page has yet to be looked at; the seed decides on one of two."""
        if self._is_passed_by(key):
            return []
        seen = self.looked.get(key, set())
        if self.every_view:
            return [view for view in EVERY if view not in seen]
        return [] if seen else [random.Random(f"{scale.SEED} {key}").choice((WIDE, NARROW))]

    def _is_passed_by(self, key: str) -> bool:
        """Each page is looked at once; of its other shapes the seed chooses some."""
        name = key.rpartition(" ")[0]
        return name in self.names and random.Random(f"{scale.SEED} {key}").random() >= self.share

    async def arrived(self, page: Page, view: View, response: Response) -> None:
        """Somebody has come to a page: it is looked at where it is new."""
        markup = await response.text()
        key = self.key(response.request.method, response.url, response.status, markup)
        seen = self.looked.get(key, set())
        if self._is_passed_by(key) or (not self.every_view and seen):
            return
        for one in EVERY if self.every_view else (view,):
            if one.language == view.language and one not in seen:
                await _turn(page, one)
                await self.look(page, one, key)
        await _turn(page, view)

    @property
    def shown(self) -> set[str]:
        """The pages, by their names alone, that were there and were looked at."""
        opened = [name.split(" ") for name in self.names]
        return {words[1] for words in opened if len(words) == 3 and words[::2] == ["GET", "200"]}

    async def look(self, page: Page, view: View, key: str) -> None:
        self.looked.setdefault(key, set()).add(view)
        self.names.add(key.rpartition(" ")[0])
        where = f"{self.stage}: {key} {page.url} at {view}"
        began = time.monotonic()
        results = await self.axe.run(page, options=AXE)
        self.seconds += time.monotonic() - began
        for violation in results.response["violations"]:
            nodes = [(node["target"], node["html"][:120]) for node in violation["nodes"][:3]]
            self.found.append(f"{where}: {violation['id']}, {violation['help']} {nodes}")
        if await page.evaluate(SIDEWAYS):
            self.found.append(f"{where}: scrolls sideways")

    def listen(self, page: Page) -> None:
        """Whatever the browser complains about while somebody uses this page is found, too."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._failed)

    def _heard(self, message: ConsoleMessage) -> None:
        """A page whose own status is a refusal is no complaint; a file that is missing is one."""
        own = message.page is not None and message.location["url"] == message.page.url
        if message.type == "error" and not (own and message.text.startswith(STATUS)):
            self.found.append(f"{message.location['url']}: {message.text}")

    def _failed(self, request: Request) -> None:
        """What is on its way when somebody goes on to the next page is cut off; it did not fail."""
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"{request.url}: {request.failure}")


async def _turn(page: Page, view: View) -> None:
    """The page that is open, in the width and the colours of a view."""
    wanted = view.options
    if page.viewport_size != wanted["viewport"]:
        await page.set_viewport_size(wanted["viewport"])
        await page.emulate_media(color_scheme=view.scheme)


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
        buttons = self.page.locator("button:not([aria-hidden])")
        button = buttons.filter(has_text=re.compile(rf"^\s*{re.escape(words)}\s*$")).nth(nth)
        return await self._press(button, expect, given)

    async def submit(self, action: str, *, expect: int = 200, **given: Any) -> str:
        button = self.page.locator(f'form[action$="{action}"] button:visible').first
        return await self._press(button, expect, given)

    async def _press(self, button: Locator, expect: int, given: Any) -> str:
        folded = button.locator("xpath=ancestor::details[not(@open)]/summary")
        if await folded.count():
            await folded.click()
        form = button.locator("xpath=ancestor::form")
        for name, value in given.items():
            await self._fill(form, name, value)
        for_enter = await button.get_attribute("aria-hidden")  # nobody can point at that one
        async with self.page.expect_navigation() as navigation:
            await (button.dispatch_event("click") if for_enter else button.click())
        self.response = await navigation.value
        return await self._arrived(expect)

    async def _fill(self, form: Locator, name: str, value: Any) -> None:
        fields = form.locator(f'[name="{name}"]')
        kind = await fields.first.evaluate("one => one.type")
        if kind == "checkbox":
            await self._tick(fields, value if isinstance(value, list) else [value])
        elif kind == "radio":
            await form.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "file":
            await fields.first.set_input_files(value)
        elif kind == "select-one":
            await fields.first.select_option(str(value))
        else:
            await fields.first.fill(str(value))

    async def _tick(self, boxes: Locator, wanted: list[Any]) -> None:
        """These and no others, whatever was ticked before."""
        for box in await boxes.all():
            value = await box.get_attribute("value")
            await box.set_checked(value in [str(one) for one in wanted])

    async def _arrived(self, expect: int) -> str:
        assert self.response is not None
        status = self.response.status
        text = await self.text()
        assert status == expect, f"{status} for {self.page.url}: {text[:2000]}"
        await self.inspection.arrived(self.page, usual(self.language), self.response)
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


async def person(browser: Browser, base: str, inspection: Inspection, language: str) -> Person:
    """Somebody with a browser profile of their own, who looks at pages as is usual for them."""
    context = await browser.new_context(**usual(language).options)
    page = await context.new_page()
    inspection.listen(page)
    return Person(page, base, inspection, language)
