"""The same year walked in headless Chromium: axe finds nothing on any page, and no page is left
out. The list of the pages comes from the router."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from playwright.async_api import Browser
from playwright.async_api import Route as Intercepted
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from awards import demo
from awards.routes import routes
from tests import asides, chromium, router, scale, smtp
from tests.chromium import Inspection, Person
from tests.service import running
from tests.smtp import PostOffice
from tests.story import AT_WORK, WAITING, YEAR, Story
from tests.walk import QUERIES, REFUSING, Guise, Walk

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(1800)]

STRANGER = Guise(
    "a stranger",
    {},
    (
        "/en/",
        "/en/nominate",
        "/en/nominations/mine",
        "/en/nothing-here",
        "/jury/",
        "/jury/link",
        "/staff/",
        "/staff/sign-in",
        "/staff/sign-in/sent",
    ),
    (
        "public:",
        "staff:enter",
        "staff:ask",
        "nominee:enter",
        "jury:enter",
        "jury:ask_link",
        "jury:send_link",
        "jury:link_sent",
        "jury:not_me",
        "jury:disown",
    ),
)
# By the order in which people come into the story.
FIRST_NOMINATOR, LAST_NOMINATOR, UNCONFIRMED = 2, 19, 20
SAVED_FOR_LATER = FIRST_NOMINATOR + asides.SAVES
COMPANIES = {
    FIRST_NOMINATOR + AT_WORK: "one whose case is handed in",
    FIRST_NOMINATOR + WAITING: "one who waited to be let in",
    21: "one who was told",
}
JURORS = {
    23: "a recused juror",
    24: "one who abstained",
    26: "one to confirm again",
    27: "a late one",
    28: "a newcomer",
}


@dataclass
class Cast:
    """Everybody in the story, in the order in which they come, each with a browser of their own."""

    browser: Browser
    base: str
    inspection: Inspection
    people: list[Person] = field(default_factory=list)
    kept: dict[int, dict[str, str]] = field(default_factory=dict)  # cookies of closed browsers

    async def __call__(self, language: str) -> Person:
        who = await chromium.person(self.browser, self.base, self.inspection, language)
        self.people.append(who)
        return who

    @property
    def unconfirmed(self) -> Person | None:
        return self.people[UNCONFIRMED] if len(self.people) > UNCONFIRMED else None

    async def thin_out(self) -> None:
        """Close the browsers of the nominators: their part is over, their cookies are kept."""
        for number, who in list(enumerate(self.people))[FIRST_NOMINATOR : UNCONFIRMED + 1]:
            if number not in self.kept:
                self.kept[number] = await self._cookies(number)
                await who.page.context.close()

    async def _cookies(self, number: int) -> dict[str, str]:
        if number in self.kept:
            return self.kept[number]
        found = await self.people[number].page.context.cookies()
        return {one["name"]: one["value"] for one in found if one["name"] != "language"}

    async def guises(self) -> list[Guise]:
        """Those whose pages are walked between the acts."""
        found = [STRANGER]
        for number in range(len(self.people)):
            cookies = await self._cookies(number)
            if number == 0 and "staff" in cookies:
                found.append(Guise("Tone", cookies, ("/staff/",), ("staff:",)))
            if number in (FIRST_NOMINATOR, LAST_NOMINATOR, UNCONFIRMED):
                starts = ("/en/nominations/mine", "/en/nominations/received")
                found.append(Guise("a nominator", cookies, starts, ("public:",)))
            if number == SAVED_FOR_LATER:
                later = ("/en/nominate/continue",)
                found.append(Guise("one who goes on later", cookies, later, ("public:go_on",)))
            if number in COMPANIES:
                found.append(Guise(COMPANIES[number], cookies, ("/nominee/",), ("nominee:",)))
            if number in JURORS:
                found.append(Guise(JURORS[number], cookies, ("/jury/",), ("jury:",)))
        return found


async def test_axe_finds_nothing_on_any_page_of_the_year() -> None:
    began = time.monotonic()
    inspection = Inspection(router.key)
    async with _walking(inspection) as (story, cast, walk):

        async def pause(stage: str) -> None:
            inspection.stage = stage
            await asides.happen(stage, story, cast.unconfirmed)
            for letter in list(story.office.received):
                for link in smtp.links(letter):
                    walk.letter(link)
            for guise in await cast.guises():
                await walk.through(guise)
            await cast.thin_out()
            print(f"{time.monotonic() - began:.0f} s: {stage} walked, {_count(inspection)}")

        story.pause = pause
        await pause("nothing set up")
        await story.tell()
    print(f"{walk.tried} pages were tried over HTTP; seed {scale.SEED}")
    left_out = router.left_out(router.ours(), walk.visited)
    assert (inspection.found, left_out) == ([], []), "\n".join([*inspection.found, *left_out])


@asynccontextmanager
async def _walking(inspection: Inspection) -> AsyncIterator[tuple[Story, Cast, Walk]]:
    with PostOffice() as office, running(office.url, workers=1) as service:
        async with chromium.chromium() as browser:
            cast = Cast(browser, service.url, inspection)
            spoken = random.Random(scale.SEED).choice(("nb", "en"))  # by Tone, at her usual view
            first = service.said["staff"]
            soon = timedelta(seconds=6)
            story = Story(service.url, first, office, cast, spoken, soon=soon)
            yield story, cast, Walk(browser, service.url, inspection, YEAR)


def _count(inspection: Inspection) -> str:
    """How many pages were looked at, and in which views."""
    views = Counter(view for seen in inspection.looked.values() for view in seen)
    each = "; ".join(f"{count} at {view}" for view, count in views.items())
    return f"{len(inspection.looked)} pages that differ looked at: {each}"


async def test_a_page_nobody_visited_is_named() -> None:
    async def forgotten(request: Request) -> Response:
        return PlainTextResponse("")

    new = Mount("/staff", routes=[Route("/forgotten", forgotten, name="forgotten")], name="staff")
    book = router.places([*routes, new])

    visited = router.to_walk(router.ours()) - {"jury:rules"}

    assert router.left_out(book, visited) == ["jury:rules", "staff:forgotten"]


def test_every_page_that_is_not_walked_exists() -> None:
    names = {place.name for place in router.ours()}
    assert router.NO_PAGES.keys() | router.ONLY_THE_DEMO <= names
    assert REFUSING | QUERIES.keys() <= names


FAULTY = """<!doctype html><html lang="en"><title>Faulty</title>
<meta http-equiv="Content-Security-Policy" content="img-src 'none'"><main><h1>Faulty</h1>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<p class="pale">Can you read this?</p><p class="wide">And this?</p>
<label>Name</label><input name="name"></main>
<style>.pale { color: #bbb; background: #fff } .wide { width: 2000px }</style>
<script src="/missing.js"></script><script>throw new Error("broken")</script></html>"""

FAULTS = (
    "image-alt",
    "color-contrast",
    "label",
    "scrolls sideways",
    "Content Security Policy",
    "404",
    "broken",
)


async def test_a_faulty_page_is_found_out() -> None:
    async def answer(route: Intercepted) -> None:
        missing = route.request.url.endswith(".js")
        await route.fulfill(status=404 if missing else 200, content_type="text/html", body=FAULTY)

    inspection = Inspection(lambda *_: "the faulty page")
    async with chromium.chromium() as browser:
        reader = await chromium.person(browser, "http://award.example", inspection, "en")
        await reader.page.route("**/*", answer)
        await reader.open("/en/")
    said = "\n".join(inspection.found)

    assert [fault for fault in FAULTS if fault not in said] == []


async def test_the_mailbox_of_the_demo_is_without_fault() -> None:
    inspection = Inspection(router.key, stage="the demo")
    with running(command=("demo",), workers=1) as service:
        async with chromium.chromium() as browser:
            walk = Walk(browser, service.url, inspection, YEAR)
            tone = await chromium.person(browser, service.url, inspection, "nb")
            await tone.open("/staff/sign-in")
            await tone.submit("/staff/sign-in", address=demo.STORY["staff"][0][1])
            while not any("/mailbox/" in one for one in await tone.addresses()):
                await asyncio.sleep(0.2)
                await tone.open("/mailbox/")
            guise = Guise("a reader", {}, ("/mailbox/", "/nb/"), ())
            await walk.through(guise)
    assert not inspection.found, "\n".join(inspection.found)
    assert walk.visited >= router.ONLY_THE_DEMO
