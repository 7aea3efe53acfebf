"""Scores are saved cell by cell, and nothing a juror gave is lost or overwritten unseen."""

from fractions import Fraction
from typing import Any

import pytest

from awards import cells, editions, recusals, sheets
from awards.cells import Cell, Gap, Sheet
from awards.database import Connection
from awards.editions import Criterion
from awards.errors import Closed, Conflict, Invalid, NotFound, NotYet, Refusal
from awards.recusals import Kind
from awards.sheets import Clash, Saved
from awards.stages import Stage
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio


async def save(db: Connection, at: Judging, *typed: Cell, by: str = "Ada") -> Saved:
    juror = await signed_in(db, at.jurors[by])
    inside = await editions.entered(db, at.edition)
    return await sheets.save(db, inside, juror, at.nominees["Fjordpuls"], typed)


async def abstain(db: Connection, at: Judging, reason: str | None, shown: int = 0) -> None:
    juror = await signed_in(db, at.jurors["Ada"])
    inside = await editions.entered(db, at.edition)
    await sheets.abstain(db, inside, juror, at.nominees["Fjordpuls"], reason, shown)


async def stored(db: Connection) -> list[tuple[Any, ...]]:
    rows = await db.fetch(
        """SELECT scores, comments, score_versions, comment_versions, abstained_reason
             FROM sheets ORDER BY juror"""
    )
    return [tuple(row.values()) for row in rows]


def criterion(place: int, weight: int = 50) -> Criterion:
    return Criterion(place, 1, place, {}, {}, weight, 0, 4, {}, 1)


def sheet(scores: list[int | None], comments: list[str], rule: str, **changed: Any) -> Sheet:
    facts: dict[str, Any] = {
        "nominee": 1,
        "name": "Fjordpuls",
        "recused": False,
        "criteria": [criterion(place) for place in range(1, len(scores) + 1)],
        "comment_rule": rule,
        "scores": scores,
        "comments": comments,
        "score_versions": [1] * len(scores),
        "comment_versions": [1] * len(scores),
        "abstained": None,
        "version": 0,
        "saved_at": None,
    }
    return Sheet(**{**facts, **changed})


async def test_one_score_is_saved_at_once(db: Connection) -> None:
    at = await judging(db)

    saved = await save(db, at, Cell(2, 3, 0))

    assert await stored(db) == [([None, 3], ["", ""], [0, 1], [0, 0], None)]
    assert (saved.scores, saved.score_versions, saved.clashes) == ([None, 3], [0, 1], [])


async def test_scores_and_comments_of_a_form_are_saved_together(db: Connection) -> None:
    at = await judging(db)
    await save(db, at, Cell(2, 3, 0))

    await save(db, at, Cell(1, 4, 0), Cell(2, 2, 1), Cell(1, "Grows.", 0), Cell(2, "", 0))

    assert await stored(db) == [([4, 2], ["Grows.", ""], [1, 2], [1, 0], None)]


async def test_a_cell_changed_elsewhere_is_refused_and_the_others_are_saved(
    db: Connection,
) -> None:
    at = await judging(db)
    await save(db, at, Cell(1, 4, 0), Cell(1, "From the phone.", 0))

    saved = await save(
        db, at, Cell(1, 1, 0), Cell(2, 2, 0), Cell(1, "From the laptop.", 0), Cell(2, "Fine.", 0)
    )

    assert saved.clashes == [
        Clash(Cell(1, 1, 0), 4, 1),
        Clash(Cell(1, "From the laptop.", 0), "From the phone.", 1),
    ]
    assert await stored(db) == [([4, 2], ["From the phone.", "Fine."], [1, 1], [1, 1], None)]


async def test_a_cell_that_claims_to_have_seen_a_sheet_never_begun_begins_none(
    db: Connection,
) -> None:
    at = await judging(db)

    with pytest.raises(Conflict):
        await save(db, at, Cell(2, 3, 7))

    assert await stored(db) == []


async def test_having_seen_both_the_juror_s_last_word_is_kept(db: Connection) -> None:
    at = await judging(db)
    await save(db, at, Cell(1, 4, 0))
    [clash] = (await save(db, at, Cell(1, 1, 0))).clashes

    await save(db, at, Cell(1, 1, clash.version))

    assert (await stored(db))[0][0] == [1, None]


async def test_the_same_value_sent_again_is_no_clash_and_no_new_version(db: Connection) -> None:
    at = await judging(db)

    twice = [await save(db, at, Cell(1, 4, 0)) for _ in range(2)]

    assert [saved.clashes for saved in twice] == [[], []]
    assert (await stored(db))[0][2] == [1, 0]


