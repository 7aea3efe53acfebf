"""Likenesses: which companies may be one and the same, and why. Pure.

Three spellings are one group: whatever is like one of a group belongs to it. Staff decide.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from urllib.parse import urlsplit

from awards import words
from awards.errors import N_

ALIKE = 0.86  # of 1.0; "Fjordpuls" and "Fjordplus" are
MOST_COMPARED = 40  # names that follow one in the alphabet and begin as it does
LEFT_OUT = frozenset(
    {
        *("as", "asa", "sa", "ans", "da", "ba", "nuf", "enk", "ab", "aps", "ltd", "inc", "gmbh"),
        *("norge", "noreg", "norway"),
    }
)
# One sound, several spellings; of those that stand for more than one, all become the shortest.
SPELLINGS = (("æ", "ae"), ("ø", "o"), ("oe", "o"), ("å", "a"), ("aa", "a"))
SHARED = frozenset(
    {"facebook.com", "instagram.com", "linkedin.com", "google.com", "sites.google.com", "x.com"}
)

SAME_NAME = N_("“%(one)s” and “%(other)s” are the same name, written in two ways.")
LONGER_NAME = N_("“%(other)s” begins with “%(one)s”.")
NEARLY = N_("“%(one)s” and “%(other)s” are nearly the same name.")
BRANCH = N_("The company register has %(one)s as a part of %(other)s.")
SAME_PARENT = N_("The company register has %(one)s and %(other)s under the same parent.")
SAME_HOME_PAGE = N_("%(one)s and %(other)s have the same home page, %(domain)s.")


@dataclass(frozen=True)
class Company:
    id: int
    name: str
    organisation_number: str | None
    version: int
    nominations: int  # that count
    parent: str | None = None  # its organisation number, as the register has it
    home_page: str | None = None

    @cached_property
    def key(self) -> str:
        """What is left of the name without legal form, country, signs and spellings of letters."""
        plain = words.fold(self.name)
        for spelling, letter in SPELLINGS:
            plain = plain.replace(spelling, letter)
        parts = re.findall(r"\w+", plain)
        return " ".join(part for part in parts if part not in LEFT_OUT) or plain

    @cached_property
    def packed(self) -> str:
        """The same without spaces: hyphens, spaces and nothing at all are one."""
        return self.key.replace(" ", "")

    @cached_property
    def domain(self) -> str:
        """Where its home page is; none where many have theirs."""
        page = self.home_page or ""
        try:
            host = urlsplit(page if "//" in page else f"//{page}").hostname or ""
        except ValueError:
            return ""
        domain = host.removeprefix("www.")
        return domain if "." in domain and domain not in SHARED else ""


@dataclass(frozen=True)
class Reason:
    """Why two companies may be one: a sentence, not yet translated, and its fields."""

    one: int
    other: int
    sentence: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """Companies that may be one. The one more people nominated comes first."""

    companies: Sequence[Company]
    reasons: Sequence[Reason]


def groups(companies: Sequence[Company]) -> list[Group]:
    """Every company that is like another, in groups, those of most nominations first."""
    reasons = list(_reasons(companies))
    leader = {company.id: company.id for company in companies}
    for reason in reasons:
        one, other = _leader(leader, reason.one), _leader(leader, reason.other)
        leader[max(one, other)] = min(one, other)
    members, why = defaultdict(list), defaultdict(list)
    for company in companies:
        members[_leader(leader, company.id)].append(company)
    for reason in reasons:
        why[_leader(leader, reason.one)].append(reason)
    found = [Group(sorted(members[head], key=_rank), why[head]) for head in why]
    return sorted(found, key=lambda group: _rank(group.companies[0]))


def _leader(leader: Mapping[int, int], company: int) -> int:
    while leader[company] != company:
        company = leader[company]
    return company


def _rank(company: Company) -> tuple[int, int]:
    return -company.nominations, company.id


def _reasons(companies: Sequence[Company]) -> Iterator[Reason]:
    """One reason for two companies, the surest first."""
    told: set[tuple[int, int]] = set()
    for found in (_in_register, _at_home_page, _by_name):
        for reason in found(companies):
            pair = min(reason.one, reason.other), max(reason.one, reason.other)
            if pair not in told:
                told.add(pair)
                yield reason


def _in_register(companies: Sequence[Company]) -> Iterator[Reason]:
    numbered = {one.organisation_number: one for one in companies if one.organisation_number}
    for one in companies:
        parent = numbered.get(one.parent) if one.parent else None
        if parent and parent.id != one.id:
            yield _reason(BRANCH, one, parent)
    for one, other in _beside(companies, lambda company: company.parent or ""):
        yield _reason(SAME_PARENT, one, other)


def _at_home_page(companies: Sequence[Company]) -> Iterator[Reason]:
    for one, other in _beside(companies, lambda company: company.domain):
        yield _reason(SAME_HOME_PAGE, one, other, domain=one.domain)


def _by_name(companies: Sequence[Company]) -> Iterator[Reason]:
    for one, other in _beside(companies, lambda company: company.packed):
        yield _reason(SAME_NAME, one, other)
    matcher = SequenceMatcher(autojunk=False, a="", b="")
    for one, other in _neighbours(companies):
        if one.packed == other.packed or (one.organisation_number and other.organisation_number):
            continue  # two numbers are two companies, unless their names are the same
        if other.key.startswith(f"{one.key} "):
            yield _reason(LONGER_NAME, one, other)
        elif _similar(matcher, one.packed, other.packed):
            yield _reason(NEARLY, one, other)


def _beside(
    companies: Sequence[Company], trait: Callable[[Company], str]
) -> Iterator[tuple[Company, Company]]:
    """Those that share a trait, each with the next: so many are a group already."""
    sharing: dict[str, list[Company]] = defaultdict(list)
    for company in companies:
        if trait(company):
            sharing[trait(company)].append(company)
    for those in sharing.values():
        yield from pairwise(those)


def _neighbours(companies: Sequence[Company]) -> Iterator[tuple[Company, Company]]:
    """Each pair whose names begin with the same two letters, so that long lists stay quick."""
    ordered = sorted(companies, key=lambda company: (company.key, company.id))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + MOST_COMPARED]:
            if one.key[:2] != other.key[:2]:
                break
            yield one, other


def _similar(matcher: SequenceMatcher[str], one: str, other: str) -> bool:
    """The matcher remembers what it learnt of the one, which comes again and again."""
    matcher.set_seq2(one)
    matcher.set_seq1(other)
    return (
        matcher.real_quick_ratio() >= ALIKE
        and matcher.quick_ratio() >= ALIKE
        and matcher.ratio() >= ALIKE
    )


def _reason(sentence: str, one: Company, other: Company, **fields: str) -> Reason:
    return Reason(one.id, other.id, sentence, {"one": one.name, "other": other.name, **fields})
