"""Conflicts of interest over HTTP: names before cases, and what a declared one closes."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.bad_use.scene import Place, places
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

SHOWN = re.compile(r'name="shown" value="(\d+)"')
HEADINGS = re.compile(r"<h3[^>]*><bdi>([^<]*)</bdi>")
NONE = {"none": "yes"}


@pytest.fixture
async def at(db: Connection, client: httpx.AsyncClient) -> AsyncIterator[Judging]:
    """Ada judges Fjordpuls and Lomvi, is signed in, and has not looked through their names."""
    await people.award(db)
    scene = await judging(db)
    await db.execute("DELETE FROM cleared")
    await people.sign_in(db, client, "juror", scene.jurors["Ada"])
    yield scene


async def shown(client: httpx.AsyncClient) -> list[str]:
    """The names that the page asks to look through, by their ids."""
    return SHOWN.findall((await client.get("/jury/conflicts")).text)


async def cleared(db: Connection) -> int:
    return int(await db.fetchval("SELECT count(*) FROM cleared"))


async def test_the_overview_leads_to_the_names_until_all_are_looked_through(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    first = await client.get("/jury/")
    page = (await client.get("/jury/conflicts")).text
    assert (first.status_code, first.headers["location"]) == (303, "/jury/conflicts")
    assert "2 names to look through" in page and "Go on to the overview" not in page

    answer = await client.post("/jury/conflicts", data={"shown": SHOWN.findall(page), **NONE})

    assert (answer.status_code, answer.headers["location"]) == (303, "/jury/conflicts")
    done = (await client.get("/jury/conflicts")).text
    assert "You have looked through all the names." in done and "Go on to the overview" in done
    assert done.count("No conflict") == 2 and not SHOWN.findall(done)
    assert (await client.post("/jury/conflicts", data={})).status_code == 303
    assert (await client.get("/jury/")).status_code == 200
    assert await people.deeds(db) == ["conflicts.cleared"]


async def test_without_the_tick_nothing_is_declared_and_the_page_says_so_at_the_field(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    ids = await shown(client)

    for typed in ({"shown": ids}, {"shown": ids, "none": ""}, {}):
        answer = await client.post("/jury/conflicts", data=typed)
        assert answer.status_code == 422
        assert "Tick the box when you have looked through the names." in answer.text
        assert 'href="#none"' in answer.text and 'aria-describedby="none-hint none-error"' in (
            answer.text
        )
        assert SHOWN.findall(answer.text) == ids

    assert (await cleared(db), await people.deeds(db)) == (0, [])


async def test_a_name_that_was_not_on_the_page_is_not_declared(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    ids = await shown(client)
    later = await people.company(db, at.edition, "Tjeld")
    await people.nominee(db, at.category, later)

    await client.post("/jury/conflicts", data={"shown": [*ids, "x", "", "9" * 40], **NONE})

    page = (await client.get("/jury/conflicts")).text
    assert "1 name to look through" in page and SHOWN.findall(page) == [str(later)]
    assert HEADINGS.findall(page) == ["Tjeld", "Fjordpuls", "Lomvi"]


async def test_names_are_looked_through_fifty_at_a_time(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    for number in range(58):
        company = await people.company(db, at.edition, f"Alke {number:02}")
        await people.nominee(db, at.category, company)

    first, second = [await client.get(f"/jury/conflicts?page={number}") for number in (1, 2)]

    assert [len(SHOWN.findall(page.text)) for page in (first, second)] == [50, 10]
    assert "60 names to look through" in second.text and "Page 2 of 2" in second.text
    without = await client.post("/jury/conflicts?page=2", data={})
    assert len(SHOWN.findall(without.text)) == 10
    await client.post("/jury/conflicts", data={"shown": SHOWN.findall(first.text), **NONE})
    assert "10 names to look through" in (await client.get("/jury/conflicts")).text
    assert (await client.get("/jury/")).headers["location"] == "/jury/conflicts"


async def test_a_case_that_waits_for_the_names_says_so_and_leads_on(
    client: httpx.AsyncClient, at: Judging
) -> None:
    nominee = at.nominees["Fjordpuls"]

    for way, path in (("GET", ""), ("GET", "/case"), ("POST", "")):
        answer = await client.request(way, f"/jury/nominees/{nominee}{path}")
        assert answer.status_code == 409
        assert "Look through the names first" in answer.text
        assert 'href="/jury/conflicts">Look through the names</a>' in answer.text


async def test_when_nothing_can_be_declared_any_more_the_overview_opens(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    ids = await shown(client)
    await db.execute("UPDATE editions SET stage = $1", Stage.ANNOUNCED)

    assert (await client.get("/jury/")).status_code == 200
    assert await shown(client) == []
    for typed in ({"shown": ids, **NONE}, {"shown": ids}):
        assert (await client.post("/jury/conflicts", data=typed)).status_code == 409
    assert await cleared(db) == 0


async def test_a_juror_is_reminded_of_their_employer_beside_its_name(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await db.execute("UPDATE companies SET organisation_number = '310412031' WHERE name = 'Lomvi'")
    before = (await client.get("/jury/conflicts")).text
    await db.execute("UPDATE jurors SET employer_number = '310412031' WHERE name = 'Ada'")

    page = (await client.get("/jury/conflicts")).text

    assert "Your employer, it seems." not in before
    assert page.count("Your employer, it seems.") == 1
    assert page.index("Lomvi") < page.index("Your employer, it seems.")


@pytest.mark.parametrize(
    ("grade", "means"),
    [
        ("company", "You do not judge it, in any category."),
        ("category", "You judge none of the categories it competes in."),
        ("noted", "Noted. You go on judging."),
    ],
)
async def test_a_juror_reads_what_was_declared_when_and_what_it_means(
    client: httpx.AsyncClient, db: Connection, at: Judging, grade: str, means: str
) -> None:
    await db.execute("UPDATE editions SET recusal_grade = $1", grade)
    tone = await people.staff(db)
    for name, kind, words, staff in (
        ("Fjordpuls", "other", "We are cousins.", None),
        ("Lomvi", "own_company", "Seen in the register.", tone),
    ):
        await db.execute(
            """INSERT INTO recusals (juror, company, kind, words, by_staff, declared_at)
               VALUES ($1, $2, $3, $4, $5, '2026-10-05 10:00Z')""",
            at.jurors["Ada"],
            at.companies[name],
            kind,
            words,
            staff,
        )

    page = (await client.get("/jury/conflicts")).text
    set_by_staff = (await client.get(f"/jury/conflicts/{at.companies['Lomvi']}")).text

    assert page.count(means) == 2
    assert "Something else" in page and "We are cousins." in page and "Own company" in page
    assert "declared 5" in page and "set by the secretariat 5" in page
    assert "Seen in the register." not in page + set_by_staff
    assert "The secretariat has set this: Own company." in set_by_staff


@dataclass(frozen=True)
class Year:
    """Fjordpuls competes for export and newcomer, Lomvi for newcomer, Skarv for health."""

    edition: int
    ada: int
    fjordpuls: int
    nominees: dict[str, int]
    rounds: list[int]


# Of Ada's sheets: what she gave, its total, what she wrote, what the case says.
GIVEN = {
    "export": ((3, 2), "65.0", "Remark on export", "Case of Fjordpuls"),
    "newcomer": ((2, 1), "40.0", "Remark on newcomer", "Case of Fjordpuls"),
    "rival": ((1, 3), "45.0", "Remark on the rival", "Case of Lomvi"),
    "other": ((2, 3), "60.0", "Remark on another", "Case of Skarv"),
}
CLOSES = {
    "company": {"export", "newcomer"},
    "category": {"export", "newcomer", "rival"},
    "noted": set[str](),
}


COMPANIES = ("Fjordpuls", "Lomvi", "Skarv")
COMPETE = {
    "export": (0, "Fjordpuls"),
    "newcomer": (1, "Fjordpuls"),
    "rival": (1, "Lomvi"),
    "other": (2, "Skarv"),
}


@pytest.fixture
async def year(db: Connection, client: httpx.AsyncClient) -> Year:
    await people.award(db)
    edition = await people.edition(db, stage=Stage.JUDGING)
    slugs = ("export", "newcomer", "health")
    categories = [
        await people.category(db, edition, slug, place) for place, slug in enumerate(slugs, 1)
    ]
    companies = {name: await people.company(db, edition, name) for name in COMPANIES}
    nominees = {}
    for key, (place, name) in COMPETE.items():
        await people.nomination(
            db, categories[place], companies[name], by=key, why=f"Case of {name}"
        )
        nominees[key] = await people.nominee(db, categories[place], companies[name])
    rounds = [
        await people.shortlist(
            db, category, *(nominees[key] for key, (at, _) in COMPETE.items() if at == place)
        )
        for place, category in enumerate(categories)
    ]
    ada = await people.juror(db, edition, "Ada")
    await people.sign_in(db, client, "juror", ada)
    return Year(edition, ada, companies["Fjordpuls"], nominees, rounds)


async def judge(db: Connection, year: Year) -> None:
    for key, (scores, _, remark, _) in GIVEN.items():
        round = year.rounds[COMPETE[key][0]]
        await people.sheet(db, round, year.ada, year.nominees[key], *scores)
        await db.execute(
            "UPDATE sheets SET comments[1] = $2 WHERE nominee = $1", year.nominees[key], remark
        )


async def declare(db: Connection, client: httpx.AsyncClient, year: Year, by: str) -> None:
    if by == "juror":
        kind = {"kind": "business_interest", "words": ""}
        answer = await client.post(f"/jury/conflicts/{year.fjordpuls}", data=kind)
        assert answer.status_code == 303
    else:
        await db.execute(
            """INSERT INTO recusals (juror, company, kind, by_staff)
               VALUES ($1, $2, 'business_interest', $3)""",
            year.ada,
            year.fjordpuls,
            await people.staff(db),
        )


async def sheets(db: Connection) -> list[tuple[Any, ...]]:
    rows = await db.fetch("SELECT nominee, scores, comments, version, ballot FROM sheets")
    return sorted(tuple(row) for row in rows)


def of_the_room(about: str) -> list[Place]:
    """The addresses behind the jury's door that name something, or nothing in particular."""
    return [
        place
        for place in places()
        if place.audience == "jury"
        and place.idents == ([about] if about else [])
        and "{token}" not in place.path
    ]


