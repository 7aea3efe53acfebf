"""Rehearsal: the jury of the demo, and how it judged last year."""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from awards import audit, ballots, sheets
from awards.database import Connection, Queries

sql = Queries("rehearsal")

CRITERIA = 5


@dataclass(frozen=True)
class Judged:
    """A category that the jury has judged."""

    edition: int
    category: int
    nominees: Mapping[str, int]  # by organisation number
    winner: Mapping[str, Any]  # its number, and the reason in each language
    opened_at: datetime
    closed_at: datetime
    decided_by: int


async def jurors(
    db: Connection, edition: int, people: Sequence[Any], invited_at: datetime | None
) -> list[int]:
    return [
        await sql.juror.value(
            db,
            edition=edition,
            name=name,
            address=address,
            language=language,
            chair=chair,
            invited_at=invited_at,
        )
        for name, address, language, chair in people
    ]


async def judge(db: Connection, judged: Judged, jurors: Sequence[int]) -> None:
    """Every juror scores every nominee; the winner of the story gets the best of it."""
    round_ = await sql.round.value(
        db, category=judged.category, opened_at=judged.opened_at, closed_at=judged.closed_at
    )
    await sql.look_through.run(db, category=judged.category, at=judged.opened_at)
    for nominee in judged.nominees.values():
        await sql.shortlist.run(db, round=round_, nominee=nominee)
    for juror in jurors:
        given = {
            nominee: _scores(juror, nominee, number == judged.winner["number"])
            for number, nominee in judged.nominees.items()
        }
        when = judged.closed_at - timedelta(days=juror % 7 + 1)
        await _ballot(db, judged.edition, round_, juror, given, when)
    await sql.decision.run(
        db,
        category=judged.category,
        round=round_,
        nominee=judged.nominees[judged.winner["number"]],
        reason=judged.winner["reason"],
        decided_by=judged.decided_by,
        decided_at=judged.closed_at + timedelta(days=4),
    )


def _scores(juror: int, nominee: int, wins: bool) -> list[int]:
    chance = random.Random(juror * 1000 + nominee)
    return [
        chance.choice((3, 4, 4)) if wins else chance.choice((1, 2, 2, 3)) for _ in range(CRITERIA)
    ]


async def _ballot(
    db: Connection,
    edition: int,
    round_: int,
    juror: int,
    given: Mapping[int, list[int]],
    when: datetime,
) -> None:
    """Sheets of then, confirmed in a log that begins now."""
    written = [_sheet(*one) for one in sorted(given.items())]
    for sheet in written:
        versions = [1] * CRITERIA
        await sql.sheet.run(
            db, round=round_, juror=juror, versions=versions, saved_at=when, **sheet
        )
    contents, salt = {"round": round_, "sheets": written}, secrets.token_bytes(16)
    commitment = audit.commitment(salt, contents)
    seal = {"commitment": commitment, "salt": salt, "contents": contents}
    code = ballots.code()
    ident = await sql.ballot.value(
        db, round=round_, juror=juror, confirmed_at=when, receipt=code, **seal
    )
    await sheets.lock(db, round_, juror, ident)
    actor, subject, ballot = f"juror:{juror}", f"ballot:{ident}", commitment.hex()
    await audit.record(
        db, actor, "ballot.confirmed", subject, edition=edition, round=round_, ballot=ballot
    )


def _sheet(nominee: int, scores: list[int]) -> dict[str, Any]:
    comments = ["Godt begrunnet i saken." if score == 4 else "" for score in scores]
    return {"nominee": nominee, "scores": scores, "comments": comments}
