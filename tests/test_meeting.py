"""The meeting: what the panel goes through, in which order, and who comes to see what of it."""

import asyncio
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from awards import leadership, meeting, staff
from awards.database import Connection
from awards.errors import NotAllowed, NotFound, NotNow
from awards.meeting import Agenda, Apart, Item, Viewer
from awards.panel import Juror
from awards.stages import Stage
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio

SCORES = {  # by nominee, what Ada and Bo gave
    "Fjordpuls": ((3, 3), (3, 3)),
    "Lomvi": ((1, 1), (3, 1)),
    "Skarv": ((2, 2),),
    "Terne": (),
}


@dataclass
class Room:
    at: Judging
    jurors: dict[str, Juror] = field(default_factory=dict)

    async def agendas(self, db: Connection, who: Viewer) -> list[Agenda | Apart]:
        return await meeting.agendas(db, who, self.at.edition)

    async def agenda(self, db: Connection, who: Viewer) -> Agenda:
        return await meeting.agenda(db, who, self.at.edition, self.at.category)

    async def item(self, db: Connection, who: Viewer, name: str) -> Item:
        nominee = self.at.nominees[name]
        return await meeting.item(db, who, self.at.edition, self.at.category, nominee)


@pytest.fixture
async def room(db: Connection) -> Room:
    """Dag is the chair; Ada and Bo have confirmed their ballots."""
    await people.award(db)
    at = await judging(db, tuple(SCORES), ("Ada", "Bo"), Stage.DECIDING)
    for name, given in SCORES.items():
        for juror, scores in zip(at.jurors.values(), given, strict=False):
            await people.sheet(db, at.round, juror, at.nominees[name], *scores)
    for juror in at.jurors.values():
        await people.ballot(db, at.round, juror)
    at.jurors["Dag"] = await people.juror(db, at.edition, "Dag", chair=True)
    found = Room(at)
    for name, juror in at.jurors.items():
        found.jurors[name] = await signed_in(db, juror)
    return found


async def tone(db: Connection) -> staff.Member:
    return await staff.member(db, await people.staff(db))


async def steps_out(db: Connection, room: Room, name: str, company: str) -> None:
    await db.execute(
        "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')",
        room.at.jurors[name],
        room.at.companies[company],
    )


def names(agenda: Agenda) -> list[str]:
    return [one.place.company for one in agenda.matters]


async def test_what_the_jury_disagrees_on_most_comes_first_and_what_one_has_judged_last(
    db: Connection, room: Room
) -> None:
    agenda = await room.agenda(db, await tone(db))

    assert names(agenda) == ["Lomvi", "Fjordpuls", "Skarv", "Terne"]


async def test_the_leader_and_staff_see_the_same_agenda(db: Connection, room: Room) -> None:
    seen = [await room.agendas(db, who) for who in (await tone(db), room.jurors["Dag"])]

    assert seen[0] == seen[1]
    assert [type(one) for one in seen[0]] == [Agenda]


async def test_the_agenda_names_who_steps_out_for_which_case(db: Connection, room: Room) -> None:
    await steps_out(db, room, "Bo", "Terne")
    await steps_out(db, room, "Ada", "Terne")

    agenda = await room.agenda(db, room.jurors["Dag"])

    assert {one.place.company: list(one.stepping_out) for one in agenda.matters} == {
        "Lomvi": [],
        "Fjordpuls": [],
        "Skarv": [],
        "Terne": ["Ada", "Bo"],
    }


async def test_an_excused_juror_steps_out_of_nothing(db: Connection, room: Room) -> None:
    await steps_out(db, room, "Bo", "Terne")
    await db.execute(
        "UPDATE jurors SET excused_at = clock_timestamp(), excused_reason = 'Ill' WHERE id = $1",
        room.at.jurors["Bo"],
    )

    agenda = await room.agenda(db, room.jurors["Dag"])

    assert not any(one.stepping_out for one in agenda.matters)


async def test_a_chair_who_steps_out_sees_that_they_do_and_who_leads_and_nothing_else(
    db: Connection, room: Room
) -> None:
    await steps_out(db, room, "Dag", "Terne")
    await leadership.name_stand_in(
        db, await tone(db), room.at.edition, room.at.category, room.at.jurors["Ada"]
    )
    dag, ada = room.jurors["Dag"], room.jurors["Ada"]

    [seen] = await room.agendas(db, dag)
    assert isinstance(seen, Apart)
    assert seen.leadership.leader_name == "Ada"
    with pytest.raises(NotAllowed, match="You step out of a case"):
        await room.agenda(db, dag)
    with pytest.raises(NotAllowed):
        await room.item(db, dag, "Fjordpuls")
    assert names(await room.agenda(db, ada)) == ["Lomvi", "Fjordpuls", "Skarv", "Terne"]


