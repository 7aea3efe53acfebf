"""Three jurors in a real browser: by keys alone, with the connection lost twice and a change of
device; without JavaScript; at 400 % zoom. Nothing is lost, and every press of a key is counted."""

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from playwright.async_api import Error as BrowserError

from awards import database, tokens
from awards.database import Connection
from awards.tokens import Purpose
from tests import chromium, people, scale
from tests.chromium import Inspection
from tests.jury import Judging, judging
from tests.keyboard import CALLED, MOST, ZOOMED, Hands, hands
from tests.service import KEY, Service, running

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(900)]

NAMES = tuple(f"Lomvi {number}" for number in range(1, scale.JURY_NOMINEES + 1))
MOST_PRESSES = 2 * len(people.CRITERIA)  # a digit for each criterion, an arrow between, one key on
EVIDENCE = {"nb": "En kontrakt i to land.", "en": "A contract in two countries."}
KEPT = "Object.keys(localStorage)"
CUT = "There is no connection."
ON = "Save and go to the next"


@dataclass
class Judge:
    """A juror at a keyboard: what they pressed, and what they gave."""

    page: Page
    inspection: Inspection
    pressed: Counter[str] = field(default_factory=Counter)
    gave: dict[str, list[int]] = field(default_factory=dict)
    per_nominee: list[int] = field(default_factory=list)
    width: int = chromium.WIDE.width

    async def press(self, key: str) -> None:
        self.pressed[key] += 1
        await self.page.keyboard.press(key)

    async def reach(self, words: str, kind: str = "") -> None:
        """Press Tab until what has focus is called so, or stands in a group that is."""
        for _ in range(MOST):
            await self.press("Tab")
            called = any(name.startswith(words) for name in await self.page.evaluate(CALLED))
            if called and kind in await self.page.evaluate("document.activeElement.type || ''"):
                return
        raise AssertionError(f"{words!r} cannot be reached on {self.page.url}")

    async def go(self, words: str) -> None:
        await self.reach(words)
        async with self.page.expect_navigation():
            await self.press("Enter")

    async def enter(self, link: str) -> None:
        await self.page.goto(link)
        await self.go("Yes, go in")

    @property
    def name(self) -> Any:
        return self.page.locator("#name")

    async def score(self, first: int, second: int) -> str:
        """Both criteria by digits, from wherever the focus is on them."""
        name = str(await self.name.inner_text())
        await self.press(str(first))
        await self.press("ArrowDown")
        await self.press(str(second))
        self.gave[name] = [first, second]
        return name

    async def go_on(self, key: str = "Enter") -> None:
        async with self.page.expect_navigation():
            await self.press(key)

    async def said(self, words: str | re.Pattern[str]) -> None:
        await expect(self.page.locator("[data-status]").first).to_contain_text(words, timeout=20000)

    async def look(self, what: str) -> None:
        await self.inspection.look(self.page, chromium.WIDE, f"{what} at {self.width} px")


@dataclass(frozen=True)
class Round:
    service: Service
    db: Connection
    at: Judging
    browser: Browser

    async def link(self, name: str) -> str:
        ident = f"link-of-{name}"
        await self.db.execute(
            """INSERT INTO links (id, purpose, subject) VALUES ($1, 'juror', $2)
               ON CONFLICT DO NOTHING""",
            ident,
            self.at.jurors[name],
        )
        return f"{self.service.url}/jury/enter/{tokens.sign((KEY,), Purpose.JUROR, ident, 1)}"

    async def device(self, width: int = chromium.WIDE.width, height: int = 800) -> BrowserContext:
        return await self.browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce"
        )

    async def note(self, name: str) -> str:
        return str(
            await self.db.fetchval("SELECT body FROM notes WHERE juror = $1", self.at.jurors[name])
        )

    async def stored(self, name: str) -> dict[str, list[int]]:
        """What counts of a juror's, by nominee."""
        rows = await self.db.fetch(
            """SELECT companies.name, sheets.scores FROM sheets
                 JOIN ballots ON ballots.id = sheets.ballot
                 JOIN nominees ON nominees.id = sheets.nominee
                 JOIN companies ON companies.id = nominees.company
                WHERE sheets.juror = $1""",
            self.at.jurors[name],
        )
        return {row["name"]: row["scores"] for row in rows}


