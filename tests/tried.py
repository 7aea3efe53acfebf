"""The claims that are printed about a panel, each with what tries it by brute force: so or not."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from awards.robustness import Panel
from awards.scoring import Method
from awards.statements import Claim
from tests.panels import (
    Weights,
    concordance,
    corners,
    counting,
    distances,
    in_band,
    inside,
    jurors,
    leads,
    method,
    now,
    refused,
    scored,
    values,
    weighing,
    weights,
    without_criterion,
    without_juror,
)

Fields = dict[str, Any]

STRONG, MODERATE = Fraction(7, 10), Fraction(1, 2)


def _gap(panel: Panel) -> tuple[Fraction, Fraction | None, list[int]]:
    """The highest value, how far it is above the next, and whose it is."""
    found = values(panel, weights(panel), method(panel)) or {}
    ordered = sorted(found.values(), reverse=True)
    best = [one for one, points in found.items() if points == ordered[0]]
    return ordered[0], (ordered[0] - ordered[1] if len(ordered) > 1 else None), best


def _jurors_with(panel: Panel, so: Callable[[set[int] | None], bool]) -> set[int]:
    return {one for one in jurors(panel) if so(without_juror(panel, one))}


def _said(panel: Panel, told: Fields, found: set[int]) -> bool:
    counts = told["times"] == len(found) and told["of"] == len(jurors(panel)) > 1
    return counts and set(told["jurors"]) == found


def _no_sheets(panel: Panel, told: Fields) -> bool:
    return not counting(panel)


def _only_nominee(panel: Panel, told: Fields) -> bool:
    rest = set(panel.nominees) - scored(panel)
    return scored(panel) == {told["leader"]} and told["others"] == len(rest)


def _leads(panel: Panel, told: Fields) -> bool:
    _, gap, best = _gap(panel)
    return now(panel) == {told["leader"]} == set(best) and gap == told["lead"] and gap > 0


def _by_tie_rule(panel: Panel, told: Fields) -> bool:
    best = set(_gap(panel)[2])
    return (
        now(panel) == {told["leader"]}
        and bool(told["equals"])
        and (best == {told["leader"], *told["equals"]} and told["leader"] not in told["equals"])
    )


def _shared(panel: Panel, told: Fields) -> bool:
    return now(panel) == set(told["leaders"]) and len(told["leaders"]) > 1


def _shared_by_all(panel: Panel, told: Fields) -> bool:
    return _shared(panel, told) and now(panel) == set(_gap(panel)[2])


def _shared_of_equals(panel: Panel, told: Fields) -> bool:
    """The tie rule leaves several, and puts them before others of the same value."""
    best = set(_gap(panel)[2])
    return _shared(panel, told) and now(panel) < best and bool(told["of"] == len(best))


def _all_equal(panel: Panel, told: Fields) -> bool:
    found = values(panel, weights(panel), method(panel)) or {}
    return len(set(found.values())) == 1 and told["scored"] == len(found) == len(now(panel)) > 2


def _refused(panel: Panel, told: Fields) -> bool:
    return refused(panel)


def _unscored(panel: Panel, told: Fields) -> bool:
    rest = set(panel.nominees) - scored(panel)
    return bool(scored(panel)) and set(told["nominees"]) == rest != set()


def _scored_once(panel: Panel, told: Fields) -> bool:
    judged = [sheet.nominee for sheet in counting(panel)]
    once = {one for one in judged if judged.count(one) == 1}
    return set(told["nominees"]) == once != set() and len(jurors(panel)) > 1


def _clear(panel: Panel, told: Fields) -> bool:
    _, gap, best = _gap(panel)
    return len(best) == 1 and panel.margin == told["margin"] <= told["lead"] == gap


def _too_close(panel: Panel, told: Fields) -> bool:
    _, gap, best = _gap(panel)
    close = len(best) == 1 and panel.margin == told["margin"] > told["lead"] == gap
    return close and bool(gap)


def _too_close_equal(panel: Panel, told: Fields) -> bool:
    return len(_gap(panel)[2]) > 1 and panel.margin == told["margin"]


def _one_juror(panel: Panel, told: Fields) -> bool:
    return jurors(panel) == {told["juror"]}


def _juror_always(panel: Panel, told: Fields) -> bool:
    alone = _jurors_with(panel, lambda led: led == {told["leader"]})
    return len(alone) == len(jurors(panel)) > 1 and bool(told["of"] == len(alone))


def _juror_some(panel: Panel, told: Fields) -> bool:
    alone = _jurors_with(panel, lambda led: led == {told["leader"]})
    return bool(alone) and told["times"] < told["of"] and _said(panel, told, alone)


def _juror_never(panel: Panel, told: Fields) -> bool:
    gone = _jurors_with(panel, lambda led: led is not None and told["leader"] not in led)
    return now(panel) == {told["leader"]} and told["of"] == len(gone) == len(jurors(panel)) > 1


def _juror_shared(panel: Panel, told: Fields) -> bool:
    shared = _jurors_with(panel, lambda led: led is not None and len(led) > 1)
    return bool(shared) and _said(panel, told, shared)


def _juror_refused(panel: Panel, told: Fields) -> bool:
    gone = _jurors_with(panel, lambda led: led is None)
    return bool(gone) and _said(panel, told, gone)


def _one_criterion(panel: Panel, told: Fields) -> bool:
    return weighing(panel) == [told["criterion"]]


def _criteria_with(panel: Panel, leader: int) -> set[int]:
    return {one for one in weighing(panel) if without_criterion(panel, one) == {leader}}


def _criterion_always(panel: Panel, told: Fields) -> bool:
    alone = _criteria_with(panel, told["leader"])
    return len(alone) == len(weighing(panel)) > 1 and bool(told["of"] == len(alone))


def _criterion_some(panel: Panel, told: Fields) -> bool:
    alone = _criteria_with(panel, told["leader"])
    return (
        now(panel) == {told["leader"]}
        and set(told["criteria"]) == alone
        and 0 < told["times"] == len(alone) < told["of"] == len(weighing(panel))
    )


def _this_criterion(panel: Panel, told: Fields) -> bool:
    elsewhere = without_criterion(panel, told["criterion"]) == {told["leader"]}
    weighs = told["criterion"] in weighing(panel) and len(weighing(panel)) > 1
    return weighs and elsewhere and now(panel) != {told["leader"]}


def _this_criterion_shared(panel: Panel, told: Fields) -> bool:
    weighs = told["criterion"] in weighing(panel) and len(weighing(panel)) > 1
    led = without_criterion(panel, told["criterion"])
    return weighs and led == set(told["leaders"]) and len(told["leaders"]) > 1


def _criterion_shared(panel: Panel, told: Fields) -> bool:
    left_out = weighing(panel)
    led = [without_criterion(panel, one) == set(told["leaders"]) for one in left_out]
    return len(led) == told["of"] > 1 and all(led) and len(told["leaders"]) > 1


def _tried(panel: Panel, told: Fields) -> list[Weights]:
    """Everything that the claim speaks of, as far as it can be tried."""
    if method(panel) is Method.MEDIAN:
        return sorted(corners(panel))
    return [*sorted(corners(panel)), *inside(panel)]


def _linear(panel: Panel) -> bool:
    return method(panel) is not Method.MEDIAN


def _least(panel: Panel, told: Fields) -> Fraction:
    return min(leads(panel, told["leader"], at)[0] for at in _tried(panel, told))


def _holds(panel: Panel, told: Fields) -> bool:
    if now(panel) != {told["leader"]}:
        return False
    least = _least(panel, told)
    if "lead" not in told:
        return least > 0
    at = told["weights"]
    return in_band(panel, at) and least == told["lead"] == leads(panel, told["leader"], at)[0] > 0


def _level(panel: Panel, told: Fields) -> bool:
    if now(panel) != {told["leader"]} or not in_band(panel, told["weights"]):
        return False
    gap, rivals = leads(panel, told["leader"], told["weights"])
    return _least(panel, told) == gap == 0 and told["rival"] in rivals


def _turns(panel: Panel, told: Fields) -> bool:
    if now(panel) != {told["leader"]} or not in_band(panel, told["weights"]):
        return False
    gap, rivals = leads(panel, told["leader"], told["weights"])
    worst = told["rival"] in rivals and _least(panel, told) == gap == -told["behind"] < 0
    return worst and ("rivals" not in told or set(told["rivals"]) == _above(panel, told))


def _above(panel: Panel, told: Fields) -> set[int]:
    """Whose value is above the leader's at some corner."""
    found = [values(panel, at, method(panel)) or {} for at in corners(panel)]
    return {one for row in found for one, points in row.items() if points > row[told["leader"]]}


