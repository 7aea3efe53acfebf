"""E-mail: one letter built as bytes, and handed to a mail server. Knows nothing of the award."""

from awards.mail.line import Line, Outcome, Refused, Sent, Server, Unclear, connected, send
from awards.mail.message import UnsafeMail, compose, deliverable

__all__ = [
    "Line",
    "Outcome",
    "Refused",
    "Sent",
    "Server",
    "Unclear",
    "UnsafeMail",
    "compose",
    "connected",
    "deliverable",
    "send",
]
