"""Years: what readers may see of an edition. Nothing is changed here.

Winners only of announced editions, finalists only once the news of them is out.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from awards import decisions, editions, rules, shortlists, stages
from awards.database import Connection, Queries
from awards.decisions import Decision
from awards.editions import Category, Criterion, Edition, Texts
from awards.rules import Rules
from awards.stages import Action, Stage

sql = Queries("years")


@dataclass(frozen=True)
class Contest:
    """A category of a year as readers see it."""

    category: Category
    criteria: list[Criterion]
    finalists: list[str]  # empty until they are announced
    decision: Decision | None  # None until the winner is announced


@dataclass(frozen=True)
class Year:
    edition: Edition
    contests: list[Contest]
    versions: list[Rules]  # of the rules, once they are sealed
    announced_at: datetime | None

    @property
    def rules(self) -> Rules | None:
        """The version in force."""
        return self.versions[-1] if self.versions else None

    @property
    def announced(self) -> bool:
        return any(contest.decision for contest in self.contests)

    @property
    def scored(self) -> list[tuple[list[Texts], list[Criterion]]]:
        """The criteria, once for all categories that are scored alike, with their names."""
        alike: dict[str, tuple[list[Texts], list[Criterion]]] = {}
        for contest in self.contests:
            key = str([(one.name, one.help, one.weight) for one in contest.criteria])
            alike.setdefault(key, ([], contest.criteria))[0].append(contest.category.name)
        return [(names, criteria) for names, criteria in alike.values() if criteria]


async def year(db: Connection, edition: Edition) -> Year:
    """What is known of a year. ``edition`` may be a second old: then this shows less."""
    criteria = await editions.criteria(db, edition.id)
    finalists = await _finalists(db, edition)
    decided = await _decided(db, edition)
    contests = [
        Contest(
            category,
            criteria.get(category.id, []),
            finalists.get(category.id, []),
            decided.get(category.id),
        )
        for category in await editions.categories(db, edition.id)
    ]
    announced_at = await sql.announced_at.value(db, edition=edition.id)
    return Year(edition, contests, await rules.versions(db, edition.id), announced_at)


async def year_to_be(db: Connection, edition: Edition) -> Year:
    """The year as it will be once it is announced, for staff who may see the standings."""
    stages.require(edition.stage, Action.SEE_STANDINGS)
    return await year(db, replace(edition, stage=Stage.ANNOUNCED))


async def _finalists(db: Connection, edition: Edition) -> dict[int, list[str]]:
    if not await sql.finalists_are_out.value(db, edition=edition.id):
        return {}
    return await shortlists.finalists(db, edition.id)


async def _decided(db: Connection, edition: Edition) -> dict[int, Decision]:
    if not edition.allows(Action.SEE_WINNERS):
        return {}
    return await decisions.decisions(db, edition.id)
