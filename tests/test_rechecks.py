"""Asking the register again about companies that are here: one of them, or all."""

import pytest

from awards import chores, rechecks, snapshots, staff
from awards.app import create_app
from awards.database import Connection
from awards.errors import Closed, Invalid
from awards.register import Answer, Register
from awards.stages import Stage
from tests import people
from tests import register as stand_ins
from tests.conftest import OneConnection, browser, settings
from tests.telling import FJORDPULS as FACTS

pytestmark = pytest.mark.anyio

NUMBER = FACTS.number
GONE, NOBODY = "310434477", "987654325"  # taken out of the register; never there
FOUND = Answer("found", FACTS)


async def company(
    db: Connection, stage: Stage = Stage.NOMINATING, number: str | None = NUMBER
) -> int:
    await people.award(db)
    return await people.company(db, await people.edition(db, stage=stage), number=number)


async def edition_of(db: Connection, company: int) -> int:
    return int(await db.fetchval("SELECT edition FROM companies WHERE id = $1", company))


async def only(db: Connection, company: int) -> rechecks.Checked:
    [found], _ = await rechecks.page(db, await edition_of(db, company), False, 1)
    return found


async def test_what_the_register_says_is_kept_with_its_date(db: Connection) -> None:
    ident = await company(db)

    await rechecks.checked(db, "staff:1", await edition_of(db, ident), ident, NUMBER, FOUND)

    found = await only(db, ident)
    assert (found.checked, found.fetched_at) == ("found", FACTS.fetched)


@pytest.mark.parametrize("outcome", ["unknown", "unreachable"])
async def test_a_register_that_knows_nothing_leaves_the_company_as_it_is(
    db: Connection, outcome: str
) -> None:
    ident = await company(db)
    edition = await edition_of(db, ident)
    await rechecks.checked(db, "staff:1", edition, ident, NUMBER, FOUND)

    await rechecks.checked(db, "staff:1", edition, ident, NUMBER, Answer(outcome))  # type: ignore[arg-type]

    found = await only(db, ident)
    assert (found.checked, found.fetched_at) == (outcome, FACTS.fetched)


async def test_what_the_register_wants_forgotten_is_forgotten_but_the_announced_name_stays(
    db: Connection,
) -> None:
    ident = await company(db)
    edition = await edition_of(db, ident)
    await rechecks.checked(db, "staff:1", edition, ident, NUMBER, FOUND)

    await rechecks.checked(db, "staff:1", edition, ident, NUMBER, Answer("gone"))

    found = await only(db, ident)
    kept = await db.fetchval("SELECT snapshot FROM companies WHERE id = $1", ident)
    assert (found.name, found.checked, found.purged_at is not None) == ("Fjordpuls", "gone", True)
    assert (await snapshots.of(db, kept)).facts is None


async def test_a_company_without_a_number_cannot_be_asked_about(db: Connection) -> None:
    ident = await company(db, number=None)

    with pytest.raises(Invalid):
        await rechecks.number(db, await edition_of(db, ident), ident)


async def test_a_frozen_case_is_not_changed_by_the_register(db: Connection) -> None:
    ident = await company(db, stage=Stage.JUDGING)

    with pytest.raises(Closed):
        await rechecks.checked(db, "staff:1", await edition_of(db, ident), ident, NUMBER, FOUND)


async def test_asking_about_all_of_them_shows_how_far_it_has_come(db: Connection) -> None:
    ident = await company(db)
    edition = await edition_of(db, ident)
    await people.company(db, edition, "Lomvi", "310412201")
    await people.company(db, edition, "By hand")
    member = await people.staff(db)
    tone = await staff.member(db, member)

    asked = await rechecks.ask_about_all(db, tone, edition)
    waiting = await rechecks.next_waiting(db)
    assert waiting is not None
    await rechecks.settle(db, waiting, FOUND)

    assert (asked, waiting.number) == (2, NUMBER)
    assert await rechecks.progress(db, edition) == rechecks.Progress(total=2, done=1)


async def test_an_answer_that_comes_after_the_cases_froze_only_ends_the_waiting(
    db: Connection,
) -> None:
    ident = await company(db)
    edition = await edition_of(db, ident)
    tone = await staff.member(db, await people.staff(db))
    await rechecks.ask_about_all(db, tone, edition)
    await db.execute("UPDATE editions SET stage = 'judging'")
    waiting = await rechecks.next_waiting(db)
    assert waiting is not None

    await rechecks.settle(db, waiting, FOUND)

    assert await rechecks.next_waiting(db) is None
    assert (await only(db, ident)).fetched_at is None


async def test_the_worker_asks_about_one_company_after_the_other(db: Connection) -> None:
    first = await company(db)
    edition = await edition_of(db, first)
    await people.company(db, edition, "Gone", GONE)
    await people.company(db, edition, "Nobody", NOBODY)
    await rechecks.ask_about_all(db, await staff.member(db, await people.staff(db)), edition)

    with stand_ins.running() as stand_in:
        register = Register(stand_in.sample)
        rests = [await chores.recheck(OneConnection(db), register) for _ in range(4)]  # type: ignore[arg-type]
        await register.close()

    found, _ = await rechecks.page(db, edition, False, 1)
    assert rests == [0.0, 0.0, 0.0, chores.RECHECKS_EVERY]
    assert {one.name: one.checked for one in found} == {
        "Fjordpuls": "found",
        "Gone": "gone",
        "Nobody": "unknown",
    }
    progress = await rechecks.progress(db, edition)
    assert progress is not None and progress.finished


async def test_one_button_asks_about_one_company(db: Connection) -> None:
    ident = await company(db)
    nominee = await people.nominee(
        db, await people.category(db, await edition_of(db, ident)), ident
    )
    with stand_ins.running() as stand_in:
        app = create_app(settings(register_url=stand_in.sample), OneConnection(db), look_every=0.0)
        async with browser(app) as client:
            await people.sign_in(db, client, "staff", await people.staff(db))
            page = await client.get("/staff/2027/nominees/register")
            asked = await client.post(
                f"/staff/2027/nominees/register/{ident}", data={"nominee": str(nominee)}
            )
        await app.state.register.close()

    assert "not verified" in page.text
    assert asked.headers["location"] == f"/staff/2027/nominees/{nominee}"
    assert (await only(db, ident)).checked == "found"
