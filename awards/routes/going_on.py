"""Going on with a nomination form that was kept: behind the link in its letter, on any device."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, links, nominations, pages, tokens, unfinished, words
from awards.database import Connection
from awards.editions import Edition
from awards.forms import Typed
from awards.nominations import Late, Sent, Spent
from awards.routes import companies, lobby, nominating, proposing
from awards.routes.nominating import Attempt, Elsewhere, Posted, Shape
from awards.tokens import Purpose
from awards.unfinished import Saved, Unfinished


async def door(request: Request) -> Response:
    """The page that the letter's link leads to. It has one button and changes nothing."""
    await lobby.current(request)
    async with pages.transaction(request) as db:
        edition = await _edition(request, db)
        await doors.look(request, db, Purpose.UNFINISHED)
    return await pages.page(request, "public/go_on.html", edition=edition)


async def come_in(request: Request) -> Response:
    async with pages.transaction(request) as db:
        edition = await _edition(request, db)
        cookie = await doors.come_in(request, db, Purpose.UNFINISHED, edition.id)
    return doors.keep(request, _to_form(request), Purpose.UNFINISHED, cookie)


async def new_link(request: Request) -> Response:
    """The link once more, to the address on file. The answer does not tell whether it was sent."""
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        link = await links.known(db, keys, Purpose.UNFINISHED, request.path_params["token"])
        await unfinished.send_link(db, link.subject)
    return pages.see_other(request, "public:link_sent", language=pages.language(request))


async def show(request: Request) -> Response:
    """The form as it was kept; once nominations have closed, what was written in it."""
    async with pages.transaction(request) as db:
        kept, edition = await _kept(request, db)
        late = await nominations.late(db, edition.id)
        shape = await nominating.shape(db, edition)
    typed = Typed(kept.fields)
    if late is not None:
        return await nominating.late(request, edition, shape, typed, late, kept=True)
    said = Attempt(typed, await companies.look(request, typed))
    key = tokens.form_key(pages.settings(request).secret_keys, kept.saved_at, kept.form_key)
    saved = request.query_params.get("done") == "saved"
    return await nominating.page(
        request,
        shape,
        said,
        edition,
        key=key,
        version=kept.version,
        kept=kept,
        opened=not saved,
        cleared=saved,
    )


async def go_on(request: Request) -> Response:
    typed = await proposing.typed(request)
    look = await companies.look(request, typed)
    async with pages.transaction(request) as db:
        kept, edition = await _kept(request, db)
        key, begun = tokens.read_form_key(pages.settings(request).secret_keys, typed["form"])
        posted = Posted(typed, look, pages.language(request), key, None)
        said = await nominating.attempt(db, edition, posted)
        if isinstance(said.outcome, Sent):
            await unfinished.end(db, kept.id)
        shape = await nominating.shape(db, edition)
    if isinstance(said.outcome, Sent):
        answer = nominating.to_receipt(request, said.outcome)
        return doors.forget(request, answer, Purpose.UNFINISHED)
    if isinstance(said.outcome, Saved):
        return _out(request, "public:link_sent") if said.outcome.told else _to_saved(request)
    return await _again(request, edition, shape, said, kept, begun)


async def _again(
    request: Request,
    edition: Edition,
    shape: Shape,
    said: Attempt,
    kept: Unfinished,
    begun: datetime,
) -> Response:
    """The form once more; where it was kept from elsewhere, with both texts."""
    if isinstance(said.outcome, Late):
        return await nominating.late(request, edition, shape, said.typed, said.outcome)
    keys = pages.settings(request).secret_keys
    elsewhere = isinstance(said.outcome, Elsewhere)
    spent = isinstance(said.outcome, Spent)
    key = tokens.form_key(keys, begun) if spent else said.typed["form"]
    version = kept.version if elsewhere else words.whole(said.typed["version"]) or 0
    return await nominating.page(request, shape, said, edition, key=key, version=version, kept=kept)


async def throw_away(request: Request) -> Response:
    async with pages.transaction(request) as db:
        kept, _ = await _kept(request, db)
        await unfinished.throw_away(db, kept.id)
    return _out(request, "public:thrown_away")


async def thrown_away(request: Request) -> Response:
    await lobby.current(request)
    return await lobby.page(request, "public/thrown_away.html")


async def _edition(request: Request, db: Connection) -> Edition:
    """The year of the form behind the link in the address."""
    keys = pages.settings(request).secret_keys
    link = await links.known(db, keys, Purpose.UNFINISHED, request.path_params["token"])
    kept = await unfinished.behind(db, link.subject)
    return await editions.edition(db, kept.edition)


async def _kept(request: Request, db: Connection) -> tuple[Unfinished, Edition]:
    kept = await doors.unfinished_form(request, db)
    edition = await editions.edition(db, kept.edition)
    lobby.require_spoken(request, edition.languages)
    return kept, edition


def _out(request: Request, name: str) -> Response:
    """The session has nothing more to go on with here."""
    response = pages.see_other(request, name, language=pages.language(request))
    return doors.forget(request, response, Purpose.UNFINISHED)


def _to_form(request: Request) -> Response:
    return pages.see_other(request, "public:go_on", language=pages.language(request))


def _to_saved(request: Request) -> Response:
    """The form as it was just kept: the browser need remember nothing of it."""
    here = pages.url(request, "public:go_on", language=pages.language(request))
    return RedirectResponse(f"{here}?done=saved", 303)


routes: list[BaseRoute] = [
    Route("/nominate/open/{token}", door, name="unfinished"),
    Route("/nominate/open/{token}", come_in, methods=["POST"], name="unfinished"),
    Route("/nominate/open/{token}/new", new_link, methods=["POST"], name="unfinished_new"),
    Route("/nominate/continue", show, name="go_on"),
    Route("/nominate/continue", go_on, methods=["POST"], name="go_on"),
    Route("/nominate/continue/throw-away", throw_away, methods=["POST"], name="throw_away"),
    Route("/nominate/thrown-away", thrown_away, name="thrown_away"),
]
