"""The feeds, as readers' programs get them."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree

import feedparser
import httpx
import pytest
from starlette.applications import Starlette

from awards import announcements, corrections
from awards.announcements import Kind
from awards.app import create_app
from awards.articles import Wording
from awards.database import Connection
from awards.editions import Texts
from tests.conftest import OneConnection, browser, settings
from tests.feeds import newsroom
from tests.feeds.newsroom import Newsroom

pytestmark = pytest.mark.anyio

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = 'Fjord & <puls> ]]> "x" \u202e\U0001f332'


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await newsroom.opened(db)


async def publish(
    db: Connection,
    room: Newsroom,
    headline: Texts,
    *,
    lead: Texts | None = None,
    body: Texts | None = None,
    kind: Kind = Kind.FREE,
) -> UUID:
    """An item that is out; its id for ever."""
    text = Wording(headline, lead or {}, body or {})
    return (await newsroom.publish(db, room, text, kind)).uid


async def atom(client: httpx.AsyncClient, language: str = "nb") -> Any:
    """The Atom feed, after a strict parser has read it."""
    answer = await client.get(f"/{language}/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    ElementTree.fromstring(answer.content)
    found = feedparser.parse(answer.content)
    assert not found.bozo
    return found


async def json_feed(client: httpx.AsyncClient, language: str = "nb") -> dict[str, Any]:
    answer = await client.get(f"/{language}/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    found: dict[str, Any] = answer.json()
    return found


async def test_an_item_stands_whole_in_both_feeds_under_one_id(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    uid = await publish(
        db,
        room,
        {"nb": "Vinneren", "en": "The winner"},
        lead={"nb": "Kort sagt."},
        body={"nb": "Først.\n\nSå https://award.example/ til slutt."},
    )

    feed, other = await atom(client), await json_feed(client)

    [entry], [item] = feed.entries, other["items"]
    assert entry.id == item["id"] == uuid5(uid, "nb").urn
    assert (entry.title, item["title"]) == ("Vinneren", "Vinneren")
    assert (entry.summary, item["summary"]) == ("Kort sagt.", "Kort sagt.")
    assert entry.link == item["url"]
    assert entry.link == "http://awards.test/nb/2027/vinneren"
    assert item["content_html"] == (
        "<p>Kort sagt.</p>\n<p>Først.</p>\n<p>Så "
        '<a class="ds-link" href="https://award.example/" rel="nofollow ugc">'
        "https://award.example/</a>"
        " til slutt.</p>"
    )
    assert "<p>Først.</p>" in entry.content[0].value
    assert (await client.get(httpx.URL(entry.link).path)).status_code == 200


async def test_rss_has_the_whole_text_beside_the_lead_and_when_it_was_corrected(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    uid = await publish(db, room, {"nb": "Vinneren"}, lead={"nb": "Kort."}, body={"nb": "Langt."})
    moment = datetime(2027, 11, 30, 18, 30, 2, 500_000, tzinfo=UTC)
    await db.execute("UPDATE announcements SET published_at = $1, updated_at = $1", moment)

    feed = ElementTree.fromstring((await client.get("/nb/feed.rss")).content)

    item = feed.find("channel/item")
    assert item is not None
    assert [(one.tag, (one.text or "").strip(), one.attrib) for one in item] == [
        ("title", "Vinneren", {}),
        ("link", "http://awards.test/nb/2027/vinneren", {}),
        ("guid", uuid5(uid, "nb").urn, {"isPermaLink": "false"}),
        ("pubDate", "Tue, 30 Nov 2027 18:30:02 GMT", {}),
        (f"{ATOM}updated", "2027-11-30T18:30:02+00:00", {}),
        ("{http://purl.org/dc/elements/1.1/}creator", "Helseklyngen", {}),
        ("{http://purl.org/dc/elements/1.1/}language", "nb", {}),
        ("category", "free", {}),
        ("description", "Kort.", {}),
        (
            "{http://purl.org/rss/1.0/modules/content/}encoded",
            "<p>Kort.</p>\n<p>Langt.</p>",
            {},
        ),
    ]
    assert (
        feed.findtext("channel/description") == "Nyheter om Årets eksportbedrift, fra Helseklyngen"
    )


async def test_a_picture_is_enclosed_with_its_size_its_words_and_who_took_it(
    db: Connection, room: Newsroom, app: Starlette, client: httpx.AsyncClient
) -> None:
    text = Wording(
        {"nb": "Vinneren"},
        {},
        {},
        picture=await newsroom.picture(db),
        alt={"nb": "En båt & et skip."},
        credit="Kari Foto",
    )
    await newsroom.publish(db, room, text)

    feeds = await newsroom.feeds(app)

    [attachment] = json.loads(feeds["feed.json"])["items"][0]["attachments"]
    served = await client.get(httpx.URL(attachment["url"]).path)
    assert (served.status_code, served.headers["content-type"]) == (200, "image/jpeg")
    assert "content-encoding" not in served.headers
    assert attachment == {
        "url": f"http://awards.test{served.request.url.path}",
        "mime_type": "image/jpeg",
        "title": "En båt & et skip.",
        "size_in_bytes": len(served.content),
    }
    for name in ("feed.atom", "feed.rss"):
        [entry] = newsroom.parsed_by_feedparser(feeds[name]).entries
        [enclosure] = entry.enclosures
        assert (enclosure.href, enclosure.type) == (attachment["url"], "image/jpeg")
        assert enclosure.length == str(len(served.content))
    assert [one["content"] for one in entry.media_credit] == ["Kari Foto"]


async def test_each_feed_has_an_id_of_its_own_for_ever_and_says_where_it_is(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    award = await db.fetchval("SELECT feed FROM award")
    feeds = {language: (await atom(client, language)).feed for language in ("nb", "en")}

    assert {code: feed.id for code, feed in feeds.items()} == {
        code: uuid5(award, code).urn for code in feeds
    }
    assert feeds["en"].title == "Export company of the year"
    assert feeds["nb"].author == "Helseklyngen"
    links = {link.rel: link.href for link in feeds["nb"].links}
    assert links == {
        "self": "http://awards.test/nb/feed.atom",
        "alternate": "http://awards.test/nb/news/",
    }


async def test_a_json_feed_says_what_the_specification_asks_for(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    feed = await json_feed(client, "en")

    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Export company of the year",
        "home_page_url": "http://awards.test/en/news/",
        "feed_url": "http://awards.test/en/feed.json",
        "language": "en",
        "authors": [{"name": "The Health Cluster"}],
        "items": [],
    }


async def test_an_item_that_is_not_written_in_the_language_says_which_it_is_in(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    uid = await publish(db, room, {"nb": "Bare på norsk"})

    [item] = (await json_feed(client, "en"))["items"]
    tree = ElementTree.fromstring((await client.get("/en/feed.atom")).content)

    assert (item["title"], item["language"]) == ("Bare på norsk", "nb")
    assert item["id"] == uuid5(uid, "en").urn
    [entry] = tree.findall(f"{ATOM}entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "nb"
    page = (await client.get(httpx.URL(item["url"]).path)).text
    assert '<span lang="nb">Bare på norsk</span>' in page


async def test_an_edition_that_does_not_speak_a_language_is_not_in_its_feed(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await db.execute("UPDATE editions SET languages = '{nb}'")
    await publish(db, room, {"nb": "Bare på norsk"})
    path = httpx.URL((await json_feed(client))["items"][0]["url"]).path

    assert (await json_feed(client, "en"))["items"] == []
    assert (await client.get(path)).status_code == 200
    assert (await client.get(path.replace("/nb/", "/en/"))).status_code == 404
    assert (await client.get("/en/2027/")).status_code == 404
    assert (await client.get("/da/feed.atom")).status_code == 404


async def test_a_hostile_headline_breaks_neither_feed_nor_page(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await publish(db, room, {"nb": HOSTILE + "\x0b"}, body={"nb": HOSTILE + "\ufffe"})

    feed = await client.get("/nb/feed.atom")
    title = ElementTree.fromstring(feed.content).findtext(f"{ATOM}entry/{ATOM}title")

    assert title == HOSTILE
    assert (await json_feed(client))["items"][0]["title"] == HOSTILE
    assert "<puls>" not in (await client.get("/nb/news/")).text


async def test_a_correction_keeps_the_id_and_dates_the_item_anew(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await publish(db, room, {"nb": "Vinneren"})
    before = await atom(client)
    ident = await db.fetchval("SELECT id FROM announcements")
    await db.execute(
        """UPDATE announcements SET published_at = published_at - interval '1 hour',
                  updated_at = updated_at - interval '1 hour'"""
    )

    text = Wording({"nb": "Vinnerne"}, {}, {})
    await corrections.write(db, room.writer, room.edition, ident, text, {"nb": "Det er to."}, 4)
    await corrections.let_out(db, room.writer, room.edition, ident, 5)

    after = await atom(client)
    assert after.entries[0].id == before.entries[0].id
    assert after.entries[0].title == "Vinnerne"
    assert "Rettet: Det er to." in after.entries[0].content[0].value
    assert after.entries[0].updated > after.entries[0].published
    assert after.feed.updated == after.entries[0].updated


async def test_an_empty_feed_is_as_old_as_the_award_and_a_withdrawn_item_makes_it_newer(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    old = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    await db.execute("UPDATE award SET created_at = $1", old)
    assert (await atom(client)).feed.updated == "2026-01-02T03:04:05+00:00"
    await publish(db, room, {"nb": "Feil"})
    ident = await db.fetchval("SELECT id FROM announcements")

    await announcements.withdraw(db, room.writer, room.edition, ident, 4, "Feil")

    feed = await atom(client)
    assert feed.entries == []
    assert datetime.fromisoformat(feed.feed.updated) > old


@pytest.mark.parametrize(
    "address", ["/nb/feed.atom", "/nb/feed.rss", "/nb/feed.json", "/nb/news/", "/sitemap.xml"]
)
async def test_who_has_the_newest_is_told_so_in_few_bytes(
    db: Connection, room: Newsroom, client: httpx.AsyncClient, address: str
) -> None:
    first = await client.get(address)
    etag = {"if-none-match": first.headers["etag"]}

    again = await client.get(address, headers=etag)
    await publish(db, room, {"nb": "Noe nytt"})
    anew = await client.get(address, headers=etag)

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"
    assert anew.status_code == 200


async def test_nothing_is_asked_of_the_database_for_what_is_kept(
    db: Connection, room: Newsroom
) -> None:
    app: Starlette = create_app(settings(), OneConnection(db), look_every=60.0)
    addresses = [
        *("/nb/feed.atom", "/nb/feed.rss", "/nb/feed.json", "/nb/news/", "/nb/2027/"),
        *("/robots.txt", "/sitemap.xml"),
    ]
    asked: list[str] = []
    async with browser(app) as client:
        for address in addresses:
            await client.get(address)
        with db.query_logger(lambda query: asked.append(query.query)):
            answers = [(await client.get(address)).status_code for address in addresses]

    assert answers == [200] * 7
    assert asked == []


async def test_a_feed_has_the_fifty_newest(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await db.execute(
        """INSERT INTO announcements (edition, kind, state, slug, headline, written_by,
                  approved_by, two_people, published_at, updated_at)
           SELECT $1, 'free', 'published', 'free-' || n, jsonb_build_object('nb', 'Nyhet ' || n),
                  $2, $2, false, now() - n * interval '1 day', now() - n * interval '1 day'
             FROM generate_series(1, 60) AS n""",
        room.edition,
        room.writer.id,
    )
    await db.execute(
        """INSERT INTO announcement_addresses (edition, language, slug, announcement)
           SELECT edition, 'nb', slug, id FROM announcements"""
    )

    titles = [entry.title for entry in (await atom(client)).entries]

    assert titles == [f"Nyhet {n}" for n in range(1, 51)]
