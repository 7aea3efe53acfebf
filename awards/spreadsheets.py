"""Spreadsheets: rows become a file that Norwegian spreadsheet programs open as it is, and the text
of a file of theirs is read however they encoded it. Pure."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it, spreadsheets read UTF-8 as something older
ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet calculate


def csv_file(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([as_text(cell) for cell in heading])
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return (BOM + written.getvalue()).encode()


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
