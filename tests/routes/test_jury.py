"""The jury room over HTTP: the door, the overview, score sheets with and without script."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from awards import tokens
from awards.database import Connection
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

VERSION = re.compile(r'name="(criterion-[^"]+-(?:version|was)|abstention-version)" value="(\w*)"')

NOTE = re.compile(r'name="(note-(?:version|was))" value="(\w*)"')


@pytest.fixture
async def at(db: Connection, client: httpx.AsyncClient) -> AsyncIterator[Judging]:
    """Ada judges Fjordpuls and Lomvi, and is signed in."""
    await people.award(db)
    scene = await judging(db)
    await people.sign_in(db, client, "juror", scene.jurors["Ada"])
    yield scene


def sheet(at: Judging, name: str = "Fjordpuls", deed: str = "") -> str:
    return f"/jury/nominees/{at.nominees[name]}{deed}"


async def form(client: httpx.AsyncClient, at: Judging, name: str = "Fjordpuls") -> dict[str, str]:
    """The form of a sheet as a browser holds it, with its versions."""
    page = (await client.get(sheet(at, name))).text
    return {
        **dict(VERSION.findall(page)),
        "criterion-1-comment": "",
        "criterion-2-comment": "",
        "reason": "",
    }


async def link(db: Connection, juror: int) -> str:
    ident = f"link-of-{juror}"
    await db.execute(
        "INSERT INTO links (id, purpose, subject) VALUES ($1, 'juror', $2)", ident, juror
    )
    return tokens.sign(KEYS, Purpose.JUROR, ident, 1)


async def counts(db: Connection) -> dict[str, Any]:
    """What a visit might have changed."""
    tables = ("sessions", "sheets", "ballots", "recusals", "letters", "events")
    return {table: await db.fetchval(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608


async def test_the_link_shows_a_name_and_one_button_and_changes_nothing(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    token = await link(db, at.jurors["Bo"])
    before = await counts(db)

    answers = [await client.request(way, f"/jury/enter/{token}") for way in ("GET", "HEAD")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "<bdi>Bo</bdi>" in answers[0].text
    assert answers[0].text.count("<button") == 1
    assert await counts(db) == before


async def test_the_button_opens_the_room_under_a_clean_address(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    token = await link(db, at.jurors["Bo"])
    client.cookies.clear()

    opened = await client.post(f"/jury/enter/{token}")

    assert (opened.status_code, opened.headers["location"]) == (303, "/jury/")
    home = await client.get("/jury/")
    assert "<bdi>Bo</bdi>" in home.text and token not in home.text
    left = await client.post("/jury/leave")
    assert left.status_code == 200
    assert (await client.get("/jury/")).status_code == 401


async def test_a_link_works_as_often_as_it_is_opened(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    token = await link(db, at.jurors["Bo"])

    answers = [await client.post(f"/jury/enter/{token}") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 303]


async def test_a_link_of_another_purpose_is_no_link_here(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await link(db, at.jurors["Bo"])
    staff = tokens.sign(KEYS, Purpose.STAFF, f"link-of-{at.jurors['Bo']}", 1)

    for way, address in (
        ("GET", f"/jury/enter/{staff}"),
        ("POST", f"/jury/enter/{staff}"),
    ):
        assert (await client.request(way, address)).status_code == 404
    assert await people.letters(db) == []


async def test_the_overview_shows_what_is_left_in_the_juror_s_own_language(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await people.sheet(db, at.round, at.jurors["Ada"], at.nominees["Lomvi"], 2, 3)
    await people.sheet(db, at.round, at.jurors["Bo"], at.nominees["Lomvi"], 1, 1)

    english = (await client.get("/jury/")).text
    await db.execute("UPDATE jurors SET language = 'nb'")
    norwegian = (await client.get("/jury/")).text

    assert "1 of 2 sheets are complete" in english
    assert "Go on with Fjordpuls" in english
    assert "60.0" in english and "25.0" not in english
    assert "1 av 2 ark er ferdige" in norwegian
    assert 'lang="nb"' in norwegian


async def test_before_judging_jurors_see_names_and_no_case(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await people.nomination(db, at.category, at.companies["Lomvi"], why="A case text.")
    await db.execute("UPDATE editions SET stage = 'screening'")
    await db.execute("UPDATE rounds SET opened_at = NULL")

    home = (await client.get("/jury/")).text
    names = (await client.get("/jury/conflicts")).text

    assert "Judging has not begun yet" in home
    assert "Fjordpuls" in names and "Lomvi" in names and "A case text." not in names
    assert (await client.get(sheet(at, "Lomvi"))).status_code == 404


async def test_the_rules_stand_on_one_page(client: httpx.AsyncClient, at: Judging) -> None:
    page = (await client.get("/jury/rules")).text

    for text in ("Growth", "60%", "Spread", "40%", "Much", "lowest or the highest point"):
        assert text in page


async def test_a_sheet_is_saved_by_the_form_and_leads_to_the_next(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    filled = {**await form(client, at), "criterion-1": "2", "criterion-2": "3"}

    stayed = await client.post(sheet(at), data={**filled, "do": "save"})
    onward = await client.post(
        sheet(at, "Lomvi"), data={**filled, "criterion-1": "1", "do": "next"}
    )

    assert (stayed.status_code, stayed.headers["location"]) == (303, sheet(at))
    assert (onward.status_code, onward.headers["location"]) == (303, f"/jury/ballots/{at.round}")
    page = (await client.get(sheet(at))).text
    assert page.count(" checked>") == 2
    assert "2 of 2 criteria have points." in page


async def test_save_and_next_goes_to_the_next_sheet_that_is_not_complete(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    onward = await client.post(sheet(at), data={**await form(client, at), "do": "next"})

    assert onward.headers["location"] == sheet(at, "Lomvi")


async def test_a_cell_changed_elsewhere_is_shown_with_both_and_the_rest_is_saved(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    stale = await form(client, at)
    await client.post(sheet(at), data={**stale, "criterion-1": "4", "do": "save"})

    refused = await client.post(
        sheet(at), data={**stale, "criterion-1": "1", "criterion-2": "3", "do": "next"}
    )

    assert refused.status_code == 409
    assert "Elsewhere you have given 4 since this page was shown." in refused.text
    checked = re.findall(r'name="(criterion-\d)" value="(\d)" checked', refused.text)
    assert checked == [("criterion-1", "1"), ("criterion-2", "3")]
    assert await db.fetchval("SELECT scores FROM sheets") == [4, 3]
    again = {**stale, **dict(VERSION.findall(refused.text)), "criterion-1": "1"}
    assert (await client.post(sheet(at), data={**again, "do": "save"})).status_code == 303
    assert await db.fetchval("SELECT scores FROM sheets") == [1, 3]


async def test_a_page_that_lay_open_does_not_speak_against_what_was_changed_elsewhere(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    stale = await form(client, at)
    elsewhere = {"criterion-1": "4", "criterion-1-comment": "From the phone.", "do": "save"}
    await client.post(sheet(at), data={**stale, **elsewhere})

    saved = await client.post(sheet(at), data={**stale, "criterion-2": "3", "do": "save"})

    assert saved.status_code == 303
    row = await db.fetchrow("SELECT scores, comments FROM sheets")
    assert row is not None
    assert tuple(row.values()) == ([4, 3], ["From the phone.", ""])


async def test_a_single_cell_is_saved_and_says_so_in_the_juror_s_language(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await db.execute("UPDATE jurors SET language = 'nb'")

    answer = await client.post(
        sheet(at, deed="/cell"), data={"cell": "criterion-1", "value": "3", "version": "0"}
    )

    said = answer.json()
    assert re.fullmatch(r"\d\d\.\d\d", said["saved"])
    assert said == {
        "cell": "criterion-1",
        "version": 1,
        "was": said["was"],
        "saved": said["saved"],
        "said": f"Lagret kl. {said['saved']}. 1 av 2 kriterier har poeng.",
    }


async def test_a_single_cell_that_was_changed_elsewhere_answers_with_both(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    cell = {"cell": "criterion-2-comment", "version": "0"}
    await client.post(sheet(at, deed="/cell"), data={**cell, "value": "On the phone."})

    answer = await client.post(sheet(at, deed="/cell"), data={**cell, "value": "On the laptop."})

    assert (answer.status_code, answer.json()["version"]) == (409, 1)
    assert "«On the phone.»" in answer.json()["said"]
    assert await db.fetchval("SELECT comments FROM sheets") == ["", "On the phone."]


@pytest.mark.parametrize(
    "cell",
    [
        {"cell": "criterion-1", "value": "5", "version": "0"},
        {"cell": "criterion-1", "value": "٣", "version": "0"},
        {"cell": "criterion-1", "value": "2", "version": "x"},
        {"cell": "criterion-9", "value": "2", "version": "0"},
        {"cell": "abstained_reason", "value": "2", "version": "0"},
        {},
    ],
)
async def test_a_cell_that_is_none_is_refused(
    client: httpx.AsyncClient, db: Connection, at: Judging, cell: dict[str, str]
) -> None:
    answer = await client.post(sheet(at, deed="/cell"), data=cell)

    assert answer.status_code == 422
    assert await counts(db) == {**await counts(db), "sheets": 0, "events": 0}


async def test_a_late_sheet_is_refused_and_shows_what_was_written(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    filled = {**await form(client, at), "criterion-1": "4", "criterion-1-comment": "They grow."}
    await db.execute("UPDATE editions SET stage = 'deciding'")

    late = await client.post(sheet(at), data={**filled, "do": "save"})

    assert late.status_code == 409
    assert "They grow." in late.text
    assert await db.fetchval("SELECT count(*) FROM sheets") == 0


async def test_a_juror_abstains_with_a_reason_and_takes_it_back(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    filled = {**await form(client, at), "criterion-1": "2"}

    wordless = await client.post(sheet(at, deed="/abstain"), data=filled)
    assert wordless.status_code == 422
    assert 'href="#reason"' in wordless.text
    filled = {**filled, **dict(VERSION.findall(wordless.text)), "reason": "Not my field."}
    abstained = await client.post(sheet(at, deed="/abstain"), data=filled)
    page = (await client.get(sheet(at))).text
    assert (abstained.status_code, "Not my field." in page) == (303, True)
    back = await client.post(sheet(at, deed="/resume"), data=dict(VERSION.findall(page)))

    assert back.status_code == 303
    rows = await db.fetch("SELECT scores, abstained_reason FROM sheets")
    assert [tuple(row.values()) for row in rows] == [([2, None], None)]


async def test_a_note_is_saved_with_the_form_alone_and_like_a_cell(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    filled = {**await form(client, at), "note-version": "0", "note-was": ""}

    whole = await client.post(sheet(at), data={**filled, "note": "Ask.", "do": "save"})
    seen = dict(NOTE.findall((await client.get(sheet(at))).text))
    alone = await client.post(sheet(at, deed="/note"), data={**seen, "note": "Ask Siv."})
    cell = {"cell": "note", "value": "Asked.", "version": "2"}
    answer = await client.post(sheet(at, deed="/cell"), data=cell)

    assert (whole.status_code, alone.status_code, answer.status_code) == (303, 303, 200)
    assert answer.json() == {
        **answer.json(),
        "cell": "note",
        "version": 3,
        "said": f"Your note was saved at {answer.json()['saved']}.",
    }
    assert [row["body"] for row in await db.fetch("SELECT body FROM notes")] == ["Asked."]


@pytest.mark.parametrize(("deed", "do"), [("", "next"), ("/note", ""), ("/abstain", "")])
async def test_a_note_changed_elsewhere_is_shown_with_both(
    client: httpx.AsyncClient, db: Connection, at: Judging, deed: str, do: str
) -> None:
    stale = {**await form(client, at), "note-version": "0", "note-was": "", "reason": "Mine."}
    await client.post(sheet(at, deed="/note"), data={**stale, "note": "At the desk."})

    refused = await client.post(
        sheet(at, deed=deed), data={**stale, "note": "On the train.", "do": do}
    )

    assert refused.status_code == 409
    assert "«At the desk.»" in refused.text and "On the train.</textarea>" in refused.text
    assert await db.fetchval("SELECT body FROM notes") == "At the desk."
    cell = {"cell": "note", "value": "On the train.", "version": "0"}
    assert (await client.post(sheet(at, deed="/cell"), data=cell)).status_code == 409


async def test_the_note_stays_when_points_are_locked_and_is_on_no_receipt(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    for name in at.nominees:
        await people.sheet(db, at.round, at.jurors["Ada"], at.nominees[name], 1, 2)
    await client.post(
        sheet(at, deed="/note"), data={"note": "Quiet.", "note-version": "0", "note-was": ""}
    )
    ballot = f"/jury/ballots/{at.round}"
    page = (await client.get(ballot)).text
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)
    await client.post(ballot, data={"seen": seen})

    locked = (await client.get(sheet(at))).text
    receipt = (await client.get(f"{ballot}/receipt")).text

    assert 'type="radio"' not in locked and "Quiet.</textarea>" in locked
    assert "Quiet." not in page + receipt


async def test_a_page_of_one_juror_saves_nothing_for_another(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    ada = {**await form(client, at), "juror": str(at.jurors["Ada"])}
    await people.sign_in(db, client, "juror", at.jurors["Bo"])
    cell = {"cell": "criterion-1", "value": "3", "version": "0", "juror": ada["juror"]}

    answers = [
        await client.post(sheet(at), data={**ada, "criterion-1": "3"}),
        await client.post(sheet(at, deed="/cell"), data=cell),
        await client.post(sheet(at, deed="/note"), data={**ada, "note": "Mine."}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert "Somebody else has come in" in answers[0].text
    assert await counts(db) == {**await counts(db), "sheets": 0, "events": 0}


@pytest.mark.parametrize(
    ("deed", "typed"),
    [
        ("/jury/conflicts", {"none": "yes", "shown": "{company}"}),
        ("/jury/conflicts/{company}", {"kind": "own_company", "words": ""}),
        ("/jury/nominees/{nominee}/flag", {"words": "In thousands?"}),
        ("/jury/ballots/{round}", {"seen": ""}),
        ("/jury/welcome", {"read": "yes", "version": "0"}),
        ("/jury/rules", {"version": "2"}),
    ],
)
async def test_what_a_page_of_one_juror_declares_is_not_said_by_another(
    client: httpx.AsyncClient, db: Connection, at: Judging, deed: str, typed: dict[str, str]
) -> None:
    """Bo came in with his link in the browser in which a page of Ada's still lies open."""
    await db.execute("DELETE FROM cleared WHERE company = $1", at.companies["Lomvi"])
    await db.execute("UPDATE jurors SET welcomed_at = NULL WHERE name = 'Bo'")
    names = {"company": at.companies["Lomvi"], "nominee": at.nominees["Fjordpuls"]}
    await people.sign_in(db, client, "juror", at.jurors["Bo"])

    answer = await client.post(
        deed.format(**names, round=at.round),
        data={"juror": str(at.jurors["Ada"])}
        | {field: text.format(**names) for field, text in typed.items()},
    )

    assert answer.status_code == 403
    assert "Somebody else has come in" in answer.text
    assert await people.deeds(db) == []


