"""Nominees at the desk: the list, one with its nominations, eligible or not, its announced name."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, merging, nominees, pages, screening, words
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Line, Text, Typed
from awards.nominees import PAGE, Sort, State, Wanted
from awards.routes.staff import desk, fields, lists
from awards.routes.staff.fields import Shown
from awards.stages import Action


class Ineligible(forms.Form):
    reason: Text


class Named(forms.Form):
    name: Line


async def listed(request: Request) -> Response:
    asked = request.query_params
    state = asked.get("state", "")
    want = Wanted(
        search=lists.line(asked, "q"),
        state=state if state in list(State) else "",
        category=words.whole(asked.get("category")),
        sort=lists.one_of(Sort, asked.get("sort"), Sort.NOMINATIONS),
        page=pages.number(asked),
    )
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found, total = await nominees.page(db, edition.id, want)
        counts = await nominees.counts(db, edition.id)
        categories = await editions.categories(db, edition.id)
        alike = await merging.suggestions(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/nominees.html",
        found=found,
        counts=counts,
        wanted=want,
        categories=categories,
        alike=len(alike),
        pager=lists.pager(request, want.page, len(found), total, PAGE),
        states=lists.NOMINEES,
        screens=edition.allows(Action.SCREEN),
    )


async def nominee(request: Request) -> Response:
    return await _page(request, Shown({}))


async def declare_ineligible(request: Request) -> Response:
    typed = await pages.form(request, {"reason": N_("Reason")})
    read, errors = forms.read(Ineligible, typed)
    ident = request.path_params["nominee"]
    if read is None:
        return await _page(request, Shown({"reason": typed["reason"]}, errors))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await nominees.declare_ineligible(
            db, edition.id, ident, _version(typed), member.actor, read.reason
        )
    return _to_nominee(request, edition, ident)


async def declare_eligible(request: Request) -> Response:
    typed = await pages.form(request)
    ident = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await nominees.declare_eligible(db, edition.id, ident, _version(typed), member.actor)
    return _to_nominee(request, edition, ident)


async def rename(request: Request) -> Response:
    typed = await pages.form(request, {"name": N_("Name in announcements")})
    read, errors = forms.read(Named, typed)
    ident = request.path_params["nominee"]
    if read is None:
        return await _page(request, Shown({"name": typed["name"]}, errors))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        one = await nominees.nominee(db, edition.id, ident)
        await nominees.rename(db, edition.id, one.company, _version(typed), member.actor, read.name)
    return _to_nominee(request, edition, ident)


async def _page(request: Request, form: Shown) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        one = await nominees.nominee(db, edition.id, request.path_params["nominee"])
        found, total = await screening.page(db, edition.id, screening.Wanted(nominee=one.id))
        questions = await editions.questions(db, edition.id)
        answers = await screening.answers(db, [nomination.id for nomination in found])
        joined = await merging.joined(db, one.company)
    return await fields.page(
        request,
        member,
        edition,
        "staff/nominee.html",
        Shown({"name": one.name, "reason": "", **form.values}, form.errors),
        one=one,
        found=found,
        total=total,
        questions=questions,
        answers=answers,
        joined=joined,
        states=lists.NOMINEES,
        nomination_states=lists.NOMINATIONS,
        screens=edition.allows(Action.SCREEN),
    )


def _version(typed: Typed) -> int:
    return words.whole(typed["version"]) or 0


def _to_nominee(request: Request, edition: Edition, ident: int) -> Response:
    return pages.see_other(request, "staff:nominee", year=edition.year, nominee=ident)


LIST = "/{year:year}/nominees"
ONE = LIST + "/{nominee:ident}"

routes: list[BaseRoute] = [
    Route(LIST, listed, name="nominees"),
    Route(ONE, nominee, name="nominee"),
    Route(f"{ONE}/ineligible", declare_ineligible, name="declare_ineligible", methods=["POST"]),
    Route(f"{ONE}/eligible", declare_eligible, name="declare_eligible", methods=["POST"]),
    Route(f"{ONE}/name", rename, name="rename_company", methods=["POST"]),
]
