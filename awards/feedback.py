"""Feedback: what a company that was judged is told afterwards, prepared and reviewed by staff.

not reviewed -> reviewed     by staff, as it stood
reviewed -> not reviewed     when its words or comments change, its category is decided anew, it is
                             judged in a new round, or a recusal is declared or undone
reviewed -> sent             for good, with the letters (``feedback_letters``)

It holds means per criterion, the jury's words, and comments that staff chose, as they were written.
Who wrote them is not told. It is about the newest round in which the nominee was judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from awards import audit, decisions, editions, means, results, words
from awards.database import Connection, Queries
from awards.decisions import Decision
from awards.editions import Category, Criterion, Entered, Texts
from awards.errors import N_, Closed, Conflict, Invalid, NotFound
from awards.means import Figure
from awards.results import Table
from awards.scoring import Sheet
from awards.staff import Member
from awards.stages import Action

sql = Queries("feedback")

SENT_ALREADY = N_("This feedback is sent. It cannot be changed any more.")
NOTHING_TO_SAY = N_("There is nothing in the letter yet. Write some words, or choose a comment.")


class State(StrEnum):
    NOT_REVIEWED = "not_reviewed"
    REVIEWED = "reviewed"
    SENT = "sent"


@dataclass(frozen=True)
class Comment:
    """A juror's comment. ``key`` finds it again in a form, and tells nothing of the juror."""

    key: str
    criterion: Texts
    body: str
    author: str  # empty, unless the sealed rules put names beside scores
    chosen: bool
    round: int
    juror: int
    place: int


@dataclass(frozen=True)
class Feedback:
    nominee: int
    head: int  # the company, or the one it was joined into
    company: str
    category: Category
    figures: list[Figure]
    words: Texts
    comments: list[Comment]  # all there are; the letter holds the chosen ones
    wins: bool
    state: State
    reviewed_by: str
    sent_at: datetime | None
    version: int  # 0 while nothing is kept: the words are a draft then

    @property
    def chosen(self) -> list[Comment]:
        return [one for one in self.comments if one.chosen]

    @property
    def is_empty(self) -> bool:
        return not (self.figures or self.words or self.chosen)


async def all_of(db: Connection, edition: int) -> list[Feedback]:
    """The feedback of every nominee that was judged, by category and name."""
    year = await editions.edition(db, edition)
    tables = {table.category.id: table for table in await results.standings(db, edition)}
    criteria = await editions.criteria(db, edition)
    made = await decisions.decisions(db, edition)
    rows = await sql.judged.all(db, edition=edition)
    rounds = sorted({row["round"] for row in rows})
    written: dict[int, list[Any]] = {}
    for comment in await sql.comments.all(db, rounds=rounds):
        written.setdefault(comment["nominee"], []).append(comment)
    found = []
    for row in rows:
        table = _round(tables[row["category"]], row["number"])
        of = criteria[row["category"]]
        said = _comments(of, table.sheets, written.get(row["nominee"], []), year.score_names)
        decision = made.get(row["category"])
        found.append(
            _feedback(row, table, means.figures(of, table.sheets, row["nominee"]), said, decision)
        )
    order = {category: place for place, category in enumerate(tables)}
    return sorted(found, key=lambda one: (order[one.category.id], words.sort_key(one.company)))


async def of(db: Connection, edition: int, nominee: int) -> Feedback:
    for one in await all_of(db, edition):
        if one.nominee == nominee:
            return one
    raise NotFound


def _round(table: Table, number: int) -> Table:
    return next(one for one in (table, *table.earlier) if one.number == number)


def _comments(
    criteria: Sequence[Criterion], sheets: Sequence[Sheet], rows: Sequence[Any], names: bool
) -> list[Comment]:
    """Those on sheets that count, by criterion and text: their order tells nothing of jurors."""
    counted = {(sheet.juror, sheet.nominee) for sheet in sheets}
    found = [row for row in rows if (row["juror"], row["nominee"]) in counted]
    found.sort(key=lambda row: (row["place"], row["body"], not row["chosen"], row["juror"]))
    return [
        Comment(
            key=_key(row, found[:index]),
            criterion=criteria[row["place"] - 1].name,
            body=row["body"],
            author=row["author"] if names else "",
            chosen=row["chosen"],
            round=row["round"],
            juror=row["juror"],
            place=row["place"],
        )
        for index, row in enumerate(found)
    ]


