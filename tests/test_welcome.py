"""A juror is welcomed once, and reads again what was changed since."""

from datetime import timedelta

import pytest

from awards import rules, welcome
from awards.database import Connection
from awards.panel import Juror
from awards.stages import Stage
from awards.welcome import Work
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio


async def newcomer(db: Connection, scene: Judging) -> Juror:
    """Ada, who has read nothing yet."""
    await db.execute("UPDATE jurors SET welcomed_at = NULL, read_version = NULL")
    return await signed_in(db, scene.jurors["Ada"])


async def read_version(db: Connection, juror: Juror) -> int | None:
    found: int | None = await db.fetchval("SELECT read_version FROM jurors WHERE id = $1", juror.id)
    return found


async def seal_again(db: Connection, scene: Judging) -> None:
    await db.execute("UPDATE editions SET quorum = quorum + 1")
    await rules.seal(db, scene.edition, "The quorum was too low.")


async def test_a_juror_is_welcomed_once(db: Connection) -> None:
    ada = await newcomer(db, await judging(db, stage=Stage.SCREENING))

    await welcome.confirm(db, ada, 0)
    first = await signed_in(db, ada.id)
    await welcome.confirm(db, ada, 0)

    again = await signed_in(db, ada.id)
    assert first.welcomed_at is not None
    assert (again.welcomed_at, again.read_version) == (first.welcomed_at, 0)
    assert await people.deeds(db) == ["juror.welcomed"]


async def test_who_was_welcomed_before_sealing_has_read_the_first_version(db: Connection) -> None:
    scene = await judging(db)
    ada = await newcomer(db, scene)
    await welcome.confirm(db, ada, 0)

    await rules.seal(db, scene.edition)
    at_first = await signed_in(db, ada.id)
    await seal_again(db, scene)
    later = await signed_in(db, ada.id)

    assert (at_first.has_unread_rules, later.has_unread_rules) == (False, True)
    assert (later.sealed_version, later.sealed_reason) == (2, "The quorum was too low.")


async def test_nobody_has_read_what_was_not_on_their_page(db: Connection) -> None:
    scene = await judging(db)
    await rules.seal(db, scene.edition)
    await seal_again(db, scene)
    ada = await newcomer(db, scene)

    await welcome.confirm(db, ada, 1)
    behind = (await signed_in(db, ada.id)).has_unread_rules
    await welcome.read(db, await signed_in(db, ada.id), 99)

    assert (behind, await read_version(db, ada)) == (True, 2)
    assert not (await signed_in(db, ada.id)).has_unread_rules
    await welcome.read(db, await signed_in(db, ada.id), 1)
    assert await read_version(db, ada) == 2
    assert await people.deeds(db) == ["juror.welcomed", "juror.read_rules"]


async def test_reading_what_was_changed_does_not_stand_in_for_the_welcome(db: Connection) -> None:
    scene = await judging(db)
    await rules.seal(db, scene.edition)
    ada = await newcomer(db, scene)

    await welcome.read(db, ada, 1)

    found = await signed_in(db, ada.id)
    assert (found.welcomed_at, found.read_version, found.has_unread_rules) == (None, None, False)


async def test_the_time_is_that_of_the_cases_a_juror_has_once_they_are_known(
    db: Connection,
) -> None:
    scene = await judging(db, nominees=("Fjordpuls", "Lomvi", "Skarv"), minutes_a_case=12)
    ada = await signed_in(db, scene.jurors["Ada"])
    whole = await welcome.work(db, ada)
    await db.execute(
        "INSERT INTO recusals (juror, company, kind) VALUES ($1, $2, 'own_company')",
        ada.id,
        scene.companies["Lomvi"],
    )
    without_one = await welcome.work(db, ada)
    category = await people.category(db, scene.edition, "newcomer", 2)
    await db.execute("INSERT INTO seats (juror, category) VALUES ($1, $2)", ada.id, category)

    assert (whole, without_one) == (Work(12, 3), Work(12, 2))
    assert await welcome.work(db, ada) == Work(12, None)


@pytest.mark.parametrize(("cases", "half_hours"), [(None, 0), (3, 1), (4, 2), (12, 4), (13, 5)])
def test_the_time_is_rounded_up_to_half_an_hour(cases: int | None, half_hours: int) -> None:
    work = Work(10, cases)

    assert work.half_hours == half_hours
    assert work.total == timedelta(minutes=10 * (cases or 0))
