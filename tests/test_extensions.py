"""More time for one juror: given with a reason, waited for, and ended early or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from awards import ballots, editions, extensions, invitations, letters, moves, outbox, sheets
from awards.cells import Cell
from awards.database import Connection
from awards.errors import Closed, Conflict, Invalid, NotFound, NotNow
from awards.occasions import ALL_CONFIRMED, NOT_EXTENDED, Void
from awards.staff import Member, Role
from awards.stages import Stage
from tests import people
from tests.conftest import settings
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio

TONE = Member(1, "Tone", "tone@x.example", "tone@x.example", Role.EDITOR, "en")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def ahead(**much: float) -> datetime:
    return datetime.now(UTC) + timedelta(**much)


async def past_its_end(db: Connection) -> Judging:
    """Judging that was planned to end just now, with Ada and Bo on the panel."""
    await people.award(db)
    at = await judging(db)
    await db.execute(
        """UPDATE timetable SET due = clock_timestamp() - interval '1 minute'
            WHERE stage = 'deciding'"""
    )
    return at


async def give(
    db: Connection, at: Judging, name: str = "Ada", until: datetime | None = None, why: str = "Ill."
) -> None:
    until = until or ahead(days=2)
    await extensions.give(db, at.edition, at.jurors[name], until, why, TONE)


async def score(db: Connection, at: Judging, name: str) -> None:
    juror = await signed_in(db, at.jurors[name])
    inside = await editions.entered(db, at.edition)
    await sheets.save(db, inside, juror, at.nominees["Lomvi"], [Cell(1, 3, 0)])


async def stage(db: Connection, at: Judging) -> Stage:
    return (await editions.edition(db, at.edition)).stage


async def test_who_was_given_more_time_scores_after_the_others_end(db: Connection) -> None:
    at = await past_its_end(db)
    await give(db, at)

    await score(db, at, "Ada")
    with pytest.raises(Closed):
        await score(db, at, "Bo")

    assert await db.fetchval("SELECT juror FROM sheets") == at.jurors["Ada"]


async def test_their_own_end_holds_for_them_as_the_planned_one_for_the_others(
    db: Connection,
) -> None:
    at = await past_its_end(db)
    await give(db, at)
    await db.execute("UPDATE jurors SET extended_until = clock_timestamp() WHERE name = 'Ada'")

    with pytest.raises(Closed):
        await score(db, at, "Ada")


async def test_a_later_planned_end_holds_for_everybody(db: Connection) -> None:
    at = await past_its_end(db)
    await give(db, at)
    later = ahead(days=5)
    await db.execute("UPDATE timetable SET due = $1 WHERE stage = 'deciding'", later)

    assert await extensions.own_end(db, at.jurors["Ada"]) == later
    assert await extensions.of_juror(db, at.edition, at.jurors["Ada"]) is None
    await give(db, at, until=ahead(days=6))


async def test_more_time_ends_after_the_planned_end_before_what_follows_and_has_a_reason(
    db: Connection,
) -> None:
    await people.award(db)
    at = await judging(db)
    inside = await editions.entered(db, at.edition)
    due, announced = inside.due[Stage.DECIDING], inside.due[Stage.ANNOUNCED]

    said = [
        extensions.faults(inside, until, "Ill.")
        for until in (None, due, announced, announced - timedelta(seconds=1))
    ]

    assert said == [
        {"until": extensions.NO_TIME},
        {"until": extensions.TOO_EARLY},
        {"until": extensions.TOO_LATE},
        {},
    ]
    with pytest.raises(Invalid):
        await give(db, at, until=due + timedelta(days=1), why="")
    with pytest.raises(Invalid):
        await give(db, at, until=LONG_AGO)
    await db.execute("DELETE FROM timetable WHERE stage = 'deciding'")
    unplanned = await editions.entered(db, at.edition)
    assert extensions.faults(unplanned, due, "Ill.") == {"until": extensions.NO_END}


async def test_nobody_who_is_done_excused_or_of_another_year_is_given_time(
    db: Connection,
) -> None:
    at = await past_its_end(db)
    await people.ballot(db, at.round, at.jurors["Ada"])
    await db.execute("UPDATE jurors SET excused_at = now(), excused_reason = 'x' WHERE name = 'Bo'")
    other = await people.edition(db, stage=Stage.JUDGING, year=2026)

    for name in ("Ada", "Bo"):
        with pytest.raises(NotNow):
            await give(db, at, name)
    with pytest.raises(NotFound):
        await extensions.give(db, other, at.jurors["Ada"], ahead(days=1), "Ill.", TONE)
    await db.execute("UPDATE editions SET stage = 'deciding'")
    with pytest.raises(Closed):
        await give(db, at)


async def test_who_was_shown_another_end_does_not_change_it_unseen(db: Connection) -> None:
    at = await past_its_end(db)
    await give(db, at)

    with pytest.raises(Conflict):
        await extensions.give(
            db, at.edition, at.jurors["Ada"], ahead(days=1), "Ill.", TONE, shown=""
        )


async def test_extra_time_is_ended_early_once_with_a_reason(db: Connection) -> None:
    at = await past_its_end(db)
    until = ahead(days=2)
    await give(db, at, until=until)
    ada = at.jurors["Ada"]
    with pytest.raises(Invalid):
        await extensions.end(db, at.edition, ada, "", TONE)

    await extensions.end(db, at.edition, ada, "Well again.", TONE)

    with pytest.raises(Closed):
        await score(db, at, "Ada")
    with pytest.raises(NotNow):
        await extensions.end(db, at.edition, ada, "Well again.", TONE)
    assert await people.deeds(db) == ["juror.extended", "juror.extension_ended"]
    details = await db.fetch("SELECT detail FROM event_details ORDER BY event")
    assert [row["detail"] for row in details] == [
        {"until": until.isoformat(), "reason": "Ill."},
        {"until": until.isoformat(), "reason": "Well again."},
    ]


async def test_extra_time_that_ran_out_is_not_ended_in_the_past(db: Connection) -> None:
    at = await past_its_end(db)
    await give(db, at)
    await db.execute("UPDATE jurors SET extended_until = clock_timestamp() WHERE name = 'Ada'")

    with pytest.raises(NotNow):
        await extensions.end(db, at.edition, at.jurors["Ada"], "Too late.", TONE)


# The planned close


async def all_confirm(db: Connection, at: Judging, *names: str) -> None:
    for name in names:
        juror = at.jurors[name]
        for nominee in at.nominees.values():
            await people.sheet(db, at.round, juror, nominee, 3, 3)
        await people.ballot(db, at.round, juror)


async def test_the_planned_close_waits_for_extra_time_and_is_made_when_it_is_over(
    db: Connection,
) -> None:
    at = await past_its_end(db)
    await all_confirm(db, at, "Bo")
    await give(db, at)

    assert await moves.due(db) == []
    assert not await moves.carry_out(db, at.edition, Stage.DECIDING)
    assert [one.name for one in await extensions.awaited(db, at.edition)] == ["Ada"]

    await db.execute("UPDATE jurors SET extended_until = clock_timestamp() WHERE name = 'Ada'")
    assert await moves.due(db) == [(at.edition, Stage.DECIDING)]
    assert await moves.carry_out(db, at.edition, Stage.DECIDING)
    assert await stage(db, at) is Stage.DECIDING


async def test_the_planned_close_waits_no_more_when_the_last_has_confirmed(
    db: Connection,
) -> None:
    at = await past_its_end(db)
    await all_confirm(db, at, "Bo")
    await give(db, at)
    await all_confirm(db, at, "Ada")

    assert await extensions.awaited(db, at.edition) == []
    assert await moves.carry_out(db, at.edition, Stage.DECIDING)


async def test_a_close_that_lacked_something_is_planned_again_behind_extra_time(
    db: Connection,
) -> None:
    at = await past_its_end(db)
    assert not await moves.carry_out(db, at.edition, Stage.DECIDING)
    assert await moves.due(db) == []

    await give(db, at)
    await all_confirm(db, at, "Ada")

    assert await moves.due(db) == [(at.edition, Stage.DECIDING)]
    assert await moves.carry_out(db, at.edition, Stage.DECIDING)


async def test_staff_close_by_hand_while_extra_time_runs_and_say_who_was_absent(
    db: Connection,
) -> None:
    at = await past_its_end(db)
    await all_confirm(db, at, "Bo")
    await give(db, at)
    edition = await editions.edition(db, at.edition)

    await moves.move(db, edition, Stage.DECIDING, TONE.actor, "The meeting is today.")

    assert await stage(db, at) is Stage.DECIDING
    detail = await db.fetchval("SELECT detail FROM event_details ORDER BY event DESC LIMIT 1")
    assert detail == {
        "from": "judging",
        "to": "deciding",
        "reason": "The meeting is today.",
        "absent": ["Ada"],
    }
    with pytest.raises(Closed):
        await score(db, at, "Ada")


async def test_when_judging_opens_again_its_end_is_the_same_for_all(db: Connection) -> None:
    at = await past_its_end(db)
    await give(db, at, until=ahead(days=9))
    for target, due in ((Stage.DECIDING, None), (Stage.JUDGING, ahead(days=2))):
        edition = await editions.edition(db, at.edition)
        await moves.move(db, edition, target, TONE.actor, "The meeting says so.", due)

    assert await extensions.extensions(db, at.edition) == []


# The letter


async def invited(db: Connection) -> Judging:
    at = await past_its_end(db)
    await db.execute("UPDATE jurors SET invited_at = NULL")
    await invitations.invite(db, at.edition, list(at.jurors.values()), TONE.actor)
    return at


async def test_the_letter_names_the_end_as_it_is_when_it_leaves(db: Connection) -> None:
    at = await invited(db)
    await give(db, at)
    await db.execute(
        """UPDATE jurors SET extended_until = '2090-03-01 11:00Z' WHERE name = 'Ada';
           UPDATE letters SET state = 'sent' WHERE kind = 'juror_invitation'"""
    )

    claim = await outbox.claim(db)
    assert claim is not None
    written = (await letters.envelope(db, settings(), claim.letter)).written

    assert written.subject == "You have more time: Export company of the year 2027"
    assert "Your deadline: Wednesday 1 March 2090 at 12:00 Norwegian time" in written.text
    assert "- export en: 2 of 2 sheets are left" in written.text


async def refusal(db: Connection) -> str:
    """Why the one letter that waits does not leave."""
    claim = await outbox.claim(db)
    assert claim is not None
    with pytest.raises(Void) as refused:
        await letters.envelope(db, settings(), claim.letter)
    return refused.value.message


async def test_no_letter_leaves_once_the_time_is_taken_back_or_used(db: Connection) -> None:
    at = await invited(db)
    await db.execute("UPDATE letters SET state = 'sent'")
    await give(db, at)
    await all_confirm(db, at, "Ada")
    assert await refusal(db) == ALL_CONFIRMED

    await db.execute(
        """UPDATE timetable SET due = clock_timestamp() + interval '1 day'
            WHERE stage = 'deciding'"""
    )
    await give(db, at, "Bo")
    await extensions.end(db, at.edition, at.jurors["Bo"], "Well again.", TONE)
    assert await refusal(db) == NOT_EXTENDED


async def test_nobody_whose_link_is_shut_is_written_to(db: Connection) -> None:
    at = await past_its_end(db)

    await give(db, at)

    assert await people.letters(db) == []


async def test_an_extended_juror_confirms_by_their_own_end(db: Connection) -> None:
    at = await past_its_end(db)
    await give(db, at)
    for nominee in at.nominees.values():
        await people.sheet(db, at.round, at.jurors["Ada"], nominee, 3, 3)
    ada = await signed_in(db, at.jurors["Ada"])
    (ballot,) = await ballots.of_juror(db, ada)
    inside = await editions.entered(db, at.edition)

    confirmed = await ballots.confirm(db, inside, ada, at.round, ballot.fingerprint)

    assert confirmed.ident is not None
    here = replace(TONE, id=await people.staff(db))
    await ballots.reopen(db, inside, confirmed.ident, here, "A slip of the pen.")
    assert await db.fetchval("SELECT count(*) FROM ballots") == 0
