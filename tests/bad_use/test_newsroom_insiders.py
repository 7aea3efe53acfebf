"""Until the minute nobody but staff, and the winner who is asked, sees that anything was decided.

Everything that a contributor of the winner or of another company, a juror, a nominator and a winner
of another category can fetch is fetched before and after the newsroom's work, and is the same.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards import announcements, checking, checks, pictures, publishing, staff
from awards.announcements import Kind
from awards.articles import Quote, Wording
from awards.checks import Asked
from awards.database import Connection
from awards.decisions import Choice
from awards.editions import Edition
from awards.editions import edition as year_of
from awards.outbox import Recipient
from awards.pictures import PHOTOGRAPH
from awards.staff import Member
from awards.stages import Stage
from tests import people, router
from tests.conftest import browser
from tests.embargo import drawing
from tests.twins import GAP, OWN_CLOCK

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

ONCE = re.compile(rb'name="form" value="[^"]*"|nonce-[\w+/=-]+')  # keys of forms
SLOTS = {
    "year": ["2027"],
    "language": ["nb", "en"],
    "key": [],
    "token": ["x.y"],
    "slug": ["vinner"],
}


@dataclass
class Newsroom:
    db: Connection
    edition: int
    categories: dict[str, int]
    companies: dict[str, int]
    nominees: dict[str, int]
    tone: Member
    per: Member
    nomination: int  # of Lomvi, by Kari
    announcement: int = 0

    async def year(self) -> Edition:
        return await year_of(self.db, self.edition)

    async def decide(self, slug: str, winner: str, version: int = 0) -> None:
        reason = {"nb": f"{winner} er best.", "en": f"{winner} is best."}
        choice = Choice(self.nominees[winner], reason)
        category = self.categories[slug]
        await people.decide(self.db, self.tone, self.edition, category, choice, version)

    async def write(self) -> None:
        picture = await pictures.keep(self.db, pictures.drawn(drawing("#aa0000"), PHOTOGRAPH))
        text = Wording(
            {"nb": "Lomvi og Terne vant", "en": "Lomvi and Terne won"},
            {},
            {"nb": "Modige."},
            (Quote({"nb": "Stort."}, {"nb": "Ada Berg"}),),
            picture.id,
            {"nb": "Folk i Lomvi"},
        )
        self.announcement = await announcements.write(
            self.db, self.tone, self.edition, Kind.WINNER, text
        )

    async def ask(self, winner: str) -> int:
        """Ask a person of the company itself; the id of the question."""
        found = await announcements.announcement(self.db, self.edition, self.announcement)
        head = self.companies[winner]
        passage = await checking.passage(self.db, await self.year(), found, head)
        address = f"eli-{winner.lower()}@company.example"
        asked = Asked(
            Recipient("Eli", address, address, "en"),
            passage,
            datetime.now(UTC).replace(microsecond=0) + timedelta(days=2),
        )
        await checking.ask(self.db, self.tone, self.edition, found.id, head, asked, found.version)
        return int(await self.db.fetchval("SELECT max(id) FROM checks"))

    async def answer(self, check: int, words: str = "") -> None:
        found = await checks.check(self.db, check)
        await checks.answer(self.db, found, words, found.version)

    async def schedule(self) -> None:
        version = (
            await announcements.announcement(self.db, self.edition, self.announcement)
        ).version
        one, ident = self.edition, self.announcement
        await announcements.approve(self.db, self.per, one, ident, version)
        minute = datetime.now(UTC) + timedelta(hours=1)
        await publishing.schedule(self.db, self.per, one, ident, version + 1, minute)


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    """Two categories, judged: Lomvi is to win exports, Terne growth, and Skarv nothing."""
    await people.award(db)
    edition = await people.edition(db, stage=Stage.DECIDING)
    tone = await staff.member(db, await people.staff(db, "Tone"))
    per = await staff.member(db, await people.staff(db, "Per", "publisher"))
    categories, companies, nominees = {}, {}, {}
    for place, (slug, names) in enumerate(
        [("export", ("Lomvi", "Skarv")), ("growth", ("Terne", "Havørn"))], start=1
    ):
        categories[slug] = await people.category(db, edition, slug, place)
        for name in names:
            companies[name] = await people.company(db, edition, name)
            if name == "Lomvi":
                made = await people.nomination(db, categories[slug], companies[name])
            nominees[name] = await people.nominee(db, categories[slug], companies[name])
        await people.shortlist(db, categories[slug], *(nominees[name] for name in names))
    return Newsroom(db, edition, categories, companies, nominees, tone, per, made)


@pytest.fixture
async def cast(
    db: Connection, app: Starlette, room: Newsroom
) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    who = {
        "of the winner": ("contributor", await people.contributor(db, room.companies["Lomvi"])),
        "of another": ("contributor", await people.contributor(db, room.companies["Skarv"], "Ola")),
        "juror": ("juror", await people.juror(db, room.edition)),
        "nominator": ("nomination", room.nomination),
        "stranger": ("", 0),
    }
    async with AsyncExitStack() as stack:
        found = {}
        for name, (audience, subject) in who.items():
            found[name] = await stack.enter_async_context(browser(app))
            if audience:
                await people.sign_in(db, found[name], audience, subject)
        yield found


def addresses(room: Newsroom) -> list[str]:
    numbers = {1, *room.nominees.values(), *room.companies.values(), *room.categories.values()}
    found = []
    for place in router.ours():
        if place.method == "GET" and not place.path.startswith(("/mailbox", "/health")):
            gaps = GAP.findall(place.path)
            fills = [SLOTS.get(gap, [str(one) for one in sorted(numbers)]) for gap in gaps]
            if len(gaps) < 3:
                found += [
                    place.address(**dict(zip(gaps, filling, strict=True)))
                    for filling in product(*fills)
                ]
    return found


async def seen(client: httpx.AsyncClient, asked: list[str]) -> dict[str, Any]:
    """Every answer, but for clocks and the keys of forms; and how many of them were pages."""
    found: dict[str, Any] = {}
    for address in asked:
        answer = await client.get(address)
        headers = {
            name: text
            for name, text in answer.headers.items()
            if name not in (*OWN_CLOCK, "content-security-policy", "set-cookie")
        }
        found[address] = (answer.status_code, headers, ONCE.sub(b"", answer.content))
    return found


Deed = Callable[[], Awaitable[None]]


async def unchanged(clients: dict[str, httpx.AsyncClient], asked: list[str], deed: Deed) -> int:
    """That nobody sees a byte of a deed; how many pages that were."""
    before = {name: await seen(client, asked) for name, client in clients.items()}
    await deed()
    after = {name: await seen(client, asked) for name, client in clients.items()}
    leaks = [
        (name, address)
        for name, answers in before.items()
        for address, answer in answers.items()
        if after[name][address] != answer
    ]
    assert leaks == []
    return sum(status == 200 for one in before.values() for status, _, _ in one.values())


async def test_until_the_minute_nobody_sees_that_it_was_decided_written_checked_or_scheduled(
    room: Newsroom, cast: dict[str, httpx.AsyncClient]
) -> None:
    async def the_whole_evening() -> None:
        await room.decide("export", "Lomvi")
        await room.decide("growth", "Terne")
        await room.write()
        await room.answer(await room.ask("Lomvi"))
        await room.answer(await room.ask("Terne"), "Skriv navnet riktig.")
        await room.schedule()

    assert await unchanged(cast, addresses(room), the_whole_evening) > 150


async def test_a_winner_who_reads_learns_nothing_of_the_other_category(
    db: Connection, app: Starlette, room: Newsroom
) -> None:
    await room.decide("export", "Lomvi")
    await room.decide("growth", "Terne")
    await room.write()
    own = await room.ask("Lomvi")

    async def about_the_other() -> None:
        asked = await room.ask("Terne")
        await room.answer(asked, "Skriv navnet riktig.")
        await room.decide("growth", "Havørn", 1)

    async with browser(app) as checker:
        await people.sign_in(db, checker, "check", own)
        text = (await checker.get("/check/")).text
        paths = ["/check/", "/nominee/", "/jury/", "/staff/", "/nb/", "/nb/2027/", "/nb/winners"]
        shown = await unchanged({"checker": checker}, paths, about_the_other)

    assert "Lomvi er best." in text
    assert [name for name in ("Terne", "Havørn", "Skarv") if name in text] == []
    assert shown >= 4
