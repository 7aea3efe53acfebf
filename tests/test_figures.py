from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import figures, numerals, ratios, rendering
from awards.figures import Note, Unreadable

MILLION = 10**6
THOUSAND = 1000


@pytest.mark.parametrize(
    ("typed", "kroner"),
    [
        # as Norwegians write
        ("12,5 mill.", 12_500_000),
        ("12,5 mill", 12_500_000),
        ("12,5mill", 12_500_000),
        ("12,5 mill. kr", 12_500_000),
        ("12,5 mill. kr.", 12_500_000),
        ("kr 12,5 mill.", 12_500_000),
        ("12,5 millioner", 12_500_000),
        ("12,5 millioner kroner", 12_500_000),
        ("1 million kroner", MILLION),
        ("12,5 MNOK", 12_500_000),
        ("MNOK 12,5", 12_500_000),
        ("12,5 mkr", 12_500_000),
        ("3 mrd", 3_000_000_000),
        ("3 mrd.", 3_000_000_000),
        ("1,25 milliarder", 1_250_000_000),
        ("450 tusen", 450_000),
        ("450 tkr", 450_000),
        ("450 TNOK", 450_000),
        ("12 500 000", 12_500_000),
        ("12\u00a0500\u00a0000", 12_500_000),
        ("12\u202f500\u202f000", 12_500_000),
        ("12\u2009500\u2009000", 12_500_000),
        ("12.500.000", 12_500_000),
        ("12.500", 12_500),
        ("12.500.000,00", 12_500_000),
        ("kr 1 200,-", 1_200),
        ("1200,-", 1_200),
        ("1.200,\u2013", 1_200),
        ("kr. 12 500", 12_500),
        ("12 500 kr", 12_500),
        ("12 500 kroner", 12_500),
        ("kr 12,50", Fraction(25, 2)),
        ("1 200,50", Fraction(2401, 2)),
        # as the English write
        ("NOK 12.5m", 12_500_000),
        ("NOK12.5m", 12_500_000),
        ("12.5M NOK", 12_500_000),
        ("12.5 million", 12_500_000),
        ("NOK 12.5 million", 12_500_000),
        ("12.5 mn", 12_500_000),
        ("12,500,000", 12_500_000),
        ("12,500", 12_500),
        ("12,500,000.00", 12_500_000),
        ("NOK 12,500", 12_500),
        ("450k", 450_000),
        ("450 thousand", 450_000),
        ("1.2 billion", 1_200_000_000),
        ("1.2bn", 1_200_000_000),
        (".5 million", 500_000),
        # as others do
        ("12'500'000", 12_500_000),
        ("12\u2019500\u2019000", 12_500_000),
        ("\u22125", -5),
        ("-5", -5),
        ("\u2013 5 mill.", -5_000_000),
        ("-kr 5", -5),
        ("+5", 5),
        ("0", 0),
        ("0 kr", 0),
        ("12500000", 12_500_000),
        ("  12 500  ", 12_500),
        ("1 234,567 mill.", 1_234_567_000),
        ("0,125 mill.", 125_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, kroner: int | Fraction) -> None:
    assert figures.amount(typed) == kroner


@pytest.mark.parametrize(
    ("typed", "scale", "kroner"),
    [
        ("12,5", MILLION, 12_500_000),
        ("12.5", MILLION, 12_500_000),
        ("43", MILLION, 43_000_000),
        ("1 250", MILLION, 1_250_000_000),
        ("0,4", MILLION, 400_000),
        ("22,0", MILLION, 22_000_000),
        ("450 tusen", MILLION, 450_000),
        ("kr 12 500 000", MILLION, 12_500_000),
        ("NOK 12,500,000", MILLION, 12_500_000),
        ("12 500 000,-", MILLION, 12_500_000),
        ("0", MILLION, 0),
        ("12 500", THOUSAND, 12_500_000),
        ("12,5", THOUSAND, 12_500),
        ("12,5 mill.", THOUSAND, 12_500_000),
    ],
)
def test_a_bare_amount_is_counted_in_what_the_question_counts_in(
    typed: str, scale: int, kroner: int
) -> None:
    assert figures.amount(typed, scale) == kroner


@pytest.mark.parametrize(
    ("typed", "scale", "sentence"),
    [
        ("", 1, figures.EMPTY),
        (" \u00a0 ", 1, figures.EMPTY),
        # no number
        ("mange", 1, numerals.NOT_A_NUMBER),
        ("mill.", 1, numerals.NOT_A_NUMBER),
        ("ca. 12 mill.", 1, numerals.NOT_A_NUMBER),
        ("~12", 1, numerals.NOT_A_NUMBER),
        ("12 stk", 1, numerals.NOT_A_NUMBER),
        ("(5)", 1, numerals.NOT_A_NUMBER),
        ("12,", 1, numerals.NOT_A_NUMBER),
        ("12 mill. mrd.", 1, numerals.NOT_A_NUMBER),
        ("5\uff05", 1, numerals.NOT_A_NUMBER),
        ("NaN", 1, numerals.NOT_A_NUMBER),
        ("inf", 1, numerals.NOT_A_NUMBER),
        ("-Infinity", 1, numerals.NOT_A_NUMBER),
        ("0x1f", 1, numerals.NOT_A_NUMBER),
        ("12\u200b500", 1, numerals.NOT_A_NUMBER),
        ("1e9", 1, numerals.NO_POWERS),
        ("1,5E+6", 1, numerals.NO_POWERS),
        ("10^6", 1, numerals.NO_POWERS),
        ("--5", 1, numerals.TWO_SIGNS),
        ("+-5", 1, numerals.TWO_SIGNS),
        ("-kr -5", 1, numerals.TWO_SIGNS),
        ("10-12 mill.", 1, numerals.ONE_NUMBER),
        ("10\u201312 mill.", 1, numerals.ONE_NUMBER),
        ("10 til 12 mill.", 1, numerals.ONE_NUMBER),
        ("1/2", 1, numerals.ONE_NUMBER),
        # other digits, and digits that do not stand in threes
        ("\u0663", 1, numerals.OTHER_DIGITS),
        ("\uff11\uff12", 1, numerals.OTHER_DIGITS),
        ("\u00bd mill.", 1, numerals.OTHER_DIGITS),
        ("12 34", 1, numerals.BAD_GROUPS),
        ("1 2 3", 1, numerals.BAD_GROUPS),
        ("12 5000", 1, numerals.BAD_GROUPS),
        ("1.2.3", 1, numerals.BAD_GROUPS),
        ("12.500 000", 1, numerals.BAD_GROUPS),
        ("1,000,00", 1, numerals.BAD_GROUPS),
        ("0 500", 1, numerals.BAD_GROUPS),
        # too long, too large
        ("9" * 16, 1, numerals.TOO_LONG),
        ("1" + "0" * 10_000, 1, numerals.TOO_LONG),
        ("999 999 999 mrd", 1, figures.TOO_MUCH),
        # two honest readers would differ
        ("12.500", MILLION, numerals.TWO_WAYS),
        ("1,234", MILLION, numerals.TWO_WAYS),
        ("12.500", THOUSAND, numerals.TWO_WAYS),
        ("12.500 mill.", 1, numerals.TWO_WAYS),
        ("1,234 million", 1, numerals.TWO_WAYS),
        ("1,2 billion", 1, numerals.NORWEGIAN_BILLION),
        ("2 billioner", 1, numerals.NORWEGIAN_BILLION),
        # kroner or millions?
        ("12,5", 1, figures.PROBABLY_MILLIONS),
        ("22,0", 1, figures.PROBABLY_MILLIONS),
        ("12.50", 1, figures.PROBABLY_MILLIONS),
        ("12 500 000", MILLION, figures.PROBABLY_KRONER),
        ("12500000", THOUSAND, figures.PROBABLY_KRONER_NOT_THOUSANDS),
        ("kr 12,5", MILLION, figures.FORGOTTEN_MILLIONS),
        ("NOK 43", MILLION, figures.FORGOTTEN_MILLIONS),
        # other money, and no money
        ("USD 5m", 1, numerals.FOREIGN_MONEY),
        ("5 mill. euro", 1, numerals.FOREIGN_MONEY),
        ("\u20ac 5", 1, numerals.FOREIGN_MONEY),
        ("$5m", 1, numerals.FOREIGN_MONEY),
        ("5 MSEK", 1, numerals.FOREIGN_MONEY),
        ("12 %", 1, figures.NO_PERCENT),
    ],
)
def test_an_amount_that_is_not_certain_is_refused_with_a_sentence(
    typed: str, scale: int, sentence: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        figures.amount(typed, scale)

    assert refused.value.message == sentence
    said = rendering.translate("nb", sentence, **refused.value.fields)
    assert said != sentence
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("38", 38),
        ("1 250", 1_250),
        ("1.250", 1_250),
        ("1,250", 1_250),
        ("38,0", 38),
        ("\u22123", -3),
        ("1,5 tusen", 1_500),
    ],
)
def test_a_whole_number_is_read_as_people_write_it(typed: str, count: int) -> None:
    assert figures.whole(typed) == count


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("38,5", figures.NO_DECIMALS),
        ("1.5", figures.NO_DECIMALS),
        ("38 kr", figures.NO_MONEY),
        ("38 %", figures.NO_PERCENT),
        ("1.500 tusen", numerals.TWO_WAYS),
        ("tretti", numerals.NOT_A_NUMBER),
        ("", figures.EMPTY),
    ],
)
def test_half_a_person_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        figures.whole(typed)

    assert refused.value.message == sentence


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("12,5 %", Fraction(25, 2)),
        ("12.5%", Fraction(25, 2)),
        ("12,5", Fraction(25, 2)),
        ("12,500", Fraction(25, 2)),
        ("64 prosent", 64),
        ("64 per cent", 64),
        ("+41 %", 41),
        ("\u22125,2 %", Fraction(-26, 5)),
        ("0", 0),
    ],
)
def test_a_percentage_is_read_as_people_write_it(typed: str, hundredths: int | Fraction) -> None:
    assert figures.percent(typed) == hundredths


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12 mill.", figures.NO_UNIT),
        ("kr 12", figures.NO_UNIT),
        ("50 % %", figures.NO_SHARE),
        ("halvparten", figures.NO_SHARE),
    ],
)
def test_what_is_no_percentage_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        figures.percent(typed)

    assert refused.value.message == sentence


