"""Reasons: what nominators wrote about a company, as far as the edition lets the company read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awards.database import Connection, Queries

sql = Queries("reasons")

MOST = 50
NOTHING, NAMES = "nothing", "names"


@dataclass(frozen=True)
class Reason:
    """What a nominator wrote, as far as the edition lets the company read it."""

    nominator: str  # "" where names are not shown
    relation: str
    language: str
    category_name: Mapping[str, str]
    answers: Sequence[tuple[Mapping[str, str], str]]  # question, body


async def of_company(db: Connection, head: int, shown: str) -> list[Reason]:
    """The newest reasons: none, without names, or with them."""
    if shown == NOTHING:
        return []
    rows = await sql.of_company.all(db, head=head, most=MOST)
    return [_reason(row, shown == NAMES) for row in rows]


def _reason(row: Any, named: bool) -> Reason:
    return Reason(
        nominator=row["nominator"] if named else "",
        relation=row["relation"] if named else "",
        language=row["language"],
        category_name=row["category_name"],
        answers=[(one["question"], one["body"]) for one in row["answers"]],
    )
