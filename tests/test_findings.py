from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from awards.findings import findings
from awards.robustness import Panel, report
from awards.scoring import Method, Sheet, TieRule
from awards.statements import Claim, Fields, Finding
from tests.judged import panel, panels

NORDIC, FJORD, POLAR, QUIET, LAST = 10, 20, 30, 40, 50
ADA, BJØRN, CHARLOTTE = 1, 2, 3
GROWTH, MARKETS, VALUE = 0, 1, 2

CLEAR_CUT = panel(
    {
        NORDIC: ["444", "434", "344"],
        FJORD: ["222", "322", "223"],
        POLAR: ["111", "110", "011"],
    }
)
ADA_DECIDES = panel({NORDIC: ["44", "22", "22"], FJORD: ["00", "33", "33"]}, (50, 50))
EQUALS = panel({NORDIC: ["222", "333"], FJORD: ["333", "222"], POLAR: ["000", "000"]})
CLOSE = panel({NORDIC: ["400"], FJORD: ["221"], POLAR: ["000"]})
ON_THE_MEDIAN = panel(
    {NORDIC: ["400", "410"], FJORD: ["222", "223"], QUIET: ["223", "222"], LAST: ["444", ""]},
    method=Method.MEDIAN,
)


def found(judged: Panel) -> dict[Claim, Fields]:
    return {finding.claim: finding.fields for finding in findings(report(judged))}


def all_of(claim: Claim, judged: Panel) -> list[Fields]:
    return [finding.fields for finding in findings(report(judged)) if finding.claim is claim]


def weights(*of: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, of))


def test_a_result_that_nothing_shakes() -> None:
    """Nordic 100, 92.5 and 87.5; Fjord 50, 62.5 and 55; Polar 25, 20 and 12.5."""
    assert findings(report(CLEAR_CUT)) == [
        Finding(Claim.LEADS, {"leader": NORDIC, "lead": Fraction("37.5"), "margin": Fraction(2)}),
        Finding(Claim.CLEAR, {"lead": Fraction("37.5"), "margin": Fraction(2)}),
        Finding(Claim.UNSHAKEN, {"leader": NORDIC, "of": 3, "band": 5}),
        Finding(Claim.WITHOUT_CRITERION_ALWAYS, {"leader": NORDIC, "of": 3}),
        Finding(Claim.AGREEMENT_STRONG, {"w": Fraction(1), "jurors": 3, "nominees": 3}),
        Finding(
            Claim.STRICTNESS,
            {
                "mildest": ADA,
                "strictest": CHARLOTTE,
                "above": Fraction(10, 3),
                "below": Fraction(20, 3),
            },
        ),
    ]


def test_one_juror_who_decides_is_counted_and_not_named() -> None:
    assert all_of(Claim.WITHOUT_JUROR, ADA_DECIDES) == [
        {"leader": NORDIC, "times": 2, "of": 3, "jurors": (BJØRN, CHARLOTTE)},
        {"leader": FJORD, "times": 1, "of": 3, "jurors": (ADA,)},
    ]
    assert found(ADA_DECIDES)[Claim.BAND_HOLDS] == {
        "leader": NORDIC,
        "band": 5,
        "weights": weights(55, 45),
        "before": weights(50, 50),
        "lead": Fraction(50, 3),
    }


def test_who_would_lead_without_a_criterion() -> None:
    claims = found(CLOSE)

    assert claims[Claim.WITHOUT_CRITERION] == {
        "leader": NORDIC,
        "times": 2,
        "of": 3,
        "criteria": (MARKETS, VALUE),
    }
    assert claims[Claim.WITHOUT_THIS_CRITERION] == {"criterion": GROWTH, "leader": FJORD}
    assert claims[Claim.ONE_JUROR] == {"juror": ADA}


