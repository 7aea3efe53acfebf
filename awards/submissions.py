"""Submissions: what a company says in its own form, version by version; nothing is overwritten.

The newest row of a question or an item is what stands, whichever of the companies joined into one
its writer is of. Its id is the version that a form shows and that saving compares: whoever comes
second is told what the first one wrote, and nothing of theirs is kept until they have seen it.
Handing in is a row too; jurors read what was answered before the last one, or corrected by staff.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import audit, completeness, contributors, editions, eligibility, nominees, stages
from awards.completeness import Checked
from awards.contributors import Contributor
from awards.database import Connection, Queries
from awards.editions import Entered
from awards.errors import Conflict
from awards.questions import Form, Question
from awards.staff import Member
from awards.stages import Action, Stage

sql = Queries("submissions")

ACCEPTED, HANDED_IN, PRESS_CONTACT, LOGO = "accepted", "handed_in", "press_contact", "logo"


@dataclass(frozen=True)
class Answer:
    """What stands: the answer to a question, or an item."""

    id: int
    question: int | None
    item: str
    body: str
    answered_at: datetime
    contributor: int | None
    staff: int | None
    reason: str  # of a correction by staff
    name: str  # of who wrote it


@dataclass(frozen=True)
class Said:
    """What a company says, as it stands and as the jury reads it."""

    answers: dict[int, Answer]  # by question
    handed: dict[int, Answer]  # by question; before it was handed in, only what staff corrected
    items: dict[str, Answer]

    @property
    def bodies(self) -> dict[int, str]:
        return {question: answer.body for question, answer in self.answers.items()}

    @property
    def is_silent(self) -> bool:
        return not self.answers and not self.items.keys() - {"informed"}

    @property
    def changed(self) -> bool:
        """Something else stands now than what was handed in."""
        handed, now = (
            {question: one.body for question, one in answers.items() if one.body}
            for answers in (self.handed, self.answers)
        )
        return HANDED_IN in self.items and handed != now

    def item(self, name: str) -> Answer | None:
        """An item that stands; one that was emptied does not."""
        found = self.items.get(name)
        return found if found and found.body else None

    def version(self, question: int) -> int:
        return self.answers[question].id if question in self.answers else 0

    def body(self, question: int) -> str:
        return self.answers[question].body if question in self.answers else ""


@dataclass(frozen=True)
class Written:
    """An answer as it came from a form, and which version of it the form had shown (0: none)."""

    question: int
    body: str
    seen: int


@dataclass(frozen=True)
class Saved:
    """What its writer changed. Nothing of it was kept where somebody else was first with some."""

    changed: Sequence[Written]
    overtaken: Mapping[int, Answer]  # what stands instead, by question


async def said(db: Connection, head: int) -> Said:
    """What a company says, with whatever was joined into it."""
    found = Said({}, {}, {})
    for row in await sql.said.all(db, head=head):
        answer = Answer(**{name: row[name] for name in Answer.__dataclass_fields__})
        if answer.question is None:
            found.items[answer.item] = answer
        else:
            (found.handed if row["handed"] else found.answers)[answer.question] = answer
    return found


async def asked(db: Connection, edition: int, head: int) -> list[Question]:
    """What a company is asked: in every category, and where it is a nominee."""
    theirs = {None, *await categories(db, head)}
    found = await editions.asked(db, edition, Form.COMPANY)
    return [one for one in found if one.category in theirs]


async def categories(db: Connection, head: int) -> list[int]:
    """Where a company is a nominee and has not withdrawn, in the order of the categories."""
    return [row["category"] for row in await sql.categories.all(db, head=head)]


async def deadline(db: Connection, inside: Entered, head: int) -> datetime | None:
    """Until when a company fills in its form; longer where staff have asked it for more."""
    due = inside.case_deadline or inside.due.get(Stage.JUDGING)
    asked = await sql.asked_until.value(db, head=head)
    return max(due, asked) if due and asked else due


def is_open(inside: Entered, due: datetime | None) -> bool:
    return stages.allows(inside.stage, Action.COMPLETE_CASE) and (due is None or inside.now < due)


async def save(db: Connection, contributor: Contributor, written: Sequence[Written]) -> Saved:
    """Keep what was written, half-done or not; nothing of it where somebody else was first."""
    await opened(db, contributor)
    return await _save(db, contributor, written)


async def hand_in(
    db: Connection, contributor: Contributor, written: Sequence[Written]
) -> tuple[Saved, Checked | None]:
    """Save, and send the case to the jury if nothing stands against it."""
    await opened(db, contributor)
    saved = await _save(db, contributor, written)
    if saved.overtaken:
        return saved, None
    standing = await said(db, contributor.head)
    checked = await checked_now(db, contributor, standing.bodies)
    if checked.passes and (standing.changed or HANDED_IN not in standing.items):
        await _note(db, contributor, HANDED_IN, "yes")
        await _record(db, contributor, "submission.handed_in")
    return saved, checked


async def checked_now(
    db: Connection, contributor: Contributor, bodies: Mapping[int, str]
) -> Checked:
    theirs = await asked(db, contributor.edition, contributor.head)
    overridden = await eligibility.overridden(db, contributor.edition, contributor.head)
    where = await categories(db, contributor.head)
    return completeness.check(theirs, bodies, where, overridden)


async def accept(db: Connection, contributor: Contributor) -> None:
    """The company accepts its nomination; once is enough."""
    await opened(db, contributor)
    if ACCEPTED not in (await said(db, contributor.head)).items:
        await _note(db, contributor, ACCEPTED, "yes")
        await _record(db, contributor, "submission.accepted")


async def note(
    db: Connection, contributor: Contributor, item: str, body: str, seen: int
) -> Answer | None:
    """Keep an item; what stands instead, if somebody else was first with another one."""
    await opened(db, contributor)
    standing = (await said(db, contributor.head)).items.get(item)
    if body == (standing.body if standing else ""):
        return None
    if standing and standing.id != seen:
        return standing
    await _note(db, contributor, item, body)
    await _record(db, contributor, f"submission.{item}_changed")
    return None


async def withdraw(db: Connection, contributor: Contributor, nominee: int) -> None:
    """The company does not take part in a category any more; until judging opens.

    Nobody takes one out on their word alone.
    """
    await nominees.screened(db, contributor.edition, Action.COMPLETE_CASE)
    contributor = await contributors.contributor(db, contributor.id)
    contributor.require_vouched()
    await nominees.withdraw(db, contributor.edition, nominee, contributor.head, contributor.actor)


async def correct(
    db: Connection,
    member: Member,
    company: int,
    question: Question,
    body: str,
    reason: str,
    *,
    seen: int | None = None,
) -> None:
    """Staff correct an answer in their own name, after the companies' deadline too; with ``seen``,
    only if it is still the answer of this id (0: none)."""
    inside = await editions.entered(db, question.edition)
    inside.require(Action.COMPLETE_CASE)
    await nominees.expect(db, inside.id)
    await sql.hold.run(db, company=company)
    if seen is not None and (await said(db, company)).version(question.id) != seen:
        raise Conflict
    await _answer(db, company, {question.id: body}, staff=member.id, reason=reason)
    subject, told = f"company:{company}", {"question": question.id, "reason": reason}
    await audit.record(db, member.actor, "submission.corrected", subject, edition=inside.id, **told)


async def entered(db: Connection, contributor: Contributor) -> tuple[Entered, Contributor]:
    """Inside as somebody who may read what the company wrote; nobody joins or writes meanwhile."""
    inside = await editions.entered(db, contributor.edition)
    await nominees.expect(db, inside.id)
    await sql.hold.run(db, company=contributor.company)
    contributor = await contributors.contributor(db, contributor.id)
    contributor.require_inside()
    return inside, contributor


async def opened(db: Connection, contributor: Contributor) -> Contributor:
    """Inside, before the companies' deadline, and nobody else writes beside us."""
    inside, contributor = await entered(db, contributor)
    inside.require(Action.COMPLETE_CASE)
    stages.before(await deadline(db, inside, contributor.head), inside.now)
    return contributor