async def test_the_log_says_what_was_touched_and_never_what_was_given(db: Connection) -> None:
    at = await judging(db)

    await save(db, at, Cell(1, 4, 0), Cell(2, "Secret.", 0))

    row = await db.fetchrow("SELECT subject, detail FROM events JOIN event_details ON event = id")
    assert row is not None
    assert tuple(row.values()) == (
        f"nominee:{at.nominees['Fjordpuls']}",
        {"round": at.round, "cells": ["criterion-1", "criterion-2-comment"]},
    )


async def test_jurors_do_not_write_on_each_other_s_sheets(db: Connection) -> None:
    at = await judging(db)

    await save(db, at, Cell(1, 4, 0), by="Ada")
    await save(db, at, Cell(1, 0, 0), by="Bo")

    assert [row[0] for row in await stored(db)] == [[4, None], [0, None]]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("UPDATE editions SET stage = 'screening'", NotYet),
        ("UPDATE editions SET stage = 'deciding'", Closed),
        ("UPDATE timetable SET due = now() WHERE stage = 'deciding'", Closed),
        ("UPDATE rounds SET closed_at = now()", Closed),
        ("UPDATE rounds SET opened_at = NULL", NotFound),
        ("DELETE FROM seats", NotFound),
        ("DELETE FROM shortlist", NotFound),
        ("UPDATE nominees SET state = 'ineligible'", NotFound),
    ],
)
async def test_a_score_is_refused(db: Connection, change: str, refusal: type[Refusal]) -> None:
    at = await judging(db)
    await db.execute(change)

    with pytest.raises(refusal):
        await save(db, at, Cell(1, 4, 0))
    with pytest.raises(refusal):
        await abstain(db, at, "No time.")
    assert await stored(db) == []


async def test_a_recused_juror_is_refused_even_where_they_had_scored(db: Connection) -> None:
    at = await judging(db)
    await save(db, at, Cell(1, 4, 0))
    inside = await editions.entered(db, at.edition)
    await recusals.declare(
        db,
        inside,
        at.jurors["Ada"],
        at.companies["Fjordpuls"],
        Kind.OWN_COMPANY,
        actor="juror:1",
    )

    with pytest.raises(NotFound):
        await save(db, at, Cell(1, 0, 1))
    assert (await stored(db))[0][0] == [4, None]


async def test_a_confirmed_ballot_locks_its_sheets(db: Connection) -> None:
    at = await judging(db)
    await save(db, at, Cell(1, 4, 0))
    await people.ballot(db, at.round, at.jurors["Ada"])

    with pytest.raises(Closed, match="confirmed"):
        await save(db, at, Cell(1, 0, 1))
    with pytest.raises(Closed, match="confirmed"):
        await abstain(db, at, "No time.")
    assert (await stored(db))[0][0] == [4, None]


async def test_a_ballot_that_is_being_confirmed_keeps_a_late_score_out(db: Connection) -> None:
    """The row says so itself, for a save whose statement began before the ballot was there."""
    at = await judging(db)
    await save(db, at, Cell(1, 4, 0))
    ballot = await people.ballot(db, at.round, at.jurors["Ada"])
    await db.execute("UPDATE sheets SET ballot = $1", ballot)
    await db.execute("ALTER TABLE ballots DISABLE TRIGGER ALL")
    await db.execute("DELETE FROM ballots")

    with pytest.raises(Conflict):
        await save(db, at, Cell(1, 0, 1))


@pytest.mark.parametrize("point", [5, 99, 9999])
async def test_a_score_lies_on_its_scale(db: Connection, point: int) -> None:
    at = await judging(db)

    with pytest.raises(Invalid):
        await save(db, at, Cell(1, point, 0))
    assert await stored(db) == []


async def test_there_are_no_cells_beyond_the_criteria(db: Connection) -> None:
    at = await judging(db)

    for cell in (Cell(3, 1, 0), Cell(3, "Beyond.", 0)):
        with pytest.raises(Invalid):
            await save(db, at, cell)


@pytest.mark.parametrize("typed", ["٣", "3.0", "-1", "", " 3", "3\n", "1e0", "²", "99999"])
def test_a_score_is_typed_in_plain_digits(typed: str) -> None:
    with pytest.raises(Invalid):
        cells.cell("criterion-1", typed, "0")


@pytest.mark.parametrize("field", ["criterion-0", "criterion-", "criterion-1-version", "note"])
def test_only_cells_are_read_as_cells(field: str) -> None:
    with pytest.raises(Invalid):
        cells.cell(field, "1", "0")


def test_a_comment_that_is_too_long_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="too long"):
        cells.cell("criterion-1-comment", "x" * 5001, "0")


