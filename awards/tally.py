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
    """Sheets beside each other: the juror, in pieces, the index of the nominee, the scores by
    criterion."""

    nominees: Sequence[int]
    jurors: "Sequence[Whole]"
    rows: "Whole"
    scores: "Whole"

    @classmethod
    def of(
        cls, places: int, packed: Sequence[Packed], others: Sequence[Sheet], nominees: Sequence[int]
    ) -> "Arrays":
        """Filled piece by piece: what is made on the way is small, and makes room for the next."""
        np = _numpy()
        known = np.array(sorted(nominees))
        pieces = [_columns(one, places) for one in packed]
        if others:
            pieces.append(_beside(others))
        most = sum(len(judged) for _, judged, _ in pieces)
        rows, scores = np.empty(most, np.int64), np.empty((places, most), np.int16)
        jurors: list[Whole] = []
        end = 0
        for piece in pieces:
            mine = _on(known, *piece)
            begin, end = end, end + len(mine[1])
            jurors.append(mine[0])
            rows[begin:end], scores[:, begin:end] = mine[1:]
        return cls(known.tolist(), jurors, rows[:end], scores[:, :end])

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
        return [Sheet(*one) for one in zip(self._jurors(), nominees, scores, strict=True)]

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
        cells = zip(self._jurors(), nominees, strict=True)
        return dict(zip(cells, self._points(scale).tolist(), strict=True))

    def points_of(self, nominee: int, scale: Scale) -> list[int]:
        mine: list[int] = self._points(scale)[self.rows == self.nominees.index(nominee)].tolist()
        return sorted(mine)

    def _jurors(self) -> list[int]:
        return [juror for piece in self.jurors for juror in piece.tolist()]

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
        keys = self._points(scale)
        keys += self.rows * apart
        keys.sort()
        keys %= apart
        return keys, np.bincount(self.rows, minlength=len(self.nominees))

    def _points(self, scale: Scale) -> "Whole":
        np = _numpy()
        factors = np.array(scale.factors, np.int64)
        points: Whole = np.einsum("i,ij->j", factors, self.scores, dtype=np.int64)
        points -= scale.ground
        return points


def _columns(packed: Packed, places: int) -> "tuple[Whole, Whole, Whole]":
    """Juror, nominee, and scores by criterion, looked at where they are; so are those below."""
    np = _numpy()
    bigint = np.dtype([("length", ">i4"), ("number", ">i8")])
    smallint = np.dtype([("length", ">i4"), ("number", ">i2")])
    nominees = np.frombuffer(packed.nominees, bigint, offset=ROW)["number"]
    scores = np.frombuffer(packed.scores, smallint, offset=TABLE)["number"]
    jurors = np.broadcast_to(np.int64(packed.juror), len(nominees))
    return jurors, nominees, scores.reshape(len(nominees), places).T


def _beside(others: Sequence[Sheet]) -> "tuple[Whole, Whole, Whole]":
    np = _numpy()
    jurors, nominees = np.array([(one.juror, one.nominee) for one in others], np.int64).T
    return jurors, nominees, np.array([one.scores for one in others], np.int16).T


def _on(
    known: "Whole", jurors: "Whole", judged: "Whole", scores: "Whole"
) -> "tuple[Whole, Whole, Whole]":
    """Of these sheets those on nominees that are known, by their index: most often all."""
    np = _numpy()
    rows = np.searchsorted(known, judged).clip(max=len(known) - 1)
    on_them = known[rows] == judged
    if on_them.all():
        return jurors, rows, scores
    return jurors[on_them], rows[on_them], scores[:, on_them]


def _numpy() -> Any:
    # Loaded here because most processes never count a large round, and it takes 20 MB of each.
    import numpy

    return numpy
