"""The programme of an edition: its categories and criteria, as staff set them up.

Categories are set while the edition is a draft; criteria until judging opens and seals them. From
then on only weights and texts are mended, by the room that seals the rules anew. Whoever calls has
entered the edition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

from awards import audit, editions, questionnaires, words
from awards.database import Connection, Queries
from awards.editions import Category, Criterion, Entered, Texts
from awards.errors import Closed, Conflict, NotFound
from awards.stages import Action

sql = Queries("programme")

WHOLE = 100  # per cent: what the weights of a category add up to


@dataclass(frozen=True)
class Yardstick:
    """A criterion as staff write it."""

    name: Texts
    help: Texts
    weight: int
    lowest: int
    highest: int
    words: dict[str, Texts]
    evidence: Texts = field(default_factory=dict)  # an example of good evidence


async def begin(db: Connection, actor: str, year: int, languages: list[str]) -> int:
    """A new edition with its first question: why."""
    edition = await editions.create(db, actor, year, languages)
    await questionnaires.begin(db, edition, languages)
    return edition


async def category(db: Connection, edition: int, ident: int) -> Category:
    return _found(await editions.categories(db, edition), ident)


async def add_category(
    db: Connection, actor: str, inside: Entered, *, name: Texts, description: Texts
) -> int:
    inside.require(Action.SET_UP)
    slug = await _free_slug(db, inside, name)
    ident = await sql.add_category.value(
        db, edition=inside.id, slug=slug, name=name, description=description
    )
    await _log(db, actor, "category.added", f"category:{ident}", inside, name)
    return int(ident)


async def change_category(
    db: Connection,
    actor: str,
    inside: Entered,
    ident: int,
    version: int,
    *,
    name: Texts,
    description: Texts,
) -> None:
    inside.require(Action.SET_UP)
    slug = await _free_slug(db, inside, name, besides=ident)
    changed = await sql.change_category.value(
        db,
        id=ident,
        edition=inside.id,
        version=version,
        slug=slug,
        name=name,
        description=description,
    )
    if changed is None:
        raise Conflict
    await _log(db, actor, "category.changed", f"category:{ident}", inside, name)


async def remove_category(db: Connection, actor: str, inside: Entered, ident: int) -> None:
    """Remove a category with its criteria and questions; jurors lose their seats in it."""
    inside.require(Action.SET_UP)
    gone = await category(db, inside.id, ident)
    await questionnaires.remove_of_category(db, inside, ident)
    await sql.remove_category.run(db, id=ident, edition=inside.id)
    await _log(db, actor, "category.removed", f"category:{ident}", inside, gone.name)


async def raise_category(db: Connection, inside: Entered, ident: int) -> None:
    """Move a category one place up."""
    inside.require(Action.SET_UP)
    order = _raised(await editions.categories(db, inside.id), ident)
    await sql.order_categories.run(db, ids=order, edition=inside.id)


async def _free_slug(db: Connection, inside: Entered, name: Texts, besides: int = 0) -> str:
    """An address made of the name that no other category of the edition has."""
    taken = {one.slug for one in await editions.categories(db, inside.id) if one.id != besides}
    wanted = words.slug(words.choose(name, inside.languages[0])[0]) or "category"
    free, number = wanted, 2
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free


async def criteria(db: Connection, edition: int, of: int) -> list[Criterion]:
    await category(db, edition, of)
    return (await editions.criteria(db, edition)).get(of, [])


async def criterion(db: Connection, edition: int, of: int, ident: int) -> Criterion:
    return _found(await criteria(db, edition, of), ident)


async def add_criterion(
    db: Connection, actor: str, inside: Entered, of: int, yardstick: Yardstick
) -> int:
    inside.require(Action.SET_RULES)
    await category(db, inside.id, of)
    ident = await sql.add_criterion.value(db, category=of, **vars(yardstick))
    await _log(db, actor, "criterion.added", f"criterion:{ident}", inside, yardstick.name)
    return int(ident)


async def change_criterion(
    db: Connection,
    actor: str,
    inside: Entered,
    was: Criterion,
    version: int,
    yardstick: Yardstick,
) -> None:
    inside.require(Action.SET_RULES)
    await _change_criterion(db, actor, inside, was, version, yardstick)


async def mend_criterion(
    db: Connection,
    actor: str,
    inside: Entered,
    was: Criterion,
    version: int,
    yardstick: Yardstick,
) -> None:
    """Its texts, in mid-round: what was scored was scored on this scale and in this place."""
    inside.require(Action.CHANGE_SEALED_RULES)
    stands = (was.weight, was.lowest, was.highest)
    if (yardstick.weight, yardstick.lowest, yardstick.highest) != stands:
        raise Closed
    await _change_criterion(db, actor, inside, was, version, yardstick)


async def reweigh(
    db: Connection, actor: str, inside: Entered, of: int, weights: Mapping[int, int]
) -> None:
    """Other weights for the criteria of a category, by their ids, in mid-round."""
    inside.require(Action.CHANGE_SEALED_RULES)
    for was in await criteria(db, inside.id, of):
        if weights[was.id] != was.weight:
            heavier = replace(_yardstick(was), weight=weights[was.id])
            await _change_criterion(db, actor, inside, was, was.version, heavier)


async def _change_criterion(
    db: Connection,
    actor: str,
    inside: Entered,
    was: Criterion,
    version: int,
    yardstick: Yardstick,
) -> None:
    changed = await sql.change_criterion.value(
        db, id=was.id, category=was.category, version=version, **vars(yardstick)
    )
    if changed is None:
        raise Conflict
    await audit.record(
        db,
        actor,
        "criterion.changed",
        f"criterion:{was.id}",
        edition=inside.id,
        name=yardstick.name,
        weight=[was.weight, yardstick.weight],
        scale=[[was.lowest, was.highest], [yardstick.lowest, yardstick.highest]],
    )


async def remove_criterion(db: Connection, actor: str, inside: Entered, gone: Criterion) -> None:
    """Remove a criterion; the others keep their order and close the gap."""
    inside.require(Action.SET_RULES)
    await sql.remove_criterion.run(db, id=gone.id, category=gone.category)
    left = await criteria(db, inside.id, gone.category)
    await sql.order_criteria.run(db, ids=[one.id for one in left], category=gone.category)
    await _log(db, actor, "criterion.removed", f"criterion:{gone.id}", inside, gone.name)


async def raise_criterion(db: Connection, inside: Entered, of: int, ident: int) -> None:
    """Move a criterion one place up."""
    inside.require(Action.SET_RULES)
    order = _raised(await criteria(db, inside.id, of), ident)
    await sql.order_criteria.run(db, ids=order, category=of)


def _yardstick(found: Criterion) -> Yardstick:
    """A criterion as it was written."""
    return Yardstick(**{part.name: getattr(found, part.name) for part in fields(Yardstick)})


def weight(criteria: Sequence[Criterion]) -> int:
    """What the weights add up to; judging opens at WHOLE."""
    return sum(one.weight for one in criteria)


Thing = TypeVar("Thing", Category, Criterion)


def _found(things: Sequence[Thing], ident: int) -> Thing:
    for thing in things:
        if thing.id == ident:
            return thing
    raise NotFound


def _raised(things: Sequence[Thing], ident: int) -> list[int]:
    """The order of things with one of them a place further up; the first stays first."""
    order = [thing.id for thing in things]
    place = order.index(_found(things, ident).id)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    return order


async def _log(
    db: Connection, actor: str, deed: str, subject: str, inside: Entered, name: Texts
) -> None:
    await audit.record(db, actor, deed, subject, edition=inside.id, name=name)
