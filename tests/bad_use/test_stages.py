"""Every deed at every stage of the year: done, or refused with a sentence and nothing changed."""

import re
from typing import Any

import html5lib
import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests.bad_use import scene
from tests.bad_use.scene import Place
from tests.visitor import Form, Visitor

pytestmark = pytest.mark.anyio

# What only says that somebody was here.
OF_NO_ACCOUNT = ("sessions",)
TYPED = {
    "version": "1",
    "reason": "Because we say so.",
    "name": "Skarv",
    "name-nb": "Skarv",
    "headline-nb": "Skarv",
    "company": "1",
    "criterion-1": "4",
    "criterion-1-version": "0",
    "cell": "criterion-1",
    "value": "4",
    "kind": "other",
    "words": "We are cousins.",
}


def deeds() -> list[Place]:
    """Every POST; the doors are left open at any time, and are tried elsewhere."""
    doors = ("{token}", "/leave", "/sign-in")
    posts = [place for place in scene.places() if place.method == "POST"]
    return [place for place in posts if not any(door in place.path for door in doors)]


async def tried(
    db: Connection, client: httpx.AsyncClient, place: Place, year: dict[str, Any]
) -> tuple[httpx.Response, bool]:
    """The answer to a deed, which is then undone, and whether it changed anything."""
    signed_in = httpx.Cookies(client.cookies)
    undo = db.transaction()
    await undo.start()
    before = await scene.dump(db, *OF_NO_ACCOUNT)
    answer = await client.post(place.address(year), data=TYPED)
    changed = await scene.dump(db, *OF_NO_ACCOUNT) != before
    await undo.rollback()
    client.cookies = signed_in
    return answer, changed


@pytest.mark.parametrize("stage", list(Stage))
async def test_a_deed_is_done_or_refused_and_never_half_done(
    db: Connection, client: httpx.AsyncClient, stage: Stage
) -> None:
    year = await scene.scene(db, stage)
    await scene.as_everybody(db, client, year)

    wrong = []
    for place in deeds():
        answer, changed = await tried(db, client, place, year)
        status = answer.status_code
        if status >= 500 or (status >= 400 and changed):
            wrong.append((str(place), status, "changed something" if changed else ""))
        if (
            status >= 400
            and "</h1>" not in answer.text
            and "json" not in answer.headers["content-type"]
        ):
            wrong.append((str(place), status, "no page"))

    assert wrong == []


# Deeds that some stages do not allow: where the page is opened, and where its form may be sent.
EARLY = {Stage.DRAFT, Stage.NOMINATING, Stage.SCREENING}
SCREENED = {Stage.NOMINATING, Stage.SCREENING}
ONLY_IN: dict[str, tuple[Stage, set[Stage]]] = {
    "/en/nominate": (Stage.NOMINATING, {Stage.NOMINATING}),
    "/en/nominations/{nomination}": (Stage.NOMINATING, SCREENED),  # staff have asked for more
    "/en/nominations/{nomination}/withdraw": (Stage.NOMINATING, {Stage.NOMINATING}),
    "/jury/nominees/{nominee}": (Stage.JUDGING, {Stage.JUDGING}),
    "/nominee/press": (Stage.NOMINATING, SCREENED),
    "/staff/2027/standings/{category}": (Stage.DECIDING, {Stage.DECIDING}),
    "/staff/2027/nominations/new": (Stage.NOMINATING, {Stage.NOMINATING}),
    "/staff/2027/nominees/{nominee}/name": (Stage.SCREENING, SCREENED),
    "/staff/2027/set-up/categories/new": (Stage.DRAFT, {Stage.DRAFT}),
    "/staff/2027/set-up/questions/new": (Stage.DRAFT, EARLY),
    "/staff/2027/set-up/categories/{category}/criteria/new": (Stage.NOMINATING, EARLY),
    "/staff/2027/jury/remind": (Stage.JUDGING, {Stage.JUDGING}),
}
LAST = {Stage.ARCHIVED}
CHOSEN = {"/staff/2027/set-up/questions/new": "?kind=long_text"}  # on a page before the form


@pytest.mark.parametrize("path", ONLY_IN)
async def test_a_form_that_lay_open_too_long_is_refused_with_all_that_was_typed(
    db: Connection, client: httpx.AsyncClient, path: str
) -> None:
    opened, allowed = ONLY_IN[path]
    year = await scene.scene(db, opened)
    await scene.as_everybody(db, client, year)
    action = path.format(**year)
    form = await form_to(client, action)
    filled = filled_in(form, year)

    for stage in Stage:
        undo = db.transaction()
        await undo.start()
        await db.execute("UPDATE editions SET stage = $1", stage)
        before = await scene.dump(db, *OF_NO_ACCOUNT)
        answer = await client.post(action, data=filled)
        changed = await scene.dump(db, *OF_NO_ACCOUNT) != before
        await undo.rollback()
        if stage in allowed:
            assert (answer.status_code, changed) == (303, True), (stage, answer.text)
        else:
            assert not changed, stage
            assert answer.status_code in ((401, 409) if stage in LAST else (409,)), stage
            kept = [text for text in filled.values() if text.startswith("Skarv")]
            assert [text for text in kept if text not in answer.text] == [], stage


async def form_to(client: httpx.AsyncClient, action: str) -> Form:
    """The form that is sent to an address; it stands on the page there, or on the one above."""
    visitor = Visitor(client)
    for address in (action, action.rpartition("/")[0]):
        visitor.page = await client.get(address + CHOSEN.get(address, ""))
        visitor.tree = html5lib.parse(visitor.page.text, namespaceHTMLElements=False)
        for form in visitor.forms():
            if form.method == "post" and (form.action or address) == action:
                return form
    raise AssertionError(f"no form to {action}")


def filled_in(form: Form, year: dict[str, Any]) -> dict[str, str]:
    """The form as it stands, with something in every field."""
    chosen = {
        "category": str(year["category"]),
        "address": "siri@example.org",
        "homepage": "",  # a field for programs
        "works_there": "yes",
        "organisation_number": "",
        "criterion-1": "4",
        "criterion-2": "3",
        "nominee": str(year["nominee"]),
        "kind": "long_text",
        "weight": "10",
        "lowest": "0",
        "highest": "4",
        f"nominee-{year['category']}": str(year["nominee"]),
    }
    hidden = re.compile(r"form|(.*-)?(version|was)")
    fields = dict(form.fields)
    empty = {name for name in form.names if not fields.get(name) and not hidden.fullmatch(name)}
    return {**fields, **{name: chosen.get(name, f"Skarv {name}") for name in empty}}
