"""What waits for a person in a year."""

from datetime import datetime, timedelta

import pytest

from awards import editions, links, waiting
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from awards.waiting import Waiting
from tests import people

pytestmark = pytest.mark.anyio


async def test_what_nobody_has_looked_at_waits_and_what_is_done_does_not(db: Connection) -> None:
    await people.award(db)
    ident = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, ident)
    company = await people.company(db, ident)
    for by, state in (("Kari", "confirmed"), ("Ola", "confirmed"), ("Per", "sent")):
        await people.nomination(db, category, company, by=by, state=state)
    await db.execute(
        "UPDATE nominations SET gone_through_at = clock_timestamp() WHERE nominator = 'Ola'"
    )
    await people.juror(db, ident, "Ada")
    await people.juror(db, ident, "Bo")
    await db.execute("UPDATE jurors SET invited_at = NULL WHERE name = 'Bo'")

    found = await waiting.waiting(db, await editions.edition(db, ident))

    first = await _told_by(db)
    assert found == Waiting(
        1,
        letters=0,
        deliveries=0,
        uninvited=1,
        late=0,
        uninformed=1,
        inform_by=first,
        asking=0,
        interests=0,
        flags=0,
        approvals=0,
    )


async def test_jurors_with_a_ballot_to_confirm_are_late_while_judging_is_open(
    db: Connection,
) -> None:
    await people.award(db)
    ident = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, ident)
    nominee = await people.nominee(db, category, await people.company(db, ident))
    round = await people.shortlist(db, category, nominee)
    ada, bo = [await people.juror(db, ident, name) for name in ("Ada", "Bo")]
    for juror in (ada, bo):
        await links.issue(db, Purpose.JUROR, juror)
    await people.ballot(db, round, bo)

    found = await waiting.waiting(db, await editions.edition(db, ident))

    first = await _told_by(db)
    assert found == Waiting(
        0,
        letters=0,
        deliveries=0,
        uninvited=0,
        late=1,
        uninformed=1,
        inform_by=first,
        asking=0,
        interests=0,
        flags=0,
        approvals=0,
    )


async def _told_by(db: Connection) -> datetime:
    """When the one nominee's company is to be told by."""
    arose: datetime = await db.fetchval("SELECT arose_at FROM nominees")
    return arose + timedelta(days=30)


@pytest.mark.parametrize(
    ("stage", "targets"),
    [
        (Stage.DRAFT, [(Stage.NOMINATING, False)]),
        (Stage.SCREENING, [(Stage.JUDGING, False), (Stage.NOMINATING, True)]),
        (Stage.DECIDING, [(Stage.JUDGING, True)]),
        (Stage.ARCHIVED, []),
    ],
)
async def test_the_moves_that_can_be_made_by_hand_come_with_what_is_missing(
    stage: Stage, targets: list[tuple[Stage, bool]], db: Connection
) -> None:
    await people.award(db)
    ident = await people.edition(db, stage=stage)

    found = await waiting.following(db, await editions.edition(db, ident))

    assert [(one.target, one.back) for one in found] == targets


async def test_a_decision_that_was_not_approved_by_both_waits_for_a_person(db: Connection) -> None:
    await people.award(db)
    ident = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, ident)
    await people.winner(db, category, ident, "Lomvi")
    edition = await editions.edition(db, ident)
    before = await waiting.waiting(db, edition)
    await db.execute("UPDATE decisions SET approved_by = NULL, approved_at = NULL")

    after = await waiting.waiting(db, edition)

    assert (before.approvals, after.approvals) == (0, 1)
    assert after.total == before.total + 1
