"""The roll: a pasted list of jurors, read line by line. Pure.

A line is ``Ada Berg <ada@firm.no>; en; Firm`` or ``Ada Berg, ada@firm.no, en, Firm``: the parts
stand between tabs, semicolons or commas, and may be in quotation marks. Language and employer may
be left out. A line that cannot be read says why; nothing on it is guessed.
"""

import csv
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from awards import words
from awards.errors import N_

MOST_LINES = 200
LONGEST = 200  # characters of a name or an employer
LONGEST_LINE = 2000

SEPARATORS = "\t;,"
IN_BRACKETS = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
IN_QUOTES = re.compile(r'"[^"]*"')
CODE = re.compile(r"[a-z]{2}")
SPOKEN = {
    "no": "nb",
    "norsk": "nb",
    "bokmål": "nb",
    "norwegian": "nb",
    "engelsk": "en",
    "english": "en",
}

NO_ADDRESS = N_("There is no e-mail address on this line.")
MANY_ADDRESSES = N_("There is more than one e-mail address. Write one juror on each line.")
BAD_ADDRESS = N_("«%(address)s» is not an e-mail address.")
NO_NAME = N_("There is no name on this line.")
TOO_LONG = N_("The name or the employer is too long: at most %(most)s characters.")
OTHER_LANGUAGE = N_("This edition has no pages in «%(language)s».")
TWICE = N_("The same address is on line %(line)s too.")
TOO_MANY = N_("This is more than %(most)s lines. Add the rest in a list of its own.")


@dataclass(frozen=True)
class Problem:
    """Why a line cannot be read, not yet translated."""

    message: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    name: str = ""
    address: str = ""
    mailbox: str = ""
    language: str = ""
    employer: str = ""
    problem: Problem | None = None


@dataclass(frozen=True)
class Sorting:
    """What will happen to each line."""

    new: list[Line]
    already: list[Line]
    unreadable: list[Line]


class _Unreadable(Exception):
    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.problem = Problem(message, fields)


def read_lines(text: str, languages: Sequence[str]) -> list[Line]:
    """Every line that is not empty; without a language of its own it gets the first."""
    found: list[Line] = []
    seen: dict[str, int] = {}
    for number, written in enumerate(text.splitlines(), start=1):
        if not written.strip(SEPARATORS + " \ufeff"):
            continue
        if len(found) == MOST_LINES:
            found.append(Line(number, "…", problem=Problem(TOO_MANY, {"most": MOST_LINES})))
            break
        line = _line(number, written, languages)
        if line.problem is None and line.mailbox in seen:
            twice = Problem(TWICE, {"line": seen[line.mailbox]})
            line = Line(number, written, problem=twice)
        elif line.mailbox:
            seen[line.mailbox] = number
        found.append(line)
    return found


def sort_out(lines: Sequence[Line], on_panel: Collection[str]) -> Sorting:
    """Which lines will become jurors, given the mailboxes that are on the panel already."""
    readable = [line for line in lines if line.problem is None]
    return Sorting(
        new=[line for line in readable if line.mailbox not in on_panel],
        already=[line for line in readable if line.mailbox in on_panel],
        unreadable=[line for line in lines if line.problem is not None],
    )


def _line(number: int, written: str, languages: Sequence[str]) -> Line:
    try:
        name, address, rest = _parts(written)
        mailbox = _mailbox(address)
        language, employer = _language_and_employer(rest, languages)
        _check_lengths(name, employer)
    except _Unreadable as unreadable:
        return Line(number, written, problem=unreadable.problem)
    return Line(number, written, name, address, mailbox, language, employer)


def _parts(written: str) -> tuple[str, str, list[str]]:
    """Name, address, and what else stands on the line, in order."""
    if len(written) > LONGEST_LINE:
        raise _Unreadable(TOO_LONG, most=LONGEST)
    fields = _fields(written)
    addressed = [place for place, field in enumerate(fields) if "@" in field]
    if not addressed:
        raise _Unreadable(NO_ADDRESS)
    if len(addressed) > 1 or fields[addressed[0]].count("@") > 1:
        raise _Unreadable(MANY_ADDRESSES)
    place = addressed[0]
    bracketed = IN_BRACKETS.fullmatch(fields[place])
    name, address = bracketed.group("name", "address") if bracketed else ("", fields[place])
    return words.one_line(" ".join([*fields[:place], name])), address.strip(), fields[place + 1 :]


def _fields(written: str) -> list[str]:
    """Cut at the strongest separator that stands outside of quotation marks."""
    bare = IN_QUOTES.sub("", written)
    separator = next((mark for mark in SEPARATORS if mark in bare), "\t")
    cut = next(csv.reader([written], delimiter=separator, skipinitialspace=True), [])
    return [words.one_line(field.replace('"', "")) for field in cut]


def _mailbox(address: str) -> str:
    try:
        return words.canonical_mailbox(address)
    except words.Malformed:
        raise _Unreadable(BAD_ADDRESS, address=address) from None


def _language_and_employer(rest: list[str], languages: Sequence[str]) -> tuple[str, str]:
    """The first part after the address is the language, if it is one; the others the employer."""
    language = ""
    if rest:
        language = SPOKEN.get(rest[0].lower(), rest[0].lower())
        if language not in languages and CODE.fullmatch(language):
            raise _Unreadable(OTHER_LANGUAGE, language=rest[0])
        if language in languages or not language:
            rest = rest[1:]
    chosen = language if language in languages else languages[0]
    return chosen, ", ".join(part for part in rest if part)


def _check_lengths(name: str, employer: str) -> None:
    if not name:
        raise _Unreadable(NO_NAME)
    if len(name) > LONGEST or len(employer) > LONGEST:
        raise _Unreadable(TOO_LONG, most=LONGEST)
