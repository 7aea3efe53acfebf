"""One's own nominations: on to the company's own form, and mending for as long as staff ask."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from awards.database import Connection
from tests import people
from tests.routes.test_public import World, filled_in, move_deadline, opened, sent, world

pytestmark = pytest.mark.anyio

MINE = "/en/nominations/mine"
ON = "Go on to your company's own form"


async def ask(db: Connection, made: World, nomination: int, due: datetime) -> None:
    await db.execute(
        """INSERT INTO asks (edition, nomination, words, due, asked_by)
           VALUES ($1, $2, 'Which <markets>?', $3, $4)""",
        made.edition,
        nomination,
        due,
        await people.staff(db),
    )


async def test_whoever_works_there_goes_on_to_the_company_s_form_once_it_is_confirmed(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made, works_there="yes")
    await opened(client, db, nomination)

    before = await client.get(MINE)
    early = await client.post(f"/en/nominations/{nomination}/claim")
    await client.post(f"/en/nominations/{nomination}/confirm")
    after = await client.get(MINE)
    claimed = await client.post(f"/en/nominations/{nomination}/claim")

    assert (ON in before.text, ON in after.text) == (False, True)
    assert early.status_code >= 400
    assert (claimed.status_code, claimed.headers["location"]) == (303, "/nominee/")
    assert client.cookies.get("contributor")
    assert await db.fetchval("SELECT nomination FROM contributors") == nomination


async def test_whoever_does_not_work_there_does_not(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    await opened(client, db, nomination)
    await client.post(f"/en/nominations/{nomination}/confirm")

    page = await client.get(MINE)
    claimed = await client.post(f"/en/nominations/{nomination}/claim")

    assert ON not in page.text
    assert claimed.status_code >= 400
    assert await db.fetchval("SELECT count(*) FROM contributors") == 0


async def test_where_staff_ask_for_more_a_nomination_is_mended_until_their_day(
    client: httpx.AsyncClient, db: Connection
) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    await opened(client, db, nomination)
    await client.post(f"/en/nominations/{nomination}/confirm")
    await ask(db, made, nomination, datetime.now(UTC) + timedelta(days=2))
    await move_deadline(db, made.edition, datetime.now(UTC))
    await db.execute("UPDATE editions SET stage = 'screening'")
    address = f"/en/nominations/{nomination}"

    listed = await client.get(MINE)
    page = await client.get(address)
    form = {"nominator": "Kari", "relation": "Customer", f"answer-{made.question}": "Sweden."}
    mended = await client.post(address, data={**form, "version": "2"})
    withdrawn = await client.post(f"{address}/withdraw")
    await db.execute("UPDATE asks SET due = clock_timestamp()")
    late = [await client.get(address), await client.post(address, data={**form, "version": "3"})]

    for shown in (listed, page):
        assert shown.status_code == 200
        assert "Which &lt;markets&gt;?" in shown.text
    assert f'href="{address}"' in listed.text
    assert f'href="{address}/withdraw"' not in listed.text
    assert mended.headers["location"] == MINE
    assert await db.fetchval("SELECT answered_at IS NOT NULL FROM asks")
    assert "Which" not in (await client.get(MINE)).text
    assert [one.status_code for one in (withdrawn, *late)] == [409, 409, 409]


async def test_junk_is_not_among_one_s_own(client: httpx.AsyncClient, db: Connection) -> None:
    made = await world(db)
    nomination = await sent(client, db, made)
    form = await filled_in(client, made, company="Casino", homepage="https://spam.example")
    await client.post("/en/nominate", data=form)
    await opened(client, db, nomination)

    page = await client.get(MINE)

    assert "Fjordpuls" in page.text
    assert "Casino" not in page.text
