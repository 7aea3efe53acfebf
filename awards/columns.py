"""Columns: a line of a list is cut into its parts, and a first line of headings names them. Pure.

The parts stand between tabs, semicolons or commas, and may be in quotation marks.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass

from awards import words

SEPARATORS = "\t;,"
LONGEST_LINE = 2000
IN_QUOTES = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Columns:
    """What a first line of headings says of the lines below it."""

    separator: str
    names: list[str]  # nothing where the heading is not known
    unknown: list[str]

    def too_few(self, parts: list[str]) -> bool:
        return any(parts[len(self.names) :])

    def named(self, parts: list[str]) -> dict[str, str]:
        return {name: part for name, part in zip(self.names, parts, strict=False) if name}


def lines(text: str) -> list[tuple[int, str]]:
    """The lines with something on them, by number."""
    numbered = enumerate(text.splitlines(), start=1)
    return [one for one in numbered if one[1].strip(SEPARATORS + " \ufeff")]


def columns(text: str, headings: Mapping[str, str], needed: str) -> Columns | None:
    """The columns that the first line names, if it names the one that is needed."""
    _, first = next(iter(lines(text)), (0, ""))
    if len(first) > LONGEST_LINE:
        return None
    mark = separator(first)
    found = parts(first, mark)
    names = [headings.get(one.casefold(), "") for one in found]
    if needed not in names or len(names) == 1:
        return None
    unknown = [one for one, name in zip(found, names, strict=True) if one and not name]
    return Columns(mark, names, unknown)


def separator(written: str) -> str:
    """The strongest separator that stands outside of quotation marks."""
    bare = IN_QUOTES.sub("", written)
    return next((mark for mark in SEPARATORS if mark in bare), "\t")


def parts(written: str, separator: str) -> list[str]:
    cut = next(csv.reader([written], delimiter=separator, skipinitialspace=True), [])
    return [words.one_line(part.replace('"', "")) for part in cut]
