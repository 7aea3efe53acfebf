"""Amendments: what staff add to a case once judging has begun and the case is frozen.

The case stays as it was. What is added, a correction or the answer to a juror's question, is dated
and stands on top of it, for every juror who may read the case, those who have scored included.
"""

from awards import audit
from awards.database import Connection, Queries
from awards.editions import Entered, Texts
from awards.errors import N_, Invalid, NotFound
from awards.staff import Member
from awards.stages import Action

sql = Queries("amendments")

NO_WORDS = N_("Say what the jury is to read.")


async def amend(db: Connection, inside: Entered, member: Member, nominee: int, words: Texts) -> int:
    """Add to the case in the open; the amendment's id. The same words twice are one amendment."""
    inside.require(Action.AMEND_CASE)
    if not words.get(inside.languages[0]):
        raise Invalid(NO_WORDS)
    company = await sql.company.value(db, edition=inside.id, nominee=nominee)
    if company is None:
        raise NotFound
    made = await sql.make.value(db, company=company, words=words, staff=member.id, now=inside.now)
    if made is None:
        return int(await sql.made.value(db, company=company, words=words))
    await audit.record(
        db, member.actor, "case.amended", f"company:{company}", edition=inside.id, words=words
    )
    return int(made)
