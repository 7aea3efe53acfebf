"""A winner looks through what will be said about them, before anybody may approve it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from awards import announcements, checking, checks, database, letters, outbox, staff
from awards import editions as years
from awards.announcements import Announcement, Kind
from awards.articles import Quote, Wording
from awards.checks import Asked, Check, State
from awards.database import Connection
from awards.decisions import Choice
from awards.editions import Edition
from awards.errors import Closed, Conflict, Invalid, LinkEnded, NotFound, NotNow, NotYet
from awards.occasions import NO_QUESTION, Void
from awards.outbox import Recipient
from awards.staff import Member
from awards.stages import Stage
from tests import people
from tests.conftest import settings

pytestmark = pytest.mark.anyio

TEXT = Wording(
    {"nb": "Lomvi vant", "en": "Lomvi won"},
    {"nb": "Vi gratulerer."},
    {"nb": "Modig."},
    (Quote({"nb": "Stort."}, {"nb": "Ada Berg"}),),
)
LIV = Recipient("Liv", "liv@lomvi.example", "liv@lomvi.example", "en")
PASSAGE = {"nb": "Lomvi vant."}


@dataclass
class Newsroom:
    """Lomvi wins exports; the announcement is a draft by Tone, and Per is a publisher."""

    edition: int
    category: int
    lomvi: int  # the company
    terne: int
    nominees: dict[str, int]
    announcement: int
    tone: Member
    per: Member


async def staffed(db: Connection) -> Newsroom:
    await people.award(db)
    tone = await staff.member(db, await people.staff(db, "Tone"))
    per = await staff.member(db, await people.staff(db, "Per", "publisher"))
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    lomvi = await people.company(db, edition, "Lomvi")
    terne = await people.company(db, edition, "Terne")
    nominees = {
        "Lomvi": await people.nominee(db, category, lomvi),
        "Terne": await people.nominee(db, category, terne),
    }
    await people.shortlist(db, category, *nominees.values())
    await decided(db, tone, edition, category, nominees["Lomvi"])
    ident = await announcements.write(db, tone, edition, Kind.WINNER, TEXT)
    return Newsroom(edition, category, lomvi, terne, nominees, ident, tone, per)


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await staffed(db)


async def decided(
    db: Connection, by: Member, edition: int, category: int, nominee: int, version: int = 0
) -> None:
    choice = Choice(nominee, {"nb": "Modig.", "en": "Brave."})
    await people.decide(db, by, edition, category, choice, version)


async def draft(db: Connection, room: Newsroom) -> Announcement:
    return await announcements.announcement(db, room.edition, room.announcement)


async def edition(db: Connection, room: Newsroom) -> Edition:
    return await years.edition(db, room.edition)


def asking(reader: Recipient = LIV) -> Asked:
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    return Asked(reader, PASSAGE, due)


async def ask(db: Connection, room: Newsroom, asked: Asked | None = None) -> Check:
    found = await draft(db, room)
    await checking.ask(
        db,
        room.tone,
        room.edition,
        found.id,
        room.lomvi,
        asked or asking(),
        found.version,
    )
    return (await checks.of_announcement(db, found.id))[0]


async def answer(db: Connection, check: Check, words: str = "", version: int = 1) -> None:
    async with db.transaction():
        await checks.answer(db, check, words, version)


async def again(db: Connection, check: Check) -> Check:
    return await checks.check(db, check.id)


async def approve(db: Connection, room: Newsroom) -> None:
    async with db.transaction():
        version = (await draft(db, room)).version
        await announcements.approve(db, room.per, room.edition, room.announcement, version)


async def pass_the_deadline(db: Connection) -> None:
    await db.execute("UPDATE checks SET due = clock_timestamp()")


async def test_a_winner_is_asked_by_letter_until_a_deadline(db: Connection, room: Newsroom) -> None:
    asked = await ask(db, room)

    assert (asked.state, asked.company, asked.passage) == (State.ASKED, "Lomvi", PASSAGE)
    assert await people.letters(db) == [("winner_check", "liv@lomvi.example")]
    assert (await people.deeds(db))[-1:] == ["check.asked"]
    lasts = await db.fetchval("SELECT expires_at FROM links WHERE purpose = 'check'")
    assert abs(lasts - asked.due - checks.READABLE) < timedelta(seconds=5)


async def test_the_button_pressed_twice_asks_once(db: Connection, room: Newsroom) -> None:
    same = asking()

    first = await ask(db, room, same)
    second = await ask(db, room, same)

    assert first.id == second.id
    assert await people.letters(db) == [("winner_check", "liv@lomvi.example")]
    assert (await people.deeds(db)).count("check.asked") == 1


async def test_two_who_ask_at_the_same_time_ask_once(own_database: str) -> None:
    one, other = [await database.connect(own_database) for _ in range(2)]
    room, same = await staffed(one), asking()

    async def pressed(db: Connection) -> int:
        async with db.transaction():
            return (await ask(db, room, same)).id

    found = await asyncio.gather(pressed(one), pressed(other))

    assert found[0] == found[1]
    assert await people.letters(one) == [("winner_check", "liv@lomvi.example")]
    await one.close()
    await other.close()


async def test_who_approves_while_a_winner_is_asked_waits_and_is_refused(own_database: str) -> None:
    tone, per = [await database.connect(own_database) for _ in range(2)]
    room = await staffed(tone)
    asks = tone.transaction()
    await asks.start()
    await ask(tone, room)

    approving = asyncio.create_task(approve(per, room))
    await asyncio.wait([approving], timeout=0.3)
    await asks.commit()

    with pytest.raises(NotNow):
        await approving
    assert (await draft(tone, room)).state == "draft"
    await tone.close()
    await per.close()


async def test_somebody_else_is_asked_when_the_question_was_taken_back(
    db: Connection, room: Newsroom
) -> None:
    first = await ask(db, room)
    other = asking(Recipient("Jon", "jon@lomvi.example", "jon@lomvi.example", "nb"))

    with pytest.raises(Conflict) as refusal:
        async with db.transaction():
            await ask(db, room, other)
    await checking.take_back(db, room.tone, room.edition, room.announcement, first.id)
    second = await ask(db, room, other)

    assert refusal.value.message == checks.WAITS_ALREADY
    assert [(await again(db, one)).state for one in (first, second)] == [
        State.TAKEN_BACK,
        State.ASKED,
    ]


async def test_nobody_is_asked_about_what_is_no_draft_or_not_theirs(
    db: Connection, room: Newsroom
) -> None:
    found = await draft(db, room)
    given = (room.tone, room.edition, found.id)

    with pytest.raises(NotFound):
        await checking.ask(db, *given, room.terne, asking(), found.version)
    with pytest.raises(Conflict):
        await checking.ask(db, *given, room.lomvi, asking(), found.version + 1)
    with pytest.raises(Invalid):
        past = Asked(LIV, PASSAGE, datetime.now(UTC))
        await checking.ask(db, *given, room.lomvi, past, found.version)
    with pytest.raises(Invalid):
        empty = Asked(LIV, {"en": "Only English"}, asking().due)
        await checking.ask(db, *given, room.lomvi, empty, found.version)
    await approve(db, room)
    with pytest.raises(NotNow):
        await checking.ask(db, *given, room.lomvi, asking(), found.version + 1)
    assert await people.letters(db) == []


async def test_nobody_is_told_of_a_winner_while_the_jury_judges(
    db: Connection, room: Newsroom
) -> None:
    await db.execute("UPDATE editions SET stage = 'judging'")

    with pytest.raises(NotYet):
        await ask(db, room)

    assert await checking.winners(db, await edition(db, room), await draft(db, room)) == []


async def test_it_cannot_be_approved_while_a_winner_looks_through_it(
    db: Connection, room: Newsroom
) -> None:
    await ask(db, room)

    with pytest.raises(NotNow) as refusal:
        await approve(db, room)

    assert refusal.value.message == checks.WAITS
    assert (await draft(db, room)).state == "draft"


async def test_no_answer_until_the_deadline_is_no_objection(db: Connection, room: Newsroom) -> None:
    asked = await ask(db, room)

    await pass_the_deadline(db)
    await approve(db, room)

    assert (await again(db, asked)).state == State.SILENT
    assert (await draft(db, room)).state == "approved"


@pytest.mark.parametrize("words", ["", "It is 48 million."])
async def test_it_can_be_approved_when_they_have_answered(
    db: Connection, room: Newsroom, words: str
) -> None:
    asked = await ask(db, room)

    await answer(db, asked, words)
    await approve(db, room)

    assert (await again(db, asked)).state == (State.SUGGESTED if words else State.AGREED)
    assert (await draft(db, room)).state == "approved"


async def test_it_can_be_approved_when_the_question_was_taken_back(
    db: Connection, room: Newsroom
) -> None:
    asked = await ask(db, room)

    await checking.take_back(db, room.tone, room.edition, room.announcement, asked.id)
    await approve(db, room)

    assert (await draft(db, room)).state == "approved"
    with pytest.raises(LinkEnded):
        await answer(db, asked)


async def test_an_answer_can_be_changed_until_the_deadline(db: Connection, room: Newsroom) -> None:
    asked = await ask(db, room)

    await answer(db, asked)
    await answer(db, asked)  # the button twice
    with pytest.raises(Conflict):
        await answer(db, asked, "From a page that is old.")
    await answer(db, asked, "It is 48 million.", version=2)
    await pass_the_deadline(db)
    with pytest.raises(Closed) as refusal:
        await answer(db, asked, "Too late.", version=3)

    now = await again(db, asked)
    assert refusal.value.message == checks.LATE
    assert (now.state, now.suggestion) == (State.SUGGESTED, "It is 48 million.")
    deeds = await people.deeds(db)
    assert deeds[-3:] == ["check.asked", "check.agreed", "check.suggested"]


async def test_an_answer_is_not_changed_when_the_text_is_approved(
    db: Connection, room: Newsroom
) -> None:
    asked = await ask(db, room)
    await answer(db, asked)
    await approve(db, room)

    with pytest.raises(Closed) as refusal:
        await answer(db, asked, "On second thoughts.", version=2)

    assert refusal.value.message == checks.APPROVED
    assert (await again(db, asked)).state == State.AGREED


async def test_staff_see_to_the_suggestion_they_have_read(db: Connection, room: Newsroom) -> None:
    asked = await ask(db, room)
    await answer(db, asked, "It is 48 million.")
    given = (room.tone, room.edition, room.announcement, asked.id)

    await answer(db, asked, "It is 49 million.", version=2)
    with pytest.raises(Conflict):
        await checking.see_to(db, *given, 2)
    await checking.see_to(db, *given, 3)
    settled = (await again(db, asked)).settled_at
    await answer(db, asked, "It is 50 million.", version=3)

    assert settled is not None
    assert (await again(db, asked)).settled_at is None


async def test_who_wins_no_more_sees_nothing_and_keeps_nobody_waiting(
    db: Connection, room: Newsroom
) -> None:
    asked = await ask(db, room)

    await decided(db, room.tone, room.edition, room.category, room.nominees["Terne"], version=1)

    with pytest.raises(LinkEnded):
        await answer(db, asked)
    found = await checking.winners(db, await edition(db, room), await draft(db, room))
    assert [(one.company, one.wins, one.check is None) for one in found] == [
        ("Terne", True, True),
        ("Lomvi", False, False),
    ]
    await approve(db, room)
    assert (await draft(db, room)).state == "approved"


async def test_staff_see_that_the_text_changed_after_they_were_asked(
    db: Connection, room: Newsroom
) -> None:
    async def changed() -> list[bool]:
        found = await checking.winners(db, await edition(db, room), await draft(db, room))
        return [one.changed for one in found]

    await ask(db, room)
    before = await changed()
    await announcements.edit(db, room.tone, room.edition, room.announcement, TEXT, 1)

    assert (before, await changed()) == ([False], [True])


async def test_the_only_winner_reads_the_whole_text(db: Connection, room: Newsroom) -> None:
    shown = await checking.passage(db, await edition(db, room), await draft(db, room), room.lomvi)

    assert shown == {
        "nb": "Lomvi vant\n\nVi gratulerer.\n\nModig.\n\nAda Berg: Stort.",
        "en": "Lomvi won",
    }


async def test_of_several_winners_nobody_reads_of_another_category(
    db: Connection, room: Newsroom
) -> None:
    growth = await people.category(db, room.edition, "growth", 2)
    nominee = await people.nominee(db, growth, room.terne)
    await people.shortlist(db, growth, nominee)
    await decided(db, room.tone, room.edition, growth, nominee)

    shown = await checking.passage(db, await edition(db, room), await draft(db, room), room.terne)

    assert shown == {"nb": "growth nb: Terne\n\nModig.", "en": "growth en: Terne\n\nBrave."}


async def test_who_works_on_the_form_or_is_the_press_contact_can_be_asked(
    db: Connection, room: Newsroom
) -> None:
    eli = await people.contributor(db, room.lomvi, "Eli")
    await people.contributor(db, room.lomvi, "Jon", let_in_by="", origin="nominator")
    await people.contributor(db, room.terne, "Ola")
    await db.execute(
        """INSERT INTO company_answers (company, contributor, item, body)
           VALUES ($1, $2, 'press_contact', $3)""",
        room.lomvi,
        eli,
        '{"address":"liv@lomvi.example","name":"Liv","telephone":""}',
    )

    found = await checking.readers(db, room.lomvi)

    assert [(one.key, one.name, one.address) for one in found] == [
        (f"person-{eli}", "Eli", "eli@company.example"),
        ("press", "Liv", "liv@lomvi.example"),
    ]


async def newest(db: Connection) -> outbox.Letter:
    found = await outbox.letter(db, await db.fetchval("SELECT max(id) FROM letters"))
    assert found is not None
    return found


async def test_the_letter_says_neither_who_won_nor_what_is_written(
    db: Connection, room: Newsroom
) -> None:
    await ask(db, room)

    envelope = await letters.envelope(db, settings(), await newest(db))

    written = envelope.written
    assert written.subject == "A text to look through: Export company of the year 2027"
    assert "Tone in the secretariat asks you to look through a text" in written.text
    assert "/check/enter/" in written.text
    whole = written.subject + written.text + written.html
    assert not [name for name in ("Lomvi", "vant", "won", "winner") if name in whole]


@pytest.mark.parametrize(
    "since",
    [
        "UPDATE checks SET agreed = true, answered_at = clock_timestamp()",
        "UPDATE checks SET due = clock_timestamp()",
        "UPDATE checks SET mailbox = 'other@lomvi.example'",
        "UPDATE nominees SET state = 'ineligible'",
        """UPDATE announcements
              SET state = 'approved', approved_by = written_by, two_people = false""",
    ],
)
async def test_the_letter_is_not_sent_when_nothing_is_asked_any_more(
    db: Connection, room: Newsroom, since: str
) -> None:
    await ask(db, room)
    await db.execute(since)

    with pytest.raises(Void) as refusal:
        await letters.envelope(db, settings(), await newest(db))

    assert refusal.value.message == NO_QUESTION
