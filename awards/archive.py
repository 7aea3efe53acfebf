"""The archive: the winners of every year, those from before this service brought in from a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from awards import audit, chronicle, editions, words
from awards.chronicle import Line
from awards.database import Connection, Queries
from awards.editions import Edition, Texts
from awards.errors import N_, NotFound
from awards.stages import Action

sql = Queries("archive")

PAGE = 50

TOLD_HERE = N_(
    "This service announced the winner of «%(category)s» in %(year)s, and shows that one."
    " Leave this line out."
)

TO_BE_TOLD = N_(
    "The winner of %(year)s is announced by this service, and is told nowhere before its minute."
    " Leave this line out."
)


@dataclass(frozen=True)
class Won:
    """A winner as readers find it in the archive."""

    year: int
    category: Texts
    winner: str
    reason: Texts
    link: str
    languages: list[str]  # in which its year has a page of its own

    @property
    def host(self) -> str:
        return urlsplit(self.link).hostname or ""


@dataclass(frozen=True)
class Past:
    """A winner that was brought in."""

    id: int
    year: int
    category: str
    winner: str
    reason: str
    link: str


@dataclass(frozen=True)
class Sorting:
    """What will happen to each line of a list."""

    new: list[Line]
    changed: list[tuple[Line, Past]]  # what the list says, what stands there today
    already: list[Line]
    unreadable: list[Line]


def announced(years: Sequence[Edition]) -> list[Edition]:
    """The editions whose winners readers may see."""
    return [one for one in years if one.allows(Action.SEE_WINNERS)]


async def page(
    db: Connection, years: Sequence[Edition], first: str, page: int = 1
) -> tuple[list[Won], int]:
    """A page of the archive, and how many winners it has in all.

    ``first`` is the language that what was brought in is taken to be in.
    """
    rows = await sql.page.all(
        db,
        announced=[one.id for one in announced(years)],
        first=first,
        most=PAGE,
        skipped=(page - 1) * PAGE,
    )
    return [Won(**_but_total(row)) for row in rows], rows[0]["total"] if rows else 0


async def brought_in(db: Connection, page: int = 1) -> tuple[list[Past], int]:
    """A page of what was brought in, and how many that are in all."""
    rows = await sql.brought_in.all(db, most=PAGE, skipped=(page - 1) * PAGE)
    return [Past(**_but_total(row)) for row in rows], rows[0]["total"] if rows else 0


async def read(db: Connection, text: str) -> Sorting:
    """What would become of each line of a list of past winners."""
    lines = chronicle.read(text, await sql.this_year.value(db))
    years = sorted({line.year for line in lines if not line.problem})
    told, to_come = await _told(db, years), await _to_be_told(db)
    known = {
        chronicle.key(row["year"], row["category"], row["winner"]): Past(**row)
        for row in await sql.known.all(db, years=years)
    }
    return _sorted([_unless_told(line, told, to_come) for line in lines], known)


async def bring_in(db: Connection, actor: str, text: str) -> Sorting:
    """Bring in what a list has that is new or says something else. It is read again first."""
    await sql.alone.run(db)
    sorting = await read(db, text)
    await sql.add.run(
        db,
        years=[line.year for line in sorting.new],
        categories=[line.category for line in sorting.new],
        winners=[line.winner for line in sorting.new],
        reasons=[line.reason for line in sorting.new],
        links=[line.link for line in sorting.new],
        places=[line.number for line in sorting.new],
    )
    await sql.change.run(
        db,
        ids=[past.id for _, past in sorting.changed],
        reasons=[line.reason or past.reason for line, past in sorting.changed],
        links=[line.link or past.link for line, past in sorting.changed],
    )
    added, changed = len(sorting.new), len(sorting.changed)
    if added or changed:
        await audit.record(db, actor, "past_winners.brought_in", added=added, changed=changed)
    return sorting


async def remove(db: Connection, actor: str, ident: int) -> None:
    row = await sql.remove.one(db, id=ident)
    if row is None:
        raise NotFound
    await audit.record(db, actor, "past_winner.removed", f"past_winner:{ident}", **dict(row))


async def _told(db: Connection, years: Sequence[int]) -> set[tuple[int, str]]:
    """Year and category, in every language, of what an edition tells."""
    seen = announced(await editions.editions(db))
    rows = await sql.told.all(db, announced=[one.id for one in seen], years=years)
    return {(row["year"], words.fold(name)) for row in rows for name in row["name"].values()}


async def _to_be_told(db: Connection) -> set[int]:
    """Years whose winners nobody may hear of yet, in a list of past ones either."""
    found = await editions.editions(db)
    return {one.year for one in found} - {one.year for one in announced(found)}


def _unless_told(line: Line, told: set[tuple[int, str]], to_come: set[int]) -> Line:
    if line.problem:
        return line
    problem = TOLD_HERE if (line.year, words.fold(line.category)) in told else ""
    if line.year in to_come:
        problem = TO_BE_TOLD
    fields = {"category": line.category, "year": line.year}
    return Line(line.number, line.text, problem=problem, fields=fields) if problem else line


def _sorted(lines: Sequence[Line], known: dict[chronicle.Key, Past]) -> Sorting:
    readable = [line for line in lines if not line.problem]
    here = [(line, known[line.key]) for line in readable if line.key in known]
    return Sorting(
        new=[line for line in readable if line.key not in known],
        changed=[one for one in here if _differs(*one)],
        already=[line for line, past in here if not _differs(line, past)],
        unreadable=[line for line in lines if line.problem],
    )


def _differs(line: Line, past: Past) -> bool:
    """What a list leaves out stays as it is."""
    return (line.reason or past.reason, line.link or past.link) != (past.reason, past.link)


def _but_total(row: Any) -> dict[str, Any]:
    return {name: value for name, value in dict(row).items() if name != "total"}
