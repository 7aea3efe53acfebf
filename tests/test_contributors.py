"""Who may see what a company wrote in its own form; saying "I work there" never opens it."""

import asyncio
from dataclasses import dataclass

import pytest

from awards import claims, colleagues, companies, contributors, database, links, merging, sessions
from awards.contributors import Contributor, Invited, Origin
from awards.database import Connection
from awards.errors import Conflict, ContributorNotSignedIn, NotAllowed, NotFound, NotNow
from awards.nominations import Nominator
from awards.sessions import hashed
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"
ELI = Invited("Eli", "eli@fjordpuls.example", "nb")


@dataclass(frozen=True)
class Year:
    edition: int
    category: int
    company: int
    member: int


@pytest.fixture
async def year(db: Connection) -> Year:
    await people.award(db)
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition, "Fjordpuls", "987654325")
    return Year(edition, category, company, await people.staff(db))


async def nominator(
    db: Connection, year: Year, by: str, company: int | None = None, *, works_there: bool = True
) -> Nominator:
    """Somebody whose confirmed nomination says that they work at the company."""
    ident = await people.nomination(db, year.category, company or year.company, by=by)
    await db.execute("UPDATE nominations SET works_there = $2 WHERE id = $1", ident, works_there)
    mailbox = f"{by.lower()}@example.org"
    return Nominator(ident, year.edition, mailbox, mailbox, by, "en", 2027, Stage.NOMINATING)


async def claimed(db: Connection, year: Year, by: str, company: int | None = None) -> Contributor:
    own = await nominator(db, year, by, company)
    return await claims.claim(db, own, own.nomination)


async def writes(db: Connection, who: Contributor) -> None:
    question = await db.fetchval("SELECT id FROM questions LIMIT 1")
    await db.execute(
        """INSERT INTO company_answers (company, question, body, contributor)
           VALUES ($1, $2, 'Ours', $3)""",
        who.company,
        question,
        who.id,
    )


async def join(db: Connection, year: Year, source: int, target: int) -> None:
    pair = [await merging.company(db, year.edition, one) for one in (source, target)]
    await merging.merge(db, year.edition, pair[0], pair[1], TONE)


async def part(db: Connection, year: Year, company: int) -> None:
    version = (await companies.company(db, company)).version
    await merging.part(db, year.edition, company, version, TONE)


async def inside(db: Connection, *whose: Contributor) -> list[bool]:
    return [(await contributors.contributor(db, one.id)).inside for one in whose]


async def signed_in(db: Connection, who: Contributor) -> bytes:
    link = await contributors.link(db, who)
    return hashed(await sessions.open(db, link))


async def test_whoever_nominated_their_own_company_goes_on_into_its_form(
    db: Connection, year: Year
) -> None:
    kari = await claimed(db, year, "Kari")
    assert (kari.company, kari.name, kari.mailbox, kari.inside) == (
        year.company,
        "Kari",
        "kari@example.org",
        True,
    )
    assert await contributors.by_cookie(db, await signed_in(db, kari)) == kari
    assert await people.deeds(db) == ["contributor.claimed"]
    assert await people.letters(db) == []


async def test_whoever_does_not_say_that_they_work_there_has_no_way_in(
    db: Connection, year: Year
) -> None:
    kari = await nominator(db, year, "Kari", works_there=False)
    other = await nominator(db, year, "Per")
    with pytest.raises(NotFound):
        await claims.claim(db, kari, kari.nomination)
    with pytest.raises(NotFound):
        await claims.claim(db, kari, other.nomination)


async def test_only_a_confirmed_nomination_lets_anybody_in(db: Connection, year: Year) -> None:
    kari = await nominator(db, year, "Kari")
    await db.execute("UPDATE nominations SET state = 'rejected'")
    with pytest.raises(NotFound):
        await claims.claim(db, kari, kari.nomination)


async def test_nobody_claims_a_form_that_is_shut(db: Connection, year: Year) -> None:
    kari = await nominator(db, year, "Kari")
    await db.execute("UPDATE editions SET stage = 'judging'")
    with pytest.raises(NotNow):
        await claims.claim(db, kari, kari.nomination)


async def test_a_second_one_who_says_so_waits_and_the_first_one_is_told(
    db: Connection, year: Year
) -> None:
    kari, per = await claimed(db, year, "Kari"), await claimed(db, year, "Per")
    assert (kari.inside, per.inside, per.let_in_at) == (True, False, None)
    assert await people.letters(db) == [("company_asks_in", "kari@example.org")]


async def test_who_says_so_after_the_company_was_invited_waits(db: Connection, year: Year) -> None:
    await contributors.invite(db, TONE, year.edition, year.company, ELI, Origin.STAFF, "Fjordpuls")
    kari = await claimed(db, year, "Kari")
    assert not kari.inside
    assert await people.letters(db) == [
        ("company_invitation", "eli@fjordpuls.example"),
        ("company_asks_in", "eli@fjordpuls.example"),
    ]


