"""Deeds to a juror that ask first: what will happen, a reason where one is needed, one button."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import board, doors, forms, pages
from awards.board import Row
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Errors, OptionalText, Text, Typed, Whole
from awards.routes.staff import desk
from awards.staff import Member

LABELS = {"reason": N_("Reason")}


@dataclass(frozen=True)
class Asked:
    """What a deed is done with: by whom, to which juror, why, and to what of theirs."""

    member: Member
    edition: Edition
    juror: int
    reason: str
    shown: int  # the ballot or the recusal in the address, else the generation of the link


Do = Callable[[Connection, Asked], Awaitable[None]]


@dataclass(frozen=True)
class Deed:
    """A deed with the sentences of the page that asks for it; %(name)s is the juror."""

    name: str  # of its address
    path: str  # behind the juror's own
    heading: str
    sentence: str
    button: str
    reasoned: bool = False
    danger: bool = False


class Plain(forms.Form):
    reason: OptionalText
    shown: Whole


class Reasoned(Plain):
    reason: Text


async def ask(deed: Deed, request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        row = (await board.board(db, edition.id)).row(request.path_params["juror"])
    return await page(request, member, edition, deed, row)


async def carry_out(deed: Deed, do: Do, request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        row = (await board.board(db, edition.id)).row(request.path_params["juror"])
        asked, errors = read(request, member, edition, deed, typed)
        if asked:
            await do(db, asked)
    if asked:
        return pages.see_other(request, "staff:juror", year=edition.year, juror=row.juror.id)
    return await page(request, member, edition, deed, row, typed=typed, errors=errors)


def read(
    request: Request, member: Member, edition: Edition, deed: Deed, typed: Typed
) -> tuple[Asked | None, Errors]:
    checked, errors = forms.read(Reasoned if deed.reasoned else Plain, typed)
    if checked is None:
        return None, errors
    juror = request.path_params["juror"]
    return Asked(member, edition, juror, checked.reason, _of(request) or checked.shown), {}


def _of(request: Request) -> int | None:
    """What of the juror's the address names."""
    found = request.path_params.get("ballot") or request.path_params.get("recusal")
    return int(found) if found else None


async def page(
    request: Request,
    member: Member,
    edition: Edition,
    deed: Deed,
    row: Row,
    *,
    typed: Typed | None = None,
    errors: Errors | None = None,
) -> Response:
    return await desk.page(
        request,
        member,
        edition,
        "staff/panel_deed.html",
        status=422 if errors else 200,
        deed=deed,
        row=row,
        shown=_of(request) or row.generation,
        reason=typed["reason"] if typed else "",
        errors=forms.said(errors or {}, pages.language(request, member.language)),
    )


def routes_of(deed: Deed, do: Do) -> list[BaseRoute]:
    """Two addresses for a deed: one asks, one does it."""
    path = path_of(deed)
    return [
        asks(deed),
        Route(path, partial(carry_out, deed, do), name=deed.name, methods=["POST"]),
    ]


def asks(deed: Deed) -> Route:
    return Route(path_of(deed), partial(ask, deed), name=f"ask_to_{deed.name}", methods=["GET"])


def path_of(deed: Deed) -> str:
    return f"/{{year:year}}/jury/{{juror:ident}}/{deed.path}"
