"""The staff's pages of the jury, over HTTP."""

import html
import re

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import people

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
        data={"name": "", "address": "ada at firm", "language": "de", "employer": "Firm <AS>"},
    )

    assert answer.status_code == 422
    assert re.findall(r'<a class="ds-link" href="#(\w+)">', answer.text) == [
        "name",
        "address",
        "language",
        "seats",
    ]
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

    added = await client.post("/staff/2027/jury/list", data={**typed, "do": "add"})

    assert added.status_code == 303
    rows = await db.fetch("SELECT name, language FROM jurors ORDER BY name")
    assert [tuple(row) for row in rows] == [("Ada", "en"), ("Bo", "en")]


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
