"""A nomination form that is kept, and gone on with through the link in its letter."""

import html
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from awards import links
from awards.database import Connection
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS, browser
from tests.routes.test_public import KEY, filled_in, move_deadline, nominate, states, world

pytestmark = pytest.mark.anyio

CONTINUE = "/en/nominate/continue"


async def address(db: Connection) -> str:
    """Where the link in the newest letter leads."""
    ident = await db.fetchval("SELECT facts ->> 'link' FROM letters ORDER BY id DESC LIMIT 1")
    return f"/en/nominate/open/{links.token(KEYS, await links.by_id(db, ident))}"


def key_of(page: httpx.Response) -> str:
    found = KEY.search(page.text)
    assert found is not None
    return html.unescape(found[1])


async def test_a_form_needs_only_an_address_to_be_kept_and_opens_elsewhere_as_it_was(
    client: httpx.AsyncClient, db: Connection, app: Starlette
) -> None:
    made = await world(db)
    form = await filled_in(client, made, company="Fjord <i>", nominator="", category="")

    kept = await nominate(client, {**form, "do": "save"})

    assert kept.status_code == 200
    assert "What you wrote is kept." in kept.text
    assert await states(db) == []
    assert await people.letters(db) == [("nomination_unfinished", "kari@example.org")]
    async with browser(app) as phone:
        door = await phone.get(await address(db))
        come_in = await phone.post(await address(db))
        page = await phone.get(CONTINUE)
        assert (door.status_code, "Fjord" in door.text) == (200, False)
        assert come_in.headers["location"] == CONTINUE
        assert 'value="Fjord &lt;i&gt;"' in page.text
        assert "It grows &amp; grows abroad." in page.text
        sent = await phone.post(
            CONTINUE,
            data={**form, "form": key_of(page), "nominator": "Kari", "category": made.category},
        )
        assert sent.headers["location"] == "/en/nominations/received"
        assert (await phone.get(CONTINUE)).status_code == 401
    assert await states(db) == ["sent"]
    assert (await client.get(await address_of_form(db))).status_code == 410


async def address_of_form(db: Connection) -> str:
    ident = await db.fetchval("SELECT id FROM unfinished")
    link = await links.of_subject(db, Purpose.UNFINISHED, ident)
    assert link is not None
    return f"/en/nominate/open/{links.token(KEYS, link)}"


async def test_keeping_without_an_address_loses_nothing_that_was_typed(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)

    page = await nominate(client, {**await filled_in(client, made, address="kari@"), "do": "save"})

    assert page.status_code == 422
    assert page.text.count('href="#address"') == 1
    assert "One thing to correct" in page.text
    assert "It grows &amp; grows abroad." in page.text
    assert await people.letters(db) == []


async def test_two_devices_that_go_on_with_one_form_do_not_overwrite_each_other(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(client, made)
    await nominate(client, {**form, "do": "save"})
    await client.post(await address(db))
    form |= {"form": key_of(await client.get(CONTINUE)), "version": "1", "do": "save"}

    first = await client.post(CONTINUE, data={**form, "relation": "Their supplier"})
    second = await client.post(CONTINUE, data={**form, "relation": "Their customer"})
    third = await client.post(CONTINUE, data={**form, "relation": "Their customer", "version": "2"})

    assert first.headers["location"] == f"{CONTINUE}?done=saved"
    assert second.status_code == 409
    assert "Their supplier" in second.text
    assert 'value="Their customer"' in second.text
    assert 'name="version" value="2"' in second.text
    assert third.headers["location"] == f"{CONTINUE}?done=saved"
    assert 'value="Their customer"' in (await client.get(CONTINUE)).text


async def test_a_browser_without_the_link_is_not_shown_what_was_kept_through_it(
    client: httpx.AsyncClient, db: Connection, app: Starlette
) -> None:
    made = await world(db)
    form = await filled_in(client, made)
    await nominate(client, {**form, "do": "save"})
    async with browser(app) as phone:
        await phone.post(await address(db))
        own = {**form, "form": key_of(await phone.get(CONTINUE)), "version": "1", "do": "save"}
        await phone.post(CONTINUE, data={**own, "relation": "A secret"})

    again = await nominate(client, {**form, "do": "save", "version": "1", "relation": "Mine"})

    assert again.status_code == 409
    assert "A secret" not in again.text
    assert 'value="Mine"' in again.text
    assert key_of(again) != form["form"]


async def test_after_the_deadline_a_kept_form_is_shown_and_cannot_be_sent(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    form = await filled_in(client, made)
    await nominate(client, {**form, "do": "save"})
    await client.post(await address(db))
    form["form"] = key_of(await client.get(CONTINUE))
    await move_deadline(db, made.edition, datetime.now(UTC))

    shown = await client.get(CONTINUE)
    sent = await client.post(CONTINUE, data=form)
    saved = await client.post(CONTINUE, data={**form, "do": "save"})

    assert [page.status_code for page in (shown, sent, saved)] == [409, 409, 409]
    assert all("It grows &amp; grows abroad." in page.text for page in (shown, sent, saved))
    assert "The form you kept was not sent before that." in shown.text
    assert await states(db) == []


async def test_a_form_is_thrown_away_for_good(client: httpx.AsyncClient, db: Connection) -> None:
    made = await world(db)
    await nominate(client, {**await filled_in(client, made), "do": "save"})
    await client.post(await address(db))

    thrown = await client.post(f"{CONTINUE}/throw-away")
    page = await client.get(thrown.headers["location"])

    assert page.status_code == 200
    assert "The form is thrown away" in page.text
    assert await db.fetchval("SELECT fields FROM unfinished") == []
    assert (await client.get(CONTINUE)).status_code == 401
    assert (await client.get(await address_of_form(db))).status_code == 410


async def test_the_link_is_sent_once_more_and_the_answer_tells_nothing(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    await nominate(client, {**await filled_in(client, made), "do": "save"})
    link = await address(db)

    answers = [await client.post(f"{link}/new") for _ in range(2)]
    await db.execute("UPDATE unfinished SET ended_at = clock_timestamp()")
    answers.append(await client.post(f"{link}/new"))

    assert {one.headers["location"] for one in answers} == {"/en/nominations/link-sent"}
    assert len(await people.letters(db)) == 2
