"""A WordPress for tests: the answers of a real one, in memory, and all the moods it may have.

    with wordpress.running() as site:              # a thread of this process: outlives our workers
        site.url, site.host, site.user, site.password
        site.posts: dict[int, Post]                # .versions: every text it ever had, in order
        site.media, site.terms, site.requests      # requests in order: method, path, body, time
        site.spoil("POST", "/posts", "lose_after") # the next such request goes wrong, once
        site.nasty = Nastiness(seed=7, lose_after=0.3, lose_before=0.1, error_after=0.1, hang=0.05)
        site.moods.add("maintenance")              # MOODS: for every request from now on

What may go wrong with a request (KINDS), and MOODS: tests/wordpress_moods.py.
Pretty addresses and ``?rest_route=`` are the same to it.
"""

import asyncio
import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.wordpress_library import Media, Term, Wrong
from tests.wordpress_moods import KINDS, Nastiness, worse
from tests.wordpress_store import Post, Store

__all__ = ["KINDS", "Media", "Nastiness", "Post", "Term", "WordPress", "running"]

FRONT_PAGE = "<!doctype html><title>Avisen</title><p>Forsiden</p>"


@dataclass(frozen=True)
class Asked:
    method: str
    path: str  # of the REST route: "/wp/v2/posts/3"; "/" is the index, "" the front page
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: float
    went: str  # what went wrong, or ""

    @property
    def typed(self) -> Any:
        return json.loads(self.body)


@dataclass
class WordPress(Store):
    port: int = 0
    user: str = "newsroom"
    password: str = "abcd EFGH 1234 ijkl MNOP 5678"
    late: float = 1.0  # seconds that "hang" takes
    retry_after: str = "2"
    moods: set[str] = field(default_factory=set)
    nasty: Nastiness | None = None
    requests: list[Asked] = field(default_factory=list)
    spoils: list[tuple[str, str, str]] = field(default_factory=list)
    named: str = ""  # where the front page says that the REST interface is
    in_between: Callable[[], object] | None = None  # happens once, before a post is created
    busy: int = 0  # requests that are not answered yet

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def asked(self) -> list[str]:
        """Methods and paths, in order: "POST /posts/1"."""
        return [f"{one.method} {one.path.removeprefix('/wp/v2')}" for one in self.requests]

    def begin_again(self) -> None:
        """A new site at the same address."""
        vars(self).update(vars(WordPress(port=self.port)))

    def spoil(self, method: str, path: str, kind: str) -> None:
        """The next request of this method whose path starts so (after /wp/v2) goes wrong, once."""
        assert kind in KINDS, kind
        self.spoils.append((method, path, kind))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        body = await request.body()
        query = dict(request.query_params)
        path = self._route(request.url.path, query)
        went = self._goes_wrong(request.method, path)
        headers = dict(request.headers)
        self.requests.append(
            Asked(request.method, path, query, headers, body, time.monotonic(), went)
        )
        if request.method == "POST" and path == "/wp/v2/posts" and self.in_between:
            happen, self.in_between = self.in_between, None
            happen()
        self.busy += 1
        answer = await self._answered(request, path, query, body, went)
        self.busy -= 1
        if answer is None:
            receive.__self__.transport.abort()  # uvicorn's own: there is no other way to just cut
            await asyncio.sleep(0)
        else:
            await answer(scope, receive, send)

    def _route(self, path: str, query: Mapping[str, str]) -> str:
        if "rest_route" in query:
            return query["rest_route"]
        if path.startswith("/wp-json") and "plain" not in self.moods:
            return path.removeprefix("/wp-json").rstrip("/") or "/"
        return ""

    def _goes_wrong(self, method: str, path: str) -> str:
        for one in self.spoils:
            if one[0] == method and path.removeprefix("/wp/v2").startswith(one[1]):
                self.spoils.remove(one)
                return one[2]
        return self.nasty.draw(method) if self.nasty and path else ""

    async def _answered(
        self, request: Request, path: str, query: Mapping[str, str], body: bytes, went: str
    ) -> Response | None:
        """The answer, made worse; None cuts the connection."""
        before: Mapping[str, Response | None] = {
            "lose_before": None,
            "error_before": JSONResponse({"code": "internal_server_error"}, 500),
            "redirect": RedirectResponse(f"https://www.avis.example{request.url.path}"),
            "front_page": Response(FRONT_PAGE, media_type="text/html"),
            "too_many": Response(status_code=429, headers={"retry-after": self.retry_after}),
        }
        if went in before:
            return before[went]
        if went == "hang":
            await asyncio.sleep(self.late)
        return worse(await self._honest(request, path, query, body), went)

    async def _honest(
        self, request: Request, path: str, query: Mapping[str, str], body: bytes
    ) -> Response:
        try:
            if not path:
                return self._front_page()
            self._door(request.method)
            role = self._role(request.headers.get("authorization", ""))
            if request.headers.get("content-type", "").startswith("multipart/"):
                typed = await _form(request)
            elif path.endswith("/media") and request.method == "POST":
                typed = _upload(request, body)
            else:
                typed = _json(body)
            found, status = self.answer(request.method, path, query, typed, role)
        except _Shut as shut:
            return shut.answer
        except Wrong as wrong:
            return JSONResponse(wrong.said, wrong.status)
        return JSONResponse(found, status)

    def _front_page(self) -> Response:
        answer = Response(FRONT_PAGE, media_type="text/html")
        if "no_link" not in self.moods:
            root = "index.php?rest_route=/" if "plain" in self.moods else "wp-json/"
            named = self.named or f"{self.url}/{root}"
            answer.headers["link"] = f'<{named}>; rel="https://api.w.org/"'
        return answer

    def _door(self, method: str) -> None:
        if "maintenance" in self.moods:
            died = JSONResponse({"code": "wp_die"}, 503, {"retry-after": "600"})
            raise _Shut(died)
        if "disabled" in self.moods:
            raise Wrong(403, "rest_disabled")
        if "blocked" in self.moods:
            raise _Shut(Response("<h1>Not Found</h1>", 404, media_type="text/html"))
        if "firewall" in self.moods and method not in ("GET", "HEAD"):
            raise _Shut(Response("<h1>Forbidden</h1>", 403, media_type="text/html"))

    def _role(self, header: str) -> str:
        """ "" is a stranger: who signs in badly is taken for one."""
        kind, _, given = header.partition(" ")
        if kind != "Basic" or "passwords_off" in self.moods:
            return ""
        user, _, password = base64.b64decode(given).decode().partition(":")
        fits = password.replace(" ", "") == self.password.replace(" ", "")
        if user.lower() != self.user or not fits:
            return ""
        return next((one for one in ("author", "contributor") if one in self.moods), "editor")

    @property
    def passwords(self) -> bool:
        return "passwords_off" not in self.moods


