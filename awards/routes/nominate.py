"""Nominating: the public form, and what the browser that sent it is told."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, pages, receipts, stages, tokens, words
from awards.editions import Edition
from awards.nominations import Late, Sent, Spent
from awards.routes import companies, heads, lobby, nominating, proposing
from awards.routes.nominating import Attempt, Elsewhere, Posted, Shape
from awards.site import Site
from awards.stages import Action, Stage
from awards.tokens import Purpose
from awards.unfinished import Saved

FORM_KEY = "the-key-of-this-form"  # stands in the page that is kept, until somebody gets it


async def show(request: Request) -> Response:
    """The form: the same for all but for its key."""
    edition = await lobby.current(request)
    if not edition.allows(Action.NOMINATE):
        return await _shut(request, edition)

    async def make(site: Site) -> bytes:
        about = site.current or edition
        async with pages.transaction(request) as db:
            shape = await nominating.shape(db, about)
        switch = [one for one in pages.switch(request, site) if one[0] in about.languages]
        head = heads.page(request, site, switch)
        page = await nominating.page(request, shape, Attempt(), about, head, key=FORM_KEY)
        return bytes(page.body)

    kept = await request.app.state.watch.page(f"nominate {pages.language(request)}", make)
    body = kept.body.replace(FORM_KEY.encode(), _new_key(request, datetime.now(UTC)).encode())
    return Response(body, media_type="text/html")


async def send(request: Request) -> Response:
    typed = await proposing.typed(request)
    edition = await lobby.current(request)
    key, begun = tokens.read_form_key(pages.settings(request).secret_keys, typed["form"])
    look = await companies.look(request, typed)
    posted = Posted(typed, look, pages.language(request), key, begun)
    async with pages.transaction(request) as db:
        said = await nominating.attempt(db, edition, posted)
        sent = isinstance(said.outcome, Sent)
        shape = None if sent else await nominating.shape(db, edition)
    if isinstance(said.outcome, Sent):
        return nominating.to_receipt(request, said.outcome)
    assert shape is not None
    if isinstance(said.outcome, Late):
        return await nominating.late(request, edition, shape, typed, said.outcome)
    return await _again(request, edition, shape, said, begun)


async def _again(
    request: Request, edition: Edition, shape: Shape, said: Attempt, begun: datetime
) -> Response:
    """The form once more. A key that is spent makes room for one that is as old."""
    spent = isinstance(said.outcome, Spent | Elsewhere)
    kept = said.outcome.version if isinstance(said.outcome, Saved) else None
    return await nominating.page(
        request,
        shape,
        said,
        edition,
        key=_new_key(request, begun) if spent else said.typed["form"],
        version=0 if spent else kept or words.whole(said.typed["version"]) or 0,
    )


async def received(request: Request) -> Response:
    """What was received, for the browser that sent it; others read that something may have been."""
    edition = await lobby.current(request)
    settings = pages.settings(request)
    cookie = request.cookies.get(doors.cookie_name(settings, Purpose.RECEIPT), "")
    sent = tokens.read_receipt(settings.secret_keys, cookie)
    async with pages.transaction(request) as db:
        planned = (await editions.timetable(db, edition.id)).get(Stage.SCREENING)
        receipt = await receipts.receipt(db, sent) if sent is not None else None
    closes = planned.due + edition.confirmation_window if planned else None
    return await lobby.page(request, "public/received.html", receipt=receipt, closes=closes)


async def _shut(request: Request, edition: Edition) -> Response:
    """Nominations have not opened, or are closed."""

    async def make(site: Site) -> bytes:
        about = site.current or edition
        async with pages.transaction(request) as db:
            planned = await editions.timetable(db, about.id)
        due = {stage: move.due for stage, move in planned.items()}
        ahead = not stages.reached(about.stage, Stage.NOMINATING)
        awaited = not ahead and not stages.reached(about.stage, Stage.ANNOUNCED)
        facts: dict[str, Any] = {
            "opens": due.get(Stage.NOMINATING),
            "closed": due.get(Stage.SCREENING),
            "announced": due.get(Stage.ANNOUNCED) if awaited else None,
            "ahead": ahead,
        }
        return bytes((await lobby.page(request, "public/shut.html", **facts)).body)

    kept = await request.app.state.watch.page(f"shut {pages.language(request)}", make)
    return Response(kept.body, 409, media_type="text/html")


def _new_key(request: Request, begun: datetime) -> str:
    return tokens.form_key(pages.settings(request).secret_keys, begun)


routes: list[BaseRoute] = [
    Route("/nominate", show, name="nominate"),
    Route("/nominate", send, methods=["POST"], name="nominate"),
    Route("/nominations/received", received, name="received"),
]
