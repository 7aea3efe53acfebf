"""The desk's pages for several at once, for asking, for requirements, and for corrections."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from awards import nominees
from awards.database import Connection
from awards.nominees import Wanted
from awards.stages import Stage
from tests import people
from tests.routes.screening import desk, fields, state

pytestmark = pytest.mark.anyio

LIST = "/staff/2027/nominees"


def soon() -> dict[str, str]:
    return {"due-date": f"{datetime.now(UTC) + timedelta(days=5):%d.%m.%Y}", "due-time": "12:00"}


async def nominated(db: Connection, edition: int, category: int, *names: str) -> list[int]:
    found = []
    for name in names:
        company = await people.company(db, edition, name)
        await people.nomination(db, category, company)
        found.append(await people.nominee(db, category, company))
    return found


async def rule(db: Connection, edition: int, company: int, body: str = "no") -> int:
    """A question to be answered with yes, and what the company said to it."""
    question = await db.fetchval(
        """INSERT INTO questions (edition, form, position, kind, label, rule, unmet)
           VALUES ($1, 'company', 1, 'yes_no', '{"en": "Do you export?"}', '{"is_yes": true}',
                   '{"en": "The award is for those who export."}') RETURNING id""",
        edition,
    )
    await db.execute(
        """INSERT INTO company_answers (company, question, body, staff)
           SELECT $1, $2, $3, id FROM staff""",
        company,
        question,
        body,
    )
    return int(question)


async def test_several_nominees_are_declared_ineligible_all_or_none(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    one, other = await nominated(db, edition, category, "Fjordpuls", "Lomvi")
    out = await people.nominee(
        db, category, await people.company(db, edition, "Alke"), state="ineligible"
    )
    address = f"{LIST}/ineligible"

    page = await client.get(f"{address}?id={one}&id={other}&id={out}&id=x")
    hidden = fields(page.text, address)
    unsaid = await client.post(address, data={**hidden, "reason": " "})
    stale = await client.post(
        address, data={"nominee": [f"{one}:1", f"{other}:9"], "reason": "No exports"}
    )
    between = [await state(db, "nominees", ident) for ident in (one, other)]
    done = await client.post(address, data={**hidden, "reason": "No exports"})

    assert "Declare 2 nominees ineligible" in page.text
    assert "or their shortlist is fixed: Alke." in page.text
    assert hidden == {"nominee": [f"{one}:1", f"{other}:1"]}
    assert (unsaid.status_code, stale.status_code) == (422, 409)
    assert between == ["proposed", "proposed"]
    assert done.headers["location"] == f"{LIST}?state=ineligible"
    assert [await state(db, "nominees", ident) for ident in (one, other)] == ["ineligible"] * 2
    assert "None of those you ticked" in (await client.get(address)).text


async def test_several_nominees_are_put_on_the_shortlist_and_the_page_says_who_cannot_be(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    one, other, unmet = await nominated(db, edition, category, "Fjordpuls", "Lomvi", "Alke")
    await rule(db, edition, (await nominees.nominee(db, edition, unmet)).company)
    address = f"{LIST}/shortlisting"

    page = await client.get(f"{address}?id={one}&id={other}&id={unmet}")
    hidden = fields(page.text, address)
    refused = await client.post(address, data={"nominee": [one, unmet]})
    done = await client.post(address, data=hidden)

    assert "Put 2 nominees on the shortlist" in page.text
    assert "It does not meet a requirement. Let it through with a reason first." in page.text
    assert sorted(hidden["nominee"]) == sorted([str(one), str(other)])
    assert refused.status_code == 409
    assert done.headers["location"] == f"{LIST}/shortlists/{category}"
    assert await db.fetchval("SELECT count(*) FROM shortlist") == 2


async def test_companies_are_asked_for_more_after_a_page_that_counts_the_letters(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    one, other = await nominated(db, edition, category, "Fjordpuls", "Lomvi")
    await db.execute(
        """INSERT INTO contributors (company, name, address, mailbox, language, origin, let_in_at,
                                     let_in_by)
           SELECT company, 'Ada', 'ada@firm.example', 'ada@firm.example', 'nb', 'staff', now(),
                  'staff:1' FROM nominees WHERE id = $1""",
        one,
    )
    address = f"{LIST}/ask"

    page = await client.get(f"{address}?id={one}&id={other}")
    hidden = fields(page.text, address)
    typed = {**hidden, "words": "Which markets?", **soon()}
    unread = await client.post(address, data={**typed, "words": "", "due-time": "late"})
    past = await client.post(address, data={**typed, "due-date": "01.01.2020"})
    unsaid = await client.post(address, data={**typed, "due-date": "", "due-time": ""})
    done = await client.post(address, data=typed)
    listed = await client.get(LIST)
    shown = await client.get(f"{LIST}/{one}")

    assert "Ask 1 company for more" in page.text
    assert "1 letter goes out, with your words and a link." in page.text
    assert "Nobody works on the form of these companies" in page.text
    assert "We cannot read the time." in unread.text
    assert "This moment has passed." in past.text
    assert [answer.status_code for answer in (unread, past, unsaid)] == [422] * 3
    assert "Which markets?" in unsaid.text
    assert done.headers["location"] == LIST
    assert await people.letters(db) == [("company_asked", "ada@firm.example")]
    assert "Asked, until" in listed.text
    assert "Which markets?" in shown.text


async def test_nominators_are_asked_for_more(client: httpx.AsyncClient, db: Connection) -> None:
    edition, category = await desk(db, client)
    company = await people.company(db, edition)
    one = await people.nomination(db, category, company, by="Kari")
    other = await people.nomination(db, category, company, by="Ola", state="sent")
    address = "/staff/2027/nominations/ask"

    page = await client.get(f"{address}?id={one}&id={other}")
    nobody = await client.get(f"{address}?id={other}")
    typed = {**fields(page.text, address), "words": "Which markets?", **soon()}
    done = await client.post(address, data=typed)
    await db.execute("UPDATE asks SET due = now() - interval '1 day'")
    listed = await client.get("/staff/2027/nominations")
    shown = await client.get(f"/staff/2027/nominations/{one}")

    assert "Ask 1 nominator for more" in page.text
    assert "Nobody to ask" in nobody.text
    assert done.headers["location"] == "/staff/2027/nominations"
    assert await people.letters(db) == [("nomination_asked", "kari@example.org")]
    assert "Asked, overdue since" in listed.text
    assert "Which markets?" in shown.text


async def test_a_requirement_that_is_not_met_is_shown_filtered_and_let_through(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    one, _ = await nominated(db, edition, category, "Fjordpuls", "Lomvi")
    question = await rule(db, edition, (await nominees.nominee(db, edition, one)).company)
    address = f"{LIST}/{one}/requirements/{question}"

    listed = await client.get(f"{LIST}?unmet=yes")
    page = await client.get(f"{LIST}/{one}")
    unsaid = await client.post(f"{address}/let-through", data={f"reason-{question}": ""})
    done = await client.post(
        f"{address}/let-through", data={f"reason-{question}": "Through a sister company"}
    )
    after = await client.get(f"{LIST}/{one}")
    none_left = await client.get(f"{LIST}?unmet=yes")
    await client.post(f"{address}/hold-again")
    again = await client.get(f"{LIST}?unmet=yes")

    assert "Showing 1 to 1 of 1." in listed.text
    assert "Requirement not met" in listed.text
    assert "The award is for those who export." in page.text
    assert unsaid.status_code == 422
    assert done.headers["location"] == f"{LIST}/{one}"
    assert "Let through by Tone: Through a sister company" in after.text
    assert "Nothing matches what you asked for." in none_left.text
    assert "Showing 1 to 1 of 1." in again.text


async def test_a_company_without_a_number_is_given_it_or_joined_with_the_one_that_has_it(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    (one,) = await nominated(db, edition, category, "Fjordpuls")
    other = await people.company(db, edition, "Lomvi", "974760673")
    address = f"{LIST}/{one}/number"

    page = await client.get(f"{LIST}/{one}")
    shown = fields(page.text, address)
    wrong = await client.post(address, data={**shown, "number": "123"})
    empty = await client.post(address, data={**shown, "number": ""})
    taken = await client.post(address, data={**shown, "number": "974 760 673"})
    done = await client.post(address, data={**shown, "number": "987 654 325"})

    assert "Not verified" in page.text
    assert [answer.status_code for answer in (wrong, empty, taken)] == [422] * 3
    assert f"{LIST}/join?keep={other}&amp;join=" in taken.text
    assert done.headers["location"] == f"{LIST}/{one}"
    found = await nominees.nominee(db, edition, one)
    assert found.numbers == "987654325"


async def test_staff_correct_a_nomination_in_their_own_name_and_the_nominators_words_stay(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    ident = await people.nomination(
        db, category, await people.company(db, edition), why="Grows in Chile."
    )
    question = await db.fetchval("SELECT id FROM questions")
    address = f"/staff/2027/nominations/{ident}/correct"

    page = await client.get(address)
    shown = fields(page.text, address)
    typed = {**shown, f"answer-{question}": "Grows in Peru.", "reason": "The nominator rang"}
    unsaid = await client.post(address, data={**typed, "reason": ""})
    nothing = await client.post(address, data={**typed, f"answer-{question}": "Grows in Chile."})
    done = await client.post(address, data=typed)
    stale = await client.post(address, data={**typed, f"answer-{question}": "Grows in Chad."})
    read = await client.get(f"/staff/2027/nominations/{ident}")

    await people.sign_in(db, client, "nomination", ident)
    own = await client.get("/en/nominations/mine")

    assert "The secretariat has corrected your answer to “Why?”: The nominator rang" in own.text
    assert "Grows in Peru." in own.text
    assert "Grows in Chile." in page.text
    assert (unsaid.status_code, nothing.status_code, stale.status_code) == (422, 422, 409)
    assert "Grows in Peru." in unsaid.text
    assert done.headers["location"] == f"/staff/2027/nominations/{ident}"
    assert "Corrected by the secretariat (Tone): The nominator rang" in read.text
    assert read.text.index("Grows in Peru.") < read.text.index("Grows in Chile.")
    assert await people.deeds(db) == ["nomination.corrected"]


async def test_staff_correct_what_a_company_said(client: httpx.AsyncClient, db: Connection) -> None:
    edition, category = await desk(db, client)
    (one,) = await nominated(db, edition, category, "Fjordpuls")
    question = await rule(db, edition, (await nominees.nominee(db, edition, one)).company)
    address = f"{LIST}/{one}/answers"

    page = await client.get(address)
    typed = {**fields(page.text, address), f"answer-{question}": "yes", "reason": "They rang"}
    done = await client.post(address, data=typed)
    stale = await client.post(address, data={**typed, f"answer-{question}": "no"})

    assert (done.status_code, stale.status_code) == (303, 409)
    rows = await db.fetch("SELECT body, reason FROM company_answers ORDER BY id")
    assert [tuple(row) for row in rows] == [("no", ""), ("yes", "They rang")]
    assert await people.deeds(db) == ["submission.corrected"]


async def test_three_spellings_are_joined_in_one_step(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition, category = await desk(db, client)
    await nominated(db, edition, category, "Sjøkraft AS", "Sjoekraft", "SJOKRAFT Norway")
    ids = [row["id"] for row in await db.fetch("SELECT id FROM companies ORDER BY id")]

    alike = await client.get(f"{LIST}/joining")
    page = await client.get(
        f"{LIST}/join", params={"keep": ids[0], "join": [str(one) for one in ids]}
    )
    joining = fields(page.text, f"{LIST}/join")
    done = await client.post(f"{LIST}/join", data=joining)
    nothing = await client.get(f"{LIST}/join?keep={ids[0]}")
    empty = await client.post(f"{LIST}/join", data={"keep": f"{ids[0]}:1"})

    assert "3 companies that may be one" in alike.text
    assert joining == {"keep": [f"{ids[0]}:1"], "join": [f"{ids[1]}:1", f"{ids[2]}:1"]}
    assert done.status_code == 303
    assert ("Nothing to join" in nothing.text, empty.status_code) == (True, 422)
    found, _ = await nominees.page(db, edition, Wanted())
    assert [(one.name, one.nominations) for one in found] == [("Sjøkraft AS", 3)]
    assert await people.deeds(db) == ["company.joined", "company.joined"]


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.JUDGING, Stage.ARCHIVED])
async def test_every_page_is_there_in_every_stage(
    client: httpx.AsyncClient, db: Connection, stage: Stage
) -> None:
    edition, category = await desk(db, client, stage)
    (one,) = await nominated(db, edition, category, "Fjordpuls")
    await rule(db, edition, (await nominees.nominee(db, edition, one)).company)
    nomination = await db.fetchval("SELECT id FROM nominations")
    await db.execute("UPDATE staff SET language = 'nb'")

    answers = [
        await client.get(f"/staff/2027/{place}")
        for place in (
            "nominees?unmet=yes",
            f"nominees/{one}",
            f"nominees/{one}/answers",
            f"nominees/ask?id={one}",
            f"nominees/ineligible?id={one}",
            f"nominees/shortlisting?id={one}",
            f"nominations/ask?id={nomination}",
            f"nominations/{nomination}/correct",
        )
    ]

    assert [answer.status_code for answer in answers] == [200] * len(answers)
