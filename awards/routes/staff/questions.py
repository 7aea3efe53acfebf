"""The questions of the nomination form."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, pages, programme
from awards.editions import Edition, Question
from awards.errors import N_
from awards.forms import Errors, Tick, Typed, Whole
from awards.programme import Asked
from awards.routes.staff import desk, fields
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

MOST_WORDS = 2000
LABELS = fields.labels(
    {
        "kind": N_("Length of the answer"),
        "required": N_("Must be answered"),
        "word_limit": N_("At most so many words"),
    },
    {"label": N_("Question"), "help": N_("Help")},
)
SUGGESTED = {"kind": "long_text", "required": "yes", "word_limit": "250"}


class Kind(StrEnum):
    SHORT = "short_text"
    LONG = "long_text"


class Answered(forms.Form):
    kind: Kind
    required: Tick
    word_limit: Annotated[Whole, Field(ge=1, le=MOST_WORDS)]


async def questions(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await editions.questions(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/questions.html",
        questions=found,
        may_set_up=edition.allows(Action.SET_UP),
        may_mend=edition.allows(Action.MEND_TEXTS),
    )


async def new_question(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
    return await _page(request, member, edition, None, Shown(SUGGESTED))


async def add(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        asked, errors = _read(typed, edition, None)
        if asked:
            inside = await editions.entered(db, edition.id)
            await programme.add_question(db, member.actor, inside, asked)
    if errors:
        return await _page(request, member, edition, None, fields.again(typed, 0, errors))
    return pages.see_other(request, "staff:questions", year=edition.year)


async def question(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await programme.question(db, edition.id, request.path_params["question"])
    return await _page(request, member, edition, found, Shown(_values(found)))


async def change(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        was = await programme.question(db, edition.id, request.path_params["question"])
        asked, errors = _read(typed, edition, was)
        theirs = fields.theirs(typed, was.version, _values(was), LABELS)
        if asked and not theirs:
            inside = await editions.entered(db, edition.id)
            await programme.change_question(db, member.actor, inside, was, was.version, asked)
    if errors or theirs:
        shown = fields.again(typed, was.version, errors, theirs)
        return await _page(request, member, edition, was, shown)
    return pages.see_other(request, "staff:questions", year=edition.year)


async def remove(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        gone = await programme.question(db, edition.id, request.path_params["question"])
        await programme.remove_question(db, member.actor, inside, gone)
    return pages.see_other(request, "staff:questions", year=edition.year)


async def up(request: Request) -> Response:
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        await programme.raise_question(db, inside, request.path_params["question"])
    return pages.see_other(request, "staff:questions", year=edition.year)


def _read(typed: Typed, edition: Edition, was: Question | None) -> tuple[Asked | None, Errors]:
    """Only the texts are fields of the form once the year is open."""
    errors = fields.faults(
        typed, edition.languages, required=("label",), lines=("label",), texts=("help",)
    )
    if was and not edition.allows(Action.SET_UP):
        stands: dict[str, Any] = {
            "kind": was.kind,
            "required": was.required,
            "word_limit": was.word_limit,
        }
    else:
        answered, more = forms.read(Answered, typed)
        errors |= more
        stands = dict(answered) if answered else {}
    if errors:
        return None, errors
    label, help = (typed.texts(name, edition.languages) for name in ("label", "help"))
    return Asked(label=label, help=help, **stands), {}


def _values(found: Question) -> dict[str, str]:
    return {
        "version": str(found.version),
        "kind": found.kind,
        "required": "yes" if found.required else "",
        "word_limit": str(found.word_limit),
        **fields.flat("label", found.label),
        **fields.flat("help", found.help),
    }


async def _page(
    request: Request, member: Member, edition: Edition, found: Question | None, shown: Shown
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/question.html",
        shown,
        languages=edition.languages,
        question=found,
        may_set_up=edition.allows(Action.SET_UP),
    )


PATH = "/{year:year}/set-up/questions"
ONE = PATH + "/{question:ident}"

routes: list[BaseRoute] = [
    Route(PATH, questions, name="questions"),
    Route(PATH + "/new", new_question, name="new_question"),
    Route(PATH + "/new", add, methods=["POST"], name="add_question"),
    Route(ONE, question, name="question"),
    Route(ONE, change, methods=["POST"], name="change_question"),
    Route(ONE + "/remove", remove, methods=["POST"], name="remove_question"),
    Route(ONE + "/up", up, methods=["POST"], name="raise_question"),
]
