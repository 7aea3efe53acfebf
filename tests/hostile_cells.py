"""A judged year in which everybody wrote what spreadsheets like to misread, taken out as files."""

from dataclasses import dataclass
from typing import Any

import httpx

from awards.database import Connection
from awards.stages import Stage
from tests import people

# What people write, and a spreadsheet would calculate, link, round, cut or take for markup.
TEXTS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","Klikk")',
    "{=1+1}",
    "+47 22 22 22 22",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "\n=1+1",
    "'=1+1",
    "1e5",
    "007",
    "1,5",
    "01.02.2026",
    "12:30",
    "TRUE",
    "#N/A",
    "http://example.org/?a=1&b=2",
    "mailto:kari@example.org",
    "_x000D_",
    "_x003C_b>",
    "<r><t>hei</t></r>",
    "<r>hei</r>",
    "<b>&amp;</b> & ]]>",
    "Ærlig, øl & ål; sa «ja»",
    '"anførsel"; og;semikolon',
    "første linje\nandre linje",
    "tall\t= tabulator",
    "  to  mellomrom  ",
    "😀 👩‍👩‍👧 e\u0301",
    "שלום عربي",
    "x" * 32_767,
)
TOO_LONG = "y" * 40_000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Scene:
    edition: int
    member: int


async def judged(db: Connection, **changed: Any) -> Scene:
    """Each text is the answer of a nomination, the name of a company, and some are comments."""
    await people.award(db)
    member = await people.staff(db, role="editor")
    edition = await people.edition(db, stage=Stage.DECIDING, **changed)
    category = await people.category(db, edition)
    nominees = []
    for place, text in enumerate((*TEXTS, TOO_LONG)):
        company = await people.company(db, edition, text[:200], None if place else "987654325")
        nominees.append(await people.nominee(db, category, company))
        await people.nomination(db, category, company, by=text[:200], why=text)
    round = await people.shortlist(db, category, *nominees[:4])
    ada = await people.juror(db, edition, "Ada")
    for place, nominee in enumerate(nominees[:4]):
        await people.sheet(db, round, ada, nominee, place, 3)
    await people.ballot(db, round, ada)
    await db.execute("UPDATE sheets SET comments = $1", [TEXTS[0], TEXTS[5]])
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    return Scene(edition, member)


async def export(client: httpx.AsyncClient, sheet: str, format: str, language: str) -> bytes:
    answer = await client.post(
        f"/staff/2027/exports?language={language}",
        data={"sheet": sheet, "format": format},
        headers={"accept-language": language},
    )
    assert answer.status_code == 200, answer.text[:2000]
    return answer.content
