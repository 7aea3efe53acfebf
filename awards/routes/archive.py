"""The winners of every year on one page after another, those from before this service included."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import archive, pages
from awards.database import Connection
from awards.errors import NotFound
from awards.routes import heads, lobby, readers
from awards.site import Site


async def winners(request: Request) -> Response:
    page = pages.number(request.query_params)

    async def facts(db: Connection, site: Site) -> dict[str, Any]:
        readers.language(request, site)
        if site.award is None:
            raise NotFound
        switch = readers.switch(request, site.award.languages)
        won, total = await archive.page(db, site.editions, site.award.first_language, page)
        return {
            "won": won,
            "first": site.award.first_language,
            "years": lobby.past(site),
            "switch": switch,
            "head": heads.page(request, site, switch, number=page),
            "pager": readers.ways_on(request, page, len(won), total, archive.PAGE),
        }

    return await readers.page(request, "public/archive.html", facts, f"page {page}")


routes: list[BaseRoute] = [
    Route("/winners", winners, name="archive"),
]
