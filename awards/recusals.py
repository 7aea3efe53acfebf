"""Recusals: a juror does not judge a company, for a stated reason. Declared, listed, undone.

What a recusal keeps its juror away from is decided in one place, the view ``excluding_recusals``,
by the grade that the edition's rules give it. A recusal is never removed: undone, it stays in
the record with who undid it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from awards import audit, stages, words
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Conflict, Invalid, NotAllowed, NotFound
from awards.staff import Member
from awards.stages import Action, Stage

sql = Queries("recusals")

PAGE = 50
LONGEST = 1000

NO_WORDS = N_("Say in a few words what the conflict is.")


class Kind(StrEnum):
    OWN_COMPANY = "own_company"
    CLOSE_RELATION = "close_relation"
    BUSINESS_INTEREST = "business_interest"
    OTHER = "other"


KINDS = {
    Kind.OWN_COMPANY: N_("Own company"),
    Kind.CLOSE_RELATION: N_("Close relation"),
    Kind.BUSINESS_INTEREST: N_("Business interest"),
    Kind.OTHER: N_("Something else"),
}


@dataclass(frozen=True)
class Named:
    """A name on the list that a juror declares conflicts against; no more of it is shown."""

    company: int
    name: str
    kind: Kind | None  # of the recusal that stands
    grade: str | None
    words: str | None
    declared: bool  # the juror has looked at the name, and said what there is to say
    said_at: datetime | None  # that there is a conflict, or none
    by_staff: bool  # the recusal that stands

    @property
    def excludes(self) -> bool:
        return self.grade is not None and self.grade != "noted"


async def names(db: Connection, juror: int) -> list[Named]:
    """What competes in a juror's categories, by name, before any case is shown.

    What the juror has yet to look through stands first, then the conflicts, then the others.
    """
    rows = await sql.names.all(db, juror=juror, company=None)
    return sorted(map(_named, rows), key=_turn)


def _turn(named: Named) -> tuple[bool, bool, tuple[str, str]]:
    return named.declared, named.kind is None, words.sort_key(named.name)


async def come_first(db: Connection, juror: int, stage: Stage) -> bool:
    """There are names a juror has yet to look through, and the stage lets them."""
    if not stages.allows(stage, Action.DECLARE_RECUSAL):
        return False
    return bool(await sql.waits.value(db, juror=juror))


async def named(db: Connection, juror: int, company: int) -> Named:
    row = await sql.names.one(db, juror=juror, company=company)
    if row is None:
        raise NotFound
    return _named(row)


def _named(row: Any) -> Named:
    return Named(**{**dict(row), "kind": Kind(row["kind"]) if row["kind"] else None})


async def declare(
    db: Connection,
    inside: Entered,
    juror: int,
    company: int,
    kind: Kind,
    why: str = "",
    *,
    actor: str,
    by_staff: int | None = None,
) -> bool:
    """Declare that a juror does not judge a company; False when that stands already."""
    inside.require(Action.DECLARE_RECUSAL)
    if kind is Kind.OTHER and not why:
        raise Invalid(NO_WORDS)
    row = await sql.declare.one(
        db,
        edition=inside.id,
        juror=juror,
        company=company,
        kind=kind,
        words=why[:LONGEST],
        by_staff=by_staff,
    )
    if row is None or not row["known"]:
        raise NotFound
    if row["id"] is None:
        return False
    found = {"juror": juror, "company": row["company"], "kind": kind, "grade": inside.recusal_grade}
    await _record(db, actor, "recusal.declared", inside, row["id"], found)
    return True


async def clear(db: Connection, inside: Entered, juror: int, companies: Collection[int]) -> int:
    """A juror has looked at these names and declares no conflict with them; how many were new."""
    inside.require(Action.DECLARE_RECUSAL)
    made = await sql.clear.all(
        db, edition=inside.id, juror=juror, companies=list(companies), now=inside.now
    )
    if made:
        cleared = sorted(row["company"] for row in made)
        await audit.record(
            db,
            f"juror:{juror}",
            "conflicts.cleared",
            f"juror:{juror}",
            edition=inside.id,
            companies=cleared,
        )
    return len(made)


async def undo(
    db: Connection,
    inside: Entered,
    ident: int,
    member: Member,
    reason: str,
    juror: int | None = None,
) -> None:
    """Staff take a recusal back (of this juror), with a reason; never who set it, nor the juror."""
    inside.require(Action.DECLARE_RECUSAL)
    if not reason:
        raise Invalid(N_("Give a reason. It is kept in the log."))
    row = await sql.recusal.one(db, id=ident, edition=inside.id)
    if row is None or juror not in (None, row["juror"]):
        raise NotFound
    if row["mailbox"] == member.mailbox:
        raise NotAllowed(N_("This recusal is your own. Somebody else has to undo it."))
    if row["by_staff"] == member.id:
        raise NotAllowed(N_("You set this recusal yourself. Somebody else has to undo it."))
    if await sql.undo.value(db, id=ident, staff=member.id, reason=reason[:LONGEST]) is None:
        raise Conflict
    found = {"juror": row["juror"], "company": row["company"], "reason": reason}
    await _record(db, member.actor, "recusal.undone", inside, ident, found)


async def _record(
    db: Connection, actor: str, deed: str, inside: Entered, ident: int, found: dict[str, Any]
) -> None:
    await audit.record(db, actor, deed, f"recusal:{ident}", edition=inside.id, **found)
