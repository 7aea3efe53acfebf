"""Companies that tell about themselves: questions, their answers, what the register said."""

import json
from datetime import UTC, datetime
from typing import Any

from awards import register
from awards.database import Connection
from awards.register import Facts

FETCHED = datetime(2027, 9, 14, 9, 30, tzinfo=UTC)
FJORDPULS = Facts(
    number="310412031",
    name="FJORDPULS AS",
    form="AS",
    place="Bergen",
    municipality="Bergen",
    country="NO",
    industry_code="26.600",
    industry_text="Produksjon av elektromedisinsk utstyr",
    employees=48,
    employee_band="20-49",
    bankrupt=False,
    winding_up=False,
    dissolved="",
    parent="",
    home_page="https://fjordpuls.example",
    language_form="Bokmål",
    email="",
    founded="1989-03-01",
    fetched_at=FETCHED.isoformat(),
)


async def question(
    db: Connection,
    edition: int,
    kind: str,
    label: str,
    *,
    form: str = "company",
    **columns: Any,
) -> int:
    ident = int(
        await db.fetchval(
            """INSERT INTO questions (edition, form, position, kind, label, need)
               SELECT $1, $2, count(*) + 1, $3, jsonb_build_object('nb', $4 || ' nb', 'en', $4),
                      'never'
                 FROM questions WHERE edition = $1 AND form = $2
            RETURNING id""",
            edition,
            form,
            kind,
            label,
        )
    )
    for column, value in columns.items():
        await db.execute(f"UPDATE questions SET {column} = $2 WHERE id = $1", ident, value)  # noqa: S608
    return ident


async def contributor(db: Connection, company: int, name: str = "Siri") -> int:
    """Somebody of the company, let in by staff."""
    return int(
        await db.fetchval(
            """INSERT INTO contributors (company, name, address, mailbox, language, origin,
                                         let_in_at, let_in_by)
               VALUES ($1, $2, lower($2) || '@work.example', lower($2) || '@work.example', 'nb',
                       'staff', clock_timestamp(), 'staff:1') RETURNING id""",
            company,
            name,
        )
    )


async def say(
    db: Connection,
    company: int,
    about: int | str,
    body: str,
    *,
    by: int | None = None,
    staff: int | None = None,
    reason: str = "",
) -> int:
    """An answer to a question, or an item, by a contributor or by staff."""
    return int(
        await db.fetchval(
            """INSERT INTO company_answers (company, question, item, body, contributor, staff,
                                            reason)
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id""",
            company,
            about if isinstance(about, int) else None,
            about if isinstance(about, str) else "",
            body,
            by,
            staff,
            reason,
        )
    )


def figures(*typed: str, estimates: bool = False, explanation: str = "", first: int = 2024) -> str:
    """The body of year figures, from the first year on."""
    by_year = {str(year): text for year, text in enumerate(typed, start=first)}
    said = {"estimates": estimates, "explanation": explanation, "figures": by_year}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


async def snapshot(db: Connection, company: int, facts: Facts = FJORDPULS) -> int:
    """What the register said about a company; it is the company's."""
    ident = int(
        await db.fetchval(
            """INSERT INTO snapshots (organisation_number, fetched_at, facts)
               VALUES ($1, $2, $3) RETURNING id""",
            facts.number,
            facts.fetched,
            register.as_json(facts),
        )
    )
    await db.execute("UPDATE companies SET snapshot = $2 WHERE id = $1", company, ident)
    return ident


async def logo(db: Connection, company: int, by: int, content: bytes = b"a picture") -> int:
    ident = int(
        await db.fetchval(
            """INSERT INTO pictures (media_type, width, height, content)
               VALUES ('image/png', 40, 20, $1) RETURNING id""",
            content,
        )
    )
    await say(db, company, "logo", str(ident), by=by)
    return ident
