"""The public's pages: the award's own page, the nomination form, one's own nominations."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from awards import links
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS

pytestmark = pytest.mark.anyio

KEY = re.compile(r'name="form" value="([^"]+)"')


class World:
    """An award with one edition that has one category and one question."""

    edition: int
    category: int
    question: int


async def world(db: Connection, **changed: Any) -> World:
    made = World()
    await people.award(db)
    made.edition = await people.edition(db, **changed)
    made.category = await people.category(db, made.edition)
    made.question = await db.fetchval("SELECT id FROM questions WHERE edition = $1", made.edition)
    return made


async def key(client: httpx.AsyncClient, language: str = "en") -> str:
    found = KEY.search((await client.get(f"/{language}/nominate")).text)
    assert found is not None
    return found[1]


async def filled_in(client: httpx.AsyncClient, made: World, **changed: str) -> dict[str, str]:
    return {
        "form": await key(client),
        "company": "Fjordpuls",
        "organisation_number": "",
        "category": str(made.category),
        f"answer-{made.question}": "It grows & grows abroad.",
        "nominator": "Kari Nordmann",
        "address": "Kari@Example.org",
        "relation": "Customer",
        **changed,
    }


async def nominate(client: httpx.AsyncClient, form: dict[str, str]) -> httpx.Response:
    return await client.post("/en/nominate", data=form)


async def move_deadline(db: Connection, edition: int, due: datetime) -> None:
    await db.execute(
        "UPDATE timetable SET due = $2 WHERE edition = $1 AND stage = 'screening'", edition, due
    )


async def states(db: Connection) -> list[str]:
    return [
        row["state"] for row in await db.fetch("SELECT state::text FROM nominations ORDER BY id")
    ]


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (Stage.DRAFT, "Opens later"),
        (Stage.NOMINATING, "Open for nominations"),
        (Stage.SCREENING, "Nominations are closed"),
        (Stage.JUDGING, "The jury is at work"),
        (Stage.DECIDING, "The jury is deciding"),
        (Stage.ANNOUNCED, "Announced"),
        (Stage.ARCHIVED, "Announced"),
    ],
)
async def test_the_awards_page_tells_where_the_year_stands(
    client: httpx.AsyncClient, db: Connection, stage: Stage, sentence: str
) -> None:
    await world(db, stage=stage)

    page = await client.get("/en/")

    assert page.status_code == 200
    assert f'<p class="aw-state">{sentence}</p>' in page.text
    assert ("/en/nominate" in page.text) is (stage is Stage.NOMINATING)
    assert ("Growth" in page.text) is (stage is not Stage.DRAFT)


async def test_the_awards_page_is_not_sent_again_while_nothing_changed(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)

    first = await client.get("/nb/")
    again = await client.get("/nb/", headers={"if-none-match": first.headers["etag"]})
    await db.execute("UPDATE editions SET stage = 'screening' WHERE id = $1", made.edition)
    changed = await client.get("/nb/", headers={"if-none-match": first.headers["etag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert "Stengt for nominasjoner" in changed.text


async def test_before_there_is_an_award_its_page_says_so(client: httpx.AsyncClient) -> None:
    page = await client.get("/en/")

    assert page.status_code == 200
    assert "The first year is being prepared." in page.text


@pytest.mark.parametrize("path", ["", "privacy", "nominate", "nominations/received"])
async def test_a_language_that_is_not_offered_has_no_pages(
    client: httpx.AsyncClient, db: Connection, path: str
) -> None:
    await world(db)

    assert (await client.get(f"/nb/{path}")).status_code == 200
    assert (await client.get(f"/da/{path}")).status_code == 404


async def test_an_edition_in_one_language_is_nominated_for_in_that_one(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await world(db, languages=["nb"])

    home = await client.get("/en/")

    assert home.status_code == 200
    assert "nominate" not in home.text
    assert (await client.get("/en/nominate")).status_code == 404
    assert (await client.get("/nb/nominate")).status_code == 200


async def test_the_form_is_the_same_for_all_but_for_its_key(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await world(db)

    one, other = await client.get("/en/nominate"), await client.get("/en/nominate")

    assert one.headers["cache-control"] == "no-store"
    assert KEY.search(one.text) != KEY.search(other.text)
    assert KEY.sub("", one.text) == KEY.sub("", other.text)


async def test_a_nomination_is_stored_once_and_its_letter_holds_none_of_its_words(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(client, made)

    answers = [await nominate(client, form) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert {answer.headers["location"] for answer in answers} == {"/en/nominations/received"}
    rows = await db.fetch(
        """SELECT company_name, nominator, address, mailbox, relation, language, state::text,
                  company, replays FROM nominations"""
    )
    assert [tuple(row) for row in rows] == [
        (
            "Fjordpuls",
            "Kari Nordmann",
            "Kari@Example.org",
            "kari@example.org",
            "Customer",
            "en",
            "sent",
            None,
            2,
        )
    ]
    assert await db.fetchval("SELECT body FROM answers") == "It grows & grows abroad."
    assert await people.letters(db) == [("nomination_received", "kari@example.org")]
    letter = await db.fetchrow("SELECT name, facts FROM letters")
    assert letter is not None
    assert (letter["name"], sorted(letter["facts"])) == ("", ["link", "nomination"])
    assert await people.deeds(db) == ["nomination.sent"]
    assert await db.fetchval("SELECT count(*) FROM nominees") == 0


async def test_a_nomination_takes_at_most_eight_statements_and_a_kept_page_none_of_its_own(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    await sent(client, db, made, company="First")  # the driver learns the types of the schema
    form = await filled_in(client, made)
    await client.get("/en/")
    said: list[str] = []

    with db.query_logger(lambda logged: said.append(logged.query)):
        await nominate(client, form)
        posted = statements(said)
        said.clear()
        await client.get("/en/")

    assert len(posted) <= 8, posted
    assert {one for one in statements(said) if "FROM site" not in one} == set()


async def test_a_form_that_is_shut_is_kept_as_other_public_pages_are(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await world(db)
    await db.execute("UPDATE editions SET stage = 'screening'")
    first = await client.get("/en/nominate")
    said: list[str] = []

    with db.query_logger(lambda logged: said.append(logged.query)):
        again = await client.get("/en/nominate")

    assert (first.status_code, again.status_code) == (409, 409)
    assert again.text == first.text
    assert {one for one in statements(said) if "FROM site" not in one} == set()


def statements(said: list[str]) -> list[str]:
    """Without what begins and ends a transaction."""
    around = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return [one for one in said if not one.startswith(around)]


async def test_only_the_browser_that_sent_it_is_shown_what_was_received(
    client: httpx.AsyncClient, db: Connection, app: Any
) -> None:
    made = await world(db)
    sent = await nominate(client, await filled_in(client, made))

    mine = await client.get("/en/nominations/received")
    client.cookies.clear()
    theirs = await client.get("/en/nominations/received")

    assert "HttpOnly" in sent.headers["set-cookie"]
    assert "Fjordpuls" in mine.text
    assert "Kari@Example.org" in mine.text
    assert "If you have sent a nomination" in theirs.text
    assert "Fjordpuls" not in theirs.text
    assert "Kari" not in theirs.text


async def test_a_used_form_with_other_content_changes_nothing_and_loses_nothing(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(client, made)
    await nominate(client, form)

    refused = await nominate(client, {**form, "company": "Havsule <Ultralyd>"})

    fresh = KEY.search(refused.text)
    assert refused.status_code == 409
    assert "Send as a new nomination" in refused.text
    assert "Havsule &lt;Ultralyd&gt;" in refused.text
    assert fresh is not None
    assert fresh[1] != form["form"]
    assert await db.fetch("SELECT company_name, replays FROM nominations") == [("Fjordpuls", 0)]
    await nominate(client, {**form, "company": "Havsule", "form": fresh[1]})
    assert await states(db) == ["sent", "sent"]


async def test_all_errors_are_told_at_once_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(
        client,
        made,
        company="",
        organisation_number="123456789",
        category="",
        address="kari@",
        **{f"answer-{made.question}": "word " * 251},
    )

    page = await nominate(client, form)

    summary = page.text[page.text.index('id="errors"') :].split("</div>")[0]
    told = re.findall(r'href="#([^"]+)"', summary)
    assert page.status_code == 422
    assert told == [
        "company",
        "organisation_number",
        "category",
        f"answer-{made.question}",
        "address",
    ]
    assert all(f'id="{field}"' in page.text for field in told)
    assert "This cannot be empty. Fill it in." in page.text
    assert "The answer has 251 words. Shorten it to at most 250." in page.text
    assert "<title>Error: " in page.text
    assert all(text in page.text for text in ("123456789", "kari@", "Kari Nordmann", "word word"))
    assert form["form"] in page.text
    assert await states(db) == []


async def test_a_nomination_after_the_deadline_is_refused_with_all_that_was_typed(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(client, made)
    await move_deadline(db, made.edition, datetime(2027, 9, 17, 10, tzinfo=UTC) - timedelta(400))

    late = await nominate(client, form)

    assert late.status_code == 409
    assert "Nominations closed Thursday 13 August 2026 at 12:00 Norwegian time" in late.text
    typed = ("Fjordpuls", "export en", "Kari Nordmann", "Kari@Example.org", "It grows &amp; grows")
    assert all(text in late.text for text in typed)
    assert await states(db) == []
    assert await people.letters(db) == []


async def test_a_late_form_with_errors_is_told_that_it_is_late(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(client, made, address="")
    await move_deadline(db, made.edition, datetime.now(UTC))

    assert (await nominate(client, form)).status_code == 409


async def test_what_was_acknowledged_in_time_keeps_its_answer_after_the_deadline(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(client, made)
    await nominate(client, form)
    await db.execute("UPDATE editions SET stage = 'screening'")

    again = await nominate(client, form)

    assert again.headers["location"] == "/en/nominations/received"
    assert await states(db) == ["sent"]


@pytest.mark.parametrize(
    ("stage", "heading"),
    [
        (Stage.DRAFT, "Nominations have not opened yet"),
        (Stage.SCREENING, "Nominations are closed"),
        (Stage.ARCHIVED, "Nominations are closed"),
    ],
)
async def test_outside_the_stage_the_form_is_a_page_that_says_when(
    client: httpx.AsyncClient, db: Connection, stage: Stage, heading: str
) -> None:
    await world(db, stage=stage)

    page = await client.get("/en/nominate")

    assert page.status_code == 409
    assert heading in page.text
    assert "Norwegian time" in page.text


async def test_a_form_without_a_key_of_ours_is_refused_with_all_that_was_typed(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(client, made, form="no-key")

    refused = await nominate(client, form)

    assert refused.status_code == 422
    assert "It grows &amp; grows abroad." in refused.text
    assert await states(db) == []


async def test_a_nul_byte_and_a_category_of_another_year_are_refused(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    other = await people.edition(db, year=2028, stage=Stage.DRAFT)
    foreign = await people.category(db, other)

    cleaned = await nominate(client, await filled_in(client, made, company="Fjord\0puls"))
    refused = await nominate(client, await filled_in(client, made, category=str(foreign)))
    huge = await nominate(client, await filled_in(client, made, category="9" * 40))

    assert (cleaned.status_code, refused.status_code, huge.status_code) == (303, 422, 422)
    assert await db.fetchval("SELECT array_agg(company_name) FROM nominations") == ["Fjordpuls"]


async def opened(client: httpx.AsyncClient, db: Connection, nomination: int) -> None:
    """Walk through the link of a nomination's letter."""
    answer = await client.post(await address(db, nomination))
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/nominations/mine")


