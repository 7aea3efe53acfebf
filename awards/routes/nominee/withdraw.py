"""Withdrawing a company from a category: a page that says what it means, and its button."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import companies, doors, editions, nominees, pages, stages, submissions
from awards.errors import NotFound
from awards.routes.nominee import room
from awards.stages import Action, Stage


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        contributor.require_vouched()
        edition = await editions.edition(db, contributor.edition)
        stages.require(edition.stage, Action.COMPLETE_CASE)
        company = await companies.company(db, contributor.head)
        places = await nominees.of_company(db, contributor.head)
        planned = (await editions.timetable(db, edition.id)).get(Stage.JUDGING)
    for place in places:
        if place.nominee == request.path_params["nominee"]:
            return await room.page(
                request,
                contributor,
                "nominee/withdraw.html",
                company=company,
                place=place,
                ends=planned.due if planned else None,
            )
    raise NotFound


async def withdraw(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        await submissions.withdraw(db, contributor, request.path_params["nominee"])
    return pages.see_other(request, "nominee:home")


routes: list[BaseRoute] = [
    Route("/withdraw/{nominee:ident}", show, name="withdraw"),
    Route("/withdraw/{nominee:ident}", withdraw, methods=["POST"], name="withdraw"),
]
