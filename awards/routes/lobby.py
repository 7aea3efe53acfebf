"""What stands around every public page: its menu, its foot, the languages it can be had in."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import pages, rendering
from awards.editions import Edition
from awards.errors import N_, NotFound
from awards.site import Site
from awards.stages import Action

Links = list[tuple[str, str]]


def offered(around: Site) -> Sequence[str]:
    """The languages the award speaks; a year may be had in fewer."""
    return around.award.languages if around.award else rendering.LANGUAGES


def require_spoken(request: Request, languages: Sequence[str]) -> str:
    """The language of the address; others than those offered have no pages."""
    spoken = pages.language(request)
    if spoken not in languages:
        raise NotFound
    return spoken


async def current(request: Request) -> Edition:
    """The edition that the public's pages are about, in a language it is offered in."""
    around = await pages.site(request)
    if around.current is None:
        raise NotFound
    require_spoken(request, around.current.languages)
    return around.current


async def page(request: Request, template: str, *, status: int = 200, **facts: Any) -> Response:
    """A page about an edition for one person, kept by nobody."""
    around = await pages.site(request)
    about: Edition | None = facts.get("edition", around.current)
    languages = about.languages if about else offered(around)
    switch = [one for one in pages.switch(request, around) if one[0] in languages]
    frames = {**frame(request, around), "switch": switch}
    return await pages.page(request, template, status=status, **frames, **facts)


def frame(request: Request, around: Site) -> dict[str, Any]:
    spoken = pages.language(request)
    return {
        "home": pages.url(request, "public:home", language=spoken),
        "menu": _menu(request, around, spoken),
        "foot": _foot(request, around, spoken),
    }


def nominates(edition: Edition, spoken: str) -> bool:
    """Whether the public can nominate in this language."""
    return edition.allows(Action.NOMINATE) and spoken in edition.languages


def shown(edition: Edition, spoken: str) -> bool:
    """Whether its year has a page in this language."""
    return edition.allows(Action.SHOW_TO_PUBLIC) and spoken in edition.languages


def past(around: Site) -> list[int]:
    """The years whose winners readers may see, the newest first."""
    told = [one.year for one in around.editions if one.allows(Action.SEE_WINNERS)]
    return sorted({*told, *around.past_years}, reverse=True)


def _menu(request: Request, around: Site, spoken: str) -> pages.Menu:
    if around.award is None:
        return []
    places: Links = []
    if around.current and nominates(around.current, spoken):
        places.append((N_("Nominate"), pages.url(request, "public:nominate", language=spoken)))
    if years := past(around):
        places.append((N_("Winners"), _winners(request, around, years, spoken)))
    places.append((N_("News"), pages.url(request, "public:news", language=spoken)))
    here = request.url.path
    return [
        (rendering.translate(spoken, label), href, None, here == href) for label, href in places
    ]


def _winners(request: Request, around: Site, years: Sequence[int], spoken: str) -> str:
    """The page of the only year there is, else all of them."""
    only = around.of_year(years[0])
    if len(years) == 1 and only and shown(only, spoken):
        return pages.url(request, "public:year", language=spoken, year=only.year)
    return pages.url(request, "public:archive", language=spoken)


def _foot(request: Request, around: Site, spoken: str) -> Links:
    if around.award is None:
        return []
    places: Links = []
    if around.current and shown(around.current, spoken):
        year = pages.url(request, "public:year", language=spoken, year=around.current.year)
        places.append((N_("Criteria and rules"), year))
    places.append((N_("Privacy"), pages.url(request, "public:privacy", language=spoken)))
    places.append((N_("Follow the news"), pages.url(request, "public:news", language=spoken)))
    return [(rendering.translate(spoken, label), href) for label, href in places]
