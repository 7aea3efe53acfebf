"""The meeting, for whoever leads it: the chair, and where the chair steps out, the stand-in."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import decisions, doors, editions, meeting, pages, verdicts
from awards.editions import Edition
from awards.meeting import Agenda
from awards.panel import Juror
from awards.routes import deciding
from awards.routes.jury import case as jury_case
from awards.routes.jury import room
from awards.routes.staff.fields import Shown


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await meeting.agendas(db, juror, juror.edition)
    to = deciding.address(request, "jury")
    return await room.page(request, juror, "jury/meeting.html", agendas=found, to=to)


async def category(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await meeting.agenda(db, juror, juror.edition, request.path_params["category"])
        edition = await editions.edition(db, juror.edition)
    return await _page(request, juror, edition, found)


async def decide(request: Request) -> Response:
    wanted = request.path_params["category"]
    typed = await pages.form(request, deciding.labels(wanted))
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        found = await meeting.agenda(db, juror, juror.edition, wanted)
        edition = await editions.edition(db, juror.edition)
        shown = await deciding.record(db, juror, edition, found.table, found.decision, typed)
    if shown is None:
        return pages.see_other(request, "jury:meeting_category", category=wanted)
    return await _page(request, juror, edition, found, shown)


async def approve(request: Request) -> Response:
    wanted = request.path_params["category"]
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        await meeting.agenda(db, juror, juror.edition, wanted)
        await decisions.approve(db, juror, juror.edition, wanted, deciding.version(typed))
    return pages.see_other(request, "jury:meeting_category", category=wanted)


async def case(request: Request) -> Response:
    at = request.path_params
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await meeting.item(db, juror, juror.edition, at["category"], at["nominee"])
    screen = deciding.on_screen(request)
    shown = jury_case.shown(request, found.case, "jury:case") if found.case else {"case": None}
    return await room.page(
        request,
        juror,
        "meeting/screen.html" if screen else "jury/meeting_case.html",
        item=found,
        to=deciding.address(request, "jury"),
        screen=screen,
        opened=False,
        **shown,
    )


async def result(request: Request) -> Response:
    """What staff see of how well the result holds; nobody begins a round here."""
    wanted = request.path_params["category"]
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await meeting.agenda(db, juror, juror.edition, wanted)
        verdict = await verdicts.of(db, juror.edition, wanted)
    verdict = replace(verdict, table=found.table)
    to = deciding.address(request, "jury")
    return await room.page(
        request, juror, "jury/meeting_result.html", verdict=verdict, begin="", may_meet=True, to=to
    )


async def _page(
    request: Request, juror: Juror, edition: Edition, found: Agenda, shown: Shown | None = None
) -> Response:
    ident = found.category.id
    made = {ident: found.decision} if found.decision else {}
    typed = {ident: shown} if shown else {}
    spoken = pages.language(request, juror.language)
    return await room.page(
        request,
        juror,
        "jury/meeting_category.html",
        agenda=found,
        may_decide=True,
        to=deciding.address(request, "jury"),
        decide="meeting_decide",
        approve="meeting_approve",
        **deciding.facts(edition, [found.table], made, typed, juror, spoken),
    )


CATEGORY = "/meeting/{category:ident}"

routes: list[BaseRoute] = [
    Route("/meeting", show, name="meeting"),
    Route(CATEGORY, category, name="meeting_category"),
    Route(CATEGORY, decide, methods=["POST"], name="meeting_decide"),
    Route(f"{CATEGORY}/approve", approve, methods=["POST"], name="meeting_approve"),
    Route(f"{CATEGORY}/result", result, name="result"),
    Route(f"{CATEGORY}/{{nominee:ident}}", case, name="meeting_case"),
]
