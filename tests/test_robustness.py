import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.effects import Unconnected
from awards.points import Order
from awards.robustness import Advice, Panel, Report, Without, report
from awards.scoring import Criterion, Method, TieRule, leaders, standings
from tests.judged import panel, panels

NORDIC, FJORD, POLAR = 10, 20, 30
ADA, BJØRN, CHARLOTTE = 1, 2, 3


def leading(panel: Panel) -> tuple[int, ...] | None:
    """By the standings themselves; None where the method is refused."""
    try:
        table = standings(
            panel.criteria, panel.sheets, panel.nominees, panel.method, panel.tie_rule
        )
    except Unconnected:
        return None
    return tuple(sorted(one.nominee for one in leaders(table)))


def test_a_panel_that_ada_alone_decides() -> None:
    """Ada gives Nordic 100 and Fjord 0, the others give both 50 and 75: without Ada Fjord leads,
    by 25; without another Nordic does, by 37.5."""
    judged = panel({NORDIC: ["44", "22", "22"], FJORD: ["00", "33", "33"]}, (50, 50))
    found = report(judged)

    assert found.order == Order((NORDIC,), (NORDIC,), Fraction(50, 3), 2)
    assert found.advice is Advice.CLEAR
    assert found.without_juror == (
        Without(ADA, Order((FJORD,), (FJORD,), Fraction(25), 2)),
        Without(BJØRN, Order((NORDIC,), (NORDIC,), Fraction("37.5"), 2)),
        Without(CHARLOTTE, Order((NORDIC,), (NORDIC,), Fraction("37.5"), 2)),
    )


def test_without_a_criterion_the_weights_of_the_rest_are_renormalised() -> None:
    """Without growth Fjord has 100 and 0 at 60 and 40 per cent; the last criterion, without a
    weight, is not left out."""
    judged = panel({NORDIC: ["4000"], FJORD: ["0404"]}, (50, 30, 20, 0))

    assert report(judged).without_criterion == (
        Without(0, Order((FJORD,), (FJORD,), Fraction(60), 2)),
        Without(1, Order((NORDIC,), (NORDIC,), Fraction(500, 7), 2)),
        Without(2, Order((NORDIC,), (NORDIC,), Fraction(25), 2)),
    )


def test_where_the_method_is_refused_without_a_juror_nobody_is_said_to_lead() -> None:
    """Bjørn alone has judged both: without him the sheets of the others are not connected."""
    scores = {NORDIC: ["4", "3", ""], FJORD: ["", "2", "1"]}
    found = report(panel(scores, (100,), Method.ADDITIVE))

    assert not found.refused
    assert [(one.left_out, one.order is None) for one in found.without_juror] == [
        (ADA, False),
        (BJØRN, True),
        (CHARLOTTE, False),
    ]


def test_where_the_method_is_refused_for_all_the_mean_is_what_is_tried() -> None:
    scores = {NORDIC: ["4", ""], FJORD: ["", "1"]}
    found = report(panel(scores, (100,), Method.ADDITIVE))

    assert found.refused
    assert found == replace(
        report(panel(scores, (100,), Method.MEAN)),
        panel=found.panel,
    )


@pytest.mark.parametrize(
    ("second", "tie_rule", "margin", "advice"),
    [
        ("3", TieRule.PANEL, "25", Advice.CLEAR),
        ("3", TieRule.PANEL, "25.1", Advice.TOO_CLOSE),
        ("4", TieRule.PANEL, "2", Advice.TOO_CLOSE),
        ("4", TieRule.MEDIAN, "0", Advice.TOO_CLOSE),
        ("3", TieRule.PANEL, None, None),
        ("", TieRule.PANEL, "2", None),
    ],
    ids=["just enough", "too little", "equal", "equal, whatever the margin", "no margin", "alone"],
)
def test_the_advice(
    second: str, tie_rule: TieRule, margin: str | None, advice: Advice | None
) -> None:
    judged = panel(
        {NORDIC: ["4"], FJORD: [second]},
        (100,),
        tie_rule=tie_rule,
        margin=None if margin is None else Fraction(margin),
    )

    assert report(judged).advice is advice


@pytest.mark.parametrize("scores", [{NORDIC: []}, {NORDIC: ["44"]}, {NORDIC: ["44"], FJORD: []}])
def test_with_one_juror_at_most_nobody_is_left_out(scores: dict[int, list[str]]) -> None:
    assert report(panel(scores, (50, 50))).without_juror == ()


@given(panels())
def test_leaving_out_is_what_the_standings_say_of_the_rest(judged: Panel) -> None:
    found = report(judged)
    counts = replace(judged, method=found.method)
    weights = {place: one.weight for place, one in enumerate(judged.criteria)}

    for one in found.without_juror:
        rest = [sheet for sheet in judged.sheets if sheet.juror != one.left_out]
        first = one.order.first if one.order else None
        assert first == leading(replace(counts, sheets=rest))
    for one in found.without_criterion:
        kept = 100 - weights[one.left_out]
        renormalised = [
            replace(
                criterion,
                weight=0 if place == one.left_out else Fraction(100 * criterion.weight) / kept,
            )
            for place, criterion in enumerate(judged.criteria)
        ]
        assert one.order is not None
        assert one.order.first == leading(replace(counts, criteria=renormalised))
    assert [one.left_out for one in found.without_juror] in ([], list(found.jurors))
    assert set(found.jurors) == {sheet.juror for sheet in judged.sheets if None not in sheet.scores}


@given(panels(), st.integers())
def test_the_order_of_sheets_and_nominees_never_matters(judged: Panel, seed: int) -> None:
    sheets, nominees = list(judged.sheets), list(judged.nominees)
    random.Random(seed).shuffle(sheets)
    random.Random(seed).shuffle(nominees)
    mixed = replace(judged, sheets=sheets, nominees=nominees)

    assert replace(report(mixed), panel=judged) == report(judged)


@given(panels())
def test_another_scale_changes_no_answer(judged: Panel) -> None:
    """Each criterion on a scale of twice as many steps that begins at 3, each weight doubled."""
    rescaled = replace(
        judged,
        criteria=[
            Criterion(2 * one.weight, 2 * one.lowest + 3, 2 * one.highest + 3)
            for one in judged.criteria
        ],
        sheets=[
            replace(
                sheet,
                scores=tuple(None if score is None else 2 * score + 3 for score in sheet.scores),
            )
            for sheet in judged.sheets
        ],
    )

    assert answers(report(rescaled)) == answers(report(judged))


def answers(found: Report) -> Report:
    return replace(found, panel=panel({}))
