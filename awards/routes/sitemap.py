"""What programs that walk the web are told: where they may go, and which public pages there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import news, pages, rendering
from awards.award import Award
from awards.news import Place
from awards.routes import lobby, readers
from awards.site import Site

ROOMS = ("/staff", "/jury", "/nominee", "/check")  # behind links and sign-in
LINKS = ("/nominations/", "/nominate/", "/follow/")  # of one person, in each language


@dataclass(frozen=True)
class Page:
    """A page by the path it has in each of its languages, the first of them first."""

    paths: Mapping[str, str]
    changed: datetime | None = None


async def robots(request: Request) -> Response:
    async def make(site: Site) -> bytes:
        links = [f"/{spoken}{path}" for spoken in lobby.offered(site) for path in LINKS]
        closed = [f"Disallow: {path}" for path in (*ROOMS, *links)]
        where = readers.absolute(request, pages.url(request, "sitemap"))
        return "\n".join(["User-agent: *", *closed, "", f"Sitemap: {where}", ""]).encode()

    return await readers.kept(request, "text/plain", make)


async def sitemap(request: Request) -> Response:
    async def make(site: Site) -> bytes:
        found = list(await _pages(request, site, site.award)) if site.award else []
        return rendering.xml(
            "feeds/sitemap.xml",
            rendering.SOURCE,
            pages=found,
            base=pages.settings(request).base_url,
        ).encode()

    return await readers.kept(request, "application/xml", make)


async def _pages(request: Request, site: Site, award: Award) -> list[Page]:
    async with pages.transaction(request) as db:
        places = await news.places(db)
        changed = await news.changed(db, award)
    found = [
        _page(request, "home", award.languages),
        _page(request, "news", award.languages, changed),
        _page(request, "archive", award.languages),
        _page(request, "privacy", award.languages),
        _page(request, "checking_the_record", award.languages),
    ]
    if site.current and (spoken := _where_nominated(site)):
        found.append(_page(request, "nominate", spoken))
    return [*found, *_years(request, site, places), *(_item(request, one) for one in places)]


def _where_nominated(site: Site) -> list[str]:
    current = site.current
    return [one for one in current.languages if lobby.nominates(current, one)] if current else []


def _years(request: Request, site: Site, places: Sequence[Place]) -> Iterator[Page]:
    for edition in site.editions:
        if lobby.shown(edition, edition.first_language):
            told = [one.updated_at for one in places if one.year == edition.year]
            latest = max(told, default=None)
            yield _page(request, "year", edition.languages, latest, year=edition.year)


def _page(
    request: Request,
    name: str,
    languages: Sequence[str],
    changed: datetime | None = None,
    **params: Any,
) -> Page:
    paths = {one: pages.url(request, f"public:{name}", language=one, **params) for one in languages}
    return Page(paths, changed)


def _item(request: Request, place: Place) -> Page:
    paths = {
        one: pages.url(
            request, "public:item", language=one, year=place.year, slug=place.addresses[one]
        )
        for one in place.languages
        if one in place.addresses
    }
    return Page(paths, place.updated_at)


routes: list[BaseRoute] = [
    Route("/robots.txt", robots, name="robots"),
    Route("/sitemap.xml", sitemap, name="sitemap"),
]
