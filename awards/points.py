"""The sheets that count in whole numbers, and who leads by them. Pure, and exact.

It says the same as ``scoring.standings`` about who leads, without the rest of it: a report asks it
for each juror and each criterion that is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import mul

from awards import effects
from awards.scoring import Criterion, Method, Sheet, TieRule

Totals = Mapping[int, Mapping[int, int]]  # by nominee and juror
Values = Mapping[int, Fraction]  # by nominee


@dataclass(frozen=True)
class Points:
    """On each sheet every criterion has 0 to ``most`` points; the weights are whole numbers."""

    weights: tuple[int, ...]
    most: int
    by_nominee: Mapping[int, Mapping[int, tuple[int, ...]]]  # and by juror; both in order

    @cached_property
    def jurors(self) -> tuple[int, ...]:
        return tuple(sorted({juror for of_it in self.by_nominee.values() for juror in of_it}))

    @property
    def weighty(self) -> tuple[int, ...]:
        """The places of the criteria that have weight."""
        return tuple(place for place, weight in enumerate(self.weights) if weight)

    @property
    def unit(self) -> Fraction:
        """One point of a total, on the scale from 0 to 100."""
        return Fraction(100, self.most * sum(self.weights))

    def without_juror(self, juror: int) -> "Points":
        left = {
            nominee: {one: points for one, points in of_it.items() if one != juror}
            for nominee, of_it in self.by_nominee.items()
        }
        return replace(
            self, by_nominee={nominee: of_it for nominee, of_it in left.items() if of_it}
        )

    def without_criterion(self, place: int) -> "Points":
        """The others keep their weights: to renormalise them changes no order."""
        return replace(self, weights=(*self.weights[:place], 0, *self.weights[place + 1 :]))

    def totals(self, weights: Sequence[int]) -> Totals:
        return {
            nominee: {juror: sum(map(mul, weights, points)) for juror, points in of_it.items()}
            for nominee, of_it in self.by_nominee.items()
        }


@dataclass(frozen=True)
class Order:
    """Who leads, and how clearly. ``equals`` have the highest value, ``first`` are those of them
    whom the tie rule puts first; without a sheet there is nobody.

    ``lead`` is how far the highest value lies above the next, 0 between equals, from 0 to 100;
    None where fewer than two nominees have a sheet.
    """

    first: tuple[int, ...]
    equals: tuple[int, ...]
    lead: Fraction | None
    scored: int  # nominees with a sheet

    @property
    def leader(self) -> int | None:
        """The only one who leads."""
        return self.first[0] if len(self.first) == 1 else None


def of(criteria: Sequence[Criterion], sheets: Iterable[Sheet], nominees: Iterable[int]) -> Points:
    """Raises ValueError where no criterion has a weight."""
    whole = lcm(*(criterion.weight.denominator for criterion in criteria))
    weights = tuple(int(criterion.weight * whole) for criterion in criteria)
    if not any(weights):
        raise ValueError("no criterion has a weight, so nothing can be counted")
    most = lcm(*(criterion.steps for criterion in criteria))
    scales = [(criterion.lowest, most // criterion.steps) for criterion in criteria]
    by_nominee: dict[int, dict[int, tuple[int, ...]]] = {one: {} for one in sorted(set(nominees))}
    for sheet in sorted(sheets, key=lambda sheet: sheet.juror):
        scores = [score for score in sheet.scores if score is not None]
        if sheet.nominee in by_nominee and len(scores) == len(criteria):
            by_nominee[sheet.nominee][sheet.juror] = tuple(
                (score - lowest) * step
                for score, (lowest, step) in zip(scores, scales, strict=True)
            )
    return Points(weights, most, {one: of_it for one, of_it in by_nominee.items() if of_it})


def order(sheets: Points, method: Method, tie_rule: TieRule) -> Order:
    """Raises ``effects.Unconnected`` as the additive method does."""
    totals = sheets.totals(sheets.weights)
    found = values(totals, method)
    best = max(found.values(), default=Fraction(0))
    equals = tuple(nominee for nominee, value in found.items() if value == best)
    next_best = max((value for value in found.values() if value != best), default=best)
    lead = Fraction(0) if len(equals) > 1 else (best - next_best) * sheets.unit
    return Order(
        first=equals if len(equals) < 2 else _first(sheets, totals, equals, method, tie_rule),
        equals=equals,
        lead=lead if len(found) > 1 else None,
        scored=len(found),
    )


def values(totals: Totals, method: Method) -> Values:
    """What the method ranks by, in the unit of the totals."""
    if method is Method.ADDITIVE:
        return effects.nominees(
            {(juror, nominee): total for nominee, juror, total in _cells(totals)}
        )
    middle = _median if method is Method.MEDIAN else _mean
    return {nominee: middle(list(of_it.values())) for nominee, of_it in totals.items()}


def connected(sheets: Points) -> bool:
    """Whether the additive method can tell the nominees apart."""
    return effects.connected(
        (juror, nominee) for nominee, of_it in sheets.by_nominee.items() for juror in of_it
    )


def _cells(totals: Totals) -> Iterable[tuple[int, int, int]]:
    for nominee, of_it in totals.items():
        for juror, total in of_it.items():
            yield nominee, juror, total


def _first(
    sheets: Points, totals: Totals, equals: tuple[int, ...], method: Method, tie_rule: TieRule
) -> tuple[int, ...]:
    if tie_rule is TieRule.PANEL:
        return equals
    among = {nominee: totals[nominee] for nominee in equals}
    if tie_rule is TieRule.MEDIAN:
        orders = values(among, Method.MEAN if method is Method.MEDIAN else Method.MEDIAN)
    else:
        heaviest = max(sheets.weights)
        heavy = sheets.totals([int(weight == heaviest) for weight in sheets.weights])
        orders = values({nominee: heavy[nominee] for nominee in equals}, Method.MEAN)
    best = max(orders.values())
    return tuple(nominee for nominee in equals if orders[nominee] == best)


def _mean(totals: Sequence[int]) -> Fraction:
    return Fraction(sum(totals), len(totals))


def _median(totals: Sequence[int]) -> Fraction:
    ordered = sorted(totals)
    return Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)
