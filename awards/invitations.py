"""Invitations: the link each juror has, and the letters that carry it.

A juror has one link. Inviting issues it, renewing voids it and sends another spelling of it, and
revoking shuts it with every device that was opened through it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from awards import audit, award, editions, links, outbox, panel
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Conflict, Invalid, NotNow, TooMany
from awards.links import Link
from awards.panel import Appointed
from awards.staff import Member
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("invitations")

MOST_TESTS = 5  # test letters a day to one mailbox
TRIAL_LASTS = timedelta(days=1)
TESTED_ENOUGH = N_("You have had five test letters today. Tomorrow you can send more.")
EXCUSED = N_("This juror is excused. Take them back first.")
NO_LINK = N_("This juror has no link that works. Send a new one.")


@dataclass(frozen=True)
class Late:
    """A juror with a ballot to confirm, and time left to do so."""

    juror: Appointed
    closes: datetime | None  # when judging ends for this juror
    reminded_at: datetime | None
    today: bool  # the last reminder was written today, as the award counts days


@dataclass(frozen=True)
class Letter:
    """A letter to a juror, and what became of it."""

    id: int
    kind: str
    state: str
    answer: str
    created_at: datetime
    sent_at: datetime | None


def uninvited(jurors: Sequence[Appointed]) -> list[Appointed]:
    """Those an invitation would go to."""
    return [one for one in jurors if one.invited_at is None and one.excused_at is None]


async def invite(db: Connection, edition: int, jurors: Collection[int], actor: str) -> int:
    """Invite these jurors, each once; how many letters that made."""
    (await editions.entered(db, edition)).require(Action.CHANGE_PANEL)
    made = 0
    for juror in await panel.jurors(db, edition):
        if juror.id in jurors and await sql.invited.value(db, juror=juror.id, edition=edition):
            await _mend_link(db, juror)
            made += await _send(db, "juror_invitation", f"juror-invitation:{juror.id}", juror)
            await audit.record(db, actor, "juror.invited", f"juror:{juror.id}", edition=edition)
    return made


async def send_test(db: Connection, edition: int, member: Member, language: str) -> None:
    """The invitation as a juror reads it, to one of the staff; its link lets in nobody."""
    inside = await editions.entered(db, edition)
    inside.require(Action.CHANGE_PANEL)
    if language not in inside.languages:
        raise Invalid
    if await sql.tests_today.value(db, mailbox=member.mailbox) >= MOST_TESTS:
        raise TooMany(TESTED_ENOUGH)
    link = await links.issue(db, Purpose.TRIAL, member.id, lasts=TRIAL_LASTS)
    occasion = f"juror-test:{edition}:{member.id}:{language}:{inside.now:%Y-%m-%dT%H:%M}"
    to = replace(member.recipient, language=language)
    await outbox.post(db, "juror_test", occasion, to, edition=edition, link=link)


async def late(db: Connection, edition: int) -> list[Late]:
    """Who can still confirm a ballot and has not; none before judging has opened."""
    return await late_inside(db, await editions.entered(db, edition))


async def late_inside(db: Connection, inside: Entered) -> list[Late]:
    """Who is late as the clock inside has it: everybody by their own end of judging."""
    today = await _today(db, inside)
    rows = await sql.late.all(db, edition=inside.id, now=inside.now, today=today)
    found = {row["juror"]: (row["closes"], row["reminded_at"], row["today"]) for row in rows}
    if not found:
        return []
    jurors = await panel.jurors(db, inside.id)
    return [Late(juror, *found[juror.id]) for juror in jurors if juror.id in found]


async def remind(db: Connection, edition: int, jurors: Collection[int], actor: str) -> int:
    """Remind these jurors, if they are still late and were not reminded today; how many were."""
    inside = await editions.entered(db, edition)
    inside.require(Action.REMIND_JURORS)
    found = await late_inside(db, inside)
    if not found:
        inside.require_before(Stage.DECIDING)
    return await remind_late(db, inside, [one for one in found if one.juror.id in jurors], actor)


async def remind_late(db: Connection, inside: Entered, found: Sequence[Late], actor: str) -> int:
    """One letter a day to each, whoever sends it."""
    today = await _today(db, inside)
    made = 0
    for one in found:
        occasion = f"juror-reminder:{one.juror.id}:{today}"
        if await _send(db, "juror_reminder", occasion, one.juror):
            made += 1
            await audit.record(
                db, actor, "juror.reminded", f"juror:{one.juror.id}", edition=inside.id
            )
    return made


async def revoke(db: Connection, edition: int, ident: int, reason: str, actor: str) -> None:
    """Shut a juror's link and devices, at whatever stage links open at all."""
    juror = await _linked(db, edition, ident)
    if not (await _link(db, juror)).holds:
        raise NotNow(NO_LINK)
    await panel.end_link(db, juror)
    await audit.record(
        db, actor, "juror.link_revoked", f"juror:{ident}", edition=edition, reason=reason
    )


