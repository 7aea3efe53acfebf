"""The door of the jury room: a name and one button; a new link for one that has ended; signing out.

Looking changes nothing. The button opens a session and nothing else, so that a mail scanner that
presses it does no harm.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, entrance, pages
from awards.entrance import Guest
from awards.tokens import Purpose


async def enter(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        guest = await entrance.guest(db, keys, request.path_params["token"])
    return await _door(request, guest)


async def come_in(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        guest = await entrance.guest(db, keys, request.path_params["token"])
        if guest.may_enter:
            cookie = await doors.come_in(request, db, Purpose.JUROR, guest.edition)
    if not guest.may_enter:
        return await _door(request, guest)
    return doors.keep(request, pages.see_other(request, "jury:home"), Purpose.JUROR, cookie)


async def send_new(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        guest = await entrance.send_new(db, keys, request.path_params["token"])
    return await _page(request, "jury/link_sent.html", guest)


async def leave(request: Request) -> Response:
    async with pages.transaction(request) as db:
        await doors.leave(request, db, Purpose.JUROR)
    response = await pages.page(request, "jury/left.html")
    return doors.forget(request, response, Purpose.JUROR)


async def _door(request: Request, guest: Guest) -> Response:
    if guest.may_enter:
        return await _page(request, "jury/enter.html", guest)
    return await _page(request, "jury/link_ended.html", guest, status=410)


async def _page(request: Request, template: str, guest: Guest, status: int = 200) -> Response:
    around = await pages.site(request)
    return await pages.page(
        request,
        template,
        status=status,
        own=guest.recipient.language,
        edition=around.of_year(guest.year),
        name=guest.recipient.name,
        token=request.path_params["token"],
    )


routes: list[BaseRoute] = [
    Route("/enter/{token}", enter, name="enter"),
    Route("/enter/{token}", come_in, methods=["POST"], name="come_in"),
    Route("/enter/{token}/new", send_new, methods=["POST"], name="enter_new"),
    Route("/leave", leave, methods=["POST"], name="leave"),
]
