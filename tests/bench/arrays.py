"""The array program: standings by weighted mean from a binary COPY of narrow rows, in numpy.

It knows no rule of the award, and reckons in floats: it is what the standings are measured by.
"""

from collections.abc import Sequence
from io import BytesIO

import numpy as np

from awards.database import Connection

HEADER, TRAILER = 19, 2  # bytes around the rows


async def ranking(db: Connection, weights: Sequence[int]) -> list[int]:
    """The nominees, the best first, equals by number."""
    sheets = _rows(await _copied(db), len(weights))
    nominees = sheets["nominee"].astype(np.int64)
    totals = sheets["cells"]["score"].astype(np.float64) @ np.array(weights, np.float64)
    counts = np.bincount(nominees)
    known = np.flatnonzero(counts)
    means = np.bincount(nominees, totals)[known] / counts[known]
    best: list[int] = known[np.lexsort((known, -means))].tolist()
    return best


async def _copied(db: Connection) -> memoryview:
    copied = BytesIO()
    await db.copy_from_query(
        "SELECT juror, nominee, scores FROM bare_sheets", output=copied, format="binary"
    )
    return copied.getbuffer()


def _rows(copied: memoryview, criteria: int) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """The format of COPY: a number of fields, and before each field its length."""
    cell = np.dtype([("length", ">i4"), ("score", ">i2")])
    row = np.dtype(
        [
            ("fields", ">i2"),
            ("juror_length", ">i4"),
            ("juror", ">i4"),
            ("nominee_length", ">i4"),
            ("nominee", ">i4"),
            ("scores_length", ">i4"),
            ("head", "V20"),
            ("cells", cell, (criteria,)),
        ]
    )
    count = (len(copied) - HEADER - TRAILER) // row.itemsize
    return np.frombuffer(copied, row, count=count, offset=HEADER)
