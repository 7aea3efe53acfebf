import random
import statistics
from dataclasses import replace
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import Criterion, Sheet, Standing, median, standings, total, variance

ADA, BJØRN, CHARLOTTE = 1, 2, 3
NORDIC, FJORD, POLAR, QUIET = 10, 20, 30, 40

GROWTH = Criterion(weight=50, lowest=0, highest=4)
MARKETS = Criterion(weight=30, lowest=1, highest=6)
VALUE = Criterion(weight=20, lowest=0, highest=10)
SHOWN_ONLY = Criterion(weight=0, lowest=0, highest=4)
CRITERIA = [GROWTH, MARKETS, VALUE, SHOWN_ONLY]


def test_a_panel_counted_by_hand() -> None:
    """Nordic by Ada: 50 * 3/4 + 30 * 5/5 + 20 * 5/10 = 77.5; the other sheets likewise."""
    sheets = [
        Sheet(ADA, NORDIC, (3, 6, 5, 0)),  # 37.5 + 30 + 10 = 77.5
        Sheet(BJØRN, NORDIC, (4, 1, 0, 4)),  # 50 + 0 + 0 = 50
        Sheet(CHARLOTTE, NORDIC, (2, 2, 10, 2)),  # 25 + 6 + 20 = 51
        Sheet(ADA, FJORD, (4, 6, 10, 0)),  # 100
        Sheet(BJØRN, FJORD, (0, 1, 0, 0)),  # 0
        Sheet(CHARLOTTE, FJORD, (4, 6, None, 0)),  # not complete
        Sheet(ADA, POLAR, (2, 6, 0, 0)),  # 25 + 30 + 0 = 55
    ]

    assert standings(CRITERIA, sheets, [NORDIC, FJORD, POLAR, QUIET]) == [
        Standing(
            nominee=NORDIC,
            rank=1,
            mean=Fraction("59.5"),
            median=Fraction(51),
            spread=sqrt(Fraction("243.25")),
            low=Fraction(50),
            high=Fraction("77.5"),
            count=3,
        ),
        Standing(POLAR, 2, Fraction(55), Fraction(55), None, Fraction(55), Fraction(55), 1),
        Standing(FJORD, 3, Fraction(50), Fraction(50), sqrt(5000), Fraction(0), Fraction(100), 2),
        Standing(QUIET, None, None, None, None, None, None, 0),
    ]


def test_equal_means_share_a_rank_and_the_next_one_is_left_out() -> None:
    scored = {10: 4, 20: 3, 30: 3, 40: 2}
    sheets = [Sheet(ADA, nominee, (score,)) for nominee, score in scored.items()]

    places = [(place.nominee, place.rank) for place in standings([GROWTH], sheets, scored)]

    assert places == [(10, 1), (20, 2), (30, 2), (40, 4)]


def test_a_tie_is_exact_where_floats_would_see_a_winner() -> None:
    thirds = [Criterion(weight=1, lowest=0, highest=3)]
    high_and_low = [Sheet(ADA, NORDIC, (1,)), Sheet(BJØRN, NORDIC, (1,)), Sheet(3, NORDIC, (2,))]
    low_and_high = [Sheet(ADA, FJORD, (2,)), Sheet(BJØRN, FJORD, (1,)), Sheet(3, FJORD, (1,))]

    first, second = standings(thirds, high_and_low + low_and_high, [NORDIC, FJORD])

    assert (first.rank, second.rank) == (1, 1)
    assert first.mean == second.mean == Fraction(400, 9)


def test_a_difference_too_small_to_show_decides_all_the_same() -> None:
    fine = [Criterion(weight=1, lowest=0, highest=10**20)]
    sheets = [Sheet(ADA, NORDIC, (10**19,)), Sheet(ADA, FJORD, (10**19 + 1,))]

    places = [(place.nominee, place.rank) for place in standings(fine, sheets, [NORDIC, FJORD])]

    assert places == [(FJORD, 1), (NORDIC, 2)]


def test_a_criterion_without_weight_is_shown_and_not_counted() -> None:
    assert total(CRITERIA, (3, 6, 5, 0)) == total(CRITERIA, (3, 6, 5, 4)) == Fraction("77.5")


def test_a_sheet_that_is_not_complete_never_counts() -> None:
    assert total(CRITERIA, (None, 6, 5, 0)) is None
    assert total(CRITERIA, (3, 6, 5, None)) is None


