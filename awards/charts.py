"""Charts: the rows of what is drawn of a result, with the tables behind. Pure.

Where the sealed rules put no names beside scores, no row tells one juror from another: what they do
to the result is counted, and what is left of each stands in an order of its own.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from awards import points, scoring, words
from awards.editions import Criterion, Texts
from awards.points import Points
from awards.results import Table
from awards.robustness import Report, Without
from awards.scoring import Method


@dataclass(frozen=True)
class Left:
    """Who leads when one juror, or one criterion, is left out; nobody where the method is refused.

    ``who`` is the name of the juror, or the criterion's in each language.
    """

    who: str | Texts
    leaders: list[str]
    lead: Fraction | None  # of the first over the next
    changed: bool


@dataclass(frozen=True)
class Reach:
    """How far the value of a nominee moves when one juror after the other is left out."""

    company: str
    value: Fraction
    low: Fraction
    high: Fraction
    first: bool


@dataclass(frozen=True)
class Rival:
    """The least that the leader is ahead of them with the weights moved; under 0 where behind."""

    company: str
    lead: Fraction


@dataclass(frozen=True)
class Strictness:
    """How far a juror's totals lie above, or below, those of the others in the mean."""

    juror: str  # empty where names do not stand beside scores
    distance: Fraction | None
    nominees: int | None  # that the juror shares with others; it would tell who it is


@dataclass(frozen=True)
class Charts:
    table: Table
    report: Report
    criteria: Sequence[Criterion]
    jurors: Mapping[int, str]  # by name; empty where names do not stand beside scores

    @property
    def named(self) -> bool:
        return bool(self.jurors)

    @property
    def sheets(self) -> tuple[list[str], list[tuple[str, list[Fraction | None]]]]:
        """The jurors by name, and what each gave each nominee; nobody where names are hidden."""
        if not self.named:
            return [], []
        jurors = sorted(self.report.jurors, key=lambda one: words.sort_key(self._who(one)))
        given = {(one.juror, one.nominee): one.scores for one in self.table.sheets}
        rows = []
        for place in self.table.places:
            of_it = [given.get((juror, place.standing.nominee)) for juror in jurors]
            rows.append((place.company, [self._total(scores) for scores in of_it]))
        return [self._who(juror) for juror in jurors], rows

    @property
    def without_juror(self) -> list[Left]:
        """By juror, where they are named."""
        if not self.named:
            return []
        found = [self._left(self._who(one.left_out), one) for one in self.report.without_juror]
        return sorted(found, key=lambda one: (not one.changed, one.lead or 0))

    @property
    def without_criterion(self) -> list[Left]:
        return [
            self._left(self.criteria[one.left_out].name, one)
            for one in self.report.without_criterion
        ]

    @property
    def times(self) -> list[tuple[list[str], int]]:
        """Who leads when one juror is left out, and how often; an empty list is: nobody can."""
        found = Counter(one.order.first if one.order else () for one in self.report.without_juror)
        return [(self._called(first), times) for first, times in found.most_common()]

    @property
    def rivals(self) -> list[Rival]:
        """The closest first."""
        closest = self.report.band.closest if self.report.band else ()
        return [Rival(self.companies[one.rival], one.lead) for one in closest]

    @property
    def strictness(self) -> list[Strictness]:
        """The mildest first."""
        found = [
            Strictness(self._who(one.juror), one.distance, one.nominees if self.named else None)
            for one in self.report.strictness
        ]
        return sorted(
            found, key=lambda one: (one.distance is None, -(one.distance or 0), one.juror)
        )

    @cached_property
    def reaches(self) -> list[Reach]:
        """In the order of the standings; without those that have no value once a juror is out."""
        moved = _moved(self.report)
        return [
            Reach(place.company, value, *moved[place.standing.nominee], place.standing.first)
            for place in self.table.places
            if (value := place.standing.value) is not None and place.standing.nominee in moved
        ]

    @cached_property
    def companies(self) -> dict[int, str]:
        return {place.standing.nominee: place.company for place in self.table.places}

    def _who(self, juror: int) -> str:
        return self.jurors.get(juror, "")

    def _called(self, nominees: Sequence[int]) -> list[str]:
        return [self.companies[nominee] for nominee in nominees]

    def _total(self, scores: Sequence[int | None] | None) -> Fraction | None:
        return scoring.total(self.report.panel.criteria, scores) if scores else None

    def _left(self, who: str | Texts, without: Without) -> Left:
        if without.order is None:
            return Left(who, [], None, changed=True)
        first = without.order.first
        changed = first != self.report.order.first
        return Left(who, self._called(first), without.order.lead, changed)


def _moved(report: Report) -> dict[int, tuple[Fraction, Fraction]]:
    """The lowest and the highest value of each nominee without one juror."""
    sheets = points.of(report.panel.criteria, report.panel.sheets, report.panel.nominees)
    found: dict[int, list[Fraction]] = {}
    for one in report.without_juror:
        if one.order is not None:
            for nominee, value in _values(sheets.without_juror(one.left_out), report.method):
                found.setdefault(nominee, []).append(value)
    return {nominee: (min(values), max(values)) for nominee, values in found.items()}


def _values(sheets: Points, method: Method) -> Iterator[tuple[int, Fraction]]:
    for nominee, value in points.values(sheets.totals(sheets.weights), method).items():
        yield nominee, value * sheets.unit
