import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import answers, figures, numerals, questions, rendering, words
from awards.questions import Choice, Figure, Form, Kind, Need, Question, Rule, YearFigures

MILLION = 10**6
YEARS = [2024, 2025, 2026]


def asked(kind: Kind, ident: int = 7, **more: Any) -> Question:
    """A question that is needed always, unless more is said of it."""
    facts: dict[str, Any] = {
        "edition": 1,
        "form": Form.COMPANY,
        "category": None,
        "position": ident,
        "label": {"nb": "Spørsmål", "en": "Question"},
        "help": {},
        "need": Need.ALWAYS,
        "word_limit": 5,
        "shown_to_jury": True,
        "public": False,
        "choices": (),
        "figure": Figure.OTHER,
        "scale": 1,
        "rule": None,
        "unmet": {},
        "way_out": {},
        "retired": False,
        "version": 1,
    }
    return Question(**{**facts, **more}, id=ident, kind=kind)


def of_years(figure: Figure, ident: int = 7, scale: int = MILLION, **more: Any) -> Question:
    return asked(Kind.YEAR_FIGURES, ident, figure=figure, scale=scale, **more)


def kept(*texts: str, estimates: bool = False, explanation: str = "") -> str:
    """The body of an answer for 2024, 2025 and 2026."""
    typed = dict(zip(YEARS, texts, strict=True))
    return YearFigures(typed, estimates, explanation).body()


CHOICES = (Choice("1", {"nb": "Selvstendig", "en": "Independent"}), Choice("2", {"nb": "Konsern"}))
TURNOVER = of_years(Figure.TURNOVER, 1)
EXPORT = of_years(Figure.EXPORT, 2)
EMPLOYEES = of_years(Figure.EMPLOYEES, 3, scale=1)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        (asked(Kind.SHORT_TEXT), "Kari Lien"),
        (asked(Kind.LONG_TEXT), "One two three four five"),
        (asked(Kind.WHOLE_NUMBER), "1 250"),
        (asked(Kind.MONEY), "12,5 mill."),
        (asked(Kind.MONEY, scale=MILLION), "12,5"),
        (asked(Kind.PERCENT), "64 %"),
        (TURNOVER, kept("29,4", "34,6", "kr 42 800 000")),
        (EMPLOYEES, kept("21", "29", "38")),
        (of_years(Figure.OTHER, scale=1), kept("0,5", "\u22121", "2")),
        (asked(Kind.ONE_CHOICE, choices=CHOICES), "2"),
        (asked(Kind.YES_NO), "no"),
        (asked(Kind.WEB_ADDRESS), "fjordpuls.no"),
        (asked(Kind.SHORT_TEXT, need=Need.NEVER), ""),
        (asked(Kind.YES_NO, need=Need.JUDGING), ""),
        (of_years(Figure.TURNOVER, need=Need.JUDGING), ""),
    ],
)
def test_an_answer_as_it_was_asked_for_is_good(question: Question, body: str) -> None:
    assert questions.fault(question, body) is None


