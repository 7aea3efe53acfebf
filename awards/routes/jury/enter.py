"""The door of the jury room: a name and one button; a link sent to who asks for it; signing out.

Looking changes nothing. The button opens a session and nothing else, so that a mail scanner that
presses it does no harm. Whoever asks for a link gets the same answer, on the panel or not.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, entrance, forms, pages, words
from awards.entrance import Guest
from awards.errors import N_
from awards.forms import Address
from awards.routes.jury import door
from awards.tokens import Purpose


class Asked(forms.Form):
    address: Address


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


async def ask_link(request: Request) -> Response:
    return await _asking(request)


async def send_link(request: Request) -> Response:
    typed = await pages.form(request, {"address": N_("Your e-mail address")})
    asked, errors = forms.read(Asked, typed)
    if asked is None:
        return await _asking(request, typed["address"], errors)
    async with pages.transaction(request) as db:
        await entrance.ask(db, words.canonical_mailbox(asked.address))
    return pages.see_other(request, "jury:link_sent")


async def link_sent(request: Request) -> Response:
    return await pages.page(request, "jury/link_sent.html", edition=None)


async def trial(request: Request) -> Response:
    """Where the link of a test letter leads: it lets nobody in, whoever it was passed on to."""
    async with pages.transaction(request) as db:
        await doors.look(request, db, Purpose.TRIAL)
    return await pages.page(request, "jury/trial.html", edition=None)


async def leave(request: Request) -> Response:
    async with pages.transaction(request) as db:
        await doors.leave(request, db, Purpose.JUROR)
    response = await pages.page(request, "jury/left.html")
    return doors.forget(request, response, Purpose.JUROR)


async def _door(request: Request, guest: Guest) -> Response:
    if not guest.may_enter:
        return await door.ended(request, guest)
    return await door.page(request, guest, "jury/enter.html")


async def _asking(
    request: Request, typed: str = "", errors: forms.Errors | None = None
) -> Response:
    """A page that belongs to no year: nobody knows yet who asks."""
    return await pages.page(
        request,
        "jury/ask_link.html",
        status=422 if errors else 200,
        edition=None,
        typed=typed,
        errors=forms.said(errors or {}, pages.language(request)),
    )


routes: list[BaseRoute] = [
    Route("/enter/{token}", enter, name="enter"),
    Route("/enter/{token}", come_in, methods=["POST"], name="come_in"),
    Route("/link", ask_link, name="ask_link"),
    Route("/link", send_link, methods=["POST"], name="send_link"),
    Route("/link/sent", link_sent, name="link_sent"),
    Route("/trial/{token}", trial, name="trial"),
    Route("/leave", leave, methods=["POST"], name="leave"),
]
