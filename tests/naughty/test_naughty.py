"""The big list of naughty strings (its licence lies beside it), through both forms and out again.

Whatever is typed is either refused with it still in the form, or stored as anybody can see it; no
page, letter or file makes something live of it.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from awards import letters, outbox, tokens
from awards.database import Connection
from awards.questions import Kind
from awards.spreadsheets import ACTIVE
from tests import people, scale, smtp
from tests.bad_use import scene
from tests.bad_use.test_output import unsafe
from tests.conftest import KEYS, settings
from tests.visitor import Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(3600)]

STRINGS: list[str] = json.loads((Path(__file__).parent / "strings.json").read_text("utf-8"))
CHOICES = [{"key": "a", "name": {"nb": "En", "en": "One"}}, {"key": "b", "name": {"en": "Two"}}]
EXPECTED = {  # what a form may answer: done, or shown again with what is wrong
    httpx.codes.SEE_OTHER,
    httpx.codes.UNPROCESSABLE_ENTITY,
    httpx.codes.CONFLICT,
}
SOUND = {
    Kind.SHORT_TEXT: "Short",
    Kind.LONG_TEXT: "Long enough",
    Kind.WHOLE_NUMBER: "12",
    Kind.MONEY: "12,5 mill.",
    Kind.PERCENT: "12 %",
    Kind.ONE_CHOICE: "a",
    Kind.YES_NO: "yes",
    Kind.WEB_ADDRESS: "https://fjordpuls.example",
}
YEARS = (2024, 2025, 2026)


def seen(text: str) -> str:
    """What a reader can see of a text: without what has no shape, spaces evened out."""
    shaped = [
        " " if one.isspace() else one
        for one in unicodedata.normalize("NFC", text)
        if one.isspace() or unicodedata.category(one) not in ("Cc", "Cf", "Cn", "Cs")
    ]
    return " ".join("".join(shaped).split())


def turns(fields: list[str]) -> Iterator[tuple[str, str]]:
    """Each string in one of the fields, one after the other; in a long run in each of them."""
    for number, text in enumerate(STRINGS):
        for field in fields if scale.EVERY_STRING else [fields[number % len(fields)]]:
            yield field, text


async def _questions(db: Connection, edition: int, form: str) -> dict[str, str]:
    """A question of each kind on a form, and a sound answer to every field of it."""
    fields: dict[str, str] = {}
    for place, kind in enumerate(Kind, start=10):
        ident = await db.fetchval(
            """INSERT INTO questions (edition, form, position, kind, label, need, choices)
               VALUES ($1, $2, $3, $4, $5, 'always', $6) RETURNING id""",
            edition,
            form,
            place,
            kind,
            {"nb": f"{kind} nb", "en": kind},
            CHOICES if kind is Kind.ONE_CHOICE else [],
        )
        if kind is Kind.YEAR_FIGURES:
            fields |= {f"answer-{ident}-{year}": str(year - 2000) for year in YEARS}
            fields[f"answer-{ident}-explanation"] = "As planned."
        else:
            fields[f"answer-{ident}"] = SOUND[kind]
    return fields


class Form:
    """One form that is filled in with each string, and looked at after each."""

    def __init__(self, db: Connection, client: httpx.AsyncClient, address: str) -> None:
        self.db = db
        self.visitor = Visitor(client)
        self.client = client
        self.address = address
        self.wrong: list[tuple[str, str, str]] = []
        self.done = 0

    async def send(self, fields: dict[str, str], field: str, text: str) -> bool:
        """Send it with a string in one field; True when it was taken."""
        answer = await self.client.post(self.address, data={**fields, field: text})
        if answer.status_code not in EXPECTED:
            self.complain(field, text, f"status {answer.status_code}")
        for one in unsafe(answer.text):
            self.complain(field, text, one)
        if answer.status_code != httpx.codes.SEE_OTHER:
            await self.visitor._went(answer, answer.status_code)
            self._still_there(field, text)
            return False
        self.done += 1
        return True

    def _still_there(self, field: str, text: str) -> None:
        shown = [
            value for form in self.visitor.forms() for name, value in form.fields if name == field
        ]
        if text.strip() and shown and seen(text) not in map(seen, shown):
            self.complain(field, text, f"shown again as {shown}")

    def complain(self, field: str, text: str, said: str) -> None:
        self.wrong.append((field, text[:80], said))


async def _scene(
    db: Connection, client: httpx.AsyncClient
) -> tuple[dict[str, Any], dict[str, str]]:
    await people.award(db)
    tone = await people.staff(db)
    edition = await people.edition(db)
    category = await people.category(db, edition)
    company = await people.company(db, edition)
    nomination = await people.nomination(db, category, company)
    await people.sign_in(db, client, "staff", tone)
    await people.sign_in(db, client, "nomination", nomination)
    contributor = await people.contributor(db, company, "Eli")
    await people.sign_in(db, client, "contributor", contributor)
    answers = await _questions(db, edition, "nomination")
    why = await db.fetchval("SELECT id FROM questions WHERE position = 1")
    return {"edition": edition, "category": category, "company": company}, {
        f"answer-{why}": "It grows abroad.",
        **answers,
    }


async def test_every_string_through_a_nomination(db: Connection, client: httpx.AsyncClient) -> None:
    there, answers = await _scene(db, client)
    fields = {
        "category": str(there["category"]),
        "company": "Lomvi",
        "organisation_number": "",
        "nominator": "Kari",
        "address": "kari@example.org",
        "relation": "Customer",
        **answers,
    }
    form = Form(db, client, "/en/nominate")

    for field, text in turns(sorted(set(fields) - {"category"})):
        key = tokens.form_key(KEYS, datetime.now(UTC))
        if await form.send({**fields, "form": key}, field, text):
            stored = await _nomination(db, field)
            if seen(stored) != seen(text) and field not in ("organisation_number", "address"):
                form.complain(field, text, f"stored as {stored!r}")

    print(f"{form.done} nominations taken")
    assert form.wrong == []
    assert form.done > len(STRINGS) / 8
    await _look_at_everything(db, client)


async def _nomination(db: Connection, field: str) -> str:
    """What the newest nomination has for a field of its form."""
    columns = {"company": "company_name", "organisation_number": "organisation_number"}
    if not field.startswith("answer-"):
        column = columns.get(field, field)
        found = await db.fetchval(f"SELECT {column} FROM nominations ORDER BY id DESC LIMIT 1")  # noqa: S608
        return str(found or "")
    _, question, *part = field.split("-")
    body = await db.fetchval(
        """SELECT body FROM answers
            WHERE question = $1 AND nomination = (SELECT max(id) FROM nominations)""",
        int(question),
    )
    return _part(body, part)


def _part(body: str | None, part: list[str]) -> str:
    if not part or not body:
        return body or ""
    said = json.loads(body)
    return str(said["explanation"] if part == ["explanation"] else said["figures"].get(part[0], ""))


async def test_every_string_through_a_companys_form(
    db: Connection, client: httpx.AsyncClient
) -> None:
    there, _ = await _scene(db, client)
    fields = await _questions(db, there["edition"], "company")
    form = Form(db, client, "/nominee/form")

    for field, text in turns(sorted(fields)):
        _, question, *part = field.split("-")
        seen_now = await _versions(db, fields)
        if await form.send({**fields, **seen_now, "do": "save"}, field, text):
            body = await db.fetchval(
                "SELECT body FROM company_answers WHERE question = $1 ORDER BY id DESC LIMIT 1",
                int(question),
            )
            stored = _part(body, part)
            if seen(stored) != seen(text):
                form.complain(field, text, f"stored as {stored!r}")

    print(f"{form.done} forms saved")
    assert form.wrong == []
    assert form.done > len(STRINGS) / 4
    await _look_at_everything(db, client)


async def _versions(db: Connection, fields: Iterable[str]) -> dict[str, str]:
    """Which version of each answer the page would show now."""
    rows = await db.fetch(
        """SELECT question, max(id) AS newest FROM company_answers
            WHERE question IS NOT NULL GROUP BY question"""
    )
    newest = {str(row["question"]): str(row["newest"]) for row in rows}
    asked = {field.split("-")[1] for field in fields}
    return {f"seen-{question}": newest.get(question, "0") for question in asked}


async def _look_at_everything(db: Connection, client: httpx.AsyncClient) -> None:
    """Every page that staff, nominator and company have, every letter, the file."""
    year = {
        "year": 2027,
        "language": "en",
        "nomination": await db.fetchval("SELECT max(id) FROM nominations"),
        "nominee": await db.fetchval("SELECT max(id) FROM nominees"),
        "company": await db.fetchval("SELECT max(id) FROM companies"),
    }
    wrong = []
    for place in scene.places():
        if place.method == "GET" and set(scene.PARAMETER.findall(place.path)) <= {
            (name, kind) for name in year for kind in ("ident", "year", "language")
        }:
            answer = await client.get(scene.PARAMETER.sub(lambda at: str(year[at[1]]), place.path))
            assert answer.status_code < 500, place
            wrong += [(str(place), one) for one in unsafe(answer.text)]
    for row in await db.fetch("SELECT id FROM nominations ORDER BY id"):
        answer = await client.get(f"/staff/2027/nominations/{row['id']}")
        assert answer.status_code == httpx.codes.OK
        wrong += [(f"nomination {row['id']}", one) for one in unsafe(answer.text)]
    wrong += await _letters(db)
    assert wrong == []
    await _no_cell_is_calculated(client)


async def _letters(db: Connection) -> list[tuple[str, str]]:
    wrong = []
    for row in await db.fetch("SELECT id FROM letters ORDER BY id DESC LIMIT 600"):
        letter = await outbox.letter(db, row["id"])
        assert letter is not None
        envelope = await letters.envelope(db, settings(), letter)
        wrong += [(letter.kind, one) for one in unsafe(smtp.html(envelope.message))]
    return wrong


async def _no_cell_is_calculated(client: httpx.AsyncClient) -> None:
    answer = await client.post("/staff/2027/nominations/download")
    rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(ACTIVE)] == []


async def test_a_page_that_shows_a_string_as_it_is_would_be_found() -> None:
    live = [text for text in STRINGS if unsafe(f"<!doctype html><p>{text}</p>")]

    assert len(live) > 50
