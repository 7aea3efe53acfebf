"""Extracts: what came in during a year as rows of a spreadsheet, as staff read it on their pages.

Each sheet is read in the transaction of who asks; its rows are made when they are gone through, so
that many are made elsewhere than where requests are answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from awards import (
    board,
    editions,
    eligibility,
    formats,
    nominees,
    questions,
    recusals,
    screening,
    words,
)
from awards.database import Connection
from awards.editions import Edition, Texts
from awards.errors import N_
from awards.questions import Kind, Question
from awards.rendering import translate
from awards.screening import Nomination, Version, Wanted
from awards.spreadsheets import Cell
from awards.workbooks import Sheet

BATCH = 1000  # nominations whose answers are fetched at once

NOMINATIONS = (
    N_("Number"),
    N_("Category"),
    N_("Company"),
    N_("Organisation number"),
    N_("Nominee"),
    N_("State"),
    N_("Came in"),
    N_("Confirmed"),
    N_("Nominator"),
    N_("E-mail"),
    N_("Relation"),
    N_("Works there"),
    N_("Entered by"),
    N_("Reason for rejection"),
)
NOMINEES = (
    N_("Number"),
    N_("Category"),
    N_("Company"),
    N_("Organisation number"),
    N_("Joined with it"),
    N_("State"),
    N_("Reason"),
    N_("Nominations that count"),
    N_("Meets the requirements"),
    N_("Came in"),
)
RECUSALS = (
    N_("Juror"),
    N_("Company"),
    N_("Kind"),
    N_("Reason"),
    N_("Set by"),
    N_("Declared"),
    N_("Undone"),
    N_("Undone by"),
    N_("Reason for undoing"),
)
THE_JUROR = N_("the juror")


@dataclass(frozen=True)
class Reader:
    """Who a spreadsheet is for. ``states`` are the words of states, by what has them."""

    language: str
    first: str  # language of the edition, where a text is not in theirs
    zone: str
    states: Mapping[str, Mapping[str, str]]

    def word(self, message: str, **fields: object) -> str:
        return translate(self.language, message, **fields)

    def words(self, messages: Sequence[str]) -> list[str]:
        return [self.word(message) for message in messages]

    def text(self, texts: Texts) -> str:
        return words.choose(texts, self.language, self.first)[0]

    def state(self, of: str, state: str) -> str:
        return self.word(self.states[of][state])

    def yes(self, is_so: bool) -> str:
        spelling = formats.spelling(self.language)
        return spelling.yes if is_so else spelling.no


async def nominations(
    db: Connection, edition: int, reader: Reader, found: Sequence[Nomination]
) -> Sheet:
    """Nominations with what each of them answers, a question a column."""
    asked = await editions.asked(db, edition, retired=True)
    answers: dict[int, dict[int, list[Version]]] = {}
    for start in range(0, len(found), BATCH):
        batch = [one.id for one in found[start : start + BATCH]]
        answers |= await screening.answers(db, batch)
    used = {question for said in answers.values() for question in said}
    asked = [one for one in asked if one.id in used or not one.retired]
    rows = (_nomination(one, asked, answers[one.id], reader) for one in found)
    spoken = await labels(db, edition, asked, reader)
    return Sheet("", [*reader.words(NOMINATIONS), *spoken], rows)


def _nomination(
    one: Nomination, asked: Sequence[Question], answers: dict[int, list[Version]], reader: Reader
) -> list[Cell]:
    return [
        one.id,
        reader.text(one.category_name),
        one.company_name,
        one.number,
        one.nominee_name,
        reader.state("nomination", one.state),
        one.sent_at,
        one.confirmed_at,
        one.nominator,
        one.address,
        one.relation,
        reader.yes(one.works_there),
        one.entered_by,
        one.reason,
        *(_answer(question, answers.get(question.id), reader) for question in asked),
    ]


def _answer(question: Question, versions: Sequence[Version] | None, reader: Reader) -> Cell:
    return said(question, versions[0].body, reader) if versions else None


def said(question: Question, body: str, reader: Reader) -> Cell:
    """An answer as a cell: a number where it can be read as one, else as a case shows it."""
    if question.kind in (Kind.WHOLE_NUMBER, Kind.MONEY, Kind.PERCENT):
        value = questions.known(question, body)
        return body if value is None else value
    return questions.shown(question, body, reader.language, reader.first)


async def every_nomination(db: Connection, edition: Edition, reader: Reader) -> Sheet:
    found = await screening.whole(db, edition.id, Wanted(sort=screening.Sort.OLDEST))
    return await nominations(db, edition.id, reader, found)


async def every_nominee(db: Connection, edition: Edition, reader: Reader) -> Sheet:
    found = await nominees.whole(db, edition.id, nominees.Wanted(sort=nominees.Sort.COMPANY))
    unmet = await eligibility.unmet(db, edition.id)
    rows: Iterator[list[Cell]] = (
        [
            one.id,
            reader.text(one.category_name),
            one.name,
            one.numbers,
            "; ".join(one.joined),
            reader.state("nominee", one.state),
            one.reason,
            one.nominations,
            reader.yes(one.id not in unmet),
            one.arose_at,
        ]
        for one in found
    )
    return Sheet("", reader.words(NOMINEES), rows)


async def every_recusal(db: Connection, edition: Edition, reader: Reader) -> Sheet:
    found, _ = await board.all_recusals(db, edition.id)
    rows: Iterator[list[Cell]] = (
        [
            one.juror,
            one.company,
            reader.word(recusals.KINDS[recusals.Kind(one.kind)]),
            one.words,
            one.set_by or reader.word(THE_JUROR),
            one.declared_at,
            one.undone_at,
            one.undone_by,
            one.undone_reason,
        ]
        for one in sorted(found, key=lambda one: (words.sort_key(one.juror), one.id))
    )
    return Sheet("", reader.words(RECUSALS), rows)


async def labels(
    db: Connection, edition: int, asked: Sequence[Question], reader: Reader
) -> list[str]:
    """The heading of each question: its label, the unit of its numbers, the category it is of."""
    names = {one.id: reader.text(one.name) for one in await editions.categories(db, edition)}
    units = {"money": reader.word(N_("NOK")), "percent": "%", "whole": reader.word(N_("number"))}
    numbers = (Kind.WHOLE_NUMBER, Kind.MONEY, Kind.PERCENT, Kind.YEAR_FIGURES)
    found = []
    for one in asked:
        unit = units.get(questions.measure(one), "") if one.kind in numbers else ""
        beside = ", ".join(filter(None, (unit, names.get(one.category or 0, ""))))
        found.append(f"{reader.text(one.label)} ({beside})" if beside else reader.text(one.label))
    return found
