"""Joining at the desk: companies that may be one, what joining them will do, and parting them."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, merging, pages, words
from awards.routes.staff import desk, lists
from awards.stages import Action


async def joining(request: Request) -> Response:
    """Companies that look like one another, or a search for the one to join with a given one."""
    asked = request.query_params
    search, ident = lists.line(asked, "q"), words.whole(asked.get("company"))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        company = await merging.company(db, edition.id, ident) if ident else None
        alike = await merging.suggestions(db, edition.id)
        found = await merging.companies(db, edition.id, search) if search else []
    return await desk.page(
        request,
        member,
        edition,
        "staff/joining.html",
        company=company,
        alike=[one for one in alike if not ident or ident in (one.keep.id, one.join.id)],
        found=[one for one in found if one.id != ident],
        search=search,
        screens=edition.allows(Action.SCREEN),
    )


async def before_joining(request: Request) -> Response:
    """What joining two companies will do, before it is done."""
    asked = request.query_params
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        keep = await merging.company(db, edition.id, words.whole(asked.get("keep")) or 0)
        join = await merging.company(db, edition.id, words.whole(asked.get("join")) or 0)
    return await desk.page(
        request,
        member,
        edition,
        "staff/join.html",
        keep=keep,
        join=join,
        screens=edition.allows(Action.SCREEN),
    )


async def join(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        keep, joined = [
            replace(
                await merging.company(db, edition.id, words.whole(typed[name]) or 0),
                version=words.whole(typed[f"{name}-version"]) or 0,
            )
            for name in ("keep", "join")
        ]
        await merging.merge(db, edition.id, joined, keep, member.actor)
    return lists.back(request, "staff:nominees", {"q": keep.name}, year=edition.year)


async def part(request: Request) -> Response:
    typed = await pages.form(request)
    company = request.path_params["company"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        version = words.whole(typed["version"]) or 0
        await merging.part(db, edition.id, company, version, member.actor)
        parted = await merging.company(db, edition.id, company)
    return lists.back(request, "staff:nominees", {"q": parted.name}, year=edition.year)


LIST = "/{year:year}/nominees"

routes: list[BaseRoute] = [
    Route(f"{LIST}/joining", joining, name="joining"),
    Route(f"{LIST}/join", before_joining, name="before_joining"),
    Route(f"{LIST}/join", join, name="join_companies", methods=["POST"]),
    Route(LIST + "/part/{company:ident}", part, name="part_companies", methods=["POST"]),
]
