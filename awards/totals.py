"""Totals: what a score sheet makes of 100 points. Pure, exact.

Every criterion is put on 0 to 100 (min-max normalisation), and the weighted mean is taken (linear
aggregation); both as in OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 5
and 6. Inside, points are whole numbers on one scale of all criteria together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul


@dataclass(frozen=True)
class Criterion:
    weight: Fraction | int
    lowest: int
    highest: int

    def __post_init__(self) -> None:
        if self.weight < 0 or self.lowest >= self.highest:
            raise ValueError("a criterion needs a weight of 0 or more, and a scale that rises")

    @property
    def steps(self) -> int:
        return self.highest - self.lowest


@dataclass(frozen=True)
class Sheet:
    juror: int
    nominee: int
    scores: tuple[int | None, ...]


@dataclass(frozen=True)
class Scale:
    """Criteria as whole numbers: of ``most`` points a sheet has sum(factors x scores) - ground."""

    factors: tuple[int, ...]
    ground: int
    most: int

    @classmethod
    def of(cls, criteria: Sequence[Criterion]) -> "Scale":
        whole = lcm(*(criterion.weight.denominator for criterion in criteria))
        weights = [int(criterion.weight * whole) for criterion in criteria]
        if not any(weights):
            raise ValueError("no criterion has a weight, so nothing can be counted")
        steps = lcm(*(criterion.steps for criterion in criteria))
        pairs = list(zip(weights, criteria, strict=True))
        factors = tuple(weight * (steps // criterion.steps) for weight, criterion in pairs)
        ground = sum(
            factor * criterion.lowest for factor, criterion in zip(factors, criteria, strict=True)
        )
        return cls(factors, ground, steps * sum(weights))

    def points(self, scores: Iterable[int | None]) -> int:
        """Of the scores of a complete sheet, as a part of ``most``."""
        found: int = sum(map(mul, self.factors, scores))
        return found - self.ground


def total(criteria: Sequence[Criterion], scores: Sequence[int | None]) -> Fraction | None:
    """The sheet's total from 0 to 100, or None when a score is missing: it does not count then."""
    scale = Scale.of(criteria)
    return Fraction(100 * scale.points(scores), scale.most) if complete(criteria, scores) else None


def complete(criteria: Sequence[Criterion], scores: Sequence[int | None]) -> bool:
    """Whether no score is missing; ValueError for one that is not on the scale."""
    for criterion, score in zip(criteria, scores, strict=True):
        if score is None:
            return False
        if not criterion.lowest <= score <= criterion.highest:
            raise ValueError("a score lies on the scale of its criterion")
    return True
