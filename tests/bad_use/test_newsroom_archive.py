"""A list of past winners tells nobody of a winner who is still to be announced."""

import pytest

from awards import archive
from awards.database import Connection
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "stage", [one for one in Stage if one not in (Stage.ANNOUNCED, Stage.ARCHIVED)]
)
async def test_a_list_with_this_years_winner_in_it_leaves_that_line_out_before_the_minute(
    db: Connection, stage: Stage
) -> None:
    await people.award(db)
    year = int(await db.fetchval("SELECT extract(year FROM now())"))
    await people.category(db, await people.edition(db, stage=stage, year=year))
    typed = f"{year};Noe annet;Lomvi\n{year};export;Skarv\n{year - 1};Eksport;Terne"

    sorting = await archive.bring_in(db, "staff:1", typed)

    assert [line.problem for line in sorting.unreadable] == [archive.TO_BE_TOLD] * 2
    rows = await db.fetch("SELECT year, winner FROM past_winners")
    assert [tuple(row) for row in rows] == [(year - 1, "Terne")]


async def test_once_it_is_announced_other_categories_of_that_year_can_be_brought_in(
    db: Connection,
) -> None:
    await people.award(db)
    year = int(await db.fetchval("SELECT extract(year FROM now())"))
    await people.category(db, await people.edition(db, stage=Stage.ANNOUNCED, year=year))

    sorting = await archive.bring_in(db, "staff:1", f"{year};Hederspris;Lomvi")

    assert sorting.unreadable == []
