"""A juror asks about a case: the whole panel reads the answer, or nobody but the juror a reason."""

import asyncio

import pytest

from awards import amendments, cases, database, editions, flags, recusals
from awards.database import Connection
from awards.errors import ConflictsFirst, Invalid, NotFound, NotNow
from awards.flags import Flag
from awards.materials import Asked
from awards.panel import Juror
from awards.recusals import Kind
from awards.staff import Member, Role
from awards.stages import Stage
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio

ANSWER = {"nb": "Tallet er i tusen.", "en": "The figure is in thousands."}
A_WHILE = 0.2  # seconds; who does not wait is through long since
OPEN = [stage for stage in Stage if stage in (Stage.JUDGING, Stage.DECIDING)]


async def tone(db: Connection, name: str = "Tone") -> Member:
    return Member(await people.staff(db, name), name, "", "", Role.EDITOR, "en")


async def ask(
    db: Connection,
    at: Judging,
    juror: Juror,
    words: str = "In thousands?",
    about: str = "Fjordpuls",
) -> None:
    inside = await editions.entered(db, at.edition)
    await flags.ask(db, inside, juror, at.nominees[about], words)


async def asked(db: Connection, at: Judging) -> int:
    """Ada asked about Fjordpuls; the id of her question."""
    await ask(db, at, await signed_in(db, at.jurors["Ada"]))
    return int(await db.fetchval("SELECT max(id) FROM flags"))


async def answer(db: Connection, at: Judging, by: Member, ident: int, **words: str) -> bool:
    inside = await editions.entered(db, at.edition)
    return await flags.answer(db, inside, by, ident, words or ANSWER)


async def decline(db: Connection, at: Judging, by: Member, ident: int, why: str) -> bool:
    return await flags.decline(db, await editions.entered(db, at.edition), by, ident, why)


async def recuse(db: Connection, at: Judging, name: str) -> None:
    inside = await editions.entered(db, at.edition)
    juror = at.jurors[name]
    company = at.companies["Fjordpuls"]
    await recusals.declare(db, inside, juror, company, Kind.OWN_COMPANY, actor=f"juror:{juror}")


async def told(db: Connection, at: Judging, name: str) -> list[dict[str, str]]:
    """What a juror reads on top of the case of Fjordpuls."""
    case = (await cases.opened(db, at.jurors[name], at.nominees["Fjordpuls"])).case
    return [one.words for one in case.amendments]


@pytest.mark.parametrize("stage", OPEN)
async def test_an_answer_stands_in_the_case_for_every_juror_and_says_nothing_of_who_asked(
    db: Connection, stage: Stage
) -> None:
    at = await judging(db, stage=stage)
    ident = await asked(db, at)

    assert await answer(db, at, await tone(db), ident)

    assert [await told(db, at, name) for name in ("Ada", "Bo")] == [[ANSWER], [ANSWER]]
    assert await people.deeds(db) == ["flag.asked", "case.amended", "flag.answered"]
    [own] = await flags.own(db, await signed_in(db, at.jurors["Ada"]), at.nominees["Fjordpuls"])
    assert own == Flag(
        id=ident,
        nominee=at.nominees["Fjordpuls"],
        name="Fjordpuls",
        category_name={"nb": "export nb", "en": "export en"},
        juror=at.jurors["Ada"],
        juror_name="Ada",
        words="In thousands?",
        asked_at=own.asked_at,
        answer=ANSWER,
        declined="",
        settled_at=own.settled_at,
        settled_by="Tone",
    )
    bo = await signed_in(db, at.jurors["Bo"])
    assert await flags.own(db, bo, at.nominees["Fjordpuls"]) == []


async def test_a_question_that_is_declined_leaves_the_case_as_it_was(db: Connection) -> None:
    at = await judging(db)
    ident = await asked(db, at)

    assert await decline(db, at, await tone(db), ident, "It is not for the jury.")

    assert [await told(db, at, name) for name in ("Ada", "Bo")] == [[], []]
    [own] = await flags.own(db, await signed_in(db, at.jurors["Ada"]), at.nominees["Fjordpuls"])
    assert (own.answer, own.declined) == (None, "It is not for the jury.")
    assert await people.deeds(db) == ["flag.asked", "flag.declined"]


async def test_the_log_holds_no_word_of_a_question_nor_of_why_it_was_declined(
    db: Connection,
) -> None:
    at = await judging(db)
    await decline(db, at, await tone(db), await asked(db, at), "It is not for the jury.")

    details = await db.fetch("SELECT detail FROM event_details ORDER BY event")

    nominee = at.nominees["Fjordpuls"]
    assert [row["detail"] for row in details] == [{"nominee": nominee}, {"nominee": nominee}]


async def test_only_a_juror_who_may_open_the_case_asks_about_it(db: Connection) -> None:
    at = await judging(db)
    await recuse(db, at, "Ada")
    await db.execute("DELETE FROM cleared WHERE juror = $1", at.jurors["Bo"])

    with pytest.raises(NotFound):
        await ask(db, at, await signed_in(db, at.jurors["Ada"]))
    with pytest.raises(ConflictsFirst):
        await ask(db, at, await signed_in(db, at.jurors["Bo"]))
    await ask(db, at, await signed_in(db, at.jurors["Ada"]), about="Lomvi")
    assert await db.fetchval("SELECT count(*) FROM flags") == 1


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in OPEN])
async def test_questions_are_asked_and_settled_while_the_jury_judges_and_decides(
    db: Connection, stage: Stage
) -> None:
    at = await judging(db)
    ident = await asked(db, at)
    ada = await signed_in(db, at.jurors["Ada"])
    by = await tone(db)
    await db.execute("UPDATE editions SET stage = $1", stage)

    with pytest.raises(NotNow):
        await ask(db, at, ada, "Another?")
    with pytest.raises(NotNow):
        await answer(db, at, by, ident)
    with pytest.raises(NotNow):
        await decline(db, at, by, ident, "No.")
    assert await people.deeds(db) == ["flag.asked"]


