"""The award's own page and the page of a year, through the year."""

import re
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from awards import editions, words
from awards.database import Connection
from awards.routes import season
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

NOON = datetime(2027, 9, 17, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.DRAFT, ["Opens later", "Opens", "Opens in 15 days"]),
        (Stage.NOMINATING, ["Open for nominations", "Deadline", "Closes in 15 days"]),
        (Stage.SCREENING, ["Nominations are closed", "The winner is announced"]),
        (Stage.JUDGING, ["The jury is at work", "The winner is announced"]),
        (Stage.DECIDING, ["The jury is deciding", "The winner is announced"]),
        (Stage.ANNOUNCED, ["Announced"]),
        (Stage.ARCHIVED, ["Announced"]),
    ],
)
async def test_the_home_page_says_where_the_year_stands_and_what_comes_next(
    client: httpx.AsyncClient, db: Connection, stage: Stage, said: list[str]
) -> None:
    await people.award(db)
    await people.category(db, await people.edition(db, stage=stage))

    page = (await client.get("/en/")).text

    state = re.findall(r'<p class="aw-state">([^<]+)</p>', page)
    coming = re.findall(r'class="aw-deadline"><span>([^<]+)</span>', page)
    near = re.findall(r"</time><span>([^<]+)</span>", page)
    assert state + coming + near == said


@pytest.mark.parametrize(
    ("today", "near"),
    [
        (date(2027, 9, 17), "Går ut i dag"),
        (date(2027, 9, 16), "Går ut i morgen"),
        (date(2027, 9, 15), "Går ut om 2 dager"),
        (date(2027, 6, 7), "Går ut om 102 dager"),
    ],
)
async def test_days_are_counted_where_the_award_is_held(
    db: Connection, today: date, near: str
) -> None:
    edition = await editions.edition(db, await people.edition(db))
    midnight = datetime(2027, 9, 16, 22, 30, tzinfo=UTC)  # the 17th in Oslo

    for due in (NOON, midnight):
        facts = season.facts(edition, {Stage.SCREENING: due}, "nb", "Europe/Oslo", today)
        assert facts["coming"]["near"] == near


async def test_a_day_that_has_gone_by_is_not_promised(db: Connection) -> None:
    ident = await people.edition(db, stage=Stage.DECIDING)
    edition = await editions.edition(db, ident)

    late = season.facts(edition, {Stage.ANNOUNCED: NOON}, "en", "UTC", date(2027, 9, 18))
    in_time = season.facts(edition, {Stage.ANNOUNCED: NOON}, "en", "UTC", date(2027, 9, 17))

    assert late["coming"] is None
    assert (in_time["coming"]["due"], in_time["coming"]["near"]) == (NOON, "")


async def test_where_the_winner_is_told_stands_beside_the_day(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    ceremony = {"nb": "helsekonferansen", "en": "the health conference"}
    await people.edition(db, stage=Stage.JUDGING, ceremony=ceremony)

    assert "<span>På helsekonferansen</span>" in (await client.get("/nb/")).text
    assert "<span>At the health conference</span>" in (await client.get("/en/2027/")).text


async def test_finalists_have_a_page_with_a_headline_of_its_own_before_there_is_a_winner(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    edition = await people.edition(db, stage=Stage.JUDGING)
    category = await people.category(db, edition)
    nominee = await people.nominee(db, category, await people.company(db, edition))
    await people.shortlist(db, category, nominee)

    before = [(await client.get(path)).text for path in ("/en/", "/en/2027/")]
    await news(db, edition, "finalists")
    after = [(await client.get(path)).text for path in ("/en/", "/en/2027/")]

    assert not any("Fjordpuls" in page or "inalists" in page for page in before)
    assert '<a class="ds-button" href="/en/2027/">See the finalists</a>' in after[0]
    title = "The finalists of Export company of the year 2027"
    assert f"<title>{title}</title>" in after[1]
    assert f'<h1 class="aw-voice">{title}</h1>' in after[1]
    assert "<bdi>Fjordpuls</bdi>" in after[1]


async def test_the_winner_is_shown_with_picture_credit_and_quotes(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    edition = await people.edition(db, stage=Stage.ANNOUNCED)
    await people.winner(db, await people.category(db, edition), edition, "Fjordpuls")
    item = await news(db, edition, "winner")
    key = await db.fetchval(
        """INSERT INTO pictures (media_type, width, height, content)
           VALUES ('image/jpeg', 1600, 900, 'x') RETURNING key::text"""
    )
    await db.execute(
        """UPDATE announcements SET picture = (SELECT max(id) FROM pictures), alt = $2,
                  credit = 'Eli <Foto>', quotes = $3 WHERE id = $1""",
        item,
        {"nb": "To ved et mikroskop", "en": "Two at a microscope"},
        [{"words": {"nb": "Modig.", "en": "Brave."}, "who": {"nb": "Liv", "en": "Liv, chair"}}],
    )

    home, year = (await client.get("/en/")).text, (await client.get("/en/2027/")).text

    image = (
        f'<img src="/2027/pictures/{key}" width="1600" height="900" alt="Two at a microscope">'
        "<figcaption>Photo: Eli &lt;Foto&gt;</figcaption>"
    )
    assert image in home
    assert image in year
    assert "Fjordpuls grows." in year
    assert "<p>Brave.</p></blockquote><figcaption>Liv, chair</figcaption>" in year


async def test_news_are_dated_in_figures_and_read_a_page_at_a_time(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    edition = await people.edition(db)
    for number in range(53):
        await news(db, edition, "free", f"Item {number:02}", NOON - timedelta(days=number))

    first, second = (
        (await client.get("/nb/news/")).text,
        (await client.get("/nb/news/?page=2")).text,
    )
    third = await client.get("/nb/news/?page=3")

    assert '<time datetime="2027-09-17T12:00:00+02:00">17.09.2027</time>' in first
    titles = re.findall(r">(Item \d\d)<", first + second)
    assert titles == [f"Item {number:02}" for number in range(53)]
    assert 'href="/nb/news/?page=2"' in first
    assert 'rel="prev" href="/nb/news/"' in second
    assert third.status_code == 404


async def news(
    db: Connection,
    edition: int,
    kind: str,
    headline: str = "Something",
    when: datetime = NOON,
) -> int:
    """A published item, with an address in each language."""
    member = await db.fetchval("SELECT max(id) FROM staff") or await people.staff(db)
    ident = int(
        await db.fetchval(
            """INSERT INTO announcements (edition, kind, state, slug, headline, written_by,
                      approved_by, two_people, published_at, updated_at)
               VALUES ($1, $2, 'published', $3, $4, $5, $5, false, $6, $6) RETURNING id""",
            edition,
            kind,
            words.slug(headline),
            {"nb": headline, "en": headline},
            member,
            when,
        )
    )
    for language in ("nb", "en"):
        await db.execute(
            """INSERT INTO announcement_addresses (edition, language, slug, announcement)
               SELECT edition, $2, slug || '-' || $2, id FROM announcements WHERE id = $1""",
            ident,
            language,
        )
    return ident
