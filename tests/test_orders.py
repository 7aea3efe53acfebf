"""Each juror meets the nominees in an order of their own."""

import subprocess
import sys
from collections import Counter

from awards import orders

NOMINEES = range(1, 7)


def test_a_juror_always_meets_the_nominees_in_the_same_order() -> None:
    again = subprocess.run(
        [
            sys.executable,
            "-c",
            "from awards import orders; print(orders.own(3, 5, range(6, 0, -1), int))",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "1"},
    )

    assert again.stdout.strip() == str(orders.own(3, 5, NOMINEES, int)) == "[2, 1, 5, 3, 4, 6]"


def test_every_nominee_is_met_once() -> None:
    assert sorted(orders.own(3, 5, NOMINEES, int)) == list(NOMINEES)


def test_a_nominee_that_leaves_moves_none_of_the_others() -> None:
    without = [nominee for nominee in orders.own(3, 5, NOMINEES, int) if nominee != 3]

    assert orders.own(3, 5, [1, 2, 4, 5, 6], int) == without


def test_over_many_jurors_each_nominee_is_read_first_about_as_often() -> None:
    first = Counter(orders.own(1, juror, NOMINEES, int)[0] for juror in range(6000))

    assert set(first) == set(NOMINEES)
    assert all(850 < times < 1150 for times in first.values())


def test_the_same_juror_meets_them_in_another_order_another_year() -> None:
    assert orders.own(3, 5, NOMINEES, int) != orders.own(4, 5, NOMINEES, int)
