"""A list of jurors, pasted or from a file: what will happen to each line, then the jurors."""

import time
from collections.abc import Collection
from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, enlisting, forms, pages, panel, roll, spreadsheets, words
from awards.database import Connection
from awards.editions import Category, Edition
from awards.errors import N_
from awards.forms import Errors, Typed
from awards.panel import Appointed
from awards.roll import Sorting
from awards.routes.staff import appointments, fields, lists
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

LABELS = {"list": N_("The list")}
LONGEST_LIST = 60_000  # characters: it goes back and forth in a form
NO_TEXT = N_(
    "This file holds no text. Is it a workbook? Save the sheet as CSV there, and choose that file."
)


class Listed(forms.Form):
    list: Annotated[str, Field(min_length=1, max_length=LONGEST_LIST)]


async def paste(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
    shown = Shown({"seats": appointments.every(categories)})
    return await _form(request, member, edition, categories, shown)


async def add(request: Request) -> Response:
    """The first time it shows what will happen; from there it adds who was shown."""
    typed, errors = await _sent(request)
    ticked = lists.wholes(typed.getlist("seats"))
    added, sorting = None, None
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
        on_panel = await panel.jurors(db, edition.id)
        until = await appointments.closes(db, edition)
        checked, wrong = forms.read(Listed, typed)
        errors = errors or wrong
        if checked and not errors:
            sorting = await enlisting.read(db, edition.id, checked.list, ticked)
            added = await _added(db, edition, member, typed, ticked)
    if added is not None:
        return _back(request, edition.year, added)
    shown = fields.again(typed, 0, errors)
    if sorting is None:
        return await _form(request, member, edition, categories, shown)
    return await _preview(request, member, edition, categories, on_panel, shown, sorting, until)


async def _added(
    db: Connection, edition: Edition, member: Member, typed: Typed, ticked: Collection[int]
) -> int | None:
    """How many came onto the panel, where that was asked for."""
    if typed["do"] != "add":
        return None
    shown = typed.getlist("juror")
    return await enlisting.add(db, edition.id, typed["list"], ticked, shown, member.actor)


async def _sent(request: Request) -> tuple[Typed, Errors]:
    """What was typed; the text of a file takes the place of the list."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await pages.form(request, LABELS), {}
    async with request.form(max_files=1, max_fields=200) as form:
        sent = form.get("file")
        file = await sent.read() if isinstance(sent, UploadFile) else b""
        typed = [
            (key, words.clean(text)) for key, text in form.multi_items() if isinstance(text, str)
        ]
    request.state.began = time.perf_counter()  # a slow line is no fault of the database
    text = spreadsheets.text_of(file)
    if file and text:
        typed = [one for one in typed if one[0] != "list"] + [("list", words.clean(text))]
    request.state.fields = typed
    request.state.labels = LABELS
    return Typed(typed), forms.wrong("file", NO_TEXT) if text is None else {}


def _back(request: Request, year: int, added: int) -> Response:
    answer = pages.see_other(request, "staff:panel", year=year)
    answer.headers["location"] += f"?added={added}"
    return answer


async def _form(
    request: Request, member: Member, edition: Edition, categories: list[Category], shown: Shown
) -> Response:
    return await fields.page(
        request, member, edition, "staff/panel_list.html", shown, categories=categories
    )


async def _preview(
    request: Request,
    member: Member,
    edition: Edition,
    categories: list[Category],
    on_panel: list[Appointed],
    shown: Shown,
    sorting: Sorting,
    until: datetime | None,
) -> Response:
    headed = roll.headings(shown.values["list"])
    return await fields.page(
        request,
        member,
        edition,
        "staff/panel_list_preview.html",
        shown,
        languages=edition.languages,
        categories=categories,
        sorting=sorting,
        unknown=headed.unknown if headed else [],
        chair=next((one for one in on_panel if one.chair), None),
        excused={one.mailbox for one in on_panel if one.excused_at},
        judging=edition.allows(Action.SCORE),
        closes=until,
    )


PATH = "/{year:year}/jury/list"

routes: list[BaseRoute] = [
    Route(PATH, paste, name="jury_list", methods=["GET"]),
    Route(PATH, add, name="add_jury_list", methods=["POST"]),
]
