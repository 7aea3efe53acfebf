"""Every nominated company is told: by staff, by the service, or otherwise; and only once."""

from datetime import timedelta

import pytest

from awards import contributors, editions, informing, occasions, outbox, waiting
from awards.contributors import Invited, Origin
from awards.database import Connection
from awards.errors import Conflict, Invalid, NotNow
from awards.informing import CompanyRules, Shows, Telling
from awards.occasions import Void
from awards.staff import Member, Role
from awards.stages import Stage
from tests import people
from tests.test_contributors import Year, claimed, join, year

__all__ = ["year"]

pytestmark = pytest.mark.anyio


def tone(year: Year) -> Member:
    address = "tone@helseklyngen.example"
    return Member(year.member, "Tone", address, address, Role.EDITOR, "en")


async def in_register(db: Connection, company: int, **facts: object) -> None:
    """The company has a snapshot of what the register said."""
    said = {"name": "FJORDPULS AS", "email": "post@fjordpuls.example", "dissolved": "", **facts}
    snapshot = await db.fetchval(
        """INSERT INTO snapshots (organisation_number, fetched_at, facts)
           VALUES ('987654325', clock_timestamp(), $1) RETURNING id""",
        said,
    )
    await db.execute("UPDATE companies SET snapshot = $2 WHERE id = $1", company, snapshot)


async def names(db: Connection, year: Year) -> list[str]:
    found, total = await informing.uninformed(db, year.edition)
    assert total == len(found)
    return [one.name for one in found]


async def test_a_company_is_to_be_told_within_thirty_days_of_its_first_nominee(
    db: Connection, year: Year
) -> None:
    second = await people.category(db, year.edition, "newcomer", 2)
    await people.nominee(db, year.category, year.company)
    await db.execute("UPDATE nominees SET arose_at = arose_at - interval '3 days'")
    await people.nominee(db, second, year.company)
    [one], _ = await informing.uninformed(db, year.edition)
    assert (one.name, [name["en"] for name in one.categories]) == (
        "Fjordpuls",
        ["export en", "newcomer en"],
    )
    assert one.due == one.arose_at + timedelta(days=30)
    edition = await editions.edition(db, year.edition)
    found = await waiting.waiting(db, edition)
    assert (found.uninformed, found.inform_by, found.total) == (1, one.due, 1)


@pytest.mark.parametrize("state", ["withdrawn", "ineligible"])
async def test_who_does_not_take_part_is_not_told(db: Connection, year: Year, state: str) -> None:
    await people.nominee(db, year.category, year.company, state=state)
    assert await names(db, year) == []


async def test_a_company_for_which_staff_let_somebody_in_knows_already(
    db: Connection, year: Year
) -> None:
    kari = await claimed(db, year, "Kari")
    per = await claimed(db, year, "Per")
    assert await names(db, year) == ["Fjordpuls"]
    await contributors.let_in(db, year.edition, per.id, f"staff:{year.member}")
    assert await names(db, year) == []
    assert kari.inside


async def test_joined_companies_are_told_once(db: Connection, year: Year) -> None:
    other = await people.company(db, year.edition, "Fjord Puls")
    await people.nominee(db, year.category, year.company)
    await people.nominee(db, year.category, other)
    assert await names(db, year) == ["Fjordpuls", "Fjord Puls"]
    await join(db, year, other, year.company)
    assert await names(db, year) == ["Fjordpuls"]
    await people.contributor(db, other)
    assert await names(db, year) == []


async def test_staff_tell_many_each_once(db: Connection, year: Year) -> None:
    other = await people.company(db, year.edition, "Nordlys")
    for company in (year.company, other):
        await people.nominee(db, year.category, company)
    wanted = [
        Telling(year.company, "Fjordpuls", "", "post@fjordpuls.example", "nb"),
        Telling(other, "Nordlys", "", "post@nordlys.example", "en"),
    ]
    member = tone(year)
    assert await informing.inform_many(db, member, year.edition, wanted) == 2
    assert await informing.inform_many(db, member, year.edition, wanted) == 0
    assert await people.letters(db) == [
        ("company_invitation", "post@fjordpuls.example"),
        ("company_invitation", "post@nordlys.example"),
    ]
    assert await names(db, year) == []


async def test_staff_note_that_a_company_was_told_otherwise(db: Connection, year: Year) -> None:
    await people.nominee(db, year.category, year.company)
    member = tone(year)
    with pytest.raises(Invalid):
        await informing.note(db, member, year.edition, year.company, "")
    await informing.note(db, member, year.edition, year.company, "By telephone")
    assert await names(db, year) == []
    assert [(one.body, one.by) for one in await informing.notes(db, year.company)] == [
        ("By telephone", "Tone")
    ]
    assert (await claimed(db, year, "Kari")).inside  # a note of the staff is nothing written


async def test_the_service_tells_by_itself_only_where_the_year_is_set_to(
    db: Connection, year: Year
) -> None:
    await people.nominee(db, year.category, year.company)
    await in_register(db, year.company)
    assert await informing.inform_automatically(db) == 0
    await db.execute("UPDATE editions SET inform_automatically = true")
    assert await informing.inform_automatically(db) == 1
    assert await informing.inform_automatically(db) == 0
    row = await db.fetchrow("SELECT kind, name, mailbox, language, limited, facts FROM letters")
    assert row is not None
    assert tuple(row)[:5] == ("company_invitation", "", "post@fjordpuls.example", "nb", True)
    assert row["facts"]["company"] == "FJORDPULS AS"
    assert (await people.deeds(db))[-1] == "contributor.invited"


