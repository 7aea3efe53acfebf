"""The list of members: loaded, looked through, and who of them may be nominated."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import directory, doors, editions, forms, members, pages, words
from awards.editions import Edition
from awards.errors import N_
from awards.forms import Errors, Typed
from awards.routes.staff import desk, fields, lists
from awards.routes.staff.fields import Shown
from awards.staff import Member
from awards.stages import Action

LABELS = {"list": N_("The list")}
LONGEST_LIST = 200_000  # characters
MOST_SHOWN = 50  # lines of a preview


async def listed(request: Request) -> Response:
    search = lists.line(request.query_params, "q")
    page = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        loaded = await members.page(db, edition.id, search, page)
        kinds = await members.kinds(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/members.html",
        loaded=loaded,
        kinds=kinds,
        search=search,
        page=page,
        pager=lists.pager(request, page, len(loaded.members), loaded.total, members.PAGE),
        may_set=edition.allows(Action.SET_QUESTIONS),
    )


async def change_rules(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        inside = await editions.entered(db, edition.id)
        known = set(await members.kinds(db, edition.id))
        forbidden = sorted(known & set(typed.getlist("forbidden")))
        seen = words.whole(typed["version"]) or 0
        await members.change_rules(
            db, member.actor, inside, bool(typed["members_only"]), forbidden, seen
        )
    return pages.see_other(request, "staff:members", year=edition.year)


async def show_load(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
    return await _form(request, member, edition, Shown({}))


async def load(request: Request) -> Response:
    """First what will happen to each line; the second press writes it."""
    typed = await pages.form(request, LABELS)
    lines = directory.read(typed["list"][:LONGEST_LIST])
    found = directory.members(lines)
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        errors = _errors(typed, found)
        wanted = typed["do"] == "load" and not errors
        if wanted:
            inside = await editions.entered(db, edition.id)
            await members.load(db, member.actor, inside, found)
        before = await members.page(db, edition.id)
    if wanted:
        return pages.see_other(request, "staff:members", year=edition.year)
    if errors:
        return await _form(request, member, edition, fields.again(typed, 0, errors))
    unreadable = [line for line in lines if line.member is None]
    return await desk.page(
        request,
        member,
        edition,
        "staff/members_preview.html",
        list=typed["list"],
        found=found,
        shown=found[:MOST_SHOWN],
        unreadable=unreadable[:MOST_SHOWN],
        left_out=len(unreadable),
        before=before.all,
    )


def _errors(typed: Typed, found: list[directory.Member]) -> Errors:
    if len(typed["list"]) > LONGEST_LIST:
        return forms.wrong("list", forms.TOO_LONG, max_length=LONGEST_LIST)
    if not found:
        return forms.wrong(
            "list",
            N_("No line of this can be read as a member. Write a number and a name on each line."),
        )
    return {}


async def _form(request: Request, member: Member, edition: Edition, shown: Shown) -> Response:
    return await fields.page(request, member, edition, "staff/members_list.html", shown)


PATH = "/{year:year}/set-up/members"

routes: list[BaseRoute] = [
    Route(PATH, listed, name="members"),
    Route(PATH, change_rules, methods=["POST"], name="change_member_rules"),
    Route(PATH + "/list", show_load, name="member_list"),
    Route(PATH + "/list", load, methods=["POST"], name="load_members"),
]
