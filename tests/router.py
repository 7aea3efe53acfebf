"""The pages of the service as its router lists them: names, addresses, and which page one is of."""

import hashlib
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from starlette.routing import BaseRoute, Mount, Route, compile_path

from awards.routes import mailbox, routes

TAG = re.compile(r"<([a-z][a-z0-9]*)\b([^>]*)>")
TELLING = re.compile(
    r'\b(class|type|role|data-variant|data-color|data-state|aria-current)="([^"]*)"'
)
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')

NO_PAGES = {
    "start": "sends readers on to their language",
    "language": "sends readers on to the home page of the language",
    "health:live": "a word for machines",
    "health:ready": "a word for machines",
    "mailbox_json": "JSON, for programs",
    "results": "JSON, for programs",
    "verifier": "a program to download, run by its own tests",
    "jury:receipt_file": "JSON, for programs, read by the tests of receipts",
    "rules": "JSON, for programs, read by the second program",
    "public:companies": "JSON, for suggestions",
    "nominee:logo": "a picture, looked at by the tests of pictures",
    "jury:logo": "a picture, looked at by the tests of the case",
    "staff:case_logo": "a picture, looked at by the tests of the case",
    "staff:picture": "a picture, looked at by the tests of articles",
    "picture": "a picture, looked at by the tests of articles",
    "public:feed_atom": "a feed, read by a parser in the year over HTTP",
    "public:feed_rss": "a feed, read by a parser in the year over HTTP",
    "robots": "text, for programs that walk the web",
    "sitemap": "XML, for programs that walk the web",
    "public:feed_json": "a feed, read by a parser in the year over HTTP",
}
ONLY_THE_DEMO = {"mailbox", "mailbox_letter"}  # walked in a demo, by a test of their own


@dataclass(frozen=True)
class Place:
    """One route: what it is called, how it is asked for, and its address with gaps."""

    name: str
    method: str
    path: str

    @property
    def gaps(self) -> list[str]:
        return re.findall(r"\{(\w+)", self.path)

    def address(self, **fillings: str) -> str:
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda gap: fillings[gap[1]], self.path)


def places(book: Iterable[BaseRoute], under: str = "", room: str = "") -> list[Place]:
    """Every route of an address book, those behind its mounts included."""
    found: list[Place] = []
    for one in book:
        if isinstance(one, Mount):
            found += places(one.routes, under + one.path, f"{room}{one.name}:")
        elif isinstance(one, Route):
            methods = (one.methods or set()) - {"HEAD"}
            found += [Place(room + one.name, method, under + one.path) for method in methods]
    return found


@cache
def ours() -> tuple[Place, ...]:
    return tuple(places([*mailbox.routes, *routes]))


def to_walk(book: Iterable[Place]) -> set[str]:
    """The names of the pages that somebody has to visit in the year."""
    pages = {place.name for place in book if place.method == "GET"}
    return pages - NO_PAGES.keys() - ONLY_THE_DEMO


def left_out(book: Iterable[Place], visited: Iterable[str]) -> list[str]:
    """The pages nobody visited."""
    return sorted(to_walk(book) - set(visited))


@cache
def _patterns() -> list[tuple[Place, re.Pattern[str]]]:
    return [(place, compile_path(place.path)[0]) for place in ours()]


def found(method: str, address: str) -> tuple[Place, Mapping[str, str]] | None:
    """The page an address leads to, and what fills its gaps."""
    return _found(method, urlsplit(address).path)


@cache
def _found(method: str, path: str) -> tuple[Place, Mapping[str, str]] | None:
    for place, pattern in _patterns():
        if place.method == method and (match := pattern.match(path)):
            return place, match.groupdict()
    return None


def key(method: str, address: str, status: int, markup: str) -> str:
    """What counts as the same page: its name, its status, and what its markup is made of.

    A refusal of what lies behind a door, or nowhere, is one page, whatever was asked for.
    """
    place = found(method, address)
    name = place[0].name if place and status not in (401, 403, 404) else "refused"
    return f"{method} {name} {status} {shape(markup)}"


def shape(markup: str) -> str:
    """Which elements a page has and how its headings follow, without how often, or the words."""
    elements, headings = set(), [""]
    for tag, attributes in TAG.findall(markup):
        elements.add(f"{tag} {TELLING.findall(attributes)}")
        if re.fullmatch("h[1-6]", tag) and tag != headings[-1]:
            headings.append(tag)
    made_of = "\n".join([*sorted(elements), *headings])
    return hashlib.sha256(made_of.encode()).hexdigest()[:10]


def links(markup: str) -> list[str]:
    return [html.unescape(link) for link in LINK.findall(markup)]
