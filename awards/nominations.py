"""Nominations: one nominator's proposal of one company in one category, sent or entered by staff.

sent -> confirmed    by its nominator, through the link in the letter (confirming.py)
     -> lapsed       the confirmation window closed
sent, confirmed -> withdrawn    by the nominator, until the deadline (confirming.py)
                -> rejected     by staff, with a reason (screening.py)

A form has a key. The same form sent again, with the same content, is the same nomination: one
row, one letter, the same answer. What is taken for junk is stored and answered like the rest, but
gets no letter and waits for nobody: staff see it apart (junk.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import asyncpg

from awards import audit, companies, editions, nominees, receipts, register, stages, unfinished
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Conflict, Invalid, NominatorNotSignedIn
from awards.proposals import Proposal
from awards.register import Facts
from awards.staff import Member
from awards.stages import Action, Stage

sql = Queries("nominations")


class State(StrEnum):
    SENT = "sent"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Nominator:
    """A nominator who is signed in: a mailbox within an edition, through one nomination's link."""

    nomination: int
    edition: int
    mailbox: str
    address: str
    nominator: str
    language: str
    year: int
    stage: Stage  # as it was when the page was asked for; deeds enter the edition again

    @property
    def actor(self) -> str:
        return f"nominator:{self.nomination}"


@dataclass(frozen=True)
class Sent:
    """The nomination is stored, now or when the same form was sent before."""

    nomination: int


@dataclass(frozen=True)
class Late:
    """The deadline had passed; nothing was stored."""

    deadline: datetime | None  # None where staff closed before it
    came: datetime


@dataclass(frozen=True)
class Spent:
    """The key of this form belongs to a nomination with other content, which stays as it is."""


async def by_cookie(db: Connection, cookie: bytes) -> Nominator:
    row = await sql.by_cookie.one(db, cookie=cookie)
    if row is None or not stages.allows(Stage(row["stage"]), Action.OPEN_LINKS):
        raise NominatorNotSignedIn
    return Nominator(**{**dict(row), "stage": Stage(row["stage"])})


async def send(
    db: Connection,
    edition: int,
    proposal: Proposal,
    form_key: str,
    *,
    begun: datetime | None = None,
    facts: Facts | None = None,
) -> Sent | Late | Spent:
    """Store a nomination and post its letter, if the deadline has not passed.

    ``begun`` is when its form was handed out: nobody fills one in within a second or two.
    """
    inside = await editions.entered(db, edition)
    if not _is_open(inside):
        return await _after_the_deadline(db, inside, proposal, form_key)
    judged = _judged(inside, proposal, begun)
    row = await _store(db, inside, judged, form_key, facts=facts)
    if row["id"] is None:
        return Spent()
    if row["unfinished"]:
        await unfinished.end(db, row["unfinished"])
    if row["first"] and not judged.junk:
        again = judged.first_of_same(row["earlier"])
        await receipts.write(db, inside.id, row["id"], judged.recipient, again)
        await _record(db, f"nominator:{row['id']}", "nomination.sent", inside.id, row["id"])
    return Sent(row["id"])


def _judged(inside: Entered, proposal: Proposal, begun: datetime | None) -> Proposal:
    """The proposal, marked as junk where it was sent faster than anybody writes."""
    least = timedelta(seconds=inside.least_seconds)
    if proposal.junk or begun is None or inside.now - begun >= least:
        return proposal
    return replace(proposal, junk="too_fast")


async def late(db: Connection, edition: int) -> Late | None:
    """For a form with errors: nobody mends what comes too late anyhow."""
    inside = await editions.entered(db, edition)
    return None if _is_open(inside) else _too_late(inside)


async def enter(
    db: Connection, member: Member, edition: int, proposal: Proposal, form_key: str
) -> int:
    """Enter a nomination that came by phone. It counts at once, marked as entered by staff."""
    inside = await editions.entered(db, edition)
    inside.require(Action.NOMINATE)
    inside.require_before(Stage.SCREENING)
    await nominees.expect(db, inside.id)
    by_phone = replace(proposal, junk="")
    row = await _store(db, inside, by_phone, form_key, entered_by=member.id)
    if row["id"] is None:
        raise Conflict(N_("This form was sent before with other content. Begin with a new one."))
    nomination = int(row["id"])
    if row["first"]:
        await count(db, inside.id, nomination, proposal)
        await _record(db, member.actor, "nomination.entered", inside.id, nomination)
    return nomination


