"""The big list of naughty strings through what the panel and staff write about a result."""

from typing import NamedTuple

import httpx
import pytest

from awards.database import Connection
from awards.stages import Stage
from tests import scale
from tests.bad_use import scene
from tests.bad_use.test_output import judged, unsafe
from tests.naughty.test_naughty import STRINGS, Form, seen

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(3600)]

AFRESH = """UPDATE decisions SET version = 1, reason = '{"nb": "Modig."}', departure = '{}',
                                 departs = false;
            UPDATE feedback SET version = 1, words = '{}'"""


class Field(NamedTuple):
    """Who writes what where, what stands beside it, where it is kept, and which pages show it."""

    name: str
    address: str
    beside: dict[str, str]
    kept: str
    shown: tuple[str, ...]


def fields(year: dict[str, int], rival: int) -> list[Field]:
    """Whoever chooses the rival departs from the standings."""
    category, nominee = year["category"], year["nominee"]
    shown = {"version": "1"}
    reason, departure = f"reason-{category}-nb", f"departure-{category}-nb"
    decided = (
        f"/staff/2027/meeting/{category}",
        f"/jury/meeting/{category}",
        "/staff/2027/standings",
        "/jury/meeting",
    )
    chosen = {**shown, f"nominee-{category}": str(rival), reason: "Modig."}
    told = f"/staff/2027/feedback/{nominee}"
    said = "SELECT {} ->> 'nb' FROM decisions"
    return [
        Field(reason, decided[0], {**chosen, departure: "Sa."}, said.format("reason"), decided),
        Field(departure, decided[0], chosen, said.format("departure"), decided),
        Field(
            "words-nb",
            told,
            shown,
            "SELECT words ->> 'nb' FROM feedback",
            (told, f"{told}/letter/nb", "/staff/2027/feedback"),
        ),
    ]


async def test_every_string_through_a_decision_and_feedback(
    db: Connection, client: httpx.AsyncClient
) -> None:
    year = await scene.scene(db, Stage.DECIDING)
    await judged(db, year["juror"])
    await scene.as_everybody(db, client, year)
    rival = await db.fetchval("SELECT id FROM nominees WHERE company = $1", year["company"])
    forms = [(field, Form(db, client, field.address)) for field in fields(year, rival)]

    tried = STRINGS if scale.EVERY_STRING else STRINGS[scale.SEED % 10 :: 10]
    for number, text in enumerate(tried):
        field, form = forms[number % len(forms)]
        await db.execute(AFRESH)
        if await form.send(field.beside, field.name, text):
            await _look(db, client, field, form, text)

    assert [form.wrong for _, form in forms] == [[]] * len(forms)
    assert min(form.done for _, form in forms) > len(tried) / len(forms) / 2


async def _look(
    db: Connection, client: httpx.AsyncClient, field: Field, form: Form, text: str
) -> None:
    """It is kept as it can be read, and no page that shows it makes something of it."""
    stored = await db.fetchval(field.kept) or ""
    if seen(stored) != seen(text):
        form.complain(field.name, text, f"stored as {stored!r}")
    for path in field.shown:
        page = await client.get(path)
        assert page.status_code == httpx.codes.OK, path
        for one in unsafe(page.text):
            form.complain(field.name, text, f"{path}: {one}")
