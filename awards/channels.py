"""Channels: where announcements go besides our own pages, as administrators set them up.

What a channel signs in or signs its messages with is kept here and never shown again; pages, log
and exports know only that there is one.
"""

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from awards import audit, words
from awards.adapters.shape import Channel
from awards.adapters.webhook import PREFIX
from awards.database import Connection, Queries
from awards.errors import N_, Conflict, Invalid, NotFound, NotNow
from awards.staff import Member, Role

sql = Queries("channels")

MOST = 50  # channels of an award
MOST_SECRETS = 2  # that sign at once, while one takes over from the other

TAKEN = N_("Another channel has this name already. Give this one a name of its own.")
TOO_MANY_CHANNELS = N_("There are 50 channels already, and no room for more.")
TWO_SECRETS = N_("Two secrets sign already. End the old one first.")
TYPE_AGAIN = N_(
    "The web address is another one. Type the application password again, too, so that it is sent "
    "nowhere it was not made for."
)
ONE_SECRET = N_("Only one secret signs. Make a new one first, and let the receiver know it.")


@dataclass(frozen=True)
class Profile:
    """A channel as its form has it."""

    name: str
    address: str
    languages: Sequence[str]
    kinds: Sequence[str]  # of announcements
    settings: Mapping[str, Any]  # of its kind


@dataclass(frozen=True)
class Known:
    """A channel with the version that its page shows."""

    channel: Channel
    version: int


async def channels(db: Connection) -> list[Channel]:
    found = [_known(row).channel for row in await sql.channels.all(db, id=None, most=MOST)]
    return sorted(found, key=lambda one: words.sort_key(one.name))


async def channel(db: Connection, ident: int) -> Channel:
    return (await known(db, ident)).channel


async def known(db: Connection, ident: int) -> Known:
    row = await sql.channels.one(db, id=ident, most=1)
    if row is None:
        raise NotFound
    return _known(row)


async def make(db: Connection, member: Member, kind: str, profile: Profile, secret: str) -> int:
    member.require(Role.ADMINISTRATOR)
    if len(await channels(db)) >= MOST:
        raise NotNow(TOO_MANY_CHANNELS)
    ident = await sql.make.value(db, kind=kind, **asdict(profile))
    if ident is None:
        raise Conflict(TAKEN)
    await sql.add_secret.run(db, channel=ident, secret=secret)
    await _log(db, member, "made", ident, name=profile.name, kind=kind)
    return int(ident)


async def change(
    db: Connection, member: Member, ident: int, profile: Profile, version: int, password: str = ""
) -> None:
    """Set it up anew. A password takes the place of the one it had; none leaves it as it is, and
    where it is."""
    member.require(Role.ADMINISTRATOR)
    if not password and moves(await channel(db, ident), profile):
        raise Invalid(TYPE_AGAIN)
    if await sql.is_taken.value(db, id=ident, name=profile.name):
        raise Conflict(TAKEN)
    if not await sql.change.run(db, id=ident, version=version, **asdict(profile)):
        raise Conflict
    await _log(db, member, "changed", ident, name=profile.name)
    if password:
        await sql.end_secrets.run(db, channel=ident, but=None)
        await sql.add_secret.run(db, channel=ident, secret=password)
        await _log(db, member, "password_changed", ident)


def moves(one: Channel, to: Profile) -> bool:
    """Whether its password would be sent somewhere else than before."""
    return one.kind == "wordpress" and one.address != to.address


async def new_secret(db: Connection, member: Member, ident: int) -> str:
    """A second secret, which signs beside the first until that is ended."""
    member.require(Role.ADMINISTRATOR)
    if len(await _secrets(db, ident)) >= MOST_SECRETS:
        raise NotNow(TWO_SECRETS)
    secret = made_secret()
    await sql.add_secret.run(db, channel=ident, secret=secret)
    await _log(db, member, "secret_made", ident)
    return secret


async def end_old_secret(db: Connection, member: Member, ident: int) -> None:
    """From now on the newest secret signs alone."""
    member.require(Role.ADMINISTRATOR)
    found = await _secrets(db, ident)
    if len(found) < MOST_SECRETS:
        raise NotNow(ONE_SECRET)
    await sql.end_secrets.run(db, channel=ident, but=found[-1])
    await _log(db, member, "secret_ended", ident)


async def switch(db: Connection, member: Member, ident: int, *, active: bool) -> None:
    """On or off for what is published from now on; what is under way goes on."""
    member.require(Role.ADMINISTRATOR)
    if not await sql.switch.run(db, id=ident, active=active):
        raise NotFound
    await _log(db, member, "switched_on" if active else "switched_off", ident)


def made_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


async def _secrets(db: Connection, ident: int) -> list[int]:
    """Those that sign, the oldest first; nobody adds or ends one before we are done."""
    if not await sql.hold.value(db, id=ident):
        raise NotFound
    return [row["id"] for row in await sql.secrets.all(db, channel=ident)]


async def _log(db: Connection, member: Member, verb: str, ident: int, **detail: Any) -> None:
    await audit.record(db, member.actor, f"channel.{verb}", f"channel:{ident}", **detail)


def _known(row: Any) -> Known:
    facts = {name: value for name, value in row.items() if name != "version"}
    return Known(Channel(**facts), row["version"])
