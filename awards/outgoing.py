"""One outgoing GET: a total deadline, a cap on bytes, no redirect, no address of an inner network.

Whoever answers may be broken or hostile. A name is resolved once, every address it has is checked,
and the connection goes to an address that was checked, so that no second answer of a name server
leads inside. Only a host that the settings name may be anywhere.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
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


@dataclass(frozen=True)
class Fetched:
    status: int
    body: bytes


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
    try:
        async with asyncio.timeout(within):
            return await _from_any(browser, httpx.URL(address), most, inner_host)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, TimeoutError) as error:
        raise Failed(f"{type(error).__name__} {error}".strip()) from None


async def _from_any(
    browser: httpx.AsyncClient, url: httpx.URL, most: int, inner_host: str
) -> Fetched:
    """From the first of the host's addresses that takes a connection."""
    if url.scheme not in ("http", "https"):
        raise Failed(f"{url.scheme} is not fetched")
    failure: Exception = Failed("the name has no address")
    for address in await _addresses(url, inner_host):
        try:
            return await _stream(browser, url, address, most)
        except httpx.ConnectError as error:
            failure = error
    raise failure


async def _addresses(url: httpx.URL, inner_host: str) -> list[str]:
    port = url.port or {"http": 80, "https": 443}[url.scheme]
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if _host(url) != inner_host and not all(map(is_public, addresses)):
        raise Failed("the address is of an inner network")
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


async def _stream(browser: httpx.AsyncClient, url: httpx.URL, address: str, most: int) -> Fetched:
    """Compressed answers are refused: nobody knows how large they are."""
    to = url.copy_with(host=address)
    async with browser.stream("GET", to, headers=_headers(url), extensions=_tls(url)) as answer:
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Failed("the answer is compressed")
        body = bytearray()
        async for part in answer.aiter_raw():
            body += part
            if len(body) > most:
                raise Failed("the answer is too long")
    return Fetched(answer.status_code, bytes(body))


def _headers(url: httpx.URL) -> Mapping[str, str]:
    return {
        "host": _host(url),
        "user-agent": USER_AGENT,
        "accept": "application/json",
        "accept-encoding": "identity",
    }


def _tls(url: httpx.URL) -> dict[str, str]:
    """The certificate must be the host's, though the connection goes to its address."""
    return {"sni_hostname": url.host}
