"""The door of a company's form: one button; a new link for one that has ended; signing out.

Looking changes nothing. The button opens a session and nothing else, so that a mail scanner that
presses it does no harm.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, pages, reception
from awards.reception import Visitor
from awards.tokens import Purpose


async def enter(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        visitor = await reception.visitor(db, keys, request.path_params["token"])
    return await _door(request, visitor)


async def come_in(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        visitor = await reception.visitor(db, keys, request.path_params["token"])
        if visitor.may_enter:
            edition = visitor.contributor.edition
            cookie = await doors.come_in(request, db, Purpose.CONTRIBUTOR, edition)
    if not visitor.may_enter:
        return await _door(request, visitor)
    return doors.keep(
        request, pages.see_other(request, "nominee:home"), Purpose.CONTRIBUTOR, cookie
    )


async def send_new(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        visitor = await reception.send_new(db, keys, request.path_params["token"])
    return await _page(request, "nominee/link_sent.html", visitor)


async def leave(request: Request) -> Response:
    async with pages.transaction(request) as db:
        await doors.leave(request, db, Purpose.CONTRIBUTOR)
    response = await pages.page(request, "nominee/left.html")
    return doors.forget(request, response, Purpose.CONTRIBUTOR)


async def _door(request: Request, visitor: Visitor) -> Response:
    if visitor.may_enter:
        return await _page(request, "nominee/enter.html", visitor)
    return await _page(request, "nominee/link_ended.html", visitor, status=410)


async def _page(request: Request, template: str, visitor: Visitor, status: int = 200) -> Response:
    around = await pages.site(request)
    return await pages.page(
        request,
        template,
        status=status,
        own=visitor.contributor.language,
        edition=around.of_year(visitor.contributor.year),
        token=request.path_params["token"],
    )


routes: list[BaseRoute] = [
    Route("/enter/{token}", enter, name="enter"),
    Route("/enter/{token}", come_in, methods=["POST"], name="come_in"),
    Route("/enter/{token}/new", send_new, methods=["POST"], name="enter_new"),
    Route("/leave", leave, methods=["POST"], name="leave"),
]
