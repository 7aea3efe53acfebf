"""The additive model: published tables, numpy's least squares, and what must never matter."""

from collections.abc import Sequence
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import effects
from awards.effects import Cell, Unconnected


def table(*rows: Sequence[int | None]) -> dict[Cell, int]:
    """Nominees in rows, jurors in columns, both from 0."""
    return {
        (juror, nominee): points
        for nominee, row in enumerate(rows)
        for juror, points in enumerate(row)
        if points is not None
    }


# Searle, Linear Models (1971), table 7.1: seconds to boil water on four stoves in three pans.
SEARLE = table([18, 12, 24], [None, None, 9], [3, None, 15], [6, 3, 18])


def test_the_stoves_and_pans_of_searle_have_the_effects_of_the_book() -> None:
    """The book takes the last pan as 0: stoves 26, 9, 14, 17 and pans -10, -14, 0; the reduction
    in sum of squares is 1716 of 1728."""
    stoves, pans = effects.nominees(SEARLE), effects.jurors(SEARLE)

    assert {stove: effect + pans[2] for stove, effect in stoves.items()} == {
        0: 26,
        1: 9,
        2: 14,
        3: 17,
    }
    assert {pan: effect - pans[2] for pan, effect in pans.items()} == {0: -10, 1: -14, 2: 0}
    fitted = {(pan, stove): stoves[stove] + pans[pan] for pan, stove in SEARLE}
    assert sum(points * points for points in SEARLE.values()) == 1728
    assert sum((SEARLE[cell] - fitted[cell]) ** 2 for cell in SEARLE) == 1728 - 1716


def test_a_missing_plot_is_estimated_as_in_the_field_book() -> None:
    """Three treatments in three blocks, one plot missing: Y = (3 x 78 + 3 x 56 - 274) / 4 = 32.
    University of Florida Digital Collections, UF00080557, "missing plot"."""
    treatments = table([30, 26, None], [35, 27, 33], [43, 35, 45])

    estimate = effects.nominees(treatments)[0] + effects.jurors(treatments)[2]

    assert estimate == Fraction(3 * 78 + 3 * 56 - 274, 4) == 32


def test_searles_table_in_three_parts_is_refused() -> None:
    """Searle, Linear Models (1971), page 324: three sets of cells with nothing between them."""
    rows = [1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 7]
    columns = [1, 3, 4, 2, 6, 1, 5, 7, 3, 4, 3, 4, 2, 6]
    cells = dict.fromkeys(zip(rows, columns, strict=True), 50)

    assert not effects.connected(cells)
    with pytest.raises(Unconnected):
        effects.nominees(cells)
    two_bridges = {(1, 2): 50, (2, 2): 50}
    assert set(effects.nominees(cells | two_bridges).values()) == {50}


def test_without_sheets_there_is_nothing_to_fit() -> None:
    assert effects.nominees({}) == effects.jurors({}) == {}
    assert effects.connected({})


cells = st.tuples(st.integers(1, 6), st.integers(10, 16))
tables = st.dictionaries(cells, st.fractions(0, 100, max_denominator=60), min_size=1, max_size=40)


@given(tables)
def test_the_effects_are_those_of_numpy_or_neither_has_one_answer(
    totals: dict[Cell, Fraction],
) -> None:
    jurors = sorted({juror for juror, _ in totals})
    nominees = sorted({nominee for _, nominee in totals})
    design = numpy.zeros((len(totals) + 1, len(nominees) + len(jurors)))
    for row, (juror, nominee) in enumerate(totals):
        design[row, nominees.index(nominee)] = 1
        design[row, len(nominees) + jurors.index(juror)] = 1
    design[-1, len(nominees) :] = 1  # the effects of the jurors sum to 0
    wanted = [*map(float, totals.values()), 0.0]
    solution, _, rank, _ = numpy.linalg.lstsq(design, numpy.array(wanted), rcond=None)

    if rank < design.shape[1]:
        with pytest.raises(Unconnected):
            effects.nominees(totals)
        return
    value, generous = effects.nominees(totals), effects.jurors(totals)
    assert (sorted(value), sorted(generous)) == (nominees, jurors)
    found = [float(effect) for side in (value, generous) for _, effect in sorted(side.items())]
    assert found == pytest.approx(list(solution), abs=1e-8)


@given(tables)
def test_the_rests_of_each_nominee_and_of_each_juror_sum_to_zero_exactly(
    totals: dict[Cell, Fraction],
) -> None:
    """The normal equations themselves."""
    if not effects.connected(totals):
        return
    value, generous = effects.nominees(totals), effects.jurors(totals)

    rests = {cell: totals[cell] - value[cell[1]] - generous[cell[0]] for cell in totals}
    for side in (0, 1):
        for one in {cell[side] for cell in totals}:
            assert sum(rest for cell, rest in rests.items() if cell[side] == one) == 0
    assert sum(generous.values()) == 0


@given(st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=1, max_size=6))
def test_where_everybody_judged_everybody_the_value_is_the_mean(rows: list[list[int]]) -> None:
    assert effects.nominees(table(*rows)) == {
        nominee: Fraction(sum(row), 3) for nominee, row in enumerate(rows)
    }
