"""What may be said about a panel: the claims, and what exactly each asserts. No words here.

In the claims below:

* A **sheet** is one that counts: complete, its nominee listed. The **jurors** are those with at
  least one sheet; a nominee is **scored** when it has at least one.
* The **value** of a nominee is what the method that counts ranks by, from 0 to 100: the sealed
  method, or the weighted mean where that is refused (``METHOD_REFUSED``).
* Those who **lead** are the ``scoring.leaders`` of the standings with that method and the sealed
  tie rule: one, or several who share the first place. To lead **alone** is to be the only one.
* **Without a juror**: the same of the sheets of all others. **Without a criterion**: the same with
  its weight 0 and the others as they are, which is the same as the rest renormalised. Only criteria
  of weight above 0 are left out, and only where there are two or more of them.
* The **band**: all weights w' with sum(w') = sum(w) = 100 per cent, |w'_c - w_c| <= band and
  w'_c >= 0, where a criterion of weight 0 stays at 0. Its **corners** are the vertices of that
  polytope. In the band values are compared, and no tie rule is asked.
* Numbers in ``fields`` are exact fractions or whole numbers; nominees and jurors stand by number,
  criteria by their place among the criteria, from 0. No sentence names a juror; a field may.
"""

from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

Fields = dict[str, int | Fraction | tuple[int, ...] | tuple[Fraction, ...]]


class Claim(Enum):
    """What is asserted, with the names of its fields."""

    # No nominee is scored.
    NO_SHEETS = auto()
    # Nominee `leader` is the only scored one; `others` more are listed, not scored.
    ONLY_NOMINEE = auto()
    # `leader` leads alone; its value is `lead` > 0 above the highest value of all others. `margin`,
    # where there is one, is the sealed one.
    LEADS = auto()
    # `leader` leads alone; the highest value is its own and that of each of `equals` (at least
    # one), and of nobody else: the tie rule alone puts it first.
    LEADS_BY_TIE_RULE = auto()
    # Exactly the nominees `leaders`, two or more, lead, and nobody else has their value.
    SHARED = auto()
    # The same, while the tie rule put those nominees before others of the same value: `of` have it.
    SHARED_BY_TIE_RULE = auto()
    # All `scored` nominees, three or more, lead: their values are equal.
    ALL_EQUAL = auto()
    # The sealed method is the additive one, and the sheets do not connect the scored nominees.
    METHOD_REFUSED = auto()
    # Exactly the nominees `nominees` are not scored, while some are.
    UNSCORED = auto()
    # Exactly the nominees `nominees` have one sheet each, while there are at least two jurors.
    SCORED_ONCE = auto()

    # One nominee has the highest value, `lead` above the next; `lead` >= `margin`.
    CLEAR = auto()
    # One nominee has the highest value, `lead` above the next; 0 < `lead` < `margin`.
    TOO_CLOSE = auto()
    # Two or more nominees have the highest value; the sealed margin is `margin`.
    TOO_CLOSE_EQUAL = auto()

    # Every sheet is by `juror`.
    ONE_JUROR = auto()
    # There are `of` jurors, two or more; without any one of them `leader` leads alone.
    WITHOUT_JUROR_ALWAYS = auto()
    # Without each of `jurors` (`times` of the `of` jurors), and without no other single juror,
    # `leader` leads alone; 0 < `times` < `of`.
    WITHOUT_JUROR = auto()
    # `leader` leads alone as it is; without any one of the `of` jurors it does not lead, not even
    # together with others; nothing is refused.
    WITHOUT_JUROR_NEVER = auto()
    # Without each of `jurors` (`times` > 0 of `of`), and without no other single juror, two or
    # more lead.
    WITHOUT_JUROR_SHARED = auto()
    # Without each of `jurors` (`times` > 0 of `of`), and without no other single juror, the method
    # that counts is refused.
    WITHOUT_JUROR_REFUSED = auto()

    # Exactly `criterion` has a weight above 0.
    ONE_CRITERION = auto()
    # `of` criteria have weight, two or more; without any one of them `leader` leads alone.
    WITHOUT_CRITERION_ALWAYS = auto()
    # `leader` leads alone as it is, and without each of `criteria` (`times` of `of`) too, and
    # without no other single criterion; 0 < `times` < `of`.
    WITHOUT_CRITERION = auto()
    # Without `criterion`, `leader` leads alone; it does not lead alone as it is.
    WITHOUT_THIS_CRITERION = auto()
    # Without `criterion`, exactly `leaders`, two or more, lead.
    WITHOUT_THIS_CRITERION_SHARED = auto()
    # `of` criteria have weight, two or more; without any one of them exactly `leaders`, two or
    # more, lead.
    WITHOUT_CRITERION_SHARED = auto()

    # WITHOUT_JUROR_ALWAYS and BAND_HOLDS both, with their fields `leader`, `of` and `band`.
    UNSHAKEN = auto()

    # `leader` leads alone as it is. For all weights in the band its value is above that of every
    # other nominee, by `lead` > 0 or more; at `weights` (in the band, in per cent) by just `lead`.
    # `before` are the weights that stand; so in the claims that follow.
    BAND_HOLDS = auto()
    # `leader` leads alone as it is. For all weights in the band no value is above its own; at
    # `weights` (in the band) that of `rival` is equal to it.
    BAND_LEVEL = auto()
    # `leader` leads alone as it is. At `weights` (in the band) `rival` has the highest value,
    # `behind` > 0 above that of `leader`; nowhere in the band is any value further above it.
    # `rivals` are exactly the nominees whose value is above that of `leader` somewhere in it.
    BAND_TURNS = auto()
    # The method that counts is the median. The same three, said of the `corners` corners only.
    CORNERS_HOLD = auto()
    CORNERS_LEVEL = auto()
    CORNERS_TURN = auto()
    # The method that counts is the median, and the band has more corners than are counted.
    CORNERS_TOO_MANY = auto()

    # Kendall's W of all jurors over the `nominees` (three or more) that each of the `jurors` (two
    # or more) scored, corrected for ties, is `w`; strong: w >= 0.7, moderate: 0.5 <= w < 0.7,
    # weak: w < 0.5.
    AGREEMENT_STRONG = auto()
    AGREEMENT_MODERATE = auto()
    AGREEMENT_WEAK = auto()
    # There are two jurors or more, but all of them scored just `nominees` nominees, under three.
    AGREEMENT_UNMEASURED = auto()
    # All `jurors` jurors scored the same `nominees` (three or more), and each gave all of them the
    # same total: there is no order to agree on.
    AGREEMENT_WITHOUT_ORDER = auto()
    # A juror's distance is the mean, over the nominees that this juror and at least one other
    # scored, of their total less the mean total of the others. The greatest is `above` > 0, that of
    # juror `mildest`, the least `-below` < 0, that of juror `strictest`.
    STRICTNESS = auto()
    # Every juror who shares a nominee with another (two or more do) has a distance of exactly 0.
    STRICTNESS_EVEN = auto()


@dataclass(frozen=True)
class Finding:
    claim: Claim
    fields: Fields
