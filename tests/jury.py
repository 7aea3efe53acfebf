"""A jury at work: an edition in judging, its nominees on a shortlist, jurors who are signed in."""

import secrets
from dataclasses import dataclass
from typing import Any

from awards import panel
from awards.database import Connection
from awards.panel import Juror
from awards.sessions import hashed
from awards.stages import Stage
from tests import people


@dataclass(frozen=True)
class Judging:
    """People and nominees by name."""

    edition: int
    category: int
    round: int
    companies: dict[str, int]
    nominees: dict[str, int]
    jurors: dict[str, int]


async def judging(
    db: Connection,
    nominees: tuple[str, ...] = ("Fjordpuls", "Lomvi"),
    jurors: tuple[str, ...] = ("Ada", "Bo"),
    stage: Stage = Stage.JUDGING,
    **changed: Any,
) -> Judging:
    edition = await people.edition(db, stage=stage, **changed)
    category = await people.category(db, edition)
    companies = {name: await people.company(db, edition, name) for name in nominees}
    found = {
        name: await people.nominee(db, category, company) for name, company in companies.items()
    }
    return Judging(
        edition=edition,
        category=category,
        round=await people.shortlist(db, category, *found.values()),
        companies=companies,
        nominees=found,
        jurors={name: await people.juror(db, edition, name) for name in jurors},
    )


async def signed_in(db: Connection, juror: int) -> Juror:
    """A juror as their session knows them."""
    link, cookie = secrets.token_urlsafe(9), hashed(secrets.token_urlsafe(12))
    await db.execute(
        "INSERT INTO links (id, purpose, subject) VALUES ($1, 'juror', $2)", link, juror
    )
    await db.execute(
        """INSERT INTO sessions (cookie, audience, link, subject, expires_at)
           VALUES ($1, 'juror', $2, $3, clock_timestamp() + interval '1 day')""",
        cookie,
        link,
        juror,
    )
    return await panel.by_cookie(db, cookie)
