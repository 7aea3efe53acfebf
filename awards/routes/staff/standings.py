"""The standings after judging, and the decision of each category."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import decisions, doors, editions, pages, results, rounds, stages
from awards.database import Connection
from awards.editions import Edition
from awards.errors import NotFound
from awards.routes import deciding
from awards.routes.staff import desk
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action, Stage


async def standings(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        facts = await _facts(db, edition)
    return await _page(request, member, edition, facts, {})


async def decide(request: Request) -> Response:
    category = request.path_params["category"]
    typed = await pages.form(request, deciding.labels(category))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        stages.require(edition.stage, Action.DECIDE)
        facts = await _facts(db, edition)
        found = [table for table in facts["tables"] if table.category.id == category]
        if not found:
            raise NotFound
        stood = facts["made"].get(category)
        shown = await deciding.record(db, member, edition, found[0], stood, typed)
    if shown is None:
        return pages.see_other(request, "staff:standings", year=edition.year)
    return await _page(request, member, edition, facts, {category: shown})


async def approve(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        category = request.path_params["category"]
        await decisions.approve(db, member, edition.id, category, deciding.version(typed))
    return pages.see_other(request, "staff:standings", year=edition.year)


async def _facts(db: Connection, edition: Edition) -> dict[str, Any]:
    """Before the stage allows it nothing but earlier rounds; the page says when the rest comes."""
    closing = (await editions.timetable(db, edition.id)).get(Stage.DECIDING)
    closes = closing.due if closing else None
    if not edition.allows(Action.SEE_STANDINGS):
        tables = await results.closed(db, edition.id)
        return {"tables": tables, "made": {}, "begun": {}, "closes": closes}
    return {
        "tables": await results.standings(db, edition.id),
        "made": await decisions.decisions(db, edition.id),
        "begun": await rounds.waiting(db, edition.id),
        "closes": closes,
    }


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    facts: dict[str, Any],
    typed: dict[int, Shown],
) -> Response:
    """Each category with its form: as recorded, or as it was typed a moment ago."""
    spoken = pages.language(request, member.language)
    tables, made = facts["tables"], facts["made"]
    return await desk.page(
        request,
        member,
        edition,
        "staff/standings.html",
        may_see=edition.allows(Action.SEE_STANDINGS),
        may_decide=edition.allows(Action.DECIDE),
        may_meet=edition.allows(Action.MEET),
        may_announce=edition.allows(Action.ANNOUNCE_WINNER),
        to=deciding.address(request, "staff", year=edition.year),
        decide="decide",
        approve="approve_decision",
        **deciding.facts(edition, tables, made, typed, member, spoken),
        **facts,
    )


routes: list[BaseRoute] = [
    Route("/{year:year}/standings", standings, name="standings"),
    Route("/{year:year}/standings/{category:ident}", decide, methods=["POST"], name="decide"),
    Route(
        "/{year:year}/standings/{category:ident}/approve",
        approve,
        methods=["POST"],
        name="approve_decision",
    ),
]
