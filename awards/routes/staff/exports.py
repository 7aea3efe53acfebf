"""Exports at the desk: what there is of the year as files, and each of them made when asked for."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, exports, pages
from awards.errors import N_
from awards.exports import Kind
from awards.routes.staff import desk, exporting
from awards.stages import Stage

PATIENCE = 30.0  # seconds: a year of ten thousand nominations is read within a few

HOLDS = {
    Kind.COMPANIES: N_(
        "Name and number, what the register says, who works on the form, and its answers."
    ),
    Kind.NOMINEES: N_("Companies in categories, their state and the nominations that count."),
    Kind.NOMINATIONS: N_("Who nominated, when, how it stands, and each answer in a column."),
    Kind.FIGURES: N_("A row for each company and year, each figure as a number."),
    Kind.RECUSALS: N_("Who does not judge which company, why, and who set it or undid it."),
    Kind.STANDINGS: N_("Every nominee of every round that is closed: rank, mean, spread, sheets."),
    Kind.SCORES: N_("A row for each score sheet: every score, the total, and whether it counts."),
    Kind.COMMENTS: N_("What the jury wrote beside its scores."),
}


async def listed(request: Request) -> Response:
    around = await pages.site(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        reader = exporting.reader(request, member, edition, around)
        parts = await exports.parts(db, edition, reader)
        planned = (await editions.timetable(db, edition.id)).get(Stage.DECIDING)
    return await desk.page(
        request,
        member,
        edition,
        "staff/exports.html",
        parts=parts,
        names=exports.NAMES,
        holds=HOLDS,
        of_judging=exports.OF_JUDGING,
        closes=planned.due if planned else None,
    )


async def make(request: Request) -> Response:
    typed = await pages.form(request)
    around = await pages.site(request)
    async with pages.transaction(request, PATIENCE) as db:
        member, edition = await doors.desk(request, db)
        reader = exporting.reader(request, member, edition, around)
        asked = exports.wanted(typed["sheet"], typed["format"])
        sheets = await exports.make(db, member.actor, edition, asked, reader)
    award = reader.text(around.award.name) if around.award else ""
    name = exports.filename(award, edition, asked, reader)
    body = await asyncio.to_thread(exports.file, sheets, asked, reader)
    return exporting.attached(body, asked.mime, name)


routes: list[BaseRoute] = [
    Route("/{year:year}/exports", listed, name="exports"),
    Route("/{year:year}/exports", make, methods=["POST"], name="make_export"),
]
