"""Webhooks: each deed is one signed message, posted to the channel's address as JSON.

The form is that of Standard Webhooks. Every try of a delivery has the same webhook-id, so that a
receiver drops what it has already; and it is signed with each secret that the channel has.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from awards.adapters.shape import (
    Article,
    Channel,
    Delivered,
    Dispatch,
    Finding,
    Image,
    Outcome,
    Refused,
    Steps,
    Unclear,
)
from awards.adapters.troubles import LATER, SAID, seconds_to_wait
from awards.deliveries import Deed
from awards.errors import N_
from awards.outgoing import Caller, Failed, Fetched, Unsent, is_safe

PREFIX = "whsec_"  # of a secret of Standard Webhooks
FEWEST, MOST = 24, 64  # bytes of a secret

TAKEN = N_("The receiver took the message (status %(status)s).")
TRIED = N_("The receiver took our test message (status %(status)s).")
TWO_SECRETS = N_("Two secrets sign every message. End the old one when the receiver has the new.")
NOT_SAFE = N_("The address must begin with https://, or messages could be read on their way.")
NO_SECRET = N_("The channel has no secret that can sign. Make a new one.")
MOVED = N_("The receiver sends us on to %(address)s. Write that address in the channel.")
NOWHERE = N_("The receiver sends us on, and does not say where (status %(status)s).")
NO_TRUST = N_("The receiver does not trust us (status %(status)s). Check that it has our secret.")
NOT_THERE = N_("There is nothing at this address (status 404). Check it for typing errors.")
NO_POSTS = N_("The address takes no messages (status 405). Ask the receiver for the right one.")
GONE = N_("The receiver wants no more messages (status 410).")
TOO_LARGE = N_("The message is too large for the receiver (status 413).")
REFUSED = N_("The receiver refuses the message (status %(status)s).")
BUSY = N_("The receiver is busy (status %(status)s).")
FAULT = N_("The receiver has an error of its own (status %(status)s).")

WHY: Mapping[int, str] = {
    401: NO_TRUST,
    403: NO_TRUST,
    404: NOT_THERE,
    405: NO_POSTS,
    410: GONE,
    413: TOO_LARGE,
}
TYPES: Mapping[Deed, str] = {
    Deed.PUBLISH: "announcement.published",
    Deed.CORRECT: "announcement.corrected",
    Deed.WITHDRAW: "announcement.withdrawn",
}


@dataclass(frozen=True)
class Message:
    id: str
    at: datetime  # of this try
    body: bytes


class _Webhook:
    kind = "webhook"
    name = N_("Webhook")

    async def deliver(
        self, caller: Caller, channel: Channel, dispatch: Dispatch, steps: Steps
    ) -> Outcome:
        if wrong := _not_possible(caller, channel):
            return Refused(wrong, permanent=True)
        await steps.hold()
        message = Message(dispatch.id, dispatch.now, _written(_news(dispatch)))
        try:
            return _outcome(await _post(caller, channel, message), dispatch.now)
        except Unsent as failure:
            return Refused(SAID[failure.trouble], permanent=False)
        except Failed as failure:
            return Unclear(SAID[failure.trouble])

    async def try_out(self, caller: Caller, channel: Channel) -> list[Finding]:
        if wrong := _not_possible(caller, channel):
            return [Finding(False, wrong, {})]
        now = datetime.fromtimestamp(time.time(), UTC)
        test = {"type": "test", "timestamp": now.isoformat(), "data": {"channel": channel.name}}
        message = Message(f"test_{secrets.token_hex(16)}", now, _written(test))
        try:
            outcome = _outcome(await _post(caller, channel, message), now)
        except Failed as failure:
            return [Finding(False, SAID[failure.trouble], {})]
        if not isinstance(outcome, Delivered):
            return [Finding(False, outcome.answer, outcome.facts)]
        rotated = [Finding(True, TWO_SECRETS, {})] if len(channel.secrets) > 1 else []
        return [Finding(True, TRIED, outcome.facts), *rotated]


WEBHOOK = _Webhook()


def signatures(message: Message, with_secrets: Sequence[str]) -> str:
    """One of each secret, the newest first; the receiver needs to know one of them."""
    signed = b".".join([message.id.encode(), _second(message).encode(), message.body])
    made = [hmac.new(_key(one), signed, hashlib.sha256).digest() for one in with_secrets[::-1]]
    return " ".join(f"v1,{base64.b64encode(one).decode()}" for one in made)


async def _post(caller: Caller, channel: Channel, message: Message) -> Fetched:
    return await caller.call(
        "POST",
        channel.address,
        within=channel.within,
        content=message.body,
        headers={
            "content-type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": _second(message),
            "webhook-signature": signatures(message, channel.secrets),
        },
        most=0,
    )


def _second(message: Message) -> str:
    return str(int(message.at.timestamp()))


def _not_possible(caller: Caller, channel: Channel) -> str:
    """Why nothing is posted at all, or ""."""
    if not is_safe(channel.address, caller.inner_hosts):
        return NOT_SAFE
    good = channel.secrets and all(FEWEST <= len(_key(one)) <= MOST for one in channel.secrets)
    return "" if good else NO_SECRET


def _key(secret: str) -> bytes:
    """The bytes of a secret; none of what is no secret."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _outcome(said: Fetched, now: datetime) -> Outcome:
    """The status says it all."""
    facts = {"status": str(said.status)}
    if 200 <= said.status < 300:
        return Delivered(TAKEN, facts)
    if 300 <= said.status < 400:
        return _sent_on(said, facts)
    if 400 <= said.status < 500 and said.status not in LATER:
        return Refused(WHY.get(said.status, REFUSED), permanent=True, facts=facts)
    after = seconds_to_wait(said.headers, now)
    busy = said.status in (*LATER, 503)
    return Refused(BUSY if busy else FAULT, permanent=False, after=after, facts=facts)


def _sent_on(said: Fetched, facts: Mapping[str, str]) -> Refused:
    """Messages go nowhere but where staff said."""
    address = said.headers.get("location", "")[:200]
    if not address:
        return Refused(NOWHERE, permanent=True, facts=facts)
    return Refused(MOVED, permanent=True, facts={**facts, "address": address})


def _written(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()


def _news(dispatch: Dispatch) -> Mapping[str, Any]:
    """What happened, and when. Of what is withdrawn no text is spread once more."""
    article, withdrawn = dispatch.article, dispatch.deed is Deed.WITHDRAW
    times = {
        Deed.PUBLISH: article.published_at,
        Deed.CORRECT: article.updated_at,
        Deed.WITHDRAW: dispatch.now,
    }
    return {
        "type": TYPES[dispatch.deed],
        "timestamp": times[dispatch.deed].isoformat(),
        "data": {**_known(article), **({} if withdrawn else _text(article))},
    }


def _known(article: Article) -> Mapping[str, Any]:
    return {
        "id": article.uid,
        "entry": article.entry,
        "year": article.year,
        "kind": article.kind,
        "language": article.language,
        "url": article.url,
        "published_at": article.published_at.isoformat(),
        "updated_at": article.updated_at.isoformat(),
    }


def _text(article: Article) -> Mapping[str, Any]:
    return {
        "title": article.title,
        "lead": article.lead,
        "content": article.content,
        "correction": article.correction,
        "picture": article.picture and _picture(article, article.picture),
    }


def _picture(article: Article, picture: Image) -> Mapping[str, Any]:
    ours = urlsplit(article.url)
    return {
        "url": f"{ours.scheme}://{ours.netloc}/{article.year}/pictures/{picture.key}",
        "type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "credit": picture.credit,
    }
