"""What two sealed texts say differently, in the order of the rules."""

import json
from typing import Any

import pytest

from awards import differences, rules
from awards.audit import canonical
from awards.database import Connection
from awards.differences import Difference
from tests import people

CATEGORY = {"nb": "export nb", "en": "export en"}
GROWTH = {"nb": "Growth nb", "en": "Growth"}


@pytest.fixture
async def text(db: Connection) -> str:
    edition = await people.edition(db)
    await people.category(db, edition)
    return (await rules.seal(db, edition)).canonical


def growth(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = value["categories"][0]["criteria"][0]
    return found


@pytest.mark.anyio
async def test_each_part_that_changed_is_named_with_what_it_said(text: str) -> None:
    value = json.loads(text)
    value |= {"quorum": 4, "count_unconfirmed": True}
    growth(value)["weight"] = 55
    growth(value)["help"] = {"nb": "Se ut."}
    growth(value)["evidence"] = {"en": "A contract"}
    growth(value)["words"]["2"] = {"en": "Some"}
    growth(value)["words"].pop("4")
    about: dict[str, Any] = {"category": CATEGORY, "criterion": GROWTH}

    assert differences.between(text, canonical(value)) == [
        Difference("quorum", 1, 4),
        Difference("count_unconfirmed", False, True),
        Difference("weight", 60, 55, **about),
        Difference("help", {"nb": "Hjelp", "en": "Help"}, {"nb": "Se ut."}, **about),
        Difference("evidence", {}, {"en": "A contract"}, **about),
        Difference("words", {}, {"en": "Some"}, point=2, **about),
        Difference("words", {"nb": "Mye", "en": "Much"}, {}, point=4, **about),
    ]


@pytest.mark.anyio
async def test_a_criterion_is_called_by_its_new_name(text: str) -> None:
    value = json.loads(text)
    growth(value)["name"] = {"en": "Growing"}

    assert differences.between(text, canonical(value)) == [
        Difference("name", GROWTH, {"en": "Growing"}, CATEGORY, {"en": "Growing"})
    ]


@pytest.mark.anyio
async def test_words_outside_the_criteria_are_not_passed_over(text: str) -> None:
    value = {**json.loads(text), "tie_rule": "the chair decides"}

    assert differences.between(text, canonical(value)) == [Difference("other")]
