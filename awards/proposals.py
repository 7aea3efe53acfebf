"""Proposals: what a nomination form says, checked and not yet stored. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from awards import audit, words
from awards.answers import Answers
from awards.outbox import Recipient


@dataclass(frozen=True)
class Proposal:
    category: int
    company_name: str
    organisation_number: str | None
    nominator: str
    address: str  # as typed; "" where staff enter one without
    relation: str
    language: str
    answers: Answers
    works_there: bool = False
    junk: str = ""  # why it is taken for junk

    @cached_property
    def mailbox(self) -> str:
        return words.canonical_mailbox(self.address) if self.address else ""

    @property
    def recipient(self) -> Recipient:
        """Without a name: nobody has confirmed that the mailbox is theirs who typed one."""
        return Recipient("", self.address, self.mailbox, self.language)

    @property
    def digest(self) -> bytes:
        """The same for the same content, whatever form it came on."""
        said = {name: part for name, part in asdict(self).items() if name != "junk"}
        return hashlib.sha256(audit.canonical(said).encode()).digest()

    def first_of_same(self, others: Iterable[Any]) -> int | None:
        """The first of a mailbox's other nominations in the category that has this company."""
        return min((one["id"] for one in others if self._is_of(one)), default=None)

    def _is_of(self, other: Any) -> bool:
        return same_company(
            self.company_name,
            self.organisation_number,
            other["company_name"],
            other["organisation_number"],
        )


def same_company(name: str, number: str | None, other_name: str, other_number: str | None) -> bool:
    """By organisation number where both have one, else by what two spellings have in common."""
    if number and other_number:
        return number == other_number
    return words.fold(name) == words.fold(other_name)
