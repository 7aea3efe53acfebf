"""What is kept for readers is kept in gzip, too: two answers under tags of their own."""

import gzip

import httpx
import pytest

from awards import site
from awards.database import Connection
from tests import people

pytestmark = pytest.mark.anyio

NEWS = "/nb/news/"
ACCEPTED = {
    "gzip": True,
    "GZIP": True,
    "gzip, deflate, br, zstd": True,
    "br;q=1.0, gzip;q=0.8, *;q=0.1": True,
    "*": True,
    "gzip;q=0.001": True,
    "gzip ; q=1.000": True,
    "gzip;q=0.5, identity;q=0.5": True,
    "": False,
    "br": False,
    "identity": False,
    "gzip;q=0": False,
    "gzip;q=0.000, *": False,
    "*;q=0": False,
    "gzip;q=0.5, identity;q=1": False,
    "gzip;q=many": False,
    "gzip;": True,
    ",".join(["gzip"] * 100): False,
}


async def asked(
    client: httpx.AsyncClient, accepted: str, path: str = NEWS, method: str = "GET", **more: str
) -> tuple[httpx.Response, bytes]:
    """The answer, and its bytes as they came."""
    request = client.build_request(method, path, headers={"accept-encoding": accepted, **more})
    answer = await client.send(request, stream=True)
    raw = b"".join([part async for part in answer.aiter_raw()])
    await answer.aclose()
    return answer, raw


async def test_gzip_is_for_those_who_prefer_it(db: Connection, client: httpx.AsyncClient) -> None:
    await people.award(db)

    squeezed = {
        accepted: "content-encoding" in (await asked(client, accepted))[0].headers
        for accepted in ACCEPTED
    }

    assert squeezed == ACCEPTED


async def test_the_same_bytes_come_plain_and_squeezed_under_two_strong_tags(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await people.award(db)
    plain, body = await asked(client, "identity")
    squeezed, packed = await asked(client, "gzip")

    assert gzip.decompress(packed) == body
    assert len(packed) < len(body)
    assert "content-encoding" not in plain.headers
    assert squeezed.headers["content-encoding"] == "gzip"
    assert squeezed.headers["etag"] == f'{plain.headers["etag"][:-1]}-gz"'
    for answer, came in ((plain, body), (squeezed, packed)):
        assert answer.headers["vary"] == "accept-encoding"
        assert answer.headers["content-length"] == str(len(came))
        assert answer.headers["etag"].startswith('"')


async def test_two_processes_squeeze_to_the_same_bytes(
    db: Connection, client: httpx.AsyncClient
) -> None:
    """No clock and no name of a file is in them."""
    await people.award(db)
    _, packed = await asked(client, "gzip")

    assert packed[4:8] == b"\0\0\0\0"
    assert packed[3] == 0
    assert packed == gzip.compress(gzip.decompress(packed), site.SQUEEZED_BY, mtime=0)


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
async def test_head_says_what_get_would(
    db: Connection, client: httpx.AsyncClient, accepted: str
) -> None:
    await people.award(db)
    got, _ = await asked(client, accepted)
    head, _ = await asked(client, accepted, method="HEAD")

    assert dict(head.headers) == dict(got.headers)


async def test_either_tag_is_the_newest_and_is_answered_by_itself(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await people.award(db)
    plain = (await asked(client, "identity"))[0].headers["etag"]
    squeezed = (await asked(client, "gzip"))[0].headers["etag"]

    said = []
    for accepted in ("identity", "gzip"):
        for tag in (plain, squeezed, f"W/{squeezed}", "*", f'"old", {plain}', '"old"'):
            answer, raw = await asked(client, accepted, **{"if-none-match": tag})
            said.append((answer.status_code, answer.headers["etag"]))
            assert (answer.status_code == 200) == bool(raw)
            assert answer.headers["vary"] == "accept-encoding"
            assert ("content-encoding" in answer.headers) == (accepted == "gzip" and bool(raw))

    same = [(304, plain), (304, squeezed), (304, squeezed)]
    assert said == [
        *(*same, (304, plain), (304, plain), (200, plain)),
        *(*same, (304, squeezed), (304, plain), (200, squeezed)),
    ]


async def test_what_is_short_stays_plain(db: Connection, client: httpx.AsyncClient) -> None:
    await people.award(db)
    answer, body = await asked(client, "gzip", "/robots.txt")

    assert "content-encoding" not in answer.headers
    assert body.startswith(b"User-agent")
