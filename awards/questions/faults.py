"""Whether an answer will do, and what is wrong with it: sentences that come from the definition."""

from collections.abc import Mapping, Sequence

from awards import figures, words
from awards.errors import N_
from awards.figures import Unreadable
from awards.questions.bodies import answered, year_figures
from awards.questions.definitions import Fault, Figure, Kind, Need, Question
from awards.questions.reading import figure
from awards.questions.yearly import YearFigures

LONGEST = 20_000  # characters, however few the words
LONGEST_LINE = 200  # of a short text

UNANSWERED = N_("This question has no answer. A sentence or two is enough.")
NO_NUMBER = N_("There is no figure here. Write one.")
NO_YEARS = N_("There are no figures here. Fill in every year.")
YEAR_LEFT_OUT = N_("The figure for %(year)s is missing. Fill in every year, or none.")
NOTHING_CHOSEN = N_("Choose one of these.")
NO_YES_OR_NO = N_("Answer yes or no.")
NO_WEB_ADDRESS = N_("There is no web address here. Write it like www.company.no.")
NOT_A_WEB_ADDRESS = N_("This is not a web address. Write it like www.company.no.")
TOO_MANY_WORDS = N_("The answer has %(used)s words. Shorten it to at most %(limit)s.")
TOO_LONG = N_("This is too long: at most %(max_length)s characters.")

YES_OR_NO = ("yes", "no")
UNANSWERED_BY = {
    Kind.SHORT_TEXT: N_("This cannot be empty. Fill it in."),
    Kind.LONG_TEXT: UNANSWERED,
    Kind.WHOLE_NUMBER: NO_NUMBER,
    Kind.MONEY: NO_NUMBER,
    Kind.PERCENT: NO_NUMBER,
    Kind.YEAR_FIGURES: NO_YEARS,
    Kind.ONE_CHOICE: NOTHING_CHOSEN,
    Kind.YES_NO: NO_YES_OR_NO,
    Kind.WEB_ADDRESS: NO_WEB_ADDRESS,
}


def fault(question: Question, body: str) -> Fault | None:
    """What is wrong with an answer, if anything is; an empty one where it is needed always."""
    if not answered(question, body):
        return (UNANSWERED_BY[question.kind], {}) if question.need is Need.ALWAYS else None
    longest = LONGEST_LINE if question.kind is Kind.SHORT_TEXT else LONGEST
    if len(body) > longest:
        return TOO_LONG, {"max_length": longest}
    match question.kind:
        case Kind.LONG_TEXT:
            return _too_many_words(question, body)
        case Kind.WHOLE_NUMBER | Kind.MONEY | Kind.PERCENT:
            return _unreadable(question, body)
        case Kind.YEAR_FIGURES:
            return _year_fault(question, year_figures(body))
        case Kind.ONE_CHOICE:
            return None if body in {one.key for one in question.choices} else (NOTHING_CHOSEN, {})
        case Kind.YES_NO:
            return None if body in YES_OR_NO else (NO_YES_OR_NO, {})
        case Kind.WEB_ADDRESS:
            return _no_web_address(body)
    return None


def place(question: Question, fault: Fault) -> str:
    """The field that a fault belongs to: of year figures the one of its year."""
    year = fault[1].get("year")
    return f"{question.field}-{year}" if year else question.field


def _too_many_words(question: Question, body: str) -> Fault | None:
    used = words.word_count(body)
    if used <= question.word_limit:
        return None
    return TOO_MANY_WORDS, {"used": used, "limit": question.word_limit}


def _unreadable(question: Question, text: str) -> Fault | None:
    try:
        figure(question, text)
    except Unreadable as error:
        return error.message, error.fields
    return None


def _year_fault(question: Question, said: YearFigures) -> Fault | None:
    """The first year that has something wrong with it."""
    for year, text in said.figures.items():
        if not text:
            return YEAR_LEFT_OUT, {"year": year}
        if unreadable := _unreadable(question, text):
            return unreadable[0], {**unreadable[1], "year": year}
        if question.figure is not Figure.OTHER and figure(question, text) < 0:
            return figures.BELOW_ZERO, {"year": year, "value": text}
    return None


def _no_web_address(body: str) -> Fault | None:
    try:
        words.web_address(body)
    except words.Malformed:
        return NOT_A_WEB_ADDRESS, {}
    return None


def missing(questions: Sequence[Question], answers: Mapping[int, str]) -> list[Question]:
    """What has to be answered before judging opens, and is not."""
    return [
        one
        for one in questions
        if one.need is not Need.NEVER and not answered(one, answers.get(one.id, ""))
    ]
