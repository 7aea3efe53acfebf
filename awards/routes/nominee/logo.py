"""The company's logo: sent by its people, drawn again, and shown here to nobody else."""

import asyncio
import time

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, pages, pictures, press, words
from awards.forms import Typed
from awards.rendering import translate
from awards.routes.nominee import press as press_page

LARGEST_BODY = pictures.LARGEST_FILE + 64 * 1024  # bytes, with the form around the file


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        contributor.require_inside()
        found = await press.logo(db, contributor)
    headers = {"content-disposition": 'inline; filename="logo.png"'}
    return Response(found.content, media_type=found.media_type, headers=headers)


async def save(request: Request) -> Response:
    """Nobody's file is read, let alone drawn, before they are known to be inside."""
    async with pages.transaction(request) as db:
        (await doors.contributor(request, db)).require_inside()
    file, typed = await _sent(request)
    drawn, wrong = None, ""
    if typed["do"] != "remove":
        drawn, wrong = await asyncio.to_thread(pictures.read, file)
    overtaken = None
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        contributor.require_inside()
        if not wrong:
            overtaken = await press.use_logo(
                db, contributor, drawn, words.whole(typed["seen"]) or 0
            )
        facts = await press_page.standing(db, contributor)
    if not wrong and overtaken is None:
        return pages.see_other(request, "nominee:press")
    said = translate(pages.language(request, contributor.language), wrong) if wrong else ""
    return await press_page.page(
        request, contributor, facts, logo_error=said, logo_overtaken=overtaken
    )


async def _sent(request: Request) -> tuple[bytes, Typed]:
    """The file, and the fields beside it. No refusal can show a file again."""
    async with request.form(max_files=1, max_fields=10) as form:
        sent = form.get("logo")
        file = await sent.read() if isinstance(sent, UploadFile) else b""
        typed = Typed([(name, text) for name, text in form.multi_items() if isinstance(text, str)])
    request.state.began = time.perf_counter()  # a slow line is no fault of the database
    request.state.fields = []
    return file, typed


routes: list[BaseRoute] = [
    Route("/logo", show, name="logo"),
    Route("/logo", save, methods=["POST"], name="logo", max_body_size=LARGEST_BODY),
]
