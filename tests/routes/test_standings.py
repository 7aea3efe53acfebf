"""The page of standings and decisions."""

from dataclasses import dataclass

import httpx
import pytest

from awards import decisions
from awards.database import Connection
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

PAGE = "/staff/2027/standings"


@dataclass
class Desk:
    staff: int
    edition: int
    category: int
    fjordpuls: int
    lomvi: int


@pytest.fixture
async def desk(db: Connection, client: httpx.AsyncClient) -> Desk:
    """Fjordpuls has 75 and 50 from two jurors, Lomvi 25 from one who did not recuse herself."""
    await people.award(db)
    member = await people.staff(db, role="editor")
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    fjordpuls, lomvi = [
        await people.nominee(db, category, await people.company(db, edition, name))
        for name in ("Fjordpuls", "Lomvi <b>")
    ]
    round = await people.shortlist(db, category, fjordpuls, lomvi)
    ada, bo = [await people.juror(db, edition, name) for name in ("Ada", "Bo")]
    await people.sheet(db, round, ada, fjordpuls, 3, 3)
    await people.sheet(db, round, bo, fjordpuls, 2, 2)
    await people.sheet(db, round, ada, lomvi, 1, 1)
    for juror in (ada, bo):
        await people.ballot(db, round, juror)
    await people.sign_in(db, client, "staff", member)
    return Desk(member, edition, category, fjordpuls, lomvi)


def typed(desk: Desk, **changed: str) -> dict[str, str]:
    return {
        f"nominee-{desk.category}": str(desk.fjordpuls),
        f"reason-{desk.category}-nb": "Modig.",
        f"reason-{desk.category}-en": "Brave.",
        "version": "0",
        **changed,
    }


async def test_staff_see_who_leads_in_words_in_dots_and_in_a_table(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    page = (await client.get(PAGE)).text

    assert "Fjordpuls leads" in page
    assert "The next is 37.5 points behind." in page
    assert "Fjordpuls: mean 62.5, median 62.5, lowest 50.0, highest 75.0" in page
    assert "2 of 2 jurors have confirmed their ballot." in page
    assert "Lomvi &lt;b&gt;" in page
    assert "Lomvi <b>" not in page


async def test_a_nominee_under_the_quorum_is_named(
    client: httpx.AsyncClient, db: Connection, desk: Desk
) -> None:
    await db.execute("UPDATE editions SET quorum = 2")

    page = (await client.get(PAGE)).text

    assert "Fewer sheets than the quorum of 2: Lomvi &lt;b&gt;." in page


async def test_before_judging_has_closed_the_page_says_when_the_standings_come(
    client: httpx.AsyncClient, db: Connection, desk: Desk
) -> None:
    await db.execute("UPDATE editions SET stage = 'judging'")

    page = (await client.get(PAGE)).text
    early = await client.post(f"{PAGE}/{desk.category}", data=typed(desk))

    assert early.status_code == 409
    assert "The standings come when judging has closed" in page
    assert "Judging is planned to close" in page
    assert "Fjordpuls" not in page


async def test_a_decision_is_recorded_and_shown(
    client: httpx.AsyncClient, db: Connection, desk: Desk
) -> None:
    answer = await client.post(f"{PAGE}/{desk.category}", data=typed(desk))

    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    [made] = (await decisions.decisions(db, desk.edition)).values()
    assert (made.company, made.reason) == ("Fjordpuls", {"nb": "Modig.", "en": "Brave."})
    assert "<b>Fjordpuls</b> wins. Recorded by Tone" in (await client.get(PAGE)).text


async def test_a_decision_without_winner_or_reason_comes_back_with_what_was_typed(
    client: httpx.AsyncClient, db: Connection, desk: Desk
) -> None:
    form = typed(desk, **{f"nominee-{desk.category}": "", f"reason-{desk.category}-nb": ""})

    answer = await client.post(f"{PAGE}/{desk.category}", data=form)

    assert answer.status_code == 422
    assert "2 things have to be mended" in answer.text
    assert "Choose who wins." in answer.text
    assert "Brave." in answer.text
    assert await decisions.decisions(db, desk.edition) == {}


async def test_who_decides_second_sees_both_decisions(
    client: httpx.AsyncClient, db: Connection, desk: Desk
) -> None:
    await client.post(f"{PAGE}/{desk.category}", data=typed(desk))
    mine = typed(desk, **{f"reason-{desk.category}-nb": "Grundig."})

    answer = await client.post(f"{PAGE}/{desk.category}", data=mine)

    assert answer.status_code == 409
    assert "Modig." in answer.text
    assert "Grundig." in answer.text
    [made] = (await decisions.decisions(db, desk.edition)).values()
    assert made.reason["nb"] == "Modig."


async def test_after_the_announcement_the_decision_can_be_read_and_not_changed(
    client: httpx.AsyncClient, db: Connection, desk: Desk
) -> None:
    await client.post(f"{PAGE}/{desk.category}", data=typed(desk))
    await db.execute("UPDATE editions SET stage = 'announced'")

    page = (await client.get(PAGE)).text
    late = await client.post(f"{PAGE}/{desk.category}", data=typed(desk, version="1"))

    assert "Brave." in page
    assert "<form" not in page.split("<main")[1]
    assert late.status_code == 409


async def test_a_stranger_sees_no_standings(client: httpx.AsyncClient, desk: Desk) -> None:
    client.cookies.clear()

    assert (await client.get(PAGE)).status_code == 401
