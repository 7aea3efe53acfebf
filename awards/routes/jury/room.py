"""The room around every page of a juror: its menu, who is signed in, whose page sends a form."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import doors, leadership, pages, stages
from awards.database import Connection
from awards.errors import N_, NotAllowed
from awards.forms import Typed
from awards.panel import Juror
from awards.stages import Action

PLACES = (
    (N_("Overview"), "jury:home"),
    (N_("Rules"), "jury:rules"),
    (N_("Conflicts of interest"), "jury:conflicts"),
    (N_("Devices"), "jury:devices"),
)

MEETING = ((N_("The meeting"), "jury:meeting"),)

SOMEBODY_ELSE = N_(
    "Somebody else has come in with their link in this browser, so this was not saved. Open the "
    "link in your own letter again."
)


async def page(
    request: Request, juror: Juror, template: str, *, status: int = 200, **facts: Any
) -> Response:
    spoken = pages.language(request, juror.language)
    around = await pages.site(request)
    meets = await _meets(request, juror)
    return await pages.page(
        request,
        template,
        status=status,
        own=juror.language,
        juror=juror,
        edition=around.of_year(juror.year),
        menu=pages.menu(request, spoken, PLACES + MEETING * meets),
        meets=meets,
        home=pages.url(request, "jury:home"),
        leave=pages.url(request, "jury:leave"),
        **facts,
    )


async def _meets(request: Request, juror: Juror) -> bool:
    """Whether the juror has a place in the meeting, and it can be held."""
    if not stages.allows(juror.stage, Action.MEET):
        return False
    async with pages.transaction(request) as db:
        return await leadership.invited(db, juror)


async def author(request: Request, db: Connection, typed: Typed) -> Juror:
    """Who sends this, if the page that it was typed on was shown to the same juror."""
    juror = await doors.juror(request, db)
    if typed["juror"] not in ("", str(juror.id)):
        raise NotAllowed(SOMEBODY_ELSE)
    return juror
