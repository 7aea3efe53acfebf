"""For whoever watches over the service: is it alive, can it work."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from awards import pages, site


async def live(request: Request) -> Response:
    return PlainTextResponse("live\n")


async def ready(request: Request) -> Response:
    """Ready when the database answers; a refusal, and so 503, when it does not."""
    async with pages.transaction(request, deadline=2.0) as db:
        await site.version(db)
    return PlainTextResponse("ready\n")


routes: list[BaseRoute] = [
    Route("/live", live, name="live"),
    Route("/ready", ready, name="ready"),
]
