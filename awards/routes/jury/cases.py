"""Every case that a juror may open in one document, to print or to read in one go."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import cases, doors, pages, stages
from awards.routes.jury import case, room
from awards.stages import Stage

PAGE = 30


async def show(request: Request) -> Response:
    number = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        titles = await cases.titles(db, juror)
        found = await cases.several(db, juror.id, titles[(number - 1) * PAGE : number * PAGE])
    return await room.page(
        request,
        juror,
        "jury/cases.html",
        shown=[case.shown(request, one, "jury:case") for one in found],
        number=number,
        last=max(1, -(-len(titles) // PAGE)),
        begun=stages.reached(juror.stage, Stage.JUDGING),
    )


routes: list[BaseRoute] = [Route("/cases", show, name="cases")]
