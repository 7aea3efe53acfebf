"""Cases: what may be read about a nominee, and nothing of it by a juror who is recused.

Jurors come to one case through ``opened``, and to all of theirs through ``several``. Both give a
case only to a juror who has a seat in the category, once its round was opened, when they have said
that there is no conflict, and while no recusal keeps them away. Names and addresses of nominators
are not in it. Staff read ``material``, with everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import materials, orders
from awards.database import Connection, Queries
from awards.editions import Criterion, Texts
from awards.errors import ConflictsFirst, NotFound
from awards.materials import PAGE, Case, moment
from awards.panel import Juror

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
    closes: datetime | None  # when judging ends for this juror
    criteria: list[Criterion]
    sheets: list[Mapping[str, Any]]
    note: str  # the juror's own, private
    note_version: int
    note_saved_at: datetime | None


@dataclass(frozen=True)
class Title:
    """A case that a juror may open, by its name alone."""

    nominee: int
    category: int
    category_name: Texts
    name: str


@dataclass(frozen=True)
class Logo:
    media_type: str
    content: bytes


async def opened(db: Connection, juror: int, nominee: int, page: int = 1) -> Opened:
    """The case as this juror opens it; refused if they have no seat, or are recused."""
    row = await sql.opened.one(db, juror=juror, nominee=nominee, skip=(page - 1) * PAGE, most=PAGE)
    row = _admitted(row)
    return Opened(
        case=materials.case(dict(row), page, everything=False),
        round=row["round"],
        closed=row["closed"],
        ballot=row["ballot"],
        reopened=row["reopened"],
        comment_rule=row["comment_rule"],
        now=row["now"],
        closes=row["closes"],
        criteria=[Criterion(**criterion) for criterion in row["criteria"] or []],
        sheets=[_sheet(sheet) for sheet in row["sheets"]],
        note=row["note"] or "",
        note_version=row["note_version"] or 0,
        note_saved_at=row["note_saved_at"],
    )


async def title(db: Connection, juror: int, nominee: int) -> Title:
    """What the case is called; refused as the case itself is."""
    row = _admitted(await sql.title.one(db, juror=juror, nominee=nominee))
    return Title(**{name: row[name] for name in Title.__dataclass_fields__})


async def titles(db: Connection, juror: Juror) -> list[Title]:
    """Every case that a juror may open, by category, and in their own order."""
    found = [Title(**row) for row in await sql.titles.all(db, juror=juror.id)]
    own = orders.own(juror.edition, juror.id, found, lambda one: one.nominee)
    places = list(dict.fromkeys(one.category for one in found))
    return sorted(own, key=lambda one: places.index(one.category))


async def several(db: Connection, juror: int, wanted: Sequence[Title]) -> list[Case]:
    """Some of the cases that a juror may open, as they were asked for; the others are left out."""
    asked = [one.nominee for one in wanted]
    rows = await sql.several.all(db, juror=juror, nominees=asked, skip=0, most=PAGE)
    found = [materials.case(dict(row), everything=False) for row in rows]
    return sorted(found, key=lambda one: asked.index(one.nominee))


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


def _admitted(row: Any) -> Any:
    """The row of a case, if its juror may open it."""
    if row is None or row["recused"]:
        raise NotFound
    if not row["declared"]:
        raise ConflictsFirst
    return row


def _logo(row: Any) -> Logo:
    if row is None:
        raise NotFound
    return Logo(**row)


def _sheet(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """JSON has no moments, so that those in a sheet came as text."""
    return {**row, **{name: moment(row[name]) for name in ("saved_at", "amended_at")}}
