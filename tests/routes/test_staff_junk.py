"""Junk at the desk."""

import httpx
import pytest

from awards.database import Connection
from tests import people
from tests.routes.test_public import filled_in, nominate, states, world

pytestmark = pytest.mark.anyio

JUNK = "/staff/2027/nominations/junk"


async def test_staff_take_out_what_is_no_junk_and_empty_the_rest(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    for company in ("Casino", "Fjordpuls"):
        form = await filled_in(client, made, company=company, homepage="https://spam.example")
        await nominate(client, form)
    await people.sign_in(db, client, "staff", await people.staff(db))
    fjordpuls = await db.fetchval("SELECT max(id) FROM nominations")

    linked = await client.get("/staff/2027/nominations")
    listed = await client.get(JUNK)
    found = await client.get(f"{JUNK}?q=casino")
    taken = await client.post(f"{JUNK}/{fjordpuls}/take-out")
    before = await client.get(f"{JUNK}/empty")
    emptied = await client.post(f"{JUNK}/empty", data={"newest": str(fjordpuls)})

    assert "Junk (2)" in linked.text
    assert "Nobody has nominated yet" in linked.text
    assert all(word in listed.text for word in ("Casino", "Fjordpuls", "a field that nobody sees"))
    assert "Fjordpuls" not in found.text
    assert taken.headers["location"] == f"/staff/2027/nominations/{fjordpuls}"
    assert (await client.get(taken.headers["location"])).status_code == 200
    assert "Delete 1 nomination" in before.text
    assert emptied.headers["location"] == JUNK
    assert "There is no junk" in (await client.get(JUNK)).text
    assert await states(db) == ["sent"]
    assert await people.letters(db) == [("nomination_received", "kari@example.org")]
    assert await people.deeds(db) == ["nomination.not_junk", "junk.emptied"]


async def test_whoever_sent_junk_learns_nothing_from_its_being_emptied(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    await nominate(client, {**await filled_in(client, made), "homepage": "https://spam.example"})
    await db.execute("DELETE FROM answers")
    await db.execute("DELETE FROM nominations")

    received = await client.get("/en/nominations/received")

    assert received.status_code == 200
    assert "If you have sent a nomination, a letter with a link is on its way" in received.text
