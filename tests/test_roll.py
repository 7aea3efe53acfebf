"""A pasted list of jurors is read line by line, and nothing on it is guessed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import roll
from awards.roll import Line, Offered, Problem, read_lines, sort_out

EXPORT, NEWCOMER = 7, 4
OFFERED = Offered(
    ["nb", "en"],
    {
        EXPORT: ["export", "Årets eksportbedrift", "Export company of the year"],
        NEWCOMER: ["newcomer", "Årets nykommer, liten", "Newcomer of the year"],
    },
    ticked=[EXPORT],
)


def read(text: str) -> tuple[str, str, str, str]:
    line = read_lines(text, OFFERED)[0]
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
        ("name, language, employer", Problem(roll.NO_ADDRESS, {})),
        ("<ada@firm.no>", Problem(roll.NO_NAME, {})),
        ("Ada <ada@firm.no>, Bo <bo@firm.no>", Problem(roll.MANY_ADDRESSES, {})),
        ("Ada, ada@firm", Problem(roll.BAD_ADDRESS, {"address": "ada@firm"})),
        ("Ada, ada@firm.no, de", Problem(roll.OTHER_LANGUAGE, {"language": "de"})),
        (
            "Ada, ada@firm.no, en, Firm, 310412032",
            Problem(roll.BAD_NUMBER, {"number": "310412032"}),
        ),
        ("A" * 201 + ", ada@firm.no", Problem(roll.TOO_LONG, {"most": 200})),
        ("A" * 200_000 + ", ada@firm.no", Problem(roll.TOO_LONG, {"most": 200})),
    ],
)
def test_a_line_that_cannot_be_read_says_why(text: str, why: Problem) -> None:
    assert read_lines(text, OFFERED) == [Line(1, text, problem=why)]


def test_a_number_after_the_employer_is_its_organisation_number() -> None:
    [line] = read_lines("Ada, ada@firm.no, en, Firm, Bergen, NO 310 412 031 MVA", OFFERED)

    assert (line.employer, line.employer_number) == ("Firm, Bergen", "310412031")


def test_a_line_without_categories_gets_those_that_are_ticked() -> None:
    [line] = read_lines("Ada, ada@firm.no", OFFERED)

    assert (line.seats, line.chair) == ((EXPORT,), False)


def test_without_any_category_a_line_says_what_to_do() -> None:
    [line] = read_lines("Ada, ada@firm.no", replace(OFFERED, ticked=[]))

    assert line.problem == Problem(roll.NO_CATEGORY, {})


@pytest.mark.parametrize(
    "text",
    [
        "navn;e-post;språk;arbeidsgiver;organisasjonsnummer;leder;kategorier\n"
        "Ada Berg;ada@firm.no;engelsk;Firm;310412031;ja;newcomer | export",
        "Categories,Chair,Organisation number,Employer,Language,E-mail,Name\n"
        "Newcomer of the year;EXPORT,x,310 412 031,Firm,en,ada@firm.no,Ada Berg",
        "\ufeffEpost\tOrgnr\tArbeidsgiver\tLeder\tSpråk\tKategori\n"
        '"Ada Berg" <ada@firm.no>\t310412031\tFirm\tLeder\tEN\tårets eksportbedrift|newcomer',
    ],
)
def test_a_line_of_headings_says_what_the_columns_are(text: str) -> None:
    [line] = read_lines(text, OFFERED)

    assert line == Line(
        number=2,
        text=text.split("\n")[1],
        name="Ada Berg",
        address="ada@firm.no",
        mailbox="ada@firm.no",
        language="en",
        employer="Firm",
        employer_number="310412031",
        chair=True,
        seats=(EXPORT, NEWCOMER),
    )


def test_a_category_whose_name_holds_a_comma_is_found_by_its_name() -> None:
    text = "name\taddress\tcategories\nAda\tada@firm.no\tÅrets nykommer, liten"

    assert read_lines(text, OFFERED)[0].seats == (NEWCOMER,)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Ada;ada@firm.no;;;", Problem(roll.NO_ADDRESS, {})),
        (";ada@firm.no", Problem(roll.NO_ADDRESS, {})),
        ("ada@firm.no", Problem(roll.NO_NAME, {})),
        ("ada@firm.no;Ada;perhaps", Problem(roll.NEITHER, {"text": "perhaps"})),
        ("ada@firm.no;Ada;;12", Problem(roll.BAD_NUMBER, {"number": "12"})),
        ("ada@firm.no;Ada;;;gold", Problem(roll.OTHER_CATEGORY, {"category": "gold"})),
        ("ada@firm.no;Ada;;;export;;x", Problem(roll.MANY_PARTS, {})),
    ],
)
def test_a_line_below_headings_that_cannot_be_read_says_why(line: str, why: Problem) -> None:
    text = f"e-mail;name;chair;organisation number;categories\n{line}"

    assert read_lines(text, OFFERED) == [Line(2, line, problem=why)]


def test_headings_that_nobody_knows_are_named() -> None:
    headed = roll.headings("name;e-mail;phone;;shoe size\nAda;ada@firm.no;1;;2")

    assert headed is not None and headed.unknown == ["phone", "shoe size"]
    assert roll.headings("Ada;ada@firm.no;1;;2") is None


def test_the_first_chair_of_a_list_leads_and_the_preview_knows_the_others() -> None:
    text = "name,address,chair\nAda,ada@firm.no,\nBo,bo@firm.no,yes\nEva,eva@firm.no,yes"

    sorting = sort_out(read_lines(text, OFFERED), ())

    assert sorting.leader is sorting.new[1]
    assert sorting.not_leading == sorting.new[2:]


def test_an_address_that_stands_twice_is_taken_once() -> None:
    lines = read_lines("Ada, ada@firm.no\n\nAda B, ADA@firm.no", OFFERED)

    assert [line.number for line in lines] == [1, 3]
    assert lines[1].problem == Problem(roll.TWICE, {"line": 1})


def test_a_list_has_an_end() -> None:
    lines = read_lines("\n".join(f"J{n}, j{n}@firm.no" for n in range(250)), OFFERED)

    assert len(lines) == 201
    assert lines[-1].problem == Problem(roll.TOO_MANY, {"most": 200})


def test_the_preview_parts_the_new_from_those_who_are_on_the_panel() -> None:
    lines = read_lines("Ada, ada@firm.no\nBo, bo@firm.no\nnobody", OFFERED)

    sorting = sort_out(lines, {"bo@firm.no"})

    assert (sorting.new, sorting.already, sorting.unreadable) == (lines[:1], lines[1:2], lines[2:])


@given(st.text() | st.text().map("name;address\n{}".format))
def test_whatever_is_pasted_is_answered_line_by_line(text: str) -> None:
    for line in read_lines(text, OFFERED):
        assert line.problem is not None or (line.name and line.mailbox)
