"""Drafts: the first words of an announcement, from what is known, for a person to write on."""

from collections.abc import Callable, Sequence

from awards import decisions, editions, formats, nominees, questions, shortlists, submissions, words
from awards.announcements import Kind
from awards.articles import Wording
from awards.award import Award
from awards.database import Connection
from awards.decisions import Decision
from awards.editions import Category, Edition, Texts
from awards.errors import N_
from awards.questions import Form, Question
from awards.rendering import translate
from awards.stages import Action, Stage

Decided = tuple[Category, Decision]
Figures = dict[int, list[tuple[Question, str]]]  # by category: a question, and what was answered

EMPTY = Wording({}, {}, {})


async def draft(db: Connection, award: Award, edition: Edition, kind: Kind) -> Wording:
    """The text that the form for a new announcement begins with, in each language of the year."""
    if kind is Kind.WINNER:
        return await _winner(db, edition)
    if kind is Kind.FINALISTS:
        return await _finalists(db, award, edition)
    if kind in (Kind.CALL, Kind.DEADLINE):
        return await _invitation(db, award, edition, kind)
    return EMPTY


async def _invitation(db: Connection, award: Award, edition: Edition, kind: Kind) -> Wording:
    headline, lead = {
        Kind.CALL: (
            N_("Nominate for %(award)s %(year)s"),
            N_("Nominations are open until %(deadline)s."),
        ),
        Kind.DEADLINE: (
            N_("%(award)s %(year)s: the deadline is near"),
            N_("Nominations close %(deadline)s."),
        ),
    }[kind]
    move = (await editions.timetable(db, edition.id)).get(Stage.SCREENING)

    def closing(language: str) -> str:
        if move is None:
            return ""
        deadline = formats.moment(language, move.due, award.zone)
        return translate(language, lead, deadline=deadline)

    introduction = edition.introduction if kind is Kind.CALL else {}
    categories = await editions.categories(db, edition.id)

    def told(language: str) -> str:
        parts = [introduction.get(language, ""), _categories(edition, categories, language)]
        if kind is Kind.CALL:
            parts.append(_ceremony(edition, N_("The winner is told at %(place)s."), language))
        return _paragraphs(parts)

    return Wording(
        _each(edition, lambda language: _titled(award, edition, headline, language)),
        _each(edition, closing),
        _each(edition, told),
    )


async def _finalists(db: Connection, award: Award, edition: Edition) -> Wording:
    companies = await shortlists.finalists(db, edition.id)
    categories = await editions.categories(db, edition.id)

    def listed(language: str) -> str:
        return "\n\n".join(
            "\n".join([f"{_name(one, edition, language)}:", *companies[one.id]])
            for one in categories
            if one.id in companies
        )

    headline = N_("The finalists of %(award)s %(year)s")
    return Wording(
        _each(edition, lambda language: _titled(award, edition, headline, language)),
        {},
        _each(edition, listed),
    )


async def _winner(db: Connection, edition: Edition) -> Wording:
    """Only where staff may see the standings; the first category is the headline."""
    if not edition.allows(Action.SEE_STANDINGS):
        return EMPTY
    made = await decisions.decisions(db, edition.id)
    decided = [
        (one, made[one.id])
        for one in await editions.categories(db, edition.id)
        if one.id in made and made[one.id].stands and made[one.id].approved
    ]
    figures = await _figures(db, edition, decided)
    return Wording(
        _each(edition, lambda said: "".join(_winners(edition, decided[:1], said))),
        _each(
            edition,
            lambda said: " ".join(f"{one}." for one in _winners(edition, decided[1:], said)),
        ),
        _each(edition, lambda said: _told(edition, decided, figures, said)),
    )


def _told(edition: Edition, decided: Sequence[Decided], figures: Figures, language: str) -> str:
    """Each category with its reason and figures, and where all this was told."""
    parts = []
    for category, decision in decided:
        said = [_said(edition, *one, language) for one in figures[category.id]]
        parts += [_reason(edition, category, decision, language), "\n".join(said)]
    where = N_("The award was presented at %(place)s.")
    return _paragraphs([*parts, _ceremony(edition, where, language)])


async def _figures(db: Connection, edition: Edition, decided: Sequence[Decided]) -> Figures:
    """What each winner handed in and may be made public, by category."""
    asked = await editions.asked(db, edition.id, Form.COMPANY)
    found: Figures = {}
    for category, decision in decided:
        head = (await nominees.nominee(db, edition.id, decision.nominee)).company
        handed = (await submissions.said(db, head)).handed
        found[category.id] = [
            (one, handed[one.id].body)
            for one in questions.asked(asked, category.id)
            if one.public and one.id in handed and questions.answered(one, handed[one.id].body)
        ]
    return found


def _said(edition: Edition, question: Question, body: str, language: str) -> str:
    label = words.choose(question.label, language, edition.first_language)[0]
    return f"{label}: {questions.shown(question, body, language, edition.first_language)}"


def _categories(edition: Edition, categories: Sequence[Category], language: str) -> str:
    names = [_name(one, edition, language) for one in categories]
    if len(names) < 2:  # a single one is what the award is called
        return ""
    return "\n".join([translate(language, N_("There are these categories:")), *names])


def _ceremony(edition: Edition, message: str, language: str) -> str:
    """A sentence about the place, where it is written in this language."""
    place = edition.ceremony.get(language)
    return translate(language, message, place=place) if place else ""


def _paragraphs(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _winners(edition: Edition, decided: Sequence[Decided], language: str) -> list[str]:
    return [
        translate(
            language,
            N_("%(company)s is %(category)s %(year)s"),
            company=decision.company,
            category=_name(category, edition, language),
            year=edition.year,
        )
        for category, decision in decided
    ]


def _reason(edition: Edition, category: Category, decision: Decision, language: str) -> str:
    why = words.choose(decision.reason, language, edition.first_language)[0]
    return f"{_name(category, edition, language)}: {decision.company}\n\n{why}"


def _each(edition: Edition, say: Callable[[str], str]) -> Texts:
    said = {language: say(language) for language in edition.languages}
    return {language: text for language, text in said.items() if text}


def _titled(award: Award, edition: Edition, message: str, language: str) -> str:
    name = words.choose(award.name, language, edition.first_language)[0]
    return translate(language, message, award=name, year=edition.year)


def _name(category: Category, edition: Edition, language: str) -> str:
    return words.choose(category.name, language, edition.first_language)[0]
