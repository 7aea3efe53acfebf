"""How a juror is welcomed: they read the rules and say so, and again when they were changed."""

from dataclasses import dataclass
from datetime import timedelta

from awards import audit, editions
from awards.database import Connection, Queries
from awards.panel import Juror
from awards.stages import Action

sql = Queries("welcome")

HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Work:
    """The time that judging takes."""

    minutes: int  # for a case
    cases: int | None  # None until every shortlist of the juror is fixed

    @property
    def total(self) -> timedelta:
        return timedelta(minutes=self.minutes * (self.cases or 0))

    @property
    def half_hours(self) -> int:
        """All of it, rounded up to half an hour."""
        return -(-self.total // HALF_AN_HOUR)


async def work(db: Connection, juror: Juror) -> Work:
    minutes = (await editions.edition(db, juror.edition)).minutes_a_case
    return Work(minutes, await sql.cases.value(db, juror=juror.id))


async def confirm(db: Connection, juror: Juror, shown: int) -> None:
    """They have read the rules in the version that was shown. Once is as good as twice."""
    version = await _version(db, juror, shown)
    if await sql.welcome.value(db, juror=juror.id, version=version) is not None:
        await _record(db, juror, "juror.welcomed", version)


async def read(db: Connection, juror: Juror, shown: int) -> None:
    """They have read what was changed, up to the version that was shown."""
    version = await _version(db, juror, shown)
    if await sql.read.value(db, juror=juror.id, version=version) is not None:
        await _record(db, juror, "juror.read_rules", version)


async def _version(db: Connection, juror: Juror, shown: int) -> int:
    """What they have read, in the jury room; nobody has read a version that is not sealed yet."""
    inside = await editions.entered(db, juror.edition)
    inside.require(Action.OPEN_LINKS)
    return max(0, min(shown, juror.sealed_version))


async def _record(db: Connection, juror: Juror, deed: str, version: int) -> None:
    await audit.record(db, juror.actor, deed, juror.actor, edition=juror.edition, version=version)