def _of_corners(so: Callable[[Panel, Fields], bool]) -> Callable[[Panel, Fields], bool]:
    def at_corners(panel: Panel, told: Fields) -> bool:
        counted = told.get("corners") in (None, len(corners(panel)))
        return not _linear(panel) and counted and so(panel, told)

    return at_corners


def _of_band(so: Callable[[Panel, Fields], bool]) -> Callable[[Panel, Fields], bool]:
    return lambda panel, told: _linear(panel) and panel.band == told["band"] and so(panel, told)


def _unshaken(panel: Panel, told: Fields) -> bool:
    return _juror_always(panel, told) and _of_band(_holds)(panel, told)


def _too_many(panel: Panel, told: Fields) -> bool:
    return not _linear(panel) and len(corners(panel)) > 2048


def _agreement(least: Fraction, below: Fraction) -> Callable[[Panel, Fields], bool]:
    def so(panel: Panel, told: Fields) -> bool:
        w, judges, judged = concordance(panel)
        counts = (told["jurors"], told["nominees"]) == (judges, judged)
        return w is not None and counts and w == told["w"] and least <= w < below

    return so


def _unmeasured(panel: Panel, told: Fields) -> bool:
    _, judges, judged = concordance(panel)
    return judges > 1 and told["nominees"] == judged < 3


