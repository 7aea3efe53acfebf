"""Ratios: growth, share and compound growth, in hundredths: 25 is a quarter. Exact and pure."""

from fractions import Fraction
from math import floor


def growth(before: Fraction | None, now: Fraction | None) -> Fraction | None:
    """In hundredths of what it was before; from nothing or less nothing grows."""
    if before is None or now is None or before <= 0:
        return None
    return 100 * (now - before) / before


def share(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    if part is None or whole is None or whole <= 0:
        return None
    return 100 * part / whole


def compound(first: Fraction, last: Fraction, steps: int) -> Fraction | None:
    """Growth per year in hundredths, rounded half up to one decimal, without ever leaving integers.

    The compound annual growth rate: (last / first) ** (1 / steps) - 1, where n years are n - 1
    steps (https://www.investopedia.com/terms/c/cagr.asp).
    """
    if first <= 0 or last < 0 or steps < 1:
        return None
    doubled = _root(floor(2000**steps * last / first), steps)
    return Fraction((doubled + 1) // 2, 10) - 100


def _root(radicand: int, degree: int) -> int:
    """The largest integer whose power is not above the radicand."""
    low, high = 0, 1 << (radicand.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= radicand else (low, middle - 1)
    return low