def test_a_number_of_something_else_keeps_its_decimals() -> None:
    assert figures.number("12,5") == Fraction(25, 2)
    assert figures.number("3 tusen") == 3_000
    for typed, sentence in [
        ("1,234", numerals.TWO_WAYS),
        ("5 kr", figures.NO_MONEY),
        ("5 %", figures.NO_PERCENT),
    ]:
        with pytest.raises(Unreadable) as refused:
            figures.number(typed)
        assert refused.value.message == sentence


@given(st.text(max_size=80) | st.text(alphabet="0123456789.,' -+kmrNO%\u00a0", max_size=30))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(typed: str) -> None:
    for read in (figures.amount, figures.whole, figures.percent, figures.number):
        try:
            read(typed)
        except Unreadable as refused:
            assert refused.message % refused.fields


@pytest.mark.parametrize(
    ("value", "kind", "norwegian", "english"),
    [
        (12_500_000, "money", "12,5 mill. kr", "NOK 12.5 million"),
        (-12_500_000, "money", "\u221212,5 mill. kr", "NOK \u221212.5 million"),
        (22_000_000, "money", "22 mill. kr", "NOK 22 million"),
        (1_200_000_000, "money", "1,2 mrd. kr", "NOK 1.2 billion"),
        (1_234_000_000, "money", "1 234 mill. kr", "NOK 1 234 million"),
        (12_345_678, "money", "12 345 678 kr", "NOK 12 345 678"),
        (450_000, "money", "450 000 kr", "NOK 450 000"),
        (Fraction(2401, 2), "money", "1 200,50 kr", "NOK 1 200.50"),
        (0, "money", "0 kr", "NOK 0"),
        (1_250, "whole", "1 250", "1 250"),
        (Fraction(25, 2), "percent", "12,5 %", "12.5%"),
        (64, "percent", "64 %", "64%"),
        (Fraction(1, 8), "number", "0,125", "0.125"),
    ],
)
def test_a_figure_is_written_as_its_readers_write_it(
    value: int | Fraction, kind: str, norwegian: str, english: str
) -> None:
    written = [figures.written(Fraction(value), kind, language) for language in ("nb", "en")]

    assert [text.replace("\u00a0", " ") for text in written] == [norwegian, english]
    assert " " not in "".join(written)  # nothing that belongs together is parted by a new line


