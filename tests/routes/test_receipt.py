"""The receipt of a ballot: the fingerprint at once, the rest when judging has closed."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from awards import chain, verify
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.jury import Judging, judging
from tests.test_logbook import exported

pytestmark = pytest.mark.anyio


@pytest.fixture
async def at(db: Connection, client: httpx.AsyncClient) -> AsyncIterator[Judging]:
    """Ada has confirmed what she gave Fjordpuls and Lomvi, and is signed in."""
    await people.award(db)
    scene = await judging(db)
    await people.sign_in(db, client, "juror", scene.jurors["Ada"])
    for name in scene.nominees:
        await people.sheet(db, scene.round, scene.jurors["Ada"], scene.nominees[name], 4, 1)
    page = (await client.get(f"/jury/ballots/{scene.round}")).text
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)
    await client.post(f"/jury/ballots/{scene.round}", data={"seen": seen})
    yield scene


async def close(db: Connection, stage: Stage = Stage.DECIDING) -> None:
    await db.execute("UPDATE rounds SET closed_at = COALESCE(closed_at, clock_timestamp())")
    await db.execute("UPDATE editions SET stage = $1", stage)


async def ballot(db: Connection) -> Any:
    return await db.fetchrow("SELECT commitment, salt FROM ballots")


async def test_while_others_judge_a_receipt_shows_its_fingerprint_alone(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await chain.seal_at_once(db)
    head = await chain.head(db)

    page = (await client.get(f"/jury/ballots/{at.round}/receipt")).text
    file = await client.get(f"/jury/ballots/{at.round}/receipt.json")

    confirmed = await ballot(db)
    assert confirmed["commitment"].hex() in page
    assert confirmed["salt"].hex() not in page and head.hash.hex() not in page
    assert "receipt.json" not in page
    assert file.status_code == 409 and head.hash.hex() not in file.text


async def test_when_judging_has_closed_the_receipt_and_the_log_bear_each_other_out(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await chain.seal_at_once(db)
    await close(db)
    head = await chain.head(db)

    page = (await client.get(f"/jury/ballots/{at.round}/receipt")).text
    file = await client.get(f"/jury/ballots/{at.round}/receipt.json")

    confirmed = await ballot(db)
    assert confirmed["salt"].hex() in page and head.hash.hex() in page
    assert f"/jury/ballots/{at.round}/receipt.json" in page and "/en/record" in page
    said = file.json()
    row = await db.fetchrow("SELECT receipt, confirmed_at FROM ballots")
    assert row is not None
    assert said == {
        "kind": "receipt",
        "format": 1,
        "award": {"nb": "Årets eksportbedrift", "en": "Export company of the year"},
        "year": 2027,
        "category": {"nb": "export nb", "en": "export en"},
        "receipt": row["receipt"],
        "confirmed_at": row["confirmed_at"].isoformat(),
        "commitment": confirmed["commitment"].hex(),
        "salt": confirmed["salt"].hex(),
        "contents": {
            "round": at.round,
            "sheets": [
                {"nominee": nominee, "scores": [4, 1], "comments": ["Because.", ""]}
                for nominee in at.nominees.values()
            ],
        },
        "event": await db.fetchval("SELECT id FROM events WHERE deed = 'ballot.confirmed'"),
        "head": {"height": head.height, "hash": head.hash.hex()},
    }
    assert file.headers["content-disposition"] == (
        f'attachment; filename="receipt-2027-{row["receipt"]}.json"'
    )
    checked = verify.check([said, await exported(db, contents=True)])
    assert (checked.faults, checked.foreign) == ([], False)


async def test_while_a_second_round_is_judged_the_first_ones_receipt_waits_again(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await chain.seal_at_once(db)
    await close(db, Stage.JUDGING)

    page = (await client.get(f"/jury/ballots/{at.round}/receipt")).text
    file = await client.get(f"/jury/ballots/{at.round}/receipt.json")

    assert (await ballot(db))["salt"].hex() not in page
    assert file.status_code == 409


async def test_a_receipt_waits_for_the_seal_of_its_ballot(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await close(db)

    page = (await client.get(f"/jury/ballots/{at.round}/receipt")).text

    assert (await ballot(db))["salt"].hex() not in page


async def test_an_older_ballot_is_told_from_its_sheets_where_they_still_say_the_same(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    file = f"/jury/ballots/{at.round}/receipt.json"
    await chain.seal_at_once(db)
    await close(db)
    said = (await client.get(file)).json()
    await db.execute("UPDATE ballots SET contents = NULL")

    assert (await client.get(file)).json() == said

    await db.execute("UPDATE sheets SET scores = '{4,2}'")
    page = await client.get(f"/jury/ballots/{at.round}/receipt")
    assert (await ballot(db))["salt"].hex() in page.text and "receipt.json" not in page.text
    assert (await client.get(file)).status_code == 404


async def test_nobody_gets_the_receipt_of_another_juror(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await chain.seal_at_once(db)
    await close(db)
    await people.sign_in(db, client, "juror", at.jurors["Bo"])

    for name in ("receipt", "receipt.json"):
        assert (await client.get(f"/jury/ballots/{at.round}/{name}")).status_code == 404
