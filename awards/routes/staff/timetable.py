"""The timetable of a year, typed as days and clocks in the award's zone."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, editions, formats, forms, pages, stages, times, timetable
from awards.award import Award
from awards.editions import Edition, Entered
from awards.errors import N_
from awards.forms import LONGEST_LINE, TOO_LONG, Error, Errors, Typed
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Stage

LABELS = {
    **{f"{stage}-date": stages.NAMES[stage] for stage in timetable.PLANNED},
    **{f"{stage}-time": stages.NAMES[stage] for stage in timetable.PLANNED},
    "reason": N_("Why the deadline is moved"),
}
COMES_TWICE = N_("The clock passes this time twice on that night. Say which you mean.")


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        inside = await editions.entered(db, edition.id)
    shown = Shown({"version": str(edition.version), **_values(inside, prize.zone)})
    return await _page(request, member, edition, inside, prize, shown)


async def plan(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        inside = await editions.entered(db, edition.id)
        wanted, errors = _read(typed, inside, prize.zone)
        theirs = fields.theirs(typed, edition.version, _values(inside, prize.zone), LABELS)
        if not errors and not theirs:
            await timetable.plan(db, member.actor, inside, wanted, edition.version, typed["reason"])
    if not errors and not theirs:
        return pages.see_other(request, "staff:year", year=edition.year)
    shown = fields.again(typed, edition.version, errors, theirs)
    return await _page(request, member, edition, inside, prize, shown)


def _read(typed: Typed, inside: Entered, zone: str) -> tuple[dict[Stage, datetime], Errors]:
    """The times of the stages ahead; a stage whose fields are empty is not planned."""
    wanted: dict[Stage, datetime] = {}
    errors: Errors = {}
    for stage in timetable.open_stages(inside):
        due, wrong = _moment(typed, stage, inside.due.get(stage), zone)
        errors |= wrong
        if due:
            wanted[stage] = due
    if len(typed["reason"]) > LONGEST_LINE:
        errors["reason"] = Error(TOO_LONG, {"max_length": LONGEST_LINE})
    if not errors:
        for stage, fault in timetable.faults(inside, wanted, typed["reason"]).items():
            errors["reason" if fault.reason else stage] = Error(fault.message, {})
    return wanted, errors


def _moment(
    typed: Typed, stage: Stage, stands: datetime | None, zone: str
) -> tuple[datetime | None, Errors]:
    """The instant that was typed. A time nobody touched stays exact, also in a night of two."""
    shown = (typed[f"{stage}-date"], typed[f"{stage}-time"])
    if stands and shown == times.shown(stands, zone) and not typed[f"{stage}-passing"]:
        return stands, {}
    due, errors = forms.moment(typed, stage, zone)
    twice = any(error.message == forms.COMES_TWICE for error in errors.values())
    return due, forms.wrong(stage, COMES_TWICE) if twice else errors


def _values(inside: Entered, zone: str) -> dict[str, str]:
    values = {}
    for stage in timetable.open_stages(inside):
        if due := inside.due.get(stage):
            values[f"{stage}-date"], values[f"{stage}-time"] = times.shown(due, zone)
    return values


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    inside: Entered,
    prize: Award,
    shown: Shown,
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/timetable.html",
        shown,
        award=prize,
        zone=formats.zone_word(pages.language(request, member.language), prize.zone),
        inside=inside,
        planned=timetable.PLANNED,
        ahead=timetable.open_stages(inside),
        told=timetable.deadline(inside) is not None,
        names=stages.NAMES,
        twice=[stage for stage, error in shown.errors.items() if error.message == COMES_TWICE],
    )


routes: list[BaseRoute] = [
    Route("/{year:year}/set-up/timetable", show, name="timetable"),
    Route("/{year:year}/set-up/timetable", plan, methods=["POST"], name="plan"),
]
