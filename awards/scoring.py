"""From score sheets to standings: pure, and exact wherever something is decided by it.

A sheet's total puts every criterion on 0 to 100 (min-max normalisation) and takes the weighted
mean (linear aggregation); both as in OECD/JRC, Handbook on Constructing Composite Indicators
(2008), steps 5 and 6. Mean, median and sample standard deviation, with n - 1, are those of the
NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.1 and 1.3.5.6. Ranks are "standard
competition ranking": equal means share a rank and the next one is left out, 1, 2, 2, 4.

Everything is a fraction; only the square root that makes a spread of a variance is a float, and
nothing is decided by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, sqrt


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
class Standing:
    """A nominee without a sheet that counts has no rank and no mean; with one sheet, no spread."""

    nominee: int
    rank: int | None
    mean: Fraction | None
    median: Fraction | None
    spread: float | None
    low: Fraction | None
    high: Fraction | None
    count: int


def standings(
    criteria: Sequence[Criterion], sheets: Iterable[Sheet], nominees: Iterable[int]
) -> list[Standing]:
    """Best first, equals by their number, and last those that no sheet counts for."""
    totals: dict[int, list[Fraction]] = {nominee: [] for nominee in sorted(set(nominees))}
    for sheet in sheets:
        points = total(criteria, sheet.scores)
        if points is not None and sheet.nominee in totals:
            totals[sheet.nominee].append(points)
    means = {nominee: mean(points) for nominee, points in totals.items() if points}
    rank = ranks(means)
    return sorted(
        (_standing(nominee, rank.get(nominee), points) for nominee, points in totals.items()),
        key=lambda standing: (standing.rank is None, standing.rank or 0, standing.nominee),
    )


def total(criteria: Sequence[Criterion], scores: Sequence[int | None]) -> Fraction | None:
    """The sheet's total from 0 to 100, or None when a score is missing: it does not count then."""
    weights = sum(criterion.weight for criterion in criteria)
    if not weights:
        raise ValueError("no criterion has a weight, so nothing can be counted")
    steps = lcm(*(criterion.steps for criterion in criteria))
    points: Fraction | int = 0
    for criterion, score in zip(criteria, scores, strict=True):
        if score is None:
            return None
        points += criterion.weight * _taken(criterion, score) * (steps // criterion.steps)
    return Fraction(100 * points, weights * steps)


def _taken(criterion: Criterion, score: int) -> int:
    """How many steps of its scale a score has come."""
    if not criterion.lowest <= score <= criterion.highest:
        raise ValueError("a score lies on the scale of its criterion")
    return score - criterion.lowest


def ranks(means: dict[int, Fraction]) -> dict[int, int]:
    """1, 2, 2, 4: a rank is one more than the number of nominees that did better."""
    places: defaultdict[Fraction, list[int]] = defaultdict(list)
    for nominee, points in means.items():
        places[points].append(nominee)
    ranked: dict[int, int] = {}
    for points in sorted(places, reverse=True):
        ranked |= dict.fromkeys(places[points], len(ranked) + 1)
    return ranked


def mean(totals: Sequence[Fraction]) -> Fraction:
    return sum(totals, Fraction(0)) / len(totals)


def median(totals: Sequence[Fraction]) -> Fraction:
    ordered = sorted(totals)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def variance(totals: Sequence[Fraction]) -> Fraction | None:
    """The sample variance; one sheet alone does not disagree with anybody."""
    if len(totals) < 2:
        return None
    middle = mean(totals)
    return sum(((points - middle) ** 2 for points in totals), Fraction(0)) / (len(totals) - 1)


def _standing(nominee: int, rank: int | None, totals: Sequence[Fraction]) -> Standing:
    if not totals:
        return Standing(nominee, None, None, None, None, None, None, 0)
    between = variance(totals)
    return Standing(
        nominee=nominee,
        rank=rank,
        mean=mean(totals),
        median=median(totals),
        spread=None if between is None else sqrt(between),
        low=min(totals),
        high=max(totals),
        count=len(totals),
    )
