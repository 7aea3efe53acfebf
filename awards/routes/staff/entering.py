"""Nominations in and out by other ways: one that came by phone is entered, all are downloaded."""

import secrets
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, nominations, pages, screening, spreadsheets
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_
from awards.formats import iso
from awards.forms import OptionalAddress, OptionalLine
from awards.questions import Question
from awards.rendering import translate
from awards.routes import nominating, proposing
from awards.routes.proposing import Nominate
from awards.routes.staff import fields, lists
from awards.routes.staff import nominations as listed
from awards.routes.staff.fields import Shown
from awards.screening import Nomination, Version
from awards.stages import Action
from awards.words import choose

FORM = "staff/nomination_entry.html"
HEADING = (
    N_("Number"),
    N_("Category"),
    N_("Company"),
    N_("Organisation number"),
    N_("Nominee"),
    N_("State"),
    N_("Came in"),
    N_("Confirmed"),
    N_("Nominator"),
    N_("E-mail"),
    N_("Relation"),
    N_("Entered by"),
    N_("Reason for rejection"),
)


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
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await screening.everything(db, edition.id, want, member.actor)
        questions = await editions.asked(db, edition.id)
        answers = await screening.answers(db, [one.id for one in found])
    spoken = pages.language(request, member.language)
    around = await pages.site(request)
    zone = around.award.zone if around.award else "UTC"
    heading = [translate(spoken, label) for label in HEADING]
    heading += [choose(question.label, spoken)[0] for question in questions]
    rows = [_row(one, questions, answers[one.id], spoken, zone) for one in found]
    return _attached(spreadsheets.csv_file(heading, rows), f"nominations-{edition.year}.csv")


def _row(
    one: Nomination,
    questions: Sequence[Question],
    answers: dict[int, list[Version]],
    spoken: str,
    zone: str,
) -> list[str]:
    said = [
        answers[question.id][0].body if question.id in answers else "" for question in questions
    ]
    return [
        str(one.id),
        choose(one.category_name, spoken)[0],
        one.company_name,
        one.number,
        one.nominee_name or "",
        translate(spoken, lists.NOMINATIONS[one.state][0]),
        iso(one.sent_at, zone),
        iso(one.confirmed_at, zone) if one.confirmed_at else "",
        one.nominator,
        one.address,
        one.relation,
        one.entered_by or "",
        one.reason,
        *said,
    ]


def _attached(body: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, media_type="text/csv; charset=utf-8")


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
