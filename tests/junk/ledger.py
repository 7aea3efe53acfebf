"""What was posted, what was stored, what was sent, and what must be true of the three."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

A_DAY = 3  # letters to a mailbox that nobody has confirmed
FOREIGN = ("kanari", "evil.test")  # stand in every field that a stranger fills in


@dataclass(frozen=True)
class Letter:
    mailbox: str
    text: str  # everything a reader may see of it, headers included
    before_confirming: bool


@dataclass
class Ledger:
    honest: set[str] = field(default_factory=set)  # mailboxes of those who mean it
    answered: set[str] = field(default_factory=set)  # of them: whose post was acknowledged
    confirmed: set[str] = field(default_factory=set)  # of them: who could confirm
    junk: Counter[str] = field(default_factory=Counter)  # kind -> acknowledged
    stored: dict[str, int] = field(default_factory=dict)  # kind -> rows, "" is no junk
    counting: set[str] = field(default_factory=set)  # mailboxes whose nomination counts
    letters: list[Letter] = field(default_factory=list)


def faults(ledger: Ledger) -> list[str]:
    return [*_lost(ledger), *_unstored(ledger), *_too_many(ledger), *_foreign(ledger)]


def _lost(ledger: Ledger) -> Iterator[str]:
    for mailbox in sorted(ledger.honest - (ledger.confirmed & ledger.counting)):
        yield f"lost: {mailbox} meant it, and does not count"


def _unstored(ledger: Ledger) -> Iterator[str]:
    """Everything is stored, and what is plain junk is apart."""
    for kind in ("hidden_field", "too_fast"):
        if ledger.stored.get(kind, 0) != ledger.junk[kind]:
            yield f"apart: {ledger.junk[kind]} posts of {kind}, {ledger.stored.get(kind, 0)} rows"
    rows, posts = ledger.stored.get("", 0), ledger.junk["human"] + len(ledger.answered)
    if rows != posts:
        yield f"stored: {posts} posts like a person's, {rows} rows"


def _too_many(ledger: Ledger) -> Iterator[str]:
    received = Counter(letter.mailbox for letter in ledger.letters)
    for mailbox, letters in sorted(received.items()):
        if letters > A_DAY:
            yield f"flooded: {mailbox} got {letters} letters in a day"


def _foreign(ledger: Ledger) -> Iterator[str]:
    for letter in ledger.letters:
        words = [word for word in FOREIGN if word in letter.text.lower()]
        if letter.before_confirming and words:
            yield f"foreign: {letter.mailbox} reads {words}"
