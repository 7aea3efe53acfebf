"""Questions: what staff ask, of nine kinds, and whether an answer will do. Pure.

An answer is one text, its body, stored as it was typed; changing a question keeps its answers. The
body of year figures is canonical JSON, see ``YearFigures``.
"""

from awards.questions.bodies import answered, body, fields, year_figures, years
from awards.questions.definitions import (
    Choice,
    Fault,
    Figure,
    Form,
    Kind,
    Need,
    Question,
    Rule,
    Texts,
    asked,
    question,
)
from awards.questions.faults import fault, missing, place
from awards.questions.reading import figure, known, measure, shown, unmet, written
from awards.questions.trends import computed, explaining, impossible, series
from awards.questions.yearly import YearFigures

__all__ = [
    "Choice",
    "Fault",
    "Figure",
    "Form",
    "Kind",
    "Need",
    "Question",
    "Rule",
    "Texts",
    "YearFigures",
    "answered",
    "asked",
    "body",
    "computed",
    "explaining",
    "fault",
    "fields",
    "figure",
    "impossible",
    "known",
    "measure",
    "missing",
    "place",
    "question",
    "series",
    "shown",
    "unmet",
    "written",
    "year_figures",
    "years",
]
