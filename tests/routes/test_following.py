"""Leaving an address, confirming, stopping: nobody learns who is on the list; one click ends it."""

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards import links, tokens
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.bad_use.scene import dump
from tests.conftest import KEYS, browser
from tests.visitor import Visitor

pytestmark = pytest.mark.anyio

LIV = {"address": "Liv@Example.org"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
EVIL = "https://evil.test"
TICK = "Tick the box, so that we know that a person pressed the button."


async def token(db: Connection, name: str = "Liv", confirmed: str | None = "1 day") -> str:
    link = await people.follower(db, name, confirmed=confirmed)
    return links.token(KEYS, await links.by_id(db, link))


async def on_the_list(db: Connection) -> list[tuple[str, bool]]:
    rows = await db.fetch("SELECT mailbox, confirmed_at FROM followers ORDER BY id")
    return [(row["mailbox"], row["confirmed_at"] is not None) for row in rows]


def answer(got: httpx.Response) -> tuple[int, list[tuple[str, str]], str]:
    """Everything of it that a reader could tell from another."""
    return got.status_code, sorted(got.headers.multi_items()), got.text


# The form


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.DRAFT, "Få beskjed når nominasjonene åpner"),
        (Stage.NOMINATING, "Få en påminnelse om fristen"),
        (Stage.JUDGING, "Få beskjed når nominasjonene åpner"),
        (Stage.ANNOUNCED, "Få beskjed når nominasjonene åpner"),
    ],
)
async def test_the_home_page_takes_an_address_all_year(
    client: httpx.AsyncClient, db: Connection, stage: Stage, words: str
) -> None:
    await people.award(db)
    await people.category(db, await people.edition(db, stage=stage))
    visitor = Visitor(client, "nb")

    home = await visitor.open("/nb/")
    await visitor.submit("/nb/follow", address=LIV["address"])

    assert words in home
    assert visitor.path == "/nb/follow/asked"
    assert await people.letters(db) == [("follow_confirm", "liv@example.org")]


