"""Signed tokens: what a link or a form carries so that we know it again. Validity is not in here.

The purpose is the salt, so a token of one purpose is void for any other. A token holds an opaque id
and a generation, nothing about a person. Several spellings of one token verify: whatever is kept
about a token is kept under the id inside, never under its text.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from awards.errors import Invalid, LinkUnknown, Refusal

# Ours are about a hundred characters; nothing longer is worth a signature check.
TOKEN_LIMIT = 500


class Purpose(StrEnum):
    JUROR = "juror"
    TRIAL = "trial"  # of a test letter: opens nothing
    ALARM = "alarm"  # "this was not me", about a device of a juror
    NOMINATION = "nomination"
    CONTRIBUTOR = "contributor"  # of a company's own form
    UNFINISHED = "unfinished"  # a nomination form to go on with
    CHECK = "check"  # of what will be announced about a winner
    FOLLOW = "follow"  # to be told when nominations open
    STAFF = "staff"
    FORM = "form"
    RECEIPT = "receipt"


def sign(keys: Sequence[str], purpose: Purpose, ident: str, generation: int = 0) -> str:
    return str(_serializer(keys, purpose).dumps([ident, generation]))


def read(keys: Sequence[str], purpose: Purpose, token: str) -> tuple[str, int]:
    return _contents(keys, purpose, token, LinkUnknown)


def read_receipt(keys: Sequence[str], cookie: str) -> int | None:
    """The nomination that a browser was given a receipt for; a cookie of no use is none."""
    try:
        return int(read(keys, Purpose.RECEIPT, cookie)[0])
    except LinkUnknown:
        return None


def form_key(keys: Sequence[str], now: datetime, ident: str = "") -> str:
    """A key for one filled-in form, and when it was begun: the form sent twice is known by it."""
    return sign(keys, Purpose.FORM, ident or secrets.token_urlsafe(16), int(now.timestamp()))


def read_form_key(keys: Sequence[str], key: str) -> tuple[str, datetime]:
    ident, seconds = _contents(keys, Purpose.FORM, key, Invalid)
    return ident, datetime.fromtimestamp(seconds, UTC)


def _serializer(keys: Sequence[str], purpose: Purpose) -> URLSafeSerializer:
    """Oldest key first: the newest signs, all of them verify, so keys can be changed."""
    if not keys or not all(keys):
        raise ValueError("tokens need at least one key, and none may be empty")
    return URLSafeSerializer(
        list(keys),
        salt=f"awards.{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def _contents(
    keys: Sequence[str], purpose: Purpose, token: str, refusal: type[Refusal]
) -> tuple[str, int]:
    serializer = _serializer(keys, purpose)
    if len(token) > TOKEN_LIMIT:
        raise refusal
    try:
        contents: Any = serializer.loads(token)
    except (BadData, UnicodeError):
        raise refusal from None
    match contents:
        case [str(ident), int(generation)]:
            return ident, generation
    raise refusal
