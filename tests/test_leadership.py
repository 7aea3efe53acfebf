"""Leadership: who leads the meeting in each category, whatever becomes of the chair."""

import pytest

from awards import leadership, staff
from awards.database import Connection
from awards.errors import Invalid, NotAllowed, NotFound, NotNow
from awards.leadership import Leadership
from awards.staff import Member
from awards.stages import Stage
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio


@pytest.fixture
async def at(db: Connection) -> Judging:
    """Dag is the chair; Ada and Bo judge beside him."""
    await people.award(db)
    found = await judging(db, ("Fjordpuls", "Lomvi"), ("Ada", "Bo"), Stage.DECIDING)
    found.jurors["Dag"] = await people.juror(db, found.edition, "Dag", chair=True)
    return found


async def tone(db: Connection) -> Member:
    members = await staff.members(db)
    return members[0] if members else await staff.member(db, await people.staff(db))


async def steps_out(db: Connection, at: Judging, name: str, company: str) -> int:
    return int(
        await db.fetchval(
            """INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')
               RETURNING id""",
            at.jurors[name],
            at.companies[company],
        )
    )


async def name(db: Connection, at: Judging, juror: str) -> None:
    member = await tone(db)
    await leadership.name_stand_in(db, member, at.edition, at.category, at.jurors[juror])


async def led(db: Connection, at: Judging) -> Leadership:
    return await leadership.of(db, at.edition, at.category)


async def test_the_chair_leads_where_they_step_out_of_no_case(db: Connection, at: Judging) -> None:
    dag = at.jurors["Dag"]

    assert await led(db, at) == Leadership(at.category, True, dag, "Dag", dag, "Dag")


async def test_where_the_chair_steps_out_nobody_leads_before_staff_name_somebody(
    db: Connection, at: Judging
) -> None:
    await steps_out(db, at, "Dag", "Lomvi")

    found = await led(db, at)

    assert (found.chair_name, found.leader) == ("Dag", None)


async def test_staff_name_a_stand_in_who_steps_out_of_no_case(db: Connection, at: Judging) -> None:
    await steps_out(db, at, "Dag", "Lomvi")
    await steps_out(db, at, "Bo", "Fjordpuls")

    can = await leadership.eligible(db, at.edition, at.category)
    with pytest.raises(Invalid):
        await name(db, at, "Bo")
    await name(db, at, "Ada")

    assert [one.name for one in can] == ["Ada"]
    assert (await led(db, at)).leader_name == "Ada"
    assert await people.deeds(db) == ["meeting.stand_in_named"]


async def test_nobody_stands_in_for_a_chair_who_leads(db: Connection, at: Judging) -> None:
    with pytest.raises(Invalid, match="Nobody has to stand in"):
        await name(db, at, "Ada")


async def test_a_stand_in_who_has_to_step_out_since_leads_no_more(
    db: Connection, at: Judging
) -> None:
    await steps_out(db, at, "Dag", "Lomvi")
    await name(db, at, "Ada")
    await steps_out(db, at, "Ada", "Fjordpuls")

    assert (await led(db, at)).leader is None


async def test_a_stand_in_who_is_excused_since_leads_no_more(db: Connection, at: Judging) -> None:
    await steps_out(db, at, "Dag", "Lomvi")
    await name(db, at, "Ada")
    await db.execute(
        "UPDATE jurors SET excused_at = clock_timestamp(), excused_reason = 'Ill' WHERE id = $1",
        at.jurors["Ada"],
    )

    assert (await led(db, at)).leader is None


async def test_a_chair_whose_recusal_was_undone_leads_again(db: Connection, at: Judging) -> None:
    recusal = await steps_out(db, at, "Dag", "Lomvi")
    await name(db, at, "Ada")
    await db.execute(
        """UPDATE recusals
              SET undone_at = clock_timestamp(), undone_by = $2, undone_reason = 'A mistake'
            WHERE id = $1""",
        recusal,
        (await tone(db)).id,
    )

    assert (await led(db, at)).leader_name == "Dag"


async def test_a_recusal_from_a_company_that_is_not_judged_keeps_nobody_from_leading(
    db: Connection, at: Judging
) -> None:
    at.companies["Utenfor"] = await people.company(db, at.edition, "Utenfor")
    await people.nominee(db, at.category, at.companies["Utenfor"])
    await steps_out(db, at, "Dag", "Utenfor")

    assert (await led(db, at)).leader_name == "Dag"


async def test_a_recusal_from_who_is_out_of_the_second_round_keeps_nobody_from_leading(
    db: Connection, at: Judging
) -> None:
    await steps_out(db, at, "Dag", "Lomvi")
    await people.shortlist(db, at.category, at.nominees["Fjordpuls"], number=2)

    assert (await led(db, at)).leader_name == "Dag"


async def test_where_recusals_are_only_noted_the_chair_leads_all_the_same(
    db: Connection, at: Judging
) -> None:
    await db.execute("UPDATE editions SET recusal_grade = 'noted'")
    await steps_out(db, at, "Dag", "Lomvi")

    assert (await led(db, at)).leader_name == "Dag"


async def test_without_a_chair_nobody_leads(db: Connection, at: Judging) -> None:
    await db.execute("UPDATE jurors SET chair = false")

    found = await led(db, at)

    assert (found.chaired, found.chair, found.leader) == (False, None, None)


async def test_only_the_leader_passes_as_the_leader(db: Connection, at: Judging) -> None:
    await steps_out(db, at, "Dag", "Lomvi")
    await name(db, at, "Ada")
    ada, bo, dag = [await signed_in(db, at.jurors[one]) for one in ("Ada", "Bo", "Dag")]

    await leadership.require(db, ada, at.category)
    for juror in (bo, dag):
        with pytest.raises(NotAllowed):
            await leadership.require(db, juror, at.category)

    assert [await leadership.invited(db, one) for one in (ada, bo, dag)] == [True, False, True]


async def test_a_stand_in_is_named_for_the_meeting_and_in_ones_own_year(
    db: Connection, at: Judging
) -> None:
    await steps_out(db, at, "Dag", "Lomvi")
    member = await tone(db)
    other = await people.edition(db, year=2028, stage=Stage.DECIDING)

    with pytest.raises(NotFound):
        await leadership.name_stand_in(db, member, other, at.category, at.jurors["Ada"])
    await db.execute("UPDATE editions SET stage = 'judging'")
    with pytest.raises(NotNow):
        await name(db, at, "Ada")
