"""Winners from before this service: a list, pasted or from a file, is looked at and brought in."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import archive, chronicle, doors, forms, pages, spreadsheets, words
from awards.errors import N_
from awards.forms import Errors, Typed
from awards.routes.staff import desk, fields, lists
from awards.routes.staff.fields import Shown
from awards.routes.staff.jury_list import NO_TEXT
from awards.staff import Member, Role

LABELS = {"list": N_("The list")}
LONGEST_LIST = 100_000  # characters: it goes back and forth in a form
MOST_SHOWN = 50  # lines of each part of a preview


class Listed(forms.Form):
    list: Annotated[str, Field(min_length=1, max_length=LONGEST_LIST)]


async def past(request: Request) -> Response:
    page = pages.number(request.query_params)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.PUBLISHER)
        found, total = await archive.brought_in(db, page)
    return await desk.page(
        request,
        member,
        None,
        "staff/past.html",
        found=found,
        page=page,
        pager=lists.pager(request, page, len(found), total, archive.PAGE),
        added=words.whole(request.query_params.get("added")),
        changed=words.whole(request.query_params.get("changed")) or 0,
    )


async def show_list(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.PUBLISHER)
    return await _form(request, member, Shown({}))


async def bring_in(request: Request) -> Response:
    """First what will happen to each line; the second press writes it."""
    typed, errors = await _sent(request)
    sorting = None
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.PUBLISHER)
        checked, wrong = forms.read(Listed, typed)
        errors = errors or wrong
        if checked and not errors:
            wanted = typed["do"] == "bring_in"
            sorting = await (
                archive.bring_in(db, member.actor, checked.list)
                if wanted
                else archive.read(db, checked.list)
            )
    if sorting is None:
        return await _form(request, member, fields.again(typed, 0, errors))
    if wanted:
        return _back(request, added=len(sorting.new), changed=len(sorting.changed))
    return await _preview(request, member, fields.again(typed, 0, {}), sorting)


async def remove(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db, Role.PUBLISHER)
        await archive.remove(db, member.actor, request.path_params["winner"])
    return pages.see_other(request, "staff:past")


async def _sent(request: Request) -> tuple[Typed, Errors]:
    """What was typed; the text of a file takes the place of the list."""
    typed, file = await pages.form_with_file(request, "file", LABELS)
    text = spreadsheets.text_of(file)
    if text is None:
        return typed, forms.wrong("file", NO_TEXT)
    if not text:
        return typed, {}
    others = [one for one in typed.multi_items() if one[0] != "list"]
    return Typed([*others, ("list", words.clean(text))]), {}


def _back(request: Request, **counts: int) -> Response:
    answer = pages.see_other(request, "staff:past")
    said = "&".join(f"{name}={count}" for name, count in counts.items())
    answer.headers["location"] += f"?{said}"
    return answer


async def _form(request: Request, member: Member, shown: Shown) -> Response:
    return await _page(request, member, "staff/past_list.html", shown)


async def _preview(
    request: Request, member: Member, shown: Shown, sorting: archive.Sorting
) -> Response:
    headed = chronicle.headings(shown.values["list"])
    return await _page(
        request,
        member,
        "staff/past_preview.html",
        shown,
        sorting=sorting,
        unknown=headed.unknown if headed else [],
        most=MOST_SHOWN,
    )


async def _page(
    request: Request, member: Member, template: str, shown: Shown, **facts: Any
) -> Response:
    return await fields.page(
        request, member, None, template, shown, most_lines=chronicle.MOST_LINES, **facts
    )


PATH = "/past"

routes: list[BaseRoute] = [
    Route(PATH, past, name="past"),
    Route(PATH + "/list", show_list, name="past_list"),
    Route(PATH + "/list", bring_in, methods=["POST"], name="bring_in_past"),
    Route(PATH + "/{winner:ident}/remove", remove, methods=["POST"], name="remove_past"),
]
