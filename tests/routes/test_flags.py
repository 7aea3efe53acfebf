"""Questions about a case, from the sheet to the desk and back; and every case in one document."""

import re

import httpx
import pytest

from awards import flags
from awards.database import Connection
from awards.stages import Stage
from tests import people, telling
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

ANSWER = {"words-nb": "Tallet er i <tusen>.", "words-en": "It is in <thousands>."}


async def scene(
    db: Connection, client: httpx.AsyncClient, *nominees: str, juror: str = "Ada"
) -> Judging:
    """Two jurors with a seat; one of them, and Tone of the staff, are signed in."""
    await people.award(db)
    at = await judging(db, nominees=nominees or ("Fjordpuls", "Lomvi"))
    await people.sign_in(db, client, "juror", at.jurors[juror])
    await people.sign_in(db, client, "staff", await people.staff(db, "Tone"))
    return at


def sheet(at: Judging, name: str = "Fjordpuls") -> str:
    return f"/jury/nominees/{at.nominees[name]}"


async def ask(client: httpx.AsyncClient, at: Judging, words: str = "Is it <b>in</b> m?") -> None:
    answer = await client.post(f"{sheet(at)}/flag", data={"words": words})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{sheet(at)}/flag")


async def newest(db: Connection) -> str:
    """The desk's page of the question that was asked last."""
    ident = await db.fetchval("SELECT max(id) FROM flags")
    return f"/staff/2027/jury/questions/{ident}"


async def recuse(client: httpx.AsyncClient, at: Judging) -> None:
    company = at.companies["Fjordpuls"]
    await client.post(f"/jury/conflicts/{company}", data={"kind": "own_company", "words": ""})


