"""What a public page says of itself to programs: its address, its languages, how it is shared."""

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from awards import pages, words
from awards.award import Award
from awards.news import Item
from awards.routes import readers
from awards.site import Site
from awards.stages import Action
from awards.years import Year

Switch = Sequence[tuple[str, str, str]]  # (language, path, name of the language)

LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
LONGEST = 300  # letters of a description
FEEDS = {
    "application/rss+xml": "public:feed_rss",
    "application/atom+xml": "public:feed_atom",
    "application/feed+json": "public:feed_json",
}
# What would end the block it stands in, or a line of a script.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Shared:
    """The picture that is shown where a page is shared."""

    url: str
    media_type: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Head:
    canonical: str
    alternates: Sequence[tuple[str, str]]  # (hreflang, address) of a page in several languages
    feeds: Sequence[tuple[str, str]]  # (media type, path)
    locale: str
    others: Sequence[str]  # locales it is to be had in, too
    title: str = ""  # the page's own, when empty
    description: str = ""
    image: Shared | None = None
    published: datetime | None = None  # of an article
    updated: datetime | None = None
    article: Markup | None = None  # what schema.org calls a NewsArticle, as JSON


def page(
    request: Request, site: Site, switch: Switch, description: str = "", number: int = 1
) -> Head:
    """Of a page that is to be had in these languages, the first of them first.

    ``number`` says which page of a list it is: the later ones stand for themselves alone.
    """
    spoken = pages.language(request)
    addresses = {code: readers.absolute(request, path) for code, path, _ in switch}
    here = addresses.get(spoken) or readers.absolute(request, request.url.path)
    alternates = [*addresses.items(), ("x-default", next(iter(addresses.values()), ""))]
    return Head(
        canonical=here if number == 1 else f"{here}?page={number}",
        alternates=alternates if len(addresses) > 1 and number == 1 else [],
        feeds=_feeds(request, site, spoken),
        locale=LOCALES.get(spoken, spoken),
        others=[LOCALES.get(code, code) for code in addresses if code != spoken],
        description=textwrap.shorten(description, LONGEST, placeholder=" …"),
    )


def home(request: Request, site: Site) -> Head:
    """Of the award's own page; what is being set up is not said yet."""
    edition, spoken = site.current, pages.language(request)
    shown = edition is not None and edition.allows(Action.SHOW_TO_PUBLIC)
    said = edition.introduction if edition and shown else {}
    first = edition.first_language if edition else spoken
    description = words.choose(said, spoken, first)[0]
    return page(request, site, pages.switch(request, site), description)


def item(request: Request, site: Site, found: Item, switch: Switch) -> Head:
    spoken, first = pages.language(request), found.first_language
    head = replace(
        page(request, site, switch, words.choose(found.lead, spoken, first)[0]),
        title=words.choose(found.headline, spoken, first)[0],
        image=_image(request, found, spoken),
        published=found.published_at,
        updated=found.updated_at,
    )
    article = _article(request, site.award, found, head) if site.award else None
    return replace(head, article=article)


def year(request: Request, site: Site, found: Year, switch: Switch, told: Item | None) -> Head:
    """Of the page of a year; once that is announced it is the winner's, with the news of it."""
    spoken, edition = pages.language(request), found.edition
    decided = [one.decision for one in found.contests if one.decision]
    said = decided[0].reason if decided else edition.introduction
    head = page(request, site, switch, words.choose(said, spoken, edition.first_language)[0])
    if not decided:
        return head
    image = _image(request, told, spoken) if told else None
    return replace(head, image=image, published=found.announced_at)


def _feeds(request: Request, site: Site, spoken: str) -> list[tuple[str, str]]:
    if site.award is None:
        return []
    return [(kind, pages.url(request, name, language=spoken)) for kind, name in FEEDS.items()]


def _image(request: Request, found: Item, spoken: str) -> Shared | None:
    image = found.image
    if image is None:
        return None
    return Shared(
        url=readers.absolute(request, readers.picture(found.year, image)),
        media_type=image.media_type,
        width=image.width,
        height=image.height,
        alt=words.choose(found.alt or {}, spoken, found.first_language)[0],
    )


def _article(request: Request, award: Award, found: Item, head: Head) -> Markup:
    """In the words of schema.org, escaped so that nothing in it can end the block it stands in."""
    spoken = pages.language(request)
    home = readers.absolute(request, pages.url(request, "public:home", language=spoken))
    name = words.choose(award.organisation, spoken, award.first_language)[0]
    organisation = {"@type": "Organization", "name": name, "url": home}
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": head.canonical,
        "url": head.canonical,
        "headline": head.title,
        **({"description": head.description} if head.description else {}),
        "inLanguage": words.choose(found.headline, spoken, found.first_language)[1],
        "datePublished": found.published_at.isoformat(),
        "dateModified": found.updated_at.isoformat(),
        **({"image": _as_object(head.image)} if head.image else {}),
        "author": organisation,
        "publisher": organisation,
    }
    return Markup(json.dumps(article, ensure_ascii=False).translate(ESCAPED))


def _as_object(image: Shared) -> dict[str, Any]:
    return {
        "@type": "ImageObject",
        "url": image.url,
        "width": image.width,
        "height": image.height,
        "caption": image.alt,
    }
