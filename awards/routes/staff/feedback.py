"""Feedback to the companies that were judged: words, comments, and the letters, sent in one go."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, feedback, feedback_letters, pages, specimens
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_, NotFound
from awards.feedback import Feedback
from awards.forms import Typed
from awards.rendering import Written
from awards.routes.staff import desk, fields, previews
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

LABELS = fields.labels({"comment": N_("Comments that go along")}, {"words": N_("The jury's words")})


async def judged(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await feedback.all_of(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/feedback.html",
        found=found,
        may_send=edition.allows(Action.SEND_FEEDBACK),
    )


async def one(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await feedback.of(db, edition.id, request.path_params["nominee"])
        facts = await _facts(request, db, edition, found)
    return await _page(request, member, edition, found, facts, Shown(_values(found)))


async def change(request: Request) -> Response:
    """Keep what was typed; and mark it as reviewed, if that was asked and nothing of it is new."""
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await feedback.of(db, edition.id, request.path_params["nominee"])
        errors = fields.faults(typed, edition.languages, texts=("words",))
        theirs = fields.theirs(typed, found.version, _values(found), LABELS)
        reviewed = False
        if not errors and not theirs:
            reviewed = await _keep(db, member, edition, found, typed)
        facts = await _facts(request, db, edition, found)
    if errors or theirs:
        shown = fields.again(typed, found.version, errors, theirs)
        return await _page(request, member, edition, found, facts, shown)
    if reviewed:
        return pages.see_other(request, "staff:feedback", year=edition.year)
    return pages.see_other(request, "staff:feedback_of", year=edition.year, nominee=found.nominee)


async def _keep(
    db: Connection, member: Member, edition: Edition, found: Feedback, typed: Typed
) -> bool:
    texts, keys = typed.texts("words", edition.languages), typed.getlist("comment")
    asked = edition.id, found.nominee
    changed = await feedback.change(db, member, *asked, texts, keys, found.version)
    if typed["do"] != "review" or changed:
        return False
    await feedback.review(db, member, *asked, found.version)
    return True


async def letter(request: Request) -> Response:
    """The letter alone, as a mail program shows it."""
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        found = await feedback.of(db, edition.id, request.path_params["nominee"])
        written = await _written(request, db, edition, found, request.path_params["spoken"])
    return previews.as_mail(written)


async def count(request: Request) -> Response:
    """What will be sent, and who gets none, before it is."""
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        outlook = await feedback_letters.outlook(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/feedback_count.html",
        outlook=outlook,
        may_send=edition.allows(Action.SEND_FEEDBACK),
    )


async def send(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        await feedback_letters.send(db, member, edition.id, typed["seen"])
    return pages.see_other(request, "staff:feedback", year=edition.year)


async def _facts(
    request: Request, db: Connection, edition: Edition, found: Feedback
) -> dict[str, Any]:
    """The letter as each language of its readers gets it; the year's first where there is none."""
    readers = await feedback_letters.readers(db, found)
    spoken = [code for code in edition.languages if code in {one.language for one in readers}]
    return {
        "readers": readers,
        "letters": [
            (code, await _written(request, db, edition, found, code))
            for code in spoken or [edition.first_language]
        ],
    }


async def _written(
    request: Request, db: Connection, edition: Edition, found: Feedback, language: str
) -> Written:
    if language not in edition.languages:
        raise NotFound
    told = feedback_letters.of(found)
    return await specimens.feedback(db, pages.settings(request), language, edition, told)


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    found: Feedback,
    facts: dict[str, Any],
    shown: Shown,
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/feedback_of.html",
        shown,
        languages=edition.languages,
        found=found,
        may_change=edition.allows(Action.PREPARE_FEEDBACK) and found.sent_at is None,
        **facts,
    )


def _values(found: Feedback) -> dict[str, str]:
    return {
        "version": str(found.version),
        **fields.flat("words", found.words),
        "comment": " ".join(one.key for one in found.chosen),
    }


PATH = "/{year:year}/feedback"
ONE = PATH + "/{nominee:ident}"

routes: list[BaseRoute] = [
    Route(PATH, judged, name="feedback"),
    Route(PATH + "/send", count, name="count_feedback"),
    Route(PATH + "/send", send, methods=["POST"], name="send_feedback"),
    Route(ONE, one, name="feedback_of"),
    Route(ONE, change, methods=["POST"], name="change_feedback"),
    Route(ONE + "/letter/{spoken:language}", letter, name="feedback_letter"),
]
