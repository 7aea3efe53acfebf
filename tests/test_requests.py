"""Requests: staff ask nominators and companies for more, until a moment, with a letter each."""

from datetime import UTC, datetime, timedelta

import pytest

from awards import editions, letters, outbox, requests, staff
from awards.database import Connection
from awards.errors import Closed, Invalid
from awards.requests import State
from awards.staff import Member
from awards.stages import Stage
from tests import people
from tests.conftest import settings

pytestmark = pytest.mark.anyio

SOON = timedelta(days=3)


async def tone(db: Connection) -> Member:
    return await staff.member(db, await people.staff(db))


async def contributor(db: Connection, company: int, name: str, *, inside: bool = True) -> int:
    return int(
        await db.fetchval(
            """INSERT INTO contributors (company, name, address, mailbox, language, origin,
                                         let_in_at, let_in_by)
               VALUES ($1, $2, lower($2) || '@firm.example', lower($2) || '@firm.example', 'nb',
                       'staff', CASE WHEN $3 THEN now() END,
                       CASE WHEN $3 THEN 'staff:1' ELSE '' END)
               RETURNING id""",
            company,
            name,
            inside,
        )
    )


def soon() -> datetime:
    return datetime.now(UTC) + SOON


async def test_nominators_whose_nominations_count_are_asked_and_nobody_else(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    counts = await people.nomination(db, category, company, by="Kari")
    waits = await people.nomination(db, category, company, by="Ola", state="sent")
    by_phone = await people.nomination(db, category, company, by="Per")
    await db.execute("UPDATE nominations SET address = '', mailbox = '' WHERE id = $1", by_phone)
    chosen = [counts, waits, by_phone]

    reached = await requests.reach_nominators(db, edition, chosen)
    made = await requests.ask(
        db, await tone(db), edition, nominations=chosen, words="Which markets?", due=soon()
    )

    assert [(one.id, len(one.letters)) for one in reached] == [(counts, 1), (by_phone, 0)]
    assert made == 1
    assert await people.letters(db) == [("nomination_asked", "kari@example.org")]
    assert await people.deeds(db) == ["nomination.asked"]
    asked = await requests.of_nomination(db, chosen)
    assert {of: [(one.words, one.state) for one in asks] for of, asks in asked.items()} == {
        counts: [("Which markets?", State.ASKED)]
    }


async def test_everybody_who_works_on_a_companys_form_gets_the_letter(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    joined = await people.company(db, edition, "Fjordpuls AS")
    silent = await people.company(db, edition, "Lomvi")
    for one in (company, silent):
        await people.nominee(db, category, one)
    await db.execute("UPDATE companies SET merged_into = $1 WHERE id = $2", company, joined)
    await contributor(db, company, "Ada")
    await contributor(db, joined, "Bo")
    await contributor(db, company, "Waits", inside=False)

    reached = await requests.reach_companies(db, edition, [company, joined, silent])
    made = await requests.ask(
        db, await tone(db), edition, companies=[joined, silent], words="Figures?", due=soon()
    )

    assert [(one.name, len(one.letters)) for one in reached] == [("Fjordpuls", 2), ("Lomvi", 0)]
    assert made == 2
    assert await people.letters(db) == [
        ("company_asked", "ada@firm.example"),
        ("company_asked", "bo@firm.example"),
    ]
    assert [one.words for one in await requests.of_company(db, company)] == ["Figures?"]


async def test_an_ask_is_overdue_answered_or_moot(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    nominee = await people.nominee(db, category, company)
    await contributor(db, company, "Ada")
    member = await tone(db)
    found = []

    async def look() -> None:
        found.append([one.state for one in await requests.of_company(db, company)])

    await requests.ask(db, member, edition, companies=[company], words="Figures?", due=soon())
    await look()
    await db.execute("UPDATE asks SET due = now() - interval '1 hour'")
    await look()
    await db.execute("UPDATE nominees SET state = 'ineligible' WHERE id = $1", nominee)
    await look()
    await requests.answered(db, company=company)
    await look()

    assert found == [[State.ASKED], [State.OVERDUE], [State.MOOT], [State.ANSWERED]]


async def test_an_answer_of_the_nominator_settles_what_was_asked(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    one = await people.nomination(db, category, company, by="Kari")
    other = await people.nomination(db, category, company, by="Ola")
    await requests.ask(
        db, await tone(db), edition, nominations=[one, other], words="Which?", due=soon()
    )

    await requests.answered(db, nomination=one)
    await db.execute("UPDATE nominations SET state = 'withdrawn' WHERE id = $1", other)

    asked = await requests.of_nomination(db, [one, other])
    assert {of: asks[0].state for of, asks in asked.items()} == {
        one: State.ANSWERED,
        other: State.MOOT,
    }


async def test_the_moment_lies_ahead_and_before_judging_opens(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    nomination = await people.nomination(db, category, await people.company(db, edition))
    member, now = await tone(db), datetime.now(UTC)

    async def ask(due: datetime, *nominations: int) -> None:
        await requests.ask(db, member, edition, nominations=nominations, words="Which?", due=due)

    with pytest.raises(Invalid, match="passed"):
        await ask(now - SOON, nomination)
    with pytest.raises(Invalid, match="judging"):
        await ask(now + timedelta(days=16), nomination)
    with pytest.raises(Invalid, match="nobody"):
        await ask(now + SOON)
    await db.execute("UPDATE editions SET stage = 'judging'")
    with pytest.raises(Closed):
        await ask(now + SOON, nomination)
    assert await people.letters(db) == []


@pytest.mark.parametrize("language", ["nb", "en"])
async def test_the_letters_say_what_staff_wrote_and_until_when(
    db: Connection, language: str
) -> None:
    await people.award(db)
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    nomination = await people.nomination(db, category, company, by="Kari")
    await db.execute("UPDATE nominations SET language = $1", language)
    await contributor(db, company, "Ada")
    await db.execute("UPDATE contributors SET language = $1", language)

    await requests.ask(
        db,
        await tone(db),
        edition,
        nominations=[nomination],
        companies=[company],
        words="Which markets?\n\n<b>Each</b> of them.",
        due=soon(),
    )

    for row in await db.fetch("SELECT id FROM letters ORDER BY id"):
        letter = await outbox.letter(db, row["id"])
        assert letter is not None
        written = (await letters.envelope(db, settings(), letter)).written
        assert "Which markets?\n\n<b>Each</b> of them." in written.text
        assert "&lt;b&gt;Each&lt;/b&gt; of them." in written.html
        assert "/open/" in written.text or "/enter/" in written.text
        assert "Fjordpuls" not in written.text + written.subject


async def test_staff_close_what_came_in_another_way(db: Connection) -> None:
    await people.award(db)
    edition = await people.edition(db)
    company = await people.company(db, edition)
    await people.nominee(db, await people.category(db, edition), company)
    await contributor(db, company, "Ada")
    member = await tone(db)
    await requests.ask(db, member, edition, companies=[company], words="A logo?", due=soon())
    [open_] = await requests.of_company(db, company)

    inside = await editions.entered(db, edition)
    await requests.settle(db, member, inside, open_.id)
    await requests.settle(db, member, inside, open_.id)

    [closed] = await requests.of_company(db, company)
    events = await db.fetchval("SELECT count(*) FROM events WHERE deed = 'ask.settled'")
    assert (open_.state, closed.state, events) == (State.ASKED, State.ANSWERED, 1)
