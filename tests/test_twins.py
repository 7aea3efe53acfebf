"""No byte that a juror can fetch tells anything of the other jurors' work, nor of a case that is
closed to them.

Twins are compared, see ``twins``. The harness ships with the faults it must catch: a count that
shows in one space more, an order that follows the others' points, a recusal that keeps nobody out.
"""

from collections.abc import Sequence

import pytest

from awards import recusals
from awards.database import Connection
from awards.recusals import Named
from awards.stages import Stage
from tests import people
from tests.twins import CLOSED_TO_ADA, COMPANIES, Scene, compared, twins

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(900)]

HONEST = recusals.names


async def the_others_judge(db: Connection, scene: Scene) -> None:
    """Whatever other jurors do: points, comments, notes, abstentions, recusals, confirmations."""
    for place, name in enumerate(("Bo", "Siv")):
        for number, (key, nominee) in enumerate(scene.nominees.items()):
            round = scene.rounds[scene.categories.index(key[0])]
            await people.sheet(
                db, round, scene.jurors[name], nominee, (number + place) % 5, number % 5
            )
        for round in scene.rounds:
            await people.ballot(db, round, scene.jurors[name])
    ole = scene.jurors["Ole"]
    await db.execute(
        """INSERT INTO sheets (round, juror, nominee, scores, comments, score_versions,
                               comment_versions, abstained_reason)
           VALUES ($1, $2, $3, '{NULL,NULL}', '{"",""}', '{0,0}', '{0,0}', 'I do not know it.')""",
        scene.rounds[0],
        ole,
        scene.of("Skarv")[0],
    )
    await db.execute(
        "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'close_relation')",
        ole,
        scene.companies["Fjordpuls"],
    )
    await db.execute(
        "INSERT INTO notes (juror, nominee, body) VALUES ($1, $2, 'Weak.')",
        scene.jurors["Bo"],
        scene.of("Fjordpuls")[0],
    )
    await db.execute(
        "INSERT INTO flags (juror, nominee, words) VALUES ($1, $2, 'Is that so?')",
        scene.jurors["Siv"],
        scene.of("Fjordpuls")[0],
    )
    await db.execute("UPDATE jurors SET welcomed_at = NULL WHERE id = $1", ole)


async def the_closed_case_is_another(db: Connection, scene: Scene) -> None:
    """What the case says that is closed to Ada, and what others think of it."""
    company = scene.companies[CLOSED_TO_ADA]
    for category in scene.categories:
        await people.nomination(db, category, company, by="Per", why="It sells everywhere.")
    await db.execute(
        "INSERT INTO amendments (company, words, staff) VALUES ($1, $2, $3)",
        company,
        {"nb": "Tallet er 12.", "en": "The figure is 12."},
        scene.staff,
    )
    await db.execute(
        "UPDATE answers SET body = body || ' And more.' WHERE question IS NOT NULL "
        "AND nomination IN (SELECT id FROM nominations WHERE company = $1)",
        company,
    )
    for place, nominee in enumerate(scene.of(CLOSED_TO_ADA)):
        await people.sheet(db, scene.rounds[place], scene.jurors["Bo"], nominee, 4, 4)
        await db.execute(
            "INSERT INTO flags (juror, nominee, words) VALUES ($1, $2, 'Is that so?')",
            scene.jurors["Bo"],
            nominee,
        )
    await db.execute(
        "UPDATE sheets SET scores = '{0,0}' WHERE juror = $1 AND nominee = ANY($2)",
        scene.jurors["Ada"],
        scene.of(CLOSED_TO_ADA),
    )


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.DECIDING])
async def test_nothing_that_a_juror_can_fetch_tells_of_the_others(stage: Stage) -> None:
    async with twins(stage, the_others_judge) as (scene, pair):
        found = await compared(scene, pair)

    print(f"\n{stage}: {found}")
    assert found.leaks == []
    assert found.shown > 100


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.DECIDING])
async def test_nothing_that_a_juror_can_fetch_tells_of_a_case_closed_to_them(stage: Stage) -> None:
    async with twins(stage, the_closed_case_is_another) as (scene, pair):
        found = await compared(scene, pair)

    print(f"\n{stage}: {found}")
    assert found.leaks == []
    assert found.shown > 100


async def test_a_count_that_shows_in_one_space_is_found() -> None:
    async with twins(Stage.JUDGING, the_others_judge) as (scene, pair):
        for twin in pair:
            await twin.db.execute(
                """CREATE OR REPLACE VIEW named_nominees AS
                   SELECT nominees.id AS nominee, nominees.category, nominees.state,
                          companies.id AS company,
                          companies.name || repeat(' ', (SELECT count(*) FROM ballots)::integer / 3)
                              AS name,
                          companies.organisation_number
                     FROM nominees JOIN companies ON companies.id = nominees.company"""
            )

        found = await compared(scene, pair)

    assert found.leaks


async def test_an_order_that_follows_the_others_points_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recusals, "names", by_points)
    async with twins(Stage.JUDGING, the_others_judge) as (scene, pair):
        found = await compared(scene, pair)

    assert any("/jury/conflicts" in leak for leak in found.leaks)


async def by_points(db: Connection, juror: int) -> Sequence[Named]:
    rows = await db.fetch(
        """SELECT nominees.company, sum(sheets.scores[1]) AS points
             FROM sheets JOIN nominees ON nominees.id = sheets.nominee
            WHERE sheets.juror <> $1 GROUP BY nominees.company""",
        juror,
    )
    points = {row["company"]: row["points"] for row in rows}
    return sorted(await HONEST(db, juror), key=lambda named: -points.get(named.company, 0))


async def test_a_recusal_that_keeps_nobody_out_is_found() -> None:
    async with twins(Stage.JUDGING, the_closed_case_is_another) as (scene, pair):
        for twin in pair:
            await twin.db.execute(
                """CREATE OR REPLACE VIEW excluding_recusals AS
                   SELECT 0::bigint AS recusal, 0::bigint AS juror, 0::bigint AS category,
                          0::bigint AS nominee WHERE false"""
            )

        found = await compared(scene, pair)

    assert found.leaks


def test_the_closed_case_is_one_of_the_year() -> None:
    assert CLOSED_TO_ADA in COMPANIES
