"""Merging: two companies that are one are joined, and parted again, until judging opens.

A pointer says which company another was joined into; nominations never move. The nominee of the
joined company stays, out of sight, and is there again when the two are parted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from awards import audit, nominees, words
from awards.database import Connection, Queries
from awards.errors import N_, Conflict, Invalid, NotFound, NotNow

sql = Queries("merging")

MOST_SHOWN = 50
ALIKE = 0.86  # of 1.0; "Fjordpuls" and "Fjordplus" are
LEGAL_FORMS = frozenset({"as", "asa", "sa", "ans", "da", "ba", "nuf", "ab", "aps", "ltd", "inc"})


@dataclass(frozen=True)
class Company:
    id: int
    name: str
    organisation_number: str | None
    version: int
    nominations: int  # that count

    @property
    def key(self) -> str:
        """What is left of the name without its legal form, signs and capitals."""
        parts = re.findall(r"\w+", words.fold(self.name))
        return " ".join(part for part in parts if part not in LEGAL_FORMS) or words.fold(self.name)


@dataclass(frozen=True)
class Suggestion:
    """Two companies that may be one; the one more people nominated comes first."""

    keep: Company
    join: Company


async def companies(db: Connection, edition: int, search: str = "") -> list[Company]:
    """The first companies of an edition that are their own head and match what was searched for."""
    wanted, number = words.fold(search), "".join(search.split())
    found = [
        company
        for company in await _heads(db, edition)
        if wanted in words.fold(company.name) or number in (company.organisation_number or "-")
    ]
    return found[:MOST_SHOWN]


async def company(db: Connection, edition: int, ident: int) -> Company:
    """A company that is its own head."""
    found = await sql.heads.one(db, edition=edition, company=ident)
    if found is None:
        raise NotFound
    return Company(**found)


async def joined(db: Connection, head: int) -> list[Company]:
    return [Company(**row) for row in await sql.joined.all(db, head=head)]


async def suggestions(db: Connection, edition: int) -> list[Suggestion]:
    """Companies that may be one, for staff to look at; never more than fit a page."""
    return alike(await _heads(db, edition))[:MOST_SHOWN]


def alike(companies: Sequence[Company]) -> list[Suggestion]:
    """Pairs with the same name or nearly; two different organisation numbers need the same."""
    return [
        Suggestion(*sorted((one, other), key=lambda company: (-company.nominations, company.id)))
        for one, other in _neighbours(companies)
        if one.key == other.key
        or (not (one.organisation_number and other.organisation_number) and _similar(one, other))
    ]


async def merge(db: Connection, edition: int, source: Company, target: Company, actor: str) -> None:
    """Join one company into another, both as they were shown."""
    await _open(db, edition, source.id, target.id)
    if source.id == target.id:
        raise Invalid(N_("These two are the same company already."))
    done = await sql.join.value(
        db,
        edition=edition,
        source=source.id,
        source_version=source.version,
        target=target.id,
        target_version=target.version,
    )
    if done is None:
        raise Conflict
    await sql.inherit.run(db, company=source.id, head=target.id)
    await sql.choose_instead.run(db, company=source.id, head=target.id)
    await _record(db, actor, "company.joined", edition, source.id, into=target.id)


async def part(db: Connection, edition: int, company: int, version: int, actor: str) -> None:
    """Undo a join: both companies are as if it had never been."""
    head = await sql.head.value(db, edition=edition, company=company)
    if head is None:
        raise Conflict
    await _open(db, edition, company, head)
    if await sql.part.value(db, edition=edition, company=company, version=version) is None:
        raise Conflict
    await sql.regain.run(db, head=company)
    await sql.unchoose.run(db, head=head)
    await sql.forget.run(db, head=head)
    await _record(db, actor, "company.parted", edition, company, head=head)


async def _open(db: Connection, edition: int, one: int, other: int) -> None:
    await nominees.screened(db, edition)
    if await sql.fixed.value(db, one=one, other=other):
        raise NotNow(nominees.FIXED)


async def _heads(db: Connection, edition: int) -> list[Company]:
    return [Company(**row) for row in await sql.heads.all(db, edition=edition, company=None)]


async def _record(
    db: Connection, actor: str, deed: str, edition: int, company: int, **detail: int
) -> None:
    await audit.record(db, actor, deed, f"company:{company}", edition=edition, **detail)


def _neighbours(companies: Sequence[Company]) -> Iterator[tuple[Company, Company]]:
    """Each pair whose names begin with the same two letters, so that long lists stay quick."""
    ordered = sorted(companies, key=lambda company: (company.key, company.id))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if one.key[:2] != other.key[:2]:
                break
            yield one, other


def _similar(one: Company, other: Company) -> bool:
    if other.key.startswith(one.key + " ") or one.key.startswith(other.key + " "):
        return True
    matcher = SequenceMatcher(None, one.key, other.key, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
