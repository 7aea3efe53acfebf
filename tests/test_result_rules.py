"""How the result is found and read is chosen before judging opens, and sealed with the rest."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from awards import editions, result_rules, rules
from awards.audit import canonical
from awards.database import Connection
from awards.errors import Closed, Conflict
from awards.result_rules import AS_BEFORE, Publication, ResultRules, TooClose
from awards.scoring import Method, TieRule
from awards.stages import Stage
from tests import people, second_rules

pytestmark = pytest.mark.anyio

AS_NEW = replace(AS_BEFORE, margin=Decimal("2.0"), weight_band=5)
OTHERS = ResultRules(
    Method.ADDITIVE,
    TieRule.HEAVIEST,
    Decimal("1.5"),
    TooClose.SECOND_ROUND,
    10,
    True,
    Publication.FULL,
)
BEFORE: dict[str, Any] = {
    "method": {
        "sheet": "weighted mean of (score - lowest) / (highest - lowest) x 100, exact fractions",
        "nominee": "mean over the sheets that count; median and sample deviation beside it",
        "counts": "complete sheets of confirmed ballots, without recused jurors; where"
        " count_unconfirmed is true, those of unconfirmed ballots too",
    },
    "tie_rule": "equal means share a rank; the panel decides between them and gives its reason",
    "secrecy": "nobody but the juror sees a score before judging has closed",
    "publication": "winners, with the reason of the panel",
}


async def version(db: Connection, edition: int) -> int:
    return (await editions.edition(db, edition)).version


async def choose(db: Connection, edition: int, chosen: ResultRules) -> None:
    inside = await editions.entered(db, edition)
    await result_rules.change(db, "staff:1", inside, chosen, await version(db, edition))


async def test_rules_that_were_sealed_before_there_was_a_choice_are_the_same_to_the_byte(
    db: Connection,
) -> None:
    edition = await people.edition(db, quorum=3, margin=None, weight_band=None)
    await people.category(db, edition)

    sealed = await rules.seal(db, edition)

    # Sealed by the program as it was before (git show 030388d:awards/rules.py).
    assert sealed.fingerprint == (
        "0505e630e900b73ae752649519b232571f0e5e714c8ca3107234219a3bbf80b8"
    )
    assert result_rules.text(AS_BEFORE) == BEFORE


async def test_a_new_year_begins_with_a_margin_and_a_band_and_its_text_says_so(
    db: Connection,
) -> None:
    edition = await people.edition(db)

    found = await rules.as_they_stand(db, edition)

    assert result_rules.of(await editions.edition(db, edition)) == AS_NEW
    assert {key: found[key] for key in result_rules.text(AS_NEW)} == {
        **BEFORE,
        "margin": {
            "points_of_100": "2.0",
            "rule": "a lead of the first over the next that is smaller is too close",
        },
        "too_close": "the panel talks it over before it decides",
        "weight_band": {
            "percentage_points": 5,
            "rule": "to see whether the result stands, each weight is tried up to so many"
            " percentage points higher and lower, none under 0, with the sum kept at 100",
        },
        "secrecy": f"{BEFORE['secrecy']}; afterwards no juror's name stands beside a score",
        "publication": "winners, with the reason of the panel; where a decision differs from the"
        " standings, that it does, and why",
    }


async def test_everything_that_was_chosen_is_kept_logged_and_sealed(db: Connection) -> None:
    edition = await people.edition(db)
    await people.category(db, edition)

    await choose(db, edition, OTHERS)

    assert result_rules.of(await editions.edition(db, edition)) == OTHERS
    sealed = json.loads((await rules.seal(db, edition)).canonical)
    assert sealed["method"]["fallback"] == (
        "where too few sheets connect the nominees, the mean over the sheets that count is taken"
        " for all of them"
    )
    assert sealed["tie_rule"] == (
        "equal corrected means share a rank; among them the higher mean on the criterion of most"
        " weight, or on all of most weight together, goes first; where that is equal too, the"
        " panel decides between them and gives its reason"
    )
    assert sealed["margin"]["points_of_100"] == "1.5"
    assert sealed["too_close"] == "the nominees at the front are judged in a second round"
    assert "jurors' names beside their scores" in sealed["secrecy"]
    assert "the scores of each sheet that counts, without jurors" in sealed["publication"]
    assert await people.deeds(db) == ["edition.result_rules_changed"]
    assert await _logged(db) == {
        "method": ["weighted_mean", "additive"],
        "tie_rule": ["panel", "heaviest"],
        "margin": ["2.0", "1.5"],
        "too_close": ["talk", "second_round"],
        "weight_band": [5, 10],
        "score_names": [False, True],
        "publication": ["winners", "full"],
    }


async def _logged(db: Connection) -> Any:
    return await db.fetchval("SELECT detail FROM event_details ORDER BY event DESC LIMIT 1")


def test_no_two_choices_are_sealed_in_the_same_words_and_a_second_program_writes_them_alike() -> (
    None
):
    choices = [AS_BEFORE, AS_NEW, replace(AS_BEFORE, score_names=True)]
    choices += [replace(AS_NEW, method=one) for one in Method if one is not Method.MEAN]
    choices += [replace(AS_NEW, publication=one) for one in Publication if one != "winners"]
    choices += [replace(AS_NEW, tie_rule=one) for one in TieRule if one is not TieRule.PANEL]
    choices += [replace(AS_NEW, margin=None), replace(AS_NEW, margin=Decimal("0.5"))]
    choices += [replace(AS_NEW, weight_band=None), replace(AS_NEW, weight_band=0)]
    choices += [replace(AS_NEW, too_close=TooClose.SECOND_ROUND)]

    texts = [canonical(result_rules.text(one)) for one in choices]

    assert len(set(texts)) == len(choices)
    assert [second_rules.written(json.loads(text)) for text in texts] == texts


@pytest.mark.parametrize(
    ("method", "tie_rule", "words"),
    [
        (Method.MEAN, TieRule.MEDIAN, "equal means share a rank; among them the higher median"),
        (Method.MEDIAN, TieRule.MEDIAN, "equal medians share a rank; among them the higher mean"),
        (Method.MEDIAN, TieRule.PANEL, "equal medians share a rank; the panel decides"),
    ],
)
def test_the_tie_rule_is_sealed_in_the_words_of_its_method(
    method: Method, tie_rule: TieRule, words: str
) -> None:
    said = result_rules.text(replace(AS_NEW, method=method, tie_rule=tie_rule))

    assert said["tie_rule"].startswith(words)


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.DECIDING, Stage.ANNOUNCED])
async def test_once_the_rules_are_sealed_nothing_of_it_changes(
    db: Connection, stage: Stage
) -> None:
    edition = await people.edition(db, stage=stage)

    with pytest.raises(Closed):
        await choose(db, edition, OTHERS)

    assert result_rules.of(await editions.edition(db, edition)) == AS_NEW


async def test_who_chooses_after_somebody_else_is_told(db: Connection) -> None:
    edition = await people.edition(db)
    seen = await version(db, edition)
    await choose(db, edition, OTHERS)

    with pytest.raises(Conflict):
        await result_rules.change(db, "staff:2", await editions.entered(db, edition), AS_NEW, seen)

    assert result_rules.of(await editions.edition(db, edition)) == OTHERS


async def test_judging_that_opens_again_seals_again_only_what_changed(db: Connection) -> None:
    edition = await people.edition(db)
    await people.category(db, edition)
    first = await rules.seal(db, edition)

    assert await rules.seal(db, edition, "A second round.") == first
    await choose(db, edition, OTHERS)
    assert (await rules.seal(db, edition, "A second round.")).version == 2
