"""Several nominees at once: declared ineligible or put on the shortlist, after a page that asks."""

from collections.abc import Collection, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, forms, nominees, pages, shortlists
from awards.errors import N_
from awards.forms import Text
from awards.nominees import PAGE, State
from awards.routes.staff import desk, fields, lists
from awards.routes.staff.fields import Shown
from awards.stages import Action


class Ineligible(forms.Form):
    reason: Text


async def before_ineligible(request: Request) -> Response:
    return await _before(request, _ticked(request), Shown({"reason": ""}))


async def declare(request: Request) -> Response:
    typed = await pages.form(request, {"reason": N_("Reason")})
    read, errors = forms.read(Ineligible, typed)
    shown = lists.versions(typed.getlist("nominee"))
    if read is None:
        again = Shown({"reason": typed["reason"]}, errors)
        return await _before(request, shown, again, versions=shown)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await nominees.declare_several_ineligible(db, edition.id, shown, member.actor, read.reason)
    kept = {"state": State.INELIGIBLE}
    return lists.back(request, "staff:nominees", kept, year=edition.year)


async def before_choosing(request: Request) -> Response:
    """Which of those that were ticked can be put on the shortlist, and why the others cannot."""
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await nominees.some(db, edition.id, _ticked(request))
        hindered = await shortlists.hindered(db, edition.id, found)
    return await desk.page(
        request,
        member,
        edition,
        "staff/choosing.html",
        chosen=[one for one in found if one.id not in hindered],
        left_out=[(one, hindered[one.id]) for one in found if one.id in hindered],
        chooses=edition.allows(Action.MAKE_SHORTLIST),
    )


async def choose(request: Request) -> Response:
    typed = await pages.form(request)
    chosen = lists.wholes(typed.getlist("nominee"))[:PAGE]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await shortlists.choose_several(db, edition.id, chosen, member.actor)
    if len(categories) == 1:
        where = {"year": edition.year, "category": categories[0]}
        return pages.see_other(request, "staff:shortlist", **where)
    return pages.see_other(request, "staff:shortlists", year=edition.year)


async def _before(
    request: Request,
    chosen: Collection[int],
    form: Shown,
    *,
    versions: Mapping[int, int] | None = None,
) -> Response:
    """The page before declaring ineligible. It carries the versions that were shown first."""
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await nominees.some(db, edition.id, chosen)
    proposed = [one for one in found if one.state is State.PROPOSED and not one.fixed]
    return await fields.page(
        request,
        member,
        edition,
        "staff/ineligible.html",
        form,
        chosen=proposed,
        versions=versions or {one.id: one.version for one in proposed},
        left_out=[one for one in found if one not in proposed],
        screens=edition.allows(Action.SCREEN),
    )


def _ticked(request: Request) -> list[int]:
    return lists.wholes(request.query_params.getlist("id"))[:PAGE]


LIST = "/{year:year}/nominees"

routes: list[BaseRoute] = [
    Route(f"{LIST}/ineligible", before_ineligible, name="before_ineligible"),
    Route(f"{LIST}/ineligible", declare, name="declare_several_ineligible", methods=["POST"]),
    Route(f"{LIST}/shortlisting", before_choosing, name="before_choosing"),
    Route(f"{LIST}/shortlisting", choose, name="choose_several", methods=["POST"]),
]
