"""The real service as a process, with a database and a port of its own, until we end or kill it."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from awards import embedded

KEY = "a-key-of-the-tests-only"
PATIENCE = 60.0
ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@dataclass
class Service:
    """``awards serve`` over a home of its own; started, killed and started again on one port."""

    home: Path
    smtp_url: str = ""
    register_url: str = ""
    workers: int = 2
    command: tuple[str, ...] = ("serve",)
    before_path: str = ""  # a folder whose modules its processes find first
    database_url: str = ""  # of a server that runs already; empty: one of its own
    base_url: str = ""  # what it believes its address is
    inner_hosts: str = ""  # host:port of channels that it may call on this machine
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[str] | None" = None
    listener: threading.Thread = field(init=False)
    said: dict[str, str] = field(default_factory=dict)  # what it printed: ready, staff, mailbox

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def dsn(self) -> str:
        """The address of its database, while it runs."""
        if self.database_url:
            return self.database_url
        found = embedded.running(self.home / "postgres", "awards")
        assert found is not None
        return found

    def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        self.said.clear()
        log = (self.home / "service.log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "awards", *self.command, *self._options()],
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        self.listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self.listener.start()
        until = time.monotonic() + PATIENCE
        while "ready" not in self.said:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.home / "service.log").read_text()[-3000:])
            time.sleep(0.02)

    def _options(self) -> list[str]:
        data = ["--data", str(self.home)] if self.command == ("demo",) else []
        return ["--port", str(self.port), "--workers", str(self.workers), *data]

    def family(self) -> list[int]:
        """The process numbers of the service and everything that descends from it."""
        assert self.process is not None
        found = [self.process.pid]
        for number in found:
            children = Path(f"/proc/{number}/task/{number}/children")
            found += map(int, children.read_text().split())
        return found

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(filter(None, (self.before_path, str(ROOT)))),
            "DATABASE_URL": self.database_url or f"embedded:{self.home / 'postgres'}",
            "AWARDS_BASE_URL": self.base_url or self.url,
            "AWARDS_SECRET_KEYS": KEY,
            "AWARDS_SMTP_URL": self.smtp_url,
            "AWARDS_REGISTER_URL": self.register_url,
            "AWARDS_INNER_HOSTS": self.inner_hosts,
        }

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                word, _, rest = line.strip().partition(" ")
                self.said[word] = rest

    def kill(self) -> None:
        """kill -9: it gets no chance to end anything."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.listener.join()

    def stop(self) -> None:
        """Ctrl-C."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
                self.listener.join()
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def running(smtp_url: str = "", **options: object) -> Iterator[Service]:
    """A service that is ready; stopped, and its home removed, at the end."""
    home = Path(tempfile.mkdtemp(prefix="awards-service-"))
    home.chmod(0o755)
    service = Service(home, smtp_url, **options)  # type: ignore[arg-type]
    try:
        service.start()
        yield service
    finally:
        service.stop()
        with contextlib.suppress(OSError):
            shutil.rmtree(home)