async def test_who_says_so_waits_where_somebody_wrote_and_left(db: Connection, year: Year) -> None:
    kari = await claimed(db, year, "Kari")
    await writes(db, kari)
    await colleagues.stop(db, kari)
    assert not (await claimed(db, year, "Per")).inside
    again = await claims.claim(db, await nominator_of(db, kari), await nomination_of(db, kari))
    assert (again.id, again.inside, again.ended_at) == (kari.id, False, None)


async def nomination_of(db: Connection, who: Contributor) -> int:
    return int(await db.fetchval("SELECT nomination FROM contributors WHERE id = $1", who.id))


async def nominator_of(db: Connection, who: Contributor) -> Nominator:
    own = await nomination_of(db, who)
    return Nominator(
        own, who.edition, who.mailbox, who.address, who.name, "en", 2027, Stage.NOMINATING
    )


async def test_joining_companies_puts_everybody_outside_who_came_on_their_word(
    db: Connection, year: Year
) -> None:
    other = await people.company(db, year.edition, "Fjord Puls")
    kari, mallory = await claimed(db, year, "Kari"), await claimed(db, year, "Mallory", other)
    await writes(db, kari)
    assert await inside(db, kari, mallory) == [True, True]
    await join(db, year, other, year.company)
    assert await inside(db, kari, mallory) == [False, False]
    await contributors.let_in(db, year.edition, kari.id, TONE)
    assert await inside(db, kari, mallory) == [True, False]
    await part(db, year, other)
    assert await inside(db, kari, mallory) == [True, True]


async def test_joining_opens_nothing_to_those_whom_a_claimant_let_in(
    db: Connection, year: Year
) -> None:
    other = await people.company(db, year.edition, "Fjord Puls")
    eli = await contributors.invite(
        db, TONE, year.edition, year.company, ELI, Origin.STAFF, "Fjordpuls"
    )
    await writes(db, eli)
    mallory = await claimed(db, year, "Mallory", other)
    friend = await colleagues.invite(db, mallory, Invited("M", "m2@example.org", "en"))
    assert await inside(db, mallory, friend) == [True, True]
    await join(db, year, other, year.company)
    assert await inside(db, eli, mallory, friend) == [True, False, False]
    with pytest.raises(NotAllowed):
        await colleagues.let_in(db, friend, mallory.id)


async def test_staff_are_told_who_waits_to_be_let_in(db: Connection, year: Year) -> None:
    other = await people.company(db, year.edition, "Fjord Puls")
    await claimed(db, year, "Kari")
    await claimed(db, year, "Per", other)
    assert await colleagues.waiting(db, year.edition) == ([], 0)
    await join(db, year, other, year.company)
    found, total = await colleagues.waiting(db, year.edition)
    assert [(one.name, one.company, one.company_name) for one in found] == [
        ("Kari", year.company, "Fjordpuls"),
        ("Per", year.company, "Fjordpuls"),
    ]
    assert total == 2


async def test_who_waits_puts_nobody_outside(db: Connection, year: Year) -> None:
    other = await people.company(db, year.edition, "Fjord Puls")
    kari = await claimed(db, year, "Kari")
    await join(db, year, other, year.company)
    mallory = await claimed(db, year, "Mallory", other)
    assert await inside(db, kari, mallory) == [True, False]
    with pytest.raises(NotAllowed):
        await colleagues.let_in(db, kari, mallory.id)


async def test_two_nominations_of_one_mailbox_are_one_person(db: Connection, year: Year) -> None:
    second = await people.category(db, year.edition, "newcomer", 2)
    kari = await claimed(db, year, "Kari")
    again = await claimed(db, Year(year.edition, second, year.company, year.member), "Kari")
    assert again == kari
    assert len(await colleagues.of_company(db, year.company)) == 1


async def test_whoever_staff_ended_stays_out_until_staff_let_them_in(
    db: Connection, year: Year
) -> None:
    kari = await claimed(db, year, "Kari")
    cookie = await signed_in(db, kari)
    link = await contributors.link(db, kari)
    await contributors.end(db, year.edition, kari.id, TONE)
    with pytest.raises(ContributorNotSignedIn):
        await contributors.by_cookie(db, cookie)
    assert not (await links.by_id(db, link.id)).holds
    own = await nominator_of(db, kari)
    with pytest.raises(NotAllowed):
        await claims.claim(db, own, own.nomination)
    second = await people.category(db, year.edition, "newcomer", 2)
    with pytest.raises(NotAllowed):
        await claimed(db, Year(year.edition, second, year.company, year.member), "Kari")
    await contributors.let_in(db, year.edition, kari.id, TONE)
    assert (await claims.claim(db, own, own.nomination)).inside
    assert await people.letters(db) == [("company_let_in", "kari@example.org")]
    renewed = await links.of_subject(db, Purpose.CONTRIBUTOR, kari.id)
    assert renewed is not None and renewed.holds


