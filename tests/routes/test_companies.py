"""The people of a company on its pages, and the company at the desk, without a browser."""

import re

import httpx
import pytest
from starlette.applications import Starlette

from awards import contributors, links
from awards.contributors import Invited, Origin
from awards.database import Connection
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS, browser
from tests.test_contributors import Year, claimed, year

__all__ = ["year"]

pytestmark = pytest.mark.anyio


async def a_token(db: Connection, year: Year) -> tuple[int, str]:
    """Somebody whom staff invited, and the token of their link."""
    eli = Invited("Eli", "eli@fjordpuls.example", "en")
    who = await contributors.invite(
        db, f"staff:{year.member}", year.edition, year.company, eli, Origin.STAFF, "Fjordpuls"
    )
    return who.id, links.token(KEYS, await contributors.link(db, who))


async def test_the_link_has_one_button_and_looking_changes_nothing(
    db: Connection, client: httpx.AsyncClient, year: Year
) -> None:
    who, token = await a_token(db, year)
    page = await client.get(f"/nominee/enter/{token}")
    assert (page.status_code, page.text.count("<button")) == (200, 1)
    assert "Fjordpuls" not in page.text and "Eli" not in page.text
    opened = "SELECT count(*) FROM sessions WHERE audience = 'contributor' AND subject = $1"
    assert await db.fetchval(opened, who) == 0
    assert (await client.get("/nominee/people")).status_code == 401
    answer = await client.post(f"/nominee/enter/{token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/nominee/")
    assert (await client.get("/nominee/people")).status_code == 200
    assert (await client.post("/nominee/leave")).status_code == 200
    assert (await client.get("/nominee/people")).status_code == 401


async def test_a_link_that_ended_sends_a_new_one_only_to_who_may_come_in(
    db: Connection, client: httpx.AsyncClient, year: Year
) -> None:
    who, token = await a_token(db, year)
    link = await links.of_subject(db, Purpose.CONTRIBUTOR, who)
    assert link is not None
    await links.renew(db, link.id)
    ended = await client.get(f"/nominee/enter/{token}")
    assert (ended.status_code, f"/nominee/enter/{token}/new" in ended.text) == (410, True)
    assert (await client.post(f"/nominee/enter/{token}")).status_code == 410
    sent = await client.post(f"/nominee/enter/{token}/new")
    again = await client.post(f"/nominee/enter/{token}/new")
    assert await people.letters(db) == [
        ("company_invitation", "eli@fjordpuls.example"),
        ("company_link", "eli@fjordpuls.example"),
    ]
    await contributors.end(db, year.edition, who, "staff:1")
    refused = await client.post(f"/nominee/enter/{token}/new")
    assert len(await people.letters(db)) == 2
    assert sent.text == again.text == refused.text


async def test_who_waits_sees_that_they_wait_and_nothing_else(
    db: Connection, app: Starlette, year: Year
) -> None:
    kari, per = await claimed(db, year, "Kari"), await claimed(db, year, "Per")
    async with browser(app) as waiting:
        await people.sign_in(db, waiting, "contributor", per.id)
        page = await waiting.get("/nominee/people")
        assert "You are not let in yet" in page.text
        assert "Kari" not in page.text
        invitation = {"name": "Ola", "address": "ola@example.org", "language": "nb"}
        assert (await waiting.post("/nominee/people", data=invitation)).status_code == 403
        for deed in ("let-in", "refuse"):
            answer = await waiting.post(f"/nominee/people/{per.id}/{deed}")
            assert answer.status_code == 403
    async with browser(app) as inside:
        await people.sign_in(db, inside, "contributor", kari.id)
        assert "Let Per in" in (await inside.get("/nominee/people")).text
        answer = await inside.post(f"/nominee/people/{per.id}/let-in")
        assert (answer.status_code, answer.headers["location"]) == (303, "/nominee/people")
    assert (await contributors.contributor(db, per.id)).inside


async def test_a_colleague_is_invited_and_a_wrong_address_is_said(
    db: Connection, client: httpx.AsyncClient, year: Year
) -> None:
    kari = await claimed(db, year, "Kari")
    await people.sign_in(db, client, "contributor", kari.id)
    wrong = {"name": "Ola", "address": "ola", "language": "nb"}
    page = await client.post("/nominee/people", data=wrong)
    assert (page.status_code, 'value="ola"' in page.text) == (422, True)
    answer = await client.post("/nominee/people", data={**wrong, "address": "ola@example.org"})
    assert answer.status_code == 303
    assert await people.letters(db) == [("company_let_in", "ola@example.org")]
    assert "invited by Kari" in (await client.get("/nominee/people")).text
    stopped = await client.post("/nominee/people/stop")
    assert (stopped.status_code, 'data-keep-clear="company:"' in stopped.text) == (200, True)
    assert (await client.get("/nominee/people")).status_code == 401


