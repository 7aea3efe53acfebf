"""The board: how far the jury has come in the newest open rounds. It never reads a score.

A juror goes from `added` by `invited`, `opened`, `begun` and `finished` (every sheet is complete)
to `confirmed`; `excused` is aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import editions, panel
from awards.database import Connection, Queries
from awards.errors import NotFound
from awards.panel import Appointed

sql = Queries("board")

MOST_SHOWN = 50  # recusals of one juror

HANDLED = ("complete", "abstained", "recused")
LEAVES = {"complete": "done", "abstained": "done", "recused": "out", "begun": "half"}
LOST = ("failed", "unknown")  # states of a letter that staff should look at


@dataclass(frozen=True)
class Ballot:
    """A juror's ballot in a category: a state for each nominee on it."""

    category: int
    number: int  # of the round
    id: int | None
    confirmed_at: datetime | None
    states: Sequence[str]

    @property
    def handled(self) -> int:
        return sum(state in HANDLED for state in self.states)

    @property
    def begun(self) -> bool:
        return self.id is not None or any(state not in ("open", "recused") for state in self.states)

    @property
    def finished(self) -> bool:
        """Every sheet is complete, or left out; it may be confirmed."""
        return self.handled == len(self.states)

    @property
    def settled(self) -> bool:
        """Confirmed, or nothing on it is this juror's to judge."""
        return self.id is not None or set(self.states) == {"recused"}


@dataclass(frozen=True)
class Row:
    """One juror on the board."""

    juror: Appointed
    holds: bool  # there is a link, and it opens
    linked: bool
    generation: int  # of the link
    opened_at: datetime | None
    seen_at: datetime | None
    letter: str | None  # the state of the last letter to them
    letter_kind: str | None
    welcomed_at: datetime | None  # read the rules, and said so
    read_version: int | None
    sealed_version: int  # of the rules; 0 where none are sealed yet
    undeclared: int  # names that they have not looked at for conflicts
    recusals: int
    ballots: list[Ballot]
    counting: int  # their sheets that count as things stand
    needed_by: list[str]  # the nominees that have their quorum only with this juror

    @property
    def handled(self) -> int:
        return sum(ballot.handled for ballot in self.ballots)

    @property
    def total(self) -> int:
        return sum(len(ballot.states) for ballot in self.ballots)

    @property
    def leaves(self) -> list[str]:
        return [LEAVES.get(state, "open") for one in self.ballots for state in one.states]

    @property
    def confirmed(self) -> int:
        return sum(ballot.id is not None for ballot in self.ballots)

    @property
    def state(self) -> str:
        if self.juror.excused_at is not None:
            return "excused"
        if self.ballots and all(ballot.settled for ballot in self.ballots):
            return "confirmed"
        if self.ballots and all(ballot.finished for ballot in self.ballots):
            return "finished"
        if any(ballot.begun for ballot in self.ballots):
            return "begun"
        if self.opened_at is not None:
            return "opened"
        return "invited" if self.juror.invited_at is not None else "added"

    @property
    def unreached(self) -> bool:
        """Their last letter did not arrive, and not because there was no more to write about."""
        reminded_in_vain = self.letter_kind == "juror_reminder" and self.state == "confirmed"
        return self.letter in LOST and self.holds and not reminded_in_vain

    @property
    def rules(self) -> str:
        """Whether they have read the rules: `unread`, `read`, or before they were `changed`."""
        if self.welcomed_at is None:
            return "unread"
        return "changed" if self.sealed_version > max(self.read_version or 0, 1) else "read"


@dataclass(frozen=True)
class Support:
    """How many sheets a nominee has: complete ones, and those that count as things stand."""

    category: int
    nominee: int
    company: str
    complete: int
    counting: int
    jurors: frozenset[int]  # whose sheets those that count are


@dataclass(frozen=True)
class Recusal:
    """A recusal with who set it and who undid it, by name; nobody set it: the juror declared it."""

    id: int
    juror: str
    company: str
    kind: str
    words: str
    grade: str
    by_staff: int | None
    set_by: str | None
    declared_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    undone_reason: str


