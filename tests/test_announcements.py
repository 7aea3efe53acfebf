"""Announcements: written by one, approved by another, out at their minute and not before."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from awards import announcements, chain, corrections, database, drafts, publishing, staff
from awards import award as prize
from awards import editions as years
from awards.announcements import Kind, State
from awards.articles import Wording
from awards.database import Connection
from awards.decisions import Choice
from awards.errors import Conflict, Invalid, NotAllowed, NotNow, NotYet
from awards.staff import Member
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TEXT = Wording(
    {"nb": "Lomvi er vinneren", "en": "Lomvi is the winner"},
    {"nb": "Vi gratulerer."},
    {"nb": "Først.\n\nSå.", "en": "First.\n\nThen."},
)


@dataclass
class Newsroom:
    edition: int
    category: int
    lomvi: int
    tone: Member  # administrator, writes
    per: Member  # publisher
    eva: Member  # editor


async def staffed(db: Connection) -> Newsroom:
    """A year whose jury has judged, with one shortlisted company and three of the staff."""
    await people.award(db)
    roles = {"Tone": "administrator", "Per": "publisher", "Eva": "editor"}
    members = [await staff.member(db, await people.staff(db, *one)) for one in roles.items()]
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    lomvi = await people.nominee(db, category, await people.company(db, edition, "Lomvi"))
    await people.shortlist(db, category, lomvi)
    return Newsroom(edition, category, lomvi, *members)


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await staffed(db)


async def decided(db: Connection, room: Newsroom) -> None:
    choice = Choice(room.lomvi, {"nb": "Modig og grundig.", "en": "Brave and thorough."})
    await people.decide(db, room.tone, room.edition, room.category, choice)


async def written(db: Connection, room: Newsroom, kind: Kind = Kind.FREE) -> int:
    return await announcements.write(db, room.tone, room.edition, kind, TEXT)


async def approved(db: Connection, room: Newsroom, kind: Kind = Kind.FREE) -> int:
    ident = await written(db, room, kind)
    await announcements.approve(db, room.per, room.edition, ident, 1)
    return ident


async def scheduled(
    db: Connection, room: Newsroom, kind: Kind = Kind.FREE, due: datetime | None = None
) -> int:
    ident = await approved(db, room, kind)
    await publishing.schedule(db, room.per, room.edition, ident, 2, due)
    return ident


async def published(db: Connection, room: Newsroom, kind: Kind = Kind.FREE) -> int:
    ident = await scheduled(db, room, kind)
    assert await publishing.publish_due(db) == 1
    return ident


async def state(db: Connection, room: Newsroom, ident: int) -> State:
    return (await announcements.announcement(db, room.edition, ident)).state


def later(**ahead: float) -> datetime:
    return datetime.now(UTC) + timedelta(**ahead)


async def test_an_announcement_is_written_approved_scheduled_and_published(
    db: Connection, room: Newsroom
) -> None:
    ident = await published(db, room)

    out = await announcements.announcement(db, room.edition, ident)
    assert (out.state, out.writer, out.approver) == (State.PUBLISHED, "Tone", "Per")
    assert (out.headline, out.published_at) == (TEXT.headline, out.updated_at)
    assert await publishing.publish_due(db) == 0
    assert await people.deeds(db) == [
        "announcement.written",
        "announcement.approved",
        "announcement.scheduled",
        "announcement.published",
    ]


async def test_it_has_no_address_before_it_is_published_and_then_one_in_each_language(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)
    ident = await scheduled(db, room, Kind.WINNER)
    before = await announcements.announcement(db, room.edition, ident)

    await publishing.publish_due(db)

    after = await announcements.announcement(db, room.edition, ident)
    assert before.addresses == {}
    assert after.addresses == {"nb": "lomvi-er-vinneren", "en": "lomvi-is-the-winner"}


async def slug_of(db: Connection, room: Newsroom, ident: int, language: str = "nb") -> str:
    return (await announcements.announcement(db, room.edition, ident)).addresses[language]


async def test_who_wrote_it_does_not_approve_it_where_two_people_are_asked_for(
    db: Connection, room: Newsroom
) -> None:
    ident = await written(db, room)

    with pytest.raises(NotAllowed) as refusal:
        async with db.transaction():
            await announcements.approve(db, room.tone, room.edition, ident, 1)

    assert refusal.value.message == announcements.SOMEBODY_ELSE
    await db.execute("UPDATE editions SET two_people_announce = false")
    await announcements.approve(db, room.tone, room.edition, ident, 1)
    assert await state(db, room, ident) == State.APPROVED


async def test_an_editor_writes_but_lets_nothing_out(db: Connection, room: Newsroom) -> None:
    ident = await written(db, room)

    with pytest.raises(NotAllowed):
        await announcements.approve(db, room.eva, room.edition, ident, 1)
    await announcements.edit(db, room.eva, room.edition, ident, TEXT, 1)


async def test_what_is_edited_after_approval_is_a_draft_again(
    db: Connection, room: Newsroom
) -> None:
    ident = await approved(db, room)

    await announcements.edit(db, room.per, room.edition, ident, TEXT, 2)

    again = await announcements.announcement(db, room.edition, ident)
    assert (again.state, again.writer, again.approver) == (State.DRAFT, "Per", None)


async def test_of_two_who_edit_at_once_the_second_is_told(db: Connection, room: Newsroom) -> None:
    ident = await written(db, room)
    await announcements.edit(db, room.eva, room.edition, ident, TEXT, 1)

    with pytest.raises(Conflict):
        await announcements.edit(db, room.tone, room.edition, ident, TEXT, 1)


async def test_a_scheduled_announcement_is_not_edited_but_taken_back(
    db: Connection, room: Newsroom
) -> None:
    ident = await scheduled(db, room, due=later(minutes=1))

    with pytest.raises(NotNow):
        await announcements.edit(db, room.tone, room.edition, ident, TEXT, 3)
    await publishing.take_back(db, room.per, room.edition, ident, 3)

    assert await state(db, room, ident) == State.APPROVED
    assert await publishing.next_due(db) is None


async def test_nothing_is_published_before_its_minute(db: Connection, room: Newsroom) -> None:
    ident = await scheduled(db, room, due=later(hours=1))

    assert await publishing.publish_due(db) == 0

    assert await state(db, room, ident) == State.SCHEDULED
    assert 3590 < (await publishing.next_due(db) or 0) <= 3600


async def test_a_minute_that_has_passed_is_refused(db: Connection, room: Newsroom) -> None:
    ident = await approved(db, room)

    with pytest.raises(Invalid):
        await publishing.schedule(db, room.per, room.edition, ident, 2, later(seconds=-1))


async def test_a_draft_has_no_minute(db: Connection, room: Newsroom) -> None:
    ident = await written(db, room)

    with pytest.raises(NotNow):
        await publishing.schedule(db, room.per, room.edition, ident, 1, None)


async def test_the_winner_is_not_scheduled_before_every_category_is_decided(
    db: Connection, room: Newsroom
) -> None:
    ident = await approved(db, room, Kind.WINNER)

    with pytest.raises(NotYet):
        await publishing.schedule(db, room.per, room.edition, ident, 2, None)


async def test_the_winner_is_not_scheduled_while_the_jury_judges(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)
    ident = await approved(db, room, Kind.WINNER)
    await db.execute("UPDATE editions SET stage = 'judging'")

    with pytest.raises(NotYet):
        await publishing.schedule(db, room.per, room.edition, ident, 2, None)


async def test_the_announcement_of_the_winner_announces_the_year(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)

    await published(db, room, Kind.WINNER)

    assert (await years.edition(db, room.edition)).stage == Stage.ANNOUNCED
    done = (await years.timetable(db, room.edition))[Stage.ANNOUNCED].done_at
    assert done is not None


async def test_the_head_of_the_chain_is_published_with_the_winner_and_with_no_other_news(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)
    await published(db, room, Kind.CALL)
    assert await chain.published(db, room.edition) is None
    await chain.seal_at_once(db)
    head = await chain.head(db)

    await published(db, room, Kind.WINNER)

    assert await chain.published(db, room.edition) == head


async def test_a_second_round_holds_the_announcement_of_the_winner_back(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)
    ident = await scheduled(db, room, Kind.WINNER)
    await db.execute("UPDATE editions SET stage = 'judging'")

    assert await publishing.publish_due(db) == 1

    assert await state(db, room, ident) == State.APPROVED
    assert (await people.deeds(db))[-1] == "announcement.held_back"
    assert (await years.edition(db, room.edition)).stage == Stage.JUDGING


async def test_a_year_has_one_announcement_of_the_winner(db: Connection, room: Newsroom) -> None:
    await written(db, room, Kind.WINNER)

    with pytest.raises(Conflict):
        async with db.transaction():
            await written(db, room, Kind.WINNER)


async def test_finalists_are_announced_when_the_shortlists_are_fixed(
    db: Connection, room: Newsroom
) -> None:
    await people.category(db, room.edition, "newcomer", position=2)
    ident = await approved(db, room, Kind.FINALISTS)

    with pytest.raises(NotYet):
        await publishing.schedule(db, room.per, room.edition, ident, 2, None)


async def test_a_correction_is_a_new_dated_version_that_a_second_person_lets_out(
    db: Connection, room: Newsroom
) -> None:
    ident = await published(db, room)
    mended = Wording({"nb": "Lomvi er vinner"}, {}, {})
    await corrections.write(
        db, room.per, room.edition, ident, mended, {"nb": "Ett ord for mye."}, 4
    )

    assert (await announcements.announcement(db, room.edition, ident)).headline == TEXT.headline
    with pytest.raises(NotAllowed):
        async with db.transaction():
            await corrections.let_out(db, room.per, room.edition, ident, 5)
    await corrections.let_out(db, room.tone, room.edition, ident, 5)

    out = await announcements.announcement(db, room.edition, ident)
    assert (out.headline, out.state) == (mended.headline, State.PUBLISHED)
    assert (out.updated_at or later()) > (out.published_at or later())
    rows = await db.fetch("SELECT headline, correction FROM announcement_versions ORDER BY version")
    assert [(row["headline"], row["correction"]) for row in rows] == [
        (TEXT.headline, {}),
        (mended.headline, {"nb": "Ett ord for mye."}),
    ]


async def test_a_correction_can_be_dropped(db: Connection, room: Newsroom) -> None:
    ident = await published(db, room)
    await corrections.write(db, room.eva, room.edition, ident, TEXT, {"nb": "Feil."}, 4)

    await corrections.drop(db, room.eva, room.edition, ident, 5)

    assert await corrections.waiting(db, ident) is None
    with pytest.raises(Conflict):
        await corrections.let_out(db, room.per, room.edition, ident, 6)


async def test_only_what_is_published_is_withdrawn(db: Connection, room: Newsroom) -> None:
    ident = await scheduled(db, room)
    with pytest.raises(NotNow):
        await announcements.withdraw(db, room.per, room.edition, ident, 3, "Feil år")
    await publishing.publish_due(db)

    await announcements.withdraw(db, room.per, room.edition, ident, 4, "Feil år")

    assert await state(db, room, ident) == State.WITHDRAWN


async def test_the_one_about_the_winner_is_found_behind_all_others_until_it_is_withdrawn(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)
    ident = await published(db, room, Kind.WINNER)
    for _ in range(announcements.PAGE + 1):
        await written(db, room)

    found = await announcements.of_the_winner(db, room.edition)
    await announcements.withdraw(db, room.per, room.edition, ident, 4, "Feil år")

    assert found is not None
    assert found.id == ident
    assert await announcements.of_the_winner(db, room.edition) is None


async def test_the_draft_about_the_winner_is_made_of_the_decisions(
    db: Connection, room: Newsroom
) -> None:
    await decided(db, room)
    award, edition = await prize.award(db), await years.edition(db, room.edition)
    assert award is not None

    draft = await drafts.draft(db, award, edition, Kind.WINNER)

    assert draft == Wording(
        {"nb": "Lomvi er export nb 2027", "en": "Lomvi is export en 2027"},
        {},
        {
            "nb": "export nb: Lomvi\n\nModig og grundig.",
            "en": "export en: Lomvi\n\nBrave and thorough.",
        },
    )


async def test_a_decision_sends_whoever_has_the_draft_open_back_to_it(
    db: Connection, room: Newsroom
) -> None:
    ident = await written(db, room, Kind.WINNER)
    await decided(db, room)

    with pytest.raises(Conflict):
        await announcements.approve(db, room.per, room.edition, ident, 1)


OPEN_TO_ALL = [
    "/nb/",
    "/en/",
    "/nb/news/",
    "/en/news/",
    "/nb/2027/",
    "/en/2027/",
    "/nb/feed.atom",
    "/en/feed.atom",
    "/nb/feed.json",
    "/2027/results.json",
    "/nb/2027/winner-abc123",
    "/en/2027/winner-abc123",
]
NOWHERE = {"/nb/2027/winner-abc123", "/en/2027/winner-abc123"}

Seen = dict[str, tuple[int, dict[str, str], bytes]]


async def seen(client: httpx.AsyncClient, *more: str) -> Seen:
    """Everything a stranger gets: status, headers and bytes, of each address."""
    answers: Seen = {}
    for address in [*OPEN_TO_ALL, *more]:
        answer = await client.get(address)
        headers: dict[str, Any] = dict(answer.headers)
        answers[address] = (answer.status_code, headers, answer.content)
    return answers


async def test_until_the_minute_nothing_public_changes_by_a_byte(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    before = await seen(client)
    assert {address for address in before if before[address][0] != 200} == {
        "/2027/results.json",
        *NOWHERE,
    }

    await decided(db, room)
    await scheduled(db, room, Kind.WINNER, later(hours=1))
    guesses = ["/nb/2027/lomvi-er-vinneren", "/en/2027/lomvi-is-the-winner", "/nb/2027/winner"]
    while_waiting = await seen(client, *guesses)

    assert [while_waiting[guess] for guess in guesses] == [
        before["/nb/2027/winner-abc123"], before["/en/2027/winner-abc123"],
        before["/nb/2027/winner-abc123"],
    ]  # fmt: skip
    assert {address: while_waiting[address] for address in OPEN_TO_ALL} == before


async def test_at_the_minute_everything_public_turns_together(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    before = await seen(client)
    await decided(db, room)
    await published(db, room, Kind.WINNER)

    after = await seen(client)

    same = {address for address in OPEN_TO_ALL if after[address] == before[address]}
    assert same == NOWHERE
    assert b"Lomvi" in after["/nb/2027/"][2]
    assert after["/2027/results.json"][0] == 200


async def test_readers_see_the_corrected_text_and_that_it_was_corrected(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    ident = await published(db, room)
    slug = await slug_of(db, room, ident)
    mended = Wording({"nb": "Lomvi & co er vinner"}, {}, {})
    await corrections.write(
        db, room.per, room.edition, ident, mended, {"nb": "Ett ord for mye."}, 4
    )
    assert "Ett ord for mye." not in (await client.get(f"/nb/2027/{slug}")).text

    await corrections.let_out(db, room.tone, room.edition, ident, 5)

    page = (await client.get(f"/nb/2027/{slug}")).text
    assert "Lomvi &amp; co er vinner" in page
    assert "Ett ord for mye." in page
    assert "Lomvi er vinneren" in page  # the first version can still be read


async def test_the_address_of_a_withdrawn_item_says_so(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    ident = await published(db, room)
    slug = await slug_of(db, room, ident, "en")

    await announcements.withdraw(db, room.per, room.edition, ident, 4, "Feil år")

    answer = await client.get(f"/en/2027/{slug}")
    assert answer.status_code == 410
    assert "This news item was withdrawn." in answer.text
    assert "Lomvi" not in (await client.get("/en/news/")).text


async def test_of_many_workers_at_the_minute_one_publishes_once(own_database: str) -> None:
    """Each on its own connection, over and over, with the minute half a second away."""
    db = await database.connect(own_database)
    room = await staffed(db)
    await decided(db, room)
    due = (await db.fetchval("SELECT clock_timestamp()")) + timedelta(seconds=0.5)
    ident = await scheduled(db, room, Kind.WINNER, due)

    async def work() -> int:
        worker = await database.connect(own_database)
        published = 0
        while datetime.now(UTC) < due + timedelta(seconds=0.3):
            async with worker.transaction():
                published += await publishing.publish_due(worker)
        await worker.close()
        return published

    counts = await asyncio.gather(*(work() for _ in range(4)))

    assert sum(counts) == 1
    out = await announcements.announcement(db, room.edition, ident)
    assert (out.published_at or due) >= due
    assert await db.fetchval("SELECT count(*) FROM announcement_versions") == 1
    assert (await people.deeds(db)).count("announcement.published") == 1
    await db.close()
