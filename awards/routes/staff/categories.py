"""The categories of a year: what is competed for."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, pages, programme, resealing
from awards.editions import Category, Edition, Texts
from awards.errors import N_
from awards.forms import Errors, Typed
from awards.routes.staff import desk, fields
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

LABELS = fields.labels({}, {"name": N_("Name"), "description": N_("Description")})


async def categories(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await editions.categories(db, edition.id)
        criteria = await editions.criteria(db, edition.id)
        may_reweigh = await resealing.may_recount(db, edition)
    return await desk.page(
        request,
        member,
        edition,
        "staff/categories.html",
        categories=found,
        criteria=criteria,
        weights={one.id: programme.weight(criteria.get(one.id, [])) for one in found},
        may_set_up=edition.allows(Action.SET_UP),
        may_set_rules=edition.allows(Action.SET_RULES),
        may_change_sealed=edition.allows(Action.CHANGE_SEALED_RULES),
        may_reweigh=may_reweigh,
    )


async def new_category(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
    return await _page(request, member, edition, None, Shown({}))


async def add(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        texts, errors = _read(typed, edition)
        if not errors:
            inside = await editions.entered(db, edition.id)
            await programme.add_category(db, member.actor, inside, **texts)
    if errors:
        return await _page(request, member, edition, None, fields.again(typed, 0, errors))
    return pages.see_other(request, "staff:categories", year=edition.year)


async def category(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await programme.category(db, edition.id, request.path_params["category"])
    return await _page(request, member, edition, found, Shown(_values(found)))


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        was = await programme.category(db, edition.id, request.path_params["category"])
        texts, errors = _read(typed, edition)
        theirs = fields.theirs(typed, was.version, _values(was), LABELS)
        if not errors and not theirs:
            inside = await editions.entered(db, edition.id)
            await programme.change_category(db, member.actor, inside, was.id, was.version, **texts)
    if errors or theirs:
        shown = fields.again(typed, was.version, errors, theirs)
        return await _page(request, member, edition, was, shown)
    return pages.see_other(request, "staff:categories", year=edition.year)


async def remove(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        await programme.remove_category(db, member.actor, inside, request.path_params["category"])
    return pages.see_other(request, "staff:categories", year=edition.year)


async def up(request: Request) -> Response:
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        await programme.raise_category(db, inside, request.path_params["category"])
    return pages.see_other(request, "staff:categories", year=edition.year)


def _read(typed: Typed, edition: Edition) -> tuple[dict[str, Texts], Errors]:
    errors = fields.faults(
        typed, edition.languages, required=("name",), lines=("name",), texts=("description",)
    )
    return {name: typed.texts(name, edition.languages) for name in ("name", "description")}, errors


def _values(found: Category) -> dict[str, str]:
    return {
        "version": str(found.version),
        **fields.flat("name", found.name),
        **fields.flat("description", found.description),
    }


async def _page(
    request: Request, member: Member, edition: Edition, found: Category | None, shown: Shown
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/category.html",
        shown,
        languages=edition.languages,
        category=found,
        may_set_up=edition.allows(Action.SET_UP),
    )


PATH = "/{year:year}/set-up/categories"
ONE = PATH + "/{category:ident}"

routes: list[BaseRoute] = [
    Route(PATH, categories, name="categories"),
    Route(PATH + "/new", new_category, name="new_category"),
    Route(PATH + "/new", add, methods=["POST"], name="add_category"),
    Route(ONE, category, name="category"),
    Route(ONE, change, methods=["POST"], name="change_category"),
    Route(ONE + "/remove", remove, methods=["POST"], name="remove_category"),
    Route(ONE + "/up", up, methods=["POST"], name="raise_category"),
]
