"""Exports: everything staff may see of a year, a sheet alone or all in a workbook. Each is a deed.

Sheets are read and the deed is written in one transaction; the file is made after it, of what was
read.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from awards import (
    audit,
    board,
    breakdowns,
    editions,
    extracts,
    nominees,
    particulars,
    screening,
    spreadsheets,
    words,
    workbooks,
)
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_, Invalid
from awards.extracts import Reader
from awards.stages import Action
from awards.workbooks import Sheet


class Kind(StrEnum):
    COMPANIES = "companies"
    NOMINEES = "nominees"
    NOMINATIONS = "nominations"
    FIGURES = "figures"
    RECUSALS = "recusals"
    STANDINGS = "standings"
    SCORES = "scores"
    COMMENTS = "comments"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


NAMES = {
    Kind.COMPANIES: N_("Companies"),
    Kind.NOMINEES: N_("Nominees"),
    Kind.NOMINATIONS: N_("Nominations"),
    Kind.FIGURES: N_("Figures"),
    Kind.RECUSALS: N_("Recusals"),
    Kind.STANDINGS: N_("Standings"),
    Kind.SCORES: N_("Scores"),
    Kind.COMMENTS: N_("Comments"),
}
TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OF_JUDGING = (Kind.STANDINGS, Kind.SCORES, Kind.COMMENTS)  # nobody sees them before it has closed
ALL = "all"
CUT = N_("… [cut: the whole text is in the CSV file]")


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for: one sheet, or all in one workbook."""

    kind: Kind | None
    format: Format

    @property
    def mime(self) -> str:
        return TYPES[self.format]


@dataclass(frozen=True)
class Part:
    """A sheet as the page lists it; ``rows`` is None where it is not there yet."""

    kind: Kind
    rows: int | None


async def parts(db: Connection, edition: Edition, reader: Reader) -> list[Part]:
    """Every sheet that there is or will be, and how many rows it has."""
    there = kinds(edition)
    return [
        Part(kind, await _count(db, edition, reader, kind) if kind in there else None)
        for kind in Kind
    ]


def kinds(edition: Edition) -> list[Kind]:
    """The sheets that there are at this stage."""
    seen = edition.allows(Action.SEE_STANDINGS)
    return [kind for kind in Kind if seen or kind not in OF_JUDGING]


def wanted(kind: str, format: str) -> Wanted:
    """What a form asked for. A CSV file holds one sheet."""
    one = Kind(kind) if kind in list(Kind) else None
    if (one is None and kind != ALL) or format not in list(Format):
        raise Invalid
    if one is None and format == Format.CSV:
        raise Invalid(N_("A CSV file holds one sheet. Choose which."))
    return Wanted(one, Format(format))


async def make(
    db: Connection, actor: str, edition: Edition, asked: Wanted, reader: Reader
) -> list[Sheet]:
    """Read what was asked for, as far as the stage has it; that somebody did is in the log."""
    inside = await editions.entered(db, edition.id)
    if asked.kind in OF_JUDGING:
        inside.require(Action.SEE_STANDINGS)
    there = kinds(replace(edition, stage=inside.stage))
    chosen = [asked.kind] if asked.kind else there
    sheets = [await _named(db, edition, reader, kind) for kind in chosen]
    await audit.record(
        db,
        actor,
        "export.made",
        f"edition:{edition.id}",
        edition=edition.id,
        sheets=[str(kind) for kind in chosen],
        format=str(asked.format),
    )
    return sheets


def file(sheets: Sequence[Sheet], asked: Wanted, reader: Reader) -> bytes:
    """The file itself; it takes a while where there is much."""
    if asked.format is Format.CSV:
        [sheet] = sheets
        return spreadsheets.csv_file(sheet.heading, sheet.rows, reader.language, reader.zone)
    return workbooks.workbook(sheets, reader.zone, reader.word(CUT))


def filename(award: str, edition: Edition, asked: Wanted, reader: Reader) -> str:
    """Like eksportpris-2027-nominasjoner.xlsx."""
    named = words.slug(reader.word(NAMES[asked.kind])) if asked.kind else ""
    return f"{'-'.join(filter(None, (words.slug(award), str(edition.year), named)))}.{asked.format}"


async def _named(db: Connection, edition: Edition, reader: Reader, kind: Kind) -> Sheet:
    return replace(await READ[kind](db, edition, reader), name=reader.word(NAMES[kind]))


async def _count(db: Connection, edition: Edition, reader: Reader, kind: Kind) -> int:
    """How many rows a sheet has: counted where that is quicker than to make them."""
    match kind:
        case Kind.COMPANIES:
            return await particulars.count(db, edition.id)
        case Kind.NOMINEES:
            return sum((await nominees.counts(db, edition.id)).values())
        case Kind.NOMINATIONS:
            return (await screening.counts(db, edition.id)).all
        case Kind.RECUSALS:
            return (await board.all_recusals(db, edition.id, most=1))[1]
        case Kind.SCORES | Kind.COMMENTS:
            return await breakdowns.count(db, edition, commented=kind is Kind.COMMENTS)
    return sum(1 for _ in (await READ[kind](db, edition, reader)).rows)


READ: dict[Kind, Callable[[Connection, Edition, Reader], Awaitable[Sheet]]] = {
    Kind.COMPANIES: particulars.companies,
    Kind.NOMINEES: extracts.every_nominee,
    Kind.NOMINATIONS: extracts.every_nomination,
    Kind.FIGURES: particulars.figures,
    Kind.RECUSALS: extracts.every_recusal,
    Kind.STANDINGS: breakdowns.standings,
    Kind.SCORES: breakdowns.scores,
    Kind.COMMENTS: breakdowns.comments,
}
