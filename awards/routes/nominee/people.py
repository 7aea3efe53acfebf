"""Who works on a company's form: invited, let in or turned away by those inside; stopping."""

from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import colleagues, doors, forms, pages
from awards.colleagues import Person
from awards.contributors import Contributor, Invited
from awards.database import Connection
from awards.errors import N_
from awards.forms import Address, Errors, Line, Typed
from awards.routes.nominee import room
from awards.tokens import Purpose

LABELS = {"name": N_("Name"), "address": N_("E-mail address"), "language": N_("Language")}


class Language(StrEnum):
    NB = "nb"
    EN = "en"


class Colleague(forms.Form):
    name: Line
    address: Address
    language: Language


async def people(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        found = await _people(db, contributor)
    return await _page(request, contributor, found, Typed({"language": contributor.language}), {})


async def invite(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    read, errors = forms.read(Colleague, typed)
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        contributor.require_inside()
        if read is not None:
            invited = Invited(read.name, read.address, read.language)
            await colleagues.invite(db, contributor, invited)
        found = await _people(db, contributor)
    if read is None:
        return await _page(request, contributor, found, typed, errors)
    return pages.see_other(request, "nominee:people")


async def let_in(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        await colleagues.let_in(db, contributor, request.path_params["contributor"])
    return pages.see_other(request, "nominee:people")


async def refuse(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        await colleagues.refuse(db, contributor, request.path_params["contributor"])
    return pages.see_other(request, "nominee:people")


async def stop(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        await colleagues.stop(db, contributor)
    response = await pages.page(request, "nominee/stopped.html")
    return doors.forget(request, response, Purpose.CONTRIBUTOR)


async def _people(db: Connection, contributor: Contributor) -> list[Person]:
    """Who works on the form or waits to, for somebody inside."""
    found = await colleagues.of_company(db, contributor.head) if contributor.inside else []
    return [one for one in found if one.ended_at is None]


async def _page(
    request: Request, contributor: Contributor, found: list[Person], typed: Typed, errors: Errors
) -> Response:
    if not contributor.inside:
        return await room.waiting(request, contributor)
    spoken = pages.language(request, contributor.language)
    return await room.page(
        request,
        contributor,
        "nominee/people.html",
        status=422 if errors else 200,
        people=found,
        languages=[(code.value, pages.NAMES[code]) for code in Language],
        typed=typed,
        errors=forms.said(errors, spoken),
    )


routes: list[BaseRoute] = [
    Route("/people", people, name="people"),
    Route("/people", invite, methods=["POST"], name="invite"),
    Route("/people/{contributor:ident}/let-in", let_in, methods=["POST"], name="let_in"),
    Route("/people/{contributor:ident}/refuse", refuse, methods=["POST"], name="refuse"),
    Route("/people/stop", stop, methods=["POST"], name="stop"),
]
