"""Categories and criteria: set up in a draft, sealed when judging opens."""

from dataclasses import replace
from datetime import timedelta

import pytest

from awards import editions, programme
from awards.database import Connection
from awards.editions import Entered
from awards.errors import Closed, Conflict, NotFound
from awards.programme import Yardstick
from awards.questions import Need
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

ACTOR = "staff:1"
GROWTH = Yardstick(
    name={"nb": "Vekst"}, help={}, weight=60, lowest=0, highest=4, words={"0": {"nb": "Ingen"}}
)


async def _draft(db: Connection, stage: Stage = Stage.DRAFT) -> Entered:
    return await editions.entered(db, await people.edition(db, stage=stage))


async def _category(db: Connection, inside: Entered, name: str) -> int:
    return await programme.add_category(db, ACTOR, inside, name={"nb": name}, description={})


async def test_a_new_year_asks_why_in_its_languages(db: Connection) -> None:
    ident = await programme.begin(db, ACTOR, 2028, ["nb", "en"])

    edition = await editions.edition(db, ident)
    [why] = await editions.asked(db, ident)
    assert (edition.year, edition.stage, edition.languages) == (2028, Stage.DRAFT, ["nb", "en"])
    assert (why.kind, why.need, why.word_limit) == ("long_text", Need.ALWAYS, 250)
    assert sorted(why.label) == ["en", "nb"]
    assert await people.deeds(db) == ["edition.created"]


async def test_a_year_begins_once(db: Connection) -> None:
    await programme.begin(db, ACTOR, 2028, ["nb"])

    with pytest.raises(Conflict, match="is here already"):
        async with db.transaction():
            await programme.begin(db, ACTOR, 2028, ["en"])


async def test_categories_of_one_name_have_addresses_of_their_own(db: Connection) -> None:
    inside = await _draft(db)

    for name in ("Årets nykommer", "Årets nykommer", "!"):
        await _category(db, inside, name)

    slugs = [one.slug for one in await editions.categories(db, inside.id)]
    assert slugs == ["arets-nykommer", "arets-nykommer-2", "category"]


async def test_a_category_is_moved_up_changed_and_removed_with_all_that_is_its_own(
    db: Connection,
) -> None:
    inside = await _draft(db)
    first, second, third = [await _category(db, inside, name) for name in ("A", "B", "C")]
    await programme.add_criterion(db, ACTOR, inside, second, GROWTH)
    await people.juror(db, inside.id)

    await programme.raise_category(db, inside, third)
    await programme.raise_category(db, inside, first)
    await programme.change_category(
        db, ACTOR, inside, third, 1, name={"nb": "Ny"}, description={"nb": "Tekst"}
    )
    await programme.remove_category(db, ACTOR, inside, second)

    left = await editions.categories(db, inside.id)
    assert [(one.id, one.slug) for one in left] == [(first, "a"), (third, "ny")]
    assert await db.fetchval("SELECT count(*) FROM criteria") == 0
    assert await db.fetchval("SELECT count(*) FROM seats") == 2


async def test_a_category_changed_by_somebody_else_first_is_a_conflict(db: Connection) -> None:
    inside = await _draft(db)
    ident = await _category(db, inside, "A")
    texts = {"name": {"nb": "B"}, "description": {}}
    await programme.change_category(db, ACTOR, inside, ident, 1, **texts)

    with pytest.raises(Conflict):
        await programme.change_category(db, ACTOR, inside, ident, 1, **texts)


async def test_a_category_of_another_year_is_not_found(db: Connection) -> None:
    inside = await _draft(db)
    other = await _category(db, inside, "A")
    later = await programme.begin(db, ACTOR, 2028, ["nb"])

    with pytest.raises(NotFound):
        await programme.criteria(db, later, other)
    with pytest.raises(NotFound):
        await programme.remove_category(db, ACTOR, await editions.entered(db, later), other)


