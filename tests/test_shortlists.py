"""Shortlists: chosen, fixed when nothing is pending, taken back before judging."""

import pytest

from awards import merging, nominees, shortlists
from awards.database import Connection
from awards.errors import Closed, Conflict, Invalid, NotFound, NotNow, NotYet
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


async def nominated(db: Connection, category: int, name: str, by: str = "Kari") -> int:
    edition = await db.fetchval("SELECT edition FROM categories WHERE id = $1", category)
    company = await people.company(db, edition, name)
    await people.nomination(db, category, company, by=by)
    return await nominees.arise(db, category, company)


async def states(db: Connection) -> dict[str, str]:
    rows = await db.fetch(
        """SELECT name, state FROM nominees JOIN companies ON companies.id = company"""
    )
    return {row["name"]: row["state"] for row in rows}


async def names(db: Connection, edition: int) -> list[str]:
    (round,) = await shortlists.rounds(db, edition)
    return [one.name for one in await shortlists.nominees_of(db, round.id)]


async def test_staff_choose_fix_and_take_back_a_shortlist(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    lomvi = await nominated(db, category, "Lomvi")
    fjordpuls = await nominated(db, category, "Fjordpuls")
    await nominated(db, category, "Kvitsand")

    await shortlists.choose(db, edition, category, TONE, on=[lomvi, fjordpuls])
    chosen = await names(db, edition)
    await shortlists.fix(db, edition, category, TONE, shown=[lomvi, fjordpuls])
    fixed = await states(db)
    await shortlists.unfix(db, edition, category, TONE, "Kvitsand was forgotten")

    (round,) = await shortlists.rounds(db, edition)
    assert chosen == ["Fjordpuls", "Lomvi"]
    assert fixed == {"Fjordpuls": "shortlisted", "Lomvi": "shortlisted", "Kvitsand": "not_chosen"}
    assert set((await states(db)).values()) == {"proposed"}
    assert (round.number, round.fixed_at, round.nominees) == (1, None, 2)
    assert await people.deeds(db) == [
        "shortlist.chosen",
        "shortlist.fixed",
        "shortlist.taken_back",
    ]


async def test_what_one_chose_stays_when_another_chooses_something_else(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    lomvi = await nominated(db, category, "Lomvi")
    fjordpuls = await nominated(db, category, "Fjordpuls")
    kvitsand = await nominated(db, category, "Kvitsand")
    await shortlists.choose(db, edition, category, TONE, on=[lomvi, fjordpuls])

    await shortlists.choose(db, edition, category, TONE, on=[kvitsand, lomvi], off=[fjordpuls])

    assert await names(db, edition) == ["Kvitsand", "Lomvi"]


async def test_nobody_is_chosen_without_a_nomination_that_counts(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    other = await people.category(db, edition, "newcomer", 2)
    lomvi = await nominated(db, category, "Lomvi")
    elsewhere = await nominated(db, other, "Myrull")
    empty = await people.nominee(db, category, await people.company(db, edition, "Havsule"))
    ineligible = await nominated(db, category, "Fjordpuls")
    await nominees.declare_ineligible(db, edition, ineligible, 1, TONE, "No exports")

    for nominee in (elsewhere, empty, ineligible, 0):
        async with db.transaction():
            with pytest.raises(Conflict):
                await shortlists.choose(db, edition, category, TONE, on=[nominee])
    with pytest.raises(NotFound):
        await shortlists.choose(db, edition, 0, TONE, on=[lomvi])


async def test_no_shortlist_is_fixed_while_a_nomination_is_pending(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    lomvi = await nominated(db, category, "Lomvi")
    company = await people.company(db, edition, "Fjordpuls")
    await people.nomination(db, category, company, state="sent")
    await shortlists.choose(db, edition, category, TONE, on=[lomvi])

    with pytest.raises(NotNow) as refused:
        await shortlists.fix(db, edition, category, TONE, shown=[lomvi])

    assert refused.value.fields == {"count": 1}
    assert (await states(db))["Lomvi"] == "proposed"


async def test_an_empty_shortlist_is_not_fixed(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)

    with pytest.raises(Invalid):
        await shortlists.fix(db, edition, category, TONE, shown=[])


async def test_a_shortlist_is_fixed_only_as_it_was_shown(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    lomvi = await nominated(db, category, "Lomvi")
    fjordpuls = await nominated(db, category, "Fjordpuls")
    await shortlists.choose(db, edition, category, TONE, on=[lomvi, fjordpuls])

    with pytest.raises(Conflict):
        await shortlists.fix(db, edition, category, TONE, shown=[lomvi])


async def test_a_shortlist_with_a_nominee_whose_nominations_are_gone_is_not_fixed(
    db: Connection,
) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    lomvi = await nominated(db, category, "Lomvi")
    await shortlists.choose(db, edition, category, TONE, on=[lomvi])
    await db.execute("UPDATE nominations SET state = 'rejected', reason = 'x'")

    with pytest.raises(NotNow) as refused:
        await shortlists.fix(db, edition, category, TONE, shown=[lomvi])

    assert refused.value.fields == {"company": "Lomvi"}


async def test_an_ineligible_nominee_is_no_longer_chosen(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    lomvi = await nominated(db, category, "Lomvi")
    await shortlists.choose(db, edition, category, TONE, on=[lomvi])

    await nominees.declare_ineligible(db, edition, lomvi, 1, TONE, "No exports")

    assert await names(db, edition) == []


async def test_the_head_is_chosen_where_the_company_joined_into_it_was(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    short = await nominated(db, category, "Fjordpuls AS")
    await nominated(db, category, "Fjordpuls", by="Ola")
    await shortlists.choose(db, edition, category, TONE, on=[short])
    head, joined = await merging.companies(db, edition, "fjordpuls")

    await merging.merge(db, edition, joined, head, TONE)
    (round,) = await shortlists.rounds(db, edition)
    (chosen,) = await shortlists.nominees_of(db, round.id)
    await shortlists.fix(db, edition, category, TONE, shown=[chosen.id])

    assert chosen.name == "Fjordpuls"
    assert await db.fetchval("SELECT count(*) FROM shortlist") == 1


async def test_shortlists_belong_to_screening(db: Connection) -> None:
    early = await people.edition(db)
    late = await people.edition(db, stage=Stage.JUDGING, year=2026)
    category, closed = await people.category(db, early), await people.category(db, late)
    nominee = await nominated(db, closed, "Lomvi")
    await people.shortlist(db, closed, nominee)

    with pytest.raises(NotYet):
        await shortlists.choose(db, early, category, TONE)
    with pytest.raises(Closed):
        await shortlists.unfix(db, late, closed, TONE, "A mistake")


async def test_a_shortlist_whose_round_was_opened_is_not_taken_back(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    await people.shortlist(db, category, await nominated(db, category, "Lomvi"))

    with pytest.raises(Closed):
        await shortlists.unfix(db, edition, category, TONE, "A mistake")


async def test_a_fixed_shortlist_is_neither_chosen_nor_fixed_again(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    lomvi = await nominated(db, category, "Lomvi")
    await shortlists.choose(db, edition, category, TONE, on=[lomvi])
    await shortlists.fix(db, edition, category, TONE, shown=[lomvi])

    with pytest.raises(NotNow):
        await shortlists.choose(db, edition, category, TONE, off=[lomvi])
    with pytest.raises(Conflict):
        await shortlists.fix(db, edition, category, TONE, shown=[lomvi])
