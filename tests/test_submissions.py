"""What companies say in their own forms: kept version by version, handed in, and never lost."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from awards import completeness, database, editions, merging, nominees, requests, staff, submissions
from awards.database import Connection
from awards.errors import Closed, Conflict, NotAllowed, NotFound
from awards.questions import Form, Question
from awards.stages import Stage
from awards.submissions import Said
from tests import people
from tests.nominee import Nominated, inside, nominated, question, written

pytestmark = pytest.mark.anyio

HALF = {"Norwegian?": "yes", "Markets": "Germany."}
WHOLE = {
    **HALF,
    "Turnover": '{"estimates":false,"explanation":"","figures":'
    '{"2024":"10","2025":"20","2026":"30"}}',
    "Export": '{"estimates":false,"explanation":"","figures":{"2024":"5","2025":"8","2026":"12"}}',
}


async def said(db: Connection, at: Nominated) -> Said:
    return await submissions.said(db, at.company)


def texts(at: Nominated, answers: Mapping[int, submissions.Answer]) -> dict[str, str]:
    names = {ident: label for label, ident in at.questions.items()}
    return {names[ident]: answer.body for ident, answer in answers.items()}


async def answer(
    db: Connection, at: Nominated, who: int, seen: int | None = None, **bodies: str
) -> bool:
    """Save as one of the company's people; whether it was kept."""
    saved = await submissions.save(db, await inside(db, who), written(at, seen or 0, **bodies))
    return not saved.overtaken


async def hand_in(db: Connection, at: Nominated, **bodies: str) -> completeness.Checked | None:
    _, checked = await submissions.hand_in(db, await inside(db, at.eli), written(at, 0, **bodies))
    return checked


async def test_what_a_company_has_not_said_is_silence(db: Connection) -> None:
    at = await nominated(db)

    found = await said(db, at)

    assert found == Said({}, {}, {})
    assert (found.is_silent, found.changed, found.item("logo")) == (True, False, None)


async def test_a_company_is_asked_what_every_category_asks_and_its_own(db: Connection) -> None:
    at = await nominated(db)
    growth = await people.category(db, at.edition, "growth", 2)
    await question(db, at.edition, "Of another category", category=growth)

    before = [one.id for one in await submissions.asked(db, at.edition, at.company)]
    await submissions.withdraw(db, await inside(db, at.eli), at.nominee)
    after = [one.id for one in await submissions.asked(db, at.edition, at.company)]

    assert before == list(at.questions.values())
    assert after == [at.questions[label] for label in at.questions if label != "Prizes"]


async def test_every_version_stays_and_the_newest_stands(db: Connection) -> None:
    at = await nominated(db)
    await answer(db, at, at.eli, Markets="Germany.", Plans="Many.")
    first = (await said(db, at)).version(at.questions["Markets"])

    await answer(db, at, at.jon, seen=first, Markets="Germany and Poland.")

    found = await said(db, at)
    assert texts(at, found.answers) == {"Markets": "Germany and Poland.", "Plans": "Many."}
    assert [found.answers[at.questions[one]].name for one in ("Markets", "Plans")] == ["Jon", "Eli"]
    assert await db.fetchval("SELECT count(*) FROM company_answers") == 3
    assert await people.deeds(db) == ["submission.saved", "submission.saved"]


async def test_saving_the_same_again_is_no_version(db: Connection) -> None:
    at = await nominated(db)
    await answer(db, at, at.eli, None, **HALF)

    await answer(db, at, at.jon, None, **HALF)

    assert await db.fetchval("SELECT count(*) FROM company_answers") == 2
    assert await people.deeds(db) == ["submission.saved"]


async def test_whoever_comes_second_is_told_and_nothing_of_theirs_is_kept(db: Connection) -> None:
    at = await nominated(db)
    await answer(db, at, at.eli, Markets="Germany.")

    saved = await submissions.save(
        db, await inside(db, at.jon), written(at, 0, Markets="Poland.", Plans="Many.")
    )

    markets = at.questions["Markets"]
    assert {key: one.body for key, one in saved.overtaken.items()} == {markets: "Germany."}
    assert [one.body for one in saved.changed] == ["Poland.", "Many."]
    assert texts(at, (await said(db, at)).answers) == {"Markets": "Germany."}