async def address(db: Connection, nomination: int) -> str:
    link = await links.of_subject(db, Purpose.NOMINATION, nomination)
    assert link is not None
    return f"/en/nominations/open/{links.token(KEYS, link)}"


async def sent(client: httpx.AsyncClient, db: Connection, made: World, **changed: str) -> int:
    await nominate(client, await filled_in(client, made, **changed))
    return int(await db.fetchval("SELECT max(id) FROM nominations"))


async def test_opening_the_link_confirms_nothing_and_the_second_button_does(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    door = await address(db, nomination)

    shown = [await client.get(door), await client.head(door)]
    await opened(client, db, nomination)
    listed = await client.get("/en/nominations/mine")

    assert [one.status_code for one in shown] == [200, 200]
    assert "Fjordpuls" not in shown[0].text
    assert "Confirm this nomination" in listed.text
    assert await states(db) == ["sent"]
    confirmed = await client.post(f"/en/nominations/{nomination}/confirm")
    assert confirmed.headers["location"] == "/en/nominations/mine"
    assert "Counts" in (await client.get("/en/nominations/mine")).text
    assert await states(db) == ["confirmed"]


async def test_one_page_lists_all_that_is_pending_for_a_mailbox_and_nobody_elses(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    first = await sent(client, db, made)
    await sent(client, db, made, company="Havsule")
    theirs = await sent(client, db, made, company="Tindra", address="ola@example.org")
    await opened(client, db, first)

    listed = await client.get("/en/nominations/mine")

    assert listed.text.count("Confirm this nomination") == 2
    assert "Tindra" not in listed.text
    for path in ("", "/withdraw"):
        assert (await client.get(f"/en/nominations/{theirs}{path}")).status_code == 404
    for path in ("", "/withdraw", "/confirm"):
        form = {"nominator": "x", "relation": "x", "version": "1", f"answer-{made.question}": "x"}
        answer = await client.post(f"/en/nominations/{theirs}{path}", data=form)
        assert answer.status_code == 404


async def test_a_nomination_is_mended_in_a_new_version_until_the_deadline(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    await opened(client, db, nomination)
    page = await client.get(f"/en/nominations/{nomination}")
    form = {"nominator": "Kari N.", "relation": "Supplier", f"answer-{made.question}": "New."}

    mended = await client.post(f"/en/nominations/{nomination}", data={**form, "version": "1"})

    assert "It grows &amp; grows abroad." in page.text
    assert mended.headers["location"] == "/en/nominations/mine"
    row = await db.fetchrow("SELECT nominator, relation, version FROM nominations")
    assert row == ("Kari N.", "Supplier", 2)
    said = await db.fetch("SELECT version, body FROM answers ORDER BY version")
    assert said == [(1, "It grows & grows abroad."), (2, "New.")]
    await move_deadline(db, made.edition, datetime.now(UTC))
    late = await client.post(f"/en/nominations/{nomination}", data={**form, "version": "2"})
    assert late.status_code == 409
    assert "Supplier" in late.text


async def test_who_mends_a_page_that_is_no_longer_so_sees_both_texts(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    await opened(client, db, nomination)
    form = {"nominator": "Kari", "relation": "Supplier", "version": "1"}
    path, answer = f"/en/nominations/{nomination}", f"answer-{made.question}"
    await client.post(path, data={**form, answer: "The first tab's text."})

    lost = await client.post(path, data={**form, answer: "The second tab's text."})

    assert lost.status_code == 409
    assert "The first tab&#39;s text." in lost.text
    assert "The second tab&#39;s text." in lost.text
    assert 'name="version" value="2"' in lost.text
    assert await db.fetchval("SELECT max(version) FROM answers") == 2


async def test_a_nomination_that_is_mended_with_errors_keeps_what_was_typed(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    await opened(client, db, nomination)

    page = await client.post(
        f"/en/nominations/{nomination}", data={"nominator": "Kari", "relation": "", "version": "1"}
    )

    assert page.status_code == 422
    assert 'href="#relation"' in page.text
    assert f'href="#answer-{made.question}"' in page.text
    assert 'value="Kari"' in page.text


async def test_a_nomination_is_withdrawn_after_a_page_that_says_what_that_does(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    await opened(client, db, nomination)

    page = await client.get(f"/en/nominations/{nomination}/withdraw")
    await client.post(f"/en/nominations/{nomination}/withdraw")

    assert "this cannot be undone" in page.text
    assert await states(db) == ["withdrawn"]
    assert (await client.post(f"/en/nominations/{nomination}/confirm")).status_code == 409


async def test_a_link_that_ended_offers_a_new_one_to_the_same_address(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    old = await address(db, nomination)
    await db.execute("UPDATE links SET revoked_at = now()")

    ended = [await client.get(old), await client.post(old)]
    asked = await client.post(f"{old}/new")

    assert [one.status_code for one in ended] == [410, 410]
    assert f'action="{old}/new"' in ended[0].text
    assert asked.headers["location"] == "/en/nominations/link-sent"
    assert (await client.get("/en/nominations/link-sent")).status_code == 200
    assert await people.letters(db) == [("nomination_received", "kari@example.org")] * 2
    assert (await client.get(old)).status_code == 410
    await opened(client, db, nomination)


async def test_when_the_year_is_archived_its_links_are_dead_and_no_new_one_is_sent(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    door = await address(db, nomination)
    await opened(client, db, nomination)
    await db.execute("UPDATE editions SET stage = 'archived'")

    asked = await client.post(f"{door}/new")

    assert (await client.post(door)).status_code == 410
    assert (await client.get("/en/nominations/mine")).status_code == 401
    assert asked.headers["location"] == "/en/nominations/link-sent"
    assert len(await people.letters(db)) == 1


@pytest.mark.parametrize("path", ["mine", "1", "1/withdraw"])
async def test_nominations_are_closed_to_a_stranger(
    client: httpx.AsyncClient, db: Connection, path: str
) -> None:
    await world(db)

    assert (await client.get(f"/en/nominations/{path}")).status_code == 401


async def test_leaving_closes_the_nominations_on_this_device(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    await opened(client, db, await sent(client, db, made))

    left = await client.post("/en/nominations/leave")

    assert left.headers["location"] == "/en/"
    assert (await client.get("/en/nominations/mine")).status_code == 401
