"""Looking changes nothing, whoever looks, however often, by GET and by HEAD."""

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.bad_use import scene

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("stage", [Stage.NOMINATING, Stage.JUDGING])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_no_page_of_the_service_changes_anything(
    db: Connection, client: httpx.AsyncClient, stage: Stage, method: str
) -> None:
    year = await scene.scene(db, stage)
    await scene.as_everybody(db, client, year)
    await client.get("/en/")
    before = await scene.dump(db, "sessions")

    changing = []
    for place in scene.places():
        if place.method == "GET":
            address = place.address(year)
            await client.request(method, f"{address}?done=saved&do=save&kind=money&id=1&q=x")
            after = await scene.dump(db, "sessions")
            if after != before:
                changing.append(str(place))
                before = after

    assert changing == []


async def test_a_recused_juror_reads_the_case_behind_no_address(
    db: Connection, client: httpx.AsyncClient
) -> None:
    """Not the page, its logo, its corrections, a mark in the overview, nor its length."""
    year = await scene.scene(db, Stage.JUDGING)
    ada = year["juror"]
    await db.execute(
        "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')",
        ada,
        year["company of the contributor"],
    )
    await people.sign_in(db, client, "juror", ada)
    seen = await _seen(client, year)

    await db.execute('UPDATE amendments SET words = \'{"en": "Kanarifugl"}\'')
    await db.execute("UPDATE amendments SET made_at = clock_timestamp()")
    await db.execute("UPDATE company_answers SET body = body || ' Kanarifugl' WHERE item = ''")
    await db.execute("UPDATE answers SET body = 'Kanarifugl ' || repeat('x', 5000)")
    await db.execute("UPDATE flags SET words = 'Kanarifugl'")
    await db.execute('UPDATE snapshots SET facts = facts || \'{"place": "Kanarifugl"}\'')
    await db.execute("DELETE FROM company_answers WHERE item = 'logo'")

    assert await _seen(client, year) == seen
    assert not any("Kanarifugl" in text for _, _, text in seen)
    for path in ("", "/case", "/logo", "/flag"):
        answer = await client.get(f"/jury/nominees/{year['nominee']}{path}")
        assert answer.status_code in (403, 404), path
    for path in ("", "/cell", "/abstain", "/resume", "/flag"):
        typed = {"cell": "criterion-1", "value": "4", "version": "0", "reason": "x"}
        answer = await client.post(f"/jury/nominees/{year['nominee']}{path}", data=typed)
        assert answer.status_code in (404, 422), path
        assert "Kanarifugl" not in answer.text, path


async def _seen(client: httpx.AsyncClient, year: dict[str, object]) -> list[tuple[str, int, str]]:
    """Every answer that a juror gets anywhere: address, status, and its text."""
    found = []
    for place in scene.places():
        if place.method == "GET" and place.audience == "jury" and "{token}" not in place.path:
            answer = await client.get(place.address(year))
            found.append((str(place), answer.status_code, answer.text))
    return found
