"""Before the jury room: a card for whoever holds a link of ours, in the language of its juror."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import pages
from awards.entrance import Guest


async def page(
    request: Request, guest: Guest, template: str, *, status: int = 200, **facts: Any
) -> Response:
    around = await pages.site(request)
    return await pages.page(
        request,
        template,
        status=status,
        own=guest.recipient.language,
        edition=around.of_year(guest.year),
        name=guest.recipient.name,
        token=request.path_params["token"],
        **facts,
    )


async def ended(request: Request, guest: Guest) -> Response:
    return await page(request, guest, "jury/link_ended.html", status=410, typed="", errors={})
