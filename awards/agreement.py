"""How far the jurors agree on an order, and how strict each of them is. Pure, and exact."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from awards.points import Points, Totals

FEWEST_JURORS = 2
FEWEST_NOMINEES = 3


@dataclass(frozen=True)
class Agreement:
    """Kendall's W: 1 where all jurors have one order, 0 where their orders cancel out.

    None where it is not measured: under two jurors, or under three ``nominees`` that all of them
    scored, or no juror who puts one of these before another.
    """

    w: Fraction | None
    jurors: int
    nominees: int


@dataclass(frozen=True)
class Strictness:
    """How far a juror's totals lie above (or below: negative) the mean of the others' totals for
    the same nominee, in points of 100, in the mean over the ``nominees`` shared with others; None
    where there are none."""

    juror: int
    distance: Fraction | None
    nominees: int


def agreement(sheets: Points) -> Agreement:
    """Of all jurors with sheets, over the nominees that each of them scored."""
    totals = sheets.totals(sheets.weights)
    shared = [of_it for of_it in totals.values() if len(of_it) == len(sheets.jurors)]
    enough = len(sheets.jurors) >= FEWEST_JURORS and len(shared) >= FEWEST_NOMINEES
    rows = [[of_it[juror] for of_it in shared] for juror in sheets.jurors] if enough else []
    return Agreement(kendall_w(rows) if rows else None, len(sheets.jurors), len(shared))


def kendall_w(rows: Sequence[Sequence[int]]) -> Fraction | None:
    """Of one row of numbers per juror, each as long as there are nominees; None where every row
    is one tie.

    Kendall and Babington Smith, Annals of Mathematical Statistics 10 (1939), 275-287; with the
    correction for ties of Siegel and Castellan, Nonparametric Statistics (1988), 9.3.3. Ranks are
    doubled here, which keeps those of ties whole.
    """
    jurors, nominees = len(rows), len(rows[0])
    sums = [sum(ranks) for ranks in zip(*map(doubled_ranks, rows), strict=True)]
    ties = sum(size**3 - size for row in rows for size in Counter(row).values())
    most = jurors**2 * (nominees**3 - nominees) - jurors * ties
    if not most:
        return None
    squares = nominees * sum(one * one for one in sums) - sum(sums) ** 2
    return Fraction(3 * squares, nominees * most)


def doubled_ranks(row: Sequence[int]) -> list[int]:
    """Twice the ranks from the lowest up; equals get the mean of the ranks they take."""
    ranks, below = {}, 0
    for number, times in sorted(Counter(row).items()):
        ranks[number] = 2 * below + times + 1
        below += times
    return [ranks[number] for number in row]


def strictness(sheets: Points) -> tuple[Strictness, ...]:
    """Of each juror with sheets, by number."""
    totals = sheets.totals(sheets.weights)
    return tuple(_strictness(juror, totals, sheets.unit) for juror in sheets.jurors)


def _strictness(juror: int, totals: Totals, unit: Fraction) -> Strictness:
    distances = [
        of_it[juror] - Fraction(sum(of_it.values()) - of_it[juror], len(of_it) - 1)
        for of_it in totals.values()
        if juror in of_it and len(of_it) > 1
    ]
    if not distances:
        return Strictness(juror, None, 0)
    return Strictness(juror, unit * sum(distances) / len(distances), len(distances))
