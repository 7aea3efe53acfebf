"""To be written."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards.errors import NotFound


async def missing(request: Request) -> Response:
    raise NotFound


routes: list[BaseRoute] = [
    Route("/people", missing, name="people"),
]
