"""A score sheet: shown, saved whole or cell by cell, abstained from; and the note beside it.

Saving a cell answers in JSON, for the script that saves each change at once; the sentence it shows
comes from here, in the reader's language. A page says whose it is: somebody else may have come in
with their link meanwhile, in the same browser.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from awards import cells, doors, editions, formats, forms, notes, pages, sheets
from awards.database import Connection
from awards.editions import Entered
from awards.errors import N_
from awards.forms import Typed
from awards.notes import Kept
from awards.panel import Juror
from awards.rendering import translate
from awards.routes.jury import case, lines, room
from awards.sheets import Clash, Page

MOST_CRITERIA = 20
LABELS = {
    **{f"criterion-{place}-comment": N_("Comment") for place in range(1, MOST_CRITERIA + 1)},
    "reason": N_("Why do you abstain?"),
    notes.FIELD: N_("Your note"),
}

SAVED = N_("Saved at %(time)s. %(scored)s of %(criteria)s criteria have points.")
NOTE_SAVED = N_("Your note was saved at %(time)s.")


class Abstention(forms.Form):
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


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
        juror = await room.author(request, db, typed)
        inside = await editions.entered(db, juror.edition)
        saved = await sheets.save(db, inside, juror, nominee, cells.cells(typed))
        kept = await _keep_note(db, inside, juror, nominee, typed)
        clash = bool(saved.clashes) or _clashes(kept)
        stays = typed["do"] != "next" and not clash
        page = None if stays else await sheets.page(db, juror, nominee)
    if page is None:
        return pages.see_other(request, "jury:sheet", nominee=nominee)
    if clash:
        return await _page(request, juror, page, 409, clashes=saved.clashes, kept=kept)
    if page.next is not None:
        return pages.see_other(request, "jury:sheet", nominee=page.next.nominee)
    if page.complete:
        return pages.see_other(request, "jury:ballot", round=page.round)
    return pages.see_other(request, "jury:home")


async def save_cell(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    if typed["cell"] == notes.FIELD:
        return await _save_note_alone(request, typed)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        cell = cells.cell(typed["cell"], typed["value"], typed["version"])
        inside = await editions.entered(db, juror.edition)
        saved = await sheets.save(db, inside, juror, nominee, [cell])
    spoken = pages.language(request, juror.language)
    held, version = saved.held(cell)
    answer = {"cell": cell.field, "version": version, "was": cells.mark(held)}
    if saved.clashes:
        return JSONResponse({**answer, "said": lines.both(spoken, saved.clashes[0])}, 409)
    time = await _clock(request, spoken, saved.saved_at)
    said = _saved(spoken, time, saved.scores)
    return JSONResponse({**answer, "saved": time, "said": said})


async def _save_note_alone(request: Request, typed: Typed) -> Response:
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        note = notes.typed(typed["value"], typed["version"])
        inside = await editions.entered(db, juror.edition)
        kept = await notes.save(db, inside, juror, request.path_params["nominee"], note)
    spoken = pages.language(request, juror.language)
    held = kept.note
    answer = {"cell": notes.FIELD, "version": held.version, "was": cells.mark(held.body)}
    if kept.clashes:
        return JSONResponse({**answer, "said": lines.both_notes(spoken, kept)}, 409)
    assert held.saved_at is not None
    time = await _clock(request, spoken, held.saved_at)
    return JSONResponse({**answer, "saved": time, "said": translate(spoken, NOTE_SAVED, time=time)})


async def keep_note(request: Request) -> Response:
    """The note by itself, beside a sheet that takes no points now."""
    typed = await pages.form(request, LABELS)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        inside = await editions.entered(db, juror.edition)
        kept = await _keep_note(db, inside, juror, nominee, typed)
        page = await sheets.page(db, juror, nominee)
    if _clashes(kept):
        return await _page(request, juror, page, 409, kept=kept)
    return pages.see_other(request, "jury:sheet", nominee=nominee)


async def abstain(request: Request) -> Response:
    """The whole form comes along: what was marked is kept, too."""
    typed = await pages.form(request, LABELS)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        inside = await editions.entered(db, juror.edition)
        abstention, errors = forms.read(Abstention, typed)
        saved = await sheets.save(db, inside, juror, nominee, cells.cells(typed))
        kept = await _keep_note(db, inside, juror, nominee, typed)
        clash = bool(saved.clashes) or _clashes(kept)
        if abstention and not clash:
            shown = _version(typed)
            await sheets.abstain(db, inside, juror, nominee, abstention.reason, shown)
        page = await sheets.page(db, juror, nominee)
    if not errors and not clash:
        return pages.see_other(request, "jury:sheet", nominee=nominee)
    said = forms.said(errors, pages.language(request, juror.language))
    return await _page(
        request,
        juror,
        page,
        409 if clash else 422,
        clashes=saved.clashes,
        kept=kept,
        reason=typed["reason"],
        errors=said,
    )


async def resume(request: Request) -> Response:
    typed = await pages.form(request)
    nominee = request.path_params["nominee"]
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        inside = await editions.entered(db, juror.edition)
        await sheets.abstain(db, inside, juror, nominee, None, _version(typed))
    return pages.see_other(request, "jury:sheet", nominee=nominee)


async def _keep_note(
    db: Connection, inside: Entered, juror: Juror, nominee: int, typed: Typed
) -> Kept | None:
    note = notes.of_form(typed)
    return await notes.save(db, inside, juror, nominee, note) if note else None


def _clashes(kept: Kept | None) -> bool:
    return kept is not None and kept.clashes


def _version(typed: Typed) -> int:
    return cells.number(typed["abstention-version"])


async def _page(
    request: Request,
    juror: Juror,
    page: Page,
    status: int = 200,
    *,
    clashes: Sequence[Clash] = (),
    kept: Kept | None = None,
    **facts: Any,
) -> Response:
    spoken = pages.language(request, juror.language)
    return await room.page(
        request,
        juror,
        "jury/sheet.html",
        status=status,
        page=page,
        lines=lines.lines(page, {clash.cell.field: clash for clash in clashes}, spoken),
        aside=lines.aside(page.note, kept, spoken),
        **await _last_saved(request, page, spoken),
        **case.shown(request, page.case, "jury:sheet"),
        **{"reason": "", "errors": {}, **facts},
    )


async def _last_saved(request: Request, page: Page, spoken: str) -> dict[str, str]:
    """What the page says of when the sheet and the note were saved; nothing if they never were."""
    said = {"saved": "", "noted": ""}
    if page.sheet.saved_at is not None:
        time = await _clock(request, spoken, page.sheet.saved_at)
        said["saved"] = _saved(spoken, time, page.sheet.scores)
    if page.note.saved_at is not None:
        time = await _clock(request, spoken, page.note.saved_at)
        said["noted"] = translate(spoken, NOTE_SAVED, time=time)
    return said


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
    Route("/nominees/{nominee:ident}/note", keep_note, methods=["POST"], name="note"),
    Route("/nominees/{nominee:ident}/abstain", abstain, methods=["POST"], name="abstain"),
    Route("/nominees/{nominee:ident}/resume", resume, methods=["POST"], name="resume"),
]
