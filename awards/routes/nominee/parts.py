"""The parts of a company's form as a page shows them: their headings, and how far each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from awards import questions, words
from awards.completeness import COMPANY, FIGURES, REQUIREMENTS, Part, Progress
from awards.errors import N_
from awards.nominees import Place
from awards.questions import Kind, Question
from awards.rendering import translate

TITLES = {
    REQUIREMENTS: N_("The requirements"),
    FIGURES: N_("Figures for three years"),
    COMPANY: N_("The company"),
}
ESTIMATES = N_("The figures are estimates")


@dataclass(frozen=True)
class Line:
    """A part with its heading in the reader's language, and its progress."""

    key: str
    title: str
    questions: Sequence[Question]
    progress: Progress


def lines(
    parts: Sequence[Part], progress: Sequence[Progress], places: Sequence[Place], spoken: str
) -> list[Line]:
    return [
        Line(part.key, title, asked, how_far)
        for part, (title, asked), how_far in zip(
            parts, titled(parts, places, spoken), progress, strict=True
        )
    ]


def titled(
    parts: Sequence[Part], places: Sequence[Place], spoken: str
) -> list[tuple[str, Sequence[Question]]]:
    """The questions of each part under its heading."""
    names = {place.category: words.choose(place.category_name, spoken)[0] for place in places}
    return [(_title(part, names, spoken), part.questions) for part in parts]


def _title(part: Part, names: Mapping[int, str], spoken: str) -> str:
    if part.category is None:
        return translate(spoken, TITLES[part.key])
    return names.get(part.category, "")


def read(question: Question, body: str, spoken: str) -> str:
    """A whole answer as it is read, with what explains its figures."""
    shown = questions.shown(question, body, spoken)
    if question.kind is not Kind.YEAR_FIGURES:
        return shown
    figures = questions.year_figures(body)
    estimates = translate(spoken, ESTIMATES) if figures.estimates else ""
    return "\n\n".join(text for text in (shown, estimates, figures.explanation) if text)
