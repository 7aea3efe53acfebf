"""Shortlists at the desk: chosen per category, fixed after a page of what follows, taken back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, eligibility, forms, nominations, nominees, pages, shortlists
from awards.database import Connection
from awards.editions import Category, Edition
from awards.errors import N_, NotFound
from awards.forms import Text
from awards.nominees import PAGE, Wanted
from awards.routes.staff import desk, fields, lists
from awards.routes.staff.fields import Shown
from awards.shortlists import Round, Shortlisted
from awards.stages import Action


class TakenBack(forms.Form):
    reason: Text


async def overview(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
        rounds = [one for one in await shortlists.rounds(db, edition.id) if one.number == 1]
        chosen = {one.category: await shortlists.nominees_of(db, one.id) for one in rounds}
        pending = await nominations.pending(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/shortlists.html",
        categories=categories,
        rounds={one.category: one for one in rounds},
        chosen=chosen,
        pending=pending,
        chooses=edition.allows(Action.MAKE_SHORTLIST),
        early=edition.allows(Action.NOMINATE),
    )


async def shortlist(request: Request) -> Response:
    return await _page(request, Shown({"reason": ""}))


async def choose(request: Request) -> Response:
    """What was ticked is put on the shortlist, what was unticked taken off; the rest stays."""
    typed = await pages.form(request)
    was, ticked = lists.wholes(typed.getlist("was")), lists.wholes(typed.getlist("nominee"))
    on, off = set(ticked) - set(was), set(was) - set(ticked)
    category = request.path_params["category"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await shortlists.choose(db, edition.id, category, member.actor, on=on, off=off)
    kept = {"page": typed["page"]}
    return lists.back(request, "staff:shortlist", kept, year=edition.year, category=category)


async def before_fixing(request: Request) -> Response:
    """What fixing the shortlist will do, before it is done."""
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        category = await _category(request, db, edition)
        _, chosen = await _chosen(db, edition, category.id)
        pending = await nominations.pending(db, edition.id)
        of_all = await nominees.page(db, edition.id, Wanted(category=category.id))
    return await desk.page(
        request,
        member,
        edition,
        "staff/before_fixing.html",
        category=category,
        chosen=chosen,
        others=of_all[1] - len(chosen),
        pending=pending,
        chooses=edition.allows(Action.MAKE_SHORTLIST),
    )


async def fix(request: Request) -> Response:
    typed = await pages.form(request)
    shown = lists.wholes(typed.getlist("nominee"))
    category = request.path_params["category"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await shortlists.fix(db, edition.id, category, member.actor, shown=shown)
    return pages.see_other(request, "staff:shortlists", year=edition.year)


async def take_back(request: Request) -> Response:
    typed = await pages.form(request, {"reason": N_("Reason")})
    read, errors = forms.read(TakenBack, typed)
    category = request.path_params["category"]
    if read is None:
        return await _page(request, Shown({"reason": typed["reason"]}, errors))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await shortlists.unfix(db, edition.id, category, member.actor, read.reason)
    return pages.see_other(request, "staff:shortlist", year=edition.year, category=category)


async def _page(request: Request, form: Shown) -> Response:
    page = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        category = await _category(request, db, edition)
        round, chosen = await _chosen(db, edition, category.id)
        want = Wanted(category=category.id, page=page)
        found, total = await nominees.page(db, edition.id, want)
        unmet = await eligibility.unmet(db, edition.id)
    return await fields.page(
        request,
        member,
        edition,
        "staff/shortlist.html",
        form,
        category=category,
        round=round,
        chosen=chosen,
        ids={one.id for one in chosen},
        found=found,
        unmet=unmet,
        pager=lists.pager(request, page, len(found), total, PAGE),
        number=page,
        states=lists.NOMINEES,
        chooses=edition.allows(Action.MAKE_SHORTLIST),
    )


async def _category(request: Request, db: Connection, edition: Edition) -> Category:
    for category in await editions.categories(db, edition.id):
        if category.id == request.path_params["category"]:
            return category
    raise NotFound


async def _chosen(
    db: Connection, edition: Edition, category: int
) -> tuple[Round | None, list[Shortlisted]]:
    for round in await shortlists.rounds(db, edition.id):
        if round.category == category and round.number == 1:
            return round, await shortlists.nominees_of(db, round.id)
    return None, []


LIST = "/{year:year}/nominees/shortlists"
ONE = LIST + "/{category:ident}"

routes: list[BaseRoute] = [
    Route(LIST, overview, name="shortlists"),
    Route(ONE, shortlist, name="shortlist"),
    Route(f"{ONE}/choose", choose, name="choose_shortlist", methods=["POST"]),
    Route(f"{ONE}/fix", before_fixing, name="before_fixing"),
    Route(f"{ONE}/fix", fix, name="fix_shortlist", methods=["POST"]),
    Route(f"{ONE}/take-back", take_back, name="take_back_shortlist", methods=["POST"]),
]
