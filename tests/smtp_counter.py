"""The counter of the post office for tests: one SMTP conversation, nasty where the script says."""

import base64
import re
import socketserver
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn, cast

if TYPE_CHECKING:
    from tests.smtp import PostOffice


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 64
    office: "PostOffice"


class _HungUp(Exception):
    """This conversation is over."""


class Counter(socketserver.StreamRequestHandler):
    """One connection. Lines are read and answered in order, as RFC 5321 has it."""

    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.office = cast(Listener, self.server).office
        self.sender = self.recipient = ""
        self.answer: str | None = None
        self.at_quit = "221 bye"
        self.secure = False
        with self.office.lock:
            self.office.sockets.add(self.request)
            self.office.connections += 1

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        with self.office.lock:
            self.office.sockets.discard(self.request)
        self.request.close()

    def handle(self) -> None:
        with suppress(_HungUp, OSError, ValueError):
            self.say("220 post office")
            while line := self.rfile.readline():
                self.listen(line.decode().rstrip("\r\n"))

    def say(self, *lines: str) -> None:
        for line in lines[:-1]:
            self.wfile.write(f"{line[:3]}-{line[4:]}\r\n".encode())
        self.wfile.write(f"{lines[-1]}\r\n".encode())

    def listen(self, line: str) -> None:
        self.office.commands.append(line)
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO" | "HELO":
                self.say("250 post office", *self.abilities(), "250 SMTPUTF8")
            case "STARTTLS":
                self.start_tls()
            case "AUTH":
                self.sign_in(rest)
            case "MAIL":
                self.answer = self.office.next_answer() if self.answer is None else self.answer
                self.sender = _address(rest)
                self.agree("mail")
            case "RCPT":
                if self.answer == "hang-at-rcpt":
                    self.hang()
                self.recipient = _address(rest)
                self.agree("rcpt")
            case "DATA":
                self.data()
            case "RSET" | "NOOP":
                self.say("250 ok")
            case "QUIT":
                self.say(self.at_quit)
                raise _HungUp
            case _:
                self.say("500 what")

    def abilities(self) -> list[str]:
        tls = ["250 STARTTLS"] if self.office.tls and not self.secure else []
        return [*tls, *(["250 AUTH PLAIN"] if self.office.login else [])]

    def start_tls(self) -> None:
        assert self.office.tls is not None
        self.say("220 go ahead")
        with self.office.lock:
            self.office.sockets.discard(self.request)
            self.request = self.office.tls.wrap_socket(self.request, server_side=True)
            self.office.sockets.add(self.request)
        self.secure = True
        self.rfile.close()
        super().setup()

    def sign_in(self, rest: str) -> None:
        wanted = base64.b64encode("\0{}\0{}".format(*(self.office.login or ("", ""))).encode())
        good = rest == f"PLAIN {wanted.decode()}"
        self.say("235 welcome" if good else f"535 {rest} is wrong")

    def agree(self, step: str) -> None:
        if self.answer is not None and self.answer.startswith(f"{step}:"):
            code, self.answer = self.answer.partition(":")[2], None
            self.say(f"{code} refused at {step}")
            if code == "421":
                raise _HungUp
        else:
            self.say("250 ok")

    def data(self) -> None:
        answer = self.answer or "ok"
        if answer == "drop-at-data":
            raise _HungUp
        if answer.startswith("data:"):
            self.agree("data")
            return
        self.say("354 go on")
        raw = self.read_to_the_dot()
        self.answer = None
        self.settle(answer, raw)

    def read_to_the_dot(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _HungUp
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def settle(self, answer: str, raw: bytes) -> None:
        if answer == "hang":
            self.hang()
        if answer == "lost-after-dot":
            raise _HungUp
        if answer.isdigit():
            self.say(f"{answer} refused after the dot")
            return
        if answer.startswith("delay:"):
            self.office.closing.wait(float(answer.partition(":")[2]))
        self.office.accept(self.sender, self.recipient, raw)
        if answer == "drop-after-dot":
            raise _HungUp
        self.say(f"250 accepted as {len(self.office.received)}")
        if answer == "421-at-quit":
            self.at_quit = "421 too busy to say goodbye"
        if answer == "421-and-close":
            self.say("421 that was enough")
            raise _HungUp

    def hang(self) -> NoReturn:
        self.office.closing.wait()
        raise _HungUp


def _address(rest: str) -> str:
    found = re.search(r"<([^>]*)>", rest)
    return found[1] if found else ""
