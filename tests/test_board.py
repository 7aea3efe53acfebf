"""Staff see who has done how much, and never what anybody scored."""

from dataclasses import asdict
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from awards import board, invitations, panel
from awards.database import Connection
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


async def year(db: Connection, **changed: Any) -> tuple[int, int, list[int]]:
    """A year in judging with three nominees on the shortlist: edition, round, nominees."""
    edition = await people.edition(db, stage=Stage.JUDGING, **changed)
    category = await people.category(db, edition)
    nominees = [
        await people.nominee(db, category, await people.company(db, edition, name))
        for name in ("Fjordpuls", "Havsule", "Lomvi")
    ]
    return edition, await people.shortlist(db, category, *nominees), nominees


async def recuse(db: Connection, juror: int, nominee: int, grade: str = "company") -> None:
    await db.execute("UPDATE editions SET recusal_grade = $1", grade)
    await db.execute(
        """INSERT INTO recusals (juror, company, kind)
           SELECT $1, company, 'own_company' FROM nominees WHERE id = $2""",
        juror,
        nominee,
    )


async def abstain(db: Connection, round: int, juror: int, nominee: int) -> None:
    await people.sheet(db, round, juror, nominee, None, None)
    await db.execute(
        "UPDATE sheets SET abstained_reason = 'Too near' WHERE juror = $1 AND nominee = $2",
        juror,
        nominee,
    )


async def test_complete_abstained_and_recused_sheets_are_handled(db: Connection) -> None:
    edition, round, (first, second, third) = await year(db)
    ada = await people.juror(db, edition)
    await people.sheet(db, round, ada, first, 3, 2)
    await abstain(db, round, ada, second)
    await recuse(db, ada, third)

    row = (await board.board(db, edition)).row(ada)

    assert [one.states for one in row.ballots] == [["complete", "abstained", "recused"]]
    assert (row.handled, row.total, row.state) == (3, 3, "finished")
    assert row.leaves == ["done", "done", "out"]


@pytest.mark.parametrize(
    ("rule", "scores", "comment", "state"),
    [
        ("never", (3, None), "", "begun"),
        ("never", (0, 4), "", "complete"),
        ("extremes", (3, 4), "", "begun"),
        ("extremes", (3, 4), "Strong abroad", "complete"),
        ("extremes", (3, 2), "", "complete"),
        ("always", (3, 2), "", "begun"),
        ("always", (3, 2), "Strong abroad", "complete"),
        ("never", (None, None), "", "open"),
        ("never", (None, None), "Strong abroad", "begun"),
    ],
)
async def test_a_sheet_is_complete_when_the_rules_ask_for_nothing_more(
    db: Connection, rule: str, scores: tuple[int | None, ...], comment: str, state: str
) -> None:
    edition, round, (first, *_) = await year(db, comment_rule=rule)
    ada = await people.juror(db, edition)
    await people.sheet(db, round, ada, first, *scores)
    await db.execute("UPDATE sheets SET comments = $1", [comment, comment])

    (ballot,) = (await board.board(db, edition)).row(ada).ballots

    assert ballot.states == [state, "open", "open"]


async def test_a_juror_goes_from_added_to_confirmed(db: Connection) -> None:
    edition, round, (first, *_) = await year(db)
    ada = await people.juror(db, edition)
    await db.execute("UPDATE jurors SET invited_at = NULL")
    seen = [(await board.board(db, edition)).row(ada).state]

    await invitations.invite(db, edition, [ada], TONE)
    seen.append((await board.board(db, edition)).row(ada).state)
    await db.execute("UPDATE links SET used_at = clock_timestamp()")
    seen.append((await board.board(db, edition)).row(ada).state)
    await people.sheet(db, round, ada, first, 3, None)
    seen.append((await board.board(db, edition)).row(ada).state)
    await people.ballot(db, round, ada)
    seen.append((await board.board(db, edition)).row(ada).state)
    await panel.excuse(db, edition, ada, "Ill", TONE)
    seen.append((await board.board(db, edition)).row(ada).state)

    assert seen == ["added", "invited", "opened", "begun", "confirmed", "excused"]


async def test_a_juror_with_nothing_to_judge_is_not_waited_for(db: Connection) -> None:
    edition, _, (first, *_) = await year(db)
    ada = await people.juror(db, edition)
    await recuse(db, ada, first, "category")

    row = (await board.board(db, edition)).row(ada)

    assert (row.ballots[0].states, row.state) == (["recused"] * 3, "confirmed")


async def test_a_noted_recusal_keeps_nobody_away(db: Connection) -> None:
    edition, _, (first, *_) = await year(db)
    ada = await people.juror(db, edition)
    await recuse(db, ada, first, "noted")

    row = (await board.board(db, edition)).row(ada)

    assert (row.ballots[0].states, row.recusals) == (["open"] * 3, 1)


async def test_each_nominee_is_seen_with_its_sheets_beside_the_quorum(db: Connection) -> None:
    edition, round, (first, second, _) = await year(db, quorum=2)
    ada, bo, eva = [await people.juror(db, edition, name) for name in ("Ada", "Bo", "Eva")]
    for juror in (ada, bo, eva):
        await people.sheet(db, round, juror, first, 3, 2)
        await people.sheet(db, round, juror, second, 3, 2)
    await recuse(db, bo, second)
    await people.ballot(db, round, ada)
    await people.ballot(db, round, bo)
    await panel.excuse(db, edition, eva, "Ill", TONE)

    found = await board.board(db, edition)

    assert found.quorum == 2
    assert [(one.company, one.complete, one.counting) for one in found.supports] == [
        ("Fjordpuls", 2, 2),
        ("Havsule", 1, 1),
        ("Lomvi", 0, 0),
    ]


