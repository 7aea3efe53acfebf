"""More time for one juror: given until a day and a clock, changed, and ended early."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, board, doors, editions, extensions, formats, forms, pages, times
from awards.award import Award
from awards.board import Row
from awards.database import Connection
from awards.editions import Edition, Entered
from awards.errors import N_
from awards.extensions import Extension
from awards.forms import LONGEST_TEXT, TOO_LONG, Errors, Typed
from awards.routes.staff import asking, desk, fields
from awards.routes.staff.asking import Asked, Deed
from awards.staff import Member
from awards.stages import Action, Stage

LABELS = {
    "until-date": N_("Date of the new end"),
    "until-time": N_("Time of the new end"),
    "reason": N_("Reason"),
}


async def _end(db: Connection, asked: Asked) -> None:
    await extensions.end(db, asked.edition.id, asked.juror, asked.reason, asked.member)


END = Deed(
    "end_extension",
    "extension/end",
    N_("End the extra time of %(name)s"),
    N_(
        "From now on the end that is planned for all holds for %(name)s too. What is saved stays."
        " No letter goes out: tell %(name)s yourself."
    ),
    N_("End the extra time"),
    reasoned=True,
    danger=True,
)


async def ask(request: Request) -> Response:
    ident = request.path_params["juror"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        inside = await editions.entered(db, edition.id)
        inside.require(Action.SCORE)
        row = (await board.board(db, edition.id)).row(ident)
        given = await extensions.of_juror(db, edition.id, ident)
    return await _page(request, member, edition, prize, inside, row, given, _values(given, prize))


async def extend(request: Request) -> Response:
    ident = request.path_params["juror"]
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        inside = await editions.entered(db, edition.id)
        inside.require(Action.SCORE)
        row = (await board.board(db, edition.id)).row(ident)
        given = await extensions.of_juror(db, edition.id, ident)
        until, errors = _read(typed, inside, given, prize)
        if until and not errors:
            shown, reason = typed["shown"], typed["reason"]
            await extensions.give(db, edition.id, ident, until, reason, member, shown)
    if until and not errors:
        return pages.see_other(request, "staff:juror", year=edition.year, juror=ident)
    return await _page(request, member, edition, prize, inside, row, given, typed, errors)


def _read(
    typed: Typed, inside: Entered, given: Extension | None, prize: Award
) -> tuple[datetime | None, Errors]:
    """The instant that was typed. A time nobody touched stays exact."""
    until, errors = forms.moment(typed, "until", prize.zone)
    if given and times.shown(given.until, prize.zone) == (typed["until-date"], typed["until-time"]):
        until, errors = given.until, {}
    if len(typed["reason"]) > LONGEST_TEXT:
        errors |= forms.wrong("reason", TOO_LONG, max_length=LONGEST_TEXT)
    for field, message in extensions.faults(inside, until, typed["reason"]).items():
        errors = {**forms.wrong(field, message), **errors}
    return until, fields.in_order(errors, ("until", "reason"))


def _values(given: Extension | None, prize: Award) -> Typed:
    if given is None:
        return Typed([])
    day, clock = times.shown(given.until, prize.zone)
    written = extensions.written(given.until)
    return Typed([("until-date", day), ("until-time", clock), ("shown", written)])


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    prize: Award,
    inside: Entered,
    row: Row,
    given: Extension | None,
    typed: Typed,
    errors: Errors | None = None,
) -> Response:
    spoken = pages.language(request, member.language)
    return await desk.page(
        request,
        member,
        edition,
        "staff/extension.html",
        status=422 if errors else 200,
        row=row,
        given=given,
        closes=inside.due.get(Stage.DECIDING),
        following=extensions.planned_next(inside),
        zone=formats.zone_word(spoken, prize.zone),
        typed=typed,
        errors=forms.said(errors or {}, spoken),
    )


PATH = "/{year:year}/jury/{juror:ident}/extension"

routes: list[BaseRoute] = [
    Route(PATH, ask, name="ask_to_extend", methods=["GET"]),
    Route(PATH, extend, name="extend", methods=["POST"]),
    *asking.routes_of(END, _end),
]
