"""Opens what the running service exports with a real LibreOffice, and looks at every cell of it."""

import asyncio
import csv
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx

from awards import database
from awards.spreadsheets import as_text
from tests import hostile_cells, people, service
from tests.hostile_cells import TEXTS, TOO_LONG

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ROW = f"{TABLE}table-row"
LINK = "{http://www.w3.org/1999/xlink}href"
NORWEGIAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>nb-NO</value></prop></item></oor:items>"""
# Semicolon, quotes, UTF-8, from line 1, Norwegian; quoted fields are text, or what they look like.
AS_TEXT = "Text - txt - csv (StarCalc):59,34,76,1,,1044,true,false"
AS_IT_IS = "Text - txt - csv (StarCalc):59,34,76,1,,1044,false,true"

Row = list["tuple[str, str]"]  # what each cell is (string, float, date), and what it says


class Office:
    """A LibreOffice of our own, with Norwegian settings, in a folder that goes away."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        settings = folder / "profile" / "user"
        settings.mkdir(parents=True)
        (settings / "registrymodifications.xcu").write_text(NORWEGIAN)

    def turn(self, file: bytes, name: str, into: str, reads: str = "") -> bytes:
        given, made = self.folder / name, self.folder / "made"
        given.write_bytes(file)
        told = [f"--infilter={reads}"] if reads else []
        subprocess.run(
            [
                *(self.program, "--headless"),
                f"-env:UserInstallation=file://{self.folder}/profile",
                *(*told, "--convert-to", into, "--outdir", str(made), str(given)),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return (made / given.with_suffix(f".{into.partition(':')[0]}").name).read_bytes()

    def sheets(self, file: bytes, name: str, reads: str = "") -> dict[str, list[Row]]:
        """Each sheet as LibreOffice holds it. Nothing in it is calculated or linked."""
        root = ElementTree.fromstring(self.turn(file, name, "fods", reads))
        calculated = [one for one in root.iter() if one.get(f"{TABLE}formula")]
        linked = [one.get(LINK) for one in root.iter(f"{TEXT}a")]
        assert (calculated, linked) == ([], [])
        return {
            str(one.get(f"{TABLE}name")): [
                list(_cells(row)) for row in one.iter(f"{TABLE}table-row")
            ]
            for one in root.iter(f"{TABLE}table")
        }


def _cells(row: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for cell in row:
        kind = cell.get(f"{OFFICE}value-type", "")
        value = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value")
        said = value or "\n".join(_said(one) for one in cell.findall(f"{TEXT}p"))
        again = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        yield from [(kind, said)] * min(again, 50)


def _said(part: ElementTree.Element) -> str:
    """The letters of a paragraph: runs of spaces and tabs are elements of their own."""
    found = part.text or ""
    for inner in part:
        if inner.tag == f"{TEXT}s":
            found += " " * int(inner.get(f"{TEXT}c", "1"))
        elif inner.tag == f"{TEXT}tab":
            found += "\t"
        elif inner.tag == f"{TEXT}line-break":
            found += "\n"
        else:
            found += _said(inner)
        found += inner.tail or ""
    return found


def column(rows: list[Row], heading: str) -> list[tuple[str, str]]:
    place = [said for _, said in rows[0]].index(heading)
    return [row[place] for row in rows[1:] if len(row) > place and row[0][1]]


def check_workbook(sheets: dict[str, list[Row]]) -> None:
    found = column(sheets["Nominasjoner"], "Hvorfor?")
    assert [said for _, said in found[:-1]] == list(TEXTS)
    assert found[-1][1].startswith("yyyy") and len(found[-1][1]) == 32_767
    assert {kind for kind, _ in found} == {"string"}
    check_numbers(sheets)
    assert {kind for kind, _ in column(sheets["Nominasjoner"], "Kom inn")} == {"date"}
    assert column(sheets["Bedrifter"], "Organisasjonsnummer")[0] == ("string", "987654325")


def check_numbers(sheets: dict[str, list[Row]]) -> None:
    for heading in ("Snitt", "Plass", "Ark"):
        assert {kind for kind, _ in column(sheets["Stilling"], heading)} == {"float"}
    assert [said for _, said in column(sheets["Stilling"], "Snitt")] == ["75", "60", "45", "30"]
    assert {kind for kind, _ in column(sheets["Poeng"], "Totalt, 0 til 100")} == {"float"}


async def exported(url: str, dsn: str) -> dict[str, bytes]:
    db = await database.connect(dsn)
    scene = await hostile_cells.judged(db, quorum=1)
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        await people.sign_in(db, client, "staff", scene.member)
        cookie = client.cookies["staff"]
        client.cookies.clear()
        client.headers["cookie"] = f"staff={cookie}"
        await db.close()
        wanted = [("all", "xlsx"), ("nominations", "csv"), ("standings", "csv"), ("scores", "csv")]
        return {
            f"{sheet}.{format}": await hostile_cells.export(client, sheet, format, "nb")
            for sheet, format in wanted
        }


def look(office: Office, files: dict[str, bytes]) -> None:
    workbook = office.sheets(files["all.xlsx"], "all.xlsx")
    check_workbook(workbook)
    print(f"XLSX: {len(workbook)} sheets, {len(TEXTS)} texts as they were typed", flush=True)
    saved = office.turn(files["all.xlsx"], "again.xlsx", "xlsx")
    check_workbook(office.sheets(saved, "saved.xlsx"))
    print("XLSX that LibreOffice saved again: the same", flush=True)
    as_csv = office.turn(files["all.xlsx"], "csv.xlsx", f"csv:{AS_IT_IS}")
    first = next(csv.reader(io.StringIO(as_csv.decode("utf-8-sig")), delimiter=";"))
    assert first[1:3] == ["Bedrift", "Organisasjonsnummer"]
    told = office.sheets(files["nominations.csv"], "nominations.csv", AS_TEXT)
    found = column(next(iter(told.values())), "Hvorfor?")
    assert [said for _, said in found[:-1]] == [as_text(text) for text in TEXTS]
    assert found[-1][1] == TOO_LONG
    assert {kind for kind, _ in found} == {"string"}
    print("CSV, quoted fields as text: every text as it was typed", flush=True)
    for reads in (AS_IT_IS, AS_TEXT):
        office.sheets(files["nominations.csv"], "nominations.csv", reads)
        numbers = {
            name: next(iter(office.sheets(files[f"{sheet}.csv"], f"{sheet}.csv", reads).values()))
            for name, sheet in (("Stilling", "standings"), ("Poeng", "scores"))
        }
        check_numbers(numbers)
    print("CSV, whichever way it is read: no formula, and numbers are numbers", flush=True)


def main() -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        sys.exit("There is no LibreOffice here: apt-get install libreoffice-calc-nogui")
    with service.running() as served:
        files = asyncio.run(exported(served.url, served.dsn))
    with tempfile.TemporaryDirectory(prefix="awards-office-") as folder:
        look(Office(program, Path(folder)), files)
    print("LibreOffice read every cell as it was meant.")


if __name__ == "__main__":
    main()
