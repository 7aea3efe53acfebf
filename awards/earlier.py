"""What a juror gave in earlier rounds: theirs to read for as long as their link opens.

A round is an earlier one as soon as a later one of its category was opened. Nothing here changes
a sheet; a nominee that left the award since stands where the juror has given it points.
"""

from dataclasses import dataclass
from typing import Any

from awards import ballots, cells, editions, orders
from awards.ballots import Ballot
from awards.cells import Sheet
from awards.database import Connection, Queries
from awards.editions import Criterion
from awards.errors import NotFound
from awards.panel import Juror

sql = Queries("earlier")


@dataclass(frozen=True)
class Found:
    ballot: Ballot
    earlier: bool


async def of_juror(db: Connection, juror: Juror) -> list[Ballot]:
    """The ballots of earlier rounds in which the juror gave something, the newest first."""
    rows = await sql.ballots.all(db, juror=juror.id)
    if not rows:
        return []
    criteria = await editions.criteria(db, juror.edition)
    given = await sql.sheets.all(db, juror=juror.id, rounds=[row["round"] for row in rows])
    own = orders.own(juror.edition, juror.id, given, lambda row: int(row["nominee"]))
    return [_ballot(row, criteria.get(row["category"], []), own) for row in rows]


def _ballot(row: Any, criteria: list[Criterion], given: list[Any]) -> Ballot:
    sheets = [_sheet(one, criteria, row) for one in given if one["round"] == row["round"]]
    return Ballot(**row, closed=True, closes=None, criteria=criteria, sheets=sheets)


def _sheet(one: Any, criteria: list[Criterion], ballot: Any) -> Sheet:
    return cells.of({**one, "amended_at": None}, criteria, ballot["comment_rule"])


async def find(db: Connection, juror: Juror, round: int) -> Found:
    """A ballot of the juror's in whatever round."""
    for one in await ballots.of_juror(db, juror):
        if one.round == round:
            return Found(one, earlier=False)
    for one in await of_juror(db, juror):
        if one.round == round:
            return Found(one, earlier=True)
    raise NotFound


async def confirmed(db: Connection, juror: Juror, round: int) -> Found:
    """A ballot in whatever round, for its receipt."""
    found = await find(db, juror, round)
    if found.ballot.ident is None:
        raise NotFound
    return found
