"""Following: an address is left here, confirmed and forgotten, by letter and by mail program.

Whoever leaves an address reads the same, whatever we know of it. What is behind a link in a letter
needs no session: the link itself says whose address it is.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import followers, forms, pages, rendering
from awards.errors import N_, NotFound
from awards.followers import Follower
from awards.forms import Address, Error, Errors, Form, Typed
from awards.routes import lobby, proposing

LABELS = {"address": N_("E-mail")}
NO_TICK = N_("Tick the box, so that we know that a person pressed the button.")


class Left(Form):
    address: Address


async def show(request: Request) -> Response:
    return await _form(request, Typed([]), {})


async def ask(request: Request) -> Response:
    """The form stands in pages that are kept, so it has no key: once more does no harm."""
    typed = await pages.form(request, LABELS)
    spoken = await _spoken(request)
    checked, errors = forms.read(Left, typed)
    if checked is None:
        return await _form(request, typed, errors)
    if not typed[proposing.UNSEEN]:
        async with pages.transaction(request) as db:
            await followers.ask(db, checked.address, spoken)
    return pages.see_other(request, "public:follow_asked", language=spoken)


async def asked(request: Request) -> Response:
    await _spoken(request)
    return await lobby.page(request, "public/follow_asked.html", edition=None)


async def door(request: Request) -> Response:
    """Where the letters lead: confirming, or stopping. Changes nothing."""
    return await _door(request, "public/follow_confirm.html", await _behind(request))


async def confirm(request: Request) -> Response:
    """A mail scanner presses buttons, but ticks nothing: the address is confirmed by a person."""
    typed = await pages.form(request)
    lobby.require_spoken(request, rendering.LANGUAGES)
    if not typed["mine"]:
        found, error = await _behind(request), forms.wrong("mine", NO_TICK)
        return await _door(request, "public/follow_confirm.html", found, error)
    keys, token = pages.settings(request).secret_keys, request.path_params["token"]
    async with pages.transaction(request) as db:
        confirmed = await followers.confirm(db, keys, token)
    if not confirmed:
        return await _door(request, "", None)
    return pages.see_other(
        request, "public:follow_door", language=pages.language(request), token=token
    )


async def show_stop(request: Request) -> Response:
    return await _door(request, "public/follow_stop.html", await _behind(request))


async def stop(request: Request) -> Response:
    """One click, of a person here or of their mail program, by RFC 8058; its body says nothing
    that the address does not."""
    lobby.require_spoken(request, rendering.LANGUAGES)
    keys, token = pages.settings(request).secret_keys, request.path_params["token"]
    async with pages.transaction(request) as db:
        stopped = await followers.stop(db, keys, token)
    if not stopped:
        return await _door(request, "", None)
    return await pages.page(request, "public/follow_stopped.html", edition=None)


async def _behind(request: Request) -> Follower | None:
    """Whose link it is, in any language we have: the award may have spoken it last year."""
    lobby.require_spoken(request, rendering.LANGUAGES)
    keys, token = pages.settings(request).secret_keys, request.path_params["token"]
    async with pages.transaction(request) as db:
        return await followers.behind(db, keys, token)


async def _door(
    request: Request, template: str, found: Follower | None, errors: Errors | None = None
) -> Response:
    """The page about a follower, or that they are forgotten."""
    if found is None:
        return await pages.page(request, "public/follow_gone.html", status=410, edition=None)
    said = forms.said(errors or {}, pages.language(request))
    status = 422 if errors and not found.confirmed_at else 200
    return await pages.page(
        request,
        template,
        status=status,
        edition=None,
        follower=found,
        errors=said,
        token=request.path_params["token"],
    )


async def _form(request: Request, typed: Typed, errors: dict[str, Error]) -> Response:
    spoken = await _spoken(request)
    current = (await pages.site(request)).current
    return await lobby.page(
        request,
        "public/follow.html",
        status=422 if errors else 200,
        edition=None,
        nominates=current is not None and lobby.nominates(current, spoken),
        typed=typed,
        errors=forms.said(errors, spoken),
    )


async def _spoken(request: Request) -> str:
    around = await pages.site(request)
    if around.award is None:
        raise NotFound
    return lobby.require_spoken(request, lobby.offered(around))


routes: list[BaseRoute] = [
    Route("/follow", show, name="follow"),
    Route("/follow", ask, methods=["POST"], name="follow"),
    Route("/follow/asked", asked, name="follow_asked"),
    Route("/follow/{token}", door, name="follow_door"),
    Route("/follow/{token}", confirm, methods=["POST"], name="follow_door"),
    Route("/unfollow/{token}", show_stop, name="unfollow"),
    Route("/unfollow/{token}", stop, methods=["POST"], name="unfollow"),
]
