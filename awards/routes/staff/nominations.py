"""Nominations at the desk: the list, one in full, going through them, rejecting and taking back."""

from collections.abc import Collection, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import audit, doors, editions, forms, junk, pages, requests, screening, words
from awards.deeds import DEEDS
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Text
from awards.nominations import State
from awards.routes.staff import desk, fields, lists
from awards.routes.staff.fields import Shown
from awards.screening import NEW, PAGE, Sort, Wanted
from awards.stages import Action

KEPT = ("q", "state", "category", "sort", "page")  # what a list was asked for


class Rejection(forms.Form):
    reason: Text


def wanted(asked: Mapping[str, str], search: str, page: int) -> Wanted:
    state = asked.get("state", "")
    return Wanted(
        search=search,
        state=state if state in [NEW, *State] else "",
        category=words.whole(asked.get("category")),
        nominee=words.whole(asked.get("nominee")),
        sort=lists.one_of(Sort, asked.get("sort"), Sort.NEWEST),
        page=page,
    )


async def nominations(request: Request) -> Response:
    asked = request.query_params
    want = wanted(asked, lists.line(asked, "q"), pages.number(asked))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found, total = await screening.page(db, edition.id, want)
        counts = await screening.counts(db, edition.id)
        heap = await junk.count(db, edition.id)
        asks = await requests.of_nomination(db, [one.id for one in found])
        categories = await editions.categories(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/nominations.html",
        found=found,
        counts=counts,
        junk=heap,
        wanted=want,
        categories=categories,
        pager=lists.pager(request, want.page, len(found), total, PAGE),
        asks=asks,
        states=lists.NOMINATIONS,
        ask_states=lists.ASKS,
        screens=edition.allows(Action.SCREEN),
        enters=edition.allows(Action.NOMINATE),
    )


async def nomination(request: Request) -> Response:
    ident = request.path_params["nomination"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        one = await screening.nomination(db, edition.id, ident)
        questions = await editions.asked(db, edition.id)
        versions = await screening.answers(db, [ident])
        asks = await requests.of_nomination(db, [ident])
        history = await audit.history(db, edition.id, f"nomination:{ident}")
    return await desk.page(
        request,
        member,
        edition,
        "staff/nomination.html",
        one=one,
        questions=questions,
        versions=versions[ident],
        asks=asks.get(ident, []),
        ask_states=lists.ASKS,
        history=history,
        deeds=DEEDS,
        states=lists.NOMINATIONS,
        screens=edition.allows(Action.SCREEN),
    )


async def go_through(request: Request) -> Response:
    typed = await pages.form(request)
    chosen = lists.wholes(typed.getlist("id"))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        done = typed["do"] != "undo"
        await screening.go_through(db, edition.id, chosen, member.actor, done=done)
    if typed["one"] and chosen:
        return _to_one(request, edition, chosen[0])
    kept = {name: typed[name] for name in KEPT}
    return lists.back(request, "staff:nominations", kept, year=edition.year)


async def rejection(request: Request) -> Response:
    """What rejecting those that were ticked will do, before it is done."""
    chosen = lists.wholes(request.query_params.getlist("id"))[:PAGE]
    return await _rejection(request, chosen, Shown({"reason": ""}))


async def reject(request: Request) -> Response:
    typed = await pages.form(request, {"reason": N_("Reason")})
    read, errors = forms.read(Rejection, typed)
    shown = lists.versions(typed.getlist("nomination"))
    if read is None:
        again = Shown({"reason": typed["reason"]}, errors)
        return await _rejection(request, shown, again, versions=shown)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await screening.reject(db, edition.id, shown, member.actor, read.reason)
    if len(shown) == 1:
        return _to_one(request, edition, next(iter(shown)))
    return lists.back(request, "staff:nominations", {"state": State.REJECTED}, year=edition.year)


async def restore(request: Request) -> Response:
    typed = await pages.form(request)
    ident = request.path_params["nomination"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        version = words.whole(typed["version"]) or 0
        await screening.restore(db, edition.id, ident, version, member.actor)
    return _to_one(request, edition, ident)


async def _rejection(
    request: Request,
    chosen: Collection[int],
    form: Shown,
    *,
    versions: Mapping[int, int] | None = None,
) -> Response:
    """The page before rejecting. It carries the versions that were shown first."""
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await screening.some(db, edition.id, chosen)
    standing = [one for one in found if one.stands]
    return await fields.page(
        request,
        member,
        edition,
        "staff/rejection.html",
        form,
        screens=edition.allows(Action.SCREEN),
        chosen=standing,
        versions=versions or {one.id: one.version for one in standing},
        left_out=[one for one in found if not one.stands],
        counting=sum(one.state is State.CONFIRMED for one in standing),
    )


def _to_one(request: Request, edition: Edition, ident: int) -> Response:
    return pages.see_other(request, "staff:nomination", year=edition.year, nomination=ident)


LIST = "/{year:year}/nominations"
ONE = LIST + "/{nomination:ident}"

routes: list[BaseRoute] = [
    Route(LIST, nominations, name="nominations"),
    Route(f"{LIST}/gone-through", go_through, name="go_through", methods=["POST"]),
    Route(f"{LIST}/reject", rejection, name="rejection"),
    Route(f"{LIST}/reject", reject, name="reject_nominations", methods=["POST"]),
    Route(ONE, nomination, name="nomination"),
    Route(f"{ONE}/restore", restore, name="restore_nomination", methods=["POST"]),
]
