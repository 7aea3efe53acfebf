"""The feeds of a language, Atom and JSON Feed 1.1, and what a year publishes: rules and record."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import articles, news, pages, rendering, rules, words
from awards.editions import Texts
from awards.errors import NotFound
from awards.news import Item
from awards.routes import readers
from awards.site import Site
from awards.stages import Action

ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"
JSON = "application/json"
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"


async def feed_atom(request: Request) -> Response:
    async def make(site: Site) -> bytes:
        feed = await _feed(request, site)
        return rendering.xml("feeds/atom.xml", feed["language"], feed=feed).encode()

    return await readers.kept(request, ATOM, make)


async def feed_json(request: Request) -> Response:
    async def make(site: Site) -> bytes:
        return _written(_as_json(await _feed(request, site)))

    return await readers.kept(request, JSON_FEED, make)


async def results(request: Request) -> Response:
    """The record is the same in every language: its texts stand in all of them."""

    async def make(site: Site) -> bytes:
        found = site.of_year(request.path_params["year"])
        if site.award is None or found is None or not found.allows(Action.SEE_WINNERS):
            raise NotFound
        async with pages.transaction(request) as db:
            return _written(await news.record(db, site.award, found))

    return await readers.kept(request, JSON, make)


async def sealed_rules(request: Request) -> Response:
    """Every version of the rules since they were sealed, the exact texts included."""

    async def make(site: Site) -> bytes:
        found = site.of_year(request.path_params["year"])
        if found is None or not found.allows(Action.SHOW_TO_PUBLIC):
            raise NotFound
        async with pages.transaction(request) as db:
            versions = await rules.versions(db, found.id)
        if not versions:
            raise NotFound
        return _written(rules.record(found.year, versions))

    return await readers.kept(request, JSON, make)


async def _feed(request: Request, site: Site) -> dict[str, Any]:
    """A feed as both formats say it."""
    spoken = readers.language(request, site)
    award = site.award
    assert award is not None
    async with pages.transaction(request) as db:
        items = await news.items(db, spoken)
        updated = await news.changed(db, award)
    return {
        "language": spoken,
        "id": news.feed(award, spoken).urn,
        "title": _said(award.name, spoken, award.first_language),
        "author": _said(award.organisation, spoken, award.first_language),
        "updated": updated,
        "home": _absolute(request, "public:news", language=spoken),
        "atom": _absolute(request, "public:feed_atom", language=spoken),
        "json": _absolute(request, "public:feed_json", language=spoken),
        "entries": [_entry(request, spoken, one) for one in items],
    }


def _entry(request: Request, spoken: str, item: Item) -> dict[str, Any]:
    """An item in the language of the feed; where it is not written in it, in the year's first."""
    first = item.first_language
    return {
        "id": item.entry(spoken).urn,
        "url": _absolute(
            request, "public:item", language=spoken, year=item.year, slug=item.slug(spoken)
        ),
        "language": words.choose(item.headline, spoken, first)[1],
        "title": _said(item.headline, spoken, first),
        "summary": _said(item.lead, spoken, first),
        "content": _content(item, spoken),
        "kind": str(item.kind),
        "published": item.published_at,
        "updated": item.updated_at,
    }


def _content(item: Item, spoken: str) -> str:
    """The whole text as HTML of our own making: what was corrected, the lead, the body."""
    return articles.content(item, spoken, item.first_language, item.correction)


def _said(texts: Texts, spoken: str, first: str) -> str:
    """The text in the reader's language, without what a feed cannot say."""
    return words.legal(words.choose(texts, spoken, first)[0])


def _as_json(feed: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": JSON_FEED_VERSION,
        "title": feed["title"],
        "home_page_url": feed["home"],
        "feed_url": feed["json"],
        "language": feed["language"],
        "authors": [{"name": feed["author"]}],
        "items": [
            {
                "id": entry["id"],
                "url": entry["url"],
                "title": entry["title"],
                "content_html": entry["content"],
                **({"summary": entry["summary"]} if entry["summary"] else {}),
                "date_published": entry["published"].isoformat(),
                "date_modified": entry["updated"].isoformat(),
                "language": entry["language"],
                "tags": [entry["kind"]],
            }
            for entry in feed["entries"]
        ],
    }


def _written(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _absolute(request: Request, name: str, **params: Any) -> str:
    """An address as people outside use it: never made from what the request calls us."""
    return pages.settings(request).base_url + pages.url(request, name, **params)


routes: list[BaseRoute] = [
    Route("/feed.atom", feed_atom, name="feed_atom"),
    Route("/feed.json", feed_json, name="feed_json"),
]
records: list[BaseRoute] = [
    Route("/{year:year}/rules.json", sealed_rules, name="rules"),
    Route("/{year:year}/results.json", results, name="results"),
]
