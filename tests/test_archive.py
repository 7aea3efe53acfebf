"""The archive: a list of past winners is read line by line, brought in, and stands beside what was
announced here."""

from typing import Any

import pytest

from awards import archive, chronicle, editions
from awards.chronicle import Line
from awards.database import Connection
from awards.errors import NotFound
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

THIS_YEAR = 2026
LIST = """\
År;Kategori;Vinner;Begrunnelse;Lenke
2019;Årets eksportbedrift;Fjordpuls;Vokser ute;https://fjordpuls.example/vi-vant
2018;Årets eksportbedrift;Øretone;;
"""


def read(text: str) -> list[tuple[Any, ...]]:
    """What a list says, or what is wrong with each line."""
    return [
        (line.number, line.problem)
        if line.problem
        else (line.number, line.year, line.category, line.winner, line.reason, line.link)
        for line in chronicle.read(text, THIS_YEAR)
    ]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize(
    "headings",
    [("year", "category", "winner"), ("ÅR", "Kategori", "Vinner"), ("årstall", "pris", "bedrift")],
)
def test_columns_may_have_headings_in_either_language_and_any_mark_between_them(
    mark: str, headings: tuple[str, ...]
) -> None:
    text = "\ufeff" + mark.join(headings) + "\r\n" + mark.join(("2019", "Export", "Fjordpuls"))

    assert read(text) == [(2, 2019, "Export", "Fjordpuls", "", "")]


def test_headings_let_the_columns_stand_in_any_order() -> None:
    text = "lenke;vinner;land;kategori;år\nfirma.no;Øretone;Norge;Export;2018"

    assert read(text) == [(2, 2018, "Export", "Øretone", "", "https://firma.no")]
    headed = chronicle.headings(text)
    assert headed is not None
    assert headed.unknown == ["land"]


def test_a_reason_in_quotation_marks_keeps_its_lines_its_marks_and_the_numbers_of_the_next() -> (
    None
):
    text = '2019;Export;Fjordpuls;"First; then\n""more"""\n2018;Export;Øretone;5" and up'

    assert read(text) == [
        (1, 2019, "Export", "Fjordpuls", 'First; then\n"more"', ""),
        (3, 2018, "Export", "Øretone", '5" and up', ""),
    ]


def test_a_quotation_mark_that_is_never_closed_takes_no_other_line_with_it() -> None:
    text = '2019;Export;"Fjordpuls\n2018;Export;Øretone'

    assert read(text) == [
        (1, 2019, "Export", "Fjordpuls", "", ""),
        (2, 2018, "Export", "Øretone", "", ""),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("19;Export;Fjordpuls", chronicle.NO_YEAR),
        ("٢٠١٩;Export;Fjordpuls", chronicle.NO_YEAR),
        ("2027;Export;Fjordpuls", chronicle.TO_COME),
        ("2019;;Fjordpuls", chronicle.NO_CATEGORY),
        ("2019;Export;", chronicle.NO_WINNER),
        ("2019", chronicle.NO_CATEGORY),
        (f"2019;Export;{'x' * 201}", chronicle.LONG_NAME),
        (f"2019;Export;Fjordpuls;{'x' * 4001}", chronicle.LONG_REASON),
        ("x" * 8001, chronicle.LONG_LINE),
        ("2019;Export;Fjordpuls;Why;javascript:alert(1)", chronicle.BAD_LINK),
        ("2019;Export;Fjordpuls;Why;ftp://firma.example/", chronicle.BAD_LINK),
        ("2019;Export;Fjordpuls;Why;https://me:secret@firma.example/", chronicle.BAD_LINK),
        ("2019;Export;Fjordpuls;One;two;three", chronicle.MANY_PARTS),
        ('2019;Export;Fjord, "puls\nand more"', chronicle.BAD_QUOTES),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, problem: str) -> None:
    assert read(line) == [(1, problem)]


def test_the_same_winner_on_two_lines_is_told_however_it_is_spelt() -> None:
    text = "2019;Export;Fjordpuls\n\n2019; EXPORT ;fjordpuls\n2019;Export;Øretone"

    assert read(text) == [
        (1, 2019, "Export", "Fjordpuls", "", ""),
        (3, chronicle.TWICE),
        (4, 2019, "Export", "Øretone", "", ""),
    ]


def test_a_list_is_read_to_its_limit_and_the_rest_is_told() -> None:
    text = "\n".join(f"2019;Export;Number {number}" for number in range(600))

    found = chronicle.read(text, THIS_YEAR)

    assert len(found) == chronicle.MOST_LINES + 1
    assert found[-1].problem == chronicle.TOO_MANY


