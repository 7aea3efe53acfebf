"""A mail scanner: opens the links of a letter before its reader does, in every way there is.

It asks with GET, HEAD and OPTIONS, posts to what it found, and opens the link in a real browser
that runs scripts, sends what sends itself, and presses every button of the page; then every button
of the pages that these lead to. It fills in nothing and ticks nothing.
"""

from itertools import cycle
from urllib.parse import urlsplit

import httpx
from playwright.async_api import Browser, Page
from playwright.async_api import Error as BrowserError

BUTTONS = "button:visible, input[type=submit]:visible"
WAYS = ("GET", "HEAD", "browser", "OPTIONS", "GET", "POST")
PATIENCE = 2000  # milliseconds


async def scan(browser: Browser, address: str, visits: int, *, on: bool = True) -> int:
    """Visit a link so often, in every way; how many buttons were pressed. ``on``: once, those of
    the pages behind it, too."""
    pressed = 0
    async with httpx.AsyncClient(follow_redirects=True) as client:
        for _, way in zip(range(visits), cycle(WAYS), strict=False):
            if way == "browser":
                pressed += await _open(browser, address, on)
                on = False
            else:
                await client.request(way, address)
    return pressed


async def _open(browser: Browser, address: str, on: bool) -> int:
    """Once in a browser that has never been here."""
    context = await browser.new_context()
    page = await context.new_page()
    landed = await _press_all(page, address)
    pressed = len(landed)
    for place in landed if on else ():
        if urlsplit(place).path != urlsplit(address).path:
            pressed += len(await _press_all(page, place))
    await context.close()
    return pressed


async def _press_all(page: Page, address: str) -> list[str]:
    """Press every button of a page, each on a page loaded anew; where they led."""
    await page.goto(address)
    count = await page.locator(BUTTONS).count()
    landed = []
    for number in range(count):
        await page.goto(address)
        if await _press(page, number):
            landed.append(page.url)
    return landed


async def _press(page: Page, number: int) -> bool:
    buttons = page.locator(BUTTONS)
    if await buttons.count() <= number:
        return False
    try:
        await buttons.nth(number).click(timeout=PATIENCE)
        await page.wait_for_load_state(timeout=PATIENCE)
    except BrowserError:
        return False
    return True
