"""What is on a score sheet: the cells as they are typed, what is still missing, the total. Pure.

open -> half -> done        all criteria scored, and a comment where the rules want one
  |--------------> done     abstained, for a reason
out                         recused
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import Any

from awards import scoring
from awards.editions import Criterion
from awards.errors import N_, Invalid

FIELD = re.compile(r"criterion-([1-9][0-9]?)(-comment)?")
LONGEST_COMMENT = 5000

NO_SUCH_SCORE = N_("A score is a whole point on the scale of its criterion.")
TOO_LONG = N_("This comment is too long: at most %(most)s characters.")


@dataclass(frozen=True)
class Cell:
    """One score or comment as it was typed, and the version that stood beside it."""

    place: int
    value: int | str
    shown: int

    @property
    def is_score(self) -> bool:
        return isinstance(self.value, int)

    @property
    def field(self) -> str:
        return f"criterion-{self.place}" + ("" if self.is_score else "-comment")


@dataclass(frozen=True)
class Note:
    """What the juror wrote for themselves beside the sheet; version 0 while there is none."""

    body: str
    version: int
    saved_at: datetime | None


@dataclass(frozen=True)
class Gap:
    """What is still missing on a sheet: a score, or the comment that the rules want."""

    criterion: Criterion
    comment: bool


@dataclass(frozen=True)
class Sheet:
    nominee: int
    name: str
    recused: bool
    criteria: Sequence[Criterion]
    comment_rule: str
    scores: Sequence[int | None]
    comments: Sequence[str]
    score_versions: Sequence[int]
    comment_versions: Sequence[int]
    abstained: str | None  # the reason
    version: int  # of the abstention
    saved_at: datetime | None
    amended_at: datetime | None = None  # when the nominee's case was last corrected

    @property
    def corrected(self) -> datetime | None:
        """When the case was corrected, if that was after the juror saved the sheet."""
        if self.amended_at and self.saved_at and self.amended_at <= self.saved_at:
            return None
        return self.amended_at

    @property
    def scored(self) -> int:
        return sum(score is not None for score in self.scores)

    @cached_property
    def gaps(self) -> list[Gap]:
        if self.recused or self.abstained is not None:
            return []
        return gaps(self.criteria, self.comment_rule, self.scores, self.comments)

    @property
    def complete(self) -> bool:
        return not self.recused and not self.gaps

    @property
    def state(self) -> str:
        if self.recused:
            return "out"
        if self.complete:
            return "done"
        return "half" if self.scored or any(self.comments) else "open"

    @cached_property
    def total(self) -> Fraction | None:
        """0 to 100, as it will count; None while a score is missing."""
        if self.recused or self.abstained is not None:
            return None
        scale = [scoring.Criterion(one.weight, one.lowest, one.highest) for one in self.criteria]
        return scoring.total(scale, self.scores) if any(one.weight for one in scale) else None


def gaps(
    criteria: Sequence[Criterion], rule: str, scores: Sequence[int | None], comments: Sequence[str]
) -> list[Gap]:
    """What a sheet lacks; without gaps it is complete, and only then it can count."""
    return [
        Gap(criterion, comment=score is not None)
        for criterion, score, comment in zip(criteria, scores, comments, strict=True)
        if score is None or (not comment and wants_comment(rule, criterion, score))
    ]


def wants_comment(rule: str, criterion: Criterion, score: int) -> bool:
    at_an_end = score in (criterion.lowest, criterion.highest)
    return rule == "always" or (rule == "extremes" and at_an_end)


def of(row: Any, criteria: Sequence[Criterion], comment_rule: str) -> Sheet:
    """A sheet from its row; one that was not begun is empty."""
    places = len(criteria)
    begun = row["scores"] is not None
    return Sheet(
        nominee=row["nominee"],
        name=row["name"],
        recused=row["recused"],
        criteria=criteria,
        comment_rule=comment_rule,
        scores=row["scores"] if begun else [None] * places,
        comments=row["comments"] if begun else [""] * places,
        score_versions=row["score_versions"] if begun else [0] * places,
        comment_versions=row["comment_versions"] if begun else [0] * places,
        abstained=row["abstained"],
        version=row["version"] or 0,
        saved_at=row["saved_at"],
        amended_at=row["amended_at"],
    )


def cell(field: str, value: str, shown: str) -> Cell:
    """One cell from what was typed: points are whole numbers in plain digits."""
    known = FIELD.fullmatch(field)
    if known is None:
        raise Invalid
    place, version = int(known[1]), number(shown)
    if known[2]:
        if len(value) > LONGEST_COMMENT:
            raise Invalid(TOO_LONG, most=LONGEST_COMMENT)
        return Cell(place, value, version)
    if not _is_number(value):
        raise Invalid(NO_SUCH_SCORE)
    return Cell(place, int(value), version)


def cells(typed: Mapping[str, str]) -> list[Cell]:
    """The cells of a whole form that are not as they were shown.

    A page that lay open meanwhile does not speak against what was changed elsewhere.
    """
    return [
        cell(field, text, typed[f"{field}-version"])
        for field, text in typed.items()
        if FIELD.fullmatch(field) and mark(text) != typed.get(f"{field}-was", "")
    ]


def mark(value: int | str | None) -> str:
    """What a form carries to know again what it showed in a cell."""
    text = "" if value is None else str(value)
    return sha256(text.encode()).hexdigest()[:12] if text else ""


def number(text: str) -> int:
    """A version as a form carries it."""
    if not _is_number(text):
        raise Invalid
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4
