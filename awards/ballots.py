"""Ballots: all of a juror's sheets in a category and round, confirmed once.

open -> confirmed           by the juror, when every nominee is complete, abstained or recused
confirmed -> open           by staff, with a reason that the juror reads

What is confirmed is committed to: SHA-256 of a salt and the canonical JSON of the sheets. The
receipt letter carries the commitment and a code, and leaves when the deed is sealed. No letter
holds a score; the salt is shown to the juror once judging has closed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from awards import audit, editions, extensions, outbox, panel, sheets, stages
from awards.cells import Sheet
from awards.database import Connection, Queries
from awards.editions import Criterion, Entered, Texts
from awards.errors import N_, Closed, Conflict, Invalid, NotFound, NotYet
from awards.panel import Juror
from awards.staff import Member
from awards.stages import Action

sql = Queries("ballots")

# Neither 0 and O nor 1, I and L: people read these codes to each other.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

NOT_READY = N_("Every nominee needs all its scores before you can confirm. See what is missing.")
CHANGED = N_("A sheet was changed since this page was shown. Look at it again, and confirm then.")


@dataclass(frozen=True)
class Extreme:
    """A score at an end of the scale."""

    sheet: Sheet
    criterion: Criterion
    score: int
    comment: str


@dataclass(frozen=True)
class Ballot:
    round: int
    number: int
    category: int
    category_name: Texts
    closed: bool
    closes: datetime | None  # when judging ends for this juror
    comment_rule: str
    criteria: Sequence[Criterion]
    sheets: Sequence[Sheet]  # in the juror's own order
    ident: int | None  # once confirmed
    confirmed_at: datetime | None
    receipt: str | None
    salt: bytes | None
    commitment: bytes | None
    reopened: str | None  # why staff opened it again
    contents: dict[str, Any] | None = None  # as it was confirmed; older ballots do not say

    @property
    def due(self) -> list[Sheet]:
        """The sheets that are the juror's to fill in."""
        return [sheet for sheet in self.sheets if not sheet.recused]

    @property
    def left(self) -> list[Sheet]:
        return [sheet for sheet in self.due if not sheet.complete]

    @property
    def abstained(self) -> list[Sheet]:
        return [sheet for sheet in self.due if sheet.abstained is not None]

    @property
    def scored(self) -> list[Sheet]:
        return [sheet for sheet in self.due if sheet.complete and sheet.abstained is None]

    @property
    def recused(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.recused]

    @property
    def ready(self) -> bool:
        """There is something to confirm, and nothing is missing."""
        return bool(self.due) and not self.left

    @property
    def fingerprint(self) -> str:
        """What the juror saw: a ballot that was changed or opened again since is not confirmed."""
        shown = {**contents_of(self), "reopened": self.reopened or ""}
        return sha256(audit.canonical(shown).encode()).hexdigest()

    def distribution(self, criterion: Criterion) -> list[int]:
        """How often the juror gave each point on a criterion's scale."""
        given = [sheet.scores[criterion.place - 1] for sheet in self.scored]
        return [given.count(point) for point in criterion.points]

    @property
    def extremes(self) -> list[Extreme]:
        """Where the juror gave the lowest or the highest point, criterion by criterion."""
        return [
            Extreme(sheet, criterion, score, sheet.comments[criterion.place - 1])
            for criterion in self.criteria
            for sheet in self.ranking
            if (score := sheet.scores[criterion.place - 1]) is not None
            and score in (criterion.lowest, criterion.highest)
        ]

    @property
    def places(self) -> list[int]:
        """The places of the ranking: 1, 2, 2, 4."""
        totals = [sheet.total for sheet in self.ranking]
        return [totals.index(total) + 1 for total in totals]

    @property
    def ranking(self) -> list[Sheet]:
        """The juror's own scored nominees, most points first, equals in the juror's order."""
        return sorted(self.scored, key=lambda sheet: -(sheet.total or 0))


async def of_juror(db: Connection, juror: Juror) -> list[Ballot]:
    """Every ballot a juror is asked for, in the order of the categories."""
    return await asked_of(db, juror.edition, juror.id)


async def asked_of(db: Connection, edition: int, juror: int) -> list[Ballot]:
    """The same of somebody who is not here: for the letters to them."""
    rows = await sql.of_juror.all(db, juror=juror)
    if not rows:
        return []
    criteria = await editions.criteria(db, edition)
    by_round = await sheets.of_juror(db, juror, edition, criteria, rows[0]["comment_rule"])
    return [_ballot(row, criteria, by_round) for row in rows]


