"""Asking for more at the desk, of nominators or of companies: a page counts the letters first."""

from collections.abc import Collection
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, editions, forms, nominees, pages, requests, words
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_
from awards.forms import EMPTY, Errors, Text, Typed
from awards.requests import Reached
from awards.routes.staff import fields, lists
from awards.routes.staff.fields import Shown
from awards.screening import PAGE
from awards.stages import Action, Stage

LABELS = {"words": N_("What you ask for"), "due-date": N_("Date"), "due-time": N_("Time")}
NOTHING: dict[str, str] = dict.fromkeys(LABELS, "")


class Asking(forms.Form):
    words: Text


async def asking_nominators(request: Request) -> Response:
    return await _page(request, _ticked(request), Shown(NOTHING), of="nominations")


async def asking_companies(request: Request) -> Response:
    return await _page(request, _ticked(request), Shown(NOTHING), of="nominees")


async def ask_nominators(request: Request) -> Response:
    return await _ask(request, of="nominations")


async def ask_companies(request: Request) -> Response:
    return await _ask(request, of="nominees")


async def _ask(request: Request, *, of: str) -> Response:
    typed = await pages.form(request, LABELS)
    chosen = lists.wholes(typed.getlist("id"))[:PAGE]
    read, errors = forms.read(Asking, typed)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        due, wrong = await _due(db, edition, typed)
        errors |= wrong
        if read and due and not errors:
            companies = await _companies(db, edition, chosen) if of == "nominees" else []
            await requests.ask(
                db,
                member,
                edition.id,
                nominations=[] if of == "nominees" else chosen,
                companies=companies,
                words=read.words,
                due=due,
            )
    if errors:
        return await _page(request, chosen, Shown(fields.values(typed), errors), of=of)
    return pages.see_other(request, f"staff:{of}", year=edition.year)


async def _due(db: Connection, edition: Edition, typed: Typed) -> tuple[datetime | None, Errors]:
    """Until when, as it was typed, and what is wrong with it."""
    due, errors = forms.moment(typed, "due", (await award.known(db)).zone)
    if errors:
        return None, errors
    if due is None:
        return None, forms.wrong("due", EMPTY)
    fault = requests.fault(await editions.entered(db, edition.id), due)
    return due, forms.wrong("due", fault) if fault else {}


async def _page(request: Request, chosen: Collection[int], form: Shown, *, of: str) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        reached = await _reached(db, edition, chosen, of)
        inside = await editions.entered(db, edition.id)
    return await fields.page(
        request,
        member,
        edition,
        "staff/asking.html",
        form,
        of=of,
        chosen=chosen,
        reached=[one for one in reached if one.letters],
        unreached=[one for one in reached if not one.letters],
        letters=sum(len(one.letters) for one in reached),
        opens=inside.due.get(Stage.JUDGING),
        screens=edition.allows(Action.SCREEN),
    )


async def settle(request: Request) -> Response:
    """Back to the nomination or the nominee whose page had the button."""
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        await requests.settle(db, member, inside, request.path_params["ask"])
    if nomination := words.whole(typed["nomination"]):
        return pages.see_other(
            request, "staff:nomination", year=edition.year, nomination=nomination
        )
    nominee = words.whole(typed["nominee"])
    if nominee is None:
        return pages.see_other(request, "staff:nominees", year=edition.year)
    return pages.see_other(request, "staff:nominee", year=edition.year, nominee=nominee)


async def _reached(
    db: Connection, edition: Edition, chosen: Collection[int], of: str
) -> list[Reached]:
    if of == "nominations":
        return await requests.reach_nominators(db, edition.id, chosen)
    companies = await _companies(db, edition, chosen)
    return await requests.reach_companies(db, edition.id, companies)


async def _companies(db: Connection, edition: Edition, chosen: Collection[int]) -> list[int]:
    found = await nominees.some(db, edition.id, chosen)
    return sorted({one.company for one in found})


def _ticked(request: Request) -> list[int]:
    return lists.wholes(request.query_params.getlist("id"))[:PAGE]


NOMINATIONS = "/{year:year}/nominations/ask"
NOMINEES = "/{year:year}/nominees/ask"

routes: list[BaseRoute] = [
    Route(NOMINATIONS, asking_nominators, name="asking_nominators"),
    Route(NOMINATIONS, ask_nominators, name="ask_nominators", methods=["POST"]),
    Route(NOMINEES, asking_companies, name="asking_companies"),
    Route(NOMINEES, ask_companies, name="ask_companies", methods=["POST"]),
    Route("/{year:year}/asks/{ask:ident}/settle", settle, name="settle_ask", methods=["POST"]),
]
