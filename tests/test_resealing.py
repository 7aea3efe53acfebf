"""The rules changed in mid-round: what may be, why, and that no ballot slips in between."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from awards import ballots, database, editions, programme, resealing, rules
from awards.database import Connection
from awards.editions import Criterion, Entered
from awards.errors import Closed, Conflict, Invalid, NotYet
from awards.panel import Juror
from awards.programme import Yardstick
from awards.stages import ORDER, Stage
from tests import people
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio

ACTOR = "staff:1"
REASON = "The jury asked for it."
EVIDENCE = {"en": "An audited figure"}
A_WHILE = 0.2  # seconds; whoever does not wait for a lock is through long since


async def sealed(db: Connection, **changed: Any) -> Judging:
    scene = await judging(db, **changed)
    await rules.seal(db, scene.edition)
    return scene


async def first_criterion(db: Connection, scene: Judging) -> Criterion:
    return (await programme.criteria(db, scene.edition, scene.category))[0]


def as_written(found: Criterion, **changed: Any) -> Yardstick:
    was = Yardstick(found.name, found.help, found.weight, found.lowest, found.highest, found.words)
    return replace(was, **changed)


async def test_weights_of_a_category_change_together_and_are_sealed_with_the_reason(
    db: Connection,
) -> None:
    scene = await sealed(db)
    growth, spread = await programme.criteria(db, scene.edition, scene.category)
    inside = await resealing.entered(db, scene.edition)
    weights = {growth.id: 70, spread.id: 30}

    await resealing.reweigh(db, ACTOR, inside, scene.category, weights, REASON)

    now = await rules.sealed(db, scene.edition)
    assert now is not None
    assert (now.version, now.reason) == (2, REASON)
    [category] = json.loads(now.canonical)["categories"]
    assert [one["weight"] for one in category["criteria"]] == [70, 30]
    assert await people.deeds(db) == [
        "criterion.changed", "criterion.changed", "edition.rules_sealed_again",
    ]  # fmt: skip


async def test_only_what_changed_is_written_anew(db: Connection) -> None:
    scene = await sealed(db)
    growth, spread = await programme.criteria(db, scene.edition, scene.category)
    inside = await resealing.entered(db, scene.edition)

    with pytest.raises(Invalid, match="Nothing was changed"):
        weights = {growth.id: 60, spread.id: 40}
        await resealing.reweigh(db, ACTOR, inside, scene.category, weights, REASON)

    assert await programme.criteria(db, scene.edition, scene.category) == [growth, spread]
    assert await people.deeds(db) == []


@pytest.mark.parametrize("weights", [(60, 41), (0, 0), (100, 1)])
async def test_weights_that_do_not_add_up_are_refused(
    weights: tuple[int, int], db: Connection
) -> None:
    scene = await sealed(db)
    ids = [one.id for one in await programme.criteria(db, scene.edition, scene.category)]
    inside = await resealing.entered(db, scene.edition)

    with pytest.raises(Invalid, match="have to add up to 100"):
        given = dict(zip(ids, weights, strict=True))
        await resealing.reweigh(db, ACTOR, inside, scene.category, given, REASON)


async def test_texts_may_be_mended_and_the_scale_and_the_weight_stand(db: Connection) -> None:
    scene = await sealed(db)
    growth = await first_criterion(db, scene)
    inside = await resealing.entered(db, scene.edition)

    for changed in ({"weight": 50}, {"lowest": 1}, {"highest": 5}):
        with pytest.raises(Closed):
            moved = as_written(growth, **changed)
            await resealing.mend_criterion(db, ACTOR, inside, growth, 1, moved, REASON)
    mended = as_written(growth, evidence=EVIDENCE)
    await resealing.mend_criterion(db, ACTOR, inside, growth, 1, mended, REASON)

    assert await first_criterion(db, scene) == replace(growth, evidence=EVIDENCE, version=2)
    now = await rules.sealed(db, scene.edition)
    assert now is not None
    assert json.loads(now.canonical)["categories"][0]["criteria"][0]["evidence"] == EVIDENCE
    with pytest.raises(Conflict):
        await resealing.mend_criterion(db, ACTOR, inside, growth, 1, mended, REASON)


async def test_what_counts_may_be_changed_and_the_other_choices_stand(db: Connection) -> None:
    scene = await sealed(db, recusal_grade="category", comment_rule="always")
    before = await editions.edition(db, scene.edition)
    inside = await resealing.entered(db, scene.edition)

    await resealing.change_counting(
        db,
        ACTOR,
        inside,
        quorum=4,
        count_unconfirmed=True,
        version=before.version,
        reason=REASON,
    )

    assert await editions.edition(db, scene.edition) == replace(
        before, quorum=4, count_unconfirmed=True, version=before.version + 1
    )
    assert [one.version for one in await rules.versions(db, scene.edition)] == [1, 2]


Change = Callable[[Connection, Judging, Entered, str], Awaitable[None]]


async def _weights(db: Connection, scene: Judging, inside: Entered, reason: str) -> None:
    ids = [one.id for one in await programme.criteria(db, scene.edition, scene.category)]
    weights = dict(zip(ids, (50, 50), strict=True))
    await resealing.reweigh(db, ACTOR, inside, scene.category, weights, reason)


async def _texts(db: Connection, scene: Judging, inside: Entered, reason: str) -> None:
    was = await first_criterion(db, scene)
    mended = as_written(was, help={"en": "Look abroad."})
    await resealing.mend_criterion(db, ACTOR, inside, was, was.version, mended, reason)


async def _counting(db: Connection, scene: Judging, inside: Entered, reason: str) -> None:
    await resealing.change_counting(
        db, ACTOR, inside, quorum=7, count_unconfirmed=False, version=1, reason=reason
    )


@pytest.mark.parametrize("change", [_weights, _texts, _counting])
@pytest.mark.parametrize("reason", ["", "x" * (resealing.LONGEST + 1)])
async def test_no_change_is_sealed_without_a_reason_people_can_read(
    change: Change, reason: str, db: Connection
) -> None:
    scene = await sealed(db)
    inside = await resealing.entered(db, scene.edition)

    with pytest.raises(Invalid):
        async with db.transaction():
            await change(db, scene, inside, reason)

    assert [one.version for one in await rules.versions(db, scene.edition)] == [1]


@pytest.mark.parametrize("stage", [one for one in ORDER if one is not Stage.JUDGING])
async def test_sealed_rules_are_changed_in_judging_only(stage: Stage, db: Connection) -> None:
    scene = await judging(db, stage=stage)

    before = stage in ORDER[: ORDER.index(Stage.JUDGING)]
    with pytest.raises(NotYet if before else Closed):
        await resealing.entered(db, scene.edition)


@pytest.mark.parametrize("change", [_weights, _counting])
async def test_nothing_that_would_change_standings_is_changed_once_staff_have_seen_some(
    change: Change, db: Connection
) -> None:
    scene = await sealed(db)
    await people.shortlist(db, scene.category, *scene.nominees.values(), number=2)
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp() WHERE number = 1")
    inside = await resealing.entered(db, scene.edition)

    with pytest.raises(Closed, match="You have seen the standings"):
        await change(db, scene, inside, REASON)
    await _texts(db, scene, inside, REASON)

    assert not await resealing.may_recount(db, await editions.edition(db, scene.edition))
    assert [one.version for one in await rules.versions(db, scene.edition)] == [1, 2]


@pytest.fixture
async def two(own_database: str) -> AsyncIterator[tuple[Connection, Connection]]:
    """The secretariat's connection and a juror's."""
    desk, phone = [await database.connect(own_database) for _ in range(2)]
    yield desk, phone
    await desk.close()
    await phone.close()


async def test_who_confirms_while_the_rules_change_comes_after_the_new_version(
    two: tuple[Connection, Connection],
) -> None:
    desk, phone = two
    scene = await sealed(desk)
    ada = await signed_in(desk, scene.jurors["Ada"])
    for nominee in scene.nominees.values():
        await people.sheet(desk, scene.round, ada.id, nominee, 2, 3)
    seen = (await ballots.ballot(desk, ada, scene.round)).fingerprint

    async with desk.transaction():
        inside = await resealing.entered(desk, scene.edition)
        await _weights(desk, scene, inside, REASON)
        confirming = asyncio.create_task(_confirm(phone, ada, scene, seen))
        await asyncio.sleep(A_WHILE)
        assert not confirming.done()
    await confirming

    now = await rules.sealed(desk, scene.edition)
    assert now is not None
    assert now.sealed_at < await desk.fetchval("SELECT confirmed_at FROM ballots")


async def _confirm(db: Connection, juror: Juror, scene: Judging, seen: str) -> None:
    async with db.transaction():
        inside = await editions.entered(db, scene.edition)
        await ballots.confirm(db, inside, juror, scene.round, seen)
