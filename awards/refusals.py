"""Every refusal as a page: the fact, what happened to what was typed, and the ways on."""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from awards import pages, rendering
from awards.errors import (
    N_,
    ConflictsFirst,
    Invalid,
    LinkEnded,
    LinkUnknown,
    Misdirected,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    Unavailable,
    Withdrawn,
)

HEADINGS = {
    400: N_("We could not read that"),
    401: N_("You need your link"),
    403: N_("You may not do that"),
    404: N_("There is nothing here"),
    405: N_("There is nothing here"),
    409: N_("Not at this time"),
    410: N_("This link no longer works"),
    413: N_("That was too much at once"),
    422: N_("Something needs mending"),
    429: N_("Too many, too fast"),
    500: N_("Something went wrong with us"),
    503: N_("We cannot reach our database"),
}
FAILED = N_("The fault is ours. Nothing of what you did was kept. Try again in a little while.")
WITHDRAWN = N_("Withdrawn")
NO_LINK = (NotSignedIn, LinkUnknown, LinkEnded)
WAYS: tuple[tuple[tuple[type[Refusal], ...], str, str, str], ...] = (
    (NO_LINK, "/staff/", N_("Get a sign-in link"), "/staff/sign-in"),
    (NO_LINK, "/jury/", N_("Get a new link"), "/jury/link"),
    ((ConflictsFirst,), "/jury/", N_("Look through the names"), "/jury/conflicts"),
)


async def refused(request: Request, error: Exception) -> Response:
    """Every refusal as a page in the reader's language, with what they had typed."""
    if isinstance(error, HTTPException):
        error = _of_status(error)
    assert isinstance(error, Refusal)
    if isinstance(error, Unavailable) and request.method == "POST":
        await _keep_what_was_sent(request)
    return await _refusal_page(request, error.status, error.message, error.fields, error)


async def _keep_what_was_sent(request: Request) -> None:
    """For a route that asked the database before it read the form."""
    if not hasattr(request.state, "fields"):
        with suppress(Refusal, HTTPException):
            await pages.form_with_file(request)


async def broken(request: Request, error: Exception) -> Response:
    """A fault of ours; its trace is in the log, under the request's id."""
    return await _refusal_page(request, 500, FAILED, {}, error)


def _of_status(error: HTTPException) -> Refusal:
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return TooLarge()
    if error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        refusal: Refusal = NotFound()
    else:
        refusal = Invalid()
    refusal.status = error.status_code
    return refusal


async def _refusal_page(
    request: Request, status: int, message: str, fields: Mapping[str, Any], error: Exception
) -> Response:
    spoken = _language_of_address(request) or pages.language(request)
    if spoken not in rendering.LANGUAGES:
        spoken = rendering.LANGUAGES[0]
    around = request.app.state.watch.site if "app" in request.scope else None
    facts = {
        "award": around.award if around else None,
        "edition": None,
        "switch": [],
        "heading": rendering.translate(spoken, _heading(status, error)),
        "sentence": rendering.translate(spoken, message, **fields),
        "ways": _ways(request, spoken, error),
        "typed": [
            (rendering.translate(spoken, label), text)
            for label, text in getattr(request.state, "typed", [])
        ],
        "fields": getattr(request.state, "fields", []),
        "again": request.scope["path"] if isinstance(error, Unavailable) else "",
        "renew": f"{request.scope['path']}/new" if _may_be_renewed(request, error) else "",
    }
    text = rendering.page("refused.html", spoken, **facts)
    headers = {"retry-after": "5"} if status == 503 else {}
    return Response(text, status, headers=headers, media_type="text/html")


def _heading(status: int, error: Exception) -> str:
    return WITHDRAWN if isinstance(error, Withdrawn) else HEADINGS.get(status, HEADINGS[400])


def _language_of_address(request: Request) -> str:
    """For what is refused before anybody has read the address."""
    first = request.scope["path"].split("/")[1:2]
    return first[0] if first and first[0] in rendering.LANGUAGES else ""


def _may_be_renewed(request: Request, error: Exception) -> bool:
    """A link from a letter that has ended: its page offers a new one, posted to .../TOKEN/new."""
    path = request.scope["path"]
    ended = path.endswith(f"/{request.path_params.get('token')}")
    return isinstance(error, LinkEnded) and ended and not path.startswith(("/jury/", "/check/"))


def _ways(request: Request, spoken: str, error: Exception) -> list[tuple[str, str]]:
    """What to do instead, and where."""
    path = request.scope["path"]
    ways = [
        (label, href)
        for kinds, room, label, href in WAYS
        if isinstance(error, kinds) and path.startswith(room)
    ]
    if isinstance(error, Withdrawn):
        ways.append((N_("See all the news"), f"/{spoken}/news/"))
    ours = pages.settings(request).base_url if isinstance(error, Misdirected) else ""
    ways.append((N_("Go to the award's front page"), f"{ours}/"))
    return [(rendering.translate(spoken, label), href) for label, href in ways]
