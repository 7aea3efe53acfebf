"""Whoever asks for a new link learns nothing: known or not, the same bytes in the same time.

Pairs of a known and an unknown address ask in random order; how well the time tells them apart is
the area under the curve: 0.5 is a coin, 1 is certainty. The harness ships with the fault it must
catch: a door that looks for the juror and writes the letter while the asker waits.
"""

import random
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from awards import database, entrance
from awards.app import create_app
from awards.database import Connection
from tests import people, scale
from tests.conftest import browser, settings
from tests.service import Service, running

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(1800)]

NO_BETTER = 0.55
ADDRESS = "/jury/link"
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


def area(known: list[float], unknown: list[float]) -> float:
    """The area under the curve of a guess by time (Mann and Whitney 1947): how often one of the
    known took longer than one of the unknown, ties by half; below a half, turned round."""
    ranked = sorted([(took, True) for took in known] + [(took, False) for took in unknown])
    ahead, longer = 0, 0.0
    for _, is_known in ranked:
        if is_known:
            longer += ahead
        else:
            ahead += 1
    share = longer / (len(known) * len(unknown))
    return max(share, 1 - share)


async def panel_of(db: Connection, size: int) -> list[str]:
    """The addresses of so many jurors, each with a link."""
    await people.award(db)
    edition = await people.edition(db)
    await people.category(db, edition)
    rows = await db.fetch(
        """WITH made AS (
               INSERT INTO jurors (edition, name, address, mailbox, language)
                    SELECT $1, 'Juror', name || '@jury.example', name || '@jury.example', 'en'
                      FROM (SELECT 'juror' || number AS name FROM generate_series(1, $2) number)
                           AS named
                 RETURNING id, address)
           INSERT INTO links (id, purpose, subject)
                SELECT 'link' || id, 'juror', id FROM made RETURNING id""",
        edition,
        size,
    )
    assert len(rows) == size
    return [row["address"] for row in await db.fetch("SELECT address FROM jurors ORDER BY id")]


async def timed(client: httpx.AsyncClient, address: str) -> tuple[float, Answer]:
    begun = time.perf_counter()
    answer = await client.post(ADDRESS, data={"address": address})
    took = time.perf_counter() - begun
    headers = [(name, text) for name, text in answer.headers.items() if name != "date"]
    return took, (answer.status_code, tuple(headers), answer.content)


async def guessed(
    client: httpx.AsyncClient, known: list[str], chance: random.Random
) -> tuple[list[float], list[float], set[Answer]]:
    """How long each took, and every answer that differed from the others."""
    took: tuple[list[float], list[float]] = ([], [])
    answers = set()
    for address in known:
        stranger = f"nobody{chance.randrange(10**5)}@jury.example"
        pair = [(0, address), (1, stranger)]
        chance.shuffle(pair)
        for which, asked in pair:
            seconds, answer = await timed(client, asked)
            took[which].append(seconds)
            answers.add(answer)
    return *took, answers


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    with running(workers=1) as found:
        yield found


async def test_known_and_unknown_addresses_get_the_same_answer_in_the_same_time(
    service: Service,
) -> None:
    """The worker writes letters beside it. A first look that is not clear is followed by a longer
    one: chance alone passes the limit now and then."""
    db = await database.connect(service.dsn)
    known = await panel_of(db, 4 * scale.ASKED_PAIRS)
    chance = random.Random(scale.SEED)
    async with httpx.AsyncClient(base_url=service.url) as client:
        for _ in range(20):
            await timed(client, "warm@jury.example")
        slow, quick, answers = await guessed(client, known[: scale.ASKED_PAIRS], chance)
        if area(slow, quick) > NO_BETTER:
            more = await guessed(client, known[scale.ASKED_PAIRS :], chance)
            slow, quick, answers = slow + more[0], quick + more[1], answers | more[2]
    written = await db.fetchval("SELECT count(*) FROM letters WHERE kind = 'juror_link'")
    strangers = await db.fetchval("SELECT count(*) FROM letters WHERE mailbox LIKE 'nobody%'")
    await db.close()
    print(
        f"\nSEED={scale.SEED}: {len(slow)} pairs, {len(answers)} answer, {written} letters,"
        f" area under the curve {area(slow, quick):.3f}"
    )

    assert len(answers) == 1
    assert area(slow, quick) <= NO_BETTER
    assert written > 0
    assert strangers == 0


async def test_a_door_that_writes_the_letter_while_the_asker_waits_is_found(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "ask", careless)
    app = create_app(settings(own_database))
    db = await database.connect(own_database)
    known = await panel_of(db, 200)
    async with app.router.lifespan_context(app), browser(app) as client:
        slow, quick, _ = await guessed(client, known, random.Random(scale.SEED))
    await db.close()

    assert area(slow, quick) > 0.6


HONEST = entrance.ask


async def careless(db: Connection, mailbox: str) -> None:
    await HONEST(db, mailbox)
    await entrance.serve_next(db)


def test_the_area_under_the_curve() -> None:
    assert area([3.0, 4.0], [1.0, 2.0]) == 1
    assert area([1.0, 2.0], [3.0, 4.0]) == 1
    assert area([1.0, 4.0], [2.0, 3.0]) == 0.5
