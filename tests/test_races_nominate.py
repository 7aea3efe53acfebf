"""Fifty parallel posts of one nomination form make one row and one letter, on a real pool.

The harness ships with the fault it must catch: without the unique key of a form, and without the
clause that leans on it, the same fifty posts make more than one row.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from awards import database, nominations
from awards.app import create_app
from awards.database import Connection
from tests import people, scale
from tests.conftest import browser, settings

pytestmark = [pytest.mark.anyio, pytest.mark.harness]

AT_ONCE = 50
CLAUSE = re.compile(r"ON CONFLICT ON CONSTRAINT one_nomination_per_form.*?(?=RETURNING)", re.DOTALL)
KEY = re.compile(r'name="form" value="([^"]+)"')


@dataclass(frozen=True)
class Outcome:
    """What fifty posts of one form left behind, and the answers they got."""

    rows: int
    answers: int
    letters: int
    said: frozenset[tuple[int, str]]


ONCE = Outcome(1, 1, 1, frozenset({(303, "/en/nominations/received")}))


@asynccontextmanager
async def running(url: str) -> AsyncIterator[tuple[Starlette, Connection]]:
    """The application over a pool of its own, with an edition open for nominations."""
    app = create_app(settings(url, pool=20))
    db = await database.connect(url)
    await people.award(db)
    await people.category(db, await people.edition(db))
    async with app.router.lifespan_context(app):
        yield app, db
    await db.close()


async def fifty_posts(app: Starlette, db: Connection, company: str) -> Outcome:
    async with browser(app) as client:
        form = await filled_in(client, db, company)
        answers = await asyncio.gather(
            *(client.post("/en/nominate", data=form) for _ in range(AT_ONCE))
        )
    said = frozenset((one.status_code, one.headers.get("location", "")) for one in answers)
    return Outcome(*await left_behind(db, company), said)


async def filled_in(client: httpx.AsyncClient, db: Connection, company: str) -> dict[str, str]:
    key = KEY.search((await client.get("/en/nominate")).text)
    assert key is not None
    question = await db.fetchval("SELECT id FROM questions")
    return {
        "form": key[1],
        "company": company,
        "category": str(await db.fetchval("SELECT id FROM categories")),
        f"answer-{question}": "It grows abroad.",
        "nominator": "Kari",
        "address": f"{company}@example.org",
        "relation": "Customer",
    }


async def left_behind(db: Connection, company: str) -> tuple[int, int, int]:
    row = await db.fetchrow(
        """SELECT (SELECT count(*) FROM nominations WHERE company_name = $1),
                  (SELECT count(*) FROM answers JOIN nominations ON nominations.id = nomination
                    WHERE company_name = $1),
                  (SELECT count(*) FROM letters WHERE mailbox = lower($1) || '@example.org')""",
        company,
    )
    assert row is not None
    rows, answers, letters = row
    return rows, answers, letters


@pytest.mark.timeout(3600)
async def test_fifty_parallel_posts_of_one_form_make_one_row_and_one_letter(
    own_database: str,
) -> None:
    async with running(own_database) as (app, db):
        for time in range(scale.FIFTY_POSTS):
            assert await fifty_posts(app, db, f"company-{time}") == ONCE


async def test_without_the_unique_key_of_a_form_the_harness_finds_more_than_one_row(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = nominations.sql.send
    faulty = database.Query(query.name, CLAUSE.sub("", query.text), query.parameters)
    monkeypatch.setitem(nominations.sql.by_name, "send", faulty)

    async with running(own_database) as (app, db):
        await db.execute("ALTER TABLE nominations DROP CONSTRAINT one_nomination_per_form")
        outcome = await fifty_posts(app, db, "company")

    assert faulty.text != query.text
    assert outcome.rows > 1
