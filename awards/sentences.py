"""Findings in the reader's words, for a page: names stand apart in ``bdi``, all else is escaped.

A number is rounded as everywhere, but never so far that it would seem equal to what the sentence
compares it with. Numbers up to twelve are words where they count something.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from markupsafe import Markup, escape

from awards import formats, phrases
from awards.findings import MODERATE, STRONG
from awards.rendering import translate
from awards.statements import Fields, Finding

MOST_NAMES = 3  # more are only counted
Weights = Sequence[int | Fraction]
Number = int | Fraction
STEPS_OF_W: tuple[Number, ...] = (Fraction(0), MODERATE, STRONG, Fraction(1))


@dataclass(frozen=True)
class Known:
    """What the reader calls the numbers in a finding."""

    nominees: Mapping[int, str]
    criteria: Sequence[str]
    language: str

    def nominee(self, number: int) -> Markup:
        return Markup("<bdi>{}</bdi>").format(self.nominees[number])


def sentence(
    finding: Finding, nominees: Mapping[int, str], criteria: Sequence[str], language: str
) -> Markup:
    """What the finding says: one sentence or two. ``criteria`` are in the order of the panel's."""
    known = Known(nominees, criteria, language)
    told = _told(known, _message(finding), finding.fields)
    rivals = finding.fields.get("rivals", ())
    others = len(rivals) - 1 if isinstance(rivals, tuple) else 0
    if others < 1:
        return told
    more = phrases.ONE_MORE if others == 1 else phrases.MORE
    return Markup("{} {}").format(told, _told(known, more, {"others": others}))


def _message(finding: Finding) -> str:
    claim, fields = finding.claim, finding.fields
    if claim in phrases.CROWDED and len(_names(fields)) > MOST_NAMES:
        return phrases.CROWDED[claim]
    if claim in phrases.EVERY_TIME and fields["times"] == fields["of"]:
        return phrases.EVERY_TIME[claim]
    counted = fields.get(phrases.COUNTS.get(claim, ""))
    number = len(counted) if isinstance(counted, tuple) else counted
    if isinstance(number, int) and (claim, number) in phrases.OF_SO_MANY:
        return phrases.OF_SO_MANY[claim, number]
    return phrases.WORDS[claim]


def _told(known: Known, message: str, fields: Fields) -> Markup:
    asked = [field for field in fields if f"%({field})s" in message]
    written = {field: _written(known, field, fields) for field in asked}
    count = _counted(known, len(_names(fields)))
    return _capital(Markup(translate(known.language, message, **written, count=count)))


def _capital(text: Markup) -> Markup:
    """A number in words may begin a sentence."""
    return text[:1].upper() + text[1:]


def _names(fields: Fields) -> tuple[int, ...]:
    """The nominees that the sentence lists."""
    for field in ("leaders", "equals", "nominees"):
        listed = fields.get(field)
        if isinstance(listed, tuple):
            return tuple(int(number) for number in listed)
    return ()


def _written(known: Known, field: str, fields: Fields) -> Markup:
    match field, fields[field]:
        case "leader" | "rival", int(number):
            return known.nominee(number)
        case "leaders" | "equals" | "nominees", tuple():
            return _listed(known, [known.nominee(number) for number in _names(fields)])
        case "criterion", int(place):
            return escape(known.criteria[place])
        case "band", int(width):
            return _percentage_points(known, width)
        case "weights", tuple(weights):
            return _weighing(known, weights, fields["before"])
        case "w", (int() | Fraction()) as w:
            return _apart(known, w, STEPS_OF_W, decimals=2)
        case "margin", (int() | Fraction()) as margin:
            return _apart(known, margin, ())
        case _, Fraction() as points:
            return _apart(known, points, [0, fields.get("margin", 0)])
        case _, int(number):
            return _counted(known, number)
    raise ValueError(f"no sentence says the field {field}")


def _counted(known: Known, number: int) -> Markup:
    if number in phrases.COUNTED:
        return escape(translate(known.language, phrases.COUNTED[number]))
    return escape(formats.number(known.language, number))


def _listed(known: Known, names: Sequence[Markup]) -> Markup:
    if len(names) < 2:
        return names[0]
    before = Markup(", ").join(names[:-1])
    return Markup(translate(known.language, phrases.LISTED, before=before, last=names[-1]))


def _percentage_points(known: Known, width: int) -> Markup:
    if width == 1:
        return escape(translate(known.language, phrases.ONE_POINT_OF_A_HUNDRED))
    number = _counted(known, width)
    return Markup(translate(known.language, phrases.POINTS_OF_A_HUNDRED, number=number))


def _weighing(known: Known, weights: Weights, before: object) -> Markup:
    """The criteria whose weights are others than before."""
    assert isinstance(before, tuple)
    moved = [
        translate(
            known.language,
            phrases.WEIGHING,
            criterion=escape(criterion),
            percent=formats.percent(known.language, weight),
        )
        for criterion, weight, was in zip(known.criteria, weights, before, strict=True)
        if weight != was
    ]
    return _listed(known, [Markup(one) for one in moved])


def _apart(known: Known, number: Number, others: Collection[object], decimals: int = 1) -> Markup:
    """With as many decimals as it takes to see that the number is none of the others."""
    while any(other == _rounded(number, decimals) and other != number for other in others):
        decimals += 1
    return escape(formats.number(known.language, number, decimals))


def _rounded(number: Number, decimals: int) -> Fraction:
    return Fraction(floor(number * 10**decimals + Fraction(1, 2)), 10**decimals)
