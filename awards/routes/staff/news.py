"""The newsroom: announcements are listed, written and looked at as readers will see them."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import announcements, award, corrections, doors, drafts, editions, pages
from awards import news as newsroom
from awards.announcements import KINDS, PAGE, STATES, Announcement, Kind
from awards.articles import Wording
from awards.editions import Edition
from awards.errors import N_, NotFound
from awards.forms import Errors, Typed
from awards.routes import lobby, readers
from awards.routes.staff import desk, fields, release
from awards.routes.staff.fields import Shown
from awards.staff import Member, Role
from awards.stages import Action

BELOW = re.compile("[0-9]{1,15}")
LABELS = fields.labels(
    {},
    {"headline": N_("Headline"), "lead": N_("Lead"), "body": N_("Text")},
)
CORRECTION = fields.labels({}, {"correction": N_("What is corrected")})


async def news(request: Request) -> Response:
    below = request.query_params.get("below", "")
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcements(
            db, edition.id, below=int(below) if BELOW.fullmatch(below) else None
        )
    return await desk.page(
        request,
        member,
        edition,
        "staff/news.html",
        announcements=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        kinds=KINDS,
        states=STATES,
    )


async def new(request: Request) -> Response:
    kind = _kind(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        around = await award.award(db)
        assert around is not None
        text = await drafts.draft(db, around, edition, kind)
    return await _form(request, member, edition, Shown(_values(text, 0)), kind=kind)


async def write(request: Request) -> Response:
    kind = _kind(request)
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        errors = _faults(typed, edition)
        if not errors:
            ident = await announcements.write(
                db, member, edition.id, kind, _wording(typed, edition)
            )
            return pages.see_other(request, "staff:announcement", year=edition.year, id=ident)
    return await _form(request, member, edition, fields.again(typed, 0, errors), kind=kind)


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        waiting = await corrections.waiting(db, found.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/announcement.html",
        announcement=found,
        correction=waiting,
        kinds=KINDS,
        states=STATES,
        languages=_languages(edition),
        may_publish=member.may(Role.PUBLISHER),
        may_see_winners=edition.allows(Action.SEE_STANDINGS),
        wrote=found.written_by == member.id,
        wrote_correction=waiting is not None and waiting.written_by == member.id,
    )


async def show_edit(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
    shown = Shown(_values(found, found.version))
    return await _form(request, member, edition, shown, announcement=found)


async def edit(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        errors = _faults(typed, edition)
        theirs = fields.theirs(typed, found.version, _values(found, 0), LABELS)
        if not errors and not theirs:
            await announcements.edit(
                db, member, edition.id, found.id, _wording(typed, edition), found.version
            )
            return pages.see_other(request, "staff:announcement", year=edition.year, id=found.id)
    shown = fields.again(typed, found.version, errors, theirs)
    return await _form(request, member, edition, shown, announcement=found)


async def show_correct(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        waiting = await corrections.waiting(db, found.id)
    values = _values(waiting or found, found.version)
    if waiting:
        values |= fields.flat("correction", waiting.correction)
    return await _form(request, member, edition, Shown(values), announcement=found, correcting=True)


async def correct(request: Request) -> Response:
    typed = await pages.form(request, {**LABELS, **CORRECTION})
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        errors = _faults(typed, edition, "correction")
        theirs = fields.theirs(typed, found.version, _values(found, 0), LABELS)
        if not errors and not theirs:
            await corrections.write(
                db,
                member,
                edition.id,
                found.id,
                _wording(typed, edition),
                typed.texts("correction", edition.languages),
                found.version,
            )
            return pages.see_other(request, "staff:announcement", year=edition.year, id=found.id)
    shown = fields.again(typed, found.version, errors, theirs)
    return await _form(request, member, edition, shown, announcement=found, correcting=True)


async def preview(request: Request) -> Response:
    """The item as readers will have it; nothing of it is kept anywhere."""
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        spoken = lobby.require_spoken(request, edition.languages)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        inside = await editions.entered(db, edition.id)
    item = newsroom.item_to_be(found, edition, inside.now)
    return await _preview(
        request, "public/item.html", spoken, edition, item=item, versions=[], winners_page=False
    )


async def preview_winners(request: Request) -> Response:
    """The winners' page as it will be at the minute."""
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        spoken = lobby.require_spoken(request, edition.languages)
        found = await newsroom.year_to_be(db, edition)
    return await _preview(request, "public/year.html", spoken, edition, year=found, items=[])


async def _preview(
    request: Request, template: str, spoken: str, edition: Edition, **facts: Any
) -> Response:
    around = lobby.frame(request, await pages.site(request))
    more = {"kinds": KINDS, "edition": edition, "switch": [], "preview": True, **facts}
    text = await pages.text_of(request, template, spoken, **{**around, **more})
    return Response(text, media_type=readers.HTML)


def _kind(request: Request) -> Kind:
    kind = request.path_params["kind"]
    if kind not in {*Kind}:
        raise NotFound
    return Kind(kind)


def _languages(edition: Edition) -> list[tuple[str, str]]:
    return [(code, pages.NAMES.get(code, code)) for code in edition.languages]


def _wording(typed: Typed, edition: Edition) -> Wording:
    headline, lead, body = (
        typed.texts(name, edition.languages) for name in ("headline", "lead", "body")
    )
    return Wording(headline, lead, body)


def _values(text: Wording, version: int) -> dict[str, str]:
    return {
        **fields.flat("headline", text.headline),
        **fields.flat("lead", text.lead),
        **fields.flat("body", text.body),
        "version": str(version),
    }


def _faults(typed: Typed, edition: Edition, *more: str) -> Errors:
    return fields.faults(
        typed,
        edition.languages,
        required=[*more, "headline"],
        lines=["headline"],
        texts=["lead", "body", *more],
    )


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
    )


NEWS = "/{year:year}/news"
ONE = NEWS + "/{id:ident}"

routes: list[BaseRoute] = [
    Route(NEWS, news, name="news"),
    Route(NEWS + "/write/{kind}", new, name="write_news"),
    Route(NEWS + "/write/{kind}", write, methods=["POST"], name="write_news"),
    Route(NEWS + "/winners/{language:language}", preview_winners, name="preview_winners"),
    Route(ONE, show, name="announcement"),
    Route(ONE + "/edit", show_edit, name="edit_news"),
    Route(ONE + "/edit", edit, methods=["POST"], name="edit_news"),
    Route(ONE + "/correct", show_correct, name="correct_news"),
    Route(ONE + "/correct", correct, methods=["POST"], name="correct_news"),
    Route(ONE + "/preview/{language:language}", preview, name="preview_news"),
    *release.routes,
]
