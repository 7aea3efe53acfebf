"""Occasions: whether a letter still has something to be about, asked just before it is sent.

A link that was ended, a person who is gone, a deed that is done: then there is no letter.
"""

from dataclasses import dataclass
from typing import Any

from awards import ballots, checks, editions, extensions, feedback_letters, stages
from awards.database import Connection, Queries
from awards.errors import N_, Refusal
from awards.links import Link
from awards.nominations import State
from awards.outbox import Letter
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("occasions")

Texts = dict[str, str]

LINK_ENDED = N_("Not sent: its link no longer works.")
OFF_THE_PANEL = N_("Not sent: the juror is excused, or has another address now.")
ALL_CONFIRMED = N_("Not sent: every ballot was confirmed, or judging closed, in the meantime.")
NOT_EXTENDED = N_("Not sent: the juror has no extra time any more.")
LAPSED = N_("Not sent: the nomination lapsed in the meantime.")
NO_LONGER_THERE = N_("Not sent: this person no longer works on the company's form.")
NOBODY_WAITS = N_("Not sent: nobody waits to be let in any more.")
NOT_NOMINATED = N_("Not sent: the company is not nominated any more.")
NO_QUESTION = N_("Not sent: the question was taken back, or is settled.")
NO_AWARD = N_("Not sent: the award is not set up.")
FORGOTTEN = N_("Not sent: this address is not on the list any more.")
NOT_OPEN = N_("Not sent: nominations are not open any more.")
NO_FEEDBACK = N_("Not sent: the nominee is out, so there is no feedback to it.")

ABOUT_TIME = ("juror_reminder", "juror_extended")


@dataclass(frozen=True)
class Left:
    """A ballot to confirm, and how many of its sheets are not done."""

    category: Texts
    sheets: int
    left: int


class Void(Refusal):
    """Nothing is left to write about: the letter is not sent."""

    status = 410


async def require(db: Connection, letter: Letter, link: Link) -> None:
    """Refuse to write where the link was ended, or what the letter is about is past."""
    if not link.holds:
        raise Void(LINK_ENDED)
    if link.purpose is Purpose.NOMINATION:
        state = await sql.nomination.value(db, nomination=letter.facts["nomination"])
        if state == State.LAPSED:
            raise Void(LAPSED)
    if link.purpose in (Purpose.JUROR, Purpose.ALARM):
        mailbox = await sql.juror.value(db, juror=letter.facts["juror"])
        if mailbox != letter.mailbox:
            raise Void(OFF_THE_PANEL)
    if link.purpose is Purpose.CONTRIBUTOR:
        await _require_of_company(db, letter)
    if link.purpose is Purpose.CHECK:
        await _require_question(db, letter)
    if link.purpose is Purpose.FOLLOW:
        await _require_follower(db, letter)
    if letter.kind in ABOUT_TIME and not await unconfirmed(db, letter):
        raise Void(ALL_CONFIRMED)
    if letter.kind == "juror_extended":
        await _require_extended(db, letter)


async def unconfirmed(db: Connection, letter: Letter) -> list[Left]:
    """What a juror still has to do, for each ballot that is not confirmed and not closed."""
    asked = await ballots.asked_of(db, letter.edition or 0, letter.facts["juror"])
    return [
        Left(ballot.category_name, len(ballot.due), len(ballot.left))
        for ballot in asked
        if ballot.ident is None and ballot.due and not ballot.closed
    ]


async def competes_in(db: Connection, letter: Letter) -> list[Texts]:
    """The categories in which the company that a letter is about is a nominee."""
    return _names(await sql.competes_in.all(db, contributor=letter.facts["contributor"]))


async def _require_extended(db: Connection, letter: Letter) -> None:
    found = await extensions.of_juror(db, letter.edition or 0, letter.facts["juror"])
    if found is None:
        raise Void(NOT_EXTENDED)


async def _require_follower(db: Connection, letter: Letter) -> None:
    if await sql.follower.value(db, follower=letter.facts["follower"]) != letter.mailbox:
        raise Void(FORGOTTEN)
    if letter.edition is not None:
        inside = await editions.entered(db, letter.edition)
        closes = inside.due.get(Stage.SCREENING)
        past = closes is not None and inside.now >= closes
        if past or not stages.allows(inside.stage, Action.NOMINATE):
            raise Void(NOT_OPEN)


async def _require_of_company(db: Connection, letter: Letter) -> None:
    contributor = letter.facts["contributor"]
    if await sql.contributor.value(db, contributor=contributor) != letter.mailbox:
        raise Void(NO_LONGER_THERE)
    if letter.kind == "company_asks_in" and not await sql.waits.value(db, contributor=contributor):
        raise Void(NOBODY_WAITS)
    if letter.kind == "company_invitation" and not await competes_in(db, letter):
        raise Void(NOT_NOMINATED)
    if letter.kind == "feedback" and not await feedback_letters.is_due(db, letter):
        raise Void(NO_FEEDBACK)


async def _require_question(db: Connection, letter: Letter) -> None:
    """Nobody learns that they win who does not, or is asked what is settled."""
    asked = await checks.check(db, letter.facts["check"])
    answerable = asked.waits and asked.is_open and not asked.is_over
    if not answerable or asked.mailbox != letter.mailbox or await checks.is_void(db, asked):
        raise Void(NO_QUESTION)


def _names(rows: list[Any]) -> list[Texts]:
    return [row["name"] for row in rows]
