"""Rules are sealed: one text, one hash, and a reason for every change."""

import hashlib
import json

import pytest

from awards import editions, result_rules, rules
from awards.database import Connection
from awards.errors import Invalid
from tests import people

pytestmark = pytest.mark.anyio


async def versions(db: Connection) -> list[int]:
    return [row["version"] for row in await db.fetch("SELECT version FROM rules ORDER BY 1")]


async def test_the_hash_is_that_of_the_text_and_the_text_holds_all_that_decides(
    db: Connection,
) -> None:
    edition = await people.edition(db, quorum=3, comment_rule="always", count_unconfirmed=True)
    await people.category(db, edition)

    sealed = await rules.seal(db, edition)

    assert sealed.fingerprint == hashlib.sha256(sealed.canonical.encode()).hexdigest()
    contents = json.loads(sealed.canonical)
    of_the_result = result_rules.text(result_rules.of(await editions.edition(db, edition)))
    assert {key: contents[key] for key in of_the_result} == of_the_result
    assert {
        key: contents[key] for key in contents if key not in (*of_the_result, "categories")
    } == {
        "year": 2027,
        "comment_rule": "always",
        "count_unconfirmed": True,
        "quorum": 3,
        "recusal_grade": "company",
    }
    assert contents["categories"][0]["criteria"][1] == {
        "place": 2,
        "name": {"nb": "Spread nb", "en": "Spread"},
        "help": {"nb": "Hjelp", "en": "Help"},
        "weight": 40,
        "lowest": 0,
        "highest": 4,
        "words": {"0": {"nb": "Ingen", "en": "None"}, "4": {"nb": "Mye", "en": "Much"}},
    }


async def test_nothing_is_in_force_before_sealing(db: Connection) -> None:
    edition = await people.edition(db)
    other = await people.edition(db, year=2026)
    await rules.seal(db, other)

    assert await rules.sealed(db, edition) is None


async def test_the_same_rules_are_sealed_once(db: Connection) -> None:
    edition = await people.edition(db)
    await people.category(db, edition)

    first = await rules.seal(db, edition)

    assert await rules.seal(db, edition, "Judging opens again") == first
    assert await versions(db) == [1]


async def test_changed_rules_are_a_new_version_with_a_reason(db: Connection) -> None:
    edition = await people.edition(db)
    await people.category(db, edition)
    first = await rules.seal(db, edition)
    await db.execute("UPDATE criteria SET weight = 100 - weight")

    with pytest.raises(Invalid):
        await rules.seal(db, edition)
    second = await rules.seal(db, edition, "The weights had been swapped.")

    assert (second.version, second.reason) == (2, "The weights had been swapped.")
    assert second.sha256 != first.sha256
    assert await rules.sealed(db, edition) == second
    assert await versions(db) == [1, 2]
