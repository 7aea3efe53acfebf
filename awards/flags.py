"""Flags: what a juror asks staff about a case. Answered to the whole panel, or not at all.

waiting -> answered         in staff's own words, as an amendment that every reader of the case sees
waiting -> declined         for a reason that the juror reads who asked

Nobody but staff reads the words of the juror.
"""

from dataclasses import dataclass
from datetime import datetime

from awards import amendments, audit, cases
from awards.database import Connection, Queries
from awards.editions import Entered, Texts
from awards.errors import N_, Invalid, NotFound, NotNow
from awards.panel import Juror
from awards.staff import Member
from awards.stages import Action

sql = Queries("flags")

PAGE = 50
LONGEST = 2000
MOST_OPEN = 20  # of one juror

NO_WORDS = N_("Write what you want to ask.")
NO_REASON = N_("Say why. The juror who asked reads it.")
ENOUGH = N_(
    "You have asked %(most)s questions that wait for an answer. When one is settled, you can ask"
    " the next."
)


@dataclass(frozen=True)
class Flag:
    id: int
    nominee: int
    name: str  # of the company
    category_name: Texts
    juror: int
    juror_name: str
    words: str
    asked_at: datetime
    answer: Texts | None
    declined: str
    settled_at: datetime | None
    settled_by: str | None


async def ask(db: Connection, inside: Entered, juror: Juror, nominee: int, words: str) -> None:
    """A juror asks about a case that they may open; the same once more is the same question."""
    inside.require(Action.AMEND_CASE)
    await cases.title(db, juror.id, nominee)
    if not words:
        raise Invalid(NO_WORDS)
    await sql.hold.value(db, juror=juror.id)
    row = await sql.open.one(db, juror=juror.id, nominee=nominee, words=words)
    if row is None or row["same"]:
        return
    if row["number"] >= MOST_OPEN:
        raise NotNow(ENOUGH, most=MOST_OPEN)
    ident = await sql.ask.value(db, juror=juror.id, nominee=nominee, words=words, now=inside.now)
    await _record(db, juror.actor, "flag.asked", inside, int(ident), nominee)


async def own(db: Connection, juror: Juror, nominee: int) -> list[Flag]:
    """What a juror asked about a case, and what became of it."""
    rows = await sql.listed.all(
        db, edition=juror.edition, flag=None, juror=juror.id, nominee=nominee, most=PAGE, skip=0
    )
    return [Flag(**row) for row in rows]


async def page(db: Connection, edition: int, number: int) -> tuple[list[Flag], bool]:
    """A page of what the jurors of an edition asked, and whether there is another."""
    rows = await sql.listed.all(
        db,
        edition=edition,
        flag=None,
        juror=None,
        nominee=None,
        most=PAGE + 1,
        skip=(number - 1) * PAGE,
    )
    return [Flag(**row) for row in rows[:PAGE]], len(rows) > PAGE


async def flag(db: Connection, edition: int, ident: int) -> Flag:
    row = await sql.listed.one(
        db, edition=edition, flag=ident, juror=None, nominee=None, most=1, skip=0
    )
    if row is None:
        raise NotFound
    return Flag(**row)


async def answer(db: Connection, inside: Entered, member: Member, ident: int, words: Texts) -> bool:
    """Answer to the whole panel; False when the question was settled otherwise meanwhile."""
    found = await _locked(db, inside, ident)
    if found.settled_at is not None:
        return found.answer == words
    amendment = await amendments.amend(db, inside, member, found.nominee, words)
    await sql.settle.run(
        db, flag=ident, amendment=amendment, declined="", now=inside.now, staff=member.id
    )
    await _record(db, member.actor, "flag.answered", inside, ident, found.nominee)
    return True


async def decline(db: Connection, inside: Entered, member: Member, ident: int, why: str) -> bool:
    """Tell the juror why there is no answer; False when it was settled otherwise meanwhile."""
    found = await _locked(db, inside, ident)
    if found.settled_at is not None:
        return found.declined == why
    if not why:
        raise Invalid(NO_REASON)
    await sql.settle.run(
        db, flag=ident, amendment=None, declined=why, now=inside.now, staff=member.id
    )
    await _record(db, member.actor, "flag.declined", inside, ident, found.nominee)
    return True


async def _locked(db: Connection, inside: Entered, ident: int) -> Flag:
    inside.require(Action.AMEND_CASE)
    await sql.lock.value(db, flag=ident, edition=inside.id)
    return await flag(db, inside.id, ident)


async def _record(
    db: Connection, actor: str, deed: str, inside: Entered, ident: int, nominee: int
) -> None:
    """The log says that it was asked and settled; the words stand in rows of their own."""
    await audit.record(db, actor, deed, f"flag:{ident}", edition=inside.id, nominee=nominee)
