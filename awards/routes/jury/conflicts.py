"""Conflicts of interest, declared against names alone."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, pages, recusals, stages
from awards.database import Connection
from awards.errors import N_
from awards.panel import Juror
from awards.recusals import Kind, Named
from awards.routes.jury import room
from awards.stages import Action

LABELS = {"words": N_("In your words")}


class Declaration(forms.Form):
    kind: Kind
    words: Annotated[str, Field(max_length=recusals.LONGEST)]


async def conflicts(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        names = await recusals.names(db, juror.id)
    number = pages.number(request.query_params)
    return await room.page(
        request,
        juror,
        "jury/conflicts.html",
        names=names[(number - 1) * recusals.PAGE : number * recusals.PAGE],
        total=len(names),
        number=number,
        last=max(1, -(-len(names) // recusals.PAGE)),
        kinds=recusals.KINDS,
        declares=stages.allows(juror.stage, Action.DECLARE_RECUSAL),
    )


async def ask(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror, named = await _named(request, db)
    return await _form(request, juror, named, kind="", words="")


async def declare(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        juror, named = await _named(request, db)
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


async def _named(request: Request, db: Connection) -> tuple[Juror, Named]:
    juror = await doors.juror(request, db)
    return juror, await recusals.named(db, juror.id, request.path_params["company"])


def _faults(declared: Declaration | None) -> forms.Errors:
    if declared and declared.kind is Kind.OTHER and not declared.words:
        return forms.wrong("words", recusals.NO_WORDS)
    return {}


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
    Route("/conflicts", conflicts, name="conflicts"),
    Route("/conflicts/{company:ident}", ask, name="conflict"),
    Route("/conflicts/{company:ident}", declare, methods=["POST"], name="declare"),
]
