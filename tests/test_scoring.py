import random
import statistics
from dataclasses import replace
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import (
    Criterion,
    Method,
    Sheet,
    Standing,
    TieRule,
    Unconnected,
    leaders,
    standings,
    total,
)

ADA, BJØRN, CHARLOTTE = 1, 2, 3
NORDIC, FJORD, POLAR, QUIET = 10, 20, 30, 40

GROWTH = Criterion(weight=50, lowest=0, highest=4)
MARKETS = Criterion(weight=30, lowest=1, highest=6)
VALUE = Criterion(weight=20, lowest=0, highest=10)
SHOWN_ONLY = Criterion(weight=0, lowest=0, highest=4)
CRITERIA = [GROWTH, MARKETS, VALUE, SHOWN_ONLY]


F50, F55 = Fraction(50), Fraction(55)


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
            value=Fraction("59.5"),
            mean=Fraction("59.5"),
            median=Fraction(51),
            spread=sqrt(Fraction("243.25")),
            low=Fraction(50),
            high=Fraction("77.5"),
            count=3,
            first=True,
        ),
        Standing(POLAR, 2, F55, F55, F55, None, F55, F55, 1),
        Standing(FJORD, 3, F50, F50, F50, sqrt(5000), Fraction(0), Fraction(100), 2),
        Standing(QUIET, None, None, None, None, None, None, None, 0),
    ]


def test_equal_means_share_a_rank_and_the_next_one_is_left_out() -> None:
    """The example of "standard competition ranking" in Wikipedia's Ranking: A, B = C, D."""
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


def test_the_statistics_are_those_that_are_certified() -> None:
    """NIST Statistical Reference Datasets, univariate summary statistics: NumAcc1 and NumAcc2.
    The medians are the examples of Python's documentation of ``statistics.median``."""
    numacc1 = standing_of(*(Fraction(x, 10**6) for x in (10000001, 10000003, 10000002)))
    numacc2 = standing_of(Fraction("1.2"), *[Fraction("1.1"), Fraction("1.3")] * 500)

    assert (numacc1.mean, numacc1.spread) == (Fraction(10000002, 10**6), 1e-6)
    assert (numacc2.mean, numacc2.spread) == (Fraction("1.2"), 0.1)
    assert standing_of(1, 3, 5).median == 3
    assert standing_of(1, 3, 5, 7).median == 4


def standing_of(*totals: Fraction | int) -> Standing:
    """On a scale so fine that a score is a total in millionths."""
    fine = [Criterion(weight=1, lowest=0, highest=100 * 10**6)]
    sheets = [Sheet(juror, NORDIC, (int(one * 10**6),)) for juror, one in enumerate(totals)]
    [found] = standings(fine, sheets, [NORDIC])
    return found


def scored(*rows: tuple[int, ...]) -> list[Sheet]:
    """One sheet for each score, by nominees 10, 20 ... and jurors 1, 2 ..."""
    return [
        Sheet(juror, 10 * row, (score,))
        for row, scores in enumerate(rows, start=1)
        for juror, score in enumerate(scores, start=1)
    ]


POINTS = [Criterion(weight=1, lowest=0, highest=100)]


def test_the_median_has_another_winner_than_the_mean_where_one_juror_shouts() -> None:
    sheets = scored((60, 60, 60), (50, 50, 100), (0, 0, 0))

    by_mean = standings(POINTS, sheets, [10, 20, 30], Method.MEAN)
    by_median = standings(POINTS, sheets, [10, 20, 30], Method.MEDIAN)

    assert [(one.nominee, one.rank, one.value) for one in by_mean] == [
        (20, 1, Fraction(200, 3)),
        (10, 2, Fraction(60)),
        (30, 3, Fraction(0)),
    ]
    assert [(one.nominee, one.rank, one.value) for one in by_median] == [
        (10, 1, Fraction(60)),
        (20, 2, Fraction(50)),
        (30, 3, Fraction(0)),
    ]


def test_the_additive_method_gives_back_what_a_strict_juror_took() -> None:
    """Nominee 20 was judged by the strict juror alone; the two others know how strict."""
    sheets = [
        *[Sheet(ADA, nominee, (score,)) for nominee, score in [(10, 80), (30, 60)]],
        *[Sheet(BJØRN, nominee, (score,)) for nominee, score in [(10, 40), (20, 50), (30, 20)]],
    ]

    by_mean = standings(POINTS, sheets, [10, 20, 30, 40])
    found = standings(POINTS, sheets, [10, 20, 30, 40], Method.ADDITIVE)

    assert [(one.nominee, one.value) for one in by_mean] == [
        (10, 60),
        (20, 50),
        (30, 40),
        (40, None),
    ]
    assert [(one.nominee, one.rank, one.value) for one in found] == [
        (20, 1, Fraction(70)),
        (10, 2, Fraction(60)),
        (30, 3, Fraction(40)),
        (40, None, None),
    ]


