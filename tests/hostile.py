"""Whatever a server may do to its caller: raw sockets on loopback, each address of theirs a trick.

``Names`` is what name servers say, ``Witness`` writes down every connection that this process
begins, and lets none of them leave the machine.
"""

import contextlib
import gzip
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any

PAUSE = 0.02  # between the drops of a drip
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"
KEPT = ("healthy", "cookie", "large")  # after these the connection is kept
PUBLIC = "93.184.216.34"

Drops = Iterable[bytes | float]  # what is sent; or seconds to wait


def _forever(part: bytes, first: bytes = b"", pause: float = 0.0) -> Callable[[], Drops]:
    def drops() -> Iterator[bytes | float]:
        yield first
        while True:
            yield part
            yield pause

    return drops


def _said(*parts: bytes | float) -> Callable[[], Drops]:
    return lambda: parts


def _packed(coding: bytes, body: bytes) -> Callable[[], Drops]:
    length = str(len(body)).encode()
    return _said(
        OK + b"content-encoding: " + coding + b"\r\ncontent-length: " + length, b"\r\n" * 2, body
    )


def _to(status: int, place: bytes) -> Callable[[], Drops]:
    head = f"HTTP/1.1 {status} Elsewhere\r\ncontent-length: 0\r\nlocation: ".encode()
    return _said(head + place + b"\r\n\r\n")


CANARY: Mapping[str, Callable[[], Drops]] = {"": _said(OK + b"content-length: 2\r\n\r\n{}")}