@pytest.mark.parametrize(
    ("question", "body", "sentence"),
    [
        (asked(Kind.SHORT_TEXT), "", "Dette kan ikke stå tomt. Fyll det ut."),
        (asked(Kind.SHORT_TEXT), "å" * 201, "Dette er for langt: høyst 200 tegn."),
        (
            asked(Kind.LONG_TEXT),
            " \n ",
            "Dette spørsmålet er ikke besvart. En setning eller to er nok.",
        ),
        (
            asked(Kind.LONG_TEXT),
            "One two three four five six",
            "Svaret har 6 ord. Kort det ned til høyst 5.",
        ),
        (asked(Kind.LONG_TEXT), "å" * 20_001, "Dette er for langt: høyst 20000 tegn."),
        (asked(Kind.WHOLE_NUMBER), "", "Her mangler det et tall. Skriv det inn."),
        (
            asked(Kind.WHOLE_NUMBER),
            "12,5",
            "Her skal det stå et helt tall. Skriv det uten desimaler, for eksempel 38.",
        ),
        (
            asked(Kind.MONEY),
            "12,5",
            "Mener du millioner? Beløpene her er i kroner. "
            "Skriv 12,5 mill., eller alle sifrene: 12 500 000.",
        ),
        (
            asked(Kind.MONEY),
            "USD 5m",
            "Dette er i USD. Regn det om til norske kroner, og skriv det slik: 12,5 mill. kr.",
        ),
        (
            asked(Kind.PERCENT),
            "5 mill.",
            "Et prosenttall står for seg selv. Skriv det slik: 12,5 %.",
        ),
        (TURNOVER, "", "Her mangler tallene. Fyll ut alle årene."),
        (
            TURNOVER,
            kept("29,4", "", "42,8"),
            "Tallet for 2025 mangler. Fyll ut alle årene, eller ingen.",
        ),
        (
            TURNOVER,
            kept("29,4", "34,6", "\u22121"),
            "Tallet for 2026 (\u22121) er under null, og det kan ikke stemme. Rett tallet.",
        ),
        (asked(Kind.ONE_CHOICE, choices=CHOICES), "3", "Velg en av disse."),
        (asked(Kind.YES_NO), "", "Svar ja eller nei."),
        (asked(Kind.YES_NO), "maybe", "Svar ja eller nei."),
        (
            asked(Kind.WEB_ADDRESS),
            "",
            "Her mangler nettadressen. Skriv den slik: www.bedriften.no.",
        ),
        (
            asked(Kind.WEB_ADDRESS),
            "javascript:alert(1)",
            "Dette er ikke en nettadresse. Skriv den slik: www.bedriften.no.",
        ),
    ],
)
def test_what_is_wrong_is_said_as_the_question_was_defined(
    question: Question, body: str, sentence: str
) -> None:
    fault = questions.fault(question, body)

    assert fault is not None
    message, fields = fault
    assert rendering.translate("nb", message, **fields).replace("\u00a0", " ") == sentence


def test_a_figure_that_cannot_be_read_is_pointed_out_in_its_year() -> None:
    fault = questions.fault(EXPORT, kept("15,6", "12 34", "48,2"))

    assert fault == (numerals.BAD_GROUPS, {"year": 2025})
    assert questions.place(EXPORT, fault) == "answer-2-2025"
    assert questions.place(EXPORT, (questions.fault(EXPORT, "") or ("", {}))) == "answer-2"


def test_every_fault_of_a_form_is_found() -> None:
    found = answers.faults([asked(Kind.YES_NO, 4), TURNOVER, EMPLOYEES], {3: kept("1", "2", "3")})

    assert list(found) == [4, 1]


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)
TYPED = TEXTS.map(str.strip)


@given(st.dictionaries(st.integers(2020, 2026), TYPED), st.booleans(), TYPED)
def test_a_form_is_filled_again_with_what_was_typed(
    figures: dict[int, str], estimates: bool, explanation: str
) -> None:
    """Figures of years that are asked no more, because staff moved the year, stay in the answer."""
    typed = {f"answer-1-{year}": text for year, text in figures.items()}
    typed |= {"answer-1-estimates": "yes" if estimates else "", "answer-1-explanation": explanation}

    body = questions.body(TURNOVER, typed, YEARS)

    again = questions.fields(TURNOVER, body, YEARS)
    filled = {field: text for field, text in typed.items() if text}
    assert {field: text for field, text in again.items() if text} == filled
    assert questions.body(TURNOVER, again, YEARS) == body
    assert (body == "") == (not filled)


def test_equal_answers_are_equal_texts() -> None:
    typed = {"answer-1-2024": "29,4", "answer-1-2025": "34,6", "answer-1-2026": "42,8"}
    other = dict(reversed([*typed.items(), ("answer-12-2024", "7"), ("answer-1-estimates", "")]))

    body = questions.body(TURNOVER, typed, YEARS)

    assert questions.body(TURNOVER, other, YEARS) == body
    assert json.loads(body) == {
        "estimates": False,
        "explanation": "",
        "figures": {"2024": "29,4", "2025": "34,6", "2026": "42,8"},
    }


def test_a_year_that_was_moved_asks_for_the_new_one_and_keeps_the_old() -> None:
    moved = questions.fields(TURNOVER, kept("29,4", "34,6", "42,8"), questions.years(2028))

    body = questions.body(TURNOVER, moved, questions.years(2028))

    assert questions.year_figures(body).figures == {
        2024: "29,4",
        2025: "34,6",
        2026: "42,8",
        2027: "",
    }
    assert questions.fault(TURNOVER, body) == (
        "The figure for %(year)s is missing. Fill in every year, or none.",
        {"year": 2027},
    )


def test_figures_are_asked_for_the_three_years_before() -> None:
    assert questions.years(2027) == YEARS


