"""The address that stops letters, however it is pressed; and forms that come from elsewhere."""

from typing import Any

import httpx
import pytest

from awards import links
from awards.database import Connection
from tests import people
from tests.conftest import KEYS

pytestmark = pytest.mark.anyio

FORM = {"content-type": "application/x-www-form-urlencoded"}
ONE_CLICK = b"List-Unsubscribe=One-Click"
PRESSED: dict[str, dict[str, Any]] = {
    "by RFC 8058": {"content": ONE_CLICK, "headers": FORM},
    "with nothing": {"content": b""},
    "as half a form with parts": {
        "content": b"--x\r\nbroken",
        "headers": {"content-type": "multipart/form-data; boundary=x"},
    },
    "as broken JSON": {"content": b"{", "headers": {"content-type": "application/json"}},
    "as no text": {
        "content": b"\xff\x00",
        "headers": {"content-type": "text/plain; charset=utf-7"},
    },
    "from a page of the mailbox": {
        "content": ONE_CLICK,
        "headers": {**FORM, "origin": "https://mail.example", "sec-fetch-site": "cross-site"},
    },
    "from nowhere": {"content": ONE_CLICK, "headers": {**FORM, "origin": "null"}},
}


@pytest.fixture
async def token(db: Connection) -> str:
    await people.award(db)
    await people.edition(db)
    return links.token(KEYS, await links.by_id(db, await people.follower(db)))


async def followers(db: Connection) -> int:
    return int(await db.fetchval("SELECT count(*) FROM followers"))


@pytest.mark.parametrize("pressed", PRESSED.values(), ids=PRESSED)
async def test_one_press_is_enough_however_it_is_made(
    db: Connection, client: httpx.AsyncClient, token: str, pressed: dict[str, Any]
) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        await client.request(method, f"/nb/unfollow/{token}")
    assert await followers(db) == 1

    answer = await client.post(f"/nb/unfollow/{token}", **pressed)

    assert (answer.status_code, await followers(db)) == (200, 0)


async def test_nobody_stops_the_letters_of_others_or_with_a_flood(
    db: Connection, client: httpx.AsyncClient, token: str
) -> None:
    last = "A" if token[-5] != "A" else "B"
    for other in (token[:-5], token[:-5] + last + token[-4:], token.upper(), "x", "x.y", "0"):
        assert (await client.post(f"/nb/unfollow/{other}")).status_code in (404, 410), other
    flood = await client.post(f"/nb/unfollow/{token}", content=b"x" * 3_000_000, headers=FORM)

    assert (flood.status_code, await followers(db)) == (413, 1)


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
async def test_no_other_site_leaves_an_address_here(
    db: Connection, client: httpx.AsyncClient, token: str, headers: dict[str, str]
) -> None:
    typed = {"address": "victim@mail.example"}
    answer = await client.post("/nb/follow", data=typed, headers=headers)

    assert (answer.status_code, await followers(db)) == (403, 1)
    assert await db.fetchval("SELECT count(*) FROM letters") == 0
