"""For the press: whom newsrooms reach, what announcements call the company, and its logo."""

from typing import Annotated, Any

from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import companies, doors, forms, pages, press, submissions, words
from awards.contributors import Contributor
from awards.database import Connection
from awards.errors import N_
from awards.forms import Errors, Form, Line, OptionalAddress, OptionalLine, Typed
from awards.press import Contact
from awards.routes.nominee import room

LABELS = {
    "company": N_("Name in announcements"),
    "name": N_("Name"),
    "address": N_("E-mail"),
    "telephone": N_("Telephone"),
}
Shown = Annotated[int, BeforeValidator(lambda text: words.whole(text) or 0)]


class Press(Form):
    company: Line
    name: OptionalLine
    address: OptionalAddress
    telephone: OptionalLine
    seen: Shown  # which version of the contact the page had shown
    version: Shown  # and of the company


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        facts = await standing(db, contributor) if contributor.inside else None
    if facts is None:
        return await room.waiting(request, contributor)
    return await page(request, contributor, facts)


async def save(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    read, errors = forms.read(Press, typed)
    overtaken = None
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        contributor.require_inside()
        if read is not None:
            contact = Contact(read.name, read.address, read.telephone)
            overtaken = await press.name_contact(db, contributor, contact, read.seen)
            if overtaken is None:
                await press.announce_as(db, contributor, read.company, read.version)
        facts = await standing(db, contributor)
    if read is not None and overtaken is None:
        return pages.see_other(request, "nominee:press")
    return await page(request, contributor, facts, typed, errors, overtaken=overtaken)


async def standing(db: Connection, contributor: Contributor) -> dict[str, Any]:
    """What the page shows of the company as it stands."""
    inside, contributor = await submissions.entered(db, contributor)
    said = await submissions.said(db, contributor.head)
    deadline = await submissions.deadline(db, inside, contributor.head)
    return {
        "company": await companies.company(db, contributor.head),
        "contact": press.contact(said),
        "contact_item": said.items.get(submissions.PRESS_CONTACT),
        "logo": said.item(submissions.LOGO),
        "logo_seen": said.items.get(submissions.LOGO),
        "is_open": submissions.is_open(inside, deadline),
        "deadline": deadline,
    }


async def page(
    request: Request,
    contributor: Contributor,
    facts: dict[str, Any],
    typed: Typed | None = None,
    errors: Errors | None = None,
    *,
    logo_error: str = "",
    **more: Any,
) -> Response:
    """The page as it stands, or with what was typed and what is wrong with it."""
    spoken = pages.language(request, contributor.language)
    overtaken = more.get("overtaken") or more.get("logo_overtaken")
    return await room.page(
        request,
        contributor,
        "nominee/press.html",
        status=409 if overtaken else 422 if errors or logo_error else 200,
        typed=typed if typed is not None else _as_typed(facts),
        errors=forms.said(errors or {}, spoken),
        logo_error=logo_error,
        **{"overtaken": None, "logo_overtaken": None, **facts, **more},
    )


def _as_typed(facts: dict[str, Any]) -> Typed:
    contact: Contact = facts["contact"]
    return Typed(
        {
            "company": facts["company"].name,
            "name": contact.name,
            "address": contact.address,
            "telephone": contact.telephone,
        }
    )


routes: list[BaseRoute] = [
    Route("/press", show, name="press"),
    Route("/press", save, methods=["POST"], name="press"),
]
