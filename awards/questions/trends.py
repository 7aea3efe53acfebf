"""Trends: what year figures say together, growth and share, and what cannot be. Pure."""

from collections.abc import Mapping, Sequence

from awards import figures
from awards.figures import Computed, Series
from awards.questions.bodies import year_figures
from awards.questions.definitions import Fault, Figure, Kind, Question
from awards.questions.reading import known


def impossible(questions: Sequence[Question], answers: Mapping[int, str]) -> dict[int, Fault]:
    """Answers that cannot be true together, by question: exports that are above turnover."""
    turnover, export = _about(questions, Figure.TURNOVER), _about(questions, Figure.EXPORT)
    if not turnover or not export:
        return {}
    against = year_figures(answers.get(turnover.id, "")).figures
    for year, text in year_figures(answers.get(export.id, "")).figures.items():
        part, total = (
            known(export, text),
            known(turnover, against.get(year, "")),
        )
        if part is not None and total is not None and part > total:
            said = {"year": year, "value": text, "against": against[year]}
            return {export.id: (figures.EXPORT_ABOVE_TURNOVER, said)}
    return {}


def computed(
    questions: Sequence[Question], answers: Mapping[int, str], years: Sequence[int]
) -> Computed:
    """Growth and share from the answers as they stand; what cannot be read is not known."""
    read = {about: series(questions, answers, about) for about in Figure if about}
    return figures.computed(
        read[Figure.TURNOVER], read[Figure.EXPORT], read[Figure.EMPLOYEES], years
    )


def series(questions: Sequence[Question], answers: Mapping[int, str], about: Figure) -> Series:
    """One figure by year; None where it cannot be read."""
    question = _about(questions, about)
    if question is None:
        return {}
    typed = year_figures(answers.get(question.id, "")).figures
    return {year: known(question, text) for year, text in typed.items()}


def explaining(questions: Sequence[Question]) -> Question | None:
    """Of the figures that are computed with, the one whose answer holds the explanation of all."""
    order = (Figure.EXPORT, Figure.TURNOVER, Figure.EMPLOYEES)
    return next((one for about in order if (one := _about(questions, about))), None)


def _about(questions: Sequence[Question], about: Figure) -> Question | None:
    of_years = [one for one in questions if one.kind is Kind.YEAR_FIGURES and one.figure is about]
    return of_years[0] if of_years else None
