"""A sample company with an answer to every question, for the preview of a case."""

from collections.abc import Sequence
from datetime import datetime

from awards import materials, questions
from awards.editions import Category, Edition
from awards.errors import N_
from awards.materials import Answer, Case, Membership, Reason, Version
from awards.questions import Figure, Kind, Question, YearFigures
from awards.register import Facts
from awards.rendering import translate
from awards.snapshots import Snapshot

SHORT = N_("An example of a short answer")
LONG = N_(
    "Here stands what was written. This is an example, so that you see how an answer of some "
    "length looks beside the points."
)
DIP = N_("An example of an explanation.")
RELATION = N_("Customer")
BODIES = {
    Kind.WHOLE_NUMBER: "14",
    Kind.MONEY: "12,5 mill.",
    Kind.PERCENT: "64",
    Kind.YES_NO: "yes",
    Kind.WEB_ADDRESS: "https://www.fjordpuls.example/",
}
YEARS = {
    Figure.TURNOVER: ("31,2 mill.", "28,4 mill.", "42,8 mill."),
    Figure.EXPORT: ("9,6 mill.", "12,1 mill.", "29,4 mill."),
    Figure.EMPLOYEES: ("21", "26", "34"),
    Figure.OTHER: ("3", "5", "8"),
}
NUMBER = "310412031"


def case(
    edition: Edition,
    category: Category,
    own: Sequence[Question],
    nominators: Sequence[Question],
    language: str,
    now: datetime,
) -> Case:
    """The case of the sample company in a category, as a juror reads it."""
    told = _answers(questions.asked(own, category.id), edition, language, now)
    said = _answers(questions.asked(nominators, category.id), edition, language, now)
    return Case(
        nominee=0,
        category=category.id,
        category_name=category.name,
        company=0,
        name="Fjordpuls",
        organisation_number=NUMBER,
        year=edition.year,
        everything=False,
        amendments=[],
        snapshot=Snapshot(NUMBER, now, _facts(now), None),
        members_listed=False,
        member=Membership("", may_be_nominated=True),
        logo=False,
        informed=True,
        handed_in=now,
        figures=materials.years(told, edition.year),
        answers=[one for one in told if one.question.kind is not Kind.YEAR_FIGURES],
        nominators=1,
        nominations=1,
        page=1,
        reasons=[Reason(translate(language, RELATION), False, language, now, said)],
    )


def _answers(
    asked: Sequence[Question], edition: Edition, language: str, now: datetime
) -> list[Answer]:
    """What the jury reads of a form."""
    return [_answer(one, edition, language, now) for one in asked if one.shown_to_jury]


def _answer(question: Question, edition: Edition, language: str, now: datetime) -> Answer:
    body = _body(question, questions.years(edition.year), language)
    return Answer(question, Version(0, body, now, by_staff=False, reason="", person=None))


def _body(question: Question, years: Sequence[int], language: str) -> str:
    match question.kind:
        case Kind.YEAR_FIGURES:
            given = dict(zip(years, YEARS[question.figure], strict=True))
            explanation = translate(language, DIP) if question.figure is Figure.TURNOVER else ""
            return YearFigures(given, estimates=False, explanation=explanation).body()
        case Kind.ONE_CHOICE:
            good = question.rule.one_of if question.rule else ()
            return next(one.key for one in question.choices if not good or one.key in good)
        case Kind.LONG_TEXT:
            return translate(language, LONG)
    return BODIES.get(question.kind) or translate(language, SHORT)


def _facts(now: datetime) -> Facts:
    return Facts(
        number=NUMBER,
        name="FJORDPULS AS",
        form="AS",
        place="BERGEN",
        municipality="BERGEN",
        country="Norge",
        industry_code="32.500",
        industry_text="Produksjon av medisinske og tanntekniske instrumenter og utstyr",
        employees=34,
        employee_band="20-49",
        bankrupt=False,
        winding_up=False,
        dissolved="",
        parent="",
        home_page="https://www.fjordpuls.example/",
        language_form="Bokmål",
        email="",
        founded="2014-03-01",
        fetched_at=now.isoformat(),
    )
