"""A list of members, as people paste it or a spreadsheet saved it."""

import pytest

from awards import directory
from awards.directory import Member

FJORDPULS = Member("310412031", "Fjordpuls AS", "bedrift", True)


@pytest.mark.parametrize(
    "text",
    [
        "310412031; Fjordpuls AS; bedrift; ja",
        "310 412 031\tFjordpuls AS\tbedrift\tyes",
        "NO310412031MVA,Fjordpuls AS,bedrift",
        '"310412031";"Fjordpuls AS";"bedrift";""',
        "Navn;Orgnr;Kan nomineres;Type\nFjordpuls AS;310412031;x;bedrift",
        "\n;;;\n310412031;Fjordpuls AS;bedrift;J\n\n",
    ],
)
def test_a_member_is_read_however_the_line_is_written(text: str) -> None:
    assert directory.members(directory.read(text)) == [FJORDPULS]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Fjordpuls AS; bedrift", directory.BAD_NUMBER),
        ("310412030; Fjordpuls AS", directory.BAD_NUMBER),
        ("; Fjordpuls AS", directory.NO_NUMBER),
        ("310412031;", directory.NO_NAME),
        ("310412031; Fjordpuls AS; bedrift; kanskje", directory.NEITHER),
        ("310412031; " + "x" * 201, directory.TOO_LONG),
    ],
)
def test_a_line_that_cannot_be_read_says_why(text: str, problem: str) -> None:
    [line] = directory.read(text)

    assert (line.member, line.problem) == (None, problem)


def test_the_second_of_two_lines_with_one_number_is_left_out() -> None:
    lines = directory.read("310412031; Fjordpuls AS; bedrift\n310412031; Fjordpuls; sykehus")

    assert directory.members(lines) == [FJORDPULS]
    assert (lines[1].problem, lines[1].fields) == (directory.TWICE, {"line": 1})
