"""The chronicle: a list of past winners, pasted or from a file, read line by line. Pure.

A line is ``2019; Export company of the year; Firm; why; https://firm.no/``: the parts stand between
tabs, semicolons or commas, and may be in quotation marks; why and the link may be left out. A first
line of headings names the columns instead, in any order. A line that cannot be read says why.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from awards import columns, words
from awards.columns import Columns
from awards.errors import N_

MOST_LINES = 500
MOST_JOINED = 40  # lines of one reason
LONGEST = 200  # characters of a category or a winner
LONGEST_REASON = 4000
LONGEST_RECORD = 8000

YEAR = re.compile("[12][0-9]{3}")
OPEN_QUOTE = re.compile(r'(?:^|[\t;,]) *"(?:[^"]|"")*$')
IN_ORDER = ("year", "category", "winner", "reason", "link")
HEADINGS = {
    "year": ("year", "år", "årstall"),
    "category": ("category", "kategori", "pris", "award"),
    "winner": ("winner", "vinner", "company", "bedrift"),
    "reason": ("reason", "begrunnelse", "juryens begrunnelse", "why"),
    "link": ("link", "lenke", "lenkje", "url", "web address", "nettadresse"),
}
COLUMN = {heading: name for name, said in HEADINGS.items() for heading in said}

NO_YEAR = N_("«%(year)s» is no year. Write four digits, such as 2019.")
TO_COME = N_("%(year)s has not come yet. Correct the year.")
NO_CATEGORY = N_("There is no category on this line. Write what was won.")
NO_WINNER = N_("There is no winner on this line. Write who won.")
LONG_NAME = N_("The category or the winner is too long: at most %(most)s characters.")
LONG_REASON = N_("The reason is too long: at most %(most)s characters.")
LONG_LINE = N_("This line is too long. Is a quotation mark missing at the end of a part?")
BAD_QUOTES = N_(
    "The quotation marks on this line do not fit. Put them around a whole part, or leave them out."
)
BAD_LINK = N_("«%(link)s» is no web address. It begins with http:// or https://.")
MANY_PARTS = N_(
    "This line has more parts than year, category, winner, reason and link."
    " Put a part that holds the mark between them in quotation marks."
)
TWICE = N_("The same winner is on line %(line)s too. Leave one of them out.")
TOO_MANY = N_("This is more than %(most)s lines. Bring in the rest as a list of its own.")

Key = tuple[int, str, str]


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    year: int = 0
    category: str = ""
    winner: str = ""
    reason: str = ""
    link: str = ""
    problem: str = ""  # why it cannot be read, not yet translated
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return key(self.year, self.category, self.winner)


class _Unreadable(Exception):
    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


def key(year: int, category: str, winner: str) -> Key:
    """What makes two winners the same, however they are spelt."""
    return year, words.fold(category), words.fold(winner)


def headings(text: str) -> Columns | None:
    """The columns that the first line names, if it is a line of headings."""
    return columns.columns(text, COLUMN, "winner")


def read(text: str, this_year: int) -> list[Line]:
    """Every line that is not empty, with what is wrong with it."""
    found: list[Line] = []
    seen: dict[Key, int] = {}
    headed = headings(text)
    for turn, (number, written) in enumerate(_records(text)):
        if headed and turn == 0:
            continue
        if len(found) == MOST_LINES:
            found.append(Line(number, "…", problem=TOO_MANY, fields={"most": MOST_LINES}))
            break
        line = _line(number, written, headed, this_year)
        if not line.problem and line.key in seen:
            line = Line(number, written, problem=TWICE, fields={"line": seen[line.key]})
        elif not line.problem:
            seen[line.key] = number
        found.append(line)
    return found


def _records(text: str) -> Iterator[tuple[int, str]]:
    """The lines, joined where a part in quotation marks goes on below."""
    lines = columns.lines(text)
    place = 0
    while place < len(lines):
        end = _end(lines, place)
        yield lines[place][0], "\n".join(written for _, written in lines[place:end])
        place = end


def _end(lines: list[tuple[int, str]], place: int) -> int:
    """Behind the line that closes the quotation marks of this one, if any line does."""
    joined = ""
    for end in range(place, min(place + MOST_JOINED, len(lines))):
        joined += lines[end][1]
        if len(joined) > LONGEST_RECORD:
            break
        if not OPEN_QUOTE.search(joined):
            return end + 1
        joined += "\n"
    return place + 1


def _line(number: int, written: str, headed: Columns | None, this_year: int) -> Line:
    try:
        said = _parts(written, headed)
        return Line(
            number,
            written,
            _year(said.get("year", ""), this_year),
            _name(said.get("category", ""), NO_CATEGORY),
            _name(said.get("winner", ""), NO_WINNER),
            _reason(said.get("reason", "")),
            _link(said.get("link", "")),
        )
    except _Unreadable as unreadable:
        problem, fields = unreadable.message, unreadable.fields
        return Line(number, written[:LONGEST], problem=problem, fields=fields)


def _parts(written: str, headed: Columns | None) -> Mapping[str, str]:
    if len(written) > LONGEST_RECORD:
        raise _Unreadable(LONG_LINE)
    mark = headed.separator if headed else columns.separator(written)
    parts = _cut(written, mark)
    if headed:
        if headed.too_few(parts):
            raise _Unreadable(MANY_PARTS)
        return headed.named(parts)
    if any(parts[len(IN_ORDER) :]):
        raise _Unreadable(MANY_PARTS)
    return dict(zip(IN_ORDER, parts, strict=False))


def _cut(written: str, mark: str) -> list[str]:
    try:
        cut = next(csv.reader([written], delimiter=mark, skipinitialspace=True), [])
    except csv.Error:
        raise _Unreadable(BAD_QUOTES) from None
    return [words.clean(part) for part in cut]


def _year(typed: str, this_year: int) -> int:
    if not YEAR.fullmatch(typed):
        raise _Unreadable(NO_YEAR, year=typed[:LONGEST])
    if int(typed) > this_year:
        raise _Unreadable(TO_COME, year=typed)
    return int(typed)


def _name(typed: str, missing: str) -> str:
    name = words.one_line(typed)
    if not name:
        raise _Unreadable(missing)
    if len(name) > LONGEST:
        raise _Unreadable(LONG_NAME, most=LONGEST)
    return name


def _reason(typed: str) -> str:
    if len(typed) > LONGEST_REASON:
        raise _Unreadable(LONG_REASON, most=LONGEST_REASON)
    return typed


def _link(typed: str) -> str:
    try:
        return words.web_address(typed) if typed else ""
    except words.Malformed:
        raise _Unreadable(BAD_LINK, link=typed[:LONGEST]) from None