@given(st.integers(-(10**14), 10**14).map(lambda ore: Fraction(ore, 100)))
def test_an_amount_that_was_written_is_read_as_the_same(kroner: Fraction) -> None:
    for language in ("nb", "en"):
        assert figures.amount(figures.written(kroner, "money", language)) == kroner


KNOWN = st.none() | st.integers(-10, 10**9).map(Fraction) | st.fractions(0, 10**6)
YEARS = [2024, 2025, 2026]
SERIES = st.fixed_dictionaries(dict.fromkeys(YEARS, KNOWN))


@given(SERIES, SERIES, SERIES)
def test_growth_and_share_are_exact_or_not_there(
    turnover: figures.Series, export: figures.Series, employees: figures.Series
) -> None:
    found = figures.computed(turnover, export, employees, YEARS)

    typed = {"turnover": turnover, "export": export, "employees": employees}
    sound = {
        figure: {year: None if year in found.wrong_years(figure) else row[year] for year in YEARS}
        for figure, row in typed.items()
    }
    for year, share in found.share.items():
        part, total = sound["export"][year], sound["turnover"][year]
        if part is None or not total:
            assert share is None
        else:
            assert share is not None
            assert share * total == 100 * part
            assert 0 <= share <= 100
    for figure, growth in found.growth.items():
        for before, year in pairwise(YEARS):
            was, now, grown = sound[figure][before], sound[figure][year], growth[year]
            if not was or now is None:
                assert grown is None
            else:
                assert grown is not None
                assert was * (1 + grown / 100) == now
    assert {(note.figure, note.year) for note in found.dips} == {
        (figure, year)
        for figure, row in sound.items()
        for before, year in pairwise(YEARS)
        if fell(row[before], row[year])
    }


