"""The checker of the kill harness says no when it must, and only then."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.ledger import Acceptance, Kill, Ledger, Stored, faults

NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)
KARI = "kari@example.org"


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def ledger(*acceptances: Acceptance, kills: tuple[Kill, ...] = ()) -> Ledger:
    return Ledger([KARI], {KARI}, list(acceptances), list(kills))


FIRST, SECOND = Acceptance("<1@x>", KARI, at(1)), Acceptance("<1@x>", KARI, at(60))
OTHER = Acceptance("<2@x>", KARI, at(3))
STORED = Stored(KARI, (("<1@x>", "sent"),))


def test_one_nomination_with_one_letter_is_right() -> None:
    assert faults(ledger(FIRST), [STORED]) == []


def test_a_letter_of_which_nobody_can_tell_is_right_when_it_is_shown_as_unknown() -> None:
    assert faults(ledger(), [Stored(KARI, (("<1@x>", "unknown"),))]) == []


def test_a_second_copy_is_excused_by_a_kill_between_the_answer_and_our_commit() -> None:
    kill = Kill(at(1.1), frozenset({"<1@x>"}))

    assert faults(ledger(FIRST, SECOND, kills=(kill,)), [STORED]) == []


@pytest.mark.parametrize(
    ("seen", "stored", "fault"),
    [
        (ledger(FIRST), [], "lost: kari@example.org"),
        (ledger(FIRST), [STORED, STORED], "doubled: kari@example.org"),
        (ledger(FIRST), [Stored(KARI, ())], "0 letters for kari@example.org"),
        (ledger(), [STORED], "said to be sent, never accepted: kari@example.org"),
        (
            ledger(),
            [Stored(KARI, (("<1@x>", "waiting"),))],
            "letter left waiting: kari@example.org",
        ),
        (ledger(FIRST, SECOND), [STORED], "second copy of <1@x> to kari@example.org"),
        (ledger(FIRST, OTHER), [STORED], "2 letters to kari@example.org"),
        (
            ledger(FIRST, SECOND, kills=(Kill(at(0.5), frozenset({"<1@x>"})),)),
            [STORED],
            "second copy of <1@x> to kari@example.org",
        ),
        (
            ledger(FIRST, SECOND, kills=(Kill(at(1.1), frozenset({"<9@x>"})),)),
            [STORED],
            "second copy of <1@x> to kari@example.org",
        ),
    ],
)
def test_each_fault_is_found(seen: Ledger, stored: list[Stored], fault: str) -> None:
    assert fault in faults(seen, stored)


def test_a_nomination_that_nobody_sent_is_found() -> None:
    assert faults(Ledger(), [Stored(KARI, (("<1@x>", "unknown"),))]) == [f"unasked: {KARI}"]
