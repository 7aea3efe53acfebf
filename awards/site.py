"""What every page shows around its content: the award and its editions, kept until they change.

Each process asks for the site's version at most twice a second and keeps what hangs on it. A page
made from it may for that while show less than there is, and never more.
"""

import asyncio
import gzip
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from awards import award, editions, stages
from awards.award import Award
from awards.database import Connection, Database, Queries
from awards.editions import Edition
from awards.errors import Unavailable
from awards.stages import Stage

sql = Queries("site")

EVERY = 0.5  # seconds between looks at the version
LOOK = 1.5  # seconds a look may take: the request that waits for it has things of its own to ask
MOST_PAGES = 1000
MOST_BYTES = 64 * 1024 * 1024  # of pages and pictures; those that were asked for last stay
WORTH_SQUEEZING = 500  # bytes
SQUEEZED_BY = 6  # of 9: a feed of fifty items takes a few milliseconds


@dataclass(frozen=True)
class Page:
    """A public page as it was made, under the tag that names its bytes."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> "Page":
        return cls(body, f'"{sha256(body).hexdigest()[:32]}"')

    @cached_property
    def squeezed(self) -> "Page | None":
        """The same in gzip, made when the first asks for it; none where that would save nothing."""
        if len(self.body) < WORTH_SQUEEZING:
            return None
        return Page(gzip.compress(self.body, SQUEEZED_BY, mtime=0), self.squeezed_etag)

    @property
    def squeezed_etag(self) -> str:
        return f'{self.etag[:-1]}-gz"'


@dataclass(frozen=True)
class Site:
    version: int
    award: Award | None
    editions: tuple[Edition, ...]  # the newest year first
    past_years: tuple[int, ...] = ()  # that have winners from before this service

    @property
    def current(self) -> Edition | None:
        """The newest edition that is under way, else the newest planned, else the newest of all."""
        under_way = [one for one in self.editions if stages.reached(one.stage, Stage.NOMINATING)]
        candidates = under_way or list(self.editions)
        return candidates[0] if candidates else None

    def of_year(self, year: int) -> Edition | None:
        return next((one for one in self.editions if one.year == year), None)


async def version(db: Connection) -> int:
    return int(await sql.version.value(db))


async def load(db: Connection) -> Site:
    return Site(
        await version(db),
        await award.award(db),
        tuple(await editions.editions(db)),
        tuple(row["year"] for row in await sql.past_years.all(db)),
    )


@dataclass
class Watch:
    """The site as this process last saw it, and the pages made from it."""

    database: Database
    every: float = EVERY
    site: Site | None = None
    looked: float = float("-inf")
    failed: float = float("-inf")
    pages: "OrderedDict[str, Page]" = field(default_factory=OrderedDict)
    kept: int = 0  # bytes in pages
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def now(self) -> Site:
        if self.site is not None and self._is_fresh(self.site):
            return self.site
        asked = time.monotonic()
        async with self.looking:
            if self.failed > asked:
                raise Unavailable
            if self.site is None or not self._is_fresh(self.site):
                await self._look()
        assert self.site is not None
        return self.site

    def _is_fresh(self, site: Site) -> bool:
        """A site without an award is about to get one: it is looked at every time."""
        return site.award is not None and time.monotonic() - self.looked < self.every

    async def _look(self) -> None:
        try:
            async with self.database.transaction(LOOK) as db:
                if self.site is None or await version(db) != self.site.version:
                    self.site = await load(db)
                    self.pages.clear()
                    self.kept = 0
        except Unavailable:
            if self.site is None:
                self.failed = time.monotonic()
                raise
        self.looked = time.monotonic()

    async def page(self, key: str, make: Callable[[Site], Awaitable[bytes]]) -> Page:
        """A public page, made once for each version of the site."""
        site = await self.now()
        key = f"{site.version} {key}"
        if key in self.pages:
            self.pages.move_to_end(key)
            return self.pages[key]
        made = Page.of(await make(site))
        self._keep(key, made)
        return made

    def _keep(self, key: str, made: Page) -> None:
        self._forget(key)  # somebody else made it meanwhile
        self.pages[key] = made
        self.kept += len(made.body)
        while len(self.pages) > MOST_PAGES or self.kept > MOST_BYTES:
            self._forget(next(iter(self.pages)))

    def _forget(self, key: str) -> None:
        if gone := self.pages.pop(key, None):
            self.kept -= len(gone.body)
