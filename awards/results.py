"""Results: the standings of the rounds, read from the ballots that count. Nothing is decided here.

A sheet counts when it is complete, its juror is on the panel, or was when its round closed, and
neither abstained nor is recused from the company, and the juror confirmed the ballot, or the sealed
rules count unconfirmed ones.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from awards import cells, editions, scoring, tally, words
from awards.database import Connection, Queries
from awards.editions import Category, Entered
from awards.scoring import Counted, Criterion, Method, Scale, Sheet, Standing, TieRule, Unconnected
from awards.stages import Action
from awards.tally import Packed

sql = Queries("results")


@dataclass(frozen=True)
class Place:
    """A nominee in the standings. Its sheets are totals in order; no juror stands beside them."""

    company: str
    standing: Standing
    shared: bool  # somebody else has the same rank
    recused: int
    abstained: int
    scale: Scale
    counted: Counted = field(repr=False, compare=False)

    @cached_property
    def totals(self) -> list[Fraction]:
        points = self.counted.points_of(self.standing.nominee, self.scale)
        return [Fraction(100 * one, self.scale.most) for one in points]


@dataclass(frozen=True)
class Table:
    """The standings of a category in its newest round, and in the earlier ones."""

    category: Category
    number: int  # of the round
    reason: str  # why staff began it; none for the first
    quorum: int
    jurors: int
    ballots: int  # confirmed
    criteria: list[Criterion]
    method: Method  # as it was sealed
    tie_rule: TieRule
    refused: bool  # too few sheets connect the nominees for the method: the mean counts
    places: list[Place]
    counted: Counted = field(repr=False, compare=False)
    earlier: list["Table"] = field(default_factory=list)  # the newest first

    @property
    def sheets(self) -> Sequence[Sheet]:
        """Those that count."""
        return self.counted.sheets

    @cached_property
    def others(self) -> dict[Method, list[Standing]]:
        """The standings by the methods that do not count; one that is refused is missing."""
        counts = Method.MEAN if self.refused else self.method
        found = {
            method: _by(method, self.counted, self.criteria, self.tie_rule)
            for method in Method
            if method is not counts and not (self.refused and method is self.method)
        }
        return {method: standings for method, standings in found.items() if standings is not None}

    @property
    def leaders(self) -> list[Place]:
        """Who goes first by the tie rule, or all of the first rank where the panel decides."""
        first = {one.nominee for one in scoring.leaders([place.standing for place in self.places])}
        return [place for place in self.places if place.standing.nominee in first]

    @property
    def tied_by(self) -> TieRule | None:
        """The tie rule, where several share the first rank."""
        shared = bool(self.places) and self.places[0].shared
        return self.tie_rule if shared and self.places[0].standing.rank == 1 else None

    @property
    def lead(self) -> Fraction | None:
        """How far the first is ahead of the next; None where that is nobody, or they are equal."""
        values = [place.standing.value for place in self.places[:2]]
        if len(values) < 2 or values[0] is None or values[1] is None or values[0] == values[1]:
            return None
        return values[0] - values[1]

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
        with tally.undisturbed():
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
    round, nominees = rows[0]["round"], {row["nominee"]: row for row in rows}
    mine = [row for row in sheets if row["round"] == round]
    counted = tally.counted(
        weighed,
        [Packed(row["juror"], row["nominees"], row["scores"]) for row in mine if row["nominees"]],
        _complete(criteria, inside.comment_rule, mine),
        list(nominees),
    )
    method, tie_rule = Method(inside.method), TieRule(inside.tie_rule)
    standings = _by(method, counted, weighed, tie_rule)
    present = turnout.get(round, {"jurors": 0, "ballots": 0})
    return Table(
        category=category,
        number=rows[0]["number"],
        reason=rows[0]["reason"],
        quorum=inside.quorum,
        jurors=present["jurors"],
        ballots=present["ballots"],
        criteria=weighed,
        method=method,
        tie_rule=tie_rule,
        refused=standings is None,
        places=_places(
            standings or scoring.ranking(counted, weighed, Method.MEAN, tie_rule),
            counted,
            Scale.of(weighed),
            nominees,
        ),
        counted=counted,
    )


def _complete(
    criteria: list[editions.Criterion], comment_rule: str, rows: Iterable[Any]
) -> list[Sheet]:
    """Of the doubtful ones: those with every score that is asked for, and every comment."""
    return [
        Sheet(row["juror"], nominee, tuple(scores))
        for row in rows
        for nominee, scores, comments in row["doubtful"] or []
        if not cells.gaps(criteria, comment_rule, scores, comments)
    ]


def _by(
    method: Method, counted: Counted, criteria: list[Criterion], tie_rule: TieRule
) -> list[Standing] | None:
    """The standings by a method; None where it is refused."""
    try:
        return scoring.ranking(counted, criteria, method, tie_rule)
    except Unconnected:
        return None


def _places(
    standings: list[Standing],
    counted: Counted,
    scale: Scale,
    nominees: dict[int, Any],
) -> list[Place]:
    sharing = Counter(standing.rank for standing in standings)
    return [
        Place(
            company=row["company"],
            standing=standing,
            shared=standing.rank is not None and sharing[standing.rank] > 1,
            recused=row["recused"],
            abstained=row["abstained"],
            scale=scale,
            counted=counted,
        )
        for standing in standings
        for row in [nominees[standing.nominee]]
    ]
