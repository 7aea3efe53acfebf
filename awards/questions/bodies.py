"""Bodies: how an answer is taken from the fields of a form, and put back into them."""

from collections.abc import Mapping, Sequence

from awards.questions import yearly
from awards.questions.definitions import Kind, Question
from awards.questions.yearly import YearFigures

YEARS = 3  # of year figures: the last ones before the year of the edition


def years(edition_year: int) -> list[int]:
    """The years that year figures are asked for, the oldest first."""
    return list(range(edition_year - YEARS, edition_year))


def body(question: Question, typed: Mapping[str, str], years: Sequence[int]) -> str:
    """The answer in what was typed into a form."""
    if question.kind is not Kind.YEAR_FIGURES:
        return typed.get(question.field, "").strip()
    prefix = f"{question.field}-"
    named = {name.removeprefix(prefix): typed[name] for name in typed if name.startswith(prefix)}
    return yearly.typed(named, years).body()


def fields(question: Question, body: str, years: Sequence[int]) -> dict[str, str]:
    """The fields of a form, filled with an answer; figures of other years stay among them."""
    if question.kind is not Kind.YEAR_FIGURES:
        return {question.field: body}
    filled = yearly.fields(year_figures(body), years)
    return {f"{question.field}-{name}": text for name, text in filled.items()}


def year_figures(body: str) -> YearFigures:
    return yearly.read(body)


def answered(question: Question, body: str) -> bool:
    if question.kind is Kind.YEAR_FIGURES:
        return year_figures(body).any
    return bool(body.strip())