@pytest.mark.parametrize(
    "body",
    ["Om lag 12 millioner", "{}", "[" * 20_000, "9" * 9_000, '{"figures":{"x":1}}', "null"],
)
def test_an_answer_to_a_question_that_was_another_one_is_kept_as_it_was_typed(body: str) -> None:
    assert questions.year_figures(body) == YearFigures({}, False, body)
    again = questions.body(TURNOVER, questions.fields(TURNOVER, body, YEARS), YEARS)
    assert questions.year_figures(again).explanation == body
    assert questions.answered(TURNOVER, body) is False


@pytest.mark.parametrize(
    ("question", "body", "norwegian", "english"),
    [
        (asked(Kind.SHORT_TEXT), "<b>", "<b>", "<b>"),
        (asked(Kind.MONEY), "12.500.000", "12,5 mill. kr", "NOK 12.5 million"),
        (asked(Kind.MONEY), "om lag ti", "om lag ti", "om lag ti"),
        (asked(Kind.PERCENT), "64,5", "64,5 %", "64.5%"),
        (asked(Kind.WHOLE_NUMBER), "1250", "1 250", "1 250"),
        (asked(Kind.YES_NO), "yes", "Ja", "Yes"),
        (asked(Kind.YES_NO), "no", "Nei", "No"),
        (asked(Kind.YES_NO), "kanskje", "kanskje", "kanskje"),
        (asked(Kind.ONE_CHOICE, choices=CHOICES), "1", "Selvstendig", "Independent"),
        (asked(Kind.ONE_CHOICE, choices=CHOICES), "2", "Konsern", "Konsern"),
        (asked(Kind.ONE_CHOICE, choices=CHOICES), "9", "9", "9"),
        (
            TURNOVER,
            kept("29,4", "34,6", "mye"),
            "2024: 29,4 mill. kr; 2025: 34,6 mill. kr; 2026: mye",
            "2024: NOK 29.4 million; 2025: NOK 34.6 million; 2026: mye",
        ),
        (TURNOVER, "", "", ""),
    ],
)
def test_an_answer_stands_in_the_case_as_its_readers_write(
    question: Question, body: str, norwegian: str, english: str
) -> None:
    shown = [questions.shown(question, body, language) for language in ("nb", "en")]

    assert [text.replace("\u00a0", " ") for text in shown] == [norwegian, english]


def test_what_is_missing_is_what_has_to_be_there_when_judging_opens() -> None:
    wanted = [
        asked(Kind.SHORT_TEXT, 1, need=Need.NEVER),
        asked(Kind.SHORT_TEXT, 2, need=Need.ALWAYS),
        asked(Kind.SHORT_TEXT, 3, need=Need.JUDGING),
        of_years(Figure.TURNOVER, 4, need=Need.JUDGING),
        asked(Kind.YES_NO, 5, need=Need.JUDGING),
    ]
    said = {3: " ", 4: kept("", "", "", explanation="Later"), 5: "no"}

    assert [one.id for one in questions.missing(wanted, said)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("question", "rule", "met", "unmet"),
    [
        (asked(Kind.YES_NO), Rule(is_yes=True), ["yes"], ["no"]),
        (asked(Kind.WHOLE_NUMBER), Rule(at_least="3"), ["3", "1 000"], ["2", "0"]),
        (asked(Kind.WHOLE_NUMBER), Rule(at_most="3"), ["3", "\u22121"], ["4"]),
        (asked(Kind.PERCENT), Rule(at_least="10", at_most="50"), ["10 %", "50"], ["9,9", "50,1"]),
        (asked(Kind.MONEY), Rule(at_least="5 mill."), ["5 000 000"], ["4,9 MNOK"]),
        (asked(Kind.MONEY, scale=MILLION), Rule(at_least="5"), ["5,0"], ["4,9", "kr 5 000"]),
        (asked(Kind.ONE_CHOICE, choices=CHOICES), Rule(one_of=("1",)), ["1"], ["2"]),
        (TURNOVER, Rule(at_least="5"), [kept("1", "2", "5")], [kept("9", "9", "4,9")]),
    ],
)
def test_a_requirement_is_met_or_not(
    question: Question, rule: Rule, met: list[str], unmet: list[str]
) -> None:
    ruled = [asked(question.kind, scale=question.scale, figure=question.figure, rule=rule)]

    assert [body for body in [*met, *unmet] if questions.unmet(ruled, {7: body})] == unmet