async def test_a_list_is_brought_in_once_and_the_second_time_only_what_it_changes(
    db: Connection,
) -> None:
    await people.award(db)

    first = await archive.bring_in(db, "staff:1", LIST)
    again = await archive.bring_in(db, "staff:1", LIST)
    text = "2018;årets eksportbedrift;ØRETONE;Hører godt\n2019;Årets eksportbedrift;Fjordpuls"
    changed = await archive.bring_in(db, "staff:1", text)

    assert [line.winner for line in first.new] == ["Fjordpuls", "Øretone"]
    assert (again.new, again.changed) == ([], [])
    assert [line.winner for line in again.already] == ["Fjordpuls", "Øretone"]
    assert [(line.reason, past.reason) for line, past in changed.changed] == [("Hører godt", "")]
    assert await kept(db) == [
        (
            2019,
            "Årets eksportbedrift",
            "Fjordpuls",
            "Vokser ute",
            "https://fjordpuls.example/vi-vant",
        ),
        (2018, "Årets eksportbedrift", "Øretone", "Hører godt", ""),
    ]
    details = [row["detail"] for row in await db.fetch("SELECT detail FROM event_details")]
    assert details == [{"added": 2, "changed": 0}, {"added": 0, "changed": 1}]


async def test_a_winner_that_was_brought_in_is_removed_and_the_log_keeps_what_it_said(
    db: Connection,
) -> None:
    await people.award(db)
    await archive.bring_in(db, "staff:1", LIST)
    [fjordpuls, _], _ = await archive.brought_in(db)

    await archive.remove(db, "staff:1", fjordpuls.id)

    assert [row[2] for row in await kept(db)] == ["Øretone"]
    said = await db.fetchval("SELECT detail FROM event_details ORDER BY event DESC LIMIT 1")
    assert (said["winner"], said["reason"]) == ("Fjordpuls", "Vokser ute")
    with pytest.raises(NotFound):
        await archive.remove(db, "staff:1", fjordpuls.id)


async def test_every_change_of_the_archive_is_a_new_version_of_the_site(db: Connection) -> None:
    await people.award(db)
    versions = [await db.fetchval("SELECT version FROM site")]
    await archive.bring_in(db, "staff:1", LIST)
    versions.append(await db.fetchval("SELECT version FROM site"))
    [one, _], _ = await archive.brought_in(db)
    await archive.remove(db, "staff:1", one.id)
    versions.append(await db.fetchval("SELECT version FROM site"))

    assert versions == sorted(set(versions))


async def test_what_an_edition_announced_stands_before_what_was_brought_in(db: Connection) -> None:
    await people.award(db)
    text = (
        "2019;EXPORT NB;Fjordpuls\n2019;Newcomer;Øretone\n2020;Export nb;Tindra\n"
        "2018;Export nb;Lomvi"
    )
    await archive.bring_in(db, "staff:1", text)
    await announced(db, 2019, "Havsule")
    await db.execute("UPDATE editions SET stage = 'deciding'")

    before = await winners(db)
    await db.execute("UPDATE editions SET stage = 'announced'")
    after = await winners(db)

    assert before == ["2020 Tindra", "2019 Fjordpuls", "2019 Øretone", "2018 Lomvi"]
    assert after == ["2020 Tindra", "2019 Havsule", "2019 Øretone", "2018 Lomvi"]


async def test_a_line_about_what_was_announced_here_is_left_out_and_says_so(db: Connection) -> None:
    await people.award(db)
    await announced(db, 2019, "Havsule")

    sorting = await archive.bring_in(db, "staff:1", "2019;Export EN;Fjordpuls\n2018;Export;Lomvi")

    assert sorting.unreadable == [
        Line(
            1,
            "2019;Export EN;Fjordpuls",
            problem=archive.TOLD_HERE,
            fields={"category": "Export EN", "year": 2019},
        )
    ]
    assert [row[2] for row in await kept(db)] == ["Lomvi"]


async def test_the_archive_is_read_a_page_at_a_time(db: Connection) -> None:
    await people.award(db)
    text = "\n".join(f"{year};Export;Winner of {year}" for year in range(1950, 2020))
    await archive.bring_in(db, "staff:1", text)

    first, total = await archive.page(db, [], "nb", 1)
    second, _ = await archive.page(db, [], "nb", 2)
    third, _ = await archive.page(db, [], "nb", 3)

    assert total == 70
    assert [len(first), len(second), third] == [50, 20, []]
    assert [one.year for one in first + second] == list(range(2019, 1949, -1))


async def kept(db: Connection) -> list[tuple[Any, ...]]:
    found, _ = await archive.brought_in(db)
    return [(one.year, one.category, one.winner, one.reason, one.link) for one in found]


async def winners(db: Connection) -> list[str]:
    found, _ = await archive.page(db, await editions.editions(db), "nb")
    return [f"{one.year} {one.winner}" for one in found]


async def announced(db: Connection, year: int, winner: str) -> None:
    """An edition of a year that has told its winner."""
    edition = await people.edition(db, year=year, stage=Stage.ANNOUNCED)
    await people.winner(db, await people.category(db, edition), edition, winner)
