"""How standings are made and read: chosen before judging opens, and sealed with the other rules.

Editions that were sealed before there was a choice say what they always said, to the byte: their
rules are ``AS_BEFORE``, which knew of neither margin nor weight band.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from awards import audit
from awards.database import Connection, Queries
from awards.editions import Edition, Entered
from awards.errors import Conflict
from awards.scoring import Method, TieRule
from awards.stages import Action

sql = Queries("result_rules")

MOST_MARGIN = Decimal(100)  # points
WIDEST_BAND = 25  # percentage points


class TooClose(StrEnum):
    """What is done where the lead is under the margin."""

    TALK = "talk"
    SECOND_ROUND = "second_round"


class Publication(StrEnum):
    """What of the standings the record says."""

    WINNERS = "winners"
    AGGREGATES = "aggregates"
    FULL = "full"


@dataclass(frozen=True)
class ResultRules:
    method: Method
    tie_rule: TieRule
    margin: Decimal | None  # points of 100
    too_close: TooClose
    weight_band: int | None  # percentage points
    score_names: bool
    publication: Publication


AS_BEFORE = ResultRules(
    Method.MEAN, TieRule.PANEL, None, TooClose.TALK, None, False, Publication.WINNERS
)

COUNTS = (
    "complete sheets of confirmed ballots, without recused jurors; where"
    " count_unconfirmed is true, those of unconfirmed ballots too"
)
SHEET = "weighted mean of (score - lowest) / (highest - lowest) x 100, exact fractions"
METHODS: Mapping[Method, Mapping[str, str]] = {
    Method.MEAN: {
        "nominee": "mean over the sheets that count; median and sample deviation beside it",
    },
    Method.MEDIAN: {
        "nominee": "median over the sheets that count; mean and sample deviation beside it",
    },
    Method.ADDITIVE: {
        "nominee": "general level plus nominee effect, where by least squares the total of a sheet"
        " is general level plus nominee effect plus juror effect, and the juror effects add up to"
        " 0; mean, median and sample deviation beside it",
        "fallback": "where too few sheets connect the nominees, the mean over the sheets that"
        " count is taken for all of them",
    },
}
EQUALS = {Method.MEAN: "means", Method.MEDIAN: "medians", Method.ADDITIVE: "corrected means"}
PANEL_DECIDES = "the panel decides between them and gives its reason"
SECRECY = "nobody but the juror sees a score before judging has closed"
NAMES = {
    True: "afterwards staff and who leads the meeting see jurors' names beside their scores",
    False: "afterwards no juror's name stands beside a score",
}
TOO_CLOSE = {
    TooClose.TALK: "the panel talks it over before it decides",
    TooClose.SECOND_ROUND: "the nominees at the front are judged in a second round",
}
WINNERS = "winners, with the reason of the panel"
DEPARTURES = f"{WINNERS}; where a decision differs from the standings, that it does, and why"
AGGREGATES = (
    f"{DEPARTURES}; of each nominee on the shortlist rank, value, mean, median, sample deviation,"
    " lowest, highest and number of sheets"
)
PUBLISHED = {
    Publication.WINNERS: DEPARTURES,
    Publication.AGGREGATES: AGGREGATES,
    Publication.FULL: f"{AGGREGATES}; the scores of each sheet that counts, without jurors and in"
    " an order that tells nothing of them",
}


def of(edition: Edition | Entered) -> ResultRules:
    return ResultRules(
        Method(edition.method),
        TieRule(edition.tie_rule),
        edition.margin,
        TooClose(edition.too_close),
        edition.weight_band,
        edition.score_names,
        Publication(edition.publication),
    )


def text(chosen: ResultRules) -> dict[str, Any]:
    """What the sealed text says of them, by key; exact numbers are texts."""
    said = {
        "method": {"sheet": SHEET, **METHODS[chosen.method], "counts": COUNTS},
        "tie_rule": _tie_rule(chosen),
        "secrecy": SECRECY,
        "publication": WINNERS,
    }
    return said if chosen == AS_BEFORE else {**said, **_since_then(chosen)}


def _since_then(chosen: ResultRules) -> dict[str, Any]:
    return {
        "margin": None if chosen.margin is None else _margin(chosen.margin),
        "too_close": None if chosen.margin is None else TOO_CLOSE[chosen.too_close],
        "weight_band": None if chosen.weight_band is None else _band(chosen.weight_band),
        "secrecy": f"{SECRECY}; {NAMES[chosen.score_names]}",
        "publication": PUBLISHED[chosen.publication],
    }


def _tie_rule(chosen: ResultRules) -> str:
    share = f"equal {EQUALS[chosen.method]} share a rank"
    if chosen.tie_rule is TieRule.PANEL:
        return f"{share}; {PANEL_DECIDES}"
    if chosen.tie_rule is TieRule.HEAVIEST:
        first = (
            "the higher mean on the criterion of most weight, or on all of most weight together,"
        )
    else:
        first = f"the higher {'mean' if chosen.method is Method.MEDIAN else 'median'}"
    return f"{share}; among them {first} goes first; where that is equal too, {PANEL_DECIDES}"


def _margin(margin: Decimal) -> dict[str, str]:
    return {
        "points_of_100": f"{margin:.1f}",
        "rule": "a lead of the first over the next that is smaller is too close",
    }


def _band(points: int) -> dict[str, Any]:
    return {
        "percentage_points": points,
        "rule": "to see whether the result stands, each weight is tried up to so many"
        " percentage points higher and lower, none under 0, with the sum kept at 100",
    }


async def change(
    db: Connection, actor: str, inside: Entered, chosen: ResultRules, version: int
) -> None:
    """Choose anew, as the edition was shown; refused once the rules are sealed."""
    inside.require(Action.SET_RULES)
    changed = await sql.change.value(db, edition=inside.id, version=version, **vars(chosen))
    if changed is None:
        raise Conflict
    before, after = asdict(of(inside)), asdict(chosen)
    await audit.record(
        db,
        actor,
        "edition.result_rules_changed",
        f"edition:{inside.id}",
        edition=inside.id,
        **{
            one.name: [_said(before[one.name]), _said(after[one.name])]
            for one in fields(ResultRules)
            if before[one.name] != after[one.name]
        },
    )


def _said(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
