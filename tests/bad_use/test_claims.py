"""Saying "I work there" never opens what a company has written, however it is tried."""

import asyncio

import httpx
import pytest

from awards import claims, colleagues, confirming, contributors, database, informing, submissions
from awards.contributors import Contributor, Invited, Origin
from awards.database import Connection
from awards.errors import ContributorNotSignedIn, NotAllowed, NotFound
from awards.nominations import Nominator
from awards.stages import Stage
from awards.submissions import Written
from tests import people
from tests.test_contributors import (
    ELI,
    TONE,
    Year,
    claimed,
    claimed_at_once,
    inside,
    nominator,
    nominator_of,
    signed_in,
    year,
)

__all__ = ["year"]

pytestmark = pytest.mark.anyio


async def writes(db: Connection, who: Contributor, body: str = "Ours") -> None:
    question = await db.fetchval("SELECT min(id) FROM questions WHERE form = 'company'")
    if question is None:
        question = await db.fetchval(
            """INSERT INTO questions (edition, form, position, label)
               VALUES ($1, 'company', 1, '{"nb": "Marked?", "en": "Markets?"}') RETURNING id""",
            who.edition,
        )
    standing = (await submissions.said(db, who.head)).version(question)
    saved = await submissions.save(db, who, [Written(question, body, standing)])
    assert len(saved.changed) == 1


async def invited(db: Connection, year: Year) -> Contributor:
    """Somebody whom staff know."""
    return await contributors.invite(
        db, TONE, year.edition, year.company, ELI, Origin.STAFF, "Fjordpuls"
    )


async def test_who_came_first_on_their_word_is_outside_once_the_company_itself_writes(
    db: Connection, year: Year
) -> None:
    mallory = await claimed(db, year, "Mallory")
    friend = await colleagues.invite(db, mallory, Invited("M", "m2@example.org", "en"))
    await writes(db, mallory, "Theirs")
    eli = await invited(db, year)
    assert await inside(db, mallory, friend, eli) == [True, True, True]

    await writes(db, eli, "12.5m")

    assert await inside(db, mallory, friend, eli) == [False, False, True]
    for one in (mallory, friend):
        with pytest.raises(NotAllowed):
            await submissions.entered(db, one)
    with pytest.raises(NotAllowed):
        await colleagues.let_in(db, friend, mallory.id)


async def test_who_is_outside_like_that_comes_in_when_the_company_lets_them(
    db: Connection, year: Year
) -> None:
    kari, eli = await claimed(db, year, "Kari"), await invited(db, year)
    await writes(db, eli)
    found, _ = await colleagues.waiting(db, year.edition)
    assert [one.name for one in found] == ["Kari"]

    await colleagues.let_in(db, eli, kari.id)

    assert await inside(db, kari, eli) == [True, True]


async def test_whom_a_claimant_brought_writes_beside_them(db: Connection, year: Year) -> None:
    kari = await claimed(db, year, "Kari")
    friend = await colleagues.invite(db, kari, Invited("Per", "per@example.org", "en"))
    await writes(db, friend)
    await writes(db, kari, "Ours, mended")

    assert await inside(db, kari, friend) == [True, True]


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
async def test_who_came_in_on_a_nomination_that_counts_no_more_is_outside(
    db: Connection, year: Year, state: str
) -> None:
    mallory = await claimed(db, year, "Mallory")
    friend = await colleagues.invite(db, mallory, Invited("M", "m2@example.org", "en"))
    cookie = await signed_in(db, mallory)

    await db.execute("UPDATE nominations SET state = $1", state)

    assert await inside(db, mallory, friend) == [False, False]
    assert not (await contributors.by_cookie(db, cookie)).inside
    own = await nominator_of(db, mallory)
    with pytest.raises(NotFound):
        await claims.claim(db, own, own.nomination)


async def test_whom_staff_let_in_stays_whatever_comes_of_the_nomination(
    db: Connection, year: Year
) -> None:
    kari, eli = await claimed(db, year, "Kari"), await invited(db, year)
    await writes(db, eli)
    await contributors.let_in(db, year.edition, kari.id, TONE)

    await db.execute("UPDATE nominations SET state = 'rejected'")

    assert await inside(db, kari) == [True]


async def test_a_nomination_is_claimed_only_by_the_mailbox_that_sent_it(
    db: Connection, year: Year
) -> None:
    """A session is a mailbox: what another one confirmed is not there for it."""
    own = await nominator(db, year, "Kari")
    stranger = await people.nomination(db, year.category, year.company, by="Per")
    per = Nominator(
        stranger, own.edition, "per@example.org", "per@example.org", "Per", "en", 2027, own.stage
    )

    with pytest.raises(NotFound):
        await confirming.confirm(db, per, own.nomination)
    with pytest.raises(NotFound):
        await claims.claim(db, per, own.nomination)


async def test_another_spelling_of_a_mailbox_is_the_same_person(db: Connection, year: Year) -> None:
    kari = await claimed(db, year, "Kari")
    await contributors.end(db, year.edition, kari.id, TONE)
    second = await people.category(db, year.edition, "newcomer", 2)
    again = await people.nomination(db, second, year.company, by="Kari")
    await db.execute(
        "UPDATE nominations SET works_there = true, address = 'KARI@Example.ORG' WHERE id = $1",
        again,
    )
    own = Nominator(
        again, year.edition, "kari@example.org", "KARI@Example.ORG", "K", "en", 2027, kari.stage
    )

    with pytest.raises(NotAllowed):
        await claims.claim(db, own, again)


