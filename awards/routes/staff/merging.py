"""Joining at the desk: companies that may be one, what joining them will do, and parting them."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, merging, pages, words
from awards.routes.staff import desk, lists
from awards.stages import Action

MOST = 20  # companies joined in one step


async def joining(request: Request) -> Response:
    """Companies that look like one another, or a search for those to join with a given one."""
    asked = request.query_params
    search, ident = lists.line(asked, "q"), words.whole(asked.get("company"))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        company = await merging.company(db, edition.id, ident) if ident else None
        groups = await merging.suggestions(db, edition.id)
        found = await merging.companies(db, edition.id, search) if search else []
    if company:
        groups = [one for one in groups if company.id in [like.id for like in one.companies]]
    return await desk.page(
        request,
        member,
        edition,
        "staff/joining.html",
        company=company,
        groups=groups,
        found=[one for one in found if one.id != ident],
        search=search,
        screens=edition.allows(Action.SCREEN),
    )


async def before_joining(request: Request) -> Response:
    """What joining companies will do, before it is done."""
    asked = request.query_params
    wanted = words.whole(asked.get("keep")) or 0
    ticked = [one for one in lists.wholes(asked.getlist("join")) if one != wanted][:MOST]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        keep = await merging.company(db, edition.id, wanted)
        joining = await merging.some(db, edition.id, ticked)
    return await desk.page(
        request,
        member,
        edition,
        "staff/join.html",
        keep=keep,
        joining=joining,
        numbers=[one for one in (keep, *joining) if one.organisation_number],
        screens=edition.allows(Action.SCREEN),
    )


async def join(request: Request) -> Response:
    typed = await pages.form(request)
    shown = lists.versions(typed.getlist("join"))
    (wanted, version), *_ = [*lists.versions(typed.getlist("keep")).items(), (0, 0)]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        keep = replace(await merging.company(db, edition.id, wanted), version=version)
        joining = [
            replace(one, version=shown[one.id])
            for one in await merging.some(db, edition.id, list(shown)[:MOST])
        ]
        await merging.merge_all(db, edition.id, joining, keep, member.actor)
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
