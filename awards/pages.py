"""What routes need from HTTP: pages, forms, the request's one transaction, refusals as pages."""

import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from awards import rendering, words
from awards.database import DEADLINE
from awards.errors import (
    N_,
    Invalid,
    LinkEnded,
    Misdirected,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    Unavailable,
)
from awards.forms import Typed
from awards.settings import Settings
from awards.site import Page, Site

log = logging.getLogger("awards.pages")

Menu = list[tuple[str, str, int | None, bool]]  # label, address, what waits there, here

SHORTEST = 0.5  # seconds that a transaction gets, however late it is
LANGUAGE_COOKIE = "language"
LAST_PAGE = 10**6  # of any list
MOST_FIELDS = 2000  # of any form
NAMES = {"nb": "Norsk", "en": "English"}
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


class _Year(Convertor[int]):
    regex = "[12][0-9]{3}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


class _Ident(Convertor[int]):
    regex = "[0-9]{1,15}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


class _Language(Convertor[str]):
    regex = "[a-z]{2}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("year", _Year())
register_url_convertor("ident", _Ident())
register_url_convertor("language", _Language())


def settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


def transaction(request: Request, deadline: float = DEADLINE) -> Any:
    """The request's one visible transaction: ``async with transaction(request) as db``.

    What the request has waited for already is taken from its time.
    """
    waited = time.perf_counter() - getattr(request.state, "began", time.perf_counter())
    return request.app.state.database.transaction(max(deadline - waited, SHORTEST))


async def site(request: Request) -> Site:
    found: Site = await request.app.state.watch.now()
    return found


async def form(request: Request, labels: Mapping[str, str] | None = None) -> Typed:
    """What was typed, cleaned. ``labels`` name the fields whose text a refusal shows again."""
    body = (await request.body()).decode("utf-8", errors="replace")
    request.state.began = time.perf_counter()  # a slow line is no fault of the database
    if body.count("&") >= MOST_FIELDS:
        raise TooLarge
    pairs = parse_qsl(body, keep_blank_values=True)
    typed = Typed([(words.clean(name), words.clean(text)) for name, text in pairs])
    request.state.typed = [(label, typed[name]) for name, label in (labels or {}).items()]
    request.state.fields = typed.multi_items()
    request.state.labels = labels or {}
    return typed


def number(asked: QueryParams) -> int:
    """Which page of a list is asked for; the first, when that cannot be read."""
    return min(max(words.whole(asked.get("page")) or 1, 1), LAST_PAGE)


def url(request: Request, name: str, **params: Any) -> str:
    """The path of a named address."""
    return _path(request.app, name, **params)


@lru_cache(maxsize=2000)
def _path(app: Starlette, name: str, **params: Any) -> str:
    return str(app.url_path_for(name, **params))


def menu(request: Request, spoken: str, places: Iterable[tuple[str, str]]) -> Menu:
    """Places by label and name of their address: what a frame's menu shows of each."""
    found = [(rendering.translate(spoken, label), url(request, name)) for label, name in places]
    return [(label, href, None, request.url.path == href) for label, href in found]


def see_other(request: Request, name: str, **params: Any) -> RedirectResponse:
    return RedirectResponse(url(request, name, **params), status_code=303)


def language(request: Request, own: str = "") -> str:
    """The reader's: of the address, as they switched to, their own, what the browser asks for."""
    if wanted := request.path_params.get("language"):
        return str(wanted)
    theirs = own or getattr(request.state, "own", "")
    chosen = request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE)
    for wanted in (*chosen, theirs):
        if wanted in rendering.LANGUAGES:
            return wanted
    return rendering.negotiate(request.headers.get("accept-language", ""), rendering.LANGUAGES)


async def page(
    request: Request, template: str, *, status: int = 200, own: str = "", **facts: Any
) -> Response:
    """A page for one person, in their language (``own``), never kept by anybody."""
    spoken = language(request, own)
    text = await text_of(request, template, spoken, **facts)
    response = Response(text, status, media_type="text/html")
    if request.query_params.get("language") == spoken and "language" not in request.path_params:
        response.set_cookie(LANGUAGE_COOKIE, spoken, max_age=31_536_000, samesite="lax")
    return response


async def text_of(request: Request, template: str, spoken: str, **facts: Any) -> str:
    around = await site(request)
    everywhere = {
        "award": around.award,
        "edition": around.current,
        "switch": switch(request, around),
        "url": lambda name, **params: url(request, name, **params),
    }
    return rendering.page(template, spoken, **{**everywhere, **facts})


def switch(request: Request, around: Site) -> list[tuple[str, str, str]]:
    """The same page in each language offered: (code, address, name of the language)."""
    offered = around.award.languages if around.award else rendering.LANGUAGES
    here = request.path_params.get("language")
    return [
        (
            code,
            f"/{code}{request.url.path[3:]}" if here else f"{request.url.path}?language={code}",
            NAMES.get(code, code),
        )
        for code in offered
    ]


def kept(request: Request, made: Page, media_type: str) -> Response:
    """A public answer: strong ETag, checked again each time, 304 where nothing changed."""
    headers = {"etag": made.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
    wanted = request.headers.get("if-none-match", "")
    if wanted and (wanted == "*" or made.etag in _tags(wanted)):
        return Response(status_code=304, headers=headers)
    return Response(made.body, headers=headers, media_type=media_type)


def _tags(wanted: str) -> list[str]:
    return [one.strip().removeprefix("W/") for one in wanted.split(",")]


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
            await form(request)


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
    spoken = _language_of_address(request) or language(request)
    if spoken not in rendering.LANGUAGES:
        spoken = rendering.LANGUAGES[0]
    around = request.app.state.watch.site if "app" in request.scope else None
    facts = {
        "award": around.award if around else None,
        "edition": None,
        "switch": [],
        "heading": rendering.translate(spoken, HEADINGS.get(status, HEADINGS[400])),
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


def _language_of_address(request: Request) -> str:
    """For what is refused before anybody has read the address."""
    first = request.scope["path"].split("/")[1:2]
    return first[0] if first and first[0] in rendering.LANGUAGES else ""


def _may_be_renewed(request: Request, error: Exception) -> bool:
    """A link from a letter that has ended: its page offers a new one, posted to .../TOKEN/new."""
    ended = request.scope["path"].endswith(f"/{request.path_params.get('token')}")
    return isinstance(error, LinkEnded) and ended


def _ways(request: Request, spoken: str, error: Exception) -> list[tuple[str, str]]:
    ours = settings(request).base_url if isinstance(error, Misdirected) else ""
    ways = [(rendering.translate(spoken, N_("Go to the award's front page")), f"{ours}/")]
    if isinstance(error, NotSignedIn) and request.scope["path"].startswith("/staff"):
        ways.insert(0, (rendering.translate(spoken, N_("Get a sign-in link")), "/staff/sign-in"))
    return ways
