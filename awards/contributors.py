"""Contributors: the people of a nominated company who work on its own form.

asks (says "I work there") -> inside    at once where nobody else is and nothing is written
                           -> waits -> inside    let in by a colleague or by staff
invited by staff or a colleague -> inside
each of them -> ended    by staff, or on leaving; staff may let them in again

Saying "I work there" never opens what a company has written. So whether somebody is inside is
computed where it is asked: who came in on their word alone is outside again as soon as somebody
else writes there, their nomination counts no more, or their company is joined with one that has
people or texts of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from awards import audit, editions, links, outbox, sessions, stages, words
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, ContributorNotSignedIn, NotAllowed, NotFound
from awards.links import Link
from awards.outbox import Recipient
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("contributors")

UNKNOWN = N_("Only somebody whom the secretariat knows can do this. Write to us, and we see to it.")
OUTSIDE = N_("You can do this when a colleague or the secretariat has let you in.")
ENDED_BY_STAFF = N_("The secretariat has ended this person's way in, and can let them in again.")


class Origin(StrEnum):
    STAFF = "staff"
    COLLEAGUE = "colleague"
    NOMINATOR = "nominator"
    REGISTER = "register"


@dataclass(frozen=True)
class Contributor:
    """A person of one company; ``head`` is the company that it was joined into, or itself."""

    id: int
    company: int
    head: int
    edition: int
    year: int
    stage: Stage  # as it was when the page was asked for; deeds enter the edition again
    name: str
    address: str
    mailbox: str
    language: str
    origin: str
    let_in_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    inside: bool  # may see what the company wrote, and write; else sees only that they wait
    vouched: bool  # staff know them, or somebody who let them in; else there is only their word

    @property
    def actor(self) -> str:
        return f"contributor:{self.id}"

    @property
    def confirmed(self) -> bool:
        """Staff know the mailbox, or its owner confirmed it; others only wrote it down."""
        return self.origin in (Origin.STAFF, Origin.NOMINATOR)

    @property
    def recipient(self) -> Recipient:
        """To a mailbox that nobody has confirmed goes no name that somebody else typed."""
        name = self.name if self.confirmed else ""
        return Recipient(name, self.address, self.mailbox, self.language)

    def require_inside(self) -> None:
        if not self.inside:
            raise NotAllowed(OUTSIDE)

    def require_vouched(self) -> None:
        self.require_inside()
        if not self.vouched:
            raise NotAllowed(UNKNOWN)


@dataclass(frozen=True)
class Invited:
    """Whom to invite, as staff or a colleague typed it, or as the register has it."""

    name: str
    address: str
    language: str


async def by_cookie(db: Connection, cookie: bytes) -> Contributor:
    row = await sql.by_cookie.one(db, cookie=cookie)
    if row is None or not stages.allows(Stage(row["stage"]), Action.OPEN_LINKS):
        raise ContributorNotSignedIn
    return _contributor(row)


async def contributor(db: Connection, ident: int) -> Contributor:
    row = await sql.contributor.one(db, id=ident)
    if row is None:
        raise NotFound
    return _contributor(row)


async def invite(
    db: Connection,
    actor: str,
    edition: int,
    company: int,
    invited: Invited,
    origin: Origin,
    called: str = "",
) -> Contributor:
    """Invite somebody into a company's form, with the letter that tells it that it is nominated.

    ``called`` is the company as that letter names it: as staff confirmed, or the register says.
    """
    found = await bring_in(db, actor, edition, company, invited, origin)
    await post(db, "company_invitation", found, company=called)
    return found


async def let_in(db: Connection, edition: int, ident: int, actor: str) -> None:
    """Staff let somebody in who waits or had ended, or vouch for who is in on their own word."""
    (await held(db, edition)).require(Action.OPEN_LINKS)
    one = await of_edition(db, edition, ident)
    if one.inside and not one.vouched:
        await sql.let_in.run(db, id=ident, actor=actor)
        await record(db, actor, "contributor.vouched_for", one)
    else:
        await take_in(db, one, actor)


async def end(db: Connection, edition: int, ident: int, actor: str) -> None:
    """Staff end a person's way in: links and devices at once, letters that have not left."""
    await held(db, edition)
    await shut_out(db, await of_edition(db, edition, ident), actor)


