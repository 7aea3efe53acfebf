"""The order in which a juror meets the nominees: their own, so that none is always first. Pure.

It follows from edition, juror and nominee alone, and so is the same on every page, in every
process and every year after. A nominee that joins or leaves moves none of the others.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeVar

Item = TypeVar("Item")


def own(
    edition: int, juror: int, items: Iterable[Item], nominee: Callable[[Item], int]
) -> list[Item]:
    """Items in the juror's order of the nominees they are about."""

    def place(item: Item) -> bytes:
        return sha256(f"order {edition} {juror} {nominee(item)}".encode()).digest()

    return sorted(items, key=place)
