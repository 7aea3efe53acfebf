"""The nominator's form with fields that nobody was shown: ids of others, versions, all twice."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from awards import tokens
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.bad_use import scene
from tests.conftest import KEYS

pytestmark = pytest.mark.anyio

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def year(db: Connection) -> dict[str, Any]:
    return await scene.scene(db, Stage.NOMINATING)


def fields(year: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "form": tokens.form_key(KEYS, datetime.now(UTC)),
        "category": year["category"],
        "company": "Skarv",
        "organisation_number": "",
        "nominator": "Siri",
        "address": "siri@example.org",
        "relation": "Customer",
        f"answer-{year['question']}": "It grows.",
        **more,
    }


async def asked(db: Connection, edition: int, form: str, **columns: Any) -> int:
    names = "".join(f", {name}" for name in columns)
    values = "".join(f", ${place}" for place in range(3, 3 + len(columns)))
    return int(
        await db.fetchval(
            f"""INSERT INTO questions (edition, form, position, label{names})
                SELECT $1, $2, 50 + count(*), '{{"nb": "X", "en": "X"}}'{values}
                  FROM questions RETURNING id""",  # noqa: S608
            edition,
            form,
            *columns.values(),
        )
    )


async def said(db: Connection) -> dict[int, str]:
    """What the newest nomination answers, by question."""
    rows = await db.fetch(
        "SELECT question, body FROM answers WHERE nomination = (SELECT max(id) FROM nominations)"
    )
    return {row["question"]: row["body"] for row in rows}


async def test_answers_to_questions_of_others_are_not_kept(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    """Of another category, of another year, of the companies' form, retired, or of none."""
    other = await people.category(db, year["edition"], "newcomer", 2)
    foreign = [
        await asked(db, year["edition"], "nomination", category=other),
        await asked(db, await people.edition(db, year=2028, stage=Stage.DRAFT), "nomination"),
        await asked(db, year["edition"], "company"),
        await asked(db, year["edition"], "nomination", retired_at=datetime.now(UTC)),
        -1,
        10**14,
        10**40,
    ]
    answers = {f"answer-{ident}": "x" for ident in foreign}

    sent = await client.post("/en/nominate", data=fields(year, **answers))

    assert sent.status_code == 303
    assert await said(db) == {year["question"]: "It grows."}


async def test_a_category_of_another_year_or_none_is_none(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    other = await people.category(db, await people.edition(db, year=2028, stage=Stage.DRAFT))
    before = await scene.dump(db)

    for category in (other, 0, -1, 10**14, 10**30, "٣", ""):
        answer = await client.post("/en/nominate", data=fields(year, category=category))
        assert (answer.status_code, 'value="Skarv"' in answer.text) == (422, True), category

    assert await scene.dump(db) == before


async def test_a_rule_that_is_not_met_is_not_got_round_by_leaving_its_question_out(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    ruled = await asked(db, year["edition"], "nomination", kind="yes_no", rule={"is_yes": True})
    field = f"answer-{ruled}"
    before = await db.fetchval("SELECT count(*) FROM nominations")

    for said_of_it in ("no", "", " ", "YES", "yes\0x", "1"):
        for shown in ({field: said_of_it}, {}):
            answer = await client.post("/en/nominate", data=fields(year, **shown))
            assert answer.status_code == 422, said_of_it
    twice = urlencode([(field, "yes"), *fields(year).items(), (field, "no")])
    answer = await client.post("/en/nominate", content=twice, headers=FORM)

    assert answer.status_code == 422
    assert await db.fetchval("SELECT count(*) FROM nominations") == before


async def test_of_a_field_that_comes_twice_one_is_taken_whole(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    """Nothing is checked as the one and kept as the other."""
    given = [*fields(year).items(), ("address", "evil, a@b.no"), ("company", "Lomvi")]
    last = await client.post("/en/nominate", content=urlencode(given), headers=FORM)
    given = [("address", "evil, a@b.no"), ("company", "Lomvi"), *fields(year).items()]
    first = await client.post("/en/nominate", content=urlencode(given), headers=FORM)

    row = await db.fetchrow(
        "SELECT company_name, mailbox FROM nominations ORDER BY id DESC LIMIT 1"
    )
    assert (last.status_code, first.status_code) == (422, 303)
    assert tuple(row or ()) == ("Skarv", "siri@example.org")


@pytest.mark.parametrize("key", ["", "x", "x.y", "\0", "9" * 5000, "receipt", "contributor"])
async def test_a_form_without_a_key_of_ours_is_refused_and_keeps_its_words(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any], key: str
) -> None:
    if key in ("receipt", "contributor"):
        key = tokens.sign(KEYS, tokens.Purpose(key), "x", 1)
    before = await scene.dump(db)

    for do in ("send", "save"):
        answer = await client.post("/en/nominate", data=fields(year, form=key, do=do))
        assert 400 <= answer.status_code < 500
        assert "Skarv" in answer.text

    assert await scene.dump(db) == before


async def test_versions_of_a_kept_form_that_were_never_shown_overwrite_nothing(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    await people.sign_in(db, client, "unfinished", year["unfinished"])
    kept, own = await db.fetchrow("SELECT fields, form_key FROM unfinished") or ([], "")
    key = tokens.form_key(KEYS, datetime.now(UTC), own)

    for version in ("0", "-1", "2", "9" * 15, "9" * 19, "9" * 400, "", "٣"):
        typed = fields(year, form=key, do="save", version=version)
        answer = await client.post("/en/nominate/continue", data=typed)
        assert answer.status_code in (409, 422), version

    assert await db.fetchval("SELECT fields FROM unfinished") == kept
