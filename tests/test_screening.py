"""Screening: nominations are found, gone through, rejected, taken back and downloaded."""

import pytest

from awards import audit, nominees, screening, spreadsheets
from awards.database import Connection
from awards.errors import Closed, Conflict, Invalid, NotNow
from awards.nominations import State
from awards.screening import NEW, Sort, Wanted
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

TONE = "staff:1"


async def listed(db: Connection, edition: int, wanted: Wanted) -> list[tuple[str, str]]:
    found, total = await screening.page(db, edition, wanted)
    assert total == len(found)
    return [(one.company_name, one.nominator) for one in found]


async def test_nominations_are_searched_filtered_and_sorted(db: Connection) -> None:
    edition = await people.edition(db)
    export = await people.category(db, edition)
    newcomer = await people.category(db, edition, "newcomer", 2)
    orre = await people.company(db, edition, "Ørret Måling", "987654325")
    aker = await people.company(db, edition, "Åkerrike")
    first = await people.nomination(db, export, orre, by="Åse", why="Grows in Chile.")
    await people.nomination(db, newcomer, aker, by="Kari", state="sent")
    rejected = await people.nomination(db, export, aker, by="Øyvind", state="rejected")
    await db.execute("UPDATE nominations SET gone_through_at = now() WHERE id = $1", first)
    await db.execute(
        """INSERT INTO answers (nomination, question, version, body)
           SELECT nomination, question, 2, 'Grows in Peru.' FROM answers WHERE nomination = $1""",
        first,
    )
    await people.edition(db, year=2026)

    of_orre, of_aker = ("Ørret Måling", "Åse"), ("Åkerrike", "Kari")
    of_oyvind = ("Åkerrike", "Øyvind")
    assert await listed(db, edition, Wanted()) == [of_oyvind, of_aker, of_orre]
    assert await listed(db, edition, Wanted(sort=Sort.OLDEST)) == [of_orre, of_aker, of_oyvind]
    by_company = await listed(db, edition, Wanted(sort=Sort.COMPANY))
    assert by_company == [of_orre, of_oyvind, of_aker]
    by_nominator = await listed(db, edition, Wanted(sort=Sort.NOMINATOR))
    assert by_nominator == [of_aker, of_oyvind, of_orre]
    assert await listed(db, edition, Wanted(search="ØRRET")) == [of_orre]
    assert await listed(db, edition, Wanted(search="peru")) == [of_orre]
    assert await listed(db, edition, Wanted(search="chile")) == []
    assert await listed(db, edition, Wanted(search="987 654 325")) == [of_orre]
    assert await listed(db, edition, Wanted(search="kari@")) == [of_aker]
    assert await listed(db, edition, Wanted(search="%")) == []
    assert await listed(db, edition, Wanted(category=newcomer)) == [of_aker]
    assert await listed(db, edition, Wanted(state="rejected")) == [of_oyvind]
    assert await listed(db, edition, Wanted(state=NEW)) == [of_aker]
    assert (await screening.nomination(db, edition, rejected)).state is State.REJECTED


