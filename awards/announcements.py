"""Announcements: news items as staff write, approve and withdraw them.

draft -> approved -> scheduled -> published -> withdrawn
  ^---------'  ^----------'           '-> corrected: a new dated version of the same item

Corrections, addresses, and the minute at which an announcement is let out, have rooms of their own.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import asyncpg

from awards import articles, audit, checks, deliveries, editions
from awards.articles import Wording
from awards.database import Connection, Queries
from awards.deliveries import Deed
from awards.editions import Entered
from awards.errors import N_, Conflict, Invalid, NotAllowed, NotFound, NotNow
from awards.staff import Member, Role
from awards.stages import Action

sql = Queries("announcements")

PAGE = 50

NO_HEADLINE = N_("Write the headline in the first language of the year.")
NO_ALT = N_("Say what the picture shows, in the first language of the year.")
HALF_A_QUOTE = N_("A quote needs its words and who says them, in the first language of the year.")
SOMEBODY_ELSE = N_("Somebody else than the one who wrote this has to approve it. Ask a colleague.")


class Kind(StrEnum):
    CALL = "call"
    DEADLINE = "deadline"
    FINALISTS = "finalists"
    WINNER = "winner"
    FREE = "free"


# What a kind or a state is called, and the tone of its tag.
KINDS = {
    Kind.CALL: (N_("Call for nominations"), "neutral"),
    Kind.DEADLINE: (N_("Deadline near"), "neutral"),
    Kind.FINALISTS: (N_("Finalists"), "info"),
    Kind.WINNER: (N_("Winner"), "festive"),
    Kind.FREE: (N_("News item"), "neutral"),
}


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATES = {
    State.DRAFT: (N_("Draft"), "neutral"),
    State.APPROVED: (N_("Approved"), "success"),
    State.SCHEDULED: (N_("Scheduled"), "info"),
    State.PUBLISHED: (N_("Published"), "success"),
    State.WITHDRAWN: (N_("Withdrawn"), "danger"),
}

# What is said where the state does not allow a deed.
ELSEWHERE = {
    State.DRAFT: N_("This is a draft. It has to be approved first."),
    State.APPROVED: N_("This is approved already, and waits for its minute."),
    State.SCHEDULED: N_("This is scheduled. Take it back before you change it."),
    State.PUBLISHED: N_("This is published. Correct it, or withdraw it."),
    State.WITHDRAWN: N_("This was withdrawn. Write a new announcement."),
}


@dataclass(frozen=True, kw_only=True)
class Announcement(Wording):
    id: int
    uid: UUID
    edition: int
    kind: Kind
    state: State
    slug: str
    addresses: dict[str, str]  # by language, once readers have seen it
    picture_key: str | None  # the picture's address
    written_by: int
    writer: str
    approver: str | None
    due: datetime | None
    published_at: datetime | None
    updated_at: datetime | None
    version: int


async def announcements(
    db: Connection, edition: int, *, below: int | None = None
) -> list[Announcement]:
    """A page of them, the newest first; one row more than PAGE says that there is another."""
    rows = await sql.page.all(db, edition=edition, id=None, below=below, most=PAGE + 1)
    return [_announcement(row) for row in rows]


async def announcement(db: Connection, edition: int, ident: int) -> Announcement:
    row = await sql.page.one(db, edition=edition, id=ident, below=None, most=1)
    if row is None:
        raise NotFound
    return _announcement(row)


async def of_the_winner(db: Connection, edition: int) -> Announcement | None:
    """The one that tells who won, if it is written and was not withdrawn."""
    ident = await sql.of_the_winner.value(db, edition=edition)
    return await announcement(db, edition, ident) if ident else None


async def write(db: Connection, member: Member, edition: int, kind: Kind, text: Wording) -> int:
    """A new draft. It has no address that anybody could guess at, before readers see it."""
    inside = await entered(db, edition)
    require_whole(inside, text)
    try:
        ident = await sql.write.value(
            db,
            edition=edition,
            kind=kind,
            slug=f"{kind}-{secrets.token_hex(3)}",
            **text.kept,
            member=member.id,
            two_people=inside.two_people_announce,
        )
    except asyncpg.UniqueViolationError:
        raise Conflict(
            N_("There is an announcement of the winner already. Edit that one.")
        ) from None
    await log(db, member.actor, "written", edition, ident, kind=kind)
    return int(ident)


async def edit(
    db: Connection, member: Member, edition: int, ident: int, text: Wording, version: int
) -> None:
    """Write a draft anew. What was approved becomes a draft again."""
    inside = await entered(db, edition)
    require_whole(inside, text)
    await held(db, edition, ident, version, State.DRAFT, State.APPROVED)
    await sql.edit.run(db, id=ident, member=member.id, **text.kept)
    await log(db, member.actor, "edited", edition, ident)


async def approve(db: Connection, member: Member, edition: int, ident: int, version: int) -> None:
    """A publisher approves; another one than the writer, where the edition says so.

    Nobody does while a winner still looks through it.
    """
    member.require(Role.PUBLISHER)
    inside = await entered(db, edition)
    await held(db, edition, ident, version, State.DRAFT)
    await checks.require_none_waits(db, ident)
    try:
        await sql.approve.run(
            db,
            id=ident,
            member=member.id,
            two_people=inside.two_people_announce,
        )
    except asyncpg.CheckViolationError as error:
        raise two_people(error) from None
    await log(db, member.actor, "approved", edition, ident)


async def withdraw(
    db: Connection, member: Member, edition: int, ident: int, version: int, reason: str
) -> None:
    """Readers no longer find it; its address says that it was withdrawn."""
    member.require(Role.PUBLISHER)
    await entered(db, edition)
    await held(db, edition, ident, version, State.PUBLISHED)
    await sql.withdraw.run(db, id=ident)
    await deliveries.follow(db, ident, Deed.WITHDRAW)
    await log(db, member.actor, "withdrawn", edition, ident, reason=reason)


async def held(
    db: Connection, edition: int, ident: int, version: int, *states: State
) -> Announcement:
    """The announcement as it was shown in ``version``; nobody changes it before we are done."""
    current = await sql.hold.value(db, edition=edition, id=ident)
    if current is not None and current != version:
        raise Conflict
    found = await announcement(db, edition, ident)
    if found.state not in states:
        raise NotNow(ELSEWHERE[found.state])
    return found


async def entered(db: Connection, edition: int) -> Entered:
    inside = await editions.entered(db, edition)
    inside.require(Action.WRITE_NEWS)
    return inside


def require_whole(inside: Entered, text: Wording) -> None:
    """What every language falls back to has to be there."""
    first = inside.languages[0]
    if not text.headline.get(first, "").strip():
        raise Invalid(NO_HEADLINE)
    if text.picture is not None and not (text.alt or {}).get(first, "").strip():
        raise Invalid(NO_ALT)
    if any(not (one.words.get(first) and one.who.get(first)) for one in text.quotes):
        raise Invalid(HALF_A_QUOTE)


def two_people(error: asyncpg.CheckViolationError) -> Exception:
    return NotAllowed(SOMEBODY_ELSE) if error.constraint_name == "two_people_announce" else error


async def log(
    db: Connection, actor: str, verb: str, edition: int, ident: int, **detail: str
) -> None:
    await audit.record(
        db, actor, f"announcement.{verb}", f"announcement:{ident}", edition=edition, **detail
    )


def _announcement(row: "asyncpg.Record") -> Announcement:
    facts = {**articles.facts(row), "kind": Kind(row["kind"]), "state": State(row["state"])}
    return Announcement(**facts)
