"""The demo year: an award of an invented cluster, this year's edition open for nominations and
last year's announced. Every company and every person in it is invented."""

import hashlib
import json
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from awards import audit, award, beginning, rules, staff
from awards.award import Profile
from awards.database import Connection, Queries
from awards.settings import Settings
from awards.staff import Role
from awards.stages import ORDER, Stage

sql = Queries("demo")

STORY: dict[str, Any] = json.loads((Path(__file__).parent / "demo.json").read_text("utf-8"))
LANGUAGES = ["nb", "en"]
THIS_YEAR = {  # days from now at which each stage begins
    Stage.NOMINATING: -21,
    Stage.SCREENING: 24,
    Stage.JUDGING: 45,
    Stage.DECIDING: 80,
    Stage.ANNOUNCED: 95,
    Stage.ARCHIVED: 280,
}
A_YEAR = 365
NOON = 11  # in UTC


@dataclass(frozen=True)
class Year:
    """One edition of the demo while it is being told."""

    id: int
    year: int
    question: int
    categories: Mapping[str, int]  # by slug
    companies: Mapping[str, int]  # by organisation number
    begins: Mapping[Stage, datetime]


async def load(db: Connection) -> None:
    """Tell the whole story, once: nothing happens on a database that has an award."""
    if await award.award(db) is not None:
        return
    await award.create(db, Profile(**STORY["award"], languages=LANGUAGES, zone="Europe/Oslo"))
    people = [
        await staff.add(
            db, name=name, address=address, mailbox=address, role=Role(role), language="nb"
        )
        for name, address, role in STORY["staff"]
    ]
    today = datetime.now(UTC).replace(hour=NOON, minute=0, second=0, microsecond=0)
    await _tell_last_year(db, people, today - timedelta(days=A_YEAR))
    await _tell_this_year(db, people, today)
    await audit.record(db, audit.SERVICE, "award.created", demo=True)


async def staff_link(db: Connection, settings: Settings) -> str:
    """A one-time link for the administrator of the demo."""
    member = await staff.by_mailbox(db, STORY["staff"][0][1])
    assert member is not None
    return await beginning.link_for(db, settings, member.id)


async def _tell_this_year(db: Connection, people: Sequence[int], today: datetime) -> None:
    edition = await _edition(db, Stage.NOMINATING, today)
    await _nominations(db, edition, edition.begins[Stage.NOMINATING], "proposed")
    await _jurors(db, edition, invited_at=None)
    await _announce(db, edition, "call", people, edition.begins[Stage.NOMINATING])


async def _tell_last_year(db: Connection, people: Sequence[int], then: datetime) -> None:
    edition = await _edition(db, Stage.ANNOUNCED, then)
    nominees = await _nominations(db, edition, edition.begins[Stage.NOMINATING], "shortlisted")
    jurors = await _jurors(db, edition, invited_at=edition.begins[Stage.SCREENING])
    for slug, category in edition.categories.items():
        await _judge(db, edition, slug, category, nominees[slug], jurors, people[0])
    await rules.seal(db, edition.id)
    await sql.sealed_then.run(db, edition=edition.id, at=edition.begins[Stage.JUDGING])
    await _announce(db, edition, "call", people, edition.begins[Stage.NOMINATING])
    await _announce(db, edition, "winner", people, edition.begins[Stage.ANNOUNCED])


async def _edition(db: Connection, stage: Stage, today: datetime) -> Year:
    ident = await sql.edition.value(
        db,
        year=today.year,
        stage=stage,
        languages=LANGUAGES,
        introduction=STORY["introduction"],
    )
    begins = {stage: today + timedelta(days=days) for stage, days in THIS_YEAR.items()}
    for move in ORDER[1:]:
        await sql.plan.run(db, edition=ident, stage=move, due=begins[move])
    question = await sql.question.value(db, edition=ident, **STORY["question"])
    categories = {
        category["slug"]: await _category(db, ident, position, category)
        for position, category in enumerate(STORY["categories"], start=1)
    }
    companies = {
        number: await sql.company.value(db, edition=ident, name=name, number=number)
        for number, name in STORY["companies"]
    }
    return Year(ident, today.year, question, categories, companies, begins)


