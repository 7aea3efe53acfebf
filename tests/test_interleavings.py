"""Two tabs on each of two devices, edits in any order: nothing is lost, nothing is doubled.

Each edit that was acknowledged stands, or was written over by somebody who had seen it; the last
word is what the juror last saw acknowledged. The harness ships with the fault it must catch: a
service that does not look at the version a cell was shown with.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards import cells, database, sheets
from awards.app import create_app
from awards.cells import Cell
from awards.database import Connection
from awards.editions import Entered
from awards.panel import Juror
from awards.sheets import Saved
from tests import people, scale
from tests.conftest import browser, settings
from tests.jury import Judging, judging
from tests.tabs import Edit, Ledger, Tab

pytestmark = [pytest.mark.anyio, pytest.mark.harness]

DEVICES = ("telephone", "laptop")
STEPS = 12


async def interleaved(
    app: Starlette, db: Connection, at: Judging, cookies: list[str], chance: random.Random
) -> tuple[list[str], Ledger]:
    """One random interleaving on an empty sheet; what is wrong afterwards."""
    await db.execute("DELETE FROM sheets")
    await db.execute("DELETE FROM notes")
    newest = await db.fetchval("SELECT COALESCE(max(id), 0) FROM events")
    ledger = Ledger()
    async with AsyncExitStack() as stack:
        tabs = []
        for device, cookie in zip(DEVICES, cookies, strict=True):
            client = await stack.enter_async_context(browser(app))
            client.cookies.set("juror", cookie, domain="awards.test")
            tabs += [_tab(device, number, client, at, ledger, chance) for number in (1, 2)]
        for tab in tabs:
            await tab.load()
        for _ in range(STEPS):
            acting = chance.sample(tabs, chance.randint(1, 3))
            await asyncio.gather(*(tab.act() for tab in acting))
    standing = await _standing(db, at)
    return ledger.faults(standing, await _logged(db, newest)), ledger


def _tab(
    device: str,
    number: int,
    client: httpx.AsyncClient,
    at: Judging,
    ledger: Ledger,
    chance: random.Random,
) -> Tab:
    own = random.Random(chance.random())
    return Tab(f"{device} {number}", client, at.nominees["Fjordpuls"], ledger, own)


async def _standing(db: Connection, at: Judging) -> dict[str, tuple[int, str]]:
    """Version and text of each cell, as they stand in the database."""
    found: dict[str, tuple[int, str]] = {}
    row = await db.fetchrow("SELECT * FROM sheets")
    for place in (1, 2):
        if row is None:
            break
        score, comment = row["scores"][place - 1], row["comments"][place - 1]
        name = f"criterion-{place}"
        found[name] = row["score_versions"][place - 1], "" if score is None else str(score)
        found[f"{name}-comment"] = row["comment_versions"][place - 1], comment
    if note := await db.fetchrow("SELECT version, body FROM notes"):
        found["note"] = note["version"], note["body"]
    return found


async def _logged(db: Connection, after: int) -> Counter[str]:
    """How often the log says that a cell was saved."""
    rows = await db.fetch(
        """SELECT event_details.detail
             FROM events JOIN event_details ON event_details.event = events.id
            WHERE events.id > $1 AND events.deed = 'sheet.saved'""",
        after,
    )
    return Counter(cell for row in rows for cell in row["detail"]["cells"])


async def several(url: str, count: int, seed: int) -> tuple[list[str], list[Ledger]]:
    app = create_app(settings(url))
    db = await database.connect(url)
    await people.award(db)
    at = await judging(db, jurors=("Ada",))
    cookies = []
    async with app.router.lifespan_context(app):
        for _ in DEVICES:
            async with browser(app) as client:
                await people.sign_in(db, client, "juror", at.jurors["Ada"])
                cookies.append(client.cookies["juror"])
        faults, ledgers = [], []
        for number in range(count):
            chance = random.Random(f"{seed} {number}")
            found, ledger = await interleaved(app, db, at, cookies, chance)
            faults += [f"interleaving {number}: {fault}" for fault in found]
            ledgers.append(ledger)
    await db.close()
    return faults, ledgers


@pytest.mark.timeout(3600)
async def test_edits_in_any_order_lose_nothing_and_double_nothing(own_database: str) -> None:
    faults, ledgers = await several(own_database, scale.INTERLEAVINGS, scale.SEED)

    accepted = sum(len(ledger.accepted) for ledger in ledgers)
    clashes = sum(ledger.clashes for ledger in ledgers)
    unheard = sum(len(ledger.unheard) for ledger in ledgers)
    print(
        f"\nSEED={scale.SEED}: {len(ledgers)} interleavings, {accepted} edits acknowledged,"
        f" {clashes} clashes shown, {unheard} answers lost"
    )
    assert faults == []
    assert accepted > 2 * len(ledgers)
    assert clashes > 0
    assert unheard > 0


@pytest.mark.timeout(600)
async def test_a_service_that_does_not_look_at_versions_is_found(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "save", careless)

    faults, _ = await several(own_database, 20, scale.SEED)

    assert any("lost" in fault for fault in faults)


async def careless(
    db: Connection, inside: Entered, juror: Juror, nominee: int, typed: Iterable[Cell]
) -> Saved:
    """Whatever comes last stands."""
    saved: Any = None
    for cell in typed:
        now = await _version(db, cell)
        fresh = Cell(cell.place, cell.value, now)
        saved = await HONEST(db, inside, juror, nominee, [fresh])
    return saved or await HONEST(db, inside, juror, nominee, [])


HONEST = sheets.save


async def _version(db: Connection, cell: Cell) -> int:
    column = "score_versions" if cell.is_score else "comment_versions"
    found = await db.fetchval(f"SELECT {column}[$1] FROM sheets", cell.place)  # noqa: S608
    return int(found or 0)


ONE = Edit("telephone 1", "criterion-1", "3", 0, "")
OTHER = Edit("laptop 1", "criterion-1", "4", 0, "")
AFTER = Edit("laptop 1", "criterion-1", "4", 1, cells.mark("3"))
WORDS = {
    "two edits are one version": ([(1, ONE), (1, OTHER)], (1, "3"), 1, "doubled"),
    "one is written over unseen": ([(1, ONE), (2, OTHER)], (2, "4"), 2, "lost"),
    "the last word does not stand": ([(1, ONE), (2, AFTER)], (2, "3"), 2, "lost"),
    "nothing of it stands": ([(1, ONE)], (0, ""), 0, "lost"),
    "the log says it twice": ([(1, ONE)], (1, "3"), 2, "doubled"),
}


@pytest.mark.parametrize("what", WORDS)
def test_the_ledger_finds_a_fault(what: str) -> None:
    accepted, stands, logged, fault = WORDS[what]

    found = Ledger(accepted).faults({"criterion-1": stands}, Counter({"criterion-1": logged}))

    assert found
    assert found[0].startswith(fault)


def test_the_ledger_has_nothing_to_say_of_what_is_right() -> None:
    ledger = Ledger([(1, ONE), (2, AFTER)])

    assert ledger.faults({"criterion-1": (2, "4")}, Counter({"criterion-1": 2})) == []
