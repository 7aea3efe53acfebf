"""A juror does not judge a company they are tied to."""

from fractions import Fraction
from typing import Any

import asyncpg
import pytest

from awards import board, editions, recusals, results, staff
from awards.database import Connection
from awards.errors import Conflict, Invalid, NotAllowed, NotFound, NotYet
from awards.recusals import Kind, Named
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio


async def declared(db: Connection, edition: int, juror: int, company: int) -> bool:
    inside = await editions.entered(db, edition)
    return await recusals.declare(
        db, inside, juror, company, Kind.OWN_COMPANY, actor=f"juror:{juror}"
    )


async def excluded(db: Connection, juror: int) -> set[int]:
    """The nominees a juror is kept away from, as every reader of cases and scores asks."""
    rows = await db.fetch("SELECT nominee FROM excluding_recusals WHERE juror = $1", juror)
    return {row["nominee"] for row in rows}


async def two_categories(db: Connection, **changed: Any) -> dict[str, int]:
    """Fjordpuls competes in both categories, Lomvi in the second alone."""
    edition = await people.edition(db, stage=Stage.JUDGING, **changed)
    first = await people.category(db, edition, "export")
    second = await people.category(db, edition, "newcomer", 2)
    fjordpuls = await people.company(db, edition, "Fjordpuls")
    lomvi = await people.company(db, edition, "Lomvi")
    return {
        "edition": edition,
        "fjordpuls": fjordpuls,
        "lomvi": lomvi,
        "export": await people.nominee(db, first, fjordpuls),
        "newcomer": await people.nominee(db, second, fjordpuls),
        "rival": await people.nominee(db, second, lomvi),
        "ada": await people.juror(db, edition, "Ada"),
        "bo": await people.juror(db, edition, "Bo"),
    }


@pytest.mark.parametrize(
    ("grade", "closed"),
    [
        ("company", {"export", "newcomer"}),
        ("category", {"export", "newcomer", "rival"}),
        ("noted", set[str]()),
    ],
)
async def test_the_edition_s_grade_decides_what_a_recusal_closes(
    db: Connection, grade: str, closed: set[str]
) -> None:
    at = await two_categories(db, recusal_grade=grade)

    assert await declared(db, at["edition"], at["ada"], at["fjordpuls"])

    assert await excluded(db, at["ada"]) == {at[name] for name in closed}
    assert await excluded(db, at["bo"]) == set()


async def test_out_of_the_category_leaves_the_other_categories_open(db: Connection) -> None:
    at = await two_categories(db, recusal_grade="category")

    await declared(db, at["edition"], at["ada"], at["lomvi"])

    assert await excluded(db, at["ada"]) == {at["newcomer"], at["rival"]}


async def test_a_recusal_follows_the_company_through_a_merge_and_back(db: Connection) -> None:
    at = await two_categories(db)
    await declared(db, at["edition"], at["ada"], at["fjordpuls"])

    await db.execute(
        "UPDATE companies SET merged_into = $1 WHERE id = $2", at["lomvi"], at["fjordpuls"]
    )
    merged = await excluded(db, at["ada"])
    await db.execute("UPDATE companies SET merged_into = NULL")

    assert merged == {at["export"], at["newcomer"], at["rival"]}
    assert await excluded(db, at["ada"]) == {at["export"], at["newcomer"]}


async def test_a_recusal_has_the_grade_that_the_edition_has_now(db: Connection) -> None:
    at = await two_categories(db)
    await declared(db, at["edition"], at["ada"], at["fjordpuls"])

    await db.execute("UPDATE editions SET recusal_grade = 'noted'")

    assert await excluded(db, at["ada"]) == set()


async def test_declaring_twice_is_declaring_once(db: Connection) -> None:
    at = await two_categories(db)

    twice = [await declared(db, at["edition"], at["ada"], at["lomvi"]) for _ in range(2)]

    assert twice == [True, False]
    assert await people.deeds(db) == ["recusal.declared"]


async def test_jurors_see_names_only_and_what_they_declared(db: Connection) -> None:
    at = await two_categories(db)
    await db.execute("DELETE FROM cleared")
    await declared(db, at["edition"], at["ada"], at["fjordpuls"])

    said = await db.fetchval("SELECT declared_at FROM recusals")
    assert await recusals.names(db, at["ada"]) == [
        Named(at["lomvi"], "Lomvi", None, None, None, False, None, False),
        Named(at["fjordpuls"], "Fjordpuls", Kind.OWN_COMPANY, "company", "", True, said, False),
    ]


async def test_what_a_juror_has_yet_to_look_through_stands_first_then_the_conflicts(
    db: Connection,
) -> None:
    at = await two_categories(db)
    category = await db.fetchval("SELECT max(category) FROM nominees")
    for name in ("Ærfugl", "Alke", "Tjeld"):
        await people.nominee(db, category, await people.company(db, at["edition"], name))
    await declared(db, at["edition"], at["ada"], at["lomvi"])

    found = await recusals.names(db, at["ada"])

    assert [(one.name, one.declared) for one in found] == [
        ("Alke", False),
        ("Tjeld", False),
        ("Ærfugl", False),
        ("Lomvi", True),
        ("Fjordpuls", True),
    ]