def fell(was: Fraction | None, now: Fraction | None) -> bool:
    return was is not None and now is not None and now < was


@given(st.fractions("0.01", 10**6), st.fractions(0, 10**6), st.integers(1, 5))
def test_compound_growth_is_rounded_to_one_decimal_and_never_off(
    first: Fraction, last: Fraction, steps: int
) -> None:
    """The exact growth lies within half a tenth: compared as powers, where all is a fraction."""
    found = ratios.compound(first, last, steps)

    assert found is not None
    assert (found * 10).denominator == 1
    half = Fraction(1, 20)
    low, high = (1 + (found + side) / 100 for side in (-half, half))
    assert last / first < high**steps
    assert low < 0 or low**steps <= last / first


@given(st.fractions(1, 10**6), st.fractions(1, 10**6))
def test_compound_growth_is_what_a_calculator_says(first: Fraction, last: Fraction) -> None:
    with localcontext() as context:
        context.prec = 60
        ratio = Decimal((last / first).numerator) / Decimal((last / first).denominator)
        grown = float((ratio.sqrt() - 1) * 100)

    assert float(ratios.compound(first, last, 2) or 0) == pytest.approx(grown, abs=0.0501)


@pytest.mark.parametrize(
    ("first", "last", "steps", "grown"),
    [
        (100, 121, 2, Fraction(10)),
        (100, 81, 2, Fraction(-10)),
        (100, 0, 2, Fraction(-100)),
        (8, 27, 3, Fraction(50)),
        (0, 5, 2, None),
        (-1, 5, 2, None),
        (5, -1, 2, None),
        (5, 6, 0, None),
    ],
)
def test_compound_growth_needs_something_to_begin_with(
    first: int, last: int, steps: int, grown: Fraction | None
) -> None:
    assert ratios.compound(Fraction(first), Fraction(last), steps) == grown


def millions(*amounts: str) -> dict[int, Fraction | None]:
    read = [figures.amount(amount, MILLION) if amount else None for amount in amounts]
    return dict(zip(YEARS, read, strict=True))


def test_what_follows_from_three_years_of_figures() -> None:
    found = figures.computed(millions("40", "50", "62,5"), millions("10", "15", "12,5"), {}, YEARS)

    assert found.share == {2024: 25, 2025: 30, 2026: 20}
    assert found.growth == {
        "turnover": {2025: 25, 2026: 25},
        "export": {2025: 50, 2026: Fraction(-50, 3)},
        "employees": {2025: None, 2026: None},
    }
    assert found.compound == {"turnover": 25, "export": Fraction(118, 10), "employees": None}
    assert found.dips == [
        Note(figures.EXPORT_FELL, "export", 2026, Fraction(12_500_000), Fraction(15_000_000))
    ]
    assert (found.impossible, found.no_base, found.known) == ([], False, True)


def test_what_cannot_be_is_pointed_out_and_nothing_follows_from_it() -> None:
    turnover, export = millions("29,4", "-1", "42,8"), millions("15,6", "2", "48,2")
    employees = {2024: Fraction(43, 2), 2025: Fraction(29), 2026: Fraction(38)}

    found = figures.computed(turnover, export, employees, YEARS)

    assert [
        rendering.translate("nb", note.message, **note.fields("nb")).replace("\u00a0", " ")
        for note in found.impossible
    ] == [
        "Tallet for 2024 (21,5) er ikke et helt antall personer. Rett tallet.",
        "Tallet for 2025 (\u22121 mill. kr) er under null, og det kan ikke stemme. Rett tallet.",
        "Eksporten i 2026 (48,2 mill. kr) er høyere enn omsetningen (42,8 mill. kr). "
        "Eksporten er en del av omsetningen. Rett det ene tallet.",
    ]
    assert found.share == {2024: Fraction(2600, 49), 2025: None, 2026: None}
    assert found.growth["employees"] == {2025: None, 2026: Fraction(900, 29)}


def test_from_nothing_nothing_grows() -> None:
    found = figures.computed(millions("0", "5", ""), {}, {}, YEARS)

    assert found.growth["turnover"] == {2025: None, 2026: None}
    assert (found.no_base, found.known, found.dips) == (True, False, [])


def test_a_fall_is_told_with_its_figures() -> None:
    (note,) = figures.computed(millions("22", "15,6", ""), {}, {}, YEARS).dips

    said = rendering.translate("en", note.message, **note.fields("en")).replace("\u00a0", " ")
    assert said == "Turnover fell from NOK 22 million in 2024 to NOK 15.6 million in 2025."
