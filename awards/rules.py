"""The rules of an edition in one canonical text, and their sealing, version by version.

The text and its SHA-256 are public from the moment judging opens. A later change is a new version
with a reason; nothing that was sealed is ever altered.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import editions, result_rules
from awards.audit import canonical
from awards.database import Connection, Queries
from awards.editions import Category, Criterion, Edition
from awards.errors import N_, Invalid

sql = Queries("rules")

FORMAT = 1  # of the published versions


@dataclass(frozen=True)
class Rules:
    """One sealed version."""

    edition: int
    version: int
    canonical: str
    sha256: bytes
    reason: str
    sealed_at: datetime

    @property
    def fingerprint(self) -> str:
        """The hash as people compare it."""
        return self.sha256.hex()


async def seal(db: Connection, edition: int, reason: str = "") -> Rules:
    """Seal the rules as they stand; the caller holds the edition alone.

    The same rules are not sealed twice, and changed ones need a reason.
    """
    text = canonical(await as_they_stand(db, edition))
    last = await sealed(db, edition)
    if last is not None and last.canonical == text:
        return last
    if last is not None and not reason:
        raise Invalid(N_("The rules have changed since they were sealed. Say why."))
    row = await sql.seal.one(
        db,
        edition=edition,
        version=last.version + 1 if last else 1,
        canonical=text,
        digest=hashlib.sha256(text.encode()).digest(),
        reason=reason,
    )
    assert row is not None
    return Rules(**row)


async def sealed(db: Connection, edition: int) -> Rules | None:
    """The version that is in force; None before judging has opened for the first time."""
    row = await sql.sealed.one(db, edition=edition)
    return Rules(**row) if row else None


async def versions(db: Connection, edition: int) -> list[Rules]:
    """Every version that was sealed, the first one first."""
    return [Rules(**row) for row in await sql.versions.all(db, edition=edition)]


def record(year: int, versions: Sequence[Rules]) -> dict[str, Any]:
    """What is published: whoever hashes a canonical text as it stands finds its SHA-256."""
    return {
        "format": FORMAT,
        "year": year,
        "versions": [
            {
                "version": one.version,
                "sha256": one.fingerprint,
                "sealed_at": one.sealed_at.isoformat(),
                "reason": one.reason,
                "canonical": one.canonical,
            }
            for one in versions
        ],
    }


async def as_they_stand(db: Connection, edition: int) -> dict[str, Any]:
    """Everything that decides who wins, as a value whose canonical JSON is sealed."""
    found = await editions.edition(db, edition)
    criteria = await editions.criteria(db, edition)
    categories = await editions.categories(db, edition)
    return {
        **result_rules.text(result_rules.of(found)),
        **_of_the_edition(found),
        "categories": [_category(one, criteria.get(one.id, [])) for one in categories],
    }


def _of_the_edition(edition: Edition) -> dict[str, Any]:
    return {
        "year": edition.year,
        "comment_rule": edition.comment_rule,
        "count_unconfirmed": edition.count_unconfirmed,
        "quorum": edition.quorum,
        "recusal_grade": edition.recusal_grade,
    }


def _category(category: Category, criteria: list[Criterion]) -> dict[str, Any]:
    return {
        "slug": category.slug,
        "name": category.name,
        "criteria": [_criterion(one) for one in criteria],
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "place": criterion.place,
        "name": criterion.name,
        "help": criterion.help,
        "weight": criterion.weight,
        "lowest": criterion.lowest,
        "highest": criterion.highest,
        "words": criterion.words,
        # Left out where there is none, as in every text sealed before there could be one.
        **({"evidence": criterion.evidence} if criterion.evidence else {}),
    }
