"""Corrections at the desk: staff put answers right in their own name, with a reason; both stand."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import (
    doors,
    editions,
    forms,
    nominees,
    pages,
    questions,
    screening,
    stages,
    submissions,
    words,
)
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_
from awards.forms import EMPTY, Errors, Typed
from awards.questions import Question
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.screening import Nomination
from awards.stages import Action

Bodies = Mapping[int, str]


async def of_nomination(request: Request) -> Response:
    return await _nomination(request, Shown({}))


async def of_company(request: Request) -> Response:
    return await _company(request, Shown({}))


async def correct_nomination(request: Request) -> Response:
    ident = request.path_params["nomination"]
    typed = await pages.form(request, {"reason": N_("Reason")})
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        stages.require(edition.stage, Action.SCREEN)
        one = await screening.nomination(db, edition.id, ident)
        asked, standing = await _said_by_nominator(db, edition, one)
        wanted, errors = _read(typed, asked, standing, edition)
        if not errors:
            version, reason = words.whole(typed["version"]) or 0, typed["reason"]
            await screening.correct(db, member, edition.id, ident, version, wanted, reason)
    if errors:
        return await _nomination(request, Shown(fields.values(typed), errors))
    return pages.see_other(request, "staff:nomination", year=edition.year, nomination=ident)


async def correct_company(request: Request) -> Response:
    ident = request.path_params["nominee"]
    typed = await pages.form(request, {"reason": N_("Reason")})
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        stages.require(edition.stage, Action.COMPLETE_CASE)
        one = await nominees.nominee(db, edition.id, ident)
        asked = await submissions.asked(db, edition.id, one.company)
        standing = (await submissions.said(db, one.company)).bodies
        wanted, errors = _read(typed, asked, standing, edition)
        if not errors:
            for question in asked:
                if question.id in wanted:
                    await submissions.correct(
                        db,
                        member,
                        one.company,
                        question,
                        wanted[question.id],
                        typed["reason"],
                        seen=words.whole(typed[f"seen-{question.id}"]) or 0,
                    )
    if errors:
        return await _company(request, Shown(fields.values(typed), errors))
    return pages.see_other(request, "staff:nominee", year=edition.year, nominee=ident)


async def _nomination(request: Request, form: Shown) -> Response:
    ident = request.path_params["nomination"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        one = await screening.nomination(db, edition.id, ident)
        asked, standing = await _said_by_nominator(db, edition, one)
    here = {"year": edition.year, "nomination": ident}
    return await fields.page(
        request,
        member,
        edition,
        "staff/correcting.html",
        _filled(form, asked, standing, edition, {"version": str(one.version)}),
        name=one.company_name,
        asked=asked,
        hidden=["version"],
        figure_years=questions.years(edition.year),
        action=pages.url(request, "staff:correct_nomination", **here),
        back=pages.url(request, "staff:nomination", **here),
        of="nomination",
        open=edition.allows(Action.SCREEN),
    )


async def _company(request: Request, form: Shown) -> Response:
    ident = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        one = await nominees.nominee(db, edition.id, ident)
        asked = await submissions.asked(db, edition.id, one.company)
        said = await submissions.said(db, one.company)
    here = {"year": edition.year, "nominee": ident}
    seen = {f"seen-{question.id}": str(said.version(question.id)) for question in asked}
    return await fields.page(
        request,
        member,
        edition,
        "staff/correcting.html",
        _filled(form, asked, said.bodies, edition, seen),
        name=one.name,
        asked=asked,
        hidden=list(seen),
        figure_years=questions.years(edition.year),
        action=pages.url(request, "staff:correct_company", **here),
        back=pages.url(request, "staff:nominee", **here),
        of="company",
        open=edition.allows(Action.COMPLETE_CASE),
    )


async def _said_by_nominator(
    db: Connection, edition: Edition, one: Nomination
) -> tuple[list[Question], Bodies]:
    """What a nominator is asked, and answered."""
    asked = questions.asked(await editions.asked(db, edition.id), one.category)
    versions = (await screening.answers(db, [one.id]))[one.id]
    return asked, {question: said[0].body for question, said in versions.items()}


def _read(
    typed: Typed, asked: Sequence[Question], standing: Bodies, edition: Edition
) -> tuple[dict[int, str], Errors]:
    """The answers that are other ones now, and what is wrong with them or with the reason."""
    years = questions.years(edition.year)
    bodies = {one.id: questions.body(one, typed, years) for one in asked}
    changed = [one for one in asked if bodies[one.id] != standing.get(one.id, "")]
    errors: Errors = {}
    for one in changed:
        if fault := questions.fault(one, bodies[one.id]):
            errors |= forms.wrong(questions.place(one, fault), fault[0], **fault[1])
    if not typed["reason"]:
        errors |= forms.wrong("reason", EMPTY)
    elif len(typed["reason"]) > forms.LONGEST_TEXT:
        errors |= forms.wrong("reason", forms.TOO_LONG, max_length=forms.LONGEST_TEXT)
    return {one.id: bodies[one.id] for one in changed}, errors


def _filled(
    form: Shown, asked: Sequence[Question], standing: Bodies, edition: Edition, seen: fields.Texts
) -> Shown:
    """The form with what was typed, else with what stands."""
    if form.values or form.errors:
        return Shown({"reason": "", **seen, **form.values}, form.errors)
    years = questions.years(edition.year)
    values = {"reason": "", **seen}
    for one in asked:
        values |= questions.fields(one, standing.get(one.id, ""), years)
    return Shown(values)


NOMINATION = "/{year:year}/nominations/{nomination:ident}/correct"
COMPANY = "/{year:year}/nominees/{nominee:ident}/answers"

routes: list[BaseRoute] = [
    Route(NOMINATION, of_nomination, name="correcting_nomination"),
    Route(NOMINATION, correct_nomination, name="correct_nomination", methods=["POST"]),
    Route(COMPANY, of_company, name="correcting_company"),
    Route(COMPANY, correct_company, name="correct_company", methods=["POST"]),
]
