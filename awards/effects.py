"""What is the nominee's and what the juror's in a table with gaps: the additive model, exact.

A total is taken as general + nominee + juror + a rest, without interaction, and fitted by least
squares: the two-way crossed classification of Searle, Linear Models (1971), 7.1, whose normal
equations are solved with one side absorbed. Where the sheets do not connect all nominees and
jurors there is no one solution (Weeks and Williams, Technometrics 6, 1964, 319-324).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

Cell = tuple[int, int]  # juror and nominee, or the other way about
Points = int | Fraction


class Unconnected(ValueError):
    """Too few sheets connect the nominees: strict jurors cannot be told from weak nominees."""


def nominees(totals: Mapping[Cell, Points]) -> dict[int, Fraction]:
    """General effect plus nominee effect, by nominee, in the unit of the totals.

    ``totals`` are by juror and nominee. The effects of the jurors in it sum to 0. Raises
    ``Unconnected``.
    """
    return _fitted(totals)[1]


def jurors(totals: Mapping[Cell, Points]) -> dict[int, Fraction]:
    """How generous each juror is against the panel, in the unit of the totals; they sum to 0."""
    return _fitted(totals)[0]


def _fitted(totals: Mapping[Cell, Points]) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
    if not totals:
        return {}, {}
    if not connected(totals):
        raise Unconnected("the sheets do not connect all nominees")
    turned = {(nominee, juror): points for (juror, nominee), points in totals.items()}
    if len({juror for juror, _ in totals}) <= len({nominee for nominee, _ in turned}):
        generous = _solved(totals)
        value = _means_without(turned, generous)
    else:
        value = _solved(turned)
        generous = _means_without(totals, value)
    level = sum(generous.values(), Fraction(0)) / len(generous)
    return (
        {juror: effect - level for juror, effect in generous.items()},
        {nominee: effect + level for nominee, effect in value.items()},
    )


def connected(cells: Iterable[Cell]) -> bool:
    """Whether one can go from each juror to each other one over nominees that both have judged."""
    judged: defaultdict[int, set[int]] = defaultdict(set)
    judging: defaultdict[int, set[int]] = defaultdict(set)
    for juror, nominee in cells:
        judged[juror].add(nominee)
        judging[nominee].add(juror)
    waiting, met = list(judged)[:1], set(list(judged)[:1])
    while waiting:
        for nominee in judged[waiting.pop()]:
            new = judging.pop(nominee, set()) - met
            met |= new
            waiting.extend(new)
    return len(met) == len(judged)


def _solved(totals: Mapping[Cell, Points]) -> dict[int, Fraction]:
    """The effects of the first of each cell, up to a level: that of the lowest number is 0.

    The second is absorbed. For each first, over its groups, the sum of (effect - mean effect in the
    group) is the sum of (points - mean points in the group).
    """
    groups: defaultdict[int, dict[int, Points]] = defaultdict(dict)
    for (first, second), points in totals.items():
        groups[second][first] = points
    whole = lcm(*(len(group) for group in groups.values()))
    parts = lcm(*(points.denominator for points in totals.values()))
    left = _left(Counter(tuple(group) for group in groups.values()), whole)
    right: Counter[int] = Counter()
    for group in groups.values():
        scaled = {first: int(points * parts) for first, points in group.items()}
        together = whole // len(group) * sum(scaled.values())
        for first, points in scaled.items():
            right[first] += whole * points - together
    fixed, *unknown = sorted({first for first, _ in totals})
    rows = [[*(left[one, other] for other in unknown), right[one]] for one in unknown]
    effects = [effect / parts for effect in _elimination(rows)]
    return {fixed: Fraction(0), **dict(zip(unknown, effects, strict=True))}


def _left(groups: Mapping[tuple[int, ...], int], whole: int) -> Counter[Cell]:
    """What stands before each effect in each equation, times ``whole``; groups come counted."""
    left: Counter[Cell] = Counter()
    for group, times in groups.items():
        share = whole // len(group) * times
        for one in group:
            left[one, one] += whole * times
            for other in group:
                left[one, other] -= share
    return left


def _elimination(rows: list[list[int]]) -> list[Fraction]:
    """Solves whole equations, right side last, without fractions on the way: Bareiss,
    Mathematics of Computation 22 (1968), 565-578. They are positive definite: no pivot is 0."""
    before = 1
    for step, pivot_row in enumerate(rows):
        pivot = pivot_row[step]
        for row in rows[step + 1 :]:
            factor = row[step]
            row[step:] = [
                (pivot * ours - factor * theirs) // before
                for ours, theirs in zip(row[step:], pivot_row[step:], strict=True)
            ]
        before = pivot
    found: list[Fraction] = []
    for step in reversed(range(len(rows))):
        *known, end = rows[step][step + 1 :]
        rest = end - sum(factor * one for factor, one in zip(known, found, strict=True))
        found.insert(0, Fraction(rest, rows[step][step]))
    return found


def _means_without(
    totals: Mapping[Cell, Points], effects: Mapping[int, Fraction]
) -> dict[int, Fraction]:
    """Of each first, the mean of its points without the effects of the seconds."""
    whole = lcm(*(effect.denominator for effect in effects.values()))
    taken = {second: int(effect * whole) for second, effect in effects.items()}
    rests: defaultdict[int, list[Points]] = defaultdict(list)
    for (first, second), points in totals.items():
        rests[first].append(points * whole - taken[second])
    return {first: Fraction(sum(rest), whole * len(rest)) for first, rest in rests.items()}
