"""The log at the desk, and the file of all of it."""

import httpx
import pytest

from awards import chain, verify
from awards.database import Connection
from tests import people
from tests.test_logbook import judged

pytestmark = pytest.mark.anyio

LOG = "/staff/2027/log"


async def test_an_administrator_exports_the_whole_log_without_what_ballots_say(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await judged(db)
    await chain.seal_at_once(db)
    await people.sign_in(db, client, "staff", await people.staff(db))

    page = (await client.get(LOG)).text
    answer = await client.post(f"{LOG}/export")

    assert f'action="{LOG}/export"' in page and "/en/record" in page
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="log.json"'
    said = answer.json()
    assert verify.check([said]).faults == []
    assert [set(one) for one in said["ballots"]] == [
        {"ballot", "juror", "round", "edition", "commitment"}
    ]
    assert (await people.deeds(db))[-1] == "log.exported"


@pytest.mark.parametrize("role", ["editor", "publisher"])
async def test_others_on_the_staff_read_the_log_and_do_not_export_it(
    client: httpx.AsyncClient, db: Connection, role: str
) -> None:
    await people.award(db)
    await people.edition(db)
    await people.sign_in(db, client, "staff", await people.staff(db, "Per", role))

    page = (await client.get(LOG)).text
    answer = await client.post(f"{LOG}/export")

    assert "/log/export" not in page
    assert answer.status_code == 403
    assert await people.deeds(db) == []
