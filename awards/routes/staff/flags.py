"""What jurors ask about a case: listed, answered to the whole panel, or declined with a reason."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, flags, forms, pages
from awards.errors import N_
from awards.forms import Errors, Typed
from awards.routes.staff import desk, fields
from awards.routes.staff.fields import Shown
from awards.stages import Action

LABELS = fields.labels({"reason": N_("Why it is not answered")}, {"words": N_("The answer")})


class Declined(forms.Form):
    reason: Annotated[str, Field(min_length=1, max_length=flags.LONGEST)]


async def listed(request: Request) -> Response:
    number = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found, more = await flags.page(db, edition.id, number)
    return await desk.page(
        request, member, edition, "staff/flags.html", flags=found, number=number, more=more
    )


async def show(request: Request) -> Response:
    return await _page(request, Shown({}))


async def answer(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        errors = fields.faults(typed, edition.languages, required=("words",), texts=("words",))
        words = typed.texts("words", edition.languages)
        settled = not errors and await flags.answer(db, inside, member, _flag(request), words)
    return await _done(request, typed, edition.year, errors, settled=settled)


async def decline(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        declined, errors = forms.read(Declined, typed)
        settled = declined is not None and await flags.decline(
            db, inside, member, _flag(request), declined.reason
        )
    return await _done(request, typed, edition.year, errors, settled=settled)


async def _done(
    request: Request, typed: Typed, year: int, errors: Errors, *, settled: bool
) -> Response:
    """Back to the list; or the page again, with what is wrong, or that somebody else was first."""
    if settled:
        return pages.see_other(request, "staff:flags", year=year)
    theirs = [] if errors else [("", "")]  # the page itself says how the question was settled
    return await _page(request, fields.again(typed, 0, errors, theirs))


async def _page(request: Request, shown: Shown) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        flag = await flags.flag(db, edition.id, _flag(request))
    return await fields.page(
        request,
        member,
        edition,
        "staff/flag.html",
        shown,
        languages=edition.languages,
        flag=flag,
        amends=edition.allows(Action.AMEND_CASE),
    )


def _flag(request: Request) -> int:
    return int(request.path_params["flag"])


LIST = "/{year:year}/jury/questions"
FLAG = f"{LIST}/{{flag:ident}}"

routes: list[BaseRoute] = [
    Route(LIST, listed, name="flags"),
    Route(FLAG, show, name="flag"),
    Route(f"{FLAG}/answer", answer, name="answer_flag", methods=["POST"]),
    Route(f"{FLAG}/decline", decline, name="decline_flag", methods=["POST"]),
]
