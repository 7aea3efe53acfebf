"""The doctor: what an award depends on is tried, and what is wrong is said in words."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from awards import chain, channels, database, doctor, staff, trials
from awards.channels import Profile
from awards.database import Connection
from tests import people
from tests.conftest import settings
from tests.sealer import deed
from tests.served import served
from tests.service import KEY, ROOT, running

pytestmark = pytest.mark.anyio

PLACE = "http://localhost:8000"


@pytest.fixture
async def db(own_database: str) -> AsyncIterator[Connection]:
    connection = await database.connect(own_database)
    await people.award(connection)
    yield connection
    await connection.close()


async def receive(request: Request) -> Response:
    return Response(status_code=204 if request.url.path == "/hook" else 410)


async def think(request: Request) -> Response:
    await asyncio.sleep(5)
    return Response(status_code=204)


async def hook(db: Connection, name: str, address: str, *, active: bool = True) -> None:
    known = await db.fetchval("SELECT id FROM staff LIMIT 1")
    ada = await staff.member(db, known or await people.staff(db, "Ada", "administrator"))
    profile = Profile(name, address, ["nb"], ["winner"], {})
    ident = await channels.make(db, ada, "webhook", profile, channels.made_secret())
    await channels.switch(db, ada, ident, active=active)


async def test_every_channel_that_is_on_is_tried_and_told_of_in_words(
    db: Connection, own_database: str
) -> None:
    said: list[str] = []
    with served(Starlette(routes=[Route("/{path}", receive, methods=["POST"])])) as url:
        await hook(db, "Members", f"{url}/hook")
        await hook(db, "Newsroom", f"{url}/gone")
        await hook(db, "Old site", f"{url}/gone", active=False)
        inner = frozenset({url.removeprefix("http://")})

        wrong = await doctor.run(
            settings(own_database, base_url=PLACE, inner_hosts=inner), said.append
        )

    assert wrong == 2
    assert sorted(said) == [
        "ok     base URL: http://localhost:8000",
        "ok     channel Members: The receiver took our test message (status 204).",
        "ok     clock: agrees with the database's",
        "ok     database: reached, PostgreSQL 18",
        "ok     log: 0 events are sealed, and the newest 0 hold",
        "wrong  channel Newsroom: The receiver wants no more messages (status 410).",
        "wrong  mail server: AWARDS_SMTP_URL is not set; letters wait in the outbox",
    ]


async def test_a_channel_that_never_answers_keeps_nobody_waiting(
    db: Connection, own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(trials, "WITHIN", 0.5)
    with served(Starlette(routes=[Route("/{path}", think, methods=["POST"])])) as url:
        await hook(db, "Members", f"{url}/hook")
        inner = frozenset({url.removeprefix("http://")})

        await doctor.run(settings(own_database, base_url=PLACE, inner_hosts=inner), said.append)

    assert said[-1] == (
        "wrong  channel Members: "
        "No answer within 20 seconds. See whether the site is up, and try again."
    )


async def test_a_database_of_an_older_version_is_told_apart_from_a_good_one(
    db: Connection, own_database: str
) -> None:
    said: list[str] = []
    await db.execute("DELETE FROM migrations WHERE name LIKE '0019%'")

    await doctor.run(settings(own_database, base_url=PLACE), said.append)

    assert said[0] == (
        "wrong  database: it is of an older version of the service; run `awards migrate`"
    )
    assert not any("channel" in line for line in said)


async def test_a_changed_entry_and_a_queue_that_does_not_move_are_told_of(
    db: Connection, own_database: str
) -> None:
    async def log() -> list[str]:
        said: list[str] = []
        await doctor.run(settings(own_database, base_url=PLACE), said.append)
        return [line for line in said if "log: " in line]

    for _ in range(3):
        await deed(db)
    await chain.seal_at_once(db)
    assert await log() == ["ok     log: 3 events are sealed, and the newest 3 hold"]

    await db.execute(
        """WITH event AS (
               INSERT INTO events (at, actor, deed, commitment)
                    SELECT clock_timestamp() - interval '26 hours', 'service', 'x.y', ''
                 RETURNING id
           ) INSERT INTO unsealed SELECT id FROM event"""
    )
    assert await log() == [
        "wrong  log: an event has waited 1560 minutes to be sealed, and receipts wait with it:"
        " no worker runs, or a transaction on the database server does not end"
    ]

    async with db.transaction():
        await db.execute("SET LOCAL session_replication_role = replica")
        await db.execute("UPDATE events SET actor = 'staff:9' WHERE deed = 'sheet.saved'")
    assert await log() == ["wrong  log: entry 1 does not hold: it was changed after it was sealed"]


def test_beside_the_service_its_own_database_is_tried() -> None:
    with running(workers=1) as service:
        done = subprocess.run(
            [sys.executable, "-m", "awards", "check"],
            env={
                "PATH": os.environ["PATH"],
                "DATABASE_URL": f"embedded:{service.home / 'postgres'}",
                "AWARDS_SECRET_KEYS": KEY,
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
        )

    assert done.stdout.splitlines()[:2] == [
        "ok     database: reached, PostgreSQL 18",
        "ok     clock: agrees with the database's",
    ]


async def test_an_embedded_server_that_does_not_run_is_no_fault() -> None:
    said: list[str] = []

    wrong = await doctor.run(settings("embedded:nowhere", base_url=PLACE), said.append)

    assert (wrong, said[0]) == (
        1,
        "ok     database: embedded; `awards serve` starts it, and channels are tried while it runs",
    )
