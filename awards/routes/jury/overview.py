"""What is done and what is left, and the rules."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import ballots, doors, editions, pages, rules, stages
from awards.routes.jury import room
from awards.stages import Action, Stage


async def home(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        own = await ballots.of_juror(db, juror)
        timetable = await editions.timetable(db, juror.edition)
    told = stages.reached(juror.stage, Stage.ANNOUNCED)
    return await room.page(
        request,
        juror,
        "jury/home.html",
        ballots=own,
        opens=timetable.get(Stage.JUDGING),
        closes=timetable.get(Stage.DECIDING),
        announced=None if told else timetable.get(Stage.ANNOUNCED),
        begun=stages.reached(juror.stage, Stage.JUDGING),
        judging=stages.allows(juror.stage, Action.SCORE),
        declares=stages.allows(juror.stage, Action.DECLARE_RECUSAL),
    )


async def read_rules(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        categories = await editions.categories(db, juror.edition)
        criteria = await editions.criteria(db, juror.edition)
        sealed = await rules.sealed(db, juror.edition)
        timetable = await editions.timetable(db, juror.edition)
    return await room.page(
        request,
        juror,
        "jury/rules.html",
        categories=categories,
        criteria=criteria,
        sealed=sealed,
        closes=timetable.get(Stage.DECIDING),
    )


routes: list[BaseRoute] = [
    Route("/", home, name="home"),
    Route("/rules", read_rules, name="rules"),
]
