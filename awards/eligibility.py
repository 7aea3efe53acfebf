"""Eligibility: which rules a nominee meets, and where staff let one through, with a reason.

A rule stands on a question. What the company answered last is held against it, and what each
nomination says that counts: one answer that does not meet it is enough to ask staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from awards import audit, editions, questions
from awards.database import Connection, Queries
from awards.errors import Conflict, NotFound
from awards.questions import Question
from awards.stages import Action

sql = Queries("eligibility")


class State(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNANSWERED = "unanswered"
    OVERRIDDEN = "overridden"  # not met, and let through


@dataclass(frozen=True)
class Override:
    company: int  # the head, where companies were joined
    question: int
    reason: str
    by: str
    made_at: datetime


@dataclass(frozen=True)
class Said:
    """One answer to a question with a rule."""

    company: int  # the head, where companies were joined
    body: str
    by: str
    nomination: int | None  # None: the company's own


@dataclass(frozen=True)
class Requirement:
    question: Question
    state: State
    said: Sequence[Said]
    override: Override | None


async def required(db: Connection, edition: int) -> list[Question]:
    """The questions whose rules keep companies out, the nominators' first."""
    rows = await sql.required.all(db, edition=edition)
    return [questions.question(dict(row)) for row in rows]


async def state(db: Connection, edition: int, nominee: int) -> list[Requirement]:
    """Every requirement of a nominee's category, and how it stands."""
    of = await sql.nominee.one(db, edition=edition, nominee=nominee)
    if of is None:
        raise NotFound
    said = await _said(db, edition, nominee)
    let_through = await overridden(db, edition, of["company"])
    asked = questions.asked(await required(db, edition), of["category"])
    return [_held(one, said.get((nominee, one.id), []), let_through.get(one.id)) for one in asked]


async def unmet(db: Connection, edition: int) -> set[int]:
    """The nominees of an edition that do not meet a requirement, and were not let through."""
    asked = {one.id: one for one in await required(db, edition)}
    if not asked:
        return set()
    rows = await sql.overrides.all(db, edition=edition, head=None)
    let_through = {(row["company"], row["question"]) for row in rows}
    return {
        nominee
        for (nominee, question), said in (await _said(db, edition)).items()
        if question in asked
        and (said[0].company, question) not in let_through
        and not _meets(asked[question], said)
    }


async def overridden(db: Connection, edition: int, head: int) -> dict[int, Override]:
    """Where staff let a company through, by question."""
    rows = await sql.overrides.all(db, edition=edition, head=head)
    return {row["question"]: Override(**row) for row in rows}


async def override(
    db: Connection, staff: int, edition: int, company: int, question: int, reason: str
) -> None:
    """Let a company through although it does not meet a requirement."""
    (await editions.entered(db, edition)).require(Action.SCREEN)
    made = await sql.override.value(
        db, edition=edition, company=company, question=question, reason=reason, staff=staff
    )
    if made is None:
        raise Conflict
    await _record(db, staff, "company.let_through", edition, company, question, reason=reason)


async def take_back(db: Connection, staff: int, edition: int, company: int, question: int) -> None:
    """Hold a company to a requirement again."""
    (await editions.entered(db, edition)).require(Action.SCREEN)
    if not await sql.take_back.all(db, edition=edition, company=company, question=question):
        raise Conflict
    await _record(db, staff, "company.not_let_through", edition, company, question)


def _held(question: Question, said: Sequence[Said], override: Override | None) -> Requirement:
    if not any(one.body for one in said):
        return Requirement(question, State.UNANSWERED, said, override)
    if _meets(question, said):
        return Requirement(question, State.MET, said, override)
    return Requirement(question, State.OVERRIDDEN if override else State.UNMET, said, override)


def _meets(question: Question, said: Sequence[Said]) -> bool:
    return not any(questions.unmet([question], {question.id: one.body}) for one in said if one.body)


async def _said(
    db: Connection, edition: int, nominee: int | None = None
) -> dict[tuple[int, int], list[Said]]:
    """What was answered, by nominee and question."""
    found: dict[tuple[int, int], list[Said]] = {}
    for row in await sql.said.all(db, edition=edition, nominee=nominee):
        said = Said(row["company"], row["body"], row["by"], row["nomination"])
        found.setdefault((row["nominee"], row["question"]), []).append(said)
    return found


async def _record(
    db: Connection,
    staff: int,
    deed: str,
    edition: int,
    company: int,
    question: int,
    **detail: str,
) -> None:
    subject = f"company:{company}"
    await audit.record(
        db, f"staff:{staff}", deed, subject, edition=edition, question=question, **detail
    )
