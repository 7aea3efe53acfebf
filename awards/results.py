"""Results: the standings of the rounds, read from the ballots that count. Nothing is decided here.

A sheet counts when it is complete, its juror is on the panel, or was when its round closed, and
neither abstained nor is recused from the company, and the juror confirmed the ballot, or the sealed
rules count unconfirmed ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from awards import cells, editions, scoring, words
from awards.database import Connection, Queries
from awards.editions import Category, Entered
from awards.scoring import Criterion, Sheet, Standing
from awards.stages import Action

sql = Queries("results")


@dataclass(frozen=True)
class Place:
    """A nominee in the standings. Its sheets are totals in order; no juror stands beside them."""

    company: str
    standing: Standing
    totals: list[Fraction]
    shared: bool  # somebody else has the same rank
    recused: int
    abstained: int


@dataclass(frozen=True)
class Table:
    """The standings of a category in its newest round, and in the earlier ones."""

    category: Category
    number: int  # of the round
    reason: str  # why staff began it; none for the first
    quorum: int
    jurors: int
    ballots: int  # confirmed
    places: list[Place]
    earlier: list["Table"] = field(default_factory=list)  # the newest first

    @property
    def leaders(self) -> list[Place]:
        return [place for place in self.places if place.standing.rank == 1]

    @property
    def lead(self) -> Fraction | None:
        """How far the first is ahead of the next; None where that is nobody, or they are equal."""
        means = [place.standing.mean for place in self.places if place.standing.mean is not None]
        return means[0] - means[1] if len(means) > 1 and len(self.leaders) == 1 else None

    @property
    def under_quorum(self) -> list[Place]:
        return [place for place in self.places if place.standing.count < self.quorum]

    @property
    def ahead(self) -> list[Place]:
        """The first two with their equals, where that leaves somebody out: for a new round."""
        found = [place for place in self.places if (place.standing.rank or 3) <= 2]
        return found if 2 <= len(found) < len(self.places) else []

    @property
    def most_disputed(self) -> Place | None:
        """The nominee whose sheets lie furthest apart, where there is one to talk about first."""
        spread = [(place.standing.spread, place) for place in self.places if place.standing.spread]
        if len(spread) < 2:
            return None
        return max(spread, key=lambda pair: pair[0] or 0.0)[1]


async def standings(db: Connection, edition: int) -> list[Table]:
    """The standings of each category, in order; refused until judging has closed."""
    inside = await editions.entered(db, edition)
    inside.require(Action.SEE_STANDINGS)
    return await _tables(db, inside, await sql.shortlisted.all(db, edition=edition))


async def closed(db: Connection, edition: int) -> list[Table]:
    """The standings of the rounds that are closed: readable while a later one is judged."""
    inside = await editions.entered(db, edition)
    rows = await sql.shortlisted.all(db, edition=edition)
    return await _tables(db, inside, [row for row in rows if row["closed"]])


async def counting(db: Connection, inside: Entered) -> list[tuple[Category, str, int]]:
    """Each nominee in the rounds being judged with its sheets that count: for closing, at any
    stage. They stand by name, because their rank is not to be seen yet."""
    rows = await sql.shortlisted.all(db, edition=inside.id)
    return [
        (table.category, place.company, place.standing.count)
        for table in await _tables(db, inside, [row for row in rows if not row["closed"]])
        for place in sorted(table.places, key=lambda one: words.sort_key(one.company))
    ]


async def _tables(db: Connection, inside: Entered, rows: Sequence[Any]) -> list[Table]:
    """One for each category that has rows, its newest round with the earlier ones behind it."""
    edition = inside.id
    rounds = sorted({row["round"] for row in rows})
    sheets = await sql.sheets.all(db, rounds=rounds, count_unconfirmed=inside.count_unconfirmed)
    turnout = {row["round"]: row for row in await sql.turnout.all(db, rounds=rounds)}
    criteria = await editions.criteria(db, edition)
    tables = []
    for category in await editions.categories(db, edition):
        of_round = _by_round(row for row in rows if row["category"] == category.id)
        found = [
            _table(category, inside, mine, criteria[category.id], sheets, turnout)
            for mine in of_round
        ]
        if found:
            tables.append(replace(found[0], earlier=found[1:]))
    return tables


def _by_round(rows: Iterable[Any]) -> list[list[Any]]:
    """The rows of each round, those of the newest first."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row["number"], []).append(row)
    return [found[number] for number in sorted(found, reverse=True)]


def _table(
    category: Category,
    inside: Entered,
    rows: list[Any],
    criteria: list[editions.Criterion],
    sheets: list[Any],
    turnout: dict[int, Any],
) -> Table:
    weighed = [Criterion(one.weight, one.lowest, one.highest) for one in criteria]
    round = rows[0]["round"]
    counting = _counting(
        criteria, inside.comment_rule, [row for row in sheets if row["round"] == round]
    )
    present = turnout.get(round, {"jurors": 0, "ballots": 0})
    return Table(
        category=category,
        number=rows[0]["number"],
        reason=rows[0]["reason"],
        quorum=inside.quorum,
        jurors=present["jurors"],
        ballots=present["ballots"],
        places=_places(weighed, counting, {row["nominee"]: row for row in rows}),
    )


def _counting(
    criteria: list[editions.Criterion], comment_rule: str, rows: Iterable[Any]
) -> list[Sheet]:
    """The complete ones: every score that is asked for, and every comment."""
    return [
        Sheet(row["juror"], row["nominee"], tuple(row["scores"]))
        for row in rows
        if not cells.gaps(criteria, comment_rule, row["scores"], row["comments"])
    ]


def _places(
    criteria: list[Criterion], sheets: list[Sheet], nominees: dict[int, Any]
) -> list[Place]:
    standings = scoring.standings(criteria, sheets, nominees)
    ranks = [standing.rank for standing in standings]
    totals: dict[int, list[Fraction]] = {}
    for sheet in sheets:
        total = scoring.total(criteria, sheet.scores)
        if total is not None:
            totals.setdefault(sheet.nominee, []).append(total)
    return [
        Place(
            company=nominees[standing.nominee]["company"],
            standing=standing,
            totals=sorted(totals.get(standing.nominee, [])),
            shared=standing.rank is not None and ranks.count(standing.rank) > 1,
            recused=nominees[standing.nominee]["recused"],
            abstained=nominees[standing.nominee]["abstained"],
        )
        for standing in standings
    ]
