"""The directory: a list of members, pasted or from a file, read line by line. Pure.

A line is ``310412031; Fjordpuls AS; company; yes``: organisation number, name, kind, and whether
the member may be nominated. The parts stand between tabs, semicolons or commas, and may be in
quotation marks; kind and the last one may be left out. A first line of headings says the order.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awards import words
from awards.errors import N_

MOST_LINES = 5000
LONGEST = 200  # characters of a name or a kind
LONGEST_LINE = 2000
SEPARATORS = "\t;,"
ORDER = ("number", "name", "kind", "may")
HEADINGS = {
    "number": ("organisation number", "organisasjonsnummer", "orgnr", "org.nr.", "number"),
    "name": ("name", "navn", "member", "medlem", "bedrift", "company"),
    "kind": ("kind", "type", "slag", "medlemstype"),
    "may": ("may be nominated", "kan nomineres", "nominable"),
}
SAID = {
    **dict.fromkeys(("", "yes", "ja", "y", "j", "x", "1", "true", "sant"), True),
    **dict.fromkeys(("no", "nei", "n", "0", "false", "usant"), False),
}

NO_NUMBER = N_("There is no organisation number on this line.")
BAD_NUMBER = N_("«%(number)s» is not an organisation number.")
NO_NAME = N_("There is no name on this line.")
NEITHER = N_("«%(text)s» is neither yes nor no.")
TOO_LONG = N_("This line is too long: a name or a kind has at most %(most)s characters.")
TWICE = N_("The same number is on line %(line)s too.")
TOO_MANY = N_("This is more than %(most)s lines. Nothing after them is read.")


@dataclass(frozen=True)
class Member:
    organisation_number: str
    name: str
    kind: str
    may_be_nominated: bool


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    member: Member | None
    problem: str = ""  # a sentence, not yet translated
    fields: dict[str, Any] | None = None


class _Unreadable(Exception):
    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.message, self.fields = message, fields


def read(text: str) -> list[Line]:
    """Every line that is not empty, in order; the headings are none of them."""
    lines: list[Line] = []
    seen: dict[str, int] = {}
    order: Sequence[str] = ORDER
    for number, written in enumerate(words.clean(text).split("\n"), start=1):
        if not written.strip(SEPARATORS + " "):
            continue
        headings = _headings(written) if not lines else None
        if headings:
            order = headings
            continue
        if len(lines) == MOST_LINES:
            lines.append(Line(number, "…", None, TOO_MANY, {"most": MOST_LINES}))
            break
        lines.append(_line(number, written, order, seen))
    return lines


def members(lines: Sequence[Line]) -> list[Member]:
    return [line.member for line in lines if line.member]


def _headings(written: str) -> list[str] | None:
    """The order that a first line of headings gives; None where it is no such line."""
    parts = [part.lower() for part in _parts(written)]
    known = {word: name for name, said in HEADINGS.items() for word in said}
    order = [known.get(part, "") for part in parts]
    return order if "number" in order and "name" in order else None


def _line(number: int, written: str, order: Sequence[str], seen: dict[str, int]) -> Line:
    try:
        member = _member(written, order)
        if member.organisation_number in seen:
            raise _Unreadable(TWICE, line=seen[member.organisation_number])
    except _Unreadable as unreadable:
        return Line(number, written[:LONGEST], None, unreadable.message, unreadable.fields)
    seen[member.organisation_number] = number
    return Line(number, written, member)


def _member(written: str, order: Sequence[str]) -> Member:
    if len(written) > LONGEST_LINE:
        raise _Unreadable(TOO_LONG, most=LONGEST)
    said = dict(zip(order, _parts(written), strict=False))
    name, kind = said.get("name", ""), said.get("kind", "")
    if max(len(name), len(kind)) > LONGEST:
        raise _Unreadable(TOO_LONG, most=LONGEST)
    if not name:
        raise _Unreadable(NO_NAME)
    return Member(_number(said.get("number", "")), name, kind, _may(said.get("may", "")))


def _number(typed: str) -> str:
    if not typed:
        raise _Unreadable(NO_NUMBER)
    try:
        return words.organisation_number(typed)
    except words.Malformed:
        raise _Unreadable(BAD_NUMBER, number=typed[:40]) from None


def _may(typed: str) -> bool:
    if typed.lower() not in SAID:
        raise _Unreadable(NEITHER, text=typed[:40])
    return SAID[typed.lower()]


def _parts(written: str) -> list[str]:
    """Cut at the strongest separator there is."""
    separator = next((mark for mark in SEPARATORS if mark in written), "\t")
    try:
        cut = next(csv.reader([written], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        cut = written.split(separator)
    return [words.one_line(part) for part in cut]
