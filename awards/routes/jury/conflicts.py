"""Conflicts of interest, declared against names alone: one by one, and none for the others."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, interests, pages, recusals, stages, words
from awards.database import Connection
from awards.errors import N_
from awards.forms import Errors, Tick, Wrong
from awards.panel import Juror
from awards.recusals import Kind, Named
from awards.routes.jury import room
from awards.stages import Action

LABELS = {"words": N_("In your words")}
NO_TICK = N_("Tick the box when you have looked through the names. Without it nothing is declared.")


class Declaration(forms.Form):
    kind: Kind
    words: Annotated[str, Field(max_length=recusals.LONGEST)]


def _ticked(ticked: bool) -> bool:
    """Who presses every button of a page ticks nothing."""
    if not ticked:
        raise Wrong(NO_TICK)
    return ticked


class NoneOfThese(forms.Form):
    none: Annotated[Tick, AfterValidator(_ticked)]


async def conflicts(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        names, hints = await _names(db, juror)
    return await _page(request, juror, names, hints)


async def clear(request: Request) -> Response:
    """The juror is close to none of the names that stood on the page and are undeclared."""
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        ticked, errors = forms.read(NoneOfThese, typed)
        inside = await editions.entered(db, juror.edition)
        shown = [words.whole(one) or 0 for one in typed.getlist("shown")]
        await recusals.clear(db, inside, juror.id, shown if ticked else [])
        names, hints = ([], {}) if ticked else await _names(db, juror)
    if all(named.declared for named in names):
        return pages.see_other(request, "jury:conflicts")
    return await _page(request, juror, names, hints, errors)


async def ask(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        named = await recusals.named(db, juror.id, request.path_params["company"])
    return await _form(request, juror, named, kind="", words="")


async def declare(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        named = await recusals.named(db, juror.id, request.path_params["company"])
        declared, errors = forms.read(Declaration, typed)
        errors |= _faults(declared)
        if declared and not errors:
            inside = await editions.entered(db, juror.edition)
            await recusals.declare(
                db,
                inside,
                juror.id,
                named.company,
                declared.kind,
                declared.words,
                actor=juror.actor,
            )
    if not errors:
        return pages.see_other(request, "jury:conflicts")
    said = forms.said(errors, pages.language(request, juror.language))
    return await _form(
        request, juror, named, 422, kind=typed["kind"], words=typed["words"], errors=said
    )


async def _names(db: Connection, juror: Juror) -> tuple[list[Named], dict[int, str]]:
    names = await recusals.names(db, juror.id)
    return names, await interests.hints(db, juror.edition, juror.id)


def _faults(declared: Declaration | None) -> Errors:
    if declared and declared.kind is Kind.OTHER and not declared.words:
        return forms.wrong("words", recusals.NO_WORDS)
    return {}


async def _page(
    request: Request,
    juror: Juror,
    names: list[Named],
    hints: dict[int, str],
    errors: Errors | None = None,
) -> Response:
    number = pages.number(request.query_params)
    last = max(1, -(-len(names) // recusals.PAGE))
    return await room.page(
        request,
        juror,
        "jury/conflicts.html",
        status=422 if errors else 200,
        names=names[(number - 1) * recusals.PAGE : number * recusals.PAGE],
        total=len(names),
        left=sum(not named.declared for named in names),
        number=number,
        last=last,
        hints=hints,
        kinds=recusals.KINDS,
        declares=stages.allows(juror.stage, Action.DECLARE_RECUSAL),
        errors=forms.said(errors or {}, pages.language(request, juror.language)),
    )


async def _form(
    request: Request, juror: Juror, named: Named, status: int = 200, **typed: Any
) -> Response:
    return await room.page(
        request,
        juror,
        "jury/conflict.html",
        status=status,
        named=named,
        kinds=recusals.KINDS,
        declares=stages.allows(juror.stage, Action.DECLARE_RECUSAL),
        **{"errors": {}, **typed},
    )


routes: list[BaseRoute] = [
    Route("/conflicts", conflicts, name="conflicts", methods=["GET"]),
    Route("/conflicts", clear, name="clear_names", methods=["POST"]),
    Route("/conflicts/{company:ident}", ask, name="conflict", methods=["GET"]),
    Route("/conflicts/{company:ident}", declare, name="declare", methods=["POST"]),
]
