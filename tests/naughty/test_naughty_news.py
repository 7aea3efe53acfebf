"""The big list of naughty strings through the news, a winner's answer and a list of winners."""

import json
from xml.etree import ElementTree

import httpx
import pytest

from awards import publishing
from awards.database import Connection
from tests import scale
from tests.bad_use.test_output import unsafe
from tests.naughty.test_naughty import EXPECTED, STRINGS
from tests.routes import test_checking, test_newsroom
from tests.routes.test_articles import send
from tests.routes.test_newsroom import NEWS, TEXT, Staffed, press
from tests.test_pictures import photograph

room, evening = test_newsroom.room, test_checking.evening
__all__ = ["evening", "room"]
pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(3600)]

TRIED = STRINGS if scale.EVERY_STRING else STRINGS[scale.SEED % 10 :: 10]
FIELDS = ("headline-en", "lead-en", "body-en", "quote1-en", "who1-en", "alt-nb", "credit")
WHOLE = {
    "headline-en": "News",
    "quote1-nb": "Ord.",
    "who1-nb": "Ada",
    "alt-nb": "Et bilde",
    "credit": "Per",
}
XML = ("/en/feed.atom", "/en/feed.rss", "/sitemap.xml")
READ = (*XML, "/en/feed.json", "/en/", "/en/news/", "/en/2027/")


async def test_every_string_through_an_announcement(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    wrong, out = [], 0
    for number, text in enumerate(TRIED):
        field = FIELDS[number % len(FIELDS)]
        answer = await send(
            room.tone, f"{NEWS}/write/free", photograph(), **{**TEXT, **WHOLE, field: text}
        )
        assert answer.status_code in EXPECTED, (field, text)
        if answer.status_code != httpx.codes.SEE_OTHER:
            wrong += [(field, text, one) for one in unsafe(answer.text)]
            continue
        address = answer.headers["location"]
        await press(db, room.per, address, "approve")
        await press(db, room.per, address, "schedule", do="now")
        out += await publishing.publish_due(db)
        for path in (address, f"{address}/preview/en"):
            page = await room.per.get(path)
            assert page.status_code == httpx.codes.OK, (path, text)
            wrong += [(path, text, one) for one in unsafe(page.text)]
    items = await db.fetch("SELECT DISTINCT slug FROM announcement_addresses WHERE language = 'en'")

    assert out > len(TRIED) / 2
    for path in (*READ, *(f"/en/2027/{row['slug']}" for row in items)):
        page = await client.get(path)
        assert page.status_code == httpx.codes.OK, path
        if path in XML:
            ElementTree.fromstring(page.content)
        elif path.endswith(".json"):
            json.loads(page.content)
        else:
            wrong += [(path, "", one) for one in unsafe(page.text)]
    assert wrong == []


async def test_every_string_through_a_winners_answer(
    db: Connection, evening: test_checking.Evening, client: httpx.AsyncClient
) -> None:
    await test_checking.inside(db, client, evening)
    wrong = []
    for text in TRIED:
        version = str(await db.fetchval("SELECT version FROM checks"))
        answer = await client.post("/check/", data={"suggestion": text, "version": version})
        assert answer.status_code in EXPECTED, text
        for page in (answer, await client.get("/check/"), await evening.tone.get(evening.address)):
            assert page.status_code < 500, text
            wrong += [(text, one) for one in unsafe(page.text)]
    assert wrong == []


async def test_every_string_through_a_list_of_past_winners(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    wrong = []
    for number, text in enumerate(TRIED):
        parts = ["1999", f"Eksport {number}", "Lomvi", "Modig", "https://lomvi.example"]
        parts[number % 4 + 1] = text
        for do in ("look", "bring_in"):
            typed = {"list": "\t".join(parts), "do": do}
            answer = await room.per.post("/staff/past/list", data=typed, files={"file": ("", b"")})
            assert answer.status_code in (*EXPECTED, 200), text
            wrong += [(text, one) for one in unsafe(answer.text)]
    for path in ("/staff/past", "/en/winners", "/en/winners?page=2", "/nb/winners"):
        page = await (room.per if path.startswith("/staff") else client).get(path)
        assert page.status_code in (200, 404), path
        wrong += [(path, one) for one in unsafe(page.text)]
    assert wrong == []
    assert await db.fetchval("SELECT count(*) FROM past_winners") > len(TRIED) / 3
    links = await db.fetch("SELECT link FROM past_winners WHERE link <> ''")
    assert all(row["link"].startswith(("https://", "http://")) for row in links)
