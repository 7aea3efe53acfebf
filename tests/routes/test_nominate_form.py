"""The nomination form: questions of one category, requirements, junk, and how far one is."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from awards import tokens
from awards.database import Connection
from tests import people
from tests.conftest import KEYS
from tests.routes.test_public import KEY, World, filled_in, nominate, world

pytestmark = pytest.mark.anyio


async def question(db: Connection, made: World, label: str, **changed: Any) -> int:
    ident = int(
        await db.fetchval(
            """INSERT INTO questions (edition, position, label, kind)
               SELECT $1, 1 + max(position), jsonb_build_object('en', $2::text, 'nb', $2::text),
                      'short_text'
                 FROM questions WHERE edition = $1 RETURNING id""",
            made.edition,
            label,
        )
    )
    for column, value in changed.items():
        await db.execute(f"UPDATE questions SET {column} = $2 WHERE id = $1", ident, value)  # noqa: S608
    return ident


async def answers(db: Connection) -> dict[int, str]:
    return {
        row["question"]: row["body"] for row in await db.fetch("SELECT question, body FROM answers")
    }


async def test_only_the_questions_of_the_chosen_category_are_asked_and_the_rest_is_kept(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    newcomer = await people.category(db, made.edition, "newcomer", 2)
    of_export = await question(db, made, "How much?", category=made.category)
    of_newcomer = await question(db, made, "Since when?", category=newcomer)
    form = {
        **await filled_in(client, made, category=str(newcomer)),
        f"answer-{of_export}": "Much, it stays in the form",
        f"answer-{of_newcomer}": "",
    }

    refused = await nominate(client, form)
    sent = await nominate(client, {**form, f"answer-{of_newcomer}": "2025"})

    assert refused.status_code == 422
    assert "One thing to correct" in refused.text
    assert f'href="#answer-{of_newcomer}"' in refused.text
    assert "Much, it stays in the form" in refused.text
    assert sent.status_code == 303
    assert await answers(db) == {made.question: "It grows & grows abroad.", of_newcomer: "2025"}


async def test_a_category_s_own_questions_stand_under_its_heading_unless_there_is_only_one(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    await question(db, made, "How much?", category=made.category)

    alone = (await client.get("/en/nominate")).text
    await people.category(db, made.edition, "newcomer", 2)
    await db.execute("UPDATE site SET version = version + 1")
    beside = (await client.get("/en/nominate")).text

    assert "How much?" in alone
    assert "Only for" not in alone
    assert 'class="aw-only" data-nth="1"' in beside
    assert "Only for export en" in beside


async def test_a_requirement_that_is_not_met_is_told_with_its_reason_and_the_way_out(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    rule = await question(
        db,
        made,
        "Is it Norwegian?",
        kind="yes_no",
        rule={"is_yes": True},
        unmet={"en": "Only 100% Norwegian companies take part."},
        way_out={"en": "Nominate its Norwegian <parent>."},
    )
    form = {**await filled_in(client, made, address=""), f"answer-{rule}": "no"}

    early = await nominate(client, form)
    refused = await nominate(client, {**form, "address": "kari@example.org"})
    sent = await nominate(client, {**form, "address": "kari@example.org", f"answer-{rule}": "yes"})

    for page in (early, refused):
        assert page.status_code == 422
        assert "Only 100% Norwegian companies take part." in page.text
        assert "Nominate its Norwegian &lt;parent&gt;." in page.text
        assert "Kari Nordmann" in page.text
    assert sent.status_code == 303


async def test_a_nominator_says_that_they_work_there(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)

    await nominate(client, await filled_in(client, made, works_there="yes"))
    await nominate(client, await filled_in(client, made, address="ola@example.org"))

    assert await db.fetchval("SELECT array_agg(works_there ORDER BY id) FROM nominations") == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("nothing", "The company does not get to read it."),
        ("reasons", "may read your reason, but not who wrote it."),
        ("names", "may read your reason, and see who you are."),
    ],
)
async def test_nominators_are_told_what_the_company_gets_to_see(
    client: httpx.AsyncClient, db: Connection, shown: str, told: str
) -> None:
    await world(db)
    await db.execute("UPDATE editions SET show_nominators = $1", shown)

    assert told in (await client.get("/en/nominate")).text


async def test_the_form_says_how_far_one_is(client: httpx.AsyncClient, db: Connection) -> None:
    made = await world(db)

    empty = parts((await client.get("/en/nominate")).text)
    begun = parts((await nominate(client, await filled_in(client, made, relation=""))).text)

    assert empty == [("open", "0 of 1"), ("open", "0 of 1"), ("open", "0 of 3")]
    assert begun == [("done", "1 of 1"), ("done", "1 of 1"), ("now", "1 to correct")]


def parts(text: str) -> list[tuple[str, str]]:
    return re.findall(r'<li data-state="(\w+)"><a .*?</a><span data-part.*?>([^<]*)</span>', text)


@pytest.mark.parametrize("fault", ["hidden", "fast"])
async def test_junk_gets_the_same_answer_and_no_letter(
    client: httpx.AsyncClient, db: Connection, fault: str
) -> None:
    made = await world(db)
    await db.execute("UPDATE editions SET least_seconds = 3")
    slow = tokens.form_key(KEYS, datetime.now(UTC) - timedelta(minutes=1))
    key = {} if fault == "fast" else {"form": slow}
    trap = {"homepage": "https://spam.example"} if fault == "hidden" else {}

    sent = await nominate(client, {**await filled_in(client, made, **key), **trap})
    receipt = await client.get("/en/nominations/received")

    assert (sent.status_code, sent.headers["location"]) == (303, "/en/nominations/received")
    assert "Fjordpuls" in receipt.text
    junk = "hidden_field" if fault == "hidden" else "too_fast"
    assert await db.fetchval("SELECT junk FROM nominations") == junk
    assert await people.letters(db) == []


async def test_a_fresh_key_for_a_spent_form_is_as_old_as_the_form(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    await db.execute("UPDATE editions SET least_seconds = 60")
    old = tokens.form_key(KEYS, datetime.now(UTC) - timedelta(minutes=2))
    form = await filled_in(client, made, form=old)
    await nominate(client, form)

    spent = await nominate(client, {**form, "company": "Havsule"})
    fresh = KEY.search(spent.text)
    assert fresh is not None
    await nominate(client, {**form, "company": "Havsule", "form": fresh[1]})

    assert await db.fetch("SELECT company_name, junk FROM nominations ORDER BY id") == [
        ("Fjordpuls", ""),
        ("Havsule", ""),
    ]
