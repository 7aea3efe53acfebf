"""Verdicts: what the sealed rules say of a lead, and what stands in the charts of a result."""

from fractions import Fraction
from typing import Any

import pytest

from awards import scoring, verdicts
from awards.charts import Left, Reach
from awards.database import Connection
from awards.errors import NotFound, NotYet
from awards.scoring import Method
from awards.stages import Stage
from awards.verdicts import Advice, Verdict
from tests import jury, people
from tests.jury import Judging

pytestmark = pytest.mark.anyio

Scores = dict[str, dict[str, tuple[int, int]]]  # by nominee and juror

# Of 100: Fjordpuls 85, 75 and 50; Lomvi 75, 60 and 65; Skarv 25 and 0, for Cy steps out.
APART: Scores = {
    "Fjordpuls": {"Ada": (3, 4), "Bo": (3, 3), "Cy": (2, 2)},
    "Lomvi": {"Ada": (3, 3), "Bo": (2, 3), "Cy": (3, 2)},
    "Skarv": {"Ada": (1, 1), "Bo": (0, 0)},
}
EQUAL: Scores = {
    "Fjordpuls": {"Ada": (4, 4), "Bo": (2, 2), "Cy": (3, 3)},
    "Lomvi": {"Ada": (3, 3), "Bo": (3, 3), "Cy": (3, 3)},
    "Skarv": {"Ada": (1, 1)},
}


async def judged(db: Connection, scores: Scores, **rules: Any) -> Judging:
    """The jurors have confirmed what they gave; the panel decides."""
    await people.award(db)
    at = await jury.judging(db, tuple(scores), ("Ada", "Bo", "Cy"), stage=Stage.DECIDING, **rules)
    for company, by_juror in scores.items():
        for juror, given in by_juror.items():
            await people.sheet(db, at.round, at.jurors[juror], at.nominees[company], *given)
    for one in at.jurors.values():
        await people.ballot(db, at.round, one)
    return at


async def verdict(db: Connection, at: Judging) -> Verdict:
    return await verdicts.of(db, at.edition, at.category)


ONLY_FJORDPULS: Scores = {"Fjordpuls": APART["Fjordpuls"], "Lomvi": {}}
TWO = {name: APART[name] for name in ("Fjordpuls", "Lomvi")}


@pytest.mark.parametrize(
    ("scores", "rules", "advice"),
    [
        ({"Fjordpuls": {}, "Lomvi": {}}, {"margin": 2}, Advice.NOTHING),
        (ONLY_FJORDPULS, {"margin": 2}, Advice.ALONE),
        (APART, {"margin": None}, Advice.UNSEALED),
        (APART, {"margin": 3}, Advice.CLEAR),
        (APART, {"margin": 4}, Advice.TALK),
        (APART, {"margin": 4, "too_close": "second_round"}, Advice.SECOND_ROUND),
        (TWO, {"margin": 4, "too_close": "second_round"}, Advice.TWO_LEFT),
        (EQUAL, {"margin": 0}, Advice.TALK),
    ],
)
async def test_the_advice_is_what_the_sealed_rules_say_of_the_lead(
    db: Connection, scores: Scores, rules: dict[str, Any], advice: Advice
) -> None:
    at = await judged(db, scores, **rules)

    assert (await verdict(db, at)).advice is advice


async def test_after_a_second_round_the_rules_ask_for_no_third(db: Connection) -> None:
    at = await judged(db, APART, margin=50, too_close="second_round")
    again = await people.shortlist(
        db, at.category, at.nominees["Fjordpuls"], at.nominees["Lomvi"], number=2
    )
    await people.sheet(db, again, at.jurors["Ada"], at.nominees["Fjordpuls"], 3, 3)
    await people.sheet(db, again, at.jurors["Ada"], at.nominees["Lomvi"], 3, 2)
    await people.ballot(db, again, at.jurors["Ada"])

    found = await verdict(db, at)

    assert (found.table.number, found.advice) == (2, Advice.JUDGED_AGAIN)


@pytest.mark.parametrize("method", list(Method))
async def test_each_value_reaches_as_far_as_the_standings_without_one_juror(
    db: Connection, method: Method
) -> None:
    at = await judged(db, APART, method=method)

    found = await verdict(db, at)

    panel = found.report.panel
    without = [
        scoring.standings(
            panel.criteria,
            [sheet for sheet in panel.sheets if sheet.juror != juror],
            panel.nominees,
            method,
        )
        for juror in at.jurors.values()
    ]
    values: dict[int, list[Fraction]] = {}
    for standing in (one for standings in without for one in standings):
        if standing.value is not None:
            values.setdefault(standing.nominee, []).append(standing.value)
    assert found.charts.reaches == [
        Reach(
            place.company,
            place.standing.value or Fraction(0),
            min(values[place.standing.nominee]),
            max(values[place.standing.nominee]),
            place.standing.first,
        )
        for place in found.table.places
    ]


async def test_jurors_are_named_where_the_sealed_rules_put_names_beside_scores(
    db: Connection,
) -> None:
    at = await judged(db, APART, score_names=True)

    charts = (await verdict(db, at)).charts

    assert charts.sheets == (
        ["Ada", "Bo", "Cy"],
        [
            ("Fjordpuls", [Fraction(85), Fraction(75), Fraction(50)]),
            ("Lomvi", [Fraction(75), Fraction(60), Fraction(65)]),
            ("Skarv", [Fraction(25), Fraction(0), None]),
        ],
    )
    assert charts.without_juror == [
        Left("Ada", ["Fjordpuls", "Lomvi"], Fraction(0), changed=True),
        Left("Bo", ["Lomvi"], Fraction(5, 2), changed=True),
        Left("Cy", ["Fjordpuls"], Fraction(25, 2), changed=False),
    ]
    assert sorted(one.juror for one in charts.strictness) == ["Ada", "Bo", "Cy"]


async def test_where_names_are_hidden_jurors_are_only_counted(db: Connection) -> None:
    at = await judged(db, APART)

    charts = (await verdict(db, at)).charts

    assert (charts.sheets, charts.without_juror) == (([], []), [])
    assert [(one.juror, one.nominees) for one in charts.strictness] == [("", None)] * 3
    assert sorted(charts.times) == [
        (["Fjordpuls"], 1),
        (["Fjordpuls", "Lomvi"], 1),
        (["Lomvi"], 1),
    ]


async def test_a_category_of_another_year_has_no_verdict_here(db: Connection) -> None:
    at = await judged(db, APART)
    other = await people.edition(db, year=2028, stage=Stage.DECIDING)

    with pytest.raises(NotFound):
        await verdicts.of(db, other, at.category)


async def test_there_is_no_verdict_before_judging_has_closed(db: Connection) -> None:
    at = await judged(db, APART)
    await db.execute("UPDATE editions SET stage = 'judging'")

    with pytest.raises(NotYet):
        await verdict(db, at)
