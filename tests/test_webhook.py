"""Webhooks: what a receiver gets and can verify, and what its every answer means to us."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from awards import outgoing
from awards.adapters import webhook
from awards.adapters.shape import (
    Article,
    Channel,
    Delivered,
    Dispatch,
    Finding,
    Image,
    LeaseLost,
    Outcome,
    Refused,
    Unclear,
)
from awards.adapters.troubles import SAID
from awards.adapters.webhook import WEBHOOK
from awards.channels import made_secret
from awards.deliveries import Deed
from awards.outgoing import Caller, Trouble
from tests.served import served

pytestmark = pytest.mark.anyio

OLD, NEW, WRONG = made_secret(), made_secret(), made_secret()
PUBLISHED = datetime(2027, 6, 9, 18, 0, tzinfo=UTC)
CORRECTED = datetime(2027, 6, 10, 7, 30, tzinfo=UTC)
PICTURE = Image(
    "0b3a7c7e-7d0f-4a7e-9a55-0123456789ab", "image/jpeg", 1600, 900, b"", "Ada på scenen", "Grace"
)
ARTICLE = Article(
    uid="9c5b94b1-35ad-49bb-b118-8e8fc24abf80",
    entry="urn:uuid:1c5b94b1-35ad-49bb-b118-8e8fc24abf81",
    year=2027,
    kind="winner",
    language="nb",
    slug="fjordpuls-vant",
    url="https://pris.no/nb/2027/fjordpuls-vant",
    title="Fjordpuls vant \N{PARTY POPPER} </script>",
    lead="Årets eksportbedrift er kåret.",
    content="<p>Årets eksportbedrift er kåret.</p>",
    correction="",
    picture=PICTURE,
    published_at=PUBLISHED,
    updated_at=PUBLISHED,
)
KNOWN = {
    "id": ARTICLE.uid,
    "entry": ARTICLE.entry,
    "year": 2027,
    "kind": "winner",
    "language": "nb",
    "url": ARTICLE.url,
    "published_at": "2027-06-09T18:00:00+00:00",
    "updated_at": "2027-06-09T18:00:00+00:00",
}
TEXT = {
    "title": ARTICLE.title,
    "lead": ARTICLE.lead,
    "content": ARTICLE.content,
    "correction": "",
    "picture": {
        "url": f"https://pris.no/2027/pictures/{PICTURE.key}",
        "type": "image/jpeg",
        "width": 1600,
        "height": 900,
        "alt": "Ada på scenen",
        "credit": "Grace",
    },
}


@dataclass
class Receiver:
    """A receiver on a port of its own: it keeps what it gets, and answers as it is told."""

    url: str = ""
    status: int = 204
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    got: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        self.got.append((await request.body(), dict(request.headers)))
        await asyncio.sleep(self.wait)
        return Response(self.body, self.status, self.headers)


@pytest.fixture(scope="module")
def listening() -> Iterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    with served(app) as url:
        receiver.url = url
        yield receiver


@pytest.fixture
def receiver(listening: Receiver) -> Receiver:
    listening.status, listening.body, listening.headers, listening.wait = 204, b"", {}, 0.0
    listening.got.clear()
    return listening


@pytest.fixture
async def caller(receiver: Receiver) -> AsyncIterator[Caller]:
    browser = outgoing.client()
    yield Caller(browser, frozenset({receiver.url.removeprefix("http://")}))
    await browser.aclose()


@dataclass
class Held:
    """The steps of a delivery; the lease may be lost."""

    lost: bool = False
    held: int = 0

    async def remember(self, **remote: Any) -> None:
        raise AssertionError("a webhook has nothing to remember")

    async def hold(self) -> None:
        self.held += 1
        if self.lost:
            raise LeaseLost


def channel(address: str, *secrets: str, patience: float = 60.0) -> Channel:
    signing = secrets or (NEW,)
    return Channel(7, "webhook", "Riga", address, ["nb"], ["winner"], {}, patience, True, signing)


def dispatch(deed: Deed = Deed.PUBLISH, article: Article = ARTICLE, tries: int = 1) -> Dispatch:
    now = datetime.now(UTC)
    uid = "5d2c2c1e-0f0a-4b6e-8f57-000000000001"
    return Dispatch(uid, "a publication", deed, article, {}, tries, tries > 1, now)


async def delivered(caller: Caller, receiver: Receiver, *secrets: str) -> Outcome:
    to = channel(f"{receiver.url}/hook", *secrets, patience=1.0)
    return await WEBHOOK.deliver(caller, to, dispatch(), Held())


def verifies(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


async def test_a_published_winner_arrives_whole(caller: Caller, receiver: Receiver) -> None:
    assert await delivered(caller, receiver) == Delivered(webhook.TAKEN, {"status": "204"})

    ((body, headers),) = receiver.got
    assert json.loads(body) == {
        "type": "announcement.published",
        "timestamp": "2027-06-09T18:00:00+00:00",
        "data": {**KNOWN, **TEXT},
    }
    assert body.isascii()
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == dispatch().id
    assert headers["user-agent"] == outgoing.USER_AGENT


async def test_a_correction_and_a_withdrawal_arrive_as_what_they_are(
    caller: Caller, receiver: Receiver
) -> None:
    to = channel(f"{receiver.url}/hook")
    words = "Beløpet var feil."
    corrected = replace(ARTICLE, correction=words, updated_at=CORRECTED, picture=None)
    withdrawal = dispatch(Deed.WITHDRAW)

    await WEBHOOK.deliver(caller, to, dispatch(Deed.CORRECT, corrected), Held())
    await WEBHOOK.deliver(caller, to, withdrawal, Held())

    assert [json.loads(body) for body, _ in receiver.got] == [
        {
            "type": "announcement.corrected",
            "timestamp": "2027-06-10T07:30:00+00:00",
            "data": {
                **KNOWN,
                **TEXT,
                "updated_at": "2027-06-10T07:30:00+00:00",
                "correction": words,
                "picture": None,
            },
        },
        {
            "type": "announcement.withdrawn",
            "timestamp": withdrawal.now.isoformat(),
            "data": KNOWN,
        },
    ]


async def test_a_receiver_can_verify_who_sent_it(caller: Caller, receiver: Receiver) -> None:
    """The package of the standard says so; and no to another secret, a changed byte, an old time,
    a time or an id of another message."""
    await delivered(caller, receiver)
    ((body, headers),) = receiver.got
    ago = str(int(headers["webhook-timestamp"]) - 600)

    assert verifies(NEW, body, headers)
    assert not verifies(WRONG, body, headers)
    assert not verifies(NEW, body.replace(b"2027", b"2028", 1), headers)
    assert not verifies(NEW, body + b" ", headers)
    assert not verifies(NEW, body, {**headers, "webhook-timestamp": ago})
    later = str(int(headers["webhook-timestamp"]) + 1)
    assert not verifies(NEW, body, {**headers, "webhook-timestamp": later})
    assert not verifies(NEW, body, {**headers, "webhook-id": "another"})


async def test_a_message_that_is_played_again_later_is_stale(receiver: Receiver) -> None:
    old = webhook.Message("id", datetime.now(UTC) - timedelta(minutes=6), b"{}")
    new = replace(old, at=datetime.now(UTC))

    found = [
        verifies(
            NEW,
            one.body,
            {
                "webhook-id": one.id,
                "webhook-timestamp": str(int(one.at.timestamp())),
                "webhook-signature": webhook.signatures(one, [NEW]),
            },
        )
        for one in (old, new)
    ]

    assert found == [False, True]


async def test_while_a_secret_takes_over_either_verifies(
    caller: Caller, receiver: Receiver
) -> None:
    await delivered(caller, receiver, OLD)
    await delivered(caller, receiver, OLD, NEW)
    await delivered(caller, receiver, NEW)

    found = [
        [verifies(secret, body, headers) for secret in (OLD, NEW, WRONG)]
        for body, headers in receiver.got
    ]
    assert found == [[True, False, False], [True, True, False], [False, True, False]]


async def test_every_try_has_the_id_of_the_first_and_a_time_of_its_own(
    caller: Caller, receiver: Receiver
) -> None:
    to = channel(f"{receiver.url}/hook")
    first, again = dispatch(), dispatch(tries=2)
    again = replace(again, now=first.now + timedelta(seconds=90))

    for one in (first, again):
        await WEBHOOK.deliver(caller, to, one, Held())

    (body, headers), (body_again, headers_again) = receiver.got
    assert headers["webhook-id"] == headers_again["webhook-id"]
    times = [int(one["webhook-timestamp"]) for one in (headers, headers_again)]
    assert times == [int(first.now.timestamp()), int(first.now.timestamp()) + 90]
    assert headers["webhook-signature"] != headers_again["webhook-signature"]
    assert body == body_again


def for_good(answer: str, status: int) -> Refused:
    return Refused(answer, permanent=True, facts={"status": str(status)})


def for_now(answer: str, status: int, after: float | None = None) -> Refused:
    return Refused(answer, permanent=False, after=after, facts={"status": str(status)})


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((one, Delivered(webhook.TAKEN, {"status": str(one)})) for one in (200, 201, 202, 299)),
        *((one, for_good(webhook.NOWHERE, one)) for one in (300, 304)),
        *((one, for_good(webhook.NO_TRUST, one)) for one in (401, 403)),
        (404, for_good(webhook.NOT_THERE, 404)),
        (405, for_good(webhook.NO_POSTS, 405)),
        (410, for_good(webhook.GONE, 410)),
        (413, for_good(webhook.TOO_LARGE, 413)),
        *((one, for_good(webhook.REFUSED, one)) for one in (400, 402, 409, 418, 422, 451, 499)),
        *((one, for_now(webhook.BUSY, one)) for one in (408, 425, 429, 503)),
        *((one, for_now(webhook.FAULT, one)) for one in (500, 501, 502, 504, 599)),
    ],
)
async def test_every_status_has_its_meaning(
    caller: Caller, receiver: Receiver, status: int, outcome: Outcome
) -> None:
    receiver.status = status

    assert await delivered(caller, receiver) == outcome


async def test_a_good_status_is_enough_whatever_is_said_with_it(
    caller: Caller, receiver: Receiver
) -> None:
    receiver.status, receiver.body = 200, b"no JSON " * 500_000
    receiver.headers = {"content-encoding": "gzip"}

    assert await delivered(caller, receiver) == Delivered(webhook.TAKEN, {"status": "200"})


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("86400", 86400.0),
        ("99999999999999999999", 86400.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("\u0662", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400.0),
    ],
)
async def test_the_time_that_a_busy_receiver_asks_for_is_kept_up_to_a_day(
    caller: Caller, receiver: Receiver, said: str, after: float | None
) -> None:
    receiver.status = 429
    receiver.headers = {"retry-after": said} if said.isascii() else {}

    assert await delivered(caller, receiver) == for_now(webhook.BUSY, 429, after)


async def test_a_date_to_come_back_at_is_understood(caller: Caller, receiver: Receiver) -> None:
    receiver.status = 503
    at = datetime.now(UTC) + timedelta(hours=1)
    receiver.headers = {"retry-after": format_datetime(at, usegmt=True)}

    outcome = await delivered(caller, receiver)

    assert isinstance(outcome, Refused)
    assert outcome.after is not None
    assert 3590 < outcome.after <= 3600


async def test_messages_are_not_sent_on(caller: Caller, receiver: Receiver) -> None:
    receiver.status = 307
    receiver.headers = {"location": f"{receiver.url}/hook"}

    moved = await delivered(caller, receiver)

    facts = {"status": "307", "address": f"{receiver.url}/hook"}
    assert moved == Refused(webhook.MOVED, permanent=True, facts=facts)
    assert len(receiver.got) == 1


async def test_no_answer_is_unclear_and_no_connection_is_not(
    caller: Caller, receiver: Receiver
) -> None:
    receiver.wait = 1.0
    slow = await delivered(caller, receiver)
    nobody = Caller(caller.browser, frozenset({"127.0.0.1:1"}))
    down = await WEBHOOK.deliver(nobody, channel("http://127.0.0.1:1/hook"), dispatch(), Held())

    assert slow == Unclear(SAID[Trouble.SLOW])
    assert len(receiver.got) == 1
    assert down == Refused(SAID[Trouble.CLOSED], permanent=False)


async def test_a_call_takes_half_the_patience_and_never_more_than_30_seconds(
    caller: Caller, receiver: Receiver
) -> None:
    receiver.wait = 1.5
    began = time.monotonic()
    to = channel(f"{receiver.url}/hook", patience=0.8)

    assert await WEBHOOK.deliver(caller, to, dispatch(), Held()) == Unclear(SAID[Trouble.SLOW])

    assert 0.4 <= time.monotonic() - began < 1.0
    assert channel("x", patience=600.0).within == 30.0


async def test_who_has_lost_the_lease_sends_nothing(caller: Caller, receiver: Receiver) -> None:
    with pytest.raises(LeaseLost):
        to = channel(f"{receiver.url}/hook")
        await WEBHOOK.deliver(caller, to, dispatch(), Held(lost=True))

    assert receiver.got == []


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("http://pris.no/hook", Refused(webhook.NOT_SAFE, permanent=True)),
        ("ftp://pris.no/hook", Refused(webhook.NOT_SAFE, permanent=True)),
        ("nonsense", Refused(webhook.NOT_SAFE, permanent=True)),
        ("https://me:word@pris.no/", Refused(SAID[Trouble.ADDRESS], permanent=False)),
        ("https://127.0.0.1/hook", Refused(SAID[Trouble.INNER], permanent=False)),
    ],
)
async def test_a_message_goes_safely_or_not_at_all(
    caller: Caller, address: str, outcome: Outcome
) -> None:
    to = channel(address)

    assert await WEBHOOK.deliver(caller, to, dispatch(), Held()) == outcome
    assert await WEBHOOK.try_out(caller, to) == [Finding(False, outcome.answer, {})]


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "a password",
        "whsec_not base64",
        "whsec_" + base64.b64encode(b"x" * 23).decode(),
        "whsec_" + base64.b64encode(b"x" * 65).decode(),
        "whsec_\N{PARTY POPPER}",
    ],
)
async def test_without_a_secret_of_the_standard_nothing_is_sent(
    caller: Caller, receiver: Receiver, secret: str
) -> None:
    to = channel(f"{receiver.url}/hook", NEW, secret)

    assert await WEBHOOK.try_out(caller, to) == [Finding(False, webhook.NO_SECRET, {})]
    assert await WEBHOOK.try_out(caller, replace(to, secrets=())) == [
        Finding(False, webhook.NO_SECRET, {})
    ]
    assert receiver.got == []


def test_a_secret_that_we_make_is_one_of_the_standard() -> None:
    secret = made_secret()

    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    assert secret != made_secret()


async def test_a_trial_sends_a_signed_test_and_publishes_nothing(
    caller: Caller, receiver: Receiver
) -> None:
    to = channel(f"{receiver.url}/hook", OLD, NEW)

    found = await WEBHOOK.try_out(caller, to)

    ((body, headers),) = receiver.got
    message = json.loads(body)
    assert found == [
        Finding(True, webhook.TRIED, {"status": "204"}),
        Finding(True, webhook.TWO_SECRETS, {}),
    ]
    assert (message["type"], message["data"]) == ("test", {"channel": "Riga"})
    assert verifies(OLD, body, headers)
    assert verifies(NEW, body, headers)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (301, webhook.MOVED),
        (401, webhook.NO_TRUST),
        (403, webhook.NO_TRUST),
        (404, webhook.NOT_THERE),
        (410, webhook.GONE),
        (422, webhook.REFUSED),
        (429, webhook.BUSY),
        (500, webhook.FAULT),
    ],
)
async def test_a_trial_says_what_is_wrong(
    caller: Caller, receiver: Receiver, status: int, message: str
) -> None:
    receiver.status = status
    receiver.headers = {"location": "https://x.test/"} if status == 301 else {}

    (found,) = await WEBHOOK.try_out(caller, channel(f"{receiver.url}/hook"))

    facts = {"status": str(status), **({"address": "https://x.test/"} if status == 301 else {})}
    assert found == Finding(False, message, facts)


async def test_a_trial_says_why_there_was_no_answer(caller: Caller, receiver: Receiver) -> None:
    receiver.wait = 1.0
    here = receiver.url.removeprefix("http://")
    inner = replace(caller, inner_hosts=frozenset({here, "127.0.0.1:1", "nowhere.invalid:443"}))
    addresses = [
        f"{receiver.url}/hook",
        "http://127.0.0.1:1/",
        "https://10.0.0.1/",
        "https://nowhere.invalid/",
        f"https://{here}/hook",
    ]

    found = [await WEBHOOK.try_out(inner, channel(one, patience=0.8)) for one in addresses]

    troubles = [Trouble.SLOW, Trouble.CLOSED, Trouble.INNER, Trouble.NAME, Trouble.CERTIFICATE]
    assert found == [[Finding(False, SAID[trouble], {})] for trouble in troubles]
