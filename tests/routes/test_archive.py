"""The archive over HTTP: staff bring a list in, readers find it beside what was announced here."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.conftest import browser

pytestmark = pytest.mark.anyio

DESK = "/staff/past/list"
LIST = "2019;Export;Fjordpuls;It <grows>.;https://fjordpuls.example/won\n2018;Export;Øretone"


@pytest.fixture
async def per(db: Connection, app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A publisher at the desk of an award without years."""
    await people.award(db)
    async with browser(app) as client:
        await people.sign_in(db, client, "staff", await people.staff(db, "Per", "publisher"))
        yield client


async def bring_in(client: httpx.AsyncClient, text: str) -> httpx.Response:
    return await client.post(DESK, data={"list": text, "do": "bring_in"})


async def test_a_list_is_looked_at_first_and_brought_in_by_the_second_press(
    db: Connection, per: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    empty = await client.get("/en/winners")
    shown = await per.post(DESK, data={"list": LIST + "\n19;Export;Tindra"})
    between = await db.fetchval("SELECT count(*) FROM past_winners")
    brought = await bring_in(per, LIST)
    desk = await per.get(brought.headers["location"])
    archive = await client.get("/en/winners")

    assert "There is no winner yet" in empty.text
    assert (shown.status_code, between) == (200, 0)
    assert "Bring in 2 winners" in shown.text
    assert "Line 3:" in shown.text
    assert "Write four digits, such as 2019." in shown.text
    assert brought.headers["location"] == "/staff/past?added=2&changed=0"
    assert "2 winners were brought in." in desk.text
    assert re.findall(r'id="y(\d+)"', archive.text) == ["2019", "2018"]
    assert "It &lt;grows&gt;." in archive.text
    assert (
        '<a class="ds-link" href="https://fjordpuls.example/won" rel="noopener">'
        "Read more at fjordpuls.example</a>"
    ) in archive.text


async def test_a_list_may_come_as_a_file_of_whatever_encoding(
    db: Connection, per: httpx.AsyncClient
) -> None:
    file = "År;Kategori;Vinner\r\n2018;Export;Øretone".encode("utf-16")

    shown = await per.post(DESK, files={"file": ("past.csv", file)}, data={"list": "2018;x;y"})

    assert "Bring in 1 winner" in shown.text
    assert "Øretone" in shown.text


@pytest.mark.parametrize(
    ("text", "file", "said"),
    [
        ("", b"", "This cannot be empty."),
        ("x" * 100_001, b"", "100000"),
        ("", b"PK\x03\x04\0\0", "This file holds no text."),
    ],
)
async def test_a_list_that_is_none_comes_back_with_what_is_wrong(
    per: httpx.AsyncClient, text: str, file: bytes, said: str
) -> None:
    answer = await per.post(DESK, files={"file": ("past.csv", file)}, data={"list": text})

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert said in answer.text


async def test_a_winner_is_removed_from_the_desk_and_from_what_readers_see(
    db: Connection, per: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    await bring_in(per, LIST)
    ident = await db.fetchval("SELECT id FROM past_winners WHERE year = 2019")

    gone = await per.post(f"/staff/past/{ident}/remove")
    again = await per.post(f"/staff/past/{ident}/remove")
    archive = await client.get("/en/winners")

    assert (gone.headers["location"], again.status_code) == ("/staff/past", 404)
    assert "Fjordpuls" not in archive.text
    assert "Øretone" in archive.text
    assert await people.deeds(db) == ["past_winners.brought_in", "past_winner.removed"]


async def test_editors_bring_in_no_winners(
    db: Connection, per: httpx.AsyncClient, app: Starlette
) -> None:
    async with browser(app) as tone:
        await people.sign_in(db, tone, "staff", await people.staff(db, "Tone", "editor"))
        answers = [await tone.get("/staff/past"), await bring_in(tone, LIST)]

    assert [one.status_code for one in answers] == [403, 403]


async def test_readers_find_every_winner_a_page_at_a_time_and_nothing_behind_the_last(
    per: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    years = range(1940, 2020)
    await bring_in(per, "\n".join(f"{year};Export;Winner of {year}" for year in years))

    first = await client.get("/en/winners")
    second = await client.get("/en/winners?page=2")
    third = await client.get("/en/winners?page=3")

    found = re.findall(r"Winner of (\d+)</bdi>", first.text + second.text)
    assert found == [str(year) for year in reversed(years)]
    assert 'rel="next" href="/en/winners?page=2"' in first.text
    assert 'rel="prev" href="/en/winners"' in second.text
    assert third.status_code == 404


async def test_the_menu_leads_to_the_winners_of_the_only_year_or_to_those_of_all(
    db: Connection, per: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    def winners(page: httpx.Response) -> list[str]:
        return re.findall(r'<a href="([^"]+)"[^>]*>Winners<', page.text)

    none = winners(await client.get("/en/"))
    edition = await people.edition(db, stage=Stage.ANNOUNCED)
    await people.winner(db, await people.category(db, edition), edition, "Havsule")
    one = winners(await client.get("/en/"))
    await bring_in(per, LIST)
    several = winners(await client.get("/en/"))

    assert (none, one, several) == ([], ["/en/2027/"], ["/en/winners"])


async def test_a_winner_announced_here_has_the_way_to_its_year_and_older_ones_are_on_the_home_page(
    db: Connection, per: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    edition = await people.edition(db, stage=Stage.ANNOUNCED, year=2020)
    await people.winner(db, await people.category(db, edition), edition, "Havsule")
    await people.edition(db, stage=Stage.NOMINATING, year=2021)
    await bring_in(per, LIST)

    archive, home = await client.get("/nb/winners"), await client.get("/nb/")

    for page in (archive, home):
        assert '<a href="/nb/2020/"><bdi>Havsule</bdi></a>' in page.text
    assert "Havsule vokser." in archive.text
    assert '<a href="/nb/winners#y2019"><bdi>Fjordpuls</bdi></a>' in home.text
    assert '<a href="/nb/winners#y2018"><bdi>Øretone</bdi></a>' in home.text


async def test_a_winner_that_is_decided_and_not_announced_is_in_no_archive(
    db: Connection, per: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    await bring_in(per, LIST)
    edition = await people.edition(db, stage=Stage.DECIDING, year=2020)
    category = await people.category(db, edition, "secret-category")
    before = [(await client.get(path)).content for path in ("/en/winners", "/en/")]
    await people.winner(db, category, edition, "Havsule")
    await db.execute("UPDATE site SET version = version + 1")  # a deed of somebody else

    after = [(await client.get(path)).content for path in ("/en/winners", "/en/")]

    assert after == before
    assert b"secret-category" not in after[0]
