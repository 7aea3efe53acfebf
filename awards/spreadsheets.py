"""Spreadsheets: rows become a file that Norwegian spreadsheet programs open as it is, and the text
of a file of theirs is read however they encoded it. Pure."""

import codecs
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

from awards import formats

BOM = "\ufeff"  # without it, spreadsheets read UTF-8 as something older
ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet calculate
DECIMALS = 4  # of a number that has no end

Cell = str | int | Fraction | datetime | None


def csv_file(
    heading: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    language: str = "nb",
    zone: str = "UTC",
) -> bytes:
    """Text stands in quotes and numbers do not, so that a program that asks can tell them apart."""
    lines = [";".join(_quoted(cell) for cell in heading)]
    lines += (";".join(_written(cell, language, zone) for cell in row) for row in rows)
    return (BOM + "".join(f"{line}\r\n" for line in lines)).encode()


def text_of(file: bytes) -> str | None:
    """The text of a CSV file; None for a workbook, or whatever else holds no text."""
    if file.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return file.decode("utf-16", errors="replace")
    if b"\0" in file:
        return None
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        return file.decode("cp1252", errors="replace")


def as_text(cell: str) -> str:
    """Text that people typed stays text: an apostrophe keeps a spreadsheet from calculating it."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(ACTIVE) else cell


def plain(value: int | Fraction, language: str) -> str:
    """A number in digits and nothing else, with the decimal mark of the language.

    Exact where a few decimals say it, else rounded half up.
    """
    steps = floor(abs(value) * 10**DECIMALS + Fraction(1, 2))
    whole, rest = divmod(steps, 10**DECIMALS)
    decimals = f"{rest:0{DECIMALS}}".rstrip("0")
    mark = formats.spelling(language).decimal if decimals else ""
    return f"{'-' if value < 0 and steps else ''}{whole}{mark}{decimals}"


def local(when: datetime, zone: str) -> datetime:
    """As clocks on the wall show it there: a spreadsheet knows of no zones."""
    if when.tzinfo is None:
        raise ValueError("a naive datetime has no place in a spreadsheet")
    return when.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _written(cell: Cell, language: str, zone: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return local(cell, zone).strftime("%d.%m.%Y %H:%M")
    return _quoted(cell) if isinstance(cell, str) else plain(cell, language)


def _quoted(text: str) -> str:
    return '"' + as_text(text).replace('"', '""') + '"' if text else ""
