"""The company of a nominee at the desk: told or not, who works on its form, let in, ended."""

from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import colleagues, contributors, doors, forms, informing, pages
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Address, Line, OptionalLine, Text
from awards.informing import Telling
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.stages import Action

LABELS = {
    "called": N_("Name of the company in the letter"),
    "name": N_("Name of the person"),
    "address": N_("E-mail address"),
    "language": N_("Language of the letter"),
}


class Language(StrEnum):
    NB = "nb"
    EN = "en"


class Invited(forms.Form):
    called: Line
    name: OptionalLine
    address: Address
    language: Language


class Noted(forms.Form):
    note: Text


async def company(request: Request) -> Response:
    return await _page(request, Shown({}))


async def invite(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    read, errors = forms.read(Invited, typed)
    if read is None:
        return await _page(request, Shown(fields.values(typed), errors))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        telling = Telling(
            request.path_params["company"], read.called, read.name, read.address, read.language
        )
        await informing.inform(db, member, edition.id, telling)
    return _to_company(request, edition)


async def note(request: Request) -> Response:
    typed = await pages.form(request, {"note": N_("How it was told")})
    read, errors = forms.read(Noted, typed)
    if read is None:
        return await _page(request, Shown(fields.values(typed), errors))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        company = request.path_params["company"]
        await informing.note(db, member, edition.id, company, read.note)
    return _to_company(request, edition)


async def let_in(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        person = request.path_params["contributor"]
        await contributors.let_in(db, edition.id, person, member.actor)
    return _to_company(request, edition)


async def end(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await contributors.end(db, edition.id, request.path_params["contributor"], member.actor)
    return _to_company(request, edition)


async def _page(request: Request, form: Shown) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        about = await informing.about(db, edition.id, request.path_params["company"])
        people = await colleagues.of_company(db, about.company)
        notes = await informing.notes(db, about.company)
        informed = await informing.is_informed(db, edition.id, about.company)
    begun = {
        "called": about.name,
        "name": "",
        "address": "" if people else about.register_address,
        "language": "nb" if "nb" in edition.languages else edition.first_language,
        "note": "",
    }
    return await fields.page(
        request,
        member,
        edition,
        "staff/company.html",
        Shown({**begun, **form.values}, form.errors),
        languages=edition.languages,
        about=about,
        people=people,
        notes=notes,
        informed=informed,
        opens=edition.allows(Action.OPEN_LINKS),
    )


def _to_company(request: Request, edition: Edition) -> Response:
    company = request.path_params["company"]
    return pages.see_other(request, "staff:company", year=edition.year, company=company)


ONE = "/{year:year}/companies/{company:ident}"
PERSON = ONE + "/people/{contributor:ident}"

routes: list[BaseRoute] = [
    Route(ONE, company, name="company"),
    Route(ONE + "/invite", invite, methods=["POST"], name="invite_into_company"),
    Route(ONE + "/informed", note, methods=["POST"], name="note_informed"),
    Route(PERSON + "/let-in", let_in, methods=["POST"], name="let_in_contributor"),
    Route(PERSON + "/end", end, methods=["POST"], name="end_contributor"),
]
