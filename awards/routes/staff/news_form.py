"""Writing an announcement, or its correction: the form, and what was typed into it."""

import asyncio
import time

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import announcements, award, corrections, doors, drafts, pages, pictures
from awards.announcements import KINDS, Announcement, Kind
from awards.corrections import Correction
from awards.editions import Edition
from awards.errors import N_, NotFound
from awards.forms import Typed
from awards.pictures import PHOTOGRAPH, Picture
from awards.rendering import translate
from awards.routes.staff import fields, news_fields
from awards.routes.staff.fields import Shown
from awards.staff import Member

LARGEST_BODY = PHOTOGRAPH.largest_file + 512 * 1024  # bytes, with the texts around the file
ANOTHER_PICTURE = N_("Another one than yours, or none.")


async def new(request: Request) -> Response:
    kind = _kind(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        text = await drafts.draft(db, await award.known(db), edition, kind)
    shown = Shown(news_fields.values(text, edition, None, 0))
    return await _form(request, member, edition, shown, kind=kind)


async def write(request: Request) -> Response:
    kind = _kind(request)
    typed, picture, wrong = await _sent(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        errors = news_fields.faults(typed, edition, picture, wrong)
        if not errors:
            text = news_fields.wording(typed, edition, picture)
            ident = await announcements.write(db, member, edition.id, kind, text)
            return pages.see_other(request, "staff:announcement", year=edition.year, id=ident)
    return await _form(request, member, edition, fields.again(typed, 0, errors), kind=kind)


async def show_edit(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
    shown = Shown(news_fields.values(found, edition, found.picture_key, found.version))
    return await _form(request, member, edition, shown, announcement=found)


async def edit(request: Request) -> Response:
    typed, picture, wrong = await _sent(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        errors = news_fields.faults(typed, edition, picture, wrong)
        theirs = _theirs(request, member, typed, found, edition)
        if not errors and not theirs:
            text = news_fields.wording(typed, edition, picture)
            await announcements.edit(db, member, edition.id, found.id, text, found.version)
            return pages.see_other(request, "staff:announcement", year=edition.year, id=found.id)
    shown = fields.again(typed, found.version, errors, theirs)
    return await _form(request, member, edition, shown, announcement=found)


async def show_correct(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        waiting = await corrections.waiting(db, found.id)
    stands: Announcement | Correction = waiting or found
    values = news_fields.values(stands, edition, stands.picture_key, found.version)
    if waiting:
        values |= fields.flat("correction", waiting.correction)
    return await _form(request, member, edition, Shown(values), announcement=found, correcting=True)


async def correct(request: Request) -> Response:
    typed, picture, wrong = await _sent(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        waiting = await corrections.waiting(db, found.id)
        errors = news_fields.faults(typed, edition, picture, wrong, "correction")
        theirs = _theirs(request, member, typed, found, edition, waiting)
        if not errors and not theirs:
            text = news_fields.wording(typed, edition, picture)
            why = typed.texts("correction", edition.languages)
            await corrections.write(db, member, edition.id, found.id, text, why, found.version)
            return pages.see_other(request, "staff:announcement", year=edition.year, id=found.id)
    shown = fields.again(typed, found.version, errors, theirs)
    return await _form(request, member, edition, shown, announcement=found, correcting=True)


async def show_picture(request: Request) -> Response:
    """A picture for those who write the news; readers have an address of their own for it."""
    async with pages.transaction(request) as db:
        await doors.desk(request, db)
        found = await pictures.by_key(db, str(request.path_params["key"]))
    if found is None:
        raise NotFound
    return Response(found.content, media_type=found.media_type)


async def _sent(request: Request) -> tuple[Typed, Picture | None, str]:
    """What was typed, its picture, and why a file that came with it will not do.

    Nobody's file is read, let alone drawn, before they are known to be of the staff. What is drawn
    is kept at once, so that it need not be sent again with a form that has to be mended.
    """
    async with pages.transaction(request) as db:
        await doors.desk(request, db)
    typed, file = await pages.form_with_file(request, "file", news_fields.LABELS)
    drawn, wrong = None, ""
    if file:
        drawn, wrong = await asyncio.to_thread(pictures.read, file, PHOTOGRAPH)
        request.state.began = time.perf_counter()  # drawing takes longer than any statement
    async with pages.transaction(request) as db:
        await doors.desk(request, db)
        known = await pictures.by_key(db, typed["picture"])
        new = await pictures.keep(db, drawn) if drawn else None
    without = "" if new else typed["without_picture"]
    shown = _holding(typed, new or known, without)
    return shown, None if without else new or known, wrong


def _holding(typed: Typed, picture: Picture | None, without: str) -> Typed:
    """The form as if this picture had been in it already."""
    others = [one for one in typed.multi_items() if one[0] not in ("picture", "without_picture")]
    key = str(picture.key) if picture else ""
    return Typed([*others, ("picture", key), ("without_picture", without)])


def _theirs(
    request: Request,
    member: Member,
    typed: Typed,
    found: Announcement,
    edition: Edition,
    waiting: Correction | None = None,
) -> list[tuple[str, str]]:
    """What somebody else made of it since it was shown: of the correction, where one waits."""
    stands: Announcement | Correction = waiting or found
    now = news_fields.values(stands, edition, stands.picture_key, 0)
    if waiting:
        now |= fields.flat("correction", waiting.correction)
    theirs = fields.theirs(typed, found.version, now, news_fields.LABELS)
    overtaken = typed["version"] != str(found.version)
    if overtaken and not typed["without_picture"] and typed["picture"] != now["picture"]:
        spoken = pages.language(request, member.language)
        theirs.append((news_fields.LABELS["file"], translate(spoken, ANOTHER_PICTURE)))
    return theirs


def _kind(request: Request) -> Kind:
    kind = request.path_params["kind"]
    if kind not in {*Kind}:
        raise NotFound
    return Kind(kind)


async def _form(
    request: Request,
    member: Member,
    edition: Edition,
    shown: Shown,
    *,
    kind: Kind | None = None,
    announcement: Announcement | None = None,
    correcting: bool = False,
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/news_form.html",
        shown,
        languages=edition.languages,
        announcement=announcement,
        kind=announcement.kind if announcement else kind,
        kinds=KINDS,
        correcting=correcting,
        quotes=news_fields.QUOTES,
    )


NEWS = "/{year:year}/news"
ONE = NEWS + "/{id:ident}"

routes: list[BaseRoute] = [
    Route(NEWS + "/write/{kind}", new, name="write_news"),
    Route(
        NEWS + "/write/{kind}",
        write,
        name="write_news",
        methods=["POST"],
        max_body_size=LARGEST_BODY,
    ),
    Route(ONE + "/edit", show_edit, name="edit_news"),
    Route(ONE + "/edit", edit, name="edit_news", methods=["POST"], max_body_size=LARGEST_BODY),
    Route(ONE + "/correct", show_correct, name="correct_news"),
    Route(
        ONE + "/correct", correct, name="correct_news", methods=["POST"], max_body_size=LARGEST_BODY
    ),
    Route("/{year:year}/pictures/{key:uuid}", show_picture, name="picture"),
]