async def test_nominations_are_counted_by_state(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    await people.nomination(db, category, company, by="Kari")
    await people.nomination(db, category, company, by="Ola", state="sent")
    await people.nomination(db, category, company, by="Per", state="rejected")

    counts = await screening.counts(db, edition)

    assert (counts.all, counts.new) == (3, 2)
    assert counts.of == {
        State.SENT: 1,
        State.CONFIRMED: 1,
        State.WITHDRAWN: 0,
        State.REJECTED: 1,
        State.LAPSED: 0,
    }


async def test_rejected_nominations_no_longer_count_and_each_has_an_event(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    one = await people.nomination(db, category, company, by="Kari")
    other = await people.nomination(db, category, company, by="Ola", state="sent")

    await screening.reject(db, edition, {one: 1, other: 1}, TONE, "Advertising")

    (nominee,) = (await nominees.page(db, edition, nominees.Wanted()))[0]
    rejected = await screening.nomination(db, edition, one)
    assert (rejected.state, rejected.reason, nominee.nominations) == (
        State.REJECTED,
        "Advertising",
        0,
    )
    (event,) = await audit.history(db, edition, f"nomination:{other}")
    assert (event.deed, event.detail) == ("nomination.rejected", {"reason": "Advertising"})
    assert await people.deeds(db) == ["nomination.rejected", "nomination.rejected"]


async def test_a_rejection_is_taken_back_to_where_the_nomination_was(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    counted = await people.nomination(db, category, company, by="Kari")
    waiting = await people.nomination(db, category, company, by="Ola", state="sent")
    await db.execute("UPDATE nominations SET confirmed_at = NULL WHERE id = $1", waiting)
    await screening.reject(db, edition, {counted: 1, waiting: 1}, TONE, "Advertising")

    await screening.restore(db, edition, counted, 2, TONE)
    await screening.restore(db, edition, waiting, 2, TONE)

    again = [await screening.nomination(db, edition, one) for one in (counted, waiting)]
    assert [(one.state, one.reason) for one in again] == [(State.CONFIRMED, ""), (State.SENT, "")]


async def test_a_rejection_is_not_taken_back_when_the_same_was_nominated_again(
    db: Connection,
) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    rejected = await people.nomination(db, category, company, by="Kari")
    await screening.reject(db, edition, {rejected: 1}, TONE, "Advertising")
    await people.nomination(db, category, company, by="Kari")

    with pytest.raises(Conflict):
        await screening.restore(db, edition, rejected, 2, TONE)


async def test_nothing_is_rejected_when_one_was_changed_meanwhile(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    one = await people.nomination(db, category, company, by="Kari")
    mended = await people.nomination(db, category, company, by="Ola")
    await db.execute("UPDATE nominations SET version = 2 WHERE id = $1", mended)

    async with db.transaction():
        with pytest.raises(Conflict):
            async with db.transaction():
                await screening.reject(db, edition, {one: 1, mended: 1}, TONE, "Advertising")

    assert (await screening.nomination(db, edition, one)).state is State.CONFIRMED
    with pytest.raises(Invalid):
        await screening.reject(db, edition, {}, TONE, "Advertising")


async def test_a_fixed_shortlist_holds_its_nominations(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    counted = await people.nomination(db, category, company, by="Kari")
    rejected = await people.nomination(db, category, company, by="Ola", state="rejected")
    await people.shortlist(db, category, await people.nominee(db, category, company))

    with pytest.raises(NotNow):
        await screening.reject(db, edition, {counted: 1}, TONE, "Advertising")
    with pytest.raises(NotNow):
        await screening.restore(db, edition, rejected, 1, TONE)


async def test_a_fixed_shortlist_holds_more_nominations_than_fit_a_page(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.SCREENING)
    open, fixed = [
        await people.category(db, edition, slug, place)
        for place, slug in enumerate(("newcomer", "export"), start=1)
    ]
    company = await people.company(db, edition)
    shown = [
        await people.nomination(db, open, company, by=f"Kari {number}", state="sent")
        for number in range(screening.PAGE)
    ]
    shown.append(await people.nomination(db, fixed, company))
    await people.shortlist(db, fixed, await people.nominee(db, fixed, company))

    with pytest.raises(NotNow):
        await screening.reject(db, edition, dict.fromkeys(shown, 1), TONE, "Advertising")


async def test_nothing_is_rejected_once_judging_is_open(db: Connection) -> None:
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    counted = await people.nomination(db, category, await people.company(db, edition))

    with pytest.raises(Closed):
        await screening.reject(db, edition, {counted: 1}, TONE, "Advertising")


async def test_going_through_a_nomination_gates_nothing(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    ident = await people.nomination(db, category, await people.company(db, edition))

    await screening.go_through(db, edition, [ident], TONE)
    await screening.go_through(db, edition, [ident], TONE)
    gone_through = await screening.nomination(db, edition, ident)
    await screening.go_through(db, edition, [ident], TONE, done=False)
    again = await screening.nomination(db, edition, ident)

    assert (gone_through.gone_through_at is None, gone_through.state, gone_through.version) == (
        False,
        State.CONFIRMED,
        1,
    )
    assert again.gone_through_at is None
    assert await people.deeds(db) == ["nomination.gone_through", "nomination.not_gone_through"]


async def test_every_version_of_an_answer_is_kept(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    ident = await people.nomination(db, category, await people.company(db, edition), why="First")
    await db.execute(
        """INSERT INTO answers (nomination, question, version, body)
           SELECT nomination, question, 2, 'Second' FROM answers"""
    )

    found = await screening.answers(db, [ident])

    (versions,) = found[ident].values()
    assert [(one.version, one.body) for one in versions] == [(2, "Second"), (1, "First")]


async def test_a_download_is_in_the_log(db: Connection) -> None:
    edition = await people.edition(db)
    category = await people.category(db, edition)
    await people.nomination(db, category, await people.company(db, edition))

    found = await screening.everything(db, edition, Wanted(), TONE)

    assert [one.company_name for one in found] == ["Fjordpuls"]
    assert await people.deeds(db) == ["nominations.downloaded"]


@pytest.mark.parametrize("typed", ["=1+1", "+47 22 22", "-1", "@sum", "\t=1", "\r=1", " =1"])
def test_what_a_spreadsheet_would_calculate_is_text(typed: str) -> None:
    written = spreadsheets.csv_file(["Company"], [[typed]]).decode("utf-8-sig")

    assert f"'{typed}" in written


def test_a_spreadsheet_is_one_that_norwegian_programs_open() -> None:
    written = spreadsheets.csv_file(
        ["Bedrift", "Hvorfor"], [["Ørret; Måling", 'Sa "ja"\nto ganger']]
    )

    assert written == (
        b'\xef\xbb\xbf"Bedrift";"Hvorfor"\r\n'
        + '"Ørret; Måling";"Sa ""ja""\nto ganger"\r\n'.encode()
    )
