"""What a juror may read about a nominee, and who may not."""

import pytest

from awards import cases, editions, recusals
from awards.cases import Answer, Case, Reason
from awards.database import Connection
from awards.errors import NotFound
from awards.recusals import Kind
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

WHY = {"nb": "Hvorfor?", "en": "Why?"}


async def round_of_two(db: Connection) -> dict[str, int]:
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    fjordpuls = await people.company(db, edition, "Fjordpuls", "988077917")
    lomvi = await people.company(db, edition, "Lomvi")
    nominee = await people.nominee(db, category, fjordpuls)
    rival = await people.nominee(db, category, lomvi)
    return {
        "edition": edition,
        "category": category,
        "fjordpuls": fjordpuls,
        "lomvi": lomvi,
        "ada": await people.juror(db, edition),
        "round": await people.shortlist(db, category, nominee, rival),
        "nominee": nominee,
        "rival": rival,
    }


def written(why: str) -> Reason:
    return Reason("Customer", "en", [Answer(WHY, why)])


async def test_a_case_holds_what_those_wrote_whose_nominations_count(db: Connection) -> None:
    at = await round_of_two(db)
    for by, state in (("Kari", "confirmed"), ("Ola", "sent"), ("Per", "rejected")):
        await people.nomination(
            db, at["category"], at["fjordpuls"], by=by, state=state, why=f"{by} knows why."
        )

    opened = await cases.opened(db, at["ada"], at["nominee"])

    assert opened.case == Case(
        nominee=at["nominee"],
        category=at["category"],
        category_name={"nb": "export nb", "en": "export en"},
        company=at["fjordpuls"],
        name="Fjordpuls",
        organisation_number="988077917",
        nominators=1,
        nominations=1,
        page=1,
        reasons=[written("Kari knows why.")],
    )


async def test_a_case_holds_the_nominations_of_companies_that_were_joined(db: Connection) -> None:
    at = await round_of_two(db)
    double = await people.company(db, at["edition"], "Fjord Puls AS")
    await people.nomination(db, at["category"], at["fjordpuls"], by="Kari", why="One.")
    await people.nomination(db, at["category"], double, by="Ola", why="Two.")
    await people.nomination(db, at["category"], double, by="Kari", why="Three.")
    await people.nomination(db, at["category"], at["lomvi"], by="Per", why="Of another.")
    await db.execute("UPDATE companies SET merged_into = $1 WHERE id = $2", at["fjordpuls"], double)

    case = (await cases.opened(db, at["ada"], at["nominee"])).case

    assert [reason.answers[0].body for reason in case.reasons] == ["One.", "Two.", "Three."]
    assert (case.name, case.nominators, case.nominations) == ("Fjordpuls", 2, 3)


async def test_the_newest_version_of_an_answer_is_read(db: Connection) -> None:
    at = await round_of_two(db)
    nomination = await people.nomination(db, at["category"], at["fjordpuls"], why="First.")
    await db.execute(
        """INSERT INTO answers (nomination, question, version, body)
           SELECT nomination, question, 2, 'Mended.' FROM answers WHERE nomination = $1""",
        nomination,
    )

    case = (await cases.opened(db, at["ada"], at["nominee"])).case

    assert case.reasons == [written("Mended.")]


async def test_many_nominations_come_a_page_at_a_time(db: Connection) -> None:
    at = await round_of_two(db)
    for number in range(51):
        await people.nomination(
            db, at["category"], at["fjordpuls"], by=f"P{number}", why=f"Reason {number}."
        )

    first = (await cases.opened(db, at["ada"], at["nominee"])).case
    second = (await cases.opened(db, at["ada"], at["nominee"], page=2)).case

    assert (len(first.reasons), first.pages, first.nominators) == (50, 2, 51)
    assert second.reasons == [written("Reason 50.")]


async def test_a_recused_juror_is_refused_the_case(db: Connection) -> None:
    at = await round_of_two(db)
    inside = await editions.entered(db, at["edition"])
    await recusals.declare(
        db, inside, at["ada"], at["fjordpuls"], Kind.OWN_COMPANY, actor="juror:1"
    )

    with pytest.raises(NotFound):
        await cases.opened(db, at["ada"], at["nominee"])
    assert (await cases.opened(db, at["ada"], at["rival"])).case.name == "Lomvi"


async def test_a_juror_without_a_seat_is_refused_the_case(db: Connection) -> None:
    at = await round_of_two(db)
    await db.execute("DELETE FROM seats WHERE juror = $1", at["ada"])

    with pytest.raises(NotFound):
        await cases.opened(db, at["ada"], at["nominee"])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rounds SET opened_at = NULL",
        "DELETE FROM shortlist",
        "UPDATE nominees SET state = 'withdrawn'",
    ],
    ids=["round not opened", "not on the shortlist", "company withdrew"],
)
async def test_a_case_that_is_not_before_the_jury_is_refused(db: Connection, change: str) -> None:
    at = await round_of_two(db)
    await db.execute(change)

    with pytest.raises(NotFound):
        await cases.opened(db, at["ada"], at["nominee"])
