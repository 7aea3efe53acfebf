"""One juror: what they have done, their link, their letters, and the deeds that concern them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import (
    ballots,
    board,
    devices,
    doors,
    editions,
    extensions,
    interests,
    invitations,
    pages,
    panel,
)
from awards.board import Row
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_
from awards.extensions import Extension
from awards.recusals import KINDS
from awards.routes.staff import asking, desk
from awards.routes.staff.asking import LABELS, Asked, Deed
from awards.stages import Action


async def _excuse(db: Connection, asked: Asked) -> None:
    await panel.excuse(db, asked.edition.id, asked.juror, asked.reason, asked.member.actor)


async def _take_back(db: Connection, asked: Asked) -> None:
    await panel.take_back(db, asked.edition.id, asked.juror, asked.member.actor)


async def _revoke(db: Connection, asked: Asked) -> None:
    await invitations.revoke(db, asked.edition.id, asked.juror, asked.reason, asked.member.actor)


async def _renew(db: Connection, asked: Asked) -> None:
    await invitations.renew(
        db, asked.edition.id, asked.juror, asked.shown, asked.reason, asked.member.actor
    )


async def _reopen(db: Connection, asked: Asked) -> None:
    inside = await editions.entered(db, asked.edition.id)
    await ballots.reopen(db, inside, asked.shown, asked.member, asked.reason, asked.juror)


EXCUSE = Deed(
    "excuse_juror",
    "excuse",
    N_("Excuse %(name)s"),
    N_(
        "The link and every device stop working at once. What %(name)s has scored is kept, and"
        " counts no more in a round that is open. You can take them back until the standings can be"
        " seen."
    ),
    N_("Excuse the juror"),
    reasoned=True,
    danger=True,
)
TAKE_BACK = Deed(
    "take_juror_back",
    "take-back",
    N_("Take %(name)s back"),
    N_(
        "What %(name)s has confirmed counts again. The old link stays shut: send a new one"
        " afterwards."
    ),
    N_("Take the juror back"),
)
REVOKE = Deed(
    "revoke_link",
    "revoke-link",
    N_("Shut the link of %(name)s"),
    N_(
        "The link and every device it was opened on stop working at once. What is scored stays."
        " Send a new link when %(name)s is to come in again."
    ),
    N_("Shut the link"),
    reasoned=True,
    danger=True,
)
RENEW = Deed(
    "renew_link",
    "renew-link",
    N_("Send %(name)s a new link"),
    N_(
        "One letter goes to %(address)s. The link in earlier letters, and every device it was"
        " opened on, stop working at once."
    ),
    N_("Send 1 letter"),
    reasoned=True,
)
REOPEN = Deed(
    "reopen_ballot",
    "ballots/{ballot:ident}/reopen",
    N_("Open the ballot of %(name)s again"),
    N_(
        "The ballot counts no more until %(name)s confirms it anew. The scores stay as they are,"
        " and %(name)s reads your reason."
    ),
    N_("Open the ballot again"),
    reasoned=True,
)
COPY = Deed(
    "copy_link",
    "copy-link",
    N_("Copy the link of %(name)s"),
    N_(
        "For when letters do not arrive. Whoever has the address can score as %(name)s: give it to"
        " nobody else. That you copied it, and why, is kept in the log."
    ),
    N_("Show the address"),
    reasoned=True,
)


async def show(request: Request) -> Response:
    ident = request.path_params["juror"]
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        row = (await board.board(db, edition.id)).row(ident)
        letters = await invitations.letters(db, row.juror)
        signed_in = await devices.devices(db, ident)
        recusals = await board.recusals(db, edition.id, ident)
        _, suggested = await interests.suggested(db, edition.id, juror=ident, most=1)
        extension = await extensions.of_juror(db, edition.id, ident)
        categories = await editions.categories(db, edition.id)
        may_excuse = await panel.may_excuse(db, edition)
    return await desk.page(
        request,
        member,
        edition,
        "staff/panel_juror.html",
        names=pages.NAMES,
        row=row,
        letters=letters,
        devices=signed_in,
        recusals=recusals,
        suggested=suggested,
        extension=extension,
        kinds=KINDS,
        categories={category.id: category for category in categories},
        may_excuse=may_excuse,
        **_deeds(edition, row, extension),
    )


def _deeds(edition: Edition, row: Row, extension: Extension | None) -> dict[str, bool]:
    """What can be done about a juror now."""
    present = row.juror.excused_at is None and edition.allows(Action.SCORE)
    return {
        "may_extend": present and any(not ballot.settled for ballot in row.ballots),
        "may_end": present and extension is not None and extension.runs,
        "may_change": edition.allows(Action.CHANGE_PANEL),
        "may_recuse": edition.allows(Action.DECLARE_RECUSAL),
        "may_remind": edition.allows(Action.REMIND_JURORS),
        "may_reopen": edition.allows(Action.SCORE),
        "may_link": edition.allows(Action.OPEN_LINKS),
    }


async def copy(request: Request) -> Response:
    """The one deed whose answer is a page: the address stands on it, kept nowhere."""
    typed = await pages.form(request, LABELS)
    keys = pages.settings(request).secret_keys
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        row = (await board.board(db, edition.id)).row(request.path_params["juror"])
        asked, errors = asking.read(request, member, edition, COPY, typed)
        token = ""
        if asked:
            token = await invitations.copy(
                db, keys, edition.id, row.juror.id, asked.reason, member.actor
            )
    if asked is None:
        return await asking.page(request, member, edition, COPY, row, typed=typed, errors=errors)
    path = pages.url(request, "jury:enter", token=token)
    address = pages.settings(request).base_url + path
    return await desk.page(
        request, member, edition, "staff/panel_link.html", row=row, address=address
    )


routes: list[BaseRoute] = [
    Route("/{year:year}/jury/{juror:ident}", show, name="juror"),
    *asking.routes_of(EXCUSE, _excuse),
    *asking.routes_of(TAKE_BACK, _take_back),
    *asking.routes_of(REVOKE, _revoke),
    *asking.routes_of(RENEW, _renew),
    *asking.routes_of(REOPEN, _reopen),
    asking.asks(COPY),
    Route(asking.path_of(COPY), copy, name=COPY.name, methods=["POST"]),
]
