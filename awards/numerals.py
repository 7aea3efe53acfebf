"""Numerals: one number as people write it, taken apart: its digits, its unit, its currency. Pure.

How a lone separator before three digits is read (``12.500``, ``1,234``): as thousands where only
that makes sense, of whole numbers and of kroner; as decimals of a percentage; and not at all where
one honest reader would read twelve and a half and another twelve thousand five hundred.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from awards.errors import N_

LONGEST = 60  # characters
MOST_DIGITS = 15

SPACES = re.compile("[\t\u00a0\u2007\u2008\u2009\u200a\u202f]")
DASHES = str.maketrans({"\u2212": "-", "\u2012": "-", "\u2013": "-"})
APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u00b4": "'", "`": "'"})

WRITTEN = re.compile(
    r"""(?P<first>[+-]?)\s*
    (?P<before>[^\d.,+-]*?)\s*            # NOK, kr
    (?P<sign>[+-]?)\s*
    (?P<digits>[.,]?\d(?:[\d.,' ]*?\d)?)
    (?P<round>[.,]-)?                         # 1 200,-
    \s*(?P<after>[^\d,]*)""",
    re.VERBOSE,
)
GROUPED = re.compile(r"([1-9]\d{0,2}(?:(?P<by>[ '.,])\d{3})(?:(?P=by)\d{3})*)(?:([.,])(\d+))?")
PLAIN = re.compile(r"(\d*)(?:[.,](\d+))?")

KRONER = {"kr", "nok", "krone", "kroner"}
IN_KRONER = {"mnok": 10**6, "mkr": 10**6, "tnok": 1000, "knok": 1000, "tkr": 1000, "bnok": 10**9}
UNITS = {
    **dict.fromkeys(("k", "tusen", "tus", "thousand"), 1000),
    **dict.fromkeys(("m", "mn", "mio", "mln", "mill", "million", "millioner", "millions"), 10**6),
    **dict.fromkeys(("mrd", "milliard", "milliarder", "bn", "b", "billion", "billions"), 10**9),
}
PERCENT = {"%", "prosent", "percent", "pct", "pst"}
FOREIGN = {
    **dict.fromkeys(("usd", "us$", "$", "dollar", "dollars", "musd"), "USD"),
    **dict.fromkeys(("eur", "€", "euro", "euros", "meur"), "EUR"),
    **dict.fromkeys(("gbp", "£", "pund", "pounds"), "GBP"),
    **dict.fromkeys(("sek", "msek"), "SEK"),
    **dict.fromkeys(("dkk", "mdkk"), "DKK"),
    **dict.fromkeys(("jpy", "¥", "yen"), "JPY"),
    **{code: code.upper() for code in ("chf", "isk", "cny", "cad", "aud", "pln", "inr")},
}
ABBREVIATED = re.compile(r"(?<=[a-z])\.")  # mill. and kr.
WORD = re.compile(r"us\$|[$€£¥%]|[^\W\d_]+")

NOT_A_NUMBER = N_("We cannot read this as a number. Write it like 12 500 000, or 12.5 million.")
TOO_LONG = N_("This is too long for a number. Write it shorter, like 12.5 million.")
OTHER_DIGITS = N_("Write the number with the digits 0 to 9, like 12 500.")
BAD_GROUPS = N_(
    "The digits do not stand in threes, so we cannot tell what number this is. "
    "Write it like 12 500 000, or without spaces."
)
ONE_NUMBER = N_("Write one number here. If it is not certain, say that the figures are estimates.")
NO_POWERS = N_("Write the number out, like 1 000 000 000 or 1 billion.")
TWO_SIGNS = N_("There are two signs before the number. Keep one, like −5.")
TWO_WAYS = N_(
    "This can be read in two ways: with decimals, or as thousands. "
    "Write thousands with a space, like 12 500, and decimals without noughts at the end, like 12.5."
)
NORWEGIAN_BILLION = N_(
    "A billion is a thousand million in English, and a million million in Norwegian. "
    "Write it in millions, or with mrd. for a thousand million."
)
FOREIGN_MONEY = N_(
    "This is in %(currency)s. Change it into Norwegian kroner, and write it like NOK 12.5 million."
)


class Unreadable(ValueError):
    """What was typed is no number that we can be sure of: a sentence that says how to write it."""

    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


class Marks(StrEnum):
    """What a lone separator before three digits is, where nothing else tells."""

    THOUSANDS = "thousands"
    DECIMALS = "decimals"
    EITHER = "either"


@dataclass(frozen=True)
class Numeral:
    number: Fraction | None  # None: two honest readers would differ; see thousands and decimals
    thousands: Fraction
    decimals: Fraction
    places: int  # digits after the decimal sign
    unit: int  # 10**6 where "million" stands with it; 0: none does
    kroner: bool
    percent: bool

    def read(self, marks: Marks) -> Fraction:
        """The number itself, without its unit."""
        if self.number is not None:
            return self.number
        if marks is Marks.EITHER:
            raise Unreadable(TWO_WAYS)
        return self.thousands if marks is Marks.THOUSANDS else self.decimals


def numeral(text: str) -> Numeral:
    """What was typed, taken apart, or ``Unreadable``."""
    plain = _plain(text)
    found = WRITTEN.fullmatch(plain)
    if found is None:
        raise Unreadable(_trouble(plain))
    if found["first"] and found["sign"]:
        raise Unreadable(TWO_SIGNS)
    unit, kroner, percent = _words(f"{found['before']} {found['after']}", found["digits"])
    number, thousands, decimals, places = _digits(found["digits"])
    sign = -1 if "-" in found["first"] + found["sign"] else 1
    return Numeral(
        number=None if number is None else sign * number,
        thousands=sign * thousands,
        decimals=sign * decimals,
        places=places,
        unit=unit,
        kroner=kroner or bool(found["round"]),
        percent=percent,
    )


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable(TOO_LONG)
    if any(mark.isnumeric() and not mark.isascii() for mark in text):
        raise Unreadable(OTHER_DIGITS)
    spaced = SPACES.sub(" ", text).translate(DASHES).translate(APOSTROPHES)
    return ABBREVIATED.sub(" ", " ".join(spaced.split()).lower())


def _trouble(plain: str) -> str:
    """Why this is no numeral, as near as we can say it."""
    if re.search(r"\d\s*e\s*[+-]?\d", plain) or "^" in plain:
        return NO_POWERS
    if re.search(r"[+-]\s*[+-]\s*[\d.,]", plain):
        return TWO_SIGNS
    if re.search(r"\d.*(-|/|\.\.|til|to|or|eller).*\d", plain):
        return ONE_NUMBER
    return NOT_A_NUMBER


def _words(text: str, digits: str) -> tuple[int, bool, bool]:
    """The unit, whether kroner are named, and whether it is a percentage."""
    found = WORD.findall(text.replace("per cent", "percent"))
    if WORD.sub("", text).strip(" .") or len(found) != len(set(found)):
        raise Unreadable(NOT_A_NUMBER)
    for word in found:
        if word in FOREIGN:
            raise Unreadable(FOREIGN_MONEY, currency=FOREIGN[word])
        if word == "billioner" or (word == "billion" and "," in digits):
            raise Unreadable(NORWEGIAN_BILLION)
    units = [{**UNITS, **IN_KRONER}[word] for word in found if word in {*UNITS, *IN_KRONER}]
    kroner = [word for word in found if word in {*KRONER, *IN_KRONER}]
    percent = [word for word in found if word in PERCENT]
    unknown = set(found) - {*UNITS, *IN_KRONER, *KRONER, *PERCENT}
    if unknown or max(len(units), len(kroner), len(percent)) > 1 or (percent and units + kroner):
        raise Unreadable(NOT_A_NUMBER)
    return (units or [0])[0], bool(kroner), bool(percent)


def _digits(text: str) -> tuple[Fraction | None, Fraction, Fraction, int]:
    """The number, its two readings, and how many decimals stand in it."""
    digits = text.strip()
    if sum(digit.isdigit() for digit in digits) > MOST_DIGITS:
        raise Unreadable(TOO_LONG)
    if grouped := GROUPED.fullmatch(digits):
        return _grouped(digits, grouped)
    plain = PLAIN.fullmatch(digits)
    if plain is None:
        raise Unreadable(BAD_GROUPS)
    number = Fraction(f"{plain[1] or 0}.{plain[2] or 0}")
    return number, number, number, len(plain[2] or "")


def _grouped(
    digits: str, grouped: re.Match[str]
) -> tuple[Fraction | None, Fraction, Fraction, int]:
    """Digits in threes. One lone dot or comma among them may be a decimal sign as well."""
    whole, by, sign, rest = grouped.groups()
    if sign == by:
        raise Unreadable(BAD_GROUPS)
    thousands = Fraction(f"{whole.replace(by, '')}.{rest or 0}")
    if by in " '" or rest or whole.count(by) > 1:
        return thousands, thousands, thousands, len(rest or "")
    return None, thousands, Fraction(digits.replace(",", ".")), 3
