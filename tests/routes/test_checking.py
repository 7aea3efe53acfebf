"""A winner comes in through the link in the letter, reads, and answers; over HTTP."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette

from awards import links, tokens
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS, browser

pytestmark = pytest.mark.anyio

NEWS = "/staff/2027/news"
HEADLINE = {"nb": "Lomvi og Terne vant", "en": "Lomvi and Terne won"}


@dataclass
class Evening:
    """Lomvi wins exports and Terne wins growth; Tone wrote of both, in a draft."""

    edition: int
    companies: dict[str, int]
    address: str  # of the announcement, at the desk
    tone: httpx.AsyncClient
    per: httpx.AsyncClient  # publisher


@pytest.fixture
async def evening(db: Connection, app: Starlette) -> AsyncIterator[Evening]:
    await people.award(db)
    edition = await people.edition(db, stage=Stage.DECIDING)
    tone, per = await people.staff(db), await people.staff(db, "Per", "publisher")
    companies = {}
    for place, (slug, name) in enumerate([("export", "Lomvi"), ("growth", "Terne")], start=1):
        category = await people.category(db, edition, slug, place)
        companies[name] = await people.company(db, edition, name)
        nominee = await people.nominee(db, category, companies[name])
        round = await people.shortlist(db, category, nominee)
        await db.execute(
            """INSERT INTO decisions (category, round, nominee, reason, decided_by, two_people,
                                      approved_by, approved_at)
               VALUES ($1, $2, $3, $4, $5, false, $5, clock_timestamp())""",
            category,
            round,
            nominee,
            {"nb": f"{name} er modig.", "en": f"{name} is brave."},
            tone,
        )
    ident = await db.fetchval(
        """INSERT INTO announcements (edition, kind, slug, headline, written_by, two_people)
           VALUES ($1, 'winner', 'winner-1', $2, $3, true) RETURNING id""",
        edition,
        HEADLINE,
        tone,
    )
    async with browser(app) as at_desk, browser(app) as publisher:
        await people.sign_in(db, at_desk, "staff", tone)
        await people.sign_in(db, publisher, "staff", per)
        yield Evening(edition, companies, f"{NEWS}/{ident}", at_desk, publisher)


def typed(**changed: str) -> dict[str, str]:
    due = datetime.now(UTC).astimezone(ZoneInfo("Europe/Oslo")) + timedelta(days=3)
    return {
        "version": "1",
        "whom": "other",
        "name": "Liv",
        "address": "liv@lomvi.example",
        "language": "en",
        "passage-nb": "Lomvi er modig.",
        "passage-en": "Lomvi is brave.",
        "due-date": f"{due:%d.%m.%Y}",
        "due-time": "12:00",
        **changed,
    }


async def asked(db: Connection, evening: Evening, name: str = "Lomvi", **changed: str) -> str:
    """Ask a winner; the address in the letter."""
    path = f"{evening.address}/check/{evening.companies[name]}"
    sent = await evening.tone.post(path, data=typed(**changed))
    assert sent.status_code == 303
    link = await links.by_id(
        db, await db.fetchval("SELECT facts->>'link' FROM letters ORDER BY id DESC LIMIT 1")
    )
    return f"/check/enter/{links.token(KEYS, link)}"


async def inside(db: Connection, client: httpx.AsyncClient, evening: Evening) -> str:
    address = await asked(db, evening)
    entered = await client.post(address)
    assert (entered.status_code, entered.headers["location"]) == (303, "/check/")
    return address


async def approve(db: Connection, evening: Evening) -> httpx.Response:
    version = await db.fetchval("SELECT version FROM announcements")
    return await evening.per.post(f"{evening.address}/approve", data={"version": str(version)})


async def answers(db: Connection) -> list[tuple[bool | None, str]]:
    rows = await db.fetch("SELECT agreed, suggestion FROM checks ORDER BY id")
    return [(row["agreed"], row["suggestion"]) for row in rows]


def text(answer: httpx.Response) -> str:
    """What a reader reads on a page."""
    main = re.search("<main.*?</main>", answer.text, re.DOTALL)
    assert main
    return " ".join(re.sub("<[^>]+>", " ", main[0]).split())


async def test_looking_at_the_link_changes_nothing(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    address = await asked(db, evening)
    opened = "SELECT count(*) FROM links WHERE purpose = 'check' AND used_at IS NOT NULL"

    got, head = await client.get(address), await client.head(address)

    assert (got.status_code, head.status_code) == (200, 200)
    assert "Go to the text" in text(got)
    assert not [name for name in ("Lomvi", "Liv", "brave") if name in got.text]
    assert await db.fetchval(opened) == 0
    assert not client.cookies


async def test_the_winner_reads_what_is_about_them_and_has_no_objection(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    await inside(db, client, evening)

    page = await client.get("/check/")
    sent = await client.post("/check/", data={"agree": "yes", "version": "1"})
    after = await client.get("/check/")

    assert "This is under embargo" in text(page)
    assert "Lomvi er modig." in text(page)
    assert "Lomvi is brave." in text(page)
    assert "at 12:00" in text(page)
    assert "Terne" not in page.text
    assert "planned to be published" not in page.text
    assert sent.status_code == 303
    assert "that you have no objection" in text(after)
    assert await answers(db) == [(True, "")]


async def test_a_scanner_that_presses_every_button_has_answered_nothing(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    await inside(db, client, evening)

    pressed = await client.post("/check/", data={"version": "1", "suggestion": ""})
    both = {"version": "1", "agree": "yes", "suggestion": "It is 48 million."}
    unclear = await client.post("/check/", data=both)

    assert (pressed.status_code, unclear.status_code) == (422, 422)
    assert "It is 48 million." in unclear.text
    assert await answers(db) == [(None, "")]


async def test_a_suggestion_reaches_the_desk_and_is_seen_to(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    await inside(db, client, evening)
    await client.post("/check/", data={"version": "1", "suggestion": "<b>48</b> million."})

    desk = await evening.tone.get(evening.address)
    found = re.search(r"/checks/\d+/seen-to", desk.text)
    assert found
    seen = await evening.tone.post(evening.address + found[0], data={"version": "2"})

    assert "&lt;b&gt;48&lt;/b&gt; million." in desk.text
    assert seen.status_code == 303
    assert "Suggestion, seen to" in (await evening.tone.get(evening.address)).text


async def test_approving_waits_for_the_answer_or_the_deadline(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    await inside(db, client, evening)

    desk = await evening.per.get(evening.address)
    waiting = await approve(db, evening)
    await db.execute("UPDATE checks SET due = clock_timestamp()")
    silent = await approve(db, evening)

    assert "It cannot be approved before Lomvi has answered" in desk.text
    assert "Approve the announcement" not in desk.text
    assert waiting.status_code == 409
    assert "A winner has been asked to look through this" in text(waiting)
    assert silent.status_code == 303
    assert "No answer, so no objection" in (await evening.tone.get(evening.address)).text


async def test_a_late_answer_is_refused_and_shown(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    await inside(db, client, evening)
    await db.execute("UPDATE checks SET due = clock_timestamp()")

    late = await client.post("/check/", data={"version": "1", "suggestion": "It is 48 million."})
    page = await client.get("/check/")

    assert late.status_code == 409
    assert "The deadline has passed" in text(late)
    assert "It is 48 million." in late.text
    assert "You did not answer." in text(page)
    assert "Send the answer" not in page.text
    assert await answers(db) == [(None, "")]


async def test_the_minute_is_told_when_there_is_one(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    await inside(db, client, evening)
    await client.post("/check/", data={"agree": "yes", "version": "1"})
    await approve(db, evening)
    version = await db.fetchval("SELECT version FROM announcements")
    minute = {"due-date": "17.09.2099", "due-time": "19:30", "do": "minute"}

    sent = await evening.per.post(
        f"{evening.address}/schedule", data={**minute, "version": str(version)}
    )
    page = await client.get("/check/")

    assert sent.status_code == 303
    assert "planned to be published Thursday 17 September 2099 at 19:30" in text(page)
    assert "Send the answer" not in page.text


async def test_a_question_taken_back_shuts_link_and_open_page_at_once(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    address = await inside(db, client, evening)
    ident = await db.fetchval("SELECT id FROM checks")

    taken = await evening.tone.post(f"{evening.address}/checks/{ident}/take-back")
    page, link, pressed = (
        await client.get("/check/"),
        await client.get(address),
        await client.post(address),
    )
    answer = await client.post("/check/", data={"agree": "yes", "version": "1"})

    assert taken.status_code == 303
    statuses = [one.status_code for one in (page, link, pressed, answer)]
    assert statuses == [401, 410, 410, 401]
    assert "The secretariat has taken the question back" in text(link)
    assert "Send me a new link" not in link.text
    assert not [one for one in (page, link, pressed, answer) if "Lomvi" in one.text]
    assert await answers(db) == [(None, "")]


async def test_who_wins_no_more_reads_nothing(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    address = await inside(db, client, evening)

    await db.execute("UPDATE nominees SET state = 'ineligible'")
    got = [await client.get("/check/"), await client.get(address), await client.post(address)]

    assert [one.status_code for one in got] == [410, 410, 410]
    assert not [one for one in got if "Lomvi" in one.text or "brave" in one.text]
    assert (await approve(db, evening)).status_code == 303


async def test_another_winner_and_a_stranger_see_nothing_of_it(
    db: Connection, client: httpx.AsyncClient, app: Starlette, evening: Evening
) -> None:
    await inside(db, client, evening)
    theirs = {"address": "ola@terne.example", "passage-nb": "Terne.", "passage-en": ""}
    address = await asked(db, evening, "Terne", **theirs)

    async with browser(app) as ola, browser(app) as stranger:
        assert (await stranger.get("/check/")).status_code == 401
        stranger.cookies.set("check", client.cookies["check"] + "x", domain="awards.test")
        assert (await stranger.get("/check/")).status_code == 401
        await ola.post(address)
        page = await ola.get("/check/")
        await ola.post("/check/", data={"agree": "yes", "version": "1"})
    desk = await evening.tone.get(evening.address)

    assert "Terne" in text(page)
    assert "Lomvi" not in page.text
    assert await answers(db) == [(None, ""), (True, "")]
    assert "liv@lomvi.example" in desk.text


@pytest.mark.parametrize("purpose", [Purpose.CONTRIBUTOR, Purpose.FOLLOW])
async def test_a_link_for_something_else_opens_nothing(
    db: Connection, client: httpx.AsyncClient, evening: Evening, purpose: Purpose
) -> None:
    await asked(db, evening)
    link = await links.issue(db, purpose, await db.fetchval("SELECT id FROM checks"))
    theirs = tokens.sign(KEYS, Purpose.CHECK, link, 1)

    answer = await client.post(f"/check/enter/{theirs}")

    assert (answer.status_code, list(client.cookies)) == (404, [])


async def test_the_form_says_all_that_is_wrong_and_keeps_what_was_typed(
    db: Connection, evening: Evening
) -> None:
    path = f"{evening.address}/check/{evening.companies['Lomvi']}"
    wrong = {"address": "liv", "passage-nb": "", "due-date": "01.01.2026", "language": "xx"}

    shown = await evening.tone.get(path)
    answer = await evening.tone.post(path, data=typed(**wrong))

    assert "export nb: Lomvi" in shown.text
    assert "Terne" not in text(shown)
    assert answer.status_code == 422
    assert "4 things have to be mended" in answer.text
    assert "This minute has passed. Choose a later one." in answer.text
    assert "Lomvi is brave." in answer.text
    assert await people.letters(db) == []


async def test_in_an_archived_year_nobody_reads_it_any_more(
    db: Connection, client: httpx.AsyncClient, evening: Evening
) -> None:
    address = await inside(db, client, evening)

    await db.execute("UPDATE editions SET stage = 'archived'")

    got = [await client.get("/check/"), await client.get(address)]
    assert [one.status_code for one in got] == [401, 410]
