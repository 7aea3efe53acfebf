"""Decisions: who wins, and why; and that it takes two to let it stand."""

import asyncio
from dataclasses import dataclass

import pytest

from awards import award as prize
from awards import database, decisions, drafts, editions, publishing, rounds, staff
from awards.announcements import Kind
from awards.database import Connection
from awards.decisions import Choice, Decision
from awards.errors import Conflict, Invalid, NotAllowed, NotNow
from awards.panel import Juror
from awards.staff import Member
from awards.stages import Stage
from tests import people
from tests.jury import signed_in

pytestmark = pytest.mark.anyio

REASON = {"nb": "Modig og grundig.", "en": "Brave and thorough."}
DEPARTURE = {"nb": "Saken er sterkere enn poengene."}


@dataclass
class Panel:
    """Lomvi leads with 75 points against 25 for Fjordpuls, and Skarv has no sheet."""

    tone: Member
    bjorn: Member
    edition: int
    category: int
    round: int
    lomvi: int
    fjordpuls: int
    outsider: int  # a nominee that is not on the shortlist
    skarv: int = 0

    async def made(self, db: Connection) -> Decision:
        return (await decisions.decisions(db, self.edition))[self.category]


@pytest.fixture
async def panel(db: Connection) -> Panel:
    return await sat_down(db)


async def sat_down(db: Connection) -> Panel:
    await people.award(db)
    tone, bjorn = [
        await staff.member(db, await people.staff(db, name)) for name in ("Tone", "Bjørn")
    ]
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    lomvi, fjordpuls, skarv, outsider = [
        await people.nominee(db, category, await people.company(db, edition, name))
        for name in ("Lomvi", "Fjordpuls", "Skarv", "Utenfor")
    ]
    round = await people.shortlist(db, category, lomvi, fjordpuls, skarv)
    ada = await people.juror(db, edition, "Ada")
    await people.sheet(db, round, ada, lomvi, 3, 3)
    await people.sheet(db, round, ada, fjordpuls, 1, 1)
    await people.ballot(db, round, ada)
    return Panel(tone, bjorn, edition, category, round, lomvi, fjordpuls, outsider, skarv)


async def chair(db: Connection, panel: Panel, name: str = "Dag") -> Juror:
    return await signed_in(db, await people.juror(db, panel.edition, name, chair=True))


async def decide(
    db: Connection,
    panel: Panel,
    *,
    by: Member | Juror | None = None,
    nominee: int | None = None,
    reason: dict[str, str] = REASON,
    departure: dict[str, str] | None = None,
    version: int = 0,
) -> None:
    choice = Choice(nominee or panel.lomvi, reason, departure or {})
    async with db.transaction():
        await decisions.record(db, by or panel.tone, panel.edition, panel.category, choice, version)


async def approve(db: Connection, panel: Panel, by: Member | Juror, version: int = 1) -> None:
    async with db.transaction():
        await decisions.approve(db, by, panel.edition, panel.category, version)


async def pending(db: Connection, panel: Panel) -> list[int]:
    return [one.id for one in await decisions.pending(db, panel.edition)]


# Recorded


async def test_a_decision_has_a_winner_a_reason_and_a_place_in_the_log(
    db: Connection, panel: Panel
) -> None:
    await decide(db, panel)

    made = await panel.made(db)
    assert (made.company, made.reason, made.decided_by) == ("Lomvi", REASON, "Tone")
    assert (made.version, made.stands, made.departs) == (1, True, False)
    assert await people.deeds(db) == ["decision.recorded"]
    assert await decisions.missing(db, panel.edition) == []


async def test_the_winner_is_on_the_shortlist(db: Connection, panel: Panel) -> None:
    with pytest.raises(Invalid):
        await decide(db, panel, nominee=panel.outsider)

    assert await decisions.decisions(db, panel.edition) == {}


async def test_a_decision_needs_a_reason_in_the_first_language(
    db: Connection, panel: Panel
) -> None:
    with pytest.raises(Invalid):
        await decide(db, panel, reason={"en": "Only in English."})


async def test_of_two_who_decide_at_once_the_second_is_told(db: Connection, panel: Panel) -> None:
    await decide(db, panel)

    with pytest.raises(Conflict):
        await decide(db, panel, reason={"nb": "Noe annet."})

    await decide(db, panel, reason={"nb": "Noe annet."}, version=1)
    made = await panel.made(db)
    assert (made.reason, made.version) == ({"nb": "Noe annet."}, 2)


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.ANNOUNCED])
async def test_nothing_is_decided_before_judging_has_closed_or_after_the_announcement(
    db: Connection, panel: Panel, stage: Stage
) -> None:
    await db.execute("UPDATE editions SET stage = $1", stage)

    with pytest.raises(NotNow):
        await decide(db, panel)


async def test_a_second_round_makes_the_decision_of_the_first_fall(
    db: Connection, panel: Panel
) -> None:
    await decide(db, panel)
    await people.shortlist(db, panel.category, panel.lomvi, number=2)

    assert [one.id for one in await decisions.missing(db, panel.edition)] == [panel.category]


