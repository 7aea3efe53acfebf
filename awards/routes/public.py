"""What the award promises about privacy, and how it can be checked; other pages are beside."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import pages
from awards.errors import NotFound
from awards.routes import (
    archive,
    companies,
    following,
    going_on,
    heads,
    home,
    lobby,
    nominate,
    own_nominations,
)
from awards.site import Site


async def privacy(request: Request) -> Response:
    return await _told(request, "privacy")


async def checking_the_record(request: Request) -> Response:
    """The format of what is published, and the program that checks it."""
    return await _told(request, "checking_the_record")


async def _told(request: Request, page_of: str) -> Response:
    around = await pages.site(request)
    spoken = lobby.require_spoken(request, lobby.offered(around))
    if around.award is None:
        raise NotFound

    async def make(site: Site) -> bytes:
        head = heads.page(request, site, pages.switch(request, site))
        frame = {**lobby.frame(request, site), "head": head}
        return (await pages.text_of(request, f"public/{page_of}.html", spoken, **frame)).encode()

    page = await request.app.state.watch.page(f"{page_of} {spoken}", make)
    return pages.kept(request, page, "text/html")


routes: list[BaseRoute] = [
    Route("/", home.home, name="home"),
    Route("/privacy", privacy, name="privacy"),
    Route("/record", checking_the_record, name="checking_the_record"),
    *archive.routes,
    *companies.routes,
    *nominate.routes,
    *going_on.routes,
    *own_nominations.routes,
    *following.routes,
]
