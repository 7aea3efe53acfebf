"""Exports: everything staff may see of a year as files, with text as text and numbers as such."""

import csv
import io
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import httpx
import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.utils.escape import unescape  # type: ignore[import-untyped]

from awards import exports, spreadsheets, workbooks
from awards.database import Connection
from awards.spreadsheets import as_text
from awards.stages import Stage
from awards.workbooks import Sheet
from tests import hostile_cells, jury, people, telling
from tests.hostile_cells import TEXTS, TOO_LONG, export

pytestmark = pytest.mark.anyio

BEFORE_JUDGING = {"companies", "nominees", "nominations", "figures", "recusals"}


def opened(file: bytes) -> dict[str, list[list[Any]]]:
    """What a workbook says, sheet by sheet. No cell of it is a formula or a link."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    every = [cell for sheet in book for row in sheet for cell in row]
    assert [cell.value for cell in every if cell.data_type == "f" or cell.hyperlink] == []
    return {
        sheet.title: [
            [unescape(one.value) if isinstance(one.value, str) else one.value for one in row]
            for row in sheet
        ]
        for sheet in book
    }


def lines(file: bytes) -> list[list[str]]:
    text = file.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def column(rows: list[list[Any]], heading: str) -> list[Any]:
    place = rows[0].index(heading)
    return [row[place] for row in rows[1:]]


async def judged(db: Connection, client: httpx.AsyncClient, **changed: Any) -> jury.Judging:
    """Ada and Bo gave scores, Cy recused herself from Lomvi and did not confirm."""
    await people.award(db)
    at = await jury.judging(
        db, jurors=("Ada", "Bo", "Cy"), stage=Stage.DECIDING, quorum=1, **changed
    )
    given = {
        ("Ada", "Fjordpuls"): (3, 4),
        ("Ada", "Lomvi"): (0, 1),
        ("Bo", "Fjordpuls"): (1, 2),
        ("Bo", "Lomvi"): (2, 2),
        ("Cy", "Fjordpuls"): (4, 3),
    }
    for (juror, nominee), scores in given.items():
        await people.sheet(db, at.round, at.jurors[juror], at.nominees[nominee], *scores)
    for juror in ("Ada", "Bo"):
        await people.ballot(db, at.round, at.jurors[juror])
    await db.execute(
        "INSERT INTO recusals (juror, company, kind, words) VALUES ($1, $2, 'other', '=Nabo')",
        at.jurors["Cy"],
        at.companies["Lomvi"],
    )
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    await people.sign_in(db, client, "staff", await people.staff(db, role="editor"))
    return at


async def test_nothing_that_anybody_wrote_is_calculated_linked_or_changed(
    db: Connection, client: httpx.AsyncClient
) -> None:
    scene = await hostile_cells.judged(db, quorum=1)
    await people.sign_in(db, client, "staff", scene.member)

    book = opened(await export(client, "all", "xlsx", "nb"))
    rows = lines(await export(client, "nominations", "csv", "nb"))

    answers = column(book["Nominasjoner"], "Hvorfor?")
    assert answers[:-1] == list(TEXTS)
    mark = "… [avkortet: hele teksten står i CSV-filen]"
    assert answers[-1] == TOO_LONG[: 32_767 - len(mark)] + mark
    assert column(rows, "Hvorfor?") == [as_text(text) for text in (*TEXTS, TOO_LONG)]
    assert column(book["Bedrifter"], "Organisasjonsnummer")[0] == "987654325"
    assert column(book["Stilling"], "Snitt") == [75, 60, 45, 30]


def test_what_xml_cannot_say_never_reaches_a_workbook() -> None:
    typed = "a\0b\x0bc\x1f\ufffed\ud800e\rf"

    book = opened(workbooks.workbook([Sheet("1", [typed], [[typed]])], "UTC", ""))

    assert book == {"1": [["abcde\nf"], ["abcde\nf"]]}


def test_a_text_is_cut_between_letters_where_no_cell_can_hold_it() -> None:
    most = "😀" * 16_383 + "x"

    assert workbooks.fitting(most, "…") == most
    assert workbooks.fitting(most + "y", "…") == "😀" * 16_383 + "…"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Inhabilitet", "Inhabilitet"),
        ("a/b\\c?*[d]:e", "a b c d e"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("[]", "1"),
    ],
)
def test_a_sheet_has_a_name_that_a_workbook_may_hold(text: str, name: str) -> None:
    assert workbooks.name(text) == name


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (-5, "-5", "-5"),
        (12_000_000, "12000000", "12000000"),
        (Fraction(5, 2), "2,5", "2.5"),
        (Fraction(-200, 3), "-66,6667", "-66.6667"),
        (Fraction(-1, 100_000), "0", "0"),
    ],
)
def test_a_number_is_one_in_the_language_of_the_reader(
    value: int | Fraction, nb: str, en: str
) -> None:
    written = [
        spreadsheets.csv_file(["n"], [[value]], language).decode("utf-8-sig").splitlines()[1]
        for language in ("nb", "en")
    ]

    assert written == [nb, en]


def test_times_are_those_of_the_awards_zone() -> None:
    summer = datetime(2027, 7, 1, 22, 30, tzinfo=UTC)

    book = opened(workbooks.workbook([Sheet("1", ["t"], [[summer]])], "Europe/Oslo", ""))
    text = spreadsheets.csv_file(["t"], [[summer]], "nb", "Europe/Oslo").decode("utf-8-sig")

    assert book["1"][1] == [datetime(2027, 7, 2, 0, 30)]
    assert text.splitlines()[1] == "02.07.2027 00:30"


async def test_no_juror_stands_beside_a_score_unless_the_rules_say_so(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await judged(db, client)

    book = opened(await export(client, "all", "xlsx", "en"))
    scores, comments = book["Scores"], book["Comments"]

    assert scores == [
        ["Category", "Round", "Nominee", *scores[0][3:5], "Total, 0 to 100", "Counts"],
        ["export en", 1, "Fjordpuls", 3, 4, 85, "Counts"],
        ["export en", 1, "Fjordpuls", 1, 2, 35, "Counts"],
        ["export en", 1, "Fjordpuls", None, None, None, "Not confirmed"],
        ["export en", 1, "Lomvi", 2, 2, 50, "Counts"],
        ["export en", 1, "Lomvi", 0, 1, 10, "Counts"],
        ["export en", 1, "Lomvi", None, None, None, "Recused"],
    ]
    assert [row[2:] for row in comments[1:]] == [
        ["Fjordpuls", None, "Because."],
        ["Lomvi", "Because.", None],
    ]
    assert column(book["Recusals"], "Juror") == ["Cy"]
    assert column(book["Recusals"], "Reason") == ["=Nabo"]


async def test_names_stand_beside_scores_where_the_rules_say_so(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await judged(db, client, score_names=True)

    rows = lines(await export(client, "scores", "csv", "nb"))

    assert [[row[2], row[3], *row[-4:]] for row in rows[1:]] == [
        ["Fjordpuls", "Ada", "3", "4", "85", "Teller"],
        ["Fjordpuls", "Bo", "1", "2", "35", "Teller"],
        ["Fjordpuls", "Cy", "4", "3", "90", "Ikke bekreftet"],
        ["Lomvi", "Ada", "0", "1", "10", "Teller"],
        ["Lomvi", "Bo", "2", "2", "50", "Teller"],
        ["Lomvi", "Cy", "", "", "", "Inhabil"],
    ]


@pytest.mark.parametrize(
    ("stage", "there"),
    [
        (Stage.NOMINATING, BEFORE_JUDGING),
        (Stage.JUDGING, BEFORE_JUDGING),
        (Stage.DECIDING, set(exports.Kind)),
        (Stage.ARCHIVED, set(exports.Kind)),
    ],
)
async def test_what_the_jury_gave_is_there_when_judging_has_closed(
    db: Connection, client: httpx.AsyncClient, stage: Stage, there: set[str]
) -> None:
    at = await judged(db, client)
    await db.execute("UPDATE editions SET stage = $2 WHERE id = $1", at.edition, stage)

    page = await client.get("/staff/2027/exports")
    answers = {
        kind: await client.post("/staff/2027/exports", data={"sheet": kind, "format": "csv"})
        for kind in exports.Kind
    }
    book = opened(await export(client, "all", "xlsx", "en"))

    assert {str(kind) for kind, one in answers.items() if one.status_code == 200} == there
    assert page.text.count("Not there yet") == len(exports.Kind) - len(there)
    assert list(book) == [name for kind, name in exports.NAMES.items() if kind in there]
    assert not any(";35;" in one.text for one in answers.values() if one.status_code != 200)


async def test_an_export_is_a_file_to_keep_and_a_deed_in_the_log(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await judged(db, client)

    answer = await client.post(
        "/staff/2027/exports?language=nb", data={"sheet": "nominations", "format": "xlsx"}
    )

    kept = {name: answer.headers[name] for name in ("content-disposition", "cache-control")}
    [name] = [part for part in kept["content-disposition"].split('"') if part.endswith("xlsx")]
    assert name.endswith("-2027-nominasjoner.xlsx")
    assert kept["cache-control"] == "no-store"
    assert answer.headers["content-type"] == exports.TYPES[exports.Format.XLSX]
    assert await people.deeds(db) == ["export.made"]
    assert await db.fetchval("SELECT detail FROM event_details") == {
        "sheets": ["nominations"],
        "format": "xlsx",
    }
    assert "downloaded sheets of the year" in (await client.get("/staff/2027/log")).text


@pytest.mark.parametrize(
    "asked", [{}, {"sheet": "all", "format": "csv"}, {"sheet": "letters", "format": "xlsx"}]
)
async def test_what_is_no_export_is_refused_and_nothing_is_logged(
    db: Connection, client: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    await judged(db, client)

    answer = await client.post("/staff/2027/exports", data=asked)

    assert (answer.status_code, await people.deeds(db)) == (422, [])


async def test_the_page_says_how_many_rows_each_sheet_will_have(
    db: Connection, client: httpx.AsyncClient
) -> None:
    at = await judged(db, client)
    await people.nomination(db, at.category, at.companies["Lomvi"], by="Kari", state="sent")
    exported = await telling.question(
        db, at.edition, "year_figures", "Exports", figure="export", scale=1_000_000
    )
    member = await people.staff(db, "Liv")
    body = telling.figures("12", "about ten", first=2025)
    await telling.say(db, at.companies["Lomvi"], exported, body, staff=member)

    page = (await client.get("/staff/2027/exports")).text
    book = opened(await export(client, "all", "xlsx", "en"))

    counts = {name: len(rows) - 1 for name, rows in book.items()}
    assert counts == {
        "Companies": 2,
        "Nominees": 2,
        "Nominations": 1,
        "Figures": 2,
        "Recusals": 1,
        "Standings": 2,
        "Scores": 6,
        "Comments": 2,
    }
    assert [page.count(f'<td class="aw-n" data-label="Rows">{n}</td>') for n in (1, 2, 6)] == [
        2,
        5,
        1,
    ]
    assert book["Figures"][0][2:4] == ["Year", "Exports (NOK)"]
    assert [row[2:4] for row in book["Figures"][1:]] == [[2025, 12_000_000], [2026, "about ten"]]
