"""The folders of an embedded PostgreSQL: where its user can reach them, and a lock on the home."""

import fcntl
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from awards import binaries
from awards.binaries import Account, EmbeddedError

LONGEST_SOCKET_FOLDER = 88  # A socket path holds 103 bytes on macOS, its file name takes 15.
SHORT_FOLDER = Path("/tmp")
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Lodging:
    """One cluster's folders, all below its home except for the socket of a long path."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def socket_folder(self) -> Path:
        beside = self.home / "run"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER and "," not in str(beside):
            return beside
        known_by = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:10]
        return SHORT_FOLDER / f"awards-{known_by}"

    @property
    def socket(self) -> Path:
        return self.socket_folder / ".s.PGSQL.5432"


def lodging(home: Path) -> Lodging:
    """Where the cluster of this home lives: below it, or where its link leads."""
    home = home.resolve()
    link = home / ELSEWHERE
    if link.is_symlink():
        return Lodging(binaries.SYSTEM_HOME / link.readlink().name)
    return Lodging(home)


def open_home(home: Path, account: Account) -> Lodging:
    """The home's lodging, made where it is missing. An award that exists is never left for an
    empty one: what its user cannot reach any more is refused."""
    _make_home(home, account)
    place = lodging(home)
    if place.home != home.resolve():
        if not place.home.exists():
            raise EmbeddedError(f"{home} says that its award lies in {place.home}: it is gone.")
        return place
    if account.uid is None or reachable(place.home, account):
        return place
    if place.data.exists():
        raise EmbeddedError(
            f"{home} holds an award, but user {binaries.UNPRIVILEGED!r}, which runs PostgreSQL,"
            " may not pass through to it: move it, or open the folders above it."
        )
    return _lodge_elsewhere(place.home)


def _make_home(home: Path, account: Account) -> None:
    home.mkdir(parents=True, exist_ok=True)
    if account.uid is not None and not any(home.iterdir()):
        home.chmod(0o711)  # A folder that holds other things keeps its mode.


def _lodge_elsewhere(home: Path) -> Lodging:
    """Out of reach below closed folders, whose modes are not ours to change: move, leave a link."""
    binaries.make_system_home()
    room = Path(tempfile.mkdtemp(prefix="award-", dir=binaries.SYSTEM_HOME))
    room.chmod(0o711)
    (home / ELSEWHERE).symlink_to(room)
    return Lodging(room)


def reachable(folder: Path, account: Account) -> bool:
    """Whether the account may pass through the folder and all that lie above it."""
    return all(_passable(step.stat(), account) for step in (folder, *folder.parents))


def _passable(step: os.stat_result, account: Account) -> bool:
    if step.st_uid == account.uid:
        return bool(step.st_mode & 0o100)
    if step.st_gid == account.gid:
        return bool(step.st_mode & 0o010)
    return bool(step.st_mode & 0o001)


def make_private(folder: Path, account: Account) -> None:
    """Make a folder only the account can enter; one that somebody else laid there is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if not stat.S_ISDIR(folder.lstat().st_mode) or folder.lstat().st_uid not in _owners(account):
        raise EmbeddedError(f"{folder} belongs to another user: PostgreSQL cannot use it.")
    if account.uid is not None:
        os.chown(folder, account.uid, account.gid or 0)
    folder.chmod(0o700)


def _owners(account: Account) -> set[int | None]:
    return {os.geteuid(), account.uid}


def take_lock(place: Lodging) -> TextIO:
    """Hold the home for this process; the kernel lets go of it however the process ends."""
    lock = os.fdopen(os.open(place.lock, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise EmbeddedError(
            f"{place.home} is in use by a running service (process {holder}): stop that one first."
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def locked(place: Lodging) -> bool:
    """Whether a service holds this home now."""
    if not place.lock.exists():
        return False
    with place.lock.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
