"""Packed sheets: counted in arrays they give exactly what they give in lists."""

import struct
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import scoring, tally
from awards.scoring import Criterion, Listed, Method, Scale, Sheet, TieRule, Unconnected
from awards.tally import Arrays, Packed

NOMINEES = [10, 11, 12, 13, 14]
PLACES = 3


def packed(juror: int, sheets: Sequence[Sheet]) -> Packed:
    """As PostgreSQL sends arrays: a head, and before each element its length."""
    nominees = b"".join(struct.pack(">iq", 8, sheet.nominee) for sheet in sheets)
    scores = b"".join(struct.pack(">ih", 2, score) for sheet in sheets for score in sheet.scores)
    return Packed(juror, bytes(tally.ROW) + nominees, bytes(tally.TABLE) + scores)


criteria = st.lists(st.integers(0, 100), min_size=PLACES, max_size=PLACES).filter(any)
judged = st.dictionaries(
    st.tuples(st.integers(1, 6), st.integers(10, 15)),  # nobody asks for nominee 15
    st.tuples(*[st.integers(-2, 4)] * PLACES),
    min_size=1,
    max_size=30,
)


@given(criteria, judged, st.sampled_from(Method), st.sampled_from(TieRule), st.integers(1, 6))
def test_arrays_and_lists_agree_to_the_last_digit(
    weights: list[int],
    given: dict[tuple[int, int], tuple[int, ...]],
    method: Method,
    tie_rule: TieRule,
    looked_at: int,
) -> None:
    """The sheets of one juror are looked at one by one, those of the others come packed."""
    scales = [Criterion(weight, -2, 4) for weight in weights]
    sheets = [Sheet(juror, nominee, scores) for (juror, nominee), scores in given.items()]
    by_juror = {
        one.juror: [other for other in sheets if other.juror == one.juror] for one in sheets
    }
    others = by_juror.pop(looked_at, [])
    parcels = [packed(juror, mine) for juror, mine in by_juror.items()]
    wanted = [sheet for sheet in sheets if sheet.nominee in NOMINEES]

    arrays = Arrays.of(PLACES, parcels, others, NOMINEES)
    lists = tally.counted(scales, parcels, others, NOMINEES)

    scale = Scale.of(scales)
    assert isinstance(lists, Listed)
    assert set(lists.sheets) == set(arrays.sheets) == set(wanted)
    assert arrays.fit(scales) or not wanted
    if not wanted:
        return
    for nominee in NOMINEES:
        assert arrays.points_of(nominee, scale) == lists.points_of(nominee, scale)
    try:
        expected = scoring.standings(scales, wanted, NOMINEES, method, tie_rule)
    except Unconnected:
        with pytest.raises(Unconnected):
            scoring.ranking(arrays, scales, method, tie_rule)
        return
    assert scoring.ranking(arrays, scales, method, tie_rule) == expected
    assert scoring.ranking(lists, scales, method, tie_rule) == expected


def large() -> list[Packed]:
    """More sheets than are counted in lists."""
    return [
        packed(juror, [Sheet(juror, nominee, (4,)) for nominee in range(100)])
        for juror in range(1 + tally.MANY // 100)
    ]


def test_many_sheets_are_counted_in_arrays() -> None:
    found = tally.counted([Criterion(1, 0, 4)], large(), [], range(100))

    assert isinstance(found, Arrays)


@pytest.mark.parametrize("criterion", [Criterion(1, 0, 3), Criterion(1, 5, 9)])
def test_a_score_off_its_scale_is_refused_in_arrays_too(criterion: Criterion) -> None:
    with pytest.raises(ValueError, match="scale"):
        tally.counted([criterion], large(), [], range(100))


def test_sums_that_arrays_cannot_hold_are_made_in_lists() -> None:
    """One criterion is so fine that the squares of its points do not fit into 64 bits."""
    fine = [Criterion(1, 0, 10**12)]

    assert isinstance(tally.counted(fine, large(), [], range(100)), Listed)


def test_numpy_is_loaded_only_when_a_round_is_large() -> None:
    program = "import sys, awards.app; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
