"""The panel: the jurors of an edition and their seats; adding, changing and excusing them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from awards import audit, editions, links, sessions, stages, words
from awards.database import Connection, Queries
from awards.editions import Edition, Entered
from awards.errors import N_, Closed, Conflict, Invalid, JurorNotSignedIn, NotFound
from awards.outbox import Recipient
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("panel")

STANDINGS_ARE_SEEN = N_(
    "The standings have been seen, and excusing a juror or taking one back would change them."
)
ON_THE_PANEL = N_("Somebody with this address is on the panel already.")


@dataclass(frozen=True)
class Juror:
    """A juror who is signed in."""

    id: int
    name: str
    address: str
    mailbox: str
    language: str
    chair: bool
    edition: int
    year: int
    stage: Stage  # as it was when the page was asked for; deeds enter the edition again
    link: str
    session: int  # of the device they are on
    welcomed_at: datetime | None  # read the rules, and said so
    read_version: int | None  # of the sealed rules; 0 where none were sealed yet
    extended_until: datetime | None  # more time, for this juror alone
    sealed_version: int  # of the rules that are in force; 0 where none are sealed yet
    sealed_at: datetime | None
    sealed_reason: str

    @property
    def has_unread_rules(self) -> bool:
        """They were changed since. Who was welcomed before sealing has read the first version."""
        return self.welcomed_at is not None and self.sealed_version > max(self.read_version or 0, 1)

    @property
    def actor(self) -> str:
        return f"juror:{self.id}"

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.name, self.address, self.mailbox, self.language)


@dataclass(frozen=True)
class Appointment:
    """What staff write about a juror."""

    name: str
    address: str
    language: str
    chair: bool
    employer: str
    seats: Sequence[int]  # the categories the juror judges
    employer_number: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Appointed(Appointment):
    """A juror as staff see them."""

    id: int
    edition: int
    mailbox: str
    added_at: datetime
    invited_at: datetime | None
    excused_at: datetime | None
    excused_reason: str
    version: int
    employer_asked_at: datetime | None  # the register, about the employer's number
    legal_employer: str | None  # the name it has there

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.name, self.address, self.mailbox, self.language)


async def by_cookie(db: Connection, cookie: bytes) -> Juror:
    row = await sql.by_cookie.one(db, cookie=cookie)
    if row is None or not stages.allows(Stage(row["stage"]), Action.OPEN_LINKS):
        raise JurorNotSignedIn
    return Juror(**{**dict(row), "stage": Stage(row["stage"])})


async def jurors(db: Connection, edition: int) -> list[Appointed]:
    """Everybody on the panel, the chair first, then by name; the excused last."""
    found = [Appointed(**row) for row in await sql.jurors.all(db, edition=edition, juror=None)]
    return sorted(
        found, key=lambda one: (bool(one.excused_at), not one.chair, words.sort_key(one.name))
    )


async def juror(db: Connection, edition: int, ident: int) -> Appointed:
    row = await sql.jurors.one(db, edition=edition, juror=ident)
    if row is None:
        raise NotFound
    return Appointed(**row)


async def add(db: Connection, edition: int, appointment: Appointment, actor: str) -> int:
    """Add a juror; their id. Nobody is told before they are invited."""
    inside = await editions.entered(db, edition)
    inside.require(Action.CHANGE_PANEL)
    ident = await take_in(db, inside, appointment, actor)
    if ident is None:
        raise Conflict(ON_THE_PANEL)
    return ident


async def take_in(
    db: Connection, inside: Entered, appointment: Appointment, actor: str
) -> int | None:
    """Add a juror, unless their mailbox is on the panel already."""
    ident = await sql.add.value(db, edition=inside.id, **_columns(appointment))
    if ident is None:
        return None
    await _settle(db, inside, ident, appointment)
    await audit.record(db, actor, "juror.added", f"juror:{ident}", edition=inside.id)
    return int(ident)


async def change(
    db: Connection, edition: int, ident: int, version: int, wanted: Appointment, actor: str
) -> None:
    """Change a juror as shown in ``version``. A new mailbox ends the link the old one was sent."""
    inside = await editions.entered(db, edition)
    inside.require(Action.CHANGE_PANEL)
    before = await juror(db, edition, ident)
    await _refuse_to_unseat(db, before, wanted)
    try:
        changed = await sql.change.value(db, juror=ident, version=version, **_columns(wanted))
    except asyncpg.UniqueViolationError:
        raise Conflict(ON_THE_PANEL) from None
    if changed is None:
        raise Conflict
    await _settle(db, inside, ident, wanted)
    if words.canonical_mailbox(wanted.address) != before.mailbox:
        await end_link(db, before)
        await links.revoke_openable(db, Purpose.ALARM, ident)
    await audit.record(
        db,
        actor,
        "juror.changed",
        f"juror:{ident}",
        edition=edition,
        changed=_differences(before, wanted),
    )


async def excuse(db: Connection, edition: int, ident: int, reason: str, actor: str) -> None:
    """Excuse a juror: their link and every device of theirs is shut at once."""
    await _require_unseen_standings(db, await editions.entered(db, edition))
    excused = await juror(db, edition, ident)
    if await sql.excuse.value(db, juror=ident, reason=reason) is None:
        raise Conflict
    await end_link(db, excused)
    await audit.record(db, actor, "juror.excused", f"juror:{ident}", edition=edition, reason=reason)


async def take_back(db: Connection, edition: int, ident: int, actor: str) -> None:
    """Take an excused juror back; their link stays shut until they are sent a new one."""
    await _require_unseen_standings(db, await editions.entered(db, edition))
    await juror(db, edition, ident)
    if await sql.left_out.value(db, juror=ident):
        raise Closed(STANDINGS_ARE_SEEN)
    if await sql.take_back.value(db, juror=ident) is None:
        raise Conflict
    await audit.record(db, actor, "juror.taken_back", f"juror:{ident}", edition=edition)


async def may_excuse(db: Connection, edition: Edition | Entered) -> bool:
    """Whose sheets count is settled before anybody can see what that would change: in a round that
    was opened again, they have."""
    if not stages.allows(edition.stage, Action.CHANGE_PANEL):
        return False
    if stages.allows(edition.stage, Action.SEE_STANDINGS):
        return False
    return not await sql.seen.value(db, edition=edition.id)


async def _require_unseen_standings(db: Connection, inside: Entered) -> None:
    inside.require(Action.CHANGE_PANEL)
    if not await may_excuse(db, inside):
        raise Closed(STANDINGS_ARE_SEEN)


def closes(inside: Entered, juror: Juror) -> datetime | None:
    """When judging ends for this juror: as planned, or later if they were given more time."""
    due = inside.due.get(Stage.DECIDING)
    if due is None or juror.extended_until is None:
        return due
    return max(due, juror.extended_until)


def require_in_time(inside: Entered, juror: Juror) -> None:
    """Refuse what a juror does to their sheets and ballots before or after judging."""
    inside.require(Action.SCORE)
    stages.before(closes(inside, juror), inside.now)


async def end_link(db: Connection, whose: Appointed) -> None:
    """Shut a juror's link and devices, and call off what has not left to that mailbox yet."""
    link = await links.of_subject(db, Purpose.JUROR, whose.id)
    if link is not None:
        await links.revoke(db, link.id)
    await sessions.end_all(db, Purpose.JUROR, whose.id)
    await sql.call_off.run(db, edition=whose.edition, mailbox=whose.mailbox)


