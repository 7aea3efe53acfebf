"""What readers get under an address, made once for each version of the site."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import pages
from awards.announcements import KINDS
from awards.database import Connection
from awards.editions import Edition
from awards.errors import NotFound
from awards.news import Image, Item
from awards.routes import lobby
from awards.site import Site
from awards.stages import Action

Facts = Callable[[Connection, Site], Awaitable[dict[str, Any]]]

HTML = "text/html"


async def page(request: Request, template: str, facts: Facts, part: str = "") -> Response:
    """A public page; nothing is asked of the database while the site's version stands.

    ``part`` names which of several pages under one address it is.
    """

    async def make(site: Site) -> bytes:
        async with pages.transaction(request) as db:
            found = await facts(db, site)
        around = {**lobby.frame(request, site), "kinds": KINDS}
        spoken = pages.language(request)
        return (await pages.text_of(request, template, spoken, **{**around, **found})).encode()

    return await kept(request, HTML, make, part)


async def kept(
    request: Request, media_type: str, make: Callable[[Site], Awaitable[bytes]], part: str = ""
) -> Response:
    page = await request.app.state.watch.page(f"{request.scope['path']} {part}", make)
    return pages.kept(request, page, media_type)


def absolute(request: Request, path: str) -> str:
    """An address as people outside use it: never made from what the request calls us."""
    return pages.settings(request).base_url + path


def item(request: Request, found: Item, spoken: str) -> str:
    """Where an item stands in a language."""
    slug = found.slug(spoken)
    return pages.url(request, "public:item", language=spoken, year=found.year, slug=slug)


def picture(year: int, image: Image) -> str:
    return f"/{year}/pictures/{image.key}"


def written(record: dict[str, Any]) -> bytes:
    """What programs read, for people to read too."""
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def language(request: Request, site: Site) -> str:
    """The language of the address, if the award speaks it."""
    return lobby.require_spoken(request, site.award.languages if site.award else ())


def edition(request: Request, site: Site) -> Edition:
    """The edition of the year in the address, if readers may see it and it speaks the language."""
    found = site.of_year(request.path_params["year"])
    if found is None or not found.allows(Action.SHOW_TO_PUBLIC):
        raise NotFound
    lobby.require_spoken(request, found.languages)
    return found


def shown(site: Site, spoken: str) -> list[int]:
    """The years that have a page in this language, the newest first."""
    return [one.year for one in site.editions if lobby.shown(one, spoken)]


def ways_on(request: Request, page: int, shown: int, total: int, size: int) -> dict[str, Any]:
    """To the pages before and after this one of a list. Behind the last there is none."""
    if page > 1 and not shown:
        raise NotFound
    here = request.url.path
    before = {1: "", 2: here}.get(page, f"{here}?page={page - 1}")
    return {
        "page": page,
        "previous": before,
        "next": f"{here}?page={page + 1}" if page * size < total else "",
    }


def nominates(site: Site, year: int, spoken: str) -> bool:
    """Whether readers can nominate for this year now, in this language."""
    current = site.current
    return current is not None and current.year == year and lobby.nominates(current, spoken)


def shows_winners(site: Site, year: int) -> bool:
    found = site.of_year(year)
    return found is not None and found.allows(Action.SEE_WINNERS)


def switch(request: Request, languages: Sequence[str]) -> list[tuple[str, str, str]]:
    """The same page in each of these languages: (code, address, name of the language)."""
    return [
        (code, f"/{code}{request.url.path[3:]}", pages.NAMES.get(code, code)) for code in languages
    ]
