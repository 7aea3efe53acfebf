"""Watching processes from a test: scripts that stay, who lives, and waiting for it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def state(pid: int) -> str:
    """The kernel's letter for the process, Z for a zombie; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def alive(pid: int) -> bool:
    return state(pid) not in ("", "Z", "X")


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@contextmanager
def script(text: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A Python program of its own that can import the award; killed when the test is over."""
    program = [sys.executable, "-c", text, *map(str, arguments)]
    process = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def numbers(process: subprocess.Popen[str]) -> list[int]:
    """The process numbers on the next line a script prints."""
    assert process.stdout is not None
    return [int(number) for number in process.stdout.readline().split()]
