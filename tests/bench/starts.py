"""Row 9: how long a start takes until ready, and how much memory a process then holds."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from awards import children
from tests.bench.rounds import ROOT
from tests.service import Service, free_port

STARTS = 3
PATIENCE = 30.0


def service_seconds(service: Service) -> float:
    """From the command to its ready line, on a database that exists, which is started with it."""
    took = []
    for _ in range(STARTS):
        service.stop()
        began = time.perf_counter()
        service.start()
        took.append(time.perf_counter() - began)
    return median(took)


def empty_seconds() -> tuple[float, float]:
    """The same for an empty Starlette, until its first answer; and the memory it holds, in MiB."""
    took, held = [], []
    for _ in range(STARTS):
        port = free_port()
        began = time.perf_counter()
        process = program("empty", str(port))
        wait_for(process, f"http://127.0.0.1:{port}/hello")
        took.append(time.perf_counter() - began)
        held.append(resident(process.pid))
        children.end([process])
    return median(took), median(held)


def program(name: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """A program of the benchmark, which ends with us however we end."""
    command = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
    return subprocess.Popen(command, cwd=ROOT, preexec_fn=children.tie(signal.SIGKILL))


def wait_for(process: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            urlopen(address, timeout=2).close()
            return
        except (URLError, OSError):
            time.sleep(0.01)
    raise RuntimeError(f"{process.args!r} did not become ready")


def resident(pid: int) -> float:
    """Resident memory in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} says nothing about its memory")


def web_memory(service: Service) -> float:
    """What the one web process of the service holds, in MiB."""
    assert service.process is not None
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and _is_child(folder, service.process.pid, "web"):
            return resident(int(folder.name))
    raise RuntimeError("the service has no web process")


def _is_child(folder: Path, parent: int, word: str) -> bool:
    try:
        status = (folder / "stat").read_text().rpartition(")")[2].split()
        return int(status[1]) == parent and word.encode() in (
            folder / "cmdline"
        ).read_bytes().split(b"\0")
    except OSError:
        return False
