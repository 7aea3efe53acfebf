"""Where the year stands: its stages, what waits for a person, what happens next."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, editions, extensions, pages, stages, waiting
from awards.conditions import said
from awards.editions import Edition, PlannedMove
from awards.routes.staff import desk
from awards.stages import Stage


async def year(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        timetable = await editions.timetable(db, edition.id)
        moves = await waiting.following(db, edition)
        extended = await extensions.awaited(db, edition.id)
    spoken = pages.language(request, member.language)
    return await desk.page(
        request,
        member,
        edition,
        "staff/year.html",
        award=prize,
        names=stages.NAMES,
        line=_line(edition, timetable),
        ends=_ends(edition, timetable),
        extended=extended,
        awaited=max((one.until for one in extended), default=None),
        ahead=[move for move in timetable.values() if move.done_at is None],
        moves=[(one, [said(each, spoken, prize.zone) for each in one.missing]) for one in moves],
    )


def _line(
    edition: Edition, timetable: dict[Stage, PlannedMove]
) -> list[tuple[Stage, datetime | None, str]]:
    """Each stage, when it begins or began, and whether it is past, now or next."""
    line = []
    for stage in stages.ORDER:
        move = timetable.get(stage)
        state = "next"
        if stages.reached(edition.stage, stage):
            state = "now" if stage is edition.stage else "past"
        line.append((stage, (move.done_at or move.due) if move else None, state))
    return line


def _ends(edition: Edition, timetable: dict[Stage, PlannedMove]) -> datetime | None:
    """When the stage we are in is planned to end."""
    after = stages.following(edition.stage)
    move = timetable.get(after) if after else None
    return move.due if move and move.done_at is None else None


routes: list[BaseRoute] = [
    Route("/{year:year}/", year, name="year"),
]
