"""The words of findings: a message for each claim, and others for one or two or many."""

from collections.abc import Mapping

from awards.errors import N_
from awards.statements import Claim

COUNTED: Mapping[int, str] = {
    2: N_("two"),
    3: N_("three"),
    4: N_("four"),
    5: N_("five"),
    6: N_("six"),
    7: N_("seven"),
    8: N_("eight"),
    9: N_("nine"),
    10: N_("ten"),
    11: N_("eleven"),
    12: N_("twelve"),
}
LISTED = N_("%(before)s and %(last)s")
POINTS_OF_A_HUNDRED = N_("%(number)s percentage points")
ONE_POINT_OF_A_HUNDRED = N_("one percentage point")
WEIGHING = N_("“%(criterion)s” at %(percent)s")

WORDS: Mapping[Claim, str] = {
    Claim.NO_SHEETS: N_("No score sheet counts yet, so nobody leads."),
    Claim.ONLY_NOMINEE: N_(
        "Only %(leader)s has score sheets that count. There is nobody to compare with."
    ),
    Claim.LEADS: N_("%(leader)s leads, %(lead)s points ahead of the next."),
    Claim.LEADS_BY_TIE_RULE: N_(
        "%(leader)s has exactly the same points as %(equals)s. The sealed tie rule "
        "puts %(leader)s first."
    ),
    Claim.SHARED: N_(
        "%(leaders)s share the first place with exactly the same points. "
        "The jury decides between them."
    ),
    Claim.SHARED_BY_TIE_RULE: N_(
        "%(of)s nominees have exactly the same points. The sealed tie rule puts %(leaders)s "
        "first, and the jury decides between them."
    ),
    Claim.ALL_EQUAL: N_(
        "All %(scored)s nominees with score sheets have exactly the same points and share the "
        "first place. The jury decides between them."
    ),
    Claim.METHOD_REFUSED: N_(
        "Too few score sheets connect the nominees to correct for strict and mild jurors. "
        "The weighted mean counts instead, as the rules say."
    ),
    Claim.UNSCORED: N_("%(nominees)s have no score sheet that counts."),
    Claim.SCORED_ONCE: N_(
        "%(nominees)s have one score sheet each. The points of each are from a single juror."
    ),
    Claim.CLEAR: N_(
        "The margin that was set before judging is %(margin)s points. The lead is at least that, "
        "so by the rules the result is clear."
    ),
    Claim.TOO_CLOSE: N_(
        "The margin that was set before judging is %(margin)s points, and the lead is under it. "
        "It is too close for the points to decide alone."
    ),
    Claim.TOO_CLOSE_EQUAL: N_("Equal points are always too close to decide alone."),
    Claim.ONE_JUROR: N_(
        "All score sheets that count are from one juror, so there is nothing to compare them with."
    ),
    Claim.WITHOUT_JUROR_ALWAYS: N_(
        "Leaving out one juror at a time, %(leader)s leads all %(of)s times."
    ),
    Claim.WITHOUT_JUROR: N_(
        "Leaving out one juror at a time, %(leader)s leads %(times)s of the %(of)s times."
    ),
    Claim.WITHOUT_JUROR_NEVER: N_(
        "Leaving out one juror at a time, %(leader)s leads none of the %(of)s times."
    ),
    Claim.WITHOUT_JUROR_SHARED: N_(
        "Leaving out one juror at a time, the first place is shared %(times)s of the %(of)s times."
    ),
    Claim.WITHOUT_JUROR_REFUSED: N_(
        "Leaving out one juror at a time, the points cannot be corrected for strict and mild "
        "jurors %(times)s of the %(of)s times: too few score sheets would connect the nominees."
    ),
    Claim.ONE_CRITERION: N_(
        "Only “%(criterion)s” has a weight, so there are no other weights to try."
    ),
    Claim.WITHOUT_CRITERION_ALWAYS: N_(
        "Leaving out one criterion at a time, %(leader)s leads all %(of)s times."
    ),
    Claim.WITHOUT_CRITERION: N_(
        "Leaving out one criterion at a time, %(leader)s leads %(times)s of the %(of)s times."
    ),
    Claim.WITHOUT_THIS_CRITERION: N_("Without “%(criterion)s”, %(leader)s leads."),
    Claim.WITHOUT_THIS_CRITERION_SHARED: N_(
        "Without “%(criterion)s”, %(leaders)s share the first place."
    ),
    Claim.WITHOUT_CRITERION_SHARED: N_(
        "Leaving out one criterion at a time, %(leaders)s share the first place every time."
    ),
    Claim.UNSHAKEN: N_(
        "%(leader)s leads whichever of the %(of)s jurors we leave out, and also when all of "
        "them count and the weights are moved by up to %(band)s."
    ),
    Claim.BAND_HOLDS: N_("%(leader)s leads even with all weights moved by up to %(band)s."),
    Claim.BAND_LEVEL: N_(
        "With weights moved by up to %(band)s, %(rival)s can draw level with %(leader)s, but "
        "nobody can pass."
    ),
    Claim.BAND_TURNS: N_(
        "With weights moved by up to %(band)s, %(rival)s can pass %(leader)s: for instance with "
        "%(weights)s."
    ),
    Claim.CORNERS_HOLD: N_(
        "We moved the weights by up to %(band)s, in the %(corners)s ways that move them furthest. "
        "%(leader)s leads each time."
    ),
    Claim.CORNERS_LEVEL: N_(
        "We moved the weights by up to %(band)s, in the %(corners)s ways that move them furthest. "
        "%(rival)s can draw level with %(leader)s, but nobody passes."
    ),
    Claim.CORNERS_TURN: N_(
        "We moved the weights by up to %(band)s, in the %(corners)s ways that move them furthest. "
        "%(rival)s can pass %(leader)s: for instance with %(weights)s."
    ),
    Claim.CORNERS_TOO_MANY: N_(
        "With so many criteria there are too many ways to move the weights by up to %(band)s to "
        "try them all."
    ),
    Claim.AGREEMENT_STRONG: N_(
        "The jurors agree strongly on the order of the %(nominees)s nominees that all of them "
        "scored: Kendall’s W is %(w)s, where 0 is no agreement and 1 is full."
    ),
    Claim.AGREEMENT_MODERATE: N_(
        "The jurors agree moderately on the order of the %(nominees)s nominees that all of them "
        "scored: Kendall’s W is %(w)s, where 0 is no agreement and 1 is full."
    ),
    Claim.AGREEMENT_WEAK: N_(
        "The jurors agree little on the order of the %(nominees)s nominees that all of them "
        "scored: Kendall’s W is %(w)s, where 0 is no agreement and 1 is full."
    ),
    Claim.AGREEMENT_UNMEASURED: N_(
        "Fewer than three nominees were scored by every juror, so agreement is not measured."
    ),
    Claim.AGREEMENT_WITHOUT_ORDER: N_(
        "No juror puts one nominee before another among those that every juror scored, so there "
        "is no order to agree on."
    ),
    Claim.STRICTNESS: N_(
        "On the same nominees, the mildest juror lies %(above)s points above the others on "
        "average, the strictest %(below)s below."
    ),
    Claim.STRICTNESS_EVEN: N_(
        "On the same nominees, no juror is stricter than the others on average."
    ),
}


