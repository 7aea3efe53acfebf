"""Parting: whatever was joined, and however it is parted, nothing is left of the joining."""

from typing import Any

import pytest

from awards import cases, eligibility, merging, nominees, recusals, shortlists, submissions
from awards.database import Connection
from awards.nominees import Wanted
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


class Undo(Exception):
    """Takes back what was done only to look at it."""


async def seen(db: Connection, edition: int, juror: int) -> dict[str, Any]:
    """All that a join could leave a trace in: lists, shortlists, cases, what standings rest on."""
    found, _ = await nominees.page(db, edition, Wanted())
    listed = sorted((one.id, one.name, one.nominations, one.state, one.reason) for one in found)
    return {
        "nominees": await rows(db, "SELECT id, category, company, state, reason FROM nominees"),
        "shortlist": await rows(db, "SELECT round, nominee, own, instead_of FROM shortlist"),
        "listed": listed,
        "chosen": [
            (round.category, sorted(one.id for one in await shortlists.nominees_of(db, round.id)))
            for round in await shortlists.rounds(db, edition)
        ],
        "cases": [await cases.material(db, edition, one.id) for one in found],
        "said": [await submissions.said(db, one.company) for one in found],
        "required": [await eligibility.state(db, edition, one.id) for one in found],
        "unmet": await eligibility.unmet(db, edition),
        "conflicts": [(one.company, one.name, one.kind) for one in await recusals.names(db, juror)],
        "sheets": await sheets(db),
    }


async def rows(db: Connection, statement: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in await db.fetch(statement))


async def sheets(db: Connection) -> list[tuple[Any, ...]]:
    """The sheets the panel would be asked for, were the shortlists fixed and opened now."""
    found: list[tuple[Any, ...]] = []
    try:
        async with db.transaction():
            await db.execute("UPDATE rounds SET fixed_at = now(), opened_at = now()")
            await db.execute("UPDATE nominees SET state = 'shortlisted' WHERE state = 'proposed'")
            found = await rows(db, "SELECT round, juror, nominee, recused FROM sheets_due")
            raise Undo
    except Undo:
        return found


async def a_year(db: Connection, chosen: str) -> tuple[int, int, dict[str, int]]:
    """Three spellings of one company with all that hangs on them; some are on the shortlist."""
    edition = await people.edition(db, stage=Stage.SCREENING)
    export = await people.category(db, edition)
    newcomer = await people.category(db, edition, "newcomer", 2)
    tone = await people.staff(db)
    rule = await db.fetchval(
        """INSERT INTO questions (edition, form, position, kind, label, rule)
           VALUES ($1, 'company', 1, 'yes_no', '{"en": "Responsible?"}', '{"is_yes": true}')
           RETURNING id""",
        edition,
    )
    companies = {
        name: await people.company(db, edition, name, number)
        for name, number in (("A", None), ("B", "911111111"), ("C", None))
    }
    for name, company in companies.items():
        await people.nomination(db, export, company, by=f"Kari{name}")
        await answer(db, company, rule, "yes" if name == "C" else "no", tone)
        if name != "C":
            await eligibility.override(db, tone, edition, company, rule, f"Fine, {name}")
    await people.nomination(db, newcomer, companies["A"], by="Ola")
    juror = await people.juror(db, edition)
    await db.execute(
        "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')",
        juror,
        companies["A"],
    )
    for category in (export, newcomer):
        ids = await db.fetch(
            """SELECT nominees.id FROM nominees JOIN companies ON companies.id = nominees.company
                WHERE category = $1 AND companies.name = ANY($2)""",
            category,
            list(chosen),
        )
        await shortlists.choose(db, edition, category, TONE, on=[row["id"] for row in ids])
    return edition, juror, companies


async def answer(db: Connection, company: int, question: int, body: str, staff: int) -> None:
    await db.execute(
        "INSERT INTO company_answers (company, question, body, staff) VALUES ($1, $2, $3, $4)",
        company,
        question,
        body,
        staff,
    )


async def join(db: Connection, edition: int, source: int, target: int) -> None:
    one, other = await merging.some(db, edition, [source, target])
    await merging.merge(db, edition, one, other, TONE)


