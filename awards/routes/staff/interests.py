"""Suggested conflicts over the panel: confirmed, or settled as none with a reason."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, interests, pages, words
from awards.database import Connection
from awards.editions import Edition, Entered
from awards.errors import N_
from awards.forms import Errors, OptionalText, Typed, Wrong
from awards.recusals import KINDS, Kind
from awards.routes.staff import desk, lists
from awards.staff import Member
from awards.stages import Action

LABELS = {"reason": N_("Why it is no conflict")}
OFFERED = {kind: said for kind, said in KINDS.items() if kind is not Kind.OTHER}


def _given(reason: str) -> str:
    if not reason:
        raise Wrong(interests.NO_REASON)
    return reason


class Confirmed(forms.Form):
    kind: Kind


class Pinned(forms.Form):
    reason: Annotated[OptionalText, AfterValidator(_given)]


One = TypeVar("One", Confirmed, Pinned)
Pair = tuple[int, int]  # a juror and a company
Do = Callable[[Connection, Entered, Pair, One, Member], Awaitable[None]]


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        listed = await _listed(request, db, edition)
    return await _page(request, member, edition, listed)


async def confirm(request: Request) -> Response:
    return await _settle(request, Confirmed, _confirm)


async def pin(request: Request) -> Response:
    return await _settle(request, Pinned, _pin)


async def _settle(request: Request, form: type[One], do: Do[One]) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        checked, errors = forms.read(form, typed)
        pair = words.whole(typed["juror"]) or 0, words.whole(typed["company"]) or 0
        await interests.require_open(db, edition.id, *pair)
        if checked:
            await do(db, await editions.entered(db, edition.id), pair, checked, member)
        listed = await _listed(request, db, edition)
    if checked:
        return _back(request, edition)
    return await _page(request, member, edition, listed, typed, errors)


async def _confirm(
    db: Connection, inside: Entered, pair: Pair, typed: Confirmed, member: Member
) -> None:
    await interests.confirm(db, inside, *pair, typed.kind, member)


async def _pin(db: Connection, inside: Entered, pair: Pair, typed: Pinned, member: Member) -> None:
    await interests.pin(db, inside, *pair, typed.reason, member)


async def pinned(request: Request) -> Response:
    number = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found, total = await interests.pins(db, edition.id, number)
    return await desk.page(
        request,
        member,
        edition,
        "staff/interests_pinned.html",
        pins=found,
        pager=lists.pager(request, number, len(found), total, interests.PAGE),
        number=number,
        may_settle=edition.allows(Action.DECLARE_RECUSAL),
    )


async def take_back(request: Request) -> Response:
    await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        await interests.take_back(db, inside, request.path_params["pin"], member)
    return _back(request, edition)


def _back(request: Request, edition: Edition) -> Response:
    return lists.back(request, "staff:interests", {"juror": _juror(request)}, year=edition.year)


def _juror(request: Request) -> int | None:
    """The suggestions for one juror alone, where they were asked for."""
    return words.whole(request.query_params.get("juror"))


async def _listed(request: Request, db: Connection, edition: Edition) -> dict[str, Any]:
    number, juror = pages.number(request.query_params), _juror(request)
    found, total = await interests.suggested(db, edition.id, juror=juror, page=number)
    pager = lists.pager(request, number, len(found), total, interests.PAGE)
    return {"found": found, "pager": pager, "number": number, "juror": juror}


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    listed: dict[str, Any],
    typed: Typed | None = None,
    errors: Errors | None = None,
) -> Response:
    return await desk.page(
        request,
        member,
        edition,
        "staff/interests.html",
        status=422 if errors else 200,
        ties=interests.WORDS,
        kinds=OFFERED,
        may_settle=edition.allows(Action.DECLARE_RECUSAL),
        at=f"{typed['juror']}-{typed['company']}" if typed else "",
        typed={name: typed[name] if typed else "" for name in ("kind", "reason")},
        errors=forms.said(errors or {}, pages.language(request, member.language)),
        **listed,
    )


routes: list[BaseRoute] = [
    Route("/{year:year}/jury/interests", show, name="interests"),
    Route(
        "/{year:year}/jury/interests/confirm",
        confirm,
        name="confirm_interest",
        methods=["POST"],
    ),
    Route("/{year:year}/jury/interests/pin", pin, name="pin_interest", methods=["POST"]),
    Route("/{year:year}/jury/interests/pinned", pinned, name="pinned_interests"),
    Route(
        "/{year:year}/jury/interests/pinned/{pin:ident}/take-back",
        take_back,
        name="unpin_interest",
        methods=["POST"],
    ),
]
