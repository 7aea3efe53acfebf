"""How staff come in and leave: an address is asked for, a letter brings a link.

The answer is the same whether the address is on the staff or not. Looking at a link changes
nothing; its button opens the session. A link that has ended offers a new one to the same address.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, forms, links, pages, staff, words
from awards.database import Connection
from awards.errors import N_
from awards.forms import Address
from awards.links import Link
from awards.tokens import Purpose


class Asked(forms.Form):
    address: Address


async def _page(request: Request, template: str, *, status: int = 200, **facts: Any) -> Response:
    """A page at the door: it belongs to no year, and says nothing of one that is a draft."""
    return await pages.page(request, template, status=status, edition=None, **facts)


async def sign_in(request: Request) -> Response:
    return await _page(request, "staff/sign_in.html", values={}, errors={})


async def ask(request: Request) -> Response:
    typed = await pages.form(request, {"address": N_("E-mail address")})
    asked, errors = forms.read(Asked, typed)
    if asked is None:
        said = forms.said(errors, pages.language(request))
        return await _page(
            request, "staff/sign_in.html", status=422, values=dict(typed), errors=said
        )
    async with pages.transaction(request) as db:
        await staff.ask_for_link(db, words.canonical_mailbox(asked.address))
    return pages.see_other(request, "staff:link_sent")


async def link_sent(request: Request) -> Response:
    return await _page(request, "staff/link_sent.html")


async def _known(request: Request, db: Connection) -> Link:
    """The link in the address, whether it still holds or not."""
    keys = pages.settings(request).secret_keys
    return await links.known(db, keys, Purpose.STAFF, request.path_params["token"])


async def _ended(request: Request) -> Response:
    return await _page(
        request, "staff/link_ended.html", status=410, token=request.path_params["token"]
    )


async def door(request: Request) -> Response:
    async with pages.transaction(request) as db:
        link = await _known(request, db)
        person = await staff.guest(db, link)
    if person is None:
        return await _ended(request)
    return await _page(request, "staff/enter.html", own=person.language, person=person)


async def enter(request: Request) -> Response:
    async with pages.transaction(request) as db:
        link = await _known(request, db)
        person = await staff.guest(db, link)
        if person is not None:
            cookie = await doors.come_in(request, db, Purpose.STAFF, None)
            await staff.came_in(db, link)
    if person is None:
        return await _ended(request)
    return doors.keep(request, pages.see_other(request, "staff:home"), Purpose.STAFF, cookie)


async def new_link(request: Request) -> Response:
    """A new link goes to the address we have, whoever holds the old one."""
    async with pages.transaction(request) as db:
        await staff.send_new(db, await _known(request, db))
    return pages.see_other(request, "staff:link_sent")


async def leave(request: Request) -> Response:
    async with pages.transaction(request) as db:
        if link := await doors.leave(request, db, Purpose.STAFF):
            await staff.signed_out(db, link)
    return doors.forget(request, pages.see_other(request, "staff:sign_in"), Purpose.STAFF)


routes: list[BaseRoute] = [
    Route("/sign-in", sign_in, name="sign_in"),
    Route("/sign-in", ask, methods=["POST"], name="ask"),
    Route("/sign-in/sent", link_sent, name="link_sent"),
    Route("/enter/{token}", door, name="enter"),
    Route("/enter/{token}", enter, methods=["POST"], name="open"),
    Route("/enter/{token}/new", new_link, methods=["POST"], name="new_link"),
    Route("/leave", leave, methods=["POST"], name="leave"),
]
