"""A score sheet: shown, saved whole or cell by cell, abstained from.

Saving a cell answers in JSON, for the script that saves each change at once; the sentence it shows
comes from here, in the reader's language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from awards import cells, doors, editions, formats, forms, pages, sheets
from awards.editions import Criterion
from awards.errors import N_
from awards.forms import Typed
from awards.panel import Juror
from awards.rendering import translate
from awards.routes.jury import case, room
from awards.sheets import Clash, Page

MOST_CRITERIA = 20
LABELS = {
    **{f"criterion-{place}-comment": N_("Comment") for place in range(1, MOST_CRITERIA + 1)},
    "reason": N_("Why do you abstain?"),
}

SAVED = N_("Saved at %(time)s. %(scored)s of %(criteria)s criteria have points.")
OTHER_SCORE = N_(
    "Elsewhere you have given %(held)s since this page was shown. "
    "Save again, and what is marked here counts."
)
OTHER_COMMENT = N_(
    "Elsewhere you have written «%(held)s» since this page was shown. "
    "Save again, and what stands here is kept."
)


class Abstention(forms.Form):
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@dataclass(frozen=True)
class Line:
    """A criterion as the form shows it: what is marked, with which versions, and what is wrong."""

    criterion: Criterion
    score: int | None
    comment: str
    score_version: int
    comment_version: int
    score_was: str
    comment_was: str
    error: str = ""
    comment_error: str = ""


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        page = await sheets.page(
            db, juror, request.path_params["nominee"], pages.number(request.query_params)
        )
    return await _page(request, juror, page)


async def save(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        inside = await editions.entered(db, juror.edition)
        saved = await sheets.save(db, inside, juror, nominee, cells.cells(typed))
        stays = typed["do"] != "next" and not saved.clashes
        page = None if stays else await sheets.page(db, juror, nominee)
    if page is None:
        return pages.see_other(request, "jury:sheet", nominee=nominee)
    if saved.clashes:
        return await _page(request, juror, page, 409, clashes=saved.clashes)
    if page.next is not None:
        return pages.see_other(request, "jury:sheet", nominee=page.next.nominee)
    if page.complete:
        return pages.see_other(request, "jury:ballot", round=page.round)
    return pages.see_other(request, "jury:home")


async def save_cell(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        cell = cells.cell(typed["cell"], typed["value"], typed["version"])
        inside = await editions.entered(db, juror.edition)
        saved = await sheets.save(db, inside, juror, nominee, [cell])
    spoken = pages.language(request, juror.language)
    held, version = saved.held(cell)
    answer = {"cell": cell.field, "version": version, "was": cells.mark(held)}
    if saved.clashes:
        return JSONResponse({**answer, "said": _both(spoken, saved.clashes[0])}, 409)
    time = await _clock(request, spoken, saved.saved_at)
    said = _saved(spoken, time, saved.scores)
    return JSONResponse({**answer, "saved": time, "said": said})


async def abstain(request: Request) -> Response:
    """The whole form comes along: what was marked is kept, too."""
    typed = await pages.form(request, LABELS)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        inside = await editions.entered(db, juror.edition)
        abstention, errors = forms.read(Abstention, typed)
        saved = await sheets.save(db, inside, juror, nominee, cells.cells(typed))
        if abstention and not saved.clashes:
            shown = _version(typed)
            await sheets.abstain(db, inside, juror, nominee, abstention.reason, shown)
        page = await sheets.page(db, juror, nominee)
    if not errors and not saved.clashes:
        return pages.see_other(request, "jury:sheet", nominee=nominee)
    said = forms.said(errors, pages.language(request, juror.language))
    return await _page(
        request,
        juror,
        page,
        409 if saved.clashes else 422,
        clashes=saved.clashes,
        reason=typed["reason"],
        errors=said,
    )


async def resume(request: Request) -> Response:
    typed = await pages.form(request)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        inside = await editions.entered(db, juror.edition)
        await sheets.abstain(db, inside, juror, nominee, None, _version(typed))
    return pages.see_other(request, "jury:sheet", nominee=nominee)


def _version(typed: Typed) -> int:
    return cells.number(typed["abstention-version"])


async def _page(
    request: Request,
    juror: Juror,
    page: Page,
    status: int = 200,
    *,
    clashes: Sequence[Clash] = (),
    **facts: Any,
) -> Response:
    spoken = pages.language(request, juror.language)
    saved = ""
    if page.sheet.saved_at is not None:
        time = await _clock(request, spoken, page.sheet.saved_at)
        saved = _saved(spoken, time, page.sheet.scores)
    lines = _lines(page, {clash.cell.field: clash for clash in clashes}, spoken)
    return await room.page(
        request,
        juror,
        "jury/sheet.html",
        status=status,
        page=page,
        lines=lines,
        saved=saved,
        **case.shown(request, page.case, "jury:sheet"),
        **{"reason": "", "errors": {}, **facts},
    )


def _lines(page: Page, clashes: Mapping[str, Clash], spoken: str) -> list[Line]:
    found = []
    for criterion in page.sheet.criteria:
        place = criterion.place - 1
        score = clashes.get(f"criterion-{criterion.place}")
        comment = clashes.get(f"criterion-{criterion.place}-comment")
        found.append(
            Line(
                criterion=criterion,
                score=int(score.cell.value) if score else page.sheet.scores[place],
                comment=str(comment.cell.value) if comment else page.sheet.comments[place],
                score_version=page.sheet.score_versions[place],
                comment_version=page.sheet.comment_versions[place],
                score_was=cells.mark(page.sheet.scores[place]),
                comment_was=cells.mark(page.sheet.comments[place]),
                error=_both(spoken, score) if score else "",
                comment_error=_both(spoken, comment) if comment else "",
            )
        )
    return found


def _both(spoken: str, clash: Clash) -> str:
    return translate(spoken, OTHER_SCORE if clash.cell.is_score else OTHER_COMMENT, held=clash.held)


def _saved(spoken: str, time: str, scores: Sequence[int | None]) -> str:
    scored = sum(score is not None for score in scores)
    return translate(spoken, SAVED, time=time, scored=scored, criteria=len(scores))


async def _clock(request: Request, spoken: str, when: datetime) -> str:
    award = (await pages.site(request)).award
    return formats.clock(spoken, when, award.zone if award else "UTC")


routes: list[BaseRoute] = [
    Route("/nominees/{nominee:ident}", show, name="sheet"),
    Route("/nominees/{nominee:ident}", save, methods=["POST"], name="save"),
    Route("/nominees/{nominee:ident}/cell", save_cell, methods=["POST"], name="save_cell"),
    Route("/nominees/{nominee:ident}/abstain", abstain, methods=["POST"], name="abstain"),
    Route("/nominees/{nominee:ident}/resume", resume, methods=["POST"], name="resume"),
]