async def test_criteria_keep_their_order_without_a_gap(db: Connection) -> None:
    inside = await _draft(db)
    category = await _category(db, inside, "A")
    first, second, third = [
        await programme.add_criterion(db, ACTOR, inside, category, GROWTH) for _ in range(3)
    ]

    await programme.raise_criterion(db, inside, category, third)
    gone = await programme.criterion(db, inside.id, category, first)
    await programme.remove_criterion(db, ACTOR, inside, gone)

    left = await programme.criteria(db, inside.id, category)
    assert [(one.id, one.place) for one in left] == [(third, 1), (second, 2)]
    assert programme.weight(left) == 120


async def test_weights_may_be_changed_until_judging_opens(db: Connection) -> None:
    inside = await _draft(db, Stage.SCREENING)
    category = await people.category(db, inside.id)
    was = (await programme.criteria(db, inside.id, category))[0]
    heavier = replace(GROWTH, weight=70)

    await programme.change_criterion(db, ACTOR, inside, was, was.version, heavier)
    await db.execute("UPDATE editions SET stage = 'judging'")
    inside = await editions.entered(db, inside.id)
    with pytest.raises(Closed):
        await programme.change_criterion(db, ACTOR, inside, was, 2, GROWTH)

    now = (await programme.criteria(db, inside.id, category))[0]
    assert (now.weight, now.name, now.version) == (70, {"nb": "Vekst"}, 2)
    assert await people.deeds(db) == ["criterion.changed"]


async def test_a_criterion_is_removed_until_judging_opens_as_it_is_added(db: Connection) -> None:
    inside = await _draft(db, Stage.SCREENING)
    category = await people.category(db, inside.id)
    growth, spread = await programme.criteria(db, inside.id, category)

    await programme.remove_criterion(db, ACTOR, inside, growth)
    await db.execute("UPDATE editions SET stage = 'judging'")
    with pytest.raises(Closed):
        await programme.remove_criterion(db, ACTOR, await editions.entered(db, inside.id), spread)

    [left] = await programme.criteria(db, inside.id, category)
    assert (left.id, left.place) == (spread.id, 1)


@pytest.mark.parametrize("stage", [Stage.NOMINATING, Stage.ANNOUNCED])
async def test_categories_stand_once_the_year_is_open(stage: Stage, db: Connection) -> None:
    inside = await _draft(db, stage)
    category = await people.category(db, inside.id)
    texts = {"name": {"nb": "B"}, "description": {}}

    for refused in (
        programme.add_category(db, ACTOR, inside, **texts),
        programme.change_category(db, ACTOR, inside, category, 1, **texts),
        programme.remove_category(db, ACTOR, inside, category),
    ):
        with pytest.raises(Closed):
            await refused


async def test_the_outline_and_the_rules_of_a_year_are_changed_once_for_each_version(
    db: Connection,
) -> None:
    inside = await _draft(db)
    outline = editions.Outline(["en"], {"en": "Hello"}, timedelta(seconds=2), 5, {"en": "Oslo"})
    choices = editions.Choices(False, "noted", "never", 3, True)

    await editions.change(db, ACTOR, inside, outline, 1)
    await editions.change_rules(db, ACTOR, inside, choices, 2)
    with pytest.raises(Conflict):
        await editions.change_rules(db, ACTOR, inside, choices, 2)

    now = await editions.edition(db, inside.id)
    found = (now.languages, now.introduction, now.confirmation_window)
    assert editions.Outline(*found, now.least_seconds, now.ceremony) == outline
    assert (now.two_people_announce, now.recusal_grade, now.comment_rule) == (
        False,
        "noted",
        "never",
    )
    assert (now.quorum, now.count_unconfirmed, now.version) == (3, True, 3)


async def test_an_open_year_keeps_its_languages_and_its_introduction_can_be_mended(
    db: Connection,
) -> None:
    inside = await _draft(db, Stage.NOMINATING)
    kept = editions.Outline(inside.languages, {"nb": "Hei"}, inside.confirmation_window)

    await editions.change(db, ACTOR, inside, kept, 1)
    with pytest.raises(Closed):
        await editions.change(db, ACTOR, inside, replace(kept, languages=["nb"]), 2)

    assert (await editions.edition(db, inside.id)).introduction == {"nb": "Hei"}
