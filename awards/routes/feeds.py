"""The feeds of a language, Atom, RSS 2.0 and JSON Feed 1.1: the same entries under the same ids."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import articles, news, pages, rendering, words
from awards.editions import Texts
from awards.news import Item
from awards.routes import readers
from awards.site import Site

ATOM = "application/atom+xml"
RSS = "application/rss+xml"
JSON_FEED = "application/feed+json"
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Picture:
    url: str
    media_type: str
    size: int  # bytes
    width: int
    height: int
    alt: str
    credit: str


@dataclass(frozen=True)
class Entry:
    """An item in the language of the feed; where it is not written in it, in the year's first."""

    id: str
    url: str
    language: str
    title: str
    summary: str
    content: str  # the whole text, as HTML of our own making
    kind: str
    published: datetime
    updated: datetime
    picture: Picture | None


@dataclass(frozen=True)
class Feed:
    """A feed as all its formats say it."""

    id: str
    url: str  # of the format asked for
    language: str
    title: str
    author: str
    updated: datetime
    home: str
    entries: Sequence[Entry]


async def feed_atom(request: Request) -> Response:
    return await _answer(request, ATOM, as_atom)


async def feed_rss(request: Request) -> Response:
    return await _answer(request, RSS, as_rss)


async def feed_json(request: Request) -> Response:
    return await _answer(request, JSON_FEED, as_json)


async def _answer(request: Request, media_type: str, write: Callable[[Feed], bytes]) -> Response:
    async def make(site: Site) -> bytes:
        return write(await _feed(request, site))

    return await readers.kept(request, media_type, make)


async def _feed(request: Request, site: Site) -> Feed:
    spoken = readers.language(request, site)
    award = site.award
    assert award is not None
    async with pages.transaction(request) as db:
        items = await news.items(db, spoken)
        updated = await news.changed(db, award)
    return Feed(
        id=news.feed(award, spoken).urn,
        url=readers.absolute(request, request.url.path),
        language=spoken,
        title=_said(award.name, spoken, award.first_language),
        author=_said(award.organisation, spoken, award.first_language),
        updated=updated,
        home=readers.absolute(request, pages.url(request, "public:news", language=spoken)),
        entries=[_entry(request, spoken, one) for one in items],
    )


def _entry(request: Request, spoken: str, item: Item) -> Entry:
    first = item.first_language
    return Entry(
        id=item.entry(spoken).urn,
        url=readers.absolute(request, readers.item(request, item, spoken)),
        language=words.choose(item.headline, spoken, first)[1],
        title=_said(item.headline, spoken, first),
        summary=_said(item.lead, spoken, first),
        content=articles.content(item, spoken, first, item.correction),
        kind=str(item.kind),
        published=item.published_at,
        updated=item.updated_at,
        picture=_picture(request, spoken, item),
    )


def _picture(request: Request, spoken: str, item: Item) -> Picture | None:
    image = item.image
    if image is None:
        return None
    return Picture(
        url=readers.absolute(request, readers.picture(item.year, image)),
        media_type=image.media_type,
        size=image.size,
        width=image.width,
        height=image.height,
        alt=_said(item.alt or {}, spoken, item.first_language),
        credit=words.legal(item.credit),
    )


def _said(texts: Texts, spoken: str, first: str) -> str:
    """The text in the reader's language, without what a feed cannot say."""
    return words.legal(words.choose(texts, spoken, first)[0])


def as_atom(feed: Feed) -> bytes:
    return rendering.xml("feeds/atom.xml", feed.language, feed=feed).encode()


def as_rss(feed: Feed) -> bytes:
    return rendering.xml("feeds/rss.xml", feed.language, feed=feed, rfc822=_rfc822).encode()


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def as_json(feed: Feed) -> bytes:
    return readers.written(
        {
            "version": JSON_FEED_VERSION,
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": feed.url,
            "language": feed.language,
            "authors": [{"name": feed.author}],
            "items": [_item_as_json(entry) for entry in feed.entries],
        }
    )


def _item_as_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content,
        **({"summary": entry.summary} if entry.summary else {}),
        **(_picture_as_json(entry.picture) if entry.picture else {}),
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "language": entry.language,
        "tags": [entry.kind],
    }


def _picture_as_json(picture: Picture) -> dict[str, Any]:
    return {
        "image": picture.url,
        "attachments": [
            {
                "url": picture.url,
                "mime_type": picture.media_type,
                "title": picture.alt,
                "size_in_bytes": picture.size,
            }
        ],
    }


routes: list[BaseRoute] = [
    Route("/feed.atom", feed_atom, name="feed_atom"),
    Route("/feed.rss", feed_rss, name="feed_rss"),
    Route("/feed.json", feed_json, name="feed_json"),
]
