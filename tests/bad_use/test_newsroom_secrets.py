"""What a channel signs in with stands nowhere but in its own row, whoever repeats or moves it."""

import base64
import json

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from awards import channels, outgoing, staff, trials
from awards.adapters.shape import Channel
from awards.channels import TYPE_AGAIN, Profile
from awards.database import Connection
from awards.errors import Invalid
from tests import people
from tests.served import served
from tests.wordpress_story import Publication, channel

pytestmark = pytest.mark.anyio

PASSWORD = "h/mm elig heta ller"
USER = "tjenesten/avisen?"
ANYTHING = ["GET", "HEAD", "POST", "DELETE"]
SIGNED = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
SPELLINGS = (
    PASSWORD,
    PASSWORD.replace(" ", ""),
    SIGNED,
    SIGNED.replace("/", "\\/"),
)


async def _in_its_error(request: Request) -> Response:
    """A plugin for debugging, that shows headers as PHP writes JSON."""
    said = {"code": "rest_error", "message": request.headers.get("authorization", ""), "data": {}}
    return Response(json.dumps(said).replace("/", "\\/"), 403, media_type="application/json")


async def _in_a_redirect(request: Request) -> Response:
    signed = request.headers.get("authorization", "").removeprefix("Basic ")
    plain = base64.b64decode(signed).decode() if signed else ""
    away = f"https://login.example/{signed}?password={plain.partition(':')[2].replace(' ', '')}"
    return Response(status_code=307, headers={"location": away})


async def _as_a_name(request: Request) -> Response:
    signed = request.headers.get("authorization", "").removeprefix("Basic ")
    plain = base64.b64decode(signed).decode() if signed else ""
    said = {
        "name": plain,
        "namespaces": ["wp/v2"],
        "authentication": {"application-passwords": {}},
        "timezone_string": signed,
        "capabilities": {"edit_posts": True, "publish_posts": True, "upload_files": True},
        "code": "empty_content",
    }
    looked_up = request.method == "GET" and "wp/v2/posts" in request.url.query
    return Response(json.dumps([] if looked_up else said), media_type="application/json")


@pytest.mark.parametrize("repeats", [_in_its_error, _in_a_redirect, _as_a_name])
async def test_a_site_that_repeats_the_password_tells_it_to_nobody(repeats: object) -> None:
    async def any_address(request: Request) -> Response:
        if request.method == "HEAD":
            return Response()
        answer: Response = await repeats(request)  # type: ignore[operator]
        return answer

    app = Starlette(routes=[Route("/{path:path}", any_address, methods=ANYTHING)])
    with served(app) as address:
        publication = Publication(channel(address, USER, PASSWORD), outgoing.place(address))
        outcome = await publication.told()
        found = await _findings(publication)

    told = repr((outcome, found, publication.remote))
    assert [one for one in SPELLINGS if one in told] == []
    assert outcome.answer
    assert found


async def _findings(publication: Publication) -> list[object]:
    return list(await trials.trial(publication.channel, frozenset({publication.host})))


async def test_a_password_is_sent_to_no_new_address_before_it_is_typed_again(
    db: Connection,
) -> None:
    await people.award(db)
    ada = await staff.member(db, await people.staff(db, "Ada", "administrator"))
    settings = {"user": "service", "status": "publish", "category": "", "tags": []}
    ours = Profile("Avisen", "https://avisen.example", ["nb"], ["free"], settings)
    theirs = Profile("Avisen", "https://attacker.example", ["nb"], ["free"], settings)
    ident = await channels.make(db, ada, "wordpress", ours, "first")

    with pytest.raises(Invalid) as refused:
        await channels.change(db, ada, ident, theirs, 1)
    assert refused.value.message == TYPE_AGAIN
    before = await channels.channel(db, ident)
    await channels.change(db, ada, ident, theirs, 1, "second")
    after: Channel = await channels.channel(db, ident)

    assert (before.address, before.secrets) == ("https://avisen.example", ["first"])
    assert (after.address, after.secrets) == ("https://attacker.example", ["second"])


async def test_who_moves_a_channel_is_asked_for_the_password_beside_its_field(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await people.award(db)
    await people.sign_in(db, client, "staff", await people.staff(db, "Ada", "administrator"))
    typed = {
        "name": "Avisen",
        "address": "https://avisen.example",
        "user": "service",
        "password": "first first",
        "languages": ["nb"],
        "kinds": ["free"],
        "status": "publish",
    }
    made = await client.post("/staff/channels/new/wordpress", data=typed)
    moved = {**typed, "address": "https://attacker.example", "password": "", "version": "1"}
    answer = await client.post(made.headers["location"], data=moved)

    assert answer.status_code == 422
    assert answer.text.count("Type the application password again") == 2  # the list and the field
    assert "https://attacker.example" in answer.text
    assert "first first" not in answer.text
    (found,) = await channels.channels(db)
    assert found.address == "https://avisen.example"
