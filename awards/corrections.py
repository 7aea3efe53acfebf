"""Corrections: the next version of a published item waits here until a publisher lets it out."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from awards import announcements, articles, deliveries
from awards.announcements import State
from awards.articles import Wording
from awards.database import Connection, Queries
from awards.deliveries import Deed
from awards.editions import Texts
from awards.errors import N_, Conflict, Invalid
from awards.staff import Member, Role

sql = Queries("corrections")


@dataclass(frozen=True, kw_only=True)
class Correction(Wording):
    picture_key: str | None
    correction: Texts  # what is corrected, in words
    written_by: int
    writer: str
    written_at: datetime


async def waiting(db: Connection, announcement: int) -> Correction | None:
    row = await sql.waiting.one(db, id=announcement)
    return Correction(**articles.facts(row)) if row else None


async def write(
    db: Connection,
    member: Member,
    edition: int,
    ident: int,
    text: Wording,
    correction: Texts,
    version: int,
) -> None:
    """Write the next version of a published item. Readers see nothing of it yet."""
    inside = await announcements.entered(db, edition)
    announcements.require_whole(inside, text)
    if not correction.get(inside.languages[0], "").strip():
        raise Invalid(N_("Say what is corrected, in the first language of the year."))
    await announcements.held(db, edition, ident, version, State.PUBLISHED)
    await sql.touch.run(db, id=ident)
    await sql.write.run(
        db,
        id=ident,
        **text.kept,
        correction=correction,
        member=member.id,
    )
    await announcements.log(db, member.actor, "correction_written", edition, ident)


async def let_out(db: Connection, member: Member, edition: int, ident: int, version: int) -> None:
    """The correction becomes what readers see: a new dated version of the same item."""
    member.require(Role.PUBLISHER)
    inside = await announcements.entered(db, edition)
    await announcements.held(db, edition, ident, version, State.PUBLISHED)
    try:
        corrected = await sql.let_out.run(
            db, id=ident, member=member.id, two_people=inside.two_people_announce
        )
    except asyncpg.CheckViolationError as error:
        raise announcements.two_people(error) from None
    if not corrected:
        raise Conflict
    await deliveries.follow(db, ident, Deed.CORRECT)
    await announcements.log(db, member.actor, "corrected", edition, ident)


async def drop(db: Connection, member: Member, edition: int, ident: int, version: int) -> None:
    """Readers keep what they have."""
    await announcements.entered(db, edition)
    await announcements.held(db, edition, ident, version, State.PUBLISHED)
    await sql.touch.run(db, id=ident)
    await sql.drop.run(db, id=ident)
    await announcements.log(db, member.actor, "correction_dropped", edition, ident)
