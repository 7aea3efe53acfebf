"""What every request passes on its way in, and every answer on its way out, whatever the page.

The host must be ours, an unsafe method must come from our own pages, every answer carries the same
headers, and one line is logged without tokens or addresses in it.
"""

import json
import logging
import re
import secrets
import time
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from awards.errors import CrossSite, Misdirected, Refusal, TooLarge
from awards.refusals import broken, refused
from awards.routes.nominee import logo
from awards.routes.staff import news_form
from awards.settings import Settings

log = logging.getLogger("awards.requests")

GONE = 499  # in the log: nobody was there any more to be answered
LARGEST_BODY = 256 * 1024  # bytes
LARGER = (  # addresses that take files; their routes count what comes, too
    (re.compile("/nominee/logo"), logo.LARGEST_BODY),
    (
        re.compile("/staff/[12][0-9]{3}/news/(write/[a-z]+|[0-9]{1,15}/(edit|correct))"),
        news_form.LARGEST_BODY,
    ),
)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# A mail program posts here from wherever it is (RFC 8058): what lets it in is the token alone.
FROM_ANYWHERE = re.compile("/[a-z]{2}/unfollow/[^/]+")
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.=-]{16,}|(?<=/enter/)[^/]+|(?<=/open/)[^/]+")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
HSTS = "max-age=31536000; includeSubDomains"


Raw = list[tuple[bytes, bytes]]


class Gates:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.host, self.base_url = settings.host, settings.base_url
        hsts = {"strict-transport-security": HSTS} if settings.https else {}
        self.guards = [(k.encode(), v.encode()) for k, v in {**HEADERS, **hsts}.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began = time.perf_counter()
        request_id = secrets.token_hex(6)
        scope.setdefault("state", {}).update(request_id=request_id, began=began)
        status = 500

        async def outward(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._furnished(message["headers"])
            await send(message)

        try:
            if refusal := self._stops(scope):
                answer: ASGIApp = await refused(Request(scope, receive), refusal)
                await answer(scope, receive, outward)
            else:
                await self.app(scope, receive, outward)
        except ClientDisconnect:
            status = GONE
        except Exception as error:
            log.exception("broken", extra={"fields": {"id": request_id}})
            answer = await broken(Request(scope, receive), error)
            await answer(scope, receive, outward)
        finally:
            _write_line(scope, request_id, status, time.perf_counter() - began)

    def _furnished(self, headers: Raw) -> Raw:
        """The headers of an answer, with ours wherever it does not say otherwise."""
        said = {name for name, _ in headers}
        return [*headers, *(guard for guard in self.guards if guard[0] not in said)]

    def _stops(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        if not scope["path"].startswith("/health/") and not _names(headers, self.host):
            return Misdirected()
        if scope["method"] not in SAFE and not self._may_post(scope["path"], headers):
            return CrossSite()
        return TooLarge() if _length(headers) > _largest(scope["path"]) else None

    def _may_post(self, path: str, headers: Headers) -> bool:
        return bool(FROM_ANYWHERE.fullmatch(path)) or _from_here(headers, self.base_url)


def _largest(path: str) -> int:
    return next((size for address, size in LARGER if address.fullmatch(path)), LARGEST_BODY)


def _names(headers: Headers, host: str) -> bool:
    """Exactly one Host header, and it is ours."""
    return [value.lower() for value in headers.getlist("host")] == [host]


def _length(headers: Headers) -> int:
    """What the body is said to be long; one of unsaid length is counted while it is read."""
    said = headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else 0


def _from_here(headers: Headers, base_url: str) -> bool:
    """Sec-Fetch-Site decides; without it Origin must be ours; without both it is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin == base_url


def _write_line(scope: Scope, request_id: str, status: int, took: float) -> None:
    log.info(
        "request",
        extra={
            "fields": {
                "id": request_id,
                "method": scope["method"],
                "path": TOKEN.sub("…", scope["path"]),
                "status": status,
                "ms": round(took * 1000, 1),
            }
        },
    )


as_json = json.JSONEncoder(ensure_ascii=False).encode


class JsonLines(logging.Formatter):
    """Logs as one JSON object a line, in UTC."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": TOKEN.sub("…", record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = TOKEN.sub("…", self.formatException(record.exc_info))
        return as_json(line)


def log_as_json(level: int = logging.INFO) -> None:
    """No line of ours says which thread or process wrote it, so nobody looks that up."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