def _key(row: Any, before: Sequence[Any]) -> str:
    """By what it says; of those alike, the chosen ones have the first numbers."""
    alike = sum((one["place"], one["body"]) == (row["place"], row["body"]) for one in before)
    return f"{row['place']}-{sha256(row['body'].encode()).hexdigest()[:16]}-{alike}"


def _feedback(
    row: Any,
    table: Table,
    own: list[Figure],
    comments: list[Comment],
    decision: Decision | None,
) -> Feedback:
    wins = bool(decision and decision.stands and decision.nominee == row["nominee"])
    draft = decision.reason if decision and wins else {}
    return Feedback(
        nominee=row["nominee"],
        head=row["head"],
        company=row["company"],
        category=table.category,
        figures=own,
        words=row["words"] if row["version"] else draft,
        comments=comments,
        wins=wins,
        state=_state(row, decision),
        reviewed_by=row["reviewed_by"] or "",
        sent_at=row["sent_at"],
        version=row["version"],
    )


def _state(row: Any, decision: Decision | None) -> State:
    """A review holds as long as the sheets and the decision are those that it was about."""
    if row["sent_at"]:
        return State.SENT
    since = [row["counted_at"], *([decision.decided_at] if decision else [])]
    reviewed = row["reviewed_at"] and row["reviewed_at"] > max(since)
    return State.REVIEWED if reviewed else State.NOT_REVIEWED


async def change(
    db: Connection,
    member: Member,
    edition: int,
    nominee: int,
    texts: Mapping[str, str],
    keys: Sequence[str],
    version: int,
) -> bool:
    """Keep words and chosen comments as the form has them; whether that changed the letter."""
    inside = await _entered(db, edition)
    found = await of(db, edition, nominee)
    _require_unsent(found)
    chosen = [one for one in found.comments if one.key in keys]
    if found.version != version:
        raise Conflict
    if (dict(texts), chosen) == (found.words, found.chosen):
        return False
    await _keep(db, found, texts, chosen)
    await _log(db, member, "changed", inside, nominee)
    return True


async def review(db: Connection, member: Member, edition: int, nominee: int, version: int) -> None:
    """Mark it as reviewed, as it was shown; from then on a draft is its words."""
    inside = await _entered(db, edition)
    found = await of(db, edition, nominee)
    _require_unsent(found)
    if found.is_empty:
        raise Invalid(NOTHING_TO_SAY)
    if found.version != version:
        raise Conflict
    if not version:
        await _keep(db, found, found.words, found.chosen)
    kept = version or 1
    if await sql.review.value(db, nominee=nominee, member=member.id, version=kept) is None:
        raise Conflict
    await _log(db, member, "reviewed", inside, nominee)


async def _entered(db: Connection, edition: int) -> Entered:
    inside = await editions.entered(db, edition)
    inside.require(Action.PREPARE_FEEDBACK)
    return inside


def _require_unsent(found: Feedback) -> None:
    if found.state is State.SENT:
        raise Closed(SENT_ALREADY)


async def _keep(
    db: Connection, found: Feedback, texts: Mapping[str, str], chosen: Sequence[Comment]
) -> None:
    kept = await sql.keep.value(db, nominee=found.nominee, words=dict(texts), version=found.version)
    if kept != found.version + 1:
        raise Conflict
    await sql.drop_comments.run(db, nominee=found.nominee)
    await sql.choose_comments.run(
        db,
        nominee=found.nominee,
        rounds=[one.round for one in chosen],
        jurors=[one.juror for one in chosen],
        places=[one.place for one in chosen],
    )


async def _log(db: Connection, member: Member, verb: str, inside: Entered, nominee: int) -> None:
    await audit.record(
        db, member.actor, f"feedback.{verb}", f"nominee:{nominee}", edition=inside.id
    )


async def sent(db: Connection, found: Feedback) -> bool:
    """Only the room that sends the letters calls this."""
    kept = await sql.sent.value(db, nominee=found.nominee, version=found.version)
    return kept is not None


async def out_of_it(db: Connection, edition: int) -> list[str]:
    """Companies that were before the jury, and withdrew or were found ineligible since."""
    return [row["company"] for row in await sql.out_of_it.all(db, edition=edition)]
