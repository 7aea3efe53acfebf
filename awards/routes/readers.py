"""What readers get under an address, made once for each version of the site."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import pages
from awards.announcements import KINDS
from awards.database import Connection
from awards.editions import Edition
from awards.errors import NotFound
from awards.routes import lobby
from awards.site import Site
from awards.stages import Action

Facts = Callable[[Connection, Site], Awaitable[dict[str, Any]]]

HTML = "text/html"


async def page(request: Request, template: str, facts: Facts) -> Response:
    """A public page; nothing is asked of the database while the site's version stands."""

    async def make(site: Site) -> bytes:
        async with pages.transaction(request) as db:
            found = await facts(db, site)
        around = {**lobby.frame(request, site), "kinds": KINDS}
        spoken = pages.language(request)
        return (await pages.text_of(request, template, spoken, **{**around, **found})).encode()

    return await kept(request, HTML, make)


async def kept(
    request: Request, media_type: str, make: Callable[[Site], Awaitable[bytes]]
) -> Response:
    page = await request.app.state.watch.page(request.scope["path"], make)
    return pages.kept(request, page, media_type)


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
