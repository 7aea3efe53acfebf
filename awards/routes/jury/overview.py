"""What is done and what is left; before it come the rules, once, and then the names."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import ballots, doors, earlier, editions, pages, recusals, stages
from awards.routes.jury import room
from awards.stages import Action, Stage


async def home(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        own = await ballots.of_juror(db, juror)
        before = await earlier.of_juror(db, juror)
        timetable = await editions.timetable(db, juror.edition)
        names_first = await recusals.come_first(db, juror.id, juror.stage)
    if juror.welcomed_at is None:
        return pages.see_other(request, "jury:welcome")
    if names_first:
        return pages.see_other(request, "jury:conflicts")
    told = stages.reached(juror.stage, Stage.ANNOUNCED)
    return await room.page(
        request,
        juror,
        "jury/home.html",
        ballots=own,
        earlier=before,
        opens=timetable.get(Stage.JUDGING),
        announced=None if told else timetable.get(Stage.ANNOUNCED),
        begun=stages.reached(juror.stage, Stage.JUDGING),
        judging=stages.allows(juror.stage, Action.SCORE),
        declares=stages.allows(juror.stage, Action.DECLARE_RECUSAL),
    )


routes: list[BaseRoute] = [
    Route("/", home, name="home"),
]
