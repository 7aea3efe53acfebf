"""The rules over HTTP: the juror's welcome, what staff change in mid-round, what everybody sees."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards import programme, rules
from awards.database import Connection
from awards.stages import Stage
from tests import people
from tests.conftest import browser
from tests.jury import Judging, judging
from tests.visitor import Visitor

pytestmark = pytest.mark.anyio

SET_UP = "/staff/2027/set-up"
REASON = "The jury asked for more weight on growth."


@pytest.fixture
async def at(db: Connection) -> Judging:
    """A year in judging, sealed, with Ada and Bo on the jury."""
    await people.award(db)
    scene = await judging(db)
    await rules.seal(db, scene.edition)
    return scene


@pytest.fixture
async def tone(app: Starlette, db: Connection) -> AsyncIterator[Visitor]:
    async with browser(app) as client:
        await people.sign_in(db, client, "staff", await people.staff(db))
        yield Visitor(client)


@pytest.fixture
async def ada(app: Starlette, db: Connection, at: Judging) -> AsyncIterator[Visitor]:
    async with browser(app) as client:
        await people.sign_in(db, client, "juror", at.jurors["Ada"])
        yield Visitor(client)


async def versions(db: Connection, at: Judging) -> list[tuple[int, str]]:
    return [(one.version, one.reason) for one in await rules.versions(db, at.edition)]


def weights_page(at: Judging) -> str:
    return f"{SET_UP}/categories/{at.category}/weights"


async def reweigh(tone: Visitor, db: Connection, at: Judging, *weights: int) -> None:
    criteria = await programme.criteria(db, at.edition, at.category)
    await tone.open(weights_page(at))
    typed = {f"weight-{one.id}": weight for one, weight in zip(criteria, weights, strict=True)}
    await tone.press("Change and seal anew", **typed, reason=REASON)


async def test_a_juror_reads_the_rules_says_so_once_and_goes_on(
    db: Connection, at: Judging, ada: Visitor
) -> None:
    await db.execute("UPDATE jurors SET welcomed_at = NULL, read_version = NULL")
    await db.execute("UPDATE criteria SET evidence = $1", {"en": "A signed contract"})

    page = await ada.open("/jury/")
    assert ada.path == "/jury/welcome"
    for words in ("Growth", "Much", "A signed contract", "2 cases of about 10 minutes each"):
        assert words in page
    assert "jury@helseklyngen.example" in page and "Judging closes" in page
    await ada.press("Go on to the jury room", expect=422)
    assert ada.errors() == ["Tick this when you have read it. Then you can go on."]
    await ada.press("Go on to the jury room", read="yes")
    assert ada.path == "/jury/"

    await ada.open("/jury/welcome")
    assert ada.path == "/jury/rules"
    assert await db.fetchval("SELECT read_version FROM jurors WHERE name = 'Ada'") == 1
    assert await people.deeds(db) == ["juror.welcomed"]


async def test_looking_at_the_welcome_confirms_nothing(
    db: Connection, at: Judging, ada: Visitor
) -> None:
    await db.execute("UPDATE jurors SET welcomed_at = NULL, read_version = NULL")

    for method in ("GET", "HEAD", "OPTIONS"):
        await ada.client.request(method, "/jury/welcome")
    await ada.client.post("/jury/welcome", data={"version": "1"})
    await ada.client.post("/jury/rules", data={"version": "1"})

    assert await db.fetchval("SELECT count(welcomed_at) + count(read_version) FROM jurors") == 0


async def test_weights_change_on_one_page_and_every_juror_is_told_until_they_have_read_it(
    db: Connection, at: Judging, tone: Visitor, ada: Visitor
) -> None:
    assert "The rules were changed" not in await ada.open("/jury/")

    await reweigh(tone, db, at, 75, 25)
    assert tone.path == f"{SET_UP}/categories"

    assert await versions(db, at) == [(1, ""), (2, REASON)]
    sheet = f"/jury/nominees/{at.nominees['Fjordpuls']}"
    for address in ("/jury/", "/jury/conflicts", sheet):
        page = await ada.open(address)
        assert f": {REASON}" in page and "Read what was changed" in page
    page = await ada.open("/jury/rules")
    assert "The weight of «Growth» goes from 60% to 75%." in page
    assert "The weight of «Spread» goes from 40% to 25%." in page
    assert f"The reason: {REASON}" in page
    assert "Read what was changed" not in page
    assert "Read what was changed" not in await ada.press("I have read what was changed")
    await ada.open("/jury/rules")
    assert ada.buttons() == ["Sign out"]


async def test_weights_that_do_not_add_up_or_have_no_reason_are_shown_again(
    db: Connection, at: Judging, tone: Visitor
) -> None:
    growth, spread = await programme.criteria(db, at.edition, at.category)
    typed: dict[str, Any] = {f"weight-{growth.id}": "70", f"weight-{spread.id}": "40"}

    await tone.open(weights_page(at))
    await tone.press("Change and seal anew", expect=422, **typed)

    assert tone.errors() == [
        "The weights add up to 110. They have to add up to 100.",
        "Say why. The jury and the public read it.",
    ]
    shown = dict(next(form for form in tone.forms() if form.action.endswith("weights")).fields)
    assert {field: shown[field] for field in typed} == typed
    assert await versions(db, at) == [(1, "")]


async def test_who_weighs_after_somebody_else_sees_both(
    db: Connection, at: Judging, tone: Visitor
) -> None:
    await tone.open(weights_page(at))
    stale = tone.forms()[-1].fields
    await reweigh(tone, db, at, 75, 25)

    typed = [(name, text) for name, text in stale if name != "reason"]
    text = await tone.send("post", weights_page(at), [*typed, ("reason", "Mine")], expect=409)

    assert "Somebody else changed this" in text
    assert "Weight of Growth" in text and "Weight of Spread" in text
    assert [one.weight for one in await programme.criteria(db, at.edition, at.category)] == [75, 25]


async def test_texts_are_mended_on_the_page_of_the_criterion_where_the_scale_stands(
    db: Connection, at: Judging, tone: Visitor, ada: Visitor
) -> None:
    growth = (await programme.criteria(db, at.edition, at.category))[0]
    address = f"{SET_UP}/categories/{at.category}/criteria/{growth.id}"
    page = await tone.open(address)
    names = next(form.names for form in tone.forms() if form.action == address)
    assert not names & {"weight", "lowest", "highest"}
    assert "60%" in page and "0 to 4" in page

    typed: dict[str, Any] = {"evidence-en": "An audited figure"}
    await tone.press("Change and seal anew", expect=422, **typed)
    assert tone.errors() == ["Say why. The jury and the public read it."]
    await tone.press("Change and seal anew", reason=REASON)

    assert await versions(db, at) == [(1, ""), (2, REASON)]
    told = await ada.open("/jury/rules")
    assert "The example of good evidence for «Growth» is another one." in told
    assert "(empty)" in told and told.count("An audited figure") == 2


async def test_what_counts_is_changed_on_the_rules_page_where_the_rest_stands(
    db: Connection, at: Judging, tone: Visitor, ada: Visitor
) -> None:
    await tone.open(f"{SET_UP}/rules")
    names = next(form.names for form in tone.forms() if form.action.endswith("/rules"))
    assert names == {"version", "quorum", "count_unconfirmed", "reason"}

    await tone.press("Change and seal anew", quorum="4", count_unconfirmed="yes", reason=REASON)

    edition = await db.fetchrow("SELECT quorum, count_unconfirmed, comment_rule FROM editions")
    assert edition is not None and tuple(edition) == (4, True, "extremes")
    told = await ada.open("/jury/rules")
    assert "The least number of sheets a nominee needs goes from 1 to 4." in told
    assert "Complete sheets now count even if the ballot is not confirmed." in told


async def test_a_change_of_nothing_is_refused(db: Connection, at: Judging, tone: Visitor) -> None:
    await tone.open(f"{SET_UP}/rules")

    text = await tone.press("Change and seal anew", expect=422, reason=REASON)

    assert "Nothing was changed" in text
    assert await versions(db, at) == [(1, "")]


async def test_in_a_second_round_weights_and_what_counts_are_read_only(
    db: Connection, at: Judging, tone: Visitor
) -> None:
    await tone.open(weights_page(at))
    typed = [(name, text) for name, text in tone.forms()[-1].fields if name != "reason"]
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")

    for page in ("categories", "rules"):
        text = await tone.open(f"{SET_UP}/{page}")
        assert "Change the weights" not in text and "Change and seal anew" not in text
    await tone.open(weights_page(at), expect=409)
    text = await tone.send("post", weights_page(at), [*typed, ("reason", REASON)], expect=409)
    assert "You have seen the standings of a round" in text and REASON in tone.page.text


@pytest.mark.parametrize("stage", [Stage.SCREENING, Stage.DECIDING])
async def test_outside_judging_there_is_no_page_of_weights(
    stage: Stage, db: Connection, at: Judging, tone: Visitor
) -> None:
    await db.execute("UPDATE editions SET stage = $1", stage)

    await tone.open(weights_page(at), expect=409)
    await tone.send("post", weights_page(at), [("reason", REASON)], expect=409)


async def test_everybody_can_fetch_every_version_from_sealing_on(
    client: httpx.AsyncClient, db: Connection, tone: Visitor
) -> None:
    await people.award(db)
    scene = await judging(db, stage=Stage.SCREENING)
    before = await client.get("/2027/rules.json")
    await db.execute("UPDATE editions SET stage = 'judging'")
    await rules.seal(db, scene.edition)
    first = await client.get("/2027/rules.json")
    await reweigh(tone, db, scene, 70, 30)

    second = await client.get("/2027/rules.json", headers={"if-none-match": first.headers["etag"]})
    third = await client.get("/2027/rules.json", headers={"if-none-match": second.headers["etag"]})
    page = await client.get("/en/2027/")

    assert [one.status_code for one in (before, first, second, third)] == [404, 200, 200, 304]
    found = second.json()
    kept = await rules.versions(db, scene.edition)
    assert found == json.loads(json.dumps(rules.record(2027, kept)))
    assert [one["reason"] for one in found["versions"]] == ["", REASON]
    assert "/2027/rules.json" in page.text and page.text.count(REASON) == 1
    for one in kept:
        assert one.fingerprint in page.text
    assert (await client.get("/2026/rules.json")).status_code == 404
