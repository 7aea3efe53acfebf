"""Nominations in and out by other ways: one that came by phone is entered, all are downloaded."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, extracts, nominations, pages, screening, spreadsheets
from awards.database import Connection
from awards.editions import Edition
from awards.forms import OptionalAddress, OptionalLine
from awards.routes import nominating, proposing
from awards.routes.proposing import Nominate
from awards.routes.staff import exporting, fields
from awards.routes.staff import nominations as listed
from awards.routes.staff.fields import Shown
from awards.stages import Action

FORM = "staff/nomination_entry.html"


class Enter(Nominate):
    """As the public form; somebody on the phone need not have an e-mail address."""

    address: OptionalAddress
    relation: OptionalLine


async def entry(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        form = await _asked(db, edition)
    shown = Shown({"form": secrets.token_urlsafe(16)})
    return await fields.page(request, member, edition, FORM, shown, **form)


async def enter(request: Request) -> Response:
    typed = await proposing.typed(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        form = await _asked(db, edition)
        spoken = edition.first_language
        read = proposing.read(typed, form["questions"], edition.year, spoken, Enter)
        if read.proposal:
            key = f"staff:{typed['form']}"
            ident = await nominations.enter(db, member, edition.id, read.proposal, key)
    if read.proposal is None:
        shown = Shown(fields.values(typed), read.errors)
        return await fields.page(request, member, edition, FORM, shown, **form)
    return pages.see_other(request, "staff:nomination", year=edition.year, nomination=ident)


async def download(request: Request) -> Response:
    """Every nomination that the list shows, on all its pages, as a spreadsheet."""
    typed = await pages.form(request)
    want = listed.wanted(typed, typed["q"], 1)
    around = await pages.site(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await screening.everything(db, edition.id, want, member.actor)
        reader = exporting.reader(request, member, edition, around)
        sheet = await extracts.nominations(db, edition.id, reader, found)
    file = spreadsheets.csv_file(sheet.heading, sheet.rows, reader.language, reader.zone)
    return exporting.attached(file, "text/csv; charset=utf-8", f"nominations-{edition.year}.csv")


async def _asked(db: Connection, edition: Edition) -> dict[str, Any]:
    """What the form asks."""
    shape = await nominating.shape(db, edition)
    return {
        "shape": shape,
        "questions": shape.questions,
        "enters": edition.allows(Action.NOMINATE),
    }


routes: list[BaseRoute] = [
    Route("/{year:year}/nominations/new", entry, name="nomination_entry"),
    Route("/{year:year}/nominations/new", enter, name="enter_nomination", methods=["POST"]),
    Route(
        "/{year:year}/nominations/download", download, name="download_nominations", methods=["POST"]
    ),
]
