"""The frame stands: health, headers, hosts, a page that is not there."""

import httpx
import pytest

from awards.database import Connection
from tests import people

pytestmark = pytest.mark.anyio


async def test_the_service_says_that_it_is_live_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).text == "live\n"
    assert (await client.get("/health/ready")).text == "ready\n"


async def test_a_page_that_is_not_there_is_refused_in_the_readers_language(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)

    norwegian = await client.get("/nb/ingenting/")

    assert norwegian.status_code == 404
    assert 'lang="nb"' in norwegian.text
    assert norwegian.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("host", ["evil.test", "awards.test.evil.test", ""])
async def test_a_foreign_host_is_refused(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/", headers={"host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text


async def test_a_language_typed_without_its_slash_leads_home(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nb")

    assert (answer.status_code, answer.headers["location"]) == (308, "/nb/")