async def _save(db: Connection, contributor: Contributor, written: Sequence[Written]) -> Saved:
    theirs = {one.id for one in await asked(db, contributor.edition, contributor.head)}
    standing = await said(db, contributor.head)
    changed = [
        one
        for one in written
        if one.question in theirs and await _is_changed(db, contributor, one, standing)
    ]
    overtaken = {
        one.question: standing.answers[one.question]
        for one in changed
        if standing.version(one.question) not in (0, one.seen)
    }
    if changed and not overtaken:
        bodies = {one.question: one.body for one in changed}
        await _answer(db, contributor.company, bodies, contributor=contributor.id)
        await _record(db, contributor, "submission.saved", questions=sorted(bodies))
    return Saved(changed, overtaken)


async def _is_changed(
    db: Connection, contributor: Contributor, written: Written, standing: Said
) -> bool:
    """Whether its writer changed what they were shown; if not, what others wrote stands."""
    if written.body == standing.body(written.question):
        return False
    if written.seen == standing.version(written.question):
        return True
    shown = await sql.body_of.value(
        db, answer=written.seen, question=written.question, company=contributor.company
    )
    return bool(written.body != (shown or ""))


async def _answer(
    db: Connection,
    company: int,
    bodies: Mapping[int, str],
    *,
    contributor: int | None = None,
    staff: int | None = None,
    reason: str = "",
) -> None:
    await sql.answer.run(
        db,
        company=company,
        questions=list(bodies),
        bodies=list(bodies.values()),
        contributor=contributor,
        staff=staff,
        reason=reason,
    )


async def _note(db: Connection, contributor: Contributor, item: str, body: str) -> None:
    whose = {"company": contributor.company, "contributor": contributor.id}
    await sql.note.run(db, **whose, item=item, body=body)


async def _record(db: Connection, contributor: Contributor, deed: str, **detail: Any) -> None:
    subject = f"company:{contributor.company}"
    await audit.record(db, contributor.actor, deed, subject, edition=contributor.edition, **detail)
