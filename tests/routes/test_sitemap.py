"""What programs that walk the web are told, and what the pages say of themselves to them."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from awards import announcements
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.feeds import newsroom
from tests.feeds.newsroom import Newsroom

pytestmark = pytest.mark.anyio

SITE = "http://awards.test"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
TAG = re.compile(r"<(meta|link)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([a-z:-]+)="([^"]*)"')
ARTICLE = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HOSTILE = '</script><script>alert("1")</script> & <!-- \u2028 \u2029 ]]>'


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await newsroom.opened(db)


async def mapped(client: httpx.AsyncClient) -> dict[str, tuple[str | None, dict[str, str]]]:
    """Every page of the sitemap, when it changed, and where it is in each language."""
    answer = await client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    found = {}
    for one in ElementTree.fromstring(answer.content):
        languages = {link.get("hreflang"): link.get("href") for link in one.iter(f"{XHTML}link")}
        found[one.findtext(f"{SITEMAP}loc") or ""] = (one.findtext(f"{SITEMAP}lastmod"), languages)
    return found  # type: ignore[return-value]


async def head(client: httpx.AsyncClient, path: str) -> list[dict[str, str]]:
    answer = await client.get(path)
    assert answer.status_code == 200
    return [dict(ATTRIBUTE.findall(tag)) for _, tag in TAG.findall(answer.text)]


def properties(tags: list[dict[str, str]]) -> dict[str, str]:
    """What a page says where it is shared."""
    return {
        tag.get("property") or tag["name"]: tag["content"]
        for tag in tags
        if "content" in tag and tag.get("name") != "viewport"
    }


def alternates(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["hreflang"]: tag["href"] for tag in tags if "hreflang" in tag}


def canonical(tags: list[dict[str, str]]) -> list[str]:
    return [tag["href"] for tag in tags if tag.get("rel") == "canonical"]


async def test_robots_may_go_where_readers_may(db: Connection, client: httpx.AsyncClient) -> None:
    await people.award(db)

    answer = await client.get("/robots.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "User-agent: *",
        "Disallow: /staff",
        "Disallow: /jury",
        "Disallow: /nominee",
        "Disallow: /check",
        "Disallow: /nb/nominations/",
        "Disallow: /nb/nominate/",
        "Disallow: /nb/follow/",
        "Disallow: /en/nominations/",
        "Disallow: /en/nominate/",
        "Disallow: /en/follow/",
        "",
        "Sitemap: http://awards.test/sitemap.xml",
    ]


async def test_before_there_is_an_award_the_sitemap_is_empty(client: httpx.AsyncClient) -> None:
    assert await mapped(client) == {}
    assert (await client.get("/robots.txt")).status_code == 200


async def test_every_page_of_the_sitemap_is_there_and_says_the_same_of_itself(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    text = Wording({"nb": "Vinneren", "en": "The winner"}, {}, {})
    await newsroom.publish(db, room, text)

    found = await mapped(client)

    assert list(found) == [
        f"{SITE}/{language}/{page}"
        for page in ("", "news/", "winners", "privacy", "record", "2027/")
        for language in ("nb", "en")
    ] + [f"{SITE}/nb/2027/vinneren", f"{SITE}/en/2027/the-winner"]
    for address, (_, languages) in found.items():
        tags = await head(client, address.removeprefix(SITE))
        assert canonical(tags) == [address]
        assert alternates(tags) == languages
        assert languages["x-default"] == languages["nb"]
        assert address in languages.values()


async def test_the_form_is_in_the_sitemap_while_readers_can_nominate(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await people.award(db)
    await people.category(db, await people.edition(db, stage=Stage.NOMINATING))

    form = (await mapped(client))[f"{SITE}/en/nominate"]
    tags = await head(client, "/en/nominate")
    await db.execute("UPDATE editions SET stage = 'screening'")

    assert canonical(tags) == [f"{SITE}/en/nominate"]
    assert alternates(tags) == form[1]
    assert f"{SITE}/en/nominate" not in await mapped(client)


async def test_the_sitemap_says_when_an_item_was_corrected_and_forgets_one_withdrawn(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    out = await newsroom.publish(db, room, Wording({"nb": "Vinneren"}, {}, {}))
    await db.execute("UPDATE announcements SET updated_at = '2027-11-30 19:00+01'")
    before = await mapped(client)

    await announcements.withdraw(db, room.writer, room.edition, out.id, out.version, "Feil")

    after = await mapped(client)
    address = f"{SITE}/nb/2027/vinneren"
    assert before[address][0] == "2027-11-30T18:00:00+00:00"
    assert before[f"{SITE}/nb/2027/"][0] == before[address][0]
    assert before.keys() - after.keys() == {address, f"{SITE}/en/2027/vinneren"}


async def test_nobody_is_told_of_what_is_not_published(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    before = (await client.get("/sitemap.xml")).content
    text = Wording({"nb": "Vinneren"}, {}, {})
    ident = await announcements.write(db, room.writer, room.edition, Kind.WINNER, text)
    await announcements.approve(db, room.writer, room.edition, ident, 1)

    assert (await client.get("/sitemap.xml")).content == before


async def test_a_page_that_is_in_one_language_has_no_others(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await db.execute("UPDATE editions SET languages = '{nb}'")
    await newsroom.publish(db, room, Wording({"nb": "Vinneren"}, {}, {}))

    tags = await head(client, "/nb/2027/vinneren")

    assert alternates(tags) == {}
    assert canonical(tags) == [f"{SITE}/nb/2027/vinneren"]
    assert (await mapped(client))[f"{SITE}/nb/2027/vinneren"][1] == {}


async def shared(db: Connection, room: Newsroom, **changed: Any) -> Any:
    """An item with everything that can be shared."""
    facts = {
        "headline": {"nb": "Lomvi vant", "en": "Lomvi won"},
        "lead": {"nb": "Kort sagt.", "en": "In short."},
        "body": {},
        "picture": await newsroom.picture(db),
        "alt": {"nb": "En båt.", "en": "A boat."},
    }
    return await newsroom.publish(db, room, Wording(**{**facts, **changed}))


async def test_an_item_is_shared_with_its_picture_in_its_language(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    out = await shared(db, room)
    key = await db.fetchval("SELECT key FROM pictures")

    tags = await head(client, "/en/2027/lomvi-won")

    moment = out.published_at.isoformat(timespec="seconds")
    assert properties(tags) == {
        "description": "In short.",
        "og:type": "article",
        "og:title": "Lomvi won",
        "og:description": "In short.",
        "og:url": f"{SITE}/en/2027/lomvi-won",
        "og:site_name": "Export company of the year",
        "og:locale": "en_GB",
        "og:locale:alternate": "nb_NO",
        "article:published_time": moment,
        "article:modified_time": moment,
        "og:image": f"{SITE}/2027/pictures/{key}",
        "og:image:type": "image/jpeg",
        "og:image:width": "120",
        "og:image:height": "80",
        "og:image:alt": "A boat.",
        "twitter:card": "summary_large_image",
    }
    assert [(tag["type"], tag["href"]) for tag in tags if tag.get("title")] == [
        ("application/rss+xml", "/en/feed.rss"),
        ("application/atom+xml", "/en/feed.atom"),
        ("application/feed+json", "/en/feed.json"),
    ]


async def test_an_item_is_an_article_in_the_words_of_schema_org(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    out = await shared(db, room)
    key = await db.fetchval("SELECT key FROM pictures")

    [article] = ARTICLE.findall((await client.get("/nb/2027/lomvi-vant")).text)

    cluster = {"@type": "Organization", "name": "Helseklyngen", "url": f"{SITE}/nb/"}
    assert json.loads(article) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": f"{SITE}/nb/2027/lomvi-vant",
        "url": f"{SITE}/nb/2027/lomvi-vant",
        "headline": "Lomvi vant",
        "description": "Kort sagt.",
        "inLanguage": "nb",
        "datePublished": out.published_at.isoformat(),
        "dateModified": out.published_at.isoformat(),
        "image": {
            "@type": "ImageObject",
            "url": f"{SITE}/2027/pictures/{key}",
            "width": 120,
            "height": 80,
            "caption": "En båt.",
        },
        "author": cluster,
        "publisher": cluster,
    }


async def test_nothing_that_is_announced_gets_out_of_its_place_in_the_head(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    texts = {"nb": HOSTILE}
    out = await shared(db, room, headline=texts, lead=texts, alt=texts)

    page = (await client.get(f"/nb/2027/{out.addresses['nb']}")).text

    [article] = ARTICLE.findall(page)
    assert json.loads(article)["headline"] == HOSTILE
    assert not set("<>&\u2028\u2029") & set(article)
    assert "<script>alert" not in page


async def test_the_page_of_the_winner_is_shared_with_the_reason_and_the_picture_of_the_news(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await newsroom.decide(db, room)
    before = properties(await head(client, "/nb/2027/"))
    text = Wording(
        {"nb": "Vinneren"}, {}, {}, picture=await newsroom.picture(db), alt={"nb": "En båt."}
    )
    await newsroom.publish(db, room, text, Kind.WINNER)

    after = properties(await head(client, "/nb/2027/"))

    assert (before["og:type"], before["og:title"]) == ("website", "Årets eksportbedrift 2027")
    assert "og:image" not in before
    assert after["og:type"] == "article"
    assert after["og:title"] == "Lomvi er export nb 2027"
    assert after["og:description"] == "Modig."
    assert after["og:image:alt"] == "En båt."
