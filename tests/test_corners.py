from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from scipy.optimize import linprog  # type: ignore[import-untyped]

from awards import corners, points
from awards.corners import Band, Bounds, Corner, Weights
from awards.robustness import Panel
from awards.scoring import Criterion, Method, TieRule, standings
from tests.judged import panel, panels

NORDIC, FJORD, POLAR = 10, 20, 30


def band(panel: Panel) -> Band | None:
    sheets = points.of(panel.criteria, panel.sheets, panel.nominees)
    if panel.method is Method.ADDITIVE and not points.connected(sheets):
        return None
    order = points.order(sheets, panel.method, panel.tie_rule)
    return corners.band(sheets, panel.method, order, panel.band or 0)


def lead(panel: Panel, weights: Weights, leader: int, rival: int) -> Fraction:
    """By the standings themselves, with these weights."""
    weighed = [
        Criterion(weight, one.lowest, one.highest)
        for weight, one in zip(weights, panel.criteria, strict=True)
    ]
    table = standings(weighed, panel.sheets, panel.nominees, panel.method, TieRule.PANEL)
    values = {one.nominee: one.value for one in table}
    ahead, behind = values[leader], values[rival]
    assert ahead is not None and behind is not None
    return ahead - behind


def every_corner(bounds: Bounds) -> set[Weights]:
    """A second way: each criterion in turn takes what the others leave."""
    found: set[Weights] = set()
    sides = list(zip(bounds.lowest, bounds.highest, strict=True))
    for free in range(len(sides)):
        for others in product(*(sides[:free] + sides[free + 1 :])):
            left = 100 - sum(others, Fraction(0))
            if bounds.lowest[free] <= left <= bounds.highest[free]:
                found.add((*others[:free], left, *others[free:]))
    return found


def test_weight_goes_to_where_the_leader_loses_most() -> None:
    """Nordic leads by 50 in growth, Fjord by 50 in markets and 25 in value: at 50, 30, 20 that is
    25 - 15 - 5 = 5; with 5 points moved from growth to markets, 5 less twice."""
    judged = panel({NORDIC: ["400"], FJORD: ["221"], POLAR: ["000"]})

    assert band(judged) == Band(
        width=5,
        leader=NORDIC,
        weights=(Fraction(50), Fraction(30), Fraction(20)),
        corners=None,
        closest=(
            Corner(FJORD, Fraction(0), (Fraction(45), Fraction(35), Fraction(20))),
            Corner(POLAR, Fraction(45), (Fraction(45), Fraction(35), Fraction(20))),
        ),
    )


def test_no_weight_falls_below_nothing_and_none_is_given_to_a_criterion_without_one() -> None:
    """Fjord is ahead in what has no weight, and in what has 3 per cent of it."""
    judged = panel({NORDIC: ["400"], FJORD: ["044"]}, (97, 3, 0))
    found = band(judged)

    assert found is not None
    assert found.worst == Corner(FJORD, Fraction(84), (Fraction(92), Fraction(8), Fraction(0)))


@pytest.mark.parametrize(
    "judged",
    [
        panel({NORDIC: ["4"], FJORD: ["0"]}, (100,)),
        panel({NORDIC: ["44"], FJORD: ["00"]}, (100, 0)),
        panel({NORDIC: ["444"], FJORD: ["000"]}, band=None),
        panel({NORDIC: ["444"], FJORD: ["000"]}, band=0),
        panel({NORDIC: ["444"], FJORD: []}),
        panel({NORDIC: ["444"], FJORD: ["444"]}),
        panel({NORDIC: []}),
    ],
    ids=["one criterion", "one weight", "no band", "a band of 0", "alone", "equals", "no sheets"],
)
def test_nothing_is_moved(judged: Panel) -> None:
    assert band(judged) is None


@given(panels())
def test_no_corner_is_worse_than_the_one_that_is_said(panel: Panel) -> None:
    found = band(panel)
    if found is None:
        return
    sheets = points.of(panel.criteria, panel.sheets, panel.nominees)
    bounds = Bounds.of(sheets.weights, found.width)
    tried = every_corner(bounds)

    for corner in found.closest:
        assert corner.weights in tried
        assert lead(panel, corner.weights, found.leader, corner.rival) == corner.lead
        assert corner.lead == min(
            lead(panel, weights, found.leader, corner.rival) for weights in tried
        )
    assert {corner.rival for corner in found.closest} == sheets.by_nominee.keys() - {found.leader}
    assert found.corners == (len(tried) if panel.method is Method.MEDIAN else None)
    assert set(corners.vertices(bounds, 10**6)) == tried


@given(panels([Method.MEAN, Method.ADDITIVE]))
def test_a_linear_program_finds_no_smaller_lead(panel: Panel) -> None:
    found = band(panel)
    if found is None:
        return
    sheets = points.of(panel.criteria, panel.sheets, panel.nominees)
    bounds = Bounds.of(sheets.weights, found.width)
    whole = [
        [Fraction(100 * (one == place)) for one in range(len(panel.criteria))]
        for place in range(len(panel.criteria))
    ]
    for corner in found.closest:
        leads = [lead(panel, tuple(one), found.leader, corner.rival) for one in whole]
        solved = linprog(
            [float(one) / 100 for one in leads],
            A_eq=[[1.0] * len(leads)],
            b_eq=[100.0],
            bounds=[
                (float(lowest), float(highest))
                for lowest, highest in zip(bounds.lowest, bounds.highest, strict=True)
            ],
        )

        assert float(corner.lead) == pytest.approx(solved.fun, abs=1e-6)


def test_too_many_corners_are_not_tried() -> None:
    """Thirteen criteria have 13 x 924 corners."""
    weights = (8,) * 12 + (4,)
    judged = panel({NORDIC: ["4" * 13], FJORD: ["0" * 13]}, weights, Method.MEDIAN, band=2)
    found = band(judged)

    assert found is not None
    assert (found.corners, found.closest) == (corners.MOST_CORNERS + 1, ())
