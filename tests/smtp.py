"""A post office for tests: a real SMTP server on a thread, with a script of nasty answers.

It keeps every letter it accepts, as bytes with the envelope, and writes the acceptance to a journal
(flushed to disk) before it says so. Each letter takes the next answer of the script; when there is
none left, the answer is "ok":

    ok              accepted
    451, 550, ...   refused after the dot
    rcpt:550        refused at RCPT; likewise mail:421 and data:451
    421-at-quit     accepted, then 421 at QUIT
    421-and-close   accepted, then the connection is closed
    drop-at-data    the connection is closed when DATA is said: nothing was accepted
    drop-after-dot  accepted, and the connection is lost before the reply
    lost-after-dot  not accepted, and the connection is lost all the same
    hang            nothing is said after the dot, and nothing is accepted
    hang-at-rcpt    nothing is said after RCPT
    delay:0.2       accepted, that many seconds later
"""

import asyncio
import email
import email.policy
import json
import os
import re
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any

from awards import mail
from tests.smtp_counter import Counter, Listener

SENDER = "award@example.org"
OLA = "ola@example.no"
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True)
class Received:
    recipient: str
    sender: str
    raw: bytes
    message_id: str
    at: datetime


def letter(**changes: Any) -> bytes:
    """A letter to Ola, with whatever is to be different about it."""
    return mail.compose(
        **{
            "sender_name": "Årets eksportbedrift",
            "sender": SENDER,
            "recipient_name": "Ola Nordmann",
            "recipient": OLA,
            "reply_to": "jury@example.org",
            "subject": "Bekreft nominasjonen din",
            "text": "Hei Ola.\n\n.\nhttps://award.example.org/nominations/a.b-c.\n",
            "html": "<p>Hei Ola.</p>",
            "message_id": "<l-17@award.example.org>",
            "date": datetime(2027, 9, 17, 10, 0, tzinfo=UTC),
            **changes,
        }
    )


def parsed(letter: Received | bytes) -> EmailMessage:
    raw = letter.raw if isinstance(letter, Received) else letter
    return email.message_from_bytes(raw, policy=email.policy.default)


def subject(letter: Received | bytes) -> str:
    return str(parsed(letter)["Subject"])


def text(letter: Received | bytes) -> str:
    return _part(letter, "plain")


def html(letter: Received | bytes) -> str:
    return _part(letter, "html")


def links(letter: Received | bytes) -> list[str]:
    return LINK.findall(text(letter))


def _part(letter: Received | bytes, kind: str) -> str:
    part = parsed(letter).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


class PostOffice:
    """Open as a context manager; `answers` may be filled at any time, `received` read at any."""

    def __init__(
        self,
        port: int = 0,
        answers: list[str] | None = None,
        journal: Path | None = None,
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.port = port
        self.answers = answers or []
        self.journal = journal
        self.tls = tls
        self.login = login
        self.received: list[Received] = []
        self.connections = 0
        self.commands: list[str] = []
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self.sockets: set[socket.socket] = set()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> "PostOffice":
        self._server = Listener(("127.0.0.1", self.port), Counter)
        self._server.office = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        with self.lock:
            for one in self.sockets:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._thread.join()

    def next_answer(self) -> str:
        with self.lock:
            return self.answers.pop(0) if self.answers else "ok"

    def accept(self, sender: str, recipient: str, raw: bytes) -> None:
        message_id = str(parsed(raw)["Message-ID"] or "")
        letter = Received(recipient, sender, raw, message_id, datetime.now(UTC))
        with self.lock:
            if self.journal is not None:
                _write_down(self.journal, letter)
            self.received.append(letter)

    def to(self, recipient: str) -> list[Received]:
        return [letter for letter in list(self.received) if letter.recipient == recipient]

    async def expect(self, count: int, within: float = 5.0) -> list[Received]:
        """The letters, once there are that many."""
        async with asyncio.timeout(within):
            while len(self.received) < count:  # they arrive on another thread
                await asyncio.sleep(0.01)
        return list(self.received)


def _write_down(journal: Path, letter: Received) -> None:
    with journal.open("a", encoding="utf-8") as lines:
        entry = {
            "at": letter.at.isoformat(),
            "recipient": letter.recipient,
            "sender": letter.sender,
            "message_id": letter.message_id,
        }
        lines.write(json.dumps(entry) + "\n")
        lines.flush()
        os.fsync(lines.fileno())
