"""How the jury works: what jurors are told a case takes, and when the late are reminded."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, editions, forms, pages, reminders
from awards.award import Award
from awards.editions import Edition
from awards.errors import N_
from awards.forms import OptionalLine, Whole, Wrong
from awards.reminders import LONGEST_BEFORE, MOST_DAYS, Working
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.staff import Member, Role
from awards.stages import Action

LABELS = {
    "minutes_a_case": N_("Minutes a case takes"),
    "remind_before": N_("Days before the end on which we remind"),
}
BETWEEN = re.compile(r"[\s,;]+")
DAY = re.compile(r"[0-9]{1,3}")
UNREADABLE = N_("Write whole numbers of days with a comma between them, like 7, 3, 1.")
TOO_MANY = N_("Write at most %(most)s days.")
TOO_FAR = N_("Each has to be from 0 to %(most)s days before the end.")


def _days(text: str) -> list[int]:
    """Each day once, the first to come first."""
    return sorted({int(part) for part in BETWEEN.split(text) if part}, reverse=True)


def _checked(text: str) -> str:
    if not all(DAY.fullmatch(part) for part in BETWEEN.split(text) if part):
        raise Wrong(UNREADABLE)
    days = _days(text)
    if len(days) > MOST_DAYS:
        raise Wrong(TOO_MANY, most=MOST_DAYS)
    if days and days[0] > LONGEST_BEFORE:
        raise Wrong(TOO_FAR, most=LONGEST_BEFORE)
    return text


class Chosen(forms.Form):
    minutes_a_case: Annotated[Whole, Field(ge=1, le=240)]
    remind_before: Annotated[OptionalLine, AfterValidator(_checked)]


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
    return await _page(request, member, edition, prize, Shown(_values(edition)))


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        chosen, errors = forms.read(Chosen, typed)
        theirs = fields.theirs(typed, edition.version, _values(edition), LABELS)
        if chosen and not theirs:
            inside = await editions.entered(db, edition.id)
            working = Working(chosen.minutes_a_case, _days(chosen.remind_before))
            await reminders.change(db, member.actor, inside, working, edition.version)
    if chosen and not theirs:
        return pages.see_other(request, "staff:edition", year=edition.year)
    shown = fields.again(typed, edition.version, errors, theirs)
    return await _page(request, member, edition, prize, shown)


def _values(edition: Edition) -> dict[str, str]:
    return {
        "version": str(edition.version),
        "minutes_a_case": str(edition.minutes_a_case),
        "remind_before": ", ".join(map(str, edition.remind_before)),
    }


async def _page(
    request: Request, member: Member, edition: Edition, prize: Award, shown: Shown
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/round_settings.html",
        shown,
        reply_to=prize.reply_jury,
        may_change=edition.allows(Action.SET_PACE),
        may_change_award=member.may(Role.ADMINISTRATOR),
    )


PATH = "/{year:year}/set-up/jury-work"

routes: list[BaseRoute] = [
    Route(PATH, show, name="round_settings"),
    Route(PATH, change, methods=["POST"], name="change_round_settings"),
]
