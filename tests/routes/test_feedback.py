"""The pages on which staff prepare, review and send the feedback to companies."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.conftest import browser
from tests.visitor import Visitor

pytestmark = pytest.mark.anyio

LIST = "/staff/2027/feedback"


@dataclass
class Judged:
    edition: int
    fjordpuls: int
    lomvi: int
    company: int

    @property
    def page(self) -> str:
        return f"{LIST}/{self.fjordpuls}"


@pytest.fixture
async def judged(db: Connection) -> Judged:
    """Fjordpuls and Lomvi, judged by Ada and Bo; Eli, who reads bokmål, is of Fjordpuls."""
    await people.award(db)
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    companies = [await people.company(db, edition, name) for name in ("Fjordpuls", "Lomvi")]
    fjordpuls, lomvi = [await people.nominee(db, category, one) for one in companies]
    round = await people.shortlist(db, category, fjordpuls, lomvi)
    for name in ("Ada", "Bo"):
        juror = await people.juror(db, edition, name)
        await people.sheet(db, round, juror, fjordpuls, 4, 3)
        await people.ballot(db, round, juror)
    await db.execute("UPDATE sheets SET comments = ARRAY['<b>Bold</b>', '']")
    await people.contributor(db, companies[0], "Eli", language="nb")
    return Judged(edition, fjordpuls, lomvi, companies[0])


@pytest.fixture
async def tone(app: Starlette, db: Connection, judged: Judged) -> AsyncIterator[Visitor]:
    async with browser(app) as client:
        await people.sign_in(db, client, "staff", await people.staff(db, role="editor"))
        yield Visitor(client)


def words(**texts: str) -> dict[str, Any]:
    """The field of the words in each language."""
    return {f"words-{language}": text for language, text in texts.items()}


async def test_it_is_written_looked_at_reviewed_and_sent_in_one_go(
    db: Connection, judged: Judged, tone: Visitor
) -> None:
    await tone.open("/staff/2027/standings")
    assert LIST in await tone.addresses()
    page = await tone.open(judged.page)
    assert "Not reviewed yet." in page and "Poengene" not in page

    keys = [value for name, value in _boxes(tone)]
    page = await tone.press("Save", comment=[keys[0]], **words(nb="Modig."))
    assert tone.path == judged.page
    assert "Med juryens ord: Modig." in page and "Spread nb: 75" in page
    await tone.press("Mark as reviewed")
    assert tone.path == LIST
    page = await tone.open(f"{LIST}/send")
    assert "It can be sent when the winners are announced." in page
    assert "Send 1 letter" not in tone.buttons()

    await db.execute("UPDATE editions SET stage = 'announced'")
    page = await tone.open(f"{LIST}/send")
    assert "1 letter will be sent." in page
    assert "Lomvi: nobody of the company ever came in" in page
    await tone.press("Send 1 letter")

    assert tone.path == LIST
    assert await people.letters(db) == [("feedback", "eli@company.example")]
    page = await tone.open(judged.page)
    assert "Mark as reviewed" not in tone.buttons() and "Save" not in tone.buttons()
    page = await tone.open(f"{LIST}/send")
    assert "One nominee has its feedback already." in page


def _boxes(tone: Visitor) -> list[tuple[str, str]]:
    boxes = [one for one in tone.tree.iter("input") if one.get("name") == "comment"]
    return [("comment", one.get("value") or "") for one in boxes]


async def test_what_was_typed_before_reviewing_is_kept_and_looked_at_once_more(
    db: Connection, judged: Judged, tone: Visitor
) -> None:
    await tone.open(judged.page)

    page = await tone.press("Mark as reviewed", **words(nb="Modig."))

    assert tone.path == judged.page
    assert "Not reviewed yet." in page and "Med juryens ord: Modig." in page
    await tone.press("Mark as reviewed")
    assert await people.deeds(db) == ["feedback.changed", "feedback.reviewed"]


async def test_jurors_stand_beside_their_comments_only_where_the_rules_say_so(
    db: Connection, judged: Judged, tone: Visitor
) -> None:
    page = await tone.open(judged.page)
    juror = await db.fetchval("SELECT id FROM jurors WHERE name = 'Ada'")
    named = "(Ada)" in page or "(Bo)" in page
    keys = [value for _, value in _boxes(tone)]

    assert not named
    assert keys[0].rpartition("-")[0] == keys[1].rpartition("-")[0]
    assert f"-{juror}-" not in "".join(keys)
    await db.execute("UPDATE editions SET score_names = true")
    page = await tone.open(judged.page)
    assert "(Ada)" in page and "(Bo)" in page


async def test_text_is_text_on_the_page_and_in_the_letter(
    db: Connection, judged: Judged, tone: Visitor
) -> None:
    await tone.open(judged.page)
    keys = [value for _, value in _boxes(tone)]
    await tone.press("Save", comment=keys, **words(nb="<script>alert(1)</script>"))

    page = tone.page.text
    letter = await tone.client.get(f"{judged.page}/letter/nb")

    for text in (page, letter.text):
        assert "<script>alert" not in text and "<b>Bold" not in text
        assert "&lt;b&gt;Bold" in text
    assert "default-src 'none'" in letter.headers["content-security-policy"]


async def test_who_writes_after_somebody_else_sees_both(
    db: Connection, judged: Judged, tone: Visitor
) -> None:
    await tone.open(judged.page)
    stale = [(name, text) for name, text in tone.forms()[-1].fields if name == "version"]
    await tone.press("Save", **words(nb="Første."))

    page = await tone.send("post", judged.page, [*stale, ("words-nb", "Andre.")], expect=409)

    assert "Somebody else changed this" in page and "Første." in page
    assert await db.fetchval("SELECT words->>'nb' FROM feedback") == "Første."


async def test_words_that_are_too_long_are_shown_again(
    db: Connection, judged: Judged, tone: Visitor
) -> None:
    await tone.open(judged.page)

    await tone.press("Save", expect=422, **words(en="x" * 20_001))

    assert tone.errors() == ["This is too long: at most 20000 characters."]
    assert await db.fetchval("SELECT count(*) FROM feedback") == 0


async def test_a_company_without_readers_says_so_and_leads_to_it(
    judged: Judged, tone: Visitor
) -> None:
    page = await tone.open(f"{LIST}/{judged.lomvi}")

    assert "this letter has no reader" in page
    assert "There is nothing in the letter yet." in page
    assert "Mark as reviewed" not in tone.buttons()


async def test_nothing_of_it_is_seen_before_judging_has_closed_or_by_a_stranger(
    db: Connection, client: httpx.AsyncClient, judged: Judged, tone: Visitor
) -> None:
    assert (await client.get(judged.page)).status_code == 401
    await db.execute("UPDATE editions SET stage = 'judging'")

    for address in (LIST, judged.page, f"{LIST}/send"):
        await tone.open(address, expect=409)


async def test_the_letter_speaks_only_the_languages_of_the_year(
    judged: Judged, tone: Visitor
) -> None:
    await tone.open(f"{judged.page}/letter/nn", expect=404)
    await tone.open(f"{LIST}/999999", expect=404)
