"""News for readers: the list, an item, and the page of a year with its winners."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from awards import editions, pages, pictures, years
from awards import news as newsroom
from awards.database import Connection
from awards.news import Item
from awards.routes import heads, lobby, readers, season
from awards.site import Site


async def news(request: Request) -> Response:
    page = pages.number(request.query_params)

    async def facts(db: Connection, site: Site) -> dict[str, Any]:
        spoken = readers.language(request, site)
        items = await newsroom.items(db, spoken, page=page)
        total = await newsroom.count(db, spoken)
        switch = readers.switch(request, site.award.languages if site.award else ())
        return {
            "items": items,
            "pager": readers.ways_on(request, page, len(items), total, newsroom.MOST),
            "years": readers.shown(site, spoken),
            "switch": switch,
            "head": heads.page(request, site, switch, number=page),
        }

    return await readers.page(request, "public/news.html", facts, f"page {page}")


async def item(request: Request) -> Response:
    """An item under its address in this language. Asked for by another, readers are sent there."""
    year, slug = request.path_params["year"], request.path_params["slug"]
    spoken = readers.language(request, await pages.site(request))
    own = await _slug(request, spoken, year, slug)
    if own != slug:
        there = pages.url(request, "public:item", language=spoken, year=year, slug=own)
        return RedirectResponse(there, 308)

    async def facts(db: Connection, site: Site) -> dict[str, Any]:
        found = await newsroom.item(db, spoken, year, slug)
        switch = _in_languages(request, found)
        return {
            "nominates": readers.nominates(site, year, spoken),
            "item": found,
            "versions": await newsroom.versions(db, found),
            "winners_page": readers.shows_winners(site, year),
            "switch": switch,
            "head": heads.item(request, site, found, switch),
        }

    return await readers.page(request, "public/item.html", facts)


async def _slug(request: Request, spoken: str, year: int, slug: str) -> str:
    """The slug in a language of the item that has this slug in one of them."""

    async def make(site: Site) -> bytes:
        async with pages.transaction(request) as db:
            return (await newsroom.item(db, spoken, year, slug)).slug(spoken).encode()

    page = await request.app.state.watch.page(f"slug {spoken} {year} {slug}", make)
    return str(page.body.decode())


def _in_languages(request: Request, item: Item) -> list[tuple[str, str, str]]:
    """The item in each language it is offered in, under its address there."""
    return [
        (code, readers.item(request, item, code), pages.NAMES.get(code, code))
        for code in item.languages
    ]


async def picture(request: Request) -> Response:
    """A picture of what is published, the same in every language."""
    year, key = request.path_params["year"], request.path_params["key"]

    async def make(site: Site) -> bytes:
        async with pages.transaction(request) as db:
            return await newsroom.picture(db, year, key)

    page = await request.app.state.watch.page(f"picture {year} {key}", make)
    answer = pages.kept(request, page, pictures.media_type(page.body))
    answer.headers["cross-origin-resource-policy"] = "cross-origin"  # feed readers show it, too
    return answer


async def year(request: Request) -> Response:
    async def facts(db: Connection, site: Site) -> dict[str, Any]:
        edition, spoken = readers.edition(request, site), readers.language(request, site)
        planned = await editions.timetable(db, edition.id)
        due = {stage: move.due for stage, move in planned.items()}
        winners = readers.shows_winners(site, edition.year)
        told = await newsroom.about_the_winner(db, spoken, edition.year) if winners else None
        known = await years.year(db, edition)
        switch = readers.switch(request, edition.languages)
        assert site.award is not None
        return {
            **season.facts(edition, due, spoken, site.award.zone),
            "edition": edition,
            "year": known,
            "items": await newsroom.items(db, spoken, year=edition.year),
            "told": told,
            "photo": readers.picture(told.year, told.image) if told and told.image else "",
            "archived": len(lobby.past(site)) > 1,
            "switch": switch,
            "head": heads.year(request, site, known, switch, told),
        }

    return await readers.page(request, "public/year.html", facts)


routes: list[BaseRoute] = [
    Route("/news/", news, name="news"),
    Route("/{year:year}/", year, name="year"),
    Route("/{year:year}/{slug}", item, name="item"),
]
shown: list[BaseRoute] = [
    Route("/{year:year}/pictures/{key:uuid}", picture, name="picture"),
]
