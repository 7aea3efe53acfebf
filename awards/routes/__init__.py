"""The address book of the service: one mount per audience."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from awards import pages, rendering
from awards.routes import (
    checking,
    feeds,
    health,
    jury,
    news,
    nominee,
    public,
    records,
    sitemap,
    staff,
)


class Files(StaticFiles):
    """Our own files: kept for ever under an address that names their content, else asked again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = b"v=" in scope["query_string"]
        kept = "public, max-age=31536000, immutable" if versioned else "no-cache"
        response.headers["cache-control"] = kept
        return response


async def to_language(request: Request) -> Response:
    """The bare address sends readers to their language."""
    around = await pages.site(request)
    offered = around.award.languages if around.award else rendering.LANGUAGES
    spoken = rendering.negotiate(request.headers.get("accept-language", ""), offered)
    answer = RedirectResponse(pages.url(request, "public:home", language=spoken), 303)
    answer.headers["vary"] = "accept-language"
    return answer


async def to_home(request: Request) -> Response:
    """A language typed without the slash after it."""
    home = pages.url(request, "public:home", language=request.path_params["language"])
    return RedirectResponse(home, 308)


def _mount(path: str, book: list[BaseRoute], name: str) -> Mount:
    return Mount(path, app=Router(book, redirect_slashes=False), name=name)


routes: list[BaseRoute] = [
    _mount("/{language:language}", [*feeds.routes, *news.routes, *public.routes], "public"),
    Route("/", to_language, name="start"),
    Route("/{language:language}", to_home, name="language"),
    _mount("/health", health.routes, "health"),
    Mount("/static", Files(directory=Path(rendering.HERE) / "static"), name="static"),
    _mount("/jury", jury.routes, "jury"),
    _mount("/nominee", nominee.routes, "nominee"),
    _mount("/check", checking.routes, "check"),
    _mount("/staff", staff.routes, "staff"),
    *records.routes,
    *news.shown,
    *sitemap.routes,
]