def _ballot(
    row: Any, criteria: dict[int, list[Criterion]], by_round: dict[int, list[Sheet]]
) -> Ballot:
    facts = {name: value for name, value in row.items() if name != "position"}
    if facts["ident"] is not None:
        facts["reopened"] = None
    return Ballot(
        **facts, criteria=criteria.get(row["category"], []), sheets=by_round[row["round"]]
    )


async def ballot(db: Connection, juror: Juror, round: int) -> Ballot:
    for one in await of_juror(db, juror):
        if one.round == round:
            return one
    raise NotFound


async def confirmed(db: Connection, juror: Juror, round: int) -> Ballot:
    """A ballot for its receipt."""
    standing = await ballot(db, juror, round)
    if standing.ident is None:
        raise NotFound
    return standing


async def confirm(db: Connection, inside: Entered, juror: Juror, round: int, seen: str) -> Ballot:
    """Confirm a ballot as it was shown, once; a second time answers what the first did."""
    await sheets.hold(db, round, juror.id)
    standing = await ballot(db, juror, round)
    if standing.ident is not None:
        return standing
    panel.require_in_time(inside, juror)
    if standing.closed:
        raise Closed
    if not standing.ready:
        raise NotYet(NOT_READY)
    if seen != standing.fingerprint:
        raise Conflict(CHANGED)
    event = await _write(db, inside, juror, standing)
    written = await confirmed(db, juror, round)
    await _send_receipt(db, inside, juror, written, event)
    return written


async def _write(db: Connection, inside: Entered, juror: Juror, standing: Ballot) -> int:
    """Write down what was confirmed; the number of its event."""
    salt = secrets.token_bytes(16)
    contents = contents_of(standing)
    commitment = audit.commitment(salt, contents)
    ident = await sql.confirm.value(
        db,
        round=standing.round,
        juror=juror.id,
        now=inside.now,
        salt=salt,
        commitment=commitment,
        receipt=code(),
        contents=contents,
    )
    await sheets.lock(db, standing.round, juror.id, ident)
    return await audit.record(
        db,
        juror.actor,
        "ballot.confirmed",
        f"ballot:{ident}",
        edition=inside.id,
        round=standing.round,
        ballot=commitment.hex(),
    )


async def _send_receipt(
    db: Connection, inside: Entered, juror: Juror, written: Ballot, event: int
) -> None:
    assert written.confirmed_at is not None and written.commitment is not None
    await outbox.post(
        db,
        "juror_receipt",
        f"juror-receipt:{written.receipt}",
        juror.recipient,
        edition=inside.id,
        link=juror.link,
        waits_for=event,
        juror=juror.id,
        round=written.round,
        category=written.category_name,
        receipt=written.receipt,
        sheets=len(written.scored),
        abstained=len(written.abstained),
        recused=len(written.recused),
        confirmed_at=written.confirmed_at.isoformat(),
        commitment=written.commitment.hex(),
    )


def code() -> str:
    """A receipt's code, in groups that can be read aloud."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(12))
    return "-".join((drawn[:4], drawn[4:8], drawn[8:]))


def contents_of(ballot: Ballot) -> dict[str, Any]:
    """What is committed to, as one canonical value."""
    return {
        "round": ballot.round,
        "sheets": [
            _sheet(sheet) for sheet in sorted(ballot.sheets, key=lambda sheet: sheet.nominee)
        ],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    if sheet.recused:
        return {"nominee": sheet.nominee, "recused": True}
    if sheet.abstained is not None:
        return {"nominee": sheet.nominee, "abstained": sheet.abstained}
    return {
        "nominee": sheet.nominee,
        "scores": list(sheet.scores),
        "comments": list(sheet.comments),
    }


async def reopen(
    db: Connection,
    inside: Entered,
    ballot: int,
    member: Member,
    reason: str,
    juror: int | None = None,
) -> None:
    """Staff open a confirmed ballot (of this juror) again while judging lasts, for a reason."""
    inside.require(Action.SCORE)
    if not reason:
        raise Invalid(N_("Give a reason. The juror reads it."))
    row = await sql.ballot.one(db, ballot=ballot, edition=inside.id)
    if row is None or juror not in (None, row["juror"]):
        raise NotFound
    stages.before(await extensions.own_end(db, row["juror"]), inside.now)
    if row["closed"]:
        raise Closed
    await sheets.hold(db, row["round"], row["juror"])
    await sheets.lock(db, row["round"], row["juror"], None)
    await sql.reopen.run(db, ballot=ballot, staff=member.id, reason=reason)
    await audit.record(
        db,
        member.actor,
        "ballot.reopened",
        f"ballot:{ballot}",
        edition=inside.id,
        juror=row["juror"],
        round=row["round"],
        reason=reason,
    )
