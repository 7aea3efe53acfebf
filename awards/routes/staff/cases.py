"""A case as staff read it, with what the jury does not see; and corrections once it is frozen."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import amendments, cases, doors, editions, pages
from awards.errors import N_
from awards.forms import Errors, Typed
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.stages import Action

LABELS = fields.labels({}, {"words": N_("What is corrected")})


async def show(request: Request) -> Response:
    return await _page(request, Shown({}))


async def amend(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        inside.require(Action.AMEND_CASE)
        errors = _faults(typed, edition.languages)
        if not errors:
            words = typed.texts("words", edition.languages)
            await amendments.amend(db, inside, member, request.path_params["nominee"], words)
    if errors:
        return await _page(request, fields.again(typed, 0, errors))
    nominee = request.path_params["nominee"]
    return pages.see_other(request, "staff:case", year=edition.year, nominee=nominee)


async def logo(request: Request) -> Response:
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        found = await cases.logo(db, edition.id, request.path_params["nominee"])
    return Response(found.content, media_type=found.media_type)


def _faults(typed: Typed, languages: list[str]) -> Errors:
    return fields.faults(typed, languages, required=("words",), texts=("words",))


async def _page(request: Request, shown: Shown) -> Response:
    number = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        case = await cases.material(db, edition.id, request.path_params["nominee"], number)
    at = {"year": edition.year, "nominee": case.nominee}
    return await fields.page(
        request,
        member,
        edition,
        "staff/case.html",
        shown,
        languages=edition.languages,
        case=case,
        logo=pages.url(request, "staff:case_logo", **at) if case.logo else "",
        here=f"{pages.url(request, 'staff:case', **at)}?page=",
        apart=True,
        amends=edition.allows(Action.AMEND_CASE),
    )


CASE = "/{year:year}/nominees/{nominee:ident}/case"

routes: list[BaseRoute] = [
    Route(CASE, show, name="case"),
    Route(f"{CASE}/logo", logo, name="case_logo"),
    Route(f"{CASE}/corrections", amend, name="amend_case", methods=["POST"]),
]
