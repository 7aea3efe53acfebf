"""The pages of a case: beside the points, by itself, and as staff read it."""

import re

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import people, telling
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

REVENUE = telling.figures("40 mill.", "50 mill.", "45 mill.", estimates=True)
EXPORT = telling.figures("10 mill.", "25 mill.", "20 mill.", explanation="A late order.")
EVERY_KIND = {
    "yes_no": ("yes", "Yes"),
    "short_text": ("Sweden <b>", "Sweden &lt;b&gt;"),
    "long_text": ("We began\n\nin Sweden.", "<p>in Sweden.</p>"),
    "whole_number": ("9", ">9<"),
    "money": ("12,5 mill.", "NOK\u00a012.5\u00a0million"),
    "percent": ("81", ">81%<"),
    "one_choice": ("1", "Own sellers"),
    "web_address": ("https://fjordpuls.example/x", 'href="https://fjordpuls.example/x"'),
}
CHOICES = [{"key": "1", "name": {"nb": "Egne selgere", "en": "Own sellers"}}]


def million(count: int) -> str:
    return f"NOK\u00a0{count}\u00a0million"


async def told(db: Connection, at: Judging) -> int:
    """Fjordpuls has answered a question of every kind, and sent its logo; the contributor."""
    company = at.companies["Fjordpuls"]
    siri = await telling.contributor(db, company, "Siri Aas")
    for kind, (body, _) in EVERY_KIND.items():
        ident = await telling.question(db, at.edition, kind, f"About {kind}", choices=CHOICES)
        await telling.say(db, company, ident, body, by=siri)
    for figure, body in (("turnover", REVENUE), ("export", EXPORT)):
        ident = await telling.question(db, at.edition, "year_figures", figure, figure=figure)
        await telling.say(db, company, ident, body, by=siri)
    await telling.question(db, at.edition, "short_text", "Owners", need="judging")
    await telling.logo(db, company, siri)
    await telling.say(db, company, "handed_in", "yes", by=siri)
    await telling.snapshot(db, company)
    return siri


async def scene(db: Connection, client: httpx.AsyncClient) -> Judging:
    """Ada judges Fjordpuls and Lomvi; she and Tone of the staff are signed in."""
    await people.award(db)
    at = await judging(db)
    await people.sign_in(db, client, "juror", at.jurors["Ada"])
    await people.sign_in(db, client, "staff", await people.staff(db, "Tone"))
    return at


def sheet(at: Judging, name: str = "Fjordpuls") -> str:
    return f"/jury/nominees/{at.nominees[name]}"


def desk(at: Judging, name: str = "Fjordpuls") -> str:
    return f"/staff/2027/nominees/{at.nominees[name]}/case"


