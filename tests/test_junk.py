"""Junk: stored, answered like the rest, written to nobody, and apart until staff take it out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from awards import confirming, editions, junk, moves, nominations, screening
from awards.database import Connection
from awards.errors import Conflict, NotFound, NotNow
from awards.nominations import Sent
from awards.screening import Wanted
from awards.stages import Stage
from tests import people
from tests.test_nominations import kari, plan, proposal, send, year

pytestmark = pytest.mark.anyio

ACTOR = "staff:1"


async def heap(db: Connection, edition: int) -> list[tuple[str, str]]:
    found = await junk.page(db, edition)
    return [(one.company_name, one.why) for one in found.found]


async def test_a_form_sent_faster_than_anybody_writes_is_junk_and_gets_no_letter(
    db: Connection,
) -> None:
    edition, category = await year(db, least_seconds=3)
    made = await proposal(db, category)
    begun = datetime.now(UTC) - timedelta(seconds=1)

    fast = await nominations.send(db, edition, made, "fast", begun=begun)
    again = await nominations.send(db, edition, made, "fast", begun=begun - timedelta(hours=1))
    slow = await nominations.send(
        db, edition, made, "slow", begun=begun - timedelta(seconds=2, milliseconds=100)
    )

    assert isinstance(fast, Sent)
    assert again == fast
    assert slow != fast
    assert await heap(db, edition) == [("Fjordpuls", "too_fast")]
    assert await people.letters(db) == [("nomination_received", "kari@example.org")]
    assert await people.deeds(db) == ["nomination.sent"]


async def test_junk_waits_for_nobody_counts_nowhere_and_keeps_no_shortlist_waiting(
    db: Connection,
) -> None:
    edition, category = await year(db)
    made = await proposal(db, category)
    ident = await send(db, edition, replace(made, junk="hidden_field"))
    honest = await send(db, edition, made, "another")

    listed, total = await screening.page(db, edition, Wanted())
    counts = await screening.counts(db, edition)
    ahead = await moves.plan(db, await editions.edition(db, edition), Stage.SCREENING)

    assert await people.letters(db) == [("nomination_received", "kari@example.org")]
    assert ([one.id for one in listed], total, counts.all) == ([honest], 1, 1)
    assert await nominations.pending(db, edition) == 1
    assert [said["pending"] for _, said in ahead.effects if "pending" in said] == [1]
    assert [one.id for one in await confirming.own(db, kari(edition, honest))] == [honest]
    with pytest.raises(NotFound):
        await confirming.confirm(db, kari(edition, honest), ident)
    await plan(db, edition, datetime.now(UTC) - timedelta(days=4))
    assert await nominations.lapse(db) == 1


async def test_what_is_no_junk_gets_its_letter_and_can_be_confirmed(db: Connection) -> None:
    edition, category = await year(db)
    made = replace(await proposal(db, category), junk="too_fast")
    ident = await send(db, edition, made)

    await junk.take_out(db, edition, ident, ACTOR)
    await confirming.confirm(db, kari(edition, ident), ident)

    with pytest.raises(Conflict):
        await junk.take_out(db, edition, ident, ACTOR)
    assert await heap(db, edition) == []
    assert await people.letters(db) == [("nomination_received", "kari@example.org")]
    assert await people.deeds(db) == ["nomination.not_junk", "nomination.confirmed"]


async def test_nothing_is_taken_out_of_the_junk_that_nobody_can_confirm(db: Connection) -> None:
    edition, category = await year(db)
    made = replace(await proposal(db, category), junk="too_fast")
    ident = await send(db, edition, made)
    await plan(db, edition, datetime.now(UTC) - timedelta(days=4))

    with pytest.raises(NotNow):
        await junk.take_out(db, edition, ident, ACTOR)

    assert await people.letters(db) == []


async def test_what_is_no_junk_but_was_nominated_before_is_told_so(db: Connection) -> None:
    edition, category = await year(db)
    made = await proposal(db, category)
    ident = await send(db, edition, replace(made, junk="too_fast"))
    await send(db, edition, made, "another")

    await junk.take_out(db, edition, ident, ACTOR)

    assert [kind for kind, _ in await people.letters(db)] == [
        "nomination_received",
        "nomination_again",
    ]


async def test_emptying_deletes_the_junk_that_was_counted_and_nothing_else(
    db: Connection,
) -> None:
    edition, category = await year(db)
    made = await proposal(db, category)
    spam = replace(made, junk="hidden_field")
    await send(db, edition, replace(spam, company_name="One"), "one")
    await send(db, edition, made, "honest")
    counted = await junk.page(db, edition)
    await send(db, edition, replace(spam, company_name="Two"), "two")

    deleted = await junk.empty(db, edition, counted.newest, ACTOR)
    again = await junk.empty(db, edition, counted.newest, ACTOR)

    assert (counted.all, deleted, again) == (1, 1, 0)
    assert await heap(db, edition) == [("Two", "hidden_field")]
    assert await db.fetch("SELECT company_name FROM nominations ORDER BY id") == [
        ("Fjordpuls",),
        ("Two",),
    ]
    assert await db.fetchval("SELECT count(*) FROM answers") == 2
    assert await people.deeds(db) == ["nomination.sent", "junk.emptied"]


async def test_junk_is_searched_by_what_is_written_in_it(db: Connection) -> None:
    edition, category = await year(db)
    made = replace(await proposal(db, category), junk="hidden_field")
    question = next(iter(made.answers))
    for name, why in (("Casino", "Buy now"), ("Pills", "Cheap"), ("Loans", "buy credit")):
        await send(db, edition, replace(made, company_name=name, answers={question: why}), name)

    found = await junk.page(db, edition, "BUY")

    assert [one.company_name for one in found.found] == ["Loans", "Casino"]
    assert (found.matching, found.all) == (2, 3)
