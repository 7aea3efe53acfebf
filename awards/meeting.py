"""The meeting: what the panel goes through while it decides, case by case, as its rules let it.

It is for the staff, and for whoever leads it: the chair, or where the chair has to step out of a
case, the stand-in. A chair who steps out of a case sees of its category that they do, and who
leads. Other jurors come to nothing here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from awards import (
    cases,
    decisions,
    editions,
    leadership,
    recusals,
    results,
    rounds,
    scoring,
    words,
)
from awards.cases import Title
from awards.database import Connection, Queries
from awards.decisions import Decision
from awards.editions import Category, Criterion
from awards.errors import N_, ConflictsFirst, NotAllowed, NotFound
from awards.leadership import Leadership
from awards.materials import Case
from awards.panel import Juror
from awards.results import Place, Table
from awards.rounds import Begun
from awards.scoring import Sheet
from awards.staff import Member
from awards.stages import Action

sql = Queries("meeting")

STEPS_OUT = N_(
    "You step out of a case in this category, so somebody else leads the meeting there, and you "
    "see nothing of it."
)

Viewer = Member | Juror


@dataclass(frozen=True)
class Matter:
    """A case on the agenda."""

    place: Place
    stepping_out: Sequence[str]  # the names of those who leave the room for it

    @property
    def nominee(self) -> int:
        return self.place.standing.nominee


@dataclass(frozen=True)
class Agenda:
    """What the meeting goes through in a category: what the sheets disagree on most comes first."""

    category: Category
    leadership: Leadership
    table: Table
    matters: Sequence[Matter]
    decision: Decision | None
    begun: Begun | None  # a round that waits for the move back to judging

    @property
    def decided(self) -> bool:
        return self.decision is not None and self.decision.stands and self.begun is None

    @property
    def approved(self) -> bool:
        return self.decided and self.decision is not None and self.decision.approved

    def at(self, nominee: int) -> int:
        """Where on the agenda a case stands, from 0."""
        for place, matter in enumerate(self.matters):
            if matter.nominee == nominee:
                return place
        raise NotFound


@dataclass(frozen=True)
class Apart:
    """A category that its reader, the chair, keeps away from."""

    category: Category
    leadership: Leadership


@dataclass(frozen=True)
class Strip:
    """The points that the sheets give on one criterion, 0 to 100, in order."""

    criterion: Criterion
    points: Sequence[Fraction]

    @property
    def mean(self) -> Fraction:
        return sum(self.points, Fraction(0)) / len(self.points)


@dataclass(frozen=True)
class Named:
    """The points of one juror, on each criterion; only where the rules let names stand beside."""

    name: str
    points: Sequence[Fraction]
    total: Fraction | None


@dataclass(frozen=True)
class Item:
    """One case on the screen."""

    agenda: Agenda
    place: int  # on the agenda, from 0
    strips: Sequence[Strip]
    named: Sequence[Named]
    case: Case | None  # None: whoever leads has no seat in the category

    @property
    def matter(self) -> Matter:
        return self.agenda.matters[self.place]

    @property
    def previous(self) -> Matter | None:
        return self.agenda.matters[self.place - 1] if self.place else None

    @property
    def next(self) -> Matter | None:
        after = self.agenda.matters[self.place + 1 :]
        return after[0] if after else None


async def agendas(db: Connection, viewer: Viewer, edition: int) -> list[Agenda | Apart]:
    """What somebody goes through, by category; refused to whom the meeting is nothing of."""
    inside = await editions.entered(db, edition)
    led = await leadership.leaders(db, edition)
    if isinstance(viewer, Juror) and not any(_has_a_place(viewer, one) for one in led.values()):
        raise NotFound
    inside.require(Action.MEET)
    if isinstance(viewer, Juror) and await recusals.come_first(db, viewer.id, inside.stage):
        raise ConflictsFirst
    made = await decisions.decisions(db, edition)
    begun = await rounds.waiting(db, edition)
    leaving = await _stepping_out(db, edition)
    away = await _away(db, viewer)
    found: list[Agenda | Apart] = []
    for whole in await results.standings(db, edition):
        table = _without(whole, away)
        category = table.category
        leading = led[category.id]
        if isinstance(viewer, Member) or leading.leader == viewer.id:
            matters = _in_order(table, leaving)
            decision, waiting = made.get(category.id), begun.get(category.id)
            found.append(Agenda(category, leading, table, matters, decision, waiting))
        elif leading.chair == viewer.id:
            found.append(Apart(category, leading))
    return found


def _has_a_place(juror: Juror, led: Leadership) -> bool:
    return juror.id in (led.chair, led.leader)


async def _away(db: Connection, viewer: Viewer) -> set[int]:
    """The nominees that a juror has to step out for; they may be of an earlier round."""
    if isinstance(viewer, Member):
        return set()
    return {row["nominee"] for row in await sql.away.all(db, juror=viewer.id)}


def _without(table: Table, away: set[int]) -> Table:
    """Without the earlier rounds in which one of these was judged."""
    kept = [
        one
        for one in table.earlier
        if not any(place.standing.nominee in away for place in one.places)
    ]
    return replace(table, earlier=kept)


async def _stepping_out(db: Connection, edition: int) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for row in await sql.stepping_out.all(db, edition=edition):
        found.setdefault(row["nominee"], []).append(row["name"])
    return {nominee: sorted(names, key=words.sort_key) for nominee, names in found.items()}


def _in_order(table: Table, leaving: Mapping[int, Sequence[str]]) -> list[Matter]:
    """The largest spread first, and last whom too few sheets count for to have one."""
    places = sorted(table.places, key=lambda one: _spread(one), reverse=True)
    return [Matter(one, leaving.get(one.standing.nominee, ())) for one in places]


def _spread(place: Place) -> float:
    return -1.0 if place.standing.spread is None else place.standing.spread


async def agenda(db: Connection, viewer: Viewer, edition: int, category: int) -> Agenda:
    """The agenda of one category, for whoever may see its standings."""
    for one in await agendas(db, viewer, edition):
        if one.category.id == category:
            if isinstance(one, Apart):
                raise NotAllowed(STEPS_OUT)
            return one
    raise NotFound


async def item(
    db: Connection, viewer: Viewer, edition: int, category: int, nominee: int, page: int = 1
) -> Item:
    """One case of the agenda, with what the jury reads about it."""
    found = await agenda(db, viewer, edition, category)
    place = found.at(nominee)
    matter = found.matters[place]
    criteria = (await editions.criteria(db, edition))[category]
    sheets = [one for one in found.table.sheets if one.nominee == nominee]
    return Item(
        agenda=found,
        place=place,
        strips=_strips(criteria, sheets),
        named=await _named(db, edition, found.table, sheets, criteria),
        case=await _case(db, viewer, edition, found.category, matter, page),
    )


def _strips(criteria: Sequence[Criterion], sheets: Sequence[Sheet]) -> list[Strip]:
    if not sheets:
        return []
    by_sheet = [_points(criteria, one) for one in sheets]
    return [
        Strip(criterion, sorted(points[turn] for points in by_sheet))
        for turn, criterion in enumerate(criteria)
    ]


def _points(criteria: Sequence[Criterion], sheet: Sheet) -> list[Fraction]:
    """Each score on the scale from 0 to 100; a sheet that counts has them all."""
    return [
        Fraction(100 * ((score or 0) - one.lowest), one.highest - one.lowest)
        for one, score in zip(criteria, sheet.scores, strict=True)
    ]


async def _named(
    db: Connection,
    edition: int,
    table: Table,
    sheets: Sequence[Sheet],
    criteria: Sequence[Criterion],
) -> list[Named]:
    if not (await editions.edition(db, edition)).score_names:
        return []
    rows = await sql.names.all(db, jurors=[one.juror for one in sheets])
    names = {row["id"]: row["name"] for row in rows}
    found = [
        Named(names[one.juror], _points(criteria, one), scoring.total(table.criteria, one.scores))
        for one in sheets
    ]
    return sorted(found, key=lambda one: words.sort_key(one.name))


async def _case(
    db: Connection, viewer: Viewer, edition: int, category: Category, matter: Matter, page: int
) -> Case | None:
    """What the jury reads, for staff too: it stands on a screen that others look at."""
    if isinstance(viewer, Member):
        return await cases.material(db, edition, matter.nominee, page, everything=False)
    title = Title(matter.nominee, category.id, category.name, matter.place.company)
    for found in await cases.several(db, viewer.id, [title]):
        return replace(found, asked=None)  # what they asked about it is for no screen
    return None
