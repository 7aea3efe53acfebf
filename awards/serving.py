"""Running the service: the database made ready, then web processes and a worker that stay up."""

import asyncio
import dataclasses
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import asyncpg
import uvicorn

from awards import children, database, embedded, worker
from awards.app import create_app
from awards.settings import Settings

log = logging.getLogger(__name__)

EMBEDDED = "embedded:"
DATABASE = "awards"
BACKLOG = 2048
PATIENCE = 60.0  # seconds for the web to come up


@contextmanager
def database_of(settings: Settings, *, beside: bool = False) -> Iterator[Settings]:
    """Settings whose database can be reached: an embedded server runs as long as this is open.

    ``beside`` a service that runs already, its server is used.
    """
    if not settings.database_url.startswith(EMBEDDED):
        asyncio.run(_migrate(settings.database_url))
        yield settings
        return
    if beside and (url := _running(settings)):
        yield dataclasses.replace(settings, database_url=url)
        return
    with embedded.start(_home(settings)) as server:
        asyncio.run(_create(server.dsn("postgres")))
        url = server.dsn(DATABASE)
        asyncio.run(_migrate(url))
        yield dataclasses.replace(settings, database_url=url)


def as_it_runs(settings: Settings) -> Settings:
    """With the address of our own server, if it runs; nothing is started."""
    if settings.database_url.startswith(EMBEDDED) and (url := _running(settings)):
        return dataclasses.replace(settings, database_url=url)
    return settings


def _running(settings: Settings) -> str | None:
    return embedded.running(_home(settings), DATABASE)


def _home(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix(EMBEDDED)).absolute()


async def _create(url: str) -> None:
    db = await asyncpg.connect(url)
    if not await db.fetchval(
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", DATABASE
    ):
        await db.execute(f"CREATE DATABASE {DATABASE}")
    await db.close()


async def _migrate(url: str) -> None:
    db = await database.connect(url)
    for name in await database.migrate(db):
        log.info("migrated", extra={"fields": {"migration": name}})
    await db.close()


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int,
    with_worker: bool,
    when_ready: Callable[[], None],
) -> None:
    """Keep the web processes and the worker running until we are told to stop.

    ``settings`` name a database that can be reached; ``when_ready`` is called once the web answers.
    """
    listening = _listen(host, port)
    environment = {**os.environ, **_handed_down(settings)}
    flags = ["--demo"] if settings.demo else []
    web = ["web", "--fd", str(listening.fileno()), *flags]
    makers = [lambda: _spawn(web, environment, (listening.fileno(),))] * workers
    if with_worker:
        makers.append(lambda: _spawn(["worker", *flags], environment, ()))
    waiting = threading.Thread(target=_wait_for_web, args=(listening, when_ready), daemon=True)
    waiting.start()
    children.keep_running(makers)
    listening.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(BACKLOG)
    return listening


def _handed_down(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": settings.database_url,
        "AWARDS_BASE_URL": settings.base_url,
        "AWARDS_SECRET_KEYS": ",".join(settings.secret_keys),
        "AWARDS_REGISTER_URL": settings.register_url,
    }


def _spawn(
    arguments: list[str], environment: dict[str, str], fds: tuple[int, ...]
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "awards", *arguments]
    return children.spawn(command, environment=environment, pass_fds=fds)


def _wait_for_web(listening: socket.socket, when_ready: Callable[[], None]) -> None:
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/health/ready", timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            when_ready()
            return
    log.error("the web did not become ready")


def web(settings: Settings, fd: int) -> None:
    """One web process, on a socket that its parent listens on."""
    children.watch_parent()
    config = uvicorn.Config(
        create_app(settings),
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=10,
        backlog=BACKLOG,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])


def work(settings: Settings) -> None:
    """The worker: letters, planned moves, announcements, until SIGTERM."""
    children.watch_parent()
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await worker.run(settings, stop)
