"""The embedded PostgreSQL outlives no service, loses no award, and starts wherever it is put."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from awards import embedded, lodgings
from awards.embedded import EmbeddedError
from tests.clusters import POSTGRESQL, asked, keep_a_nomination, kept, open_folder
from tests.processes import alive, eventually, numbers, script, state

SERVICE = """
import signal, sys, time
from pathlib import Path
from awards import children, embedded

if sys.argv[2] == "untied":
    children.libc = None
server = embedded.start(Path(sys.argv[1]))
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


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


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

    assert runs_as == (POSTGRESQL.uid or os.geteuid())


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


def test_a_start_waits_for_what_a_killed_server_left_running(folder: Path) -> None:
    home = folder / "home"
    with script(SERVICE, home, "tied") as service:
        [server] = numbers(service)
        dsn = embedded.running(home) or ""
        keep_a_nomination(dsn)
        find = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
        left = int(str(asked(dsn, find)))
        os.kill(left, signal.SIGSTOP)
        os.kill(server, signal.SIGKILL)
        service.kill()
        service.wait()

    goes_on = threading.Timer(0.3, os.kill, (left, signal.SIGCONT))
    goes_on.start()

    assert kept(home) == "Blåbær AS"
    goes_on.join()


def test_a_number_that_now_belongs_to_a_stranger_does_not_keep_the_award_from_starting(
    folder: Path,
) -> None:
    home = folder / "home"
    with embedded.start(home, fsync=False) as server:
        keep_a_nomination(server.dsn())
        left_behind = (home / "data/postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(
        ["sleep", "60"],
        user=POSTGRESQL.uid,
        group=POSTGRESQL.gid,
        extra_groups=POSTGRESQL.groups,
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
    lodgings.open_home(home, POSTGRESQL)
    lodgings.make_private(home / "data", POSTGRESQL)
    (home / "data/PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedError, match="written by PostgreSQL 17 and this is PostgreSQL 18"):
        embedded.start(home)
    assert [path.name for path in (home / "data").iterdir()] == ["PG_VERSION"]


def test_a_first_start_that_was_broken_off_leaves_no_half_award(folder: Path) -> None:
    (folder / "home" / "new-1").mkdir(parents=True)

    with embedded.start(folder / "home", fsync=False) as server:
        pass

    assert list(server.place.home.glob("new-*")) == []


# One service per home.


def test_a_second_service_on_the_same_home_is_refused_and_harms_nothing(folder: Path) -> None:
    with embedded.start(folder / "home", fsync=False) as server:
        with pytest.raises(EmbeddedError, match=rf"is in use .* \(process {os.getpid()}\)"):
            embedded.start(folder / "home", fsync=False)

        assert asked(embedded.running(folder / "home") or "", "SELECT 1") == 1

    assert (server.process.returncode, embedded.running(folder / "home")) == (0, None)