async def renew(
    db: Connection, edition: int, ident: int, shown: int, reason: str, actor: str
) -> None:
    """Void every copy of a juror's link and send them one that works.

    ``shown`` is the generation staff saw, so that pressing twice does not void the new one.
    """
    juror = await _linked(db, edition, ident)
    link = await _link(db, juror)
    if link.generation != shown:
        raise Conflict
    generation = await links.renew(db, link.id)
    await _send(db, "juror_link", f"juror-link:{ident}:{generation}", juror)
    await audit.record(
        db, actor, "juror.link_renewed", f"juror:{ident}", edition=edition, reason=reason
    )


async def copy(
    db: Connection, keys: Sequence[str], edition: int, ident: int, reason: str, actor: str
) -> str:
    """The token of a juror's link, for staff to hand over when mail fails."""
    juror = await _linked(db, edition, ident)
    link = await _link(db, juror)
    if not link.holds:
        raise NotNow(NO_LINK)
    await audit.record(
        db, actor, "juror.link_copied", f"juror:{ident}", edition=edition, reason=reason
    )
    return links.token(keys, link)


async def letters(db: Connection, juror: Appointed) -> list[Letter]:
    rows = await sql.letters.all(db, edition=juror.edition, mailbox=juror.mailbox)
    return [Letter(**row) for row in rows]


async def _linked(db: Connection, edition: int, ident: int) -> Appointed:
    """A juror who may have a link, held so that one deed at a time is done to it."""
    (await editions.entered(db, edition)).require(Action.OPEN_LINKS)
    await sql.hold.run(db, juror=ident)
    juror = await panel.juror(db, edition, ident)
    if juror.excused_at is not None:
        raise Conflict(EXCUSED)
    return juror


async def _link(db: Connection, juror: Appointed) -> Link:
    """The juror's one link; issued when there is none."""
    found = await links.of_subject(db, Purpose.JUROR, juror.id)
    if found is not None:
        return found
    return await links.by_id(db, await links.issue(db, Purpose.JUROR, juror.id))


async def _mend_link(db: Connection, juror: Appointed) -> None:
    """An invitation never carries a link that was shut before it was sent."""
    link = await _link(db, juror)
    if not link.holds:
        await links.renew(db, link.id)


async def _send(db: Connection, kind: str, occasion: str, juror: Appointed) -> bool:
    link = await _link(db, juror)
    return await outbox.post(
        db,
        kind,
        occasion,
        juror.recipient,
        edition=juror.edition,
        link=link.id,
        juror=juror.id,
    )


async def _today(db: Connection, inside: Entered) -> str:
    """The day it is where the award lives: a day is a day there."""
    found = await award.award(db)
    return inside.now.astimezone(ZoneInfo(found.zone if found else "UTC")).date().isoformat()
