"""What staff do to one juror, over HTTP: each deed asks before it is done."""

import re

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.routes.test_staff_panel import NEW, category, hidden, shortlisted, signed_in

pytestmark = pytest.mark.anyio


async def test_a_change_over_somebody_elses_shows_both(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    ident = await people.juror(db, edition, "Ada")
    await db.execute("UPDATE jurors SET employer = 'Theirs', version = 2")
    typed = {**NEW, "employer": "Mine", "seats": await category(db), "version": "1"}

    answer = await client.post(f"/staff/2027/jury/{ident}/change", data=typed)

    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert await db.fetchval("SELECT employer FROM jurors") == "Theirs"

    (version,) = hidden(answer.text, "version")
    again = await client.post(
        f"/staff/2027/jury/{ident}/change", data={**typed, "version": version}
    )

    assert again.status_code == 303
    assert await db.fetchval("SELECT employer FROM jurors") == "Mine"


async def test_staff_copy_a_link_for_a_reason_and_it_opens_the_jury_room(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    ident = await people.juror(db, edition, "Ada")
    path = f"/staff/2027/jury/{ident}/copy-link"

    refused = await client.post(path, data={"reason": "", "shown": "1"})
    assert refused.status_code == 422
    assert "/jury/enter/" not in refused.text

    shown = await client.post(path, data={"reason": "Mail is down", "shown": "1"})

    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    (address,) = re.findall(r"http://awards\.test(/jury/enter/[\w.-]+)", shown.text)
    assert "Ada" in (await client.get(address)).text
    assert await people.deeds(db) == ["juror.link_copied"]


@pytest.mark.parametrize("deed", ["excuse", "revoke-link", "renew-link"])
async def test_a_jurors_link_no_longer_opens_after(
    client: httpx.AsyncClient, db: Connection, deed: str
) -> None:
    edition = await signed_in(db, client)
    ident = await people.juror(db, edition, "Ada")
    shown = await client.post(
        f"/staff/2027/jury/{ident}/copy-link", data={"reason": "Mail is down", "shown": "1"}
    )
    (address,) = re.findall(r"http://awards\.test(/jury/enter/[\w.-]+)", shown.text)
    asked = await client.get(f"/staff/2027/jury/{ident}/{deed}")
    assert (await client.get(address)).status_code == 200

    answer = await client.post(
        f"/staff/2027/jury/{ident}/{deed}",
        data={"reason": "Ill", "shown": hidden(asked.text, "shown")},
    )

    assert answer.headers["location"] == f"/staff/2027/jury/{ident}"
    assert (await client.get(address)).status_code == 410
    assert (await client.get(f"/staff/2027/jury/{ident}")).status_code == 200


@pytest.mark.parametrize("deed", ["excuse", "renew-link", "revoke-link", "copy-link"])
async def test_what_is_done_to_a_juror_and_their_link_needs_a_reason(
    client: httpx.AsyncClient, db: Connection, deed: str
) -> None:
    edition = await signed_in(db, client)
    ident = await people.juror(db, edition, "Ada")

    answer = await client.post(
        f"/staff/2027/jury/{ident}/{deed}", data={"reason": " ", "shown": "1"}
    )

    assert answer.status_code == 422
    assert (await people.deeds(db), await people.letters(db)) == ([], [])


async def test_a_ballot_is_opened_again_for_a_reason(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    round, nominees = await shortlisted(db)
    ident = await people.juror(db, edition, "Ada")
    for nominee in nominees:
        await people.sheet(db, round, ident, nominee, 3, 2)
    ballot = await people.ballot(db, round, ident)
    path = f"/staff/2027/jury/{ident}/ballots/{ballot}/reopen"
    assert path in (await client.get(f"/staff/2027/jury/{ident}")).text
    asked = await client.get(path)

    answer = await client.post(
        path, data={"reason": "A slip of the pen", "shown": hidden(asked.text, "shown")}
    )

    assert answer.status_code == 303
    assert await db.fetchval("SELECT count(*) FROM ballots") == 0
    assert "Not confirmed yet" in (await client.get(f"/staff/2027/jury/{ident}")).text


async def test_a_recusal_that_staff_set_is_undone_by_somebody_else(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await signed_in(db, client)
    await shortlisted(db)
    ident = await people.juror(db, edition, "Ada")
    page = (await client.get(f"/staff/2027/jury/{ident}/recusals")).text
    company = await db.fetchval("SELECT id FROM companies WHERE name = 'Fjordpuls'")
    assert f'<option value="{company}">Fjordpuls</option>' in page

    unsaid = await client.post(
        f"/staff/2027/jury/{ident}/recusals", data={"company": company, "kind": "other"}
    )
    assert unsaid.status_code == 422
    await client.post(
        f"/staff/2027/jury/{ident}/recusals",
        data={"company": company, "kind": "other", "words": "Brother works there"},
    )
    recusal = await db.fetchval("SELECT id FROM recusals")
    undo = f"/staff/2027/jury/{ident}/recusals/{recusal}/undo"
    mine = (await client.get(f"/staff/2027/jury/{ident}")).text
    assert undo not in mine
    assert "Somebody else has to undo it." in mine
    own = await client.post(undo, data={"reason": "Wrong person", "shown": "1"})
    assert own.status_code == 403

    await people.sign_in(db, client, "staff", await people.staff(db, "Kari"))
    assert undo in (await client.get(f"/staff/2027/jury/{ident}")).text
    await client.get(undo)
    other = await client.post(undo, data={"reason": "Wrong person", "shown": "1"})

    assert other.status_code == 303
    assert await db.fetchval("SELECT undone_at IS NOT NULL FROM recusals")
    assert "Undone by Kari" in (await client.get(f"/staff/2027/jury/{ident}")).text


async def test_an_excused_juror_is_taken_back(client: httpx.AsyncClient, db: Connection) -> None:
    edition = await signed_in(db, client)
    ident = await people.juror(db, edition, "Ada")
    await client.post(f"/staff/2027/jury/{ident}/excuse", data={"reason": "Ill", "shown": "1"})
    excused = (await client.get(f"/staff/2027/jury/{ident}")).text
    assert "Ill" in excused
    assert f"/staff/2027/jury/{ident}/take-back" in excused

    await client.post(f"/staff/2027/jury/{ident}/take-back", data={"shown": "1"})

    assert await db.fetchval("SELECT excused_at FROM jurors") is None
    assert await people.deeds(db) == ["juror.excused", "juror.taken_back"]


@pytest.mark.parametrize("stage", list(Stage))
async def test_the_pages_that_ask_open_at_every_stage(
    client: httpx.AsyncClient, db: Connection, stage: Stage
) -> None:
    edition = await signed_in(db, client, stage=stage)
    ident = await people.juror(db, edition, "<i>Ada</i>")
    deeds = ("change", "excuse", "take-back", "renew-link", "revoke-link", "copy-link", "recusals")

    for deed in deeds:
        answer = await client.get(f"/staff/2027/jury/{ident}/{deed}")
        assert (deed, answer.status_code) == (deed, 200)
        assert "<i>Ada" not in answer.text
    assert await people.deeds(db) == []


@pytest.mark.parametrize(("deed", "status"), [("renew-link", 409), ("excuse", 409)])
async def test_what_the_stage_no_longer_allows_is_refused(
    client: httpx.AsyncClient, db: Connection, deed: str, status: int
) -> None:
    edition = await signed_in(db, client, stage=Stage.ARCHIVED)
    ident = await people.juror(db, edition, "Ada")

    answer = await client.post(
        f"/staff/2027/jury/{ident}/{deed}", data={"reason": "My reason", "shown": "1"}
    )

    assert answer.status_code == status
    assert "My reason" in answer.text
    assert await people.letters(db) == []


async def test_a_juror_of_another_year_is_not_on_this_years_pages(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await signed_in(db, client)
    other = await people.juror(db, await people.edition(db, year=2026))

    for path in ("", "/change", "/excuse", "/recusals"):
        assert (await client.get(f"/staff/2027/jury/{other}{path}")).status_code == 404
