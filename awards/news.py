"""News: the published items that readers may see, for pages and feeds. Nothing is changed here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from awards import articles
from awards.announcements import Announcement, Kind
from awards.articles import Wording
from awards.award import Award
from awards.database import Connection, Queries
from awards.editions import Edition, Texts
from awards.errors import NotFound, Withdrawn

sql = Queries("news")

MOST = 50  # items on a page, and entries in a feed
IMAGE = ("media_type", "width", "height", "size")  # what is said of the picture of an item
MOST_PLACES = 2000  # items that a sitemap names


@dataclass(frozen=True)
class Image:
    """The picture of an item, as those who fetch it get it."""

    key: str  # its address
    media_type: str
    width: int
    height: int
    size: int  # bytes


@dataclass(frozen=True, kw_only=True)
class Item(Wording):
    """A published item."""

    id: int
    uid: UUID
    year: int
    languages: list[str]  # of its edition; the first is the fallback
    kind: Kind
    addresses: dict[str, str]  # by language: its slug
    picture_key: str | None  # the picture's address
    image: Image | None
    correction: Texts
    published_at: datetime
    updated_at: datetime

    @property
    def corrected(self) -> bool:
        return self.updated_at > self.published_at

    @property
    def first_language(self) -> str:
        return self.languages[0]

    def slug(self, language: str) -> str:
        """Its address in a language; there is one in each that its edition speaks."""
        return self.addresses.get(language) or next(iter(self.addresses.values()), "")

    def entry(self, language: str) -> UUID:
        """Its id in the feed of a language, for ever."""
        return uuid5(self.uid, language)


@dataclass(frozen=True)
class Place:
    """Where a published item stands, in each language of its edition."""

    year: int
    languages: list[str]
    addresses: dict[str, str]
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Version(Wording):
    """What an item said from a moment on, and what that mended."""

    picture_key: str | None
    correction: Texts
    seen_from: datetime


async def items(
    db: Connection,
    language: str,
    year: int | None = None,
    *,
    kind: Kind | None = None,
    page: int = 1,
) -> list[Item]:
    """The newest published items of editions that speak this language, or a page of older ones."""
    rows = await sql.items.all(
        db, language=language, year=year, kind=kind, most=MOST, skipped=(page - 1) * MOST
    )
    return [_item(row) for row in rows]


async def count(db: Connection, language: str) -> int:
    """How many items all the pages of a language have."""
    return int(await sql.count.value(db, language=language))


async def about_the_winner(db: Connection, language: str, year: int) -> Item | None:
    """The item that told who won in a year."""
    found = await items(db, language, year, kind=Kind.WINNER)
    return found[0] if found else None


async def item(db: Connection, language: str, year: int, slug: str) -> Item:
    row = await sql.item.one(db, language=language, year=year, slug=slug)
    if row is None:
        raise NotFound
    if row["withdrawn"]:
        raise Withdrawn
    return _item({name: value for name, value in row.items() if name != "withdrawn"})


async def versions(db: Connection, item: Item) -> list[Version]:
    """What readers have seen of an item, the newest first."""
    rows = await sql.versions.all(db, id=item.id, most=MOST)
    return [Version(**articles.facts(row)) for row in rows]


async def places(db: Connection) -> list[Place]:
    """Where the newest published items stand, more of them than a page shows."""
    return [Place(**row) for row in await sql.addresses.all(db, most=MOST_PLACES)]


async def picture(db: Connection, year: int, key: UUID) -> bytes:
    """A picture that stands in something readers have seen and still may."""
    content: bytes | None = await sql.picture.value(db, year=year, key=key)
    if content is None:
        raise NotFound
    return content


async def changed(db: Connection, award: Award) -> datetime:
    """When the news last changed; before the first item that is when the award came to be."""
    latest: datetime | None = await sql.changed.value(db)
    return latest or award.created_at


def feed(award: Award, language: str) -> UUID:
    """The id of the feed of a language, for ever."""
    return uuid5(award.feed, language)


def item_to_be(announcement: Announcement, edition: Edition, now: datetime) -> Item:
    """An announcement as it will be, for those who write it."""
    published_at = announcement.published_at or announcement.due or now
    return Item(
        headline=announcement.headline,
        lead=announcement.lead,
        body=announcement.body,
        quotes=announcement.quotes,
        picture=announcement.picture,
        alt=announcement.alt,
        credit=announcement.credit,
        id=announcement.id,
        uid=announcement.uid,
        year=edition.year,
        languages=edition.languages,
        kind=announcement.kind,
        addresses=announcement.addresses,
        picture_key=announcement.picture_key,
        image=None,
        correction={},
        published_at=published_at,
        updated_at=announcement.updated_at or published_at,
    )


def _item(row: Any) -> Item:
    found = articles.facts(row)
    pictured = {name: found.pop(f"picture_{name}") for name in IMAGE}
    image = Image(found["picture_key"], **pictured) if found["picture_key"] else None
    return Item(**{**found, "kind": Kind(row["kind"]), "image": image})
