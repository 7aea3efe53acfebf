"""What the rules of all three feeds are made of: addresses, dates, languages, and strict XML."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.dom import minidom
from xml.dom.minidom import Element
from xml.parsers.expat import ExpatError

IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
RFC_822 = re.compile(
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d\d? "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}|\d\d) "
    r"\d\d:\d\d(:\d\d)? (UT|GMT|[ECMP][SD]T|[A-IK-Z]|[+-]\d{4})",
    re.ASCII,
)
LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", re.IGNORECASE)
MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+", re.IGNORECASE)


def parsed(document: bytes) -> Element | str:
    """The root of a document, read by a parser that forgives nothing; or why it would not."""
    try:
        root = minidom.parseString(document).documentElement
    except ExpatError as error:
        return f"it is no XML: {error}"
    assert root is not None
    return root


def children(of: Element, namespace: str | None = None, name: str = "") -> list[Element]:
    """The elements right below one, of a namespace, and of a name if there is one."""
    return [
        one
        for one in of.childNodes
        if isinstance(one, Element)
        and one.namespaceURI == namespace
        and name in ("", one.localName)
    ]


def text(of: Element) -> str:
    return "".join(one.data for one in of.childNodes if isinstance(one, minidom.Text))


def is_iri(said: str) -> bool:
    return IRI.fullmatch(said) is not None


def is_url(said: object) -> bool:
    if not isinstance(said, str) or not is_iri(said):
        return False
    parts = urlsplit(said)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def is_rfc_3339(said: object) -> bool:
    if not isinstance(said, str) or not RFC_3339.fullmatch(said):
        return False
    try:
        datetime.fromisoformat(said.upper())
    except ValueError:
        return False
    return True


def is_rfc_822(said: str) -> bool:
    """A date of a letter; a weekday that it names is the day it falls on."""
    if not RFC_822.fullmatch(said):
        return False
    try:
        day = parsedate_to_datetime(said)
    except ValueError:
        return False
    return "," not in said or said.startswith(day.strftime("%a"))


def is_language(said: object) -> bool:
    return isinstance(said, str) and LANGUAGE.fullmatch(said) is not None


def is_media_type(said: object) -> bool:
    return isinstance(said, str) and MEDIA_TYPE.fullmatch(said) is not None


def counted(
    of: Element, namespace: str | None, least: int, most: int, *names: str
) -> Iterator[str]:
    """Which elements stand too seldom or too often."""
    for name in names:
        found = len(children(of, namespace, name))
        if not least <= found <= most:
            yield f"{of.localName} has {found} of {name}"


def twice(what: str, found: list[str]) -> Iterator[str]:
    for one in sorted({one for one in found if found.count(one) > 1}):
        yield f"{what} {one!r} stands twice"