class _Shut(Exception):
    def __init__(self, answer: Response) -> None:
        self.answer = answer


def _json(body: bytes) -> dict[str, Any]:
    try:
        return dict(json.loads(body.decode())) if body else {}
    except (ValueError, UnicodeError):
        raise Wrong(400, "rest_invalid_json") from None


async def _form(request: Request) -> dict[str, Any]:
    """The fields, and ("file name", media type, bytes) as ``file``."""
    typed: dict[str, Any] = {}
    async with request.form() as form:
        for name, one in form.items():
            if isinstance(one, str):
                typed[name] = one
            else:
                typed[name] = (one.filename or "", one.content_type or "", await one.read())
    return typed


def _upload(request: Request, body: bytes) -> dict[str, Any]:
    said = request.headers.get("content-disposition", "")
    if not said.startswith("attachment; filename="):
        raise Wrong(400, "rest_upload_no_content_disposition")
    name = said.split("=", 1)[1].strip('"')
    given = dict(parse_qsl(request.url.query))
    return {**given, "file": (name, request.headers.get("content-type", ""), body)}


async def finished(site: WordPress) -> None:
    """Everything that was asked is done, though nobody may have waited for it."""
    while site.busy:
        await asyncio.sleep(0.02)


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


@contextmanager
def running() -> Iterator[WordPress]:
    """A site on a thread, ready; what is still open at the end is cut."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        site = WordPress(port=listening.getsockname()[1])
        config = uvicorn.Config(
            site, lifespan="off", log_level="critical", timeout_graceful_shutdown=0
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield site
        finally:
            server.should_exit = server.force_exit = True
            thread.join()
