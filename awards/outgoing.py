"""Outgoing calls: a total deadline, a cap on bytes, no redirect, no address of an inner network.

Whoever answers may be broken or hostile. A name is resolved once, every address it has is checked,
and the connection goes to an address that was checked, so that no second answer of a name server
leads inside. Only hosts that the settings name may be anywhere.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext

import httpx

from awards import __version__

MOST_BYTES = 1024 * 1024
USER_AGENT = f"awards/{__version__} (award nominations; self-hosted)"
UNICAST = ipaddress.ip_network("2000::/3")
CARRIERS = tuple(map(ipaddress.ip_network, ("2001::/32", "2002::/16")))  # of IPv4 inside IPv6


class Failed(Exception):
    """There was no answer that can be used; the text says why, for a log."""


class Unsent(Failed):
    """The server was not reached: it has certainly not done what was asked."""


@dataclass(frozen=True)
class Fetched:
    status: int
    body: bytes
    headers: Mapping[str, str]  # names in lower case


@dataclass(frozen=True)
class Caller:
    """Makes calls to hosts on the open internet, and to the inner hosts that the settings name."""

    browser: httpx.AsyncClient
    inner_hosts: frozenset[str] = frozenset()  # host:port, as addresses write it

    async def call(
        self,
        method: str,
        address: str,
        *,
        within: float,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        most: int = MOST_BYTES,
    ) -> Fetched:
        """The answer, whatever its status. Unsent: nothing happened; Failed: nobody knows."""
        try:
            async with asyncio.timeout(within):
                asked = _Asked(method, httpx.URL(address), content, headers or {})
                return await _from_any(self.browser, asked, most, self.inner_hosts)
        except (httpx.ConnectError, httpx.InvalidURL, UnicodeError) as error:
            raise Unsent(f"{type(error).__name__} {error}".strip()) from None
        except (httpx.HTTPError, OSError, TimeoutError) as error:
            raise Failed(f"{type(error).__name__} {error}".strip()) from None


@dataclass(frozen=True)
class _Asked:
    method: str
    url: httpx.URL
    content: bytes
    headers: Mapping[str, str]


def client() -> httpx.AsyncClient:
    """Keeps connections to one host; proxies and certificates of the environment are not its."""
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=4)
    return httpx.AsyncClient(verify=_certificates(), trust_env=False, timeout=None, limits=limits)


@cache
def _certificates() -> SSLContext:
    return httpx.create_ssl_context(trust_env=False)


async def get(
    browser: httpx.AsyncClient,
    address: str,
    *,
    within: float,
    most: int = MOST_BYTES,
    inner_host: str = "",
) -> Fetched:
    """What stands at an address, whatever its status. ``inner_host`` may be anywhere."""
    return await Caller(browser, frozenset({inner_host})).call(
        "GET", address, within=within, most=most
    )


async def _from_any(
    browser: httpx.AsyncClient, asked: _Asked, most: int, inner_hosts: Collection[str]
) -> Fetched:
    """From the first of the host's addresses that takes a connection."""
    if asked.url.scheme not in ("http", "https"):
        raise Unsent(f"{asked.url.scheme} is not fetched")
    failure: Exception = Unsent("the name has no address")
    for address in await _addresses(asked.url, inner_hosts):
        try:
            return await _stream(browser, asked, address, most)
        except httpx.ConnectError as error:
            failure = error
    raise failure


async def _addresses(url: httpx.URL, inner_hosts: Collection[str]) -> list[str]:
    port = url.port or {"http": 80, "https": 443}[url.scheme]
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unsent(f"{type(error).__name__} {error}") from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if _host(url) not in inner_hosts and not all(map(is_public, addresses)):
        raise Unsent("the address is of an inner network")
    return addresses


def _host(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")


def is_public(address: str) -> bool:
    """Whether an address is on the open internet, whichever way it is written."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv4Address):
        return number.is_global and not number.is_multicast and not number.is_reserved
    if number.ipv4_mapped:
        return is_public(str(number.ipv4_mapped))
    return number.is_global and number in UNICAST and not any(number in one for one in CARRIERS)


async def _stream(browser: httpx.AsyncClient, asked: _Asked, address: str, most: int) -> Fetched:
    """Compressed answers are refused: nobody knows how large they are."""
    async with browser.stream(
        asked.method,
        asked.url.copy_with(host=address),
        content=asked.content or None,
        headers=_headers(asked),
        extensions=_tls(asked.url),
    ) as answer:
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Failed("the answer is compressed")
        body = bytearray()
        async for part in answer.aiter_raw():
            body += part
            if len(body) > most:
                raise Failed("the answer is too long")
    return Fetched(answer.status_code, bytes(body), {**answer.headers})


def _headers(asked: _Asked) -> Mapping[str, str]:
    return {
        "user-agent": USER_AGENT,
        "accept": "application/json",
        **asked.headers,
        "host": _host(asked.url),
        "accept-encoding": "identity",
    }


def _tls(url: httpx.URL) -> dict[str, str]:
    """The certificate must be the host's, though the connection goes to its address."""
    return {"sni_hostname": url.host}