async def count(db: Connection, edition: int, nomination: int, proposal: Proposal) -> None:
    """From now on the nomination counts: its company is known, its nominee arises.

    One mailbox counts once for a company in a category, whether the number tells or the name. The
    caller expects a nominee.
    """
    counting = await sql.counting.all(
        db, mailbox=proposal.mailbox, category=proposal.category, nomination=nomination
    )
    if proposal.first_of_same(counting) is not None:
        raise _counted_already()
    company = await companies.met(db, edition, proposal.company_name, proposal.organisation_number)
    try:
        await sql.confirm.run(db, id=nomination, company=company)
    except asyncpg.UniqueViolationError:
        raise _counted_already() from None
    await nominees.arise(db, proposal.category, company)


async def pending(db: Connection, edition: int) -> int:
    """How many wait for their nominators to confirm."""
    return int(await sql.pending.value(db, edition=edition))


async def lapse(db: Connection) -> int:
    """Let everything lapse whose confirmation window has closed; how many did."""
    lapsed = 0
    for row in await sql.waiting.all(db):
        inside = await editions.entered(db, row["edition"])
        closes = window_closes(inside)
        if closes is not None and inside.now >= closes:
            lapsed += await _lapse(db, inside.id)
    return lapsed


async def _lapse(db: Connection, edition: int) -> int:
    gone = [row["id"] for row in await sql.lapse.all(db, edition=edition)]
    if gone:
        await audit.record(
            db,
            audit.SERVICE,
            "nomination.lapsed",
            f"edition:{edition}",
            edition=edition,
            nominations=gone,
        )
    return len(gone)


def window_closes(inside: Entered) -> datetime | None:
    """Until when what was sent in time may be confirmed."""
    deadline = inside.due.get(Stage.SCREENING)
    return deadline + inside.confirmation_window if deadline else None


def _is_open(inside: Entered) -> bool:
    deadline = inside.due.get(Stage.SCREENING)
    before = deadline is None or inside.now < deadline
    return before and stages.allows(inside.stage, Action.NOMINATE)


async def _after_the_deadline(
    db: Connection, inside: Entered, proposal: Proposal, form_key: str
) -> Sent | Late:
    """What was acknowledged in time has its answer, however often it is sent again."""
    nomination = await sql.replay.value(db, form_key=form_key, form_digest=proposal.digest)
    return _too_late(inside) if nomination is None else Sent(nomination)


def _too_late(inside: Entered) -> Late:
    if not stages.reached(inside.stage, Stage.NOMINATING):
        inside.require(Action.NOMINATE)
    deadline = inside.due.get(Stage.SCREENING)
    passed = deadline if deadline and deadline <= inside.now else None
    return Late(passed, inside.now)


async def _store(
    db: Connection,
    inside: Entered,
    proposal: Proposal,
    form_key: str,
    *,
    entered_by: int | None = None,
    facts: Facts | None = None,
) -> Mapping[str, Any]:
    """The row of the form: ``id`` is None when its key is spent, ``first`` when it is new."""
    row = await sql.send.one(
        db,
        edition=inside.id,
        category=proposal.category,
        company_name=proposal.company_name,
        organisation_number=proposal.organisation_number,
        nominator=proposal.nominator,
        address=proposal.address,
        mailbox=proposal.mailbox,
        relation=proposal.relation,
        language=proposal.language,
        works_there=proposal.works_there,
        junk=proposal.junk,
        fetched_at=facts.fetched if facts else None,
        facts=register.as_json(facts) if facts else None,
        sent_at=inside.now,
        entered_by=entered_by,
        form_key=form_key,
        form_digest=proposal.digest,
        questions=list(proposal.answers),
        bodies=list(proposal.answers.values()),
    )
    if row is None:
        raise Invalid(N_("This category is no longer there. Choose another one."))
    return dict(row)


def _counted_already() -> Conflict:
    return Conflict(
        N_(
            "This company is nominated from your address in this category already, and that"
            " nomination counts. You find it among your nominations."
        )
    )


async def _record(db: Connection, actor: str, deed: str, edition: int, nomination: int) -> None:
    await audit.record(db, actor, deed, f"nomination:{nomination}", edition=edition)
