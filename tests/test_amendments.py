"""A frozen case is corrected in the open: dated, on top of it, and marked in the overview."""

from datetime import UTC, datetime, timedelta

import pytest

from awards import amendments, ballots, cases, editions, recusals
from awards.database import Connection
from awards.errors import Invalid, NotFound, NotNow
from awards.recusals import Kind
from awards.staff import Member, Role
from awards.stages import Stage
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio

WORDS = {"nb": "Eksporten var 12 mill.", "en": "Exports were 12 million."}


async def amend(
    db: Connection, at: Judging, words: dict[str, str] | None = None, nominee: int | None = None
) -> None:
    tone = await db.fetchval("SELECT id FROM staff") or await people.staff(db)
    member = Member(tone, "Tone", "", "", Role.EDITOR, "en")
    inside = await editions.entered(db, at.edition)
    about = nominee or at.nominees["Fjordpuls"]
    await amendments.amend(db, inside, member, about, WORDS if words is None else words)


async def marked(db: Connection, at: Judging, name: str) -> dict[str, datetime | None]:
    """What a juror's overview says was corrected, by nominee."""
    [ballot] = await ballots.of_juror(db, await signed_in(db, at.jurors[name]))
    return {sheet.name: sheet.corrected for sheet in ballot.sheets}


async def made_at(db: Connection) -> datetime:
    made: datetime = await db.fetchval("SELECT max(made_at) FROM amendments")
    return made


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.DECIDING])
async def test_a_correction_stands_on_top_of_the_case_for_every_juror(
    db: Connection, stage: Stage
) -> None:
    at = await judging(db, stage=stage)
    await amend(db, at, {"nb": "Det første."})
    await amend(db, at)

    for juror in at.jurors.values():
        case = (await cases.opened(db, juror, at.nominees["Fjordpuls"])).case
        assert [one.words for one in case.amendments] == [WORDS, {"nb": "Det første."}]
        assert [one.person for one in case.amendments] == [None, None]
    other = (await cases.opened(db, at.jurors["Ada"], at.nominees["Lomvi"])).case
    assert other.amendments == []
    assert await people.deeds(db) == ["case.amended", "case.amended"]


async def test_the_same_words_twice_are_one_correction(db: Connection) -> None:
    at = await judging(db)
    await amend(db, at)
    await amend(db, at)

    assert await db.fetchval("SELECT count(*) FROM amendments") == 1
    assert await people.deeds(db) == ["case.amended"]


async def test_a_correction_needs_words_in_the_first_language_and_a_nominee(
    db: Connection,
) -> None:
    at = await judging(db)
    elsewhere = await people.edition(db, year=2026)
    category = await people.category(db, elsewhere, "other")
    foreign = await people.nominee(db, category, await people.company(db, elsewhere))

    with pytest.raises(Invalid):
        await amend(db, at, {"en": "Only English."})
    with pytest.raises(NotFound):
        await amend(db, at, nominee=foreign)
    assert await people.deeds(db) == []


@pytest.mark.parametrize(
    "stage", [stage for stage in Stage if stage not in (Stage.JUDGING, Stage.DECIDING)]
)
async def test_only_a_frozen_case_is_corrected_this_way(db: Connection, stage: Stage) -> None:
    at = await judging(db, stage=stage)

    with pytest.raises(NotNow):
        await amend(db, at)


async def test_the_overview_marks_a_corrected_case_until_the_sheet_is_saved_again(
    db: Connection,
) -> None:
    at = await judging(db)
    for name in at.jurors:
        await people.sheet(db, at.round, at.jurors[name], at.nominees["Fjordpuls"], 2, 3)
    await amend(db, at)
    corrected = await made_at(db)
    unsaved = await marked(db, at, "Ada")
    await db.execute(
        "UPDATE sheets SET saved_at = $2 WHERE juror = $1",
        at.jurors["Bo"],
        datetime.now(UTC) + timedelta(minutes=1),
    )

    assert unsaved == {"Fjordpuls": corrected, "Lomvi": None}
    assert await marked(db, at, "Bo") == {"Fjordpuls": None, "Lomvi": None}
    opened = await cases.opened(db, at.jurors["Ada"], at.nominees["Fjordpuls"])
    assert {row["name"]: row["amended_at"] for row in opened.sheets} == {
        "Fjordpuls": corrected,
        "Lomvi": None,
    }


async def test_a_recused_juror_is_told_of_no_correction(db: Connection) -> None:
    at = await judging(db)
    inside = await editions.entered(db, at.edition)
    await recusals.declare(
        db, inside, at.jurors["Ada"], at.companies["Fjordpuls"], Kind.OWN_COMPANY, actor="juror:1"
    )
    await amend(db, at)

    assert await marked(db, at, "Ada") == {"Fjordpuls": None, "Lomvi": None}


async def test_a_correction_changes_nothing_that_a_ballot_commits_to(db: Connection) -> None:
    at = await judging(db)
    ada = await signed_in(db, at.jurors["Ada"])
    for nominee in at.nominees.values():
        await people.sheet(db, at.round, ada.id, nominee, 2, 3)
    seen = (await ballots.ballot(db, ada, at.round)).fingerprint

    await amend(db, at)

    assert (await ballots.ballot(db, ada, at.round)).fingerprint == seen
