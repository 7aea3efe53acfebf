"""The service as a process: it says when it is ready, and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.processes import alive, eventually
from tests.service import KEY, ROOT, running

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="counts processes in /proc")


def test_the_first_start_prints_a_staff_link_that_leads_to_setting_up_the_award() -> None:
    with running() as service:
        page = httpx.get(service.said["staff"])
        front = httpx.get(f"{service.url}/", follow_redirects=True)

    assert service.said["ready"] == service.url
    assert (page.status_code, page.text.count("<button")) == (200, 1)
    assert front.status_code == 200


def test_the_demo_shows_two_years_and_its_mailbox() -> None:
    with running(command=("demo",), workers=1) as service:
        front = httpx.get(f"{service.url}/nb/")
        letters = httpx.get(f"{service.url}/mailbox.json")
        feed = httpx.get(f"{service.url}/nb/feed.atom")
        door = httpx.get(service.said["staff"])

    assert service.said.keys() == {"ready", "staff", "mailbox"}
    assert front.status_code == 200
    assert "Nominer" in front.text
    assert (letters.status_code, letters.json()) == (200, [])
    assert "Blåbær Biomarin" in feed.text
    assert door.status_code == 200


@LINUX
def test_ctrl_c_leaves_nothing_running_and_the_second_start_finds_what_was_there() -> None:
    with running() as service:
        first = service.family()
        service.stop()
        assert eventually(lambda: not any(map(alive, first)))

        service.start()

        assert len(service.family()) >= 5  # itself, PostgreSQL, two web processes, the worker
        assert httpx.get(f"{service.url}/health/ready").status_code == 200


@LINUX
def test_kill_9_leaves_nothing_running() -> None:
    with running(workers=2) as service:
        family = service.family()

        service.kill()

        assert len(family) >= 5
        assert eventually(lambda: not any(map(alive, family)))


@LINUX
def test_a_web_process_that_dies_is_replaced() -> None:
    with running(workers=1) as service:
        for number in service.family():
            if "web" in Path(f"/proc/{number}/cmdline").read_text().split("\0"):
                os.kill(number, 9)

        def answers() -> bool:
            try:
                return httpx.get(f"{service.url}/health/ready", timeout=1).status_code == 200
            except httpx.HTTPError:
                return False

        assert eventually(answers, 5.0)


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({}, "awards: DATABASE_URL is not set"),
        ({"DATABASE_URL": "embedded:x"}, "awards: AWARDS_SECRET_KEYS is not set"),
        ({"DATABASE_URL": "x", "AWARDS_SECRET_KEYS": "short"}, "awards: AWARDS_SECRET_KEYS needs"),
    ],
)
def test_a_missing_setting_stops_the_start_with_one_line(
    environ: dict[str, str], line: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "awards", "serve"],
        env={"PATH": os.environ["PATH"], **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1


def test_the_doctor_says_in_words_what_is_wrong() -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "AWARDS_SECRET_KEYS": KEY,
        "AWARDS_BASE_URL": "http://award.example",
    }

    done = subprocess.run(
        [sys.executable, "-m", "awards", "check"],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    lines = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert lines == ["wrong  database", "wrong  clock", "wrong  mail server", "wrong  base URL"]
