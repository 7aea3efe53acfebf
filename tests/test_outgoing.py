"""Outgoing calls: no address leads inside, and no answer takes our time, our memory or others'."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpcore
import httpx
import pytest

from awards import outgoing
from awards.outgoing import Caller, Failed, Fetched, Trouble, Unsent
from awards.wires import MOST_BYTES
from tests import hostile
from tests.certificates import Certificates
from tests.hostile import PUBLIC, Host, Names

pytestmark = pytest.mark.anyio

WITHIN = 0.3
MARGIN = 0.6  # a busy machine
ON_THE_WAY = 1024 * 1024  # bytes that a server got rid of, and nobody has read

Call = Callable[[str], Awaitable[Fetched]]
End = tuple[int | Trouble, bool]  # the second: whether the server may have heard of it

# Addresses; {0} is the port of a canary that nobody may ever reach.
INSIDE = [
    "http://127.0.0.1:{0}/",
    "https://127.0.0.1:{0}/",
    "http://127.1:{0}/",
    "http://2130706433:{0}/",
    "http://0x7f000001:{0}/",
    "http://0x7f.0.0.1:{0}/",
    "http://017700000001:{0}/",
    "http://127.255.255.254:{0}/",
    "http://localhost:{0}/",
    "http://LOCALHOST:{0}/",
    "http://localhost.:{0}/",
    "http://[::1]:{0}/",
    "http://[0:0:0:0:0:0:0:1]:{0}/",
    "http://[::]:{0}/",
    "http://[::ffff:127.0.0.1]:{0}/",
    "http://[::ffff:7f00:1]:{0}/",
    "http://[::127.0.0.1]:{0}/",
    "http://[64:ff9b::7f00:1]:{0}/",
    "http://[64:ff9b:1::7f00:1]:{0}/",
    "http://[2002:7f00:1::]:{0}/",
    "http://[2001:0:7f00:1::80ff:fffe]:{0}/",
    "http://[fe80::1]:{0}/",
    "http://[fc00::1]:{0}/",
    "http://[fd12:3456::1]:{0}/",
    "http://[fec0::1]:{0}/",
    "http://[ff02::1]:{0}/",
    "http://0.0.0.0:{0}/",
    "http://0:{0}/",
    "http://10.0.0.1:{0}/",
    "http://172.16.0.1:{0}/",
    "http://172.31.255.255:{0}/",
    "http://192.168.0.1:{0}/",
    "http://169.254.169.254:{0}/latest/meta-data/",
    "http://0xa9fea9fe:{0}/",
    "http://100.64.0.1:{0}/",
    "http://192.0.0.9:{0}/",
    "http://198.18.0.1:{0}/",
    "http://198.51.100.1:{0}/",
    "http://224.0.0.1:{0}/",
    "http://240.0.0.1:{0}/",
    "http://255.255.255.255:{0}/",
    "http://inside.test:{0}/",
    "http://mixed.test:{0}/",
    "http://mixed-six.test:{0}/",
    "http://127\u30020\u30020\u30021:{0}/",
    "http://xn--inside-6ya.test:{0}/",
    "http://allowed.test#@127.0.0.1:{0}/",
    "http://127.0.0.1:{0}#@allowed.test/",
]
NO_ADDRESS = [
    "",
    " ",
    "nonsense",
    "//127.0.0.1:{0}/",
    "http://",
    "http:///",
    "http:127.0.0.1:{0}",
    "http:\\\\127.0.0.1:{0}\\",
    "http://allowed.test@127.0.0.1:{0}/",
    "http://allowed.test:80@127.0.0.1:{0}/",
    "http://127.0.0.1:{0}\\@allowed.test/",
    "http://\uff11\uff12\uff17.0.0.1:{0}/",
    "http://\u24db\u24deocalhost:{0}/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:{0}\r\nx: y/",
    "http://127.0.0.1\n:{0}/",
    "http://0177.0.0.1:{0}/",
    "ftp://127.0.0.1:{0}/",
    "file:///etc/passwd",
    "file://127.0.0.1:{0}/",
    "gopher://127.0.0.1:{0}/_x",
    "ws://127.0.0.1:{0}/",
    "javascript:alert(1)",
    "mailto:a@b.test",
    "http://" + "a" * 70_000 + ".test/",
]
NO_NAME = [
    "http://127.0.0.1.:{0}/",
    "http://[fe80::1%25lo]:{0}/",
    "http://[::1%25lo]:{0}/",
    "http://nowhere.test:{0}/",
    "http://" + "a" * 64 + ".test:{0}/",
    "http://" + ".".join(["a" * 60] * 20) + ":{0}/",
    "http://127.0.0.1%00.nowhere.test:{0}/",
    "http://%31%32%37.0.0.1:{0}/",
    "http://..:{0}/",
    "http://127.0.0.1.nowhere.test:{0}/",
]
ADDRESSES = [
    *((address, Trouble.INNER) for address in INSIDE),
    *((address, Trouble.ADDRESS) for address in NO_ADDRESS),
    *((address, Trouble.NAME) for address in NO_NAME),
]

ANSWERS: dict[str, int | Trouble] = {
    "healthy": 200,
    "large": 200,
    "cookie": 200,
    "refresh": 200,
    "other-bytes": 200,
    "redirect": 302,
    "redirect-307": 307,
    "redirect-308": 308,
    "redirect-chain": 301,
    "drip-status": Trouble.SLOW,
    "drip-headers": Trouble.SLOW,
    "drip-lines": Trouble.SLOW,
    "drip-body": Trouble.SLOW,
    "drip-chunks": Trouble.SLOW,
    "early-hints": Trouble.SLOW,
    "silence": Trouble.SLOW,
    "half-status": Trouble.SLOW,
    "ten-gigabytes": Trouble.LONG,
    "endless": Trouble.LONG,
    "endless-chunks": Trouble.LONG,
    "crumbs": Trouble.LONG,
    "wrapped-crumbs": Trouble.LONG,
    "continue": Trouble.LONG,
    "gzip-bomb": Trouble.LONG,
    "gzip-in-capitals": Trouble.LONG,
    "gzip-twice": Trouble.LONG,
    "brotli": Trouble.LONG,
    "unknown-coding": Trouble.LONG,
    "endless-trailers": Trouble.BROKEN,
    "huge-header": Trouble.BROKEN,
    "many-headers": Trouble.BROKEN,
    "folded-header": Trouble.BROKEN,
    "half-status-then-gone": Trouble.BROKEN,
    "gone": Trouble.BROKEN,
    "reset": Trouble.BROKEN,
    "cut-short": Trouble.BROKEN,
    "switching": Trouble.BROKEN,
    "old-http": Trouble.BROKEN,
    "noise": Trouble.BROKEN,
    "no-number": Trouble.BROKEN,
    "large-number": Trouble.BROKEN,
    "negative-length": Trouble.BROKEN,
    "two-lengths": Trouble.BROKEN,
    "chunk-of-no-size": Trouble.BROKEN,
    "nul-in-header": Trouble.BROKEN,
}
TOIL = ("crumbs", "continue")  # so much work in so few bytes that time may run out first


@dataclass(frozen=True)
class World:
    """A canary that nobody may reach, on both loopbacks; and a host of tricks that one may."""

    canary: Host
    canary_six: Host
    host: Host
    names: Names

    def calls(self) -> int:
        return self.canary.taken + self.canary_six.taken


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with ExitStack() as stack:
        canary = stack.enter_context(Host(hostile.CANARY).running())
        six = Host(hostile.CANARY, address="::1", port=canary.port)
        stack.enter_context(six.running())
        host = stack.enter_context(Host(hostile.tricks(canary.port)).running())
        names = Names(
            {
                "allowed.test": [["127.0.0.1"]],
                "inside.test": [["127.0.0.1"]],
                "xn--inside-6ya.test": [["127.0.0.1"]],
                "mixed.test": [[PUBLIC, "127.0.0.1"]],
                "mixed-six.test": [["2606:2800:220:1:248:1893:25c8:1946", "::ffff:127.0.0.1"]],
                "turncoat.test": [[PUBLIC], ["127.0.0.1"]],
                "many.test": [["127.0.0.1"] * 3 + [f"127.0.1.{one}" for one in range(1, 200)]],
                "empty.test": [[]],
                "two.test": [["127.0.0.2", "127.0.0.1"]],
                "full.test": [["127.0.0.2"]],
                "stra\xdfe.test": [["127.0.0.1"]],
                "strasse.test": [["127.0.0.1"]],
            }
        )
        world = World(canary, six, host, names)
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        patched.setattr("socket.getaddrinfo", names)
        yield world
        names.slow.set()
        assert world.calls() == 0


@pytest.fixture
async def caller(world: World) -> AsyncIterator[Caller]:
    browser = outgoing.client()
    yield Caller(browser, frozenset({world.host.place, f"allowed.test:{world.host.port}"}))
    await browser.aclose()


def ours(caller: Caller, within: float = WITHIN) -> Call:
    return lambda address: caller.call("GET", address, within=within)


async def tried(
    world: World, call: Call, address: str, trick: str = "", within: float = WITHIN
) -> tuple[list[str], End]:
    """What is wrong with how a call went, in words; and how it ended."""
    canaries, sent, began = world.calls(), world.host.sent.get(trick, 0), time.monotonic()
    with hostile.witnessed() as witness:
        end = await ended(call(address))
        took = time.monotonic() - began
    allowed = {world.host.place, *(one for one in witness.begun if one.startswith(PUBLIC))}
    found = [f"it went to {one}" for one in witness.begun if one not in allowed]
    if world.calls() > canaries:
        found.append("the canary was called")
    if took > within + MARGIN:
        found.append(f"it took {took:.1f} s")
    if (got := world.host.sent.get(trick, 0) - sent) > MOST_BYTES + ON_THE_WAY:
        found.append(f"it took {got} bytes")
    return found, end


async def ended(call: Awaitable[Fetched]) -> End:
    """Its status, or what went wrong."""
    try:
        return (await call).status, True
    except Failed as failed:
        return failed.trouble, not isinstance(failed, Unsent)
    except (httpx.HTTPError, TimeoutError):
        return Trouble.BROKEN, True


@pytest.mark.parametrize(("address", "trouble"), ADDRESSES, ids=lambda value: ascii(value)[:40])
async def test_no_address_leads_inside(
    world: World, caller: Caller, address: str, trouble: Trouble
) -> None:
    address = address.replace("{0}", str(world.canary.port))

    assert await tried(world, ours(caller), address) == ([], (trouble, False))


@pytest.mark.parametrize(("trick", "end"), ANSWERS.items())
async def test_no_answer_takes_more_than_its_time_and_its_bytes(
    world: World, caller: Caller, trick: str, end: int | Trouble
) -> None:
    address = f"http://{world.host.place}/{trick}"
    healthy = f"http://allowed.test:{world.host.port}/healthy"

    within = 1.0 if trick in TOIL else 3.0 if end == Trouble.LONG else WITHIN
    ends = {(end, True), (Trouble.SLOW, True)} if trick in TOIL else {(end, True)}

    trial = asyncio.create_task(tried(world, ours(caller, within), address, trick, within))
    began = time.monotonic()
    other = await ours(caller)(healthy)
    took = time.monotonic() - began
    found, came_to = await trial

    assert (found, came_to in ends) == ([], True), came_to
    assert (other.status, other.body, took < MARGIN) == (200, b"{}", True)


def test_every_trick_is_tried(world: World) -> None:
    assert ANSWERS.keys() == world.host.tricks.keys()


async def test_a_hundred_that_let_us_wait_hold_up_nobody(world: World, caller: Caller) -> None:
    slow = [trick for trick, end in ANSWERS.items() if end == Trouble.SLOW]
    began = time.monotonic()
    waiting = [
        asyncio.create_task(ended(ours(caller, 2.0)(f"http://{world.host.place}/{trick}")))
        for trick in [*slow, *["silence"] * (100 - len(slow))]
    ]
    await asyncio.sleep(0.05)
    healthy = [await ours(caller, 1.9)(f"http://{world.host.place}/healthy") for _ in range(5)]
    took = time.monotonic() - began
    ends = await asyncio.gather(*waiting)

    assert ([one.status for one in healthy], took < 2.0) == ([200] * 5, True)
    assert ends == [(Trouble.SLOW, True)] * 100
    assert time.monotonic() - began < 2.0 + MARGIN


async def test_the_status_alone_waits_for_no_body(world: World, caller: Caller) -> None:
    for trick in ("gzip-bomb", "drip-body", "endless", "crumbs"):
        address = f"http://{world.host.place}/{trick}"
        said = await caller.call("POST", address, within=WITHIN, content=b"{}", most=0)
        head = await caller.call("HEAD", address, within=WITHIN)
        assert (said.status, said.body, head.status, head.body) == (200, b"", 200, b"")


async def test_who_asks_for_less_reads_less(world: World, caller: Caller) -> None:
    address = f"http://{world.host.place}/large"
    asked = [caller.call("GET", address, within=3.0, most=most) for most in (599_999, 600_000)]

    assert [await ended(one) for one in asked] == [(Trouble.LONG, True), (200, True)]


async def test_no_redirect_is_followed_and_where_it_leads_is_told(
    world: World, caller: Caller
) -> None:
    said = await ours(caller)(f"http://{world.host.place}/redirect")

    assert said == Fetched(
        302, b"", {"content-length": "0", "location": f"http://127.0.0.1:{world.canary.port}/"}
    )


async def test_no_cookie_is_kept(world: World, caller: Caller) -> None:
    world.host.heard.clear()

    for _ in range(2):
        await ours(caller)(f"http://{world.host.place}/cookie")

    assert len(world.host.heard) == 2
    assert not any(b"cookie:" in one.lower() for one in world.host.heard)


async def test_a_name_that_changes_its_answer_is_asked_once(world: World, caller: Caller) -> None:
    """The connection goes to the address that was checked."""
    world.names.asked.clear()
    address = f"http://turncoat.test:{world.canary.port}/"

    with hostile.witnessed() as witness:
        assert await ended(ours(caller)(address)) == (Trouble.CLOSED, False)

    assert witness.begun == [f"{PUBLIC}:{world.canary.port}"]
    assert world.names.asked == {"turncoat.test": 1}
    assert await ended(ours(caller)(address)) == (Trouble.INNER, False)


async def test_a_name_is_looked_up_as_it_is_written_to_the_server(
    world: World, caller: Caller
) -> None:
    """The older way of writing names would lead elsewhere: to strasse.test."""
    world.names.asked.clear()

    await ended(ours(caller)("http://stra\xdfe.test/"))

    assert world.names.asked == {}


async def test_an_inner_host_is_reached_as_it_is_named_alone(world: World, caller: Caller) -> None:
    port = world.host.port
    ends = [
        await ended(ours(caller)(f"http://{host}/healthy"))
        for host in (
            f"127.0.0.1:{port}",
            f"Allowed.Test:{port}",
            f"localhost:{port}",
            f"127.1:{port}",
            f"allowed.test.:{port}",
            "allowed.test",
        )
    ]

    assert ends == [(200, True)] * 2 + [(Trouble.INNER, False)] * 4


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://WP.local/x", "wp.local:80"),
        ("http://wp.local:80", "wp.local:80"),
        ("https://wp.local", "wp.local:443"),
        ("https://[::1]:8443/", "[::1]:8443"),
        ("ftp://wp.local", ""),
        ("https://a@wp.local", ""),
    ],
)
def test_a_place_is_named_with_its_port(address: str, place: str) -> None:
    assert outgoing.place(address) == place


async def test_a_host_of_many_addresses_has_no_more_time(world: World) -> None:
    browser = outgoing.client()
    caller = Caller(browser, frozenset({"many.test:9", "empty.test:9"}))
    began = time.monotonic()

    ends = [await ended(ours(caller)(f"http://{one}.test:9/")) for one in ("many", "empty")]
    await browser.aclose()

    assert ends in [[(end, False), (Trouble.NAME, False)] for end in (Trouble.CLOSED, Trouble.SLOW)]
    assert time.monotonic() - began < WITHIN + MARGIN


async def test_a_silent_address_leaves_time_for_the_next(world: World) -> None:
    """And one that takes no connection has heard nothing, however long we waited."""
    port = world.host.port
    browser = outgoing.client()
    caller = Caller(browser, frozenset({f"two.test:{port}", f"full.test:{port}"}))

    with hostile.full("127.0.0.2", port):
        ends = [
            await ended(ours(caller)(f"http://{one}.test:{port}/healthy"))
            for one in ("two", "full")
        ]
    await browser.aclose()

    assert ends == [(200, True), (Trouble.SLOW, False)]


async def test_slow_name_servers_keep_nobody_waiting(world: World, caller: Caller) -> None:
    began = time.monotonic()

    async with asyncio.TaskGroup() as group:
        slow = [
            group.create_task(ended(ours(caller)(f"http://slow{one}.test/"))) for one in range(20)
        ]
        await asyncio.sleep(0.05)
        said = await ours(caller)(f"http://allowed.test:{world.host.port}/healthy")
        took = time.monotonic() - began

    assert (said.status, took < WITHIN) == (200, True)
    assert [one.result() for one in slow] == [(Trouble.SLOW, False)] * 20
    assert time.monotonic() - began < WITHIN + MARGIN


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    made = Certificates(tmp_path_factory.mktemp("certificates"))
    made.make()
    return made


async def secure(certificates: Certificates, host: Host) -> End:
    """What comes of a call to localhost, which may be inside, by who trusts the authority."""
    browser = outgoing.client(certificates.trusted())
    place = f"localhost:{host.port}"
    call = ours(Caller(browser, frozenset({place})))
    end = await ended(call(f"https://{place}/healthy"))
    await browser.aclose()
    return end


@pytest.mark.parametrize(
    ("shown", "end"),
    [
        ("good", (200, True)),
        ("old", (Trouble.CERTIFICATE, False)),
        ("other", (Trouble.CERTIFICATE, False)),
        ("unknown", (Trouble.CERTIFICATE, False)),
    ],
)
async def test_a_certificate_must_be_good(certificates: Certificates, shown: str, end: End) -> None:
    tricks = hostile.tricks(1)
    with Host(tricks, certificates.shown(shown)).running() as host:
        assert await secure(certificates, host) == end
        assert len(host.heard) == (shown == "good")


def test_the_authorities_of_the_web_are_asked_and_no_others(certificates: Certificates) -> None:
    context = outgoing._certificates()

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.cert_store_stats()["x509_ca"] > 50


GREETING = b"\x16\x03\x03"  # of a TLS record; its length follows


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), Trouble.CLOSED),
        (ssl.SSLCertVerificationError(1, "certificate has expired"), Trouble.CERTIFICATE),
    ],
    ids=["hangs up", "old"],
)
def test_who_hangs_up_in_a_handshake_is_not_said_to_show_a_bad_certificate(
    error: ssl.SSLError, trouble: Trouble
) -> None:
    """When the end is noticed decides which error comes of it."""
    assert outgoing._trouble(httpcore.ConnectError(error)) is trouble


@pytest.mark.parametrize(
    ("before", "trouble"),
    [
        ([60.0], Trouble.SLOW),
        ([GREETING, 60.0], Trouble.SLOW),
        ([drop for _ in range(200) for drop in (b"\x16", 0.02)], Trouble.CERTIFICATE),
        ([GREETING + b"\x40\x00", *[b"\x02", 0.02] * 200], Trouble.SLOW),
        ([b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", 1.0], Trouble.CERTIFICATE),
        ([], Trouble.CLOSED),
    ],
    ids=["silent", "half a greeting", "crooked", "drip", "no TLS", "hangs up"],
)
async def test_a_handshake_is_given_up_in_time_and_its_connection_closed(
    certificates: Certificates, before: list[bytes | float], trouble: Trouble
) -> None:
    with Host({}, before=lambda: before).running() as host:
        began = time.monotonic()

        assert await secure(certificates, host) == (trouble, False)

        assert time.monotonic() - began < WITHIN + MARGIN
        if before:
            assert await asyncio.to_thread(host.over.wait, 1.0)


async def test_a_call_that_was_given_up_is_hung_up(world: World, caller: Caller) -> None:
    for trick in ("silence", "half-status", "drip-body"):
        world.host.over.clear()
        assert await ended(ours(caller)(f"http://{world.host.place}/{trick}")) == (
            Trouble.SLOW,
            True,
        )
        assert await asyncio.to_thread(world.host.over.wait, 1.0)


async def test_a_connection_is_kept_for_one_host_alone(world: World, caller: Caller) -> None:
    """At one address there may be many hosts, and a certificate was looked at for one of them."""
    one_host = outgoing.client(one_host=True)
    taken = [world.host.taken]
    for call in (ours(caller, 3.0), ours(Caller(one_host, caller.inner_hosts), 3.0)):
        for _ in range(3):
            assert len((await call(f"http://{world.host.place}/large")).body) == 600_000
        taken.append(world.host.taken)
    await one_host.aclose()

    assert (taken[1] - taken[0], taken[2] - taken[1]) == (3, 1)


def naive(manner: str) -> Call:
    """A caller with one fault: it follows redirects, looks a name up twice, reads on and on, or
    counts its time anew with every byte."""

    async def call(address: str) -> Fetched:
        host = httpx.URL(address).host
        if manner == "looks twice":
            numbers = [one[4][0] for one in socket.getaddrinfo(host, 80)]
            assert all(outgoing.is_public(str(number)) for number in numbers)
        async with (
            asyncio.timeout(WITHIN + MARGIN + 0.3),
            httpx.AsyncClient(
                trust_env=False, timeout=WITHIN, follow_redirects=manner == "follows"
            ) as browser,
        ):
            said = await browser.get(address)
            return Fetched(said.status_code, said.content, said.headers)

    return call


@pytest.mark.parametrize(
    ("manner", "address", "fault"),
    [
        ("follows", "{host}/redirect", "the canary was called"),
        ("follows", "{host}/redirect-308", "the canary was called"),
        ("looks twice", "turncoat.test:{canary}/", "the canary was called"),
        ("is trusting", "0x7f.0.0.1:{canary}/", "the canary was called"),
        ("reads on", "{host}/ten-gigabytes", "bytes"),
        ("counts anew", "{host}/drip-body", "it took 1."),
    ],
)
async def test_a_naive_caller_is_found_out(
    world: World, caller: Caller, manner: str, address: str, fault: str
) -> None:
    """The harness sees each fault that it looks for."""
    world.names.asked.clear()
    address = f"http://{address.format(host=world.host.place, canary=world.canary.port)}"
    trick = address.rpartition("/")[2]

    found, _ = await tried(world, naive(manner), address, trick)
    of_ours, _ = await tried(world, ours(caller), address, trick)
    world.canary.taken = world.canary_six.taken = 0

    assert any(fault in one for one in found), found
    assert of_ours == []