def tricks(canary: int) -> Mapping[str, Callable[[], Drops]]:
    """By the last part of the address."""
    inside = f"http://127.0.0.1:{canary}/".encode()
    bomb = gzip.compress(b" " * 20_000_000)
    fine = OK + b"content-length: 2\r\n"
    return {
        "healthy": _said(fine + b"\r\n{}"),
        "large": _said(OK + b"content-length: 600000\r\n\r\n" + b" " * 600_000),
        "cookie": _said(fine + b"set-cookie: kept=yes; path=/\r\n\r\n{}"),
        "redirect": _to(302, inside),
        "redirect-307": _to(307, inside),
        "redirect-308": _to(308, b"//localhost:" + str(canary).encode()),
        "redirect-chain": _to(301, b"/redirect"),
        "refresh": _said(
            fine + b"refresh: 0; url=" + inside + b"\r\nlink: <" + inside + b">\r\n\r\n{}"
        ),
        "drip-status": _forever(b"H", b"", PAUSE),
        "drip-headers": _forever(b"a", OK + b"x: ", PAUSE),
        "drip-lines": _forever(b"a: b\r\n", OK, PAUSE),
        "drip-body": _forever(b" ", OK + b"content-length: 1000\r\n\r\n", PAUSE),
        "drip-chunks": _forever(b"1\r\nx\r\n", CHUNKED, PAUSE),
        "ten-gigabytes": _forever(b" " * 65536, OK + b"content-length: 10737418240\r\n\r\n"),
        "endless": _forever(b" " * 65536, OK + b"\r\n"),
        "endless-chunks": _forever(b"10000\r\n" + b" " * 65536 + b"\r\n", CHUNKED),
        "crumbs": _forever(b"1\r\nx\r\n" * 4096, CHUNKED),
        "wrapped-crumbs": _forever(b"1;" + b"x" * 60_000 + b"\r\nx\r\n", CHUNKED),
        "endless-trailers": _forever(b"a: b\r\n" * 4096, CHUNKED + b"0\r\n"),
        "gzip-bomb": _packed(b"gzip", bomb),
        "gzip-in-capitals": _packed(b"GZIP", bomb),
        "gzip-twice": _packed(b"gzip, gzip", gzip.compress(bomb)),
        "brotli": _packed(b"br", b"\x0b\x02\x80{}\x03"),
        "unknown-coding": _packed(b"x-own", b"{}"),
        "huge-header": _forever(b"x" * 65536, OK + b"x: "),
        "many-headers": _forever(b"a: b\r\n" * 4096, OK),
        "folded-header": _forever(b" x\r\n" * 4096, OK + b"x: y\r\n"),
        "silence": _said(60.0),
        "half-status": _said(b"HTTP/1.1 2", 60.0),
        "half-status-then-gone": _said(b"HTTP/1.1 2"),
        "gone": _said(),
        "reset": _said(-1.0),
        "cut-short": _said(OK + b"content-length: 100\r\n\r\n{}"),
        "continue": _forever(b"HTTP/1.1 100 Continue\r\n\r\n" * 1024),
        "early-hints": _forever(b"HTTP/1.1 103 Hints\r\nlink: </x>\r\n\r\n", b"", PAUSE),
        "switching": _said(b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nx"),
        "old-http": _said(b"<html>HTTP/0.9 has no head</html>"),
        "noise": _said(os.urandom(4096)),
        "no-number": _said(b"HTTP/1.1 TWO OK\r\n\r\n"),
        "large-number": _said(b"HTTP/1.1 99999 OK\r\n\r\n"),
        "negative-length": _said(OK + b"content-length: -1\r\n\r\n{}"),
        "two-lengths": _said(fine + b"content-length: 3\r\n\r\n{}"),
        "chunk-of-no-size": _said(CHUNKED + b"zz\r\n{}\r\n"),
        "nul-in-header": _said(fine + b"x: a\x00b\r\n\r\n{}"),
        "other-bytes": _said(b"HTTP/1.1 200 \xff\xfe\r\ncontent-length: 2\r\nx: \xf8\r\n\r\n{}"),
    }


def _head(line: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and (more := line.recv(65536)):
        head += more
    return head


def _trick(head: bytes) -> str:
    return head.split(b" ")[1].decode().rpartition("/")[2]


@dataclass
class Host:
    """A server of tricks. ``sent`` counts the bytes that it got rid of, by trick; ``heard`` keeps
    the requests; ``over`` is set when a caller that was left waiting has hung up."""

    tricks: Mapping[str, Callable[[], Drops]]
    certificate: SSLContext | None = None
    before: Callable[[], Drops] | None = None  # what it does instead of listening
    address: str = "127.0.0.1"
    port: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)
    taken: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def place(self) -> str:
        return f"{self.address}:{self.port}"

    @contextmanager
    def running(self) -> Iterator["Host"]:
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        with socket.socket(family) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)
            listening.bind((self.address, self.port))
            self.port = listening.getsockname()[1]
            listening.listen(128)
            listening.settimeout(0.1)
            taking = threading.Thread(target=self._take, args=(listening,), daemon=True)
            taking.start()
            try:
                yield self
            finally:
                self.ended.set()
                taking.join()

    def _take(self, listening: socket.socket) -> None:
        while not self.ended.is_set():
            with contextlib.suppress(TimeoutError):
                line, _ = listening.accept()
                self.taken += 1
                line.settimeout(10)
                threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            if self.before:
                self._say(line, "before", self.before())
                return
            if self.certificate:
                line = self.certificate.wrap_socket(line, server_side=True)
            with line:
                while (head := _head(line)) and (trick := _trick(head)) in self.tricks:
                    self.heard.append(head)
                    self._say(line, trick, self.tricks[trick]())
                    if trick not in KEPT:
                        return

    def _say(self, line: socket.socket, trick: str, drops: Drops) -> None:
        for drop in drops:
            if isinstance(drop, bytes):
                self._send(line, trick, drop)
            elif drop < 0:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif drop and self._hung_up(line, drop):
                self.over.set()
                return

    def _send(self, line: socket.socket, trick: str, drop: bytes) -> None:
        for start in range(0, len(drop), 16384):
            part = drop[start : start + 16384]
            line.sendall(part)
            self.sent[trick] = self.sent.get(trick, 0) + len(part)

    def _hung_up(self, line: socket.socket, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self.ended.is_set() and (left := until - time.monotonic()) > 0:
            line.settimeout(min(left, 0.5))
            try:
                if not line.recv(65536):
                    return True
            except TimeoutError:
                continue
        return self.ended.is_set()


@dataclass
class Names:
    """Name servers: each name has one answer after the other, and keeps to the last. Numbers are
    read as the system reads them; every other name is unknown."""

    answers: Mapping[str, list[list[str]]]
    slow: threading.Event = field(default_factory=threading.Event)  # ends the waiting
    asked: dict[str, int] = field(default_factory=dict)
    system: Callable[..., Any] = socket.getaddrinfo

    def __call__(self, host: Any, port: Any, *rest: Any, **more: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name.startswith("slow"):
            self.slow.wait(20)
        known = name.rstrip(".")
        if known not in self.answers:
            if known == "localhost" or name[:1].isdigit() or ":" in name:
                host = known if known == "localhost" else host
                return list(self.system(host, port, *rest, **more))
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        turn = self.asked[known] = self.asked.get(known, 0) + 1
        said = self.answers[known][:turn][-1]
        return [one for number in said for one in self.system(number, port, *rest, **more)]


@dataclass
class Witness:
    """Every connection that is begun, while it looks; none of them leaves this machine."""

    looking: bool = False
    begun: list[str] = field(default_factory=list)

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        if event == "socket.connect" and self.looking and not isinstance(details[1], (str, bytes)):
            host, port = details[1][:2]
            self.begun.append(f"{host}:{port}")
            if not host.startswith("127.") and host != "::1":
                raise ConnectionRefusedError(111, "nobody leaves")


WITNESS = Witness()
sys.addaudithook(WITNESS)  # for ever: nobody can take it away, so there is one


@contextmanager
def witnessed() -> Iterator[Witness]:
    WITNESS.begun, WITNESS.looking = [], True
    try:
        yield WITNESS
    finally:
        WITNESS.looking = False


@contextmanager
def full(address: str, port: int) -> Iterator[None]:
    """A host that takes no more connections, and does not say so."""
    with contextlib.ExitStack() as kept:
        listening = kept.enter_context(socket.socket())
        listening.bind((address, port))
        listening.listen(0)
        for _ in range(4):
            waiting = kept.enter_context(socket.socket())
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect((address, port))
        yield
