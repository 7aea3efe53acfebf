"""The big list of naughty strings through what jurors write, and out again to jurors and staff."""

from typing import NamedTuple

import httpx
import pytest

from awards.database import Connection
from tests import people, scale
from tests.bad_use import scene
from tests.bad_use.test_output import unsafe
from tests.jury import Judging, judging
from tests.naughty.test_naughty import STRINGS, Form, seen

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(3600)]

AFRESH = """DELETE FROM notes; DELETE FROM sheets; DELETE FROM recusals;
            UPDATE flags SET declined = 'No.', settled_at = clock_timestamp()"""


class Field(NamedTuple):
    """What a juror writes where, what the form says beside it, and where it is kept."""

    name: str
    address: str
    beside: dict[str, str]
    kept: str


def fields(at: Judging) -> list[Field]:
    sheet = f"/jury/nominees/{at.nominees['Lomvi']}"
    conflict = f"/jury/conflicts/{at.companies['Lomvi']}"
    comment, shown = "criterion-1-comment", {"criterion-1-comment-version": "0"}
    abstained, none = "SELECT abstained_reason FROM sheets", {"abstention-version": "0"}
    return [
        Field("note", f"{sheet}/note", {"note-version": "0"}, "SELECT body FROM notes"),
        Field(comment, sheet, shown, "SELECT comments[1] FROM sheets"),
        Field("reason", f"{sheet}/abstain", none, abstained),
        Field("words", f"{sheet}/flag", {}, "SELECT words FROM flags ORDER BY id DESC LIMIT 1"),
        Field("words", conflict, {"kind": "other"}, "SELECT words FROM recusals"),
    ]


async def test_every_string_through_what_jurors_write(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await people.award(db)
    at = await judging(db)
    await people.sign_in(db, client, "juror", at.jurors["Ada"])
    await people.sign_in(db, client, "staff", await people.staff(db))
    forms = [(field, Form(db, client, field.address)) for field in fields(at)]

    tried = STRINGS if scale.EVERY_STRING else STRINGS[scale.SEED % 10 :: 10]
    for number, text in enumerate(tried):
        field, form = forms[number % len(forms)]
        await db.execute(AFRESH)
        if await form.send(field.beside, field.name, text):
            stored = await db.fetchval(field.kept) or ""
            if seen(stored) != seen(text):
                form.complain(field.name, text, f"stored as {stored!r}")

    assert [form.wrong for _, form in forms] == [[]] * len(forms)
    assert min(form.done for _, form in forms) > len(tried) / len(forms) / 2
    await _look_at_everything(client, at)


async def _look_at_everything(client: httpx.AsyncClient, at: Judging) -> None:
    """Every page of the juror and of staff that shows what was written."""
    year = {"year": 2027, "language": "en", "nominee": at.nominees["Lomvi"], "round": at.round}
    year |= {"company": at.companies["Lomvi"], "juror": at.jurors["Ada"], "category": at.category}
    wrong = []
    for place in scene.places():
        named = {name for name, _ in scene.PARAMETER.findall(place.path)}
        if place.method == "GET" and "jury" in place.path and named <= set(year):
            path = scene.PARAMETER.sub(lambda found: str(year[found[1]]), place.path)
            answer = await client.get(path)
            assert answer.status_code < 500, path
            wrong += [(path, one) for one in unsafe(answer.text)]
    assert wrong == []
