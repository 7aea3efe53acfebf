"""What ties a juror to a company is suggested to staff, who say whether it is a conflict."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from awards import editions, interests, panel, recusals, staff
from awards.database import Connection
from awards.editions import Entered
from awards.errors import Conflict, Invalid, NotFound, NotYet
from awards.interests import Pin, Reason, Suggestion, Tie
from awards.recusals import Kind
from awards.staff import Member
from awards.stages import Stage
from tests import people, telling
from tests.telling import FJORDPULS

pytestmark = pytest.mark.anyio

FJORDPULS_HOLDING = "310430374"
EMPLOYER = "310431605"


@dataclass(frozen=True)
class At:
    """Fjordpuls and Lomvi compete; Ada and Bo judge them, Tone is on the staff."""

    edition: int
    category: int
    fjordpuls: int
    lomvi: int
    ada: int
    bo: int
    tone: Member


@pytest.fixture
async def at(db: Connection) -> At:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition, "Fjordpuls", FJORDPULS.number)
    lomvi = await people.company(db, edition, "Lomvi")
    for company in (fjordpuls, lomvi):
        await people.nominee(db, category, company)
    ada, bo = [await people.juror(db, edition, name) for name in ("Ada", "Bo")]
    tone = await staff.member(db, await people.staff(db, "Tone"))
    await db.execute("DELETE FROM cleared")
    return At(edition, category, fjordpuls, lomvi, ada, bo, tone)


async def works_at(
    db: Connection, juror: int, number: str, *, parent: str = "", home_page: str = ""
) -> None:
    """The employer of a juror, with what the register said about it."""
    facts = replace(FJORDPULS, number=number, parent=parent, home_page=home_page)
    company = await db.fetchval("SELECT min(id) FROM companies")
    was = await db.fetchval("SELECT snapshot FROM companies WHERE id = $1", company)
    ident = await telling.snapshot(db, company, facts)
    await db.execute("UPDATE companies SET snapshot = $1 WHERE id = $2", was, company)
    await db.execute(
        "UPDATE jurors SET employer_number = $2, employer_snapshot = $3 WHERE id = $1",
        juror,
        number,
        ident,
    )


async def mail(db: Connection, juror: int, domain: str) -> None:
    await db.execute("UPDATE jurors SET mailbox = 'x@' || $2::text WHERE id = $1", juror, domain)


async def found(db: Connection, at: At, juror: int | None = None) -> list[tuple[int, int, Any]]:
    """Who is tied to which company, and how."""
    suggested, total = await interests.suggested(db, at.edition, juror=juror)
    assert total == len(suggested)
    return [(one.juror, one.company, one.reasons) for one in suggested]


async def inside(db: Connection, at: At) -> Entered:
    return await editions.entered(db, at.edition)


async def test_nobody_is_tied_to_a_company_by_nothing(db: Connection, at: At) -> None:
    await telling.snapshot(db, at.fjordpuls)

    assert await found(db, at) == []


@pytest.mark.parametrize(
    ("employer", "parent", "of_company", "tie", "value"),
    [
        (FJORDPULS.number, "", "", Tie.EMPLOYER, FJORDPULS.number),
        (FJORDPULS_HOLDING, "", FJORDPULS_HOLDING, Tie.OWNED_BY_EMPLOYER, FJORDPULS_HOLDING),
        (EMPLOYER, FJORDPULS.number, "", Tie.OWNS_EMPLOYER, FJORDPULS.number),
        (EMPLOYER, FJORDPULS_HOLDING, FJORDPULS_HOLDING, Tie.SAME_PARENT, FJORDPULS_HOLDING),
    ],
)
async def test_an_employer_and_a_company_are_tied_by_their_numbers_and_their_parents(
    db: Connection, at: At, employer: str, parent: str, of_company: str, tie: Tie, value: str
) -> None:
    await telling.snapshot(db, at.fjordpuls, replace(FJORDPULS, parent=of_company, home_page=""))
    await works_at(db, at.ada, employer, parent=parent)

    assert await found(db, at) == [(at.ada, at.fjordpuls, [Reason(tie, value)])]


@pytest.mark.parametrize(
    ("home_page", "domain"),
    [
        ("https://fjordpuls.example", "fjordpuls.example"),
        ("HTTP://WWW.Fjordpuls.Example/om-oss", "fjordpuls.example"),
        ("https://fjordpuls.example:8443/?a=b", "no.fjordpuls.example"),
        ("https://shop.fjordpuls.example#top", "fjordpuls.example"),
    ],
)
async def test_a_juror_is_tied_by_the_domain_of_their_mail(
    db: Connection, at: At, home_page: str, domain: str
) -> None:
    await telling.snapshot(db, at.fjordpuls, replace(FJORDPULS, home_page=home_page))
    await mail(db, at.bo, domain)

    assert await found(db, at) == [(at.bo, at.fjordpuls, [Reason(Tie.MAIL, domain)])]


@pytest.mark.parametrize("domain", ["fjordpuls.example.org", "otherfjordpuls.example", "example"])
async def test_a_domain_that_only_looks_alike_ties_nobody(
    db: Connection, at: At, domain: str
) -> None:
    await telling.snapshot(db, at.fjordpuls)
    await mail(db, at.bo, domain if "." in domain else "juror.example")

    assert await found(db, at) == []


async def test_a_juror_is_tied_by_their_employer_s_home_page(db: Connection, at: At) -> None:
    await people.contributor(db, at.lomvi)  # eli@company.example
    await works_at(db, at.ada, EMPLOYER, home_page="https://www.company.example/")

    tie = Reason(Tie.HOME_PAGE, "company.example")
    assert await found(db, at) == [(at.ada, at.lomvi, [tie])]


async def test_a_juror_is_tied_by_the_mail_of_who_works_on_the_company_s_form(
    db: Connection, at: At
) -> None:
    await people.contributor(db, at.lomvi)
    await people.contributor(db, at.fjordpuls, "Per", let_in_by="")
    await mail(db, at.ada, "company.example")

    tie = Reason(Tie.MAIL, "company.example")
    assert await found(db, at) == [(at.ada, at.lomvi, [tie])]


@pytest.mark.parametrize("domain", ["gmail.com", "outlook.com", "online.no", "facebook.com"])
async def test_public_mail_and_shared_home_pages_tie_nobody(
    db: Connection, at: At, domain: str
) -> None:
    facts = replace(FJORDPULS, home_page=f"https://www.{domain}/fjordpuls")
    await telling.snapshot(db, at.fjordpuls, facts)
    await db.execute("UPDATE jurors SET mailbox = lower(name) || '@' || $1::text", domain)
    await people.contributor(db, at.lomvi)
    await db.execute("UPDATE contributors SET mailbox = 'eli@' || $1::text", domain)

    assert await found(db, at) == []


async def test_several_ties_are_one_suggestion_with_several_reasons(db: Connection, at: At) -> None:
    await telling.snapshot(db, at.fjordpuls)
    await works_at(db, at.ada, FJORDPULS.number, home_page=FJORDPULS.home_page)
    await db.execute("UPDATE jurors SET employer = 'Fjordpuls AS' WHERE id = $1", at.ada)
    await mail(db, at.ada, "fjordpuls.example")

    [suggestion], _ = await interests.suggested(db, at.edition)

    assert suggestion == Suggestion(
        juror=at.ada,
        juror_name="Ada",
        employer="Fjordpuls AS",
        company=at.fjordpuls,
        name="Fjordpuls",
        cleared_at=None,
        reasons=[
            Reason(Tie.EMPLOYER, FJORDPULS.number),
            Reason(Tie.MAIL, "fjordpuls.example"),
            Reason(Tie.HOME_PAGE, "fjordpuls.example"),
        ],
    )
    assert await interests.hints(db, at.edition, at.ada) == {
        at.fjordpuls: interests.HINTS[Tie.EMPLOYER]
    }
    assert await interests.hints(db, at.edition, at.bo) == {}


async def test_a_tie_follows_the_company_that_was_joined_into_another(
    db: Connection, at: At
) -> None:
    await works_at(db, at.ada, FJORDPULS.number)
    await db.execute("UPDATE companies SET merged_into = $1 WHERE id = $2", at.lomvi, at.fjordpuls)

    tie = Reason(Tie.EMPLOYER, FJORDPULS.number)
    assert await found(db, at) == [(at.ada, at.lomvi, [tie])]


@pytest.mark.parametrize(
    "changed",
    [
        "UPDATE jurors SET excused_at = now(), excused_reason = 'Ill.'",
        "DELETE FROM seats",
        "UPDATE nominees SET state = 'ineligible', reason = 'x'",
        "INSERT INTO recusals (juror, company, kind) SELECT jurors.id, companies.id, 'own_company'"
        "  FROM jurors, companies",
        "INSERT INTO recusals (juror, company, kind, undone_at) SELECT jurors.id, companies.id,"
        " 'own_company', now() FROM jurors, companies",
    ],
    ids=["excused", "no seat", "out of the race", "recused", "undone"],
)
async def test_what_needs_no_word_of_staff_is_not_suggested(
    db: Connection, at: At, changed: str
) -> None:
    await works_at(db, at.ada, FJORDPULS.number)
    assert len(await found(db, at)) == 1

    await db.execute(changed)

    assert await found(db, at) == []


async def test_a_juror_who_declared_no_conflict_is_still_suggested_to_staff(
    db: Connection, at: At
) -> None:
    await works_at(db, at.ada, FJORDPULS.number)
    await recusals.clear(db, await inside(db, at), at.ada, [at.fjordpuls])

    [suggestion], _ = await interests.suggested(db, at.edition)

    assert suggestion.cleared_at == await db.fetchval("SELECT cleared_at FROM cleared")


async def test_staff_confirm_what_is_suggested_and_the_juror_is_recused(
    db: Connection, at: At
) -> None:
    await works_at(db, at.ada, FJORDPULS.number)

    await interests.confirm(
        db, await inside(db, at), at.ada, at.fjordpuls, Kind.OWN_COMPANY, at.tone
    )

    recusal = await db.fetchrow("SELECT juror, company, kind::text, by_staff FROM recusals")
    assert tuple(recusal or ()) == (at.ada, at.fjordpuls, "own_company", at.tone.id)
    assert await found(db, at) == []
    assert await people.deeds(db) == ["recusal.declared"]


async def test_staff_settle_a_suggestion_as_no_conflict_and_take_that_back(
    db: Connection, at: At
) -> None:
    await works_at(db, at.ada, FJORDPULS.number)
    suggested = await found(db, at)
    entered = await inside(db, at)

    await interests.pin(db, entered, at.ada, at.fjordpuls, "She left in 2019.", at.tone)
    settled = await found(db, at), await interests.hints(db, at.edition, at.ada)
    [pin], total = await interests.pins(db, at.edition)
    await interests.take_back(db, entered, pin.id, at.tone)

    assert settled == ([], {})
    when = await db.fetchval("SELECT pinned_at FROM pinned")
    reason = "She left in 2019."
    assert (pin, total) == (Pin(pin.id, at.ada, "Ada", "Fjordpuls", reason, "Tone", when), 1)
    assert await interests.pins(db, at.edition) == ([], 0)
    assert await found(db, at) == suggested
    assert await people.deeds(db) == ["interest.pinned", "interest.taken_back"]
    with pytest.raises(NotFound):
        await interests.take_back(db, entered, pin.id, at.tone)


async def test_what_is_settled_hinders_no_juror_from_declaring(db: Connection, at: At) -> None:
    await works_at(db, at.ada, FJORDPULS.number)
    entered = await inside(db, at)
    await interests.pin(db, entered, at.ada, at.fjordpuls, "She left.", at.tone)

    assert await recusals.declare(
        db, entered, at.ada, at.fjordpuls, Kind.OWN_COMPANY, actor=f"juror:{at.ada}"
    )


async def test_what_somebody_else_settled_first_is_not_settled_again(
    db: Connection, at: At
) -> None:
    await works_at(db, at.ada, FJORDPULS.number)
    entered = await inside(db, at)
    await interests.pin(db, entered, at.ada, at.fjordpuls, "She left.", at.tone)

    with pytest.raises(Conflict):
        await interests.pin(db, entered, at.ada, at.fjordpuls, "Really.", at.tone)
    with pytest.raises(Conflict):
        await interests.confirm(db, entered, at.ada, at.fjordpuls, Kind.OWN_COMPANY, at.tone)
    with pytest.raises(Conflict):
        await interests.pin(db, entered, at.bo, at.lomvi, "Never tied.", at.tone)


async def test_settling_has_a_reason_and_its_time(db: Connection, at: At) -> None:
    await works_at(db, at.ada, FJORDPULS.number)

    with pytest.raises(Invalid):
        await interests.pin(db, await inside(db, at), at.ada, at.fjordpuls, "", at.tone)
    await db.execute("UPDATE editions SET stage = 'nominating'")
    with pytest.raises(NotYet):
        await interests.pin(db, await inside(db, at), at.ada, at.fjordpuls, "She left.", at.tone)


async def test_another_year_s_suggestion_is_settled_by_nobody_here(db: Connection, at: At) -> None:
    await works_at(db, at.ada, FJORDPULS.number)
    await interests.pin(db, await inside(db, at), at.ada, at.fjordpuls, "She left.", at.tone)
    [pin], _ = await interests.pins(db, at.edition)
    other = await editions.entered(db, await people.edition(db, stage=Stage.SCREENING, year=2028))

    with pytest.raises(NotFound):
        await interests.take_back(db, other, pin.id, at.tone)
    with pytest.raises(Conflict):
        await interests.confirm(db, other, at.ada, at.fjordpuls, Kind.OWN_COMPANY, at.tone)


async def test_suggestions_come_fifty_at_a_time(db: Connection, at: At) -> None:
    await db.execute(
        """INSERT INTO jurors (edition, name, address, mailbox, language, employer_number)
           SELECT $1, 'J' || one, one || '@j.example', one || '@j.example', 'en', $2
             FROM generate_series(1, 60) AS one""",
        at.edition,
        FJORDPULS.number,
    )
    await db.execute(
        "INSERT INTO seats SELECT id, $1 FROM jurors WHERE name LIKE 'J%'", at.category
    )

    pages = [await interests.suggested(db, at.edition, page=page) for page in (1, 2)]

    assert [(len(suggested), total) for suggested, total in pages] == [(50, 60), (10, 60)]
    assert not {one.juror for one in pages[0][0]} & {one.juror for one in pages[1][0]}
    assert len(await panel.jurors(db, at.edition)) == 62
