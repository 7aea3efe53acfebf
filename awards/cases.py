"""Cases: what may be read about a nominee, and nothing of it by a juror who is recused.

There is one way to a case for jurors, ``opened``. It gives a case only to a juror who has a seat in
the category, once its round was opened, and while no recusal keeps them away. Names and addresses
of nominators are not in it. Staff read ``material``, with everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import materials
from awards.database import Connection, Queries
from awards.editions import Criterion
from awards.errors import NotFound
from awards.materials import PAGE, Case, moment

sql = Queries("cases")


@dataclass(frozen=True)
class Opened:
    """A case and what lies beside it: the juror's own sheets, as their rows hold them."""

    case: Case
    round: int
    closed: bool
    ballot: int | None  # confirmed
    reopened: str | None  # why staff opened the ballot again
    comment_rule: str
    now: datetime
    due: datetime | None  # when deciding is planned to begin
    criteria: list[Criterion]
    sheets: list[Mapping[str, Any]]


@dataclass(frozen=True)
class Logo:
    media_type: str
    content: bytes


async def opened(db: Connection, juror: int, nominee: int, page: int = 1) -> Opened:
    """The case as this juror opens it; refused if they have no seat, or are recused."""
    row = await sql.opened.one(db, juror=juror, nominee=nominee, skip=(page - 1) * PAGE, most=PAGE)
    if row is None or row["recused"]:
        raise NotFound
    return Opened(
        case=materials.case(dict(row), page, everything=False),
        round=row["round"],
        closed=row["closed"],
        ballot=row["ballot"],
        reopened=row["reopened"],
        comment_rule=row["comment_rule"],
        now=row["now"],
        due=row["due"],
        criteria=[Criterion(**criterion) for criterion in row["criteria"] or []],
        sheets=[_sheet(sheet) for sheet in row["sheets"]],
    )


async def opened_logo(db: Connection, juror: int, nominee: int) -> Logo:
    """The company's logo, to whoever may open its case."""
    return _logo(await sql.opened_logo.one(db, juror=juror, nominee=nominee))


async def material(
    db: Connection, edition: int, nominee: int, page: int = 1, *, everything: bool = True
) -> Case:
    """The case as staff read it; without everything, just what a juror will read."""
    row = await sql.material.one(
        db,
        edition=edition,
        nominee=nominee,
        everything=everything,
        skip=(page - 1) * PAGE,
        most=PAGE,
    )
    if row is None:
        raise NotFound
    return materials.case(dict(row), page, everything=everything)


async def logo(db: Connection, edition: int, nominee: int) -> Logo:
    return _logo(await sql.logo.one(db, edition=edition, nominee=nominee))


def _logo(row: Any) -> Logo:
    if row is None:
        raise NotFound
    return Logo(**row)


def _sheet(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """JSON has no moments, so that those in a sheet came as text."""
    return {**row, **{name: moment(row[name]) for name in ("saved_at", "amended_at")}}
