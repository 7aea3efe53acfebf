"""The staff's pages of the jury, over HTTP."""

import html
import re

import httpx
import pytest

from awards import letters, outbox
from awards.database import Connection
from awards.stages import Stage
from tests import people, smtp
from tests.conftest import settings

pytestmark = pytest.mark.anyio

NEW = {"name": "Ada Berg", "address": "ada@firm.no", "language": "en", "employer": "Firm"}


async def signed_in(
    db: Connection, client: httpx.AsyncClient, *, stage: Stage = Stage.JUDGING
) -> int:
    """Tone, of the staff, and a year with a category; the edition."""
    await people.award(db)
    await people.sign_in(db, client, "staff", await people.staff(db))
    edition = await people.edition(db, stage=stage)
    await people.category(db, edition)
    return edition


async def shortlisted(db: Connection) -> tuple[int, list[int]]:
    """A round with two nominees on its shortlist."""
    category, edition = await db.fetchrow("SELECT id, edition FROM categories")  # type: ignore[misc]
    nominees = [
        await people.nominee(db, category, await people.company(db, edition, name))
        for name in ("Fjordpuls", "Havsule")
    ]
    return await people.shortlist(db, category, *nominees), nominees


async def category(db: Connection) -> str:
    return str(await db.fetchval("SELECT id FROM categories"))


def hidden(page: str, name: str) -> list[str]:
    found = re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', page)
    return [html.unescape(value) for value in found]


