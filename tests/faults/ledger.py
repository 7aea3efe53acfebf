"""What the world outside saw while the service was killed, and what must follow from it. Pure.

Clients write down each acknowledged nomination; the post office writes down each letter it accepts
before it says so; at each kill we write down which letters were on their way. The checker compares
these with what the database holds in the end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True)
class Acceptance:
    """The post office took a letter, and said so afterwards."""

    message_id: str
    recipient: str
    at: datetime


@dataclass(frozen=True)
class Kill:
    """kill -9 fell at a moment; these letters were being sent when it did."""

    at: datetime
    sending: frozenset[str]  # Message-IDs


@dataclass(frozen=True)
class Stored:
    """One nomination as the database holds it in the end, with its letters."""

    mailbox: str
    letters: tuple[tuple[str, str], ...]  # Message-ID and state of each


@dataclass
class Ledger:
    acknowledged: list[str] = field(default_factory=list)  # mailboxes, one nomination each
    attempted: set[str] = field(default_factory=set)
    acceptances: list[Acceptance] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)


def faults(ledger: Ledger, stored: Iterable[Stored]) -> list[str]:
    """Everything that must not be, in words; an empty list is a clean bill."""
    by_mailbox: dict[str, list[Stored]] = {}
    for one in stored:
        by_mailbox.setdefault(one.mailbox, []).append(one)
    copies = _copies(ledger.acceptances)
    return [
        *_rows(ledger, by_mailbox),
        *(fault for rows in by_mailbox.values() for fault in _letters(rows[0], copies)),
        *_doubled_letters(ledger, copies),
    ]


def _rows(ledger: Ledger, by_mailbox: Mapping[str, list[Stored]]) -> list[str]:
    lost = [f"lost: {one}" for one in ledger.acknowledged if one not in by_mailbox]
    doubled = [f"doubled: {one}" for one, rows in by_mailbox.items() if len(rows) > 1]
    unasked = [f"unasked: {one}" for one in by_mailbox if one not in ledger.attempted]
    return lost + doubled + unasked


def _copies(acceptances: Iterable[Acceptance]) -> dict[str, list[Acceptance]]:
    found: dict[str, list[Acceptance]] = {}
    for acceptance in sorted(acceptances, key=lambda one: one.at):
        found.setdefault(acceptance.message_id, []).append(acceptance)
    return found


def _letters(one: Stored, copies: Mapping[str, list[Acceptance]]) -> list[str]:
    """Each nomination has exactly one letter, and it arrived or is shown as unknown."""
    if len(one.letters) != 1:
        return [f"{len(one.letters)} letters for {one.mailbox}"]
    message_id, state = one.letters[0]
    if state == "sent" and message_id not in copies:
        return [f"said to be sent, never accepted: {one.mailbox}"]
    if state not in ("sent", "unknown"):
        return [f"letter left {state}: {one.mailbox}"]
    return []


def _doubled_letters(ledger: Ledger, copies: Mapping[str, list[Acceptance]]) -> list[str]:
    """A second copy is excused by a kill that fell while the accepted first one was on its way."""
    wrong = []
    for message_id, accepted in copies.items():
        for first, second in pairwise(accepted):
            excused = any(
                first.at <= kill.at <= second.at and message_id in kill.sending
                for kill in ledger.kills
            )
            if not excused:
                wrong.append(f"second copy of {message_id} to {second.recipient}")
    several = Counter(accepted[0].recipient for accepted in copies.values())
    wrong += [f"{count} letters to {one}" for one, count in several.items() if count > 1]
    return wrong
