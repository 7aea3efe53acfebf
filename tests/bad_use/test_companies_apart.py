"""What one company has is nothing to another, whatever ids its people put into a request."""

import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.bad_use import scene
from tests.bad_use.scene import Place

pytestmark = pytest.mark.anyio

ODD = ("-1", "0", "9" * 15, "9" * 19, "9" * 400, "1e3", "٣", "", " ", "x")
CANARY = "Kanarifugl"


@pytest.fixture
async def year(db: Connection, client: httpx.AsyncClient) -> dict[str, Any]:
    """Eli of Fjordpuls has written; Ola of Lomvi is signed in, with a nominee and a form too."""
    found = await scene.scene(db, Stage.NOMINATING)
    await db.execute("UPDATE company_answers SET body = $1 WHERE question IS NOT NULL", CANARY)
    ola = await people.contributor(db, found["company"], "Ola")
    await people.sign_in(db, client, "contributor", ola)
    found["ola"] = ola
    return found


async def rows_of(db: Connection, company: int) -> list[tuple[Any, ...]]:
    rows = await db.fetch(
        "SELECT id, question, item, body FROM company_answers WHERE company = $1 ORDER BY id",
        company,
    )
    return [tuple(row) for row in rows]


async def test_nothing_another_company_wrote_is_on_any_page(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    for place in scene.places():
        if place.audience == "nominee" and place.method == "GET":
            answer = await client.get(place.address(year))
            assert CANARY not in answer.text, place
            assert "Eli" not in answer.text, place
    assert (await client.get("/nominee/logo")).status_code == 404


async def test_a_version_that_is_anothers_or_no_number_shows_and_overwrites_nothing(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    question = year["question of the company"]
    theirs = await rows_of(db, year["company of the contributor"])
    await client.post(
        "/nominee/form", data={f"answer-{question}": "Ours", f"seen-{question}": "0", "do": "save"}
    )
    for seen in (str(theirs[0][0]), *ODD):
        answer = await client.post(
            "/nominee/form",
            data={f"answer-{question}": "Changed", f"seen-{question}": seen, "do": "save"},
        )
        assert (answer.status_code, CANARY in answer.text) == (409, False), seen

    for path in ("/nominee/press", "/nominee/logo"):
        for seen in (str(theirs[1][0]), *ODD):
            typed = {"seen": seen, "company": "Lomvi", "version": seen, "name": "Ola", "do": ""}
            answer = await client.post(path, data=typed)
            assert answer.status_code < 500, (path, seen)
            assert "Liv" not in answer.text, (path, seen)

    bodies = [body for *_, body in await rows_of(db, year["company"])]
    assert bodies[0] == "Ours" and "Changed" not in bodies
    assert await rows_of(db, year["company of the contributor"]) == theirs


async def test_questions_of_others_are_not_answered(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    """Of a category where it is no nominee, of another year, of the other form, or retired."""
    other = await people.category(db, year["edition"], "newcomer", 2)
    next_year = await people.edition(db, year=2028)
    idents = [
        await _asked(db, year["edition"], "company", category=other),
        await _asked(db, next_year, "company"),
        await _asked(db, year["edition"], "nomination"),
        await _asked(db, year["edition"], "company", retired=True),
        10**14,
    ]
    before = await scene.dump(db, "sessions")

    for ident in idents:
        typed = {f"answer-{ident}": "x", f"seen-{ident}": "0", "do": "save"}
        typed |= {f"answer-{ident}-{year}": "1" for year in (2024, 2025, 2026, 1999)}
        answer = await client.post("/nominee/form", data=typed)
        assert answer.status_code in (303, 200), ident

    assert await scene.dump(db, "sessions") == before


async def _asked(
    db: Connection, edition: int, form: str, *, category: int | None = None, retired: bool = False
) -> int:
    return int(
        await db.fetchval(
            """INSERT INTO questions (edition, form, position, label, category, retired_at)
               SELECT $1, $2, 9 + count(*), '{"nb": "X", "en": "X"}', $3,
                      CASE WHEN $4 THEN clock_timestamp() END FROM questions RETURNING id""",
            edition,
            form,
            category,
            retired,
        )
    )


async def test_of_year_figures_nothing_but_years_is_kept(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    ident = await db.fetchval(
        """INSERT INTO questions (edition, form, position, kind, label, figure)
           VALUES ($1, 'company', 8, 'year_figures', '{"nb": "T", "en": "T"}', 'turnover')
        RETURNING id""",
        year["edition"],
    )
    field = f"answer-{ident}"
    typed = [(f"{field}-{when}", "7") for when in ("1999", "2027", "-1", "estimatesx", "9" * 40)]
    typed += [(f"{field}-2025", "1"), (f"{field}-2025", "2"), (f"{field}-estimates", "maybe")]
    typed += [(f"seen-{ident}", "0"), (f"seen-{ident}", "5"), ("do", "save"), ("do", "send")]
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answer = await client.post("/nominee/form", content=urlencode(typed), headers=headers)

    assert answer.status_code < 500
    kept = await db.fetchval("SELECT body FROM company_answers WHERE question = $1", ident)
    said = json.loads(kept)
    assert {year: text for year, text in said["figures"].items() if text} == {
        "1999": "7",  # it is kept as figures are that were asked for once, and is shown nowhere
        "2025": "2",
        "2027": "7",
    }
    assert (said["estimates"], said["explanation"]) == (False, "")


async def test_people_and_nominees_of_another_company_are_not_there(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    waits = await people.contributor(
        db, year["company of the contributor"], "Per", let_in_by="", origin="nominator"
    )
    before = await scene.dump(db, "sessions")

    for path in (
        f"/nominee/people/{waits}/let-in",
        f"/nominee/people/{waits}/refuse",
        f"/nominee/people/{year['contributor']}/let-in",
        f"/nominee/people/{year['contributor']}/refuse",
        f"/nominee/withdraw/{year['nominee']}",
    ):
        assert (await client.post(path)).status_code == 404, path
    assert (await client.get(f"/nominee/withdraw/{year['nominee']}")).status_code == 404

    assert await scene.dump(db, "sessions") == before


OF_NO_YEAR = {"letter", "person", "channel", "delivery"}  # they are of the award


def _of_a_year(place: Place) -> bool:
    return "{year" in place.path and bool(place.idents) and not set(place.idents) & OF_NO_YEAR


@pytest.mark.parametrize("stage", [Stage.NOMINATING, Stage.JUDGING])
async def test_the_desk_of_another_year_finds_and_changes_nothing_of_this_one(
    db: Connection, client: httpx.AsyncClient, stage: Stage
) -> None:
    """Every address of the desk that has an id in it, with ids of 2027 under 2028."""
    found = await scene.scene(db, stage, said=CANARY)
    await people.category(db, await people.edition(db, year=2028, stage=stage))
    await people.sign_in(db, client, "staff", found["person"])
    typed = {"version": "1", "reason": "x", "name": "x", "note": "x", "words-nb": "x"}
    typed |= {"called": "x", "address": "x@example.org", "language": "nb", "number": "987654325"}
    typed |= {"words-en": "x", "seen": "0", "choice": "1", "label-nb": "x", "kind": "long_text"}
    before = await scene.dump(db, "sessions")

    wrong = []
    for place in filter(_of_a_year, scene.places()):
        answer = await client.request(place.method, place.address(found, year=2028), data=typed)
        after = await scene.dump(db, "sessions") if place.method == "POST" else before
        if answer.status_code < 400 or CANARY in answer.text or after != before:
            wrong.append((str(place), answer.status_code, CANARY in answer.text))
            before = after

    assert wrong == []
