"""Spreadsheets: rows become a file that Norwegian spreadsheet programs open as it is. Pure."""

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


def as_text(cell: str) -> str:
    """Text that people typed stays text: an apostrophe keeps a spreadsheet from calculating it."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(ACTIVE) else cell
