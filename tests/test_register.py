"""The company register: what is read from it, and every way in which it may fail us."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest

from awards import names, outgoing, register
from awards.outgoing import Failed
from awards.register import Answer, Facts, Found, Register
from awards.routes import sample_register
from tests import register as stand_ins
from tests import telling
from tests.register import FJORDPULS, StandIn

pytestmark = pytest.mark.anyio

UNREACHABLE = Answer("unreachable")
WITHIN = 0.8
MARGIN = 0.7  # a busy machine

FACTS = replace(
    telling.FJORDPULS,
    industry_text="Produksjon av strålings-, elektromedisinsk og elektroterapeutisk utstyr",
    parent=stand_ins.HOLDING,
    founded="1989-01-01",
    fetched_at="",
)


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    with stand_ins.running() as running:
        yield running


async def facts(url: str, number: str = FJORDPULS, within: float = WITHIN) -> Answer:
    asked = Register(url)
    answer = await asked.facts(number, within)
    await asked.close()
    return answer


async def found(url: str, text: str) -> Found:
    asked = Register(url)
    answer = await asked.search(text)
    await asked.close()
    return answer


async def known(url: str, number: str) -> Facts:
    """What is known of a number that is there."""
    answer = await facts(url, number)
    assert answer.facts is not None
    return replace(answer.facts, fetched_at="")


async def test_a_number_gives_what_the_register_says_and_the_day(stand_in: StandIn) -> None:
    answer = await facts(stand_in.sample)

    assert answer.outcome == "found"
    assert answer.facts is not None
    assert replace(answer.facts, fetched_at="") == FACTS
    assert abs(answer.facts.fetched.timestamp() - time.time()) < 60
    assert register.from_json(register.as_json(answer.facts)) == answer.facts


async def test_a_name_gives_the_companies_that_may_be_meant(stand_in: StandIn) -> None:
    hits = (await found(stand_in.sample, "fjordpuls")).hits

    assert [hit.name for hit in hits] == [
        "FJORDPULS AS",
        "FJORDPULS HOLDING AS",
        "FJORDPULS SVERIGE NUF",
    ]


async def test_a_number_is_searched_for_as_a_number(stand_in: StandIn) -> None:
    answer = await found(stand_in.sample, "NO 310 412 031 MVA")

    assert ([hit.name for hit in answer.hits], answer.reachable) == (["FJORDPULS AS"], True)


async def test_no_hits_are_no_failure(stand_in: StandIn) -> None:
    """The register leaves _embedded out where nothing was found."""
    assert await found(stand_in.sample, "Finnes Ikke") == Found([], True)


@pytest.mark.parametrize("text", ["", " ", "F", "31041", "x" * 181])
async def test_what_cannot_be_a_name_is_not_asked_about(stand_in: StandIn, text: str) -> None:
    stand_in.asked.clear()

    assert await found(stand_in.sample, text) == Found([], True)
    assert stand_in.asked == []


async def test_the_register_is_asked_politely(stand_in: StandIn) -> None:
    """With a name of our own, ten hits of the first page, and what was typed as one value."""
    stand_in.asked.clear()

    await found(stand_in.sample, "a&size=10000/../ø")

    path = f"/sample{sample_register.PREFIX}/enheter"
    assert stand_in.asked == [f"{path}?navn=a%26size%3D10000%2F..%2F%C3%B8&size=10"]
    assert stand_in.agents[-1] == outgoing.USER_AGENT


async def test_a_number_is_one_segment_of_the_path(stand_in: StandIn) -> None:
    stand_in.asked.clear()

    assert await facts(stand_in.sample, "../x?y") == Answer("unknown")

    path = f"/sample{sample_register.PREFIX}"
    assert stand_in.asked == [f"{path}/enheter/..%2Fx%3Fy", f"{path}/underenheter/..%2Fx%3Fy"]


async def test_the_register_refuses_to_turn_to_its_last_pages(stand_in: StandIn) -> None:
    browser = outgoing.client()
    host = stand_in.url.removeprefix("http://")
    address = f"{stand_in.sample}/enheter?navn=fjordpuls&size=100&page="

    last = await outgoing.get(browser, f"{address}99", within=2.0, inner_host=host)
    beyond = await outgoing.get(browser, f"{address}100", within=2.0, inner_host=host)
    await browser.aclose()

    assert (last.status, beyond.status) == (200, 400)


async def test_a_number_that_never_was_is_unknown(stand_in: StandIn) -> None:
    assert await facts(stand_in.sample, stand_ins.NOBODY) == Answer("unknown")


async def test_a_company_that_was_taken_out_is_gone(stand_in: StandIn) -> None:
    assert await facts(stand_in.sample, stand_ins.GONE) == Answer("gone")
    assert await found(stand_in.sample, stand_ins.GONE) == Found([], True)


async def test_a_dissolved_company_is_known_with_its_day(stand_in: StandIn) -> None:
    dissolved = await known(stand_in.sample, stand_ins.DISSOLVED)

    assert (dissolved.name, dissolved.dissolved) == ("BORTE BRA BIOTEK AS", "2026-11-02")


async def test_a_branch_is_found_and_names_its_company(stand_in: StandIn) -> None:
    branch = await known(f"{stand_in.url}/odd", stand_ins.BRANCH)

    assert (branch.name, branch.parent, branch.place, branch.employee_band) == (
        "FJORDPULS AS AVD VOSS",
        FJORDPULS,
        "Voss",
        "5-9",
    )


async def test_troubles_of_a_company_are_told_apart(stand_in: StandIn) -> None:
    bankrupt = await known(stand_in.sample, stand_ins.BANKRUPT)
    winding_up = await known(stand_in.sample, stand_ins.WINDING_UP)

    assert (bankrupt.bankrupt, bankrupt.winding_up) == (True, False)
    assert (winding_up.bankrupt, winding_up.winding_up) == (False, True)


async def test_a_sole_proprietorship_is_a_person(stand_in: StandIn) -> None:
    assert (await known(stand_in.sample, stand_ins.SOLE)).personal


async def test_an_address_abroad_says_where(stand_in: StandIn) -> None:
    abroad = await known(f"{stand_in.url}/odd", stand_ins.FOREIGN)

    assert (abroad.place, abroad.municipality, abroad.country) == ("211 19 Malmö", "", "SE")


EMPTY = replace(
    FACTS,
    form="",
    place="",
    municipality="",
    country="",
    industry_code="",
    industry_text="",
    employees=None,
    employee_band="",
    parent="",
    home_page="",
    language_form="",
    founded="",
)


async def test_nothing_and_empty_texts_are_not_there(stand_in: StandIn) -> None:
    hollow = await known(f"{stand_in.url}/odd", stand_ins.HOLLOW)

    assert hollow == replace(EMPTY, number=stand_ins.HOLLOW, name="HULROM AS")


async def test_fields_of_another_kind_are_not_there(stand_in: StandIn) -> None:
    odd = await known(f"{stand_in.url}/odd", stand_ins.ODD)

    assert odd == replace(EMPTY, number=stand_ins.ODD, name="SKJEV AS")


@pytest.mark.parametrize(
    ("employees", "registered", "told", "band"),
    [
        (None, False, None, "none_registered"),
        (None, True, None, "under_5"),
        (None, None, None, ""),
        (0, None, None, ""),
        (3, True, None, "under_5"),
        (5, True, 5, "5-9"),
        (19, True, 19, "10-19"),
        (49, True, 49, "20-49"),
        (99, True, 99, "50-99"),
        (249, True, 249, "100-249"),
        (250, True, 250, "250+"),
        (True, True, None, "under_5"),
        ("48", True, None, "under_5"),
    ],
)
def test_employees_that_are_not_told_are_not_none(
    employees: object, registered: object, told: int | None, band: str
) -> None:
    count = register._employees(employees)

    assert (count, register.band(count, registered)) == (told, band)


async def test_an_answer_about_another_company_is_no_answer(stand_in: StandIn) -> None:
    assert await facts(f"{stand_in.url}/odd", stand_ins.CROOKED) == UNREACHABLE


@pytest.mark.parametrize(
    "trap",
    ["huge", "bomb", "redirect", "too-many", "failing", "broken", "deep", "list", "null", "number"],
)
async def test_what_cannot_be_used_is_no_answer(stand_in: StandIn, trap: str) -> None:
    assert await facts(f"{stand_in.url}/{trap}") == UNREACHABLE


@pytest.mark.parametrize(
    "trap", ["huge", "bomb", "redirect", "too-many", "failing", "broken", "deep", "not-found"]
)
async def test_a_search_that_fails_says_so(stand_in: StandIn, trap: str) -> None:
    assert await found(f"{stand_in.url}/{trap}", "fjordpuls") == Found([], False)


@pytest.mark.parametrize("trap", ["list", "null", "number", "strange-hits", "no-list"])
async def test_hits_that_cannot_be_read_are_no_hits(stand_in: StandIn, trap: str) -> None:
    assert await found(f"{stand_in.url}/{trap}", "fjordpuls") == Found([], True)


@pytest.mark.parametrize("trap", ["drip", "hang"])
async def test_one_deadline_holds_for_the_whole_answer(stand_in: StandIn, trap: str) -> None:
    began = time.monotonic()

    answer = await facts(f"{stand_in.url}/{trap}", within=0.3)

    assert answer == UNREACHABLE
    assert 0.3 <= time.monotonic() - began < 0.3 + MARGIN


async def test_many_that_wait_for_a_slow_register_wait_no_longer_than_one(
    stand_in: StandIn,
) -> None:
    asked = Register(f"{stand_in.url}/hang")
    began = time.monotonic()

    answers = await asyncio.gather(*(asked.facts(FJORDPULS, 0.3) for _ in range(40)))
    took = time.monotonic() - began
    await asked.close()

    assert answers == [UNREACHABLE] * 40
    assert took < 0.3 + MARGIN


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid", "http://[::1]:1"])
async def test_a_register_that_is_down_is_not_reached(url: str) -> None:
    assert await facts(url) == UNREACHABLE
    assert await found(url, "fjordpuls") == Found([], False)


async def test_without_an_address_there_is_no_register() -> None:
    assert await facts("") == UNREACHABLE
    assert await found("", "fjordpuls") == Found([], True)


async def test_a_pick_that_follows_a_search_asks_nobody(stand_in: StandIn) -> None:
    asked = Register(stand_in.sample)
    (hit, *_) = (await asked.search("fjordpuls")).hits
    stand_in.asked.clear()

    answers = [await asked.facts(hit.number), await asked.facts(hit.number)]
    again = await asked.facts(hit.number, fresh=True)
    await asked.close()

    assert answers == [Answer("found", hit)] * 2
    assert (again.outcome, len(stand_in.asked)) == ("found", 1)


async def test_what_was_said_is_kept_for_a_while_and_for_so_many(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "MOST_KEPT", 1)
    asked = Register(stand_in.sample)
    await asked.facts(FJORDPULS)
    await asked.facts(stand_ins.HOLDING)
    of_both = asked.known(FJORDPULS), asked.known(stand_ins.HOLDING) is not None

    monkeypatch.setattr(register, "KEPT", 0.0)
    await asked.facts(FJORDPULS)
    await asked.close()

    assert of_both == (None, True)
    assert asked.known(FJORDPULS) is None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.31.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("::127.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001::1", False),
        ("not an address", False),
    ],
)
def test_addresses_of_inner_networks_are_known_however_they_are_written(
    address: str, public: bool
) -> None:
    assert outgoing.is_public(address) is public


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::1]"])
async def test_nothing_of_an_inner_network_is_fetched(stand_in: StandIn, host: str) -> None:
    """But for the one host that the settings name, as it is named there."""
    browser = outgoing.client()
    stand_in.asked.clear()

    with pytest.raises(Failed):
        address = f"http://{host}:{stand_in.port}/sample/x"
        await outgoing.get(browser, address, within=2.0, inner_host="elsewhere:80")
    await browser.aclose()

    assert stand_in.asked == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x.no/", "http://", "nonsense"])
async def test_only_the_web_is_fetched(address: str) -> None:
    browser = outgoing.client()

    with pytest.raises(Failed):
        await outgoing.get(browser, address, within=2.0)
    await browser.aclose()


@pytest.mark.parametrize(
    ("legal", "announced"),
    [
        ("FJORDPULS AS", "Fjordpuls AS"),
        ("NORDLYS DIAGNOSTIKK AS", "Nordlys Diagnostikk AS"),
        ("A/S NORSKE SHELL", "A/S Norske Shell"),
        ("DNV GL AS", "DNV GL AS"),
        ("HELSESTIEN ÅMOT AS", "Helsestien Åmot AS"),
        ("3D-PRINT NORGE AS", "3D-Print Norge AS"),
        ("O. PEDERSEN & SØNN ANS", "O. Pedersen & Sønn ANS"),
        ("IBM", "IBM"),
        ("BYGG I NORD OG VEST SA", "Bygg i Nord og Vest SA"),
        ('STUDIO "ROLIG PULS" AS', 'Studio "Rolig Puls" AS'),
        ("FJORD-PULS A/S", "Fjord-Puls A/S"),
        ("synapsa AS", "synapsa AS"),
        ("", ""),
    ],
)
def test_a_name_is_suggested_as_people_write_it(legal: str, announced: str) -> None:
    assert names.announced(legal) == announced


def test_a_suggested_name_belongs_to_the_facts() -> None:
    assert (FACTS.announced, asdict(FACTS)["name"]) == ("Fjordpuls AS", "FJORDPULS AS")


def test_a_snapshot_from_before_a_fact_was_asked_for_is_still_read() -> None:
    kept = {"number": "310412031", "name": "FJORDPULS AS"}

    found = register.from_json({**kept, "a fact of another time": "x"})

    assert (found.name, found.employees, found.bankrupt, found.email) == (
        "FJORDPULS AS",
        None,
        False,
        "",
    )
