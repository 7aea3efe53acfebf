"""Standings: which sheets count, and what staff may see of them when."""

import asyncio
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from awards import demo, results
from awards.database import Connection
from awards.errors import NotYet
from awards.results import Table
from awards.scoring import Criterion, Method, Sheet, TieRule
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio


@dataclass
class Judged:
    """A category with two nominees and three jurors."""

    edition: int
    round: int
    fjordpuls: int
    lomvi: int
    jurors: list[int]


@pytest.fixture
async def judged(db: Connection) -> Judged:
    await people.award(db)
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    fjordpuls, lomvi = [
        await people.nominee(db, category, await people.company(db, edition, name))
        for name in ("Fjordpuls", "Lomvi")
    ]
    round = await people.shortlist(db, category, fjordpuls, lomvi)
    jurors = [await people.juror(db, edition, name) for name in ("Ada", "Bo", "Cy")]
    return Judged(edition, round, fjordpuls, lomvi, jurors)


async def scored(db: Connection, judged: Judged, *, confirmed: int = 3) -> None:
    """Fjordpuls gets 100, 75 and 50 from the three; Lomvi 25, 25 and 25."""
    for juror, score in zip(judged.jurors, (4, 3, 2), strict=True):
        await people.sheet(db, judged.round, juror, judged.fjordpuls, score, score)
        await people.sheet(db, judged.round, juror, judged.lomvi, 1, 1)
    for juror in judged.jurors[:confirmed]:
        await people.ballot(db, judged.round, juror)


def rows(table: Table) -> list[tuple[Any, ...]]:
    return [
        (place.company, place.standing.rank, place.standing.mean, place.standing.count)
        for place in table.places
    ]


async def table(db: Connection, judged: Judged) -> Table:
    [found] = await results.standings(db, judged.edition)
    return found


async def test_the_standings_are_exact_and_have_the_best_first(
    db: Connection, judged: Judged
) -> None:
    await scored(db, judged)

    found = await table(db, judged)

    assert rows(found) == [("Fjordpuls", 1, Fraction(75), 3), ("Lomvi", 2, Fraction(25), 3)]
    assert found.places[0].totals == [Fraction(50), Fraction(75), Fraction(100)]
    assert (found.jurors, found.ballots, found.lead) == (3, 3, Fraction(50))
    assert found.most_disputed is None


async def test_a_sheet_of_an_unconfirmed_ballot_does_not_count(
    db: Connection, judged: Judged
) -> None:
    await scored(db, judged, confirmed=1)

    assert rows(await table(db, judged)) == [
        ("Fjordpuls", 1, Fraction(100), 1),
        ("Lomvi", 2, Fraction(25), 1),
    ]


async def test_complete_sheets_of_unconfirmed_ballots_count_where_the_rules_say_so(
    db: Connection, judged: Judged
) -> None:
    await scored(db, judged, confirmed=1)
    await db.execute("UPDATE editions SET count_unconfirmed = true")
    await db.execute(
        "UPDATE sheets SET scores[2] = NULL WHERE juror = $1 AND nominee = $2",
        judged.jurors[2],
        judged.fjordpuls,
    )

    found = await table(db, judged)

    assert rows(found)[0] == ("Fjordpuls", 1, Fraction(175, 2), 2)
    assert found.ballots == 1


async def test_an_unconfirmed_sheet_without_a_comment_that_the_rules_want_does_not_count(
    db: Connection, judged: Judged
) -> None:
    await scored(db, judged, confirmed=0)
    await db.execute("UPDATE editions SET count_unconfirmed = true")
    await db.execute("UPDATE sheets SET comments[1] = '', scores[1] = 4")

    found = await table(db, judged)

    assert [(place.company, place.standing.count) for place in found.places] == [
        ("Fjordpuls", 0),
        ("Lomvi", 0),
    ]


@pytest.mark.parametrize(
    ("grade", "left"),
    [
        ("company", {"Fjordpuls": 2, "Lomvi": 3}),
        ("category", {"Fjordpuls": 2, "Lomvi": 2}),
        ("noted", {"Fjordpuls": 3, "Lomvi": 3}),
    ],
)
async def test_a_late_recusal_takes_the_sheets_of_its_grade_out_of_the_count(
    db: Connection, judged: Judged, grade: str, left: dict[str, int]
) -> None:
    await scored(db, judged)
    await db.execute("UPDATE editions SET recusal_grade = $1", grade)
    await db.execute(
        """INSERT INTO recusals (juror, company, kind)
           SELECT $1, company, 'own_company' FROM nominees WHERE id = $2""",
        judged.jurors[0],
        judged.fjordpuls,
    )

    found = await table(db, judged)

    assert {place.company: place.standing.count for place in found.places} == left
    assert {place.company: place.recused for place in found.places} == {
        company: 3 - count for company, count in left.items()
    }


