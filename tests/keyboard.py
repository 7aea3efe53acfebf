"""Somebody with a keyboard alone, without JavaScript, at 400 % zoom: 320 by 256 pixels are left."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.async_api import Browser, Page

from awards import rendering

ZOOMED = {"width": 320, "height": 256}
MOST = 150  # presses of Tab before they give up

# What the element in focus is called, and the legend of the group it stands in.
CALLED = r"""() => {
    const one = document.activeElement;
    if (one === document.body) return ["", ""]; // past the last one
    const said = [...(one.labels || [])].map((label) => label.innerText).join(" ");
    const legend = one.closest("fieldset")?.querySelector("legend")?.innerText || "";
    const name = one.getAttribute("aria-label") || said || one.innerText || "";
    return [name, legend].map((text) => text.replace(/\s+/g, " ").trim());
}"""
KIND = "document.activeElement.type || ''"
# Whether they see where they are: a ring around it, and at least a corner that nothing covers.
SEEN = """() => {
    const one = document.activeElement;
    const near = [one, one.closest("label"), one.parentElement].filter(Boolean);
    const rings = near.map((each) => getComputedStyle(each));
    const ring = rings.some((each) => each.outlineStyle !== "none" || each.boxShadow !== "none");
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const points = [[x, y], [left + 2, top + 2], [right - 2, top + 2],
                    [left + 2, bottom - 2], [right - 2, bottom - 2], [x, top + 2], [x, bottom - 2]];
    const open = points.some(([a, b]) => {
        const hit = document.elementFromPoint(a, b);
        return hit && (hit.contains(one) && hit !== document.body || one.contains(hit)
                       || one.closest("label")?.contains(hit));
    });
    return ring && open;
}"""


@dataclass
class Hands:
    """A keyboard at one page. Words are in the language of the pages."""

    page: Page
    base: str
    language: str = "en"

    async def open(self, address: str) -> None:
        await self.page.goto(urljoin(self.base, address))

    async def reach(self, message: str, kind: str = "") -> None:
        """Press Tab until the focus stands on what is called so, or in such a group; of a kind."""
        words = rendering.translate(self.language, message)
        passed: list[str] = []
        for _ in range(MOST):
            await self.page.keyboard.press("Tab")
            name, legend = await self.page.evaluate(CALLED)
            where = f"{name!r} on {self.page.url}"
            assert name == "" or await self.page.evaluate(SEEN), f"the focus is not seen on {where}"
            called = name.startswith(words) or legend.startswith(words)
            if called and kind in await self.page.evaluate(KIND):
                return
            passed.append(name)
        raise AssertionError(f"{words!r} cannot be reached on {self.page.url}: {passed}")

    async def write(self, message: str, text: str) -> None:
        await self.reach(message)
        await self.page.keyboard.press("Control+a")
        await self.page.keyboard.type(text)

    async def choose(self, message: str, key: str) -> None:
        """Move within a group of choices with the arrows."""
        await self.reach(message, "radio")
        await self.page.keyboard.press("Space")
        await self.page.keyboard.press(key)

    async def toggle(self, message: str) -> None:
        await self.reach(message)
        await self.page.keyboard.press("Space")

    async def go(self, message: str) -> str:
        """Follow a link or press a button with Enter; what the page after it says."""
        await self.reach(message)
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")
        sideways = await self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not sideways, f"{self.page.url} scrolls sideways"
        return await self.page.locator("main").inner_text()


@asynccontextmanager
async def hands(
    browser: Browser, base: str, language: str, cookies: Mapping[str, str]
) -> AsyncIterator[Hands]:
    context = await browser.new_context(
        viewport=ZOOMED,  # type: ignore[arg-type]
        java_script_enabled=False,
        reduced_motion="reduce",
        locale={"nb": "nb-NO", "en": "en-GB"}[language],
    )
    for name, value in cookies.items():
        await context.add_cookies([{"name": name, "value": value, "url": base}])
    yield Hands(await context.new_page(), base, language)
    await context.close()