async def test_staff_add_a_juror(client: httpx.AsyncClient, db: Connection) -> None:
    edition = await signed_in(db, client, stage=Stage.DRAFT)
    await client.get("/staff/2027/jury/new")

    answer = await client.post(
        "/staff/2027/jury/new", data={**NEW, "seats": await category(db), "chair": "yes"}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/2027/jury")
    rows = await db.fetch("SELECT name, chair FROM jurors WHERE edition = $1", edition)
    assert [tuple(row) for row in rows] == [("Ada Berg", True)]
    assert "Ada Berg" in (await client.get("/staff/2027/jury")).text


async def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await signed_in(db, client)

    answer = await client.post(
        "/staff/2027/jury/new",
        data={
            "name": "",
            "address": "ada at firm",
            "language": "de",
            "employer": "Firm <AS>",
            "employer_number": "123 456 789",
        },
    )

    assert answer.status_code == 422
    assert re.findall(r'<a class="ds-link" href="#(\w+)">', answer.text) == [
        "name",
        "address",
        "language",
        "employer_number",
        "seats",
    ]
    assert 'value="123 456 789"' in answer.text
    assert 'value="Firm &lt;AS&gt;"' in answer.text
    assert await db.fetchval("SELECT count(*) FROM jurors") == 0


async def test_a_pasted_list_is_shown_before_it_is_added(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    await people.juror(db, edition, "Bo")
    pasted = "Ada <ada@firm.no>; en; <b>Firm</b>\nBo, bo@jury.example\nnobody"
    typed = {"list": pasted, "seats": await category(db)}

    shown = await client.post("/staff/2027/jury/list", data=typed)

    assert shown.status_code == 200
    for sentence in (
        "1 juror will be added",
        "1 is on the jury already and stays as they are",
        "1 line cannot be read",
        "There is no e-mail address on this line.",
        "&lt;b&gt;Firm&lt;/b&gt;",
    ):
        assert sentence in shown.text
    assert await db.fetchval("SELECT count(*) FROM jurors") == 1
    assert hidden(shown.text, "list") == [pasted]

    assert hidden(shown.text, "juror") == ["ada@firm.no"]

    added = await client.post(
        "/staff/2027/jury/list", data={**typed, "do": "add", "juror": "ada@firm.no"}
    )

    assert (added.status_code, added.headers["location"]) == (303, "/staff/2027/jury?added=1")
    rows = await db.fetch("SELECT name, language FROM jurors ORDER BY name")
    assert [tuple(row) for row in rows] == [("Ada", "en"), ("Bo", "en")]
    assert "1 juror was added." in (await client.get(added.headers["location"])).text


HEADED = (
    "Navn;E-post;Telefon;Leder;Orgnr\r\nÅse Ø;ase@firm.no;1;ja;310412031\r\nBo;bo@firm.no;2;ja;"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
async def test_a_file_is_shown_as_the_list_in_it_whatever_wrote_it(
    client: httpx.AsyncClient, db: Connection, encoding: str
) -> None:
    edition = await signed_in(db, client)
    eva = await people.juror(db, edition, "Eva", chair=True)
    await db.execute("UPDATE jurors SET mailbox = 'eva@firm.no' WHERE id = $1", eva)

    shown = await client.post(
        "/staff/2027/jury/list",
        data={"list": "Somebody, else@firm.no", "seats": await category(db)},
        files={"file": ("jury.csv", HEADED.encode(encoding), "text/csv")},
    )

    assert shown.status_code == 200
    for sentence in (
        "2 jurors will be added",
        "We do not read these columns: Telefon.",
        "Åse Ø will lead the jury.",
        "Bo will be a juror among the others",
        "Eva, who leads it today, becomes a juror among the others.",
        "310412031",
        "Judging is under way",
    ):
        assert sentence in shown.text
    assert hidden(shown.text, "list") == [HEADED.replace("\r\n", "\n")]


async def test_a_workbook_is_no_list_and_what_was_typed_stays(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await signed_in(db, client)

    answer = await client.post(
        "/staff/2027/jury/list",
        data={"list": "Ada, ada@firm.no", "seats": await category(db)},
        files={"file": ("jury.xlsx", b"PK\x03\x04\x00\x00", "application/zip")},
    )

    assert answer.status_code == 422
    assert "This file holds no text." in answer.text
    assert "Ada, ada@firm.no</textarea>" in answer.text


async def test_the_form_of_a_new_juror_explains_what_joining_in_mid_round_means(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    ident = await people.juror(db, edition, "Ada")

    new = (await client.get("/staff/2027/jury/new")).text
    changed = (await client.get(f"/staff/2027/jury/{ident}/change")).text

    sentence = "The quorum does not change: each nominee needs at least"
    assert (sentence in new, sentence in changed) == (True, False)


async def test_two_who_change_the_employer_of_a_juror_see_both_numbers(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    ident = await people.juror(db, edition, "Ada")
    page = f"/staff/2027/jury/{ident}/change"
    typed = {**NEW, "seats": await category(db), "version": "1"}

    await client.post(page, data={**typed, "employer_number": "310412031"})
    second = await client.post(page, data={**typed, "employer_number": "310 412 201"})

    assert second.status_code == 409
    assert "310412031" in second.text and 'value="310 412 201"' in second.text
    assert "The register was not asked yet." in (await client.get(page[:-7])).text


async def test_the_page_that_asks_to_excuse_counts_what_that_costs(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    await db.execute("UPDATE editions SET quorum = 1")
    round, (first, _) = await shortlisted(db)
    ada, bo = [await people.juror(db, edition, name) for name in ("Ada", "Bo")]
    await people.sheet(db, round, ada, first, 3, 2)
    await people.ballot(db, round, ada)

    asked = (await client.get(f"/staff/2027/jury/{ada}/excuse")).text
    other = (await client.get(f"/staff/2027/jury/{bo}/excuse")).text

    assert "1 sheet of theirs counts now, and will not any more." in asked
    assert "<li><bdi>Fjordpuls</bdi></li>" in asked
    assert "counts now" not in other


async def test_a_juror_whom_letters_do_not_reach_stands_at_the_top(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    ident = await people.juror(db, edition, "Ada")
    await db.execute("UPDATE jurors SET invited_at = NULL")
    await client.post("/staff/2027/jury/invite", data={"juror": str(ident)})
    before = (await client.get("/staff/2027/jury")).text

    await db.execute("UPDATE letters SET state = 'failed'")
    after = (await client.get("/staff/2027/jury")).text

    assert ("not reached" in before, "1 juror is not reached by letter" in after) == (False, True)
    assert f'href="/staff/2027/jury/{ident}/change"' in after
    assert f'href="/staff/2027/jury/{ident}/copy-link"' in after


async def test_a_test_letter_goes_to_whoever_asks_for_it_and_lets_nobody_in(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await signed_in(db, client)

    sent = await client.post("/staff/2027/jury/invite/test", data={"language": "nb"})
    again = await client.post("/staff/2027/jury/invite/test", data={"language": "nb"})

    assert sent.headers["location"] == again.headers["location"]
    page = (await client.get(sent.headers["location"])).text
    assert "A test letter is on its way to tone@helseklyngen.example." in page
    assert await people.letters(db) == [("juror_test", "tone@helseklyngen.example")]
    claim = await outbox.claim(db)
    assert claim is not None
    envelope = await letters.envelope(db, settings(), claim.letter)
    headers = smtp.parsed(envelope.message)
    assert headers["Reply-To"] == "jury@helseklyngen.example"
    assert envelope.written.subject == (
        "Prøve: Lenken din til juryrommet for Årets eksportbedrift 2027"
    )
    link = re.findall(r"http://awards.test\S+", envelope.written.text)
    assert len(link) == 1 and "/jury/trial/" in link[0]
    opened = await client.get(link[0])
    assert (opened.status_code, opened.text.count("<button")) == (200, 0)
    assert (await client.post(link[0])).status_code == 405
    assert "Velkommen til juryen, Tone" in envelope.written.text


async def test_nobody_sends_themselves_more_than_a_few_test_letters_a_day(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await signed_in(db, client)
    codes = []
    for number in range(6):
        answer = await client.post("/staff/2027/jury/invite/test", data={"language": "en"})
        codes.append(answer.status_code)
        await db.execute("UPDATE letters SET occasion = $1 WHERE occasion !~ '^[0-9]'", str(number))

    assert codes == [303] * 5 + [429]


@pytest.mark.parametrize("language", ["de", "", "nb en"])
async def test_a_test_letter_is_in_a_language_of_the_year(
    client: httpx.AsyncClient, db: Connection, language: str
) -> None:
    await signed_in(db, client)

    answer = await client.post("/staff/2027/jury/invite/test", data={"language": language})

    assert answer.status_code == 422
    assert await people.letters(db) == []


async def test_invitations_are_counted_before_they_are_sent(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    for name in ("Ada", "Bo"):
        await people.juror(db, edition, name)
    await db.execute("UPDATE jurors SET invited_at = NULL")

    asked = await client.get("/staff/2027/jury/invite")

    assert "2 letters will be sent." in asked.text
    assert await people.letters(db) == []

    answer = await client.post(
        "/staff/2027/jury/invite", data={"juror": hidden(asked.text, "juror")}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/2027/jury?sent=2")
    assert await people.letters(db) == [
        ("juror_invitation", "ada@jury.example"),
        ("juror_invitation", "bo@jury.example"),
    ]
    assert "2 letters are on their way." in (await client.get(answer.headers["location"])).text


async def test_reminders_go_to_those_who_are_late_and_were_not_reminded_today(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    round, _ = await shortlisted(db)
    for name in ("Ada", "Bo", "Eva"):
        ident = await people.juror(db, edition, name)
        await db.execute(
            "INSERT INTO links (id, purpose, subject) VALUES ($1, 'juror', $2)", name, ident
        )
    await people.ballot(db, round, ident)
    page = (await client.get("/staff/2027/jury/remind")).text
    assert "2 letters will be sent" in page
    first, _ = hidden(page, "juror")

    await client.post("/staff/2027/jury/remind", data={"juror": first})

    page = (await client.get("/staff/2027/jury/remind")).text
    assert "1 letter will be sent" in page
    assert "Reminded today, and gets no letter now." in page
    assert await people.letters(db) == [("juror_reminder", "ada@jury.example")]


async def test_no_score_and_no_comment_is_on_any_page_of_the_jury(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    round, (first, _) = await shortlisted(db)
    ident = await people.juror(db, edition, "Ada")
    await people.sheet(db, round, ident, first, 4, 0)
    await db.execute("UPDATE sheets SET comments = '{Secretword,Secretword}'")
    before = [
        (await client.get(path)).text for path in ("/staff/2027/jury", f"/staff/2027/jury/{ident}")
    ]

    await db.execute("UPDATE sheets SET scores = '{0,4}'")
    after = [
        (await client.get(path)).text for path in ("/staff/2027/jury", f"/staff/2027/jury/{ident}")
    ]

    assert before == after
    assert "Secretword" not in "".join(after)
    assert "1/2" in before[0]


@pytest.mark.parametrize("stage", list(Stage))
async def test_the_pages_of_the_jury_open_at_every_stage(
    client: httpx.AsyncClient, db: Connection, stage: Stage
) -> None:
    edition = await signed_in(db, client, stage=stage)
    ident = await people.juror(db, edition, "Ada")

    for path in ("", "/new", "/list", "/invite", "/remind", f"/{ident}"):
        answer = await client.get(f"/staff/2027/jury{path}")
        assert (path, answer.status_code) == (path, 200)


async def test_fifty_jurors_are_shown_at_a_time(client: httpx.AsyncClient, db: Connection) -> None:
    edition = await signed_in(db, client)
    for number in range(51):
        await people.juror(db, edition, f"Juror{number:02}")

    first = (await client.get("/staff/2027/jury")).text
    second = (await client.get("/staff/2027/jury?page=2")).text

    assert ("Juror49" in first, "Juror50" in first) == (True, False)
    assert ("Juror49" in second, "Juror50" in second) == (False, True)