async def test_a_stand_in_sees_only_the_category_they_lead(db: Connection, room: Room) -> None:
    other = await people.category(db, room.at.edition, "growth", 2)
    skarv = await people.nominee(db, other, room.at.companies["Skarv"])
    await people.shortlist(db, other, skarv)
    await steps_out(db, room, "Dag", "Terne")
    member = await tone(db)
    ada = room.jurors["Ada"]
    await leadership.name_stand_in(db, member, room.at.edition, room.at.category, ada.id)

    seen = [one.category.id for one in await room.agendas(db, ada)]
    both = [type(one) for one in await room.agendas(db, room.jurors["Dag"])]

    assert seen == [room.at.category]
    assert both == [Apart, Agenda]
    with pytest.raises(NotFound):
        await meeting.agenda(db, ada, room.at.edition, other)


async def test_other_jurors_come_to_nothing(db: Connection, room: Room) -> None:
    bo = room.jurors["Bo"]

    with pytest.raises(NotFound):
        await room.agendas(db, bo)
    with pytest.raises(NotFound):
        await room.agenda(db, bo)
    with pytest.raises(NotFound):
        await room.item(db, bo, "Lomvi")


async def test_a_stand_in_who_has_to_step_out_since_comes_to_nothing_any_more(
    db: Connection, room: Room
) -> None:
    await steps_out(db, room, "Dag", "Terne")
    ada = room.jurors["Ada"]
    await leadership.name_stand_in(db, await tone(db), room.at.edition, room.at.category, ada.id)
    await steps_out(db, room, "Ada", "Lomvi")

    with pytest.raises(NotFound):
        await room.agendas(db, ada)


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.ANNOUNCED, Stage.ARCHIVED])
async def test_the_meeting_is_held_while_the_panel_decides(
    db: Connection, room: Room, stage: Stage
) -> None:
    await db.execute("UPDATE editions SET stage = $1", stage)

    for viewer in (await tone(db), room.jurors["Dag"]):
        with pytest.raises(NotNow):
            await room.agendas(db, viewer)


async def test_a_category_of_another_year_is_not_there(db: Connection, room: Room) -> None:
    other = await people.edition(db, year=2028, stage=Stage.DECIDING)

    with pytest.raises(NotFound):
        await meeting.agenda(db, await tone(db), other, room.at.category)


async def test_a_case_stands_between_the_two_beside_it_on_the_agenda(
    db: Connection, room: Room
) -> None:
    first, second, last = [
        await room.item(db, room.jurors["Dag"], name) for name in ("Lomvi", "Fjordpuls", "Terne")
    ]

    assert (first.previous, first.next) == (None, second.matter)
    assert second.previous == first.matter
    assert (last.place, last.next) == (3, None)
    assert last.strips == []


async def test_the_points_on_each_criterion_stand_in_order_and_tell_no_juror_from_another(
    db: Connection, room: Room
) -> None:
    item = await room.item(db, await tone(db), "Lomvi")

    assert [one.points for one in item.strips] == [
        [Fraction(25), Fraction(75)],
        [Fraction(25), Fraction(25)],
    ]
    assert [one.mean for one in item.strips] == [50, 25]
    assert item.named == []


async def test_names_stand_beside_points_where_the_sealed_rules_say_so(
    db: Connection, room: Room
) -> None:
    await db.execute("UPDATE editions SET score_names = true")

    item = await room.item(db, room.jurors["Dag"], "Lomvi")

    found = [(one.name, [*map(int, one.points)], one.total) for one in item.named]
    assert found == [
        ("Ada", [25, 25], Fraction(25)),
        ("Bo", [75, 25], Fraction(55)),
    ]


async def test_staff_put_on_the_screen_what_the_jury_reads(db: Connection, room: Room) -> None:
    item = await room.item(db, await tone(db), "Lomvi")

    assert item.case is not None
    assert (item.case.name, item.case.everything, item.case.asked) == ("Lomvi", False, None)


async def test_a_leader_reads_the_case_and_one_without_a_seat_only_the_points(
    db: Connection, room: Room
) -> None:
    dag = room.jurors["Dag"]
    seated = await room.item(db, dag, "Lomvi")
    await db.execute("DELETE FROM seats WHERE juror = $1", dag.id)

    unseated = await room.item(db, dag, "Lomvi")

    assert seated.case is not None
    assert (seated.case.name, seated.case.asked) == ("Lomvi", None)
    assert (unseated.case, unseated.strips) == (None, seated.strips)


@pytest.mark.parametrize("count", [3, 12])
async def test_the_agenda_and_a_case_take_as_many_statements_however_many_they_are(
    db: Connection, count: int
) -> None:
    await people.award(db)
    at = await judging(db, tuple(f"Nominee {n}" for n in range(count)), ("Ada",), Stage.DECIDING)
    for nominee in at.nominees.values():
        await people.sheet(db, at.round, at.jurors["Ada"], nominee, 2, 3)
    await people.ballot(db, at.round, at.jurors["Ada"])
    room = Room(at)
    member = await tone(db)
    await room.item(db, member, "Nominee 1")  # so that the types are known
    said: list[str] = []

    with db.query_logger(lambda record: said.append(record.query)):
        agenda = await room.agenda(db, member)
        await room.item(db, member, "Nominee 1")
        await asyncio.sleep(0)  # the last of them is told of a moment later

    assert (len(agenda.matters), len(said)) == (count, 29)
