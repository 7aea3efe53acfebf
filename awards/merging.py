"""Merging: two companies that are one are joined, and parted again, until judging opens.

A pointer says which company another was joined into; nominations never move. The nominee of the
joined company stays, out of sight, and is there again when the two are parted.
"""

import asyncio
from collections.abc import Sequence

from awards import audit, likenesses, nominees, words
from awards.database import Connection, Queries
from awards.errors import N_, Conflict, Invalid, NotFound, NotNow
from awards.likenesses import Company, Group

sql = Queries("merging")

MOST_SHOWN = 50


async def companies(db: Connection, edition: int, search: str = "") -> list[Company]:
    """The first companies of an edition that are their own head and match what was searched for."""
    wanted, number = words.fold(search), "".join(search.split())
    found = [
        company
        for company in await _heads(db, edition)
        if wanted in words.fold(company.name) or number in (company.organisation_number or "-")
    ]
    return found[:MOST_SHOWN]


async def company(db: Connection, edition: int, ident: int) -> Company:
    """A company that is its own head."""
    found = await sql.heads.one(db, edition=edition, company=ident)
    if found is None:
        raise NotFound
    return Company(**found)


async def joined(db: Connection, head: int) -> list[Company]:
    return [Company(**row) for row in await sql.joined.all(db, head=head)]


async def some(db: Connection, edition: int, idents: Sequence[int]) -> list[Company]:
    """The companies staff ticked, those that are their own head, in that order."""
    return [await company(db, edition, ident) for ident in dict.fromkeys(idents)]


async def suggestions(db: Connection, edition: int) -> list[Group]:
    """Companies that may be one, for staff to look at; never more than fit a page."""
    found = await asyncio.to_thread(likenesses.groups, await _heads(db, edition))
    return found[:MOST_SHOWN]


async def merge_all(
    db: Connection, edition: int, sources: Sequence[Company], target: Company, actor: str
) -> None:
    """Join several companies into one, all as they were shown, or none of them."""
    if not sources:
        raise Invalid(N_("No company was chosen to be joined. Tick those that you mean."))
    for source in sources:
        await merge(db, edition, source, target, actor)


async def merge(db: Connection, edition: int, source: Company, target: Company, actor: str) -> None:
    """Join one company into another, both as they were shown."""
    await _open(db, edition, source.id, target.id)
    if source.id == target.id:
        raise Invalid(N_("These two are the same company already."))
    done = await sql.join.value(
        db,
        edition=edition,
        source=source.id,
        source_version=source.version,
        target=target.id,
        target_version=target.version,
    )
    if done is None:
        raise Conflict
    await sql.inherit.run(db, company=source.id, head=target.id)
    await sql.choose_instead.run(db, company=source.id, head=target.id)
    await _record(db, actor, "company.joined", edition, source.id, into=target.id)


async def part(db: Connection, edition: int, company: int, version: int, actor: str) -> None:
    """Undo a join: both companies are as if it had never been."""
    above = [row["company"] for row in await sql.above.all(db, edition=edition, company=company)]
    if not above:
        raise Conflict
    await _open(db, edition, company, above[-1])
    if await sql.part.value(db, edition=edition, company=company, version=version) is None:
        raise Conflict
    await sql.regain.run(db, head=company)
    for other in above:
        await sql.release.run(db, company=other)
        await sql.unchoose.run(db, company=other)
        await sql.forget.run(db, company=other)
    await _record(db, actor, "company.parted", edition, company, head=above[-1])


async def _open(db: Connection, edition: int, one: int, other: int) -> None:
    await nominees.screened(db, edition)
    if await sql.fixed.value(db, one=one, other=other):
        raise NotNow(nominees.FIXED)


async def _heads(db: Connection, edition: int) -> list[Company]:
    return [Company(**row) for row in await sql.heads.all(db, edition=edition, company=None)]


async def _record(
    db: Connection, actor: str, deed: str, edition: int, company: int, **detail: int
) -> None:
    await audit.record(db, actor, deed, f"company:{company}", edition=edition, **detail)
