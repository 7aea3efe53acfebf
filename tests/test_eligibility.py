"""Eligibility: rules are held against what was answered; staff let companies through."""

import pytest

from awards import eligibility, nominees, shortlists
from awards.database import Connection
from awards.eligibility import State
from awards.errors import Closed, Conflict, NotNow
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


async def rule(
    db: Connection, edition: int, form: str = "company", category: int | None = None
) -> int:
    """A question that has to be answered with yes."""
    return int(
        await db.fetchval(
            """INSERT INTO questions (edition, form, category, position, kind, label, rule)
               SELECT $1, $2, $3, 1 + count(*), 'yes_no', '{"en": "Responsible?"}',
                      '{"is_yes": true}'
                 FROM questions WHERE edition = $1 AND form = $2
            RETURNING id""",
            edition,
            form,
            category,
        )
    )


async def said(db: Connection, company: int, question: int, body: str, staff: int) -> None:
    await db.execute(
        "INSERT INTO company_answers (company, question, body, staff) VALUES ($1, $2, $3, $4)",
        company,
        question,
        body,
        staff,
    )


async def states(db: Connection, edition: int, nominee: int) -> list[State]:
    return [one.state for one in await eligibility.state(db, edition, nominee)]


async def test_the_newest_answer_of_a_company_is_held_against_a_rule(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    tone, question = await people.staff(db), await rule(db, edition)
    company = await people.company(db, edition)
    nominee = await people.nominee(db, category, company)

    found = [await states(db, edition, nominee)]
    for body in ("no", "yes", "no", ""):
        await said(db, company, question, body, tone)
        found.append(await states(db, edition, nominee))

    assert found == [
        [State.UNANSWERED],
        [State.UNMET],
        [State.MET],
        [State.UNMET],
        [State.UNANSWERED],
    ]


async def test_one_nomination_that_says_no_is_enough_and_only_those_that_count(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    await rule(db, edition, "nomination")
    await people.nomination(db, category, company, by="Kari", why="yes")
    against = await people.nomination(db, category, company, by="Ola", why="no")
    nominee = await people.nominee(db, category, company)

    before = await eligibility.state(db, edition, nominee)
    await db.execute("UPDATE nominations SET state = 'withdrawn' WHERE id = $1", against)

    assert [(one.state, [said.body for said in one.said]) for one in before] == [
        (State.UNMET, ["yes", "no"])
    ]
    assert await states(db, edition, nominee) == [State.MET]


async def test_the_rule_of_a_category_keeps_nobody_out_of_another(db: Connection) -> None:
    edition = await people.edition(db)
    export = await people.category(db, edition)
    newcomer = await people.category(db, edition, "newcomer", 2)
    tone, question = await people.staff(db), await rule(db, edition, category=newcomer)
    company = await people.company(db, edition)
    in_export = await people.nominee(db, export, company)
    in_newcomer = await people.nominee(db, newcomer, company)

    await said(db, company, question, "no", tone)

    assert await eligibility.unmet(db, edition) == {in_newcomer}
    assert await states(db, edition, in_export) == []


async def test_a_company_that_does_not_meet_a_requirement_goes_on_no_shortlist_until_let_through(
    db: Connection,
) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    tone, question = await people.staff(db), await rule(db, edition)
    company = await people.company(db, edition)
    await people.nomination(db, category, company)
    nominee = await people.nominee(db, category, company)
    await said(db, company, question, "no", tone)

    with pytest.raises(NotNow, match="does not meet a requirement"):
        await shortlists.choose(db, edition, category, TONE, on=[nominee])
    await eligibility.override(db, tone, edition, company, question, "A sister company does")
    await shortlists.choose(db, edition, category, TONE, on=[nominee])
    let_through = await states(db, edition, nominee)
    await eligibility.take_back(db, tone, edition, company, question)
    with pytest.raises(NotNow, match="does not meet a requirement"):
        await shortlists.fix(db, edition, category, TONE, shown=[nominee])

    assert let_through == [State.OVERRIDDEN]
    assert await people.deeds(db) == [
        "company.let_through",
        "shortlist.chosen",
        "company.not_let_through",
    ]


async def test_an_override_is_made_once_for_a_rule_of_the_year_and_not_after_judging_opened(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    tone, question = await people.staff(db), await rule(db, edition)
    company = await people.company(db, edition)
    other = await people.edition(db, year=2026)
    await eligibility.override(db, tone, edition, company, question, "Fine")

    with pytest.raises(Conflict):
        await eligibility.override(db, tone, edition, company, question, "Fine again")
    with pytest.raises(Conflict):
        await eligibility.override(
            db, tone, edition, company, await rule(db, other), "Another year"
        )
    found = await eligibility.overridden(db, edition, company)
    await db.execute("UPDATE editions SET stage = 'judging' WHERE id = $1", edition)
    with pytest.raises(Closed):
        await eligibility.take_back(db, tone, edition, company, question)

    assert {key: (one.reason, one.by) for key, one in found.items()} == {question: ("Fine", "Tone")}


async def test_several_nominees_are_hindered_each_for_its_own_reason(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    tone, question = await people.staff(db), await rule(db, edition)
    idents = {}
    for name in ("Fine", "Out", "Unmet", "Alone"):
        company = await people.company(db, edition, name)
        if name != "Alone":
            await people.nomination(db, category, company)
        idents[name] = await people.nominee(
            db, category, company, state="ineligible" if name == "Out" else "proposed"
        )
        if name == "Unmet":
            await said(db, company, question, "no", tone)

    found = await nominees.some(db, edition, list(idents.values()))
    why = await shortlists.hindered(db, edition, found)

    assert why == {
        idents["Out"]: shortlists.OUT,
        idents["Unmet"]: shortlists.UNMET_HERE,
        idents["Alone"]: shortlists.NO_NOMINATION,
    }
    assert await shortlists.choose_several(db, edition, [idents["Fine"]], TONE) == [category]