@dataclass(frozen=True)
class Board:
    rows: list[Row]
    supports: list[Support]
    quorum: int

    @property
    def panel(self) -> list[Row]:
        """Those who are not excused."""
        return [row for row in self.rows if row.state != "excused"]

    @property
    def opened(self) -> bool:
        """A round is open, or was."""
        return bool(self.supports)

    @property
    def unreached(self) -> list[Row]:
        return [row for row in self.panel if row.unreached]

    def count(self, *states: str) -> int:
        return sum(row.state in states for row in self.rows)

    @property
    def leaves(self) -> list[str]:
        """A leaf for each juror."""
        marks = {"confirmed": "done", "finished": "half", "begun": "half"}
        return [marks.get(row.state, "open") for row in self.panel]

    def row(self, juror: int) -> Row:
        for row in self.rows:
            if row.juror.id == juror:
                return row
        raise NotFound


async def recusals(db: Connection, edition: int, juror: int) -> list[Recusal]:
    """Every recusal of a juror, those that stand first."""
    return (await _recusals(db, edition, juror, most=MOST_SHOWN))[0]


async def all_recusals(
    db: Connection, edition: int, most: int | None = None
) -> tuple[list[Recusal], int]:
    """The recusals of an edition, or so many of them, and how many there are."""
    return await _recusals(db, edition, None, most=most)


async def _recusals(
    db: Connection, edition: int, juror: int | None, *, most: int | None
) -> tuple[list[Recusal], int]:
    rows = await sql.recusals.all(db, edition=edition, juror=juror, most=most)
    found = [Recusal(**{name: row[name] for name in Recusal.__dataclass_fields__}) for row in rows]
    return found, rows[0]["total"] if rows else 0


async def board(db: Connection, edition: int) -> Board:
    jurors = await panel.jurors(db, edition)
    doors = {row["juror"]: row for row in await sql.doors.all(db, edition=edition)}
    sheets = await sql.sheets.all(db, edition=edition)
    ballots = _ballots(sheets)
    year = await editions.edition(db, edition)
    present = {one.id for one in jurors if one.excused_at is None}
    supports = _supports(sheets, present, year.count_unconfirmed)
    return Board(
        rows=[
            _row(juror, doors[juror.id], ballots.get(juror.id, []), supports, year.quorum)
            for juror in jurors
        ],
        supports=supports,
        quorum=year.quorum,
    )


def _row(
    juror: Appointed, door: Any, ballots: list[Ballot], supports: list[Support], quorum: int
) -> Row:
    carried = [one for one in supports if juror.id in one.jurors]
    return Row(
        juror=juror,
        ballots=ballots,
        counting=len(carried),
        needed_by=list(dict.fromkeys(one.company for one in carried if one.counting == quorum)),
        **{name: value for name, value in door.items() if name != "juror"},
    )


def _ballots(sheets: Sequence[Any]) -> dict[int, list[Ballot]]:
    """Each juror's ballots, by category."""
    cells: dict[tuple[int, int], list[Any]] = {}
    for sheet in sheets:
        cells.setdefault((sheet["juror"], sheet["category"]), []).append(sheet)
    found: dict[int, list[Ballot]] = {}
    for (juror, category), mine in cells.items():
        first = mine[0]
        ballot = Ballot(
            category,
            first["number"],
            first["ballot"],
            first["confirmed_at"],
            [sheet["state"] for sheet in mine],
        )
        found.setdefault(juror, []).append(ballot)
    return found


def _supports(sheets: Sequence[Any], panel: set[int], count_unconfirmed: bool) -> list[Support]:
    """Each nominee with its sheets, in the order of categories."""
    cells: dict[tuple[int, int], list[Any]] = {}
    for sheet in sheets:
        cells.setdefault((sheet["category"], sheet["nominee"]), []).append(sheet)
    found = []
    for (category, nominee), mine in cells.items():
        complete = [one for one in mine if one["state"] == "complete" and one["juror"] in panel]
        counting = frozenset(
            one["juror"] for one in complete if one["ballot"] is not None or count_unconfirmed
        )
        company = mine[0]["company"]
        found.append(Support(category, nominee, company, len(complete), len(counting), counting))
    return found
