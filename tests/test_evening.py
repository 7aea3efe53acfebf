"""The evening of the award, in a real browser: the winner has read the text, a second person has
approved it, the minute passes, whoever has the page open reloads it into the winner, and what was
wrong is corrected in everybody's sight.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser

from awards import database
from awards.stages import Stage
from tests import chromium, embargo, people, router, smtp
from tests.chromium import Inspection, Person
from tests.conftest import fresh_database
from tests.service import Service, running
from tests.smtp import PostOffice
from tests.story import Fields, written

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(300)]

YEAR = 2027
DESK = f"/staff/{YEAR}"
WINNER = "Sørøst-Norges Helseteknologi og Medisinsk Utstyrsproduksjon"
CONTACT = "kari@winner.example"


@dataclass
class Evening:
    """Everybody there, each with a browser of their own."""

    browser: Browser
    service: Service
    office: PostOffice
    inspection: Inspection
    tone: Person
    per: Person
    reader: Person

    async def comes(self, language: str) -> Person:
        return await chromium.person(self.browser, self.service.url, self.inspection, language)

    async def letter(self, address: str, part: str) -> str:
        async with asyncio.timeout(20):
            while True:
                for letter in reversed(self.office.to(address)):
                    for link in smtp.links(letter):
                        if part in link:
                            return link
                await asyncio.sleep(0.1)


@asynccontextmanager
async def evening() -> AsyncIterator[Evening]:
    """A jury that has judged and decided; nothing is written yet."""
    async with fresh_database() as url:
        db = await database.connect(url)
        await people.award(db)
        for name, role in (("Tone", "administrator"), ("Per", "publisher")):
            await people.staff(db, name, role)
        edition = await people.edition(db, stage=Stage.DECIDING, year=YEAR)
        category = await people.category(db, edition)
        nominee = await people.nominee(db, category, await people.company(db, edition, WINNER))
        round = await people.shortlist(db, category, nominee)
        await db.execute(
            """INSERT INTO decisions (category, round, nominee, reason, decided_by, two_people,
                                      approved_by, approved_at)
               SELECT $1, $2, $3, $4, min(id), false, min(id), clock_timestamp() FROM staff""",
            category,
            round,
            nominee,
            {"nb": "Modig og grundig.", "en": "Brave and thorough."},
        )
        await db.close()
        with PostOffice() as office, running(office.url, workers=2, database_url=url) as service:
            async with chromium.chromium() as browser:
                inspection = Inspection(router.key, every_view=False, share=1.0, stage="evening")
                three = [
                    await chromium.person(browser, service.url, inspection, language)
                    for language in ("en", "en", "nb")
                ]
                found = Evening(browser, service, office, inspection, *three)
                for who, name in ((found.tone, "tone"), (found.per, "per")):
                    await _signs_in(found, who, f"{name}@helseklyngen.example")
                yield found


async def _signs_in(at: Evening, who: Person, address: str) -> None:
    await who.open("/staff/sign-in")
    await who.submit("/staff/sign-in", address=address)
    await who.open(await at.letter(address, "/staff/enter/"))
    await who.press("Yes, go in")


async def test_the_evening_of_the_award() -> None:
    async with evening() as at:
        address = await _tone_writes(at)
        await _the_winner_reads(at, address)
        await _per_approves_and_sets_the_minute(at, address)
        await _the_minute_passes(at)
        await _a_correction_follows(at, address)
        await _everybody_looks_at_the_page(at)
    assert at.inspection.found == []


async def _tone_writes(at: Evening) -> str:
    """From the draft that the decision makes; with a quote and a picture, which are kept when
    something is missing."""
    await at.tone.open(f"{DESK}/news/write/winner")
    assert WINNER in await at.tone.page.input_value('[name="headline-nb"]')
    picture = {"name": "v.png", "mimeType": "image/png", "buffer": embargo.drawing("#224466", 900)}
    await at.tone.press("Save the draft", expect=422, file=picture)
    await at.tone.press(
        "Save the draft", **Fields({"alt-nb": "Tre ansatte på kaia.", "credit": "Ola Foto"})
    )
    return at.tone.path


async def _the_winner_reads(at: Evening, address: str) -> None:
    """Asked by a letter, they suggest something; Tone mends it and marks it as seen to."""
    await at.tone.open(address)
    ask = next(one for one in await at.tone.addresses() if "/check" in one or "/ask" in one)
    await at.tone.open(ask)
    until = datetime.now(UTC) + timedelta(days=1)
    await at.tone.press("Send the letter", address=CONTACT, **written("due", until))
    await at.per.open(address)

    kari = await at.comes("nb")
    await kari.open(await at.letter(CONTACT, "/check/enter/"))
    await kari.press("Go to the text")
    assert WINNER in await kari.text()
    await kari.submit("/check/", suggestion="Vi er på kaia, ikke på brygga.")
    await at.tone.open(address)
    assert "Vi er på kaia" in await at.tone.text()
    await at.tone.press("Mark the suggestion as seen to")


async def _per_approves_and_sets_the_minute(at: Evening, address: str) -> None:
    await at.reader.open(f"/nb/{YEAR}/")
    before = await at.reader.text()
    assert WINNER not in before
    await at.per.open(address)
    await at.per.submit("/approve")
    await at.per.open(f"{address}/schedule")
    soon = datetime.now(UTC) + timedelta(seconds=4)
    await at.per.press("Publish at this minute", **written("due", soon))
    assert await at.reader.page.reload()
    assert await at.reader.text() == before


async def _the_minute_passes(at: Evening) -> None:
    """The page that is open becomes the winner's page on a reload."""
    async with asyncio.timeout(20):
        while WINNER not in await at.reader.text():
            await asyncio.sleep(0.5)
            await at.reader.page.reload()
    await at.reader.open("/nb/")
    assert WINNER in await at.reader.text()
    await at.reader.open("/nb/news/")
    item = next(
        one for one in await at.reader.addresses() if f"/nb/{YEAR}/" in one and one[-1] != "/"
    )
    await at.reader.open(item)
    assert "Ola Foto" in await at.reader.text()
    assert await at.reader.page.locator('main img[alt="Tre ansatte på kaia."]').count() == 1


async def _a_correction_follows(at: Evening, address: str) -> None:
    """Written by one and let out by the other; the page says what was mended, and when."""
    await at.tone.open(f"{address}/correct")
    await at.tone.press(
        "Save the correction",
        **Fields(
            {"correction-nb": "Kommunen het Sandefjord.", "body-nb": "Bedriften er fra Sandefjord."}
        ),
    )
    await at.per.open(address)
    await at.per.press("Publish the correction")
    async with asyncio.timeout(10):
        while "Kommunen het Sandefjord." not in await at.reader.text():
            await asyncio.sleep(0.3)
            await at.reader.page.reload()
    assert "Bedriften er fra Sandefjord." in await at.reader.text()


async def _everybody_looks_at_the_page(at: Evening) -> None:
    """The winner's page and the item, narrow and wide, in both languages."""
    item = at.reader.path
    for view in chromium.EVERY:
        context = await at.browser.new_context(**view.options)
        page = await context.new_page()
        for address in (f"/{view.language}/{YEAR}/", f"/{view.language}/", item):
            await page.goto(at.service.url + address)
            await at.inspection.look(page, view, f"GET {address} {view}")
        await context.close()
