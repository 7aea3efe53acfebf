"""The REST interface of a WordPress site: asked one thing at a time, its answers judged.

They are judged by status, kind and code, never by their message; and an answer is good only when
it is JSON. What is certain becomes a refusal; what nobody can tell stays unclear.
"""

import base64
import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from awards.adapters.shape import Channel, Finding, Refused, Unclear
from awards.adapters.troubles import LATER, SAID, seconds_to_wait
from awards.errors import N_
from awards.outgoing import Caller, Failed, Fetched, Unsent, is_safe, place

MOVED = N_("The site sends us on to %(address)s. Write that address in the channel.")
SIGN_IN = N_(
    "WordPress does not let us in. Check the user name and the application password; "
    "the password for signing in by hand does not work here."
)
FIREWALL = N_("Something in front of WordPress refuses our requests (status %(status)s).")
NO_REST = N_("The REST interface of WordPress does not answer at this address.")
NOT_JSON = N_("The site answered with something else than WordPress does (status %(status)s).")
BUSY = N_("The site is busy or being maintained (status %(status)s).")
FAULT = N_("The site answered that it has an error (status %(status)s).")
NO = N_("WordPress refused it (%(code)s).")
NO_UPLOAD = N_("WordPress does not take the picture (%(code)s).")
TOO_LARGE = N_("The picture is too large for the site.")
NOT_PUBLISHING = N_("The user may not publish. Make it an editor in WordPress.")
NOT_SAFE = N_("The address must begin with https://, or the password could be read on its way.")
NO_PASSWORD = N_("The channel has no application password.")

CODES: Mapping[str, str] = {
    "rest_cannot_publish": NOT_PUBLISHING,
    "rest_cannot_edit_others": NOT_PUBLISHING,
    "rest_cannot_edit": NOT_PUBLISHING,
}
SHORTEST_SECRET = 8  # letters; what is shorter stands in any answer
LINK = re.compile(r'<([^<>]+)>\s*;\s*rel="?https://api\.w\.org/"?')


class Stopped(Exception):
    """The delivery ends here."""

    def __init__(self, outcome: Refused | Unclear) -> None:
        self.outcome = outcome


@dataclass(frozen=True)
class Reply:
    status: int
    said: Any  # None: it is not JSON
    headers: Mapping[str, str]

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300 and self.said is not None

    @property
    def done(self) -> bool:
        """A change was certainly made: WordPress shows what came of it."""
        said = self.said if self.good and isinstance(self.said, dict) else {}
        return type(said.get("id")) is int or said.get("deleted") is True

    @property
    def code(self) -> str:
        """Of an error; what is no code is not repeated."""
        code = self.said.get("code") if isinstance(self.said, dict) else None
        return code if isinstance(code, str) and re.fullmatch(r"\w{1,60}", code) else ""

    @property
    def detail(self) -> Mapping[str, Any]:
        found = self.said.get("data") if isinstance(self.said, dict) else None
        return found if isinstance(found, dict) else {}

    @property
    def after(self) -> float | None:
        return seconds_to_wait(self.headers, datetime.now(UTC))

    @property
    def facts(self) -> Mapping[str, str]:
        return {"status": str(self.status), "code": self.code or str(self.status)}


