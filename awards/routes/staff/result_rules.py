"""How the result of a year is found and published: chosen until judging opens and seals it."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, formats, forms, pages, result_rules
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Tick, Whole, Wrong
from awards.result_rules import MOST_MARGIN, WIDEST_BAND, Publication, ResultRules, TooClose
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.scoring import Method, TieRule
from awards.staff import Member
from awards.stages import Action

LABELS = {
    "method": N_("How the result is found"),
    "tie_rule": N_("Who goes first among equals"),
    "margin": N_("A lead that is too close, in points of 100"),
    "too_close": N_("What is done when it is too close"),
    "weight_band": N_("How far weights are tried up and down"),
    "score_names": N_("Names beside scores"),
    "publication": N_("What is published of the standings"),
}
POINTS = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]))?")
UNREADABLE = N_("Write points from 0 to 100 with at most one decimal, like 2 or 1.5.")


def _points(text: str) -> Decimal | None:
    if not text:
        return None
    found = POINTS.fullmatch(text)
    points = Decimal(f"{found[1]}.{found[2] or 0}") if found else None
    if points is None or points > MOST_MARGIN:
        raise Wrong(UNREADABLE)
    return points


Points = Annotated[Decimal | None, BeforeValidator(_points)]
Band = Annotated[Whole, Field(ge=0, le=WIDEST_BAND)]


class Chosen(forms.Form):
    method: Method
    tie_rule: TieRule
    margin: Points
    too_close: TooClose
    weight_band: Annotated[Band | None, BeforeValidator(lambda text: text or None)]
    score_names: Tick
    publication: Publication


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
    return await _page(request, member, edition, Shown(_values(edition, _spoken(request, member))))


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        chosen, errors = forms.read(Chosen, typed)
        theirs = fields.theirs(
            typed, edition.version, _values(edition, _spoken(request, member)), LABELS
        )
        if chosen and not theirs:
            inside = await editions.entered(db, edition.id)
            rules = ResultRules(**dict(chosen))
            await result_rules.change(db, member.actor, inside, rules, edition.version)
    if chosen and not theirs:
        return pages.see_other(request, "staff:edition", year=edition.year)
    shown = fields.again(typed, edition.version, errors, theirs)
    return await _page(request, member, edition, shown)


def _spoken(request: Request, member: Member) -> str:
    return pages.language(request, member.language)


def _values(edition: Edition, language: str) -> dict[str, str]:
    return {
        "version": str(edition.version),
        "method": edition.method,
        "tie_rule": edition.tie_rule,
        "margin": "" if edition.margin is None else formats.decimal1(language, edition.margin),
        "too_close": edition.too_close,
        "weight_band": "" if edition.weight_band is None else str(edition.weight_band),
        "score_names": "yes" if edition.score_names else "",
        "publication": edition.publication,
    }


async def _page(request: Request, member: Member, edition: Edition, shown: Shown) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/result_rules.html",
        shown,
        may_set_rules=edition.allows(Action.SET_RULES),
    )


PATH = "/{year:year}/set-up/result"

routes: list[BaseRoute] = [
    Route(PATH, show, name="result_rules"),
    Route(PATH, change, methods=["POST"], name="change_result_rules"),
]
