"""What every preview of a page has around it: the edition as if it were open, and its languages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import doors, pages
from awards.award import Award
from awards.database import Connection
from awards.editions import Edition
from awards.routes import home, lobby
from awards.stages import Action, Stage


async def opened(request: Request, db: Connection) -> Edition:
    """The edition of the address as readers get it: a draft is shown as if it were open."""
    _, edition = await doors.desk(request, db)
    lobby.require_spoken(request, edition.languages)
    if edition.allows(Action.SHOW_TO_PUBLIC):
        return edition
    return replace(edition, stage=Stage.NOMINATING)


async def page(
    request: Request,
    template: str,
    name: str,
    edition: Edition,
    prize: Award,
    facts: Mapping[str, Any],
) -> Response:
    """A preview, with the way to the same in the other languages of the edition."""
    around = await pages.site(request)
    query = f"?{request.url.query}" if request.url.query else ""
    switch = [
        (
            code,
            pages.url(request, name, year=edition.year, language=code) + query,
            pages.NAMES[code],
        )
        for code in edition.languages
    ]
    frame = {**lobby.frame(request, around), "switch": switch, "award": prize, "edition": edition}
    return await pages.page(request, template, **{**home.NOTHING, **frame, **facts})
