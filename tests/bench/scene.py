"""The award that is measured: one year open for nominations, one in the jury's hands, one past,
and one whose jury has judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import httpx

from awards import database
from awards.database import Connection
from awards.stages import Stage
from tests import people

OPEN, JUDGED, PAST, DECIDED = 2027, 2026, 2025, 2024
NOMINEES = 30
JURORS = 16  # one for each connection of the load
WEIGHTS = (30, 20, 20, 20, 10)
NEWS = 30
PANEL = 7  # jurors of the year that was judged
SENTENCE = "They built the export of the company from nothing, and every figure bears it out. "
WHY = SENTENCE * 16  # 240 words
BODY = (SENTENCE * 5 + "\n\n") * 3


@dataclass(frozen=True)
class Juror:
    id: int
    cookie: str


@dataclass(frozen=True)
class Judgement:
    """A category whose standings staff may see."""

    category: int
    cookie: str  # of somebody of the staff


@dataclass(frozen=True)
class Scene:
    category: int  # open for nominations
    question: int
    nominees: Sequence[int]  # on the shortlist
    jurors: Sequence[Juror]
    judged: Judgement


async def set_up(dsn: str) -> Scene:
    db = await database.connect(dsn)
    try:
        async with db.transaction():
            await people.award(db)
            await _past_year(db)
            nominees, jurors = await _jury(db)
            judged = await _judged(db)
            edition = await people.edition(db, stage=Stage.NOMINATING, year=OPEN)
            category = await people.category(db, edition)
            await people.category(db, edition, "innovation", 2)
            question = await db.fetchval("SELECT id FROM questions WHERE edition = $1", edition)
        await db.execute("ANALYZE")
        return Scene(category, question, nominees, jurors, judged)
    finally:
        await db.close()


async def _past_year(db: Connection) -> None:
    """An announced edition with its news, as many as a feed has entries."""
    edition = await people.edition(db, stage=Stage.ANNOUNCED, year=PAST)
    await people.category(db, edition)
    writer = await people.staff(db, "Writer")
    await db.execute(
        """
        WITH written AS (
            INSERT INTO announcements (edition, kind, state, slug, headline, lead, body, written_by,
                                       approved_by, two_people, published_at, updated_at)
                 SELECT $1, 'free', 'published', 'news-' || number,
                        jsonb_build_object('nb', 'Nytt ' || number, 'en', 'News ' || number),
                        jsonb_build_object('nb', $3::text, 'en', $3::text),
                        jsonb_build_object('nb', $4::text, 'en', $4::text),
                        $2, $2, false, clock_timestamp() - number * interval '1 day',
                        clock_timestamp() - number * interval '1 day'
                   FROM generate_series(1, $5::integer) AS number
              RETURNING id, version, slug, headline, lead, body, correction, published_at
        ), addressed AS (
            INSERT INTO announcement_addresses (edition, announcement, language, slug)
                 SELECT $1, written.id, spoken.language, written.slug
                   FROM written, unnest(ARRAY['nb', 'en']) AS spoken (language)
        )
        INSERT INTO announcement_versions
               (announcement, version, headline, lead, body, correction, seen_from)
        SELECT id, version, headline, lead, body, correction, published_at FROM written""",
        *(edition, writer, SENTENCE, BODY, NEWS),
    )


async def _jury(db: Connection) -> tuple[list[int], list[Juror]]:
    """A category in the jury's hands: every juror has scored every nominee, nobody confirmed."""
    edition = await people.edition(db, stage=Stage.JUDGING, year=JUDGED)
    category = await people.category(db, edition)
    await weigh(db, category, WEIGHTS)
    nominees = []
    for number in range(NOMINEES):
        company = await people.company(db, edition, f"Company {number + 1}")
        await people.nomination(db, category, company, by=f"Nominator{number}", why=WHY)
        nominees.append(await people.nominee(db, category, company, state="shortlisted"))
    round = await people.shortlist(db, category, *nominees)
    jurors = [await _juror(db, edition, round, number, nominees) for number in range(JURORS)]
    return nominees, jurors


async def weigh(db: Connection, category: int, weights: Sequence[int]) -> None:
    """So many criteria, the further ones like the first."""
    await db.execute("UPDATE criteria SET weight = 0 WHERE category = $1", category)
    for place, weight in enumerate(weights, start=1):
        await db.execute(
            """INSERT INTO criteria (category, place, name, help, weight, words)
               SELECT category, $2::smallint, name, help, 0, words FROM criteria
                WHERE category = $1 AND place = 1
                  AND NOT EXISTS (SELECT FROM criteria WHERE category = $1 AND place = $2)""",
            *(category, place),
        )
        await db.execute(
            "UPDATE criteria SET weight = $3 WHERE category = $1 AND place = $2",
            *(category, place, weight),
        )


async def _juror(
    db: Connection, edition: int, round: int, number: int, nominees: Sequence[int]
) -> Juror:
    ident = await people.juror(db, edition, f"Juror{number}")
    for nominee in nominees:
        scores = [3 + (number + nominee + place) % 2 for place in range(len(WEIGHTS))]
        await people.sheet(db, round, ident, nominee, *scores)
    await db.execute(
        "UPDATE sheets SET comments[1] = $2, comment_versions = score_versions WHERE juror = $1",
        *(ident, "Strong on evidence; <b>weaker</b> on reach."),
    )
    async with httpx.AsyncClient() as browser:
        await people.sign_in(db, browser, "juror", ident)
        return Juror(ident, browser.cookies["juror"])


async def _judged(db: Connection) -> Judgement:
    """Every juror has scored every nominee, and confirmed."""
    edition = await people.edition(db, stage=Stage.DECIDING, year=DECIDED)
    category = await people.category(db, edition)
    await weigh(db, category, WEIGHTS)
    nominees = [
        await people.nominee(
            db,
            category,
            await people.company(db, edition, f"Company {number + 1}"),
            state="shortlisted",
        )
        for number in range(NOMINEES)
    ]
    round = await people.shortlist(db, category, *nominees)
    chance = Random(DECIDED)
    for number in range(PANEL):
        juror = await people.juror(db, edition, f"Judge{number}")
        for nominee in nominees:
            await people.sheet(db, round, juror, nominee, *chance.choices(range(5), k=len(WEIGHTS)))
        await people.ballot(db, round, juror)
    async with httpx.AsyncClient() as browser:
        await people.sign_in(db, browser, "staff", await people.staff(db, "Reader"))
        return Judgement(category, browser.cookies["staff"])
