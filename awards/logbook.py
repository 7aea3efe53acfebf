"""The logbook: the whole audit log in one file, which ``awards verify`` checks without us.

One installation has one chain, so the file holds every year. An event is told with what its hash is
made of, and with what was done where that is not erased. Events that still wait for the sealer are
left for the next file. Ballots of closed rounds stand in it as the tables have them now: a juror, a
round, a commitment; with what they say, only for whoever sits at the machine.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from awards import audit, award, chain
from awards.chain import MOMENT, Head
from awards.database import Connection, Queries

sql = Queries("logbook")

FORMAT = 1
BATCH = 5_000  # events read at a time


async def export(db: Connection, actor: str, *, contents: bool = False) -> AsyncIterator[str]:
    """The file, piece by piece; that it was taken out is the first thing to be written down.

    ``contents`` adds what each ballot says and its salt.
    """
    await audit.record(db, actor, "log.exported", contents=contents)
    prize = await award.award(db)
    top = await chain.head(db)
    facts = {
        "kind": "log",
        "format": FORMAT,
        "award": prize.name if prize else {},
        "exported_at": (await sql.now.value(db)).astimezone(UTC).strftime(MOMENT),
        "head": {"height": top.height, "hash": top.hash.hex()},
    }
    ballots: list[Any] = await sql.ballots.all(db, height=top.height, sheets=contents)
    yield audit.canonical(facts)[:-1] + ',\n"events":['
    async for piece in _lines(_events(db, top)):
        yield piece
    yield '\n],"ballots":['
    yield ",".join(f"\n{audit.canonical(_ballot(row, contents))}" for row in ballots)
    yield "\n]}\n"


async def _lines(batches: AsyncIterator[list[Any]]) -> AsyncIterator[str]:
    between = ""
    async for batch in batches:
        yield between + ",".join(f"\n{audit.canonical(_event(row))}" for row in batch)
        between = ","


async def _events(db: Connection, top: Head) -> AsyncIterator[list[Any]]:
    """The chain in batches, then what should be in it and is not."""
    above = 0
    while rows := await sql.sealed.all(db, above=above, height=top.height, most=BATCH):
        yield rows
        above = rows[-1]["height"]
    if strays := await sql.strays.all(db, event=top.event):
        yield strays


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    said = {
        "height": row["height"],
        "hash": row["hash"].hex() if row["hash"] else None,
        **chain.said(row),
    }
    if row["salt"] is not None:
        said |= {"salt": row["salt"].hex(), "detail": row["detail"]}
    return said


def _ballot(row: Mapping[str, Any], contents: bool) -> dict[str, Any]:
    said = {name: row[name] for name in ("ballot", "juror", "round", "edition")}
    said["commitment"] = row["commitment"].hex()
    if contents and row["contents"] is not None:
        said |= {"salt": row["salt"].hex(), "contents": _contents(row)}
    return said


def _contents(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a ballot says now, in the words in which it was confirmed.

    Who was recused then, and which sheets were the juror's to fill in, only the ballot knows.
    """
    now = {sheet["nominee"]: sheet for sheet in row["sheets"]}
    return {"round": row["round"], "sheets": list(_sheets(row["contents"]["sheets"], now))}


def _sheets(
    confirmed: Sequence[dict[str, Any]], now: Mapping[int, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for sheet in confirmed:
        nominee = sheet["nominee"]
        if sheet.get("recused"):
            yield sheet
        elif nominee in now and now[nominee]["abstained"] is not None:
            yield {"nominee": nominee, "abstained": now[nominee]["abstained"]}
        elif nominee in now:
            yield {name: now[nominee][name] for name in ("nominee", "scores", "comments")}
