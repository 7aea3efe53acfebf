"""The register is asked about the employers of jurors, by and by, and nobody waits for it."""

from dataclasses import replace

import pytest

from awards import chores, employers, panel, snapshots
from awards.database import Connection
from awards.panel import Appointed, Appointment
from awards.register import Answer, Register
from tests import people
from tests import register as stand_ins
from tests.conftest import OneConnection
from tests.telling import FJORDPULS as FACTS

pytestmark = pytest.mark.anyio

TONE = "staff:1"
NUMBER, OTHER = FACTS.number, "310412201"
NOBODY = "987654325"  # never in the register
ADA = Appointment("Ada", "ada@firm.no", "en", False, "Firm", [], employer_number=NUMBER)


async def added(db: Connection, appointment: Appointment = ADA) -> Appointed:
    await people.award(db)
    edition = await people.edition(db)
    return await panel.juror(db, edition, await panel.add(db, edition, appointment, TONE))


async def now(db: Connection, juror: Appointed) -> Appointed:
    return await panel.juror(db, juror.edition, juror.id)


async def waiting(db: Connection) -> employers.Waiting:
    found = await employers.next_waiting(db)
    assert found is not None
    return found


async def test_the_facts_of_the_register_are_kept_beside_the_juror(db: Connection) -> None:
    juror = await added(db)
    assert await waiting(db) == employers.Waiting(juror.id, juror.edition, NUMBER)

    assert await employers.settle(db, await waiting(db), Answer("found", FACTS))

    found = await now(db, juror)
    assert (found.legal_employer, found.employer_asked_at is None) == (FACTS.name, False)
    assert found.version == juror.version  # whoever has the form open loses nothing
    assert await employers.next_waiting(db) is None
    assert await people.deeds(db) == ["juror.added", "juror.employer_checked"]


@pytest.mark.parametrize("outcome", ["unknown", "gone"])
async def test_a_number_that_the_register_does_not_know_is_not_asked_about_again(
    db: Connection, outcome: str
) -> None:
    juror = await added(db)

    assert await employers.settle(db, await waiting(db), Answer(outcome))  # type: ignore[arg-type]

    found = await now(db, juror)
    assert (found.legal_employer, found.employer_asked_at is None) == (None, False)
    assert await employers.next_waiting(db) is None


async def test_what_the_register_takes_back_is_forgotten(db: Connection) -> None:
    juror = await added(db)
    kept = await snapshots.keep(db, FACTS)

    await employers.settle(db, await waiting(db), Answer("gone"))

    assert (await snapshots.of(db, kept)).facts is None
    assert (await now(db, juror)).legal_employer is None


async def test_a_register_that_cannot_be_reached_is_asked_again(db: Connection) -> None:
    juror = await added(db)

    assert not await employers.settle(db, await waiting(db), Answer("unreachable"))

    assert (await waiting(db)).juror == juror.id


async def test_an_answer_about_the_number_before_changes_nothing(db: Connection) -> None:
    juror = await added(db)
    asked = await waiting(db)
    await panel.change(db, juror.edition, juror.id, 1, replace(ADA, employer_number=OTHER), TONE)

    await employers.settle(db, asked, Answer("found", FACTS))

    assert (await now(db, juror)).employer_asked_at is None
    assert (await waiting(db)).number == OTHER


async def test_a_juror_without_a_number_or_excused_is_not_asked_about(db: Connection) -> None:
    juror = await added(db)
    await panel.add(
        db, juror.edition, replace(ADA, address="bo@firm.no", employer_number=None), TONE
    )
    await panel.excuse(db, juror.edition, juror.id, "Ill", TONE)

    assert await employers.next_waiting(db) is None


async def test_the_worker_asks_about_one_employer_after_the_other(db: Connection) -> None:
    ada = await added(db)
    nobody = replace(ADA, address="bo@firm.no", employer_number=NOBODY)
    bo = await panel.juror(db, ada.edition, await panel.add(db, ada.edition, nobody, TONE))

    with stand_ins.running() as stand_in:
        register = Register(stand_in.sample)
        rests = [
            await chores.ask_about_employer(OneConnection(db), register)  # type: ignore[arg-type]
            for _ in range(3)
        ]
        await register.close()

    assert rests == [0.0, 0.0, chores.EMPLOYERS_EVERY]
    assert [(await now(db, one)).legal_employer for one in (ada, bo)] == [FACTS.name, None]


async def test_without_a_register_the_worker_waits(db: Connection) -> None:
    juror = await added(db)

    rest = await chores.ask_about_employer(OneConnection(db), Register(""))  # type: ignore[arg-type]

    assert rest == chores.UNANSWERED
    assert (await now(db, juror)).employer_asked_at is None
