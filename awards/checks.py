"""Checks: a winner looks through what will be said about them, and answers until a deadline.

asked -> agreed | suggested    until the deadline, as often as they like, while it is a draft
  |----> silent                the deadline passed: no objection
  '----> taken back            by staff, at once

Whoever is no longer a winner sees nothing of it, and keeps nobody waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from awards import audit, decisions, editions, links, outbox, stages, tokens
from awards.database import Connection, Queries
from awards.editions import Texts
from awards.errors import N_, Closed, Conflict, LinkEnded, NotFound, NotNow, NotSignedIn
from awards.outbox import Recipient
from awards.staff import Member
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("checks")

READABLE = timedelta(days=14)  # after the deadline, so that they can look at what they answered

ENDED = N_(
    "The secretariat has taken the question back, or it is over. "
    "Write to the secretariat if you have something to say."
)
LATE = N_(
    "The deadline has passed, so the answer is not kept. "
    "Write to the secretariat if something in the text is wrong."
)
APPROVED = N_(
    "The text is approved by now, so the answer is not kept. "
    "Write to the secretariat if something in it is wrong."
)
WAITS = N_(
    "A winner has been asked to look through this, and has not answered. "
    "Wait for the answer or for the deadline, or take the question back."
)

WAITS_ALREADY = N_("They have been asked already. Take that question back first.")


class State(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    SUGGESTED = "suggested"
    SILENT = "silent"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Asked:
    """What somebody is asked to look through, and until when."""

    reader: Recipient
    passage: Texts
    due: datetime


@dataclass(frozen=True)
class Check:
    id: int
    announcement: int
    edition: int
    year: int
    stage: Stage
    head: int  # the company, or the one it was joined into
    company: str
    name: str
    address: str
    mailbox: str
    language: str
    passage: Texts
    written_as: int  # the version of the announcement when they were asked
    due: datetime
    asked_by: str
    asked_at: datetime
    answered_at: datetime | None
    agreed: bool | None
    suggestion: str
    settled_at: datetime | None
    ended_at: datetime | None
    version: int  # of the answer
    is_draft: bool  # the announcement is
    is_withdrawn: bool
    published_at: datetime | None
    public_at: datetime | None  # the minute of the announcement, while it is scheduled
    now: datetime

    @property
    def actor(self) -> str:
        return f"check:{self.id}"

    @property
    def state(self) -> State:
        if self.agreed is not None:
            return State.AGREED if self.agreed else State.SUGGESTED
        if self.ended_at and self.ended_at < self.due:
            return State.TAKEN_BACK
        return State.SILENT if self.due <= self.now else State.ASKED

    @property
    def waits(self) -> bool:
        """For an answer, or for the deadline."""
        return self.state is State.ASKED

    @property
    def is_open(self) -> bool:
        """Their answer counts, or can be changed."""
        return self.ended_at is None and self.is_draft and self.now < self.due

    @property
    def is_over(self) -> bool:
        archived = not stages.allows(self.stage, Action.OPEN_LINKS)
        return self.ended_at is not None or self.is_withdrawn or archived


async def check(db: Connection, ident: int) -> Check:
    row = await sql.checks.one(db, announcement=None, id=ident)
    if row is None:
        raise NotFound
    return _check(row)


async def of_announcement(db: Connection, announcement: int) -> list[Check]:
    """All that were ever asked about an announcement, the newest first."""
    return [_check(row) for row in await sql.checks.all(db, announcement=announcement, id=None)]


async def by_cookie(db: Connection, cookie: bytes) -> Check:
    """What the reader behind a session looks through."""
    ident = await sql.by_cookie.value(db, cookie=cookie)
    if ident is None:
        raise NotSignedIn
    found = await check(db, ident)
    if not stages.allows(found.stage, Action.OPEN_LINKS):
        raise NotSignedIn
    await _require_shown(db, found)
    return found


async def at_the_door(db: Connection, keys: Sequence[str], token: str) -> Check:
    """The check behind a link in a letter, for the page with one button. Changes nothing."""
    link = await links.known(db, keys, Purpose.CHECK, token)
    if not link.holds or tokens.read(keys, Purpose.CHECK, token)[1] != link.generation:
        raise LinkEnded(ENDED)
    found = await check(db, link.subject)
    await _require_shown(db, found)
    return found


async def is_void(db: Connection, one: Check) -> bool:
    """The company is no longer a winner: the decision was changed, or a new round was begun."""
    made = await decisions.decisions(db, one.edition)
    return all(one.head != other.head or not other.stands for other in made.values())


async def answer(db: Connection, reader: Check, suggestion: str, version: int) -> None:
    """Keep what the winner says: a suggestion, or none for no objection."""
    await editions.entered(db, reader.edition)
    now = await held(db, reader.announcement, reader.id)
    await _require_shown(db, now)
    if not now.is_open:
        raise Closed(LATE if now.is_draft else APPROVED)
    agreed = not suggestion
    if (now.agreed, now.suggestion) == (agreed, suggestion):
        return
    if now.version != version:
        raise Conflict
    await sql.answer.run(db, id=now.id, agreed=agreed, suggestion=suggestion)
    await _record(db, now, now.actor, "agreed" if agreed else "suggested")


async def require_none_waits(db: Connection, announcement: int) -> None:
    """Refuse to approve what a winner still looks through. Call it with the announcement held."""
    for one in await of_announcement(db, announcement):
        if one.waits and not await is_void(db, one):
            raise NotNow(WAITS)


async def ask(
    db: Connection, member: Member, announcement: int, head: int, asked: Asked, written_as: int
) -> None:
    """Ask the reader, by letter. Call it with the announcement held, as a draft."""
    if await _is_asked(db, announcement, head, asked):
        return
    for one in await of_announcement(db, announcement):
        if one.head == head:
            await _end(db, member, one)  # what was asked before is past
    ident = await sql.ask.value(
        db,
        announcement=announcement,
        company=head,
        name=asked.reader.name,
        address=asked.reader.address,
        mailbox=asked.reader.mailbox,
        language=asked.reader.language,
        passage=asked.passage,
        written_as=written_as,
        due=asked.due,
        member=member.id,
    )
    made = await check(db, ident)
    await _post(db, made, asked.reader)
    await _record(db, made, member.actor, "asked")


async def _is_asked(db: Connection, announcement: int, head: int, asked: Asked) -> bool:
    """Whether the button was pressed twice. Another question has to be taken back first."""
    for one in await of_announcement(db, announcement):
        if one.head == head and one.waits:
            if (one.mailbox, one.passage, one.due) != (
                asked.reader.mailbox,
                asked.passage,
                asked.due,
            ):
                raise Conflict(WAITS_ALREADY)
            return True
    return False


async def take_back(db: Connection, member: Member, one: Check) -> None:
    """The link opens nothing from now on, and whoever is in is out."""
    now = await held(db, one.announcement, one.id)
    if now.ended_at is None:
        await _end(db, member, now)
        await _record(db, now, member.actor, "taken_back")


async def see_to(db: Connection, member: Member, one: Check, version: int) -> None:
    """Staff have read the suggestion, and followed it or not."""
    now = await held(db, one.announcement, one.id)
    if now.version != version:
        raise Conflict
    if now.state is State.SUGGESTED and now.settled_at is None:
        await sql.settle.run(db, id=now.id, member=member.id)
        await _record(db, now, member.actor, "seen_to")


async def held(db: Connection, announcement: int, ident: int) -> Check:
    """A check as it is now; nobody answers or approves before we are done."""
    await sql.hold.run(db, announcement=announcement)
    return await check(db, ident)


async def _require_shown(db: Connection, one: Check) -> None:
    if one.is_over or await is_void(db, one):
        raise LinkEnded(ENDED)


async def _post(db: Connection, one: Check, reader: Recipient) -> None:
    lasts = one.due + READABLE - one.now
    link = await links.issue(db, Purpose.CHECK, one.id, lasts=lasts)
    await outbox.post(
        db,
        "winner_check",
        f"winner_check:{one.id}",
        reader,
        edition=one.edition,
        link=link,
        check=one.id,
    )


async def _end(db: Connection, member: Member, one: Check) -> None:
    await sql.end.run(db, id=one.id, member=member.id)
    link = await links.of_subject(db, Purpose.CHECK, one.id)
    if link is not None:
        await links.revoke(db, link.id)


async def _record(db: Connection, one: Check, actor: str, verb: str) -> None:
    subject = f"announcement:{one.announcement}"
    await audit.record(db, actor, f"check.{verb}", subject, edition=one.edition, check=one.id)


def _check(row: Any) -> Check:
    return Check(**{**dict(row), "stage": Stage(row["stage"])})