async def part(db: Connection, edition: int, company: int) -> None:
    version = await db.fetchval("SELECT version FROM companies WHERE id = $1", company)
    await merging.part(db, edition, company, version, TONE)


@pytest.mark.parametrize("chosen", ["", "A", "B", "C", "AB", "AC", "ABC"])
@pytest.mark.parametrize("parted", ["AB", "BA"])
async def test_three_companies_joined_in_a_chain_are_parted_without_a_trace(
    db: Connection, chosen: str, parted: str
) -> None:
    edition, juror, companies = await a_year(db, chosen)
    before = await seen(db, edition, juror)

    await join(db, edition, companies["A"], companies["B"])
    await join(db, edition, companies["B"], companies["C"])
    joined = await seen(db, edition, juror)
    for name in parted:
        await part(db, edition, companies[name])

    assert {name for _, name, *_ in joined["listed"]} == {"C"}
    assert any(ids for _, ids in joined["chosen"]) == bool(chosen)
    assert await seen(db, edition, juror) == before
    assert (await people.deeds(db))[-4:] == ["company.joined"] * 2 + ["company.parted"] * 2


@pytest.mark.parametrize("chosen", ["", "A", "BC", "ABC"])
async def test_three_companies_joined_in_one_step_are_parted_without_a_trace(
    db: Connection, chosen: str
) -> None:
    edition, juror, companies = await a_year(db, chosen)
    before = await seen(db, edition, juror)
    a, b, c = await merging.some(db, edition, list(companies.values()))

    await merging.merge_all(db, edition, [a, b], c, TONE)
    await part(db, edition, a.id)
    after_one = await merging.joined(db, c.id)
    await part(db, edition, b.id)

    assert [one.name for one in after_one] == ["B"]
    assert await seen(db, edition, juror) == before


async def test_a_shortlist_fixed_and_taken_back_while_they_were_joined_is_as_it_was(
    db: Connection,
) -> None:
    edition, juror, companies = await a_year(db, "A")
    before = await seen(db, edition, juror)
    categories = [round.category for round in await shortlists.rounds(db, edition)]

    await join(db, edition, companies["A"], companies["B"])
    await join(db, edition, companies["B"], companies["C"])
    for category in categories:
        (shown,) = [
            [one.id for one in await shortlists.nominees_of(db, round.id)]
            for round in await shortlists.rounds(db, edition)
            if round.category == category
        ]
        await shortlists.fix(db, edition, category, TONE, shown=shown)
        await shortlists.unfix(db, edition, category, TONE, "Once more")
    await part(db, edition, companies["A"])
    await part(db, edition, companies["B"])

    assert await seen(db, edition, juror) == before


async def test_a_head_declared_ineligible_where_it_never_was_nominated_is_no_nominee_after_parting(
    db: Connection,
) -> None:
    edition, juror, companies = await a_year(db, "")
    before = await seen(db, edition, juror)

    await join(db, edition, companies["A"], companies["C"])
    newcomer = await db.fetchval(
        """SELECT nominees.id FROM nominees JOIN categories ON categories.id = nominees.category
            WHERE nominees.company = $1 AND categories.slug = 'newcomer'""",
        companies["C"],
    )
    await nominees.declare_ineligible(db, edition, newcomer, 1, TONE, "Too old")
    await part(db, edition, companies["A"])

    assert await seen(db, edition, juror) == before


async def test_a_head_that_staff_chose_themselves_stays_chosen_when_the_other_is_parted(
    db: Connection,
) -> None:
    edition, juror, companies = await a_year(db, "AC")
    before = await seen(db, edition, juror)

    await join(db, edition, companies["A"], companies["C"])
    export = (await shortlists.rounds(db, edition))[0].category
    head = await db.fetchval(
        "SELECT id FROM nominees WHERE company = $1 AND category = $2", companies["C"], export
    )
    await shortlists.choose(db, edition, export, TONE, on=[head])
    await part(db, edition, companies["A"])

    assert await seen(db, edition, juror) == before