async def test_names_come_first_until_the_juror_has_looked_through_them_all(
    db: Connection,
) -> None:
    at = await two_categories(db)
    await db.execute("DELETE FROM cleared")
    inside = await editions.entered(db, at["edition"])

    async def come_first() -> bool:
        return await recusals.come_first(db, at["ada"], inside.stage)

    assert await come_first()
    assert await recusals.clear(db, inside, at["ada"], [at["lomvi"]]) == 1
    assert await come_first()
    await declared(db, at["edition"], at["ada"], at["fjordpuls"])
    assert not await come_first()
    assert await recusals.clear(db, inside, at["ada"], [at["lomvi"], at["fjordpuls"]]) == 0
    assert not await recusals.come_first(db, at["bo"], Stage.NOMINATING)
    assert await people.deeds(db) == ["conflicts.cleared", "recusal.declared"]


async def test_what_staff_set_and_took_back_is_no_word_of_the_juror_s(db: Connection) -> None:
    at = await two_categories(db)
    tone = await people.staff(db)
    siv = await staff.member(db, await people.staff(db, "Siv"))
    inside = await editions.entered(db, at["edition"])
    await db.execute("DELETE FROM cleared")

    async def declared_then_undone(company: str, actor: str, by_staff: int | None) -> bool:
        """Has Ada then said what there is to say of the company?"""
        await recusals.declare(
            db,
            inside,
            at["ada"],
            at[company],
            Kind.OWN_COMPANY,
            actor=actor,
            by_staff=by_staff,
        )
        ident = await db.fetchval("SELECT max(id) FROM recusals")
        await recusals.undo(db, inside, ident, siv, "It was another Ada.")
        return (await recusals.named(db, at["ada"], at[company])).declared

    assert not await declared_then_undone("lomvi", "staff:1", tone)
    assert await declared_then_undone("fjordpuls", f"juror:{at['ada']}", None)
    assert await recusals.come_first(db, at["ada"], inside.stage)


async def test_only_names_on_a_juror_s_list_are_looked_through(db: Connection) -> None:
    at = await two_categories(db)
    await db.execute("DELETE FROM cleared")
    stranger = await people.company(db, at["edition"], "Havsule")
    inside = await editions.entered(db, at["edition"])

    assert await recusals.clear(db, inside, at["ada"], [stranger, 0, at["lomvi"]]) == 1

    rows = await db.fetch("SELECT juror, company FROM cleared")
    assert [tuple(row) for row in rows] == [(at["ada"], at["lomvi"])]


async def test_a_name_that_another_company_was_joined_into_is_looked_through_anew(
    db: Connection,
) -> None:
    at = await two_categories(db)
    await db.execute("DELETE FROM cleared")
    inside = await editions.entered(db, at["edition"])
    await recusals.clear(db, inside, at["ada"], [at["fjordpuls"]])

    await db.execute(
        "UPDATE companies SET merged_into = $1 WHERE id = $2", at["lomvi"], at["fjordpuls"]
    )

    assert [one.declared for one in await recusals.names(db, at["ada"])] == [False]


async def test_a_declared_conflict_stands_beside_the_name_its_company_was_joined_into(
    db: Connection,
) -> None:
    at = await two_categories(db)
    await declared(db, at["edition"], at["ada"], at["fjordpuls"])
    await db.execute(
        "UPDATE companies SET merged_into = $1 WHERE id = $2", at["lomvi"], at["fjordpuls"]
    )

    said = await db.fetchval("SELECT declared_at FROM recusals")
    assert await recusals.names(db, at["ada"]) == [
        Named(at["lomvi"], "Lomvi", Kind.OWN_COMPANY, "company", "", True, said, False)
    ]


async def test_a_company_outside_the_edition_cannot_be_declared(db: Connection) -> None:
    at = await two_categories(db)
    other = await people.edition(db, year=2028)
    stranger = await people.company(db, other, "Havsule")

    with pytest.raises(NotFound):
        await declared(db, at["edition"], at["ada"], stranger)
    with pytest.raises(NotFound):
        await recusals.named(db, at["ada"], stranger)


async def test_another_reason_is_put_in_words(db: Connection) -> None:
    at = await two_categories(db)
    inside = await editions.entered(db, at["edition"])

    with pytest.raises(Invalid):
        await recusals.declare(db, inside, at["ada"], at["lomvi"], Kind.OTHER, actor="juror:1")


async def test_conflicts_are_not_declared_before_there_are_names_to_go_through(
    db: Connection,
) -> None:
    at = await two_categories(db)
    await db.execute("UPDATE editions SET stage = 'nominating'")

    with pytest.raises(NotYet):
        await declared(db, at["edition"], at["ada"], at["lomvi"])


