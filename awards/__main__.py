"""The command line, and the only reader of the environment."""

import asyncio
import os
import secrets
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TextIO, TypeVar

import click

from awards import (
    audit,
    beginning,
    database,
    demo,
    doctor,
    gates,
    logbook,
    serving,
    settings,
    staff,
    verify,
    words,
)
from awards.database import Connection
from awards.embedded import EmbeddedError
from awards.settings import Settings, SettingsError
from awards.staff import Role

Answer = TypeVar("Answer")


def _settings(*, in_demo: bool = False) -> Settings:
    return settings.read(os.environ, demo=in_demo)


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


def _inside(url: str, deed: Callable[[Connection], Awaitable[Answer]]) -> Answer:
    """Do one thing inside one transaction of its own."""

    async def do() -> Answer:
        db = await database.connect(url)
        try:
            async with db.transaction():
                return await deed(db)
        finally:
            await db.close()

    return asyncio.run(do())


@click.group()
@click.version_option(package_name="awards")
def awards() -> None:
    """Award nomination and voting, self-hosted."""


@awards.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run the worker too.")
def serve(host: str, port: int, workers: int, with_worker: bool) -> None:
    """Run the web and the worker."""
    gates.log_as_json()
    with serving.database_of(_settings()) as reachable:
        _serve(reachable, host, port, workers, with_worker)


def _serve(given: Settings, host: str, port: int, workers: int, with_worker: bool) -> None:
    link = _inside(given.database_url, lambda db: beginning.first_link(db, given))

    def when_ready() -> None:
        if link:
            _say(f"staff {link}")
        _say(f"ready {given.base_url}")

    serving.serve(
        given,
        host=host,
        port=port,
        workers=workers,
        with_worker=with_worker,
        when_ready=when_ready,
    )


@awards.command("web", hidden=True)
@click.option("--fd", type=int, required=True)
@click.option("--demo", "in_demo", is_flag=True)
def web(fd: int, in_demo: bool) -> None:
    gates.log_as_json(30 if in_demo else 20)
    serving.web(_settings(in_demo=in_demo), fd)


@awards.command("worker")
@click.option("--demo", "in_demo", is_flag=True, hidden=True)
def worker(in_demo: bool) -> None:
    """Run one worker alone: letters, planned moves, announcements."""
    gates.log_as_json(30 if in_demo else 20)
    serving.work(_settings(in_demo=in_demo))


@awards.command()
def migrate() -> None:
    """Bring the database to this version."""
    with serving.database_of(_settings()):
        _say("the database is at this version")


@awards.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--data", default=".data", show_default=True, help="Where the demo keeps its data.")
@click.option("--workers", default=1, show_default=True)
def run_demo(host: str, port: int, data: str, workers: int) -> None:
    """Run a sample award; its letters are shown in a mailbox instead of being sent."""
    gates.log_as_json(30)
    given = _demo_settings(Path(data).absolute(), f"http://{host}:{port}")
    with serving.database_of(given) as reachable:
        _inside(reachable.database_url, demo.load)
        link = _inside(reachable.database_url, lambda db: demo.staff_link(db, reachable))

        def when_ready() -> None:
            _say(f"ready {given.base_url}")
            _say(f"staff {link}")
            _say(f"mailbox {given.base_url}/mailbox/")

        serving.serve(
            reachable,
            host=host,
            port=port,
            workers=workers,
            with_worker=True,
            when_ready=when_ready,
        )


def _demo_settings(data: Path, base_url: str) -> Settings:
    data.mkdir(parents=True, exist_ok=True)
    keys = data / "keys"
    if not keys.exists():
        keys.touch(mode=0o600)
        keys.write_text(secrets.token_urlsafe(32))
    return settings.read(
        {
            "DATABASE_URL": f"{serving.EMBEDDED}{data / 'postgres'}",
            "AWARDS_BASE_URL": base_url,
            "AWARDS_SECRET_KEYS": keys.read_text(),
            "AWARDS_REGISTER_URL": f"{base_url}/sample-register/api",
        },
        demo=True,
    )


@awards.group("staff")
def staff_group() -> None:
    """The people who run the award."""


@staff_group.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="Their name; the address when left out.")
@click.option("--language", default="nb", show_default=True)
def add_staff(email: str, role: str, name: str, language: str) -> None:
    """Add somebody to the staff and print a one-time link for them."""

    async def add(db: Connection) -> str:
        ident = await staff.add(
            db,
            name=name or email,
            address=email,
            mailbox=words.canonical_mailbox(email),
            role=Role(role),
            language=language,
        )
        return await beginning.link_for(db, given, ident)

    with serving.database_of(_settings(), beside=True) as given:
        _say(f"staff {_inside(given.database_url, add)}")


@awards.command("log")
@click.option("--ballots", is_flag=True, help="Say what each ballot of a closed round says, too.")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
def log(ballots: bool, file: TextIO) -> None:
    """Export the whole audit log into FILE, as JSON."""

    async def export(db: Connection) -> None:
        async for piece in logbook.export(db, audit.SERVICE, contents=ballots):
            file.write(piece)

    with serving.database_of(_settings(), beside=True) as given:
        _inside(given.database_url, export)


@awards.command("verify")
@click.argument("files", nargs=-1, required=True)
def verify_files(files: tuple[str, ...]) -> None:
    """Check records, logs and receipts: each by itself, and against each other."""
    sys.exit(verify.main(files))


@awards.command()
def check() -> None:
    """Try the database, the clock, the log, the mail server, the base URL and each channel."""
    given = serving.as_it_runs(_settings())
    wrong = asyncio.run(doctor.run(given, _say))
    sys.exit(1 if wrong else 0)


def main() -> None:
    try:
        awards.main(standalone_mode=False)
    except (SettingsError, EmbeddedError) as error:
        sys.exit(f"awards: {error}")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)


if __name__ == "__main__":
    main()
