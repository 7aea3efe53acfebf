"""The criteria of a category: what is scored, how much it weighs, and words for the points.

In judging only the texts can be mended here; that seals the rules anew. The weights have a page.
"""

from dataclasses import replace
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, pages, programme, resealing
from awards.database import Connection
from awards.editions import Category, Criterion, Edition
from awards.errors import N_
from awards.forms import Errors, Typed, Whole
from awards.programme import Yardstick
from awards.routes.staff import fields, sealing
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

LOWEST, HIGHEST = 0, 10
POINTS = range(LOWEST, HIGHEST + 1)
WORDS = {f"words-{point}": N_("Words for the points") for point in POINTS}
LABELS = fields.labels(
    {
        "weight": N_("Weight"),
        "lowest": N_("Lowest"),
        "highest": N_("Highest"),
        **sealing.REASON,
    },
    {
        "name": N_("Name"),
        "help": N_("Help for the juror"),
        "evidence": N_("Example of good evidence"),
        **WORDS,
    },
)
ORDER = ("name", "help", "evidence", "weight", "lowest", "highest", "words", "reason")
SUGGESTED = {"lowest": "0", "highest": "4", "weight": ""}


class Scale(forms.Form):
    weight: Annotated[Whole, Field(ge=0, le=programme.WHOLE)]
    lowest: Annotated[Whole, Field(ge=LOWEST, le=HIGHEST)]
    highest: Annotated[Whole, Field(ge=LOWEST, le=HIGHEST)]


async def new_criterion(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        category = await programme.category(db, edition.id, request.path_params["category"])
    return await _page(request, member, edition, category, None, Shown(SUGGESTED))


async def add(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        category = await programme.category(db, edition.id, request.path_params["category"])
        yardstick, errors = _read(typed, edition)
        if yardstick:
            inside = await editions.entered(db, edition.id)
            await programme.add_criterion(db, member.actor, inside, category.id, yardstick)
    if errors:
        shown = fields.again(typed, 0, errors)
        return await _page(request, member, edition, category, None, shown)
    return pages.see_other(request, "staff:categories", year=edition.year)


async def criterion(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        category = await programme.category(db, edition.id, request.path_params["category"])
        found = await programme.criterion(
            db, edition.id, category.id, request.path_params["criterion"]
        )
    return await _page(request, member, edition, category, found, Shown(_values(found)))


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        category = await programme.category(db, edition.id, request.path_params["category"])
        was = await programme.criterion(
            db, edition.id, category.id, request.path_params["criterion"]
        )
        keep = _mend if edition.allows(Action.CHANGE_SEALED_RULES) else _change
        shown = await keep(db, member, edition, was, typed)
    if shown:
        return await _page(request, member, edition, category, was, shown)
    return pages.see_other(request, "staff:categories", year=edition.year)


async def _change(
    db: Connection, member: Member, edition: Edition, was: Criterion, typed: Typed
) -> Shown | None:
    """The form again, where it cannot be kept as it is."""
    yardstick, errors = _read(typed, edition)
    theirs = fields.theirs(typed, was.version, _values(was), LABELS)
    if yardstick is None or theirs:
        return fields.again(typed, was.version, errors, theirs)
    inside = await editions.entered(db, edition.id)
    await programme.change_criterion(db, member.actor, inside, was, was.version, yardstick)
    return None


async def _mend(
    db: Connection, member: Member, edition: Edition, was: Criterion, typed: Typed
) -> Shown | None:
    """In judging: its texts, on the scale and with the weight that stand."""
    errors = _faults(typed, edition) | sealing.fault(typed)
    standing = {name: text for name, text in _values(was).items() if name in Scale.model_fields}
    now = {name: text for name, text in _values(was).items() if name not in Scale.model_fields}
    theirs = fields.theirs(typed, was.version, now, LABELS)
    if errors or theirs:
        again = fields.again(typed, was.version, fields.in_order(errors, ORDER), theirs)
        return replace(again, values={**again.values, **standing})
    scale = Scale(weight=was.weight, lowest=was.lowest, highest=was.highest)
    await resealing.mend_criterion(
        db,
        member.actor,
        await resealing.entered(db, edition.id),
        was,
        was.version,
        _yardstick(typed, edition, scale),
        typed["reason"],
    )
    return None


async def remove(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        gone = await programme.criterion(
            db, edition.id, request.path_params["category"], request.path_params["criterion"]
        )
        await programme.remove_criterion(db, member.actor, inside, gone)
    return pages.see_other(request, "staff:categories", year=edition.year)


async def up(request: Request) -> Response:
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        await programme.raise_criterion(
            db, inside, request.path_params["category"], request.path_params["criterion"]
        )
    return pages.see_other(request, "staff:categories", year=edition.year)


def _read(typed: Typed, edition: Edition) -> tuple[Yardstick | None, Errors]:
    errors = _faults(typed, edition)
    scale, more = forms.read(Scale, typed)
    errors |= more
    if scale and scale.lowest >= scale.highest:
        errors |= forms.wrong("highest", N_("The highest point must be above the lowest."))
    if scale is None or errors:
        return None, fields.in_order(errors, ORDER)
    return _yardstick(typed, edition, scale), {}


def _faults(typed: Typed, edition: Edition) -> Errors:
    """What is wrong with the texts."""
    return fields.faults(
        typed,
        edition.languages,
        required=("name",),
        lines=("name", *WORDS),
        texts=("help", "evidence"),
    )


def _yardstick(typed: Typed, edition: Edition, scale: Scale) -> Yardstick:
    languages = edition.languages
    words = {
        str(point): typed.texts(f"words-{point}", languages)
        for point in range(scale.lowest, scale.highest + 1)
    }
    return Yardstick(
        name=typed.texts("name", languages),
        help=typed.texts("help", languages),
        evidence=typed.texts("evidence", languages),
        words={point: texts for point, texts in words.items() if texts},
        **dict(scale),
    )


def _values(found: Criterion) -> dict[str, str]:
    values = {
        "version": str(found.version),
        "weight": str(found.weight),
        "lowest": str(found.lowest),
        "highest": str(found.highest),
        **fields.flat("name", found.name),
        **fields.flat("help", found.help),
        **fields.flat("evidence", found.evidence),
    }
    for point, texts in found.words.items():
        values |= fields.flat(f"words-{point}", texts)
    return values


def _points(shown: Shown) -> list[int]:
    """The points that words are asked for: of the scale as it stands in the form."""
    lowest, highest = (shown.values.get(end, "") for end in ("lowest", "highest"))
    if not (lowest in map(str, POINTS) and highest in map(str, POINTS)):
        return list(POINTS)
    return list(range(int(lowest), int(highest) + 1))


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    category: Category,
    found: Criterion | None,
    shown: Shown,
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/criterion.html",
        shown,
        languages=edition.languages,
        category=category,
        criterion=found,
        points=_points(shown),
        may_set_rules=edition.allows(Action.SET_RULES),
        may_change_sealed=edition.allows(Action.CHANGE_SEALED_RULES),
    )


PATH = "/{year:year}/set-up/categories/{category:ident}/criteria"
ONE = PATH + "/{criterion:ident}"

routes: list[BaseRoute] = [
    Route(PATH + "/new", new_criterion, name="new_criterion"),
    Route(PATH + "/new", add, methods=["POST"], name="add_criterion"),
    Route(ONE, criterion, name="criterion"),
    Route(ONE, change, methods=["POST"], name="change_criterion"),
    Route(ONE + "/remove", remove, methods=["POST"], name="remove_criterion"),
    Route(ONE + "/up", up, methods=["POST"], name="raise_criterion"),
]
