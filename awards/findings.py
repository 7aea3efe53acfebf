"""What a report finds, as claims that each are exactly true; ``statements`` says what they assert.

How strong an agreement is follows Schmidt, Decision Sciences 28 (1997), 763-774: a W of 0.7 is
strong, one of 0.5 moderate; what lies under that is weak here.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from awards import agreement
from awards.robustness import Advice, Report, Without
from awards.statements import Claim, Fields
from awards.statements import Finding as Finding

STRONG, MODERATE = Fraction(7, 10), Fraction(1, 2)


def findings(report: Report) -> list[Finding]:
    """What to say, in the order to say it in: first who leads, then how well that holds."""
    if not report.order.scored:
        return [Finding(Claim.NO_SHEETS, {})]
    if report.order.scored == 1:
        others = len(report.unscored)
        return [Finding(Claim.ONLY_NOMINEE, {"leader": report.order.first[0], "others": others})]
    return [
        *_method(report),
        _lead(report),
        *_margin(report),
        *_held(report),
        *_agreement(report),
        *_strictness(report),
        *_sheets(report),
    ]


def _method(report: Report) -> Iterator[Finding]:
    if report.refused:
        yield Finding(Claim.METHOD_REFUSED, {})


def _lead(report: Report) -> Finding:
    order = report.order
    if order.leader is None and len(order.first) == order.scored > 2:
        return Finding(Claim.ALL_EQUAL, {"scored": order.scored})
    if order.leader is None and len(order.first) < len(order.equals):
        shared: Fields = {"leaders": order.first, "of": len(order.equals)}
        return Finding(Claim.SHARED_BY_TIE_RULE, shared)
    if order.leader is None:
        return Finding(Claim.SHARED, {"leaders": order.first})
    equals = tuple(nominee for nominee in order.equals if nominee != order.leader)
    if equals:
        return Finding(Claim.LEADS_BY_TIE_RULE, {"leader": order.leader, "equals": equals})
    assert order.lead is not None
    return Finding(Claim.LEADS, {"leader": order.leader, "lead": order.lead, **_sealed(report)})


def _sealed(report: Report) -> Fields:
    return {} if report.panel.margin is None else {"margin": report.panel.margin}


def _margin(report: Report) -> Iterator[Finding]:
    if report.advice is None or report.order.lead is None:
        return
    if report.order.lead == 0:
        yield Finding(Claim.TOO_CLOSE_EQUAL, _sealed(report))
    else:
        claim = Claim.CLEAR if report.advice is Advice.CLEAR else Claim.TOO_CLOSE
        yield Finding(claim, {"lead": report.order.lead, **_sealed(report)})


def _held(report: Report) -> list[Finding]:
    """Without jurors, with moved weights, without criteria; at best two of them in one."""
    jurors, weights = list(_without_jurors(report)), list(_moved(report))
    first = [finding.claim for finding in (*jurors[:1], *weights[:1])]
    criteria = list(_without_criteria(report))
    if first == [Claim.WITHOUT_JUROR_ALWAYS, Claim.BAND_HOLDS] and (
        jurors[0].fields["leader"] == weights[0].fields["leader"]
    ):
        both = jurors[0].fields | {"band": weights[0].fields["band"]}
        return [Finding(Claim.UNSHAKEN, both), *criteria]
    return [*jurors, *weights, *criteria]


def _without_jurors(report: Report) -> Iterator[Finding]:
    if len(report.jurors) == 1:
        yield Finding(Claim.ONE_JUROR, {"juror": report.jurors[0]})
    tried, of = report.without_juror, len(report.without_juror)
    led = _led(report, tried)
    for leader, jurors in led:
        if len(jurors) == of:
            yield Finding(Claim.WITHOUT_JUROR_ALWAYS, {"leader": leader, "of": of})
        else:
            yield _times(Claim.WITHOUT_JUROR, jurors, of, leader=leader)
    refused = [one.left_out for one in tried if one.order is None]
    shared = [one.left_out for one in tried if one.order and len(one.order.first) > 1]
    if _never(report) and of not in map(len, dict(led).values()):
        assert report.order.leader is not None
        yield Finding(Claim.WITHOUT_JUROR_NEVER, {"leader": report.order.leader, "of": of})
    if shared:
        yield _times(Claim.WITHOUT_JUROR_SHARED, shared, of)
    if refused:
        yield _times(Claim.WITHOUT_JUROR_REFUSED, refused, of)


def _times(claim: Claim, jurors: Sequence[int], of: int, **fields: int) -> Finding:
    return Finding(claim, {**fields, "times": len(jurors), "of": of, "jurors": tuple(jurors)})


def _led(report: Report, tried: Iterable[Without]) -> list[tuple[int, list[int]]]:
    """Who leads alone, and without which: the leader as it is first, then who does most often."""
    led: dict[int, list[int]] = {}
    for one in tried:
        if one.order and one.order.leader is not None:
            led.setdefault(one.order.leader, []).append(one.left_out)
    leader = report.order.leader
    return sorted(led.items(), key=lambda pair: (pair[0] != leader, -len(pair[1]), pair[0]))


def _never(report: Report) -> bool:
    leader, tried = report.order.leader, report.without_juror
    return (
        leader is not None
        and bool(tried)
        and all(one.order is not None and leader not in one.order.first for one in tried)
    )


def _without_criteria(report: Report) -> Iterator[Finding]:
    tried, of = report.without_criterion, len(report.without_criterion)
    for leader, criteria in _led(report, tried):
        if len(criteria) == of:
            yield Finding(Claim.WITHOUT_CRITERION_ALWAYS, {"leader": leader, "of": of})
        elif leader == report.order.leader:
            times: Fields = {"times": len(criteria), "of": of, "criteria": tuple(criteria)}
            yield Finding(Claim.WITHOUT_CRITERION, {"leader": leader, **times})
        else:
            for place in criteria:
                fields: Fields = {"criterion": place, "leader": leader}
                yield Finding(Claim.WITHOUT_THIS_CRITERION, fields)
    shared = {
        one.left_out: one.order.first for one in tried if one.order and len(one.order.first) > 1
    }
    if len(shared) == of and len(set(shared.values())) == 1:
        leaders = shared[tried[0].left_out]
        yield Finding(Claim.WITHOUT_CRITERION_SHARED, {"leaders": leaders, "of": of})
        return
    for place, leaders in shared.items():
        yield Finding(Claim.WITHOUT_THIS_CRITERION_SHARED, {"criterion": place, "leaders": leaders})


def _moved(report: Report) -> Iterator[Finding]:
    if len(report.weighty) == 1:
        yield Finding(Claim.ONE_CRITERION, {"criterion": report.weighty[0]})
    band = report.band
    if band is None:
        return
    if band.worst is None:
        yield Finding(Claim.CORNERS_TOO_MANY, {"band": band.width})
        return
    fields: Fields = {"leader": band.leader, "band": band.width}
    fields |= {"weights": band.worst.weights, "before": band.weights}
    if band.corners is not None:
        fields["corners"] = band.corners
    if band.worst.lead > 0:
        fields["lead"] = band.worst.lead
        yield Finding(Claim.BAND_HOLDS if band.whole else Claim.CORNERS_HOLD, fields)
    elif band.worst.lead == 0:
        fields["rival"] = band.worst.rival
        yield Finding(Claim.BAND_LEVEL if band.whole else Claim.CORNERS_LEVEL, fields)
    else:
        fields |= {"rival": band.worst.rival, "behind": -band.worst.lead, "rivals": band.rivals}
        yield Finding(Claim.BAND_TURNS if band.whole else Claim.CORNERS_TURN, fields)


def _agreement(report: Report) -> Iterator[Finding]:
    found = report.agreement
    if found.jurors < 2:
        return
    counted: Fields = {"jurors": found.jurors, "nominees": found.nominees}
    if found.nominees < agreement.FEWEST_NOMINEES:
        yield Finding(Claim.AGREEMENT_UNMEASURED, counted)
    elif found.w is None:
        yield Finding(Claim.AGREEMENT_WITHOUT_ORDER, counted)
    else:
        yield Finding(_strength(found.w), {"w": found.w, **counted})


def _strength(w: Fraction) -> Claim:
    if w >= STRONG:
        return Claim.AGREEMENT_STRONG
    return Claim.AGREEMENT_MODERATE if w >= MODERATE else Claim.AGREEMENT_WEAK


def _strictness(report: Report) -> Iterator[Finding]:
    distances = {one.juror: one.distance for one in report.strictness if one.distance is not None}
    if not distances:
        return
    mildest = max(distances, key=lambda juror: (distances[juror], -juror))
    strictest = min(distances, key=lambda juror: (distances[juror], juror))
    above, below = distances[mildest], -distances[strictest]
    if above == below == 0:
        yield Finding(Claim.STRICTNESS_EVEN, {})
    else:
        jurors: Fields = {"mildest": mildest, "strictest": strictest}
        yield Finding(Claim.STRICTNESS, {"above": above, "below": below, **jurors})


def _sheets(report: Report) -> Iterator[Finding]:
    if report.unscored:
        yield Finding(Claim.UNSCORED, {"nominees": report.unscored})
    if report.scored_once and len(report.jurors) > 1:
        yield Finding(Claim.SCORED_ONCE, {"nominees": report.scored_once})
