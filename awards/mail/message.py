"""The bytes of one e-mail, built so that nothing people typed becomes a header. Sends nothing."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import format_datetime

from awards import words

PLAIN_WORDS = re.compile(r"[A-Za-z0-9 ]{1,50}")
PLAIN_LINE = re.compile(r"[\x20-\x7e]{1,60}")
STRUCTURED = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,900}")
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z-]*")
MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+>")
NEVER_OURS = frozenset({"bcc", "cc", "sender", "resent-to", "resent-cc", "resent-bcc"})
LONGEST_LINE = 998


class UnsafeMail(ValueError):
    """The letter would not arrive as the one we wrote, so it is not sent."""


def compose(
    *,
    sender_name: str,
    sender: str,
    recipient_name: str,
    recipient: str,
    reply_to: str | None,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: datetime,
    extra_headers: Mapping[str, str] | None = None,
) -> bytes:
    """The email package writes the body and never sees the headers: some Pythons read encoded
    words in a header, and write the lines inside them as headers of their own."""
    structured = {"Date": format_datetime(date), "Message-ID": message_id, **(extra_headers or {})}
    headers = {
        "From": _mailbox_header("From", sender_name, sender),
        "To": _mailbox_header("To", recipient_name, recipient),
        **({"Reply-To": deliverable(reply_to)} if reply_to else {}),
        "Subject": _encoded("Subject", subject, PLAIN_LINE),
        **{name: _as_it_is(name, value) for name, value in structured.items()},
    }
    if date.tzinfo is None or not MESSAGE_ID.fullmatch(message_id):
        raise UnsafeMail("a letter has a date with a zone, and a Message-ID")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    message = lines.encode() + _body(text, html)
    _check(message, [*headers, "MIME-Version", "Content-Type"])
    return message


def deliverable(address: str) -> str:
    """The mailbox as typed, its domain in IDNA. Its provider may tell capitals apart."""
    try:
        known, _, domain = words.canonical_mailbox(address).partition("@")
    except ValueError:
        raise UnsafeMail("this is no address a letter can go to") from None
    typed = address.partition("@")[0]
    return f"{typed if typed.lower() == known else known}@{domain}"


def _mailbox_header(header: str, name: str, address: str) -> str:
    return f"{_encoded(header, name, PLAIN_WORDS)} <{deliverable(address)}>".lstrip()


def _encoded(header: str, typed: str, plain: re.Pattern[str]) -> str:
    line = words.one_line(typed)
    if not line or (plain.fullmatch(line) and "=?" not in line):
        return line
    return Header(line, "utf-8", header_name=header).encode(linesep="\r\n")


def _as_it_is(name: str, value: str) -> str:
    if not HEADER_NAME.fullmatch(name) or not STRUCTURED.fullmatch(value) or "=?" in value:
        raise UnsafeMail(f"the header {name!r} cannot be sent as it is")
    return value


def _body(text: str, html: str) -> bytes:
    content = EmailMessage(policy=MAIL_POLICY)
    content.set_content(words.clean(text) + "\n", cte="quoted-printable")
    content.add_alternative(words.clean(html) + "\n", subtype="html", cte="quoted-printable")
    return content.as_bytes()


def _check(message: bytes, expected: list[str]) -> None:
    """Whatever the lines above believe: what counts is which headers are in the bytes."""
    check_lines(message)
    lines = message.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0].decode().lower() for line in lines if line[:1] not in b" \t"]
    if sorted(names) != sorted({name.lower() for name in expected}) or NEVER_OURS & {*names}:
        raise UnsafeMail("the letter has other headers than those we wrote")


def check_lines(message: bytes) -> None:
    """A server that reads a bare line feed as a line's end could be told of a second letter."""
    lines = message.split(b"\r\n")
    ends = len(lines) - 1
    bare = message.count(b"\n") != ends or message.count(b"\r") != ends or b"\0" in message
    if bare or max(map(len, lines)) > LONGEST_LINE or not message.endswith(b"\r\n"):
        raise UnsafeMail("a line of the letter is broken")
