"""The sealed rules, checked by a second program from what is published."""

import hashlib
import json
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path
from typing import Any

import httpx
import pytest

from awards import programme, resealing, rules
from awards.audit import canonical
from awards.database import Connection
from awards.stages import Stage
from tests import people, second_rules

pytestmark = pytest.mark.anyio

PROGRAM = Path(second_rules.__file__)
REASON = "Vektene var «byttet» om.\n\tSånn ble det."


@pytest.fixture
async def published(client: httpx.AsyncClient, db: Connection) -> dict[str, Any]:
    """A year in judging whose weights were changed once, as everybody can fetch it."""
    await people.award(db)
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    await db.execute(
        "UPDATE criteria SET evidence = $1",
        {"nb": "En «avtale» \\ med\tdato \x7f \u2028 \U0001f332"},
    )
    await rules.seal(db, edition)
    growth, spread = await programme.criteria(db, edition, category)
    inside = await resealing.entered(db, edition)
    weights = {growth.id: 40, spread.id: 60}
    await resealing.reweigh(db, "staff:1", inside, category, weights, REASON)

    answer = await client.get("/2027/rules.json")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


async def checked(tmp_path: Path, published: dict[str, Any]) -> tuple[int | None, list[str]]:
    """What the second program says, as somebody runs it who has nothing but the file."""
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(published, ensure_ascii=False), encoding="utf-8")
    program = await create_subprocess_exec(
        sys.executable, "-I", str(PROGRAM), str(file), stdout=PIPE, stderr=STDOUT, cwd=tmp_path
    )
    said, _ = await program.communicate()
    return program.returncode, said.decode().splitlines()


def sealed_anew(version: dict[str, Any], text: str) -> None:
    """Somebody who forges a text gives it its hash, too."""
    version["canonical"] = text
    version["sha256"] = hashlib.sha256(text.encode()).hexdigest()


async def test_the_hashes_are_found_again_from_what_is_published(
    tmp_path: Path, published: dict[str, Any]
) -> None:
    first, second = published["versions"]
    assert (first["reason"], second["reason"]) == ("", REASON)

    assert await checked(tmp_path, published) == (
        0,
        [f"1 {first['sha256']}", f"2 {second['sha256']}", "The rules are what was sealed."],
    )


async def test_a_changed_byte_is_found(tmp_path: Path, published: dict[str, Any]) -> None:
    text = published["versions"][0]["canonical"]
    published["versions"][0]["canonical"] = text.replace("Growth", "Growtj", 1)

    code, said = await checked(tmp_path, published)

    assert (code, said[2:]) == (1, ["version 1: the hash is not that of the text"])


async def test_a_changed_weight_is_found_though_it_was_hashed_anew(
    tmp_path: Path, published: dict[str, Any]
) -> None:
    second = published["versions"][1]
    sealed_anew(second, second["canonical"].replace('"weight":60', '"weight":70'))

    code, said = await checked(tmp_path, published)

    assert (code, said[2:]) == (1, ["version 2: the weights in export add up to 110"])


async def test_swapped_versions_are_found(tmp_path: Path, published: dict[str, Any]) -> None:
    published["versions"].reverse()

    code, said = await checked(tmp_path, published)

    assert (code, said[2:]) == (
        1,
        [
            "version 2 stands where 1 belongs",
            "version 1 stands where 2 belongs",
            "version 2: it has no reason",
            "a later version was sealed before an earlier one",
        ],
    )


@pytest.mark.parametrize("year", [2026, 2027])
async def test_a_text_that_is_not_canonical_or_of_another_year_is_found(
    year: int, tmp_path: Path, published: dict[str, Any]
) -> None:
    first = published["versions"][0]
    value = {**json.loads(first["canonical"]), "year": year}
    sealed_anew(first, canonical(value) if year == 2026 else json.dumps(value))

    code, said = await checked(tmp_path, published)

    wrong = "it is of 2026" if year == 2026 else "the text is not canonical"
    assert (code, said[2:]) == (1, [f"version 1: {wrong}"])


@pytest.mark.parametrize(
    "value",
    [
        {"b": [1, -2, True, None], "a": {"å": "æ\x01\x1f\b\f\r", "Å": '"\\/'}},
        {"10": "x", "9": {}, "": []},
    ],
)
def test_both_programs_write_the_same_text(value: object) -> None:
    assert second_rules.written(value) == canonical(value)
