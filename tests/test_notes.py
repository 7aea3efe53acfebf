"""A juror's notes are their own: written as long as the case is open to them, read by nobody."""

import pytest

from awards import editions, notes, recusals, sheets
from awards.cells import Note
from awards.database import Connection
from awards.errors import ConflictsFirst, Invalid, NotFound
from awards.notes import Kept, Typed
from awards.recusals import Kind
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio


async def keep(
    db: Connection, at: Judging, body: str, shown: int = 0, by: str = "Ada", name: str = "Fjordpuls"
) -> Kept:
    juror = await signed_in(db, at.jurors[by])
    inside = await editions.entered(db, at.edition)
    return await notes.save(db, inside, juror, at.nominees[name], Typed(body, shown))


async def read(db: Connection, at: Judging, by: str = "Ada") -> Note:
    juror = await signed_in(db, at.jurors[by])
    return (await sheets.page(db, juror, at.nominees["Fjordpuls"])).note


async def test_a_note_is_read_by_the_juror_who_wrote_it_and_by_nobody_else(db: Connection) -> None:
    at = await judging(db)

    kept = await keep(db, at, "Ask about Denmark.")

    assert await read(db, at) == kept.note
    assert (kept.note.body, kept.note.version, kept.clashes) == ("Ask about Denmark.", 1, False)
    assert await read(db, at, by="Bo") == Note("", 0, None)


async def test_no_event_speaks_of_a_note_and_no_sheet_is_begun_by_it(db: Connection) -> None:
    at = await judging(db)

    await keep(db, at, "Ask about Denmark.")

    assert await people.deeds(db) == []
    assert await db.fetchval("SELECT count(*) FROM sheets") == 0


async def test_a_note_changed_elsewhere_stands_until_the_juror_has_seen_both(
    db: Connection,
) -> None:
    at = await judging(db)
    await keep(db, at, "At the desk.")

    stale = await keep(db, at, "On the train.")
    after = (await read(db, at)).body
    decided = await keep(db, at, "On the train.", stale.note.version)

    assert (stale.clashes, stale.note.body, after) == (True, "At the desk.", "At the desk.")
    assert (decided.clashes, decided.note.body, decided.note.version) == (False, "On the train.", 2)


async def test_a_note_sent_again_is_no_clash_and_no_new_version(db: Connection) -> None:
    at = await judging(db)

    twice = [await keep(db, at, "Ask about Denmark.") for _ in range(2)]

    assert [(one.clashes, one.note.version) for one in twice] == [(False, 1), (False, 1)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE editions SET stage = 'deciding'",
        "UPDATE editions SET stage = 'announced'",
        "UPDATE timetable SET due = now() WHERE stage = 'deciding'",
        "UPDATE rounds SET closed_at = now()",
    ],
)
async def test_a_note_is_written_when_judging_is_over(db: Connection, change: str) -> None:
    at = await judging(db)
    await db.execute(change)

    assert (await keep(db, at, "I would choose them again.")).note.version == 1


async def test_a_note_is_written_when_the_ballot_is_confirmed(db: Connection) -> None:
    at = await judging(db)
    await people.ballot(db, at.round, at.jurors["Ada"])

    assert (await keep(db, at, "I would choose them again.")).note.version == 1


async def test_a_recused_juror_neither_writes_nor_reads_a_note(db: Connection) -> None:
    at = await judging(db)
    await keep(db, at, "My sister works there.")
    inside = await editions.entered(db, at.edition)
    ada, company = at.jurors["Ada"], at.companies["Fjordpuls"]
    await recusals.declare(db, inside, ada, company, Kind.CLOSE_RELATION, actor=f"juror:{ada}")

    with pytest.raises(NotFound):
        await keep(db, at, "More.", 1)
    with pytest.raises(NotFound):
        await read(db, at)


async def test_a_juror_who_has_not_looked_through_the_names_writes_no_note(db: Connection) -> None:
    at = await judging(db)
    await db.execute("DELETE FROM cleared")

    with pytest.raises(ConflictsFirst):
        await keep(db, at, "Early.")


def test_a_note_has_an_end() -> None:
    with pytest.raises(Invalid):
        notes.typed("x" * 5001, "0")
    with pytest.raises(Invalid):
        notes.typed("x", "")


def test_a_form_whose_note_is_as_it_was_shown_holds_none() -> None:
    assert notes.of_form({"note": "", "note-was": "", "note-version": "0"}) is None
    assert notes.of_form({}) is None
    typed = notes.of_form({"note": "New.", "note-was": "", "note-version": "0"})
    assert typed == Typed("New.", 0)