async def test_a_question_goes_to_the_desk_and_its_answer_to_every_juror_of_the_case(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    for way in ("", "/case"):
        assert f'href="{sheet(at)}/flag"' in (await client.get(sheet(at) + way)).text
    await ask(client, at)

    year, listed = [
        (await client.get(path)).text for path in ("/staff/2027/", "/staff/2027/jury/questions")
    ]
    assert "question from a juror about a case" in year
    for words in ("Fjordpuls", "Ada", "Is it &lt;b&gt;in&lt;/b&gt; m?", "Waits for you"):
        assert words in listed
    desk = await newest(db)
    answered = await client.post(f"{desk}/answer", data=ANSWER)
    assert answered.headers["location"] == "/staff/2027/jury/questions"
    assert "question from a juror" not in (await client.get("/staff/2027/")).text
    own = (await client.get(f"{sheet(at)}/flag")).text
    assert "It is in &lt;thousands&gt;." in own and "Answered to the whole panel" in own
    assert "1 answered" in (await client.get(sheet(at))).text

    await people.sign_in(db, client, "juror", at.jurors["Bo"])
    for path in (sheet(at), f"{sheet(at)}/case", "/jury/cases"):
        page = (await client.get(path)).text
        assert "It is in &lt;thousands&gt;." in page
        assert "Is it" not in page and "Ada" not in page and "answered" not in page
    assert "New in the case" in (await client.get("/jury/")).text
    others = (await client.get(f"{sheet(at)}/flag")).text
    assert "Is it" not in others and "What you have asked" not in others


async def test_a_declined_question_is_between_staff_and_the_juror(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    await ask(client, at)

    desk = await newest(db)
    empty = await client.post(f"{desk}/decline", data={"reason": " "})
    await client.post(f"{desk}/decline", data={"reason": "Not <for> the jury."})

    assert empty.status_code == 422 and "Error:" in empty.text
    own = (await client.get(f"{sheet(at)}/flag")).text
    assert "Not &lt;for&gt; the jury." in own
    assert "From the secretariat" not in (await client.get(sheet(at))).text
    await people.sign_in(db, client, "juror", at.jurors["Bo"])
    pages = [(await client.get(sheet(at) + way)).text for way in ("", "/case", "/flag")]
    assert not any("the jury." in page and "Not" in page and "for&gt;" in page for page in pages)


async def test_what_is_wrong_with_a_question_or_an_answer_keeps_what_was_typed(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    long = "q" * (flags.LONGEST + 1)

    asked = [
        await client.post(f"{sheet(at)}/flag", data={"words": words}) for words in ("  ", long)
    ]
    await ask(client, at)
    answered = await client.post(
        f"{await newest(db)}/answer", data={"words-nb": " ", "words-en": "Only English."}
    )

    assert [one.status_code for one in asked] == [422, 422]
    assert long in asked[1].text and "at most 2000 characters" in asked[1].text
    assert answered.status_code == 422 and "Only English." in answered.text
    assert await db.fetchval("SELECT count(*) FROM amendments") == 0


async def test_the_second_of_two_who_answer_is_told_and_keeps_what_they_wrote(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    await ask(client, at)
    desk = await newest(db)
    await client.post(f"{desk}/answer", data=ANSWER)

    late = await client.post(f"{desk}/answer", data={"words-nb": "Mitt svar.", "words-en": "Mine."})
    later = await client.post(f"{desk}/decline", data={"reason": "My reason."})

    assert (late.status_code, later.status_code) == (409, 409)
    assert "Somebody else was first" in late.text and "It is in &lt;thousands&gt;." in late.text
    assert "Mitt svar." in late.text and "Mine." in late.text and "My reason." in later.text
    assert await db.fetchval("SELECT count(*) FROM amendments") == 1


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.DECIDING, Stage.ANNOUNCED])
async def test_a_conflicted_juror_finds_nothing_of_a_question_or_a_case(
    client: httpx.AsyncClient, db: Connection, stage: Stage
) -> None:
    at = await scene(db, client)
    await ask(client, at, "Kanarifugl?")
    await client.post(
        f"{await newest(db)}/answer", data={"words-nb": "Kanarifugl.", "words-en": "Kanarifugl."}
    )
    await recuse(client, at)
    await db.execute("UPDATE editions SET stage = $1", stage)
    seen = (await client.get("/jury/cases")).text

    refused = [
        await client.get(f"{sheet(at)}/flag"),
        await client.post(f"{sheet(at)}/flag", data={"words": "Again?"}),
    ]
    await people.nomination(db, at.category, at.companies["Fjordpuls"], why="Kanarifugl " * 400)
    await db.execute("UPDATE nominees SET state = 'shortlisted'")
    await telling.snapshot(db, at.companies["Fjordpuls"])

    assert [one.status_code for one in refused] == [404, 404]
    assert "Lomvi" in seen and "Fjordpuls" not in seen and "Kanarifugl" not in seen
    assert (await client.get("/jury/cases")).text == seen
    for path in ("/jury/", "/jury/conflicts", sheet(at, "Lomvi")):
        assert "Kanarifugl" not in (await client.get(path)).text


async def test_a_case_that_waits_for_a_declaration_is_not_asked_about(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await scene(db, client)
    await db.execute("DELETE FROM cleared WHERE company = $1", at.companies["Fjordpuls"])

    answers = [
        await client.get(f"{sheet(at)}/flag"),
        await client.post(f"{sheet(at)}/flag", data={"words": "Why?"}),
    ]

    assert [one.status_code for one in answers] == [409, 409]
    assert "Fjordpuls" not in (await client.get("/jury/cases")).text
    assert await db.fetchval("SELECT count(*) FROM flags") == 0


async def test_all_cases_stand_in_one_document_with_a_list_that_leads_to_each(
    client: httpx.AsyncClient, db: Connection
) -> None:
    names = [f"Bedrift {number:02}" for number in range(31)]
    at = await scene(db, client, *names)
    await people.nomination(db, at.category, at.companies[names[0]], why="We <grow>.")
    await db.execute("UPDATE nominees SET state = 'shortlisted'")

    first, second = [(await client.get(f"/jury/cases?page={number}")).text for number in ("1", "2")]

    for page, number in ((first, 30), (second, 1)):
        places = re.findall(r'href="#case-(\d+)"', page)
        assert re.findall(r'<article [^>]*id="case-(\d+)"', page) == places
        assert len(places) == number
        idents = re.findall(r' id="([^"]+)"', page)
        assert len(idents) == len(set(idents))
    assert 'rel="next" href="/jury/cases?page=2"' in first
    assert "We &lt;grow&gt;." in first + second
    assert sorted(re.findall(r"<bdi>(Bedrift \d\d)</bdi></h2>", first + second)) == names


async def test_before_judging_there_is_no_case_to_print(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await scene(db, client)
    await db.execute("UPDATE rounds SET opened_at = NULL")
    await db.execute("UPDATE editions SET stage = $1", Stage.SCREENING)

    page = await client.get("/jury/cases")

    assert page.status_code == 200
    assert "The cases stand here when judging has begun." in page.text
    assert "Fjordpuls" not in page.text
