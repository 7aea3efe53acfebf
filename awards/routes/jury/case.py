"""A case by itself, to read in peace or to print, and the company's logo on it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import cases, doors, pages
from awards.materials import Case
from awards.routes.jury import room


async def show(request: Request) -> Response:
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        opened = await cases.opened(db, juror.id, nominee, pages.number(request.query_params))
    facts = shown(request, opened.case, "jury:case")
    return await room.page(request, juror, "jury/reading.html", apart=True, **facts)


async def logo(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await cases.opened_logo(db, juror.id, request.path_params["nominee"])
    return Response(found.content, media_type=found.media_type)


def shown(request: Request, case: Case, page: str) -> dict[str, Any]:
    """What a page needs to show a juror a case; ``page`` is the name of its address."""
    return {
        "case": case,
        "logo": pages.url(request, "jury:logo", nominee=case.nominee) if case.logo else "",
        "here": f"{pages.url(request, page, nominee=case.nominee)}?page=",
    }


routes: list[BaseRoute] = [
    Route("/nominees/{nominee:ident}/case", show, name="case"),
    Route("/nominees/{nominee:ident}/logo", logo, name="logo"),
]
