"""The application, wired together. It knows every room."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from awards import database, refusals
from awards.database import Database
from awards.errors import Refusal
from awards.gates import LARGEST_BODY, Gates
from awards.register import Register
from awards.routes import mailbox, routes, sample_register
from awards.settings import Settings
from awards.site import EVERY, Watch


def create_app(
    settings: Settings, given: Database | None = None, *, look_every: float = EVERY
) -> Starlette:
    """The application over a pool of its own, or over a database that is given."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        pool = await database.open_pool(settings.database_url, settings.pool)
        _furnish(app, pool, look_every)
        yield
        await app.state.register.close()
        await pool.close()

    app = Starlette(
        routes=[*mailbox.routes, *sample_register.routes, *routes] if settings.demo else routes,
        lifespan=lifespan,
        middleware=[
            Middleware(Gates, settings=settings),
            Middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_BODY),
        ],
        exception_handlers={Refusal: refusals.refused, HTTPException: refusals.refused},
    )
    app.router.redirect_slashes = False
    app.state.settings = settings
    if given is not None:
        _furnish(app, given, look_every)
    return app


def _furnish(app: Starlette, given: Database, look_every: float) -> None:
    app.state.database = given
    app.state.register = Register(app.state.settings.register_url)
    app.state.watch = Watch(given, every=look_every)