async def test_a_recusal_that_staff_set_is_undone_by_somebody_else_only(db: Connection) -> None:
    at = await two_categories(db)
    tone, siv = [await staff.member(db, await people.staff(db, name)) for name in ("Tone", "Siv")]
    inside = await editions.entered(db, at["edition"])
    await recusals.declare(
        db,
        inside,
        at["ada"],
        at["lomvi"],
        Kind.CLOSE_RELATION,
        actor=tone.actor,
        by_staff=tone.id,
    )
    set_by_tone = await db.fetchval("SELECT id FROM recusals")

    with pytest.raises(NotAllowed):
        await recusals.undo(db, inside, set_by_tone, tone, "A mistake.")
    with pytest.raises(Invalid):
        await recusals.undo(db, inside, set_by_tone, siv, "")
    await recusals.undo(db, inside, set_by_tone, siv, "It was another Ada.")

    undone = await db.fetchrow(
        "SELECT by_staff, undone_by, undone_reason, undone_at IS NOT NULL FROM recusals"
    )
    assert tuple(undone or ()) == (tone.id, siv.id, "It was another Ada.", True)
    assert await excluded(db, at["ada"]) == set()
    assert await people.deeds(db) == ["recusal.declared", "recusal.undone"]


async def test_what_a_juror_declared_is_undone_by_whoever_of_staff_is_the_second(
    db: Connection,
) -> None:
    at = await two_categories(db)
    tone = await staff.member(db, await people.staff(db, "Tone"))
    await declared(db, at["edition"], at["ada"], at["fjordpuls"])
    ident = await db.fetchval("SELECT id FROM recusals")
    inside = await editions.entered(db, at["edition"])

    await recusals.undo(db, inside, ident, tone, "She meant another company.")

    [one] = await board.recusals(db, at["edition"], at["ada"])
    told = (one.by_staff, one.undone_by, one.undone_reason)
    assert told == (None, "Tone", "She meant another company.")
    assert await excluded(db, at["ada"]) == set()
    with pytest.raises(Conflict):
        await recusals.undo(db, inside, ident, tone, "Once more.")


async def judged(db: Connection, at: dict[str, int]) -> int:
    """Ada gives 100 to Fjordpuls, Bo gives it 50; the round it was in."""
    category = await db.fetchval("SELECT min(category) FROM nominees")
    round = await people.shortlist(db, category, at["export"])
    for name, score in (("ada", 4), ("bo", 2)):
        await people.sheet(db, round, at[name], at["export"], score, score)
        await people.ballot(db, round, at[name])
    return round


async def counted(db: Connection, edition: int) -> list[Fraction]:
    """The totals that stand behind Fjordpuls, as staff see them when judging has closed."""
    await db.execute("UPDATE editions SET stage = 'deciding'")
    [table, *_] = await results.standings(db, edition)
    await db.execute("UPDATE editions SET stage = 'judging'")
    return list(table.places[0].totals)


@pytest.mark.parametrize("by_staff", [False, True])
@pytest.mark.parametrize(
    ("grade", "rest"),
    [
        ("company", [Fraction(50)]),
        ("category", [Fraction(50)]),
        ("noted", [Fraction(50), Fraction(100)]),
    ],
)
async def test_declared_late_it_takes_the_sheet_out_of_the_count_and_undone_it_counts_again(
    db: Connection, grade: str, rest: list[Fraction], by_staff: bool
) -> None:
    await people.award(db)
    at = await two_categories(db, recusal_grade=grade)
    round = await judged(db, at)
    tone, siv = [await staff.member(db, await people.staff(db, name)) for name in ("Tone", "Siv")]
    before = await counted(db, at["edition"])
    inside = await editions.entered(db, at["edition"])
    who = tone.actor if by_staff else f"juror:{at['ada']}"

    await recusals.declare(
        db,
        inside,
        at["ada"],
        at["fjordpuls"],
        Kind.CLOSE_RELATION,
        actor=who,
        by_staff=tone.id if by_staff else None,
    )
    late = await counted(db, at["edition"])
    kept = await db.fetchval(
        "SELECT scores FROM sheets WHERE juror = $1 AND round = $2", at["ada"], round
    )
    ident = await db.fetchval("SELECT id FROM recusals")
    await recusals.undo(db, inside, ident, siv, "It was another Ada.")

    assert (before, late, kept) == ([Fraction(50), Fraction(100)], rest, [4, 4])
    assert await counted(db, at["edition"]) == before


async def test_the_schema_too_wants_another_person(db: Connection) -> None:
    at = await two_categories(db)
    tone = await people.staff(db)

    with pytest.raises(asyncpg.CheckViolationError, match="undoing_needs_another_person"):
        await db.execute(
            """INSERT INTO recusals (juror, company, kind, by_staff, undone_at, undone_by)
               VALUES ($1, $2, 'own_company', $3, now(), $3)""",
            at["ada"],
            at["lomvi"],
            tone,
        )