def test_the_additive_method_is_refused_where_no_juror_connects_the_nominees() -> None:
    sheets = [Sheet(ADA, 10, (80,)), Sheet(BJØRN, 20, (50,))]

    with pytest.raises(Unconnected):
        standings(POINTS, sheets, [10, 20], Method.ADDITIVE)


@pytest.mark.parametrize(
    ("method", "tie_rule", "order", "first"),
    [
        (Method.MEAN, TieRule.PANEL, [10, 20, 30], []),
        (Method.MEAN, TieRule.MEDIAN, [30, 10, 20], [30]),
        (Method.MEAN, TieRule.HEAVIEST, [20, 10, 30], [20]),
        (Method.MEDIAN, TieRule.MEDIAN, [30, 10, 20], [30]),
    ],
)
def test_the_tie_rule_says_who_of_equals_goes_first(
    method: Method, tie_rule: TieRule, order: list[int], first: list[int]
) -> None:
    """All have a mean of 50 - 30 a median of 60, 20 the most points on the heavier criterion."""
    criteria = [Criterion(60, 0, 10), Criterion(40, 0, 10)]
    given = {
        10: [(5, 5), (5, 5), (5, 5)],
        20: [(7, 2), (7, 2), (5, 5)],
        30: [(6, 6), (6, 6), (3, 3)],
    }
    sheets = [
        Sheet(juror, nominee, pair)
        for nominee, pairs in given.items()
        for juror, pair in enumerate(pairs)
    ]

    found = standings(criteria, sheets, given, method, tie_rule)

    assert [one.nominee for one in found] == order
    assert [one.nominee for one in found if one.first] == first


def test_equals_whom_the_tie_rule_leaves_equal_go_first_together() -> None:
    sheets = scored((50, 50, 50), (40, 50, 60), (10, 40, 100))

    found = standings(POINTS, sheets, [30, 20, 10], tie_rule=TieRule.MEDIAN)

    assert [(one.nominee, one.rank, one.first) for one in found] == [
        (10, 1, True),
        (20, 1, True),
        (30, 1, False),
    ]
    assert [one.nominee for one in leaders(found)] == [10, 20]


def test_without_a_tie_rule_all_equals_lead_until_the_panel_has_decided() -> None:
    found = standings(POINTS, scored((50,), (50,), (40,)), [10, 20, 30])

    assert [(one.nominee, one.first) for one in found] == [(10, False), (20, False), (30, False)]
    assert [one.nominee for one in leaders(found)] == [10, 20]


def test_the_tie_rule_orders_equals_further_down_too() -> None:
    sheets = scored((90, 90, 90), (50, 50, 50), (30, 55, 65))

    found = standings(POINTS, sheets, [10, 20, 30], tie_rule=TieRule.MEDIAN)

    assert [(one.nominee, one.rank, one.first) for one in found] == [
        (10, 1, True),
        (30, 2, False),
        (20, 2, False),
    ]


weights = st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any)
scores = st.tuples(*[st.none() | st.integers(0, 4)] * 3)
panels = st.dictionaries(st.tuples(st.integers(1, 6), st.integers(10, 14)), scores, max_size=30)
NOMINEES = list(range(10, 15))
Panel = dict[tuple[int, int], tuple[int | None, ...]]
ways = st.tuples(st.sampled_from(Method), st.sampled_from(TieRule))
raw_ways = ways.filter(lambda way: way[0] is not Method.ADDITIVE)  # it moves everybody a little


def panel_of(given: Panel) -> list[Sheet]:
    return [Sheet(juror, nominee, marks) for (juror, nominee), marks in given.items()]


def scale(weights: list[int]) -> list[Criterion]:
    return [Criterion(weight, 0, 4) for weight in weights]


Found = list[Standing] | None  # None: the method is refused


def found_by(
    way: tuple[Method, TieRule], criteria: list[Criterion], sheets: list[Sheet], nominees: list[int]
) -> Found:
    try:
        return standings(criteria, sheets, nominees, *way)
    except Unconnected:
        return None


@given(ways, weights, panels, st.randoms(use_true_random=False))
def test_the_order_of_jurors_and_nominees_never_matters(
    way: tuple[Method, TieRule], weights: list[int], given: Panel, chance: random.Random
) -> None:
    sheets, nominees = panel_of(given), list(NOMINEES)
    expected = found_by(way, scale(weights), sheets, nominees)

    chance.shuffle(sheets)
    chance.shuffle(nominees)

    assert found_by(way, scale(weights), sheets, nominees) == expected