async def test_complete_sheets_of_unconfirmed_ballots_count_where_the_rules_say_so(
    db: Connection,
) -> None:
    edition, round, (first, *_) = await year(db, count_unconfirmed=True)
    await people.sheet(db, round, await people.juror(db, edition), first, 3, 2)

    assert [one.counting for one in (await board.board(db, edition)).supports] == [1, 0, 0]


async def test_the_newest_open_round_is_the_one_that_is_shown(db: Connection) -> None:
    edition, round, nominees = await year(db)
    ada = await people.juror(db, edition)
    await people.ballot(db, round, ada)
    category = await db.fetchval("SELECT id FROM categories")
    await people.shortlist(db, category, nominees[0], number=2)

    row = (await board.board(db, edition)).row(ada)

    assert [(one.number, one.states, one.id) for one in row.ballots] == [(2, ["open"], None)]


async def test_excusing_a_juror_shows_what_that_takes_out_of_the_count(db: Connection) -> None:
    edition, round, (first, second, _) = await year(db, quorum=2)
    ada, bo, eva = [await people.juror(db, edition, name) for name in ("Ada", "Bo", "Eva")]
    for juror, nominees in ((ada, (first, second)), (bo, (first, second)), (eva, (first,))):
        for nominee in nominees:
            await people.sheet(db, round, juror, nominee, 3, 2)
        await people.ballot(db, round, juror)

    found = await board.board(db, edition)

    assert [(row.counting, row.needed_by) for row in map(found.row, (ada, bo, eva))] == [
        (2, ["Havsule"]),
        (2, ["Havsule"]),
        (1, []),
    ]


async def test_the_board_shows_who_has_read_the_rules_and_looked_at_the_names(
    db: Connection,
) -> None:
    edition, round, (first, *_) = await year(db)
    category = await db.fetchval("SELECT category FROM rounds WHERE id = $1", round)
    out = await people.company(db, edition, "Out of it")
    await people.nominee(db, category, out, state="not_chosen")
    ada, bo = [await people.juror(db, edition, name) for name in ("Ada", "Bo")]
    await db.execute("UPDATE jurors SET welcomed_at = NULL, read_version = NULL WHERE id = $1", bo)
    await db.execute("DELETE FROM cleared WHERE juror = $1", bo)
    await recuse(db, bo, first)
    before = await board.board(db, edition)
    for version in (1, 2):
        await db.execute(
            """INSERT INTO rules (edition, version, canonical, sha256, reason)
               VALUES ($1, $2, '', '', 'Clearer')""",
            edition,
            version,
        )
    after = await board.board(db, edition)

    assert [(row.rules, row.undeclared) for row in map(before.row, (ada, bo))] == [
        ("read", 0),
        ("unread", 2),
    ]
    assert [after.row(juror).rules for juror in (ada, bo)] == ["changed", "unread"]


async def test_a_letter_that_did_not_arrive_is_seen_on_the_board(db: Connection) -> None:
    edition, _, _ = await year(db)
    ada = await people.juror(db, edition)
    await invitations.renew(db, edition, ada, 1, "Lost", TONE)
    await db.execute("UPDATE letters SET state = 'unknown'")

    row = (await board.board(db, edition)).row(ada)

    assert (row.letter, row.unreached, row.holds) == ("unknown", True, True)


async def test_a_letter_that_was_called_off_asks_for_nothing(db: Connection) -> None:
    edition, round, _ = await year(db)
    ada, bo = [await people.juror(db, edition, name) for name in ("Ada", "Bo")]
    for juror in (ada, bo):
        await invitations.renew(db, edition, juror, 1, "Lost", TONE)
    await invitations.remind(db, edition, [bo], TONE)
    await people.ballot(db, round, bo)
    await db.execute("UPDATE letters SET state = 'failed'")
    await invitations.revoke(db, edition, ada, "Lost", TONE)

    assert (await board.board(db, edition)).unreached == []


async def test_the_board_holds_no_score_and_no_comment(db: Connection) -> None:
    edition, round, (first, *_) = await year(db, quorum=3)
    ada = await people.juror(db, edition)
    await people.sheet(db, round, ada, first, 4, 0)
    await db.execute("UPDATE sheets SET comments = '{Secret,Words}'")
    whole = asdict(await board.board(db, edition))

    await db.execute("UPDATE sheets SET scores = '{0,4}', comments = '{Other,Things}'")

    assert "Secret" not in repr(whole)
    assert asdict(await board.board(db, edition)) == whole


@pytest.mark.parametrize("jurors", [1, 3])
async def test_the_board_asks_as_often_for_three_jurors_as_for_one(
    db: Connection, jurors: int
) -> None:
    edition, _, _ = await year(db)
    for number in range(jurors):
        await people.juror(db, edition, f"Juror{number}")
    await board.board(db, edition)  # what a connection asks about types, it asks once
    asked: list[str] = []
    with db.query_logger(lambda query: asked.append(query.query)):
        await board.board(db, edition)

    await anyio.lowlevel.checkpoint()  # the last one is written down a turn later
    assert len(asked) == 4
