"""The embedded PostgreSQL: started as our child, waited for, stopped with us."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO
from urllib.parse import quote, urlencode

from awards import binaries, children, lodgings
from awards.binaries import Account
from awards.binaries import EmbeddedError as EmbeddedError
from awards.lodgings import Lodging

USER = "app"
FAST_SHUTDOWN = signal.SIGINT
IMMEDIATE_SHUTDOWN = signal.SIGQUIT
PATIENCE = 30.0  # seconds for a server to finish what it is doing
GLANCE = 0.01
APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT
SHARED_MEMORY = Path("/proc/sysvipc/shm")

UNSAFE_BUT_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL, child of this process, and the lock on its home."""

    place: Lodging
    process: subprocess.Popen[bytes]
    lock: TextIO

    def dsn(self, database: str = "postgres") -> str:
        return dsn(self.place, database)

    def stop(self) -> None:
        """Shut down fast: sessions are cut off, what was committed is written out."""
        _shut_down(self.process)
        if self.place.socket_folder.parent != self.place.home:
            with suppress(OSError):
                self.place.socket_folder.rmdir()
        self.lock.close()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def start(home: Path, *, fsync: bool = True, max_connections: int = 100) -> Server:
    """Start the server of this home, made first where there is none, and wait until it is ready."""
    try:
        account = binaries.account_for(os.geteuid())
        place = lodgings.open_home(home, account)
        lock = lodgings.take_lock(place)
        try:
            installation = binaries.usable(account)
            _prepare(place, installation, account, durable=fsync)
            settings = _settings(place, fsync=fsync, max_connections=max_connections)
            return Server(place, _launch(place, installation, account, settings), lock)
        except BaseException:
            lock.close()
            raise
    except OSError as error:
        raise EmbeddedError(f"{home} cannot be used: {error}.") from error


def running(home: Path, database: str = "postgres") -> str | None:
    """The DSN of the service that runs on this home now; None while none does."""
    place = lodgings.lodging(home)
    return dsn(place, database) if lodgings.locked(place) else None


def dsn(place: Lodging, database: str) -> str:
    way = urlencode({"host": str(place.socket_folder), "port": "5432"}, quote_via=quote, safe="")
    return f"postgresql://{USER}@/{quote(database, safe='')}?{way}"


def _prepare(place: Lodging, installation: Path, account: Account, *, durable: bool) -> None:
    lodgings.make_private(place.socket_folder, account)
    if place.data.exists():
        _check_cluster(place, installation, account)
        _take_over(place, installation, account)
    else:
        _make_cluster(place, installation, account, durable=durable)


def _make_cluster(place: Lodging, installation: Path, account: Account, *, durable: bool) -> None:
    """Initialise beside the place and move it there whole: a broken-off start leaves no half."""
    for broken_off in place.home.glob("new-*"):
        shutil.rmtree(broken_off, ignore_errors=True)
    draft = place.home / f"new-{os.getpid()}"
    lodgings.make_private(draft, account)
    made = binaries.run(
        installation / "bin/initdb",
        *(f"--pgdata={draft}", f"--username={USER}", "--auth=trust", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        *("--no-instructions",) if durable else ("--no-instructions", "--no-sync"),
        account=account,
    )
    if made.returncode != 0:
        raise EmbeddedError(f"PostgreSQL could not be initialised: {_one_line(made.stderr)}")
    draft.rename(place.data)


def _check_cluster(place: Lodging, installation: Path, account: Account) -> None:
    if not account.owns(place.data):
        owner = place.data.stat().st_uid
        raise EmbeddedError(
            f"{place.data} belongs to user number {owner}:"
            " start the service as the user that made it, or give the folder to this one."
        )
    written_by = (place.data / "PG_VERSION").read_text().strip()
    present = binaries.major(installation, account)
    if written_by != present:
        raise EmbeddedError(
            f"{place.data} was written by PostgreSQL {written_by} and this is PostgreSQL {present}:"
            " carry it over with a dump, or install the version that wrote it."
        )


def _take_over(place: Lodging, installation: Path, account: Account) -> None:
    """Let a server that outlived its service finish, and clear away what a killed one left.

    We hold the home's lock, so no service of ours is using what is found here.
    """
    lock_file = place.data / "postmaster.pid"
    if _answers(place.socket):  # Nothing ends it by itself where the kernel has no death signal.
        stop = ("stop", f"--pgdata={place.data}", "--mode=fast")
        binaries.run(installation / "bin/pg_ctl", *stop, account=account)
    deadline = time.monotonic() + PATIENCE
    while (lines := _lines(lock_file)) and _attached(lines):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"A PostgreSQL still works in {place.data}: stop it first.")
        time.sleep(GLANCE)
    _release(lock_file, lines)
    place.socket.with_name(f"{place.socket.name}.lock").unlink(missing_ok=True)