@pytest.mark.parametrize(
    ("kind", "body"),
    [(Kind.YES_NO, ""), (Kind.WHOLE_NUMBER, ""), (Kind.WHOLE_NUMBER, "some")],
)
def test_nobody_is_kept_out_by_an_answer_that_is_not_there_yet(kind: Kind, body: str) -> None:
    rule = Rule(is_yes=True) if kind is Kind.YES_NO else Rule(at_least="3")

    assert questions.unmet([asked(kind, rule=rule), asked(kind, 8)], {7: body, 8: "no"}) == []


def test_exports_above_turnover_are_pointed_out_as_they_were_typed() -> None:
    said = {1: kept("29,4", "34,6", "42,8"), 2: kept("15,6", "22,0", "48,2")}

    found = questions.impossible([TURNOVER, EXPORT, EMPLOYEES], said)

    assert found == {
        2: (
            figures.EXPORT_ABOVE_TURNOVER,
            {"year": 2026, "value": "48,2", "against": "42,8"},
        )
    }
    message, fields = found[2]
    assert rendering.translate("en", message, **fields) == (
        "Exports in 2026 (48,2) are higher than turnover (42,8). "
        "Exports are a part of turnover. Correct one of the figures."
    )


@pytest.mark.parametrize(
    ("turnover", "export"),
    [
        ("", kept("1", "2", "3")),
        (kept("1", "", "x"), kept("1", "2", "3")),
        (kept("1", "2", "3"), ""),
    ],
)
def test_what_is_not_known_is_not_impossible(turnover: str, export: str) -> None:
    assert questions.impossible([TURNOVER, EXPORT], {1: turnover, 2: export}) == {}
    assert questions.impossible([EXPORT], {2: export}) == {}


def test_growth_is_computed_of_what_can_be_read() -> None:
    said = {1: kept("40", "50", "mye"), 2: kept("10", "15", ""), 3: kept("20", "30", "45")}

    found = questions.computed([EMPLOYEES, EXPORT, TURNOVER], said, YEARS)

    assert found.share == {2024: 25, 2025: 30, 2026: None}
    assert found.growth == {
        "turnover": {2025: 25, 2026: None},
        "export": {2025: 50, 2026: None},
        "employees": {2025: 50, 2026: 50},
    }
    assert found.compound == {"turnover": None, "export": None, "employees": 50}


def test_one_answer_explains_all_the_figures() -> None:
    other = of_years(Figure.OTHER, 9)

    assert questions.explaining([TURNOVER, EXPORT, EMPLOYEES, other]) == EXPORT
    assert questions.explaining([EMPLOYEES, TURNOVER, other]) == TURNOVER
    assert questions.explaining([other, asked(Kind.YES_NO)]) is None


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("fjordpuls.no", "https://fjordpuls.no"),
        ("www.fjordpuls.no/om oss".replace(" ", "%20"), "https://www.fjordpuls.no/om%20oss"),
        ("http://fjordpuls.no:8080/?a=1&b=2#c", "http://fjordpuls.no:8080/?a=1&b=2#c"),
        ("HTTPS://Fjordpuls.NO/Om", "https://fjordpuls.no/Om"),
        ("blåbær.no/æ", "https://xn--blbr-roah.no/%C3%A6"),
    ],
)
def test_a_web_address_is_read_as_people_write_it(typed: str, link: str) -> None:
    assert words.web_address(typed) == link
    assert words.web_address(link) == link


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "fjordpuls",
        "localhost:8000",
        "127.0.0.1",
        "http://[::1]/",
        "http://2130706433/",
        "javascript:alert(1)",
        "javascript://fjordpuls.no/%0aalert(1)",
        "data:text/html,<b>",
        "ftp://fjordpuls.no",
        "mailto:kari@fjordpuls.no",
        "https://kari@fjordpuls.no",
        "https://kari:hemmelig@fjordpuls.no",
        "https://fjordpuls.no\\@evil.example",
        "https://fjordpuls.no:99999",
        "https://fjord puls.no",
        "https://fjordpuls.no/\nx",
        'https://fjordpuls.no/"onclick=',
        "//fjordpuls.no",
        "https://",
        "https://fjordpuls.no/" + "a" * 1000,
    ],
)
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    with pytest.raises(words.Malformed):
        words.web_address(typed)


@given(TEXTS | st.builds("https://{}".format, TEXTS))
def test_a_web_address_is_plain_and_safe_or_it_is_malformed(typed: str) -> None:
    try:
        link = words.web_address(typed)
    except words.Malformed:
        return
    assert link.startswith(("http://", "https://"))
    assert link.isascii()
    assert not set(link) & set(" <>\"'\\`")
    assert words.web_address(link) == link
