"""Whether a WordPress site takes our posts: everything that may be wrong, each in words."""

from collections.abc import Mapping
from typing import Any

from awards.adapters import wordpress_extras as extras
from awards.adapters.shape import Channel, Finding
from awards.adapters.troubles import SAID
from awards.adapters.wordpress_posts import throw_away
from awards.adapters.wordpress_rest import (
    MOVED,
    NO_REST,
    NOT_PUBLISHING,
    Reply,
    Site,
    Stopped,
    found_root,
    judged,
    not_possible,
    same_server,
    shown,
)
from awards.errors import N_
from awards.outgoing import Caller, Failed, Fetched

NO_PASSWORDS = N_("Application passwords are switched off on the site, or it does not use https.")
SIGNED_IN = N_("WordPress lets us in as %(user)s.")
WRITES = N_("Posts can be written.")
NOT_WRITING = N_("The user may not write posts. Make it an editor in WordPress.")
FILED = N_("Posts are filed under the category “%(name)s”.")
TO_BE_MADE = N_("There is no category “%(name)s” yet. It is made with the first post.")
ZONE = N_("The clock of the site shows the time of %(zone)s.")
INDEX = {"_fields": "namespaces,authentication,timezone_string,gmt_offset"}


async def tried_out(caller: Caller, channel: Channel) -> list[Finding]:
    """The findings until the first that makes all others pointless. Publishes nothing."""
    if reason := not_possible(caller, channel):
        return [_bad(reason)]
    try:
        root, page = await found_root(caller, channel)
        if moved := _moved(channel, page):
            return [moved]
        return await _seen(Site(caller, channel, root, _held))
    except Failed as failure:
        return [_bad(SAID[failure.trouble])]
    except Stopped as stopped:
        return [Finding(False, stopped.outcome.answer, stopped.outcome.facts)]


async def _held() -> None:
    """Nobody else tries this."""


async def _seen(site: Site) -> list[Finding]:
    index = await site.ask("GET", "", INDEX)
    if not index.good or "wp/v2" not in _of(index, "namespaces"):
        return [judged(index) if not index.good else _bad(NO_REST)]
    if not _of(index, "authentication"):
        return [_bad(NO_PASSWORDS)]
    me = await site.ask("GET", "wp/v2/users/me", {"context": "edit"})
    if not me.good:
        return [judged(me)]
    can = me.said.get("capabilities") or {}
    return [
        _good(SIGNED_IN, user=shown(me.said.get("name", ""))),
        *(await _rights(site, can)),
        *(await _category(site, can)),
        _good(ZONE, zone=_zone(index)),
    ]


async def _rights(site: Site, can: Mapping[str, Any]) -> list[Finding]:
    if not can.get("edit_posts"):
        return [_bad(NOT_WRITING)]
    found = [await _writes(site)]
    if site.channel.settings.get("status") != "draft" and not can.get("publish_posts"):
        found.append(_bad(NOT_PUBLISHING))
    if not can.get("upload_files"):
        found.append(_bad(extras.NO_PICTURES))
    return found


async def _writes(site: Site) -> Finding:
    """A post without any text is refused by WordPress itself, once it has come through to it."""
    reply = await site.ask("POST", "wp/v2/posts", typed={"status": "draft"})
    if reply.good and isinstance(reply.said.get("id"), int):
        await throw_away(site, reply.said["id"])
        return _good(WRITES)
    return _good(WRITES) if reply.code == "empty_content" else judged(reply)


async def _category(site: Site, can: Mapping[str, Any]) -> list[Finding]:
    name = str(site.channel.settings.get("category") or "")
    if not name:
        return []
    if await extras.look_up(site, "categories", name):
        return [_good(FILED, name=name)]
    made = can.get("manage_categories")
    return [_good(TO_BE_MADE, name=name) if made else _bad(extras.NO_TERM, name=name)]


def _moved(channel: Channel, page: Fetched) -> Finding | None:
    """To a page of the same server (a language, say) a site may send whom it likes."""
    to = page.headers.get("location", "") if 300 <= page.status < 400 else ""
    if "//" not in to or same_server(to, channel.address):
        return None
    return _bad(MOVED, address=shown(to))


def _zone(index: Reply) -> str:
    return shown(_of(index, "timezone_string") or f"UTC {_of(index, 'gmt_offset')}")


def _of(index: Reply, name: str) -> Any:
    return index.said.get(name, "") if isinstance(index.said, dict) else ""


def _good(message: str, **facts: str) -> Finding:
    return Finding(True, message, facts)


def _bad(message: str, **facts: str) -> Finding:
    return Finding(False, message, facts)
