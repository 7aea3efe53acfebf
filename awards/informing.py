"""Informing: companies are told that they are nominated, within thirty days of becoming nominees.

By our letter, to an address that staff type or confirm; by itself, to the register's address, where
the edition is set to; or otherwise, which staff note. Where staff let somebody in, it knows
already; that somebody says "I work there" is no sign of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from awards import audit, contributors, editions, stages, words
from awards.contributors import Contributor, Invited, Origin
from awards.database import Connection, Queries
from awards.editions import Edition, Entered, Texts
from awards.errors import N_, Conflict, Invalid, NotFound
from awards.staff import Member
from awards.stages import Action, Stage

sql = Queries("informing")

PAGE = 50
BATCH = 20  # letters that the service sends by itself in one go
MOST_LOOKED_AT = 500
TELLS = frozenset({Stage.NOMINATING, Stage.SCREENING, Stage.JUDGING, Stage.DECIDING})

AFTER_JUDGING_OPENS = N_(
    "Judging is planned to open before that, and cases freeze then. Choose an earlier time."
)
MORE_THAN_TOLD = N_(
    "Nominators have read in their form what the company gets to see. Now it can only be less."
)
NO_NOTE = N_("Say how the company was told.")


@dataclass(frozen=True)
class Uninformed:
    """A nominated company that nobody has told."""

    company: int
    nominee: int  # its first one
    name: str
    organisation_number: str | None
    categories: list[Texts]
    arose_at: datetime
    due: datetime
    legal_name: str  # as the register has it, or ""
    register_address: str
    gone: bool  # dissolved or bankrupt, by the register


class Heard(StrEnum):
    """What has been heard of a company, the furthest it has come."""

    NOT_TOLD = "not_told"
    SILENT = "silent"
    ACCEPTED = "accepted"
    BEGUN = "begun"
    HANDED_IN = "handed_in"


@dataclass(frozen=True)
class Telling:
    """One letter: to whom, and how it names the company, as staff saw it on the page."""

    company: int
    called: str
    name: str
    address: str
    language: str


@dataclass(frozen=True)
class About:
    """A company, as its own page at the desk begins."""

    company: int
    name: str
    organisation_number: str | None
    version: int
    legal_name: str
    register_address: str
    language_form: str


class Shows(StrEnum):
    """What a company sees of those who nominated it."""

    NOTHING = "nothing"
    REASONS = "reasons"
    NAMES = "names"


@dataclass(frozen=True)
class CompanyRules:
    inform_automatically: bool
    show_nominators: Shows
    case_deadline: datetime | None  # none: until judging opens


@dataclass(frozen=True)
class Note:
    body: str
    answered_at: datetime
    by: str


async def uninformed(db: Connection, edition: int, page: int = 1) -> tuple[list[Uninformed], int]:
    """A page of those to be told, the most urgent first, and how many there are."""
    return await _uninformed(db, edition, most=PAGE, skipped=(page - 1) * PAGE)


async def heard(db: Connection, heads: Sequence[int]) -> dict[int, Heard]:
    """What has been heard of these companies, with whatever was joined into them."""
    rows = await sql.heard.all(db, heads=list(heads))
    return {row["head"]: Heard(row["heard"]) for row in rows}


async def most_urgent(db: Connection, edition: Edition) -> tuple[int, datetime | None]:
    """How many are to be told, and until when the first of them."""
    if edition.stage not in TELLS:
        return 0, None
    found, total = await _uninformed(db, edition.id)
    return total, found[0].due if found else None


async def is_informed(db: Connection, edition: int, company: int) -> bool:
    return not (await _uninformed(db, edition, company=company))[0]


async def about(db: Connection, edition: int, company: int) -> About:
    row = await sql.about.one(db, edition=edition, company=company)
    if row is None:
        raise NotFound
    return About(**row)


async def inform(db: Connection, member: Member, edition: int, telling: Telling) -> Contributor:
    """Send a company its letter, whether it was told before or not."""
    company = await about(db, edition, telling.company)
    invited = Invited(telling.name, telling.address, telling.language)
    return await contributors.invite(
        db, member.actor, edition, company.company, invited, Origin.STAFF, telling.called
    )


async def inform_many(
    db: Connection, member: Member, edition: int, tellings: Sequence[Telling]
) -> int:
    """Send each of these its letter, unless somebody has told it meanwhile; how many left."""
    await contributors.held(db, edition)
    sent = 0
    for telling in tellings:
        if not await is_informed(db, edition, telling.company):
            await inform(db, member, edition, telling)
            sent += 1
    return sent


async def note(db: Connection, member: Member, edition: int, company: int, body: str) -> None:
    """The company was told in another way: staff say how."""
    (await editions.entered(db, edition)).require(Action.OPEN_LINKS)
    found = await about(db, edition, company)
    if not body:
        raise Invalid(NO_NOTE)
    await sql.note.run(db, company=found.company, body=body, staff=member.id)
    await audit.record(
        db,
        member.actor,
        "company.informed_otherwise",
        f"company:{company}",
        edition=edition,
        note=body,
    )


async def notes(db: Connection, company: int) -> list[Note]:
    return [Note(**row) for row in await sql.notes.all(db, company=company)]


def fault(inside: Entered, rules: CompanyRules) -> str | None:
    """What is wrong with a deadline: cases freeze when judging opens."""
    opens = inside.due.get(Stage.JUDGING)
    late = rules.case_deadline and opens and rules.case_deadline > opens
    return AFTER_JUDGING_OPENS if late else None


def told_less(inside: Entered, shows: Shows) -> str | None:
    """What the form tells nominators holds: once it is open, companies never see more of them."""
    more = list(Shows).index(shows) > list(Shows).index(Shows(inside.show_nominators))
    return MORE_THAN_TOLD if more and not stages.allows(inside.stage, Action.SET_UP) else None


async def change_rules(
    db: Connection, actor: str, inside: Entered, rules: CompanyRules, version: int
) -> None:
    inside.require(Action.SET_QUESTIONS)
    if sentence := fault(inside, rules) or told_less(inside, rules.show_nominators):
        raise Invalid(sentence)
    changed = await sql.change_rules.value(db, edition=inside.id, version=version, **vars(rules))
    if changed is None:
        raise Conflict
    deadline = rules.case_deadline.isoformat() if rules.case_deadline else ""
    await audit.record(
        db,
        actor,
        "edition.companies_changed",
        f"edition:{inside.id}",
        edition=inside.id,
        **{**vars(rules), "case_deadline": deadline},
    )


async def inform_automatically(db: Connection) -> int:
    """Tell those whose address the register has, where the year is set to; how many letters."""
    sent = 0
    for row in await sql.automatic.all(db):
        sent += await _inform_by_register(db, await editions.edition(db, row["id"]), BATCH - sent)
    return sent


async def _inform_by_register(db: Connection, edition: Edition, most: int) -> int:
    found, _ = await _uninformed(db, edition.id, by_register=True, most=MOST_LOOKED_AT)
    reachable = [one for one in found if not one.gone and _is_mailbox(one.register_address)][:most]
    if not reachable:
        return 0
    await contributors.held(db, edition.id)
    language = "nb" if "nb" in edition.languages else edition.first_language
    sent = 0
    for one in reachable:
        if not await is_informed(db, edition.id, one.company):
            invited = Invited("", one.register_address, language)
            await contributors.invite(
                db, audit.SERVICE, edition.id, one.company, invited, Origin.REGISTER, one.legal_name
            )
            sent += 1
    return sent


def _is_mailbox(address: str) -> bool:
    try:
        words.canonical_mailbox(address)
    except ValueError:
        return False
    return True


async def _uninformed(
    db: Connection,
    edition: int,
    *,
    company: int | None = None,
    by_register: bool = False,
    most: int = 1,
    skipped: int = 0,
) -> tuple[list[Uninformed], int]:
    rows = await sql.uninformed.all(
        db, edition=edition, company=company, by_register=by_register, most=most, skipped=skipped
    )
    return [_one(row) for row in rows], rows[0]["total"] if rows else 0


def _one(row: Any) -> Uninformed:
    facts = dict(row)
    facts.pop("total")
    return Uninformed(**facts)
