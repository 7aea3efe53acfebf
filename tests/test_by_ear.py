"""The jury room by ear: headings in order, parts, tables and charts that say what they are."""

import re
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import httpx
import pytest

from awards.database import Connection
from tests import people
from tests.jury import Judging
from tests.routes.test_cases import scene, told

pytestmark = pytest.mark.anyio

LANDMARKS = {"nav": "navigation", "section": "region", "form": "form"}


async def room(db: Connection, client: httpx.AsyncClient) -> tuple[Judging, list[str]]:
    """A jury room with a full case, an answered question and two categories; its addresses."""
    at = await scene(db, client)
    await told(db, at)
    await people.nomination(db, at.category, at.companies["Fjordpuls"], by="Kari", why="Fordi.")
    await db.execute("UPDATE nominations SET language = 'nb'")
    growth = await people.category(db, at.edition, "growth", position=2)
    for name, company in at.companies.items():
        await people.shortlist(
            db, growth, await people.nominee(db, growth, company), number=len(name)
        )
    await db.execute("UPDATE nominees SET state = 'shortlisted'")
    await db.execute("INSERT INTO seats (juror, category) SELECT id, $1 FROM jurors", growth)
    await client.post(f"/jury/nominees/{at.nominees['Fjordpuls']}/flag", data={"words": "Why?"})
    sheet = f"/jury/nominees/{at.nominees['Fjordpuls']}"
    return at, [sheet, f"{sheet}/case", f"{sheet}/flag", "/jury/cases", "/jury/", "/jury/conflicts"]


async def test_the_headings_of_every_page_are_an_outline_without_gaps(
    client: httpx.AsyncClient, db: Connection
) -> None:
    _, addresses = await room(db, client)

    for address in addresses:
        levels = [int(one) for one in re.findall(r"<h([1-6])\b", (await client.get(address)).text)]
        assert levels[0] == 1 and levels.count(1) == 1, address
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == [], address


async def test_every_part_table_and_chart_says_what_it_is(
    client: httpx.AsyncClient, db: Connection
) -> None:
    _, addresses = await room(db, client)

    for address in addresses:
        page = html5lib.parse((await client.get(address)).text, namespaceHTMLElements=False)
        assert len(list(page.iter("main"))) == 1, address
        idents = [one.get("id") for one in page.iter() if one.get("id")]
        assert len(idents) == len(set(idents)), address
        named = [(part, name(page, one)) for part, one in landmarks(page)]
        assert len(named) == len(set(named)), address
        assert all(table.find("caption") is not None for table in page.iter("table")), address
        pictures = list(page.iter("{http://www.w3.org/2000/svg}svg"))
        assert all(one.get("aria-label") or one.get("aria-hidden") for one in pictures), address


async def test_what_was_written_in_another_language_says_so_and_our_own_words_do_not(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at, _ = await room(db, client)

    page = (await client.get(f"/jury/nominees/{at.nominees['Fjordpuls']}/case")).text

    assert re.search(r'<div lang="nb">\s*<p>Fordi\.</p>\s*</div>', page)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    foreign = [one for one in tree.iter() if one.get("lang") == "nb" and one.tag == "div"]
    assert not any("Corrected by" in "".join(one.itertext()) for one in foreign)


def landmarks(page: Element) -> list[tuple[str, Element]]:
    parts = [(one.get("role") or LANDMARKS.get(str(one.tag), ""), one) for one in page.iter()]
    found = [(part, one) for part, one in parts if part in LANDMARKS.values()]
    return [(part, one) for part, one in found if part == "navigation" or labelled(one)]


def labelled(one: Element) -> bool:
    return bool(one.get("aria-label") or one.get("aria-labelledby"))


def name(page: Element, one: Element) -> str:
    """What a part is called: its label, or the texts its label points to."""
    if label := one.get("aria-label"):
        return label
    texts = {other.get("id"): "".join(other.itertext()) for other in page.iter()}
    return " ".join(texts[ident].strip() for ident in str(one.get("aria-labelledby")).split())
