"""Requests: staff ask a nominator or a company for more, until a moment, with a letter.

asked -> answered    the nominator mended the nomination, or the company handed in its case
      -> overdue     the moment passed without it; it can still be answered
      -> moot        what it was about does not take part any more
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from awards import audit, contributors, outbox
from awards.contributors import Contributor
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import N_, Invalid, NotFound
from awards.outbox import Recipient
from awards.receipts import link
from awards.staff import Member
from awards.stages import Action, Stage

sql = Queries("requests")

TO_NOMINATOR, TO_COMPANY = "nomination_asked", "company_asked"

NOBODY = N_("There is nobody to write to. Tick others, or tell the company first.")
PAST = N_("This moment has passed. Choose a later one.")
TOO_LATE = N_("By then judging has opened. Choose a moment before it.")


class State(StrEnum):
    ASKED = "asked"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    MOOT = "moot"


@dataclass(frozen=True)
class Ask:
    id: int
    of: int  # the nomination, or the company
    words: str
    due: datetime
    asked_by: str
    asked_at: datetime
    answered_at: datetime | None
    past: bool
    moot: bool

    @property
    def state(self) -> State:
        if self.answered_at:
            return State.ANSWERED
        if self.moot:
            return State.MOOT
        return State.OVERDUE if self.past else State.ASKED


@dataclass(frozen=True)
class Reached:
    """Somebody to be asked, and whoever a letter would go to."""

    id: int  # the nomination, or the company
    name: str
    letters: Sequence["Letter"]


@dataclass(frozen=True)
class Letter:
    kind: str
    subject: int  # the nomination, or the contributor
    to: Recipient
    most: int  # a day, where nobody has confirmed the mailbox


def fault(inside: Entered, due: datetime) -> str | None:
    """What is wrong with the moment until which somebody is asked, if anything is."""
    if due <= inside.now:
        return PAST
    opens = inside.due.get(Stage.JUDGING)
    return TOO_LATE if opens and due >= opens else None


async def reach_nominators(db: Connection, edition: int, idents: Collection[int]) -> list[Reached]:
    """The nominations that count among these; one without an address has no letter."""
    rows = await sql.nominators.all(db, edition=edition, nominations=list(idents))
    return [
        Reached(row["id"], row["company_name"], [_to_nominator(row)] if row["mailbox"] else [])
        for row in rows
    ]


async def reach_companies(db: Connection, edition: int, idents: Collection[int]) -> list[Reached]:
    """The companies among these that take part, each with the people who work on its form."""
    heads = await sql.companies.all(db, edition=edition, companies=list(idents))
    return [
        Reached(
            head["id"],
            head["name"],
            [_to_contributor(one) for one in await contributors.insiders(db, head["id"])],
        )
        for head in heads
    ]


async def ask(
    db: Connection,
    member: Member,
    edition: int,
    *,
    nominations: Collection[int] = (),
    companies: Collection[int] = (),
    words: str,
    due: datetime,
) -> int:
    """Ask everybody among these whom a letter reaches; how many letters that made."""
    inside = await contributors.held(db, edition)
    inside.require(Action.SCREEN)
    if wrong := fault(inside, due):
        raise Invalid(wrong)
    made = 0
    for one in await reach_nominators(db, edition, nominations):
        made += await _ask(db, member, edition, one, words, due, nomination=one.id)
    for one in await reach_companies(db, edition, companies):
        made += await _ask(db, member, edition, one, words, due, company=one.id)
    if not made:
        raise Invalid(NOBODY)
    return made


async def answered(
    db: Connection, *, nomination: int | None = None, company: int | None = None
) -> None:
    """The nominator mended the nomination, or the company handed in its case: nothing is open."""
    await sql.answered.run(db, nomination=nomination, company=company)


async def settle(db: Connection, member: Member, inside: Entered, ask: int) -> None:
    """Staff have what they asked for, in whatever way it came."""
    inside.require(Action.SCREEN)
    was_open = await sql.settle.value(db, edition=inside.id, ask=ask)
    if was_open is None:
        raise NotFound
    if was_open:
        await audit.record(db, member.actor, "ask.settled", f"ask:{ask}", edition=inside.id)


async def of_nomination(db: Connection, idents: Collection[int]) -> dict[int, list[Ask]]:
    """What was asked about each of these nominations, the newest first."""
    return _by(await sql.of_nominations.all(db, nominations=list(idents)))


async def of_companies(db: Connection, heads: Collection[int]) -> dict[int, list[Ask]]:
    """What was asked of each of these companies, the newest first."""
    return _by(await sql.of_companies.all(db, heads=list(heads)))


async def of_company(db: Connection, head: int) -> list[Ask]:
    return (await of_companies(db, [head])).get(head, [])


async def _ask(
    db: Connection,
    member: Member,
    edition: int,
    one: Reached,
    words: str,
    due: datetime,
    *,
    nomination: int | None = None,
    company: int | None = None,
) -> int:
    if not one.letters:
        return 0
    ident = await sql.ask.value(
        db,
        edition=edition,
        nomination=nomination,
        company=company,
        words=words,
        due=due,
        staff=member.id,
    )
    for letter in one.letters:
        await _write(db, edition, ident, letter, words, due)
    subject = f"company:{company}" if company else f"nomination:{nomination}"
    deed = "company.asked" if company else "nomination.asked"
    await audit.record(
        db, member.actor, deed, subject, edition=edition, words=words, due=due.isoformat()
    )
    return len(one.letters)


async def _write(
    db: Connection, edition: int, ask: int, letter: Letter, words: str, due: datetime
) -> None:
    nominator = letter.kind == TO_NOMINATOR
    await outbox.post(
        db,
        letter.kind,
        f"ask:{ask}:{letter.subject}",
        letter.to,
        edition=edition,
        most=letter.most,
        link=await (link(db, letter.subject) if nominator else _way_in(db, letter.subject)),
        words=words,
        until=due.isoformat(),
        **{"nomination" if nominator else "contributor": letter.subject},
    )


async def _way_in(db: Connection, contributor: int) -> str:
    return (await contributors.link(db, await contributors.contributor(db, contributor))).id


def _to_nominator(row: Any) -> Letter:
    to = Recipient(row["nominator"], row["address"], row["mailbox"], row["language"])
    return Letter(TO_NOMINATOR, row["id"], to, 0)


def _to_contributor(one: Contributor) -> Letter:
    most = 0 if one.confirmed else outbox.MOST_UNCONFIRMED
    return Letter(TO_COMPANY, one.id, one.recipient, most)


def _by(rows: Sequence[Any]) -> dict[int, list[Ask]]:
    found: dict[int, list[Ask]] = {}
    for row in rows:
        found.setdefault(row["of"], []).append(Ask(**row))
    return found
