"""Figures: numbers read as people write them, written as they read them, growth and share. Pure.

Money is counted in kroner, shares and growth in hundredths: 25 is a quarter. All are exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from awards import formats, numerals, ratios
from awards.errors import N_
from awards.formats import NO_BREAK
from awards.numerals import Marks, Numeral

Unreadable = numerals.Unreadable
Series = Mapping[int, Fraction | None]  # year -> figure; None: not known

MOST = 10**15  # kroner, or heads: more than the world has
# A bare number above this, where amounts are counted in thousands or millions, is one in kroner.
MOST_BARE = {1000: 10**7, 10**6: 10**5}
LEAST_NAMED = 1000  # kroner named as such; below it, the millions were forgotten
WORTH_ORE = 1000  # kroner with two decimals are kroner and øre from here, millions below

EMPTY = N_("Write a number.")
NO_MONEY = N_("This is not about money. Write the number alone, like 12 500.")
NO_PERCENT = N_("This is not a percentage. Write the number alone, like 12 500.")
NO_DECIMALS = N_("This is a whole number. Write it without decimals, like 38.")
TOO_MUCH = N_("This is more than any company has. Look at the noughts once more.")
NO_SHARE = N_("We cannot read this as a percentage. Write it like 12.5%%.")
NO_UNIT = N_("A percentage stands alone. Write it like 12.5%%.")
PROBABLY_MILLIONS = N_(
    "Is this in millions? Amounts here are in kroner. "
    "Write NOK 12.5 million, or all the digits: 12 500 000."
)
FORGOTTEN_MILLIONS = N_(
    "This would be only a few kroner. Write NOK 12.5 million, or all the digits: 12 500 000."
)
PROBABLY_KRONER = N_(
    "Is this in kroner? Amounts here are in millions. "
    "Write NOK in front of it, like NOK 12 500 000, or write 12.5."
)
PROBABLY_KRONER_NOT_THOUSANDS = N_(
    "Is this in kroner? Amounts here are in thousands of kroner. "
    "Write NOK in front of it, like NOK 12 500 000, or write 12 500."
)

EXPORT_ABOVE_TURNOVER = N_(
    "Exports in %(year)s (%(value)s) are higher than turnover (%(against)s). "
    "Exports are a part of turnover. Correct one of the figures."
)
BELOW_ZERO = N_(
    "The figure for %(year)s (%(value)s) is below zero, which cannot be. Correct the figure."
)
PART_OF_A_PERSON = N_(
    "The figure for %(year)s (%(value)s) is not a whole number of people. Correct the figure."
)
TURNOVER_FELL = N_("Turnover fell from %(against)s in %(before)s to %(value)s in %(year)s.")
EXPORT_FELL = N_("Exports fell from %(against)s in %(before)s to %(value)s in %(year)s.")
EMPLOYEES_FELL = N_(
    "The number of employees fell from %(against)s in %(before)s to %(value)s in %(year)s."
)
FELL = {"turnover": TURNOVER_FELL, "export": EXPORT_FELL, "employees": EMPLOYEES_FELL}


def amount(text: str, scale: int = 1) -> Fraction:
    """Kroner. ``scale`` is what a bare number is counted in: 1, 1000 or 1000000 kroner."""
    found = _numeral(text)
    if found.percent:
        raise Unreadable(NO_PERCENT)
    bare = not found.unit and not found.kroner
    either = bool(found.unit) or (bare and scale > 1)
    number = found.read(Marks.EITHER if either else Marks.THOUSANDS)
    if found.unit:
        return _sane(number * found.unit)
    return _sane(_bare(number, found, scale) if bare else _named(number, scale))


def _bare(number: Fraction, found: Numeral, scale: int) -> Fraction:
    decimals = found.places if found.number is not None else 0
    if scale == 1 and decimals and (decimals != 2 or abs(number) < WORTH_ORE):
        raise Unreadable(PROBABLY_MILLIONS)
    if abs(number) > MOST_BARE.get(scale, MOST):
        raise Unreadable(PROBABLY_KRONER if scale == 10**6 else PROBABLY_KRONER_NOT_THOUSANDS)
    return number * scale


def _named(number: Fraction, scale: int) -> Fraction:
    """Kroner named as such are kroner, whatever bare numbers are counted in."""
    if scale > 1 and 0 < abs(number) < LEAST_NAMED:
        raise Unreadable(FORGOTTEN_MILLIONS)
    return number


def whole(text: str) -> Fraction:
    """A number of people, countries, anything that comes whole."""
    found = _numeral(text)
    if found.kroner or found.percent:
        raise Unreadable(NO_MONEY if found.kroner else NO_PERCENT)
    number = found.read(Marks.EITHER if found.unit else Marks.THOUSANDS) * (found.unit or 1)
    if number.denominator > 1:
        raise Unreadable(NO_DECIMALS)
    return _sane(number)


def percent(text: str) -> Fraction:
    """Hundredths, with the sign or without it."""
    try:
        found = _numeral(text)
    except Unreadable as error:
        raise Unreadable(NO_SHARE) if error.message == numerals.NOT_A_NUMBER else error from None
    if found.kroner or found.unit:
        raise Unreadable(NO_UNIT)
    return _sane(found.read(Marks.DECIMALS))


def number(text: str) -> Fraction:
    """Any number that is neither money nor a percentage."""
    found = _numeral(text)
    if found.kroner or found.percent:
        raise Unreadable(NO_MONEY if found.kroner else NO_PERCENT)
    return _sane(found.read(Marks.EITHER) * (found.unit or 1))


def _numeral(text: str) -> Numeral:
    if not text.strip():
        raise Unreadable(EMPTY)
    return numerals.numeral(text)


def _sane(value: Fraction) -> Fraction:
    if abs(value) > MOST:
        raise Unreadable(TOO_MUCH)
    return value


def written(value: Fraction, kind: str, language: str) -> str:
    """As a reader of the language writes it; nothing is rounded that was typed with sense."""
    if kind == "money":
        return _money(value, language)
    text = formats.number(language, value, _places(value, 6))
    return formats.spelling(language).percent.format(number=text) if kind == "percent" else text


def _money(value: Fraction, language: str) -> str:
    spelling = formats.spelling(language)
    for size, word in ((10**9, spelling.milliard), (10**6, spelling.million)):
        if abs(value) >= size and (100 * value / size).denominator == 1:
            count = formats.number(language, value / size, _places(value / size, 2))
            return spelling.money.format(number=f"{count}{NO_BREAK}{word}")
    places = 2 if value.denominator > 1 else 0
    return spelling.money.format(number=formats.number(language, value, places))


def _places(value: Fraction, most: int) -> int:
    """As few decimals as say it all."""
    return next((count for count in range(most) if (value * 10**count).denominator == 1), most)


@dataclass(frozen=True)
class Note:
    """A sentence about one figure of one year; what it holds is written where it is shown."""

    message: str
    figure: str
    year: int
    value: Fraction
    against: Fraction | None = None

    def fields(self, language: str) -> dict[str, str | int]:
        kind = "number" if self.figure == "employees" else "money"
        against = "" if self.against is None else written(self.against, kind, language)
        value = written(self.value, kind, language)
        return {"year": self.year, "before": self.year - 1, "value": value, "against": against}


@dataclass(frozen=True)
class Computed:
    """Growth and compound growth are by figure: "turnover", "export", "employees"."""

    years: Sequence[int]
    share: Series  # of exports in turnover
    growth: Mapping[str, Series]  # since the year before; None: not known, or from nothing
    compound: Mapping[str, Fraction | None]  # per year, from the first year to the last
    dips: Sequence[Note]
    impossible: Sequence[Note]
    no_base: bool  # some growth would be from nothing or less

    def wrong_years(self, figure: str) -> list[int]:
        return [note.year for note in self.impossible if note.figure == figure]

    @property
    def known(self) -> bool:
        """Something was computed, or found wrong."""
        found = [
            *self.share.values(),
            *(one for row in self.growth.values() for one in row.values()),
        ]
        return bool(self.impossible) or any(value is not None for value in found)


def computed(turnover: Series, export: Series, employees: Series, years: Sequence[int]) -> Computed:
    """What follows from the figures. One that cannot be is pointed out, and nothing follows."""
    typed = {"turnover": turnover, "export": export, "employees": employees}
    impossible = _impossible(typed, years)
    wrong = {(note.figure, note.year) for note in impossible}
    sound = {
        figure: {year: None if (figure, year) in wrong else row.get(year) for year in years}
        for figure, row in typed.items()
    }
    steps = list(pairwise(years))
    return Computed(
        years=years,
        share={
            year: ratios.share(sound["export"][year], sound["turnover"][year]) for year in years
        },
        growth={
            figure: {year: ratios.growth(row[before], row[year]) for before, year in steps}
            for figure, row in sound.items()
        },
        compound={figure: _over_all(row, years) for figure, row in sound.items()},
        dips=[note for before, year in steps for note in _dips(sound, before, year)],
        impossible=impossible,
        no_base=any(
            _no_base(row[before], row[year]) for row in sound.values() for before, year in steps
        ),
    )


def _over_all(row: Series, years: Sequence[int]) -> Fraction | None:
    first, last = (row[years[0]], row[years[-1]]) if years else (None, None)
    if first is None or last is None:
        return None
    return ratios.compound(first, last, years[-1] - years[0])


def _impossible(typed: Mapping[str, Series], years: Sequence[int]) -> list[Note]:
    """An amount below zero, a part of a person, and exports above turnover."""
    found = []
    for year in years:
        at = {figure: row.get(year) for figure, row in typed.items()}
        for figure, value in at.items():
            if value is not None and value < 0:
                found.append(Note(BELOW_ZERO, figure, year, value))
        if (heads := at["employees"]) is not None and heads >= 0 and heads.denominator > 1:
            found.append(Note(PART_OF_A_PERSON, "employees", year, heads))
        part, total = at["export"], at["turnover"]
        if part is not None and total is not None and part > total >= 0:
            found.append(Note(EXPORT_ABOVE_TURNOVER, "export", year, part, total))
    return found


def _dips(sound: Mapping[str, Series], before: int, year: int) -> list[Note]:
    pairs = [(figure, row[before], row[year]) for figure, row in sound.items()]
    return [
        Note(FELL[figure], figure, year, now, was)
        for figure, was, now in pairs
        if was is not None and now is not None and now < was
    ]


def _no_base(before: Fraction | None, now: Fraction | None) -> bool:
    return before is not None and now is not None and before <= 0