async def test_what_nobody_changed_does_not_stand_in_the_way(db: Connection) -> None:
    at = await nominated(db)
    await answer(db, at, at.eli, Markets="Germany.", Plans="Many.")
    shown = {label: (await said(db, at)).version(at.questions[label]) for label in at.questions}
    await answer(db, at, at.eli, seen=shown["Markets"], Markets="Germany and Poland.")

    kept = await submissions.save(
        db,
        await inside(db, at.jon),
        [
            *written(at, shown["Markets"], Markets="Germany."),
            *written(at, shown["Plans"], Plans="More."),
        ],
    )

    assert kept.overtaken == {}
    assert texts(at, (await said(db, at)).answers) == {
        "Markets": "Germany and Poland.",
        "Plans": "More.",
    }


async def test_of_two_at_the_same_moment_none_overwrites_the_other(own_database: str) -> None:
    one, other = [await database.connect(own_database) for _ in range(2)]
    at = await nominated(one)

    async def save(db: Connection, who: int, text: str) -> bool:
        async with db.transaction():
            return await answer(db, at, who, Markets=text)

    for turn in range(8):
        await one.execute("DELETE FROM company_answers")
        both = {at.eli: f"Germany {turn}.", at.jon: f"Poland {turn}."}
        kept = await asyncio.gather(
            save(one, at.eli, both[at.eli]), save(other, at.jon, both[at.jon])
        )
        standing = (await said(one, at)).body(at.questions["Markets"])
        assert sorted(kept) == [False, True]
        assert standing == both[(at.eli, at.jon)[kept.index(True)]]
    await one.close()
    await other.close()


async def test_a_form_is_sent_when_nothing_is_missing(db: Connection) -> None:
    at = await nominated(db)

    checked = await hand_in(db, at, **WHOLE)

    found = await said(db, at)
    assert checked is not None and checked.passes
    assert [at.questions["Prizes"]] == [one.id for one in checked.missing]
    assert texts(at, found.handed) == WHOLE
    assert (found.changed, await people.deeds(db)) == (
        False,
        ["submission.saved", "submission.handed_in"],
    )


async def test_a_form_that_is_not_whole_is_kept_and_not_sent(db: Connection) -> None:
    at = await nominated(db)

    checked = await hand_in(db, at, **HALF)

    found = await said(db, at)
    wrong = {f"answer-{at.questions[label]}" for label in ("Turnover", "Export")}
    assert checked is not None and set(checked.faults) == wrong
    assert (texts(at, found.answers), found.handed) == (HALF, {})
    assert submissions.HANDED_IN not in found.items


async def test_exports_above_turnover_are_not_sent(db: Connection) -> None:
    at = await nominated(db)

    checked = await hand_in(db, at, **{**WHOLE, "Export": WHOLE["Export"].replace("12", "48")})

    assert checked is not None
    assert list(checked.faults) == [f"answer-{at.questions['Export']}-2026"]


async def test_the_jury_reads_what_was_handed_in_until_it_is_sent_again(db: Connection) -> None:
    at = await nominated(db)
    await hand_in(db, at, **WHOLE)
    shown = (await said(db, at)).version(at.questions["Markets"])

    await answer(db, at, at.jon, seen=shown, Markets="Germany and Poland.")
    changed = await said(db, at)
    await submissions.hand_in(db, await inside(db, at.jon), [])
    again = await said(db, at)

    markets = at.questions["Markets"]
    assert (changed.changed, changed.handed[markets].body) == (True, "Germany.")
    assert (again.changed, again.handed[markets].body) == (False, "Germany and Poland.")


