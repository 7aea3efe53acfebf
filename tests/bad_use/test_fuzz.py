"""Whatever is sent to whichever address, in whatever field: never a fault of ours.

The addresses come from the router and the fields from the forms on its pages, so that whatever is
added is tried too.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import html5lib
import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import scale
from tests.bad_use import scene
from tests.bad_use.scene import Place
from tests.visitor import Form, Visitor

pytestmark = pytest.mark.anyio

SAMPLES = {  # what it is -> how it stands in a body, percent-encoded
    name: quote(text)
    for name, text in {
        "empty": "",
        "spaces": " \t\r\n ",
        "very long": "x" * 30_000,
        "very long word": "æ" * 5_000,
        "nul": "a\0b",
        "controls": "a\x01\x0b\x1b[31m\x7f\x85b",
        "emoji": "👩‍👩‍👧‍👦🇳🇴",
        "turned round": "a\u202eb\u2066c\u200f",
        "combining": "a" + "\u0301" * 300,
        "not a character": "a\ufffe\uffff\U0010ffffb",
        "sql": "' OR 1=1; DROP TABLE award; --",
        "script": '"><script>alert(1)</script>',
        "jinja": "{{7*7}}{% raw %}${7*7}",
        "format": "%s%(name)s%n{0.__class__}",
        "formula": "=cmd|'/C calc'!A0",
        "header": "=?utf-8?q?a=0D=0ABcc=3A_v=40evil.test?=\r\nBcc: v@evil.test",
        "number of many digits": "9" * 10_000,
        "number too large": "99999999999999999999",
        "larger than int4": "2147483648",
        "negative": "-1",
        "zero": "0",
        "other digits": "٣",
        "superscript": "²",
        "exponent": "1e309",
        "not a number": "NaN",
        "date": "31.02.2027",
        "time": "25:61",
        "address": "a@b.c@d.no",
        "path": "../../etc/passwd",
        "json": '{"a": [' * 50,
    }.items()
} | {"surrogate": "a%ED%A0%80b%ED%B0%80", "no utf-8": "%ff%fe%80", "bad escape": "%zz%u0000%"}

ASKED = ("page", "below", "language", "company", "nomination", "first", "second")
ASKED_FOR = {  # what every field of a query may hold
    "-1",
    "9999999999999999999",
    "9" * 4_301,
    "%D9%A3",
    "evil",
    "%00%ff%ED%A0%80",
}
TOKENS = ("x", "%00", "a.b", "%F0%9F%92%A9", "x" * 600)


STAGES = (Stage.JUDGING, Stage.NOMINATING)  # in one or the other most deeds are open
AT_ONCE = 12  # long fields of one query, so that no address is too long to be asked for


@pytest.fixture(params=STAGES if scale.LONG else STAGES[:1])
async def year(
    request: pytest.FixtureRequest, db: Connection, client: httpx.AsyncClient
) -> AsyncIterator[dict[str, Any]]:
    found = await scene.scene(db, request.param)
    await scene.as_everybody(db, client, found)
    yield found


def hostile(place: Place, year: dict[str, Any]) -> list[str]:
    """The address of a place with each of its parameters gone wrong."""
    idents = ("0", "999999999999999", "%D9%A3")
    found = [place.address(year, **{name: one}) for name in place.idents for one in idents]
    for name in ("token", "slug", "kind", "stage"):
        if f"{{{name}}}" in place.path:
            found += [place.address(year, **{name: one}) for one in TOKENS]
    if "{year" in place.path:
        found += [place.address(year, year=one) for one in ("1000", "2999", "20270")]
    if "{language" in place.path:
        found += [place.address(year, language=one) for one in ("xx", "nn")]
    return found


PLACES = list(scene.places())


def of(method: str) -> list[Place]:
    return [one for one in PLACES if one.method == method]


async def test_no_address_and_no_query_breaks_a_page(
    client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    names = sorted(await fields(client, year, "get") | set(ASKED))
    few = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]

    broken = []
    for number, place in enumerate(of("GET")):
        some = few[number % len(few)]
        queries = [
            "&".join(f"{encoded(name)}={one}" for name in (names if len(one) < 100 else some))
            for one in ASKED_FOR
        ]
        asked = [f"{place.address(year)}?{query}" for query in queries]
        for address in asked + hostile(place, year):
            answer = await client.get(address)
            if answer.status_code >= 500:
                broken.append(address[:200])

    assert broken == []


async def forms(client: httpx.AsyncClient, year: dict[str, Any]) -> list[Form]:
    """Every form on all pages."""
    found: dict[str, Form] = {}
    for place in (one for one in PLACES if one.method == "GET"):
        visitor = Visitor(client)
        visitor.page = await client.get(place.address(year))
        visitor.tree = html5lib.parse(visitor.page.text, namespaceHTMLElements=False)
        for form in visitor.forms():
            action = form.action or visitor.path
            found.setdefault(f"{form.method} {action}", replace(form, action=action))
    return list(found.values())


async def fields(client: httpx.AsyncClient, year: dict[str, Any], method: str) -> set[str]:
    """The names of all fields in all forms of a method."""
    found: set[str] = set()
    for form in await forms(client, year):
        if form.method == method:
            found |= form.names | {name for _, added, _ in form.buttons for name, _ in added}
    return found


async def posted(db: Connection, client: httpx.AsyncClient, address: str, body: str) -> int:
    """Send a body; what it did is undone, signing out included."""
    signed_in = httpx.Cookies(client.cookies)
    undo = db.transaction()
    await undo.start()
    try:
        answer = await client.post(
            address,
            content=body.encode(),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
    finally:
        await undo.rollback()
        client.cookies = signed_in
    assert answer.status_code != 401, f"not signed in at {address}"
    return answer.status_code


def encoded(name: str) -> str:
    return quote(name, safe="")


async def test_no_text_in_every_field_breaks_a_deed(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    names = await fields(client, year, "post")

    broken = []
    for number, place in enumerate(of("POST")):
        for what in list(SAMPLES)[number % 2 :: 2]:
            sample = SAMPLES[what][:3000]
            body = "&".join(f"{encoded(name)}={sample}" for name in sorted(names))
            if await posted(db, client, place.address(year), body) >= 500:
                broken.append((str(place), what))
        for address in hostile(place, year):
            if await posted(db, client, address, "version=1") >= 500:
                broken.append((address, "address"))

    assert broken == []


async def test_no_text_in_one_field_of_a_form_breaks_it(
    db: Connection, client: httpx.AsyncClient, year: dict[str, Any]
) -> None:
    broken = []
    for form in (one for one in await forms(client, year) if one.method == "post"):
        for place, name in enumerate(sorted(form.names)):
            for what in list(SAMPLES)[place % 7 :: 7]:
                rest = urlencode([one for one in form.fields if one[0] != name])
                body = f"{rest}&{encoded(name)}={SAMPLES[what]}"
                if await posted(db, client, form.action, body) >= 500:
                    broken.append((form.action, name, what))

    assert broken == []
