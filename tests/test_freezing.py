"""Once judging has opened, no deed of ours changes what a case says."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from awards import (
    cases,
    contributors,
    directory,
    editions,
    eligibility,
    members,
    merging,
    nominees,
    numbering,
    press,
    questionnaires,
    rechecks,
    screening,
    submissions,
)
from awards.database import Connection
from awards.editions import Entered
from awards.errors import NotNow
from awards.materials import Case
from awards.questions import Form, Kind, Question
from awards.register import Answer
from awards.staff import Member, Role
from awards.submissions import Written
from tests import people, telling
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

ACTOR = "staff:1"


@dataclass(frozen=True)
class Frozen:
    """A case before the jury, and all that somebody might reach for to change it."""

    at: Judging
    inside: Entered
    tone: Member
    contributor: contributors.Contributor
    question: Question
    nomination: int
    other: int  # a company

    @property
    def edition(self) -> int:
        return self.at.edition

    @property
    def company(self) -> int:
        return self.at.companies["Fjordpuls"]

    @property
    def nominee(self) -> int:
        return self.at.nominees["Fjordpuls"]


async def frozen(db: Connection) -> Frozen:
    at = await judging(db)
    company = at.companies["Fjordpuls"]
    tone = Member(await people.staff(db), "Tone", "", "", Role.ADMINISTRATOR, "en")
    nomination = await people.nomination(db, at.category, company)
    await db.execute("UPDATE nominees SET state = 'shortlisted'")
    ident = await telling.question(db, at.edition, "short_text", "Markets")
    siri = await telling.contributor(db, company)
    await telling.say(db, company, ident, "Sweden", by=siri)
    await telling.say(db, company, "handed_in", "yes", by=siri)
    [question] = await editions.asked(db, at.edition, Form.COMPANY)
    return Frozen(
        at=at,
        inside=await editions.entered(db, at.edition),
        tone=tone,
        contributor=await contributors.contributor(db, siri),
        question=question,
        nomination=nomination,
        other=at.companies["Lomvi"],
    )


async def read(db: Connection, case: Frozen) -> Case:
    return (await cases.opened(db, case.at.jurors["Ada"], case.nominee)).case


async def join(db: Connection, case: Frozen) -> None:
    one, other = [await merging.company(db, case.edition, ident) for ident in both(case)]
    await merging.merge(db, case.edition, one, other, ACTOR)


def both(case: Frozen) -> tuple[int, int]:
    return case.other, case.company


async def ask_otherwise(db: Connection, case: Frozen) -> None:
    asked = replace(questionnaires.of(case.question), kind=Kind.LONG_TEXT)
    await questionnaires.change(db, ACTOR, case.inside, case.question, 1, asked)


Deed = Callable[[Connection, Frozen], Awaitable[object]]
MEMBER = directory.Member("310412031", "Fjordpuls", "hospital", False)
WRITTEN = "Norway"

DEEDS: dict[str, Deed] = {
    "the company writes": lambda db, case: submissions.save(
        db, case.contributor, [Written(case.question.id, WRITTEN, 1)]
    ),
    "the company hands in": lambda db, case: submissions.hand_in(db, case.contributor, []),
    "the company takes its logo away": lambda db, case: press.use_logo(
        db, case.contributor, None, 0
    ),
    "the company calls itself something else": lambda db, case: press.announce_as(
        db, case.contributor, "Fjordpulsen", 1
    ),
    "the company withdraws": lambda db, case: submissions.withdraw(
        db, case.contributor, case.nominee
    ),
    "staff correct an answer": lambda db, case: submissions.correct(
        db, case.tone, case.company, case.question, WRITTEN, "A slip."
    ),
    "staff correct a nomination": lambda db, case: screening.correct(
        db, case.tone, case.edition, case.nomination, 1, {}, "A slip."
    ),
    "staff reject a nomination": lambda db, case: screening.reject(
        db, case.edition, {case.nomination: 1}, ACTOR, "Of no use."
    ),
    "staff rename the company": lambda db, case: nominees.rename(
        db, case.edition, case.company, 1, ACTOR, "Fjordpulsen"
    ),
    "staff give it a number": lambda db, case: numbering.give(
        db, case.edition, case.company, 1, ACTOR, "310412031"
    ),
    "staff have the register asked": lambda db, case: rechecks.checked(
        db, ACTOR, case.edition, case.company, "310412031", Answer("found", telling.FJORDPULS)
    ),
    "staff join it with another": join,
    "staff let it through": lambda db, case: eligibility.override(
        db, case.tone.id, case.edition, case.company, case.question.id, "Soon."
    ),
    "staff load members": lambda db, case: members.load(db, ACTOR, case.inside, [MEMBER]),
    "staff ask otherwise": ask_otherwise,
    "staff remove the question": lambda db, case: questionnaires.remove(
        db, ACTOR, case.inside, case.question
    ),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
async def test_a_case_before_the_jury_is_changed_by_no_deed(db: Connection, deed: Deed) -> None:
    case = await frozen(db)
    before = await read(db, case)

    with pytest.raises(NotNow):
        async with db.transaction():
            await deed(db, case)

    assert await read(db, case) == before


async def test_a_company_that_is_told_too_late_was_not_told(db: Connection) -> None:
    at = await judging(db)
    await db.execute("UPDATE rounds SET opened_at = clock_timestamp()")
    before = (await cases.opened(db, at.jurors["Ada"], at.nominees["Lomvi"])).case

    await telling.contributor(db, at.companies["Lomvi"])

    assert not before.informed
    assert (await cases.opened(db, at.jurors["Ada"], at.nominees["Lomvi"])).case == before