TYPED = {
    "criterion-1": "4",
    "criterion-1-version": "1",
    "cell": "criterion-1",
    "value": "1",
    "version": "1",
    "reason": "I know too little of it.",
    "abstention-version": "1",
    "note": "x",
    "note-version": "0",
    "words": "Is that so?",
}


@pytest.mark.parametrize("by", ["juror", "staff"])
@pytest.mark.parametrize("when", ["before", "late", "confirmed"])
@pytest.mark.parametrize("grade", ["company", "category", "noted"])
async def test_what_is_closed_to_a_juror_is_closed_behind_every_address_and_in_every_page(
    client: httpx.AsyncClient, db: Connection, year: Year, grade: str, when: str, by: str
) -> None:
    await db.execute("UPDATE editions SET recusal_grade = $1", grade)
    if when != "before":
        await judge(db, year)
    if when == "confirmed":
        for round in year.rounds:
            ballot = await people.ballot(db, round, year.ada)
            await db.execute("UPDATE sheets SET ballot = $1 WHERE round = $2", ballot, round)
    before = await sheets(db)

    await declare(db, client, year, by)

    closed = CLOSES[grade]
    behind = of_the_room("nominee")
    assert {"sheet", "save", "save_cell", "abstain", "case", "logo"} <= {one.name for one in behind}
    for key in closed:
        for place in behind:
            address = place.address({"nominee": year.nominees[key], "token of jury": ""})
            answer = await client.request(place.method, address, data=TYPED)
            assert (place.name, answer.status_code) == (place.name, 404)
    for key in GIVEN.keys() - closed:
        assert GIVEN[key][3] in (await client.get(f"/jury/nominees/{year.nominees[key]}")).text
    assert await sheets(db) == before
    assert await db.fetchval("SELECT count(*) FROM notes") == 0
    assert await db.fetchval("SELECT count(*) FROM flags") == 0
    await _tells_nothing_of(client, year, closed)


async def _tells_nothing_of(client: httpx.AsyncClient, year: Year, closed: set[str]) -> None:
    """No page of the room has a word or a number of a sheet or a case that is closed."""
    open_cases = {GIVEN[key][3] for key in GIVEN.keys() - closed}
    secret = {text for key in closed for text in GIVEN[key][1:]} - open_cases
    addresses = [place.path for place in of_the_room("") if place.method == "GET"]
    addresses += [
        place.address({"round": round, "token of jury": ""})
        for place in of_the_room("round")
        for round in year.rounds
        if place.method == "GET"
    ]
    addresses += [f"/jury/nominees/{year.nominees[key]}" for key in GIVEN.keys() - closed]
    assert len(addresses) > 10
    for address in addresses:
        text = (await client.get(address, follow_redirects=True)).text
        assert {one for one in secret if one in text} == set(), address
