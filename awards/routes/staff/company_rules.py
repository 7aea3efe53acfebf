"""How companies take part in a year: how they are told, what they see, how long they may write."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, editions, formats, forms, informing, pages, times
from awards.award import Award
from awards.editions import Edition, Entered
from awards.errors import N_
from awards.forms import Errors, Tick, Typed
from awards.informing import CompanyRules, Shows
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action, Stage

LABELS = {
    "inform_automatically": N_("Telling companies"),
    "show_nominators": N_("What a company sees of those who nominated it"),
    "deadline-date": N_("Deadline of the companies"),
    "deadline-time": N_("Deadline of the companies"),
}


class Chosen(forms.Form):
    inform_automatically: Tick
    show_nominators: Shows


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        inside = await editions.entered(db, edition.id)
    shown = Shown(_values(edition, prize.zone))
    return await _page(request, member, edition, inside, prize, shown)


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        inside = await editions.entered(db, edition.id)
        rules, errors = _read(typed, edition, inside, prize.zone)
        theirs = fields.theirs(typed, edition.version, _values(edition, prize.zone), LABELS)
        if rules and not theirs:
            await informing.change_rules(db, member.actor, inside, rules, edition.version)
    if rules and not theirs:
        return pages.see_other(request, "staff:edition", year=edition.year)
    shown = fields.again(typed, edition.version, errors, theirs)
    return await _page(request, member, edition, inside, prize, shown)


def _read(
    typed: Typed, edition: Edition, inside: Entered, zone: str
) -> tuple[CompanyRules | None, Errors]:
    chosen, errors = forms.read(Chosen, typed)
    deadline, wrong = _deadline(typed, edition.case_deadline, zone)
    errors |= wrong
    if chosen is None or errors:
        return None, errors
    rules = CompanyRules(chosen.inform_automatically, chosen.show_nominators, deadline)
    if sentence := informing.fault(inside, rules):
        return None, forms.wrong("deadline", sentence)
    if sentence := informing.told_less(inside, chosen.show_nominators):
        return None, forms.wrong("show_nominators", sentence)
    return rules, {}


def _deadline(typed: Typed, stands: datetime | None, zone: str) -> tuple[datetime | None, Errors]:
    """The instant that was typed. A time nobody touched stays exact."""
    shown = (typed["deadline-date"], typed["deadline-time"])
    if stands and shown == times.shown(stands, zone):
        return stands, {}
    return forms.moment(typed, "deadline", zone)


def _values(edition: Edition, zone: str) -> dict[str, str]:
    values = {
        "version": str(edition.version),
        "inform_automatically": "yes" if edition.inform_automatically else "",
        "show_nominators": edition.show_nominators,
        "deadline-date": "",
        "deadline-time": "",
    }
    if edition.case_deadline:
        values["deadline-date"], values["deadline-time"] = times.shown(edition.case_deadline, zone)
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
        "staff/company_rules.html",
        shown,
        zone=formats.zone_word(pages.language(request, member.language), prize.zone),
        opens=inside.due.get(Stage.JUDGING),
        may_change=edition.allows(Action.SET_QUESTIONS),
    )


PATH = "/{year:year}/set-up/companies"

routes: list[BaseRoute] = [
    Route(PATH, show, name="company_rules"),
    Route(PATH, change, methods=["POST"], name="change_company_rules"),
]
