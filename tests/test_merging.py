"""Merging: companies that are one are suggested, joined, and parted without a trace."""

import asyncio
from typing import Any

import pytest

from awards import database, likenesses, merging, nominees
from awards.database import Connection
from awards.errors import Conflict, Invalid, NotFound, NotNow
from awards.likenesses import Company
from awards.nominees import Wanted
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


async def listed(db: Connection, edition: int) -> list[tuple[str, int, str]]:
    found, _ = await nominees.page(db, edition, Wanted())
    return [(one.name, one.nominations, str(one.state)) for one in found]


async def join(db: Connection, edition: int, source: int, target: int) -> None:
    one = await merging.company(db, edition, source)
    other = await merging.company(db, edition, target)
    await merging.merge(db, edition, one, other, TONE)


async def test_joined_companies_are_one_nominee_with_the_nominations_of_both(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition, "Fjordpuls", "987654325")
    short = await people.company(db, edition, "Fjordpuls AS")
    await people.nomination(db, category, fjordpuls, by="Kari")
    await people.nomination(db, category, short, by="Ola")

    await join(db, edition, short, fjordpuls)
    await nominees.arise(db, category, short)

    found, total = await nominees.page(db, edition, Wanted(search="fjordpuls as"))
    assert total == 1
    assert (found[0].name, found[0].nominations, found[0].joined) == (
        "Fjordpuls",
        2,
        ["Fjordpuls AS"],
    )
    assert await people.deeds(db) == ["company.joined"]


async def test_parting_two_companies_leaves_no_trace(db: Connection) -> None:
    edition = await people.edition(db)
    export = await people.category(db, edition)
    newcomer = await people.category(db, edition, "newcomer", 2)
    fjordpuls = await people.company(db, edition, "Fjordpuls")
    short = await people.company(db, edition, "Fjordpuls AS")
    await people.nomination(db, export, fjordpuls, by="Kari")
    await people.nomination(db, newcomer, short, by="Ola")
    before = await listed(db, edition)
    ids = await db.fetch("SELECT id, category, company, state FROM nominees ORDER BY id")

    await join(db, edition, short, fjordpuls)
    joined = await listed(db, edition)
    await merging.part(db, edition, short, 2, TONE)

    assert joined == [("Fjordpuls", 1, "proposed"), ("Fjordpuls", 1, "proposed")]
    assert await listed(db, edition) == before
    assert await db.fetch("SELECT id, category, company, state FROM nominees ORDER BY id") == ids


async def test_what_was_nominated_while_joined_is_a_nominee_after_parting(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition, "Fjordpuls")
    short = await people.company(db, edition, "Fjordpuls AS")
    await people.nomination(db, category, fjordpuls, by="Kari")
    await join(db, edition, short, fjordpuls)
    await people.nomination(db, category, short, by="Ola")
    await db.execute("DELETE FROM nominees WHERE company = $1", short)

    await merging.part(db, edition, short, 2, TONE)

    assert await listed(db, edition) == [
        ("Fjordpuls", 1, "proposed"),
        ("Fjordpuls AS", 1, "proposed"),
    ]


async def test_a_company_that_was_joined_is_not_joined_again(db: Connection) -> None:
    edition = await people.edition(db)
    one = await merging.company(db, edition, await people.company(db, edition, "Fjordpuls"))
    other = await merging.company(db, edition, await people.company(db, edition, "Lomvi"))
    await merging.merge(db, edition, one, other, TONE)

    with pytest.raises(Conflict):
        await merging.merge(db, edition, one, other, TONE)
    with pytest.raises(Conflict):
        await merging.merge(db, edition, other, one, TONE)
    with pytest.raises(Invalid):
        await merging.merge(db, edition, other, other, TONE)
    with pytest.raises(NotFound):
        await merging.company(db, edition, one.id)