@pytest.mark.parametrize("state", ["approved", "scheduled"])
async def test_a_decision_that_is_about_to_be_announced_stays_as_it_was_approved(
    db: Connection, panel: Panel, state: str
) -> None:
    await decide(db, panel)
    await db.execute(
        """INSERT INTO announcements (edition, kind, state, slug, headline, written_by,
                                      approved_by, two_people, due)
           VALUES ($1, 'winner', $2, 'winner-1', '{"nb": "Lomvi"}', $3, $3, false,
                   clock_timestamp() + interval '1 day')""",
        panel.edition,
        state,
        panel.tone.id,
    )

    with pytest.raises(NotNow):
        await decide(db, panel, reason={"nb": "Noe annet."}, version=1)


# Against the standings


async def test_a_decision_against_the_standings_says_why_and_stays_marked(
    db: Connection, panel: Panel
) -> None:
    with pytest.raises(Invalid, match="differs from the standings"):
        await decide(db, panel, nominee=panel.fjordpuls)

    await decide(db, panel, nominee=panel.fjordpuls, departure=DEPARTURE)

    made = await panel.made(db)
    assert (made.departs, made.departure) == (True, DEPARTURE)


async def test_a_decision_with_the_standings_keeps_no_word_of_departing(
    db: Connection, panel: Panel
) -> None:
    await decide(db, panel, departure=DEPARTURE)

    made = await panel.made(db)
    assert (made.departs, made.departure) == (False, {})


async def test_among_equals_of_the_first_place_nobody_departs_from_the_standings(
    db: Connection, panel: Panel
) -> None:
    await db.execute("UPDATE sheets SET scores = '{3,3}'")

    await decide(db, panel, nominee=panel.fjordpuls)

    assert (await panel.made(db)).departs is False


async def test_when_the_standings_have_changed_since_the_decision_is_recorded_anew(
    db: Connection, panel: Panel
) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    await db.execute("UPDATE sheets SET scores = '{1,0}' WHERE nominee = $1", panel.lomvi)

    with pytest.raises(Conflict, match="The standings have changed since"):
        await approve(db, panel, dag)

    assert await pending(db, panel) == [panel.category]


async def test_nothing_is_announced_when_the_standings_have_changed_under_a_decision(
    db: Connection, panel: Panel
) -> None:
    await decide(db, panel)
    await approve(db, panel, panel.bjorn)
    inside = await editions.entered(db, panel.edition)
    before = await publishing.obstacle(db, inside, Kind.WINNER)
    await db.execute("UPDATE sheets SET scores = '{1,0}' WHERE nominee = $1", panel.lomvi)

    after = await publishing.obstacle(db, inside, Kind.WINNER)

    assert before is None
    assert after == "The standings have changed since a decision was recorded. Record it anew."


# Approved


async def test_where_somebody_leads_a_decision_takes_the_staff_and_the_leader(
    db: Connection, panel: Panel
) -> None:
    dag = await chair(db, panel)

    await decide(db, panel)
    before = await pending(db, panel)
    await approve(db, panel, dag)

    made = await panel.made(db)
    assert (before, await pending(db, panel)) == ([panel.category], [])
    assert (made.approved_by, made.approved_by_juror) == ("Tone", "Dag")
    assert await people.deeds(db) == ["decision.recorded", "decision.approved"]


async def test_the_leader_may_record_and_then_staff_approve(db: Connection, panel: Panel) -> None:
    dag = await chair(db, panel)

    await decide(db, panel, by=dag)
    before = await panel.made(db)
    await approve(db, panel, panel.tone)

    assert (before.decided_by, before.approved, before.awaits(panel.tone)) == ("Dag", False, True)
    assert (await panel.made(db)).approved


async def test_without_a_chair_it_takes_two_of_the_staff_if_the_year_asks_for_two(
    db: Connection, panel: Panel
) -> None:
    await decide(db, panel)
    made = await panel.made(db)
    with pytest.raises(NotAllowed, match="Somebody else has to approve it"):
        await approve(db, panel, panel.tone)

    await approve(db, panel, panel.bjorn)

    assert (made.awaits(panel.tone), made.awaits(panel.bjorn)) == (False, True)
    assert (await panel.made(db)).approved


async def test_without_a_chair_one_of_the_staff_is_enough_where_the_year_asks_for_one(
    db: Connection, panel: Panel
) -> None:
    await db.execute("UPDATE editions SET two_people_announce = false")

    await decide(db, panel)

    assert (await panel.made(db)).approved


async def test_what_is_written_anew_has_to_be_approved_anew_by_both(
    db: Connection, panel: Panel
) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    await approve(db, panel, dag)

    await decide(db, panel, by=dag, reason={"nb": "Noe annet."}, version=1)

    made = await panel.made(db)
    assert (made.approved_by, made.approved_by_juror, made.approved) == (None, "Dag", False)


async def test_nobody_approves_a_text_they_have_not_seen(db: Connection, panel: Panel) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    await decide(db, panel, reason={"nb": "Noe annet."}, version=1)

    with pytest.raises(Conflict):
        await approve(db, panel, dag, version=1)

    assert await pending(db, panel) == [panel.category]


