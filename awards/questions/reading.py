"""Reading an answer: its number, what a rule says of it, and how it stands in a case."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from awards import figures, formats, words
from awards.figures import Unreadable
from awards.questions.bodies import answered, year_figures
from awards.questions.definitions import Figure, Kind, Question, Rule


def figure(question: Question, text: str) -> Fraction:
    """A number as this question asks for it: in its scale, and in kroner where it is money."""
    match measure(question):
        case "money":
            return figures.amount(text, question.scale)
        case "percent":
            return figures.percent(text)
        case "whole":
            return figures.whole(text)
    return figures.number(text)


def known(question: Question, text: str) -> Fraction | None:
    try:
        return figure(question, text)
    except Unreadable:
        return None


def measure(question: Question) -> str:
    """What its numbers are. Year figures of something else are money where they have a scale."""
    if question.kind is not Kind.YEAR_FIGURES:
        return {Kind.MONEY: "money", Kind.PERCENT: "percent"}.get(question.kind, "whole")
    if question.figure is Figure.EMPLOYEES:
        return "whole"
    return "money" if question.figure is not Figure.OTHER or question.scale > 1 else "number"


def unmet(questions: Sequence[Question], answers: Mapping[int, str]) -> list[Question]:
    """Answers that keep the company out. One that is not there yet keeps nobody out."""
    return [
        one
        for one in questions
        if one.rule and answered(one, body := answers.get(one.id, "")) and not _met(one, body)
    ]


def _met(question: Question, body: str) -> bool:
    rule = question.rule
    assert rule is not None
    if rule.is_yes:
        return body == "yes"
    if rule.one_of:
        return body in rule.one_of
    return all(_within(question, rule, text) for text in _newest(question, body))


def _newest(question: Question, body: str) -> list[str]:
    """The number that a rule is about; of year figures the last one."""
    if question.kind is not Kind.YEAR_FIGURES:
        return [body]
    return [text for _, text in sorted(year_figures(body).figures.items()) if text][-1:]


def _within(question: Question, rule: Rule, text: str) -> bool:
    """A number that cannot be read is a fault of its own, and keeps nobody out."""
    value = known(question, text)
    least, most = known(question, rule.at_least), known(question, rule.at_most)
    if value is None:
        return True
    return (least is None or value >= least) and (most is None or value <= most)


def shown(question: Question, body: str, language: str, first: str | None = None) -> str:
    """As it is read in a case. What cannot be read any more stands as it was typed."""
    match question.kind:
        case Kind.YES_NO:
            spelling = formats.spelling(language)
            return {"yes": spelling.yes, "no": spelling.no}.get(body, body)
        case Kind.ONE_CHOICE:
            names = {
                one.key: words.choose(one.name, language, first)[0] for one in question.choices
            }
            return names.get(body, "") or body
        case Kind.WHOLE_NUMBER | Kind.MONEY | Kind.PERCENT:
            return written(question, body, language)
        case Kind.YEAR_FIGURES:
            typed = year_figures(body).figures
            told = (
                f"{year}: {written(question, text, language)}"
                for year, text in typed.items()
                if text
            )
            return "; ".join(told)
    return body


def written(question: Question, text: str, language: str) -> str:
    """One number of an answer as a reader of the language writes it, or as it was typed."""
    value = known(question, text)
    return text if value is None else figures.written(value, measure(question), language)
