"""The desk's pages for nominations: found, read, rejected, downloaded, entered."""

import csv

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.routes.screening import desk, fields, state

pytestmark = pytest.mark.anyio


async def test_staff_see_search_and_sort_nominations(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    empty = await client.get("/staff/2027/nominations")
    await people.nomination(db, category, await people.company(db, edition, "Ørret <b>"), by="Kari")
    await people.nomination(db, category, await people.company(db, edition, "Lomvi"), by="Ola")

    by_company = await client.get("/staff/2027/nominations?sort=company")
    searched = await client.get("/staff/2027/nominations?q=ørret&state=confirmed&sort=what")
    nothing = await client.get("/staff/2027/nominations?q=%00%27x&category=x&page=-1")

    assert "Nobody has nominated yet" in empty.text
    assert by_company.text.index("Lomvi") < by_company.text.index("Ørret &lt;b&gt;")
    assert "Showing 1 to 1 of 1." in searched.text
    assert ("Ørret &lt;b&gt;" in searched.text, "Lomvi" in searched.text) == (True, False)
    assert "Nothing matches what you asked for." in nothing.text


async def test_a_long_list_comes_in_pages(client: httpx.AsyncClient, db: Connection) -> None:
    edition, category = await desk(db, client)
    company = await people.company(db, edition)
    for number in range(51):
        await people.nomination(db, category, company, by=f"Kari{number}")

    first = await client.get("/staff/2027/nominations?sort=oldest")
    second = await client.get("/staff/2027/nominations?sort=oldest&page=2")

    assert "Showing 1 to 50 of 51." in first.text
    assert "?sort=oldest&amp;page=2" in first.text
    assert "Showing 51 to 51 of 51." in second.text
    assert "Kari50" in second.text


async def test_staff_read_one_nomination_with_its_versions_and_its_history(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    ident = await people.nomination(
        db, category, await people.company(db, edition), why="Grows in Chile."
    )
    await db.execute(
        """INSERT INTO answers (nomination, question, version, body)
           SELECT nomination, question, 2, 'Grows in Peru.' FROM answers"""
    )
    await client.post("/staff/2027/nominations/gone-through", data={"id": ident, "one": "yes"})

    page = await client.get(f"/staff/2027/nominations/{ident}")

    assert page.text.index("Grows in Peru.") < page.text.index("Grows in Chile.")
    assert "went through a nomination" in page.text
    assert (await client.get("/staff/2027/nominations/999999")).status_code == 404


async def test_nominations_are_rejected_in_bulk_after_a_page_that_counts(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    company = await people.company(db, edition)
    one = await people.nomination(db, category, company, by="Kari")
    other = await people.nomination(db, category, company, by="Ola")
    gone = await people.nomination(db, category, company, by="Per", state="withdrawn")

    page = await client.get(f"/staff/2027/nominations/reject?id={one}&id={other}&id={gone}&id=x")
    hidden = fields(page.text, "/staff/2027/nominations/reject")
    unsaid = await client.post("/staff/2027/nominations/reject", data={**hidden, "reason": ""})
    again = fields(unsaid.text, "/staff/2027/nominations/reject")
    done = await client.post(
        "/staff/2027/nominations/reject", data={**again, "reason": "Advertising"}
    )

    assert "Reject 2 nominations" in page.text
    assert "2 of them count now" in page.text
    assert unsaid.status_code == 422
    assert hidden == again == {"nomination": [f"{one}:1", f"{other}:1"]}
    assert done.headers["location"] == "/staff/2027/nominations?state=rejected"
    states = [await state(db, "nominations", ident) for ident in (one, other, gone)]
    assert states == ["rejected", "rejected", "withdrawn"]


async def test_what_was_changed_meanwhile_is_not_rejected_and_the_reason_is_kept(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    ident = await people.nomination(db, category, await people.company(db, edition))

    refused = await client.post(
        "/staff/2027/nominations/reject",
        data={"nomination": f"{ident}:0", "reason": "Advertising"},
    )
    stale = await client.post(
        "/staff/2027/nominations/reject",
        data={"nomination": f"{ident}:7", "reason": "Advertising"},
    )

    assert (refused.status_code, stale.status_code) == (422, 409)
    assert "Advertising" in stale.text
    assert await state(db, "nominations", ident) == "confirmed"


async def test_a_rejection_is_taken_back(client: httpx.AsyncClient, db: Connection) -> None:
    edition, category = await desk(db, client)
    company = await people.company(db, edition)
    ident = await people.nomination(db, category, company, state="rejected")
    address = f"/staff/2027/nominations/{ident}"

    page = await client.get(address)
    hidden = fields(page.text, f"{address}/restore")
    done = await client.post(f"{address}/restore", data=hidden)

    assert done.headers["location"] == address
    assert await state(db, "nominations", ident) == "confirmed"


async def test_going_through_keeps_the_list_as_it_was(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    ident = await people.nomination(db, category, await people.company(db, edition))

    done = await client.post(
        "/staff/2027/nominations/gone-through",
        data={"id": [ident], "do": "done", "q": "fjord", "page": "1", "state": ""},
    )

    assert done.headers["location"] == "/staff/2027/nominations?q=fjord&page=1"
    assert await people.deeds(db) == ["nomination.gone_through"]


async def test_nominations_are_downloaded_as_a_spreadsheet(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    company = await people.company(db, edition, "Lomvi", "987654325")
    await people.nomination(db, category, company, by="=Kari", why="First; second.\nThird.")
    await people.nomination(db, category, company, by="Ola", state="sent")

    answer = await client.post(
        "/staff/2027/nominations/download", data={"state": "confirmed", "q": "lomvi"}
    )

    heading, row = csv.reader(answer.content.decode("utf-8-sig").splitlines(True), delimiter=";")
    found = dict(zip(heading, row, strict=True))
    assert answer.headers["content-disposition"] == 'attachment; filename="nominations-2027.csv"'
    assert [found[name] for name in ("Company", "Nominator", "State", "Why?")] == [
        "Lomvi",
        "'=Kari",
        "Counts",
        "First; second.\nThird.",
    ]
    assert await people.deeds(db) == ["nominations.downloaded"]
    assert (await client.get("/staff/2027/nominations/download")).status_code == 405


async def test_a_nomination_that_came_by_phone_is_entered_and_counts(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client, Stage.NOMINATING)
    question = await db.fetchval("SELECT id FROM questions WHERE edition = $1", edition)
    page = await client.get("/staff/2027/nominations/new")
    typed = {
        **fields(page.text, "/staff/2027/nominations/new"),
        "company": "Lomvi",
        "category": str(category),
        "nominator": "Kari Nordmann",
        f"answer-{question}": "It grows abroad.",
    }

    wrong = await client.post("/staff/2027/nominations/new", data={**typed, "company": ""})
    entered = await client.post("/staff/2027/nominations/new", data=typed)
    again = await client.post("/staff/2027/nominations/new", data=typed)

    assert wrong.status_code == 422
    assert "It grows abroad." in wrong.text
    assert entered.status_code == 303
    assert entered.headers["location"] == again.headers["location"]
    read = await client.get(entered.headers["location"])
    assert "Entered by" in read.text
    rows = await db.fetch("SELECT state, mailbox, entered_by IS NOT NULL FROM nominations")
    assert [tuple(row) for row in rows] == [("confirmed", "", True)]
    assert await people.letters(db) == []


async def test_no_nomination_is_entered_after_the_deadline(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    question = await db.fetchval("SELECT id FROM questions WHERE edition = $1", edition)

    refused = await client.post(
        "/staff/2027/nominations/new",
        data={
            "form": "x",
            "company": "Lomvi",
            "category": str(category),
            "nominator": "Kari",
            f"answer-{question}": "It grows abroad.",
        },
    )

    assert refused.status_code == 409
    assert "It grows abroad." in refused.text


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.NOMINATING, Stage.JUDGING, Stage.ARCHIVED])
async def test_every_page_is_there_in_every_stage(
    client: httpx.AsyncClient, db: Connection, stage: Stage
) -> None:
    edition, category = await desk(db, client, stage)
    one = await people.company(db, edition)
    other = await people.company(db, edition, "Lomvi")
    nomination = await people.nomination(db, category, one)
    nominee = await people.nominee(db, category, one)
    await db.execute("UPDATE staff SET language = 'nb'")

    answers = [
        await client.get(f"/staff/2027/{place}")
        for place in (
            "nominations",
            "nominations/new",
            f"nominations/{nomination}",
            f"nominations/reject?id={nomination}",
            "nominees",
            f"nominees/{nominee}",
            "nominees/joining",
            f"nominees/join?keep={one}&join={other}",
            "nominees/shortlists",
            f"nominees/shortlists/{category}",
            f"nominees/shortlists/{category}/fix",
        )
    ]

    assert [answer.status_code for answer in answers] == [200] * len(answers)
