"""The questions of both forms: what is asked, in what order, added, changed and taken out."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, pages, questionnaires
from awards.editions import Category, Edition
from awards.forms import Errors, Typed
from awards.questionnaires import Asked
from awards.questions import Kind, Question
from awards.rendering import translate
from awards.routes.staff import desk, fields
from awards.routes.staff import question_form as form
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

Wanted = tuple[Asked | None, Errors]


async def questions(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        asked = [
            (of, called, await editions.asked(db, edition.id, of, retired=True))
            for of, called in form.FORMS.items()
        ]
        categories = await editions.categories(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/questions.html",
        asked=asked,
        within={one.id: one.name for one in categories},
        kinds=form.KINDS,
        needs=form.NEEDS,
        languages=[(code, pages.NAMES.get(code, code)) for code in edition.languages],
        may_set=edition.allows(Action.SET_QUESTIONS),
    )


async def new_question(request: Request) -> Response:
    """First what kind of question, then the fields of that kind."""
    chosen = {name: text for name, text in request.query_params.items() if name in form.PLACE}
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
    shown = Shown({**form.SUGGESTED, **chosen})
    if chosen.get("kind") in list(Kind):
        return await _page(request, member, edition, categories, None, shown)
    return await _choose(request, member, edition, categories, shown)


async def add(request: Request) -> Response:
    typed = await pages.form(request, form.LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        categories = await editions.categories(db, edition.id)
        asked, errors = form.read(typed, edition, categories, None)
        if asked:
            errors = form.told(await questionnaires.faults(db, edition.id, asked))
        if asked and not errors and typed["do"] not in form.ASIDES:
            inside = await editions.entered(db, edition.id)
            await questionnaires.add(db, member.actor, inside, asked)
    if errors or typed["do"] in form.ASIDES:
        shown = _again(typed, 0, errors)
        return await _page(request, member, edition, categories, None, shown, typed["do"])
    return pages.see_other(request, "staff:questions", year=edition.year)


async def question(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await questionnaires.question(db, edition.id, request.path_params["question"])
        categories = await editions.categories(db, edition.id)
        answered = await questionnaires.answered(db, found.id)
    shown = Shown(form.values(found))
    return await _page(request, member, edition, categories, found, shown, answered=answered)


async def change(request: Request) -> Response:
    typed = await pages.form(request, form.LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        was = await questionnaires.question(db, edition.id, request.path_params["question"])
        categories = await editions.categories(db, edition.id)
        answered = await questionnaires.answered(db, was.id)
        spoken = pages.language(request, member.language)
        wanted, errors = form.read(typed, edition, categories, was)
        theirs = form.theirs(typed, was, categories, spoken)
        if wanted and not errors:
            errors = form.told(await questionnaires.faults(db, edition.id, wanted, was))
        aside = typed["do"] in form.ASIDES
        if wanted and not (errors or theirs or aside):
            inside = await editions.entered(db, edition.id)
            await questionnaires.change(db, member.actor, inside, was, was.version, wanted)
    if errors or theirs or aside:
        shown = _again(typed, was.version, errors, theirs)
        return await _page(
            request, member, edition, categories, was, shown, typed["do"], answered=answered
        )
    return pages.see_other(request, "staff:questions", year=edition.year)


def _again(
    typed: Typed, version: int, errors: Errors, theirs: Sequence[tuple[str, str]] = ()
) -> Shown:
    """The form once more; not yet with its errors where only another shape of it was asked for."""
    if typed["do"] in form.ASIDES:
        return Shown(form.filled(typed))
    return fields.again(typed, version, errors, theirs)


async def remove(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        gone = await questionnaires.question(db, edition.id, request.path_params["question"])
        await questionnaires.remove(db, member.actor, inside, gone)
    return pages.see_other(request, "staff:questions", year=edition.year)


async def bring_back(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        back = await questionnaires.question(db, edition.id, request.path_params["question"])
        await questionnaires.bring_back(db, member.actor, inside, back)
    return pages.see_other(request, "staff:questions", year=edition.year)


async def up(request: Request) -> Response:
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        raised = await questionnaires.question(db, edition.id, request.path_params["question"])
        await questionnaires.raise_question(db, inside, raised)
    return pages.see_other(request, "staff:questions", year=edition.year)


async def suggest(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        await questionnaires.suggest(db, member.actor, inside)
    return pages.see_other(request, "staff:questions", year=edition.year)


async def _choose(
    request: Request,
    member: Member,
    edition: Edition,
    categories: Sequence[Category],
    shown: Shown,
) -> Response:
    """The small page before the form of a new question."""
    spoken = pages.language(request, member.language)
    means = {kind: translate(spoken, sentence) for kind, sentence in form.MEANS.items()}
    return await fields.page(
        request,
        member,
        edition,
        "staff/question_kind.html",
        shown,
        kinds=[(*option, means[Kind(option[0])]) for option in form.options(form.KINDS, spoken)],
        forms=form.options(form.FORMS, spoken),
        categories=categories,
        may_set=edition.allows(Action.SET_QUESTIONS),
    )


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    categories: Sequence[Category],
    found: Question | None,
    shown: Shown,
    do: str = "",
    *,
    answered: int = 0,
) -> Response:
    spoken = pages.language(request, member.language)
    return await fields.page(
        request,
        member,
        edition,
        "staff/question.html",
        shown,
        languages=edition.languages,
        question=found,
        answered=answered,
        asks=shown.values.get("kind", ""),
        rows=form.rows(shown.values, more=do == "choice"),
        most_rows=form.ROWS[-1],
        categories=categories,
        **{name: form.options(named, spoken) for name, named in form.SAID.items()},
        may_set=edition.allows(Action.SET_QUESTIONS),
    )


PATH = "/{year:year}/set-up/questions"
ONE = PATH + "/{question:ident}"

routes: list[BaseRoute] = [
    Route(PATH, questions, name="questions"),
    Route(PATH + "/new", new_question, name="new_question"),
    Route(PATH + "/new", add, methods=["POST"], name="add_question"),
    Route(PATH + "/suggested", suggest, methods=["POST"], name="suggest_questions"),
    Route(ONE, question, name="question"),
    Route(ONE, change, methods=["POST"], name="change_question"),
    Route(ONE + "/remove", remove, methods=["POST"], name="remove_question"),
    Route(ONE + "/back", bring_back, methods=["POST"], name="bring_back_question"),
    Route(ONE + "/up", up, methods=["POST"], name="raise_question"),
]
