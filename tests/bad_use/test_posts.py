"""What is posted late, twice, too large, from elsewhere, or with characters nobody can see."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from starlette.applications import Starlette

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.bad_use import scene
from tests.conftest import browser
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

KEY = re.compile(r'name="form" value="([^"]+)"')
EVIL = "https://evil.test"
NORWEGIAN = {"accept-language": "nb"}
HOSTS = ("evil.test", "awards.test.evil.test", "awards.test:81", "[", "a b", "", "evil.test/@x")

# How it stands in the body, and what is left of it.
UNSEEN = {
    "nul": ("Fjord%00puls", "Fjordpuls"),
    "surrogate": ("Fjord%ED%A0%80puls", "Fjord\ufffd\ufffd\ufffdpuls"),
    "controls": ("Fjord%01%0B%1B%7F%C2%85puls", "Fjord puls"),
    "emoji": (quote("Fjord 👩‍👩‍👧‍👦🇳🇴"), "Fjord 👩‍👩‍👧‍👦🇳🇴"),
    "turned round": (quote("Fjord\u202epuls\u2066"), "Fjordpuls"),
    "byte order mark": (quote("\ufeffFjordpuls\ufffe"), "Fjordpuls"),
}


async def nomination(client: httpx.AsyncClient, db: Connection, language: str = "en") -> str:
    """The body of a nomination, but for the name of the company."""
    page = (await client.get(f"/{language}/nominate")).text
    found = KEY.search(page)
    assert found is not None
    question = await db.fetchval("SELECT id FROM questions")
    category = await db.fetchval("SELECT id FROM categories")
    return str(
        httpx.QueryParams(
            {
                "form": found[1],
                "category": category,
                f"answer-{question}": "Den vokser.",
                "nominator": "Kari Nordmann",
                "address": "kari@example.org",
                "relation": "Kunde",
                "organisation_number": "",
            }
        )
    )


async def post(
    client: httpx.AsyncClient, path: str, body: str | AsyncIterator[bytes], **headers: str
) -> httpx.Response:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    content = body.encode() if isinstance(body, str) else body
    return await client.post(path, content=content, headers={**kind, **headers})


@pytest.fixture
async def open_year(db: Connection) -> None:
    await people.award(db)
    await people.category(db, await people.edition(db))


@pytest.fixture
async def room(db: Connection, client: httpx.AsyncClient) -> AsyncIterator[Judging]:
    """Ada judges Fjordpuls, and is signed in."""
    await people.award(db)
    made = await judging(db)
    await people.sign_in(db, client, "juror", made.jurors["Ada"])
    yield made


async def test_a_late_nomination_says_so_in_the_readers_language_and_keeps_every_word(
    client: httpx.AsyncClient, db: Connection, open_year: None
) -> None:
    body = await nomination(client, db, "nb")
    await db.execute(
        "UPDATE timetable SET due = clock_timestamp() - interval '1 s' WHERE stage = 'screening'"
    )
    before = await scene.dump(db)

    answer = await post(client, "/nb/nominate", f"{body}&company=Fjordpuls")

    assert answer.status_code == 409
    assert '<html lang="nb"' in answer.text
    for text in ("Fjordpuls", "Kari Nordmann", "kari@example.org", "Kunde", "Den vokser."):
        assert text in answer.text
    assert await scene.dump(db) == before


@pytest.mark.parametrize("how", ["by stage", "by the clock"])
async def test_a_late_score_says_so_and_keeps_the_comment(
    client: httpx.AsyncClient, db: Connection, room: Judging, how: str
) -> None:
    path = f"/jury/nominees/{room.nominees['Fjordpuls']}"
    await db.execute("UPDATE jurors SET language = 'nb'")  # the browser says English
    if how == "by stage":
        await db.execute("UPDATE editions SET stage = 'deciding'")
    else:
        await db.execute(
            "UPDATE timetable SET due = clock_timestamp() - interval '1 s' WHERE stage = 'deciding'"
        )
    before = await scene.dump(db, "sessions")
    typed = {
        "criterion-1": "4",
        "criterion-1-version": "0",
        "criterion-1-comment": "Sterk vekst i Asia",
        "criterion-1-comment-version": "0",
    }

    answer = await client.post(path, data=typed)
    cell = await client.post(
        f"{path}/cell", data={"cell": "criterion-1", "value": "4", "version": "0"}
    )

    assert (answer.status_code, cell.status_code) == (409, 409)
    assert "Dette er stengt nå." in answer.text
    assert "Sterk vekst i Asia" in answer.text
    assert await scene.dump(db, "sessions") == before


async def test_whoever_was_signed_out_while_writing_finds_the_words_on_the_page(
    client: httpx.AsyncClient, db: Connection, room: Judging
) -> None:
    await db.execute("UPDATE sessions SET expires_at = clock_timestamp()")
    path = f"/jury/nominees/{room.nominees['Fjordpuls']}"

    answer = await client.post(
        path, data={"criterion-1-comment": "Sterk vekst", "criterion-1-comment-version": "0"}
    )

    assert answer.status_code == 401
    assert "Sterk vekst" in answer.text


async def test_the_same_form_twice_is_one_nomination_and_one_letter(
    client: httpx.AsyncClient, db: Connection, open_year: None
) -> None:
    body = f"{await nomination(client, db)}&company=Fjordpuls"

    first = await post(client, "/en/nominate", body)
    after = await scene.dump(db, "nominations")
    again = [await post(client, "/en/nominate", body) for _ in range(3)]

    assert {(one.status_code, one.headers["location"]) for one in [first, *again]} == {
        (303, "/en/nominations/received")
    }
    assert await scene.dump(db, "nominations") == after
    assert await db.fetchval("SELECT count(*) FROM nominations") == 1
    assert await people.letters(db) == [("nomination_received", "kari@example.org")]


async def test_the_same_score_twice_is_one_score(
    client: httpx.AsyncClient, db: Connection, room: Judging
) -> None:
    path = f"/jury/nominees/{room.nominees['Fjordpuls']}/cell"
    typed = {"cell": "criterion-1", "value": "4", "version": "0"}

    answers = [await client.post(path, data=typed) for _ in range(3)]

    assert answers[0].status_code == 200
    assert all(one.status_code in (200, 409) for one in answers)
    rows = await db.fetch("SELECT scores FROM sheets")
    assert [row["scores"] for row in rows] == [[4, None]]


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_the_limit_is_a_page_and_stores_nothing(
    client: httpx.AsyncClient, db: Connection, open_year: None, chunked: bool
) -> None:
    body = f"{await nomination(client, db)}&company={'x' * 300_000}"
    before = await scene.dump(db)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 10_000):
            yield body[start : start + 10_000].encode()

    answer = await post(client, "/nb/nominate", pieces() if chunked else body)

    assert answer.status_code == 413
    assert "Det var for mye på én gang" in answer.text
    assert await scene.dump(db) == before


@pytest.mark.parametrize("host", HOSTS)
async def test_a_foreign_host_is_told_where_we_are_and_never_repeated(
    client: httpx.AsyncClient, db: Connection, open_year: None, host: str
) -> None:
    for method in ("GET", "POST"):
        answer = await client.request(
            method, "/nb/nominate", headers={"host": host, **NORWEGIAN}, content=b"company=x"
        )

        assert answer.status_code == 400
        assert "Vi svarer ikke på denne adressen." in answer.text
        assert 'href="http://awards.test/"' in answer.text
        assert "evil" not in answer.text
        assert "location" not in answer.headers


async def test_two_hosts_are_none_of_ours(client: httpx.AsyncClient) -> None:
    answer = await client.get("/", headers=[("host", "awards.test"), ("host", "evil.test")])

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers", [{"origin": EVIL}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
async def test_a_form_from_another_site_does_nothing_anywhere(
    client: httpx.AsyncClient, db: Connection, headers: dict[str, str]
) -> None:
    year: dict[str, Any] = await scene.scene(db, Stage.JUDGING)
    await scene.as_everybody(db, client, year)
    before = await scene.dump(db)

    for place in scene.places():
        if place.method == "POST" and place.name != "unfollow":  # mail programs post there
            answer = await client.post(place.address(year), data={"version": "1"}, headers=headers)
            assert (answer.status_code, "</h1>" in answer.text) == (403, True), place

    assert await scene.dump(db) == before


@pytest.mark.parametrize("what", UNSEEN)
async def test_what_nobody_can_see_is_taken_out_of_a_nomination(
    client: httpx.AsyncClient, db: Connection, open_year: None, what: str
) -> None:
    typed, stored = UNSEEN[what]
    body = (await nomination(client, db)).replace("Den+vokser.", typed).replace("Kunde", typed)

    answer = await post(client, "/en/nominate", f"{body}&company={typed}")

    assert answer.status_code == 303, answer.text
    row = await db.fetchrow("SELECT company_name, relation FROM nominations")
    assert row is not None
    assert tuple(row) == (stored, stored)


@pytest.mark.parametrize("what", UNSEEN)
async def test_what_nobody_can_see_is_taken_out_of_a_comment(
    client: httpx.AsyncClient, db: Connection, room: Judging, what: str
) -> None:
    typed, stored = UNSEEN[what]
    body = f"criterion-1-comment={typed}&criterion-1-comment-version=0"

    answer = await post(client, f"/jury/nominees/{room.nominees['Fjordpuls']}", body)

    assert answer.status_code == 303, answer.text
    comments = await db.fetchval("SELECT comments FROM sheets")
    assert comments[0].replace("\n", " ") == stored


async def test_a_cookie_of_no_use_is_no_trouble(app: Starlette, open_year: None) -> None:
    for value in ("x", "a.b", "%00", '"', "x" * 4000):
        async with browser(app, cookie=f"staff={value}; juror={value}; receipt={value}") as client:
            answers = [
                await client.get(path)
                for path in ("/en/", "/staff/", "/jury/", "/en/nominations/received")
            ]

            assert [one.status_code for one in answers] == [200, 401, 401, 200]
