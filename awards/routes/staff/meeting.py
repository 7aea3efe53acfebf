"""The meeting, for staff: its agenda, one case on the screen at a time, who leads, the decision."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import decisions, doors, leadership, meeting, pages
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_
from awards.leadership import Eligible
from awards.meeting import Agenda, Item
from awards.routes import deciding
from awards.routes.staff import desk
from awards.routes.staff.fields import Shown
from awards.staff import Member


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await meeting.agendas(db, member, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/meeting.html",
        agendas=found,
        approved=all(isinstance(one, Agenda) and one.approved for one in found),
        to=deciding.address(request, "staff", year=edition.year),
    )


async def category(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await meeting.agenda(db, member, edition.id, request.path_params["category"])
        eligible = await _eligible(db, edition, found)
    return await _page(request, member, edition, found, eligible)


async def decide(request: Request) -> Response:
    wanted = request.path_params["category"]
    typed = await pages.form(request, deciding.labels(wanted))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await meeting.agenda(db, member, edition.id, wanted)
        eligible = await _eligible(db, edition, found)
        shown = await deciding.record(db, member, edition, found.table, found.decision, typed)
    if shown is None:
        return pages.see_other(request, "staff:meeting_category", **request.path_params)
    return await _page(request, member, edition, found, eligible, shown)


async def approve(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        wanted = request.path_params["category"]
        await decisions.approve(db, member, edition.id, wanted, deciding.version(typed))
    return pages.see_other(request, "staff:meeting_category", **request.path_params)


async def stand_in(request: Request) -> Response:
    """Name who leads where the chair steps out."""
    typed = await pages.form(request, {"juror": N_("Who leads the meeting in this category")})
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        wanted, juror = request.path_params["category"], deciding.whole(typed, "juror")
        await leadership.name_stand_in(db, member, edition.id, wanted, juror)
    return pages.see_other(request, "staff:meeting_category", **request.path_params)


async def case(request: Request) -> Response:
    at = request.path_params
    number = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await meeting.item(db, member, edition.id, at["category"], at["nominee"], number)
    here = pages.url(request, "staff:meeting_case", **at)
    screen = deciding.on_screen(request)
    return await desk.page(
        request,
        member,
        edition,
        "meeting/screen.html" if screen else "staff/meeting_case.html",
        item=found,
        to=deciding.address(request, "staff", year=edition.year),
        case=found.case,
        logo=_logo(request, edition, found),
        here=f"{here}?screen=1&page=" if screen else f"{here}?page=",
        screen=screen,
        opened=number > 1,
    )


def _logo(request: Request, edition: Edition, found: Item) -> str:
    if found.case is None or not found.case.logo:
        return ""
    nominee = found.matter.nominee
    return pages.url(request, "staff:case_logo", year=edition.year, nominee=nominee)


async def _eligible(db: Connection, edition: Edition, found: Agenda) -> list[Eligible]:
    """Who can stand in; nobody has to where the chair leads, or there is none."""
    led = found.leadership
    if not led.chaired or led.leader == led.chair:
        return []
    return list(await leadership.eligible(db, edition.id, found.category.id))


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    found: Agenda,
    eligible: list[Eligible],
    shown: Shown | None = None,
) -> Response:
    typed = {found.category.id: shown} if shown else {}
    spoken = pages.language(request, member.language)
    return await desk.page(
        request,
        member,
        edition,
        "staff/meeting_category.html",
        agenda=found,
        eligible=eligible,
        may_decide=True,
        to=deciding.address(request, "staff", year=edition.year),
        decide="meeting_decide",
        approve="meeting_approve",
        **deciding.facts(edition, [found.table], _made(found), typed, member, spoken),
    )


def _made(found: Agenda) -> dict[int, decisions.Decision]:
    return {found.category.id: found.decision} if found.decision else {}


MEETING = "/{year:year}/meeting"
CATEGORY = f"{MEETING}/{{category:ident}}"

routes: list[BaseRoute] = [
    Route(MEETING, show, name="meeting"),
    Route(CATEGORY, category, name="meeting_category"),
    Route(CATEGORY, decide, methods=["POST"], name="meeting_decide"),
    Route(f"{CATEGORY}/approve", approve, methods=["POST"], name="meeting_approve"),
    Route(f"{CATEGORY}/leader", stand_in, methods=["POST"], name="stand_in"),
    Route(f"{CATEGORY}/{{nominee:ident}}", case, name="meeting_case"),
]