async def _category(
    db: Connection, edition: int, position: int, category: Mapping[str, Any]
) -> int:
    ident = int(await sql.category.value(db, edition=edition, position=position, **category))
    for place, criterion in enumerate(STORY["criteria"], start=1):
        await sql.criterion.run(db, category=ident, place=place, **criterion)
    return ident


async def _nominations(
    db: Connection, edition: Year, since: datetime, state: str
) -> dict[str, dict[str, int]]:
    """Two thirds of the companies in the first category, the rest in the second.

    Returns the nominees by category and organisation number.
    """
    nominees: dict[str, dict[str, int]] = {slug: {} for slug in edition.categories}
    first, second = edition.categories
    for turn, (number, name) in enumerate(STORY["companies"]):
        slug = second if turn % 3 == 2 else first
        nominees[slug][number] = await sql.nominee.value(
            db, category=edition.categories[slug], company=edition.companies[number], state=state
        )
        for more in range(1 + turn % 2):
            who = STORY["nominators"][(turn + more) % len(STORY["nominators"])]
            when = since + timedelta(hours=31 * turn + 5 * more)
            await _nomination(db, edition, edition.categories[slug], number, name, who, when)
    return nominees


async def _nomination(
    db: Connection,
    edition: Year,
    category: int,
    number: str,
    name: str,
    who: Sequence[str],
    when: datetime,
) -> None:
    nominator, relation, why = who
    address = nominator.split()[0].lower() + f".{number[-3:]}@nominator.example"
    ident = await sql.nomination.value(
        db,
        edition=edition.id,
        category=category,
        company=edition.companies[number],
        company_name=name,
        number=number,
        nominator=nominator,
        address=address,
        relation=relation,
        sent_at=min(when, datetime.now(UTC)),
    )
    await sql.answer.run(
        db, nomination=ident, question=edition.question, body=why, answered_at=when
    )


async def _jurors(db: Connection, edition: Year, invited_at: datetime | None) -> list[int]:
    return [
        await sql.juror.value(
            db,
            edition=edition.id,
            name=name,
            address=address,
            language=language,
            chair=chair,
            invited_at=invited_at,
        )
        for name, address, language, chair in STORY["jurors"]
    ]


async def _judge(
    db: Connection,
    edition: Year,
    slug: str,
    category: int,
    nominees: Mapping[str, int],
    jurors: Sequence[int],
    decided_by: int,
) -> None:
    """Every juror scores every nominee; the winner of the story gets the best of it."""
    closed = edition.begins[Stage.DECIDING]
    round_ = await sql.round.value(
        db, category=category, opened_at=edition.begins[Stage.JUDGING], closed_at=closed
    )
    winner = STORY["last_year"]["winners"][slug]
    for nominee in nominees.values():
        await sql.shortlist.run(db, round=round_, nominee=nominee)
    for juror in jurors:
        sheets = [
            (nominee, _scores(juror, nominee, number == winner["number"]))
            for number, nominee in nominees.items()
        ]
        await _ballot(db, round_, juror, sheets, closed - timedelta(days=juror % 7 + 1))
    await sql.decision.run(
        db,
        category=category,
        round=round_,
        nominee=nominees[winner["number"]],
        reason=winner["reason"],
        decided_by=decided_by,
        decided_at=closed + timedelta(days=4),
    )


def _scores(juror: int, nominee: int, wins: bool) -> list[int]:
    chance = random.Random(juror * 1000 + nominee)
    return [chance.choice((3, 4, 4)) if wins else chance.choice((1, 2, 2, 3)) for _ in range(5)]


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


async def _announce(
    db: Connection, edition: Year, kind: str, people: Sequence[int], when: datetime
) -> None:
    texts = STORY["last_year"][kind]
    written = {
        part: {language: text.format(year=edition.year) for language, text in texts[part].items()}
        for part in ("headline", "lead", "body")
    }
    await sql.announcement.run(
        db,
        edition=edition.id,
        kind=kind,
        slug=f"{kind}-{secrets.token_hex(3)}",
        written_by=people[0],
        approved_by=people[1],
        at=when,
        **written,
    )
