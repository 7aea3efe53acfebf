"""The board of the jury, the invitations and the reminders."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import board, doors, editions, invitations, pages, panel
from awards.board import Row
from awards.routes.staff import desk
from awards.stages import Action, Stage

PAGE = 50


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await board.board(db, edition.id)
        late = await invitations.late(db, edition.id)
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
        uninvited=invitations.uninvited([row.juror for row in found.rows]),
        categories=categories,
        closes=closing and closing.due,
        judging=edition.stage is Stage.JUDGING,
        may_change=edition.allows(Action.CHANGE_PANEL),
        may_remind=edition.allows(Action.REMIND_JURORS),
        sent=_number(request, "sent"),
        **_page_of(request, found.rows),
    )


async def ask_to_invite(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        jurors = invitations.uninvited(await panel.jurors(db, edition.id))
    wanted = _number(request, "juror")
    return await desk.page(
        request,
        member,
        edition,
        "staff/panel_invite.html",
        names=pages.NAMES,
        jurors=[one for one in jurors if not wanted or one.id == wanted],
    )


async def invite(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        chosen = _idents(typed.getlist("juror"))
        sent = await invitations.invite(db, edition.id, chosen, member.actor)
    return _back(request, edition.year, sent)


async def ask_to_remind(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        late = await invitations.late(db, edition.id)
    wanted = _number(request, "juror")
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
        chosen = _idents(typed.getlist("juror"))
        sent = await invitations.remind(db, edition.id, chosen, member.actor)
    return _back(request, edition.year, sent)


def _page_of(request: Request, rows: list[Row]) -> dict[str, Any]:
    """Fifty jurors at a time."""
    number = max(1, _number(request, "page"))
    first = (number - 1) * PAGE
    return {"rows": rows[first : first + PAGE], "number": number, "more": len(rows) > first + PAGE}


def _idents(typed: list[str]) -> set[int]:
    return {int(one) for one in typed if one.isascii() and one.isdecimal() and len(one) < 16}


def _number(request: Request, name: str) -> int:
    """A small number in the query, 0 where there is none."""
    typed = request.query_params.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _back(request: Request, year: int, sent: int) -> Response:
    answer = pages.see_other(request, "staff:panel", year=year)
    answer.headers["location"] += f"?sent={sent}"
    return answer


routes: list[BaseRoute] = [
    Route("/{year:year}/jury", show, name="panel"),
    Route("/{year:year}/jury/invite", ask_to_invite, name="ask_to_invite", methods=["GET"]),
    Route("/{year:year}/jury/invite", invite, name="invite", methods=["POST"]),
    Route("/{year:year}/jury/remind", ask_to_remind, name="ask_to_remind", methods=["GET"]),
    Route("/{year:year}/jury/remind", remind, name="remind", methods=["POST"]),
]
