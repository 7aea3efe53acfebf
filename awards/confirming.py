"""Confirming, mending and withdrawing: what nominators do with their own, behind their link.

Opening the link alone does none of it. One page lists all that a mailbox has nominated in the
edition; whoever does something there holds all of these rows, so that two tabs take turns.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import (
    answers,
    audit,
    editions,
    nominations,
    nominees,
    outbox,
    proposals,
    receipts,
    stages,
)
from awards.answers import Answers
from awards.database import Connection, Queries
from awards.editions import Entered, Texts
from awards.errors import N_, Closed, Conflict, NotFound
from awards.nominations import Nominator, State
from awards.outbox import Recipient
from awards.proposals import Proposal
from awards.stages import Action, Stage

sql = Queries("confirming")

PAGE = 50
ENDED = N_("This nomination has ended: it was withdrawn, rejected or has lapsed.")
LAPSED = N_("This nomination was not confirmed in time and has lapsed. It does not count.")


@dataclass(frozen=True)
class OwnNomination:
    id: int
    category: int
    category_name: Texts
    company_name: str
    organisation_number: str | None
    nominator: str
    address: str
    relation: str
    language: str
    works_there: bool
    state: State
    sent_at: datetime
    confirmed_at: datetime | None
    version: int
    asked_words: str  # what staff asked for last; "" where they asked for nothing
    asked_due: datetime | None
    asked_answered: datetime | None
    answers: dict[int, str]
    counted_already: bool  # another one of the same company counts in the category

    @property
    def stands(self) -> bool:
        return self.state in (State.SENT, State.CONFIRMED)

    @property
    def goes_on(self) -> bool:
        """Its nominator may go on to the company's own form."""
        return self.works_there and self.state is State.CONFIRMED

    @property
    def proposal(self) -> Proposal:
        return Proposal(
            self.category,
            self.company_name,
            self.organisation_number,
            self.nominator,
            self.address,
            self.relation,
            self.language,
            self.answers,
            self.works_there,
        )


@dataclass(frozen=True)
class Mended:
    """What nominators may change of what they sent."""

    nominator: str
    relation: str
    answers: Answers
    version: int  # of the nomination as it was shown


async def own(db: Connection, nominator: Nominator, page: int = 1) -> list[OwnNomination]:
    """A page of a mailbox's nominations, newest first; one more than PAGE says there is another."""
    return await _own(db, nominator, most=PAGE + 1, skipped=(page - 1) * PAGE)


async def one(db: Connection, nominator: Nominator, ident: int) -> OwnNomination:
    found = await _own(db, nominator, nomination=ident)
    if not found:
        raise NotFound
    return found[0]


async def confirm(db: Connection, nominator: Nominator, ident: int) -> None:
    """The nomination counts from now on; once is enough, and again does nothing."""
    inside = await editions.entered(db, nominator.edition)
    await nominees.expect(db, inside.id)
    nomination = await _held(db, nominator, ident)
    if nomination.state is State.CONFIRMED:
        return
    inside.require(Action.CONFIRM_NOMINATION)
    if nomination.state is State.LAPSED:
        raise Closed(LAPSED)
    _require_standing(nomination)
    stages.before(nominations.window_closes(inside), inside.now)
    await nominations.count(db, inside.id, ident, nomination.proposal)
    await _record(db, nominator, "nomination.confirmed", ident)


async def mend(db: Connection, nominator: Nominator, ident: int, mended: Mended) -> bool:
    """Change what was sent. False, and nothing done, when it is no longer as it was shown."""
    inside = await editions.entered(db, nominator.edition)
    nomination = await _held(db, nominator, ident)
    require_mendable(inside, nomination)
    _require_standing(nomination)
    if nomination.version != mended.version:
        return False
    await sql.mend.run(db, nomination=ident, nominator=mended.nominator, relation=mended.relation)
    await answers.mend(db, ident, mended.answers)
    await _record(db, nominator, "nomination.mended", ident)
    return True


async def withdraw(db: Connection, nominator: Nominator, ident: int) -> None:
    inside = await editions.entered(db, nominator.edition)
    nomination = await _held(db, nominator, ident)
    if nomination.state is State.WITHDRAWN:
        return
    _require_before_the_deadline(inside)
    _require_standing(nomination)
    await sql.withdraw.run(db, nomination=ident)
    await _record(db, nominator, "nomination.withdrawn", ident)


async def edition_of(db: Connection, nomination: int) -> int:
    """The edition that a link's nomination belongs to."""
    return int(await sql.edition_of.value(db, nomination=nomination))


async def send_link(db: Connection, nomination: int) -> None:
    """Post the link to the address on file, once an hour at most, unless the year is archived."""
    inside = await editions.entered(db, await edition_of(db, nomination))
    row = await sql.on_file.one(db, nomination=nomination)
    if row is None or not stages.allows(inside.stage, Action.OPEN_LINKS):
        return
    await outbox.post(
        db,
        "nomination_received",
        f"nomination:{nomination}:link:{inside.now:%Y-%m-%dT%H}",
        Recipient("", row["address"], row["mailbox"], row["language"]),
        edition=inside.id,
        most=outbox.MOST_UNCONFIRMED,
        link=await receipts.link(db, nomination),
        nomination=nomination,
    )


async def _held(db: Connection, nominator: Nominator, ident: int) -> OwnNomination:
    await sql.hold.all(db, edition=nominator.edition, mailbox=nominator.mailbox)
    return await one(db, nominator, ident)


def may_mend(inside: Entered, nomination: OwnNomination) -> bool:
    """Until the deadline; where staff asked for more, until the day they named."""
    asked = nomination.asked_due is not None and inside.now < nomination.asked_due
    if asked and stages.allows(inside.stage, Action.COMPLETE_CASE):
        return nomination.stands
    deadline = inside.due.get(Stage.SCREENING)
    before = deadline is None or inside.now < deadline
    return nomination.stands and before and stages.allows(inside.stage, Action.MEND_NOMINATION)


def require_mendable(inside: Entered, nomination: OwnNomination) -> None:
    if not may_mend(inside, nomination):
        _require_before_the_deadline(inside)


def _require_before_the_deadline(inside: Entered) -> None:
    inside.require(Action.MEND_NOMINATION)
    inside.require_before(Stage.SCREENING)


def _require_standing(nomination: OwnNomination) -> None:
    if not nomination.stands:
        raise Conflict(ENDED)


async def _own(
    db: Connection,
    nominator: Nominator,
    *,
    nomination: int | None = None,
    most: int = 1,
    skipped: int = 0,
) -> list[OwnNomination]:
    whose = {"edition": nominator.edition, "mailbox": nominator.mailbox}
    rows = await sql.own.all(db, **whose, nomination=nomination, most=most, skipped=skipped)
    said = await answers.of(db, [row["id"] for row in rows])
    counting = await sql.counting.all(db, **whose)
    return [_own_nomination(row, said[row["id"]], counting) for row in rows]


def _own_nomination(row: Any, said: dict[int, str], counting: list[Any]) -> OwnNomination:
    already = any(
        other["id"] != row["id"]
        and other["category"] == row["category"]
        and proposals.same_company(
            row["company_name"],
            row["organisation_number"],
            other["company_name"],
            other["organisation_number"],
        )
        for other in counting
    )
    facts = {**dict(row), "state": State(row["state"]), "answers": said}
    return OwnNomination(**facts, counted_already=already)


async def _record(db: Connection, nominator: Nominator, deed: str, nomination: int) -> None:
    await audit.record(
        db, nominator.actor, deed, f"nomination:{nomination}", edition=nominator.edition
    )
