"""Drafts: the first words of an announcement, from what is known, for a person to write on."""

from collections.abc import Callable, Sequence

from awards import decisions, editions, formats, shortlists, words
from awards.announcements import Kind
from awards.articles import Wording
from awards.award import Award
from awards.database import Connection
from awards.decisions import Decision
from awards.editions import Category, Edition, Texts
from awards.errors import N_
from awards.rendering import translate
from awards.stages import Action, Stage

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

    return Wording(
        _each(edition, lambda language: _titled(award, edition, headline, language)),
        _each(edition, closing),
        edition.introduction if kind is Kind.CALL else {},
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
        (one, made[one.id]) for one in await editions.categories(db, edition.id) if one.id in made
    ]
    return Wording(
        _each(edition, lambda said: "".join(_winners(edition, decided[:1], said))),
        _each(
            edition,
            lambda said: " ".join(f"{one}." for one in _winners(edition, decided[1:], said)),
        ),
        _each(edition, lambda said: "\n\n".join(_reason(edition, *one, said) for one in decided)),
    )


def _winners(
    edition: Edition, decided: Sequence[tuple[Category, Decision]], language: str
) -> list[str]:
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
