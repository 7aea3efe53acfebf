"""The sealed rules changed in mid-round: weights, texts, and what counts. The rest stands.

A change is sealed as a new version in the same transaction, with a reason that the jury and the
public read. Whoever calls is alone in the edition, so that no ballot is confirmed between the
two; what is confirmed stays so, and is counted by the rules in force. Once staff have seen the
standings of a round, only texts are changed: nobody turns over what they have seen.
"""

from collections.abc import Mapping
from typing import Any

from awards import audit, editions, programme, rules, stages
from awards.database import Connection, Queries
from awards.editions import Criterion, Edition, Entered
from awards.errors import N_, Closed, Invalid
from awards.programme import Yardstick
from awards.stages import Action

sql = Queries("resealing")

Fault = tuple[str, dict[str, Any]]  # a message and its fields

LONGEST = 1000  # characters of a reason
SAY_WHY = N_("Say why. The jury and the public read it.")
TOO_LONG = N_("This is too long: at most %(max_length)s characters.")
UNEVEN = N_("The weights add up to %(total)s. They have to add up to 100.")
NOTHING_CHANGED = N_("Nothing was changed, so the rules stay sealed as they are.")
STANDINGS_WERE_SEEN = N_(
    "You have seen the standings of a round, and this would change them. Texts can still be "
    "changed."
)


async def may_recount(db: Connection, edition: Edition) -> bool:
    """Whether the weights, and what counts, may be changed: no standings can have been seen."""
    if not edition.allows(Action.CHANGE_SEALED_RULES):
        return False
    return not await sql.any_seen.value(db, edition=edition.id)


async def require_recount(db: Connection, edition: Edition | Entered) -> None:
    stages.require(edition.stage, Action.CHANGE_SEALED_RULES)
    if await sql.any_seen.value(db, edition=edition.id):
        raise Closed(STANDINGS_WERE_SEEN)


async def entered(db: Connection, edition: int) -> Entered:
    """Enter alone, to change what is sealed."""
    inside = await editions.entered_alone(db, edition)
    inside.require(Action.CHANGE_SEALED_RULES)
    return inside


async def mend_criterion(
    db: Connection,
    actor: str,
    inside: Entered,
    was: Criterion,
    version: int,
    yardstick: Yardstick,
    reason: str,
) -> None:
    await programme.mend_criterion(db, actor, inside, was, version, yardstick)
    await _seal(db, actor, inside, reason)


async def reweigh(
    db: Connection,
    actor: str,
    inside: Entered,
    category: int,
    weights: Mapping[int, int],
    reason: str,
) -> None:
    """Other weights for all criteria of a category at once, by their ids."""
    await require_recount(db, inside)
    if fault := uneven(weights):
        raise Invalid(fault[0], **fault[1])
    await programme.reweigh(db, actor, inside, category, weights)
    await _seal(db, actor, inside, reason)


async def change_counting(
    db: Connection,
    actor: str,
    inside: Entered,
    *,
    quorum: int,
    count_unconfirmed: bool,
    version: int,
    reason: str,
) -> None:
    """How many sheets a nominee needs, and whether those of unconfirmed ballots count."""
    await require_recount(db, inside)
    await editions.change_counting(db, actor, inside, quorum, count_unconfirmed, version)
    await _seal(db, actor, inside, reason)


def uneven(weights: Mapping[int, int]) -> Fault | None:
    """What is wrong with weights that do not add up."""
    total = sum(weights.values())
    return None if total == programme.WHOLE else (UNEVEN, {"total": total})


def unexplained(reason: str) -> Fault | None:
    """What is wrong with a reason."""
    if not reason:
        return SAY_WHY, {}
    return (TOO_LONG, {"max_length": LONGEST}) if len(reason) > LONGEST else None


async def _seal(db: Connection, actor: str, inside: Entered, reason: str) -> None:
    if fault := unexplained(reason):
        raise Invalid(fault[0], **fault[1])
    before = await rules.sealed(db, inside.id)
    after = await rules.seal(db, inside.id, reason)
    if after == before:
        raise Invalid(NOTHING_CHANGED)
    await audit.record(
        db,
        actor,
        "edition.rules_sealed_again",
        f"edition:{inside.id}",
        edition=inside.id,
        version=after.version,
        reason=reason,
    )
