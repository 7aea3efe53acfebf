"""Nominees: they arise from nominations, are found, and are screened."""

import pytest

from awards import merging, nominees
from awards.database import Connection
from awards.errors import Closed, Conflict, NotFound
from awards.nominees import Sort, State, Wanted
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


async def listed(
    db: Connection, edition: int, wanted: Wanted | None = None
) -> list[tuple[str, int, str]]:
    found, _ = await nominees.page(db, edition, wanted or Wanted())
    return [(one.name, one.nominations, str(one.state)) for one in found]


async def test_nominations_of_one_company_in_one_category_meet_in_one_nominee(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition)

    first = await nominees.arise(db, category, fjordpuls)
    again = await nominees.arise(db, category, fjordpuls)

    assert first == again
    assert await db.fetchval("SELECT count(*) FROM nominees") == 1


async def test_a_nominee_that_is_there_already_keeps_its_state(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition)
    ineligible = await people.nominee(db, category, fjordpuls, state="ineligible")

    again = await nominees.arise(db, category, fjordpuls)

    found = await nominees.nominee(db, edition, again)
    assert (again, found.state, found.reason, found.version) == (
        ineligible,
        State.INELIGIBLE,
        "x",
        1,
    )


async def test_a_company_that_is_not_there_is_no_nominee(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)

    with pytest.raises(NotFound):
        await nominees.arise(db, category, 0)


async def test_only_confirmed_nominations_count(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition)
    await people.nomination(db, category, fjordpuls, by="Kari")
    await people.nomination(db, category, fjordpuls, by="Ola")
    await people.nomination(db, category, fjordpuls, by="Per", state="rejected")
    await people.nomination(db, category, fjordpuls, by="Siri", state="withdrawn")

    assert await listed(db, edition) == [("Fjordpuls", 2, "proposed")]


async def test_a_nominee_whose_every_nomination_is_rejected_is_still_listed(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition)
    await people.nomination(db, category, fjordpuls)
    await db.execute("UPDATE nominations SET state = 'rejected', reason = 'x'")

    assert await listed(db, edition) == [("Fjordpuls", 0, "proposed")]


async def test_nominees_are_searched_filtered_and_sorted(db: Connection) -> None:
    edition = await people.edition(db)
    export = await people.category(db, edition)
    newcomer = await people.category(db, edition, "newcomer", 2)
    orre = await people.company(db, edition, "Ørret Måling", "987654325")
    aker = await people.company(db, edition, "Åkerrike")
    lomvi = await people.company(db, edition, "Lomvi 100%")
    await people.nomination(db, export, orre, by="Kari")
    await people.nomination(db, export, aker, by="Kari")
    await people.nomination(db, export, aker, by="Ola")
    await people.nominee(db, newcomer, lomvi, state="ineligible")
    await people.edition(db, year=2026)

    most = await listed(db, edition)
    by_name = await listed(db, edition, Wanted(sort=Sort.COMPANY))
    searched = await listed(db, edition, Wanted(search="ørret"))
    by_number = await listed(db, edition, Wanted(search="987 654"))
    as_text = await listed(db, edition, Wanted(search="0%"))
    in_category = await listed(db, edition, Wanted(category=newcomer))
    ineligible = await listed(db, edition, Wanted(state="ineligible"))

    assert [name for name, _, _ in most] == ["Åkerrike", "Ørret Måling", "Lomvi 100%"]
    assert [name for name, _, _ in by_name] == ["Lomvi 100%", "Ørret Måling", "Åkerrike"]
    assert searched == by_number == [("Ørret Måling", 1, "proposed")]
    assert as_text == in_category == ineligible == [("Lomvi 100%", 0, "ineligible")]
    assert await nominees.counts(db, edition) == {State.PROPOSED: 2, State.INELIGIBLE: 1}


async def test_a_nominee_is_declared_ineligible_with_a_reason_and_it_is_taken_back(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    ident = await people.nominee(db, category, await people.company(db, edition))

    await nominees.declare_ineligible(db, edition, ident, 1, TONE, "No exports")
    declared = await nominees.nominee(db, edition, ident)
    await nominees.declare_eligible(db, edition, ident, 2, TONE)
    taken_back = await nominees.nominee(db, edition, ident)

    assert (declared.state, declared.reason) == (State.INELIGIBLE, "No exports")
    assert (taken_back.state, taken_back.reason) == (State.PROPOSED, "")
    assert await people.deeds(db) == ["nominee.declared_ineligible", "nominee.declared_eligible"]


async def test_the_second_of_two_who_decide_on_a_nominee_is_told(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    ident = await people.nominee(db, category, await people.company(db, edition))
    await nominees.declare_ineligible(db, edition, ident, 1, TONE, "No exports")

    with pytest.raises(Conflict):
        await nominees.declare_ineligible(db, edition, ident, 1, TONE, "Too young")


async def test_screening_ends_when_judging_opens(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    one = await people.company(db, edition)
    other = await people.company(db, edition, "Lomvi")
    ident = await people.nominee(db, category, one)
    source = await merging.company(db, edition, one)
    target = await merging.company(db, edition, other)

    with pytest.raises(Closed):
        await nominees.declare_ineligible(db, edition, ident, 1, TONE, "No exports")
    with pytest.raises(Closed):
        await nominees.rename(db, edition, one, 1, TONE, "Fjordpuls Medical")
    with pytest.raises(Closed):
        await merging.merge(db, edition, source, target, TONE)
    with pytest.raises(NotFound):
        await nominees.nominee(db, await people.edition(db, year=2026), ident)


async def test_a_company_is_renamed_for_its_announcement(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition, "FJORDPULS AS")
    await people.nominee(db, category, company)

    await nominees.rename(db, edition, company, 1, TONE, "Fjordpuls")
    with pytest.raises(Conflict):
        await nominees.rename(db, edition, company, 1, TONE, "Fjordpulsen")

    assert await listed(db, edition) == [("Fjordpuls", 0, "proposed")]
    assert await people.deeds(db) == ["company.renamed"]
