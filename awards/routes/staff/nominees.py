"""Nominees at the desk: the list, and one of them with its requirements, number and names."""

from dataclasses import replace

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import (
    companies,
    doors,
    editions,
    eligibility,
    forms,
    informing,
    merging,
    nominees,
    numbering,
    pages,
    rechecks,
    requests,
    screening,
    words,
)
from awards.editions import Edition
from awards.errors import N_
from awards.forms import EMPTY, Line, OrganisationNumber, Text, Typed
from awards.nominees import PAGE, Sort, State, Wanted
from awards.routes.staff import desk, fields, lists
from awards.routes.staff.fields import Shown
from awards.stages import Action


class Ineligible(forms.Form):
    reason: Text


class LetThrough(forms.Form):
    reason: Text


class Named(forms.Form):
    name: Line


class Numbered(forms.Form):
    number: OrganisationNumber


def _wanted(asked: QueryParams) -> Wanted:
    state = asked.get("state", "")
    return Wanted(
        search=lists.line(asked, "q"),
        state=state if state in list(State) else "",
        category=words.whole(asked.get("category")),
        sort=lists.one_of(Sort, asked.get("sort"), Sort.NOMINATIONS),
        page=pages.number(asked),
    )


async def listed(request: Request) -> Response:
    want = _wanted(request.query_params)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        unmet = await eligibility.unmet(db, edition.id)
        if request.query_params.get("unmet"):
            want = replace(want, among=sorted(unmet))
        found, total = await nominees.page(db, edition.id, want)
        asks = await requests.of_companies(db, {one.company for one in found})
        heard = await informing.heard(db, [one.company for one in found])
        counts = await nominees.counts(db, edition.id)
        categories = await editions.categories(db, edition.id)
        screens = edition.allows(Action.SCREEN)
        alike = await merging.suggestions(db, edition.id) if screens else []
    return await desk.page(
        request,
        member,
        edition,
        "staff/nominees.html",
        found=found,
        counts=counts,
        wanted=want,
        unmet=unmet,
        asks=asks,
        heard=heard,
        heard_states=lists.HEARD,
        categories=categories,
        alike=len(alike),
        pager=lists.pager(request, want.page, len(found), total, PAGE),
        states=lists.NOMINEES,
        ask_states=lists.ASKS,
        screens=screens,
        chooses=edition.allows(Action.MAKE_SHORTLIST),
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


async def number(request: Request) -> Response:
    """Give a company its number; where another company has it, the two may be one."""
    typed = await pages.form(request, {"number": N_("Organisation number")})
    read, errors = forms.read(Numbered, typed)
    if read and not read.number:
        errors = forms.wrong("number", EMPTY)
    ident, same = request.path_params["nominee"], None
    if read and read.number:
        async with pages.transaction(request) as db:
            member, edition = await doors.desk(request, db)
            one = await nominees.nominee(db, edition.id, ident)
            same = await numbering.numbered(db, edition.id, read.number)
            version, actor = _version(typed), member.actor
            if same is None:
                await numbering.give(db, edition.id, one.company, version, actor, read.number)
        if same is None:
            return _to_nominee(request, edition, ident)
        errors = forms.wrong("number", numbering.TAKEN)
    return await _page(request, Shown({"number": typed["number"]}, errors), same=same)


async def let_through(request: Request) -> Response:
    question = request.path_params["question"]
    field = f"reason-{question}"
    typed = await pages.form(request, {field: N_("Reason")})
    read, errors = forms.read(LetThrough, typed, reason=typed[field])
    ident = request.path_params["nominee"]
    if read is None:
        again = {field: errors["reason"]}
        return await _page(request, Shown({field: typed[field]}, again))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        one = await nominees.nominee(db, edition.id, ident)
        await eligibility.override(db, member.id, edition.id, one.company, question, read.reason)
    return _to_nominee(request, edition, ident)


async def hold_again(request: Request) -> Response:
    ident, question = request.path_params["nominee"], request.path_params["question"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        one = await nominees.nominee(db, edition.id, ident)
        await eligibility.take_back(db, member.id, edition.id, one.company, question)
    return _to_nominee(request, edition, ident)


async def _page(request: Request, form: Shown, *, same: int | None = None) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        one = await nominees.nominee(db, edition.id, request.path_params["nominee"])
        found, total = await screening.page(db, edition.id, screening.Wanted(nominee=one.id))
        questions = await editions.asked(db, edition.id)
        answers = await screening.answers(db, [nomination.id for nomination in found])
        joined = await merging.joined(db, one.company)
        known = await companies.known(db, one.company)
        requirements = await eligibility.state(db, edition.id, one.id)
        asks = await requests.of_company(db, one.company)
    return await fields.page(
        request,
        member,
        edition,
        "staff/nominee.html",
        Shown({"name": one.name, "number": "", "reason": "", **form.values}, form.errors),
        one=one,
        found=found,
        total=total,
        questions=questions,
        answers=answers,
        joined=joined,
        known=known,
        requirements=requirements,
        asks=asks,
        same=same,
        states=lists.NOMINEES,
        ask_states=lists.ASKS,
        requirement_states=lists.REQUIREMENTS,
        nomination_states=lists.NOMINATIONS,
        outcomes=rechecks.OUTCOMES,
        screens=edition.allows(Action.SCREEN),
    )


def _version(typed: Typed) -> int:
    return words.whole(typed["version"]) or 0


def _to_nominee(request: Request, edition: Edition, ident: int) -> Response:
    return pages.see_other(request, "staff:nominee", year=edition.year, nominee=ident)


LIST = "/{year:year}/nominees"
ONE = LIST + "/{nominee:ident}"
RULE = ONE + "/requirements/{question:ident}"

routes: list[BaseRoute] = [
    Route(LIST, listed, name="nominees"),
    Route(ONE, nominee, name="nominee"),
    Route(f"{ONE}/ineligible", declare_ineligible, name="declare_ineligible", methods=["POST"]),
    Route(f"{ONE}/eligible", declare_eligible, name="declare_eligible", methods=["POST"]),
    Route(f"{ONE}/name", rename, name="rename_company", methods=["POST"]),
    Route(f"{ONE}/number", number, name="number_company", methods=["POST"]),
    Route(f"{RULE}/let-through", let_through, name="let_through", methods=["POST"]),
    Route(f"{RULE}/hold-again", hold_again, name="hold_again", methods=["POST"]),
]
