"""The year in which forms are built, previewed and filled in: its people, each at a browser of
their own, and what may happen to a browser meanwhile."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
from playwright.async_api import Browser

from awards import rendering
from tests import chromium, register, router
from tests.chromium import Inspection, Person
from tests.service import running
from tests.smtp import PostOffice
from tests.story import Story, Teller
from tests.visitor import Visitor


@dataclass
class Year(Story):
    """The story's year, as far as it is set up without its category and questions."""

    async def _category(self) -> None:
        return None

    async def _questions(self) -> None:
        return None


@dataclass
class Workshop:
    """The award in this test, and everybody in it."""

    browser: Browser
    story: Story
    inspection: Inspection
    tone: Person
    fields: dict[str, str] = field(default_factory=dict)  # English label -> name of its field

    async def person(self, language: str) -> Person:
        return await chromium.person(self.browser, self.story.base, self.inspection, language)

    async def looked(self, who: Person, what: str) -> None:
        """axe on a page in a state that no address leads to, at both widths."""
        views = [view for view in chromium.EVERY if view.language == who.language]
        for view in sorted(views, key=lambda one: one == chromium.usual(who.language)):
            await who.page.set_viewport_size(view.options["viewport"])
            await self.inspection.look(who.page, view, what)


@asynccontextmanager
async def opened() -> AsyncIterator[Workshop]:
    """A year without a category or questions, and Tone at her desk."""
    inspection = Inspection(router.key, every_view=True)
    with (
        PostOffice() as office,
        register.running() as stand_in,
        running(office.url, register_url=stand_in.sample, workers=1) as service,
    ):
        async with chromium.chromium() as browser, AsyncExitStack() as clients:

            async def cast(language: str) -> Visitor:
                headers = {"accept-language": language}
                client = httpx.AsyncClient(base_url=service.url, headers=headers, timeout=20)
                return Visitor(await clients.enter_async_context(client), language)

            story = Year(service.url, service.said["staff"], office, cast, staff_language="nb")
            await story.set_up()
            tone = await chromium.person(browser, service.url, inspection, "nb")
            assert isinstance(story.tone, Visitor)
            cookies = dict(story.tone.client.cookies).items()
            await tone.page.context.add_cookies(
                [{"name": name, "value": value, "url": service.url} for name, value in cookies]
            )
            yield Workshop(browser, story, inspection, tone)


async def link(who: Teller, pattern: str) -> str:
    """The first link on the page to such an address."""
    return next(one for one in await who.addresses() if re.search(pattern, one))


async def tab_again(shop: Workshop, who: Person, address: str, name: str, text: str) -> Person:
    """They close the tab and open the page anew: what they typed stands there, and is told."""
    await who.page.wait_for_function(
        "text => Object.values(localStorage).some((one) => one.includes(text))", arg=text
    )
    page = await who.page.context.new_page()
    await who.page.close()
    shop.inspection.listen(page)
    again = Person(page, who.base, shop.inspection, who.language)
    await again.open(address)
    assert await page.locator(f"#{name}").input_value() == text
    assert await page.locator("[data-keep-notice]").is_visible()
    await shop.looked(again, f"{address} with what was kept in the browser")
    return again


async def cut_off(shop: Workshop, who: Person, button: str) -> None:
    """Without a connection nothing is sent, nothing is lost, and they are told."""
    await who.page.context.set_offline(True)
    words = rendering.translate(who.language, button)
    await who.page.get_by_role("button", name=words).click()
    notice = who.page.locator("[data-keep-offline]")
    await notice.wait_for(state="visible")
    await shop.looked(who, f"{who.path} without a connection")
    await who.page.context.set_offline(False)
    await who.page.wait_for_function("navigator.onLine")
