"""Twins: two instances of one year, alike but for what a juror must not learn of, side by side.

Everything that juror can fetch is fetched from both at once: every address of the jury room and of
the public pages, from the router, with their own numbers and everybody else's, with pages, sorts
and searches, as GET and HEAD, in each language; scores are posted, and a letter is written.
Whatever differs by a byte, a header or a status is a leak.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import product

import httpx
from starlette.applications import Starlette

from awards import database, letters, links, outbox, rendering, tokens
from awards.app import create_app
from awards.database import Connection
from awards.settings import Settings
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people, router
from tests.conftest import KEYS, browser, fresh_database, settings

YEAR = 2027
COMPANIES = ("Fjordpuls", "Lomvi", "Skarv", "Havørn Helse", "Ærfugl")
CLOSED_TO_ADA = "Lomvi"
QUERIES = ("", "?page=1", "?page=2", "?sort=score&page=1", "?sort=-mean", "?q=Lomvi", "?q=3")
HEADERS = (
    {"accept-language": "nb"},
    {"accept-language": "en"},
    {"if-none-match": '"x"', "accept-encoding": "gzip"},
)
OWN_CLOCK = ("date", "x-request-id")
GAP = re.compile(r"\{(\w+)(?::\w+)?\}")

Deed = Callable[[Connection, "Scene"], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    """The year as both twins have it: things by name."""

    edition: int
    categories: tuple[int, int]
    rounds: tuple[int, int]
    companies: dict[str, int]
    nominees: dict[tuple[int, str], int]  # by category and name
    jurors: dict[str, int]
    staff: int
    cookie: str  # Ada's
    token: str  # of Ada's link

    def of(self, name: str) -> list[int]:
        return [nominee for (_, company), nominee in self.nominees.items() if company == name]


@dataclass(frozen=True)
class Answer:
    """Everything that comes back, but for the moment it was given."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, answer: httpx.Response) -> "Answer":
        kept = [(name, value) for name, value in answer.headers.items() if name not in OWN_CLOCK]
        return cls(answer.status_code, tuple(sorted(kept)), answer.content)


@dataclass
class Compared:
    """Where the twins differ, how much was asked for, and how much of it was shown."""

    leaks: list[str] = field(default_factory=list)
    asked: int = 0
    shown: int = 0

    def __str__(self) -> str:
        return f"{self.asked} answers of both twins compared, {self.shown} of them pages"


@dataclass(frozen=True)
class Twin:
    app: Starlette
    db: Connection
    settings: Settings


async def begun(url: str, stage: Stage) -> Scene:
    """The year, and what Ada has done in it: she has begun one ballot and confirmed the other."""
    db = await database.connect(url)
    await people.award(db)
    edition = await people.edition(db, stage=stage, year=YEAR)
    first = await people.category(db, edition)
    second = await people.category(db, edition, "newcomer", 2)
    companies = {
        name: await people.company(db, edition, name, f"31041203{place}")
        for place, name in enumerate(COMPANIES)
    }
    nominees = {}
    for category, name in product((first, second), COMPANIES):
        await people.nomination(db, category, companies[name], by=f"Kari {name} {category}")
        nominees[category, name] = await people.nominee(db, category, companies[name])
    rounds = [
        await people.shortlist(db, one, *(nominees[one, name] for name in COMPANIES))
        for one in (first, second)
    ]
    jurors = {name: await people.juror(db, edition, name) for name in ("Ada", "Bo", "Siv", "Ole")}
    cookie, token = await _ada_at_work(
        db, jurors["Ada"], companies, nominees, (rounds[0], rounds[1])
    )
    if stage is not Stage.JUDGING:
        await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    scene = Scene(
        edition=edition,
        categories=(first, second),
        rounds=(rounds[0], rounds[1]),
        companies=companies,
        nominees=nominees,
        jurors=jurors,
        staff=await people.staff(db),
        cookie=cookie,
        token=token,
    )
    await db.close()
    return scene


async def _ada_at_work(
    db: Connection,
    ada: int,
    companies: dict[str, int],
    nominees: dict[tuple[int, str], int],
    rounds: tuple[int, int],
) -> tuple[str, str]:
    """Her recusal, her sheets, her link and her session."""
    await db.execute(
        "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')",
        ada,
        companies[CLOSED_TO_ADA],
    )
    (first, _), (second, _) = next(iter(nominees)), list(nominees)[-1]
    await people.sheet(db, rounds[0], ada, nominees[first, "Fjordpuls"], 3, 2)
    await people.sheet(db, rounds[0], ada, nominees[first, CLOSED_TO_ADA], 4, 4)
    for name in COMPANIES:
        if name != CLOSED_TO_ADA:
            await people.sheet(db, rounds[1], ada, nominees[second, name], 1, 3)
    ballot = await people.ballot(db, rounds[1], ada)
    await db.execute(
        "UPDATE sheets SET ballot = $1 WHERE round = $2 AND juror = $3", ballot, rounds[1], ada
    )
    async with browser(create_app(settings())) as client:
        ident = await people.sign_in(db, client, "juror", ada)
        cookie = client.cookies["juror"]
    return cookie, tokens.sign(KEYS, Purpose.JUROR, ident, 1)


