"""The least there can be: Starlette saying hello from memory, under the service's own uvicorn."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

HELLO = "hello"


async def hello(request: Request) -> Response:
    return PlainTextResponse(HELLO)


def serve(app: Starlette, port: int) -> None:
    """As a web process of the service is served, without its logs."""
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=10,
        backlog=2048,
    )


if __name__ == "__main__":
    serve(Starlette(routes=[Route("/hello", hello)]), int(sys.argv[1]))