@pytest.mark.parametrize(
    ("band", "claim"), [(4, Claim.BAND_HOLDS), (5, Claim.BAND_LEVEL), (6, Claim.BAND_TURNS)]
)
def test_how_far_the_weights_can_be_moved(band: int, claim: Claim) -> None:
    """The lead of 5 shrinks by 1 for each point moved from growth to markets."""
    fields = found(replace(CLOSE, band=band))[claim]

    assert fields["weights"] == weights(50 - band, 30 + band, 20)
    assert (fields.get("lead"), fields.get("behind")) == {4: (1, None), 5: (None, None)}.get(
        band, (None, 1)
    )


def test_who_can_pass_in_the_band() -> None:
    fields = found(replace(CLOSE, band=7))[Claim.BAND_TURNS]

    assert (fields["rival"], fields["rivals"]) == (FJORD, (FJORD,))


def test_equals_share_the_first_place() -> None:
    claims = found(EQUALS)

    assert claims[Claim.SHARED] == {"leaders": (NORDIC, FJORD)}
    assert claims[Claim.TOO_CLOSE_EQUAL] == {"margin": Fraction(2)}
    assert claims[Claim.WITHOUT_CRITERION_SHARED] == {"leaders": (NORDIC, FJORD), "of": 3}
    assert not {Claim.BAND_HOLDS, Claim.BAND_LEVEL, Claim.BAND_TURNS} & claims.keys()


def test_the_tie_rule_is_said_where_it_decides() -> None:
    scores = {NORDIC: ["40", "00", "20"], FJORD: ["04", "04", "01"]}
    judged = panel(scores, (60, 40), tie_rule=TieRule.MEDIAN)

    assert found(judged)[Claim.LEADS_BY_TIE_RULE] == {"leader": FJORD, "equals": (NORDIC,)}


def test_all_are_equal() -> None:
    judged = panel({nominee: ["222", "222"] for nominee in (NORDIC, FJORD, POLAR)})

    assert list(found(judged)) == [
        Claim.ALL_EQUAL,
        Claim.TOO_CLOSE_EQUAL,
        Claim.WITHOUT_JUROR_SHARED,
        Claim.WITHOUT_CRITERION_SHARED,
        Claim.AGREEMENT_WITHOUT_ORDER,
        Claim.STRICTNESS_EVEN,
    ]


@pytest.mark.parametrize(
    ("scores", "only"),
    [
        ({}, Finding(Claim.NO_SHEETS, {})),
        ({NORDIC: [], FJORD: []}, Finding(Claim.NO_SHEETS, {})),
        ({NORDIC: ["444"]}, Finding(Claim.ONLY_NOMINEE, {"leader": NORDIC, "others": 0})),
        (
            {NORDIC: ["000", "123"], FJORD: []},
            Finding(Claim.ONLY_NOMINEE, {"leader": NORDIC, "others": 1}),
        ),
    ],
    ids=["nobody", "no sheets", "one nominee", "one with sheets"],
)
def test_there_is_nothing_to_compare(scores: dict[int, list[str]], only: Finding) -> None:
    assert findings(report(panel(scores))) == [only]


def test_a_refused_method_is_said_first() -> None:
    judged = panel({NORDIC: ["4", ""], FJORD: ["", "1"]}, (100,), Method.ADDITIVE)

    assert list(found(judged)) == [
        Claim.METHOD_REFUSED,
        Claim.LEADS,
        Claim.CLEAR,
        Claim.WITHOUT_JUROR,
        Claim.ONE_CRITERION,
        Claim.AGREEMENT_UNMEASURED,
        Claim.SCORED_ONCE,
    ]


def test_a_method_that_would_be_refused_without_a_juror() -> None:
    scores = {NORDIC: ["4", "3", ""], FJORD: ["", "2", "1"]}
    claims = found(panel(scores, (100,), Method.ADDITIVE))

    assert claims[Claim.WITHOUT_JUROR_REFUSED] == {"times": 1, "of": 3, "jurors": (BJØRN,)}
    assert Claim.WITHOUT_JUROR_ALWAYS not in claims


