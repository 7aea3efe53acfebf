"""Addresses of announcements: from the headline of each language, given once, for ever."""

import pytest

from awards import announcements, corrections, publishing, slugs
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from tests import people
from tests.test_announcements import Newsroom, staffed

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("headline", "address"),
    [
        ("Hvem er årets eksportbedrift 2022?", "hvem-er-arets-eksportbedrift-2022"),
        ("Blåbær & Ølbrød AS", "blabaer-olbrod-as"),
        ("  -- Éxport: 50 % ↑ --  ", "export-50"),
        ("Straße, Łódź, Þór", "strasse-lodz-thor"),
        ("ＷＩＤＥ ﬁgures ²", "wide-figures-2"),
        ("受賞者", "news"),
        ("\u202e\u0000", "news"),
        ("", "news"),
        ("../../etc/passwd?x=1#y", "etc-passwd-x-1-y"),
    ],
)
async def test_a_headline_becomes_plain_letters(headline: str, address: str) -> None:
    assert slugs.slug(headline) == address


async def test_a_long_headline_ends_with_a_whole_word() -> None:
    assert slugs.slug("eksport " * 20) == "-".join(["eksport"] * 8)
    assert slugs.slug("x" * 500) == "x" * slugs.LONGEST


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await staffed(db)


async def out(db: Connection, room: Newsroom, **headline: str) -> int:
    """An item with this headline that readers have seen."""
    text = Wording(headline, {}, {})
    ident = await announcements.write(db, room.tone, room.edition, Kind.FREE, text)
    await announcements.approve(db, room.per, room.edition, ident, 1)
    await publishing.schedule(db, room.per, room.edition, ident, 2, None)
    assert await publishing.publish_due(db) == 1
    return ident


async def addresses(db: Connection, room: Newsroom, ident: int) -> dict[str, str]:
    return (await announcements.announcement(db, room.edition, ident)).addresses


async def test_each_language_has_its_own_and_a_missing_headline_falls_back_to_the_first(
    db: Connection, room: Newsroom
) -> None:
    both = await out(db, room, nb="Nå åpner det", en="Now open")
    alone = await out(db, room, nb="Siste frist")

    assert await addresses(db, room, both) == {"nb": "na-apner-det", "en": "now-open"}
    assert await addresses(db, room, alone) == {"nb": "siste-frist", "en": "siste-frist"}


async def test_of_two_with_one_headline_the_second_gets_a_number(
    db: Connection, room: Newsroom
) -> None:
    found = [await addresses(db, room, await out(db, room, nb="Nytt", en="News")) for _ in "123"]

    assert found == [
        {"nb": "nytt", "en": "news"},
        {"nb": "nytt-2", "en": "news-2"},
        {"nb": "nytt-3", "en": "news-3"},
    ]


async def test_another_year_may_use_the_same(db: Connection, room: Newsroom) -> None:
    await out(db, room, nb="Nytt", en="News")
    another = Newsroom(await people.edition(db, year=2028), 0, 0, room.tone, room.per, room.eva)

    assert await addresses(db, another, await out(db, another, nb="Nytt", en="News")) == {
        "nb": "nytt",
        "en": "news",
    }


async def test_no_headline_takes_the_address_of_another_page(
    db: Connection, room: Newsroom
) -> None:
    assert await addresses(db, room, await out(db, room, nb="Finalists")) == {
        "nb": "finalists-2",
        "en": "finalists-2",
    }


async def test_a_correction_leaves_the_address_as_it_was(db: Connection, room: Newsroom) -> None:
    ident = await out(db, room, nb="Nytt", en="News")
    mended = Wording({"nb": "Noe helt annet"}, {}, {})

    await corrections.write(db, room.per, room.edition, ident, mended, {"nb": "Alt var feil."}, 4)
    await corrections.let_out(db, room.tone, room.edition, ident, 5)

    assert await addresses(db, room, ident) == {"nb": "nytt", "en": "news"}
