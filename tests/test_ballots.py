"""A juror confirms a ballot once; what was confirmed is committed to and stays as it was."""

from fractions import Fraction
from typing import Any

import pytest

from awards import audit, ballots, chain, editions, outbox, recusals, sheets, staff
from awards.ballots import Ballot
from awards.cells import Cell
from awards.database import Connection
from awards.errors import Closed, Conflict, Invalid, NotFound, NotYet
from awards.recusals import Kind
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio


async def fill(db: Connection, at: Judging, *names: str) -> None:
    for name in names:
        await people.sheet(db, at.round, at.jurors["Ada"], at.nominees[name], 2, 3)


async def own(db: Connection, at: Judging, name: str = "Ada") -> Ballot:
    return await ballots.ballot(db, await signed_in(db, at.jurors[name]), at.round)


async def confirm(db: Connection, at: Judging, seen: str | None = None) -> Ballot:
    ada = await signed_in(db, at.jurors["Ada"])
    inside = await editions.entered(db, at.edition)
    if seen is None:
        seen = (await ballots.ballot(db, ada, at.round)).fingerprint
    return await ballots.confirm(db, inside, ada, at.round, seen)


async def recuse(db: Connection, at: Judging, company: str) -> None:
    inside = await editions.entered(db, at.edition)
    await recusals.declare(
        db, inside, at.jurors["Ada"], at.companies[company], Kind.CLOSE_RELATION, actor="juror:1"
    )


async def test_a_ballot_is_confirmed_when_each_nominee_is_complete_abstained_or_recused(
    db: Connection,
) -> None:
    at = await judging(db, nominees=("Fjordpuls", "Lomvi", "Havsule"))
    ada = await signed_in(db, at.jurors["Ada"])
    await fill(db, at, "Fjordpuls")
    await recuse(db, at, "Havsule")
    with pytest.raises(NotYet):
        await confirm(db, at)
    inside = await editions.entered(db, at.edition)
    await sheets.abstain(db, inside, ada, at.nominees["Lomvi"], "No time.", 0)

    confirmed = await confirm(db, at)

    assert (len(confirmed.scored), len(confirmed.abstained), len(confirmed.recused)) == (1, 1, 1)
    assert confirmed.ident is not None
    assert await db.fetchval("SELECT count(*) FROM sheets WHERE ballot = $1", confirmed.ident) == 2


async def test_confirming_leaves_a_receipt_letter_without_scores(db: Connection) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls", "Lomvi")

    confirmed = await confirm(db, at)

    row = await db.fetchrow("SELECT kind, mailbox, facts FROM letters")
    assert row is not None and confirmed.confirmed_at is not None and confirmed.commitment
    facts: dict[str, Any] = row["facts"]
    assert (row["kind"], row["mailbox"]) == ("juror_receipt", "ada@jury.example")
    assert {**facts, "link": ""} == {
        "link": "",
        "juror": at.jurors["Ada"],
        "round": at.round,
        "category": {"nb": "export nb", "en": "export en"},
        "receipt": confirmed.receipt,
        "sheets": 2,
        "abstained": 0,
        "recused": 0,
        "confirmed_at": confirmed.confirmed_at.isoformat(),
        "commitment": confirmed.commitment.hex(),
    }


async def test_the_receipt_letter_leaves_when_the_deed_is_sealed(db: Connection) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls", "Lomvi")
    await confirm(db, at)
    assert await outbox.claim(db) is None

    await chain.seal_at_once(db)

    claim = await outbox.claim(db)
    assert claim is not None and claim.letter.kind == "juror_receipt"


async def test_what_a_ballot_said_is_kept_as_it_was_confirmed(db: Connection) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls")
    await recuse(db, at, "Lomvi")
    await confirm(db, at)
    await recuse(db, at, "Fjordpuls")

    assert (await own(db, at)).contents == {
        "round": at.round,
        "sheets": [
            {"nominee": at.nominees["Fjordpuls"], "scores": [2, 3], "comments": ["", ""]},
            {"nominee": at.nominees["Lomvi"], "recused": True},
        ],
    }


async def test_the_commitment_is_to_the_sheets_as_they_were_confirmed(db: Connection) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls", "Lomvi")

    confirmed = await confirm(db, at)

    assert confirmed.salt is not None
    assert confirmed.commitment == audit.commitment(
        confirmed.salt,
        {
            "round": at.round,
            "sheets": [
                {"nominee": at.nominees[name], "scores": [2, 3], "comments": ["", ""]}
                for name in ("Fjordpuls", "Lomvi")
            ],
        },
    )


async def test_confirming_twice_is_confirming_once(db: Connection) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls", "Lomvi")

    first = await confirm(db, at)
    second = await confirm(db, at, seen="")

    assert (first.ident, first.receipt) == (second.ident, second.receipt)
    assert await people.deeds(db) == ["ballot.confirmed"]
    assert await people.letters(db) == [("juror_receipt", "ada@jury.example")]


async def test_a_ballot_changed_since_it_was_shown_is_not_confirmed(db: Connection) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls", "Lomvi")
    seen = (await own(db, at)).fingerprint
    await db.execute("UPDATE sheets SET scores = '{1,3}' WHERE nominee = $1", at.nominees["Lomvi"])

    with pytest.raises(Conflict):
        await confirm(db, at, seen)
    assert (await own(db, at)).ident is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE editions SET stage = 'deciding'",
        "UPDATE timetable SET due = now() WHERE stage = 'deciding'",
        "UPDATE rounds SET closed_at = now()",
    ],
)
async def test_a_ballot_is_not_confirmed_when_judging_has_closed(
    db: Connection, change: str
) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls", "Lomvi")
    await db.execute(change)

    with pytest.raises(Closed):
        await confirm(db, at)


