"""The written rules of Atom (RFC 4287), as far as a feed can break them."""

from collections.abc import Iterator
from xml.dom.minidom import Element

from tests.feeds import spelling
from tests.feeds.spelling import children, counted, text, twice

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MEDIA_TYPE = "application/atom+xml"

IN_BOTH = {"author", "category", "contributor", "id", "link", "rights", "title", "updated"}
IN_FEED = IN_BOTH | {"entry", "generator", "icon", "logo", "subtitle"}
IN_ENTRY = IN_BOTH | {"content", "published", "source", "summary"}
TEXTS = ("title", "summary", "content", "rights", "subtitle")
RELATIONS = {"alternate", "related", "self", "enclosure", "via"}


def faults(document: bytes) -> list[str]:
    root = spelling.parsed(document)
    if isinstance(root, str):
        return [root]
    if (root.namespaceURI, root.localName) != (ATOM, "feed"):
        return ["it is no Atom feed"]
    return list(_of_feed(root))


def _of_feed(feed: Element) -> Iterator[str]:
    entries = children(feed, ATOM, "entry")
    yield from counted(feed, ATOM, 1, 1, "id", "title", "updated")
    yield from counted(feed, ATOM, 0, 1, "generator", "icon", "logo", "rights", "subtitle")
    yield from _of_both(feed, IN_FEED)
    if not [one for one in children(feed, ATOM, "link") if one.getAttribute("rel") == "self"]:
        yield "feed does not say where it is"
    if not children(feed, ATOM, "author"):
        yield from ("nobody wrote it" for one in entries if not children(one, ATOM, "author"))
    yield from twice("id", [text(one) for entry in entries for one in _ids(entry)])
    for entry in entries:
        yield from _of_entry(entry)


def _ids(entry: Element) -> list[Element]:
    return children(entry, ATOM, "id")


def _of_entry(entry: Element) -> Iterator[str]:
    yield from counted(entry, ATOM, 1, 1, "id", "title", "updated")
    yield from counted(entry, ATOM, 0, 1, "published", "content", "summary", "rights", "source")
    yield from _of_both(entry, IN_ENTRY)
    alternates = [one for one in children(entry, ATOM, "link") if _relation(one) == "alternate"]
    if not children(entry, ATOM, "content") and not alternates:
        yield "entry has neither content nor a page"


def _of_both(of: Element, allowed: set[str]) -> Iterator[str]:
    for one in children(of, ATOM):
        if one.localName not in allowed:
            yield f"{of.localName} may hold no {one.localName}"
    yield from (f"id {text(one)!r} is no IRI" for one in _ids(of) if not spelling.is_iri(text(one)))
    for name in ("updated", "published"):
        for one in children(of, ATOM, name):
            if not spelling.is_rfc_3339(text(one)):
                yield f"{name} {text(one)!r} is no date"
    for name in TEXTS:
        for one in children(of, ATOM, name):
            yield from _of_text(one)
    yield from _of_people(of)
    yield from _of_links(of)
    for one in children(of, ATOM, "category"):
        if not one.getAttribute("term"):
            yield "category without a term"
    if of.hasAttributeNS(XML, "lang") and not spelling.is_language(of.getAttributeNS(XML, "lang")):
        yield "xml:lang is no language"


def _of_text(one: Element) -> Iterator[str]:
    kind = one.getAttribute("type") or "text"
    if kind not in ("text", "html", "xhtml"):
        yield f"{one.localName} is of type {kind!r}"
    if kind in ("text", "html") and any(isinstance(child, Element) for child in one.childNodes):
        yield f"{one.localName} holds elements"


def _of_people(of: Element) -> Iterator[str]:
    for name in ("author", "contributor"):
        for one in children(of, ATOM, name):
            yield from counted(one, ATOM, 1, 1, "name")
            yield from counted(one, ATOM, 0, 1, "uri", "email")
            if not "".join(text(found) for found in children(one, ATOM, "name")).strip():
                yield f"{name} without a name"


def _relation(link: Element) -> str:
    return link.getAttribute("rel") or "alternate"


def _of_links(of: Element) -> Iterator[str]:
    links = children(of, ATOM, "link")
    for one in links:
        if not spelling.is_url(one.getAttribute("href")):
            yield f"link to {one.getAttribute('href')!r}"
        if _relation(one) not in RELATIONS and not spelling.is_iri(_relation(one)):
            yield f"link is of relation {_relation(one)!r}"
        if one.hasAttribute("type") and not spelling.is_media_type(one.getAttribute("type")):
            yield f"link is of type {one.getAttribute('type')!r}"
        if one.hasAttribute("length") and not one.getAttribute("length").isdecimal():
            yield f"link is {one.getAttribute('length')!r} long"
        if one.hasAttribute("hreflang") and not spelling.is_language(one.getAttribute("hreflang")):
            yield f"link is in {one.getAttribute('hreflang')!r}"
    yield from twice(
        "alternate of",
        [
            f"{one.getAttribute('type')} {one.getAttribute('hreflang')}".strip()
            for one in links
            if _relation(one) == "alternate"
        ],
    )