async def test_a_contributor_of_last_year_is_nobody_this_year(db: Connection, year: Year) -> None:
    past = await people.edition(db, year=2026, stage=Stage.ANNOUNCED)
    company = await people.company(db, past, "Fjordpuls", "987654325")
    eli = await contributors.contributor(db, await people.contributor(db, company))
    cookie = await signed_in(db, eli)
    now = await invited(db, year)
    await writes(db, now, "12.5m")

    last = await contributors.by_cookie(db, cookie)

    assert (last.edition, (await submissions.said(db, last.head)).is_silent) == (past, True)
    with pytest.raises(NotFound):
        await colleagues.let_in(db, last, now.id)
    await db.execute("UPDATE editions SET stage = 'archived' WHERE id = $1", past)
    with pytest.raises(ContributorNotSignedIn):
        await contributors.by_cookie(db, cookie)


async def test_of_many_who_say_so_at_once_one_is_inside(own_database: str) -> None:
    connections = [await database.connect(own_database) for _ in range(6)]
    db = connections[0]
    await people.award(db)
    edition = await people.edition(db)
    at = Year(edition, await people.category(db, edition), await people.company(db, edition), 1)
    own = [await nominator(db, at, f"Person{number}") for number in range(6)]

    found = await asyncio.gather(*map(claimed_at_once, connections, own))

    assert sorted(one.inside for one in found) == [False] * 5 + [True]
    for one in connections:
        await one.close()


async def test_who_reads_while_the_company_writes_for_the_first_time_reads_nothing_of_it(
    own_database: str,
) -> None:
    """Whoever looks waits for the writer, and is outside by then."""
    writing, reading = [await database.connect(own_database) for _ in range(2)]
    await people.award(writing)
    edition = await people.edition(writing)
    at = Year(
        edition, await people.category(writing, edition), await people.company(writing, edition), 1
    )
    mallory, eli = await claimed(writing, at, "Mallory"), await invited(writing, at)

    async with writing.transaction():
        await writes(writing, eli, "12.5m")
        look = asyncio.create_task(looks(reading, mallory))
        assert await asyncio.wait({look}, timeout=0.2) == (set(), {look})

    with pytest.raises(NotAllowed):
        await look
    for one in (writing, reading):
        await one.close()


async def looks(db: Connection, who: Contributor) -> None:
    async with db.transaction():
        await submissions.entered(db, who)
        await submissions.said(db, who.head)


async def test_every_page_of_the_form_is_the_waiting_page_to_who_was_put_outside(
    client: httpx.AsyncClient, db: Connection, year: Year
) -> None:
    mallory, eli = await claimed(db, year, "Mallory"), await invited(db, year)
    await people.sign_in(db, client, "contributor", mallory.id)
    assert (await client.get("/nominee/form")).status_code == 200
    await writes(db, eli, "Secret figure")

    for path in ("/nominee/", "/nominee/form", "/nominee/press", "/nominee/people"):
        page = await client.get(path)
        assert (page.status_code, "Secret" in page.text, "Eli" in page.text) == (200, False, False)
    assert (await client.get("/nominee/logo")).status_code == 403
    for path in ("form", "compute", "press", "logo", "accept", "people"):
        answer = await client.post(f"/nominee/{path}", data={"do": "save"})
        assert (answer.status_code, "Secret" in answer.text) == (403, False), path


async def test_saying_so_does_not_keep_the_company_from_being_told(
    db: Connection, year: Year
) -> None:
    """A stranger's word is no sign that the company knows: staff, or the register, tell it."""
    mallory = await claimed(db, year, "Mallory")
    await colleagues.invite(db, mallory, Invited("M", "m2@example.org", "en"))
    found, _ = await informing.uninformed(db, year.edition)
    assert [one.name for one in found] == ["Fjordpuls"]

    await invited(db, year)

    assert await informing.uninformed(db, year.edition) == ([], 0)


async def test_nobody_takes_a_company_out_or_reads_its_nominators_on_their_word_alone(
    client: httpx.AsyncClient, db: Connection, year: Year
) -> None:
    await people.nomination(db, year.category, year.company, by="Liv", why="Kanarifugl")
    mallory = await claimed(db, year, "Mallory")
    nominee = await db.fetchval("SELECT id FROM nominees")
    way = f"/nominee/withdraw/{nominee}"
    await people.sign_in(db, client, "contributor", mallory.id)

    home = await client.get("/nominee/")
    tried = [await client.get(way), await client.post(way)]

    assert (home.status_code, "Kanarifugl" in home.text, way in home.text) == (200, False, False)
    assert [one.status_code for one in tried] == [403, 403]
    assert await db.fetchval("SELECT state::text FROM nominees") == "proposed"
    kept = Invited("Mallory", mallory.address, "en")
    await contributors.invite(db, TONE, year.edition, year.company, kept, Origin.STAFF)
    assert "Kanarifugl" in (await client.get("/nominee/")).text
    assert (await client.post(way)).status_code == 303
