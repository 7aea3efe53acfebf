"""News: what readers may see. Only published items, and winners only of announced editions.

Everything here is read for pages, feeds and the published record; nothing is changed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from awards import articles, decisions, editions, rules, shortlists, stages
from awards.announcements import Announcement, Kind
from awards.articles import Wording
from awards.award import Award
from awards.database import Connection, Queries
from awards.decisions import Decision
from awards.editions import Category, Criterion, Edition, Texts
from awards.errors import N_, LinkEnded, NotFound
from awards.rules import Rules
from awards.stages import Action, Stage

sql = Queries("news")

MOST = 50  # items on a page, and entries in a feed
IMAGE = ("media_type", "width", "height", "size")  # what is said of the picture of an item
MOST_PLACES = 2000  # items that a sitemap names
FORMAT = 1  # of the published record


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


@dataclass(frozen=True)
class Contest:
    """A category of a year as readers see it."""

    category: Category
    criteria: list[Criterion]
    finalists: list[str]  # empty until they are announced
    decision: Decision | None  # None until the winner is announced


@dataclass(frozen=True)
class Year:
    edition: Edition
    contests: list[Contest]
    versions: list[Rules]  # of the rules, once they are sealed
    announced_at: datetime | None

    @property
    def rules(self) -> Rules | None:
        """The version in force."""
        return self.versions[-1] if self.versions else None

    @property
    def announced(self) -> bool:
        return any(contest.decision for contest in self.contests)

    @property
    def scored(self) -> list[tuple[list[Texts], list[Criterion]]]:
        """The criteria, once for all categories that are scored alike, with their names."""
        alike: dict[str, tuple[list[Texts], list[Criterion]]] = {}
        for contest in self.contests:
            key = str([(one.name, one.help, one.weight) for one in contest.criteria])
            alike.setdefault(key, ([], contest.criteria))[0].append(contest.category.name)
        return [(names, criteria) for names, criteria in alike.values() if criteria]


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
        raise LinkEnded(N_("This news item was withdrawn."))
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


async def year(db: Connection, edition: Edition) -> Year:
    """What is known of a year. ``edition`` may be a second old: then this shows less."""
    criteria = await editions.criteria(db, edition.id)
    finalists = await _finalists(db, edition)
    decided = await _decided(db, edition)
    contests = [
        Contest(
            category,
            criteria.get(category.id, []),
            finalists.get(category.id, []),
            decided.get(category.id),
        )
        for category in await editions.categories(db, edition.id)
    ]
    announced_at = await sql.announced_at.value(db, edition=edition.id)
    return Year(edition, contests, await rules.versions(db, edition.id), announced_at)


async def year_to_be(db: Connection, edition: Edition) -> Year:
    """The year as it will be once it is announced, for staff who may see the standings."""
    stages.require(edition.stage, Action.SEE_STANDINGS)
    return await year(db, replace(edition, stage=Stage.ANNOUNCED))


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


async def _finalists(db: Connection, edition: Edition) -> dict[int, list[str]]:
    if not await sql.finalists_are_out.value(db, edition=edition.id):
        return {}
    return await shortlists.finalists(db, edition.id)


async def _decided(db: Connection, edition: Edition) -> dict[int, Decision]:
    if not edition.allows(Action.SEE_WINNERS):
        return {}
    return await decisions.decisions(db, edition.id)


async def record(db: Connection, award: Award, edition: Edition) -> dict[str, Any]:
    """The published record of a year; there is none before the announcement."""
    edition_year = await year(db, edition)
    if not edition_year.announced:
        raise NotFound
    announced_at, sealed = edition_year.announced_at, edition_year.rules
    return {
        "format": FORMAT,
        "award": award.name,
        "organisation": award.organisation,
        "year": edition.year,
        "announced_at": announced_at and announced_at.isoformat(),
        "rules": sealed
        and {
            "version": sealed.version,
            "sha256": sealed.fingerprint,
            "sealed_at": sealed.sealed_at.isoformat(),
            "canonical": sealed.canonical,
        },
        "categories": [_contest(contest) for contest in edition_year.contests],
    }


def _contest(contest: Contest) -> dict[str, Any]:
    decision = contest.decision
    return {
        "slug": contest.category.slug,
        "name": contest.category.name,
        "winner": decision and decision.company,
        "reason": decision.reason if decision else {},
        **({"finalists": contest.finalists} if contest.finalists else {}),
    }


def _item(row: Any) -> Item:
    found = articles.facts(row)
    pictured = {name: found.pop(f"picture_{name}") for name in IMAGE}
    image = Image(found["picture_key"], **pictured) if found["picture_key"] else None
    return Item(**{**found, "kind": Kind(row["kind"]), "image": image})
