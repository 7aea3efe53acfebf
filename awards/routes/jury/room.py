"""The room around every page of a juror: its menu, the year, who is signed in."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import pages
from awards.errors import N_
from awards.panel import Juror

PLACES = (
    (N_("Overview"), "jury:home"),
    (N_("Rules"), "jury:rules"),
    (N_("Conflicts of interest"), "jury:conflicts"),
    (N_("Devices"), "jury:devices"),
)


async def page(
    request: Request, juror: Juror, template: str, *, status: int = 200, **facts: Any
) -> Response:
    spoken = pages.language(request, juror.language)
    around = await pages.site(request)
    return await pages.page(
        request,
        template,
        status=status,
        own=juror.language,
        juror=juror,
        edition=around.of_year(juror.year),
        menu=pages.menu(request, spoken, PLACES),
        home=pages.url(request, "jury:home"),
        leave=pages.url(request, "jury:leave"),
        **facts,
    )
