"""A winner is asked to look through an announcement; the question is taken back, or seen to."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import announcements, award, checking, doors, forms, pages
from awards.announcements import Announcement
from awards.checking import Reader, Winner
from awards.checks import Asked
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_, Invalid
from awards.forms import EMPTY, Address, Error, Errors, Form, OptionalLine, Typed, Whole
from awards.rendering import LANGUAGES
from awards.routes.staff import fields
from awards.routes.staff.fields import Shown
from awards.staff import Member

LABELS = fields.labels(
    {
        "name": N_("Name"),
        "address": N_("E-mail address"),
        "due-date": N_("Day"),
        "due-time": N_("Time"),
    },
    {"passage": N_("What they look through")},
)
CHOOSE = forms.SENTENCES["enum"]
OTHER = "other"


class Somebody(Form):
    name: OptionalLine
    address: Address


class Seen(Form):
    version: Whole


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found, winner = await _about(request, db, edition)
        people = await checking.readers(db, winner.head)
        passage = await checking.passage(db, edition, found, winner.head)
    values = {
        **fields.flat("passage", passage),
        "version": str(found.version),
        "language": edition.first_language,
        "whom": people[0].key if people else OTHER,
    }
    return await _page(request, member, edition, Shown(values), found, winner, people)


async def ask(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        found, winner = await _about(request, db, edition)
        people = await checking.readers(db, winner.head)
        asked, errors = await _read(db, typed, edition, people)
        if asked:
            shown = _version(typed)
            await checking.ask(db, member, edition.id, found.id, winner.head, asked, shown)
            return _back(request)
    again = fields.again(typed, found.version, errors)
    return await _page(request, member, edition, again, found, winner, people)


async def take_back(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        ident, check = request.path_params["id"], request.path_params["check"]
        await checking.take_back(db, member, edition.id, ident, check)
    return _back(request)


async def see_to(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        ident, check = request.path_params["id"], request.path_params["check"]
        await checking.see_to(db, member, edition.id, ident, check, _version(typed))
    return _back(request)


async def _about(request: Request, db: Connection, edition: Edition) -> tuple[Announcement, Winner]:
    found = await announcements.announcement(db, edition.id, request.path_params["id"])
    return found, await checking.winner(db, edition, found, request.path_params["company"])


async def _read(
    db: Connection, typed: Typed, edition: Edition, people: Sequence[Reader]
) -> tuple[Asked | None, Errors]:
    """What was typed, or all that is wrong with it, in the order of the form."""
    around = await award.award(db)
    assert around is not None
    reader, errors = _whom(typed, people)
    if typed["language"] not in LANGUAGES:
        errors |= forms.wrong("language", CHOOSE)
    errors |= fields.faults(typed, edition.languages, required=["passage"], texts=["passage"])
    due, wrong = forms.moment(typed, "due", around.zone)
    errors |= wrong
    if due is None:
        errors.setdefault("due", Error(EMPTY, {}))
    elif await checking.is_past(db, edition.id, due):
        errors |= forms.wrong("due", checking.PASSED)
    if errors or due is None or reader is None:
        return None, errors
    asked = checking.recipient(reader.name, reader.address, typed["language"])
    return Asked(asked, typed.texts("passage", edition.languages), due), {}


def _whom(typed: Typed, people: Sequence[Reader]) -> tuple[Reader | None, Errors]:
    for one in people:
        if one.key == typed["whom"]:
            return one, {}
    if typed["whom"] != OTHER:
        return None, forms.wrong("whom", CHOOSE)
    somebody, errors = forms.read(Somebody, typed)
    if somebody is None:
        return None, errors
    return Reader(OTHER, somebody.name, somebody.address, False), {}


def _version(typed: Typed) -> int:
    seen, _ = forms.read(Seen, typed)
    if seen is None:
        raise Invalid
    return seen.version


def _back(request: Request) -> Response:
    year, ident = request.path_params["year"], request.path_params["id"]
    return pages.see_other(request, "staff:announcement", year=year, id=ident)


async def _page(
    request: Request,
    member: Member,
    edition: Edition,
    shown: Shown,
    found: Announcement,
    winner: Winner,
    people: Sequence[Reader],
) -> Response:
    return await fields.page(
        request,
        member,
        edition,
        "staff/check_ask.html",
        shown,
        languages=edition.languages,
        spoken_languages=[(code, pages.NAMES.get(code, code)) for code in LANGUAGES],
        announcement=found,
        winner=winner,
        people=people,
    )


ONE = "/{year:year}/news/{id:ident}"
CHECK = ONE + "/checks/{check:ident}"

routes: list[BaseRoute] = [
    Route(ONE + "/check/{company:ident}", show, name="ask_winner"),
    Route(ONE + "/check/{company:ident}", ask, methods=["POST"], name="ask_winner"),
    Route(CHECK + "/take-back", take_back, methods=["POST"], name="take_back_check"),
    Route(CHECK + "/seen-to", see_to, methods=["POST"], name="see_to_check"),
]
