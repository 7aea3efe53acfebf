"""The award: the prize itself, whose it is, who writes its letters. One per installation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from awards import audit
from awards.database import Connection, Queries
from awards.errors import N_, Conflict, NotYet

sql = Queries("award")


@dataclass(frozen=True)
class Profile:
    """What staff write about the award on its settings page."""

    name: dict[str, str]
    organisation: dict[str, str]
    privacy_notice: dict[str, str]
    languages: Sequence[str]
    zone: str
    sender_name: str
    sender: str
    reply_public: str
    reply_jury: str


@dataclass(frozen=True)
class Award(Profile):
    feed: UUID
    created_at: datetime
    version: int

    @property
    def first_language(self) -> str:
        return self.languages[0]


async def award(db: Connection) -> Award | None:
    row = await sql.award.one(db)
    return Award(**row) if row else None


async def known(db: Connection) -> Award:
    """The award, where nothing can be done before it is set up."""
    found = await award(db)
    if found is None:
        raise NotYet(N_("Set up the award first."))
    return found


async def create(db: Connection, profile: Profile) -> None:
    try:
        await sql.create.run(db, **vars(profile))
    except asyncpg.UniqueViolationError:
        raise Conflict from None


async def change(db: Connection, actor: str, profile: Profile, version: int) -> None:
    """Change the award as it was shown in ``version``; refuse if somebody else was first."""
    if await sql.change.value(db, **vars(profile), version=version) is None:
        raise Conflict
    await audit.record(db, actor, "award.changed", "award")