async def held(db: Connection, edition: int) -> Entered:
    """Enter an edition; one deed at a time on who is let in there."""
    inside = await editions.entered(db, edition)
    await sql.hold.run(db, edition=edition)
    return inside


async def of_edition(db: Connection, edition: int, ident: int) -> Contributor:
    found = await contributor(db, ident)
    if found.edition != edition:
        raise NotFound
    return found


async def link(db: Connection, one: Contributor) -> Link:
    """A person's one link; made to hold again if it does not."""
    known = await links.of_subject(db, Purpose.CONTRIBUTOR, one.id)
    if known is None:
        return await links.by_id(db, await links.issue(db, Purpose.CONTRIBUTOR, one.id))
    if not known.holds:
        await links.renew(db, known.id)
        return await links.by_id(db, known.id)
    return known


async def post(db: Connection, kind: str, one: Contributor, **facts: Any) -> bool:
    """A letter with the person's link; the same one at most once an hour."""
    own = await link(db, one)
    return await outbox.post(
        db,
        kind,
        f"{kind}:{one.id}:{own.generation}:{own.now:%Y-%m-%dT%H}",
        one.recipient,
        edition=one.edition,
        most=0 if one.confirmed else outbox.MOST_UNCONFIRMED,
        link=own.id,
        contributor=one.id,
        **facts,
    )


async def insiders(db: Connection, company: int) -> list[Contributor]:
    """Who may see what a company, or whatever was joined with it, has written."""
    rows = await sql.insiders.all(db, company=company)
    return [await contributor(db, row["id"]) for row in rows]


async def bring_in(
    db: Connection, actor: str, edition: int, company: int, invited: Invited, origin: Origin
) -> Contributor:
    (await held(db, edition)).require(Action.OPEN_LINKS)
    known = await with_mailbox(db, company, words.canonical_mailbox(invited.address))
    if known is None:
        ident = await add(db, company, invited, origin, actor)
    elif origin is Origin.COLLEAGUE and known.ended_at and known.ended_by != known.actor:
        raise NotAllowed(ENDED_BY_STAFF)
    else:
        ident = known.id
        if not known.inside or origin is Origin.STAFF:
            await sql.let_in.run(db, id=ident, actor=actor)
        if origin is Origin.STAFF:
            await sql.introduce.run(db, id=ident, name=invited.name, language=invited.language)
    found = await contributor(db, ident)
    await record(db, actor, "contributor.invited", found)
    return found


async def take_in(db: Connection, waits: Contributor, actor: str) -> None:
    if waits.inside:
        return
    await sql.let_in.run(db, id=waits.id, actor=actor)
    found = await contributor(db, waits.id)
    await post(db, "company_let_in", found)
    await record(db, actor, "contributor.let_in", found)


async def shut_out(db: Connection, one: Contributor, actor: str) -> None:
    if await sql.end.value(db, id=one.id, actor=actor) is None:
        return
    own = await links.of_subject(db, Purpose.CONTRIBUTOR, one.id)
    if own is not None:
        await links.revoke(db, own.id)
    await sessions.end_all(db, Purpose.CONTRIBUTOR, one.id)
    await record(db, actor, "contributor.ended", one)


async def with_mailbox(db: Connection, company: int, mailbox: str) -> Contributor | None:
    ident = await sql.with_mailbox.value(db, company=company, mailbox=mailbox)
    return None if ident is None else await contributor(db, ident)


async def add(
    db: Connection,
    company: int,
    invited: Invited,
    origin: Origin,
    let_in_by: str,
    nomination: int | None = None,
) -> int:
    ident = await sql.add.value(
        db,
        company=company,
        name=invited.name,
        address=invited.address,
        mailbox=words.canonical_mailbox(invited.address),
        language=invited.language,
        nomination=nomination,
        origin=origin,
        let_in_by=let_in_by,
    )
    return int(ident)


async def record(db: Connection, actor: str, deed: str, whom: Contributor, **detail: Any) -> None:
    about = {"edition": whom.edition, "company": whom.company, **detail}
    await audit.record(db, actor, deed, f"contributor:{whom.id}", **about)


def _contributor(row: Any) -> Contributor:
    return Contributor(**{**dict(row), "stage": Stage(row["stage"])})