async def test_an_abstention_and_an_excused_juror_harm_no_average(
    db: Connection, judged: Judged
) -> None:
    await scored(db, judged)
    await db.execute(
        "UPDATE sheets SET abstained_reason = 'I do not know it' WHERE juror = $1 AND nominee = $2",
        judged.jurors[1],
        judged.fjordpuls,
    )
    await db.execute(
        "UPDATE jurors SET excused_at = clock_timestamp(), excused_reason = 'ill' WHERE id = $1",
        judged.jurors[2],
    )

    found = await table(db, judged)

    assert rows(found) == [("Fjordpuls", 1, Fraction(100), 1), ("Lomvi", 2, Fraction(25), 2)]
    assert [(place.abstained, place.recused) for place in found.places] == [(1, 0), (0, 0)]
    assert found.jurors == 2


async def test_equal_means_share_a_rank_and_nobody_leads_alone(
    db: Connection, judged: Judged
) -> None:
    await people.sheet(db, judged.round, judged.jurors[0], judged.fjordpuls, 3, 3)
    await people.sheet(db, judged.round, judged.jurors[0], judged.lomvi, 3, 3)
    await people.ballot(db, judged.round, judged.jurors[0])

    found = await table(db, judged)

    assert [(place.standing.rank, place.shared) for place in found.places] == [(1, True)] * 2
    assert (len(found.leaders), found.lead) == (2, None)


async def test_a_nominee_under_the_quorum_is_pointed_out(db: Connection, judged: Judged) -> None:
    await scored(db, judged, confirmed=1)
    await db.execute("UPDATE editions SET quorum = 2")

    found = await table(db, judged)

    assert [place.company for place in found.under_quorum] == ["Fjordpuls", "Lomvi"]


async def test_a_nominee_that_withdrew_has_no_place(db: Connection, judged: Judged) -> None:
    await scored(db, judged)
    await db.execute("UPDATE nominees SET state = 'withdrawn' WHERE id = $1", judged.fjordpuls)

    assert rows(await table(db, judged)) == [("Lomvi", 1, Fraction(25), 3)]


async def test_nobody_sees_the_standings_before_judging_has_closed(
    db: Connection, judged: Judged
) -> None:
    await scored(db, judged)
    await db.execute("UPDATE editions SET stage = 'judging'")

    with pytest.raises(NotYet):
        await results.standings(db, judged.edition)


async def test_in_the_demo_the_whole_jury_of_last_year_has_confirmed(db: Connection) -> None:
    await demo.load(db)
    last = await db.fetchval("SELECT id FROM editions WHERE stage = 'announced'")

    tables = await results.standings(db, last)

    panel = await db.fetchval("SELECT count(*) FROM jurors WHERE edition = $1", last)
    assert panel > 0
    assert {(one.jurors, one.ballots) for one in tables} == {(panel, panel)}


async def test_an_unfinished_sheet_does_not_count_when_its_recusal_is_undone_after_confirming(
    db: Connection, judged: Judged
) -> None:
    """The ballot was confirmed while the juror was recused, and so without this sheet."""
    await scored(db, judged)
    await db.execute(
        """UPDATE sheets SET scores = '{4,4}', comments = '{"",""}'
            WHERE juror = $1 AND nominee = $2""",
        *(judged.jurors[0], judged.lomvi),
    )
    await db.execute(
        """INSERT INTO recusals (juror, company, kind, undone_at)
           SELECT $1, company, 'own_company', clock_timestamp() FROM nominees WHERE id = $2""",
        *(judged.jurors[0], judged.lomvi),
    )

    assert rows(await table(db, judged)) == [
        ("Fjordpuls", 1, Fraction(75), 3),
        ("Lomvi", 2, Fraction(25), 2),
    ]


async def test_the_table_knows_what_it_was_made_of_and_no_name_of_a_juror(
    db: Connection, judged: Judged
) -> None:
    await scored(db, judged)

    found = await table(db, judged)

    assert found.criteria == [Criterion(60, 0, 4), Criterion(40, 0, 4)]
    assert sorted(found.sheets, key=lambda sheet: (sheet.nominee, sheet.juror)) == [
        Sheet(juror, nominee, (score, score))
        for nominee, scores in ((judged.fjordpuls, (4, 3, 2)), (judged.lomvi, (1, 1, 1)))
        for juror, score in zip(judged.jurors, scores, strict=True)
    ]
    assert (found.method, found.tie_rule, found.refused, found.tied_by) == (
        Method.MEAN,
        TieRule.PANEL,
        False,
        None,
    )
    assert not {"Ada", "Bo", "Cy"} & set(repr(found).replace("'", " ").split())