async def test_a_comment_that_the_rules_want_is_waited_for(db: Connection) -> None:
    at = await judging(db, comment_rule="always")
    await fill(db, at, "Fjordpuls", "Lomvi")

    with pytest.raises(NotYet):
        await confirm(db, at)
    await db.execute("UPDATE sheets SET comments = '{Yes,No}'")
    assert (await confirm(db, at)).ident is not None


async def test_a_juror_who_is_recused_from_all_has_nothing_to_confirm(db: Connection) -> None:
    at = await judging(db, nominees=("Fjordpuls",))
    await recuse(db, at, "Fjordpuls")

    with pytest.raises(NotYet):
        await confirm(db, at)


async def test_a_juror_without_a_seat_has_no_ballot(db: Connection) -> None:
    at = await judging(db)
    await db.execute("DELETE FROM seats")

    with pytest.raises(NotFound):
        await own(db, at)


async def test_nominees_stand_in_the_juror_s_own_order(db: Connection) -> None:
    names = ("Fjordpuls", "Lomvi", "Havsule", "Myrull", "Kvitsand", "Steinvender")
    at = await judging(db, nominees=names, jurors=("Ada", "Bo", "Siv", "Per"))

    seen = [[sheet.name for sheet in (await own(db, at, name)).sheets] for name in at.jurors]

    assert [sorted(order) for order in seen] == [sorted(names)] * 4
    assert len({tuple(order) for order in seen}) > 1
    assert (await own(db, at, "Ada")).sheets == (await own(db, at, "Ada")).sheets


async def test_the_juror_sees_how_they_used_the_scale_and_their_own_ranking(
    db: Connection,
) -> None:
    at = await judging(db)
    await people.sheet(db, at.round, at.jurors["Ada"], at.nominees["Fjordpuls"], 1, 1)
    await people.sheet(db, at.round, at.jurors["Ada"], at.nominees["Lomvi"], 3, 1)
    await people.sheet(db, at.round, at.jurors["Bo"], at.nominees["Lomvi"], 0, 0)

    ballot = await own(db, at)

    assert [ballot.distribution(criterion) for criterion in ballot.criteria] == [
        [0, 1, 0, 1, 0],
        [0, 2, 0, 0, 0],
    ]
    assert [(sheet.name, sheet.total) for sheet in ballot.ranking] == [
        ("Lomvi", Fraction(55)),
        ("Fjordpuls", Fraction(25)),
    ]


async def test_the_juror_sees_where_they_gave_the_ends_of_the_scale_and_equals_share_a_place(
    db: Connection,
) -> None:
    at = await judging(db, nominees=("Fjordpuls", "Lomvi", "Havsule"))
    for name, scores in {"Fjordpuls": (4, 2), "Lomvi": (3, 0), "Havsule": (3, 0)}.items():
        await people.sheet(db, at.round, at.jurors["Ada"], at.nominees[name], *scores)
    await people.sheet(db, at.round, at.jurors["Bo"], at.nominees["Lomvi"], 0, 0)

    ballot = await own(db, at)

    assert ballot.places == [1, 2, 2]
    given = [
        (one.criterion.place, one.sheet.name, one.score, one.comment) for one in ballot.extremes
    ]
    assert given[0] == (1, "Fjordpuls", 4, "Because.")
    assert sorted(given[1:]) == [(2, "Havsule", 0, "Because."), (2, "Lomvi", 0, "Because.")]


async def test_staff_open_a_ballot_again_with_a_reason_that_the_juror_reads(
    db: Connection,
) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls", "Lomvi")
    first = await confirm(db, at)
    tone = await staff.member(db, await people.staff(db))
    inside = await editions.entered(db, at.edition)
    assert first.ident is not None
    with pytest.raises(Invalid):
        await ballots.reopen(db, inside, first.ident, tone, "")

    await ballots.reopen(db, inside, first.ident, tone, "You asked for it.")

    opened = await own(db, at)
    assert (opened.ident, opened.reopened) == (None, "You asked for it.")
    ada = await signed_in(db, at.jurors["Ada"])
    await sheets.save(db, inside, ada, at.nominees["Lomvi"], [Cell(1, 3, 1)])
    second = await confirm(db, at)
    assert (second.receipt == first.receipt, second.reopened) == (False, None)
    assert len(await people.letters(db)) == 2
    kept = await db.fetchrow("SELECT ballot, commitment, receipt, reason FROM reopened_ballots")
    assert kept is not None
    assert tuple(kept.values()) == (
        first.ident,
        first.commitment,
        first.receipt,
        "You asked for it.",
    )


async def test_a_ballot_of_another_edition_or_a_closed_round_is_not_opened_again(
    db: Connection,
) -> None:
    at = await judging(db)
    await fill(db, at, "Fjordpuls", "Lomvi")
    ballot = (await confirm(db, at)).ident
    tone = await staff.member(db, await people.staff(db))
    other = await editions.entered(db, (await judging(db, year=2028)).edition)
    assert ballot is not None

    with pytest.raises(NotFound):
        await ballots.reopen(db, other, ballot, tone, "A reason.")
    await db.execute("UPDATE editions SET stage = 'deciding' WHERE id = $1", at.edition)
    with pytest.raises(Closed):
        await ballots.reopen(db, await editions.entered(db, at.edition), ballot, tone, "A reason.")