def _release(lock_file: Path, lines: list[str]) -> None:
    """Take the dead server's process number out of its lock file.

    A zombie, or a stranger with the same number, would count as alive. PostgreSQL never takes
    its parent for a rival, so ours is put there; its own check of the shared memory still holds.
    """
    if lines:
        lock_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    else:
        lock_file.unlink(missing_ok=True)


def _attached(lines: list[str]) -> bool:
    """Whether any process, the server or what it left, holds the shared memory of a lock file."""
    if len(lines) < 7 or not SHARED_MEMORY.exists():
        return False
    key, number = (int(figure) & 0xFFFFFFFF for figure in lines[6].split())
    segments = ([int(figure) for figure in row.split()[:7]] for row in _lines(SHARED_MEMORY)[1:])
    return any(
        (segment[0] & 0xFFFFFFFF, segment[1]) == (key, number) and segment[6] > 0
        for segment in segments
    )


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as caller:
        return caller.connect_ex(str(address)) == 0


def _settings(place: Lodging, *, fsync: bool, max_connections: int) -> list[str]:
    quoted = str(place.socket_folder).replace('"', '""')
    chosen = [
        "listen_addresses=",
        f'unix_socket_directories="{quoted}"',
        f"max_connections={max_connections}",
        "jit=off",
        "log_checkpoints=off",
        *(() if fsync else UNSAFE_BUT_QUICK),
    ]
    return [argument for setting in chosen for argument in ("-c", setting)]


def _launch(
    place: Lodging, installation: Path, account: Account, settings: list[str]
) -> subprocess.Popen[bytes]:
    with os.fdopen(os.open(place.log, APPENDING, 0o600), "ab") as log:
        said_before = log.tell()
        process = subprocess.Popen(
            [installation / "bin/postgres", "-D", place.data, *settings],
            cwd="/",
            env=binaries.ENVIRONMENT,
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=children.tie(FAST_SHUTDOWN),
            start_new_session=True,
        )
    try:
        _wait_until_ready(place, process, said_before)
    except BaseException:
        _shut_down(process)
        raise
    return process


def _wait_until_ready(place: Lodging, process: subprocess.Popen[bytes], said_before: int) -> None:
    """Ready is what line 8 of the lock file says, if line 1 says that our child wrote it."""
    while True:
        if process.poll() is not None:
            said = place.log.read_bytes()[said_before:].decode(errors="replace")
            raise EmbeddedError(f"PostgreSQL did not start: {_one_line(said)}")
        lines = [line.strip() for line in _lines(place.data / "postmaster.pid")]
        if lines[:1] == [str(process.pid)] and lines[7:8] == ["ready"]:
            return
        time.sleep(GLANCE)


def _shut_down(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(FAST_SHUTDOWN)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:  # What is committed stands in the log and is recovered.
        process.send_signal(IMMEDIATE_SHUTDOWN)
        process.wait()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except FileNotFoundError:
        return []


def _one_line(said: str) -> str:
    return " / ".join(said.strip().splitlines()[-3:]) or "it said nothing"