async def _settle(db: Connection, inside: Entered, ident: int, wanted: Appointment) -> None:
    """Give the seats, and see to it that there is one chair."""
    await sql.seat.run(db, juror=ident, edition=inside.id, categories=list(wanted.seats))
    if wanted.chair:
        await sql.no_other_chair.run(db, juror=ident, edition=inside.id)


async def _refuse_to_unseat(db: Connection, before: Appointed, wanted: Appointment) -> None:
    """What a juror has scored is not hidden by taking their seat away."""
    begun = {row["category"] for row in await sql.begun.all(db, juror=before.id)}
    if begun & (set(before.seats) - set(wanted.seats)):
        raise Invalid(
            N_("The juror has begun to score in a category you take away. Excuse the juror.")
        )


def _columns(appointment: Appointment) -> dict[str, Any]:
    return {
        "name": appointment.name,
        "address": appointment.address,
        "mailbox": words.canonical_mailbox(appointment.address),
        "language": appointment.language,
        "chair": appointment.chair,
        "employer": appointment.employer,
        "employer_number": appointment.employer_number,
    }


def _differences(before: Appointed, wanted: Appointment) -> list[str]:
    """The names of what was changed; the log needs no copy of the values."""
    different = [
        field
        for field, value in vars(wanted).items()
        if field != "seats" and getattr(before, field) != value
    ]
    return different + ["seats"] * (set(before.seats) != set(wanted.seats))