async def test_a_requirement_that_is_not_met_stops_the_form(db: Connection) -> None:
    at = await nominated(db)

    checked = await hand_in(db, at, **{**WHOLE, "Norwegian?": "no"})

    assert checked is not None
    assert (checked.passes, checked.stopped, checked.faults) == (False, True, {})
    assert [one.id for one in checked.unmet] == [at.questions["Norwegian?"]]
    assert [part.key for part in checked.parts] == ["requirements"]
    assert texts(at, (await said(db, at)).answers) == {**WHOLE, "Norwegian?": "no"}


async def test_a_company_that_staff_let_through_goes_on(db: Connection) -> None:
    at = await nominated(db)
    await db.execute(
        """INSERT INTO eligibility_overrides (company, question, reason, staff)
           SELECT $1, $2, 'They move here.', id FROM staff""",
        at.company,
        at.questions["Norwegian?"],
    )

    checked = await hand_in(db, at, **{**WHOLE, "Norwegian?": "no"})

    assert checked is not None and checked.passes


async def test_a_requirement_of_one_category_leaves_the_other_open(db: Connection) -> None:
    at = await nominated(db)
    growth = await people.category(db, at.edition, "growth", 2)
    await people.nominee(db, growth, at.company)
    rule = {"kind": "yes_no", "rule": {"is_yes": True}, "category": growth}
    ten = await question(db, at.edition, "Ten people?", **rule)
    at.questions["Ten people?"] = ten
    at.questions["How"] = await question(db, at.edition, "How", category=growth)

    checked = await hand_in(db, at, **{**WHOLE, "Ten people?": "no"})

    assert checked is not None
    assert (checked.passes, checked.stopped, [one.id for one in checked.unmet]) == (
        True,
        False,
        [ten],
    )
    assert [part.key for part in checked.parts] == [
        "requirements",
        "figures",
        "company",
        f"category-{at.category}",
    ]


async def test_progress_counts_what_is_done_to_mend_and_left(db: Connection) -> None:
    at = await nominated(db)
    await answer(
        db, at, at.eli, None, **{**HALF, "Turnover": WHOLE["Turnover"].replace('"20"', '"much"')}
    )

    standing = await said(db, at)
    checked = await submissions.checked_now(db, await inside(db, at.eli), standing.bodies)

    found = completeness.progress(checked, standing.bodies)
    assert [(one.done, one.mend, one.left, one.leaf) for one in found] == [
        (1, 0, 0, "done"),
        (0, 1, 1, "half"),
        (1, 0, 0, "done"),
        (0, 0, 1, "open"),
    ]


async def test_a_nomination_is_accepted_once(db: Connection) -> None:
    at = await nominated(db)

    for who in (at.eli, at.jon):
        await submissions.accept(db, await inside(db, who))

    item = (await said(db, at)).item(submissions.ACCEPTED)
    assert item is not None and item.name == "Eli"
    assert await people.deeds(db) == ["submission.accepted"]


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.DECIDING, Stage.ANNOUNCED])
async def test_once_the_jury_has_begun_nothing_is_written(db: Connection, stage: Stage) -> None:
    at = await nominated(db, stage=stage)
    eli = await inside(db, at.eli)

    for deed in (
        submissions.save(db, eli, written(at, Markets="Late.")),
        submissions.accept(db, eli),
        submissions.withdraw(db, eli, at.nominee),
    ):
        with pytest.raises(Closed):
            await deed


async def test_the_deadline_holds_for_companies_and_not_for_staff(db: Connection) -> None:
    at = await nominated(db, case_deadline=datetime.now(UTC) - timedelta(minutes=1))
    tone = await member(db)

    with pytest.raises(Closed):
        await answer(db, at, at.eli, Markets="Late.")
    await submissions.correct(
        db, tone, at.company, await asked(db, at, "Markets"), "Poland.", "They called."
    )

    found = await said(db, at)
    assert texts(at, found.answers) == texts(at, found.handed) == {"Markets": "Poland."}


