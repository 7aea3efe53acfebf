"""The programs that are measured side by side find the same order, in lists and in arrays."""

import pytest

from awards.database import Connection
from awards.tally import MANY
from tests.bench import growth
from tests.bench.growth import Round

pytestmark = pytest.mark.anyio

JURORS = 40


@pytest.mark.parametrize("nominees", [MANY // JURORS - 1, MANY // JURORS + 10])
async def test_the_standings_and_the_array_program_have_one_order(
    db: Connection, nominees: int
) -> None:
    large = Round(db, await growth.fill(db, nominees))

    found = await large.standings()

    assert len(found) == nominees
    assert found == await large.arrays()
