"""Suggested conflicts over HTTP: staff confirm them, or settle them as none with a reason."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

NUMBER = "310412031"
LIST = "/staff/2027/jury/interests"


@pytest.fixture
async def at(db: Connection, client: httpx.AsyncClient) -> AsyncIterator[Judging]:
    """Ada works at Fjordpuls, which she judges; Tone is signed in."""
    await people.award(db)
    scene = await judging(db)
    await db.execute(
        "UPDATE companies SET organisation_number = $1 WHERE name = 'Fjordpuls'", NUMBER
    )
    await db.execute(
        "UPDATE jurors SET employer = 'Fjordpuls AS', employer_number = $1 WHERE name = 'Ada'",
        NUMBER,
    )
    await people.sign_in(db, client, "staff", await people.staff(db))
    yield scene


def pair(at: Judging, **more: str) -> dict[str, str]:
    about = {"juror": str(at.jurors["Ada"]), "company": str(at.companies["Fjordpuls"])}
    return {**about, **more}


async def test_a_suggestion_waits_on_the_year_the_board_and_the_juror_s_page(
    client: httpx.AsyncClient, at: Judging
) -> None:
    ada, bo = [(await client.get(f"/staff/2027/jury/{at.jurors[name]}")).text for name in at.jurors]
    for address in ("/staff/2027/", "/staff/2027/jury"):
        page = (await client.get(address)).text
        assert "conflict of interest is suggested" in page and f'href="{LIST}"' in page
    assert "1 suggested conflict to look at" in ada and "suggested conflict" not in bo

    page = (await client.get(LIST)).text

    assert "Fjordpuls AS" in page and "310412031" in page
    assert "The juror declared no conflict" in page
    assert '<option value="own_company" selected>' in page and "Something else" not in page


async def test_a_confirmed_suggestion_is_a_recusal_that_staff_set(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    wrong = await client.post(f"{LIST}/confirm", data=pair(at, kind="hunch"))
    answer = await client.post(f"{LIST}/confirm", data=pair(at, kind="own_company"))
    again = await client.post(f"{LIST}/confirm", data=pair(at, kind="own_company"))

    assert (wrong.status_code, answer.status_code, again.status_code) == (422, 303, 409)
    assert answer.headers["location"] == LIST
    assert "No conflict is suggested" in (await client.get(LIST)).text
    juror = (await client.get(f"/staff/2027/jury/{at.jurors['Ada']}")).text
    assert "Own company" in juror and "Set by Tone" in juror
    assert await people.deeds(db) == ["recusal.declared"]


async def test_a_suggestion_is_settled_as_no_conflict_with_a_reason_and_taken_back(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    wordless = await client.post(f"{LIST}/pin", data=pair(at, reason=" "))
    field = f"reason-{at.jurors['Ada']}-{at.companies['Fjordpuls']}"
    answer = await client.post(
        f"{LIST}/pin?juror={at.jurors['Ada']}", data=pair(at, reason="She left in 2019.")
    )

    assert wordless.status_code == 422
    assert f'href="#{field}"' in wordless.text and f'id="{field}-error"' in wordless.text
    assert answer.headers["location"] == f"{LIST}?juror={at.jurors['Ada']}"
    assert "No conflict is suggested" in (await client.get(LIST)).text
    page = (await client.get(f"{LIST}/pinned")).text
    assert "She left in 2019." in page and "Tone" in page and "Fjordpuls" in page
    [address] = re.findall(r'action="([^"]+/take-back)"', page)
    back = await client.post(address)
    assert (back.status_code, back.headers["location"]) == (303, LIST)
    assert "Confirm the conflict" in (await client.get(LIST)).text
    assert (await client.post(address)).status_code == 404
    assert await people.deeds(db) == ["interest.pinned", "interest.taken_back"]


async def test_before_and_after_its_time_suggestions_are_shown_and_not_settled(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    for stage, waits in ((Stage.NOMINATING, False), (Stage.ANNOUNCED, False)):
        await db.execute("UPDATE editions SET stage = $1", stage)
        page = (await client.get(LIST)).text
        assert ("Fjordpuls" in page, "Confirm the conflict" in page) == (True, False)
        assert ("is suggested" in (await client.get("/staff/2027/")).text) == waits
        for deed in ("confirm", "pin"):
            typed = pair(at, kind="own_company", reason="She left.")
            assert (await client.post(f"{LIST}/{deed}", data=typed)).status_code == 409


async def test_why_a_recusal_was_undone_stands_on_the_juror_s_page(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    recusal = await db.fetchval(
        """INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')
        RETURNING id""",
        at.jurors["Ada"],
        at.companies["Fjordpuls"],
    )
    undo = f"/staff/2027/jury/{at.jurors['Ada']}/recusals/{recusal}/undo"

    answer = await client.post(undo, data={"reason": "She meant Lomvi.", "shown": "1"})

    assert answer.status_code == 303
    page = (await client.get(f"/staff/2027/jury/{at.jurors['Ada']}")).text
    assert "Undone by Tone" in page and "She meant Lomvi." in page
