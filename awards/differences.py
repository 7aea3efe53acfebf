"""What two sealed texts of the rules say differently, part by part. Pure.

The canonical texts are compared, not the tables: they are what was sealed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Value = dict[str, Any]

COUNTING = ("quorum", "count_unconfirmed")
OF_A_CRITERION = ("weight", "name", "help", "evidence")


@dataclass(frozen=True)
class Difference:
    """One part that changed, with what it said and what it says; texts are by language."""

    part: str  # quorum, count_unconfirmed, weight, name, help, evidence, words; other
    was: Any = None
    now: Any = None
    category: dict[str, str] = field(default_factory=dict)
    criterion: dict[str, str] = field(default_factory=dict)
    point: int | None = None  # whose words


def between(before: str, after: str) -> list[Difference]:
    """What changed from one canonical text to the next, in the order of the rules."""
    was, now = json.loads(before), json.loads(after)
    found = [*_in_counting(was, now), *_in_criteria(was, now)]
    return found or [Difference("other")]


def _in_counting(was: Value, now: Value) -> Iterator[Difference]:
    for part in COUNTING:
        if was[part] != now[part]:
            yield Difference(part, was[part], now[part])


def _in_criteria(was: Value, now: Value) -> Iterator[Difference]:
    """Categories keep their addresses and criteria their places from sealing on."""
    before = {one["slug"]: one for one in was["categories"]}
    for category in now["categories"]:
        old = before.get(category["slug"], {"criteria": []})
        for criterion, other in zip(category["criteria"], old["criteria"], strict=False):
            yield from _in_criterion(category["name"], other, criterion)


def _in_criterion(category: dict[str, str], was: Value, now: Value) -> Iterator[Difference]:
    about: Any = {"category": category, "criterion": now["name"]}
    for part in OF_A_CRITERION:
        if was.get(part, {}) != now.get(part, {}):
            yield Difference(part, was.get(part, {}), now.get(part, {}), **about)
    for point in range(now["lowest"], now["highest"] + 1):
        words, others = (one["words"].get(str(point), {}) for one in (was, now))
        if words != others:
            yield Difference("words", words, others, point=point, **about)