async def test_whom_a_colleague_turned_away_asks_in_vain(db: Connection, year: Year) -> None:
    kari, per = await claimed(db, year, "Kari"), await claimed(db, year, "Per")
    await colleagues.refuse(db, kari, per.id)
    own = await nominator_of(db, per)
    with pytest.raises(NotAllowed):
        await claims.claim(db, own, own.nomination)
    with pytest.raises(Conflict):
        await colleagues.let_in(db, kari, per.id)


async def test_a_colleague_lets_in_and_only_staff_end_who_was_let_in(
    db: Connection, year: Year
) -> None:
    kari, per = await claimed(db, year, "Kari"), await claimed(db, year, "Per")
    with pytest.raises(NotAllowed):
        await colleagues.let_in(db, per, per.id)
    await colleagues.let_in(db, kari, per.id)
    assert await inside(db, kari, per) == [True, True]
    with pytest.raises(NotAllowed):
        await colleagues.refuse(db, kari, per.id)
    assert await people.letters(db) == [
        ("company_asks_in", "kari@example.org"),
        ("company_let_in", "per@example.org"),
    ]
    assert await people.deeds(db) == ["contributor.claimed"] * 2 + ["contributor.let_in"]


async def test_a_colleague_of_another_company_is_nobody_to_them(db: Connection, year: Year) -> None:
    other = await people.company(db, year.edition, "Nordlys")
    kari, per = await claimed(db, year, "Kari"), await claimed(db, year, "Per", other)
    with pytest.raises(NotFound):
        await colleagues.refuse(db, kari, per.id)


async def test_a_colleagues_letter_holds_no_word_of_theirs(db: Connection, year: Year) -> None:
    kari = await claimed(db, year, "Kari")
    for _ in range(5):
        await colleagues.invite(db, kari, Invited("Buy gold", "victim@example.org", "en"))
    rows = await db.fetch("SELECT name, facts, limited FROM letters")
    assert [(row["name"], row["limited"]) for row in rows] == [("", True)]
    assert set(rows[0]["facts"]) == {"link", "contributor"}


async def test_staff_who_invite_somebody_known_introduce_them_anew(
    db: Connection, year: Year
) -> None:
    kari = await claimed(db, year, "Kari")
    invited = Invited("Kari Nordmann", kari.address, "nb")

    await contributors.invite(
        db, f"staff:{year.member}", year.edition, year.company, invited, Origin.STAFF
    )

    now = await contributors.contributor(db, kari.id)
    assert (now.id, now.name, now.language, now.vouched) == (kari.id, "Kari Nordmann", "nb", True)


async def test_staff_vouch_for_somebody_who_is_in_on_their_word(db: Connection, year: Year) -> None:
    kari = await claimed(db, year, "Kari")
    assert (kari.inside, kari.vouched) == (True, False)

    for _ in range(2):
        await contributors.let_in(db, year.edition, kari.id, f"staff:{year.member}")

    now = await contributors.contributor(db, kari.id)
    assert (now.inside, now.vouched) == (True, True)
    assert (await people.deeds(db)).count("contributor.vouched_for") == 1
    assert "company_let_in" not in [kind for kind, _ in await people.letters(db)]


async def test_staff_see_everybody_with_who_let_them_in(db: Connection, year: Year) -> None:
    kari, per = await claimed(db, year, "Kari"), await claimed(db, year, "Per")
    await contributors.let_in(db, year.edition, per.id, f"staff:{year.member}")
    await contributors.end(db, year.edition, kari.id, TONE)
    found = await colleagues.of_company(db, year.company)
    assert [(one.name, one.let_in_by_name, one.inside, one.waits) for one in found] == [
        ("Per", "Tone", True, False),
        ("Kari", "", False, False),
    ]


async def test_of_two_who_say_so_at_the_same_time_one_waits(own_database: str) -> None:
    first, second = [await database.connect(own_database) for _ in range(2)]
    await people.award(first)
    edition = await people.edition(first)
    category = await people.category(first, edition)
    at = Year(edition, category, await people.company(first, edition), await people.staff(first))
    kari, per = await nominator(first, at, "Kari"), await nominator(first, at, "Per")

    async with first.transaction():
        await claims.claim(first, kari, kari.nomination)
        later = asyncio.create_task(claimed_at_once(second, per))
        assert await asyncio.wait({later}, timeout=0.2) == (set(), {later})

    assert not (await later).inside
    assert await people.letters(first) == [("company_asks_in", "kari@example.org")]
    for db in (first, second):
        await db.close()


async def claimed_at_once(db: Connection, own: Nominator) -> Contributor:
    async with db.transaction():
        return await claims.claim(db, own, own.nomination)
