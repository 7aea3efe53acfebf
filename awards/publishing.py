"""Publishing: an announcement gets its minute, and at that minute it is let out, once, by anybody.

Whichever process finds it due publishes it in one committed deed, if the row is still scheduled and
the database's clock has come to the minute. The announcement of the winner moves the edition to
announced in the same transaction, and nothing else does.
"""

from datetime import datetime

from awards import (
    announcements,
    audit,
    chain,
    decisions,
    deliveries,
    editions,
    moves,
    rounds,
    slugs,
    stages,
)
from awards.announcements import Kind, State
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Invalid, NotYet, Refusal
from awards.staff import Member, Role
from awards.stages import Action

sql = Queries("publishing")

PASSED = N_("This minute has passed. Choose a later one, or publish at once.")


async def schedule(
    db: Connection,
    member: Member,
    edition: int,
    ident: int,
    version: int,
    due: datetime | None,
) -> None:
    """Set the minute of an approved announcement; None is at once."""
    member.require(Role.PUBLISHER)
    inside = await editions.entered(db, edition)
    inside.require(Action.WRITE_NEWS)
    found = await announcements.held(db, edition, ident, version, State.APPROVED)
    await _require_ready(db, inside, found.kind)
    if due is not None and due <= inside.now:
        raise Invalid(PASSED)
    minute = due or inside.now
    await sql.schedule.run(db, id=ident, due=minute)
    await announcements.log(db, member.actor, "scheduled", edition, ident, due=minute.isoformat())


async def take_back(db: Connection, member: Member, edition: int, ident: int, version: int) -> None:
    """Before anybody has let it out, whatever the clock says: then nobody shows it."""
    member.require(Role.PUBLISHER)
    await editions.entered(db, edition)
    await announcements.held(db, edition, ident, version, State.SCHEDULED)
    await sql.take_back.value(db, id=ident)
    await announcements.log(db, member.actor, "taken_back", edition, ident)


async def obstacle(db: Connection, inside: Entered, kind: Kind) -> str | None:
    """What has to be decided before this may be announced. After the winner, words are free."""
    if kind is Kind.WINNER and not _winner_is_out(inside):
        if not stages.allows(inside.stage, Action.ANNOUNCE_WINNER):
            return N_("The winner can be announced when judging has closed and all is decided.")
        if await rounds.waiting(db, inside.id):
            return N_("A new round was begun and not judged. Go back to judging, or drop it first.")
        if await decisions.missing(db, inside.id):
            return N_("A category has no decision yet. Record who won each of them, and why.")
        if await decisions.pending(db, inside.id):
            return N_("A decision waits for its approval: by staff, and by who leads the meeting.")
        if await decisions.outdated(db, inside.id):
            return N_("The standings have changed since a decision was recorded. Record it anew.")
    if kind is Kind.FINALISTS and await sql.without_shortlist.value(db, edition=inside.id):
        return N_("A category has no shortlist yet. Fix the shortlists first.")
    return None


async def _require_ready(db: Connection, inside: Entered, kind: Kind) -> None:
    if missing := await obstacle(db, inside, kind):
        raise NotYet(missing)


async def publish_due(db: Connection) -> int:
    """Publish the announcement that has been due longest: 1 if there was one, else 0.

    Call it in a transaction of its own. One that may not be published goes back to approved, with
    the reason in the log, so that it keeps nobody waiting.
    """
    row = await sql.due.one(db)
    if row is None:
        return 0
    edition, ident, kind = row["edition"], row["id"], Kind(row["kind"])
    enter = editions.entered_alone if kind is Kind.WINNER else editions.entered
    inside = await enter(db, edition)
    try:
        async with db.transaction():
            return await _publish(db, inside, ident, kind)
    except Refusal as refusal:
        if await sql.take_back.value(db, id=ident):
            await announcements.log(
                db, audit.SERVICE, "held_back", edition, ident, reason=refusal.message
            )
        return 1


async def _publish(db: Connection, inside: Entered, ident: int, kind: Kind) -> int:
    await _require_ready(db, inside, kind)
    if not await sql.publish.run(db, id=ident):
        return 0  # another process was first, or it was taken back
    await slugs.give(db, ident)
    await deliveries.begin(db, ident)
    await announcements.log(db, audit.SERVICE, "published", inside.id, ident)
    if kind is Kind.WINNER and not _winner_is_out(inside):
        await chain.pin(db, inside.id)
        await moves.announced(db, inside.id, audit.SERVICE)
    return 1


async def next_due(db: Connection) -> float | None:
    """Seconds until the next announcement is due, by the database's clock; None if none is."""
    seconds = await sql.next_due.value(db)
    return None if seconds is None else max(0.0, float(seconds))


def _winner_is_out(inside: Entered) -> bool:
    return stages.allows(inside.stage, Action.SEE_WINNERS)
