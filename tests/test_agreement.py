import random
from collections.abc import Sequence
from fractions import Fraction
from math import isnan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare  # type: ignore[import-untyped]

from awards import points
from awards.agreement import Agreement, Strictness, agreement, kendall_w, strictness
from awards.robustness import Panel
from awards.scoring import Sheet
from tests.judged import panel, panels

NORDIC, FJORD, POLAR, QUIET = 10, 20, 30, 40
ADA, BJØRN, CHARLOTTE = 1, 2, 3


def of(panel: Panel) -> points.Points:
    return points.of(panel.criteria, panel.sheets, panel.nominees)


def test_three_executives_and_six_applicants() -> None:
    """Siegel, Nonparametric Statistics (1956), chapter 9, his first example of W: .16."""
    ranks = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]

    assert kendall_w(ranks) == Fraction(306, 1890)  # 0.162


def test_ties_are_corrected_for() -> None:
    """Kendall, Rank Correlation Methods (1948), with ties, as in Siegel (1956), chapter 9:
    s = 591, and W = 591 / 714 = .828. The ranks are doubled to be whole."""
    ranks = [
        [2, 9, 4, 9, 6, 15, 12, 18, 15, 20],
        [5, 2, 5, 9, 9, 16, 18, 13, 20, 13],
        [4, 2, 9, 9, 9, 9, 16, 16, 16, 20],
    ]

    assert kendall_w(ranks) == Fraction(591, 714)


@given(st.data(), st.integers(2, 6), st.integers(3, 8))
def test_w_is_friedmans_statistic_over_its_greatest_value(
    data: st.DataObject, jurors: int, nominees: int
) -> None:
    """W = chi2 / (m (n - 1)), ties included: scipy's takes three columns or more."""
    row = st.lists(st.integers(0, 5), min_size=nominees, max_size=nominees)
    rows: list[list[int]] = data.draw(st.lists(row, min_size=jurors, max_size=jurors))
    w = kendall_w(rows)
    assume(w is not None)
    assert w is not None

    statistic = float(friedmanchisquare(*zip(*rows, strict=True)).statistic)

    assert not isnan(statistic)
    assert float(w) == pytest.approx(statistic / (jurors * (nominees - 1)), abs=1e-9)
    assert 0 <= w <= 1


@pytest.mark.parametrize("rows", [[[3, 3, 3], [1, 1, 1]], [[7, 7, 7, 7]] * 5])
def test_where_every_juror_sees_one_tie_there_is_no_w(rows: Sequence[Sequence[int]]) -> None:
    assert kendall_w(rows) is None


def test_one_order_of_all_jurors_is_full_agreement() -> None:
    assert kendall_w([[1, 5, 9], [2, 3, 4], [0, 1, 100]]) == 1


def test_agreement_is_measured_over_the_nominees_that_all_jurors_scored() -> None:
    """Charlotte is recused from Quiet; of the other three all have the same order."""
    scores = {
        NORDIC: ["444", "333", "222"],
        FJORD: ["333", "222", "111"],
        POLAR: ["222", "111", "000"],
        QUIET: ["000", "444", ""],
    }

    assert agreement(of(panel(scores))) == Agreement(Fraction(1), jurors=3, nominees=3)


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ({NORDIC: []}, Agreement(None, 0, 0)),
        ({NORDIC: ["444"], FJORD: ["333"], POLAR: ["000"]}, Agreement(None, 1, 3)),
        ({NORDIC: ["444", "000"], FJORD: ["333", "222"]}, Agreement(None, 2, 2)),
        ({NORDIC: ["1", "2"], FJORD: ["1", "2"], POLAR: ["1", "2"]}, Agreement(None, 2, 3)),
    ],
    ids=["no sheet", "one juror", "two nominees", "everybody ties"],
)
def test_too_little_to_measure(scores: dict[int, list[str]], found: Agreement) -> None:
    weights = (100,) if "1" in scores[NORDIC] else (50, 30, 20)

    assert agreement(of(panel(scores, weights))) == found


def test_how_strict_each_juror_is_counted_by_hand() -> None:
    """Nordic 100, 50, 0 and Fjord 75, 25: Ada lies 75 and 50 above the others, Bjørn 0 and -50;
    Charlotte only scored Nordic, and the lonely sheet on Polar says nothing of anybody."""
    scores = {NORDIC: ["4", "2", "0"], FJORD: ["3", "1", ""], POLAR: ["", "", "4"]}

    assert strictness(of(panel(scores, (100,)))) == (
        Strictness(ADA, Fraction("62.5"), 2),
        Strictness(BJØRN, Fraction(-25), 2),
        Strictness(CHARLOTTE, Fraction(-75), 1),
    )


def test_a_juror_who_shares_no_nominee_is_neither_strict_nor_mild() -> None:
    alone = panel({NORDIC: ["4", ""], FJORD: ["", "1"]}, (100,))

    assert strictness(of(alone)) == (Strictness(ADA, None, 0), Strictness(BJØRN, None, 0))


@given(panels())
def test_distances_weigh_each_other_out(panel: Panel) -> None:
    found = strictness(of(panel))

    assert sum((one.distance or 0) * one.nominees for one in found) == 0


@given(panels(), st.integers())
def test_the_order_of_sheets_and_nominees_never_matters(panel: Panel, seed: int) -> None:
    sheets, nominees = list(panel.sheets), list(panel.nominees)
    random.Random(seed).shuffle(sheets)
    random.Random(seed).shuffle(nominees)
    mixed = points.of(panel.criteria, sheets, nominees)

    assert (agreement(mixed), strictness(mixed)) == (agreement(of(panel)), strictness(of(panel)))


@given(panels())
def test_a_juror_by_another_number_is_as_strict(panel: Panel) -> None:
    sheets = [Sheet(1000 - one.juror, one.nominee, one.scores) for one in panel.sheets]
    renumbered = points.of(panel.criteria, sheets, panel.nominees)

    assert agreement(renumbered) == agreement(of(panel))
    assert {(1000 - one.juror, one.distance) for one in strictness(renumbered)} == {
        (one.juror, one.distance) for one in strictness(of(panel))
    }
