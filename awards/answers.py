"""Answers: what nominators say to an edition's questions, checked, and kept in every version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from awards import questions
from awards.database import Connection, Queries
from awards.questions import Fault, Question

sql = Queries("answers")

Answers = Mapping[int, str]  # question -> what was answered


@dataclass(frozen=True)
class Correction:
    """An answer that stands as staff corrected it."""

    question: int
    body: str
    reason: str


def faults(asked: Sequence[Question], answers: Answers) -> dict[int, Fault]:
    """What is wrong with the answer to each question, alone or beside another, if anything is."""
    together = questions.impossible(asked, answers)
    found = {
        one.id: questions.fault(one, answers.get(one.id, "")) or together.get(one.id)
        for one in asked
    }
    return {question: fault for question, fault in found.items() if fault}


async def of(db: Connection, nominations: Sequence[int]) -> dict[int, dict[int, str]]:
    """The answers as they stand, by nomination and question."""
    found: dict[int, dict[int, str]] = {nomination: {} for nomination in nominations}
    for row in await sql.of_nominations.all(db, nominations=list(nominations)):
        found[row["nomination"]][row["question"]] = row["body"]
    return found


async def mend(db: Connection, nomination: int, answers: Answers) -> None:
    """A new version of each answer that is another one now."""
    await sql.mend.run(
        db, nomination=nomination, questions=list(answers), bodies=list(answers.values())
    )


async def correct(
    db: Connection, nomination: int, answers: Answers, staff: int, reason: str
) -> list[int]:
    """Staff put answers right in their own name, with a reason; which ones changed by it."""
    rows = await sql.correct.all(
        db,
        nomination=nomination,
        questions=list(answers),
        bodies=list(answers.values()),
        staff=staff,
        reason=reason,
    )
    return [row["question"] for row in rows]


async def corrected(db: Connection, nominations: Sequence[int]) -> dict[int, list[Correction]]:
    """Which answers stand as staff corrected them, by nomination."""
    found: dict[int, list[Correction]] = {}
    for row in await sql.corrected.all(db, nominations=list(nominations)):
        of = found.setdefault(row["nomination"], [])
        of.append(Correction(row["question"], row["body"], row["reason"]))
    return found
