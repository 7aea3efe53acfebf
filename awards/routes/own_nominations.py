"""What nominators do behind the link in their letter: see, confirm, mend and withdraw their own."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import (
    answers,
    claims,
    confirming,
    contributors,
    doors,
    editions,
    forms,
    links,
    pages,
    questions,
    stages,
)
from awards.confirming import Mended, OwnNomination
from awards.database import Connection
from awards.editions import Edition
from awards.forms import Errors, Form, Line, Typed, Whole
from awards.nominations import Nominator
from awards.questions import Question
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
        inside = await editions.entered(db, edition.id)
        corrected = await answers.corrected(db, [one.id for one in own])
        asked = await editions.asked(db, edition.id, retired=True) if corrected else []
    return await lobby.page(
        request,
        "public/mine.html",
        corrected=corrected,
        asked={one.id: one for one in asked},
        edition=edition,
        nominator=nominator,
        nominations=own[: confirming.PAGE],
        page=page,
        more=len(own) > confirming.PAGE,
        deadline=inside.due.get(Stage.SCREENING),
        may_confirm=edition.allows(Action.CONFIRM_NOMINATION),
        may_withdraw=edition.allows(Action.MEND_NOMINATION),
        may_go_on=edition.allows(Action.COMPLETE_CASE),
        mendable=[one.id for one in own if confirming.may_mend(inside, one)],
    )


async def confirm(request: Request) -> Response:
    async with pages.transaction(request) as db:
        nominator, _ = await _nominator(request, db)
        await confirming.confirm(db, nominator, request.path_params["nomination"])
    return _to_mine(request)


async def show_mend(request: Request) -> Response:
    async with pages.transaction(request) as db:
        nominator, edition = await _nominator(request, db)
        nomination = await confirming.one(db, nominator, request.path_params["nomination"])
        confirming.require_mendable(await editions.entered(db, edition.id), nomination)
        asked = await _asked(db, nomination, edition)
    typed = _as_typed(nomination, asked, edition)
    return await _mend_page(request, edition, nomination, asked, typed)


async def mend(request: Request) -> Response:
    typed = await proposing.typed(request)
    async with pages.transaction(request) as db:
        nominator, edition = await _nominator(request, db)
        ident = request.path_params["nomination"]
        asked = await _asked(db, await confirming.one(db, nominator, ident), edition)
        mended, errors = _read(typed, asked, edition)
        done = mended is not None and await confirming.mend(db, nominator, ident, mended)
        nomination = await confirming.one(db, nominator, ident)
    if done:
        return _to_mine(request)
    return await _mend_page(request, edition, nomination, asked, typed, errors)


async def claim(request: Request) -> Response:
    """Go on to the form of one's own company, as a person whom staff can see and end."""
    async with pages.transaction(request) as db:
        nominator, _ = await _nominator(request, db)
        known = await claims.claim(db, nominator, request.path_params["nomination"])
        cookie = await doors.begin(request, db, await contributors.link(db, known))
    answer = pages.see_other(request, "nominee:home")
    return doors.keep(request, answer, Purpose.CONTRIBUTOR, cookie)


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


async def _asked(db: Connection, nomination: OwnNomination, edition: Edition) -> list[Question]:
    """The questions of its category."""
    return questions.asked(await editions.asked(db, edition.id), nomination.category)


def _read(
    typed: Typed, asked: Sequence[Question], edition: Edition
) -> tuple[Mended | None, Errors]:
    checked, errors = forms.read(Mend, typed)
    said, faults = proposing.read_answers(typed, asked, edition.year)
    if checked is None or faults:
        return None, {**faults, **errors}
    return Mended(checked.nominator, checked.relation, said, checked.version), {}


def _as_typed(nomination: OwnNomination, asked: Sequence[Question], edition: Edition) -> Typed:
    said = proposing.filled(asked, nomination.answers, edition.year)
    return Typed({"nominator": nomination.nominator, "relation": nomination.relation, **said})


async def _mend_page(
    request: Request,
    edition: Edition,
    nomination: OwnNomination,
    asked: Sequence[Question],
    typed: Typed,
    errors: Errors | None = None,
) -> Response:
    """``errors`` is None when the page is just opened; empty when somebody else was first."""
    overtaken = errors == {}
    spoken = pages.language(request)
    return await lobby.page(
        request,
        "public/mend.html",
        status=409 if overtaken else 422 if errors else 200,
        edition=edition,
        nomination=nomination,
        questions=asked,
        years=questions.years(edition.year),
        typed=typed,
        errors=forms.said(errors or {}, spoken),
        overtaken=overtaken,
        theirs=_theirs(nomination, asked, typed, edition, spoken) if overtaken else {},
        version=typed["version"] if errors else nomination.version,
    )


def _theirs(
    nomination: OwnNomination,
    asked: Sequence[Question],
    typed: Typed,
    edition: Edition,
    spoken: str,
) -> dict[int, str]:
    """What was saved elsewhere, where it is not what was typed here."""
    mine, _ = proposing.read_answers(typed, asked, edition.year)
    saved = {one.id: nomination.answers.get(one.id, "") for one in asked}
    return {
        one.id: questions.shown(one, saved[one.id], spoken)
        for one in asked
        if saved[one.id] != mine[one.id]
    }


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
    Route("/nominations/{nomination:ident}/claim", claim, methods=["POST"], name="claim"),
    Route("/nominations/{nomination:ident}/withdraw", show_withdraw, name="withdraw"),
    Route("/nominations/{nomination:ident}/withdraw", withdraw, methods=["POST"], name="withdraw"),
]
