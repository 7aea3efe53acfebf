"""The page on which staff choose how the result is found, and where jury and public read it."""

from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest
from starlette.applications import Starlette

from awards import editions, result_rules, rules
from awards.database import Connection
from awards.result_rules import Publication, ResultRules, TooClose
from awards.scoring import Method, TieRule
from awards.stages import Stage
from tests import people
from tests.conftest import browser
from tests.jury import judging
from tests.visitor import Visitor

pytestmark = pytest.mark.anyio

PAGE = "/staff/2027/set-up/result"


@pytest.fixture
async def tone(app: Starlette, db: Connection) -> AsyncIterator[Visitor]:
    await people.award(db)
    async with browser(app) as client:
        await people.sign_in(db, client, "staff", await people.staff(db))
        yield Visitor(client)


async def test_a_choice_is_kept_and_stands_in_the_overview(db: Connection, tone: Visitor) -> None:
    edition = await people.edition(db, stage=Stage.DRAFT)

    await tone.open(PAGE)
    page = await tone.press(
        "Save",
        method="additive",
        tie_rule="median",
        margin="1,5",
        too_close="second_round",
        weight_band="",
        score_names="yes",
        publication="aggregates",
    )

    assert tone.path == "/staff/2027/set-up"
    assert "The corrected mean of the sheets counts." in page
    assert "A lead of less than 1.5 points is too close." in page
    assert "The winners are published, with the standings." in page
    assert result_rules.of(await editions.edition(db, edition)) == ResultRules(
        Method.ADDITIVE,
        TieRule.MEDIAN,
        Decimal("1.5"),
        TooClose.SECOND_ROUND,
        None,
        True,
        Publication.AGGREGATES,
    )


async def test_what_cannot_be_read_is_shown_again_as_it_was_typed(
    db: Connection, tone: Visitor
) -> None:
    await people.edition(db)

    await tone.open(PAGE)
    await tone.press("Save", expect=422, margin="1.25", weight_band="26")

    assert tone.errors() == [
        "Write points from 0 to 100 with at most one decimal, like 2 or 1.5.",
        "This is too large: at most 25.",
    ]
    typed = dict(next(form for form in tone.forms() if form.action == PAGE).fields)
    assert (typed["margin"], typed["weight_band"]) == ("1.25", "26")


@pytest.mark.parametrize("margin", ["100.1", "-1", "two", "٢"])
async def test_a_margin_is_a_number_of_points(db: Connection, tone: Visitor, margin: str) -> None:
    await people.edition(db)

    await tone.open(PAGE)
    await tone.press("Save", expect=422, margin=margin)

    assert len(tone.errors()) == 1


async def test_who_saves_after_somebody_else_sees_both(db: Connection, tone: Visitor) -> None:
    await people.edition(db)
    await tone.open(PAGE)
    await db.execute("UPDATE editions SET publication = 'full', version = version + 1")

    page = await tone.press("Save", expect=409, margin="7")

    assert "Somebody else changed this" in page
    assert await db.fetchval("SELECT margin FROM editions") == Decimal("2.0")


async def test_once_sealed_it_is_read_only_and_says_so(db: Connection, tone: Visitor) -> None:
    await people.edition(db, stage=Stage.JUDGING, method="weighted_median", margin=None)

    page = await tone.open(PAGE)

    assert "The rules are sealed." in page
    assert "the median of its sheets" in page and "too close. " not in page
    assert PAGE not in [form.action for form in tone.forms()]
    page = await tone.send("post", PAGE, [("margin", "1")], expect=409)
    assert "The rules are sealed." in page and tone.errors() == []


async def test_jury_and_public_read_the_same_rules_in_their_language(
    app: Starlette, db: Connection, client: httpx.AsyncClient
) -> None:
    await people.award(db)
    scene = await judging(db, tie_rule="heaviest", score_names=True, publication="full")
    told = [
        "The higher mean on the criterion of most weight goes first.",
        "A lead of less than 2.0 points of 100 is too close.",
        "Each weight is tried up to 5 percentage points up and down",
        "beside their points.",
        "the points of each sheet without the juror",
    ]

    before = (await client.get("/en/2027/")).text
    await rules.seal(db, scene.edition)
    public = (await client.get("/en/2027/")).text
    norwegian = (await client.get("/nb/2027/")).text
    await people.sign_in(db, client, "juror", scene.jurors["Ada"])
    jury = (await client.get("/jury/rules")).text

    for sentence in told:
        assert sentence not in before
        assert sentence in public and sentence in jury
    assert "Med et forsprang på under 2,0 poeng av 100 er det for jevnt." in norwegian
