"""Jurors coming onto the panel one by one, and what is written about them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, pages, panel
from awards.database import Connection
from awards.editions import Category, Edition
from awards.errors import N_
from awards.forms import Address, Line, OptionalLine, OrganisationNumber, Tick, Whole, Wrong
from awards.panel import Appointed, Appointment
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action, Stage

LABELS = {
    "name": N_("Name"),
    "address": N_("E-mail address"),
    "language": N_("Language of pages and letters"),
    "employer": N_("Employer"),
    "employer_number": N_("Organisation number of the employer"),
    "chair": N_("Leads the jury"),
    "seats": N_("Judges in"),
}

Seats = Annotated[list[Whole], Field(min_length=1)]


class Written(forms.Form):
    offered: tuple[str, ...]
    name: Line
    address: Address
    language: str
    employer: OptionalLine
    employer_number: OrganisationNumber
    chair: Tick
    seats: Seats

    @field_validator("language")
    @classmethod
    def _offered(cls, language: str, found: ValidationInfo) -> str:
        if language not in found.data["offered"]:
            raise Wrong(forms.SENTENCES["enum"])
        return language

    @property
    def appointment(self) -> Appointment:
        return Appointment(
            self.name,
            self.address,
            self.language,
            self.chair,
            self.employer,
            self.seats,
            employer_number=self.employer_number,
        )


class Changed(Written):
    version: Whole


async def new(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
        until = await closes(db, edition)
    values = {"language": edition.first_language, "seats": every(categories)}
    return await _form(request, member, edition, categories, Shown(values), until=until)


async def add(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
        until = await closes(db, edition)
        checked, errors = forms.read(Written, typed, offered=tuple(edition.languages))
        if checked:
            await panel.add(db, edition.id, checked.appointment, member.actor)
    if checked:
        return pages.see_other(request, "staff:panel", year=edition.year)
    shown = fields.again(typed, 0, errors)
    return await _form(request, member, edition, categories, shown, until=until)


async def edit(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
        juror = await panel.juror(db, edition.id, request.path_params["juror"])
    return await _form(request, member, edition, categories, Shown(_values(juror)), juror)


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
        juror = await panel.juror(db, edition.id, request.path_params["juror"])
        checked, errors = forms.read(Changed, typed, offered=tuple(edition.languages))
        theirs = fields.theirs(typed, juror.version, _values(juror), LABELS)
        made = checked is not None and not theirs
        if checked and made:
            await panel.change(
                db, edition.id, juror.id, checked.version, checked.appointment, member.actor
            )
    if made:
        return pages.see_other(request, "staff:juror", year=edition.year, juror=juror.id)
    shown = fields.again(typed, juror.version, errors, theirs)
    return await _form(request, member, edition, categories, shown, juror)


async def closes(db: Connection, edition: Edition) -> datetime | None:
    """When judging is planned to close."""
    planned = (await editions.timetable(db, edition.id)).get(Stage.DECIDING)
    return planned.due if planned else None


def every(categories: list[Category]) -> str:
    return " ".join(str(category.id) for category in categories)


def _values(juror: Appointed) -> dict[str, str]:
    return {
        "name": juror.name,
        "address": juror.address,
        "language": juror.language,
        "employer": juror.employer,
        "employer_number": juror.employer_number or "",
        "chair": "yes" if juror.chair else "",
        "seats": " ".join(str(category) for category in juror.seats),
        "version": str(juror.version),
    }


async def _form(
    request: Request,
    member: Member,
    edition: Edition,
    categories: list[Category],
    shown: Shown,
    juror: Appointed | None = None,
    *,
    until: datetime | None = None,
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/panel_form.html",
        shown,
        languages=edition.languages,
        categories=categories,
        juror=juror,
        judging=edition.allows(Action.SCORE),
        closes=until,
    )


routes: list[BaseRoute] = [
    Route("/{year:year}/jury/new", new, name="new_juror", methods=["GET"]),
    Route("/{year:year}/jury/new", add, name="add_juror", methods=["POST"]),
    Route("/{year:year}/jury/{juror:ident}/change", edit, name="edit_juror", methods=["GET"]),
    Route("/{year:year}/jury/{juror:ident}/change", change, name="change_juror", methods=["POST"]),
]
