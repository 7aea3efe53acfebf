"""The roll: a list of jurors, pasted or from a file, read line by line. Pure.

A line is ``Ada Berg <ada@firm.no>; en; Firm`` or ``Ada Berg, ada@firm.no, en, Firm, 310412031``:
the parts stand between tabs, semicolons or commas, and may be in quotation marks; all after the
address may be left out. A first line of headings names the columns instead, in any order. A line
that cannot be read says why; nothing on it is guessed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awards import columns, words
from awards.columns import LONGEST_LINE, Columns
from awards.errors import N_

MOST_LINES = 200
LONGEST = 200  # characters of a name or an employer

IN_BRACKETS = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
CODE = re.compile(r"[a-z]{2}")
NUMBER = re.compile(r"(?:NO)?[0-9 .]{9,}(?:MVA)?", re.IGNORECASE)
BETWEEN_CATEGORIES = re.compile("[;,|]")
SPOKEN = {
    "no": "nb",
    "norsk": "nb",
    "bokmål": "nb",
    "norwegian": "nb",
    "engelsk": "en",
    "english": "en",
}
SAID = {
    **dict.fromkeys(("yes", "ja", "y", "j", "x", "1", "true", "sant", "leder", "chair"), True),
    **dict.fromkeys(("", "no", "nei", "n", "0", "false", "usant"), False),
}
HEADINGS = {
    "name": ("name", "navn", "juror", "jurymedlem"),
    "address": (
        *("e-mail", "email", "e-mail address", "address"),
        *("e-post", "epost", "e-postadresse", "epostadresse", "adresse"),
    ),
    "language": ("language", "språk"),
    "employer": ("employer", "arbeidsgiver"),
    "number": ("organisation number", "organisasjonsnummer", "orgnr", "org.nr", "org.nr."),
    "chair": ("chair", "leder"),
    "categories": ("categories", "category", "kategorier", "kategori"),
}
COLUMN = {heading: name for name, said in HEADINGS.items() for heading in said}

NO_ADDRESS = N_("There is no e-mail address on this line.")
MANY_ADDRESSES = N_("There is more than one e-mail address. Write one juror on each line.")
BAD_ADDRESS = N_("«%(address)s» is not an e-mail address.")
NO_NAME = N_("There is no name on this line.")
TOO_LONG = N_("The name or the employer is too long: at most %(most)s characters.")
OTHER_LANGUAGE = N_("This edition has no pages in «%(language)s».")
BAD_NUMBER = N_("«%(number)s» is not an organisation number.")
NEITHER = N_("«%(text)s» is neither yes nor no.")
OTHER_CATEGORY = N_("This year has no category «%(category)s».")
NO_CATEGORY = N_("No category: write one on the line, or tick one below the list.")
MANY_PARTS = N_("This line has more parts than there are headings.")
TWICE = N_("The same address is on line %(line)s too.")
TOO_MANY = N_("This is more than %(most)s lines. Add the rest in a list of its own.")


@dataclass(frozen=True)
class Offered:
    """What a line can choose from."""

    languages: Sequence[str]
    categories: Mapping[int, Collection[str]]  # with every name of each
    ticked: Collection[int]  # the categories of a line that names none


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
    employer_number: str | None = None
    chair: bool = False
    seats: tuple[int, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class Sorting:
    """What will happen to each line."""

    new: list[Line]
    already: list[Line]
    unreadable: list[Line]

    @property
    def leader(self) -> Line | None:
        """Who will lead the jury, where the list says so."""
        return leader(self.new)

    @property
    def not_leading(self) -> list[Line]:
        """The others whom the list calls chair; there is one."""
        return [line for line in self.new if line.chair][1:]


class _Unreadable(Exception):
    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.problem = Problem(message, fields)


def read_lines(text: str, offered: Offered) -> list[Line]:
    """Every line that is not empty; without a language of its own it gets the first."""
    found: list[Line] = []
    seen: dict[str, int] = {}
    headed = headings(text)
    for number, written in columns.lines(text)[1 if headed else 0 :]:
        if len(found) == MOST_LINES:
            found.append(Line(number, "…", problem=Problem(TOO_MANY, {"most": MOST_LINES})))
            break
        line = _line(number, written, headed, offered)
        if line.problem is None and line.mailbox in seen:
            twice = Problem(TWICE, {"line": seen[line.mailbox]})
            line = Line(number, written, problem=twice)
        elif line.mailbox:
            seen[line.mailbox] = number
        found.append(line)
    return found


def headings(text: str) -> Columns | None:
    """The columns that the first line names, if it is a line of headings."""
    return columns.columns(text, COLUMN, "address")


def sort_out(lines: Sequence[Line], on_panel: Collection[str]) -> Sorting:
    """Which lines will become jurors, given the mailboxes that are on the panel already."""
    readable = [line for line in lines if line.problem is None]
    return Sorting(
        new=[line for line in readable if line.mailbox not in on_panel],
        already=[line for line in readable if line.mailbox in on_panel],
        unreadable=[line for line in lines if line.problem is not None],
    )


def leader(lines: Sequence[Line]) -> Line | None:
    """The first whom the list calls chair."""
    return next((line for line in lines if line.chair), None)


def _line(number: int, written: str, headed: Columns | None, offered: Offered) -> Line:
    try:
        if len(written) > LONGEST_LINE:
            raise _Unreadable(TOO_LONG, most=LONGEST)
        said = _by_heading(written, headed) if headed else _by_place(written, offered.languages)
        return _read(number, written, said, offered)
    except _Unreadable as unreadable:
        return Line(number, written, problem=unreadable.problem)


def _read(number: int, written: str, said: Mapping[str, str], offered: Offered) -> Line:
    mailbox = _mailbox(said["address"])
    name, employer = said["name"], said.get("employer", "")
    if not name:
        raise _Unreadable(NO_NAME)
    if len(name) > LONGEST or len(employer) > LONGEST:
        raise _Unreadable(TOO_LONG, most=LONGEST)
    return Line(
        number,
        written,
        name,
        said["address"],
        mailbox,
        _language(said.get("language", ""), offered.languages),
        employer,
        _organisation_number(said.get("number", "")),
        _chair(said.get("chair", "")),
        _seats(said.get("categories", ""), offered),
    )


def _by_heading(written: str, headed: Columns) -> dict[str, str]:
    parts = columns.parts(written, headed.separator)
    if headed.too_few(parts):
        raise _Unreadable(MANY_PARTS)
    said = headed.named(parts)
    if "@" not in said.get("address", ""):
        raise _Unreadable(NO_ADDRESS)
    name, address = _bracketed(said["address"])
    return {**said, "name": said.get("name") or name, "address": address}


def _by_place(written: str, languages: Sequence[str]) -> dict[str, str]:
    """The name before the address; after it the language, the employer and its number."""
    parts = columns.parts(written, columns.separator(written))
    addressed = [place for place, part in enumerate(parts) if "@" in part]
    if not addressed:
        raise _Unreadable(NO_ADDRESS)
    if len(addressed) > 1:
        raise _Unreadable(MANY_ADDRESSES)
    place = addressed[0]
    name, address = _bracketed(parts[place])
    said = {"name": words.one_line(" ".join([*parts[:place], name])), "address": address}
    rest = parts[place + 1 :]
    if rest and _is_language(rest[0], languages):
        said["language"] = rest.pop(0)
    if rest and NUMBER.fullmatch(rest[-1]):
        said["number"] = rest.pop()
    return {**said, "employer": ", ".join(part for part in rest if part)}


def _bracketed(part: str) -> tuple[str, str]:
    """The name and the address of ``Ada Berg <ada@firm.no>``; without brackets it has no name."""
    if part.count("@") > 1:
        raise _Unreadable(MANY_ADDRESSES)
    found = IN_BRACKETS.fullmatch(part)
    name, address = found.group("name", "address") if found else ("", part)
    return words.one_line(name), address.strip()


def _mailbox(address: str) -> str:
    try:
        return words.canonical_mailbox(address)
    except words.Malformed:
        raise _Unreadable(BAD_ADDRESS, address=address) from None


def _is_language(typed: str, languages: Sequence[str]) -> bool:
    code = SPOKEN.get(typed.lower(), typed.lower())
    return not code or code in languages or CODE.fullmatch(code) is not None


def _language(typed: str, languages: Sequence[str]) -> str:
    code = SPOKEN.get(typed.lower(), typed.lower()) or languages[0]
    if code not in languages:
        raise _Unreadable(OTHER_LANGUAGE, language=typed)
    return code


def _organisation_number(typed: str) -> str | None:
    try:
        return words.organisation_number(typed) if typed else None
    except words.Malformed:
        raise _Unreadable(BAD_NUMBER, number=typed) from None


def _chair(typed: str) -> bool:
    if typed.lower() not in SAID:
        raise _Unreadable(NEITHER, text=typed)
    return SAID[typed.lower()]


def _seats(typed: str, offered: Offered) -> tuple[int, ...]:
    known = {words.fold(name): key for key, said in offered.categories.items() for name in said}
    whole = [typed] if words.fold(typed) in known else BETWEEN_CATEGORIES.split(typed)
    named = [part.strip() for part in whole if part.strip()]
    for part in named:
        if words.fold(part) not in known:
            raise _Unreadable(OTHER_CATEGORY, category=part)
    chosen = {known[words.fold(part)] for part in named} or set(offered.ticked)
    seats = tuple(key for key in offered.categories if key in chosen)
    if not seats:
        raise _Unreadable(NO_CATEGORY)
    return seats
