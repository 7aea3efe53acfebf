"""Recusals as staff add them to a juror, or undo one that somebody else set."""

from typing import Any

from pydantic import ValidationInfo, field_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import doors, editions, forms, pages, panel, recusals, words
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_
from awards.forms import OptionalText, Typed, Whole, Wrong
from awards.panel import Appointed
from awards.recusals import KINDS, Kind, Named
from awards.routes.staff import asking, desk
from awards.routes.staff.asking import Asked, Deed
from awards.staff import Member

LABELS = {"words": N_("In a few words")}

UNDO = Deed(
    "undo_recusal",
    "recusals/{recusal:ident}/undo",
    N_("Undo a recusal of %(name)s"),
    N_(
        "%(name)s may judge the company from now on. The recusal stays in the record, with your"
        " name and your reason. Who set it cannot undo it."
    ),
    N_("Undo the recusal"),
    reasoned=True,
    danger=True,
)


class Declared(forms.Form):
    company: Whole
    kind: Kind
    words: OptionalText

    @field_validator("words")
    @classmethod
    def _put_in_words(cls, words: str, found: ValidationInfo) -> str:
        if found.data.get("kind") is Kind.OTHER and not words:
            raise Wrong(N_("Say in a few words what the conflict of the juror is."))
        return words


async def new(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        juror = await panel.juror(db, edition.id, request.path_params["juror"])
        names = await recusals.names(db, juror.id)
    return await _page(request, member, edition, juror, names)


async def declare(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        juror = await panel.juror(db, edition.id, request.path_params["juror"])
        names = await recusals.names(db, juror.id)
        checked, errors = forms.read(Declared, typed)
        if checked:
            inside = await editions.entered(db, edition.id)
            await recusals.declare(
                db,
                inside,
                juror.id,
                checked.company,
                checked.kind,
                checked.words,
                actor=member.actor,
                by_staff=member.id,
            )
    if checked:
        return pages.see_other(request, "staff:juror", year=edition.year, juror=juror.id)
    said = forms.said(errors, pages.language(request, member.language))
    return await _page(request, member, edition, juror, names, typed, status=422, errors=said)


async def _undo(db: Connection, asked: Asked) -> None:
    inside = await editions.entered(db, asked.edition.id)
    await recusals.undo(db, inside, asked.shown, asked.member, asked.reason, asked.juror)


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    juror: Appointed,
    names: list[Named],
    typed: Typed | None = None,
    **more: Any,
) -> Response:
    facts = {"errors": {}, **more}
    return await desk.page(
        request,
        member,
        edition,
        "staff/panel_recusal.html",
        juror=juror,
        names=sorted(
            (named for named in names if named.kind is None),
            key=lambda named: words.sort_key(named.name),
        ),
        kinds=KINDS,
        typed={name: typed[name] if typed else "" for name in Declared.model_fields},
        **facts,
    )


routes: list[BaseRoute] = [
    Route("/{year:year}/jury/{juror:ident}/recusals", new, name="new_recusal", methods=["GET"]),
    Route(
        "/{year:year}/jury/{juror:ident}/recusals",
        declare,
        name="declare_recusal",
        methods=["POST"],
    ),
    *asking.routes_of(UNDO, _undo),
]
