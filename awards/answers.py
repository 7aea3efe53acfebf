"""Answers: what nominators say to an edition's questions, checked, and kept in every version."""

from collections.abc import Mapping, Sequence
from typing import Any

from awards import words
from awards.database import Connection, Queries
from awards.editions import Question
from awards.errors import N_

sql = Queries("answers")

LONGEST = 20_000  # characters, however few the words

UNANSWERED = N_("This question has no answer. A sentence or two is enough.")
TOO_MANY_WORDS = N_("The answer has %(used)s words. Shorten it to at most %(limit)s.")
TOO_LONG = N_("This is too long: at most %(max_length)s characters.")

Answers = Mapping[int, str]  # question -> what was answered
Fault = tuple[str, dict[str, Any]]  # a sentence and its fields, not yet translated


def faults(questions: Sequence[Question], answers: Answers) -> dict[int, Fault]:
    """What is wrong with the answer to each question, if anything is."""
    found = {one.id: _fault(one, answers.get(one.id, "")) for one in questions}
    return {question: fault for question, fault in found.items() if fault}


def _fault(question: Question, body: str) -> Fault | None:
    used = words.word_count(body)
    if question.required and not used:
        return UNANSWERED, {}
    if used > question.word_limit:
        return TOO_MANY_WORDS, {"used": used, "limit": question.word_limit}
    if len(body) > LONGEST:
        return TOO_LONG, {"max_length": LONGEST}
    return None


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
