"""Letting news out: approval, the minute, taking back, corrections and withdrawals."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import (
    announcements,
    award,
    corrections,
    doors,
    editions,
    forms,
    pages,
    publishing,
)
from awards.announcements import Announcement, State
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_, Invalid
from awards.forms import EMPTY, Error, Errors, Form, Line, Typed, Whole
from awards.rendering import translate
from awards.routes.staff import desk
from awards.staff import Member, Role


class Seen(Form):
    """A button on a page that showed the announcement in this version."""

    version: Whole


class Withdrawn(Seen):
    reason: Line


async def approve(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db, Role.PUBLISHER)
        seen = _read(typed)
        await announcements.approve(db, member, edition.id, request.path_params["id"], seen.version)
    return _back(request)


async def show_schedule(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db, Role.PUBLISHER)
        found = await _found(request, db, edition)
        missing = await _missing(db, edition, found)
    return await _schedule(request, member, edition, found, missing=missing)


async def schedule(request: Request) -> Response:
    """At the minute that was typed, or at once."""
    typed = await pages.form(request, {"due-date": N_("Day"), "due-time": N_("Time")})
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db, Role.PUBLISHER)
        found = await _found(request, db, edition)
        around = await award.award(db)
        assert around is not None
        due, errors = forms.moment(typed, "due", around.zone)
        at_once = typed["do"] == "now"
        if not (at_once or due or errors):
            errors = {"due": Error(EMPTY, {})}
        if at_once or not errors:
            minute = None if at_once else due
            await publishing.schedule(
                db, member, edition.id, found.id, _read(typed).version, minute
            )
            return _back(request)
    return await _schedule(request, member, edition, found, typed=typed, errors=errors)


async def take_back(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db, Role.PUBLISHER)
        seen = _read(typed)
        await publishing.take_back(db, member, edition.id, request.path_params["id"], seen.version)
    return _back(request)


async def let_out(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db, Role.PUBLISHER)
        seen = _read(typed)
        await corrections.let_out(db, member, edition.id, request.path_params["id"], seen.version)
    return _back(request)


async def drop(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        seen = _read(typed)
        await corrections.drop(db, member, edition.id, request.path_params["id"], seen.version)
    return _back(request)


async def show_withdraw(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db, Role.PUBLISHER)
        found = await _found(request, db, edition)
    return await _withdraw(request, member, edition, found)


async def withdraw(request: Request) -> Response:
    typed = await pages.form(request, {"reason": N_("Why it is withdrawn")})
    checked, errors = forms.read(Withdrawn, typed)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db, Role.PUBLISHER)
        found = await _found(request, db, edition)
        if checked:
            await announcements.withdraw(
                db, member, edition.id, found.id, checked.version, checked.reason
            )
            return _back(request)
    return await _withdraw(request, member, edition, found, errors=errors)


def _read(typed: Typed) -> Seen:
    seen, _ = forms.read(Seen, typed)
    if seen is None:
        raise Invalid
    return seen


async def _found(request: Request, db: Connection, edition: Edition) -> Announcement:
    return await announcements.announcement(db, edition.id, request.path_params["id"])


async def _missing(db: Connection, edition: Edition, found: Announcement) -> str | None:
    """Why it cannot be scheduled yet, so that the page says so instead of refusing later."""
    if found.state is not State.APPROVED:
        return announcements.ELSEWHERE[found.state]
    return await publishing.obstacle(db, await editions.entered(db, edition.id), found.kind)


def _back(request: Request) -> Response:
    year, ident = request.path_params["year"], request.path_params["id"]
    return pages.see_other(request, "staff:announcement", year=year, id=ident)


async def _schedule(
    request: Request,
    member: Member,
    edition: Edition,
    found: Announcement,
    *,
    missing: str | None = None,
    typed: Typed | None = None,
    errors: Errors | None = None,
) -> Response:
    spoken = pages.language(request, member.language)
    return await desk.page(
        request,
        member,
        edition,
        "staff/news_schedule.html",
        status=422 if errors else 200,
        announcement=found,
        missing=missing and translate(spoken, missing),
        typed=typed or Typed(),
        errors=forms.said(errors or {}, spoken),
    )


async def _withdraw(
    request: Request,
    member: Member,
    edition: Edition,
    found: Announcement,
    *,
    errors: Errors | None = None,
) -> Response:
    return await desk.page(
        request,
        member,
        edition,
        "staff/news_withdraw.html",
        status=422 if errors else 200,
        announcement=found,
        errors=forms.said(errors or {}, pages.language(request, member.language)),
    )


ONE = "/{year:year}/news/{id:ident}"

routes: list[BaseRoute] = [
    Route(ONE + "/approve", approve, methods=["POST"], name="approve_news"),
    Route(ONE + "/schedule", show_schedule, name="schedule_news"),
    Route(ONE + "/schedule", schedule, methods=["POST"], name="schedule_news"),
    Route(ONE + "/take-back", take_back, methods=["POST"], name="take_back_news"),
    Route(ONE + "/correction/publish", let_out, methods=["POST"], name="let_out_correction"),
    Route(ONE + "/correction/drop", drop, methods=["POST"], name="drop_correction"),
    Route(ONE + "/withdraw", show_withdraw, name="withdraw_news"),
    Route(ONE + "/withdraw", withdraw, methods=["POST"], name="withdraw_news"),
]
