"""The demo: an invented award, this year open for nominations, last year announced, some before."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from awards import (
    archive,
    audit,
    award,
    beginning,
    chain,
    editions,
    members,
    questionnaires,
    questions,
    rehearsal,
    rules,
    samples,
    slugs,
    staff,
)
from awards.award import Profile
from awards.database import Connection, Queries
from awards.questions import Form
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


SAID_NOTHING = 3  # companies of this year that nobody has told yet
ONLY_BEGUN = 2  # companies that have begun their form and not handed it in


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
    await _bring_in_past_winners(db, today.year)
    await audit.record(db, audit.SERVICE, "award.created", demo=True)


async def _bring_in_past_winners(db: Connection, year: int) -> None:
    rows = [[str(year - ago), *texts] for ago, *texts in STORY["past_winners"]]
    await archive.bring_in(db, audit.SERVICE, "\n".join("\t".join(row) for row in rows))


async def staff_link(db: Connection, settings: Settings) -> str:
    """A one-time link for the administrator of the demo."""
    member = await staff.by_mailbox(db, STORY["staff"][0][1])
    assert member is not None
    return await beginning.link_for(db, settings, member.id)


async def _tell_this_year(db: Connection, people: Sequence[int], today: datetime) -> None:
    edition = await _edition(db, Stage.NOMINATING, today)
    await _nominations(db, edition, edition.begins[Stage.NOMINATING], "proposed")
    told = len(edition.companies) - SAID_NOTHING
    await _companies_part(db, edition, told, today - timedelta(days=6), ONLY_BEGUN)
    await rehearsal.jurors(db, edition.id, STORY["jurors"], None)
    await _announce(db, edition, "call", people, edition.begins[Stage.NOMINATING])


async def _tell_last_year(db: Connection, people: Sequence[int], then: datetime) -> None:
    edition = await _edition(db, Stage.ANNOUNCED, then)
    nominees = await _nominations(db, edition, edition.begins[Stage.NOMINATING], "shortlisted")
    screened = edition.begins[Stage.SCREENING]
    await _companies_part(db, edition, len(edition.companies), screened, 0)
    jurors = await rehearsal.jurors(
        db, edition.id, STORY["jurors"], edition.begins[Stage.SCREENING]
    )
    for slug, category in edition.categories.items():
        winner = STORY["last_year"]["winners"][slug]
        opened, closed = edition.begins[Stage.JUDGING], edition.begins[Stage.DECIDING]
        judged = rehearsal.Judged(
            edition.id, category, nominees[slug], winner, opened, closed, people[0]
        )
        await rehearsal.judge(db, judged, jurors)
    await rules.seal(db, edition.id)
    await sql.sealed_then.run(db, edition=edition.id, at=edition.begins[Stage.JUDGING])
    await _announce(db, edition, "call", people, edition.begins[Stage.NOMINATING])
    await chain.seal_at_once(db)
    await chain.pin(db, edition.id)
    await _announce(db, edition, "winner", people, edition.begins[Stage.ANNOUNCED])


async def _edition(db: Connection, stage: Stage, today: datetime) -> Year:
    ident = await sql.edition.value(
        db, year=today.year, languages=LANGUAGES, introduction=STORY["introduction"]
    )
    inside = await editions.entered(db, ident)
    await questionnaires.suggest(db, audit.SERVICE, inside)
    await members.load(db, audit.SERVICE, inside, samples.members())
    await sql.into_stage.run(db, edition=ident, stage=stage)
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
    """The nominees by category and number: two thirds of them in the first category."""
    nominees: dict[str, dict[str, int]] = {slug: {} for slug in edition.categories}
    first, second = edition.categories
    for turn, (number, name) in enumerate(STORY["companies"]):
        slug = second if turn % 3 == 2 else first
        nominees[slug][number] = await sql.nominee.value(
            db,
            category=edition.categories[slug],
            company=edition.companies[number],
            state=state,
            arose_at=min(since + timedelta(hours=31 * turn + 6), datetime.now(UTC)),
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


async def _companies_part(
    db: Connection, edition: Year, told: int, when: datetime, begun: int
) -> None:
    """The first companies are told and fill in their form, the last of them only in part."""
    asked = await editions.asked(db, edition.id, Form.COMPANY)
    for turn, (number, company) in enumerate(edition.companies.items()):
        part = samples.Part(company, number, when, turn < told, turn < told - begun)
        await samples.say(db, part, STORY["contributor"], asked, questions.years(edition.year))


async def _announce(
    db: Connection, edition: Year, kind: str, people: Sequence[int], when: datetime
) -> None:
    texts = STORY["last_year"][kind]
    written = {
        part: {language: text.format(year=edition.year) for language, text in texts[part].items()}
        for part in ("headline", "lead", "body")
    }
    ident = await sql.announcement.value(
        db,
        edition=edition.id,
        kind=kind,
        slug=f"{kind}-{secrets.token_hex(3)}",
        written_by=people[0],
        approved_by=people[1],
        at=when,
        quotes=texts.get("quotes", []),
        **written,
    )
    await slugs.give(db, ident)
