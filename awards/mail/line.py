"""The way to the mail server, and the one honest outcome of each letter that goes there.

What became of a letter is decided by the reply to its last dot alone. Before the dot nothing was
sent; after a reply to it, whatever the server says at QUIT is of no account; between the two
nobody knows, and the letter is neither called sent nor sent again from here.
"""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from aiosmtplib.protocol import SMTPProtocol

from awards import words
from awards.mail.message import check_lines, deliverable

ANSWER_LIMIT = 300
QUIT_PATIENCE = 1.0
# "Sign in first" is about us, not about the letter: it is worth another try when that is mended.
SIGN_IN_CODES = frozenset({530, 534, 535, 538})
# TimeoutError and TLS errors are OSErrors.
FAILURES = (SMTPException, OSError)


@dataclass(frozen=True)
class Sent:
    answer: str


@dataclass(frozen=True)
class Refused:
    answer: str
    permanent: bool


@dataclass(frozen=True)
class Unclear:
    answer: str


Outcome: TypeAlias = Sent | Refused | Unclear

Security: TypeAlias = Literal["none", "starttls", "tls"]
SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    security: Security = "none"
    user: str | None = None
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> "Server":
        """The complaint never quotes the address, for there may be a password in it."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise ValueError("the mail server's address has a host or port that is none") from None
        if parts.scheme not in SCHEMES:
            raise ValueError("the mail server starts with smtp://, smtps:// or smtp+starttls://")
        if not host or port == 0 or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("the mail server is written smtps://USER:PASSWORD@HOST:PORT")
        security, usual_port = SCHEMES[parts.scheme]
        user = unquote(parts.username) if parts.username else None
        return cls(host, port or usual_port, security, user, unquote(parts.password or ""))


async def send(
    server: Server, sender: str, recipient: str, message: bytes, *, deadline: float = 30.0
) -> Outcome:
    async with connected(server) as line:
        return await line.send(sender, recipient, message, deadline=deadline)


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator["Line"]:
    """A line for many letters, one after the other; it connects when the first one is sent."""
    line = Line(server)
    try:
        yield line
    finally:
        await line.close()


class Line:
    """One connection, kept from letter to letter and made anew when the server closed it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: SMTP | None = None

    async def send(
        self, sender: str, recipient: str, message: bytes, *, deadline: float = 30.0
    ) -> Outcome:
        """One letter to one mailbox; connecting, offering and handing over share the deadline."""
        check_lines(message)
        end = asyncio.get_running_loop().time() + deadline
        try:
            async with asyncio.timeout_at(end):
                way = await self._offered(deliverable(sender), deliverable(recipient))
        except FAILURES as failure:
            self._abort()
            return _refused(failure, self._server)
        try:
            async with asyncio.timeout_at(end):
                return await _handed_over(way, message, self._server)
        except FAILURES as failure:
            self._abort()
            return Unclear(_said(failure, self._server))

    async def close(self) -> None:
        """Say goodbye. Every letter's outcome is known already, so no answer to this matters."""
        client, self._client = self._client, None
        if client is None:
            return
        with suppress(*FAILURES):
            async with asyncio.timeout(QUIT_PATIENCE):
                await client.quit()
        client.close()

    async def _offered(self, sender: str, recipient: str) -> SMTPProtocol:
        """Where the letter may be written, now that the server has agreed to take it."""
        if self._client is not None and self._client.is_connected:
            try:
                return await _agreed(self._client, sender, recipient)
            except SMTPServerDisconnected:
                pass
            except SMTPResponseException as answer:
                if answer.code != 421:
                    raise
        self._abort()
        self._client = _client(self._server, sender)
        await self._client.connect()
        return await _agreed(self._client, sender, recipient)

    def _abort(self) -> None:
        client, self._client = self._client, None
        if client is not None and client.transport is not None:
            cast(asyncio.WriteTransport, client.transport).abort()


def _client(server: Server, sender: str) -> SMTP:
    return SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password if server.user else None,
        local_hostname=sender.rpartition("@")[2],
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        timeout=None,
    )


async def _agreed(client: SMTP, sender: str, recipient: str) -> SMTPProtocol:
    beyond_ascii = not (sender + recipient).isascii()
    if client.is_ehlo_or_helo_needed:
        await client.ehlo()
    if beyond_ascii and not client.supports_extension("smtputf8"):
        raise SMTPRecipientRefused(553, "the server takes no address beyond ASCII", recipient)
    await client.mail(sender, options=["SMTPUTF8"] if beyond_ascii else None, encoding="utf-8")
    await client.rcpt(recipient, encoding="utf-8")
    answer = await client.execute_command(b"DATA")
    if answer.code != 354 or client.protocol is None:
        raise SMTPDataError(answer.code, answer.message)
    return client.protocol


async def _handed_over(way: SMTPProtocol, message: bytes, server: Server) -> Outcome:
    way.write(re.sub(rb"(?m)^\.", b"..", message) + b".\r\n")
    reply = await way.read_response()
    answer = _said(SMTPResponseException(reply.code, reply.message), server)
    if 200 <= reply.code < 300:
        return Sent(answer)
    if 400 <= reply.code < 600:
        return Refused(answer, permanent=reply.code >= 500)
    return Unclear(answer)


def _refused(failure: Exception, server: Server) -> Refused:
    about_the_letter = isinstance(failure, SMTPSenderRefused | SMTPRecipientRefused | SMTPDataError)
    code = failure.code if isinstance(failure, SMTPResponseException) else 0
    permanent = about_the_letter and code >= 500 and code not in SIGN_IN_CODES
    return Refused(_said(failure, server), permanent)


def _said(failure: Exception, server: Server) -> str:
    """The server's answer in one line, without anything that signs us in."""
    match failure:
        case SMTPAuthenticationError():
            return f"{failure.code} the mail server refused our sign-in"
        case SMTPResponseException():
            answer = f"{failure.code} {failure.message}"
        case _:
            answer = str(failure) or "no answer in time"
    for secret in _secrets(server):
        answer = answer.replace(secret, "***")
    return words.one_line(answer)[:ANSWER_LIMIT]


def _secrets(server: Server) -> list[str]:
    if not server.password:
        return []
    both = f"\0{server.user}\0{server.password}"
    return [
        server.password,
        *(base64.b64encode(s.encode()).decode() for s in (server.password, both)),
    ]
