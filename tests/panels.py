"""Random panels, and what is so about them by trying everything: no formula of the product is used.

Each juror is left out in turn, each criterion, and the weights are moved to every corner of their
band and to random places in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

from awards.robustness import Panel
from awards.scoring import Criterion, Method, Sheet, TieRule

Weights = tuple[Fraction, ...]
Values = dict[int, Fraction]

INSIDE = 20  # random places in the band that are tried besides its corners
MANY = (7,) * 12 + (16,)  # criteria: too many for all corners of their band
SHARES = ((100,), (50, 50), (60, 40), (40, 30, 30), (25, 25, 25, 25), (40, 30, 20, 10), (70, 30, 0))


def panel(chance: Random) -> Panel:
    """Some are wide apart and some close, with gaps, equals, and jurors who are alone."""
    many = chance.random() < 0.001
    weights = MANY if many else chance.choice(SHARES)
    criteria = [Criterion(weight, *chance.choice(((0, 4), (0, 4), (1, 6)))) for weight in weights]
    nominees = chance.sample(range(1, 40), chance.choice((1, 2, 3, 3, 4, 5)))
    jurors = chance.sample(range(1, 40), chance.choice((1, 2, 3, 4, 5, 6)))
    gaps, apart = chance.choice((0, 0, 0.1, 0.3, 0.8)), chance.choice((0, 0, 1, 2))
    best = chance.choice(nominees)
    flat = chance.random() < 0.02  # everybody gives everything the lowest point

    def scores(nominee: int) -> tuple[int | None, ...]:
        if flat:
            return tuple(one.lowest for one in criteria)
        return _scores(chance, criteria, apart if nominee == best else 0)

    sheets = [
        Sheet(juror, nominee, scores(nominee))
        for juror in jurors
        for nominee in nominees
        if chance.random() >= gaps
    ]
    chance.shuffle(sheets)
    return Panel(
        criteria=criteria,
        sheets=sheets,
        nominees=nominees,
        method=Method.MEDIAN if many else chance.choice(list(Method)),
        tie_rule=chance.choice(list(TieRule)),
        margin=chance.choice((None, Fraction(0), Fraction(2), Fraction(25, 2))),
        band=chance.choice((None, 0, 1, 5, 25)),
    )


def _scores(chance: Random, criteria: Sequence[Criterion], better: int) -> tuple[int | None, ...]:
    if chance.random() < 0.05:
        return tuple(None for _ in criteria)  # begun, not complete: it does not count
    return tuple(
        min(one.highest, chance.randint(one.lowest, one.highest) + better) for one in criteria
    )


# What is so


def counting(panel: Panel) -> list[Sheet]:
    return [one for one in panel.sheets if None not in one.scores]


def jurors(panel: Panel) -> set[int]:
    return {sheet.juror for sheet in counting(panel)}


def scored(panel: Panel) -> set[int]:
    return {sheet.nominee for sheet in counting(panel)}


def weights(panel: Panel) -> Weights:
    return tuple(Fraction(one.weight) for one in panel.criteria)


def totals(panel: Panel, at: Weights) -> dict[tuple[int, int], Fraction]:
    """By juror and nominee, from 0 to 100."""
    return {
        (sheet.juror, sheet.nominee): sum(
            (
                weight * Fraction(int(score or 0) - one.lowest, one.highest - one.lowest)
                for weight, score, one in zip(at, sheet.scores, panel.criteria, strict=True)
            ),
            Fraction(0),
        )
        * 100
        / sum(at)
        for sheet in counting(panel)
    }


def _each(found: dict[tuple[int, int], Fraction]) -> dict[int, list[Fraction]]:
    rows: dict[int, list[Fraction]] = {}
    for (_, nominee), points in found.items():
        rows.setdefault(nominee, []).append(points)
    return {nominee: sorted(points) for nominee, points in rows.items()}


def means(found: dict[tuple[int, int], Fraction]) -> Values:
    return {one: sum(points, Fraction(0)) / len(points) for one, points in _each(found).items()}


def medians(found: dict[tuple[int, int], Fraction]) -> Values:
    half = {one: (points, len(points) // 2) for one, points in _each(found).items()}
    return {
        one: points[at] if len(points) % 2 else (points[at - 1] + points[at]) / 2
        for one, (points, at) in half.items()
    }


def fitted(found: dict[tuple[int, int], Fraction]) -> Values | None:
    """Least squares by the normal equations as they stand; None where there is no one solution."""
    judges, judged = sorted({j for j, _ in found}), sorted({n for _, n in found})
    unknown = [*[("n", one) for one in judged], *[("j", one) for one in judges]]
    rows = []
    for kind, ident in unknown:
        mine = [cell for cell in found if cell[0 if kind == "j" else 1] == ident]
        row = [
            Fraction(sum(1 for cell in mine if (that, one) in (("n", cell[1]), ("j", cell[0]))))
            for that, one in unknown
        ]
        rows.append([*row, sum((found[cell] for cell in mine), Fraction(0))])
    rows.append([Fraction(int(kind == "j")) for kind, _ in unknown] + [Fraction(0)])
    solved = _solved(rows, len(unknown))
    return None if solved is None else dict(zip(judged, solved, strict=False))


def _solved(rows: list[list[Fraction]], unknown: int) -> list[Fraction] | None:
    """Gauss and Jordan; None where an unknown is free."""
    for column in range(unknown):
        pivot = next((one for one in rows[column:] if one[column]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        rows.insert(column, [part / pivot[column] for part in pivot])
        for place, row in enumerate(rows):
            if place != column and row[column]:
                rows[place] = [a - row[column] * b for a, b in zip(row, rows[column], strict=True)]
    return [rows[place][-1] for place in range(unknown)]


def refused(panel: Panel) -> bool:
    if panel.method is not Method.ADDITIVE or not counting(panel):
        return False
    return fitted(totals(panel, weights(panel))) is None


def method(panel: Panel) -> Method:
    """That counts."""
    return Method.MEAN if refused(panel) else panel.method


def values(panel: Panel, at: Weights, by: Method) -> Values | None:
    """None where the method is refused."""
    found = totals(panel, at)
    if by is Method.ADDITIVE:
        return fitted(found) if found else {}
    return (means if by is Method.MEAN else medians)(found)


def leaders(panel: Panel, at: Weights, by: Method) -> set[int] | None:
    found = values(panel, at, by)
    if not found:
        return None if found is None else set()
    best = {one for one, points in found.items() if points == max(found.values())}
    if len(best) == 1 or panel.tie_rule is TieRule.PANEL:
        return best
    others = _others(panel, at, by)
    return {one for one in best if others[one] == max(others[that] for that in best)}


def _others(panel: Panel, at: Weights, by: Method) -> Values:
    """What the tie rule compares."""
    if panel.tie_rule is TieRule.HEAVIEST:
        most = max(at)
        return means(totals(panel, tuple(Fraction(int(weight == most)) for weight in at)))
    return (means if by is Method.MEDIAN else medians)(totals(panel, at))


def now(panel: Panel) -> set[int]:
    return leaders(panel, weights(panel), method(panel)) or set()


def without_juror(panel: Panel, juror: int) -> set[int] | None:
    left = replace(panel, sheets=[one for one in panel.sheets if one.juror != juror])
    return leaders(left, weights(panel), method(panel))


def without_criterion(panel: Panel, place: int) -> set[int] | None:
    at = weights(panel)
    return leaders(panel, (*at[:place], Fraction(0), *at[place + 1 :]), method(panel))


def weighing(panel: Panel) -> list[int]:
    return [place for place, one in enumerate(panel.criteria) if one.weight]


def corners(panel: Panel) -> set[Weights]:
    """All but one weight stand at an end of the band, and the one takes what is left."""
    ends = [
        (max(Fraction(0), one - panel.band), one + panel.band) if one else (one, one)  # type: ignore[operator]
        for one in weights(panel)
    ]
    found: set[Weights] = set()
    for free in range(len(ends)):
        others = [end if place != free else (Fraction(0),) for place, end in enumerate(ends)]
        for drawn in product(*others):
            rest = Fraction(sum(weights(panel)) - sum(drawn))
            if ends[free][0] <= rest <= ends[free][1]:
                found.add((*drawn[:free], rest, *drawn[free + 1 :]))
    return found


def inside(panel: Panel) -> Iterator[Weights]:
    """Random places between corners."""
    chance, edges = Random(7), sorted(corners(panel))
    for _ in range(INSIDE):
        shares = [chance.randint(0, 9) for _ in edges]
        whole = sum(shares)
        if whole:
            yield tuple(
                sum(
                    (share * edge[place] for share, edge in zip(shares, edges, strict=True)),
                    Fraction(0),
                )
                / whole
                for place in range(len(panel.criteria))
            )


def in_band(panel: Panel, at: Weights) -> bool:
    pairs = list(zip(at, weights(panel), strict=True))
    return sum(at) == sum(weights(panel)) and all(
        one >= 0 and abs(one - was) <= (panel.band or 0) and (was or not one) for one, was in pairs
    )


def leads(panel: Panel, leader: int, at: Weights) -> tuple[Fraction, set[int]]:
    """How far the leader is above the best of the others, and who those are."""
    found = values(panel, at, method(panel))
    assert found is not None
    rest = {one: points for one, points in found.items() if one != leader}
    best = max(rest.values())
    return found[leader] - best, {one for one, points in rest.items() if points == best}


# Agreement and strictness


def concordance(panel: Panel) -> tuple[Fraction | None, int, int]:
    """Kendall's W with its correction for ties, as the textbook writes it; jurors, nominees."""
    found = totals(panel, weights(panel))
    judges = sorted(jurors(panel))
    common = [n for n in sorted(scored(panel)) if all((j, n) in found for j in judges)]
    if len(judges) < 2 or len(common) < 3:
        return None, len(judges), len(common)
    rows = [[found[j, n] for n in common] for j in judges]
    ranked = [
        [
            Fraction(sum(1 for b in row if b < a) * 2 + sum(1 for b in row if b == a) + 1, 2)
            for a in row
        ]
        for row in rows
    ]
    sums = [sum((row[place] for row in ranked), Fraction(0)) for place in range(len(common))]
    level = sum(sums, Fraction(0)) / len(sums)
    above = sum(((one - level) ** 2 for one in sums), Fraction(0))
    ties = sum(row.count(a) ** 3 - row.count(a) for row in rows for a in set(row))
    m, n = len(judges), len(common)
    below = m * m * (n**3 - n) - m * ties
    return (12 * above / below if below else None), m, n


def distances(panel: Panel) -> dict[int, Fraction]:
    found = totals(panel, weights(panel))
    apart: dict[int, list[Fraction]] = {}
    for (juror, nominee), points in found.items():
        others = [one for (j, n), one in found.items() if n == nominee and j != juror]
        if others:
            apart.setdefault(juror, []).append(points - sum(others, Fraction(0)) / len(others))
    return {one: sum(rows, Fraction(0)) / len(rows) for one, rows in apart.items()}
