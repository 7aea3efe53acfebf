"""Forms: what was typed becomes a checked value, or all its errors at once, in words.

A form is a pydantic model. Its validators raise ``Wrong`` with a sentence of ours; what pydantic
finds by itself is put into our words by SENTENCES. Every sentence is translated where it is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.datastructures import ImmutableMultiDict

from awards import rendering, times, words
from awards.errors import N_

LONGEST_LINE = 200
LONGEST_TEXT = 20_000

EMPTY = N_("This cannot be empty. Fill it in.")
TOO_LONG = N_("This is too long: at most %(max_length)s characters.")

SENTENCES = {
    "missing": EMPTY,
    "string_too_short": EMPTY,
    "string_too_long": TOO_LONG,
    "too_short": N_("Choose at least one."),
    "enum": N_("Choose one of these."),
    "literal_error": N_("Choose one of these."),
    "int_parsing": N_("Write a whole number, with digits only."),
    "int_type": N_("Write a whole number, with digits only."),
    "greater_than_equal": N_("This is too small: at least %(ge)s."),
    "less_than_equal": N_("This is too large: at most %(le)s."),
}
NO_DAY = N_("We cannot read the date. Write it like 17.09.2027.")
NO_CLOCK = N_("We cannot read the time. Write it like 12:00.")
NO_SUCH_TIME = N_("The clock jumps over this time that night. Choose another one.")
COMES_TWICE = N_("The clock passes this time twice that night. Choose one before or after it.")
UNREADABLE = N_("We cannot read this. Check it and try again.")


class Wrong(ValueError):
    """What is wrong with one field, and what to do about it."""

    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


@dataclass(frozen=True)
class Error:
    """A sentence about one field, not yet translated."""

    message: str
    fields: Mapping[str, Any]

    def said(self, language: str) -> str:
        return rendering.translate(language, self.message, **self.fields)


Errors = dict[str, Error]  # field -> what is wrong with it


class Typed(ImmutableMultiDict[str, str]):
    """What was typed, cleaned, by field. A field that was not sent is an empty text."""

    def __getitem__(self, field: str) -> str:
        return str(super().__getitem__(field)) if field in self else ""

    def texts(self, prefix: str, languages: Iterable[str]) -> dict[str, str]:
        """One text per language from fields ``prefix-nb``, ``prefix-en``; the empty left out."""
        found = {language: self[f"{prefix}-{language}"] for language in languages}
        return {language: text for language, text in found.items() if text}


class Form(BaseModel):
    """A checked form. Fields that no form of ours has are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Checked = TypeVar("Checked", bound=Form)


def read(form: type[Checked], typed: Typed, **more: Any) -> tuple[Checked | None, Errors]:
    """The checked form, or None and every error. ``more`` are values that were not typed."""
    fields: dict[str, Any] = {}
    for name, field in form.model_fields.items():
        many = "list" in str(field.annotation) or "tuple" in str(field.annotation)
        fields[name] = typed.getlist(name) if many else typed[name]
    try:
        return form.model_validate({**fields, **more}), {}
    except ValidationError as error:
        return None, _errors(error)


def wrong(field: str, message: str, **fields: Any) -> Errors:
    return {field: Error(message, fields)}


def said(errors: Errors, language: str) -> dict[str, str]:
    """The errors in a reader's language, by field, in the order of the form."""
    return {field: error.said(language) for field, error in errors.items()}


def moment(typed: Typed, field: str, zone: str) -> tuple[datetime | None, Errors]:
    """What was typed into FIELD-date and FIELD-time, as an instant; None where both are empty.

    FIELD-passing says which is meant of a time that comes twice: 0 the first, 1 the second.
    """
    day, clock = typed[f"{field}-date"], typed[f"{field}-time"]
    passing = {"0": 0, "1": 1}.get(typed[f"{field}-passing"])
    if not day and not clock:
        return None, {}
    try:
        return times.at(day, clock, zone, passing), {}
    except times.Unreadable as error:
        return None, wrong(field, NO_DAY if error.part == "day" else NO_CLOCK)
    except times.NoSuchTime:
        return None, wrong(field, NO_SUCH_TIME)
    except times.ComesTwice:
        return None, wrong(field, COMES_TWICE)


def _errors(error: ValidationError) -> Errors:
    found: Errors = {}
    for one in error.errors(include_url=False):
        field = str(one["loc"][0]) if one["loc"] else "form"
        cause = one.get("ctx", {}).get("error")
        if isinstance(cause, Wrong):
            found.setdefault(field, Error(cause.message, cause.fields))
        else:
            message = SENTENCES.get(_kind(one), UNREADABLE)
            found.setdefault(field, Error(message, one.get("ctx", {})))
    return found


def _kind(error: Any) -> str:
    """A text whose length is checked after it was cleaned is short or long as any collection is."""
    of_text = isinstance(error["input"], str) and error["type"] in ("too_short", "too_long")
    return f"string_{error['type']}" if of_text else str(error["type"])


def _one_line(text: Any) -> Any:
    return words.one_line(text) if isinstance(text, str) else text


def _address(text: str) -> str:
    try:
        words.canonical_mailbox(text)
    except ValueError:
        raise Wrong(N_("This is not an e-mail address. Write it like name@company.no.")) from None
    return text


def _organisation_number(text: str) -> str | None:
    if not text:
        return None
    try:
        return words.organisation_number(text)
    except ValueError:
        raise Wrong(
            N_("This organisation number is not right. It has nine digits; check each of them.")
        ) from None


def _digits(text: Any) -> Any:
    if isinstance(text, str) and not (text.isascii() and text.lstrip("-").isdigit()):
        raise Wrong(SENTENCES["int_parsing"])
    return text


Line = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE), BeforeValidator(_one_line)]
OptionalLine = Annotated[str, Field(max_length=LONGEST_LINE), BeforeValidator(_one_line)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
OptionalText = Annotated[str, Field(max_length=LONGEST_TEXT)]
Address = Annotated[
    str,
    Field(min_length=1, max_length=254),
    AfterValidator(_address),
    BeforeValidator(_one_line),
]
OptionalAddress = Annotated[
    str,
    Field(max_length=254),
    AfterValidator(lambda text: _address(text) if text else ""),
    BeforeValidator(_one_line),
]
OrganisationNumber = Annotated[
    str | None, BeforeValidator(_one_line), BeforeValidator(_organisation_number)
]
Whole = Annotated[int, BeforeValidator(_digits)]
Tick = Annotated[bool, BeforeValidator(lambda text: text not in ("", "0", False))]