async def test_a_case_shows_answers_of_every_kind_and_what_follows_from_the_figures(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    await told(db, at)
    await people.nomination(db, at.category, at.companies["Fjordpuls"], by="Karianne")
    await db.execute("UPDATE nominations SET works_there = true")
    await db.execute("UPDATE nominees SET state = 'shortlisted'")

    pages = [(await client.get(sheet(at) + way)).text for way in ("", "/case")]

    for page in pages:
        for _, shown in EVERY_KIND.values():
            assert shown in page
        for words in (
            "FJORDPULS AS",
            "Fetched 14 Sept 2027",
            "Exports of turnover",
            "+150%",
            "+41.4% a year",
            f"Exports fell from {million(25)} in 2025 to {million(20)} in 2026.",
            "A late order.",
            "These are estimates.",
            "Not answered",
            "Customer, works in the company",
            f"turnover: {million(40)} in 2024",
        ):
            assert words in page
        assert "Siri" not in page and "arianne" not in page
        assert f'src="{sheet(at)}/logo" alt="Fjordpuls"' in page
    logo = await client.get(sheet(at) + "/logo")
    assert (logo.headers["content-type"], logo.content) == ("image/png", b"a picture")
    assert logo.headers["cache-control"] == "no-store"


async def test_a_case_says_what_is_not_there(client: httpx.AsyncClient, db: Connection) -> None:
    at = await scene(db, client)
    await db.execute(
        "INSERT INTO members (edition, organisation_number, name) VALUES ($1, '1', 'x')",
        at.edition,
    )

    page = (await client.get(sheet(at) + "/case")).text

    for words in (
        "Not verified: the company was entered by hand.",
        "The company has not been told that it is nominated, and has said nothing.",
        "Not known: there is no organisation number",
        "Nobody has written anything.",
    ):
        assert words in page
    await telling.snapshot(db, at.companies["Fjordpuls"])
    await db.execute("UPDATE snapshots SET facts = NULL, purged_at = clock_timestamp()")
    purged = (await client.get(sheet(at) + "/case")).text
    assert "The register has asked us to forget its facts" in purged
    assert (await client.get(sheet(at) + "/logo")).status_code == 404
    assert (await client.get(desk(at) + "/logo")).status_code == 404


async def test_a_recused_juror_has_neither_case_nor_logo(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    await told(db, at)
    company = at.companies["Fjordpuls"]
    await client.post(f"/jury/conflicts/{company}", data={"kind": "own_company", "words": ""})

    answers = [await client.get(sheet(at) + way) for way in ("", "/case", "/logo")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not any("FJORDPULS" in answer.text for answer in answers)


async def test_staff_read_all_of_it_with_names_and_what_the_jury_does_not_see(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    siri = await told(db, at)
    company = at.companies["Fjordpuls"]
    later = await telling.question(db, at.edition, "short_text", "Later")
    hidden = await telling.question(db, at.edition, "short_text", "Account", shown_to_jury=False)
    await telling.say(db, company, later, "Half a thought", by=siri)
    await telling.say(db, company, hidden, "1234 56", staff=None, by=siri)
    await people.nomination(db, at.category, company, by="Karianne")

    page = (await client.get(desk(at))).text

    for words in (
        "Siri Aas",
        "Karianne",
        "Half a thought",
        "It has not been handed in.",
        "1234 56",
        "The jury does not see the name",
    ):
        assert words in page
    assert page.count("The jury does not see this") == 2
    assert (await client.get(desk(at) + "/logo")).content == b"a picture"


async def test_staff_correct_a_frozen_case_and_jurors_see_it_marked(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    await people.sheet(db, at.round, at.jurors["Ada"], at.nominees["Fjordpuls"], 2, 3)
    words = {"words-nb": "Eksporten var 12 mill.", "words-en": "Exports were <i>12</i> million."}

    unsaid = await client.post(f"{desk(at)}/corrections", data={**words, "words-nb": " "})
    said = await client.post(f"{desk(at)}/corrections", data=words)

    assert (
        unsaid.status_code == 422 and "Exports were &lt;i&gt;12&lt;/i&gt; million." in unsaid.text
    )
    assert (said.status_code, said.headers["location"]) == (303, desk(at))
    assert "(<bdi>Tone</bdi>)" in (await client.get(desk(at))).text
    page, home = [(await client.get(path)).text for path in (sheet(at), "/jury/")]
    assert "From the secretariat, after judging had begun" in page
    assert "Exports were &lt;i&gt;12&lt;/i&gt; million." in page and "Tone" not in page
    assert len(re.findall(r">New in the case \d+ \w+ \d{4}<", home)) == 1
    assert "since you saved your sheet" in home
    await client.post(f"{sheet(at)}/cell", data=CELL)
    assert "New in the case" not in (await client.get("/jury/")).text


CELL = {"cell": "criterion-1", "value": "1", "version": "1"}


async def test_a_case_that_is_not_frozen_yet_offers_no_correction(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    await db.execute("UPDATE editions SET stage = $1", Stage.SCREENING)

    page = await client.get(desk(at))
    refused = await client.post(f"{desk(at)}/corrections", data={"words-nb": "Nei."})

    assert "Correct the case" not in page.text
    assert refused.status_code == 409
