"""Leadership: who leads the meeting in each category. The chair does, but not where they have to
step out of a case: there somebody who need not, named by staff, leads instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from awards import audit, editions, words
from awards.database import Connection, Queries
from awards.errors import N_, Invalid, NotAllowed, NotFound
from awards.panel import Juror
from awards.staff import Member
from awards.stages import Action

sql = Queries("leadership")

NOT_THE_LEADER = N_("Only whoever leads the meeting in this category can do that.")
NOBODY_NEEDED = N_("Nobody has to stand in: no chair steps out of a case in this category.")
NOT_ELIGIBLE = N_("Choose a juror who judges in this category and steps out of no case.")


@dataclass(frozen=True)
class Leadership:
    category: int
    chaired: bool  # the edition has a chair
    chair: int | None
    chair_name: str | None
    leader: int | None  # None where the chair steps out, and nobody stands in
    leader_name: str | None


@dataclass(frozen=True)
class Eligible:
    """A juror who can stand in."""

    id: int
    name: str


async def leaders(db: Connection, edition: int) -> dict[int, Leadership]:
    """By category, in the order of the categories."""
    rows = await sql.leaders.all(db, edition=edition)
    return {row["category"]: Leadership(**row) for row in rows}


async def of(db: Connection, edition: int, category: int) -> Leadership:
    found = (await leaders(db, edition)).get(category)
    if found is None:
        raise NotFound
    return found


async def invited(db: Connection, juror: Juror) -> bool:
    """Whether a juror has a place in the meeting: as the chair, or as a stand-in."""
    led = (await leaders(db, juror.edition)).values()
    return any(juror.id in (one.chair, one.leader) for one in led)


async def require(db: Connection, juror: Juror, category: int) -> None:
    """Refuse every juror but the one who leads."""
    if (await of(db, juror.edition, category)).leader != juror.id:
        raise NotAllowed(NOT_THE_LEADER)


async def eligible(db: Connection, edition: int, category: int) -> Sequence[Eligible]:
    rows = await sql.eligible.all(db, edition=edition, category=category)
    return sorted((Eligible(**row) for row in rows), key=lambda one: words.sort_key(one.name))


async def name_stand_in(
    db: Connection, member: Member, edition: int, category: int, juror: int
) -> None:
    """Name who leads a category in which the chair steps out."""
    inside = await editions.entered(db, edition)
    inside.require(Action.MEET)
    led = await of(db, edition, category)
    if not led.chaired or led.leader == led.chair:
        raise Invalid(NOBODY_NEEDED)
    if juror not in {one.id for one in await eligible(db, edition, category)}:
        raise Invalid(NOT_ELIGIBLE)
    await sql.name_stand_in.run(db, category=category, juror=juror, member=member.id)
    await audit.record(
        db,
        member.actor,
        "meeting.stand_in_named",
        f"category:{category}",
        edition=edition,
        juror=juror,
    )
