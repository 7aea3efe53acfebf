"""Checking: staff ask a winner to look through what will be said about them, and hear the answer.

Each winner is shown what is about them alone: of several categories, nobody reads of another.
"""

from dataclasses import dataclass
from datetime import datetime

from awards import announcements, checks, contributors, decisions, editions, press, submissions
from awards import words as texts
from awards.announcements import Announcement, Kind, State
from awards.articles import Quote
from awards.checks import Asked, Check
from awards.database import Connection
from awards.decisions import Decision
from awards.editions import Category, Edition, Texts
from awards.errors import N_, Invalid, NotFound
from awards.outbox import Recipient
from awards.staff import Member
from awards.stages import Action

PASSED = N_("This minute has passed. Choose a later one.")
NO_PASSAGE = N_("Write what they are to look through, in the first language of the year.")


@dataclass(frozen=True)
class Winner:
    """A company that wins, and where it stands with looking through the announcement.

    Also one that wins no more, but was asked: ``wins`` is false then.
    """

    head: int
    company: str
    wins: bool
    check: Check | None  # the newest
    changed: bool  # the announcement is not what it was when they were asked


@dataclass(frozen=True)
class Reader:
    """Somebody at a company who may be asked."""

    key: str
    name: str
    address: str
    is_press: bool  # newsrooms' contact; else one who works on its form


async def winners(db: Connection, edition: Edition, found: Announcement) -> list[Winner]:
    """The winners whom an announcement is about; none where staff do not know them yet."""
    if found.kind is not Kind.WINNER or not edition.allows(Action.SEE_STANDINGS):
        return []
    newest: dict[int, Check] = {}
    for one in await checks.of_announcement(db, found.id):
        newest.setdefault(one.head, one)
    winning = {one.head: one.company for one in await _standing(db, edition.id)}
    past = {
        one.head: one.company
        for one in newest.values()
        if one.head not in winning and not one.ended_at
    }
    return [
        Winner(
            head,
            company,
            head in winning,
            newest.get(head),
            head in newest and newest[head].is_draft and newest[head].written_as != found.version,
        )
        for head, company in {**winning, **past}.items()
    ]


async def winner(db: Connection, edition: Edition, found: Announcement, head: int) -> Winner:
    for one in await winners(db, edition, found):
        if one.head == head and one.wins:
            return one
    raise NotFound


async def readers(db: Connection, head: int) -> list[Reader]:
    """Who works on the company's form, and whom it named for newsrooms."""
    inside = await contributors.insiders(db, head)
    found = [Reader(f"person-{one.id}", one.name, one.address, False) for one in inside]
    named = press.contact(await submissions.said(db, head))
    if named.address and named.address.lower() not in {one.address.lower() for one in inside}:
        found.append(Reader("press", named.name, named.address, True))
    return found


async def passage(db: Connection, edition: Edition, found: Announcement, head: int) -> Texts:
    """What is about a winner: the whole text if there is one category, else theirs of it."""
    categories = await editions.categories(db, edition.id)
    if len(categories) == 1:
        said = {one: _whole(found, one) for one in edition.languages}
    else:
        made = [one for one in await _standing(db, edition.id) if one.head == head]
        called = {one.id: one for one in categories}
        said = {
            language: "\n\n".join(
                _decided(called[one.category], one, language, edition.first_language)
                for one in made
            )
            for language in edition.languages
        }
    return {language: text for language, text in said.items() if text}


async def ask(
    db: Connection, member: Member, edition: int, ident: int, head: int, asked: Asked, version: int
) -> None:
    """Ask somebody in the name of a winner; ``version`` of the draft is what the page showed."""
    inside = await announcements.entered(db, edition)
    inside.require(Action.SEE_STANDINGS)
    inside.require(Action.OPEN_LINKS)
    found = await announcements.held(db, edition, ident, version, State.DRAFT)
    if found.kind is not Kind.WINNER or head not in {
        one.head for one in await _standing(db, edition)
    }:
        raise NotFound
    if asked.due <= inside.now:
        raise Invalid(PASSED)
    if not asked.passage.get(inside.languages[0], "").strip():
        raise Invalid(NO_PASSAGE)
    await checks.ask(db, member, ident, head, asked, version)


async def take_back(db: Connection, member: Member, edition: int, ident: int, check: int) -> None:
    await announcements.entered(db, edition)
    await checks.take_back(db, member, await _of(db, edition, ident, check))


async def see_to(
    db: Connection, member: Member, edition: int, ident: int, check: int, version: int
) -> None:
    """Staff have read what was suggested, as the page showed it in ``version``."""
    await announcements.entered(db, edition)
    await checks.see_to(db, member, await _of(db, edition, ident, check), version)


def recipient(name: str, address: str, language: str) -> Recipient:
    return Recipient(name, address, texts.canonical_mailbox(address), language)


async def is_past(db: Connection, edition: int, due: datetime) -> bool:
    return due <= (await editions.entered(db, edition)).now


async def _of(db: Connection, edition: int, ident: int, check: int) -> Check:
    found = await checks.check(db, check)
    if (found.edition, found.announcement) != (edition, ident):
        raise NotFound
    return found


async def _standing(db: Connection, edition: int) -> list[Decision]:
    made = (await decisions.decisions(db, edition)).values()
    return [one for one in made if one.stands and one.approved]


def _whole(found: Announcement, language: str) -> str:
    quotes = [_quoted(one, language) for one in found.quotes]
    parts = [one.get(language, "") for one in (found.headline, found.lead, found.body)]
    return "\n\n".join(part for part in [*parts, *quotes] if part)


def _quoted(quote: Quote, language: str) -> str:
    said, who = quote.words.get(language, ""), quote.who.get(language, "")
    return f"{who}: {said}" if said and who else said


def _decided(category: Category, made: Decision, language: str, first: str) -> str:
    called, why = (texts.choose(one, language, first)[0] for one in (category.name, made.reason))
    return f"{called}: {made.company}\n\n{why}"