async def test_the_sealed_method_counts_and_the_others_stand_beside_it(
    db: Connection, judged: Judged
) -> None:
    """Fjordpuls has 100, 75 and 50, Lomvi 100, 100 and 0: the mean and the median disagree."""
    await scored(db, judged)
    for juror, score in zip(judged.jurors, (4, 4, 0), strict=True):
        await db.execute(
            "UPDATE sheets SET scores = $3 WHERE juror = $1 AND nominee = $2",
            *(juror, judged.lomvi, [score, score]),
        )
    await db.execute("UPDATE editions SET method = 'weighted_median'")

    found = await table(db, judged)

    assert [(place.company, place.standing.value) for place in found.places] == [
        ("Lomvi", Fraction(100)),
        ("Fjordpuls", Fraction(75)),
    ]
    assert (found.lead, [place.company for place in found.leaders]) == (Fraction(25), ["Lomvi"])
    assert {
        method: [(one.nominee, one.value) for one in standings]
        for method, standings in found.others.items()
    } == {
        method: [(judged.fjordpuls, Fraction(75)), (judged.lomvi, Fraction(200, 3))]
        for method in (Method.MEAN, Method.ADDITIVE)
    }


async def test_where_too_few_sheets_connect_the_nominees_the_mean_counts_instead(
    db: Connection, judged: Judged
) -> None:
    await people.sheet(db, judged.round, judged.jurors[0], judged.fjordpuls, 2, 2)
    await people.sheet(db, judged.round, judged.jurors[1], judged.lomvi, 3, 3)
    for juror in judged.jurors:
        await people.ballot(db, judged.round, juror)
    await db.execute("UPDATE editions SET method = 'additive'")

    found = await table(db, judged)

    assert (found.method, found.refused) == (Method.ADDITIVE, True)
    assert rows(found) == [("Lomvi", 1, Fraction(75), 1), ("Fjordpuls", 2, Fraction(50), 1)]
    assert list(found.others) == [Method.MEDIAN]


@pytest.mark.parametrize(
    ("tie_rule", "leaders"),
    [("panel", ["Fjordpuls", "Lomvi"]), ("median", ["Lomvi"]), ("heaviest", ["Fjordpuls"])],
)
async def test_equals_are_told_apart_by_the_sealed_tie_rule_which_is_named(
    db: Connection, judged: Judged, tie_rule: str, leaders: list[str]
) -> None:
    """Both have a mean of 50; Lomvi the higher median, Fjordpuls more on the heavier criterion."""
    await db.execute("UPDATE editions SET tie_rule = $1::text::tie_rule", tie_rule)
    for nominee, given in (
        (judged.fjordpuls, [(3, 1), (3, 0), (2, 2)]),
        (judged.lomvi, [(3, 3), (3, 3), (0, 0)]),
    ):
        for juror, scores in zip(judged.jurors, given, strict=True):
            await people.sheet(db, judged.round, juror, nominee, *scores)
    for juror in judged.jurors:
        await people.ballot(db, judged.round, juror)

    found = await table(db, judged)

    assert [place.company for place in found.leaders] == leaders
    assert (found.tied_by, found.lead) == (TieRule(tie_rule), None)


async def test_the_number_of_queries_grows_with_neither_categories_nor_nominees(
    db: Connection, judged: Judged
) -> None:
    await scored(db, judged)
    few = await queries(db, judged)
    for number in range(2, 4):
        category = await people.category(db, judged.edition, f"category-{number}", number)
        nominees = [
            await people.nominee(
                db, category, await people.company(db, judged.edition, f"Company {number}-{one}")
            )
            for one in range(30)
        ]
        round = await people.shortlist(db, category, *nominees)
        for juror in judged.jurors:
            for nominee in nominees:
                await people.sheet(db, round, juror, nominee, 3, 3)
            await people.ballot(db, round, juror)

    assert [len(one.sheets) for one in await results.standings(db, judged.edition)] == [6, 90, 90]
    assert await queries(db, judged) == few


async def queries(db: Connection, judged: Judged) -> list[str]:
    """What the standings ask the database."""
    asked: list[str] = []
    await results.standings(db, judged.edition)
    await asyncio.sleep(0)  # what was asked before is told now
    with db.query_logger(lambda query: asked.append(query.query)):
        await results.standings(db, judged.edition)
        await asyncio.sleep(0)
    return asked