@asynccontextmanager
async def twins(stage: Stage, deed: Deed) -> AsyncIterator[tuple[Scene, list[Twin]]]:
    """Two instances that know of nothing different but the deed that was done in the second."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(fresh_database())
        scene = await begun(first, stage)
        second = await stack.enter_async_context(fresh_database(like=first))
        found = []
        for url in (first, second):
            db = await database.connect(url)
            stack.push_async_callback(db.close)
            app = create_app(settings(url), look_every=0.0)
            await stack.enter_async_context(app.router.lifespan_context(app))
            found.append(Twin(app, db, settings(url)))
        await deed(found[1].db, scene)
        yield scene, found


def addresses(scene: Scene) -> Iterator[str]:
    """Everything a juror may ask for, their own and what is not theirs."""
    numbers = {
        "nominee": [str(one) for one in scene.nominees.values()],
        "company": [str(one) for one in scene.companies.values()],
        "round": [str(one) for one in scene.rounds],
        "ballot": ["1", "2", "3"],
        "token": [scene.token],
        "language": list(rendering.LANGUAGES),
        "year": [str(YEAR)],
        "slug": ["winner", "lomvi"],
    }
    for place in router.ours():
        if place.method == "GET" and _is_open_to_jurors(place.name):
            gaps = GAP.findall(place.path)
            for filling in product(*(numbers.get(gap, ["1", "2", "3"]) for gap in gaps)):
                address = place.address(**dict(zip(gaps, filling, strict=True)))
                yield from (address + query for query in QUERIES)


def _is_open_to_jurors(name: str) -> bool:
    """The rooms of others need other links; the form of nominations carries a key of its own."""
    room = name.partition(":")[0]
    return room in ("jury", "public", "results", "rules", "start", "language")


async def compared(scene: Scene, pair: list[Twin]) -> Compared:
    """Ask both for everything; what differs, however little, leaks."""
    found = Compared()
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(browser(one.app)) for one in pair]
        for client in clients:
            client.cookies.set("juror", scene.cookie, domain="awards.test")
        for number, address in enumerate(addresses(scene)):
            headers = HEADERS[number % len(HEADERS)]
            for method in ("GET", "HEAD") if number % 5 == 0 else ("GET",):
                await _compare(found, clients, method, address, headers)
        found.leaks += await _of_deeds(scene, clients)
    found.leaks += await _of_letters(scene, pair)
    return found


async def _compare(
    found: Compared,
    clients: list[httpx.AsyncClient],
    method: str,
    address: str,
    headers: dict[str, str],
) -> None:
    """What differs once may be the clock, which is in some pages: it is asked twice."""
    found.asked += 1
    for _ in range(2):
        answers = await asyncio.gather(
            *(client.request(method, address, headers=headers) for client in clients)
        )
        one, other = (Answer.of(answer) for answer in answers)
        assert one.status < 500, f"{one.status} for {address}"
        if one == other:
            found.shown += one.status == 200
            return
    found.leaks.append(f"{method} {address}")


async def _of_deeds(scene: Scene, clients: list[httpx.AsyncClient]) -> list[str]:
    """What is answered to a score, and to one that is not hers to give."""
    found = []
    for nominee in scene.nominees.values():
        typed = {"cell": "criterion-1", "value": "2", "version": "7"}
        path = f"/jury/nominees/{nominee}/cell"
        answers = [Answer.of(await client.post(path, data=typed)) for client in clients]
        if answers[0] != answers[1]:
            found.append(f"POST {path}")
    return found


async def _of_letters(scene: Scene, pair: list[Twin]) -> list[str]:
    """What Ada's reminder says."""
    written = []
    for one in pair:
        row = await one.db.fetchrow(
            """INSERT INTO letters (kind, occasion, edition, name, address, mailbox, language,
                                    facts, message_id)
               SELECT 'juror_reminder', 'x', edition, name, address, mailbox, language,
                      jsonb_build_object('juror', id, 'link', $2::text), '<x@x>'
                 FROM jurors WHERE id = $1 RETURNING id""",
            scene.jurors["Ada"],
            tokens.read(KEYS, Purpose.JUROR, scene.token)[0],
        )
        letter = await outbox.letter(one.db, row["id"] if row else 0)
        assert letter is not None
        await links.by_id(one.db, letter.facts["link"])
        seen = await letters.around(one.db)
        written.append(await letters.shown(one.db, one.settings, letter, seen))
    return [] if written[0] == written[1] else ["the letter that reminds her"]
