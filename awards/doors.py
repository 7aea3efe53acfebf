"""Who may come in: each door hands out the person whose session holds, or refuses.

A route that needs a person gets hold of them only here. Staff, jurors, nominators, contributors
and winners have a cookie each, so that one browser can be all of them.
"""

from starlette.requests import Request
from starlette.responses import Response

from awards import (
    checks,
    contributors,
    editions,
    links,
    nominations,
    pages,
    panel,
    sessions,
    staff,
    stages,
    unfinished,
)
from awards.checks import Check
from awards.contributors import Contributor
from awards.database import Connection
from awards.editions import Edition
from awards.errors import LinkEnded, NotFound
from awards.links import Link
from awards.nominations import Nominator
from awards.panel import Juror
from awards.settings import Settings
from awards.staff import Member, Role
from awards.stages import Action
from awards.tokens import Purpose
from awards.unfinished import Unfinished


def cookie_name(settings: Settings, audience: Purpose) -> str:
    return f"__Host-{audience}" if settings.https else str(audience)


def _value(request: Request, audience: Purpose) -> str:
    return request.cookies.get(cookie_name(pages.settings(request), audience), "")


def _cookie(request: Request, audience: Purpose) -> bytes:
    return sessions.hashed(_value(request, audience))


async def member(request: Request, db: Connection, role: Role = Role.EDITOR) -> Member:
    found = await staff.by_cookie(db, _cookie(request, Purpose.STAFF))
    request.state.own = found.language  # a refusal speaks it too
    found.require(role)
    return found


async def desk(
    request: Request, db: Connection, role: Role = Role.EDITOR
) -> tuple[Member, Edition]:
    """A staff member at the desk of the edition that the address names by its year."""
    found = await member(request, db, role)
    for edition in await editions.editions(db):
        if edition.year == request.path_params["year"]:
            return found, edition
    raise NotFound


async def juror(request: Request, db: Connection) -> Juror:
    found = await panel.by_cookie(db, _cookie(request, Purpose.JUROR))
    request.state.own = found.language
    return found


async def nominator(request: Request, db: Connection) -> Nominator:
    return await nominations.by_cookie(db, _cookie(request, Purpose.NOMINATION))


async def unfinished_form(request: Request, db: Connection) -> Unfinished:
    """The nomination form that somebody goes on with through its link."""
    return await unfinished.by_cookie(db, _cookie(request, Purpose.UNFINISHED))


async def contributor(request: Request, db: Connection) -> Contributor:
    """Whoever works on a company's form, or waits to: ``inside`` says which."""
    found = await contributors.by_cookie(db, _cookie(request, Purpose.CONTRIBUTOR))
    request.state.own = found.language
    return found


async def checker(request: Request, db: Connection) -> Check:
    """What somebody looks through who was asked to, in the name of a winner."""
    found = await checks.by_cookie(db, _cookie(request, Purpose.CHECK))
    request.state.own = found.language
    return found


async def look(request: Request, db: Connection, purpose: Purpose) -> Link:
    """The link in the address, for the page with one button. Changes nothing."""
    keys = pages.settings(request).secret_keys
    return await links.look(db, keys, purpose, request.path_params["token"])


async def come_in(request: Request, db: Connection, purpose: Purpose, edition: int | None) -> str:
    """Open the link in the address: a session begins. Returns the value for its cookie."""
    if edition is not None:
        inside = await editions.entered(db, edition)
        if not stages.allows(inside.stage, Action.OPEN_LINKS):
            raise LinkEnded
    keys = pages.settings(request).secret_keys
    link = await links.opened(db, keys, purpose, request.path_params["token"])
    device = request.headers.get("user-agent", "")
    return await sessions.open(db, link, device, _value(request, purpose))


async def begin(request: Request, db: Connection, link: Link) -> str:
    """A session for somebody whom another session of theirs let in. The value for its cookie."""
    return await sessions.open(db, link, request.headers.get("user-agent", ""))


async def leave(request: Request, db: Connection, audience: Purpose) -> str | None:
    """End the session of this browser; the link it was opened through."""
    return await sessions.end(db, _value(request, audience))


def keep(request: Request, response: Response, audience: Purpose, cookie: str) -> Response:
    """Give the browser the cookie of a session that was just opened."""
    settings = pages.settings(request)
    response.set_cookie(
        cookie_name(settings, audience),
        cookie,
        max_age=int(sessions.LASTS[audience].total_seconds()),
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )
    return response


def forget(request: Request, response: Response, audience: Purpose) -> Response:
    settings = pages.settings(request)
    response.delete_cookie(
        cookie_name(settings, audience), path="/", secure=settings.https, httponly=True
    )
    return response
