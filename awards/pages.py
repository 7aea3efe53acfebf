"""What routes need from HTTP: pages, forms, the request's one transaction."""

import logging
import re
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import QueryParams, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from awards import rendering, words
from awards.database import DEADLINE
from awards.errors import TooLarge
from awards.forms import Typed
from awards.settings import Settings
from awards.site import Page, Site

log = logging.getLogger("awards.pages")

Menu = list[tuple[str, str, int | None, bool]]  # label, address, what waits there, here

SHORTEST = 0.5  # seconds that a transaction gets, however late it is
LANGUAGE_COOKIE = "language"
LAST_PAGE = 10**6  # of any list
MOST_FIELDS = 2000  # of any form
LONGEST_ACCEPTED = 300  # letters; no browser's is half as long
QUALITY = re.compile(r"q\s*=\s*([01](?:\.[0-9]{0,3})?)")
NAMES = {"nb": "Norsk", "en": "English"}


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
    return _typed(request, parse_qsl(body, keep_blank_values=True), labels)


async def form_with_file(
    request: Request, file: str = "", labels: Mapping[str, str] | None = None
) -> tuple[Typed, bytes]:
    """What was typed, as ``form`` has it, and what is in the file: no refusal shows that again."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as sent:
        found = sent.get(file)
        content = await found.read() if isinstance(found, UploadFile) else b""
        pairs = [(name, text) for name, text in sent.multi_items() if isinstance(text, str)]
    request.state.began = time.perf_counter()  # a slow line is no fault of the database
    return _typed(request, pairs, labels), content


def _typed(
    request: Request, pairs: Iterable[tuple[str, str]], labels: Mapping[str, str] | None
) -> Typed:
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
    """A public answer: strong ETag, checked again each time, 304 where nothing changed.

    Plain and in gzip it is two answers with a tag each; what is the newest of one is of the other.
    """
    squeezed = None
    if not media_type.startswith("image/") and _prefers_gzip(_said(request, b"accept-encoding")):
        squeezed = made.squeezed
    answer = squeezed or made
    headers = {"etag": answer.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if theirs := _unchanged(_said(request, b"if-none-match"), made, answer):
        headers["etag"] = theirs
        return Response(status_code=304, headers=headers)
    if squeezed:
        headers["content-encoding"] = "gzip"
    return Response(answer.body, headers=headers, media_type=media_type)


def _said(request: Request, header: bytes) -> str:
    """A header in all its lines. This is asked of every public page, and often there is none."""
    return ",".join(
        [said.decode("latin-1") for name, said in request.scope["headers"] if name == header]
    )


def _unchanged(wanted: str, made: Page, answer: Page) -> str:
    """The tag of what they have already, if that is the newest; of two, what they would get."""
    if not wanted or wanted in ("*", answer.etag):
        return wanted and answer.etag
    theirs = [one.strip().removeprefix("W/") for one in wanted.split(",")]
    ours = (answer.etag, made.etag, made.squeezed_etag)
    return next((tag for tag in ours if tag in theirs), "")


@lru_cache(maxsize=200)
def _prefers_gzip(accepted: str) -> bool:
    """Whether gzip is taken, and not only where nothing plain is to be had."""
    if len(accepted) > LONGEST_ACCEPTED:
        return False
    likes: dict[str, float] = {}
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        quality = QUALITY.fullmatch(weight.strip()) if weight else None
        likes[coding.strip()] = float(quality[1]) if quality else float(not weight)
    gzip = likes.get("gzip", likes.get("*", 0.0))
    return gzip > 0 and gzip >= likes.get("identity", 0.0)
