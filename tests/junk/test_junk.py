"""Junk in three kinds with honest posts between, all from one network: every honest one arrives."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from awards import database
from tests import people, posts, scale, smtp
from tests.junk.ledger import FOREIGN, Ledger, Letter, faults
from tests.service import Service, running
from tests.smtp import PostOffice
from tests.visitor import Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(3600)]

CARELESS = Path(__file__).parent / "careless"
LEAST = 4  # seconds that a person takes at the least, in this edition
AT_ONCE = 150
AT_ONCE_QUICK = 6  # so that none of them is slow by mistake
VICTIMS = [f"victim{number}@third-party.example" for number in range(5)]
BOMBS = 8  # posts like a person's to each victim
HIDDEN_FIELD = "homepage"  # what no person sees
CANARY = f"{FOREIGN[0]}fugl https://{FOREIGN[1]}/win"


@dataclass(frozen=True)
class Post:
    kind: str  # hidden_field, too_fast, human or honest
    number: int
    address: str


def plan(junk: int, honest: int, chance: random.Random) -> list[Post]:
    """A third of each kind of junk, bombs for the victims, the honest ones anywhere between."""
    kinds = ("hidden_field", "too_fast", "human")
    planned = [_junk(number, kinds[number % 3]) for number in range(junk)]
    planned += [
        Post("human", junk + turn, victim)
        for turn, victim in enumerate(victim for victim in VICTIMS for _ in range(BOMBS))
    ]
    for number in range(honest):
        place = chance.randrange(len(planned) + 1)
        planned.insert(place, Post("honest", 10**6 + number, f"honest{number}@people.example"))
    return planned


def _junk(number: int, kind: str) -> Post:
    """What is plainly junk goes to people who never asked; the other has mailboxes of its own."""
    own = f"robot{number}@robots.example"
    return Post(kind, number, own if kind == "human" else VICTIMS[number % len(VICTIMS)])


class Harness:
    def __init__(self, service: Service, office: PostOffice) -> None:
        self.service = service
        self.office = office
        self.ledger = Ledger()
        self.pages = httpx.AsyncClient(
            base_url=service.url, timeout=30, limits=httpx.Limits(max_connections=40)
        )
        self.room = asyncio.Semaphore(AT_ONCE)
        self.quick_room = asyncio.Semaphore(AT_ONCE_QUICK)
        self.quick_pages = httpx.AsyncClient(base_url=service.url, timeout=30)

    async def run(self, planned: list[Post]) -> list[str]:
        await self._set_up()
        await asyncio.gather(*(self._post(post) for post in planned))
        await self._until_letters_are_out()
        self._read_letters()
        await asyncio.gather(*(self._confirm(address) for address in self.ledger.answered))
        await self._look()
        await self.pages.aclose()
        await self.quick_pages.aclose()
        return faults(self.ledger)

    async def _set_up(self) -> None:
        async with self._database() as db:
            await people.award(db)
            await people.category(db, await people.edition(db, least_seconds=LEAST))
        await asyncio.sleep(1.1)  # until the web has seen the award

    async def _post(self, post: Post) -> None:
        quick = post.kind == "too_fast"
        async with self.quick_room if quick else self.room:
            pages = self.quick_pages if quick else self.pages
            page = (await pages.get("/en/nominate")).text
            assert f'name="{HIDDEN_FIELD}"' in page
            fields = self._fields(page, post)
            if not quick:
                await asyncio.sleep(LEAST + 1.1)  # the form's key has whole seconds
            answer = await pages.post("/en/nominate", data=fields)
        assert answer.status_code == 303, answer.text[:2000]
        self._note(post)

    def _note(self, post: Post) -> None:
        if post.kind == "honest":
            self.ledger.honest.add(post.address)
            self.ledger.answered.add(post.address)
        else:
            self.ledger.junk[post.kind] += 1

    def _fields(self, page: str, post: Post) -> dict[str, str]:
        words = dict.fromkeys(("company", "nominator", "relation"), f"{CANARY} {post.number}")
        fields = posts.filled(page, post.number, address=post.address, **words)
        fields |= dict.fromkeys(posts.QUESTION.findall(page), CANARY)
        return fields | ({HIDDEN_FIELD: CANARY} if post.kind == "hidden_field" else {})

    async def _until_letters_are_out(self) -> None:
        until = time.monotonic() + 600
        while time.monotonic() < until:
            async with self._database() as db:
                if not await db.fetchval(
                    "SELECT count(*) FROM letters WHERE state IN ('waiting', 'sending')"
                ):
                    return
            await asyncio.sleep(0.3)

    def _read_letters(self) -> None:
        """All that left so far left before anybody confirmed."""
        for one in self.office.received:
            seen = [str(smtp.parsed(one)), smtp.subject(one), smtp.text(one), smtp.html(one)]
            self.ledger.letters.append(Letter(one.recipient, "\n".join(seen), True))

    async def _confirm(self, address: str) -> None:
        async with self.room, httpx.AsyncClient(base_url=self.service.url, timeout=30) as client:
            letters = self.office.to(address)
            if not letters:
                return
            person = Visitor(client)
            await person.open(next(one for one in smtp.links(letters[0]) if "/open/" in one))
            await person.press("Open my nominations")
            await person.press("Confirm this nomination")
            self.ledger.confirmed.add(address)

    async def _look(self) -> None:
        async with self._database() as db:
            rows = await db.fetch("SELECT junk, count(*) AS rows FROM nominations GROUP BY junk")
            counting = await db.fetch("SELECT mailbox FROM nominations WHERE state = 'confirmed'")
        self.ledger.stored = {row["junk"]: row["rows"] for row in rows}
        self.ledger.counting = {row["mailbox"] for row in counting}

    @asynccontextmanager
    async def _database(self) -> "AsyncIterator[asyncpg.Connection]":
        db = await database.connect(self.service.dsn)
        try:
            yield db
        finally:
            await db.close()


async def run(junk: int, honest: int, **options: object) -> tuple[Harness, list[str]]:
    with PostOffice() as office, running(office.url, **options) as service:
        harness = Harness(service, office)
        return harness, await harness.run(plan(junk, honest, random.Random(scale.SEED)))


async def test_every_honest_nomination_arrives_through_the_junk() -> None:
    harness, found = await run(scale.JUNK, scale.HONEST)

    most = Counter(letter.mailbox for letter in harness.ledger.letters).most_common(1)
    print(
        f"SEED={scale.SEED}: {sum(harness.ledger.junk.values())} junk posts "
        f"{dict(harness.ledger.junk)}, {len(harness.ledger.counting)} of "
        f"{len(harness.ledger.honest)} honest ones count, {len(harness.ledger.letters)} letters, "
        f"at most {most[0][1]} to one mailbox"
    )
    assert found == []
    assert len(harness.ledger.honest) == scale.HONEST


async def test_a_service_that_limits_no_letters_is_found_out() -> None:
    _, found = await run(30, 2, before_path=str(CARELESS))

    assert [fault for fault in found if fault.startswith("flooded: ")]
