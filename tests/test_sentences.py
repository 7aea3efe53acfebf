"""Every sentence about how well a result holds is true: brute force finds no counter-example."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from random import Random

import pytest

from awards import findings, robustness
from awards.robustness import Panel
from awards.statements import Claim, Fields, Finding
from tests import panels, scale, tried

pytestmark = pytest.mark.harness

MANY = 20_000  # panels, at most, in which the rarest claims are looked for

# A claim in the place of another, and what it would then have to say besides.
CONFUSED: dict[Claim, tuple[Claim, Fields]] = {
    Claim.WITHOUT_JUROR: (Claim.WITHOUT_JUROR_ALWAYS, {}),
    Claim.WITHOUT_JUROR_NEVER: (Claim.WITHOUT_JUROR_ALWAYS, {}),
    Claim.WITHOUT_CRITERION: (Claim.WITHOUT_CRITERION_ALWAYS, {}),
    Claim.BAND_LEVEL: (Claim.BAND_HOLDS, {"lead": Fraction(0)}),
    Claim.BAND_TURNS: (Claim.BAND_LEVEL, {}),
    Claim.CORNERS_TURN: (Claim.CORNERS_LEVEL, {}),
    Claim.TOO_CLOSE: (Claim.CLEAR, {}),
    Claim.SHARED: (Claim.ALL_EQUAL, {"scored": 2}),
    Claim.AGREEMENT_WEAK: (Claim.AGREEMENT_STRONG, {}),
    Claim.AGREEMENT_MODERATE: (Claim.AGREEMENT_STRONG, {}),
}


def drawn(count: int, seed: int = 0) -> Iterator[Panel]:
    chance = Random(scale.SEED + seed)
    return (panels.panel(chance) for _ in range(count))


def said(panel: Panel) -> list[Finding]:
    return findings.findings(robustness.report(panel))


def so(panel: Panel, finding: Finding) -> bool:
    return tried.TRIES[finding.claim](panel, dict(finding.fields))


@pytest.mark.timeout(3600 if scale.LONG else 900)
def test_brute_force_finds_no_counter_example_to_any_sentence() -> None:
    told: Counter[Claim] = Counter()
    wrong = []
    for panel in drawn(scale.PANELS):
        for finding in said(panel):
            told[finding.claim] += 1
            if not so(panel, finding):
                wrong.append((finding, panel))

    print(
        f"{scale.PANELS} panels, {told.total()} sentences of {len(told)} kinds, {len(wrong)} wrong"
    )
    assert wrong == []


def test_what_there_is_to_say_is_said() -> None:
    """One sentence on who leads, one on the jurors for each way it ends, one on the weights."""
    for panel in drawn(scale.PANELS, seed=1):
        claims = [finding.claim for finding in said(panel)]
        by_juror = {claim for claim in claims if "JUROR" in claim.name}
        by_band = {claim for claim in claims if "BAND" in claim.name or "CORNERS" in claim.name}
        alone = len(panels.now(panel)) == 1 < len(panels.scored(panel))
        moved = alone and bool(panel.band) and len(panels.weighing(panel)) > 1

        several = len(panels.scored(panel)) > 1
        assert several == bool(by_juror | ({Claim.UNSHAKEN} & {*claims}))
        assert moved == bool(by_band | ({Claim.UNSHAKEN} & {*claims})), (panel, claims)
        assert max(Counter(claims).values()) == 1 or all(
            claim.name.startswith("WITHOUT")
            for claim, times in Counter(claims).items()
            if times > 1
        )


def test_every_claim_turns_up_and_is_tried() -> None:
    """The rarest ones, too: they are looked for among many more panels."""
    found: dict[Claim, tuple[Panel, Finding]] = {}
    for panel in drawn(MANY, seed=5):
        found |= {finding.claim: (panel, finding) for finding in said(panel)}
        if len(found) == len(Claim):
            break

    assert tried.TRIES.keys() == found.keys() == set(Claim)
    assert [finding for panel, finding in found.values() if not so(panel, finding)] == []


@pytest.mark.parametrize("claim", CONFUSED, ids=lambda claim: claim.name)
def test_a_sentence_in_the_place_of_another_is_caught(claim: Claim) -> None:
    other, besides = CONFUSED[claim]
    planted = (
        (panel, Finding(other, {**finding.fields, **besides}))
        for panel in drawn(MANY, seed=2)
        for finding in said(panel)
        if finding.claim is claim
    )

    caught = [not so(panel, finding) for panel, finding in islice(planted, 5)]

    assert caught and all(caught)


def test_a_sentence_about_another_panel_is_caught() -> None:
    """The result of the panel as it would be with one sheet more."""
    caught = []
    for panel in drawn(60, seed=3):
        other = replace(panel, sheets=panel.sheets[1:])
        caught.append(any(not so(other, finding) for finding in said(panel)))

    assert sum(caught) > len(caught) // 2


def test_a_number_that_is_a_little_off_is_caught() -> None:
    for panel in drawn(60, seed=4):
        for finding in said(panel):
            for name in ("lead", "behind", "w", "above", "below"):
                if name in finding.fields:
                    told = finding.fields[name]
                    assert isinstance(told, Fraction | int)
                    off = {**finding.fields, name: told + Fraction(1, 1000)}
                    assert not so(panel, Finding(finding.claim, off)), (finding, name)