# The field whose number, or length, asks for other words; and those words.
COUNTS: Mapping[Claim, str] = {
    Claim.ONLY_NOMINEE: "others",
    Claim.UNSCORED: "nominees",
    Claim.SCORED_ONCE: "nominees",
    Claim.WITHOUT_JUROR_ALWAYS: "of",
    Claim.WITHOUT_JUROR: "times",
    Claim.WITHOUT_JUROR_SHARED: "times",
    Claim.WITHOUT_JUROR_REFUSED: "times",
    Claim.WITHOUT_CRITERION_ALWAYS: "of",
    Claim.WITHOUT_CRITERION: "times",
    Claim.UNSHAKEN: "of",
}
OF_SO_MANY: Mapping[tuple[Claim, int], str] = {
    (Claim.ONLY_NOMINEE, 0): N_(
        "%(leader)s is the only nominee here. There is nobody to compare with."
    ),
    (Claim.UNSCORED, 1): N_("%(nominees)s has no score sheet that counts."),
    (Claim.SCORED_ONCE, 1): N_(
        "%(nominees)s has one score sheet only. Its points are from a single juror."
    ),
    (Claim.WITHOUT_JUROR_ALWAYS, 2): N_(
        "Leaving out one juror at a time, %(leader)s leads both times."
    ),
    (Claim.WITHOUT_JUROR, 1): N_(
        "Leaving out one juror at a time, %(leader)s leads one of the %(of)s times."
    ),
    (Claim.WITHOUT_JUROR_SHARED, 1): N_(
        "Leaving out one juror at a time, the first place is shared one of the %(of)s times."
    ),
    (Claim.WITHOUT_JUROR_REFUSED, 1): N_(
        "Leaving out one juror at a time, the points cannot be corrected for strict and mild "
        "jurors one of the %(of)s times: too few score sheets would connect the nominees."
    ),
    (Claim.WITHOUT_CRITERION_ALWAYS, 2): N_(
        "Leaving out one criterion at a time, %(leader)s leads both times."
    ),
    (Claim.WITHOUT_CRITERION, 1): N_(
        "Leaving out one criterion at a time, %(leader)s leads one of the %(of)s times."
    ),
    (Claim.UNSHAKEN, 2): N_(
        "%(leader)s leads whichever of the two jurors we leave out, and also when both count "
        "and the weights are moved by up to %(band)s."
    ),
}

# Where it is so each of the times.
EVERY_TIME: Mapping[Claim, str] = {
    Claim.WITHOUT_JUROR_SHARED: N_(
        "Leaving out one juror at a time, the first place is shared every time."
    ),
    Claim.WITHOUT_JUROR_REFUSED: N_(
        "Leaving out one juror at a time, the points can never be corrected for strict and mild "
        "jurors: too few score sheets would connect the nominees."
    ),
}

# Where there are more names than a sentence bears.
CROWDED: Mapping[Claim, str] = {
    Claim.LEADS_BY_TIE_RULE: N_(
        "%(leader)s has exactly the same points as %(count)s others. The sealed tie "
        "rule puts %(leader)s first."
    ),
    Claim.SHARED: N_(
        "%(count)s nominees share the first place with exactly the same points. "
        "The jury decides between them."
    ),
    Claim.SHARED_BY_TIE_RULE: N_(
        "%(of)s nominees have exactly the same points. The sealed tie rule puts %(count)s of them "
        "first, and the jury decides between them."
    ),
    Claim.UNSCORED: N_("%(count)s nominees have no score sheet that counts."),
    Claim.SCORED_ONCE: N_(
        "%(count)s nominees have one score sheet each. The points of each are from a single juror."
    ),
    Claim.WITHOUT_THIS_CRITERION_SHARED: N_(
        "Without “%(criterion)s”, %(count)s nominees share the first place."
    ),
    Claim.WITHOUT_CRITERION_SHARED: N_(
        "Leaving out one criterion at a time, the same %(count)s nominees share the first place "
        "every time."
    ),
}

# After a claim that one rival can pass, where others can too.
ONE_MORE = N_("So can one other nominee.")
MORE = N_("So can %(others)s other nominees.")