async def test_a_company_that_staff_ask_for_more_answers_until_the_moment_they_named(
    db: Connection,
) -> None:
    at = await nominated(db, case_deadline=datetime.now(UTC) - timedelta(minutes=1))
    due = datetime.now(UTC) + timedelta(days=2)

    await requests.ask(
        db, await member(db), at.edition, companies=[at.company], words="Where?", due=due
    )
    await answer(db, at, at.eli, Markets="Poland.")
    await db.execute("UPDATE asks SET due = now() - interval '1 minute'")
    with pytest.raises(Closed):
        await answer(db, at, at.eli, Markets="Too late.")

    assert texts(at, (await said(db, at)).answers) == {"Markets": "Poland."}


async def member(db: Connection) -> staff.Member:
    return await staff.member(db, await db.fetchval("SELECT id FROM staff"))


async def asked(db: Connection, at: Nominated, label: str) -> Question:
    found = await editions.asked(db, at.edition, Form.COMPANY)
    return next(one for one in found if one.id == at.questions[label])


async def test_a_correction_is_recorded_as_the_staffs_and_reaches_the_jury(db: Connection) -> None:
    at = await nominated(db)
    await hand_in(db, at, **WHOLE)
    markets = await asked(db, at, "Markets")

    await submissions.correct(db, await member(db), at.company, markets, "Poland.", "They called.")

    found = await said(db, at)
    told = found.handed[markets.id]
    assert (told.body, told.name, told.reason, told.contributor) == (
        "Poland.",
        "Tone",
        "They called.",
        None,
    )
    assert not found.changed
    assert (await people.deeds(db))[-1] == "submission.corrected"


async def test_staff_do_not_correct_what_they_have_not_seen(db: Connection) -> None:
    at = await nominated(db)
    await answer(db, at, at.eli, Markets="Germany.")

    with pytest.raises(Conflict):
        await submissions.correct(
            db, await member(db), at.company, await asked(db, at, "Markets"), "x", "y", seen=0
        )


async def test_companies_that_are_joined_say_one_thing(db: Connection) -> None:
    at = await nominated(db)
    other = await people.company(db, at.edition, "Fjordpuls AS")
    await people.nomination(db, at.category, other, by="Ola")
    await answer(db, at, at.eli, Markets="Germany.")
    source, target = [await merging.company(db, at.edition, one) for one in (at.company, other)]

    await merging.merge(db, at.edition, source, target, "staff:1")

    shown = (await said(db, at)).version(at.questions["Markets"])
    ola = await people.contributor(db, other, "Ola")
    assert await answer(db, at, ola, seen=shown, Markets="Germany and Poland.")
    for company in (at.company, other):
        found = await submissions.said(db, company)
        assert texts(at, found.answers) == {"Markets": "Germany and Poland."}


async def test_who_is_not_let_in_writes_nothing(db: Connection) -> None:
    at = await nominated(db)
    waits = await inside(db, await people.contributor(db, at.company, "Per", let_in_by=""))

    with pytest.raises(NotAllowed):
        await submissions.save(db, waits, written(at, Markets="Mine."))


async def test_a_company_withdraws_and_leaves_the_shortlist(db: Connection) -> None:
    at = await nominated(db, stage=Stage.SCREENING)
    round = await people.shortlist(db, at.category, at.nominee)
    await db.execute("UPDATE rounds SET opened_at = NULL WHERE id = $1", round)

    for _ in range(2):
        await submissions.withdraw(db, await inside(db, at.eli), at.nominee)

    assert [one.state for one in await nominees.of_company(db, at.company)] == ["withdrawn"]
    assert await db.fetchval("SELECT count(*) FROM shortlist") == 0
    assert await people.deeds(db) == ["nominee.withdrawn"]


async def test_a_company_withdraws_nobody_else(db: Connection) -> None:
    at = await nominated(db)
    other = await people.nominee(db, at.category, await people.company(db, at.edition, "Lomvi"))

    with pytest.raises(NotFound):
        await submissions.withdraw(db, await inside(db, at.eli), other)


def test_a_form_without_questions_has_nothing_against_it() -> None:
    empty: Sequence[Question] = []

    assert completeness.check(empty, {}, [], []).passes
