"""A list of jurors comes onto the panel, exactly as it was shown before."""

import pytest

from awards import enlisting, panel
from awards.database import Connection
from awards.errors import Closed
from awards.panel import Appointment
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"
ADA, BO, EVA = "ada@firm.no", "bo@firm.no", "eva@firm.no"


async def on_panel(db: Connection, edition: int) -> list[tuple[str, str, bool, list[int]]]:
    found = await panel.jurors(db, edition)
    return sorted((one.name, one.language, one.chair, list(one.seats)) for one in found)


async def test_a_list_adds_all_who_can_be_added(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    await panel.add(db, edition, Appointment("Bo", BO, "en", False, "", []), TONE)
    text = "Ada, ada@firm.no, en\nBo Other, bo@firm.no\nnobody\nEva <eva@firm.no>; nb; Firm"

    added = await enlisting.add(db, edition, text, [category], [ADA, EVA], TONE)

    assert added == 2
    assert await on_panel(db, edition) == [
        ("Ada", "en", False, [category]),
        ("Bo", "en", False, []),
        ("Eva", "nb", False, [category]),
    ]
    assert await enlisting.add(db, edition, text, [category], [ADA, EVA], TONE) == 0


async def test_who_was_not_shown_as_new_is_not_added(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    text = "Ada, ada@firm.no\nBo, bo@firm.no"

    assert await enlisting.add(db, edition, text, [category], [BO], TONE) == 1
    assert await on_panel(db, edition) == [("Bo", "nb", False, [category])]


async def test_chair_categories_and_number_come_from_the_columns(db: Connection) -> None:
    edition = await people.edition(db)
    export = await people.category(db, edition)
    newcomer = await people.category(db, edition, "newcomer", 2)
    await panel.add(db, edition, Appointment("Bo", BO, "en", True, "", []), TONE)
    text = (
        "navn;e-post;organisasjonsnummer;leder;kategorier\n"
        "Ada;ada@firm.no;310412031;ja;newcomer nb\n"
        "Eva;eva@firm.no;;ja;"
    )

    await enlisting.add(db, edition, text, [export], [ADA, EVA], TONE)

    assert await on_panel(db, edition) == [
        ("Ada", "nb", True, [newcomer]),
        ("Bo", "en", False, []),
        ("Eva", "nb", False, [export]),
    ]
    numbers = {one.name: one.employer_number for one in await panel.jurors(db, edition)}
    assert numbers == {"Ada": "310412031", "Bo": None, "Eva": None}


async def test_nobody_becomes_chair_because_the_one_who_was_shown_came_before(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    text = "name,address,chair\nAda,ada@firm.no,yes\nEva,eva@firm.no,yes"
    await panel.add(db, edition, Appointment("Ada", ADA, "en", False, "", []), TONE)

    await enlisting.add(db, edition, text, [category], [ADA, EVA], TONE)

    assert [one.chair for one in await panel.jurors(db, edition)] == [False, False]


async def test_a_list_is_not_added_once_the_winner_is_announced(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.ANNOUNCED)

    with pytest.raises(Closed):
        await enlisting.add(db, edition, "Ada, ada@firm.no", [], [ADA], TONE)
