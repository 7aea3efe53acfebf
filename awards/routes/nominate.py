"""Nominating: the public form, and what the browser that sent it is told."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, nominations, pages, stages, tokens
from awards.database import Connection
from awards.editions import Category, Edition, Question
from awards.forms import Errors, Typed
from awards.nominations import Late, Sent, Spent
from awards.proposals import Proposal
from awards.routes import lobby, proposing
from awards.site import Site
from awards.stages import Action, Stage
from awards.tokens import Purpose

FORM_KEY = "the-key-of-this-form"  # stands in the page that is kept, until somebody gets it
RECEIPT_LASTS = 3600  # seconds


@dataclass(frozen=True)
class Shape:
    """What the form of an edition asks, and until when."""

    categories: list[Category]
    questions: list[Question]
    deadline: datetime | None


async def _shape(db: Connection, edition: Edition) -> Shape:
    planned = await editions.timetable(db, edition.id)
    deadline = planned.get(Stage.SCREENING)
    return Shape(
        await editions.categories(db, edition.id),
        await editions.questions(db, edition.id),
        deadline.due if deadline else None,
    )


async def show(request: Request) -> Response:
    """The form: the same for all but for its key."""
    edition = await lobby.current(request)
    if not edition.allows(Action.NOMINATE):
        return await _shut(request, edition)

    async def make(site: Site) -> bytes:
        async with pages.transaction(request) as db:
            shape = await _shape(db, site.current or edition)
        return bytes((await _form(request, shape, Typed([]), {}, key=FORM_KEY)).body)

    kept = await request.app.state.watch.page(f"nominate {pages.language(request)}", make)
    body = kept.body.replace(FORM_KEY.encode(), _new_key(request).encode())
    return Response(body, media_type="text/html")


async def send(request: Request) -> Response:
    typed = await proposing.typed(request)
    edition = await lobby.current(request)
    key, _ = tokens.read_form_key(pages.settings(request).secret_keys, typed["form"])
    async with pages.transaction(request) as db:
        questions = await editions.questions(db, edition.id)
        proposal, errors = proposing.read(typed, questions, pages.language(request))
        outcome = await _outcome(db, edition, proposal, key)
        shape = await _shape(db, edition) if not isinstance(outcome, Sent) else None
    if isinstance(outcome, Sent):
        return _to_receipt(request, outcome)
    assert shape is not None
    if isinstance(outcome, Late):
        return await _late(request, edition, shape, typed, outcome)
    return await _form(request, shape, typed, errors, status=422 if errors else 409)


async def _outcome(
    db: Connection, edition: Edition, proposal: Proposal | None, key: str
) -> Sent | Late | Spent | None:
    """None where nothing was sent: there are errors to mend, and time to mend them."""
    if proposal is None:
        return await nominations.late(db, edition.id)
    return await nominations.send(db, edition.id, proposal, key)


async def received(request: Request) -> Response:
    """What was received, for the browser that sent it; others read that something may have been."""
    edition = await lobby.current(request)
    settings = pages.settings(request)
    cookie = request.cookies.get(doors.cookie_name(settings, Purpose.RECEIPT), "")
    sent = tokens.read_receipt(settings.secret_keys, cookie)
    async with pages.transaction(request) as db:
        planned = (await editions.timetable(db, edition.id)).get(Stage.SCREENING)
        receipt = await nominations.receipt(db, sent) if sent is not None else None
    closes = planned.due + edition.confirmation_window if planned else None
    return await lobby.page(request, "public/received.html", receipt=receipt, closes=closes)


def _to_receipt(request: Request, sent: Sent) -> Response:
    settings = pages.settings(request)
    response = pages.see_other(request, "public:received", language=pages.language(request))
    response.set_cookie(
        doors.cookie_name(settings, Purpose.RECEIPT),
        tokens.sign(settings.secret_keys, Purpose.RECEIPT, str(sent.nomination)),
        max_age=RECEIPT_LASTS,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )
    return response


async def _form(
    request: Request,
    shape: Shape,
    typed: Typed,
    errors: Errors,
    *,
    status: int = 200,
    key: str = "",
) -> Response:
    """The form with whatever was typed. A key that is spent is replaced by a fresh one."""
    spent = status == 409
    return await lobby.page(
        request,
        "public/nominate.html",
        status=status,
        shape=shape,
        typed=typed,
        errors=forms.said(errors, pages.language(request)),
        spent=spent,
        form_key=key or (_new_key(request) if spent else typed["form"]),
    )


async def _late(
    request: Request, edition: Edition, shape: Shape, typed: Typed, late: Late
) -> Response:
    chosen = [one for one in shape.categories if str(one.id) == typed["category"]]
    return await lobby.page(
        request,
        "public/late.html",
        status=409,
        edition=edition,
        late=late,
        shape=shape,
        written=typed,
        category=chosen[0] if chosen else None,
    )


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


def _new_key(request: Request) -> str:
    return tokens.form_key(pages.settings(request).secret_keys, datetime.now(UTC))


routes: list[BaseRoute] = [
    Route("/nominate", show, name="nominate"),
    Route("/nominate", send, methods=["POST"], name="nominate"),
    Route("/nominations/received", received, name="received"),
]
