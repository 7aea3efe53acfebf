from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from awards import points
from awards.effects import Unconnected
from awards.points import Order
from awards.robustness import Panel
from awards.scoring import Criterion, Sheet, TieRule, leaders, standings
from tests.judged import panel, panels

NORDIC, FJORD, POLAR = 10, 20, 30


def order(panel: Panel) -> Order:
    sheets = points.of(panel.criteria, panel.sheets, panel.nominees)
    return points.order(sheets, panel.method, panel.tie_rule)


def test_who_leads_counted_by_hand() -> None:
    """Nordic 50 and 100, mean 75; Fjord 70; Polar has no sheet."""
    judged = panel({NORDIC: ["222", "444"], FJORD: ["", "440"], POLAR: []}, (50, 30, 20))

    assert order(judged) == Order(first=(FJORD,), equals=(FJORD,), lead=Fraction(5), scored=2)


def test_without_a_sheet_nobody_leads() -> None:
    assert order(panel({NORDIC: []})) == Order(first=(), equals=(), lead=None, scored=0)


def test_the_only_one_with_sheets_leads_nobody() -> None:
    judged = panel({NORDIC: ["000"], FJORD: []})

    assert order(judged) == Order(first=(NORDIC,), equals=(NORDIC,), lead=None, scored=1)


def test_equals_are_parted_by_the_tie_rule_and_their_lead_is_nothing() -> None:
    """Nordic 60, 0, 30 and Fjord 40, 40, 10: both have the mean 30; Nordic has more growth."""
    scores = {NORDIC: ["40", "00", "20"], FJORD: ["04", "04", "01"]}
    judged = panel(scores, (60, 40))
    found = {rule: order(replace(judged, tie_rule=rule)) for rule in TieRule}

    assert found == {
        TieRule.PANEL: Order((NORDIC, FJORD), (NORDIC, FJORD), Fraction(0), 2),
        TieRule.MEDIAN: Order((FJORD,), (NORDIC, FJORD), Fraction(0), 2),
        TieRule.HEAVIEST: Order((NORDIC,), (NORDIC, FJORD), Fraction(0), 2),
    }


def test_a_result_without_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="no criterion has a weight"):
        points.of([Criterion(0, 0, 4)], [Sheet(1, NORDIC, (4,))], [NORDIC])


@given(panels())
def test_the_leader_is_the_one_of_the_standings(panel: Panel) -> None:
    try:
        table = standings(
            panel.criteria, panel.sheets, panel.nominees, panel.method, panel.tie_rule
        )
    except Unconnected:
        with pytest.raises(Unconnected):
            order(panel)
        return
    values = sorted((one.value for one in table if one.value is not None), reverse=True)

    assert order(panel) == Order(
        first=tuple(sorted(one.nominee for one in leaders(table))),
        equals=tuple(sorted(one.nominee for one in table if one.rank == 1)),
        lead=values[0] - values[1] if len(values) > 1 else None,
        scored=len(values),
    )
