"""Lists that are pasted in, files that go out, and what the register answers: text, all of it."""

import csv
import io
import json
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette
from stdnum.exceptions import ValidationError
from stdnum.no import orgnr

from awards import tokens
from awards.database import Connection
from awards.register import Facts
from awards.spreadsheets import ACTIVE
from awards.stages import Stage
from tests import people
from tests.bad_use import scene
from tests.bad_use.test_output import TYPED, unsafe
from tests.conftest import KEYS

pytestmark = pytest.mark.anyio

LIST = "/staff/2027/set-up/members/list"
FORMULAS = ("=1+1", "+47 22", "-1", "@x", "\t=1", "=cmd|'/C calc'!A0", '=HYPERLINK("x")', "\n=1")
HOSTILE = {
    "nul": "310412031;Fjord\0puls\0;a",
    "quotes": '310412031;"""Fjord""puls",";a\n"310412031;x;y\n;"""',
    "one open quote": '"' + "310412031;x" * 1000,
    "long fields": "310412031;" + "x" * 180_000,
    "many columns": "310412031;Fjordpuls" + ";" * 100_000,
    "many lines": "1;a\n" * 40_000,
    "returns": "310412031;Fjordpuls\r310412031;Fjordpuls\x85310412031;x\u2028",
    "headings alone": "number;name;kind;may be nominated",
    "headings twice": "number;number;name;name\n1;310412031;a;b",
    "bytes": "".join(map(chr, range(1, 400))) * 50,
    "script": "310412031;</textarea><script>alert(1)</script>;<img src=x onerror=alert(2)>",
}


def is_number(text: str) -> bool:
    try:
        return bool(orgnr.validate(text))
    except ValidationError:
        return False


@pytest.fixture
async def desk(db: Connection, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await people.award(db)
    await people.category(db, await people.edition(db))
    await people.sign_in(db, client, "staff", await people.staff(db))
    return client


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_list_of_members_that_is_none_breaks_nothing(
    desk: httpx.AsyncClient, db: Connection, what: str
) -> None:
    for do in ("", "load"):
        answer = await desk.post(LIST, data={"list": HOSTILE[what], "do": do})
        assert answer.status_code in (200, 303, 413, 422), answer.status_code
        assert unsafe(answer.text) == []
        assert len(answer.content) < 1_000_000
    listed = await desk.get("/staff/2027/set-up/members")
    assert (listed.status_code, unsafe(listed.text)) == (200, [])
    assert await db.fetchval("SELECT count(*) FROM members") <= 1


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_list_of_past_winners_that_is_none_breaks_nothing(
    desk: httpx.AsyncClient, db: Connection, what: str
) -> None:
    text = HOSTILE[what].replace("310412031", "2019;Export")
    for do in ("", "bring_in"):
        answer = await desk.post("/staff/past/list", data={"list": text, "do": do})
        assert answer.status_code in (200, 303, 413, 422), answer.status_code
        assert unsafe(answer.text) == []
        assert len(answer.content) < 1_000_000
    for page in ("/staff/past", "/en/winners", "/en/"):
        answer = await desk.get(page)
        assert (answer.status_code, unsafe(answer.text)) == (200, [])
    assert await db.fetchval("SELECT count(*) FROM past_winners") <= 2


async def test_a_list_of_a_megabyte_is_refused_and_the_one_before_stays(
    desk: httpx.AsyncClient, db: Connection
) -> None:
    await desk.post(LIST, data={"list": "310412031;Fjordpuls", "do": "load"})

    for size in (250_000, 1_000_000):
        answer = await desk.post(LIST, data={"list": "310412031;x\n" * (size // 12), "do": "load"})
        assert answer.status_code in (413, 422), size

    assert await db.fetchval("SELECT name FROM members") == "Fjordpuls"


async def test_members_are_kept_as_they_were_written_and_bar_by_their_kind(
    desk: httpx.AsyncClient, db: Connection
) -> None:
    """A formula is a name like any other here: no file of ours has the members in it."""
    numbers = filter(is_number, map(str, range(310412000, 310413000)))
    lines = zip(numbers, FORMULAS, strict=False)
    said = "\n".join(f'{number}\t"{text.strip()}"\t{text.strip()}' for number, text in lines)
    assert "1+1" in said.replace('""', '"')

    await desk.post(LIST, data={"list": said, "do": "load"})
    kinds = await db.fetch("SELECT kind FROM members ORDER BY organisation_number")
    forbidden = [row["kind"] for row in kinds]
    await desk.post(
        "/staff/2027/set-up/members",
        data={"forbidden": [*forbidden, "none of these", "x" * 9000], "version": "1"},
    )

    assert len(forbidden) > 4
    kept = await db.fetchval("SELECT forbidden_kinds FROM editions")
    assert set(kept) == set(forbidden)


async def test_no_cell_of_a_file_is_calculated_wherever_its_text_came_from(
    desk: httpx.AsyncClient, db: Connection
) -> None:
    """Behind spaces and line breaks too, and in what staff corrected."""
    category = await db.fetchval("SELECT id FROM categories")
    edition = await db.fetchval("SELECT id FROM editions")
    for number, text in enumerate(FORMULAS):
        made = await people.company(db, edition, f"Company {number}")
        nomination = await people.nomination(db, category, made, by=f"By{number}", why=text)
        await db.execute(
            """UPDATE nominations SET company_name = $2, nominator = $2, relation = $2
                WHERE id = $1""",
            nomination,
            f" {text}",
        )
        await db.execute("UPDATE companies SET name = $2 WHERE id = $1", made, text)

    answer = await desk.post("/staff/2027/nominations/download")

    rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""), delimiter=";")
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(ACTIVE)] == []
    assert sum("1+1" in cell for cell in cells) >= 3


def lies(number: str = "310412031") -> Facts:
    """What a register says that somebody else speaks for."""
    return Facts(
        number=number,
        name=TYPED,
        form=TYPED,
        place=TYPED,
        municipality=TYPED,
        country="<b>",
        industry_code=TYPED,
        industry_text=TYPED,
        employees=12,
        employee_band="</script>",
        bankrupt=True,
        winding_up=True,
        dissolved="2026-01-01",
        parent="",
        home_page="javascript:alert(1)",
        language_form="<",
        email=TYPED,
        founded="",
        fetched_at="2026-11-01T12:00:00+00:00",
    )


async def test_whatever_the_register_says_is_text_on_the_form_and_in_suggestions(
    app: Starlette, client: httpx.AsyncClient, db: Connection
) -> None:
    year = await scene.scene(db, Stage.NOMINATING)
    app.state.register._keep(lies())
    key = tokens.form_key(KEYS, datetime.now(UTC))
    typed = {"form": key, "company": "Fjordpuls", "category": str(year["category"])}

    suggested = await client.get("/en/companies?q=310412031")
    [hit] = json.loads(suggested.text)["hits"]
    steps = [
        await client.post("/en/nominate", data={**typed, **pressed})
        for pressed in (
            {"do": "find", "organisation_number": "310412031"},
            {"do": "pick-310412031"},
            {"do": "pick-310412031", "organisation_number": "889640782"},
            {"do": "send", "organisation_number": "310412031"},
            *({"do": f"pick-{odd}"} for odd in ("", "-1", "9" * 400, "../..", "<script>", "٣")),
        )
    ]

    assert suggested.headers["content-type"] == "application/json"
    assert unsafe(hit["picked"]) == []
    assert [one.status_code for one in steps] == [200] * 3 + [422] + [200] * 6
    assert [unsafe(one.text) for one in steps] == [[]] * len(steps)
    assert "alert(1)" in steps[1].text