@pytest.mark.parametrize(
    "facts",
    [{"email": ""}, {"email": "no address"}, {"dissolved": "2026-01-01"}, {"bankrupt": True}],
)
async def test_the_service_leaves_to_staff_whom_it_cannot_reach(
    db: Connection, year: Year, facts: dict[str, object]
) -> None:
    await people.nominee(db, year.category, year.company)
    await in_register(db, year.company, **facts)
    await db.execute("UPDATE editions SET inform_automatically = true")
    assert await informing.inform_automatically(db) == 0
    assert await names(db, year) == ["Fjordpuls"]


async def test_saying_so_after_the_register_was_written_to_opens_nothing(
    db: Connection, year: Year
) -> None:
    await people.nominee(db, year.category, year.company)
    await in_register(db, year.company)
    await db.execute("UPDATE editions SET inform_automatically = true")
    await informing.inform_automatically(db)
    assert not (await claimed(db, year, "Kari")).inside


async def test_how_companies_take_part_is_set_until_judging_opens(
    db: Connection, year: Year
) -> None:
    inside = await editions.entered(db, year.edition)
    before = inside.due[Stage.JUDGING] - timedelta(days=1)
    rules = CompanyRules(True, Shows.NOTHING, before)
    await informing.change_rules(db, "staff:1", inside, rules, 1)
    found = await editions.edition(db, year.edition)
    assert (found.inform_automatically, found.show_nominators, found.case_deadline) == (
        True,
        "nothing",
        before,
    )
    with pytest.raises(Conflict):
        await informing.change_rules(db, "staff:1", inside, rules, 1)
    late = CompanyRules(True, Shows.NOTHING, inside.due[Stage.JUDGING] + timedelta(days=1))
    with pytest.raises(Invalid):
        await informing.change_rules(db, "staff:1", inside, late, found.version)
    await db.execute("UPDATE editions SET stage = 'judging'")
    with pytest.raises(NotNow):
        shut = await editions.entered(db, year.edition)
        await informing.change_rules(db, "staff:1", shut, rules, found.version)


async def test_companies_never_see_more_than_the_open_form_told_nominators(
    db: Connection, year: Year
) -> None:
    named, hidden = (CompanyRules(False, shows, None) for shows in (Shows.NAMES, Shows.NOTHING))

    with pytest.raises(Invalid, match="less"):
        inside = await editions.entered(db, year.edition)
        await informing.change_rules(db, "staff:1", inside, named, 1)
    await informing.change_rules(db, "staff:1", inside, hidden, 1)
    await db.execute("UPDATE editions SET stage = 'draft'")
    draft = await editions.entered(db, year.edition)
    await informing.change_rules(db, "staff:1", draft, named, 2)

    assert await db.fetchval("SELECT show_nominators FROM editions") == "names"


async def test_a_letter_to_a_person_who_was_ended_or_about_nothing_is_not_sent(
    db: Connection, year: Year
) -> None:
    await people.nominee(db, year.category, year.company)
    eli = Invited("Eli", "eli@fjordpuls.example", "en")
    who = await contributors.invite(
        db, "staff:1", year.edition, year.company, eli, Origin.STAFF, "Fjordpuls"
    )
    letter = await outbox.letter(db, await db.fetchval("SELECT max(id) FROM letters"))
    assert letter is not None
    link = await contributors.link(db, who)
    await occasions.require(db, letter, link)
    assert await occasions.competes_in(db, letter) == [{"nb": "export nb", "en": "export en"}]
    await db.execute("UPDATE nominees SET state = 'withdrawn'")
    with pytest.raises(Void) as refusal:
        await occasions.require(db, letter, link)
    assert refusal.value.message == occasions.NOT_NOMINATED
    await db.execute("UPDATE contributors SET ended_at = clock_timestamp()")
    with pytest.raises(Void) as refusal:
        await occasions.require(db, letter, link)
    assert refusal.value.message == occasions.NO_LONGER_THERE


async def test_staff_see_how_far_each_company_has_come(db: Connection) -> None:
    await people.award(db)
    edition = await people.edition(db)
    category = await people.category(db, edition)
    question = await db.fetchval("SELECT min(id) FROM questions")
    heads = {}
    for name in ("nobody", "noted", "silent", "accepts", "begins", "sends"):
        heads[name] = await people.company(db, edition, name)
        await people.nominee(db, category, heads[name])
    member = await people.staff(db)
    who = {name: await people.contributor(db, heads[name], name) for name in list(heads)[2:]}

    async def say(name: str, item: str, question: int | None = None) -> None:
        await db.execute(
            """INSERT INTO company_answers (company, question, item, body, contributor, staff)
               VALUES ($1, $2, $3, 'x', $4, $5)""",
            heads[name],
            question,
            item,
            who.get(name),
            None if name in who else member,
        )

    await say("noted", "informed")
    for name in ("accepts", "begins", "sends"):
        await say(name, "accepted")
    for name in ("begins", "sends"):
        await say(name, "", question)
    await say("sends", "handed_in")

    found = await informing.heard(db, list(heads.values()))

    assert {name: found[head].value for name, head in heads.items()} == {
        "nobody": "not_told",
        "noted": "silent",
        "silent": "silent",
        "accepts": "accepted",
        "begins": "begun",
        "sends": "handed_in",
    }
