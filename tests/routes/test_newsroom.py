"""The newsroom at the desk: from a first draft to a withdrawn item, over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette

from awards import announcements, publishing, staff, times
from awards.announcements import State
from awards.database import Connection
from awards.decisions import Choice
from awards.stages import Stage
from tests import people
from tests.conftest import browser

pytestmark = pytest.mark.anyio

NEWS = "/staff/2027/news"
TEXT = {
    "version": "0",
    "headline-nb": "Nominer nå",
    "headline-en": "Nominate now",
    "lead-nb": "Fristen er i september.",
    "body-nb": "Først.\r\n\r\nSå https://award.example/ til slutt.",
}


@dataclass
class Staffed:
    edition: int
    tone: httpx.AsyncClient  # editor, writes
    per: httpx.AsyncClient  # publisher
    publisher: int


@pytest.fixture
async def room(db: Connection, app: Starlette) -> AsyncIterator[Staffed]:
    await people.award(db)
    edition = await people.edition(db, stage=Stage.DECIDING)
    editor = await people.staff(db, "Tone", "editor")
    publisher = await people.staff(db, "Per", "publisher")
    async with browser(app) as tone, browser(app) as per:
        await people.sign_in(db, tone, "staff", editor)
        await people.sign_in(db, per, "staff", publisher)
        yield Staffed(edition, tone, per, publisher)


async def written(room: Staffed, kind: str = "free", **changed: str) -> str:
    """The address of a new draft."""
    answer = await room.tone.post(f"{NEWS}/write/{kind}", data={**TEXT, **changed})
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def version(db: Connection, address: str) -> dict[str, str]:
    ident = int(address.rpartition("/")[2])
    found = await db.fetchval("SELECT version FROM announcements WHERE id = $1", ident)
    return {"version": str(found)}


async def state(db: Connection, room: Staffed, address: str) -> State:
    ident = int(address.rpartition("/")[2])
    return (await announcements.announcement(db, room.edition, ident)).state


async def press(
    db: Connection, client: httpx.AsyncClient, address: str, deed: str, **typed: str
) -> httpx.Response:
    """Press a button of the announcement's page as it stands now."""
    return await client.post(f"{address}/{deed}", data={**await version(db, address), **typed})


async def published(db: Connection, room: Staffed) -> str:
    address = await written(room)
    await press(db, room.per, address, "approve")
    await press(db, room.per, address, "schedule", do="now")
    assert await publishing.publish_due(db) == 1
    return address


async def test_an_announcement_goes_from_desk_to_readers(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    address = await written(room)
    assert "Nominate now" in (await room.tone.get(NEWS)).text
    assert "A publisher has to approve it." in (await room.tone.get(address)).text
    assert "Approve the announcement" in (await room.per.get(address)).text

    await press(db, room.per, address, "approve")
    await press(db, room.per, address, "schedule", do="now")
    assert "Nominate now" not in (await client.get("/en/news/")).text
    await publishing.publish_due(db)

    assert "Nominate now" in (await client.get("/en/news/")).text
    assert "Read it as published" in (await room.per.get(address)).text


async def test_a_draft_needs_a_headline_in_the_first_language(room: Staffed) -> None:
    answer = await room.tone.post(f"{NEWS}/write/free", data={**TEXT, "headline-nb": ""})

    assert answer.status_code == 422
    assert "One thing has to be mended" in answer.text
    assert "Nominate now" in answer.text


async def test_there_are_five_kinds_and_no_others(room: Staffed) -> None:
    kinds = ["call", "deadline", "finalists", "winner", "free"]

    answers = [(await room.tone.get(f"{NEWS}/write/{kind}")).status_code for kind in kinds]

    assert answers == [200] * 5
    assert (await room.tone.get(f"{NEWS}/write/rumour")).status_code == 404


async def test_an_editor_finds_no_button_that_publishes_and_no_way_round_it(
    db: Connection, room: Staffed
) -> None:
    address = await written(room)

    assert (await press(db, room.tone, address, "approve")).status_code == 403
    await press(db, room.per, address, "approve")
    page = await room.tone.get(f"{address}/schedule")
    pressed = await press(db, room.tone, address, "schedule", do="now")

    assert (page.status_code, pressed.status_code) == (403, 403)
    assert await state(db, room, address) == State.APPROVED


async def test_the_minute_is_typed_in_the_awards_zone_and_may_have_seconds(
    db: Connection, room: Staffed
) -> None:
    address = await written(room)
    await press(db, room.per, address, "approve")
    due = datetime.now(ZoneInfo("Europe/Oslo")).replace(microsecond=0) + timedelta(hours=30)
    day, _ = times.shown(due, "Europe/Oslo")

    typed = {"due-date": day, "due-time": f"{due:%H:%M:%S}", "do": "minute"}
    answer = await press(db, room.per, address, "schedule", **typed)

    assert answer.status_code == 303
    assert await db.fetchval("SELECT due FROM announcements") == due
    await press(db, room.per, address, "take-back")
    assert await state(db, room, address) == State.APPROVED


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [("", "", "This cannot be empty."), ("soon", "12:00", "We cannot read the date.")],
)
async def test_a_minute_that_cannot_be_read_is_asked_for_again(
    db: Connection, room: Staffed, day: str, clock: str, said: str
) -> None:
    address = await written(room)
    await press(db, room.per, address, "approve")

    typed = {"due-date": day, "due-time": clock, "do": "minute"}
    answer = await press(db, room.per, address, "schedule", **typed)

    assert answer.status_code == 422
    assert said in answer.text