async def test_staff_see_end_and_let_in_the_people_of_a_company(
    db: Connection, client: httpx.AsyncClient, year: Year
) -> None:
    kari, per = await claimed(db, year, "Kari"), await claimed(db, year, "Per")
    await people.sign_in(db, client, "staff", year.member)
    here = f"/staff/2027/companies/{year.company}"
    page = await client.get(here)
    assert re.findall(r"<bdi>(\w+)</bdi>", page.text).count("Per") == 1
    assert "let in on their word" in page.text
    assert (await client.post(f"{here}/people/{kari.id}/end")).status_code == 303
    assert (await client.post(f"{here}/people/{per.id}/let-in")).status_code == 303
    assert [(await contributors.contributor(db, one.id)).inside for one in (kari, per)] == [
        False,
        True,
    ]


async def test_staff_tell_a_company_under_the_name_they_confirmed(
    db: Connection, client: httpx.AsyncClient, year: Year
) -> None:
    await people.nominee(db, year.category, year.company)
    await people.sign_in(db, client, "staff", year.member)
    here = f"/staff/2027/companies/{year.company}"
    assert "Not told yet" in (await client.get(here)).text
    typed = {"called": "", "name": "", "address": "x", "language": "nb"}
    wrong = await client.post(f"{here}/invite", data=typed)
    assert (wrong.status_code, wrong.text.count('aria-invalid="true"')) == (422, 2)
    typed = {**typed, "called": "Fjordpuls AS", "address": "eli@fjordpuls.example"}
    assert (await client.post(f"{here}/invite", data=typed)).status_code == 303
    facts = await db.fetchval("SELECT facts FROM letters")
    assert facts["company"] == "Fjordpuls AS"
    assert "Not told yet" not in (await client.get(here)).text


async def test_staff_tell_many_after_the_letters_are_counted(
    db: Connection, client: httpx.AsyncClient, year: Year
) -> None:
    other = await people.company(db, year.edition, "Nordlys")
    for company in (year.company, other):
        await people.nominee(db, year.category, company)
    await people.sign_in(db, client, "staff", year.member)
    assert "companies have not been told" in (await client.get("/staff/2027/")).text
    here = "/staff/2027/companies/inform"
    assert (await client.post(here, data={"language": "nb"})).status_code == 422
    typed = {
        "company": [str(year.company), str(other)],
        f"called-{year.company}": "Fjordpuls",
        f"called-{other}": "Nordlys",
        f"address-{year.company}": "post@fjordpuls.example",
        f"address-{other}": "nonsense",
        "language": "nb",
    }
    wrong = await client.post(here, data=typed)
    assert (wrong.status_code, 'value="nonsense"' in wrong.text) == (422, True)
    typed[f"address-{other}"] = "post@nordlys.example"
    assert "2 letters will be sent" in (await client.post(here, data=typed)).text
    assert await people.letters(db) == []
    answer = await client.post(f"{here}/send", data=typed)
    assert answer.headers["location"] == "/staff/2027/"
    assert len(await people.letters(db)) == 2
    assert "All have been told" in (await client.get(here)).text


async def test_staff_note_that_a_company_was_told_by_telephone(
    db: Connection, client: httpx.AsyncClient, year: Year
) -> None:
    await people.nominee(db, year.category, year.company)
    await people.sign_in(db, client, "staff", year.member)
    here = f"/staff/2027/companies/{year.company}"
    assert (await client.post(f"{here}/informed", data={"note": ""})).status_code == 422
    assert (await client.post(f"{here}/informed", data={"note": "Rang Eli"})).status_code == 303
    page = await client.get(here)
    assert "Rang Eli" in page.text and "Not told yet" not in page.text


async def test_how_companies_take_part_is_set_on_a_page(
    db: Connection, client: httpx.AsyncClient, year: Year
) -> None:
    await people.sign_in(db, client, "staff", year.member)
    here = "/staff/2027/set-up/companies"
    assert (await client.get(here)).status_code == 200
    typed = {"version": "1", "show_nominators": "nothing", "inform_automatically": "yes"}
    wrong = await client.post(here, data={**typed, "deadline-date": "1.1.2199"})
    assert wrong.status_code == 422
    late = {**typed, "deadline-date": "01.01.2199", "deadline-time": "12:00"}
    assert "cases freeze then" in (await client.post(here, data=late)).text
    assert (await client.post(here, data=typed)).status_code == 303
    assert await db.fetchval("SELECT show_nominators FROM editions") == "nothing"
    more = await client.post(here, data={**typed, "version": "2", "show_nominators": "names"})
    assert (more.status_code, "can only be less" in more.text) == (422, True)
    overtaken = await client.post(here, data={**typed, "show_nominators": "reasons"})
    assert overtaken.status_code == 409
