"""The order in which a juror meets the nominees: their own, so that none is always first. Pure.

It follows from edition, juror and nominee alone, and so is the same on every page, in every
process and every year after. A nominee that joins or leaves moves none of the others.
"""

from collections.abc import Iterable
from hashlib import sha256


def own(edition: int, juror: int, nominees: Iterable[int]) -> list[int]:
    return sorted(nominees, key=lambda nominee: place(edition, juror, nominee))


def place(edition: int, juror: int, nominee: int) -> bytes:
    """What the order goes by."""
    return sha256(f"order {edition} {juror} {nominee}".encode()).digest()
