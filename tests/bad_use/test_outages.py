"""The database or the mail server is gone: what people typed is not, and they are told in time."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from awards import database, tokens, worker
from awards.app import create_app
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.bad_use import scene
from tests.bad_use.scene import PARAMETER, Place
from tests.conftest import KEYS, browser, settings
from tests.service import free_port

pytestmark = pytest.mark.anyio

IN_TIME = 5.0  # seconds
TYPED = {
    "company": "Fjordpuls <b>",
    "nominator": "Kari Nordmann",
    "address": "kari@example.org",
    "relation": "Kunde",
    "category": "1",
    "answer-1": "Den vokser i utlandet.\n\nMye.",
}
SAMPLE = {
    "year": "2027",
    "language": "en",
    "stage": "judging",
    "kind": "free",
    "adapter": "webhook",
}


@dataclass
class Wire:
    """A wire to the database that can go dead without a word, as a cut network does."""

    server: str  # the folder of its socket, and its port
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    ends: list[asyncio.StreamWriter] = field(default_factory=list)

    async def take(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, onward = await asyncio.open_unix_connection(self.server)
        self.ends += [onward, back]
        self.tasks += [
            asyncio.create_task(self._carry(near, onward)),
            asyncio.create_task(self._carry(far, back)),
        ]

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while text := await source.read(65536):
                if not self.dead.is_set():
                    target.write(text)
                    await target.drain()
            target.close()

    async def cut(self) -> None:
        for end in self.ends:
            end.transport.abort()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[tuple[str, Wire]]:
    """The same database over a wire; its address."""
    parts = urlsplit(url)
    ways = parse_qs(parts.query)
    wire = Wire(f"{ways['host'][0]}/.s.PGSQL.{ways['port'][0]}")
    server = await asyncio.start_server(wire.take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}", wire
    finally:
        server.close()
        await wire.cut()


@asynccontextmanager
async def served(url: str) -> AsyncIterator[Starlette]:
    app = create_app(settings(url, pool=2))
    async with app.router.lifespan_context(app):
        yield app


def form() -> dict[str, str]:
    return {"form": tokens.sign(KEYS, Purpose.FORM, "x", int(time.time())), **TYPED}


async def timed(asked: "asyncio.Future[httpx.Response]") -> tuple[httpx.Response, float]:
    began = time.monotonic()
    return await asked, time.monotonic() - began


async def refused_in_time(client: httpx.AsyncClient, path: str = "/nb/nominate") -> None:
    """The answer comes soon, says when to try again, and holds all that was typed."""
    answer, took = await timed(asyncio.ensure_future(client.post(path, data=form())))

    assert answer.status_code == 503
    assert took < IN_TIME
    assert answer.headers["retry-after"] == "5"
    assert "Vi får ikke tak i databasen vår akkurat nå." in answer.text
    assert 'name="answer-1" value="Den vokser i utlandet.\n\nMye."' in answer.text
    for text in ("Fjordpuls &lt;b&gt;", "Kari Nordmann", "kari@example.org", "Kunde"):
        assert text in answer.text


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """A port that takes connections and never says anything."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        yield listener.getsockname()[1]


@pytest.fixture
async def dead(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a service whose database is not there."""
    nowhere = f"postgresql://postgres@127.0.0.1:{free_port()}/x"
    async with served(nowhere) as app, browser(app) as client:
        yield client


@pytest.mark.parametrize("hanging", [False, True])
async def test_a_database_that_never_answered_is_a_page_that_keeps_what_was_typed(
    silent: int, hanging: bool
) -> None:
    url = f"postgresql://postgres@127.0.0.1:{silent if hanging else free_port()}/x"
    async with served(url) as app, browser(app, **{"accept-language": "nb"}) as client:
        paths = ("/nb/", "/staff/", "/jury/", "/health/ready", *["/nb/"] * 12)
        asked = [client.get(path) for path in paths]

        answers = await asyncio.gather(*(timed(asyncio.ensure_future(one)) for one in asked))

        assert [one.status_code for one, _ in answers] == [503] * len(paths)
        assert max(took for _, took in answers) < IN_TIME
        assert "Vi får ikke tak i databasen vår akkurat nå." in answers[0][0].text
        await refused_in_time(client)
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/static/css/award.css")).status_code == 200


async def test_a_database_that_goes_silent_is_noticed_in_time_and_taken_up_again(
    own_database: str,
) -> None:
    db = await database.connect(own_database)
    await scene.scene(db, Stage.NOMINATING)
    before = await scene.dump(db)
    async with (
        wired(own_database) as (url, wire),
        served(url) as app,
        browser(app, **{"accept-language": "nb"}) as client,
    ):
        await asyncio.gather(*(client.get("/nb/nominate") for _ in range(4)))
        assert (await client.get("/nb/nominate")).status_code == 200
        wire.dead.set()

        await asyncio.gather(*(refused_in_time(client) for _ in range(5)))

        assert await scene.dump(db) == before
        wire.dead.clear()
        async with asyncio.timeout(IN_TIME):
            while (await client.get("/nb/nominate")).status_code != 200:
                await asyncio.sleep(0.1)
    await db.close()


@pytest.mark.parametrize("place", [one for one in scene.places() if one.method == "POST"], ids=str)
async def test_whatever_was_sent_can_be_sent_again(dead: httpx.AsyncClient, place: Place) -> None:
    address = PARAMETER.sub(lambda found: SAMPLE.get(found[1], "1"), place.path)

    answer = await dead.post(address, data={"name": "Fjord & <b>", "words": "a\nb"})

    assert answer.status_code == 503
    for kept in ('name="name" value="Fjord &amp; &lt;b&gt;"', 'name="words" value="a\nb"'):
        assert kept in answer.text
    assert f'action="{address}"' in answer.text


@pytest.mark.parametrize("hanging", [False, True])
async def test_while_no_mail_leaves_everything_else_goes_on(
    own_database: str, silent: int, hanging: bool
) -> None:
    db = await database.connect(own_database)
    await people.award(db)
    await people.category(db, await people.edition(db))
    post_office = f"smtp://127.0.0.1:{silent if hanging else free_port()}"
    running = asyncio.create_task(
        worker.run(settings(own_database, smtp_url=post_office), asyncio.Event())
    )
    async with served(own_database) as app, browser(app) as client:
        question = await db.fetchval("SELECT id FROM questions")
        category = await db.fetchval("SELECT id FROM categories")
        typed = {**form(), f"answer-{question}": "It grows.", "category": str(category)}

        answer, took = await timed(asyncio.ensure_future(client.post("/en/nominate", data=typed)))
        await asyncio.sleep(0.6)

        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/en/nominations/received",
        )
        assert took < 2
        assert (await client.get(answer.headers["location"])).status_code == 200
    assert await people.letters(db) == [("nomination_received", "kari@example.org")]
    assert await db.fetchval("SELECT state::text FROM letters") in ("waiting", "sending")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await db.close()
