"""Fixtures: one embedded server and one migrated template for the run, a database per process,
and for each test a transaction that is rolled back, or a database of its own."""

import asyncio
import contextlib
import functools
import inspect
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import hypothesis
import pytest
from starlette.applications import Starlette

from awards import database, embedded
from awards.app import create_app
from awards.database import Connection
from awards.settings import Settings
from tests import scale

SERVER = "AWARDS_TEST_SERVER"  # the DSN of the run's server, with {} for the database
TEMPLATE = "awards_template"
BASE_URL = "http://awards.test"
KEYS = ("a-key-of-the-tests-only",)
GRACE = 60  # seconds for a test that took too long to end its services and browsers
SLOW = 30  # seconds after which a run says at once what took so long


def pytest_configure(config: pytest.Config) -> None:
    """The first process of the run starts the server; the others are handed its address."""
    config.addinivalue_line("markers", "harness: finds faults by trying; `make long` tries longer")
    hypothesis.settings.register_profile("shared machine", deadline=None)
    hypothesis.settings.load_profile("shared machine")
    if hasattr(config, "workerinput") or SERVER in os.environ:
        return
    os.environ["SEED"] = str(scale.SEED)
    home = Path(tempfile.mkdtemp(prefix="awards-tests-"))
    home.chmod(0o755)
    server = embedded.start(home, fsync=False, max_connections=300)
    os.environ[SERVER] = server.dsn("{}").replace("%7B%7D", "{}")
    asyncio.run(_make_template())
    config.add_cleanup(lambda: _end(server, home))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Two processes begin with a half each: the long ones stand first in both halves."""
    for item in items:
        _end_in_time(item, float(config.getini("timeout")))
    long = [item for item in items if item.get_closest_marker("harness")]
    rest = [item for item in items if not item.get_closest_marker("harness")]
    half = len(rest) // 2
    items[:] = [*long[::2], *rest[:half], *long[1::2], *rest[half:]]


def _end_in_time(item: pytest.Item, usual: float) -> None:
    """A test that takes too long is cancelled, so that what it started is ended; only one that
    does not even hear that is cut off."""
    if not isinstance(item, pytest.Function) or not inspect.iscoroutinefunction(item.obj):
        return
    marker = item.get_closest_marker("timeout")
    limit = float(marker.args[0]) if marker else usual
    item.obj = _cancelled_after(limit, item.obj)
    item.add_marker(pytest.mark.timeout(limit + GRACE), append=False)


def _cancelled_after(
    limit: float, test: Callable[..., Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    @functools.wraps(test)
    async def in_time(*args: Any, **given: Any) -> None:
        async with asyncio.timeout(limit):
            await test(*args, **given)

    return in_time


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What failed, or took long, is said at once: a run that is cut off has said it."""
    if hasattr(report, "node") or "PYTEST_XDIST_WORKER" not in os.environ:
        if report.failed:
            sys.stderr.write(f"\n{report.when} of {report.nodeid}\n{report.longreprtext[-6000:]}\n")
        elif report.duration > SLOW:
            sys.stderr.write(f"\n{report.duration:.0f} s: {report.nodeid}\n")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"SEED={scale.SEED} replays this run")


def _end(server: embedded.Server, home: Path) -> None:
    server.stop()
    shutil.rmtree(home, ignore_errors=True)
    os.environ.pop(SERVER, None)


def dsn(name: str) -> str:
    return os.environ[SERVER].replace("{}", name)


async def _make_template() -> None:
    await _on_server(f"CREATE DATABASE {TEMPLATE}")
    db = await database.connect(dsn(TEMPLATE))
    await database.migrate(db)
    await db.close()


async def _on_server(statement: str) -> None:
    server = await asyncpg.connect(dsn("postgres"))
    await server.execute(statement)
    await server.close()


@asynccontextmanager
async def fresh_database(like: str = "") -> AsyncIterator[str]:
    """A migrated, empty database, or the twin of another that nobody is connected to; dropped
    afterwards."""
    name = f"awards_{uuid.uuid4().hex[:12]}"
    template = like.rpartition("/")[2].partition("?")[0] or TEMPLATE
    await _on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield dsn(name)
    finally:
        await _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def settings(database_url: str = "given", **changed: Any) -> Settings:
    return Settings(
        **{"database_url": database_url, "base_url": BASE_URL, "secret_keys": KEYS, **changed}
    )


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def database_url(anyio_backend: str) -> AsyncIterator[str]:
    async with fresh_database() as url:
        yield url


@dataclass
class OneConnection:
    """Stands in for the pool: every transaction is a part of the test's own."""

    db: Connection
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def transaction(self, deadline: float = 5.0) -> AsyncIterator[Connection]:
        async with self.turn:
            with database._refusals():
                async with self.db.transaction():
                    yield self.db


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Connection]:
    """A connection whose every deed is undone after the test."""
    connection = await database.connect(database_url)
    await connection.execute("SET statement_timeout = '30s'")  # a test that gives up can be undone
    undo = connection.transaction()
    await undo.start()
    yield connection
    with contextlib.suppress(asyncpg.InterfaceError):
        await undo.rollback()
    await connection.close()


@pytest.fixture
def app(db: Connection) -> Starlette:
    return create_app(settings(), OneConnection(db), look_every=0.0)


@asynccontextmanager
async def browser(app: Starlette, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client with cookies of its own, which does not follow redirects by itself."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE_URL, headers={"accept-language": "en", **headers}
    ) as client:
        yield client


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as client:
        yield client


@pytest.fixture
async def own_database(anyio_backend: str) -> AsyncIterator[str]:
    """A database of the test's own, for what one rolled-back transaction cannot show."""
    async with fresh_database() as url:
        yield url


@pytest.fixture
def year() -> Iterator[int]:
    yield 2027
