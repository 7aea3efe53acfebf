"""From score sheets to standings: pure, and exact wherever something is decided by it.

Mean, median and sample standard deviation, with n - 1, are those of the NIST/SEMATECH e-Handbook
of Statistical Methods, 1.3.5.1 and 1.3.5.6; totals and the additive model name their own sources.
Ranks are "standard competition ranking": equal values share one and the next is left out, 1, 2, 2,
4. Only the square root that makes a spread of a variance is a float; nothing is decided by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm, sqrt
from typing import Protocol

from awards import effects
from awards.effects import Unconnected as Unconnected
from awards.totals import Criterion as Criterion
from awards.totals import Scale as Scale
from awards.totals import Sheet as Sheet
from awards.totals import complete as complete
from awards.totals import total as total

Values = dict[int, Fraction]  # by nominee


class Method(StrEnum):
    MEAN = "weighted_mean"  # of the totals of the sheets
    MEDIAN = "weighted_median"
    ADDITIVE = "additive"  # the total less what the juror gives everybody


class TieRule(StrEnum):
    """Who goes first among equals."""

    PANEL = "panel"  # the panel decides
    MEDIAN = "median"  # the higher median; the higher mean, where the method is the median
    HEAVIEST = "heaviest"  # the higher mean on the criteria of most weight


@dataclass(frozen=True, slots=True)
class Standing:
    """A nominee without a sheet that counts has no rank and no mean; with one sheet, no spread.

    ``value`` is what the method ranks by; all numbers are points from 0 to 100, a value of the
    additive method may lie beyond. ``first``: nobody goes before it by the tie rule.
    """

    nominee: int
    rank: int | None
    value: Fraction | None
    mean: Fraction | None
    median: Fraction | None
    spread: float | None
    low: Fraction | None
    high: Fraction | None
    count: int
    first: bool = False


class Counted(Protocol):
    """The sheets that count, in lists here, in arrays in ``tally``."""

    @property
    def sheets(self) -> Sequence[Sheet]: ...

    def statistics(self, scale: Scale) -> list[Standing]:
        """Of each nominee, not ranked yet."""
        ...

    def means(self, scale: Scale) -> Values: ...

    def points(self, scale: Scale) -> dict[effects.Cell, int]:
        """By juror and nominee."""
        ...

    def points_of(self, nominee: int, scale: Scale) -> list[int]:
        """The points of its sheets, in order."""
        ...


@dataclass(frozen=True)
class Listed:
    """Sheets, all of them complete, and the nominees they are on."""

    sheets: Sequence[Sheet]
    nominees: Sequence[int]

    def statistics(self, scale: Scale) -> list[Standing]:
        return [_of_points(*one, scale.most) for one in self._by_nominee(scale).items()]

    def means(self, scale: Scale) -> Values:
        return {
            nominee: Fraction(100 * sum(points), len(points) * scale.most)
            for nominee, points in self._by_nominee(scale).items()
            if points
        }

    def points(self, scale: Scale) -> dict[effects.Cell, int]:
        return {(sheet.juror, sheet.nominee): scale.points(sheet.scores) for sheet in self.sheets}

    def points_of(self, nominee: int, scale: Scale) -> list[int]:
        return sorted(
            scale.points(sheet.scores) for sheet in self.sheets if sheet.nominee == nominee
        )

    def _by_nominee(self, scale: Scale) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {nominee: [] for nominee in self.nominees}
        for sheet in self.sheets:
            found[sheet.nominee].append(scale.points(sheet.scores))
        return {nominee: sorted(points) for nominee, points in found.items()}


def standings(
    criteria: Sequence[Criterion],
    sheets: Iterable[Sheet],
    nominees: Iterable[int],
    method: Method = Method.MEAN,
    tie_rule: TieRule = TieRule.PANEL,
) -> list[Standing]:
    """Best first, equals as the tie rule has them and then by number, last those without a sheet.

    Raises ``Unconnected`` where the method is the additive one and cannot tell the nominees apart.
    """
    known = dict.fromkeys(nominees)
    counting = [
        sheet for sheet in sheets if sheet.nominee in known and complete(criteria, sheet.scores)
    ]
    return ranking(Listed(counting, list(known)), criteria, method, tie_rule)


def ranking(
    counted: Counted, criteria: Sequence[Criterion], method: Method, tie_rule: TieRule
) -> list[Standing]:
    """What ``standings`` answers, of sheets that are known to be complete."""
    scale = Scale.of(criteria)
    found = counted.statistics(scale)
    means = {one.nominee: one.mean for one in found if one.mean is not None}
    values, others = means, {one.nominee: one.median for one in found if one.median is not None}
    if method is Method.MEDIAN:
        values, others = others, means
    elif method is Method.ADDITIVE:
        fitted = effects.nominees(counted.points(scale))
        values = {nominee: 100 * points / scale.most for nominee, points in fitted.items()}
    if tie_rule is TieRule.HEAVIEST:
        others = counted.means(Scale.of(heaviest(criteria)))
    return _in_order(found, values, {} if tie_rule is TieRule.PANEL else others)


def heaviest(criteria: Sequence[Criterion]) -> list[Criterion]:
    """All criteria, those of the most weight alone weighing anything."""
    most = max(criterion.weight for criterion in criteria)
    return [
        replace(criterion, weight=1 if criterion.weight == most else 0) for criterion in criteria
    ]


def leaders(standings: Sequence[Standing]) -> list[Standing]:
    """Who goes first: by the tie rule, or all of rank 1 where that is for the panel to decide."""
    return [one for one in standings if one.first] or [one for one in standings if one.rank == 1]


def _in_order(found: list[Standing], values: Values, others: Values) -> list[Standing]:
    """Ranked by the values; equals by the others, where the tie rule has any."""
    rank = ranks(values)
    best = [nominee for nominee, place in rank.items() if place == 1]
    top = max((others[nominee] for nominee in best if nominee in others), default=None)
    first = {one for one in best if len(best) == 1 or (top is not None and others[one] == top)}
    placed = [
        Standing(
            one.nominee,
            rank.get(one.nominee),
            values.get(one.nominee),
            one.mean,
            one.median,
            one.spread,
            one.low,
            one.high,
            one.count,
            first=one.nominee in first,
        )
        for one in found
    ]
    return sorted(
        placed,
        key=lambda one: (one.rank or len(placed) + 1, -others.get(one.nominee, 0), one.nominee),
    )


def ranks(values: Values) -> dict[int, int]:
    """1, 2, 2, 4: a rank is one more than the number of nominees that did better."""
    whole = lcm(*(value.denominator for value in values.values()))
    places: defaultdict[int, list[int]] = defaultdict(list)
    for nominee, value in values.items():
        places[value.numerator * (whole // value.denominator)].append(nominee)
    ranked: dict[int, int] = {}
    better = 0
    for points in sorted(places, reverse=True):
        ranked.update(dict.fromkeys(places[points], better + 1))
        better += len(places[points])
    return ranked


@lru_cache(maxsize=16384)
def _percent(points: int, most: int) -> Fraction:
    """Remembered, because in a large round thousands of nominees share a few numbers."""
    return Fraction(100 * points, most)


def unjudged(nominee: int) -> Standing:
    return Standing(nominee, None, None, None, None, None, None, None, 0)


def summary(
    nominee: int,
    most: int,
    count: int,
    together: int,
    squares: int,
    middle: int,
    low: int,
    high: int,
) -> Standing:
    """A standing without a rank: of so many sheets the sum of their points and of the squares, the
    sum of the two in the middle, the lowest and the highest. ``most`` points make 100."""
    squared = count * squares - together * together
    return Standing(
        nominee=nominee,
        rank=None,
        value=None,
        mean=_percent(together, count * most),
        median=_percent(middle, 2 * most),
        spread=sqrt(10_000 * squared / (count * (count - 1) * most * most)) if count > 1 else None,
        low=_percent(low, most),
        high=_percent(high, most),
        count=count,
    )


def _of_points(nominee: int, ordered: Sequence[int], most: int) -> Standing:
    """Of points in order."""
    count = len(ordered)
    if not count:
        return unjudged(nominee)
    return summary(
        nominee,
        most,
        count,
        sum(ordered),
        sum(one * one for one in ordered),
        ordered[(count - 1) // 2] + ordered[count // 2],
        ordered[0],
        ordered[-1],
    )
