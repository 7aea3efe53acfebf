"""A company's own page: where it stands, what waits for it, and what was said of it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import (
    companies,
    completeness,
    doors,
    editions,
    nominees,
    pages,
    press,
    reasons,
    requests,
    submissions,
)
from awards.contributors import Contributor
from awards.database import Connection
from awards.routes.nominee import parts, room
from awards.stages import Stage


async def home(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        facts = await _facts(db, contributor) if contributor.inside else None
    if facts is None:
        return await room.waiting(request, contributor)
    spoken = pages.language(request, contributor.language)
    progress = completeness.progress(facts["checked"], facts["said"].bodies)
    lines = parts.lines(facts["checked"].parts, progress, facts["places"], spoken)
    return await room.page(request, contributor, "nominee/home.html", lines=lines, **facts)


async def _facts(db: Connection, contributor: Contributor) -> dict[str, Any]:
    inside, contributor = await submissions.entered(db, contributor)
    said = await submissions.said(db, contributor.head)
    edition = await editions.edition(db, inside.id)
    told = edition.show_nominators if contributor.vouched else reasons.NOTHING
    asks = await requests.of_company(db, contributor.head)
    deadline = await submissions.deadline(db, inside, contributor.head)
    return {
        "company": await companies.company(db, contributor.head),
        "places": await nominees.of_company(db, contributor.head),
        "said": said,
        "checked": await submissions.checked_now(db, contributor, said.bodies),
        "contact": press.contact(said),
        "asks": [ask for ask in asks if ask.answered_at is None],
        "reasons": await reasons.of_company(db, contributor.head, told),
        "is_open": submissions.is_open(inside, deadline),
        "deadline": deadline,
        "may_withdraw": contributor.vouched and nominees.may_withdraw(inside),
        "judging": inside.due.get(Stage.JUDGING),
    }


async def accept(request: Request) -> Response:
    async with pages.transaction(request) as db:
        contributor = await doors.contributor(request, db)
        contributor.require_inside()
        await submissions.accept(db, contributor)
    return pages.see_other(request, "nominee:home")


routes: list[BaseRoute] = [
    Route("/", home, name="home"),
    Route("/accept", accept, methods=["POST"], name="accept"),
]
