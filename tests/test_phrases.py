import re
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from hypothesis import given

from awards import phrases
from awards.findings import findings
from awards.rendering import LANGUAGES
from awards.robustness import Panel, report
from awards.sentences import sentence
from awards.statements import Claim, Fields, Finding
from tests.judged import panels

NAMES = {1: "Nordic", 2: "Fjord", 3: "Polar", 4: "Quiet", 5: "Last <& Least>"}
CRITERIA = ["Growth", "Markets", "Value"]


def told(claim: Claim, language: str = "en", /, **fields: Any) -> str:
    return unescape(
        re.sub("</?bdi>", "", sentence(Finding(claim, fields), NAMES, CRITERIA, language))
    )


def test_every_claim_has_words() -> None:
    assert set(phrases.WORDS) == set(Claim)


def test_a_name_stands_apart_and_is_escaped() -> None:
    finding = Finding(Claim.LEADS, {"leader": 5, "lead": Fraction(3)})

    assert sentence(finding, NAMES, CRITERIA, "nb") == (
        "<bdi>Last &lt;&amp; Least&gt;</bdi> leder, 3,0 poeng foran nestemann."
    )


def test_a_result_that_nothing_shakes() -> None:
    fields: Fields = {"leader": 1, "of": 7, "band": 5}

    assert told(Claim.UNSHAKEN, **fields) == (
        "Nordic leads whichever of the seven jurors we leave out, and also when all of them count "
        "and the weights are moved by up to five percentage points."
    )
    assert told(Claim.UNSHAKEN, "nb", **fields) == (
        "Nordic leder uansett hvilket av de sju jurymedlemmene vi ser bort fra, og også når alle "
        "er med og vektene flyttes opptil fem prosentpoeng."
    )


@pytest.mark.parametrize(
    ("of", "english", "norwegian"),
    [
        (2, "both times", "begge gangene"),
        (7, "all seven times", "alle sju gangene"),
        (12, "all twelve times", "alle tolv gangene"),
        (13, "all 13 times", "alle 13 gangene"),
    ],
)
def test_numbers_up_to_twelve_are_words(of: int, english: str, norwegian: str) -> None:
    claim = Claim.WITHOUT_JUROR_ALWAYS

    assert told(claim, leader=1, of=of) == (
        f"Leaving out one juror at a time, Nordic leads {english}."
    )
    assert told(claim, "nb", leader=1, of=of) == (
        f"Tar vi bort ett jurymedlem om gangen, leder Nordic {norwegian}."
    )


@pytest.mark.parametrize(
    ("times", "norwegian"), [(1, "én av de sju gangene"), (3, "tre av de sju gangene")]
)
def test_once_is_not_many_times(times: int, norwegian: str) -> None:
    said = told(Claim.WITHOUT_JUROR, "nb", leader=2, times=times, of=7, jurors=(4, 5, 6)[:times])

    assert said == f"Tar vi bort ett jurymedlem om gangen, leder Fjord {norwegian}."


@pytest.mark.parametrize(
    ("leaders", "said"),
    [
        ((1, 2), "Nordic and Fjord share"),
        ((1, 2, 3), "Nordic, Fjord and Polar share"),
        ((1, 2, 3, 4), "Four nominees share"),
    ],
)
def test_more_than_three_names_are_counted(leaders: tuple[int, ...], said: str) -> None:
    assert told(Claim.SHARED, leaders=leaders).startswith(said)


@pytest.mark.parametrize(
    ("lead", "written"),
    [
        (Fraction("1.96"), "1.96"),  # not 2.0, which is the margin
        (Fraction("1.9999"), "1.9999"),
        (Fraction("1.94"), "1.9"),
        (Fraction("2.04"), "2.04"),
        (Fraction(2), "2.0"),
        (Fraction(1, 30), "0.03"),  # not 0.0, which is no lead
    ],
)
def test_a_number_is_never_rounded_to_what_it_is_compared_with(
    lead: Fraction, written: str
) -> None:
    assert told(Claim.LEADS, leader=1, lead=lead, margin=Fraction(2)) == (
        f"Nordic leads, {written} points ahead of the next."
    )


@pytest.mark.parametrize(
    ("claim", "w", "written"),
    [
        (Claim.AGREEMENT_STRONG, Fraction(1), "1.00"),
        (Claim.AGREEMENT_STRONG, Fraction(999, 1000), "0.999"),
        (Claim.AGREEMENT_STRONG, Fraction(7, 10), "0.70"),
        (Claim.AGREEMENT_MODERATE, Fraction(6999, 10000), "0.6999"),
        (Claim.AGREEMENT_WEAK, Fraction(1, 3), "0.33"),
    ],
)
def test_w_is_never_rounded_into_another_word(claim: Claim, w: Fraction, written: str) -> None:
    assert f"Kendall’s W is {written}," in told(claim, w=w, jurors=3, nominees=4)


@pytest.mark.parametrize(
    ("rivals", "more"),
    [
        ((2,), ""),
        ((2, 3), " Det kan også én annen nominert."),
        ((2, 3, 4), " Det kan også to andre nominerte."),
    ],
)
def test_what_it_takes_to_pass(rivals: tuple[int, ...], more: str) -> None:
    fields: Fields = {
        "leader": 1,
        "rival": 2,
        "rivals": rivals,
        "band": 1,
        "behind": Fraction(1),
        "before": (Fraction(50), Fraction(30), Fraction(20)),
        "weights": (Fraction(49), Fraction(31), Fraction(20)),
    }

    assert told(Claim.BAND_TURNS, "nb", **fields) == (
        "Med vekter flyttet opptil ett prosentpoeng kan Fjord gå forbi Nordic, for eksempel med "
        "«Growth» på 49\u00a0% og «Markets» på 31\u00a0%." + more
    )


@given(panels())
def test_whatever_is_found_can_be_said(judged: Panel) -> None:
    names = {nominee: f"Company {nominee}" for nominee in judged.nominees}
    criteria = [f"Criterion {place}" for place in range(len(judged.criteria))]
    for finding in findings(report(judged)):
        for language in LANGUAGES:
            said = sentence(finding, names, criteria, language).striptags()
            assert re.fullmatch(r"[A-ZÉ].*[.]", said), said
            assert "%(" not in said
