"""The package that is installed for real: it carries its statements, pages and words with it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import fresh_database

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the working tree and unpacked where nothing else of ours is."""
    wheels = tmp_path_factory.mktemp("wheels")
    source = tmp_path_factory.mktemp("source")
    for name in ("awards", "sql", "pyproject.toml", "README.md", "LICENSE"):
        subprocess.run(["cp", "-r", str(ROOT / name), str(source)], check=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(wheels), "."]
    subprocess.run(command, cwd=source, check=True)
    place = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(next(wheels.glob("*.whl"))).extractall(place)
    return place


def migrate(installed: Path, url: str) -> "subprocess.CompletedProcess[str]":
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(installed),
        "DATABASE_URL": url,
        "AWARDS_SECRET_KEYS": "a-key-of-the-tests-only",
    }
    command = [sys.executable, "-m", "awards", "migrate"]
    return subprocess.run(command, cwd=installed, env=environ, capture_output=True, text=True)


async def test_an_installed_package_brings_a_database_to_its_version(installed: Path) -> None:
    async with fresh_database() as url:
        done = migrate(installed, url)

    assert (done.returncode, done.stdout) == (0, "the database is at this version\n"), done.stderr


def test_the_installed_package_has_every_file_of_the_working_tree(installed: Path) -> None:
    there = {
        path.relative_to(ROOT / "awards")
        for path in (ROOT / "awards").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    carried = {
        path.relative_to(installed / "awards")
        for path in (installed / "awards").rglob("*")
        if path.is_file() and not {"sql", "__pycache__"} & set(path.parts)
    }

    assert carried == there
