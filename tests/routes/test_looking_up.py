"""Looking a company up while nominating it: suggestions, steps of the form, what is kept of it."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from awards import confirming, nominations, register, snapshots
from awards.app import create_app
from awards.database import Connection
from awards.errors import NotFound
from awards.register import Facts, Register
from tests import people
from tests import register as stand_ins
from tests.conftest import OneConnection, browser, settings
from tests.register import BANKRUPT, FJORDPULS, GONE, NOBODY, SOLE, StandIn
from tests.routes.test_public import filled_in, nominate, statements, world
from tests.visitor import Visitor

pytestmark = pytest.mark.anyio

FIND, ANOTHER = "Look it up in the register", "Choose another company"
HIT = "FJORDPULS AS 310 412 031 · Bergen"


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    with stand_ins.running() as running:
        yield running


@asynccontextmanager
async def site(db: Connection, register_url: str, **changed: Any) -> AsyncIterator[Visitor]:
    """A visitor to a service that has this register."""
    app = create_app(settings(register_url=register_url, **changed), OneConnection(db))
    async with browser(app) as client:
        yield Visitor(client)
    await app.state.register.close()


async def facts_of(url: str, number: str) -> Facts:
    asked = Register(url)
    answer = await asked.facts(number)
    await asked.close()
    assert answer.facts is not None
    return answer.facts


def typed(visitor: Visitor) -> dict[str, str]:
    """What stands in the form."""
    form = next(one for one in visitor.forms() if "company" in one.names)
    return {name: text for name, text in form.fields if name != "form"}


async def kept(db: Connection) -> list[tuple[str, str | None]]:
    """Every nomination: the name that was typed, and what the register said to it."""
    rows = await db.fetch(
        """SELECT company_name, facts ->> 'name' AS name
             FROM nominations LEFT JOIN snapshots ON snapshots.id = nominations.snapshot
         ORDER BY nominations.id"""
    )
    return [(row["company_name"], row["name"]) for row in rows]


async def test_a_name_that_is_typed_gets_suggestions(db: Connection, stand_in: StandIn) -> None:
    await world(db)

    async with site(db, stand_in.sample) as visitor:
        answer = await visitor.client.get("/en/companies", params={"q": "slukket"})

    (hit,) = answer.json()["hits"]
    picked = hit.pop("picked")
    assert answer.json()["reachable"] is True
    assert answer.headers["cache-control"] == "no-store"
    assert hit == {
        "number": BANKRUPT,
        "name": "SLUKKET LYKT MEDISIN AS",
        "announced": "Slukket Lykt Medisin AS",
        "form": "AS",
        "place": "Larvik",
        "flags": ["Bankrupt"],
    }
    assert 'name="organisation_number" value="310432458"' in picked
    assert "The register says that this company is bankrupt." in picked


@pytest.mark.parametrize("trap", ["drip", "hang", "failing", "broken"])
async def test_suggestions_say_when_the_register_does_not_answer(
    db: Connection, stand_in: StandIn, trap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "SEARCH", 0.2)
    await world(db)

    async with site(db, f"{stand_in.url}/{trap}") as visitor:
        answer = await visitor.client.get("/en/companies?q=fjordpuls")

    assert answer.json() == {"reachable": False, "hits": []}


async def test_a_company_is_searched_for_and_picked_without_script(
    db: Connection, stand_in: StandIn
) -> None:
    await world(db)

    async with site(db, stand_in.sample) as visitor:
        await visitor.open("/en/nominate")
        await visitor.press(FIND, company="fjordpuls", nominator="Kari", address="kari@example.org")
        hits = [words for words in visitor.buttons() if " · " in words]
        found = typed(visitor)
        await visitor.press(HIT)
        picked, said = typed(visitor), visitor.text()
        await visitor.press(ANOTHER)

    assert hits == [
        HIT,
        "FJORDPULS HOLDING AS 310 430 374 · Bergen",
        "FJORDPULS SVERIGE NUF 310 430 668 · Bergen",
    ]
    assert (found["company"], found["nominator"]) == ("fjordpuls", "Kari")
    assert picked == {**found, "company": "Fjordpuls AS", "organisation_number": FJORDPULS}
    assert "48 registered" in said
    assert "From the Register of Legal Entities" in said
    assert typed(visitor) == {**picked, "company": "", "organisation_number": ""}
    assert await kept(db) == []


async def test_a_number_needs_no_choice(db: Connection, stand_in: StandIn) -> None:
    await world(db)

    async with site(db, stand_in.sample) as visitor:
        await visitor.open("/en/nominate")
        await visitor.press(FIND, organisation_number="310 432 369")

    assert typed(visitor)["company"] == "Kari Testesen Massasje og Velvære"
    assert typed(visitor)["organisation_number"] == SOLE
    assert "its name is a person's name" in visitor.text()


@pytest.mark.parametrize(
    ("name", "number", "sentence"),
    [
        ("", "", "Write some of the name first"),
        ("Finnes Ikke", "", "The register knows no such company"),
        ("Finnes Ikke", NOBODY, "The register knows no such company"),
        ("Glemt Navn", GONE, "The register knows no such company"),
    ],
)
async def test_what_is_not_found_is_written_by_hand(
    db: Connection, stand_in: StandIn, name: str, number: str, sentence: str
) -> None:
    await world(db)

    async with site(db, stand_in.sample) as visitor:
        await visitor.open("/en/nominate")
        await visitor.press(FIND, company=name, organisation_number=number)

    assert sentence in visitor.text()
    assert (typed(visitor)["company"], typed(visitor)["organisation_number"]) == (name, number)


async def test_a_register_that_is_down_leaves_the_form_as_it_was(db: Connection) -> None:
    await world(db)

    async with site(db, "http://127.0.0.1:1") as visitor:
        await visitor.open("/en/nominate")
        await visitor.press(FIND, company="Fjordpuls", nominator="Kari")

    assert "The register cannot be reached just now" in visitor.text()
    assert (typed(visitor)["company"], typed(visitor)["nominator"]) == ("Fjordpuls", "Kari")


@pytest.mark.parametrize("pressed", ["pick-", "pick-1", "pick-x/../y", "pick-889640782000", "find"])
async def test_buttons_that_nobody_was_shown_do_no_harm(
    db: Connection, stand_in: StandIn, pressed: str
) -> None:
    made = await world(db)

    async with site(db, stand_in.sample) as visitor:
        form = await filled_in(visitor.client, made, do=pressed, company="Finnes Ikke")
        answer = await nominate(visitor.client, form)

    assert (answer.status_code, await kept(db)) == (200, [])


async def test_a_form_with_errors_keeps_the_company_that_was_picked(
    db: Connection, stand_in: StandIn
) -> None:
    made = await world(db)

    async with site(db, stand_in.sample) as visitor:
        form = await filled_in(visitor.client, made, organisation_number=FJORDPULS, address="x")
        answer = await nominate(visitor.client, form)

    assert answer.status_code == 422
    assert "<h3>FJORDPULS AS</h3>" in answer.text
    assert 'value="Fjordpuls"' in answer.text


async def test_what_the_register_says_is_kept_with_the_nomination(
    db: Connection, stand_in: StandIn
) -> None:
    """And once for all who nominate after the same asking."""
    made = await world(db)

    async with site(db, stand_in.sample) as visitor:
        for by in ("kari", "ola"):
            form = await filled_in(
                visitor.client, made, organisation_number=FJORDPULS, address=f"{by}@example.org"
            )
            await nominate(visitor.client, form)

    assert await kept(db) == [("Fjordpuls", "FJORDPULS AS")] * 2
    assert await db.fetchval("SELECT count(*) FROM snapshots") == 1


async def test_a_verified_nomination_takes_at_most_eight_statements(
    db: Connection, stand_in: StandIn
) -> None:
    made = await world(db)
    said: list[str] = []

    async with site(db, stand_in.sample) as visitor:
        for number in (SOLE, FJORDPULS):  # with the first the driver learns the schema's types
            form = await filled_in(visitor.client, made, organisation_number=number, company=number)
            said.clear()
            with db.query_logger(lambda logged: said.append(logged.query)):
                answer = await nominate(visitor.client, form)

    asked = [one for one in statements(said) if "FROM site" not in one]
    assert answer.status_code == 303
    assert len(asked) <= 8, [" ".join(one.split())[:90] for one in asked]


async def test_what_nobody_verifies_is_accepted_all_the_same(
    db: Connection, stand_in: StandIn
) -> None:
    made = await world(db)
    answers = []

    for url, number in [
        (stand_in.sample, ""),
        (stand_in.sample, NOBODY),
        (f"{stand_in.url}/broken", FJORDPULS),
        ("http://127.0.0.1:1", FJORDPULS),
        ("", FJORDPULS),
    ]:
        async with site(db, url) as visitor:
            form = await filled_in(visitor.client, made, organisation_number=number)
            answers.append((await nominate(visitor.client, form)).status_code)

    assert answers == [303] * 5
    assert await kept(db) == [("Fjordpuls", None)] * 5


@pytest.mark.parametrize("trap", ["drip", "hang"])
async def test_a_slow_register_costs_a_nomination_less_than_a_second(
    db: Connection, stand_in: StandIn, trap: str
) -> None:
    made = await world(db)
    took = {}

    for url in ("", f"{stand_in.url}/{trap}"):
        async with site(db, url) as visitor:
            form = await filled_in(visitor.client, made, organisation_number=FJORDPULS)
            began = time.monotonic()
            answer = await nominate(visitor.client, form)
            took[url] = time.monotonic() - began
            assert answer.status_code == 303

    without, with_it = took.values()
    print(f"{trap}: a nomination took {with_it - without:.2f} s more")
    assert with_it - without < 1.0
    assert await kept(db) == [("Fjordpuls", None)] * 2


async def test_the_company_of_a_nomination_that_counts_has_the_newest_facts(
    db: Connection, stand_in: StandIn
) -> None:
    """Nothing older replaces them, nothing purged, and nothing about another number."""
    made = await world(db)
    first = await facts_of(stand_in.sample, FJORDPULS)
    newer = register.from_json({**register.as_json(first), "fetched_at": "2027-05-01T00:00:00Z"})
    older = register.from_json({**register.as_json(first), "fetched_at": "2020-05-01T00:00:00Z"})
    foreign = await facts_of(stand_in.sample, SOLE)
    held = []

    for by, facts in enumerate([first, newer, older, foreign]):
        company = await people.company(db, made.edition, "x", None if by else FJORDPULS)
        nomination = await people.nomination(db, made.category, company, by=f"p{by}", state="sent")
        await db.execute(
            "UPDATE nominations SET snapshot = $2, organisation_number = $3 WHERE id = $1",
            nomination,
            await snapshots.keep(db, facts),
            FJORDPULS,
        )
        await confirming.confirm(db, await nominator(db, nomination), nomination)
        held.append(await held_by(db))

    assert held == [first.fetched_at, *[newer.fetched_at.replace("Z", "+00:00")] * 3]


async def nominator(db: Connection, nomination: int) -> nominations.Nominator:
    cookie = await people.sign_in(db, httpx.AsyncClient(), "nomination", nomination)
    row = await db.fetchrow("SELECT cookie FROM sessions WHERE link = $1", cookie)
    assert row is not None
    return await nominations.by_cookie(db, row["cookie"])


async def held_by(db: Connection) -> str:
    held = await db.fetchval(
        "SELECT snapshot FROM companies WHERE organisation_number = $1", FJORDPULS
    )
    return (await snapshots.of(db, held)).fetched_at.isoformat()


async def test_what_the_register_takes_back_is_purged_and_the_typed_name_stays(
    db: Connection, stand_in: StandIn
) -> None:
    made = await world(db)
    other = await facts_of(stand_in.sample, FJORDPULS)
    once = register.from_json({**register.as_json(other), "number": GONE, "name": "GLEMT NAVN AS"})
    ours, theirs = await snapshots.keep(db, once), await snapshots.keep(db, other)

    async with site(db, stand_in.sample) as visitor:
        form = await filled_in(visitor.client, made, company="Glemt Navn", organisation_number=GONE)
        await nominate(visitor.client, form)

    purged, standing = await snapshots.of(db, ours), await snapshots.of(db, theirs)
    assert (purged.organisation_number, purged.facts) == (GONE, None)
    assert purged.purged_at is not None
    assert (standing.facts, standing.purged_at) == (other, None)
    assert await kept(db) == [("Glemt Navn", None)]


async def test_what_another_process_remembers_is_not_kept_once_the_register_took_it_back(
    db: Connection, stand_in: StandIn
) -> None:
    made = await world(db)

    async with site(db, stand_in.sample) as visitor:
        form = await filled_in(visitor.client, made, organisation_number=FJORDPULS, do="find")
        await nominate(visitor.client, form)  # from now on this process remembers it
        await snapshots.keep(db, await facts_of(stand_in.sample, FJORDPULS))
        await snapshots.purge(db, FJORDPULS)
        await nominate(visitor.client, {**form, "do": "send"})

    assert await db.fetch("SELECT facts FROM snapshots") == [(None,)]
    assert await kept(db) == [("Fjordpuls", None)]


async def test_a_snapshot_that_is_not_there_is_not_found(db: Connection) -> None:
    with pytest.raises(NotFound):
        await snapshots.of(db, 1)


async def test_only_the_demo_has_a_sample_register(db: Connection) -> None:
    path = f"/sample-register/api/enheter/{FJORDPULS}"

    async with site(db, "", demo=True) as visitor:
        in_demo = await visitor.client.get(path)
    async with site(db, "") as visitor:
        elsewhere = await visitor.client.get(path)

    assert (in_demo.json()["navn"], elsewhere.status_code) == ("FJORDPULS AS", 404)
