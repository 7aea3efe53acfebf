"""Editions: one year of the award, its stage, categories, criteria and questions, as they stand.

Whoever writes inside an edition enters it through ``entered``; whoever moves it, through
``entered_alone``. Stage and clock are read in the statement after the lock, so that a score sent
while judging closes is either in before the close or refused.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg

from awards import audit, questions, stages
from awards.database import Connection, Queries
from awards.errors import N_, Conflict, NotFound
from awards.questions import Form, Question
from awards.stages import Action, Stage

sql = Queries("editions")

Texts = dict[str, str]  # language -> text


@dataclass(frozen=True)
class Edition:
    id: int
    year: int
    stage: Stage
    languages: list[str]
    introduction: Texts
    confirmation_window: timedelta
    two_people_announce: bool
    recusal_grade: str
    comment_rule: str
    quorum: int
    count_unconfirmed: bool
    version: int
    show_nominators: str  # to the company: nothing, reasons, names
    inform_automatically: bool  # companies, by the address the register has
    case_deadline: datetime | None  # of the companies' own forms; None: until judging opens
    members_only: bool
    forbidden_kinds: list[str]  # kinds of members that may not be nominated
    listed: bool  # it has a list of members
    least_seconds: int  # a form sent faster than this is junk
    minutes_a_case: int  # what jurors are told to expect
    remind_before: list[int]  # days before judging closes on which late jurors are reminded
    ceremony: Texts  # where the winner is told: "the health conference in Oslo"
    method: str  # how standings are made: weighted_mean, weighted_median, additive
    tie_rule: str  # who goes first among equals: panel, median, heaviest
    margin: Decimal | None  # points of 100: a lead under it is too close; None: not sealed
    too_close: str  # what is done then: talk, second_round
    weight_band: int | None  # per cent that each weight is tried up and down; None: not sealed
    score_names: bool  # names stand beside scores once judging has closed
    publication: str  # of the standings, in the record: winners, aggregates, full

    @property
    def first_language(self) -> str:
        return self.languages[0]

    def allows(self, action: Action) -> bool:
        return stages.allows(self.stage, action)


@dataclass(frozen=True)
class Entered:
    """An edition somebody is inside of: its stage cannot change before their transaction ends."""

    id: int
    year: int
    stage: Stage
    languages: list[str]
    confirmation_window: timedelta
    recusal_grade: str
    comment_rule: str
    quorum: int
    count_unconfirmed: bool
    two_people_announce: bool
    show_nominators: str
    case_deadline: datetime | None
    members_only: bool
    forbidden_kinds: list[str]
    least_seconds: int
    method: str
    tie_rule: str
    margin: Decimal | None
    too_close: str
    weight_band: int | None
    score_names: bool
    publication: str
    now: datetime  # the database's clock, read inside
    due: dict[Stage, datetime]  # when each stage is planned to begin

    def require(self, action: Action) -> None:
        stages.require(self.stage, action)

    def require_before(self, deadline: Stage) -> None:
        """Refuse from the planned beginning of a stage on, even if nobody has moved yet."""
        stages.before(self.due.get(deadline), self.now)


@dataclass(frozen=True)
class PlannedMove:
    stage: Stage
    due: datetime
    done_at: datetime | None
    missing: str | None


@dataclass(frozen=True)
class Category:
    id: int
    edition: int
    position: int
    slug: str
    name: Texts
    description: Texts
    version: int


@dataclass(frozen=True)
class Criterion:
    id: int
    category: int
    place: int  # 1, 2, 3 ...: its index in the arrays of a sheet
    name: Texts
    help: Texts
    weight: int  # per cent
    lowest: int
    highest: int
    words: dict[str, Texts]  # point -> words
    version: int
    evidence: Texts = field(default_factory=dict)  # an example of good evidence

    @property
    def points(self) -> range:
        return range(self.lowest, self.highest + 1)


async def entered(db: Connection, edition: int) -> Entered:
    """Enter beside others, for any deed that does not move the edition."""
    await sql.share.run(db, edition=edition)
    return await _inside(db, edition)


async def entered_alone(db: Connection, edition: int) -> Entered:
    """Enter alone, to move the edition on or back."""
    await sql.close.run(db, edition=edition)
    return await _inside(db, edition)


async def _inside(db: Connection, edition: int) -> Entered:
    row = await sql.entered.one(db, edition=edition)
    if row is None:
        raise NotFound
    facts: dict[str, Any] = dict(row)
    facts["stage"] = Stage(facts["stage"])
    facts["due"] = {
        Stage(stage): datetime.fromisoformat(due) for stage, due in facts["due"].items()
    }
    return Entered(**facts)


async def edition(db: Connection, edition: int) -> Edition:
    row = await sql.edition.one(db, edition=edition)
    if row is None:
        raise NotFound
    return _edition(row)


async def editions(db: Connection) -> list[Edition]:
    return [_edition(row) for row in await sql.editions.all(db)]


def _edition(row: Any) -> Edition:
    facts: dict[str, Any] = dict(row)
    return Edition(**{**facts, "stage": Stage(facts["stage"])})


async def timetable(db: Connection, edition: int) -> dict[Stage, PlannedMove]:
    rows = await sql.timetable.all(db, edition=edition)
    moves = [PlannedMove(**{**dict(row), "stage": Stage(row["stage"])}) for row in rows]
    return {move.stage: move for move in moves}


async def categories(db: Connection, edition: int) -> list[Category]:
    return [Category(**row) for row in await sql.categories.all(db, edition=edition)]


async def criteria(db: Connection, edition: int) -> dict[int, list[Criterion]]:
    """The criteria of each category, by the category's id."""
    found: dict[int, list[Criterion]] = {}
    for row in await sql.criteria.all(db, edition=edition):
        found.setdefault(row["category"], []).append(Criterion(**row))
    return found