async def test_nothing_is_joined_that_is_on_a_fixed_shortlist(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    one = await people.company(db, edition)
    other = await people.company(db, edition, "Lomvi")
    ident = await people.nominee(db, category, one)
    await people.shortlist(db, category, ident)

    with pytest.raises(NotNow):
        await join(db, edition, other, one)
    with pytest.raises(NotNow):
        await nominees.declare_ineligible(db, edition, ident, 1, TONE, "No exports")


def company(ident: int, name: str, number: str | None = None, **more: Any) -> Company:
    return Company(ident, name, number, 1, **{"nominations": 1, **more})


def grouped(*companies: Company) -> list[list[int]]:
    return [[one.id for one in group.companies] for group in likenesses.groups(companies)]


def test_companies_that_may_be_one_are_suggested_together() -> None:
    found = grouped(
        company(1, "Fjordpuls AS"),
        company(2, "FJORDPULS", "987654325", nominations=3),
        company(3, "Fjordplus"),
        company(4, "Lomvi Diagnostikk", "911111111"),
        company(5, "Lomvi", "922222222"),
        company(6, "Kvitsand Implantat"),
        company(7, "Kvitsand"),
    )

    assert found == [[2, 1, 3], [6, 7]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ørret Måling", "ORRET MAALING AS"),
        ("Sjøkraft", "Sjoekraft"),
        ("Sjøkraft", "Sjokraft Norway AS"),
        ("Fjord-Puls", "Fjordpuls"),
        ("Fjord Puls Norge AS", "Fjordpuls"),
        ("Blåbær & Co", "Blaabaer Co ASA"),
        ("Société Générale", "SOCIETE GENERALE"),
    ],
)
def test_two_spellings_of_one_name_are_suggested_with_the_reason(one: str, other: str) -> None:
    (group,) = likenesses.groups([company(1, one, "911111111"), company(2, other, "922222222")])

    assert [(reason.one, reason.other, reason.sentence) for reason in group.reasons] == [
        (1, 2, likenesses.SAME_NAME)
    ]


def test_branch_parent_and_home_page_suggest_what_names_do_not() -> None:
    (first, second) = likenesses.groups(
        [
            company(1, "Fjordpuls", "911111111"),
            company(2, "Avdeling Bergen", "922222222", parent="911111111"),
            company(3, "Nordlys Måling", parent="911111111"),
            company(4, "Lomvi", home_page="https://www.lomvi.example/en"),
            company(5, "Alke Diagnostikk", home_page="lomvi.example"),
            company(6, "Tare", home_page="facebook.com/tare"),
            company(7, "Skate", home_page="https://facebook.com/skate"),
            company(8, "Sild", home_page="http://[", parent="999999999"),
        ]
    )

    assert [reason.sentence for reason in first.reasons] == [
        likenesses.BRANCH,
        likenesses.BRANCH,
        likenesses.SAME_PARENT,
    ]
    assert [one.id for one in first.companies] == [1, 2, 3]
    assert [dict(reason.fields) for reason in second.reasons] == [
        {"one": "Lomvi", "other": "Alke Diagnostikk", "domain": "lomvi.example"}
    ]


def test_sisters_under_a_parent_that_nobody_nominated_are_one_group() -> None:
    companies = [company(n, name, parent="911111111") for n, name in enumerate(("Alke", "Tare"), 1)]

    (group,) = likenesses.groups(companies)

    assert [reason.sentence for reason in group.reasons] == [likenesses.SAME_PARENT]


async def test_suggestions_come_from_the_companies_of_the_edition(db: Connection) -> None:
    edition = await people.edition(db)
    one = await people.company(db, edition, "Fjordpuls")
    other = await people.company(db, edition, "Fjordpuls AS")
    elsewhere = await people.edition(db, year=2026)
    await people.company(db, elsewhere, "Fjordpuls")

    suggested = await merging.suggestions(db, edition)
    await join(db, edition, other, one)

    assert [[company.id for company in group.companies] for group in suggested] == [[one, other]]
    assert await merging.suggestions(db, edition) == []
    assert [company.id for company in await merging.companies(db, edition, "puls")] == [one]
    assert [company.id for company in await merging.joined(db, one)] == [other]


async def test_a_nomination_confirmed_while_its_company_is_joined_counts_for_the_head(
    own_database: str,
) -> None:
    """Joining holds back what arises meanwhile, so that nobody is nominated out of sight."""
    staff, nominator = await database.connect(own_database), await database.connect(own_database)
    edition = await people.edition(staff)
    category = await people.category(staff, edition)
    head = await people.company(staff, edition, "Fjordpuls")
    other = await people.company(staff, edition, "Fjordpuls AS")
    joining = staff.transaction()
    await joining.start()
    await join(staff, edition, other, head)

    async def arise() -> int:
        async with nominator.transaction():
            await nominees.expect(nominator, edition)
            return await nominees.arise(nominator, category, other)

    arising = asyncio.create_task(arise())
    await asyncio.wait([arising], timeout=0.2)
    await joining.commit()
    nominee = await nominees.nominee(staff, edition, await arising)

    assert nominee.company == head
    await staff.close()
    await nominator.close()
