"""The standings after judging, and the decision of each category."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import decisions, doors, editions, forms, pages, results, rounds, stages
from awards.database import Connection
from awards.decisions import Decision
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Errors, Typed
from awards.rendering import translate
from awards.results import Table
from awards.routes.staff import desk, fields
from awards.routes.staff.fields import Labels, Shown
from awards.staff import Member
from awards.stages import Action, Stage


async def standings(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        facts = await _facts(db, edition)
    return await _page(request, member, edition, facts, {})


async def decide(request: Request) -> Response:
    category = request.path_params["category"]
    labels = _labels(category)
    typed = await pages.form(request, labels)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        stages.require(edition.stage, Action.DECIDE)
        facts = await _facts(db, edition)
        stands = facts["made"].get(category)
        version = stands.version if stands else 0
        theirs = fields.theirs(typed, version, _recorded(category, stands), labels)
        errors = _faults(typed, edition, category, facts["tables"])
        if not theirs and not errors:
            await decisions.record(
                db,
                member,
                edition.id,
                category,
                nominee=int(typed[f"nominee-{category}"]),
                reason=typed.texts(f"reason-{category}", edition.languages),
                version=version,
            )
            return pages.see_other(request, "staff:standings", year=edition.year)
    shown = fields.again(typed, version, errors, theirs)
    return await _page(request, member, edition, facts, {category: shown})


def _labels(category: int) -> Labels:
    return fields.labels({}, {f"reason-{category}": N_("The reason of the jury")})


def _faults(typed: Typed, edition: Edition, category: int, tables: list[Table]) -> Errors:
    reason, nominee = f"reason-{category}", f"nominee-{category}"
    errors = fields.faults(typed, edition.languages, required=[reason], texts=[reason])
    places = [place for table in tables if table.category.id == category for place in table.places]
    if typed[nominee] not in {str(place.standing.nominee) for place in places}:
        errors = {**forms.wrong(nominee, N_("Choose who wins.")), **errors}
    return errors


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


def _recorded(category: int, decision: Decision | None) -> fields.Values:
    if decision is None:
        return {"version": "0"}
    return {
        **fields.flat(f"reason-{category}", decision.reason),
        f"nominee-{category}": str(decision.nominee) if decision.stands else "",
        "version": str(decision.version),
    }


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    facts: dict[str, Any],
    typed: dict[int, Shown],
) -> Response:
    """Each category with its form: as recorded, or as it was typed a moment ago."""
    return await desk.page(
        request,
        member,
        edition,
        "staff/standings.html",
        status=max((shown.status for shown in typed.values()), default=200),
        may_see=edition.allows(Action.SEE_STANDINGS),
        may_decide=edition.allows(Action.DECIDE),
        may_announce=edition.allows(Action.ANNOUNCE_WINNER),
        languages=[(code, pages.NAMES.get(code, code)) for code in edition.languages],
        forms=_forms({**_stood(facts), **typed}, pages.language(request, member.language)),
        **facts,
    )


def _stood(facts: dict[str, Any]) -> dict[int, Shown]:
    found = (table.category.id for table in facts["tables"])
    return {one: Shown(_recorded(one, facts["made"].get(one))) for one in found}


def _forms(shown: dict[int, Shown], spoken: str) -> dict[int, dict[str, Any]]:
    return {
        category: {
            "values": one.values,
            "errors": forms.said(one.errors, spoken),
            "theirs": [(translate(spoken, label), text) for label, text in one.theirs],
        }
        for category, one in shown.items()
    }


routes: list[BaseRoute] = [
    Route("/{year:year}/standings", standings, name="standings"),
    Route("/{year:year}/standings/{category:ident}", decide, methods=["POST"], name="decide"),
]
