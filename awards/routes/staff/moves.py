"""Moving the year on or back: a page that says what will happen, and the button that does it."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, forms, moves, pages, stages
from awards.award import Award
from awards.conditions import Sentence, said
from awards.editions import Edition
from awards.errors import N_, NotFound
from awards.forms import LONGEST_TEXT, TOO_LONG, Errors, Typed
from awards.moves import Plan
from awards.routes.staff import desk
from awards.staff import Member
from awards.stages import Stage

LABELS = {
    "reason": N_("Why"),
    "due-date": N_("Date of the new deadline"),
    "due-time": N_("Time of the new deadline"),
}


async def ask(request: Request) -> Response:
    target = _target(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        plan = await moves.plan(db, edition, target)
    if plan.made:
        return pages.see_other(request, "staff:year", year=edition.year)
    return await _page(request, member, edition, prize, plan, Typed([]), {})


async def move(request: Request) -> Response:
    target = _target(request)
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        plan = await moves.plan(db, edition, target, seen=typed["stage"])
        due, errors = _read(typed, plan, prize.zone)
        stands = bool(plan.missing or errors) and not plan.made
        if not stands:
            await moves.move(db, edition, target, member.actor, typed["reason"], due)
    if stands:
        return await _page(request, member, edition, prize, plan, typed, errors)
    return pages.see_other(request, "staff:year", year=edition.year)


def _target(request: Request) -> Stage:
    if request.path_params["stage"] not in list(Stage):
        raise NotFound
    return Stage(request.path_params["stage"])


def _read(typed: Typed, plan: Plan, zone: str) -> tuple[datetime | None, Errors]:
    due, errors = forms.moment(typed, "due", zone) if plan.back else (None, {})
    if len(typed["reason"]) > LONGEST_TEXT:
        errors |= forms.wrong("reason", TOO_LONG, max_length=LONGEST_TEXT)
    for field, message in plan.faults(typed["reason"], due).items():
        errors = {**forms.wrong(field, message), **errors}
    return due, errors


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    prize: Award,
    plan: Plan,
    typed: Typed,
    errors: Errors,
) -> Response:
    spoken = pages.language(request, member.language)

    def in_words(sentences: list[Sentence]) -> list[str]:
        return [said(one, spoken, prize.zone) for one in sentences]

    refused = bool(errors) or (bool(plan.missing) and request.method == "POST")
    return await desk.page(
        request,
        member,
        edition,
        "staff/move.html",
        status=422 if refused else 200,
        plan=plan,
        missing=in_words(plan.missing),
        short=in_words(plan.short),
        effects=in_words(plan.effects),
        typed=typed,
        errors=forms.said(errors, spoken),
        names=stages.NAMES,
    )


PATH = "/{year:year}/move/{stage}"

routes: list[BaseRoute] = [
    Route(PATH, ask, name="move", methods=["GET"]),
    Route(PATH, move, name="make_move", methods=["POST"]),
]
