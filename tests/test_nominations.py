"""Nominations: what counts, what lapses, what happens when one mailbox nominates twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from awards import (
    confirming,
    database,
    nominations,
    nominees,
    outbox,
    proposals,
    screening,
    staff,
)
from awards.database import Connection
from awards.errors import Closed, Conflict, Invalid, NotFound, NotYet
from awards.nominations import Late, Nominator, Sent, Spent
from awards.proposals import Proposal
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

NUMBER = "923609016"


async def proposal(db: Connection, category: int, **changed: object) -> Proposal:
    question = await db.fetchval("SELECT id FROM questions ORDER BY id LIMIT 1")
    made = Proposal(
        category=category,
        company_name="Fjordpuls",
        organisation_number=None,
        nominator="Kari Nordmann",
        address="Kari@example.org",
        relation="Customer",
        language="nb",
        answers={question: "It grows."},
    )
    return replace(made, **changed)  # type: ignore[arg-type]


async def year(db: Connection, **changed: object) -> tuple[int, int]:
    """An edition with one category."""
    await people.award(db)
    edition = await people.edition(db, **changed)  # type: ignore[arg-type]
    return edition, await people.category(db, edition)


async def send(db: Connection, edition: int, made: Proposal, key: str = "a key") -> int:
    outcome = await nominations.send(db, edition, made, key)
    assert isinstance(outcome, Sent)
    return outcome.nomination


def kari(edition: int, nomination: int) -> Nominator:
    return Nominator(
        nomination=nomination,
        edition=edition,
        mailbox="kari@example.org",
        address="Kari@example.org",
        nominator="Kari Nordmann",
        language="nb",
        year=2027,
        stage=Stage.NOMINATING,
    )


async def plan(db: Connection, edition: int, deadline: datetime) -> None:
    await db.execute(
        "UPDATE timetable SET due = $2 WHERE edition = $1 AND stage = 'screening'",
        edition,
        deadline,
    )


async def state(db: Connection, nomination: int) -> str:
    return str(await db.fetchval("SELECT state::text FROM nominations WHERE id = $1", nomination))


async def nominated(db: Connection) -> list[tuple[str, int]]:
    """The nominees, and how many nominations count for each."""
    rows = await db.fetch(
        """SELECT companies.name, (SELECT count(*) FROM nominations
                                    WHERE nominations.company = companies.id
                                      AND nominations.category = nominees.category
                                      AND state = 'confirmed') AS count
             FROM nominees JOIN companies ON companies.id = nominees.company
         ORDER BY companies.id"""
    )
    return [(row["name"], row["count"]) for row in rows]


async def test_a_nominee_arises_on_confirmation_and_not_before(db: Connection) -> None:
    edition, category = await year(db)
    nomination = await send(db, edition, await proposal(db, category))

    before = await nominated(db)
    for _ in range(2):
        await confirming.confirm(db, kari(edition, nomination), nomination)

    assert before == []
    assert await nominated(db) == [("Fjordpuls", 1)]
    assert await people.deeds(db) == ["nomination.sent", "nomination.confirmed"]


async def test_confirmed_nominations_of_one_number_meet_in_one_nominee(db: Connection) -> None:
    edition, category = await year(db)
    made = await proposal(db, category, organisation_number=NUMBER)
    for name in ("kari", "ola", "liv"):
        one = replace(made, address=f"{name}@example.org", company_name=f"Fjordpuls {name}")
        nomination = await send(db, edition, one, key=name)
        nominator = replace(kari(edition, nomination), mailbox=f"{name}@example.org")
        await confirming.confirm(db, nominator, nomination)

    assert await nominated(db) == [("Fjordpuls kari", 3)]


async def test_the_same_form_is_one_nomination_and_other_content_leaves_it_alone(
    db: Connection,
) -> None:
    edition, category = await year(db)
    made = await proposal(db, category)
    first = await nominations.send(db, edition, made, "a key")

    again = await nominations.send(db, edition, made, "a key")
    other = await nominations.send(db, edition, replace(made, company_name="Tindra"), "a key")

    assert again == first
    assert other == Spent()
    assert await db.fetch("SELECT company_name, replays FROM nominations") == [("Fjordpuls", 1)]
    assert await people.letters(db) == [("nomination_received", "kari@example.org")]


async def test_the_deadline_holds_before_anybody_has_moved_the_edition(db: Connection) -> None:
    edition, category = await year(db)
    deadline = datetime.now(UTC) - timedelta(seconds=1)
    await plan(db, edition, deadline)

    outcome = await nominations.send(db, edition, await proposal(db, category), "a key")

    assert isinstance(outcome, Late)
    assert outcome.deadline == deadline
    assert deadline < outcome.came
    assert await db.fetchval("SELECT count(*) FROM nominations") == 0


async def test_a_year_closed_before_its_time_names_no_deadline(db: Connection) -> None:
    edition, category = await year(db)
    await db.execute("UPDATE editions SET stage = 'screening'")

    outcome = await nominations.send(db, edition, await proposal(db, category), "a key")

    assert isinstance(outcome, Late)
    assert outcome.deadline is None


async def test_before_the_year_opens_nobody_nominates(db: Connection) -> None:
    edition, category = await year(db, stage=Stage.DRAFT)

    with pytest.raises(NotYet):
        await nominations.send(db, edition, await proposal(db, category), "a key")


async def test_a_category_of_another_year_is_refused(db: Connection) -> None:
    edition, _ = await year(db)
    other = await people.edition(db, year=2028)
    foreign = await people.category(db, other)

    with pytest.raises(Invalid):
        await nominations.send(db, edition, await proposal(db, foreign), "a key")


async def test_what_was_sent_in_time_may_be_confirmed_within_the_window_after(
    db: Connection,
) -> None:
    edition, category = await year(db)
    nomination = await send(db, edition, await proposal(db, category))
    await plan(db, edition, datetime.now(UTC) - timedelta(hours=71))
    await db.execute("UPDATE editions SET stage = 'screening'")

    await confirming.confirm(db, kari(edition, nomination), nomination)

    assert await state(db, nomination) == "confirmed"


async def test_after_the_window_it_lapses_and_cannot_be_confirmed(db: Connection) -> None:
    edition, category = await year(db)
    nomination = await send(db, edition, await proposal(db, category))
    assert (await nominations.lapse(db), await nominations.pending(db, edition)) == (0, 1)
    await plan(db, edition, datetime.now(UTC) - timedelta(hours=72, seconds=1))

    with pytest.raises(Closed):
        await confirming.confirm(db, kari(edition, nomination), nomination)
    lapsed = [await nominations.lapse(db), await nominations.lapse(db)]
    with pytest.raises(Closed):
        await confirming.confirm(db, kari(edition, nomination), nomination)

    assert lapsed == [1, 0]
    assert await state(db, nomination) == "lapsed"
    assert await nominations.pending(db, edition) == 0
    assert await people.deeds(db) == ["nomination.sent", "nomination.lapsed"]


async def test_a_window_of_seconds_is_a_window(db: Connection) -> None:
    edition, category = await year(db, confirmation_window=timedelta(seconds=2))
    await send(db, edition, await proposal(db, category))

    await plan(db, edition, datetime.now(UTC) - timedelta(seconds=1))
    early = await nominations.lapse(db)
    await plan(db, edition, datetime.now(UTC) - timedelta(seconds=3))

    assert (early, await nominations.lapse(db)) == (0, 1)


async def test_the_same_company_again_gets_a_letter_with_the_link_to_the_first(
    db: Connection,
) -> None:
    edition, category = await year(db)
    made = await proposal(db, category)
    first = await send(db, edition, made)

    second = await send(db, edition, replace(made, company_name=" FJORDPULS "), "another")

    assert await people.letters(db) == [
        ("nomination_received", "kari@example.org"),
        ("nomination_again", "kari@example.org"),
    ]
    facts = await db.fetch("SELECT facts FROM letters ORDER BY id")
    assert facts[0]["facts"] == facts[1]["facts"]
    assert facts[1]["facts"]["nomination"] == first
    assert await state(db, second) == "sent"


async def test_one_mailbox_counts_once_for_a_company_by_name_or_by_number(
    db: Connection,
) -> None:
    edition, category = await year(db)
    made = await proposal(db, category, organisation_number=NUMBER)
    first = await send(db, edition, made)
    by_name = await send(db, edition, replace(made, organisation_number=None), "two")
    by_number = await send(db, edition, replace(made, company_name="FP"), "three")
    await confirming.confirm(db, kari(edition, first), first)

    for other in (by_name, by_number):
        with pytest.raises(Conflict, match="already"):
            await confirming.confirm(db, kari(edition, first), other)

    assert await nominated(db) == [("Fjordpuls", 1)]
    own = await confirming.own(db, kari(edition, first))
    assert [(one.id, one.counted_already) for one in own] == [
        (by_number, True),
        (by_name, True),
        (first, False),
    ]


async def test_another_category_or_another_mailbox_is_not_the_same(db: Connection) -> None:
    edition, category = await year(db)
    newcomer = await people.category(db, edition, "newcomer", 2)
    made = await proposal(db, category)

    await send(db, edition, made, "one")
    await send(db, edition, replace(made, category=newcomer), "two")
    await send(db, edition, replace(made, address="k.ari@example.org"), "three")

    assert {kind for kind, _ in await people.letters(db)} == {"nomination_received"}


async def test_two_confirmations_at_the_same_time_count_once(own_database: str) -> None:
    first, second = [await database.connect(own_database) for _ in range(2)]
    edition, category = await year(first)
    made = await proposal(first, category)
    one = await send(first, edition, made, "one")
    other = await send(first, edition, made, "other")

    async def confirm(db: Connection, nomination: int) -> str:
        try:
            async with db.transaction():
                await confirming.confirm(db, kari(edition, one), nomination)
                await asyncio.sleep(0.02)
        except Conflict:
            return "refused"
        return "counts"

    outcomes = await asyncio.gather(confirm(first, one), confirm(second, other))

    assert sorted(outcomes) == ["counts", "refused"]
    assert await nominated(first) == [("Fjordpuls", 1)]
    await first.close()
    await second.close()


async def test_a_confirmation_waits_for_the_screening_without_holding_it_up(
    own_database: str,
) -> None:
    tone, nominator = [await database.connect(own_database) for _ in range(2)]
    edition, category = await year(tone)
    one = await send(tone, edition, await proposal(tone, category))
    screened = tone.transaction()
    await screened.start()
    await nominees.screened(tone, edition)

    async def confirm() -> None:
        async with nominator.transaction():
            await confirming.confirm(nominator, kari(edition, one), one)

    confirmed = asyncio.create_task(confirm())
    await asyncio.wait([confirmed], timeout=0.2)
    await screening.reject(tone, edition, {one: 1}, "staff:1", "Junk.")
    await screened.commit()

    with pytest.raises(Conflict):
        await confirmed
    assert (await state(tone, one), await nominated(tone)) == ("rejected", [])
    await tone.close()
    await nominator.close()


async def test_letters_to_a_mailbox_nobody_confirmed_are_held_back_and_nominations_are_not(
    db: Connection,
) -> None:
    edition, category = await year(db)
    made = await proposal(db, category)

    for company in ("A", "B", "C", "D", "E"):
        await send(db, edition, replace(made, company_name=company), company)

    states = await db.fetch("SELECT state::text FROM letters ORDER BY id")
    assert [row["state"] for row in states] == ["waiting"] * outbox.MOST_UNCONFIRMED + ["held"] * 2
    assert await nominations.pending(db, edition) == 5


async def test_letters_that_are_held_back_do_not_all_leave_on_one_later_day(
    db: Connection,
) -> None:
    edition, category = await year(db)
    made = await proposal(db, category)

    for number in range(3 * outbox.MOST_UNCONFIRMED):
        await send(db, edition, replace(made, company_name=f"Company {number}"), f"key {number}")

    days = await db.fetch(
        """SELECT floor(extract(epoch FROM due - created_at) / 86400 + 0.01)::integer AS days
             FROM letters ORDER BY id"""
    )
    assert [row["days"] for row in days] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


async def test_staff_enter_a_nomination_that_counts_at_once(db: Connection) -> None:
    edition, category = await year(db)
    tone = await staff.member(db, await people.staff(db))
    made = await proposal(db, category, address="")

    entered = [await nominations.enter(db, tone, edition, made, "a key") for _ in range(2)]

    assert entered[0] == entered[1]
    row = await db.fetchrow("SELECT state::text, entered_by, mailbox FROM nominations")
    assert row == ("confirmed", tone.id, "")
    assert await nominated(db) == [("Fjordpuls", 1)]
    assert await people.letters(db) == []
    assert await people.deeds(db) == ["nomination.entered"]


async def test_staff_enter_neither_after_the_deadline_nor_what_counts_already(
    db: Connection,
) -> None:
    edition, category = await year(db)
    tone = await staff.member(db, await people.staff(db))
    made = await proposal(db, category)
    nomination = await send(db, edition, made)
    await confirming.confirm(db, kari(edition, nomination), nomination)

    with pytest.raises(Conflict):
        async with db.transaction():
            await nominations.enter(db, tone, edition, made, "another key")
    await plan(db, edition, datetime.now(UTC))
    with pytest.raises(Closed):
        await nominations.enter(db, tone, edition, replace(made, address=""), "a third key")

    assert await nominated(db) == [("Fjordpuls", 1)]


async def test_what_has_ended_is_neither_confirmed_nor_withdrawn(db: Connection) -> None:
    edition, category = await year(db)
    company = await people.company(db, edition)
    nomination = await people.nomination(db, category, company, state="rejected")
    nominator = kari(edition, nomination)

    for deed in (confirming.confirm, confirming.withdraw):
        with pytest.raises(Conflict, match="ended"):
            await deed(db, nominator, nomination)

    assert await state(db, nomination) == "rejected"


async def test_nobody_touches_the_nominations_of_another_mailbox(db: Connection) -> None:
    edition, category = await year(db)
    company = await people.company(db, edition)
    theirs = await people.nomination(db, category, company, by="Ola")

    for deed in (confirming.confirm, confirming.withdraw):
        with pytest.raises(NotFound):
            await deed(db, kari(edition, theirs), theirs)

    assert await state(db, theirs) == "confirmed"


@pytest.mark.parametrize(
    ("name", "number", "other_name", "other_number", "same"),
    [
        ("Fjordpuls AS", None, "fjordpuls  as", None, True),
        ("Fjordpuls", NUMBER, "Havsule", NUMBER, True),
        ("Fjordpuls", NUMBER, "Fjordpuls", "974760673", False),
        ("Fjordpuls", NUMBER, "FJORDPULS", None, True),
        ("Fjordpuls", None, "Havsule", None, False),
    ],
)
def test_companies_are_the_same_by_number_or_else_by_name(
    name: str, number: str | None, other_name: str, other_number: str | None, same: bool
) -> None:
    assert proposals.same_company(name, number, other_name, other_number) is same
