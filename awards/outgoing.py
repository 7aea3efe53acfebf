"""Outgoing calls: a total deadline, a cap on bytes, no redirect, no address of an inner network.

Whoever answers may be broken or hostile. A name is resolved once, every address it has is checked,
and the connection goes to an address that was checked, so that no second answer of a name server
leads inside. Only places that the settings name may be anywhere.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Any

import httpcore
import httpx

from awards import __version__
from awards.wires import MOST_BYTES, Network, TooLong

MOST_SILENT = 2  # addresses of one host that take no connection and do not say so
USER_AGENT = f"awards/{__version__} (award nominations; self-hosted)"
PORTS = {"http": 80, "https": 443}
UNICAST = ipaddress.ip_network("2000::/3")
CARRIERS = tuple(map(ipaddress.ip_network, ("2001::/32", "2002::/16")))  # of IPv4 inside IPv6
PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")  # never of anybody's server
LOOKUPS = ThreadPoolExecutor(32, "lookup")  # slow name servers keep nobody else's work waiting
HUNG_UP = (ssl.SSLEOFError, ssl.SSLZeroReturnError)  # in the middle of a handshake
BROKEN = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    OSError,
    ValueError,  # of what cannot be a name, a port or a header
)

Browser = httpcore.AsyncConnectionPool


class Trouble(StrEnum):
    """What went wrong, for whoever puts it in words."""

    ADDRESS = "address"  # it is none that can be called
    NAME = "name"  # there is no server of this name
    INNER = "inner"  # it leads to an inner network
    CLOSED = "closed"  # no connection is taken
    CERTIFICATE = "certificate"
    SLOW = "slow"
    LONG = "long"  # more than we read, or compressed
    BROKEN = "broken"  # what came is no answer


class Failed(Exception):
    """There was no answer that can be used; the text says why, for a log."""

    def __init__(self, text: str, trouble: Trouble = Trouble.BROKEN) -> None:
        super().__init__(text)
        self.trouble = trouble


class Unsent(Failed):
    """Nothing was said to the server: it has certainly not done what was asked."""


@dataclass(frozen=True)
class Fetched:
    status: int
    body: bytes
    headers: Mapping[str, str]  # names in lower case


@dataclass
class _Call:
    method: str
    url: httpx.URL
    content: bytes
    headers: Mapping[str, str]
    within: float
    most: int
    spoken: bool = False  # whether the server may have heard a word of it

    async def notice(self, event: str, _: Any) -> None:
        self.spoken = self.spoken or event == "http11.send_request_headers.started"


@dataclass(frozen=True)
class Caller:
    """Makes calls to hosts on the open internet, and to the inner hosts that the settings name."""

    browser: Browser
    inner_hosts: frozenset[str] = frozenset()  # host:port

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
        """The answer, whatever its status. Unsent: nothing happened; Failed: nobody knows.

        ``most=0``: the status says it all, and not a byte of the body is waited for.
        """
        call = _Call(method, _url(address), content, headers or {}, within, most)
        try:
            async with asyncio.timeout(within):
                return await _from_any(self.browser, call, self.inner_hosts)
        except BROKEN as error:
            kind = Failed if call.spoken else Unsent
            raise kind(f"{type(error).__name__} {error}".strip(), _trouble(error)) from None


def client(certificates: ssl.SSLContext | None = None, *, one_host: bool = False) -> Browser:
    """Proxies and certificates of the environment are not its, and it keeps no cookies.

    Connections are kept for one host alone: a kept one is known by its address, and the next host
    at that address may be another's. So many hosts wait neither for nor on each other.
    """
    return Browser(
        ssl_context=certificates or _certificates(),
        max_connections=20 if one_host else None,
        max_keepalive_connections=4 if one_host else 0,
        keepalive_expiry=5.0,
        network_backend=Network(),
    )


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


async def get(
    browser: Browser, address: str, *, within: float, most: int = MOST_BYTES, inner_host: str = ""
) -> Fetched:
    """What stands at an address, whatever its status. ``inner_host`` may be anywhere."""
    return await Caller(browser, frozenset({inner_host})).call(
        "GET", address, within=within, most=most
    )


def place(address: str) -> str:
    """The host and the port that an address leads to, as settings name them; or "" """
    try:
        return _place(_url(address))
    except Unsent:
        return ""


def is_safe(address: str, inner_hosts: Collection[str]) -> bool:
    """Whether what is said to an address stays between us and its server."""
    return address.startswith("https://") or place(address) in inner_hosts


def _place(url: httpx.URL) -> str:
    host = url.raw_host.decode("ascii")
    return f"[{host}]:{_port(url)}" if ":" in host else f"{host}:{_port(url)}"


def _port(url: httpx.URL) -> int:
    return PORTS[url.scheme] if url.port is None else url.port


def _url(address: str) -> httpx.URL:
    """A name or a password in an address would be shown wherever the address is."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        raise Unsent("this is no address", Trouble.ADDRESS) from None
    if url.scheme not in PORTS or not url.raw_host or url.userinfo:
        raise Unsent("this address is not called", Trouble.ADDRESS)
    if not 1 <= _port(url) <= 65535:
        raise Unsent("there is no such port", Trouble.ADDRESS)
    return url


