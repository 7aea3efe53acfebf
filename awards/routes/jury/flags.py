"""A juror's questions to the secretariat about a case, and what became of them."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import cases, doors, editions, flags, forms, pages, stages
from awards.cases import Title
from awards.database import Connection
from awards.errors import N_
from awards.flags import Flag
from awards.panel import Juror
from awards.routes.jury import room
from awards.stages import Action

LABELS = {"words": N_("Your question")}


class Question(forms.Form):
    words: Annotated[str, Field(min_length=1, max_length=flags.LONGEST)]


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        title, own = await _case(db, juror, request.path_params["nominee"])
    return await _page(request, juror, title, own)


async def ask(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        inside = await editions.entered(db, juror.edition)
        title, own = await _case(db, juror, nominee)
        asked, errors = forms.read(Question, typed)
        if asked:
            await flags.ask(db, inside, juror, nominee, asked.words)
    if asked:
        return pages.see_other(request, "jury:flag", nominee=nominee)
    said = forms.said(errors, pages.language(request, juror.language))
    return await _page(request, juror, title, own, 422, words=typed["words"], errors=said)


async def _case(db: Connection, juror: Juror, nominee: int) -> tuple[Title, list[Flag]]:
    """The case asked about, if the juror may open it, and what they asked before."""
    title = await cases.title(db, juror.id, nominee)
    return title, await flags.own(db, juror, nominee)


async def _page(
    request: Request,
    juror: Juror,
    title: Title,
    own: list[Flag],
    status: int = 200,
    **typed: Any,
) -> Response:
    return await room.page(
        request,
        juror,
        "jury/flag.html",
        status=status,
        case=title,
        asked=own,
        asks=stages.allows(juror.stage, Action.AMEND_CASE),
        longest=flags.LONGEST,
        **{"words": "", "errors": {}, **typed},
    )


routes: list[BaseRoute] = [
    Route("/nominees/{nominee:ident}/flag", show, name="flag"),
    Route("/nominees/{nominee:ident}/flag", ask, methods=["POST"], name="ask"),
]
