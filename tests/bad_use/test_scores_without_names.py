"""Where no name stands beside a score, nothing anybody can open tells one juror from another.

Two jurors trade everything they gave, on every nominee, behind the award's back: who can read a
difference afterwards could tell whose scores are whose.
"""

import io
from typing import Any

import httpx
import openpyxl  # type: ignore[import-untyped]
import pytest
from starlette.applications import Starlette

from awards.database import Connection
from awards.stages import Stage
from tests import people, test_records
from tests.conftest import browser
from tests.jury import Judging, judging

pytestmark = pytest.mark.anyio

GIVEN = {  # by juror, on Fjordpuls, Lomvi, Skarv and Terne, which Aud does not score
    "Ada": ((4, 3), (1, 2), (0, 0), (2, 2)),
    "Bo": ((0, 1), (3, 3), (2, 4), (3, 1)),
    "Aud": ((2, 2), (2, 2), (1, 3)),
}
NOMINEES = ("Fjordpuls", "Lomvi", "Skarv", "Terne")
TRADE = """
    UPDATE sheets SET scores = other.scores, comments = other.comments
      FROM sheets AS other
     WHERE (other.round, other.nominee) = (sheets.round, sheets.nominee)
       AND sheets.juror = ANY($1) AND other.juror = ANY($1) AND other.juror <> sheets.juror"""


@pytest.fixture
async def at(db: Connection) -> Judging:
    await people.award(db)
    found = await judging(db, NOMINEES, tuple(GIVEN), Stage.DECIDING)
    for name, given in GIVEN.items():
        juror = found.jurors[name]
        for nominee, scores in zip(found.nominees.values(), given, strict=False):
            await people.sheet(db, found.round, juror, nominee, *scores)
        await people.ballot(db, found.round, juror)
    await says(db, found, "Ada", "Fjordpuls", "Sterk.", "Likt.")
    await says(db, found, "Bo", "Fjordpuls", "Svak.", "Likt.")
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    found.jurors["Dag"] = await people.juror(db, found.edition, "Dag", chair=True)
    return found


async def says(db: Connection, at: Judging, juror: str, nominee: str, *comments: str) -> None:
    await db.execute(
        "UPDATE sheets SET comments = $3 WHERE juror = $1 AND nominee = $2",
        at.jurors[juror],
        at.nominees[nominee],
        list(comments),
    )


async def trade(db: Connection, at: Judging) -> None:
    """Ada has given what Bo gave, and Bo what Ada gave; so have the comments that were chosen."""
    both = [at.jurors["Ada"], at.jurors["Bo"]]
    await db.execute(TRADE, both)
    await db.execute("UPDATE feedback_comments SET juror = $1::bigint + $2::bigint - juror", *both)


async def seen(tone: httpx.AsyncClient, dag: httpx.AsyncClient, at: Judging) -> dict[str, Any]:
    """All there is to read of the scores, by address."""
    staff, of = "/staff/2027", at.category
    found: dict[str, Any] = {}
    for client, room in ((tone, f"{staff}/meeting"), (dag, "/jury/meeting")):
        cases = [f"{room}/{of}/{one}" for one in at.nominees.values()]
        for path in (room, f"{room}/{of}", *cases, *(f"{one}?screen=1" for one in cases)):
            found[path] = await text(client, path)
    found["/jury/meeting/result"] = await text(dag, f"/jury/meeting/{of}/result")
    told = [f"feedback/{one}" for one in at.nominees.values()]
    letters = [f"{one}/letter/nb" for one in told]
    for path in ("standings", f"standings/{of}", "feedback", "feedback/send", *told, *letters):
        found[path] = await text(tone, f"{staff}/{path}")
    for sheet in ("standings", "scores", "comments"):
        for kind in ("csv", "xlsx"):
            made = await tone.post(f"{staff}/exports", data={"sheet": sheet, "format": kind})
            assert made.status_code == 200
            found[f"{sheet}.{kind}"] = made.content if kind == "csv" else cells(made.content)
    return found


async def text(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def cells(file: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(file))
    return [[one.value for one in row] for sheet in book for row in sheet]


@pytest.mark.parametrize("method", ["weighted_mean", "weighted_median", "additive"])
async def test_two_jurors_who_trade_all_they_gave_change_nothing_that_can_be_read(
    db: Connection, app: Starlette, at: Judging, method: str
) -> None:
    await db.execute("UPDATE editions SET method = $1", method)
    of = at.nominees["Fjordpuls"]
    async with browser(app) as tone, browser(app) as dag:
        await people.sign_in(db, tone, "staff", await people.staff(db))
        await people.sign_in(db, dag, "juror", at.jurors["Dag"])
        page = (await tone.get(f"/staff/2027/feedback/{of}")).text
        keys = [one.split('"')[0] for one in page.split('name="comment" value="')[1:]]
        assert len(keys) == 4
        chosen = {"version": "0", "words-nb": "Takk.", "comment": [keys[0], keys[2]]}
        assert (await tone.post(f"/staff/2027/feedback/{of}", data=chosen)).status_code == 303
        before = await seen(tone, dag, at)
        await trade(db, at)
        after = await seen(tone, dag, at)

    assert [path for path, said in before.items() if after[path] != said] == []
    assert "Likt." in before[f"feedback/{of}/letter/nb"]
    assert sum(len(one) for one in before.values()) > 50_000


async def test_where_the_rules_put_names_beside_scores_the_same_trade_is_seen(
    db: Connection, app: Starlette, at: Judging
) -> None:
    """The test above would find a name."""
    await db.execute("UPDATE editions SET score_names = true")
    async with browser(app) as tone, browser(app) as dag:
        await people.sign_in(db, tone, "staff", await people.staff(db))
        await people.sign_in(db, dag, "juror", at.jurors["Dag"])
        before = await seen(tone, dag, at)
        await trade(db, at)
        after = await seen(tone, dag, at)

    changed = {path for path, said in before.items() if after[path] != said}
    assert {"scores.csv", "scores.xlsx", "comments.csv", f"standings/{at.category}"} <= changed
    assert "/jury/meeting/result" in changed


@pytest.mark.parametrize("level", ["aggregates", "full"])
async def test_two_jurors_who_trade_all_they_gave_change_nothing_that_is_published(
    db: Connection, level: str
) -> None:
    at = await test_records.judged(db, publication=level)
    both = [at.jurors["Adalmina"], at.jurors["Bothild"]]
    await test_records.announce(db, at)

    before = await test_records.published(db, at)
    await db.execute(TRADE, both)
    after = await test_records.published(db, at)

    assert before == after
    assert before["categories"][0]["standings"]["places"]