async def _from_any(browser: Browser, call: _Call, inner_hosts: Collection[str]) -> Fetched:
    """From the first of the host's addresses that takes a connection. One that stays silent leaves
    time for the next."""
    failure: Exception = Unsent("the name has no address", Trouble.NAME)
    addresses = await _addresses(call.url, inner_hosts)
    to_connect = call.within / min(len(addresses), MOST_SILENT + 1) if addresses else 0.0
    for address in addresses:
        try:
            return await _answer(browser, call, address, to_connect)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            failure = error
    raise failure


async def _addresses(url: httpx.URL, inner_hosts: Collection[str]) -> list[str]:
    ask = partial(socket.getaddrinfo, url.raw_host, _port(url), type=socket.SOCK_STREAM)
    try:
        found = await asyncio.get_running_loop().run_in_executor(LOOKUPS, ask)
    except (OSError, ValueError) as error:
        raise Unsent(f"{type(error).__name__} {error}", Trouble.NAME) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if _place(url) not in inner_hosts and not all(map(is_public, addresses)):
        raise Unsent("the address is of an inner network", Trouble.INNER)
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is on the open internet, whichever way it is written."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv4Address):
        shared = number.is_multicast or number.is_reserved or number in PROTOCOLS
        return number.is_global and not shared
    if number.ipv4_mapped:
        return is_public(str(number.ipv4_mapped))
    return number.is_global and number in UNICAST and not any(number in one for one in CARRIERS)


async def _answer(browser: Browser, call: _Call, address: str, to_connect: float) -> Fetched:
    """Compressed answers are refused: nobody knows how large they are."""
    url = call.url
    async with browser.stream(
        call.method,
        httpcore.URL(scheme=url.scheme, host=address, port=_port(url), target=url.raw_path),
        headers=_headers(call),
        content=call.content if call.content or call.method == "POST" else None,
        extensions={
            "trace": call.notice,
            "timeout": {"connect": to_connect},
            "sni_hostname": url.raw_host.decode("ascii"),  # whose certificate it must be
        },
    ) as answer:
        headers = _read(answer.headers)
        wanted = call.most > 0 and call.method != "HEAD"
        body = await _body(answer, headers, call.most) if wanted else b""
    return Fetched(answer.status, body, headers)


async def _body(answer: httpcore.Response, headers: Mapping[str, str], most: int) -> bytes:
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Failed("the answer is compressed", Trouble.LONG)
    body = bytearray()
    async for part in answer.aiter_stream():
        body += part
        if len(body) > most:
            raise Failed("the answer is too long", Trouble.LONG)
    return bytes(body)


def _headers(call: _Call) -> Sequence[tuple[str, str]]:
    headers = {
        "user-agent": USER_AGENT,
        "accept": "application/json",
        **call.headers,
        "host": call.url.netloc.decode("ascii"),
        "accept-encoding": "identity",
    }
    return list(headers.items())


def _read(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key, said = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {said}" if key in found else said
    return found


def _trouble(error: Exception) -> Trouble:
    if any(isinstance(reason, HUNG_UP) for reason in error.args):
        return Trouble.CLOSED
    if any(isinstance(reason, ssl.SSLError) for reason in error.args):
        return Trouble.CERTIFICATE
    if isinstance(error, TooLong):
        return Trouble.LONG
    if isinstance(error, httpcore.ConnectError):
        return Trouble.CLOSED
    slow = isinstance(error, TimeoutError | httpcore.TimeoutException)
    return Trouble.SLOW if slow else Trouble.BROKEN
