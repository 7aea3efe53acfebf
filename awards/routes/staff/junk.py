"""Junk at the desk: a list apart, where staff take out what is none and empty the rest."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, junk, pages, words
from awards.errors import N_
from awards.routes.staff import desk, lists

WHY = {
    "hidden_field": N_("Filled in a field that nobody sees"),
    "too_fast": N_("Sent faster than anybody writes"),
}


async def heap(request: Request) -> Response:
    asked = request.query_params
    search, page = lists.line(asked, "q"), pages.number(asked)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await junk.page(db, edition.id, search, page)
        takes_out = junk.may_take_out(await editions.entered(db, edition.id))
    return await desk.page(
        request,
        member,
        edition,
        "staff/junk.html",
        heap=found,
        search=search,
        reasons=WHY,
        takes_out=takes_out,
        pager=lists.pager(request, page, len(found.found), found.matching, junk.PAGE),
    )


async def take_out(request: Request) -> Response:
    ident = request.path_params["nomination"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await junk.take_out(db, edition.id, ident, member.actor)
    return pages.see_other(request, "staff:nomination", year=edition.year, nomination=ident)


async def before_emptying(request: Request) -> Response:
    """What emptying will delete, before it is done."""
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await junk.page(db, edition.id)
    return await desk.page(request, member, edition, "staff/junk_empty.html", heap=found)


async def empty(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await junk.empty(db, edition.id, words.whole(typed["newest"]) or 0, member.actor)
    return pages.see_other(request, "staff:junk", year=edition.year)


LIST = "/{year:year}/nominations/junk"

routes: list[BaseRoute] = [
    Route(LIST, heap, name="junk"),
    Route(f"{LIST}/empty", before_emptying, name="before_emptying"),
    Route(f"{LIST}/empty", empty, methods=["POST"], name="empty_junk"),
    Route(f"{LIST}/{{nomination:ident}}/take-out", take_out, methods=["POST"], name="not_junk"),
]