def test_of_a_whole_form_only_what_is_not_as_it_was_shown_is_saved() -> None:
    typed = {
        "criterion-1": "4",
        "criterion-1-version": "2",
        "criterion-1-comment": "Grows.",
        "criterion-1-comment-version": "1",
        "criterion-2": "3",
        "criterion-2-version": "1",
        "criterion-2-was": cells.mark(3),
        "criterion-2-comment": "",
        "criterion-2-comment-version": "4",
        "criterion-2-comment-was": cells.mark("Taken out."),
        "criterion-3-comment": "",
        "criterion-3-comment-version": "0",
        "criterion-3-comment-was": "",
        "do": "next",
    }

    assert cells.cells(typed) == [Cell(1, 4, 2), Cell(1, "Grows.", 1), Cell(2, "", 4)]


async def test_a_juror_abstains_for_a_reason_and_takes_it_back(db: Connection) -> None:
    at = await judging(db)
    await save(db, at, Cell(1, 4, 0))

    await abstain(db, at, "I know too little.")
    with pytest.raises(Conflict, match="abstain"):
        await save(db, at, Cell(1, 0, 1))
    await abstain(db, at, None, shown=1)
    await save(db, at, Cell(1, 3, 1))

    assert await stored(db) == [([3, None], ["", ""], [2, 0], [0, 0], None)]
    assert await people.deeds(db) == [
        "sheet.saved",
        "sheet.abstained",
        "sheet.resumed",
        "sheet.saved",
    ]


async def test_abstaining_needs_words_and_may_be_pressed_twice(db: Connection) -> None:
    at = await judging(db)

    with pytest.raises(Invalid):
        await abstain(db, at, " ")
    for _ in range(2):
        await abstain(db, at, "I know too little.")

    assert await stored(db) == [([None, None], ["", ""], [0, 0], [0, 0], "I know too little.")]


async def test_an_abstention_changed_elsewhere_is_not_overwritten(db: Connection) -> None:
    at = await judging(db)
    await abstain(db, at, "I know too little.")

    with pytest.raises(Conflict):
        await abstain(db, at, "Another reason.", shown=0)
    assert (await stored(db))[0][4] == "I know too little."


@pytest.mark.parametrize(
    ("rule", "missing"),
    [("never", []), ("extremes", [1, 3]), ("always", [1, 2, 3])],
)
def test_the_rules_say_when_a_comment_is_missing(rule: str, missing: list[int]) -> None:
    found = sheet([0, 2, 4], ["", "", ""], rule)

    assert found.gaps == [Gap(found.criteria[place - 1], comment=True) for place in missing]
    assert found.state == ("half" if missing else "done")


def test_a_sheet_is_complete_when_each_criterion_is_scored() -> None:
    half = sheet([2, None], ["", ""], "extremes")

    assert (half.gaps, half.state, half.total) == (
        [Gap(half.criteria[1], comment=False)],
        "half",
        None,
    )
    assert sheet([None, None], ["", ""], "extremes").state == "open"
    whole = sheet([2, 3], ["", ""], "extremes")
    assert (whole.gaps, whole.state, whole.total) == ([], "done", Fraction(125, 2))
    assert sheet([None, None], ["", ""], "extremes", abstained="No time.").state == "done"
    assert sheet([2, 3], ["", ""], "extremes", recused=True).state == "out"


async def test_the_page_shows_the_juror_s_own_sheets_and_which_comes_next(db: Connection) -> None:
    at = await judging(db, nominees=("Fjordpuls", "Lomvi", "Havsule"))
    ada = await signed_in(db, at.jurors["Ada"])
    await save(db, at, Cell(1, 4, 0), by="Bo")
    await save(db, at, Cell(1, 2, 0), Cell(2, 3, 0), by="Ada")

    page = await sheets.page(db, ada, at.nominees["Fjordpuls"])

    assert page.sheet.scores == [2, 3]
    assert {one.name: one.state for one in page.sheets} == {
        "Fjordpuls": "done",
        "Lomvi": "open",
        "Havsule": "open",
    }
    assert page.writable
    after = [*page.sheets, *page.sheets]
    here = [one.name for one in after].index("Fjordpuls")
    assert page.next == after[here + 1]


@pytest.mark.parametrize("stage", [Stage.DECIDING, Stage.ANNOUNCED])
async def test_after_judging_the_juror_reads_what_they_gave(db: Connection, stage: Stage) -> None:
    at = await judging(db)
    await save(db, at, Cell(1, 2, 0))
    await db.execute("UPDATE editions SET stage = $1", stage)

    page = await sheets.page(db, await signed_in(db, at.jurors["Ada"]), at.nominees["Fjordpuls"])

    assert (page.writable, page.sheet.scores) == (False, [2, None])
