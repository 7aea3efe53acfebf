"""The room around every page of a company's own form: its menu, the year, who is signed in."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import pages
from awards.contributors import Contributor
from awards.errors import N_

PLACES = (
    (N_("Overview"), "nominee:home"),
    (N_("The form"), "nominee:form"),
    (N_("For the press"), "nominee:press"),
    (N_("Who works on it"), "nominee:people"),
)


async def page(
    request: Request, contributor: Contributor, template: str, *, status: int = 200, **facts: Any
) -> Response:
    """A page for somebody who works on a company's form; who waits has no menu."""
    spoken = pages.language(request, contributor.language)
    around = await pages.site(request)
    return await pages.page(
        request,
        template,
        status=status,
        own=contributor.language,
        contributor=contributor,
        edition=around.of_year(contributor.year),
        menu=pages.menu(request, spoken, PLACES) if contributor.inside else [],
        home=pages.url(request, "nominee:home"),
        leave=pages.url(request, "nominee:leave"),
        **facts,
    )


async def waiting(request: Request, contributor: Contributor) -> Response:
    """What somebody sees who is not let in, whatever page of the form they ask for."""
    return await page(request, contributor, "nominee/waiting.html")
