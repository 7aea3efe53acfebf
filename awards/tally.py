"""Tally: the sheets of a round as PostgreSQL packs them; in arrays where there are many. Exact.

Sums are whole numbers of 64 bits, and those of a nominee become fractions once, so that arrays say
the same as lists to the last digit.
"""

import gc
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from awards import scoring
from awards.effects import Cell
from awards.scoring import Counted, Criterion, Listed, Scale, Sheet, Standing, Values

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

    Whole = NDArray[int64]

MANY = 2_000  # sheets from which on arrays are faster than lists
ROW, TABLE = 20, 28  # bytes before the elements of a PostgreSQL array of one and two dimensions
BIGINT, SMALLINT = 12, 6  # bytes of an element, with its length
LARGEST = 2**62


@contextmanager
def undisturbed() -> Iterator[None]:
    """Python's search for cycles waits meanwhile: it would go through all that a large round makes
    again and again, and find none. Nothing may be awaited inside."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True)
class Packed:
    """A juror's sheets, none of which lacks a score, as PostgreSQL sends arrays: a row of bigints,
    and a table of smallints with a row for each of them."""

    juror: int
    nominees: bytes
    scores: bytes


def counted(
    criteria: Sequence[Criterion],
    packed: Sequence[Packed],
    others: Sequence[Sheet],
    nominees: Sequence[int],
) -> Counted:
    """The packed sheets and the others that are on these nominees. ValueError for a score that is
    missing, or not on its scale."""
    if sum(len(one.nominees) for one in packed) // BIGINT + len(others) >= MANY:
        arrays = Arrays.of(len(criteria), packed, others, nominees)
        if arrays.fit(criteria):
            return arrays
    sheets = [*(sheet for one in packed for sheet in _sheets(one, len(criteria))), *others]
    known = set(nominees)
    return Listed(
        [
            sheet
            for sheet in sheets
            if sheet.nominee in known and scoring.complete(criteria, sheet.scores)
        ],
        nominees,
    )


def _sheets(packed: Packed, places: int) -> Iterable[Sheet]:
    nominees = struct.iter_unpack(">4xq", packed.nominees[ROW:])
    scores = struct.iter_unpack(">" + "4xh" * places, packed.scores[TABLE:])
    for (nominee,), of_it in zip(nominees, scores, strict=True):
        yield Sheet(packed.juror, nominee, of_it)


@dataclass(frozen=True, eq=False)
class Arrays:
    """Sheets beside each other: the juror, the index of the nominee, the scores by criterion."""

    nominees: Sequence[int]
    jurors: "Whole"
    rows: "Whole"
    scores: "Whole"

    @classmethod
    def of(
        cls, places: int, packed: Sequence[Packed], others: Sequence[Sheet], nominees: Sequence[int]
    ) -> "Arrays":
        np = _numpy()
        parts = [_columns(one, places) for one in packed]
        looked_at = [(one.juror, one.nominee, *one.scores) for one in others]
        rest = np.array(looked_at, np.int64).reshape(-1, 2 + places)
        parts.append((rest[:, 0], rest[:, 1], rest[:, 2:]))
        jurors, judged, scores = (np.concatenate(column) for column in zip(*parts, strict=True))
        known = np.array(sorted(nominees))
        rows = np.searchsorted(known, judged).clip(max=len(known) - 1)
        on_them = known[rows] == judged
        return cls(known.tolist(), jurors[on_them], rows[on_them], scores[on_them].T)

    def fit(self, criteria: Sequence[Criterion]) -> bool:
        """Whether all scores are on their scales, and no sum is too large for 64 bits."""
        most = Scale.of(criteria).most
        sums = max(len(self.nominees) * (most + 1), len(self.rows) * most * most)
        return (
            len(self.rows) > 0
            and sums < LARGEST
            and all(
                one.lowest <= scores.min() and scores.max() <= one.highest
                for one, scores in zip(criteria, self.scores, strict=True)
            )
        )

    @cached_property
    def sheets(self) -> Sequence[Sheet]:
        nominees = [self.nominees[row] for row in self.rows.tolist()]
        scores = map(tuple, self.scores.T.tolist())
        return [Sheet(*one) for one in zip(self.jurors.tolist(), nominees, scores, strict=True)]

    def statistics(self, scale: Scale) -> list[Standing]:
        counts, sums = self._sums(scale)
        judged = [nominee for nominee, count in zip(self.nominees, counts, strict=True) if count]
        columns = [column.tolist() for column in (counts[counts > 0], *sums)]
        found = {
            nominee: scoring.summary(nominee, scale.most, *numbers)
            for nominee, *numbers in zip(judged, *columns, strict=True)
        }
        return [found.get(nominee) or scoring.unjudged(nominee) for nominee in self.nominees]

    def means(self, scale: Scale) -> Values:
        return {one.nominee: one.mean for one in self.statistics(scale) if one.mean is not None}

    def points(self, scale: Scale) -> dict[Cell, int]:
        nominees = [self.nominees[row] for row in self.rows.tolist()]
        cells = zip(self.jurors.tolist(), nominees, strict=True)
        return dict(zip(cells, self._points(scale).tolist(), strict=True))

    def points_of(self, nominee: int, scale: Scale) -> list[int]:
        mine: list[int] = self._points(scale)[self.rows == self.nominees.index(nominee)].tolist()
        return sorted(mine)

    def _sums(self, scale: Scale) -> "tuple[Whole, tuple[Whole, ...]]":
        """The number of sheets of each nominee, and of those that have any: the sum of points, of
        their squares, of the two in the middle, the lowest and the highest."""
        np = _numpy()
        points, counts = self._ordered(scale)
        ends = np.cumsum(counts)[counts > 0]
        some = counts[counts > 0]
        starts = ends - some
        return counts, (
            np.add.reduceat(points, starts),
            np.add.reduceat(points * points, starts),
            points[starts + (some - 1) // 2] + points[starts + some // 2],
            points[starts],
            points[ends - 1],
        )

    def _ordered(self, scale: Scale) -> "tuple[Whole, Whole]":
        """All points, those of a nominee together and in order; and how many each has."""
        np = _numpy()
        apart = scale.most + 1
        keys = np.sort(self.rows * apart + self._points(scale))
        return keys % apart, np.bincount(self.rows, minlength=len(self.nominees))

    def _points(self, scale: Scale) -> "Whole":
        points: Whole = sum(
            scores.astype("int64") * factor
            for scores, factor in zip(self.scores, scale.factors, strict=True)
        )
        return points - scale.ground


def _columns(packed: Packed, places: int) -> "tuple[Whole, Whole, Whole]":
    np = _numpy()
    bigint = np.dtype([("length", ">i4"), ("number", ">i8")])
    smallint = np.dtype([("length", ">i4"), ("number", ">i2")])
    nominees = np.frombuffer(packed.nominees, bigint, offset=ROW)["number"].astype(np.int64)
    scores = np.frombuffer(packed.scores, smallint, offset=TABLE)["number"].astype(np.int16)
    return np.full(len(nominees), packed.juror), nominees, scores.reshape(len(nominees), places)


def _numpy() -> Any:
    # Loaded here because most processes never count a large round, and it takes 20 MB of each.
    import numpy

    return numpy
