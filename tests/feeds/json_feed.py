"""The written rules of JSON Feed 1.1: what must be there, and what everything has to be."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.feeds import spelling
from tests.feeds.spelling import twice

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"

Rule = Callable[[Any], bool]


def _is_text(said: object) -> bool:
    return isinstance(said, str)


def _is_whole(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and said >= 0


def _are_texts(said: object) -> bool:
    return isinstance(said, list) and all(isinstance(one, str) for one in said)


def _are_objects(said: object) -> bool:
    return isinstance(said, list) and all(isinstance(one, dict) for one in said)


FEED: Mapping[str, Rule] = {
    "version": lambda said: said == VERSION,
    "title": _is_text,
    "items": _are_objects,
    "home_page_url": spelling.is_url,
    "feed_url": spelling.is_url,
    "description": _is_text,
    "user_comment": _is_text,
    "next_url": spelling.is_url,
    "icon": spelling.is_url,
    "favicon": spelling.is_url,
    "authors": _are_objects,
    "language": spelling.is_language,
    "expired": lambda said: isinstance(said, bool),
    "hubs": _are_objects,
}
ITEM: Mapping[str, Rule] = {
    "id": lambda said: isinstance(said, str) and bool(said),
    "url": spelling.is_url,
    "external_url": spelling.is_url,
    "title": _is_text,
    "content_html": _is_text,
    "content_text": _is_text,
    "summary": _is_text,
    "image": spelling.is_url,
    "banner_image": spelling.is_url,
    "date_published": spelling.is_rfc_3339,
    "date_modified": spelling.is_rfc_3339,
    "authors": _are_objects,
    "tags": _are_texts,
    "language": spelling.is_language,
    "attachments": _are_objects,
}
ATTACHMENT: Mapping[str, Rule] = {
    "url": spelling.is_url,
    "mime_type": spelling.is_media_type,
    "title": _is_text,
    "size_in_bytes": _is_whole,
    "duration_in_seconds": _is_whole,
}
AUTHOR: Mapping[str, Rule] = {"name": _is_text, "url": spelling.is_url, "avatar": spelling.is_url}


def faults(document: bytes) -> list[str]:
    try:
        feed = json.loads(document.decode("utf-8"), object_pairs_hook=_once)
    except ValueError as error:
        return [f"it is no JSON: {error}"]
    if not isinstance(feed, dict):
        return ["it is no object"]
    return list(_of_feed(feed))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _of_feed(feed: dict[str, Any]) -> Iterator[str]:
    yield from _ruled("feed", feed, FEED, "version", "title", "items")
    items = _listed(feed, "items")
    yield from twice("id", [str(one.get("id")) for one in items])
    yield from _of_authors(feed)
    for item in items:
        yield from _ruled("item", item, ITEM, "id")
        if "content_html" not in item and "content_text" not in item:
            yield "item has no content"
        yield from _of_authors(item)
        for one in _listed(item, "attachments"):
            yield from _ruled("attachment", one, ATTACHMENT, "url", "mime_type")


def _of_authors(of: dict[str, Any]) -> Iterator[str]:
    for one in _listed(of, "authors"):
        yield from _ruled("author", one, AUTHOR)
        if not one.keys() & AUTHOR.keys():
            yield "author of whom nothing is said"


def _listed(of: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = of.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _ruled(
    what: str, found: dict[str, Any], rules: Mapping[str, Rule], *required: str
) -> Iterator[str]:
    yield from (f"{what} has no {name}" for name in required if name not in found)
    for name, said in found.items():
        if name.startswith("_"):
            continue
        if name not in rules:
            yield f"{what} may hold no {name}"
        elif not rules[name](said):
            yield f"{name} of {what} is {said!r}"
