"""Claims: a nominator says "I work there" and goes on into the company's own form.

Their word lets them in at once where nobody else is and nothing is written; else they wait.
"""

from awards import contributors
from awards.contributors import Contributor, Invited, Origin
from awards.database import Connection, Queries
from awards.errors import N_, NotAllowed, NotFound
from awards.nominations import Nominator
from awards.stages import Action

sql = Queries("claims")

CLAIM = "claim"  # let in on their own word
ENDED = N_("Your way into the company's form was ended. The secretariat can let you in again.")


async def claim(db: Connection, nominator: Nominator, nomination: int) -> Contributor:
    """Whoever nominated their own company goes on into its form, or waits to be let in."""
    inside = await contributors.held(db, nominator.edition)
    whose = {"edition": inside.id, "mailbox": nominator.mailbox}
    own = await sql.own_company.one(db, nomination=nomination, **whose)
    if own is None:
        raise NotFound
    known = await contributors.with_mailbox(db, own["company"], nominator.mailbox)
    if known is not None and known.ended_at is None:
        return known
    inside.require(Action.COMPLETE_CASE)
    if known is not None and known.ended_by != known.actor:
        raise NotAllowed(ENDED)
    let_in_by = "" if await sql.is_taken.value(db, company=own["company"]) else CLAIM
    if known is not None:
        await sql.ask_again.run(db, id=known.id, nomination=nomination, let_in_by=let_in_by)
        ident = known.id
    else:
        ident = await contributors.add(
            db,
            own["company"],
            Invited(own["nominator"], nominator.address, nominator.language),
            Origin.NOMINATOR,
            let_in_by,
            nomination=nomination,
        )
    found = await contributors.contributor(db, ident)
    await contributors.record(db, found.actor, "contributor.claimed", found, inside=found.inside)
    if not found.inside:
        await _tell_insiders(db, found)
    return found


async def _tell_insiders(db: Connection, waits: Contributor) -> None:
    for one in await contributors.insiders(db, waits.company):
        await contributors.post(db, "company_asks_in", one)