@pytest.fixture(scope="module")
async def judged() -> AsyncIterator[Round]:
    with running(workers=1) as service:
        db = await database.connect(service.dsn)
        await people.award(db)
        at = await judging(db, nominees=NAMES, jurors=("Ada", "Bo", "Siv", "Per", "Eva", "Liv"))
        await db.execute("UPDATE criteria SET evidence = $1", EVIDENCE)
        async with chromium.chromium() as browser:
            yield Round(service, db, at, browser)
        await db.close()


def axe() -> Inspection:
    return Inspection(key=lambda *_: "", every_view=False)


def points(number: int) -> tuple[int, int]:
    """Never at an end of the scale, where a comment is needed."""
    return 1 + number % 3, 1 + (number // 3) % 3


async def test_jurors_score_by_keyboard_and_nothing_is_lost(judged: Round) -> None:
    inspection = axe()

    ada = await _with_a_broken_line(judged, inspection)
    bo = await _without_javascript(judged, inspection)
    siv = await _zoomed_in(judged, inspection)

    assert inspection.found == []
    kept = [await judged.stored(name) for name in ("Ada", "Bo", "Siv")]
    assert kept == [ada, bo, siv]
    assert [len(one) for one in kept] == [len(NAMES)] * 3


async def _with_a_broken_line(judged: Round, inspection: Inspection) -> dict[str, list[int]]:
    """Ada: a third of the nominees on each of two devices, and a break in the line on both."""
    link = await judged.link("Ada")
    desk = await judged.device()
    ada = Judge(await desk.new_page(), inspection)
    await ada.enter(link)
    await ada.look("overview")
    await ada.go("Go on with")
    await ada.reach("Growth", "radio")
    await ada.look("sheet")
    half = len(NAMES) // 2
    for number in range(half):
        if number == 1:
            await _cut_off(ada, desk)
        else:
            await _score_one(ada, number)
    ada.page = await _crash(ada, desk)
    other = Judge(await (await judged.device()).new_page(), inspection, gave=ada.gave)
    await other.enter(link)
    await other.go("Go on with")
    await other.reach("Growth", "radio")
    for number in range(half + 1, len(NAMES)):
        await _score_one(other, number, comment=number == len(NAMES) - 1)
    await _confirm(other)
    presses = ada.per_nominee + other.per_nominee
    print(f"Key presses per nominee: {presses}, {sum(presses) / len(presses):.1f} on average")
    print(f"With the door, the ways and the confirmation: {ada.pressed + other.pressed}")
    assert max(presses) == MOST_PRESSES
    return ada.gave


async def _score_one(judge: Judge, number: int, *, comment: bool = False) -> None:
    before = judge.pressed.total()
    first, second = points(number)
    name = await judge.score(first, 4 if comment else second)
    if comment:
        await judge.press("Tab")
        await judge.page.keyboard.type("Best in the field.")
        await judge.press("Control+Enter")
        await judge.page.wait_for_url("**/jury/ballots/*")
        return
    await judge.go_on()
    judge.per_nominee.append(judge.pressed.total() - before)
    assert await judge.page.locator("h1").first.inner_text() != name


async def _cut_off(judge: Judge, device: BrowserContext) -> None:
    """The line breaks under a sheet: it says so, goes nowhere, and saves when the line is back."""
    await device.set_offline(True)
    await judge.said(CUT)
    here = judge.page.url
    await judge.score(*points(1))
    await judge.press("Enter")
    await judge.look("sheet without a connection")
    assert judge.page.url == here
    await device.set_offline(False)
    await judge.said("2 of 2 criteria have points.")
    await judge.go_on()


async def _crash(judge: Judge, device: BrowserContext) -> Page:
    """The line breaks, and then the tab: what was typed is put back, and saved."""
    await device.set_offline(True)
    here = judge.page.url
    await judge.score(*points(len(NAMES) // 2))
    await judge.said(CUT)
    await judge.page.close()
    await device.set_offline(False)
    again = await device.new_page()
    await again.goto(here)
    await Judge(again, judge.inspection).said("2 of 2 criteria have points.")
    assert await again.evaluate(KEPT) == []
    return again


async def _confirm(judge: Judge) -> None:
    await judge.look("ballot")
    await judge.reach("Go straight to confirming")
    await judge.press("Enter")
    await judge.go("Confirm the ballot")
    await judge.look("receipt")
    assert "/receipt" in judge.page.url


async def _without_javascript(judged: Round, inspection: Inspection) -> dict[str, list[int]]:
    """Bo: the same with the browser's own keys, at 400 % zoom as well."""
    gave: dict[str, list[int]] = {}
    async with hands(judged.browser, judged.service.url, "en", {}) as bo:
        await bo.open(await judged.link("Bo"))
        await bo.go("Yes, go in")
        await bo.go("Go on with")
        assert not await bo.page.locator("[data-keys]").is_visible()
        for _ in NAMES:
            name = await bo.page.locator("#name").inner_text()
            for criterion, _weight in people.CRITERIA:
                await _choose_one(bo, criterion)
            gave[name] = [1, 1]
            await bo.go(ON)
        await _look_without_scripts(judged, inspection)
        await bo.go("Confirm the ballot")
    return gave


async def _look_without_scripts(judged: Round, inspection: Inspection) -> None:
    """axe is a script itself: for once there is JavaScript, but none of ours arrives."""
    device = await judged.device()
    await device.route("**/*.js*", lambda route: route.abort())
    bo = Judge(await device.new_page(), inspection)
    await bo.enter(await judged.link("Bo"))
    nominee, round = judged.at.nominees[NAMES[0]], judged.at.round
    for address in (f"nominees/{nominee}", f"ballots/{round}"):
        await bo.page.goto(f"{judged.service.url}/jury/{address}")
        await bo.look(f"{address.split('/')[0]} without our scripts")


async def _choose_one(person: Hands, criterion: str) -> None:
    while True:
        await person.reach(criterion)
        if await person.page.evaluate("document.activeElement.type") == "radio":
            break
    await person.page.keyboard.press("Space")
    await person.page.keyboard.press("ArrowRight")


async def _zoomed_in(judged: Round, inspection: Inspection) -> dict[str, list[int]]:
    """Siv: 320 by 256 pixels; each sheet begins with its case, and nothing scrolls sideways."""
    device = await judged.device(**ZOOMED)
    siv = Judge(await device.new_page(), inspection, width=ZOOMED["width"])
    await siv.enter(await judged.link("Siv"))
    await siv.look("overview")
    await siv.go("Go on with")
    for number in range(len(NAMES)):
        await siv.reach("Growth", "radio")
        await siv.score(*points(number))
        await siv.said("2 of 2 criteria have points.")
        if number == 0:
            await siv.look("sheet")
        await siv.go_on()
    await _confirm(siv)
    return siv.gave


async def test_a_cell_changed_elsewhere_is_shown_with_both_and_the_next_save_decides(
    judged: Round,
) -> None:
    desk, train = [await _first_sheet(judged, "Per", await judged.device()) for _ in range(2)]
    await desk.get_by_label("Your note").fill("From the desk.")
    await expect(desk.locator("[data-status]")).to_contain_text("Your note was saved at")
    await train.get_by_label("Your note").fill("From the train.")
    await expect(train.get_by_role("alert")).to_contain_text("«From the desk.»")

    held = await judged.note("Per")
    await train.reload()
    await expect(train.get_by_role("alert")).to_contain_text("«From the desk.»")
    again = await train.get_by_label("Your note").input_value()
    await train.get_by_role("button", name="Save", exact=True).click()
    await _nothing_kept(train)

    assert (held, again) == ("From the desk.", "From the train.")
    assert await judged.note("Per") == "From the train."


async def test_what_clashes_is_not_called_saved_when_the_connection_comes_back(
    judged: Round,
) -> None:
    device = await judged.device()
    train = await _first_sheet(judged, "Per", device)
    desk = await _first_sheet(judged, "Per", await judged.device())
    await desk.get_by_label("Your note").fill("Written at the desk.")
    await expect(desk.locator("[data-status]")).to_contain_text("Your note was saved at")
    await train.get_by_label("Your note").fill("Written in the train.")
    await expect(train.get_by_role("alert")).to_contain_text("«Written at the desk.»")

    await device.set_offline(True)
    await expect(train.locator("[data-status]")).to_contain_text(CUT)
    await device.set_offline(False)

    await expect(train.locator("[data-status]")).to_contain_text("This was not saved")
    assert await judged.note("Per") == "Written at the desk."


async def test_what_was_typed_when_the_session_had_ended_is_kept_until_the_link_is_opened(
    judged: Round,
) -> None:
    device = await judged.device()
    page = await _first_sheet(judged, "Eva", device)
    await judged.db.execute("DELETE FROM sessions WHERE subject = $1", judged.at.jurors["Eva"])
    await page.get_by_label("Your note").fill("Ask about Denmark.")
    await expect(page.locator("[data-status]")).to_contain_text("You are signed out")

    await _first_sheet(judged, "Eva", device)
    await page.get_by_role("button", name="Save", exact=True).click()
    await _nothing_kept(page)

    assert await judged.note("Eva") == "Ask about Denmark."


async def test_whoever_typed_on_after_an_answer_was_lost_does_not_clash_with_themselves(
    judged: Round,
) -> None:
    page = await _first_sheet(judged, "Liv", await judged.device())

    async def lose(route: Route) -> None:
        await route.fetch()  # it arrives, and nobody hears of it
        await route.abort()

    await page.route("**/cell", lose)
    await page.get_by_label("Your note").fill("One.")
    await expect(page.locator("[data-status]")).to_contain_text(CUT)
    await page.get_by_label("Your note").fill("Two.")
    await page.unroute("**/cell")
    await expect(page.locator("[data-status]")).to_contain_text("Your note was saved at")
    await _nothing_kept(page)

    assert await judged.note("Liv") == "Two."
    assert await page.get_by_role("alert").count() == 0


async def test_signing_out_leaves_nothing_in_the_browser(judged: Round) -> None:
    device = await judged.device()
    page = await _first_sheet(judged, "Liv", device)
    await page.route("**/cell", lambda route: route.abort())
    await page.get_by_label("Your note").fill("Never sent.")
    await expect(page.locator("[data-status]")).to_contain_text(CUT)

    other = await device.new_page()
    await other.goto(f"{judged.service.url}/jury/rules")
    before = await other.evaluate("Object.keys(localStorage).length")
    await other.get_by_role("button", name="Sign out").click()
    await _nothing_kept(other)

    assert before == 1


async def _nothing_kept(page: Page) -> None:
    """Until nothing waits in this browser any more. (Playwright's own waiting needs eval; a page
    that is on its way to the next one cannot be asked.)"""
    kept = True
    async with asyncio.timeout(20):
        while kept:
            await asyncio.sleep(0.05)
            with contextlib.suppress(BrowserError):
                kept = await page.evaluate(KEPT)


async def _first_sheet(judged: Round, name: str, device: BrowserContext) -> Page:
    page = await device.new_page()
    await page.goto(await judged.link(name))
    await page.get_by_role("button", name="Yes, go in").click()
    await page.goto(f"{judged.service.url}/jury/nominees/{judged.at.nominees[NAMES[0]]}")
    return page
