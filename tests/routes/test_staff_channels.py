"""Channels and deliveries at the desk, over HTTP."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from awards import channels, deliveries, staff
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.conftest import browser
from tests.test_deliveries import Newsroom, claimed, published
from tests.test_deliveries import channel as made

pytestmark = pytest.mark.anyio

SITE = {
    "name": "Norwegian news site",
    "address": "https://www.company.example",
    "user": "service",
    "password": "abcd efgh ijkl",
    "languages": ["nb"],
    "kinds": ["winner", "free"],
    "status": "draft",
    "category": "Nyheter",
    "tags": "pris,  eksport ,",
}
HOOK = {
    "name": "Intranet",
    "address": "https://hook.company.example/x",
    "languages": ["nb", "en"],
    "kinds": ["free"],
}


@dataclass
class Desk:
    ada: httpx.AsyncClient  # administrator
    per: httpx.AsyncClient  # publisher
    room: Newsroom


@pytest.fixture
async def desk(db: Connection, app: Starlette) -> AsyncIterator[Desk]:
    await people.award(db)
    edition = await people.edition(db, stage=Stage.NOMINATING, two_people_announce=False)
    tone = await staff.member(db, await people.staff(db, "Tone", "editor"))
    per = await staff.member(db, await people.staff(db, "Per", "publisher"))
    administrator = await people.staff(db, "Ada", "administrator")
    async with browser(app) as first, browser(app) as second:
        await people.sign_in(db, first, "staff", administrator)
        await people.sign_in(db, second, "staff", per.id)
        yield Desk(first, second, Newsroom(edition, tone, per))


async def test_a_wordpress_site_is_set_up_and_its_password_is_never_shown_again(
    db: Connection, desk: Desk
) -> None:
    answer = await desk.ada.post("/staff/channels/new/wordpress", data=SITE)
    assert answer.status_code == 303
    page = await desk.ada.get(answer.headers["location"])

    (found,) = await channels.channels(db)
    assert (found.languages, found.kinds, found.secrets) == (
        ["nb"],
        ["winner", "free"],
        ["abcd efgh ijkl"],
    )
    assert found.settings == {
        "user": "service",
        "status": "draft",
        "category": "Nyheter",
        "tags": ["pris", "eksport"],
    }
    assert "There is one. Leave this empty to keep it." in page.text
    assert "abcd efgh" not in page.text
    assert 'value="service"' in page.text
    assert "Norwegian news site" in (await desk.ada.get("/staff/channels")).text


async def test_what_is_wrong_with_the_form_says_what_to_do_and_shows_no_password(
    desk: Desk,
) -> None:
    wrong = {**SITE, "address": "http://www.company.example", "languages": [], "kinds": []}

    answer = await desk.ada.post("/staff/channels/new/wordpress", data=wrong)
    missing = await desk.ada.post("/staff/channels/new/wordpress", data={})

    assert answer.status_code == 422
    assert "Write an address that begins with https." in answer.text
    assert answer.text.count("Choose at least one.") == 4
    assert "abcd efgh" not in answer.text
    assert "Application password: Make an application password in WordPress" in missing.text


@pytest.mark.parametrize("address", ["https://user:word@company.example", "company", "ftp://a.no"])
async def test_what_is_no_web_address_is_no_channels(desk: Desk, address: str) -> None:
    answer = await desk.ada.post("/staff/channels/new/webhook", data={**HOOK, "address": address})

    assert answer.status_code == 422
    assert "This is not a web address." in answer.text


async def test_a_refusal_does_not_show_the_password_either(desk: Desk) -> None:
    await desk.ada.post("/staff/channels/new/wordpress", data=SITE)

    answer = await desk.ada.post("/staff/channels/new/wordpress", data=SITE)

    assert answer.status_code == 409
    assert "Another channel has this name already." in answer.text
    assert "abcd efgh" not in answer.text


async def test_who_saves_over_a_change_sees_both(db: Connection, desk: Desk) -> None:
    ident = await made(db, "Intranet")
    first = {**HOOK, "version": "1"}
    assert (await desk.ada.post(f"/staff/channels/{ident}", data=first)).status_code == 303

    answer = await desk.ada.post(
        f"/staff/channels/{ident}", data={**first, "address": "https://other.company.example"}
    )

    assert answer.status_code == 409
    assert "Somebody else changed this while you wrote" in answer.text
    assert "https://hook.company.example/x" in answer.text


async def test_a_webhook_shows_its_secret_once_and_a_second_one_while_it_rotates(
    db: Connection, desk: Desk
) -> None:
    shown = await desk.ada.post("/staff/channels/new/webhook", data=HOOK)
    (found,) = await channels.channels(db)
    address = f"/staff/channels/{found.id}"
    (secret,) = re.findall(r"whsec_[\w+/=]+", shown.text)
    again = await desk.ada.get(address)
    second = await desk.ada.post(f"{address}/secret")
    (new,) = re.findall(r"whsec_[\w+/=]+", second.text)
    assert list((await channels.channel(db, found.id)).secrets) == [secret, new]
    assert "Two secrets sign every message now." in second.text

    ended = await desk.ada.post(f"{address}/secret/end")

    assert (shown.status_code, ended.status_code) == (200, 303)
    assert "whsec_" not in again.text
    assert list((await channels.channel(db, found.id)).secrets) == [new]


async def test_a_trial_says_in_words_what_is_wrong_and_publishes_nothing(
    db: Connection, desk: Desk
) -> None:
    ident = await made(db, "Intranet")
    await db.execute("UPDATE channels SET address = 'https://127.0.0.1:1/x'")

    answer = await desk.ada.post(f"/staff/channels/{ident}/trial")

    assert answer.status_code == 200
    assert "What the trial found" in answer.text
    assert "Nothing was published." in answer.text
    deed = await db.fetchval("SELECT deed FROM events ORDER BY id DESC LIMIT 1")
    assert deed == "channel.tried"


async def test_a_channel_is_switched_off_and_on(db: Connection, desk: Desk) -> None:
    ident = await made(db, "Intranet")

    await desk.ada.post(f"/staff/channels/{ident}/switch", data={"do": "off"})
    off = (await channels.channel(db, ident)).active
    await desk.ada.post(f"/staff/channels/{ident}/switch", data={"do": "on"})

    assert (off, (await channels.channel(db, ident)).active) == (False, True)


async def test_a_publisher_sets_up_no_channel_and_sees_what_failed(
    db: Connection, desk: Desk
) -> None:
    ident = await made(db, "Intranet", languages=["nb"])
    await published(db, desk.room, "Ny nyhet")
    (claim,) = await claimed(db)
    await deliveries.failed(db, claim, "It said %(status)s.", {"status": "410 <Gone>"})

    year = await desk.per.get("/staff/2027/")
    page = await desk.per.get(f"/staff/deliveries?state=failed&channel={ident}")

    assert (await desk.per.get("/staff/channels")).status_code == 403
    assert (await desk.per.get(f"/staff/channels/{ident}")).status_code == 403
    assert "announcement did not reach a channel" in year.text
    assert "It said 410 &lt;Gone&gt;." in page.text
    assert "Try the one that failed again" in page.text
    nothing = await desk.per.get("/staff/deliveries?state=sent")
    assert "No deliveries here" in nothing.text


async def test_the_page_of_an_announcement_shows_its_channels_with_what_can_be_done(
    db: Connection, desk: Desk
) -> None:
    await made(db, "Intranet", languages=["nb"])
    ident = await published(db, desk.room, "Ny nyhet")
    late = await made(db, "Late", languages=["en"])
    (claim,) = await claimed(db)
    await deliveries.failed(db, claim, "No.", {})
    address = f"/staff/2027/news/{ident}"
    page = await desk.per.get(address)

    retried = await desk.per.post(f"/staff/deliveries/{claim.id}/retry")
    sent = await desk.per.post(f"{address}/channels/{late}")
    skipped = await desk.per.post(
        f"/staff/deliveries/{claim.id}/skip", data={"from": "list", "state": "failed"}
    )
    refused = await desk.per.post(f"/staff/deliveries/{claim.id}/adopt")

    assert "At the channels" in page.text
    assert "Send it to Late, too" in page.text
    assert page.text.count("Try now") == 1
    assert (retried.headers["location"], sent.headers["location"]) == (address, address)
    assert skipped.headers["location"] == "/staff/deliveries?state=failed"
    assert (refused.status_code, "This was skipped." in refused.text) == (409, True)
    found = await deliveries.of_announcement(db, ident)
    assert [(one.channel_name, str(one.state)) for one in found] == [
        ("Intranet", "skipped"),
        ("Late", "waiting"),
    ]


async def test_everything_that_failed_at_a_channel_is_tried_again_with_one_button(
    db: Connection, desk: Desk
) -> None:
    ident = await made(db, "Intranet")
    await published(db, desk.room)
    for claim in await claimed(db):
        await deliveries.failed(db, claim, "No.", {})

    answer = await desk.per.post(f"/staff/channels/{ident}/retry")

    assert answer.headers["location"] == f"/staff/deliveries?channel={ident}"
    assert await deliveries.counts(db) == {ident: {"waiting": 2}}


async def test_the_list_goes_on_after_fifty(db: Connection, desk: Desk) -> None:
    await made(db, "Intranet")
    for _ in range(26):
        await published(db, desk.room)

    first = await desk.per.get("/staff/deliveries")
    (older,) = re.findall(r'rel="next" href="(/staff/deliveries[^"]+)"', first.text)
    second = await desk.per.get(older.replace("&amp;", "&"))

    assert first.text.count('<th scope="row">') == 50
    assert second.text.count('<th scope="row">') == 2
