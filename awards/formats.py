"""Days, clocks and numbers as a reader writes them. Pure: no clock read, no catalogue asked."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeVar
from zoneinfo import ZoneInfo

Number = int | float | Decimal | Fraction
When = TypeVar("When", date, datetime)

NO_BREAK = "\u00a0"
MINUS = "\u2212"
NONE = "\u2013"


@dataclass(frozen=True)
class Spelling:
    """How one language writes what is not words."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    day: str
    short_day: str
    clock: str
    moment: str
    norwegian_time: str
    city_time: str
    decimal: str
    percent: str
    money: str
    million: str
    milliard: str
    yes: str
    no: str


BOKMAAL = Spelling(
    days=("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    months=(
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ),
    short_months=(),
    day="{weekday} {day}. {month} {year}",
    short_day="{day:02}.{number:02}.{year}",
    clock="{hour:02}.{minute:02}",
    moment="{day} kl. {clock} {zone}",
    norwegian_time="norsk tid",
    city_time="{city}-tid",
    decimal=",",
    percent=f"{{number}}{NO_BREAK}%",
    money=f"{{number}}{NO_BREAK}kr",
    million="mill.",
    milliard="mrd.",
    yes="Ja",
    no="Nei",
)

ENGLISH = Spelling(
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    short_months=(
        "Jan",
        "Feb",
        "March",
        "April",
        "May",
        "June",
        "July",
        "Aug",
        "Sept",
        "Oct",
        "Nov",
        "Dec",
    ),
    day="{weekday} {day} {month} {year}",
    short_day="{day} {short_month} {year}",
    clock="{hour:02}:{minute:02}",
    moment="{day} at {clock} {zone}",
    norwegian_time="Norwegian time",
    city_time="{city} time",
    decimal=".",
    percent="{number}%",
    money=f"NOK{NO_BREAK}{{number}}",
    million="million",
    milliard="billion",
    yes="Yes",
    no="No",
)

SPELLINGS = {"nb": BOKMAAL, "nn": BOKMAAL, "en": ENGLISH}


def spelling(language: str) -> Spelling:
    return SPELLINGS.get(language, ENGLISH)


def day(language: str, when: date, zone: str = "") -> str:
    """The date with its weekday; a moment needs the zone it is read in."""
    return _dated(language, spelling(language).day, _in_zone(when, zone))


def short_day(language: str, when: date, zone: str = "") -> str:
    return _dated(language, spelling(language).short_day, _in_zone(when, zone))


def clock(language: str, when: datetime, zone: str) -> str:
    local = _in_zone(when, zone)
    return spelling(language).clock.format(hour=local.hour, minute=local.minute)


def moment(language: str, when: datetime, zone: str) -> str:
    """Weekday, date, time and whose time: all a person needs to keep a deadline."""
    return spelling(language).moment.format(
        day=day(language, when, zone),
        clock=clock(language, when, zone),
        zone=zone_word(language, zone),
    )


def short_moment(language: str, when: datetime, zone: str) -> str:
    """For rows of a table whose heading has said whose time it is."""
    return f"{short_day(language, when, zone)} {clock(language, when, zone)}"


def zone_word(language: str, zone: str) -> str:
    if zone == "Europe/Oslo":
        return spelling(language).norwegian_time
    if zone == "UTC":
        return zone
    return spelling(language).city_time.format(city=zone.rpartition("/")[2].replace("_", " "))


def iso(when: date, zone: str = "") -> str:
    """For the machine-readable attribute of a time element."""
    if isinstance(when, datetime):
        return _in_zone(when, zone).isoformat(timespec="seconds")
    return when.isoformat()


def number(language: str, value: Number | None, decimals: int = 0) -> str:
    """Rounded half up and exactly, thousands apart; a missing number is a dash."""
    if value is None:
        return NONE
    steps = floor(abs(Fraction(value)) * 10**decimals + Fraction(1, 2))
    whole, rest = divmod(steps, 10**decimals)
    written = f"{whole:,}".replace(",", NO_BREAK)
    if decimals:
        written += f"{spelling(language).decimal}{rest:0{decimals}}"
    return f"{MINUS}{written}" if value < 0 and steps else written


def decimal1(language: str, value: Number | None) -> str:
    return number(language, value, 1)


def percent(language: str, value: Number | None) -> str:
    """A share already counted in hundredths: 25 is a quarter. A decimal only where there is one."""
    if value is None:
        return NONE
    decimals = 0 if Fraction(value).denominator == 1 else 1
    return spelling(language).percent.format(number=number(language, value, decimals))


def about(language: str, value: Number | None) -> str:
    """A share as people say it: a decimal only where it is below ten."""
    if value is None:
        return NONE
    decimals = 0 if abs(Fraction(value)) >= 10 or value == 0 else 1
    return spelling(language).percent.format(number=number(language, value, decimals))


def change(language: str, value: Number | None, decimals: int | None = None) -> str:
    """Growth in hundredths, with its sign; as ``about`` unless the decimals are said."""
    if value is None:
        return NONE
    if decimals is None:
        written = about(language, value)
    else:
        written = spelling(language).percent.format(number=number(language, value, decimals))
    return f"+{written}" if value > 0 else written


def _in_zone(when: When, zone: str) -> When:
    """A plain date is the same day everywhere; a moment without a zone of its own is a mistake."""
    if not isinstance(when, datetime):
        return when
    if when.tzinfo is None:
        raise ValueError("a naive datetime has no place on a page")
    return when.astimezone(ZoneInfo(zone)) if zone else when


def _dated(language: str, pattern: str, when: date) -> str:
    words = spelling(language)
    return pattern.format(
        weekday=words.days[when.weekday()],
        day=when.day,
        month=words.months[when.month - 1],
        short_month=words.short_months[when.month - 1] if words.short_months else "",
        number=when.month,
        year=when.year,
    )
