"""The checker of the junk harness says no wherever there is something wrong."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.junk.ledger import Ledger, Letter, faults

KARI = "kari@example.org"


def sound() -> Ledger:
    return Ledger(
        honest={KARI},
        answered={KARI},
        confirmed={KARI},
        junk=Counter({"hidden_field": 2, "too_fast": 2, "human": 2}),
        stored={"hidden_field": 2, "too_fast": 2, "": 3},
        counting={KARI},
        letters=[Letter(KARI, "Confirm your nomination", True)] * 3,
    )


def test_a_run_in_which_all_is_well_has_no_fault() -> None:
    assert faults(sound()) == []


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (
            replace(sound(), confirmed=set()),
            ["lost: kari@example.org meant it, and does not count"],
        ),
        (replace(sound(), counting=set()), ["lost: kari@example.org meant it, and does not count"]),
        (
            replace(sound(), stored={"hidden_field": 1, "too_fast": 2, "": 3}),
            ["apart: 2 posts of hidden_field, 1 rows"],
        ),
        (
            replace(sound(), stored={"hidden_field": 2, "too_fast": 2, "": 2}),
            ["stored: 3 posts like a person's, 2 rows"],
        ),
        (
            replace(sound(), letters=[Letter(KARI, "Confirm", True)] * 4),
            ["flooded: kari@example.org got 4 letters in a day"],
        ),
        (
            replace(sound(), letters=[Letter(KARI, "Buy at https://evil.test/7", True)]),
            ["foreign: kari@example.org reads ['evil.test']"],
        ),
    ],
)
def test_a_fault_is_found(broken: Ledger, found: list[str]) -> None:
    assert faults(broken) == found
