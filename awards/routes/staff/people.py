"""Who is on the staff, and what each may do. Administrators only."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, forms, pages, staff, words
from awards.errors import N_
from awards.forms import Address, Line
from awards.rendering import LANGUAGES
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.staff import Member, Role

LABELS = {
    "name": N_("Name"),
    "address": N_("E-mail address"),
    "role": N_("Role"),
    "language": N_("Language of letters and pages"),
}
ROLES = {
    Role.EDITOR: (N_("Editor"), N_("runs the year")),
    Role.PUBLISHER: (N_("Publisher"), N_("runs the year and announces")),
    Role.ADMINISTRATOR: (
        N_("Administrator"),
        N_("runs the year, announces, and looks after staff and settings"),
    ),
}


class Changed(forms.Form):
    name: Line
    role: Role
    language: Line


class Added(Changed):
    address: Address


async def people(request: Request) -> Response:
    return await _list(request, Shown({"role": Role.EDITOR, "language": LANGUAGES[0]}))


async def add(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        added, errors = forms.read(Added, typed)
        if added:
            ident = await staff.add(
                db,
                name=added.name,
                address=added.address,
                mailbox=words.canonical_mailbox(added.address),
                role=added.role,
                language=_language(added.language),
            )
            await staff.invite(db, member.actor, ident)
    if errors:
        return await _list(request, fields.again(typed, 0, errors))
    return pages.see_other(request, "staff:people")


async def person(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        other = await staff.member(db, request.path_params["person"])
    shown = Shown({"name": other.name, "role": other.role, "language": other.language})
    return await _one(request, member, other, shown)


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        other = await staff.member(db, request.path_params["person"])
        changed, errors = forms.read(Changed, typed)
        if changed:
            await staff.change(
                db,
                member.actor,
                other.id,
                name=changed.name,
                role=changed.role,
                language=_language(changed.language),
            )
    if errors:
        return await _one(request, member, other, fields.again(typed, 0, errors))
    return pages.see_other(request, "staff:people")


async def end(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        await staff.end(db, member.actor, request.path_params["person"])
    return pages.see_other(request, "staff:people")


async def invite(request: Request) -> Response:
    """A new link in a letter, for somebody who never used the first."""
    async with pages.transaction(request) as db:
        await doors.member(request, db, Role.ADMINISTRATOR)
        other = await staff.member(db, request.path_params["person"])
        await staff.ask_for_link(db, other.mailbox)
    return pages.see_other(request, "staff:people")


def _language(chosen: str) -> str:
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


async def _list(request: Request, shown: Shown) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.ADMINISTRATOR)
        everybody = await staff.members(db)
    return await fields.page(
        request, member, None, "staff/people.html", shown, people=everybody, roles=ROLES
    )


async def _one(request: Request, member: Member, other: Member, shown: Shown) -> Response:
    return await fields.page(
        request, member, None, "staff/person.html", shown, person=other, roles=ROLES
    )


routes: list[BaseRoute] = [
    Route("/people", people, name="people"),
    Route("/people", add, methods=["POST"], name="add_person"),
    Route("/people/{person:ident}", person, name="person"),
    Route("/people/{person:ident}", change, methods=["POST"], name="change_person"),
    Route("/people/{person:ident}/end", end, methods=["POST"], name="end_person"),
    Route("/people/{person:ident}/link", invite, methods=["POST"], name="send_person_link"),
]
