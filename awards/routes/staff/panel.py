"""The board of the jury, the invitations and the reminders."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import board, doors, editions, extensions, invitations, pages, panel, reminders, words
from awards.board import Row
from awards.routes.staff import desk, lists
from awards.stages import Action, Stage

PAGE = 50


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await board.board(db, edition.id)
        late = await invitations.late(db, edition.id)
        extended = await extensions.extensions(db, edition.id)
        reminder_days = await reminders.days(db, edition)
        timetable = await editions.timetable(db, edition.id)
        categories = await editions.categories(db, edition.id)
    closing = timetable.get(Stage.DECIDING)
    return await desk.page(
        request,
        member,
        edition,
        "staff/panel.html",
        board=found,
        late=late,
        extended={one.juror: one.until for one in extended},
        reminder_days=reminder_days,
        uninvited=invitations.uninvited([row.juror for row in found.rows]),
        categories=categories,
        closes=closing and closing.due,
        judging=edition.allows(Action.SCORE),
        may_change=edition.allows(Action.CHANGE_PANEL),
        may_remind=edition.allows(Action.REMIND_JURORS),
        may_link=edition.allows(Action.OPEN_LINKS),
        sent=words.whole(request.query_params.get("sent")) or 0,
        added=words.whole(request.query_params.get("added")),
        **_page_of(request, found.rows),
    )


async def ask_to_invite(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        jurors = invitations.uninvited(await panel.jurors(db, edition.id))
    wanted = words.whole(request.query_params.get("juror"))
    return await desk.page(
        request,
        member,
        edition,
        "staff/panel_invite.html",
        names=pages.NAMES,
        jurors=[one for one in jurors if not wanted or one.id == wanted],
        offered=[(code, pages.NAMES.get(code, code)) for code in edition.languages],
        may_test=edition.allows(Action.CHANGE_PANEL),
        tested=request.query_params.get("tested") == "yes",
    )


async def send_test(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await invitations.send_test(db, edition.id, member, typed["language"])
    answer = pages.see_other(request, "staff:ask_to_invite", year=edition.year)
    answer.headers["location"] += "?tested=yes"
    return answer


async def invite(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        chosen = lists.wholes(typed.getlist("juror"))
        sent = await invitations.invite(db, edition.id, chosen, member.actor)
    return _back(request, edition.year, sent)


async def ask_to_remind(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        late = await invitations.late(db, edition.id)
    wanted = words.whole(request.query_params.get("juror"))
    return await desk.page(
        request,
        member,
        edition,
        "staff/panel_remind.html",
        names=pages.NAMES,
        late=[one for one in late if not wanted or one.juror.id == wanted],
    )


async def remind(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        chosen = lists.wholes(typed.getlist("juror"))
        sent = await invitations.remind(db, edition.id, chosen, member.actor)
    return _back(request, edition.year, sent)


def _page_of(request: Request, rows: list[Row]) -> dict[str, Any]:
    """Fifty jurors at a time."""
    number = pages.number(request.query_params)
    first = (number - 1) * PAGE
    return {"rows": rows[first : first + PAGE], "number": number, "more": len(rows) > first + PAGE}


def _back(request: Request, year: int, sent: int) -> Response:
    answer = pages.see_other(request, "staff:panel", year=year)
    answer.headers["location"] += f"?sent={sent}"
    return answer


routes: list[BaseRoute] = [
    Route("/{year:year}/jury", show, name="panel"),
    Route("/{year:year}/jury/invite", ask_to_invite, name="ask_to_invite", methods=["GET"]),
    Route("/{year:year}/jury/invite", invite, name="invite", methods=["POST"]),
    Route("/{year:year}/jury/invite/test", send_test, name="send_test_letter", methods=["POST"]),
    Route("/{year:year}/jury/remind", ask_to_remind, name="ask_to_remind", methods=["GET"]),
    Route("/{year:year}/jury/remind", remind, name="remind", methods=["POST"]),
]
