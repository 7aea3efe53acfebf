"""The weight band: how small a lead becomes when every weight is moved as far as it may be. Pure.

The weights allowed are a box cut by one plane: each within the band, none below 0, the sum as it
was; a criterion without weight gets none. A lead by a method that is linear in the weights (the
mean, the additive one) is least in a corner of it, found exactly by moving weight to where the
leader loses most: a continuous knapsack (Dantzig, Operations Research 5, 1957, 266-288). The median
is not linear: there the corners are tried one by one, and nothing is said of what lies between.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul

from awards import points
from awards.points import Order, Points, Values
from awards.scoring import Method

Weights = tuple[Fraction, ...]  # in per cent, of all criteria; the sum is 100

MOST_CORNERS = 1000


@dataclass(frozen=True)
class Corner:
    """Where a rival comes closest to the leader, or furthest past: ``lead`` is negative then."""

    rival: int
    lead: Fraction
    weights: Weights


@dataclass(frozen=True)
class Band:
    """The leader against each rival, worst first; equals by number.

    ``weights`` are those that stand. ``corners`` is how many were tried, None where the answer
    holds for the whole band between them too. ``closest`` is empty where there are too many to try.
    """

    width: int
    leader: int
    weights: Weights
    corners: int | None
    closest: tuple[Corner, ...]

    @property
    def whole(self) -> bool:
        return self.corners is None

    @property
    def worst(self) -> Corner | None:
        return self.closest[0] if self.closest else None

    @property
    def rivals(self) -> tuple[int, ...]:
        """Those who come past the leader somewhere, by number."""
        return tuple(sorted(corner.rival for corner in self.closest if corner.lead < 0))


@dataclass(frozen=True)
class Bounds:
    """How far each weight may be moved, in per cent."""

    lowest: Weights
    highest: Weights

    @classmethod
    def of(cls, weights: Sequence[int], width: int) -> "Bounds":
        shares = _shares(weights)
        return cls(
            tuple(max(share - width, Fraction(0)) for share in shares),
            tuple(share and share + width for share in shares),
        )


def _shares(weights: Sequence[int]) -> Weights:
    return tuple(Fraction(100 * weight, sum(weights)) for weight in weights)


def band(sheets: Points, method: Method, order: Order, width: int) -> Band | None:
    """None where there is nothing to move, or not exactly one who leads others."""
    if not width or len(sheets.weighty) < 2 or order.leader is None or order.scored < 2:
        return None
    bounds, corners = Bounds.of(sheets.weights, width), None
    if method is Method.MEDIAN:
        tried = vertices(bounds, MOST_CORNERS + 1)
        corners = len(tried)
        found = _tried(sheets, tried if corners <= MOST_CORNERS else [], order.leader)
    else:
        found = _least_leads(sheets, method, bounds, order.leader)
    return Band(width, order.leader, _shares(sheets.weights), corners, _worst_first(found))


def _worst_first(found: Iterable[Corner]) -> tuple[Corner, ...]:
    return tuple(sorted(found, key=lambda corner: (corner.lead, corner.rival)))


def _least_leads(sheets: Points, method: Method, bounds: Bounds, leader: int) -> Iterator[Corner]:
    by_criterion = [_alone(sheets, method, place) for place in range(len(sheets.weights))]
    for rival in sheets.by_nominee:
        if rival != leader:
            leads = [values[leader] - values[rival] for values in by_criterion]
            weights = _least(leads, bounds)
            lead = sum(map(Fraction.__mul__, weights, leads), Fraction(0)) / sheets.most
            yield Corner(rival, lead, weights)


def _alone(sheets: Points, method: Method, place: int) -> Values:
    """The values if this criterion had all the weight."""
    weights = [int(other == place) for other in range(len(sheets.weights))]
    return points.values(sheets.totals(weights), method)


def _least(leads: Sequence[Fraction], bounds: Bounds) -> Weights:
    """The weights allowed that make the weighted sum of the leads least."""
    weights = list(bounds.lowest)
    free = 100 - sum(weights)
    for place in sorted(range(len(leads)), key=leads.__getitem__):
        moved = min(free, bounds.highest[place] - weights[place])
        weights[place] += moved
        free -= moved
    return tuple(weights)


def _tried(sheets: Points, corners: Sequence[Weights], leader: int) -> Iterator[Corner]:
    """For each rival the corner that is worst for the leader, by the median."""
    whole = lcm(*(weight.denominator for weights in corners for weight in weights))
    least: dict[int, tuple[int, Weights]] = {}
    for weights in corners:
        medians = _doubled_medians(sheets, [int(weight * whole) for weight in weights])
        for rival, median in medians.items():
            lead = medians[leader] - median
            if rival not in least or lead < least[rival][0]:
                least[rival] = lead, weights
    for rival, (lead, weights) in least.items():
        if rival != leader:
            yield Corner(rival, Fraction(lead, 2 * whole * sheets.most), weights)


def _doubled_medians(sheets: Points, weights: Sequence[int]) -> Mapping[int, int]:
    """Twice the medians: whole numbers, of which there are many to compare."""
    ordered = {
        nominee: sorted(sum(map(mul, weights, points)) for points in of_it.values())
        for nominee, of_it in sheets.by_nominee.items()
    }
    return {
        nominee: totals[(len(totals) - 1) // 2] + totals[len(totals) // 2]
        for nominee, totals in ordered.items()
    }


def vertices(bounds: Bounds, most: int) -> list[Weights]:
    """Up to so many, in order: in a corner all weights but one at most lie at their bounds."""
    whole = lcm(*(one.denominator for side in (bounds.lowest, bounds.highest) for one in side))
    sides = [
        (int(lowest * whole), int(highest * whole))
        for lowest, highest in zip(bounds.lowest, bounds.highest, strict=True)
    ]
    found: set[tuple[int, ...]] = set()
    begun: list[Begun] = [Begun((), None, 0)]
    while begun and len(found) < most:
        one = begun.pop()
        if one.reaches(100 * whole, sides):
            begun.extend(one.longer(sides))
            if len(one.weights) == len(sides):
                found.add(one.filled(100 * whole))
    return sorted(tuple(Fraction(weight, whole) for weight in corner) for corner in found)


@dataclass(frozen=True)
class Begun:
    """The first weights of a corner; the free one, a 0 here, takes what the others leave."""

    weights: tuple[int, ...]
    free: int | None
    sum: int

    def reaches(self, whole: int, sides: Sequence[tuple[int, int]]) -> bool:
        open_ = [
            *sides[len(self.weights) :],
            *([sides[self.free]] if self.free is not None else []),
        ]
        least = self.sum + sum(lowest for lowest, _ in open_)
        return least <= whole <= self.sum + sum(highest for _, highest in open_)

    def longer(self, sides: Sequence[tuple[int, int]]) -> Iterator["Begun"]:
        place = len(self.weights)
        if place < len(sides):
            for end in set(sides[place]):
                yield Begun((*self.weights, end), self.free, self.sum + end)
            if self.free is None and sides[place][0] < sides[place][1]:
                yield Begun((*self.weights, 0), place, self.sum)

    def filled(self, whole: int) -> tuple[int, ...]:
        if self.free is None:
            return self.weights
        return (*self.weights[: self.free], whole - self.sum, *self.weights[self.free + 1 :])