@dataclass(frozen=True)
class Site:
    caller: Caller
    channel: Channel
    root: str  # of its REST interface
    hold: Callable[[], Awaitable[None]]

    async def ask(
        self,
        method: str,
        route: str,
        query: Mapping[str, str] | None = None,
        typed: Mapping[str, Any] | None = None,
        form: httpx.Request | None = None,
    ) -> Reply:
        """One question, whatever the answer. Raises Failed."""
        content = b"" if typed is None else json.dumps(typed).encode()
        kind = "application/json"
        if form is not None:
            content, kind = form.read(), form.headers["content-type"]
        await self.hold()
        fetched = await self.caller.call(
            method,
            self._address(route, query or {}),
            within=self.channel.within,
            content=content,
            headers={"authorization": f"Basic {self._signature}", "content-type": kind},
        )
        return _reply(self._hushed(fetched))

    async def read(self, route: str, query: Mapping[str, str], bears: Collection[str] = ()) -> Any:
        """What stands there; None where the answer is one of the codes that we can bear."""
        try:
            reply = await self.ask("GET", route, query)
        except Failed as failure:
            raise Stopped(Refused(SAID[failure.trouble], permanent=False)) from None
        if reply.good:
            return reply.said
        if reply.code in bears:
            return None
        raise Stopped(_no(reply) or _fault(reply))

    async def change(
        self,
        method: str,
        route: str,
        query: Mapping[str, str] | None = None,
        typed: Mapping[str, Any] | None = None,
        form: httpx.Request | None = None,
        bears: Collection[str] = (),
    ) -> Reply:
        """A change that was certainly made, or an answer with one of the codes that we can bear."""
        try:
            reply = await self.ask(method, route, query, typed, form)
        except Unsent as failure:
            raise Stopped(Refused(SAID[failure.trouble], permanent=False)) from None
        except Failed as failure:
            raise Stopped(Unclear(SAID[failure.trouble])) from None
        if reply.done or (reply.code in bears and reply.status != 401):
            return reply
        raise Stopped(_no(reply) or Unclear(_vague(reply), reply.after, reply.facts))

    def _address(self, route: str, query: Mapping[str, str]) -> str:
        asked = urlencode(query, quote_via=quote)
        return f"{self.root}{route}{'&' if '?' in self.root else '?'}{asked}".rstrip("?&")

    @property
    def _signature(self) -> str:
        user = str(self.channel.settings.get("user", ""))
        pair = f"{user}:{self.channel.secrets[-1]}"
        return base64.b64encode(pair.encode()).decode()

    def _hushed(self, fetched: Fetched) -> Fetched:
        """Sites that show what they were asked repeat what we signed in with: nobody reads that."""
        password = self.channel.secrets[-1]
        plain = [self._signature, password, "".join(password.split())]
        said = [one for one in plain if len(one) >= SHORTEST_SECRET]
        said += [made for one in said for made in (one.replace("/", "\\/"), quote(one, safe=""))]
        body, headers = fetched.body, dict(fetched.headers)
        for one in said:
            body = body.replace(one.encode(), b"...")
            headers = {name: text.replace(one, "...") for name, text in headers.items()}
        return Fetched(fetched.status, body, headers)


def not_possible(caller: Caller, channel: Channel) -> str:
    """Why nothing is said to this site at all, or nothing."""
    if not is_safe(channel.address, caller.inner_hosts):
        return NOT_SAFE
    return "" if channel.secrets else NO_PASSWORD


async def found_root(caller: Caller, channel: Channel) -> tuple[str, Fetched]:
    """Where its REST interface is, as the front page says; and the front page. Raises Failed.

    A front page that says nothing, or names another server, gets the address that every WordPress
    has: the password goes nowhere but where staff said.
    """
    home = channel.address.rstrip("/") + "/"
    page = await caller.call("HEAD", home, within=channel.within)
    named = LINK.search(page.headers.get("link", ""))
    return (named[1] if named and same_server(named[1], home) else f"{home}?rest_route=/"), page


def same_server(one: str, other: str) -> bool:
    return place(one) == place(other) != "" and one.startswith("https:") == other.startswith(
        "https:"
    )


def shown(said: object, most: int = 200) -> str:
    """What a site wrote, fit for a page and for the database."""
    return "".join(letter for letter in str(said)[:most] if letter.isprintable())


def _reply(fetched: Fetched) -> Reply:
    try:
        said = json.loads(fetched.body)
    except (ValueError, RecursionError):
        said = None
    return Reply(fetched.status, said, fetched.headers)


def _no(reply: Reply) -> Refused | None:
    """It was certainly not done; None where nobody can tell."""
    if reply.status in LATER or reply.code == "wp_die":
        return Refused(BUSY, False, reply.after, reply.facts)
    if 300 <= reply.status < 400:
        return Refused(MOVED, True, facts={"address": shown(reply.headers.get("location", ""))})
    if reply.status == 401 or "status" in (reply.detail.get("params") or ()):
        return Refused(SIGN_IN, permanent=True)
    if reply.code.startswith("rest_upload_"):
        return Refused(NO_UPLOAD, permanent=True, facts=reply.facts)
    if 400 <= reply.status < 500:
        return Refused(_why(reply), permanent=True, facts=reply.facts)
    return None


def judged(reply: Reply) -> Finding:
    """What is wrong with an answer that is not good."""
    outcome = _no(reply) or _fault(reply)
    return Finding(False, outcome.answer, outcome.facts)


def _why(reply: Reply) -> str:
    """The sentence about an answer between 400 and 499."""
    if reply.code:
        return CODES.get(reply.code, NO)
    return {404: NO_REST, 413: TOO_LARGE}.get(reply.status, FIREWALL)


def _fault(reply: Reply) -> Refused:
    return Refused(_vague(reply), False, reply.after, reply.facts)


def _vague(reply: Reply) -> str:
    return FAULT if reply.status >= 500 else NOT_JSON
