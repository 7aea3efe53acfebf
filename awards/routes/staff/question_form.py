"""The form of one question: the fields that belong to its kind, read and filled in again."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from awards import forms, questionnaires, questions
from awards.editions import Category, Edition
from awards.errors import N_
from awards.forms import Error, Errors, OptionalLine, Tick, Typed, Whole
from awards.questionnaires import MOST_CHOICES, MOST_WORDS, Asked, Faults
from awards.questions import Choice, Figure, Kind, Need, Question, Rule
from awards.rendering import translate
from awards.routes.staff import fields
from awards.words import choose

KINDS = {
    Kind.SHORT_TEXT: N_("Short text"),
    Kind.LONG_TEXT: N_("Long text"),
    Kind.WHOLE_NUMBER: N_("Whole number"),
    Kind.MONEY: N_("Amount of money"),
    Kind.PERCENT: N_("Per cent"),
    Kind.YEAR_FIGURES: N_("Three years of figures"),
    Kind.ONE_CHOICE: N_("One choice of several"),
    Kind.YES_NO: N_("Yes or no"),
    Kind.WEB_ADDRESS: N_("Web address"),
}
MEANS = {
    Kind.SHORT_TEXT: N_("One line."),
    Kind.LONG_TEXT: N_("Several lines, with a limit in words."),
    Kind.WHOLE_NUMBER: N_("How many countries, how many people."),
    Kind.MONEY: N_("In kroner, thousands or millions, written as people write it."),
    Kind.PERCENT: N_("A share of something."),
    Kind.YEAR_FIGURES: N_("Turnover, exports, employees. Growth and share are computed."),
    Kind.ONE_CHOICE: N_("Two to twelve alternatives."),
    Kind.YES_NO: N_("For requirements, among other things."),
    Kind.WEB_ADDRESS: N_("A page that says more."),
}
FORMS = {
    questions.Form.NOMINATION: N_("The nominator's form"),
    questions.Form.COMPANY: N_("The company's own form"),
}
NEEDS = {
    Need.ALWAYS: N_("Always: the form is not sent without it"),
    Need.JUDGING: N_("Before judging opens"),
    Need.NEVER: N_("Never: it may be left empty"),
}
FIGURES = {
    Figure.TURNOVER: N_("Turnover"),
    Figure.EXPORT: N_("Exports"),
    Figure.EMPLOYEES: N_("Employees"),
    Figure.OTHER: N_("Something else"),
}
SCALES = {"1": N_("Kroner"), "1000": N_("Thousands of kroner"), "1000000": N_("Millions of kroner")}
SAID: dict[str, Mapping[Any, str]] = {
    "kind": KINDS, "form": FORMS, "need": NEEDS, "figure": FIGURES, "scale": SCALES
}  # fmt: skip
EVERY_CATEGORY = N_("All categories")

ROWS = range(1, MOST_CHOICES + 1)
FIRST_ROWS = 3
NAMES = [f"choice-{row}" for row in ROWS]
TEXTS = ("label", "help", "unmet", "way_out", *NAMES)
LABELS = fields.labels(
    {
        "kind": N_("Kind of question"),
        "form": N_("Form"),
        "category": N_("Asked in"),
        "need": N_("Must be answered"),
        "shown_to_jury": N_("Shown to the jury"),
        "public": N_("May be made public"),
        "word_limit": N_("At most so many words"),
        "scale": N_("Amounts are in"),
        "figure": N_("What the figures are about"),
        "is_yes": N_("The answer must be yes"),
        "at_least": N_("At least"),
        "at_most": N_("At most"),
        "meets": N_("Alternatives that meet the requirement"),
    },
    {
        "label": N_("Question"),
        "help": N_("Help"),
        "unmet": N_("Why it keeps a company out"),
        "way_out": N_("What the company can do instead"),
        **dict.fromkeys(NAMES, N_("Alternative")),
    },
)
ORDER = ("kind", "form", "category", "label", "help", "figure", "scale", "word_limit", "choice",
         "need", "shown_to_jury", "public", "is_yes", "meets", "at_least", "at_most", "unmet",
         "way_out")  # fmt: skip
SUGGESTED = {
    "kind": Kind.LONG_TEXT,
    "form": questions.Form.NOMINATION,
    "need": Need.ALWAYS,
    "shown_to_jury": "yes",
    "word_limit": "250",
    "scale": "1000000",
}

PLACE = ("kind", "form", "category")  # what is chosen before the form of a new question
ASIDES = ("kind", "choice")  # buttons that change the form, and nothing else

Values = Mapping[str, str]


class Placed(forms.Form):
    """What every question has, beside its texts."""

    kind: Kind
    form: questions.Form
    category: str
    need: Need
    shown_to_jury: Tick
    public: Tick


class Worded(forms.Form):
    word_limit: Annotated[Whole, Field(ge=1, le=MOST_WORDS)]


class Numbered(forms.Form):
    at_least: OptionalLine
    at_most: OptionalLine


class Scaled(forms.Form):
    scale: Annotated[Whole, Field(ge=1, le=1_000_000)]


class Amount(Numbered, Scaled):
    pass


class Figured(Amount):
    figure: Figure


class Answered(forms.Form):
    is_yes: Tick


OF_KIND: dict[Kind, type[forms.Form]] = {
    Kind.LONG_TEXT: Worded,
    Kind.WHOLE_NUMBER: Numbered,
    Kind.PERCENT: Numbered,
    Kind.MONEY: Amount,
    Kind.YEAR_FIGURES: Figured,
    Kind.YES_NO: Answered,
}


def read(
    typed: Typed, edition: Edition, categories: Sequence[Category], was: Question | None
) -> tuple[Asked | None, Errors]:
    """What staff want to ask; of the fields only those that belong to its kind."""
    rows = [name for name in NAMES if typed.texts(name, edition.languages)]
    errors = fields.faults(
        typed, edition.languages, required=("label", *rows), lines=("label", *NAMES), texts=TEXTS
    )
    placed, more = forms.read(Placed, typed)
    errors |= more
    if placed and placed.category not in ("", *(str(one.id) for one in categories)):
        errors |= forms.wrong("category", forms.SENTENCES["enum"])
    if placed is None:
        return None, fields.in_order(errors, ORDER)
    own, more = forms.read(OF_KIND.get(placed.kind, forms.Form), typed)
    errors |= more
    if "scale" in typed and typed["scale"] not in SCALES:
        errors |= forms.wrong("scale", forms.SENTENCES["enum"])
    if own is None or errors:
        return None, fields.in_order(errors, ORDER)
    return _asked(typed, edition.languages, placed, dict(own), was), {}


def _asked(
    typed: Typed,
    languages: Sequence[str],
    placed: Placed,
    own: dict[str, Any],
    was: Question | None,
) -> Asked:
    texts = {name: typed.texts(name, languages) for name in ("label", "help", "unmet", "way_out")}
    choices, meets = _choices(typed, languages, was) if placed.kind is Kind.ONE_CHOICE else ([], [])
    rule = Rule(
        is_yes=own.pop("is_yes", False),
        at_least=own.pop("at_least", ""),
        at_most=own.pop("at_most", ""),
        one_of=meets,
    )
    if own.get("figure") is Figure.EMPLOYEES:
        own["scale"] = 1  # people are counted one by one
    ruled = rule != Rule(one_of=[])
    if not ruled:
        texts |= {"unmet": {}, "way_out": {}}
    category = int(placed.category) if placed.category else None
    facts = {**dict(placed), **own, **texts, "category": category, "choices": choices}
    return Asked(**facts, rule=rule if ruled else None)


def _choices(
    typed: Typed, languages: Sequence[str], was: Question | None
) -> tuple[list[Choice], list[str]]:
    """The alternatives of the rows that are not empty, and the keys of those that are ticked."""
    known = {one.key for one in was.choices} if was else set()
    filled = [name for name in NAMES if typed.texts(name, languages)]
    keys = [typed[f"{name}-key"] if typed[f"{name}-key"] in known else "" for name in filled]
    written = [
        Choice(key, typed.texts(name, languages)) for name, key in zip(filled, keys, strict=True)
    ]
    choices = questionnaires.keyed(written, languages[0])
    ticked = [f"choice-{row}" for row in typed.getlist("meets")]
    return choices, [one.key for name, one in zip(filled, choices, strict=True) if name in ticked]


def told(found: Faults) -> Errors:
    """The faults of the rules as errors of the form."""
    errors = {name: Error(sentence, named) for name, (sentence, named) in found.items()}
    return fields.in_order(errors, ORDER)


def values(found: Question) -> dict[str, str]:
    """What stands in the form of a question."""
    rule = found.rule or Rule()
    filled = {
        "version": str(found.version),
        "kind": found.kind,
        "form": found.form,
        "category": str(found.category or ""),
        "need": found.need,
        "shown_to_jury": "yes" if found.shown_to_jury else "",
        "public": "yes" if found.public else "",
        "word_limit": str(found.word_limit),
        "figure": found.figure,
        "scale": str(found.scale),
        "is_yes": "yes" if rule.is_yes else "",
        "at_least": rule.at_least,
        "at_most": rule.at_most,
        "meets": " ".join(
            str(row) for row, one in enumerate(found.choices, 1) if one.key in rule.one_of
        ),
    }
    for name in ("label", "help", "unmet", "way_out"):
        filled |= fields.flat(name, getattr(found, name))
    for row, one in enumerate(found.choices, 1):
        filled |= {f"choice-{row}-key": one.key, **fields.flat(f"choice-{row}", one.name)}
    return filled


def filled(typed: Typed) -> dict[str, str]:
    """All that was typed, and what is suggested for the fields of a kind chosen just now."""
    return {**{name: SUGGESTED[name] for name in ("word_limit", "scale")}, **fields.values(typed)}


def rows(shown: Values, more: bool) -> list[int]:
    """The rows for alternatives: those of the form, and one more on demand."""
    there = [row for row in ROWS if any(name.startswith(f"choice-{row}-") for name in shown)]
    return list(ROWS[: max([FIRST_ROWS, *there]) + more])


def theirs(
    typed: Typed, was: Question, categories: Sequence[Category], spoken: str
) -> list[tuple[str, str]]:
    """What somebody else made of the fields that were sent, in words."""
    ticks = ("shown_to_jury", "public", "is_yes") if "kind" in typed else ()
    now = {name: text for name, text in values(was).items() if name in {*typed, *ticks}}
    within = {str(one.id): choose(one.name, spoken)[0] for one in categories}
    said = {**SAID, "category": {"": EVERY_CATEGORY, **within}}
    differing = fields.theirs(typed, was.version, now, {name: name for name in LABELS})
    return [
        (LABELS[name], translate(spoken, said.get(name, {}).get(text, text)))
        for name, text in differing
    ]


def options(named: Mapping[Any, str], spoken: str) -> list[tuple[str, str]]:
    return [(str(value), translate(spoken, label)) for value, label in named.items()]