def test_a_sheet_on_a_nominee_who_withdrew_is_left_out() -> None:
    sheets = [Sheet(ADA, NORDIC, (3, 6, 5, 0)), Sheet(ADA, FJORD, (4, 6, 10, 0))]

    assert [place.nominee for place in standings(CRITERIA, sheets, [NORDIC])] == [NORDIC]


def test_no_criterion_may_be_impossible_to_count() -> None:
    for weight, lowest, highest in [(-1, 0, 4), (1, 4, 4), (1, 4, 0)]:
        with pytest.raises(ValueError, match="scale"):
            Criterion(weight, lowest, highest)
    with pytest.raises(ValueError, match="weight"):
        total([SHOWN_ONLY], (3,))
    with pytest.raises(ValueError, match="scale"):
        total([GROWTH], (5,))
    with pytest.raises(ValueError, match="zip"):
        total([GROWTH], (3, 3))


weights = st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any)
scores = st.tuples(*[st.none() | st.integers(0, 4)] * 3)
panels = st.dictionaries(st.tuples(st.integers(1, 6), st.integers(10, 14)), scores, max_size=30)
NOMINEES = list(range(10, 15))


def panel_of(given: dict[tuple[int, int], tuple[int | None, ...]]) -> list[Sheet]:
    return [Sheet(juror, nominee, marks) for (juror, nominee), marks in given.items()]


def scale(weights: list[int]) -> list[Criterion]:
    return [Criterion(weight, 0, 4) for weight in weights]


@given(weights, panels, st.randoms(use_true_random=False))
def test_the_order_of_jurors_and_nominees_never_matters(
    weights: list[int],
    given: dict[tuple[int, int], tuple[int | None, ...]],
    chance: random.Random,
) -> None:
    sheets, nominees = panel_of(given), list(NOMINEES)
    expected = standings(scale(weights), sheets, nominees)

    chance.shuffle(sheets)
    chance.shuffle(nominees)

    assert standings(scale(weights), sheets, nominees) == expected


@given(weights, panels.filter(bool), st.data())
def test_a_recusal_moves_the_mean_of_nobody_else(
    weights: list[int], given: dict[tuple[int, int], tuple[int | None, ...]], drawn: st.DataObject
) -> None:
    recused = drawn.draw(st.sampled_from(sorted(given)))
    sheets = panel_of(given)
    counted = [sheet for sheet in sheets if (sheet.juror, sheet.nominee) != recused]

    before = {place.nominee: place for place in standings(scale(weights), sheets, NOMINEES)}
    after = {place.nominee: place for place in standings(scale(weights), counted, NOMINEES)}

    del before[recused[1]], after[recused[1]]
    assert {nominee: replace(place, rank=None) for nominee, place in before.items()} == {
        nominee: replace(place, rank=None) for nominee, place in after.items()
    }


@given(weights, panels, st.integers(1, 9), st.integers(1, 9), st.integers(-5, 5))
def test_another_unit_of_weight_or_scale_changes_nothing(
    weights: list[int],
    given: dict[tuple[int, int], tuple[int | None, ...]],
    heavier: int,
    wider: int,
    moved: int,
) -> None:
    sheets = panel_of(given)
    other_scale = [
        Criterion(Fraction(weight, 7) * heavier, moved, moved + 4 * wider) for weight in weights
    ]
    other_sheets = [
        replace(
            sheet,
            scores=tuple(None if s is None else moved + s * wider for s in sheet.scores),
        )
        for sheet in sheets
    ]

    assert standings(other_scale, other_sheets, NOMINEES) == standings(
        scale(weights), sheets, NOMINEES
    )


@given(weights, panels)
def test_ranks_count_those_who_did_better(
    weights: list[int], given: dict[tuple[int, int], tuple[int | None, ...]]
) -> None:
    places = standings(scale(weights), panel_of(given), NOMINEES)

    means = [place.mean for place in places if place.mean is not None]
    assert [place.nominee for place in places[len(means) :]] == sorted(
        place.nominee for place in places if place.count == 0
    )
    assert [place.rank for place in places] == [
        1 + sum(other > mean for other in means) for mean in means
    ] + [None] * (len(places) - len(means))


@given(st.lists(st.fractions(0, 100, max_denominator=1000), min_size=2, max_size=40))
def test_the_statistics_are_those_of_the_standard_library(totals: list[Fraction]) -> None:
    assert median(totals) == statistics.median(totals)
    assert variance(totals) == statistics.variance(totals)


def test_one_sheet_alone_has_no_spread() -> None:
    assert variance([Fraction(50)]) is None
