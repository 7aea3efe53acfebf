"""The weights of a category, all on one page: in judging they change together, or not at all."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, forms, pages, programme, resealing
from awards.editions import Category, Criterion, Edition
from awards.errors import N_
from awards.forms import Errors, Typed, Whole
from awards.rendering import translate
from awards.routes.staff import fields, sealing
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.words import choose

LABELS = sealing.REASON
WEIGHT_OF = N_("Weight of %(name)s")


class Weight(forms.Form):
    weight: Annotated[Whole, Field(ge=0, le=programme.WHOLE)]


async def weights(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await resealing.require_recount(db, edition)
        category = await programme.category(db, edition.id, request.path_params["category"])
        criteria = await programme.criteria(db, edition.id, category.id)
    return await _page(request, member, edition, category, criteria, Shown(_values(criteria)))


async def change_weights(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await resealing.entered(db, edition.id)
        category = await programme.category(db, edition.id, request.path_params["category"])
        criteria = await programme.criteria(db, edition.id, category.id)
        weighed, errors = _read(typed, criteria)
        called = _called(criteria, pages.language(request, member.language))
        theirs = fields.theirs(typed, _version(criteria), _values(criteria), called)
        if not errors and not theirs:
            await resealing.reweigh(db, member.actor, inside, category.id, weighed, typed["reason"])
    if errors or theirs:
        shown = fields.again(typed, _version(criteria), errors, theirs)
        return await _page(request, member, edition, category, criteria, shown)
    return pages.see_other(request, "staff:categories", year=edition.year)


def _read(typed: Typed, criteria: list[Criterion]) -> tuple[dict[int, int], Errors]:
    """The weights by criterion; that they do not add up is said at the first of them."""
    weighed: dict[int, int] = {}
    errors: Errors = {}
    for one in criteria:
        read, more = forms.read(Weight, Typed([("weight", typed[_field(one)])]))
        if more:
            errors[_field(one)] = more["weight"]
        if read:
            weighed[one.id] = read.weight
    fault = resealing.uneven(weighed)
    if not errors and fault and criteria:
        errors |= forms.wrong(_field(criteria[0]), fault[0], **fault[1])
    return weighed, errors | sealing.fault(typed)


def _field(criterion: Criterion) -> str:
    return f"weight-{criterion.id}"


def _version(criteria: list[Criterion]) -> int:
    """It grows with every change of any of them."""
    return sum(one.version for one in criteria)


def _values(criteria: list[Criterion]) -> dict[str, str]:
    given = {_field(one): str(one.weight) for one in criteria}
    return {"version": str(_version(criteria)), **given}


def _called(criteria: list[Criterion], spoken: str) -> dict[str, str]:
    return {
        _field(one): translate(spoken, WEIGHT_OF, name=choose(one.name, spoken)[0])
        for one in criteria
    }


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    category: Category,
    criteria: list[Criterion],
    shown: Shown,
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/weights.html",
        replace(shown, called=_called(criteria, pages.language(request, member.language))),
        category=category,
        criteria=criteria,
    )


PATH = "/{year:year}/set-up/categories/{category:ident}/weights"

routes: list[BaseRoute] = [
    Route(PATH, weights, name="weights"),
    Route(PATH, change_weights, methods=["POST"], name="change_weights"),
]
