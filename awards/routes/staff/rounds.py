"""A second round at the desk: begun on a smaller shortlist, dropped until judging opens again."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, forms, pages, results, rounds
from awards.database import Connection
from awards.editions import Category, Edition
from awards.errors import N_, NotFound
from awards.forms import LONGEST_TEXT, TOO_LONG, Errors, Typed
from awards.results import Table
from awards.rounds import Choice
from awards.routes.staff import fields, lists
from awards.routes.staff.fields import Shown
from awards.staff import Member

LABELS = {"nominee": N_("Who goes on"), "reason": N_("Why")}


async def ask(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        choice = await rounds.choice(db, edition.id, request.path_params["category"])
        category, table = await _judged(db, edition, choice)
    suggested = [place.standing.nominee for place in table.ahead]
    return await _page(
        request, member, edition, category, table, choice, suggested, Shown({"reason": ""})
    )


async def begin(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    chosen = lists.wholes(typed.getlist("nominee"))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        choice = await rounds.choice(db, edition.id, request.path_params["category"])
        category, table = await _judged(db, edition, choice)
        errors = _faults(choice, chosen, typed)
        if not errors:
            reason = typed["reason"]
            await rounds.begin(db, choice, member.actor, chosen=chosen, reason=reason)
    if not errors:
        return pages.see_other(request, "staff:standings", year=edition.year)
    shown = Shown({"reason": typed["reason"]}, errors)
    return await _page(request, member, edition, category, table, choice, chosen, shown)


async def drop(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await rounds.drop(db, edition.id, request.path_params["category"], member.actor)
    return pages.see_other(request, "staff:standings", year=edition.year)


async def _judged(db: Connection, edition: Edition, choice: Choice) -> tuple[Category, Table]:
    """The category with the standings of its last round."""
    for table in await results.standings(db, edition.id):
        if table.category.id == choice.category:
            return table.category, table
    raise NotFound


def _faults(choice: Choice, chosen: Sequence[int], typed: Typed) -> Errors:
    found: Errors = {}
    for field, message in choice.faults(chosen, typed["reason"]).items():
        found |= forms.wrong(field, message)
    if len(typed["reason"]) > LONGEST_TEXT:
        found |= forms.wrong("reason", TOO_LONG, max_length=LONGEST_TEXT)
    return found


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    category: Category,
    table: Table,
    choice: Choice,
    chosen: Sequence[int],
    shown: Shown,
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/round.html",
        shown,
        category=category,
        table=table,
        choice=choice,
        chosen=chosen,
    )


ONE = "/{year:year}/standings/{category:ident}/round"

routes: list[BaseRoute] = [
    Route(ONE, ask, name="round", methods=["GET"]),
    Route(ONE, begin, name="begin_round", methods=["POST"]),
    Route(f"{ONE}/drop", drop, name="drop_round", methods=["POST"]),
]
