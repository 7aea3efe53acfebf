"""The written rules of RSS 2.0, and of the modules our feed uses of it."""

from collections.abc import Iterator
from xml.dom.minidom import Element

from tests.feeds import spelling
from tests.feeds.spelling import children, counted, text, twice

MEDIA_TYPE = "application/rss+xml"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"

ONCE_IN_CHANNEL = (
    *("language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate"),
    *("generator", "docs", "cloud", "ttl", "image", "textInput", "skipHours", "skipDays"),
)
ONCE_IN_ITEM = (
    *("title", "link", "description", "author", "comments", "enclosure", "guid", "pubDate"),
    "source",
)
IN_CHANNEL = {"title", "link", "description", "category", "item", *ONCE_IN_CHANNEL}
IN_ITEM = {"category", *ONCE_IN_ITEM}


def faults(document: bytes) -> list[str]:
    root = spelling.parsed(document)
    if isinstance(root, str):
        return [root]
    if (root.namespaceURI, root.localName, root.getAttribute("version")) != (None, "rss", "2.0"):
        return ["it is no RSS 2.0"]
    channels = children(root, None, "channel")
    if len(channels) != 1 or len(children(root)) != 1:
        return ["rss holds one channel and nothing else"]
    return list(_of_channel(channels[0]))


def _of_channel(channel: Element) -> Iterator[str]:
    items = children(channel, None, "item")
    yield from counted(channel, None, 1, 1, "title", "link", "description")
    yield from counted(channel, None, 0, 1, *ONCE_IN_CHANNEL)
    yield from _of_both(channel, IN_CHANNEL)
    for one in children(channel, None, "language"):
        if not spelling.is_language(text(one)):
            yield f"language {text(one)!r} is none"
    for one in children(channel, None, "ttl"):
        if not text(one).isdecimal():
            yield f"ttl {text(one)!r} is no number"
    yield from _of_self(channel)
    guids = [text(one) for item in items for one in children(item, None, "guid")]
    yield from twice("guid", guids)
    for item in items:
        yield from _of_item(item)


def _of_self(channel: Element) -> Iterator[str]:
    own = [one for one in children(channel, ATOM, "link") if one.getAttribute("rel") == "self"]
    if len(own) != 1:
        yield f"{len(own)} links to itself"
    for one in own:
        if not spelling.is_url(one.getAttribute("href")):
            yield f"it is at {one.getAttribute('href')!r}"


def _of_item(item: Element) -> Iterator[str]:
    yield from counted(item, None, 0, 1, *ONCE_IN_ITEM)
    yield from counted(item, CONTENT, 0, 1, "encoded")
    yield from _of_both(item, IN_ITEM)
    if not children(item, None, "title") and not children(item, None, "description"):
        yield "item has neither title nor description"
    for one in children(item, None, "guid"):
        if one.getAttribute("isPermaLink") not in ("", "true", "false"):
            yield f"isPermaLink is {one.getAttribute('isPermaLink')!r}"
        if one.getAttribute("isPermaLink") != "false" and not spelling.is_url(text(one)):
            yield f"guid {text(one)!r} is no address"
        if not text(one).strip():
            yield "guid is empty"
    for one in children(item, None, "enclosure"):
        yield from _of_enclosure(one)
    for one in children(item, DUBLIN_CORE, "language"):
        if not spelling.is_language(text(one)):
            yield f"language {text(one)!r} is none"
    for one in children(item, ATOM, "updated"):
        if not spelling.is_rfc_3339(text(one)):
            yield f"updated {text(one)!r} is no date"


def _of_both(of: Element, allowed: set[str]) -> Iterator[str]:
    for one in children(of):
        if one.localName not in allowed:
            yield f"{of.localName} may hold no {one.localName}"
        elif one.localName != "item" and children(one) and one.localName not in ("image",):
            yield f"{one.localName} holds elements"
    for name in ("pubDate", "lastBuildDate"):
        for one in children(of, None, name):
            if not spelling.is_rfc_822(text(one)):
                yield f"{name} {text(one)!r} is no date"
    for one in children(of, None, "link"):
        if not spelling.is_url(text(one)):
            yield f"link to {text(one)!r}"


def _of_enclosure(enclosure: Element) -> Iterator[str]:
    if not spelling.is_url(enclosure.getAttribute("url")):
        yield f"enclosure at {enclosure.getAttribute('url')!r}"
    if not enclosure.getAttribute("length").isdecimal():
        yield f"enclosure is {enclosure.getAttribute('length')!r} long"
    if not spelling.is_media_type(enclosure.getAttribute("type")):
        yield f"enclosure is of type {enclosure.getAttribute('type')!r}"