@given(ways, weights, panels, st.permutations(range(1, 7)), st.permutations(range(10, 15)))
def test_other_numbers_for_jurors_and_nominees_give_everybody_the_same_standing(
    way: tuple[Method, TieRule],
    weights: list[int],
    given: Panel,
    jurors: list[int],
    nominees: list[int],
) -> None:
    called = dict(zip(NOMINEES, nominees, strict=True))
    sheets = panel_of(given)
    others = [
        replace(one, juror=jurors[one.juror - 1], nominee=called[one.nominee]) for one in sheets
    ]

    before = found_by(way, scale(weights), sheets, NOMINEES)
    after = found_by(way, scale(weights), others, NOMINEES)

    assert (before is None) == (after is None)
    assert {called[one.nominee]: replace(one, nominee=0) for one in before or []} == {
        one.nominee: replace(one, nominee=0) for one in after or []
    }


@given(raw_ways, weights, panels.filter(bool), st.data())
def test_a_recusal_moves_the_mean_of_nobody_else(
    way: tuple[Method, TieRule], weights: list[int], given: Panel, drawn: st.DataObject
) -> None:
    recused = drawn.draw(st.sampled_from(sorted(given)))
    sheets = panel_of(given)
    counted = [sheet for sheet in sheets if (sheet.juror, sheet.nominee) != recused]

    before = {place.nominee: place for place in standings(scale(weights), sheets, NOMINEES, *way)}
    after = {place.nominee: place for place in standings(scale(weights), counted, NOMINEES, *way)}

    del before[recused[1]], after[recused[1]]
    assert {nominee: unranked(place) for nominee, place in before.items()} == {
        nominee: unranked(place) for nominee, place in after.items()
    }


def unranked(place: Standing) -> Standing:
    return replace(place, rank=None, first=False)


@given(ways, weights, panels, st.integers(1, 9), st.integers(1, 9), st.integers(-5, 5))
def test_another_unit_of_weight_or_scale_changes_nothing(
    way: tuple[Method, TieRule],
    weights: list[int],
    given: Panel,
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

    assert found_by(way, other_scale, other_sheets, NOMINEES) == found_by(
        way, scale(weights), sheets, NOMINEES
    )


@given(ways, weights, panels)
def test_only_equal_values_share_a_rank_and_the_tie_rule_decides_among_those_alone(
    way: tuple[Method, TieRule], weights: list[int], given: Panel
) -> None:
    places = [
        one for one in found_by(way, scale(weights), panel_of(given), NOMINEES) or [] if one.count
    ]

    values = [one.value for one in places if one.value is not None]
    assert values == sorted(values, reverse=True)
    assert [one.rank for one in places] == [1 + sum(v > one for v in values) for one in values]
    assert all(one.rank == 1 for one in places if one.first)
    assert [one.rank for one in leaders(places)] == [1] * len(leaders(places))
    if places and way[1] is not TieRule.PANEL:
        assert places[0].first


@given(weights, panels)
def test_ranks_count_those_who_did_better(weights: list[int], given: Panel) -> None:
    places = standings(scale(weights), panel_of(given), NOMINEES)

    means = [place.mean for place in places if place.mean is not None]
    assert [place.nominee for place in places[len(means) :]] == sorted(
        place.nominee for place in places if place.count == 0
    )
    assert [place.rank for place in places] == [
        1 + sum(other > mean for other in means) for mean in means
    ] + [None] * (len(places) - len(means))


@given(weights, panels)
def test_a_second_program_by_the_book_finds_the_same(weights: list[int], given: Panel) -> None:
    """Totals and statistics spelt out sheet by sheet, with the standard library's statistics."""
    totals: dict[int, list[Fraction]] = {nominee: [] for nominee in NOMINEES}
    for (_, nominee), marks in given.items():
        if None not in marks:
            points = [
                weight * Fraction(mark or 0, 4) for weight, mark in zip(weights, marks, strict=True)
            ]
            totals[nominee].append(100 * sum(points, Fraction(0)) / sum(weights))

    by_mean = standings(scale(weights), panel_of(given), NOMINEES)
    by_median = standings(scale(weights), panel_of(given), NOMINEES, Method.MEDIAN)

    for place in by_mean:
        mine = totals[place.nominee]
        assert place.count == len(mine)
        assert place.value == place.mean == (statistics.mean(mine) if mine else None)
        assert place.median == (statistics.median(mine) if mine else None)
        assert (place.low, place.high) == (min(mine, default=None), max(mine, default=None))
        if len(mine) > 1:
            assert place.spread == pytest.approx(statistics.stdev(map(float, mine)), abs=1e-9)
    assert [place.value for place in by_median] == [place.median for place in by_median]
    assert {unranked(replace(place, value=None)) for place in by_median} == {
        unranked(replace(place, value=None)) for place in by_mean
    }


@given(st.lists(st.fractions(0, 100, max_denominator=1000), min_size=2, max_size=40))
def test_the_statistics_are_those_of_the_standard_library(totals: list[Fraction]) -> None:
    totals = [round(one, 6) for one in totals]

    found = standing_of(*totals)

    assert (found.mean, found.median) == (statistics.mean(totals), statistics.median(totals))
    assert found.spread == pytest.approx(sqrt(statistics.variance(totals)))


def test_one_sheet_alone_has_no_spread() -> None:
    assert standing_of(50).spread is None
