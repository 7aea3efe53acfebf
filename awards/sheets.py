"""Score sheets: a juror's scores and comments on one nominee, saved cell by cell.

A cell carries the version it was shown with. One that was changed elsewhere since is not
overwritten: the juror sees both. The others are saved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards import audit, cases, cells, orders, panel, stages
from awards.cells import NO_SUCH_SCORE, Cell, Note, Sheet
from awards.database import Connection, Queries
from awards.editions import Criterion, Entered
from awards.errors import N_, Closed, Conflict, ConflictsFirst, Invalid, NotFound
from awards.materials import Case
from awards.panel import Juror
from awards.stages import Action

sql = Queries("sheets")

CONFIRMED = N_(
    "You have confirmed this ballot, so its sheets are locked. The secretariat can open it again."
)
ABSTAINS = N_("You abstain from judging this nominee. Take that back before you score.")
NO_REASON = N_("Say in a few words why you abstain.")


@dataclass(frozen=True)
class Clash:
    """A cell that was changed elsewhere since it was shown: what was typed, and what stands."""

    cell: Cell
    held: int | str | None
    version: int


@dataclass(frozen=True)
class Saved:
    """What a sheet holds after saving."""

    scores: list[int | None]
    comments: list[str]
    score_versions: list[int]
    comment_versions: list[int]
    saved_at: datetime
    clashes: list[Clash]

    def held(self, cell: Cell) -> tuple[int | str | None, int]:
        """The value and version that now stand in the place of a cell."""
        if cell.is_score:
            return self.scores[cell.place - 1], self.score_versions[cell.place - 1]
        return self.comments[cell.place - 1], self.comment_versions[cell.place - 1]


@dataclass(frozen=True)
class Page:
    """The page of a score sheet: the case, the sheet, and the others of the category."""

    case: Case
    sheet: Sheet
    sheets: list[Sheet]  # in the juror's own order, recused ones too
    note: Note
    round: int
    ballot: int | None
    reopened: str | None
    writable: bool

    @property
    def due(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if not sheet.recused]

    @property
    def number(self) -> int:
        return [sheet.nominee for sheet in self.due].index(self.sheet.nominee) + 1

    @property
    def complete(self) -> bool:
        return all(sheet.complete for sheet in self.due)

    @property
    def next(self) -> Sheet | None:
        """The next sheet, in the juror's order and round again, that is not complete."""
        ahead = self.due[self.number :] + self.due[: self.number - 1]
        return next((sheet for sheet in ahead if not sheet.complete), None)


async def page(db: Connection, juror: Juror, nominee: int, case_page: int = 1) -> Page:
    opened = await cases.opened(db, juror.id, nominee, case_page)
    found = [cells.of(row, opened.criteria, opened.comment_rule) for row in opened.sheets]
    in_time = opened.closes is None or opened.now < opened.closes
    return Page(
        case=opened.case,
        sheet=next(sheet for sheet in found if sheet.nominee == nominee),
        sheets=orders.own(juror.edition, juror.id, found, lambda sheet: sheet.nominee),
        note=Note(opened.note, opened.note_version, opened.note_saved_at),
        round=opened.round,
        ballot=opened.ballot,
        reopened=None if opened.ballot else opened.reopened,
        writable=stages.allows(juror.stage, Action.SCORE)
        and in_time
        and not opened.closed
        and opened.ballot is None,
    )


async def of_juror(
    db: Connection,
    juror: int,
    edition: int,
    criteria: Mapping[int, list[Criterion]],
    comment_rule: str,
) -> dict[int, list[Sheet]]:
    """Every sheet a juror is asked for, by round, in the juror's own order."""
    found: dict[int, list[Sheet]] = {}
    rows = await sql.of_juror.all(db, juror=juror)
    for row in orders.own(edition, juror, rows, lambda row: int(row["nominee"])):
        sheet = cells.of(row, criteria.get(row["category"], []), comment_rule)
        found.setdefault(row["round"], []).append(sheet)
    return found


async def save(
    db: Connection, inside: Entered, juror: Juror, nominee: int, typed: Iterable[Cell]
) -> Saved:
    """Save the cells that are as they were shown; the others come back as clashes."""
    panel.require_in_time(inside, juror)
    typed = list(typed)
    row = await sql.save.one(
        db, juror=juror.id, nominee=nominee, now=inside.now, **_by_place(typed)
    )
    if row is None or row["scores"] is None:
        raise _refusal(row)
    saved = _saved(row, typed)
    written = [one.field for one in typed if saved.held(one)[1] > _before(row, one)]
    if written:
        await _record(db, inside, juror, "sheet.saved", nominee, round=row["round"], cells=written)
    return saved


def _before(row: Any, cell: Cell) -> int:
    """The version that a cell had: the same text sent twice is written once."""
    versions = row["scores_before" if cell.is_score else "comments_before"]
    return versions[cell.place - 1] if versions else 0


def _saved(row: Any, typed: Sequence[Cell]) -> Saved:
    saved = Saved(
        scores=row["scores"],
        comments=row["comments"],
        score_versions=row["score_versions"],
        comment_versions=row["comment_versions"],
        saved_at=row["saved_at"],
        clashes=[],
    )
    held = [(one, *saved.held(one)) for one in typed]
    saved.clashes.extend(Clash(*one) for one in held if one[0].value != one[1])
    return saved


def _by_place(typed: Sequence[Cell]) -> dict[str, list[Any]]:
    """The cells as four arrays, null where nothing was typed."""
    places = range(1, max((one.place for one in typed), default=0) + 1)
    scores = {one.place: one for one in typed if one.is_score}
    comments = {one.place: one for one in typed if not one.is_score}
    return {
        "scores": [scores[place].value if place in scores else None for place in places],
        "shown_scores": [scores[place].shown if place in scores else None for place in places],
        "comments": [comments[place].value if place in comments else None for place in places],
        "shown_comments": [
            comments[place].shown if place in comments else None for place in places
        ],
    }


async def abstain(
    db: Connection, inside: Entered, juror: Juror, nominee: int, reason: str | None, shown: int
) -> None:
    """Leave a nominee unscored, for a reason; without one, take that back."""
    panel.require_in_time(inside, juror)
    if reason is not None and not reason.strip():
        raise Invalid(NO_REASON)
    row = await sql.abstain.one(
        db, juror=juror.id, nominee=nominee, reason=reason, shown=shown, now=inside.now
    )
    if row is None or row["version"] is None:
        raise _refusal(row)
    deed = "sheet.resumed" if reason is None else "sheet.abstained"
    await _record(db, inside, juror, deed, nominee, round=row["round"])


async def hold(db: Connection, round: int, juror: int) -> None:
    """Hold the sheets of a ballot still until the transaction ends."""
    await sql.hold.all(db, round=round, juror=juror)


async def lock(db: Connection, round: int, juror: int, ballot: int | None) -> None:
    await sql.lock.run(db, round=round, juror=juror, ballot=ballot)


def _refusal(row: Any) -> Exception:
    """Why nothing was written."""
    if row is None or row["recused"]:
        return NotFound()
    if not row["declared"]:
        return ConflictsFirst()
    if row["closed"]:
        return Closed()
    if row["confirmed"]:
        return Closed(CONFIRMED)
    if row.get("abstained"):
        return Conflict(ABSTAINS)
    if not row.get("fits", True):
        return Invalid(NO_SUCH_SCORE)
    return Conflict()


async def _record(
    db: Connection, inside: Entered, juror: Juror, deed: str, nominee: int, **detail: Any
) -> None:
    await audit.record(db, juror.actor, deed, f"nominee:{nominee}", edition=inside.id, **detail)