async def test_a_year_that_is_closed_takes_an_address_for_the_next(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.category(db, await people.edition(db, stage=Stage.JUDGING))
    visitor = Visitor(client)

    said = await visitor.open("/en/nominate", expect=409)
    await visitor.submit("/en/follow", address=LIV["address"])

    assert "Be told when nominations open" in said
    assert await on_the_list(db) == [("liv@example.org", False)]


async def test_the_page_with_the_form_is_the_same_for_all_and_is_kept(
    app: Starlette, db: Connection
) -> None:
    await people.award(db)
    await people.category(db, await people.edition(db))

    async with browser(app) as ada, browser(app) as bo:
        first = await ada.get("/en/")
        await ada.post("/en/follow", data=LIV)
        second = await bo.get("/en/", headers={"if-none-match": first.headers["etag"]})

    assert second.status_code == 304


async def test_new_known_bounced_and_stopped_addresses_are_answered_alike(
    app: Starlette, db: Connection
) -> None:
    await people.award(db)
    await people.follower(db, "Confirmed")
    await people.follower(db, "Unconfirmed", confirmed=None)
    answers = []
    async with browser(app) as client:
        await client.post("/en/follow", data={"address": "bounced@example.org"})
        await db.execute("UPDATE letters SET state = 'failed'")
        await client.post(f"/en/unfollow/{await token(db, 'Stopped')}")

    for name in ("New", "Confirmed", "Unconfirmed", "Bounced", "Stopped"):
        async with browser(app) as client:
            address = {"address": f"{name.lower()}@example.org"}
            posted = await client.post("/en/follow", data=address)
            answers.append((answer(posted), answer(await client.get(posted.headers["location"]))))

    assert answers == answers[:1] * 5
    assert answers[0][0][0] == 303
    assert len(await people.letters(db)) == 5


@pytest.mark.parametrize("typed", ["", "liv", "liv@", "liv@example.org, per@example.org"])
async def test_what_is_no_address_comes_back_as_it_was_typed(
    client: httpx.AsyncClient, db: Connection, typed: str
) -> None:
    await people.award(db)
    await people.category(db, await people.edition(db))
    visitor = Visitor(client)
    await visitor.open("/en/")

    await visitor.submit("/en/follow", expect=422, address=typed)

    assert len(visitor.errors()) == 1
    assert visitor.page.text.count("<title>Error: ") == 1
    (form,) = [one for one in visitor.forms() if one.action == "/en/follow"]
    assert ("address", typed) in form.fields
    assert await on_the_list(db) == []


async def test_a_program_that_fills_in_the_unseen_field_is_answered_like_a_person(
    app: Starlette, db: Connection
) -> None:
    await people.award(db)
    answers = []

    for homepage in ("https://spam.test", ""):
        async with browser(app) as client:
            typed = {**LIV, "homepage": homepage}
            answers.append(answer(await client.post("/en/follow", data=typed)))
            if homepage:
                assert await on_the_list(db) == []

    assert answers[0] == answers[1]
    assert await on_the_list(db) == [("liv@example.org", False)]


async def test_before_there_is_an_award_nobody_can_follow_it(client: httpx.AsyncClient) -> None:
    assert (await client.get("/en/follow")).status_code == 404
    assert (await client.post("/en/follow", data=LIV)).status_code == 404


async def test_a_language_the_award_does_not_speak_has_no_form(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await db.execute("UPDATE award SET languages = '{nb}'")

    assert (await client.post("/en/follow", data=LIV)).status_code == 404
    assert await on_the_list(db) == []


async def test_letters_can_be_stopped_in_a_language_the_award_no_longer_speaks(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    known = await token(db)
    await db.execute("UPDATE award SET languages = '{nb}'")

    shown = await client.get(f"/en/follow/{known}")
    stopped = await client.post(f"/en/unfollow/{known}", data=ONE_CLICK)

    assert (shown.status_code, stopped.status_code) == (200, 200)
    assert await on_the_list(db) == []


# Confirming


async def test_a_person_confirms_by_a_tick_and_the_button(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    visitor = Visitor(client)

    asked = await visitor.open(f"/en/follow/{await token(db, confirmed=None)}")
    said = await visitor.press("Yes, tell me", mine="yes")

    assert "Somebody left the address Liv@Example.org" in asked
    assert "You are on the list" in said
    assert visitor.buttons() == ["Stop, and forget my address"]
    assert await on_the_list(db) == [("liv@example.org", True)]


async def test_a_scanner_that_presses_the_button_confirms_nothing(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    visitor = Visitor(client)
    await visitor.open(f"/en/follow/{await token(db, confirmed=None)}")

    await visitor.press("Yes, tell me", expect=422)

    assert visitor.errors() == [TICK]
    assert await on_the_list(db) == [("liv@example.org", False)]


async def test_looking_changes_nothing(client: httpx.AsyncClient, db: Connection) -> None:
    await people.award(db)
    known = [await token(db), await token(db, "Per", confirmed=None)]
    before = await dump(db)

    for method in ("GET", "HEAD", "OPTIONS"):
        for page in ("follow", "unfollow"):
            for one in known:
                await client.request(method, f"/en/{page}/{one}")

    assert await dump(db) == before


# Stopping


@pytest.mark.parametrize(
    "sent",
    [
        {"data": ONE_CLICK},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"data": ONE_CLICK, "headers": {"origin": EVIL, "sec-fetch-site": "cross-site"}},
        {"data": ONE_CLICK, "headers": {"origin": "null"}},
        {"headers": {"content-length": "0"}},
    ],
)
async def test_a_mail_program_stops_the_letters_with_one_post(
    client: httpx.AsyncClient, db: Connection, sent: dict[str, Any]
) -> None:
    await people.award(db)
    address = f"/en/unfollow/{await token(db)}"

    first = await client.post(address, **sent)
    second = await client.post(address, **sent)

    assert (first.status_code, "set-cookie" in first.headers) == (200, False)
    assert answer(first) == answer(second)
    assert await on_the_list(db) == []


async def test_a_person_stops_the_letters_with_one_button(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    known = await token(db)
    visitor = Visitor(client)

    await visitor.open(f"/en/unfollow/{known}")
    said = await visitor.press("Stop, and forget my address")
    gone = [
        await visitor.open(f"/en/{page}/{known}", expect=410) for page in ("follow", "unfollow")
    ]

    assert "We have forgotten your address" in said
    assert all("This address is not on the list" in text for text in gone)
    assert [one for one in await visitor.addresses() if one.endswith("/follow")] == ["/en/follow"]
    assert visitor.buttons() == []
    assert await on_the_list(db) == []


async def test_confirming_what_is_forgotten_says_so(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    known = await token(db, confirmed=None)
    await db.execute("DELETE FROM followers")

    got = await client.post(f"/en/follow/{known}", data={"mine": "yes"})

    assert got.status_code == 410
    assert "This address is not on the list" in got.text


async def test_other_links_and_scribbles_lead_nowhere(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    known = await token(db)
    subject = await db.fetchval("SELECT id FROM followers")
    nomination = await links.issue(db, Purpose.NOMINATION, subject)
    other = links.token(KEYS, await links.by_id(db, nomination))
    borrowed = tokens.sign(KEYS, Purpose.FOLLOW, nomination, 1)
    newer = tokens.sign(KEYS, Purpose.FOLLOW, await db.fetchval("SELECT min(id) FROM links"), 9)
    before = await on_the_list(db)

    for page in ("follow", "unfollow"):
        for one in (other, borrowed, newer, "x.y", known[:-1], known + "x", "%00"):
            for method in ("GET", "POST"):
                got = await client.request(method, f"/en/{page}/{one}", data={"mine": "yes"})
                assert got.status_code == 404, (page, method, one)

    assert await on_the_list(db) == before


async def test_an_older_link_than_the_newest_says_so_calmly(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    older = await token(db)
    await links.renew(db, await db.fetchval("SELECT id FROM links"))

    for method, page in (("GET", "follow"), ("GET", "unfollow"), ("POST", "unfollow")):
        got = await client.request(method, f"/en/{page}/{older}")
        assert (got.status_code, "This address is not on the list" in got.text) == (410, True)

    assert await on_the_list(db) == [("liv@example.org", True)]


# Staff


@pytest.mark.parametrize(
    ("many", "words"),
    [
        (0, "Nobody has left an address to be told when nominations open."),
        (1, "1 person has left an address"),
        (3, "3 people have left their addresses"),
    ],
)
async def test_staff_see_how_many_follow_and_not_who(
    client: httpx.AsyncClient, db: Connection, many: int, words: str
) -> None:
    await people.award(db)
    await people.edition(db)
    for number in range(many):
        await people.follower(db, f"liv{number}")
    await people.follower(db, "per", confirmed=None)
    await people.sign_in(db, client, "staff", await people.staff(db))
    visitor = Visitor(client)

    text = await visitor.open("/staff/2027/news")

    assert words in text
    assert "example.org" not in text


async def test_letters_to_the_forgotten_are_listed_without_an_address_and_stay_where_they_are(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await client.post("/en/follow", data=LIV)
    await db.execute("UPDATE letters SET state = 'failed', answer = '550 <liv@example.org>'")
    link = await links.by_id(db, await db.fetchval("SELECT id FROM links"))
    await people.sign_in(db, client, "staff", await people.staff(db))
    visitor = Visitor(client)
    before = await visitor.open("/staff/letters")
    offered = "Send again to Liv@Example.org" in visitor.buttons()

    await client.post(f"/en/unfollow/{links.token(KEYS, link)}", data=ONE_CLICK)
    after = await visitor.open("/staff/letters")

    assert ("liv@example.org" in before.lower(), offered) == (True, True)
    assert ("Forgotten" in after, "liv@example.org" in after.lower()) == (True, False)
    assert [one for one in visitor.buttons() if one.startswith("Send again")] == []
