"""Records: what an award publishes of an announced year, for anybody to check. Nothing is changed.

How much of the standings stands in one was sealed with the rules. No juror stands in it at any
level: the sheets of a nominee are sorted by their scores, so nobody's can be followed from one
nominee to the next, and the ballots by their commitments.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from awards import chain, result_rules, results, years
from awards.award import Award
from awards.chain import Head
from awards.database import Connection, Queries
from awards.editions import Edition
from awards.errors import NotFound
from awards.result_rules import Publication
from awards.results import Place, Table
from awards.rules import Rules
from awards.scoring import Sheet
from awards.years import Contest

sql = Queries("records")

FORMAT = 2  # read by awards/verify.py


async def record(db: Connection, award: Award, edition: Edition) -> dict[str, Any]:
    """The published record of a year; there is none before the announcement."""
    year = await years.year(db, edition)
    if not year.announced:
        raise NotFound
    level = publication(year.rules)
    standings = {} if level is Publication.WINNERS else await _standings(db, edition.id, level)
    return {
        "kind": "record",
        "format": FORMAT,
        "award": award.name,
        "organisation": award.organisation,
        "year": edition.year,
        "announced_at": year.announced_at and year.announced_at.isoformat(),
        "rules": year.rules and _rules(year.rules),
        "publication": level,
        "categories": [_category(one, standings) for one in year.contests],
        "ballots": await _ballots(db, edition.id),
        "head": _head(await chain.published(db, edition.id)),
    }


def publication(sealed: Rules | None) -> Publication:
    """What the sealed text lets out of the standings: only winners, where it does not say more."""
    said = json.loads(sealed.canonical)["publication"] if sealed else None
    found = [level for level, words in result_rules.PUBLISHED.items() if words == said]
    return found[0] if found else Publication.WINNERS


def _rules(sealed: Rules) -> dict[str, Any]:
    return {
        "version": sealed.version,
        "sha256": sealed.fingerprint,
        "sealed_at": sealed.sealed_at.isoformat(),
        "canonical": sealed.canonical,
    }


def _category(contest: Contest, standings: dict[int, dict[str, Any]]) -> dict[str, Any]:
    decision, ident = contest.decision, contest.category.id
    return {
        "slug": contest.category.slug,
        "name": contest.category.name,
        "winner": decision and decision.company,
        "reason": decision.reason if decision else {},
        "departs": decision is not None and decision.departs,
        "departure": decision.departure if decision else {},
        **({"finalists": contest.finalists} if contest.finalists else {}),
        **({"standings": standings[ident]} if ident in standings else {}),
    }


async def _standings(db: Connection, edition: int, level: Publication) -> dict[int, dict[str, Any]]:
    """Of the round that was decided on, by category."""
    tables = await results.standings(db, edition)
    return {table.category.id: _table(table, level) for table in tables}


def _table(table: Table, level: Publication) -> dict[str, Any]:
    scores = _scores(table.sheets) if level is Publication.FULL else None
    return {
        "round": table.number,
        "method": table.method,
        "refused": table.refused,
        "tie_rule": table.tie_rule,
        "places": [
            _place(place)
            if scores is None
            else {**_place(place), "scores": sorted(scores[place.standing.nominee])}
            for place in table.places
        ],
    }


def _scores(sheets: Sequence[Sheet]) -> defaultdict[int, list[list[Any]]]:
    """What stands on the sheets of each nominee."""
    found: defaultdict[int, list[list[Any]]] = defaultdict(list)
    for sheet in sheets:
        found[sheet.nominee].append(list(sheet.scores))
    return found


def _place(place: Place) -> dict[str, Any]:
    found = place.standing
    return {
        "company": place.company,
        "rank": found.rank,
        "value": _points(found.value),
        "mean": _points(found.mean),
        "median": _points(found.median),
        "lowest": _points(found.low),
        "highest": _points(found.high),
        "spread": None if found.spread is None else f"{found.spread:.2f}",
        "sheets": found.count,
    }


def _points(value: Fraction | None) -> dict[str, str] | None:
    """The number itself, and the same for people to read."""
    if value is None:
        return None
    rounded = Decimal(round(value * 100)).scaleb(-2)
    return {"exact": f"{value.numerator}/{value.denominator}", "rounded": f"{rounded:.2f}"}


async def _ballots(db: Connection, edition: int) -> list[dict[str, Any]]:
    rows = await sql.counted.all(db, edition=edition)
    found = sorted((row["category"], row["round"], row["commitment"].hex()) for row in rows)
    return [
        {"category": category, "round": number, "commitment": commitment}
        for category, number, commitment in found
    ]


def _head(found: Head | None) -> dict[str, Any] | None:
    """None where nothing was sealed yet, too: a head of nothing is none."""
    if found is None or not found.height:
        return None
    return {"height": found.height, "hash": found.hash.hex()}
