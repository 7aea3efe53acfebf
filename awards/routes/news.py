"""News for readers: the list, an item, and the page of a year with its winners."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import editions
from awards import news as newsroom
from awards.database import Connection
from awards.routes import lobby, readers
from awards.site import Site


async def news(request: Request) -> Response:
    async def facts(db: Connection, site: Site) -> dict[str, Any]:
        spoken = readers.language(request, site)
        return {
            "items": await newsroom.items(db, spoken),
            "years": readers.shown(site, spoken),
            "switch": readers.switch(request, site.award.languages if site.award else ()),
        }

    return await readers.page(request, "public/news.html", facts)


async def item(request: Request) -> Response:
    year, slug = request.path_params["year"], request.path_params["slug"]

    async def facts(db: Connection, site: Site) -> dict[str, Any]:
        spoken = readers.language(request, site)
        found = await newsroom.item(db, spoken, year, slug)
        return {
            "nominates": readers.nominates(site, year, spoken),
            "item": found,
            "versions": await newsroom.versions(db, found),
            "winners_page": readers.shows_winners(site, year),
            "switch": readers.switch(request, found.languages),
        }

    return await readers.page(request, "public/item.html", facts)


async def year(request: Request) -> Response:
    async def facts(db: Connection, site: Site) -> dict[str, Any]:
        edition = readers.edition(request, site)
        planned = await editions.timetable(db, edition.id)
        due = {stage: move.due for stage, move in planned.items()}
        return {
            **lobby.moments(edition, due, readers.language(request, site)),
            "edition": edition,
            "year": await newsroom.year(db, edition),
            "items": await newsroom.items(db, readers.language(request, site), year=edition.year),
            "switch": readers.switch(request, edition.languages),
        }

    return await readers.page(request, "public/year.html", facts)


routes: list[BaseRoute] = [
    Route("/news/", news, name="news"),
    Route("/{year:year}/", year, name="year"),
    Route("/{year:year}/{slug}", item, name="item"),
]