async def asked(
    db: Connection, edition: int, form: Form = Form.NOMINATION, *, retired: bool = False
) -> list[Question]:
    """The questions of a form, in order, whatever their category; the retired ones on demand."""
    rows = await sql.questions.all(db, edition=edition, form=form, retired=retired)
    return [questions.question(dict(row)) for row in rows]


async def set_stage(db: Connection, edition: int, stage: Stage) -> None:
    """Only the rooms that move editions call this, inside ``entered_alone``."""
    await sql.set_stage.run(db, edition=edition, stage=stage)


@dataclass(frozen=True)
class Outline:
    """What staff set up about an edition as a whole."""

    languages: list[str]
    introduction: Texts
    confirmation_window: timedelta
    least_seconds: int = 3
    ceremony: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """How an edition is judged and announced; sealed when judging opens."""

    two_people_announce: bool
    recusal_grade: str
    comment_rule: str
    quorum: int
    count_unconfirmed: bool


async def create(db: Connection, actor: str, year: int, languages: list[str]) -> int:
    try:
        ident = int(await sql.create.value(db, year=year, languages=languages))
    except asyncpg.UniqueViolationError:
        raise Conflict(N_("The year %(year)s is here already."), year=year) from None
    await audit.record(db, actor, "edition.created", f"edition:{ident}", edition=ident, year=year)
    return ident


async def change(
    db: Connection, actor: str, inside: Entered, outline: Outline, version: int
) -> None:
    """Texts may be mended all year; languages and the window stand once the year is open."""
    inside.require(Action.MEND_TEXTS)
    stands = (inside.languages, inside.confirmation_window)
    if (outline.languages, outline.confirmation_window) != stands:
        inside.require(Action.SET_UP)
    if await sql.change.value(db, edition=inside.id, version=version, **vars(outline)) is None:
        raise Conflict
    await audit.record(db, actor, "edition.changed", f"edition:{inside.id}", edition=inside.id)


async def change_rules(
    db: Connection, actor: str, inside: Entered, choices: Choices, version: int
) -> None:
    inside.require(Action.SET_RULES)
    await _change_rules(db, actor, inside, choices, version)


async def change_counting(
    db: Connection, actor: str, inside: Entered, quorum: int, count_unconfirmed: bool, version: int
) -> None:
    """In mid-round: only the room that seals the rules anew calls this."""
    inside.require(Action.CHANGE_SEALED_RULES)
    choices = Choices(
        inside.two_people_announce,
        inside.recusal_grade,
        inside.comment_rule,
        quorum,
        count_unconfirmed,
    )
    await _change_rules(db, actor, inside, choices, version)


async def _change_rules(
    db: Connection, actor: str, inside: Entered, choices: Choices, version: int
) -> None:
    if (
        await sql.change_rules.value(db, edition=inside.id, version=version, **vars(choices))
        is None
    ):
        raise Conflict
    await audit.record(
        db,
        actor,
        "edition.rules_changed",
        f"edition:{inside.id}",
        edition=inside.id,
        **vars(choices),
    )
