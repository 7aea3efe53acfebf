"""A category with a question of every kind, in two languages: what staff type to ask it, what
people type to answer it, and how each answer is read."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asking:
    kind: str
    norwegian: str
    english: str
    form: str = "company"
    own: bool = False  # asked in the new category only
    more: dict[str, Any] = field(default_factory=dict)  # the fields of its kind
    typed: dict[str, str] = field(default_factory=dict)  # the answer, by the end of its field
    read_nb: tuple[str, ...] = ()
    read_en: tuple[str, ...] = ()


HELP = ("Skriv det som dere pleier.", "Write it as you usually do.")
UNMET = ("Prisen er for bedrifter i Norge.", "The award is for companies in Norway.")
WAY_OUT = ("Spør oss om den nordiske prisen.", "Ask us about the Nordic award.")
REASON = "They found their customers abroad before they had any at home."
LEARNT = "Vi lærte å selge sammen med sykehusene, ikke til dem."
LEARNT_LIMIT = 40

QUESTIONS = (
    Asking(
        "short_text",
        "Hvor har du møtt dem?",
        "Where did you meet them?",
        form="nomination",
        more={"need": "always"},
        typed={"": "At a fair in Düsseldorf"},
        read_nb=("At a fair in Düsseldorf",),
        read_en=("At a fair in Düsseldorf",),
    ),
    Asking(
        "yes_no",
        "Er bedriften registrert i Norge?",
        "Is the company registered in Norway?",
        more={
            "is_yes": "yes",
            "unmet-nb": UNMET[0],
            "unmet-en": UNMET[1],
            "way_out-nb": WAY_OUT[0],
            "way_out-en": WAY_OUT[1],
        },
        typed={"": "yes"},
        read_nb=("Ja",),
        read_en=("Yes",),
    ),
    Asking(
        "year_figures",
        "Omsetning",
        "Turnover",
        more={"figure": "turnover", "scale": "1000000"},
        typed={"-2024": "100", "-2025": "120,5", "-2026": "150 mill."},
        read_nb=("120,5", "150,0", "+22,5 % i året"),
        read_en=("120.5", "150.0", "+22.5% a year"),
    ),
    Asking(
        "year_figures",
        "Eksport",
        "Exports",
        more={"figure": "export", "scale": "1000000"},
        typed={"-2024": "40", "-2025": "48,2", "-2026": "NOK 75m"},
        read_nb=("48,2", "75,0"),
        read_en=("48.2", "75.0"),
    ),
    Asking(
        "year_figures",
        "Ansatte",
        "Employees",
        more={"figure": "employees", "need": "never"},
        typed={"-2024": "48", "-2025": "45", "-2026": "60"},
        read_nb=("48", "45", "60"),
        read_en=("48", "45", "60"),
    ),
    Asking(
        "money",
        "Hva koster salget ute i år?",
        "What does selling abroad cost this year?",
        more={"scale": "1000000"},
        typed={"": "12 500 000 kr"},
        read_nb=("12,5 mill. kr",),
        read_en=("NOK 12.5 million",),
    ),
    Asking(
        "percent",
        "Hvor mye av salget er utenfor Norden?",
        "How much of the sale is outside the Nordic countries?",
        more={"need": "judging"},
        typed={"": "37,5"},
        read_nb=("37,5 %",),
        read_en=("37.5%",),
    ),
    Asking(
        "whole_number",
        "Hvor mange land selger dere til?",
        "How many countries do you sell to?",
        typed={"": "1 200"},
        read_nb=("1 200",),
        read_en=("1 200",),
    ),
    Asking(
        "long_text",
        "Hva har dere lært ute?",
        "What have you learnt abroad?",
        more={"word_limit": str(LEARNT_LIMIT)},
        typed={"": LEARNT},
        read_nb=(LEARNT,),
        read_en=(LEARNT,),
    ),
    Asking(
        "one_choice",
        "Hvordan selger dere mest?",
        "How do you sell most?",
        own=True,
        more={
            "choice-1-nb": "Selv",
            "choice-1-en": "Ourselves",
            "choice-2-nb": "Gjennom andre",
            "choice-2-en": "Through others",
        },
        typed={"": "2"},  # the second alternative
        read_nb=("Gjennom andre",),
        read_en=("Through others",),
    ),
    Asking(
        "web_address",
        "Hvor kan vi lese mer?",
        "Where can we read more?",
        own=True,
        more={"public": "yes", "need": "never"},
        typed={"": "www.fjordpuls.example/ute"},
        read_nb=("fjordpuls.example/ute",),
        read_en=("fjordpuls.example/ute",),
    ),
)

KINDS = {one.kind for one in QUESTIONS}
NOMINATORS = [one for one in QUESTIONS if one.form == "nomination"]
COMPANYS = [one for one in QUESTIONS if one.form == "company"]


def asked(one: Asking, category: str) -> dict[str, Any]:
    """What staff type into the page of a new question."""
    return {
        "label-nb": one.norwegian,
        "label-en": one.english,
        "help-nb": HELP[0],
        "help-en": HELP[1],
        "category": category if one.own else "",
        **one.more,
    }
