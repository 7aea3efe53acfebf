"""Rehearsal: the jury of the demo, and how it judged last year."""

import hashlib
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from awards import audit
from awards.database import Connection, Queries

sql = Queries("rehearsal")

CRITERIA = 5


@dataclass(frozen=True)
class Judged:
    """A category that the jury has judged."""

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
        sheets = [
            (nominee, _scores(juror, nominee, number == judged.winner["number"]))
            for number, nominee in judged.nominees.items()
        ]
        when = judged.closed_at - timedelta(days=juror % 7 + 1)
        await _ballot(db, round_, juror, sheets, when)
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
    round_: int,
    juror: int,
    sheets: Sequence[tuple[int, list[int]]],
    when: datetime,
) -> None:
    for nominee, scores in sheets:
        comments = ["Godt begrunnet i saken." if score == 4 else "" for score in scores]
        await sql.sheet.run(
            db,
            round=round_,
            juror=juror,
            nominee=nominee,
            scores=scores,
            comments=comments,
            versions=[1] * len(scores),
            saved_at=when,
        )
    salt = secrets.token_bytes(16)
    await sql.ballot.run(
        db,
        round=round_,
        juror=juror,
        confirmed_at=when,
        salt=salt,
        commitment=audit.commitment(salt, [[nominee, scores] for nominee, scores in sheets]),
        receipt=hashlib.sha256(salt).hexdigest()[:12],
    )
