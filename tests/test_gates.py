"""What every request passes on its way in and every answer on its way out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette

from awards.app import create_app
from awards.database import Connection
from awards.errors import Unavailable
from tests import people
from tests.conftest import browser, settings

pytestmark = pytest.mark.anyio

EVIL = "https://evil.test"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://awards.test"}, 403),
        ({"origin": EVIL}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://awards.test.evil.test"}, 403),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"origin": "http://awards.test"}, 303),
        ({}, 303),
    ],
)
async def test_a_form_is_taken_from_our_own_pages_only(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await client.post("/staff/leave", headers=headers)

    assert answer.status_code == status


async def test_a_body_over_the_limit_is_refused_in_words(client: httpx.AsyncClient) -> None:
    answer = await client.post("/staff/sign-in", content=b"address=" + b"x" * 300_000)

    assert answer.status_code == 413
    assert "Shorten the text" in answer.text


async def test_a_form_of_too_many_fields_is_refused_in_words(client: httpx.AsyncClient) -> None:
    answer = await client.post("/staff/sign-in", content=b"&".join([b"address=x"] * 2001))

    assert answer.status_code == 413
    assert "Shorten the text" in answer.text


async def test_a_chunked_body_over_the_limit_is_refused_too(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield b"x" * 1024

    answer = await client.post("/staff/sign-in", content=endless())

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/static/css/award.css", 200),
        ("GET", "/static/css/nothing.css", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/jury/", 401),
        ("PUT", "/staff/leave", 405),
        ("GET", "/", 303),
    ],
)
async def test_every_answer_carries_the_same_guards(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] in ("no-store", "no-cache")


async def test_a_fault_of_ours_is_a_page_with_the_same_guards(app: Starlette) -> None:
    app.state.watch.database = None

    async with browser(app) as client:
        answer = await client.get("/")

    assert answer.status_code == 500
    assert "The fault is ours" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


class Unreachable:
    """A database that nobody can reach."""

    @asynccontextmanager
    async def transaction(self, deadline: float = 5.0) -> AsyncIterator[Connection]:
        raise Unavailable
        yield


async def test_with_no_database_the_answer_is_503_and_what_was_typed_can_be_sent_again() -> None:
    app = create_app(settings(), Unreachable())

    async with browser(app) as client:
        answer = await client.post("/staff/sign-in", data={"address": "tone@helseklyngen.example"})
        ready = await client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert 'value="tone@helseklyngen.example"' in answer.text
    assert ready.status_code == 503


async def test_a_secret_token_is_not_written_into_the_log(
    client: httpx.AsyncClient, db: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    await people.award(db)

    with caplog.at_level("INFO", logger="awards.requests"):
        await client.get("/jury/enter/WyJhYmNkZWYiLDFd.c2lnbmF0dXJlLW9mLW91cnM")

    paths = [record.__dict__["fields"]["path"] for record in caplog.records]
    assert paths == ["/jury/enter/…"]


async def test_a_client_who_leaves_in_mid_body_is_no_fault_of_ours(
    app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def unheard(message: object) -> None:
        return None

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/staff/sign-in",
        "raw_path": b"/staff/sign-in",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"awards.test")],
    }

    with caplog.at_level("INFO", logger="awards.requests"):
        await app(scope, gone, unheard)

    assert [record.__dict__["fields"]["status"] for record in caplog.records] == [499]
