"""The newsroom: announcements are listed, and looked at as readers will see them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import (
    announcements,
    checking,
    corrections,
    doors,
    editions,
    followers,
    pages,
    words,
    years,
)
from awards import news as newsroom
from awards.announcements import KINDS, PAGE, STATES
from awards.editions import Edition
from awards.routes import lobby, readers
from awards.routes.staff import deliveries, desk, news_form, release
from awards.staff import Role
from awards.stages import Action


async def news(request: Request) -> Response:
    below = words.whole(request.query_params.get("below"))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcements(db, edition.id, below=below)
        following = await followers.count(db)
    return await desk.page(
        request,
        member,
        edition,
        "staff/news.html",
        announcements=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        kinds=KINDS,
        states=STATES,
        followers=following,
    )


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found = await announcements.announcement(db, edition.id, request.path_params["id"])
        waiting = await corrections.waiting(db, found.id)
        winners = await checking.winners(db, edition, found)
        sent = await deliveries.of_announcement(request, db, member, found.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/announcement.html",
        announcement=found,
        correction=waiting,
        winners=winners,
        **sent,
        kinds=KINDS,
        states=STATES,
        languages=_languages(edition),
        may_publish=member.may(Role.PUBLISHER),
        may_see_winners=edition.allows(Action.SEE_STANDINGS),
        wrote=found.written_by == member.id,
        wrote_correction=waiting is not None and waiting.written_by == member.id,
    )


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
        found = await years.year_to_be(db, edition)
        written = await announcements.of_the_winner(db, edition.id)
        inside = await editions.entered(db, edition.id)
    told = newsroom.item_to_be(written, edition, inside.now) if written else None
    photo = ""
    if told and told.picture_key:
        photo = pages.url(request, "staff:picture", year=edition.year, key=told.picture_key)
    facts = {"year": found, "items": [], "told": told, "photo": photo}
    return await _preview(request, "public/year.html", spoken, edition, **facts)


async def _preview(
    request: Request, template: str, spoken: str, edition: Edition, **facts: Any
) -> Response:
    around = lobby.frame(request, await pages.site(request))
    more = {"kinds": KINDS, "edition": edition, "switch": [], "preview": True, **facts}
    text = await pages.text_of(request, template, spoken, **{**around, **more})
    return Response(text, media_type=readers.HTML)


def _languages(edition: Edition) -> list[tuple[str, str]]:
    return [(code, pages.NAMES.get(code, code)) for code in edition.languages]


NEWS = "/{year:year}/news"
ONE = NEWS + "/{id:ident}"

routes: list[BaseRoute] = [
    Route(NEWS, news, name="news"),
    Route(NEWS + "/winners/{language:language}", preview_winners, name="preview_winners"),
    Route(ONE, show, name="announcement"),
    Route(ONE + "/preview/{language:language}", preview, name="preview_news"),
    *news_form.routes,
    *release.routes,
]
