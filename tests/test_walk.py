"""The same year walked in headless Chromium: axe finds nothing on any page, and no page is left
out. The list of the pages comes from the router."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
import pytest
from playwright.async_api import Browser
from playwright.async_api import Route as Intercepted
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from awards import demo
from awards.routes import routes
from tests import asides, chromium, news_asides, router, scale, smtp
from tests.chromium import Inspection, Person
from tests.news_asides import Systems
from tests.service import running
from tests.smtp import PostOffice
from tests.story import AT_WORK, WAITING, YEAR, Story, Teller
from tests.visitor import Visitor
from tests.walk import QUERIES, REFUSING, Guise, Walk

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.harness,
    pytest.mark.timeout(5400 if scale.LONG else 1800),
]

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
HARDLY_OTHER = ("asked",)  # what is other there, somebody in the story sees
# When the pages of a room may have become other ones; those of the others always may.
CHANGING = {
    "public:": ("nominating", "screening", "archived"),
    "public:go_on": ("nominating", "screening", "archived"),
    "nominee:": ("nominating", "screening", "judging", "archived"),
    "jury:": ("judging", "second round", "deciding", "archived"),
}
NOMINATORS = (0, 17, asides.UNCONFIRMED)
COMPANIES = {AT_WORK: "one whose case is handed in", WAITING: "one who waited to be let in"}
JURORS = (
    "a recused juror",
    "one who abstained",
    "",
    "one to confirm again",
    "a late one",
    "a newcomer",
)


@dataclass
class Cast:
    """Everybody in the story, each with a browser of their own, or none if they are of the many."""

    browser: Browser
    base: str
    inspection: Inspection
    clients: list[httpx.AsyncClient] = field(default_factory=list)
    kept: dict[int, dict[str, str]] = field(default_factory=dict)  # cookies of closed browsers

    async def __call__(self, language: str) -> Person:
        return await chromium.person(self.browser, self.base, self.inspection, language)

    async def without_browser(self, language: str) -> Visitor:
        headers = {"accept-language": language}
        self.clients.append(httpx.AsyncClient(base_url=self.base, headers=headers, timeout=20))
        return Visitor(self.clients[-1], language)

    async def cookies(self, who: Teller) -> dict[str, str]:
        if isinstance(who, Visitor):
            return dict(who.client.cookies)
        assert isinstance(who, Person)
        if id(who) in self.kept:
            return self.kept[id(who)]
        found = await who.page.context.cookies()
        return {one["name"]: one["value"] for one in found if one["name"] != "language"}

    async def thin_out(self, story: Story) -> None:
        """Close the browsers of the nominators: their part is over, their cookies are kept."""
        for who in story.nominators:
            if isinstance(who, Person) and id(who) not in self.kept:
                self.kept[id(who)] = await self.cookies(who)
                await who.page.context.close()


def parts(story: Story) -> Iterator[tuple[Teller | None, Guise]]:
    """Those whose pages are walked between the acts, as far as they have come into the story."""
    of = vars(story)
    yield of.get("tone"), Guise("Tone", {}, ("/staff/",), ("staff:",))
    people = dict(enumerate(story.nominators))
    for number in NOMINATORS:
        starts = ("/en/nominations/mine", "/en/nominations/received")
        yield people.get(number), Guise("a nominator", {}, starts, ("public:",))
    later = ("/en/nominate/continue",)
    yield people.get(asides.SAVES), Guise("one who goes on later", {}, later, ("public:go_on",))
    for number, called in COMPANIES.items():
        yield people.get(number), Guise(called, {}, ("/nominee/",), ("nominee:",))
    told = Guise("one who was told", {}, ("/nominee/",), ("nominee:",))
    yield of.get("contact"), told
    for juror, called in zip(story.jurors, JURORS, strict=False):
        yield juror if called else None, Guise(called, {}, ("/jury/",), ("jury:",))
    yield of.get("reader"), Guise("the winner", {}, ("/check/",), ("check:",))


async def test_axe_finds_nothing_on_any_page_of_the_year() -> None:
    began = time.monotonic()
    inspection = Inspection(router.key)
    async with _walking(inspection) as (story, cast, walk, around):

        async def pause(stage: str) -> None:
            inspection.stage = stage
            acted = time.monotonic()
            await asides.happen(stage, story, around)
            if stage in HARDLY_OTHER and not scale.LONG:
                return
            told = time.monotonic()
            for letter in list(story.office.received):
                for link in smtp.links(letter):
                    walk.letter(link)
            await walk.through(STRANGER)
            for who, guise in parts(story):
                if who is not None and _may_be_other(guise, stage):
                    await walk.through(replace(guise, cookies=await cast.cookies(who)))
            await cast.thin_out(story)
            print(_said(stage, inspection, [began, acted, told, time.monotonic()]))

        story.pause = pause
        await pause("nothing set up")
        await story.tell()
    print(f"{walk.tried} pages were tried over HTTP; seed {scale.SEED}")
    left_out = router.left_out(router.ours(), walk.visited | inspection.shown)
    assert (inspection.found, left_out) == ([], []), "\n".join([*inspection.found, *left_out])


@asynccontextmanager
async def _walking(
    inspection: Inspection,
) -> AsyncIterator[tuple[Story, Cast, Walk, Systems]]:
    with (
        PostOffice() as office,
        news_asides.systems() as around,
        running(office.url, workers=1, inner_hosts=around.inner_hosts) as service,
    ):
        async with chromium.chromium() as browser:
            cast = Cast(browser, service.url, inspection)
            spoken = random.Random(scale.SEED).choice(("nb", "en"))  # by Tone, at her usual view
            first = service.said["staff"]
            soon = timedelta(seconds=6)
            crowd = cast if scale.LONG else cast.without_browser
            story = Story(service.url, first, office, cast, spoken, soon=soon, crowd=crowd)
            yield story, cast, Walk(browser, service.url, inspection, YEAR), around
        for client in cast.clients:
            await client.aclose()


def _may_be_other(guise: Guise, stage: str) -> bool:
    """Whether somebody's pages are walked now; in a long run they all are."""
    return scale.LONG or stage in CHANGING.get(guise.rooms[0], (stage,))


def _said(stage: str, inspection: Inspection, times: Sequence[float]) -> str:
    """What took how long: from the beginning, the asides, the walk; and axe in all of it."""
    began, acted, told, now = times
    took = f"asides {told - acted:.0f} s, walk {now - told:.0f} s, axe {inspection.seconds:.0f} s"
    found = "".join(f"\n  {one}" for one in inspection.found if one.startswith(stage))
    return f"{now - began:.0f} s: {stage}, {took} in all, {_count(inspection)}{found}"


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
