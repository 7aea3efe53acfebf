"""The rules: read once on the way in, in reach from then on, and read again if they changed."""

from itertools import pairwise
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import differences, doors, editions, forms, pages, panel, rules, welcome, words
from awards.database import Connection
from awards.errors import N_
from awards.forms import Typed
from awards.panel import Juror
from awards.routes.jury import room

NOT_TICKED = N_("Tick this when you have read it. Then you can go on.")


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        facts = await _facts(db, juror)
    if juror.welcomed_at is not None:
        return pages.see_other(request, "jury:rules")
    return await room.page(request, juror, "jury/welcome.html", errors={}, **facts)


async def welcomed(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        errors = {} if typed["read"] else forms.wrong("read", NOT_TICKED)
        if errors:
            facts = await _facts(db, juror)
        else:
            await welcome.confirm(db, juror, _version(typed))
    if errors:
        said = forms.said(errors, pages.language(request, juror.language))
        return await room.page(
            request, juror, "jury/welcome.html", status=422, errors=said, **facts
        )
    return pages.see_other(request, "jury:home")


async def read_rules(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        facts = await _facts(db, juror)
        versions = await rules.versions(db, juror.edition)
    changed = [
        (later, differences.between(earlier.canonical, later.canonical))
        for earlier, later in pairwise(versions)
    ]
    return await room.page(
        request, juror, "jury/rules.html", versions=versions, changed=changed[::-1], **facts
    )


async def rules_read(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        await welcome.read(db, juror, _version(typed))
    return pages.see_other(request, "jury:home")


def _version(typed: Typed) -> int:
    """Of the rules that were on the page."""
    return words.whole(typed["version"]) or 0


async def _facts(db: Connection, juror: Juror) -> dict[str, Any]:
    inside = await editions.entered(db, juror.edition)
    return {
        "categories": await editions.categories(db, juror.edition),
        "criteria": await editions.criteria(db, juror.edition),
        "closes": panel.closes(inside, juror),
        "work": await welcome.work(db, juror),
    }


routes: list[BaseRoute] = [
    Route("/welcome", show, name="welcome"),
    Route("/welcome", welcomed, methods=["POST"], name="welcomed"),
    Route("/rules", read_rules, name="rules"),
    Route("/rules", rules_read, methods=["POST"], name="rules_read"),
]
