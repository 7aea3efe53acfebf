"""A pasted list of jurors is read line by line, and nothing on it is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import roll
from awards.roll import Line, Problem, read_lines, sort_out

LANGUAGES = ["nb", "en"]


def read(text: str) -> tuple[str, str, str, str]:
    line = read_lines(text, LANGUAGES)[0]
    assert line.problem is None
    return line.name, line.address, line.language, line.employer


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ada Berg <ada@firm.no>; en; Firm AS", ("Ada Berg", "ada@firm.no", "en", "Firm AS")),
        ("Ada Berg <ada@firm.no>", ("Ada Berg", "ada@firm.no", "nb", "")),
        ("Ada Berg, ada@firm.no, English", ("Ada Berg", "ada@firm.no", "en", "")),
        ("Ada Berg\tada@firm.no\tnorsk\tFirm", ("Ada Berg", "ada@firm.no", "nb", "Firm")),
        ("Ada Berg; ada@firm.no; ; Firm", ("Ada Berg", "ada@firm.no", "nb", "Firm")),
        ("Ada Berg, ada@firm.no, Firm, Bergen", ("Ada Berg", "ada@firm.no", "nb", "Firm, Bergen")),
        ('"Berg, Ada" <ada@firm.no>; en', ("Berg, Ada", "ada@firm.no", "en", "")),
        ("Berg, Ada <ada@firm.no>", ("Berg Ada", "ada@firm.no", "nb", "")),
        ("  Åse   Ø. , Åse@blåbær.no ,NB", ("Åse Ø.", "Åse@blåbær.no", "nb", "")),
    ],
)
def test_a_line_is_read_however_it_was_written(text: str, meant: tuple[str, str, str, str]) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ada Berg", Problem(roll.NO_ADDRESS, {})),
        ("name, address, language", Problem(roll.NO_ADDRESS, {})),
        ("<ada@firm.no>", Problem(roll.NO_NAME, {})),
        ("Ada <ada@firm.no>, Bo <bo@firm.no>", Problem(roll.MANY_ADDRESSES, {})),
        ("Ada, ada@firm", Problem(roll.BAD_ADDRESS, {"address": "ada@firm"})),
        ("Ada, ada@firm.no, de", Problem(roll.OTHER_LANGUAGE, {"language": "de"})),
        ("A" * 201 + ", ada@firm.no", Problem(roll.TOO_LONG, {"most": 200})),
        ("A" * 200_000 + ", ada@firm.no", Problem(roll.TOO_LONG, {"most": 200})),
    ],
)
def test_a_line_that_cannot_be_read_says_why(text: str, why: Problem) -> None:
    assert read_lines(text, LANGUAGES) == [Line(1, text, problem=why)]


def test_an_address_that_stands_twice_is_taken_once() -> None:
    lines = read_lines("Ada, ada@firm.no\n\nAda B, ADA@firm.no", LANGUAGES)

    assert [line.number for line in lines] == [1, 3]
    assert lines[1].problem == Problem(roll.TWICE, {"line": 1})


def test_a_list_has_an_end() -> None:
    lines = read_lines("\n".join(f"J{n}, j{n}@firm.no" for n in range(250)), LANGUAGES)

    assert len(lines) == 201
    assert lines[-1].problem == Problem(roll.TOO_MANY, {"most": 200})


def test_the_preview_parts_the_new_from_those_who_are_on_the_panel() -> None:
    lines = read_lines("Ada, ada@firm.no\nBo, bo@firm.no\nnobody", LANGUAGES)

    sorting = sort_out(lines, {"bo@firm.no"})

    assert (sorting.new, sorting.already, sorting.unreadable) == (lines[:1], lines[1:2], lines[2:])


@given(st.text())
def test_whatever_is_pasted_is_answered_line_by_line(text: str) -> None:
    for line in read_lines(text, LANGUAGES):
        assert line.problem is not None or (line.name and line.mailbox)
