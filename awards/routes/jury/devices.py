"""A juror's devices: where they are signed in, and a letter's way to say "this was not me"."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import devices, doors, entrance, forms, pages
from awards.errors import N_
from awards.routes.jury import door, room
from awards.tokens import Purpose

NOT_THIS = N_("This is not the address we have for you. Write the one that the letter came to.")


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await devices.devices(db, juror.id, juror.session)
    return await room.page(request, juror, "jury/devices.html", devices=found)


async def end_others(request: Request) -> Response:
    async with pages.transaction(request) as db:
        await devices.end_others(db, await doors.juror(request, db))
    return pages.see_other(request, "jury:devices")


async def not_me(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        guest = await entrance.guest(db, keys, request.path_params["token"], Purpose.ALARM)
    if not guest.may_enter:
        return await door.ended(request, guest)
    return await door.page(request, guest, "jury/not_me.html", typed="", errors={})


async def disown(request: Request) -> Response:
    """Only with the juror's own address: a mail scanner that presses buttons does not type it."""
    typed = await pages.form(request, {"address": N_("Your e-mail address")})
    keys, token = pages.settings(request).secret_keys, request.path_params["token"]
    async with pages.transaction(request) as db:
        guest = await entrance.guest(db, keys, token, Purpose.ALARM)
        done = guest.may_enter and await entrance.disown(db, keys, token, typed["address"])
    if not guest.may_enter:
        return await door.ended(request, guest)
    if done:
        return await door.page(request, guest, "jury/not_me_done.html")
    spoken = pages.language(request, guest.recipient.language)
    errors = forms.said(forms.wrong("address", NOT_THIS), spoken)
    return await door.page(
        request, guest, "jury/not_me.html", status=422, typed=typed["address"], errors=errors
    )


routes: list[BaseRoute] = [
    Route("/devices", show, name="devices"),
    Route("/devices", end_others, methods=["POST"], name="end_others"),
    Route("/not-me/{token}", not_me, name="not_me"),
    Route("/not-me/{token}", disown, methods=["POST"], name="disown"),
]
