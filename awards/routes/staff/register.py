"""What the company register says about this year's companies, and asking it again."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, pages, rechecks, words
from awards.register import Register
from awards.routes.staff import desk, lists
from awards.stages import Action

PATIENCE = 2.0  # seconds for one company


async def listed(request: Request) -> Response:
    page = pages.number(request.query_params)
    unverified = request.query_params.get("show") == "unverified"
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found, total = await rechecks.page(db, edition.id, unverified, page)
        progress = await rechecks.progress(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/register.html",
        found=found,
        page=page,
        pager=lists.pager(request, page, len(found), total, rechecks.PAGE),
        unverified=unverified,
        progress=progress,
        outcomes=rechecks.OUTCOMES,
        screens=edition.allows(Action.SCREEN),
    )


async def check(request: Request) -> Response:
    """Ask about one company. The register is asked while no transaction is open."""
    company = request.path_params["company"]
    nominee = words.whole((await pages.form(request))["nominee"])
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        number = await rechecks.number(db, edition.id, company)
    register: Register = request.app.state.register
    answer = await register.facts(number, within=PATIENCE, fresh=True)
    async with pages.transaction(request) as db:
        await rechecks.checked(db, member.actor, edition.id, company, number, answer)
    if nominee:
        return pages.see_other(request, "staff:nominee", year=edition.year, nominee=nominee)
    return pages.see_other(request, "staff:register", year=edition.year)


async def check_all(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await rechecks.ask_about_all(db, member, edition.id)
    return pages.see_other(request, "staff:register", year=edition.year)


PATH = "/{year:year}/nominees/register"

routes: list[BaseRoute] = [
    Route(PATH, listed, name="register"),
    Route(PATH, check_all, methods=["POST"], name="check_all"),
    Route(PATH + "/{company:ident}", check, methods=["POST"], name="check_company"),
]
