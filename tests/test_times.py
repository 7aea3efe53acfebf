from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from awards.times import ComesTwice, NoSuchTime, Unreadable, at, shown

OSLO = "Europe/Oslo"


@pytest.mark.parametrize("day", ["17.09.2027", "17.9.2027", "2027-09-17", " 17.09.2027 "])
@pytest.mark.parametrize("clock", ["12:00", "12.00", " 12:00", "12:00:00", "12.00.00"])
def test_a_deadline_may_be_typed_in_several_ways(day: str, clock: str) -> None:
    assert at(day, clock, OSLO) == datetime(2027, 9, 17, 10, 0, tzinfo=UTC)


def test_a_deadline_is_an_instant_in_utc() -> None:
    instant = at("1.12.2027", "8:05:09", OSLO)

    assert instant == datetime(2027, 12, 1, 7, 5, 9, tzinfo=UTC)
    assert instant.tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "clock", "part"),
    [
        ("", "12:00", "day"),
        ("31.02.2027", "12:00", "day"),
        ("17/09/2027", "12:00", "day"),
        ("17.09.27", "12:00", "day"),
        ("1٧.09.2027", "12:00", "day"),
        ("2027-9-17", "12:00", "day"),
        ("2027-09-17\n2", "12:00", "day"),
        ("9999-12-31", "23:59", "day"),
        ("17.09.2027", "", "clock"),
        ("17.09.2027", "24:00", "clock"),
        ("17.09.2027", "12:60", "clock"),
        ("17.09.2027", "12", "clock"),
        ("17.09.2027", "noon", "clock"),
        ("17.09.2027", "1٢:00", "clock"),
        ("17.09.2027", "12:00:60", "clock"),
    ],
)
def test_what_is_no_time_is_asked_for_again(day: str, clock: str, part: str) -> None:
    with pytest.raises(Unreadable) as refused:
        at(day, clock, OSLO)

    assert refused.value.part == part


def test_a_time_that_the_clock_jumps_over_is_refused() -> None:
    for fold in (None, 0, 1):
        with pytest.raises(NoSuchTime):
            at("28.03.2027", "02:30", OSLO, fold)


def test_a_time_that_comes_twice_is_asked_about() -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

    with pytest.raises(ComesTwice) as asked:
        at("31.10.2027", "02:30", OSLO)

    assert (asked.value.first, asked.value.second) == (first, second)
    assert at("31.10.2027", "02:30", OSLO, fold=0) == first
    assert at("31.10.2027", "02:30", OSLO, fold=1) == second


def test_an_answer_nobody_asked_for_changes_nothing() -> None:
    assert at("17.09.2027", "12:00", OSLO, fold=1) == at("17.09.2027", "12:00", OSLO)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


CHANGES = [(last_sunday(year, month), month) for year in range(2026, 2036) for month in (3, 10)]


@pytest.mark.parametrize(("sunday", "month"), CHANGES)
def test_every_quarter_of_the_nights_when_the_clock_is_turned(sunday: date, month: int) -> None:
    """Norway turns its clock at 01:00 UTC: from 02 to 03 in March, from 03 to 02 in October."""
    midnight = datetime(sunday.year, sunday.month, sunday.day, tzinfo=UTC)
    before, after = (1, 2) if month == 3 else (2, 1)
    for quarter in range(-8, 24):
        wall = midnight + timedelta(minutes=15 * quarter)
        day, clock = f"{wall:%d.%m.%Y}", f"{wall:%H:%M}"
        early, late = wall - timedelta(hours=before), wall - timedelta(hours=after)
        in_turned_hour = 8 <= quarter < 12
        if in_turned_hour and month == 3:
            with pytest.raises(NoSuchTime):
                at(day, clock, OSLO)
        elif in_turned_hour:
            with pytest.raises(ComesTwice) as asked:
                at(day, clock, OSLO)
            assert (asked.value.first, asked.value.second) == (early, late)
            assert (at(day, clock, OSLO, 0), at(day, clock, OSLO, 1)) == (early, late)
        else:
            assert at(day, clock, OSLO) == (early if quarter < 8 else late)


@pytest.mark.parametrize(("sunday", "month"), CHANGES)
def test_what_a_form_shows_is_read_back(sunday: date, month: int) -> None:
    start = datetime(sunday.year, sunday.month, sunday.day, tzinfo=UTC) - timedelta(hours=3)
    for quarter in range(32):
        instant = start + timedelta(minutes=15 * quarter)
        fold = instant.astimezone(ZoneInfo(OSLO)).fold
        assert at(*shown(instant, OSLO), OSLO, fold) == instant


def test_a_form_shows_seconds_only_where_there_are_some() -> None:
    assert shown(datetime(2027, 9, 17, 10, tzinfo=UTC), OSLO) == ("17.09.2027", "12:00")
    assert shown(datetime(2027, 9, 17, 22, 5, 9, tzinfo=UTC), OSLO) == ("18.09.2027", "00:05:09")


def test_a_time_without_a_zone_is_never_shown() -> None:
    with pytest.raises(ValueError, match="zone"):
        shown(datetime(2027, 9, 17, 10), OSLO)
