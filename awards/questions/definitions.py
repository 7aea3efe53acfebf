"""What a question is: its kind, its texts, when it is needed, and the rule it may carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Texts = dict[str, str]  # language -> text
Fault = tuple[str, dict[str, Any]]  # a sentence and its fields, not yet translated


class Form(StrEnum):
    NOMINATION = "nomination"  # the nominator's
    COMPANY = "company"  # the company's own


class Kind(StrEnum):
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    WHOLE_NUMBER = "whole_number"
    MONEY = "money"
    PERCENT = "percent"
    YEAR_FIGURES = "year_figures"
    ONE_CHOICE = "one_choice"
    YES_NO = "yes_no"  # body: "yes" or "no"
    WEB_ADDRESS = "web_address"


class Need(StrEnum):
    NEVER = "never"
    ALWAYS = "always"  # the form is not sent without it
    JUDGING = "judging"  # may come later, before judging opens


class Figure(StrEnum):
    """What year figures are about; growth and share are computed of those that are known."""

    OTHER = ""
    TURNOVER = "turnover"
    EXPORT = "export"
    EMPLOYEES = "employees"


@dataclass(frozen=True)
class Choice:
    key: str
    name: Texts


@dataclass(frozen=True)
class Rule:
    """What an answer must be for the company to be eligible: one of these is set."""

    is_yes: bool = False  # yes_no
    at_least: str = ""  # numbers as people write them
    at_most: str = ""
    one_of: Sequence[str] = ()  # keys of choices


@dataclass(frozen=True)
class Question:
    id: int
    edition: int
    form: Form
    category: int | None  # None: asked in every category
    position: int
    kind: Kind
    label: Texts
    help: Texts
    need: Need
    word_limit: int  # of a long text
    shown_to_jury: bool
    public: bool
    choices: Sequence[Choice]
    figure: Figure
    scale: int  # what a bare amount of money is counted in: 1, 1000 or 1000000 kroner
    rule: Rule | None
    unmet: Texts  # why the rule keeps a company out
    way_out: Texts  # and what it can do instead
    retired: bool  # asked no more; its answers stay
    version: int

    @property
    def field(self) -> str:
        """The name of its field in a form; year figures have more, each beginning with it."""
        return f"answer-{self.id}"


def question(row: Mapping[str, Any]) -> Question:
    """From its row."""
    rule = row["rule"]
    return Question(
        **{
            **dict(row),
            "form": Form(row["form"]),
            "kind": Kind(row["kind"]),
            "need": Need(row["need"]),
            "figure": Figure(row["figure"]),
            "choices": tuple(Choice(one["key"], one["name"]) for one in row["choices"]),
            "rule": Rule(**rule) if rule else None,
        }
    )


def asked(questions: Sequence[Question], category: int | None) -> list[Question]:
    """The questions that somebody is asked in a category: its own and those of every category."""
    return [one for one in questions if not one.retired and one.category in (None, category)]