async def test_approving_twice_is_once(db: Connection, panel: Panel) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    await approve(db, panel, dag)
    before = await panel.made(db)

    await approve(db, panel, dag)
    await approve(db, panel, panel.bjorn)

    assert await panel.made(db) == before
    assert await people.deeds(db) == ["decision.recorded", "decision.approved"]


async def test_no_juror_but_the_leader_records_or_approves(db: Connection, panel: Panel) -> None:
    await chair(db, panel)
    bo = await signed_in(db, await people.juror(db, panel.edition, "Bo"))

    with pytest.raises(NotAllowed):
        await decide(db, panel, by=bo, nominee=panel.outsider)
    with pytest.raises(NotAllowed):
        await approve(db, panel, bo)


async def test_a_chair_who_steps_out_decides_nothing_there(db: Connection, panel: Panel) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    await step_out(db, dag.id, panel.fjordpuls)

    with pytest.raises(NotAllowed):
        await approve(db, panel, dag)

    assert await pending(db, panel) == [panel.category]


async def step_out(db: Connection, juror: int, nominee: int) -> None:
    await db.execute(
        """INSERT INTO recusals (juror, company, kind)
           SELECT $1, company, 'own_company' FROM nominees WHERE id = $2""",
        juror,
        nominee,
    )


async def test_when_the_chair_is_gone_one_of_two_staff_is_not_enough_any_more(
    db: Connection, panel: Panel
) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    await db.execute("UPDATE jurors SET chair = false WHERE id = $1", dag.id)

    before = await pending(db, panel)
    await approve(db, panel, panel.bjorn)

    assert (before, await pending(db, panel)) == ([panel.category], [])


async def test_a_decision_from_before_there_were_approvals_waits_for_nobody(
    db: Connection, panel: Panel
) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    await db.execute(
        "UPDATE decisions SET settled = true, approved_by = NULL, approved_at = NULL, led = false"
    )
    before = await panel.made(db)

    await decide(db, panel, version=1)

    again = await panel.made(db)
    assert (before.approved, again.approved, again.awaits(dag)) == (True, False, True)


async def test_nothing_is_approved_while_a_new_round_waits(db: Connection, panel: Panel) -> None:
    dag = await chair(db, panel)
    await decide(db, panel)
    chosen = [panel.lomvi, panel.fjordpuls]
    async with db.transaction():
        choice = await rounds.choice(db, panel.edition, panel.category)
        await rounds.begin(db, choice, panel.tone.actor, chosen=chosen, reason="For jevnt.")

    with pytest.raises(Conflict):
        await approve(db, panel, dag)


async def test_of_two_who_approve_at_once_both_have(own_database: str) -> None:
    db = await database.connect(own_database)
    panel = await sat_down(db)
    dag = await chair(db, panel)
    await db.execute("UPDATE editions SET two_people_announce = true")
    await decide(db, panel)
    await db.execute("UPDATE decisions SET approved_by = NULL, approved_at = NULL")

    async def sign(by: Member | Juror) -> None:
        own = await database.connect(own_database)
        await approve(own, panel, by)
        await own.close()

    await asyncio.gather(sign(dag), sign(panel.bjorn))

    made = await panel.made(db)
    assert (made.approved_by, made.approved_by_juror, made.approved) == ("Bjørn", "Dag", True)
    assert (await people.deeds(db)).count("decision.approved") == 2
    await db.close()


async def test_of_who_approves_and_who_changes_at_once_one_is_told(own_database: str) -> None:
    """Whatever comes first, no approval stands for a text that the leader did not see."""
    db = await database.connect(own_database)
    panel = await sat_down(db)
    dag = await chair(db, panel)
    await decide(db, panel)

    async def change() -> None:
        own = await database.connect(own_database)
        try:
            await decide(own, panel, by=panel.bjorn, reason={"nb": "Noe annet."}, version=1)
        finally:
            await own.close()

    async def sign() -> None:
        own = await database.connect(own_database)
        try:
            await approve(own, panel, dag)
        finally:
            await own.close()

    _, signed = await asyncio.gather(change(), sign(), return_exceptions=True)

    made = await panel.made(db)
    assert signed is None or isinstance(signed, Conflict)
    assert (made.reason, made.approved_by_juror) == ({"nb": "Noe annet."}, None)
    await db.close()


async def test_a_decision_that_nobody_recorded_cannot_be_approved(
    db: Connection, panel: Panel
) -> None:
    with pytest.raises(Conflict):
        await approve(db, panel, panel.bjorn)


# Afterwards


async def test_the_draft_about_the_winner_begins_with_the_approved_reason_and_no_departure(
    db: Connection, panel: Panel
) -> None:
    await decide(db, panel, nominee=panel.fjordpuls, departure=DEPARTURE)
    year = await editions.edition(db, panel.edition)
    award = await prize.known(db)

    before = await drafts.draft(db, award, year, Kind.WINNER)
    await approve(db, panel, panel.bjorn)
    after = await drafts.draft(db, award, year, Kind.WINNER)

    assert REASON["nb"] not in str(before)
    assert REASON["nb"] in after.body["nb"]
    assert DEPARTURE["nb"] not in str(after)
