"""Means of a nominee on each criterion, beside those of its category. Pure, and exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from awards.editions import Criterion, Texts
from awards.scoring import Sheet

LEAST_SHEETS = 2  # under a mean: one sheet alone is its juror's own
LEAST_NOMINEES = 3  # under a category's mean: of two, each could work out the other's


@dataclass(frozen=True)
class Figure:
    """The mean on one criterion, in points from 0 to 100."""

    criterion: Texts
    own: Fraction
    others: Fraction | None  # of all in its round with sheets enough, each weighing the same


def figures(criteria: Sequence[Criterion], sheets: Sequence[Sheet], nominee: int) -> list[Figure]:
    """The means of a nominee on each criterion, from 0 to 100, beside those of its round.

    ``sheets`` are those that count in one round. There are no means under two sheets of the
    nominee. Beside each stands the mean over the means of all nominees with two sheets, each of
    them weighing the same; None under three such nominees. One with a single sheet is left out:
    who has the letters of the others could work out what its juror gave.
    """
    given: dict[int, list[Sheet]] = {}
    for sheet in sheets:
        given.setdefault(sheet.nominee, []).append(sheet)
    given = {one: theirs for one, theirs in given.items() if len(theirs) >= LEAST_SHEETS}
    if nominee not in given:
        return []
    found = []
    for index, criterion in enumerate(criteria):
        means = {one: _mean(criterion, index, theirs) for one, theirs in given.items()}
        enough = len(means) >= LEAST_NOMINEES
        others = sum(means.values(), Fraction(0)) / len(means) if enough else None
        found.append(Figure(criterion.name, means[nominee], others))
    return found


def _mean(criterion: Criterion, index: int, sheets: Sequence[Sheet]) -> Fraction:
    taken = sum((sheet.scores[index] or 0) - criterion.lowest for sheet in sheets)
    return Fraction(100 * taken, len(sheets) * (criterion.highest - criterion.lowest))