def _no_order(panel: Panel, told: Fields) -> bool:
    w, judges, judged = concordance(panel)
    counts = (told["jurors"], told["nominees"]) == (judges, judged)
    return w is None and counts and judges > 1 and judged > 2


def _strictness(panel: Panel, told: Fields) -> bool:
    apart = distances(panel)
    most, least = max(apart.values()), min(apart.values())
    return (
        told["above"] == most > 0 > least == -told["below"]
        and apart[told["mildest"]] == most
        and apart[told["strictest"]] == least
    )


def _even(panel: Panel, told: Fields) -> bool:
    return len(distances(panel)) > 1 and set(distances(panel).values()) == {Fraction(0)}


TRIES: dict[Claim, Callable[[Panel, Fields], bool]] = {
    Claim.NO_SHEETS: _no_sheets,
    Claim.ONLY_NOMINEE: _only_nominee,
    Claim.LEADS: _leads,
    Claim.LEADS_BY_TIE_RULE: _by_tie_rule,
    Claim.SHARED: _shared_by_all,
    Claim.SHARED_BY_TIE_RULE: _shared_of_equals,
    Claim.ALL_EQUAL: _all_equal,
    Claim.METHOD_REFUSED: _refused,
    Claim.UNSCORED: _unscored,
    Claim.SCORED_ONCE: _scored_once,
    Claim.CLEAR: _clear,
    Claim.TOO_CLOSE: _too_close,
    Claim.TOO_CLOSE_EQUAL: _too_close_equal,
    Claim.ONE_JUROR: _one_juror,
    Claim.WITHOUT_JUROR_ALWAYS: _juror_always,
    Claim.WITHOUT_JUROR: _juror_some,
    Claim.WITHOUT_JUROR_NEVER: _juror_never,
    Claim.WITHOUT_JUROR_SHARED: _juror_shared,
    Claim.WITHOUT_JUROR_REFUSED: _juror_refused,
    Claim.ONE_CRITERION: _one_criterion,
    Claim.WITHOUT_CRITERION_ALWAYS: _criterion_always,
    Claim.WITHOUT_CRITERION: _criterion_some,
    Claim.WITHOUT_THIS_CRITERION: _this_criterion,
    Claim.WITHOUT_THIS_CRITERION_SHARED: _this_criterion_shared,
    Claim.WITHOUT_CRITERION_SHARED: _criterion_shared,
    Claim.UNSHAKEN: _unshaken,
    Claim.BAND_HOLDS: _of_band(_holds),
    Claim.BAND_LEVEL: _of_band(_level),
    Claim.BAND_TURNS: _of_band(_turns),
    Claim.CORNERS_HOLD: _of_corners(_holds),
    Claim.CORNERS_LEVEL: _of_corners(_level),
    Claim.CORNERS_TURN: _of_corners(_turns),
    Claim.CORNERS_TOO_MANY: _too_many,
    Claim.AGREEMENT_STRONG: _agreement(STRONG, Fraction(2)),
    Claim.AGREEMENT_MODERATE: _agreement(MODERATE, STRONG),
    Claim.AGREEMENT_WEAK: _agreement(Fraction(-1), MODERATE),
    Claim.AGREEMENT_UNMEASURED: _unmeasured,
    Claim.AGREEMENT_WITHOUT_ORDER: _no_order,
    Claim.STRICTNESS: _strictness,
    Claim.STRICTNESS_EVEN: _even,
}