async def test_the_page_says_why_the_winner_cannot_be_announced_yet(
    db: Connection, room: Staffed
) -> None:
    await people.category(db, room.edition)
    address = await written(room, "winner")
    await press(db, room.per, address, "approve")

    page = (await room.per.get(f"{address}/schedule")).text
    pressed = await press(db, room.per, address, "schedule", do="now")

    assert "A category has no decision yet." in page
    assert "Publish at once" not in page
    assert pressed.status_code == 409


async def test_a_preview_shows_the_page_to_staff_alone(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    address = await written(room)

    preview = await room.tone.get(f"{address}/preview/nb")

    assert "<h1" in preview.text and "Nominer nå" in preview.text
    assert '<a class="ds-link" href="https://award.example/"' in preview.text
    assert preview.headers["cache-control"] == "no-store"
    assert (await client.get(f"{address}/preview/nb")).status_code == 401
    assert (await room.tone.get(f"{address}/preview/da")).status_code == 404


async def test_the_page_of_the_winners_can_be_looked_at_before_the_minute(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    category = await people.category(db, room.edition)
    lomvi = await people.nominee(db, category, await people.company(db, room.edition, "Lomvi"))
    await people.shortlist(db, category, lomvi)
    member = await staff.member(db, room.publisher)
    choice = Choice(lomvi, {"nb": "Modig.", "en": "Brave."})
    await people.decide(db, member, room.edition, category, choice)

    preview = (await room.tone.get(f"{NEWS}/winners/en")).text

    assert "Lomvi" in preview and "Brave." in preview
    assert "Lomvi" not in (await client.get("/en/2027/")).text
    await db.execute("UPDATE editions SET stage = 'judging'")
    assert (await room.tone.get(f"{NEWS}/winners/en")).status_code == 409


async def test_who_saves_second_sees_both_texts_and_loses_none(
    db: Connection, room: Staffed
) -> None:
    address = await written(room)
    shown = await version(db, address)
    await room.per.post(f"{address}/edit", data={**TEXT, **shown, "headline-nb": "Siste frist"})

    answer = await room.tone.post(
        f"{address}/edit", data={**TEXT, **shown, "headline-nb": "Kom igjen"}
    )

    assert answer.status_code == 409
    assert "Siste frist" in answer.text and "Kom igjen" in answer.text


async def test_a_correction_is_written_seen_and_let_out_by_a_second_person(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    address = await published(db, room)
    mended = {"headline-nb": "Nominer i dag", "correction-nb": "Overskriften var upresis."}
    form = {**TEXT, **mended, **await version(db, address)}

    unsaid = await room.tone.post(f"{address}/correct", data={**form, "correction-nb": ""})
    said = await room.tone.post(f"{address}/correct", data=form)

    assert (unsaid.status_code, said.status_code) == (422, 303)
    assert "Overskriften var upresis." in (await room.per.get(address)).text
    assert "Nominer i dag" not in (await client.get("/nb/news/")).text
    await press(db, room.per, address, "correction/publish")

    page = (await client.get("/nb/news/")).text
    assert "Nominer i dag" in page and "Rettet" in page


async def test_withdrawing_needs_a_reason_and_takes_the_item_from_the_pages(
    db: Connection, room: Staffed, client: httpx.AsyncClient
) -> None:
    address = await published(db, room)

    assert (
        "its address says that it was withdrawn" in (await room.per.get(f"{address}/withdraw")).text
    )
    assert (await press(db, room.per, address, "withdraw", reason="")).status_code == 422
    answer = await press(db, room.per, address, "withdraw", reason="Feil år.")

    assert answer.status_code == 303
    gone = await client.get("/en/2027/nominate-now")
    assert gone.status_code == 410
    assert "This news item was withdrawn." in gone.text and 'href="/en/news/"' in gone.text
    assert "Nominate now" not in (await client.get("/en/news/")).text
    assert await state(db, room, address) == State.WITHDRAWN


async def test_a_button_pressed_on_an_old_page_changes_nothing(
    db: Connection, room: Staffed
) -> None:
    address = await written(room)
    old = await version(db, address)
    await room.tone.post(f"{address}/edit", data={**TEXT, **old, "headline-nb": "Et annet ord"})

    answer = await room.per.post(f"{address}/approve", data=old)

    assert answer.status_code == 409
    assert await state(db, room, address) == State.DRAFT
