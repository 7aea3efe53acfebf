"""What people type as day and clock in the award's zone becomes an instant, here and nowhere else.

Two nights a year the clock is turned. A time it jumps over is refused, and one it passes twice is
asked about: guessing would move a deadline by an hour.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[12][0-9]{3})")
YEAR_FIRST = re.compile(r"(?P<year>[12][0-9]{3})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2}))?")


class Unreadable(ValueError):
    """The part is "day" or "clock": the field of the form that has to be typed again."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class NoSuchTime(ValueError):
    """The clock jumps over this time."""


class ComesTwice(ValueError):
    """The clock passes this time twice, and only the person who typed it knows which is meant."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__(first, second)
        self.first = first
        self.second = second


def at(day: str, clock: str, zone: str, fold: int | None = None) -> datetime:
    """The instant, in UTC. Fold 0 is the first passing of a time that comes twice, 1 the second."""
    typed = _typed(day, clock)
    first, second = (_instant(typed, zone, passing) for passing in (0, 1))
    if _wall(first, zone) != typed:
        raise NoSuchTime
    if first == second:
        return first
    if fold is None:
        raise ComesTwice(first, second)
    return second if fold else first


def _typed(day: str, clock: str) -> datetime:
    date = DAY_FIRST.fullmatch(day.strip()) or YEAR_FIRST.fullmatch(day.strip())
    hours = CLOCK.fullmatch(clock.strip())
    if date is None:
        raise Unreadable("day")
    if hours is None:
        raise Unreadable("clock")
    try:
        midnight = datetime(int(date["year"]), int(date["month"]), int(date["day"]))
    except ValueError:
        raise Unreadable("day") from None
    try:
        return midnight.replace(
            hour=int(hours["hour"]), minute=int(hours["minute"]), second=int(hours["second"] or 0)
        )
    except ValueError:
        raise Unreadable("clock") from None


def _instant(typed: datetime, zone: str, passing: int) -> datetime:
    return typed.replace(tzinfo=ZoneInfo(zone), fold=passing).astimezone(UTC)


def _wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def shown(instant: datetime, zone: str) -> tuple[str, str]:
    """Day and clock as a form field shows them; `at` reads them back."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone is no instant")
    wall = _wall(instant, zone)
    return f"{wall:%d.%m.%Y}", f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"
