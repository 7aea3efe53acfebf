"""Particulars: what is known of companies, and what they say, as rows of a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from awards import editions, extracts, informing, press, questions, register, submissions
from awards.database import Connection, Queries
from awards.editions import Edition
from awards.errors import N_
from awards.extracts import Reader
from awards.questions import Form, Kind, Question
from awards.register import Facts
from awards.spreadsheets import Cell
from awards.workbooks import Sheet

sql = Queries("particulars")

COMPANIES = (
    N_("Number"),
    N_("Company"),
    N_("Organisation number"),
    N_("Joined with it"),
    N_("Categories"),
    N_("State"),
    N_("People who work on its form"),
    N_("Press contact"),
    N_("Name in the register"),
    N_("Form of organisation"),
    N_("Place"),
    N_("Municipality"),
    N_("Country"),
    N_("Industry code"),
    N_("Industry"),
    N_("Employees in the register"),
    N_("Founded"),
    N_("Website"),
    N_("E-mail in the register"),
    N_("Bankrupt"),
    N_("Winding up"),
    N_("Dissolved"),
    N_("Register asked"),
    N_("On the list of members as"),
    N_("Kind of member"),
)
FIGURES = (N_("Company"), N_("Organisation number"), N_("Year"))
AFTER_FIGURES = (N_("Estimates"), N_("Explanation"), N_("Sent to the jury"))


async def companies(db: Connection, edition: Edition, reader: Reader) -> Sheet:
    """Companies with what the register says, and what each answers on its form but its figures."""
    found = await sql.companies.all(db, edition=edition.id, most=None)
    heard = await informing.heard(db, [row["id"] for row in found])
    asked = await _of_companies(db, edition.id, figures=False)
    told = await _told(db, edition.id, asked)
    rows = (
        _company(row, heard[row["id"]], asked, told.get(row["id"], {}), reader) for row in found
    )
    labels = await extracts.labels(db, edition.id, asked, reader)
    return Sheet("", [*reader.words(COMPANIES), *labels], rows)


async def count(db: Connection, edition: int) -> int:
    row = await sql.companies.one(db, edition=edition, most=1)
    return int(row["total"]) if row else 0


def _company(
    row: Any, heard: str, asked: Sequence[Question], told: Mapping[Any, str], reader: Reader
) -> list[Cell]:
    contact = press.of_body(told.get(submissions.PRESS_CONTACT, ""))
    facts = register.from_json(row["facts"]) if row["facts"] else None
    return [
        row["id"],
        row["name"],
        row["number"],
        "; ".join(row["joined"]),
        "; ".join(reader.text(one) for one in row["categories"]),
        reader.state("company", heard),
        "; ".join(row["people"]),
        ", ".join(filter(None, (contact.name, contact.address, contact.telephone))),
        *_registered(facts, reader),
        row["fetched_at"],
        row["member"],
        row["kind"],
        *(extracts.said(one, told[one.id], reader) if one.id in told else None for one in asked),
    ]


def _registered(facts: Facts | None, reader: Reader) -> list[Cell]:
    """What the register says; nothing where it was not asked, or has taken it back."""
    if facts is None:
        return [None] * 14
    return [
        facts.name,
        facts.form,
        facts.place,
        facts.municipality,
        facts.country,
        facts.industry_code,
        facts.industry_text,
        facts.employees,
        facts.founded,
        facts.home_page,
        facts.email,
        reader.yes(facts.bankrupt),
        reader.yes(facts.winding_up),
        facts.dissolved,
    ]


async def figures(db: Connection, edition: Edition, reader: Reader) -> Sheet:
    """A row for each company and year that has a figure; each question about figures a column."""
    asked = await _of_companies(db, edition.id, figures=True)
    told = await _told(db, edition.id, asked)
    found = await sql.companies.all(db, edition=edition.id, most=None) if told else []
    rows = [cells for row in found for cells in _years(row, asked, told.get(row["id"], {}), reader)]
    heading = [*FIGURES, *AFTER_FIGURES]
    spoken = reader.words(heading)
    labels = await extracts.labels(db, edition.id, asked, reader)
    return Sheet("", [*spoken[: len(FIGURES)], *labels, *spoken[len(FIGURES) :]], rows)


def _years(
    row: Any, asked: Sequence[Question], told: Mapping[Any, str], reader: Reader
) -> Iterator[list[Cell]]:
    typed = {one.id: questions.year_figures(told.get(one.id, "")) for one in asked}
    years = {year for one in typed.values() for year, text in one.figures.items() if text}
    explained = "\n".join(filter(None, (one.explanation for one in typed.values())))
    for year in sorted(years):
        yield [
            row["name"],
            row["number"],
            year,
            *(_figure(one, typed[one.id].figures.get(year, "")) for one in asked),
            reader.yes(any(one.estimates for one in typed.values())),
            explained,
            reader.yes(submissions.HANDED_IN in told),
        ]


def _figure(question: Question, text: str) -> Cell:
    """What cannot be read as a number stands as it was typed."""
    value = questions.known(question, text) if text else None
    return text if value is None else value


async def _of_companies(db: Connection, edition: int, *, figures: bool) -> list[Question]:
    asked = await editions.asked(db, edition, Form.COMPANY, retired=True)
    return [one for one in asked if (one.kind is Kind.YEAR_FIGURES) is figures]


async def _told(
    db: Connection, edition: int, asked: Sequence[Question]
) -> dict[int, dict[int | str, str]]:
    """What each company says, by question and by item."""
    items = [submissions.PRESS_CONTACT, submissions.HANDED_IN]
    found: dict[int, dict[int | str, str]] = {}
    rows = await sql.told.all(db, edition=edition, questions=[one.id for one in asked], items=items)
    for row in rows:
        found.setdefault(row["head"], {})[row["question"] or row["item"]] = row["body"]
    return found
