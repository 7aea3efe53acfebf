"""How staff come in: a letter with a link, a page with one button, a session."""

import httpx
import pytest
from starlette.applications import Starlette

from awards import beginning, links
from awards.database import Connection
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS, browser, settings

pytestmark = pytest.mark.anyio

SENT = "/staff/sign-in/sent"


async def _token(db: Connection) -> str:
    """The token of the link in the newest letter."""
    ident = await db.fetchval("SELECT facts->>'link' FROM letters ORDER BY id DESC LIMIT 1")
    return links.token(KEYS, await links.by_id(db, ident))


async def _ask(client: httpx.AsyncClient, address: str) -> httpx.Response:
    return await client.post("/staff/sign-in", data={"address": address})


async def test_the_answer_is_the_same_for_known_and_unknown_addresses(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.staff(db, "Tone")

    known = await _ask(client, " TONE@helseklyngen.example ")
    unknown = await _ask(client, "nobody@helseklyngen.example")

    assert (known.status_code, known.headers["location"]) == (303, SENT)
    assert (unknown.status_code, unknown.headers["location"]) == (303, SENT)
    assert await people.letters(db) == [("staff_sign_in", "tone@helseklyngen.example")]


async def test_each_request_is_a_letter_of_its_own_until_the_days_limit_holds_them_back(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.staff(db, "Tone")

    for _ in range(11):
        await _ask(client, "tone@helseklyngen.example")

    states = await db.fetch("SELECT state::text FROM letters ORDER BY id")
    assert [row["state"] for row in states] == ["waiting"] * 10 + ["held"]


async def test_what_is_not_an_address_is_said_beside_the_field(client: httpx.AsyncClient) -> None:
    answer = await _ask(client, "tone@")

    assert answer.status_code == 422
    assert 'value="tone@"' in answer.text
    assert 'id="address-error"' in answer.text


async def test_looking_at_the_link_shows_a_name_and_a_button_and_changes_nothing(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.staff(db, "Tone")
    await _ask(client, "tone@helseklyngen.example")
    token = await _token(db)

    looks = [await client.head(f"/staff/enter/{token}") for _ in range(3)]
    page = await client.get(f"/staff/enter/{token}")

    assert [look.status_code for look in looks] == [200, 200, 200]
    assert "Are you <bdi>Tone</bdi>?" in page.text
    assert page.text.count("<button") == 1
    assert await db.fetchval("SELECT count(*) FROM sessions") == 0
    assert await db.fetchval("SELECT count(*) FROM links WHERE used_at IS NOT NULL") == 0


async def test_the_button_opens_the_secretariat_and_the_address_is_clean(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.staff(db, "Tone")
    await _ask(client, "tone@helseklyngen.example")

    opened = await client.post(f"/staff/enter/{await _token(db)}")

    assert (opened.status_code, opened.headers["location"]) == (303, "/staff/")
    assert (await client.get("/staff/")).status_code == 200


async def test_the_link_in_a_letter_opens_as_often_as_it_takes_while_it_lasts(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.staff(db, "Tone")
    await _ask(client, "tone@helseklyngen.example")
    token = await _token(db)

    presses = [await client.post(f"/staff/enter/{token}") for _ in range(3)]

    assert [(one.status_code, one.headers["location"]) for one in presses] == [(303, "/staff/")] * 3


async def test_the_printed_link_opens_once(client: httpx.AsyncClient, db: Connection) -> None:
    await people.award(db)
    address = await beginning.link_for(db, settings(), await people.staff(db, "Tone"))

    presses = [await client.post(address) for _ in range(2)]

    assert [one.status_code for one in presses] == [303, 410]


async def test_signing_out_ends_the_link_and_whoever_came_in_by_it(
    client: httpx.AsyncClient, app: Starlette, db: Connection
) -> None:
    await people.award(db)
    await people.staff(db, "Tone")
    tokens = []
    for _ in range(2):
        await _ask(client, "tone@helseklyngen.example")
        tokens.append(await _token(db))
    async with browser(app) as scanner, browser(app) as phone:
        await phone.post(f"/staff/enter/{tokens[0]}")
        await scanner.post(f"/staff/enter/{tokens[1]}")
        await client.post(f"/staff/enter/{tokens[1]}")

        await client.post("/staff/leave")

        assert (await scanner.get("/staff/")).status_code == 401
        assert (await phone.get("/staff/")).status_code == 200
    assert [(await client.post(f"/staff/enter/{one}")).status_code for one in tokens] == [410, 410]


async def test_a_newer_link_ends_the_older_ones_when_it_is_opened_and_not_when_it_is_asked_for(
    client: httpx.AsyncClient, db: Connection
) -> None:
    """Anybody can ask for a link to any address: nobody is locked out by it."""
    await people.award(db)
    await people.staff(db, "Tone")
    tokens = []
    for _ in range(2):
        await _ask(client, "tone@helseklyngen.example")
        tokens.append(await _token(db))

    pressed = [await client.post(f"/staff/enter/{tokens[place]}") for place in (0, 1, 1, 0)]

    assert [one.status_code for one in pressed] == [303, 303, 303, 410]
    assert (await client.get("/staff/")).status_code == 200


async def test_an_ended_link_offers_a_new_one_to_the_same_address(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.staff(db, "Tone")
    await _ask(client, "tone@helseklyngen.example")
    token = await _token(db)
    await client.post(f"/staff/enter/{token}")
    await client.post("/staff/leave")

    looked = await client.get(f"/staff/enter/{token}")
    pressed = await client.post(f"/staff/enter/{token}")
    renewed = await client.post(f"/staff/enter/{token}/new")

    assert (looked.status_code, pressed.status_code) == (410, 410)
    assert f'action="/staff/enter/{token}/new"' in pressed.text
    assert (renewed.status_code, renewed.headers["location"]) == (303, SENT)
    assert await people.letters(db) == [("staff_sign_in", "tone@helseklyngen.example")] * 2
    assert await _token(db) != token


async def test_an_expired_link_does_not_open(client: httpx.AsyncClient, db: Connection) -> None:
    await people.award(db)
    await people.staff(db, "Tone")
    await _ask(client, "tone@helseklyngen.example")
    await db.execute("UPDATE links SET expires_at = clock_timestamp()")

    pressed = await client.post(f"/staff/enter/{await _token(db)}")

    assert pressed.status_code == 410
    assert await db.fetchval("SELECT count(*) FROM sessions") == 0


async def test_a_link_of_another_purpose_is_not_known_here(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    staff = await people.staff(db, "Tone")
    ident = await links.issue(db, Purpose.JUROR, staff)
    token = links.token(KEYS, await links.by_id(db, ident))

    assert (await client.get(f"/staff/enter/{token}")).status_code == 404
    assert (await client.post(f"/staff/enter/{token}")).status_code == 404


async def test_the_link_of_somebody_who_left_opens_nothing(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.staff(db, "Tone")
    await _ask(client, "tone@helseklyngen.example")
    token = await _token(db)
    await db.execute("UPDATE staff SET ended_at = clock_timestamp()")

    pressed = await client.post(f"/staff/enter/{token}")
    renewed = await client.post(f"/staff/enter/{token}/new")

    assert (pressed.status_code, renewed.status_code) == (410, 303)
    assert renewed.headers["location"] == SENT
    assert len(await people.letters(db)) == 1


async def test_signing_out_ends_the_session_for_a_copied_cookie_too(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.sign_in(db, client, "staff", await people.staff(db))
    copied = dict(client.cookies)

    left = await client.post("/staff/leave")

    client.cookies.update(copied)
    assert (left.status_code, left.headers["location"]) == (303, "/staff/sign-in")
    assert (await client.get("/staff/")).status_code == 401
