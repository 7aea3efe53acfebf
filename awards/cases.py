"""Cases: what a juror may read about a nominee, and nothing of it to a juror who is recused.

There is one way to a case, ``opened``. It gives a case only to a juror who has a seat in the
category, once its round was opened, and while no recusal keeps them away. The nominators' names and
addresses are not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards.database import Connection, Queries
from awards.editions import Criterion, Texts
from awards.errors import NotFound

sql = Queries("cases")

PAGE = 50  # nominations on a page of a case


@dataclass(frozen=True)
class Answer:
    question: Texts
    body: str


@dataclass(frozen=True)
class Reason:
    """What one nominator wrote."""

    relation: str
    language: str
    answers: list[Answer]


@dataclass(frozen=True)
class Case:
    nominee: int
    category: int
    category_name: Texts
    company: int
    name: str
    organisation_number: str | None
    nominators: int  # people, however often they wrote
    nominations: int
    page: int
    reasons: list[Reason]  # of this page

    @property
    def pages(self) -> int:
        return max(1, -(-self.nominations // PAGE))


@dataclass(frozen=True)
class Opened:
    """A case and what lies beside it: the juror's own sheets, as their rows hold them."""

    case: Case
    round: int
    closed: bool
    ballot: int | None  # confirmed
    reopened: str | None  # why staff opened the ballot again
    comment_rule: str
    now: datetime
    due: datetime | None  # when deciding is planned to begin
    criteria: list[Criterion]
    sheets: list[Mapping[str, Any]]


async def opened(db: Connection, juror: int, nominee: int, page: int = 1) -> Opened:
    """The case as this juror opens it; refused if they have no seat, or are recused."""
    row = await sql.opened.one(db, juror=juror, nominee=nominee, skip=(page - 1) * PAGE, most=PAGE)
    if row is None or row["recused"]:
        raise NotFound
    return Opened(
        case=_case(row, page),
        round=row["round"],
        closed=row["closed"],
        ballot=row["ballot"],
        reopened=row["reopened"],
        comment_rule=row["comment_rule"],
        now=row["now"],
        due=row["due"],
        criteria=[Criterion(**criterion) for criterion in row["criteria"] or []],
        sheets=[_sheet(sheet) for sheet in row["sheets"]],
    )


def _case(row: Any, page: int) -> Case:
    return Case(
        nominee=row["nominee"],
        category=row["category"],
        category_name=row["category_name"],
        company=row["company"],
        name=row["name"],
        organisation_number=row["organisation_number"],
        nominators=row["nominators"],
        nominations=row["nominations"],
        page=page,
        reasons=[_reason(written) for written in row["reasons"]],
    )


def _sheet(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """JSON has no moments, so that the one in a sheet came as text."""
    saved_at = row["saved_at"]
    return {**row, "saved_at": saved_at and datetime.fromisoformat(saved_at)}


def _reason(written: Mapping[str, Any]) -> Reason:
    return Reason(
        written["relation"],
        written["language"],
        [Answer(answer["question"], answer["body"]) for answer in written["answers"]],
    )
