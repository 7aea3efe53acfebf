"""Devices: the browsers in which a juror opened their link, and the letter that tells of new ones.

Whoever opens a juror's link is a device of that juror, a mail scanner too. A letter a day at most
mentions those that are new, and leads to a page where the juror says that it was not them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from awards import audit, editions, links, outbox, panel, stages
from awards.database import Connection, Queries
from awards.panel import Juror
from awards.stages import Action, Stage
from awards.tokens import Purpose

sql = Queries("devices")

MOST_SHOWN = 100
MOST_IN_A_LETTER = 12
ALARM_LASTS = timedelta(days=30)

# The first that is found counts: most browsers name others too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Device:
    id: int
    agent: str  # as the browser called itself
    opened_at: datetime

    @property
    def browser(self) -> str:
        return _named(BROWSERS, self.agent)

    @property
    def system(self) -> str:
        return _named(SYSTEMS, self.agent)


@dataclass(frozen=True)
class Devices:
    """Some of them, and how many there are."""

    shown: list[Device]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.shown)


def _named(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for part, name in names if part in agent), "")


async def devices(db: Connection, juror: int, this: int = 0) -> Devices:
    """Where a juror is signed in, the device at hand first."""
    return _devices(await sql.devices.all(db, juror=juror, this=this, most=MOST_SHOWN))


async def end_others(db: Connection, juror: Juror) -> None:
    """Sign a juror out on every device but the one at hand."""
    ended = await sql.end_others.all(db, juror=juror.id, this=juror.session)
    if ended:
        await audit.record(
            db,
            juror.actor,
            "juror.devices_ended",
            juror.actor,
            edition=juror.edition,
            devices=len(ended),
        )


async def tell_next(db: Connection) -> bool:
    """Write to the next juror with devices nobody told them of; False when there is none."""
    allowed = [stage for stage in Stage if stages.allows(stage, Action.OPEN_LINKS)]
    row = await sql.untold.one(db, stages=allowed)
    if row is None:
        return False
    await editions.entered(db, row["edition"])
    await sql.hold.run(db, juror=row["juror"])
    if await sql.tell.all(db, juror=row["juror"], today=row["today"]):
        await _post(db, row["edition"], row["juror"], row["today"])
    return True


async def told(db: Connection, facts: dict[str, Any]) -> Devices:
    """What a letter mentions, read when it is sent."""
    day = date.fromisoformat(facts["day"])
    return _devices(await sql.told.all(db, juror=facts["juror"], day=day, most=MOST_IN_A_LETTER))


def sample(opened_at: datetime) -> Devices:
    """What a letter that staff preview mentions."""
    agents = ("Chrome/ Windows", "Safari/ iPhone", "")
    return Devices([Device(0, agent, opened_at) for agent in agents], len(agents))


async def _post(db: Connection, edition: int, ident: int, today: date) -> None:
    juror = await panel.juror(db, edition, ident)
    await outbox.post(
        db,
        "juror_new_device",
        f"juror-new-device:{ident}:{today.isoformat()}",
        juror.recipient,
        edition=edition,
        link=await links.issue(db, Purpose.ALARM, ident, lasts=ALARM_LASTS),
        juror=ident,
        day=today.isoformat(),
    )


def _devices(rows: list[Any]) -> Devices:
    shown = [Device(row["id"], row["agent"], row["opened_at"]) for row in rows]
    return Devices(shown, rows[0]["total"] if rows else 0)
