"""What went wrong with a call to a channel, in words for staff; and how long it asks us to wait."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from awards.deliveries import LONGEST_ASKED
from awards.errors import N_
from awards.outgoing import Trouble

SAID: Mapping[Trouble, str] = {
    Trouble.ADDRESS: N_("The address of the channel cannot be called."),
    Trouble.NAME: N_("There is no server of this name. Check the address for typing errors."),
    Trouble.INNER: N_("The address leads to an inner network, which the settings do not allow."),
    Trouble.CLOSED: N_("The server takes no connection. It may be down."),
    Trouble.CERTIFICATE: N_("The certificate of the server is not valid. It may have expired."),
    Trouble.SLOW: N_("The server did not answer in time."),
    Trouble.LONG: N_("The answer of the server is too long, or compressed though we asked not to."),
    Trouble.BROKEN: N_("The server cut the connection, or its answer is broken."),
}
LATER = (408, 425, 429)  # statuses that refuse what is taken another time


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """What Retry-After asks for: seconds, or a time; as far as we let a server have its way."""
    asked = _asked(headers.get("retry-after", "").strip(), now)
    return None if asked is None else min(max(0.0, asked), LONGEST_ASKED)


def _asked(said: str, now: datetime) -> float | None:
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return (parsedate_to_datetime(said) - now).total_seconds()
    except (ValueError, TypeError):
        return None
