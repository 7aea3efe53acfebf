"""The desk's pages for nominees: renamed, ineligible, joined, on the shortlist."""

import httpx
import pytest

from awards import merging
from awards.database import Connection
from tests import people
from tests.routes.screening import desk, fields, state

pytestmark = pytest.mark.anyio


async def test_a_nominee_is_renamed_declared_ineligible_and_taken_in_again(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    company = await people.company(db, edition, "FJORDPULS AS")
    await people.nomination(db, category, company)
    nominee = await people.nominee(db, category, company)
    address = f"/staff/2027/nominees/{nominee}"

    page = await client.get(address)
    naming = fields(page.text, f"{address}/name")
    renamed = await client.post(f"{address}/name", data={**naming, "name": "Fjordpuls"})
    lost = await client.post(f"{address}/name", data={**naming, "name": "Fjordpulsen"})
    version = fields(page.text, f"{address}/ineligible")
    unsaid = await client.post(f"{address}/ineligible", data={**version, "reason": " "})
    await client.post(f"{address}/ineligible", data={**version, "reason": "No exports"})
    out = await client.get(address)
    eligible = fields(out.text, f"{address}/eligible")
    await client.post(f"{address}/eligible", data=eligible)

    assert renamed.headers["location"] == address
    assert (lost.status_code, unsaid.status_code) == (409, 422)
    assert "Fjordpulsen" in lost.text
    assert "No exports" in out.text
    assert await state(db, "nominees", nominee) == "proposed"
    listed = await client.get("/staff/2027/nominees?q=fjordpuls&sort=company")
    assert "Showing 1 to 1 of 1." in listed.text


async def test_two_companies_that_look_alike_are_joined_and_parted(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    one = await people.company(db, edition, "Fjordpuls", "987654325")
    other = await people.company(db, edition, "Fjordpuls AS")
    await people.nomination(db, category, one, by="Kari")
    await people.nomination(db, category, other, by="Ola")
    nominee = await people.nominee(db, category, one)

    listed = await client.get("/staff/2027/nominees")
    alike = await client.get("/staff/2027/nominees/joining")
    search = await client.get(f"/staff/2027/nominees/joining?company={one}&q=fjord")
    page = await client.get(f"/staff/2027/nominees/join?keep={one}&join={other}")
    joining = fields(page.text, "/staff/2027/nominees/join")
    joined = await client.post("/staff/2027/nominees/join", data=joining)
    after = await client.get(f"/staff/2027/nominees/{nominee}")
    parting = fields(after.text, f"/staff/2027/nominees/part/{other}")
    parted = await client.post(f"/staff/2027/nominees/part/{other}", data=parting)

    way = f"/staff/2027/nominees/join?keep={one}&amp;join={other}"
    assert "1 group of companies may be one and the same." in listed.text
    assert "“Fjordpuls” and “Fjordpuls AS” are the same name, written in two ways." in alike.text
    assert way in search.text
    assert "1 nomination of Fjordpuls AS counts for it." in page.text
    assert joined.headers["location"] == "/staff/2027/nominees?q=Fjordpuls"
    assert "2 nominations that count" in after.text
    assert parted.headers["location"] == "/staff/2027/nominees?q=Fjordpuls+AS"
    assert await merging.joined(db, one) == []
    assert (await client.get("/staff/2027/nominees/join?keep=x")).status_code == 404


async def test_a_shortlist_is_chosen_fixed_and_taken_back(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    nominees = []
    for name in ("Fjordpuls", "Lomvi", "Kvitsand"):
        company = await people.company(db, edition, name)
        await people.nomination(db, category, company)
        nominees.append(await people.nominee(db, category, company))
    fjordpuls, lomvi, kvitsand = nominees
    address = f"/staff/2027/nominees/shortlists/{category}"

    await client.post(f"{address}/choose", data={"nominee": [fjordpuls, lomvi], "page": 1})
    page = await client.get(address)
    await client.post(
        f"{address}/choose", data={"was": [fjordpuls, lomvi], "nominee": [fjordpuls, kvitsand]}
    )
    before = await client.get(f"{address}/fix")
    stale = await client.post(f"{address}/fix", data={"nominee": [fjordpuls, lomvi]})
    fixing = fields(before.text, f"{address}/fix")
    fixed = await client.post(f"{address}/fix", data=fixing)
    states = [await state(db, "nominees", one) for one in nominees]
    overview = await client.get("/staff/2027/nominees/shortlists")
    unsaid = await client.post(f"{address}/take-back", data={"reason": ""})
    await client.post(f"{address}/take-back", data={"reason": "Lomvi was forgotten"})

    assert "2 nominees chosen" in page.text
    assert "2 nominees go to the jury: Fjordpuls, Kvitsand." in before.text
    assert "1 nominee in the category is not on the shortlist." in before.text
    assert stale.status_code == 409
    assert fixed.headers["location"] == "/staff/2027/nominees/shortlists"
    assert states == ["shortlisted", "not_chosen", "shortlisted"]
    assert "Fixed" in overview.text
    assert unsaid.status_code == 422
    assert [await state(db, "nominees", one) for one in nominees] == ["proposed"] * 3
