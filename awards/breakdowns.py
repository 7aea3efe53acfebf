"""Breakdowns: the sheets, comments and standings of closed rounds as rows of a spreadsheet.

Where names do not stand beside scores, there is no juror in them, and the order of a nominee's
sheets is that of their scores: nothing links the sheets of one juror. A sheet that does not count
shows no scores then, because who is recused, abstained or late is known.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from awards import cells, editions, results, scoring, words
from awards.database import Connection, Queries
from awards.editions import Category, Criterion, Edition
from awards.errors import N_
from awards.extracts import Reader
from awards.results import Place, Table
from awards.spreadsheets import Cell
from awards.workbooks import Sheet

sql = Queries("breakdowns")

BEFORE = (N_("Category"), N_("Round"), N_("Nominee"))
JUROR = N_("Juror")
TOTAL, COUNTS = N_("Total, 0 to 100"), N_("Counts")
STANDINGS = (
    *BEFORE,
    N_("Rank"),
    N_("Value it is ranked by"),
    N_("Mean"),
    N_("Median"),
    N_("Spread"),
    N_("Lowest"),
    N_("Highest"),
    N_("Sheets"),
    N_("Jurors"),
    N_("Recused"),
    N_("Abstained"),
    N_("Method"),
)
COUNTED = "counts"
STATES = {
    COUNTED: N_("Counts"),
    "recused": N_("Recused"),
    "abstained": N_("Abstained"),
    "incomplete": N_("Not complete"),
    "unconfirmed": N_("Not confirmed"),
}
METHODS = {
    scoring.Method.MEAN: N_("The mean of the sheets"),
    scoring.Method.MEDIAN: N_("The median of the sheets"),
    scoring.Method.ADDITIVE: N_("The mean, corrected for strict and mild jurors"),
}

# A criterion's name and scale, and how many of a category were like it before. By these categories
# share a column.
Scale = tuple[str, int, int, int]


async def scores(db: Connection, edition: Edition, reader: Reader) -> Sheet:
    """A row for each sheet, with its scores and its total, and whether it counts."""
    rows = await _sheets(db, edition)
    criteria = await editions.criteria(db, edition.id)
    found = {one.id: one for one in await editions.categories(db, edition.id)}
    columns = _columns(found, criteria, reader)
    made = [_scored(row, criteria[row["category"]], edition) for row in rows]
    heading = [
        *_heading(edition, reader),
        *(f"{name} ({lowest}–{highest})" for name, lowest, highest, _ in columns),
        *reader.words((TOTAL, COUNTS)),
    ]
    lines = [
        [
            *_before(row, found, edition, reader),
            *_across(columns, criteria[row["category"]], given, reader),
            total,
            reader.word(STATES[state]),
        ]
        for row, (state, given, total) in zip(rows, made, strict=True)
    ]
    keys = [
        (
            *_where(row, found, edition),
            list(STATES).index(state),
            -(total or 0),
            [score or 0 for score in given],
        )
        for row, (state, given, total) in zip(rows, made, strict=True)
    ]
    return Sheet("", heading, _ordered(keys, lines))


async def comments(db: Connection, edition: Edition, reader: Reader) -> Sheet:
    """A row for each sheet with a comment that was given for the panel."""
    rows = await _sheets(db, edition, commented=True)
    criteria = await editions.criteria(db, edition.id)
    found = {one.id: one for one in await editions.categories(db, edition.id)}
    columns = _columns(found, criteria, reader)
    lines = [
        [
            *_before(row, found, edition, reader),
            *_across(columns, criteria[row["category"]], row["comments"], reader),
        ]
        for row in rows
    ]
    keys = [(*_where(row, found, edition), list(row["comments"])) for row in rows]
    heading = [*_heading(edition, reader), *(column[0] for column in columns)]
    return Sheet("", heading, _ordered(keys, lines))


async def standings(db: Connection, edition: Edition, reader: Reader) -> Sheet:
    """The standings of every round that is closed, by category, the first round first."""
    tables = await results.closed(db, edition.id)
    rows = [
        _standing(table, place, reader)
        for newest in tables
        for table in [*reversed(newest.earlier), newest]
        for place in table.places
    ]
    return Sheet("", reader.words(STANDINGS), rows)


async def count(db: Connection, edition: Edition, *, commented: bool = False) -> int:
    rows = await _sheets(db, edition, commented=commented, most=1)
    return int(rows[0]["total"]) if rows else 0


async def _sheets(
    db: Connection, edition: Edition, *, commented: bool = False, most: int | None = None
) -> Sequence[Any]:
    return await sql.sheets.all(
        db,
        edition=edition.id,
        commented=commented,
        count_unconfirmed=edition.count_unconfirmed,
        most=most,
    )


def _scored(
    row: Any, criteria: Sequence[Criterion], edition: Edition
) -> tuple[str, Sequence[int | None], Fraction | None]:
    """Whether a sheet counts, or why not; its scores, as far as they are to be seen; its total."""
    state = _state(row, criteria, edition)
    seen = state == COUNTED or (edition.score_names and state in ("incomplete", "unconfirmed"))
    if not seen or row["scores"] is None:
        return state, [None] * len(criteria), None
    weighed = [scoring.Criterion(one.weight, one.lowest, one.highest) for one in criteria]
    return state, row["scores"], scoring.total(weighed, row["scores"])


def _state(row: Any, criteria: Sequence[Criterion], edition: Edition) -> str:
    if row["recused"]:
        return "recused"
    if row["abstained"]:
        return "abstained"
    if row["scores"] is None or cells.gaps(
        criteria, edition.comment_rule, row["scores"], row["comments"]
    ):
        return "incomplete"
    return COUNTED if row["confirmed"] or edition.count_unconfirmed else "unconfirmed"


def _standing(table: Table, place: Place, reader: Reader) -> list[Cell]:
    one = place.standing
    method = scoring.Method.MEAN if table.refused else table.method
    return [
        reader.text(table.category.name),
        table.number,
        place.company,
        one.rank,
        one.value,
        one.mean,
        one.median,
        None if one.spread is None else Fraction(one.spread),
        one.low,
        one.high,
        one.count,
        table.jurors,
        place.recused,
        place.abstained,
        reader.word(METHODS[method]),
    ]


def _heading(edition: Edition, reader: Reader) -> list[str]:
    return reader.words([*BEFORE, JUROR] if edition.score_names else BEFORE)


def _before(
    row: Any, categories: Mapping[int, Category], edition: Edition, reader: Reader
) -> list[Cell]:
    found = [reader.text(categories[row["category"]].name), row["number"], row["company"]]
    return [*found, row["juror"]] if edition.score_names else found


def _where(row: Any, categories: Mapping[int, Category], edition: Edition) -> tuple[Any, ...]:
    """Where a sheet stands among the others, by its juror only where the rules show names."""
    return (
        list(categories).index(row["category"]),
        row["number"],
        words.sort_key(row["company"]),
        row["nominee"],
        row["juror"] if edition.score_names else "",
    )


def _scales(criteria: Sequence[Criterion], reader: Reader) -> list[Scale]:
    found: list[Scale] = []
    for one in criteria:
        scale = (reader.text(one.name), one.lowest, one.highest)
        found.append((*scale, sum(other[:3] == scale for other in found)))
    return found


def _columns(
    categories: Mapping[int, Category],
    criteria: Mapping[int, Sequence[Criterion]],
    reader: Reader,
) -> list[Scale]:
    """The criteria of all categories; those that are called and scored alike are one."""
    of_all = (_scales(criteria.get(category, []), reader) for category in categories)
    return list(dict.fromkeys(scale for scales in of_all for scale in scales))


def _across(
    columns: Sequence[Scale],
    criteria: Sequence[Criterion],
    given: Sequence[Cell],
    reader: Reader,
) -> list[Cell]:
    """What a sheet has, each under its criterion."""
    by_scale = dict(zip(_scales(criteria, reader), given, strict=True))
    return [by_scale.get(column) for column in columns]


def _ordered(keys: Sequence[Any], lines: Sequence[list[Cell]]) -> list[list[Cell]]:
    return [lines[place] for place in sorted(range(len(lines)), key=lambda place: keys[place])]
