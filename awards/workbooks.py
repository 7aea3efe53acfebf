"""Workbooks: rows become an XLSX file, in which text is text, numbers are numbers and times times.

Nothing that anybody typed is calculated, linked or taken for markup. Pure. A big one takes seconds,
so it is made in a thread.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from io import BytesIO
from typing import Any

from awards import spreadsheets, words
from awards.spreadsheets import Cell

MOST_IN_A_CELL = 32_767  # UTF-16 units, as Excel counts
LONGEST_NAME = 31
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Row by row through a file of its own: memory does not grow with the rows.
SAFELY = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
WIDEST, NARROWEST = 40, 10  # of a column, in letters


@dataclass(frozen=True)
class Sheet:
    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Cell]]  # gone through once


def workbook(sheets: Iterable[Sheet], zone: str, cut: str) -> bytes:
    """One file with these sheets; ``cut`` stands at the end of a text that no cell can hold."""
    # Loaded here because most processes never write a workbook, and it takes 8 MB of each.
    import xlsxwriter  # type: ignore[import-untyped]

    file = BytesIO()
    with xlsxwriter.Workbook(file, {**SAFELY, "strings_to_numbers": False}) as book:
        for sheet in sheets:
            _add(book, sheet, zone, cut)
    return file.getvalue()


def name(text: str) -> str:
    """A name that a sheet may have."""
    legal = " ".join(NOT_IN_A_NAME.sub(" ", words.legal(text)).split()).strip("'")
    return legal[:LONGEST_NAME].strip(" '") or "1"


def fitting(text: str, cut: str) -> str:
    """A text as a cell can hold it: legal in XML, and not too long."""
    text = words.LINE_ENDS.sub("\n", words.legal(text))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_IN_A_CELL:
        return text
    room = 2 * MOST_IN_A_CELL - len(cut.encode("utf-16-le"))
    return units[:room].decode("utf-16-le", errors="ignore") + cut


def _add(book: Any, sheet: Sheet, zone: str, cut: str) -> None:
    page = book.add_worksheet(name(sheet.name))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    looks = {
        int: book.add_format({"num_format": "0", "valign": "top"}),
        Fraction: book.add_format({"num_format": "0.0###", "valign": "top"}),
        datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top"}),
        str: book.add_format({"num_format": "@", "valign": "top"}),
    }
    for column, heading in enumerate(sheet.heading):
        page.set_column(column, column, min(max(len(heading) + 2, NARROWEST), WIDEST))
        _write_text(page, 0, column, fitting(heading, cut), bold)
    page.freeze_panes(1, 0)
    for place, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write(page, place, column, cell, looks, zone, cut)


def _write(
    page: Any, place: int, column: int, cell: Cell, looks: dict[type, Any], zone: str, cut: str
) -> None:
    if isinstance(cell, str):
        _write_text(page, place, column, fitting(cell, cut), looks[str])
    elif isinstance(cell, datetime):
        local = spreadsheets.local(cell, zone)
        page.write_datetime(place, column, local, looks[datetime])
    elif cell is not None:
        whole = cell == int(cell)
        page.write_number(place, column, float(cell), looks[int if whole else Fraction])


def _write_text(page: Any, place: int, column: int, text: str, look: Any) -> None:
    """xlsxwriter takes a text in <r> and </r> for markup of its own, and would write it as it is:
    such a text is written in two pieces, which it escapes."""
    if not text:
        return
    if text.startswith("<r>") and text.endswith("</r>"):
        page.write_rich_string(place, column, text[:1], look, text[1:], look)
    else:
        page.write_string(place, column, text, look)