async def test_a_question_sent_twice_is_one_and_there_is_an_end_to_what_may_wait(
    db: Connection,
) -> None:
    at = await judging(db)
    ada = await signed_in(db, at.jurors["Ada"])
    for number in range(flags.MOST_OPEN):
        await ask(db, at, ada, f"Question {number}?")
    await ask(db, at, ada, "Question 3?")

    with pytest.raises(NotNow) as refused:
        await ask(db, at, ada, "One more?", about="Lomvi")

    assert refused.value.fields == {"most": flags.MOST_OPEN}
    assert await db.fetchval("SELECT count(*) FROM flags") == flags.MOST_OPEN
    first = await db.fetchval("SELECT min(id) FROM flags")
    await decline(db, at, await tone(db), first, "It stands in the case.")
    await ask(db, at, ada, "One more?", about="Lomvi")
    assert await db.fetchval("SELECT count(*) FROM flags") == flags.MOST_OPEN + 1


async def test_the_second_of_two_who_settle_a_question_is_told(db: Connection) -> None:
    at = await judging(db)
    ident = await asked(db, at)
    first, second = await tone(db), await tone(db, "Unni")

    assert await answer(db, at, first, ident)
    assert await answer(db, at, second, ident)  # the same words: nothing is left to do
    assert not await answer(db, at, second, ident, nb="Noe annet.")
    assert not await decline(db, at, second, ident, "No.")

    assert await told(db, at, "Bo") == [ANSWER]
    assert (await flags.flag(db, at.edition, ident)).settled_by == "Tone"
    assert await people.deeds(db) == ["flag.asked", "case.amended", "flag.answered"]


async def test_of_two_who_settle_at_one_moment_the_second_waits_and_is_told(
    own_database: str,
) -> None:
    here, there = [await database.connect(own_database) for _ in range(2)]
    at = await judging(here)
    ident = await asked(here, at)
    first, second = await tone(here), await tone(here, "Unni")

    async def late() -> bool:
        async with there.transaction():
            return await decline(there, at, second, ident, "No.")

    async with here.transaction():
        assert await answer(here, at, first, ident)
        waits = asyncio.create_task(late())
        await asyncio.sleep(A_WHILE)
        assert not waits.done()

    assert not await waits
    found = await flags.flag(here, at.edition, ident)
    assert (found.answer, found.declined, found.settled_by) == (ANSWER, "", "Tone")
    await here.close()
    await there.close()


async def test_an_answer_that_the_case_holds_already_is_not_written_twice(db: Connection) -> None:
    at = await judging(db)
    by = await tone(db)
    inside = await editions.entered(db, at.edition)
    await amendments.amend(db, inside, by, at.nominees["Fjordpuls"], ANSWER)
    ident = await asked(db, at)

    assert await answer(db, at, by, ident)

    assert await told(db, at, "Ada") == [ANSWER]
    assert (await flags.flag(db, at.edition, ident)).answer == ANSWER


async def test_a_question_needs_words_and_so_do_its_answer_and_its_refusal(db: Connection) -> None:
    at = await judging(db)
    ident = await asked(db, at)
    by = await tone(db)

    with pytest.raises(Invalid):
        await ask(db, at, await signed_in(db, at.jurors["Ada"]), "")
    with pytest.raises(Invalid):
        await answer(db, at, by, ident, en="Only English.")
    with pytest.raises(Invalid):
        await decline(db, at, by, ident, "")
    assert (await flags.flag(db, at.edition, ident)).settled_at is None


async def test_staff_see_what_waits_before_what_is_settled_and_only_of_their_year(
    db: Connection,
) -> None:
    at = await judging(db)
    ada = await signed_in(db, at.jurors["Ada"])
    for words in ("First?", "Second?", "Third?"):
        await ask(db, at, ada, words)
    idents = [row["id"] for row in await db.fetch("SELECT id FROM flags ORDER BY id")]
    by = await tone(db)
    await decline(db, at, by, idents[0], "No.")
    await answer(db, at, by, idents[2])
    elsewhere = await people.edition(db, year=2026)

    found, more = await flags.page(db, at.edition, 1)

    assert [one.words for one in found] == ["Second?", "Third?", "First?"]
    assert not more
    assert await flags.page(db, elsewhere, 1) == ([], False)
    with pytest.raises(NotFound):
        await flags.flag(db, elsewhere, idents[0])


async def test_the_case_tells_its_reader_what_became_of_their_questions(db: Connection) -> None:
    at = await judging(db)
    ada = await signed_in(db, at.jurors["Ada"])
    for words in ("First?", "Second?", "Third?", "Fourth?"):
        await ask(db, at, ada, words)
    first, second = [
        row["id"] for row in await db.fetch("SELECT id FROM flags ORDER BY id LIMIT 2")
    ]
    by = await tone(db)
    await answer(db, at, by, first)
    await decline(db, at, by, second, "No.")

    found = {
        name: (await cases.opened(db, juror, at.nominees["Fjordpuls"])).case.asked
        for name, juror in at.jurors.items()
    }

    assert found == {"Ada": Asked(2, 1, 1), "Bo": Asked(0, 0, 0)}
    staff = await cases.material(db, at.edition, at.nominees["Fjordpuls"])
    assert staff.asked is None
