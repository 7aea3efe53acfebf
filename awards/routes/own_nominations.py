"""What nominators do behind the link in their letter: see, confirm, mend and withdraw their own."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import confirming, doors, editions, forms, links, pages, stages
from awards.confirming import Mended, OwnNomination
from awards.database import Connection
from awards.editions import Edition, Question
from awards.forms import Errors, Form, Line, Typed, Whole
from awards.nominations import Nominator
from awards.routes import lobby, proposing
from awards.stages import Action, Stage
from awards.tokens import Purpose


class Mend(Form):
    nominator: Line
    relation: Line
    version: Whole


async def door(request: Request) -> Response:
    """The page that the letter's link leads to. It has one button and changes nothing."""
    await lobby.current(request)
    async with pages.transaction(request) as db:
        link = await doors.look(request, db, Purpose.NOMINATION)
        edition = await editions.edition(db, await confirming.edition_of(db, link.subject))
    return await pages.page(request, "public/open.html", edition=edition)


async def come_in(request: Request) -> Response:
    async with pages.transaction(request) as db:
        link = await doors.look(request, db, Purpose.NOMINATION)
        edition = await confirming.edition_of(db, link.subject)
        cookie = await doors.come_in(request, db, Purpose.NOMINATION, edition)
    return doors.keep(request, _to_mine(request), Purpose.NOMINATION, cookie)


async def new_link(request: Request) -> Response:
    """A new link to the address on file. The answer does not tell whether one was sent."""
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        link = await links.known(db, keys, Purpose.NOMINATION, request.path_params["token"])
        await confirming.send_link(db, link.subject)
    return pages.see_other(request, "public:link_sent", language=pages.language(request))


async def link_sent(request: Request) -> Response:
    await lobby.current(request)
    return await lobby.page(request, "public/link_sent.html")


async def mine(request: Request) -> Response:
    page = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        nominator, edition = await _nominator(request, db)
        own = await confirming.own(db, nominator, page)
        planned = (await editions.timetable(db, edition.id)).get(Stage.SCREENING)
    return await lobby.page(
        request,
        "public/mine.html",
        edition=edition,
        nominator=nominator,
        nominations=own[: confirming.PAGE],
        page=page,
        more=len(own) > confirming.PAGE,
        deadline=planned.due if planned else None,
        may_confirm=edition.allows(Action.CONFIRM_NOMINATION),
        may_mend=edition.allows(Action.MEND_NOMINATION),
    )


async def confirm(request: Request) -> Response:
    async with pages.transaction(request) as db:
        nominator, _ = await _nominator(request, db)
        await confirming.confirm(db, nominator, request.path_params["nomination"])
    return _to_mine(request)


async def show_mend(request: Request) -> Response:
    async with pages.transaction(request) as db:
        nominator, edition = await _nominator(request, db)
        stages.require(edition.stage, Action.MEND_NOMINATION)
        nomination = await confirming.one(db, nominator, request.path_params["nomination"])
        questions = await editions.questions(db, edition.id)
    return await _mend_page(request, edition, nomination, questions, _as_typed(nomination))


async def mend(request: Request) -> Response:
    typed = await proposing.typed(request)
    async with pages.transaction(request) as db:
        nominator, edition = await _nominator(request, db)
        questions = await editions.questions(db, edition.id)
        mended, errors = _read(typed, questions)
        ident = request.path_params["nomination"]
        done = mended is not None and await confirming.mend(db, nominator, ident, mended)
        nomination = await confirming.one(db, nominator, ident)
    if done:
        return _to_mine(request)
    return await _mend_page(request, edition, nomination, questions, typed, errors)


async def show_withdraw(request: Request) -> Response:
    async with pages.transaction(request) as db:
        nominator, edition = await _nominator(request, db)
        stages.require(edition.stage, Action.MEND_NOMINATION)
        nomination = await confirming.one(db, nominator, request.path_params["nomination"])
    return await lobby.page(request, "public/withdraw.html", edition=edition, nomination=nomination)


async def withdraw(request: Request) -> Response:
    async with pages.transaction(request) as db:
        nominator, _ = await _nominator(request, db)
        await confirming.withdraw(db, nominator, request.path_params["nomination"])
    return _to_mine(request)


async def leave(request: Request) -> Response:
    async with pages.transaction(request) as db:
        await doors.leave(request, db, Purpose.NOMINATION)
    response = pages.see_other(request, "public:home", language=pages.language(request))
    return doors.forget(request, response, Purpose.NOMINATION)


async def _nominator(request: Request, db: Connection) -> tuple[Nominator, Edition]:
    """Who is signed in, and the edition their nominations are in."""
    nominator = await doors.nominator(request, db)
    edition = await editions.edition(db, nominator.edition)
    lobby.require_spoken(request, edition.languages)
    return nominator, edition


def _read(typed: Typed, questions: list[Question]) -> tuple[Mended | None, Errors]:
    checked, errors = forms.read(Mend, typed)
    said, faults = proposing.read_answers(typed, questions)
    if checked is None or faults:
        return None, {**faults, **errors}
    return Mended(checked.nominator, checked.relation, said, checked.version), {}


def _as_typed(nomination: OwnNomination) -> Typed:
    said = {f"answer-{question}": body for question, body in nomination.answers.items()}
    return Typed({"nominator": nomination.nominator, "relation": nomination.relation, **said})


async def _mend_page(
    request: Request,
    edition: Edition,
    nomination: OwnNomination,
    questions: list[Question],
    typed: Typed,
    errors: Errors | None = None,
) -> Response:
    """``errors`` is None when the page is just opened; empty when somebody else was first."""
    overtaken = errors == {}
    return await lobby.page(
        request,
        "public/mend.html",
        status=409 if overtaken else 422 if errors else 200,
        edition=edition,
        nomination=nomination,
        questions=questions,
        typed=typed,
        errors=forms.said(errors or {}, pages.language(request)),
        overtaken=overtaken,
        version=typed["version"] if errors else nomination.version,
    )


def _to_mine(request: Request) -> Response:
    return pages.see_other(request, "public:mine", language=pages.language(request))


routes: list[BaseRoute] = [
    Route("/nominations/open/{token}", door, name="open"),
    Route("/nominations/open/{token}", come_in, methods=["POST"], name="open"),
    Route("/nominations/open/{token}/new", new_link, methods=["POST"], name="open_new"),
    Route("/nominations/link-sent", link_sent, name="link_sent"),
    Route("/nominations/mine", mine, name="mine"),
    Route("/nominations/leave", leave, methods=["POST"], name="leave"),
    Route("/nominations/{nomination:ident}", show_mend, name="mend"),
    Route("/nominations/{nomination:ident}", mend, methods=["POST"], name="mend"),
    Route("/nominations/{nomination:ident}/confirm", confirm, methods=["POST"], name="confirm"),
    Route("/nominations/{nomination:ident}/withdraw", show_withdraw, name="withdraw"),
    Route("/nominations/{nomination:ident}/withdraw", withdraw, methods=["POST"], name="withdraw"),
]
