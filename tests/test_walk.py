"""The same year walked in headless Chromium: axe finds nothing on any page, and no page is left
out. The list of the pages comes from the router."""

import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser

from tests import chromium, router, scale, smtp
from tests.chromium import Inspection, Person
from tests.service import running
from tests.smtp import PostOffice
from tests.story import YEAR, Story
from tests.walk import Guise, Walk

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
        "/staff/",
        "/staff/sign-in",
        "/staff/sign-in/sent",
    ),
    ("public:", "staff:enter", "jury:enter", "staff:ask"),
)
LAST_NOMINATOR, UNCONFIRMED = 19, 20  # by the order in which people come into the story
JURORS = {22: "a recused juror", 23: "a juror who abstained", 26: "a juror who is late"}


@dataclass
class Cast:
    """Everybody in the story, in the order in which they come, each with a browser of their own."""

    browser: Browser
    base: str
    inspection: Inspection
    people: list[Person] = field(default_factory=list)

    async def __call__(self, language: str) -> Person:
        who = await chromium.person(self.browser, self.base, self.inspection, language)
        self.people.append(who)
        return who

    async def guises(self) -> list[Guise]:
        """Those whose pages are walked between the acts."""
        found = [STRANGER]
        for number, who in enumerate(self.people):
            cookies = await _cookies(who)
            if number == 0 and "staff" in cookies:
                found.append(Guise("Tone", cookies, ("/staff/",), ("staff:",)))
            elif number in (2, LAST_NOMINATOR, UNCONFIRMED):
                starts = ("/en/nominations/mine", "/en/nominations/received")
                found.append(Guise("a nominator", cookies, starts, ("public:",)))
            elif number in JURORS:
                found.append(Guise(JURORS[number], cookies, ("/jury/",), ("jury:",)))
        return found


async def _cookies(who: Person) -> dict[str, str]:
    found = await who.page.context.cookies()
    return {one["name"]: one["value"] for one in found if one["name"] != "language"}


async def test_axe_finds_nothing_on_any_page_of_the_year() -> None:
    inspection = Inspection(router.key)
    began = time.monotonic()
    with PostOffice() as office, running(office.url, workers=1) as service:
        async with chromium.chromium() as browser:
            cast = Cast(browser, service.url, inspection)
            walk = Walk(browser, service.url, inspection, YEAR)

            async def pause(stage: str) -> None:
                inspection.stage = stage
                for letter in list(office.received):
                    for link in smtp.links(letter):
                        walk.letter(link)
                for guise in await cast.guises():
                    await walk.through(guise)
                print(f"{time.monotonic() - began:.0f} s: walked in {stage}, {_count(inspection)}")
                print(*inspection.found, sep="\n")

            story = Story(service.url, service.said["staff"], office, cast, pause=pause)
            await pause("empty")
            await story.tell()
    print(f"{walk.tried} pages tried over HTTP, seed {scale.SEED}")
    assert inspection.found == []
    assert router.left_out(router.ours(), walk.visited) == []


def _count(inspection: Inspection) -> str:
    """How many pages were looked at, and in which views."""
    views = Counter(view for seen in inspection.looked.values() for view in seen)
    each = ", ".join(f"{count} at {view.width} {view.language}" for view, count in views.items())
    return f"{len(inspection.looked)} pages that differ looked at: {each}"
