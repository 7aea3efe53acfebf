"""The result of one category on one page: who leads, how well it holds, and the numbers behind."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, pages, rounds, verdicts
from awards.routes.staff import desk
from awards.stages import Action


async def result(request: Request) -> Response:
    category = request.path_params["category"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        verdict = await verdicts.of(db, edition.id, category)
        begun = category in await rounds.waiting(db, edition.id)
    may_begin = edition.allows(Action.DECIDE) and not begun
    begin = pages.url(request, "staff:round", year=edition.year, category=category)
    return await desk.page(
        request,
        member,
        edition,
        "staff/result.html",
        verdict=verdict,
        begin=begin if may_begin else "",
        may_meet=edition.allows(Action.MEET),
    )


routes: list[BaseRoute] = [
    Route("/{year:year}/standings/{category:ident}", result, name="result"),
]
