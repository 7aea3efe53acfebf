"""Setting up a year: what is there and what is missing, the year as a whole."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import (
    award,
    doors,
    editions,
    forms,
    members,
    pages,
    panel,
    programme,
    stages,
    timetable,
)
from awards.award import Award
from awards.editions import Edition, Outline
from awards.errors import N_
from awards.forms import Whole
from awards.questions import Form
from awards.routes.staff import desk, fields
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

LONGEST_WINDOW = timedelta(days=60)
UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
OUTLINE = fields.labels(
    {
        "languages": N_("Languages"),
        "window": N_("Time to confirm a nomination"),
        "unit": N_("Unit"),
        "least_seconds": N_("Least seconds to fill in the form"),
    },
    {
        "introduction": N_("Introduction on the public page"),
        "ceremony": N_("Where the winner is told"),
    },
)
LONGEST_CEREMONY = 120  # characters in a language


class Unit(StrEnum):
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    SECONDS = "seconds"


class Window(forms.Form):
    window: Whole
    unit: Unit


class Haste(forms.Form):
    least_seconds: Annotated[Whole, Field(ge=0, le=60)]


async def overview(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
        criteria = await editions.criteria(db, edition.id)
        facts: dict[str, Any] = {
            "categories": categories,
            "weights": {one.id: programme.weight(criteria.get(one.id, [])) for one in categories},
            "counts": {one.id: len(criteria.get(one.id, [])) for one in categories},
            "questions": await editions.asked(db, edition.id),
            "own_questions": await editions.asked(db, edition.id, Form.COMPANY),
            "members": (await members.page(db, edition.id)).all,
            "jurors": await panel.jurors(db, edition.id),
            "unplanned": timetable.missing(
                {s: m.due for s, m in (await editions.timetable(db, edition.id)).items()}
            ),
        }
    return await desk.page(
        request,
        member,
        edition,
        "staff/edition.html",
        names=stages.NAMES,
        may_set_up=edition.allows(Action.SET_UP),
        may_set_rules=edition.allows(Action.SET_RULES),
        may_change_sealed=edition.allows(Action.CHANGE_SEALED_RULES),
        **facts,
    )


async def outline(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
    return await _outline_page(request, member, edition, prize, Shown(_outline(edition)))


async def change_outline(request: Request) -> Response:
    typed = await pages.form(request, OUTLINE)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        read, errors = _read_outline(typed, edition, list(prize.languages))
        theirs = fields.theirs(typed, edition.version, _outline(edition), OUTLINE)
        if read and not theirs:
            inside = await editions.entered(db, edition.id)
            await editions.change(db, member.actor, inside, read, edition.version)
    if errors or theirs:
        shown = fields.again(typed, edition.version, errors, theirs)
        return await _outline_page(request, member, edition, prize, shown)
    return pages.see_other(request, "staff:edition", year=edition.year)


async def _outline_page(
    request: Request, member: Member, edition: Edition, prize: Award, shown: Shown
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/outline.html",
        shown,
        languages=edition.languages,
        offered=[(code, pages.NAMES.get(code, code)) for code in prize.languages],
        may_set_up=edition.allows(Action.SET_UP),
    )


def _read_outline(
    typed: forms.Typed, edition: Edition, offered: list[str]
) -> tuple[Outline | None, forms.Errors]:
    """Languages and the window are fields of the form only while the year is a draft."""
    errors = fields.faults(typed, edition.languages, texts=("introduction",))
    errors |= _long_ceremonies(typed, edition)
    introduction, ceremony = (
        typed.texts(name, edition.languages) for name in ("introduction", "ceremony")
    )
    haste, more = forms.read(Haste, typed)
    errors |= more
    least = haste.least_seconds if haste else edition.least_seconds
    if not edition.allows(Action.SET_UP):
        stands = edition.languages, introduction, edition.confirmation_window
        kept = Outline(*stands, least, ceremony)
        return (None if errors else kept), errors
    window, more = forms.read(Window, typed)
    errors |= more
    chosen = [code for code in offered if code in typed.getlist("languages")]
    if not chosen:
        errors |= forms.wrong("languages", forms.SENTENCES["too_short"])
    length = _length(window)
    if window and length is None:
        errors |= forms.wrong("window", N_("Choose a time of at most 60 days."))
    if length is None or errors:
        return None, errors
    return Outline(chosen, introduction, length, least, ceremony), {}


def _long_ceremonies(typed: forms.Typed, edition: Edition) -> forms.Errors:
    fault = forms.Error(forms.TOO_LONG, {"max_length": LONGEST_CEREMONY})
    said = (f"ceremony-{code}" for code in edition.languages)
    return {name: fault for name in said if len(typed[name]) > LONGEST_CEREMONY}


def _length(window: Window | None) -> timedelta | None:
    if window is None or not 0 <= window.window <= LONGEST_WINDOW.total_seconds():
        return None
    length = timedelta(seconds=window.window * UNITS[window.unit])
    return length if length <= LONGEST_WINDOW else None


def _outline(edition: Edition) -> dict[str, str]:
    seconds = int(edition.confirmation_window.total_seconds())
    unit = next(unit for unit in ("hours", "minutes", "seconds") if seconds % UNITS[unit] == 0)
    return {
        "version": str(edition.version),
        "languages": " ".join(edition.languages),
        "window": str(seconds // UNITS[unit]),
        "unit": unit,
        "least_seconds": str(edition.least_seconds),
        **fields.flat("introduction", edition.introduction),
        **fields.flat("ceremony", edition.ceremony),
    }


routes: list[BaseRoute] = [
    Route("/{year:year}/set-up", overview, name="edition"),
    Route("/{year:year}/set-up/outline", outline, name="outline"),
    Route("/{year:year}/set-up/outline", change_outline, methods=["POST"], name="change_outline"),
]