async def test_the_sheet_gives_an_example_of_good_evidence_where_there_is_one(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await db.execute(
        "UPDATE criteria SET evidence = $1 WHERE place = 1", {"en": "A contract in two countries."}
    )

    page = (await client.get(sheet(at))).text

    assert page.count("An example of good evidence") == 1
    assert "A contract in two countries." in page


async def test_complete_is_not_confirmed_and_every_page_says_so(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    for name, scores in {"Fjordpuls": (4, 2), "Lomvi": (2, 2)}.items():
        await people.sheet(db, at.round, at.jurors["Ada"], at.nominees[name], *scores)

    page = (await client.get(sheet(at))).text
    home = (await client.get("/jury/")).text
    ballot = (await client.get(f"/jury/ballots/{at.round}")).text

    for text in (page, home):
        assert "Your points count when you have confirmed." in text
    assert "but they do not count yet" in ballot
    assert "Where you gave the lowest or the highest point" in ballot and "Because." in ballot


async def test_a_conflict_closes_the_case_at_once(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await people.nomination(db, at.category, at.companies["Fjordpuls"], why="A case text.")
    await people.sheet(db, at.round, at.jurors["Ada"], at.nominees["Fjordpuls"], 4, 4)
    address = f"/jury/conflicts/{at.companies['Fjordpuls']}"
    assert "A case text." in (await client.get(sheet(at))).text

    assert (await client.get(address)).status_code == 200
    wordless = await client.post(address, data={"kind": "other", "words": ""})
    assert wordless.status_code == 422
    nothing = await client.post(address, data={"words": "A friend."})
    assert (nothing.status_code, "A friend." in nothing.text) == (422, True)
    declared = await client.post(address, data={"kind": "close_relation", "words": "My sister."})

    assert (declared.status_code, declared.headers["location"]) == (303, "/jury/conflicts")
    for way, deed in (("GET", ""), ("POST", ""), ("POST", "/cell"), ("POST", "/abstain")):
        typed = {"cell": "criterion-1", "value": "1", "version": "1", "reason": "x"}
        typed["abstention-version"] = "1"
        answer = await client.request(way, sheet(at, deed=deed), data=typed)
        assert (answer.status_code, "A case text." in answer.text) == (404, False)
    home = (await client.get("/jury/")).text
    assert "100.0" not in home and sheet(at) + '"' not in home
    assert "Close relation" in (await client.get("/jury/conflicts")).text
    assert await people.deeds(db) == ["recusal.declared"]


async def test_a_conflict_with_a_company_that_is_not_on_the_list_cannot_be_declared(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    stranger = await people.company(db, at.edition, "Havsule")

    answers = [
        await client.get(f"/jury/conflicts/{stranger}"),
        await client.post(f"/jury/conflicts/{stranger}", data={"kind": "own_company"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


async def test_a_ballot_is_read_through_confirmed_and_receipted(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    ballot = f"/jury/ballots/{at.round}"
    await people.sheet(db, at.round, at.jurors["Ada"], at.nominees["Fjordpuls"], 1, 2)
    unready = (await client.get(ballot)).text
    assert "What is missing" in unready and 'name="seen"' not in unready
    await people.sheet(db, at.round, at.jurors["Ada"], at.nominees["Lomvi"], 3, None)
    assert "points for Spread" in (await client.get(ballot)).text
    await db.execute("UPDATE sheets SET scores[2] = 3 WHERE scores[2] IS NULL")
    page = (await client.get(ballot)).text
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)

    changed = await client.post(ballot, data={"seen": "0" * 64})
    confirmed = await client.post(ballot, data={"seen": seen})
    again = await client.post(ballot, data={"seen": seen})

    assert (changed.status_code, confirmed.status_code, again.status_code) == (409, 303, 303)
    assert confirmed.headers["location"] == again.headers["location"] == f"{ballot}/receipt"
    receipt = (await client.get(f"{ballot}/receipt")).text
    code = await db.fetchval("SELECT receipt FROM ballots")
    assert re.fullmatch(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2}", code) and code in receipt
    assert "75.0" in receipt
    assert (await client.get(ballot)).headers["location"] == f"{ballot}/receipt"
    locked = (await client.get(sheet(at))).text
    assert 'type="radio"' not in locked and "its sheets are locked" in locked
    assert await people.letters(db) == [("juror_receipt", "ada@jury.example")]


async def test_a_receipt_is_there_when_a_ballot_is_confirmed_and_for_its_juror_alone(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await people.ballot(db, at.round, at.jurors["Bo"])

    assert (await client.get(f"/jury/ballots/{at.round}/receipt")).status_code == 404


async def test_after_the_close_the_juror_reads_what_they_gave(
    client: httpx.AsyncClient, db: Connection, at: Judging
) -> None:
    await people.sheet(db, at.round, at.jurors["Ada"], at.nominees["Fjordpuls"], 1, 2)
    await db.execute("UPDATE editions SET stage = $1", Stage.DECIDING)

    home = (await client.get("/jury/")).text
    page = (await client.get(sheet(at))).text
    ballot = (await client.get(f"/jury/ballots/{at.round}")).text

    assert "Judging has closed" in home and "It is not counted." in home
    assert "What you gave" in page and 'type="radio"' not in page
    assert "not confirmed in time" in ballot and 'name="seen"' not in ballot


async def test_pages_of_the_jury_room_are_kept_by_nobody(
    client: httpx.AsyncClient, at: Judging
) -> None:
    for address in ("/jury/", "/jury/rules", "/jury/conflicts", sheet(at)):
        assert (await client.get(address)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("way", "deed", "most", "status"),
    [("GET", "", 2, 200), ("POST", "/cell", 5, 200), ("POST", "", 5, 303)],
    ids=["sheet", "cell", "save"],
)
async def test_a_sheet_takes_two_statements_and_a_save_five(
    client: httpx.AsyncClient,
    db: Connection,
    at: Judging,
    way: str,
    deed: str,
    most: int,
    status: int,
) -> None:
    app = client._transport.app  # type: ignore[attr-defined]
    app.state.watch.every = 1000.0
    await client.get("/jury/")
    said: list[str] = []
    cell = {"cell": "criterion-1", "value": "3", "version": "0"}
    form = {"criterion-1": "3", "criterion-1-version": "0", "criterion-1-was": ""}

    with db.query_logger(lambda record: said.append(record.query)):
        answer = await client.request(way, sheet(at, deed=deed), data={**cell, **form})

    assert answer.status_code == status
    statements = [query for query in said if "SAVEPOINT" not in query]
    assert len(statements) == most
