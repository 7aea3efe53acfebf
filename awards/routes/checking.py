"""A winner looks through what will be said about them: the door, the text, the answer.

Looking changes nothing, and neither does the button at the door, which scanners press too: an
answer needs a tick, or words.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import checks, doors, forms, pages
from awards.checks import Check
from awards.errors import N_
from awards.forms import Errors, Form, OptionalText, Tick, Typed, Whole
from awards.tokens import Purpose

LABELS = {"suggestion": N_("What should be different")}
NEITHER = N_("Tick here if you have no objection, or write below what should be different.")
BOTH = N_("You have ticked this, and written what should be different. Keep one of them.")


class Answer(Form):
    agree: Tick
    suggestion: OptionalText
    version: Whole


async def enter(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        found = await checks.at_the_door(db, keys, request.path_params["token"])
    return await pages.page(
        request,
        "check/enter.html",
        own=found.language,
        edition=(await pages.site(request)).of_year(found.year),
        token=request.path_params["token"],
    )


async def come_in(request: Request) -> Response:
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        found = await checks.at_the_door(db, keys, request.path_params["token"])
        cookie = await doors.come_in(request, db, Purpose.CHECK, found.edition)
    return doors.keep(request, pages.see_other(request, "check:text"), Purpose.CHECK, cookie)


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        found = await doors.checker(request, db)
    return await _page(request, found, _as_typed(found), {})


async def answer(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    said, errors = _read(typed)
    async with pages.transaction(request) as db:
        found = await doors.checker(request, db)
        if said:
            await checks.answer(db, found, said.suggestion, said.version)
            return pages.see_other(request, "check:text")
    return await _page(request, found, typed, errors)


async def leave(request: Request) -> Response:
    async with pages.transaction(request) as db:
        await doors.leave(request, db, Purpose.CHECK)
    response = await pages.page(request, "check/left.html")
    return doors.forget(request, response, Purpose.CHECK)


def _read(typed: Typed) -> tuple[Answer | None, Errors]:
    """Either a tick or words; what is neither, or both, is no answer."""
    said, errors = forms.read(Answer, typed)
    if said and said.agree == bool(said.suggestion):
        return None, forms.wrong("agree", BOTH if said.agree else NEITHER)
    return said, errors


def _as_typed(found: Check) -> Typed:
    fields = {"agree": "yes" if found.agreed else "", "suggestion": found.suggestion}
    return Typed({**fields, "version": str(found.version)})


async def _page(request: Request, found: Check, typed: Typed, errors: Errors) -> Response:
    edition = (await pages.site(request)).of_year(found.year)
    spoken = pages.language(request, found.language)
    languages = edition.languages if edition else list(found.passage)
    return await pages.page(
        request,
        "check/text.html",
        status=422 if errors else 200,
        own=found.language,
        edition=edition,
        check=found,
        languages=[
            (code, pages.NAMES.get(code, code)) for code in languages if code in found.passage
        ],
        typed=typed,
        errors=forms.said(errors, spoken),
    )


routes: list[BaseRoute] = [
    Route("/enter/{token}", enter, name="enter"),
    Route("/enter/{token}", come_in, methods=["POST"], name="come_in"),
    Route("/", show, name="text"),
    Route("/", answer, methods=["POST"], name="answer"),
    Route("/leave", leave, methods=["POST"], name="leave"),
]
