"""Samples: the invented companies of the demo, what a register says of them, what they answer."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from awards import questions, register
from awards.database import Connection, Queries
from awards.directory import Member
from awards.questions import Figure, Kind, Question
from awards.register import Facts

sql = Queries("samples")

Row = Mapping[str, str]

LEAST_TOLD = 5  # employees; a register does not tell fewer
MARKETS = (
    "Vi begynte der kundene lignet mest på dem vi har hjemme, lærte av de tre første, og gikk"
    " videre når de anbefalte oss."
)


@cache
def companies() -> Mapping[str, Row]:
    """The companies by organisation number."""
    source = Path(__file__).parent / "sample_companies.csv"
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["orgnr"]: row for row in rows}


def members() -> list[Member]:
    """The organisation's list: every third company is no member."""
    rows = [row for turn, row in enumerate(companies().values()) if turn % 3 != 2]
    return [Member(row["orgnr"], row["name"], "bedrift", True) for row in rows]


def facts(row: Row, fetched_at: datetime) -> Facts:
    """What the register would say of a company."""
    employees = int(row["employees"] or 0)
    told = employees if employees >= LEAST_TOLD else None
    return Facts(
        number=row["orgnr"],
        name=row["legal_name"],
        form=row["form"],
        place=row["place"],
        municipality=row["place"],
        country="NO",
        industry_code=row["industry_code"],
        industry_text=row["industry_text"],
        employees=told,
        employee_band=register.band(told, employees > 0),
        bankrupt=row["state"] == "bankrupt",
        winding_up=row["state"] == "winding_up",
        dissolved="",
        parent=row["parent"],
        home_page=row["website"],
        language_form=row["language_form"],
        email="",
        founded=f"{row['founded']}-01-01",
        fetched_at=fetched_at.isoformat(timespec="seconds"),
    )


@dataclass(frozen=True)
class Part:
    """What one company does in the demo."""

    company: int
    number: str
    when: datetime
    told: bool
    handed_in: bool  # else its form is only begun


async def say(
    db: Connection, part: Part, name: str, asked: Sequence[Question], years: Sequence[int]
) -> None:
    """A company is what the register says; told of its nomination, it accepts and answers."""
    found = register.as_json(facts(companies()[part.number], part.when))
    await sql.verified.run(
        db, company=part.company, number=part.number, fetched_at=part.when, facts=found
    )
    if part.told:
        said = _said(part, asked if part.handed_in else asked[:1], years)
        await _write(db, part, name, said)


def _said(
    part: Part, asked: Sequence[Question], years: Sequence[int]
) -> list[tuple[int, str, str]]:
    """Its answers and deeds in their order: question, item, body."""
    row = companies()[part.number]
    answers = [(one.id, "", _answer(row, one, years)) for one in asked]
    handed_in = [(0, "handed_in", "yes")] if part.handed_in else []
    return [(0, "accepted", "yes"), *answers, *handed_in]


async def _write(
    db: Connection, part: Part, name: str, said: Sequence[tuple[int, str, str]]
) -> None:
    domain = companies()[part.number]["website"].removeprefix("https://")
    contributor = await sql.contributor.value(
        db, company=part.company, name=name, address=f"post@{domain}", at=part.when
    )
    ids, items, bodies = (list(column) for column in zip(*said, strict=True))
    await sql.said.run(
        db,
        company=part.company,
        questions=ids,
        items=items,
        bodies=bodies,
        contributor=contributor,
        at=part.when,
    )


def _answer(row: Row, question: Question, years: Sequence[int]) -> str:
    if question.kind is Kind.YEAR_FIGURES:
        typed = {f"{question.field}-{year}": text for year, text in _yearly(row, question, years)}
        return questions.body(question, typed, years)
    said = {
        Kind.YES_NO: "yes",
        Kind.WHOLE_NUMBER: row["markets"],
        Kind.PERCENT: f"{max(38, 96 - 2 * int(row['markets'] or 0))} %",
        Kind.LONG_TEXT: MARKETS,
    }
    return said.get(question.kind, "")


def _yearly(row: Row, question: Question, years: Sequence[int]) -> list[tuple[int, str]]:
    """The file has three years, in thousands; the form asks for millions."""
    if question.figure is Figure.EMPLOYEES:
        now = int(row["employees"] or 1)
        return [
            (year, str(max(1, now - 3 * back))) for year, back in zip(years, (2, 1, 0), strict=True)
        ]
    columns = sorted(name for name in row if name.startswith(f"{question.figure}_"))
    thousands = [int(row[name] or 0) for name in columns]
    return [
        (year, f"{value / 1000:.1f}".replace(".", ","))
        for year, value in zip(years, thousands, strict=True)
    ]