def test_a_leader_whom_every_juror_is_needed_for() -> None:
    """Ada prefers Nordic to Fjord, Bjørn to Polar: without either another leads."""
    scores = {NORDIC: ["33", "33"], FJORD: ["00", "44"], POLAR: ["44", "00"]}
    claims = found(panel(scores, (50, 50)))

    assert claims[Claim.WITHOUT_JUROR_NEVER] == {"leader": NORDIC, "of": 2}


def test_the_median_speaks_of_the_corners_only() -> None:
    """Last has the one sheet of 100; the six corners of three weights are all tried."""
    fields = found(ON_THE_MEDIAN)[Claim.CORNERS_HOLD]

    assert (fields["leader"], fields["corners"]) == (LAST, 6)


def test_too_many_corners_are_not_spoken_of() -> None:
    judged = panel({NORDIC: ["4" * 13], FJORD: ["0" * 13]}, (8,) * 12 + (4,), Method.MEDIAN, band=2)

    assert found(judged)[Claim.CORNERS_TOO_MANY] == {"band": 2}


def test_nominees_with_too_few_sheets_are_named() -> None:
    judged = panel({NORDIC: ["44", "33"], FJORD: ["22", ""], POLAR: []}, (50, 50))
    claims = found(judged)

    assert claims[Claim.UNSCORED] == {"nominees": (POLAR,)}
    assert claims[Claim.SCORED_ONCE] == {"nominees": (FJORD,)}


@pytest.mark.parametrize(
    ("w", "claim"),
    [
        ("0.7", Claim.AGREEMENT_STRONG),
        ("0.6999", Claim.AGREEMENT_MODERATE),
        ("0.5", Claim.AGREEMENT_MODERATE),
        ("0.4999", Claim.AGREEMENT_WEAK),
    ],
)
def test_how_strong_an_agreement_is(w: str, claim: Claim) -> None:
    judged = report(CLEAR_CUT)
    agreed = replace(judged, agreement=replace(judged.agreement, w=Fraction(w)))

    assert {Claim.AGREEMENT_STRONG, Claim.AGREEMENT_MODERATE, Claim.AGREEMENT_WEAK} & {
        finding.claim for finding in findings(agreed)
    } == {claim}


def test_an_edition_without_margin_and_band_is_given_no_advice_on_them() -> None:
    claims = found(replace(CLEAR_CUT, margin=None, band=None))

    assert claims[Claim.LEADS] == {"leader": NORDIC, "lead": Fraction("37.5")}
    assert list(claims)[1] is Claim.WITHOUT_JUROR_ALWAYS
    assert Claim.CLEAR not in claims


@given(panels())
def test_a_nominee_by_another_number_is_found_the_same_of(judged: Panel) -> None:
    """Numbers that keep their order: which of several is named first is by number."""
    renumbered = replace(
        judged,
        nominees=[100 + nominee for nominee in judged.nominees],
        sheets=[Sheet(one.juror, 100 + one.nominee, one.scores) for one in judged.sheets],
    )

    assert [one.claim for one in findings(report(renumbered))] == [
        one.claim for one in findings(report(judged))
    ]


@given(panels())
def test_without_each_juror_there_is_one_answer(judged: Panel) -> None:
    """The times that are said add up to all of them, and no juror is in two of them."""
    counted = report(judged)
    by_claim = [
        finding.fields["jurors"]
        for finding in findings(counted)
        if finding.claim
        in (Claim.WITHOUT_JUROR, Claim.WITHOUT_JUROR_SHARED, Claim.WITHOUT_JUROR_REFUSED)
    ]
    always = {Claim.WITHOUT_JUROR_ALWAYS, Claim.UNSHAKEN} & found(judged).keys()
    compared = counted.order.scored > 1 and len(counted.jurors) > 1
    spoken_of = sorted(
        juror for jurors in by_claim if isinstance(jurors, tuple) for juror in jurors
    )

    assert spoken_of == (list(counted.jurors) if compared and not always else [])
