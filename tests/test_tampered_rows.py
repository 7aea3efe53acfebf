"""Somebody with the superuser's rights edits the database: the exported log gives it away.

Triggers and foreign keys are off for them. The first leaves the hashes; the second makes every
commitment and hash anew, and is found beside a receipt that was issued before.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from awards import audit, ballots, chain, database, editions, logbook, staff, verify
from awards.database import Connection
from tests import jury, people, scale, tampering
from tests.conftest import fresh_database
from tests.jury import Judging, judging
from tests.tampering import Document
from tests.test_tampering import believes_its_heads

pytestmark = [pytest.mark.anyio, pytest.mark.harness]

JURORS = ("Ada", "Bo", "Cy", "Dag")


@dataclass
class Scene:
    db: Connection
    log: Document  # as it was exported, before anybody edited anything
    receipts: list[Document]


@asynccontextmanager
async def judged() -> AsyncIterator[Scene]:
    """A jury that has judged; one ballot was opened again; everything is sealed."""
    async with fresh_database() as url:
        db = await database.connect(url)
        async with db.transaction():
            await people.award(db)
            member = await staff.member(db, await people.staff(db))
            at = await judging(db, nominees=("Fjordpuls", "Lomvi", "Skarv"), jurors=JURORS)
            for name in JURORS:
                await audit.record(db, member.actor, "juror.invited", edition=at.edition, to=name)
                await _confirms(db, at, name)
            await _opened_again(db, at, member)
            await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
            await db.execute("UPDATE editions SET stage = 'deciding'")
            for turn in range(6):
                await audit.record(db, "staff:1", "nomination.rejected", f"nomination:{turn}")
        await seal_all(db)
        log = await exported(db)
        assert verify.check([log]).faults == []
        yield Scene(
            db, log, [tampering.receipt(log, one, len(log["events"])) for one in log["ballots"]]
        )
        await db.close()


async def _confirms(db: Connection, at: Judging, name: str) -> None:
    for turn, nominee in enumerate(at.nominees.values()):
        await people.sheet(db, at.round, at.jurors[name], nominee, 1 + turn, 3)
    await _confirms_again(db, at, name)


async def _confirms_again(db: Connection, at: Judging, name: str) -> None:
    juror = await jury.signed_in(db, at.jurors[name])
    seen = (await ballots.ballot(db, juror, at.round)).fingerprint
    await ballots.confirm(db, await editions.entered(db, at.edition), juror, at.round, seen)


async def _opened_again(db: Connection, at: Judging, member: staff.Member) -> None:
    ident = await db.fetchval("SELECT id FROM ballots WHERE juror = $1", at.jurors["Bo"])
    inside = await editions.entered(db, at.edition)
    await ballots.reopen(db, inside, ident, member, "Feil skjema.")
    await _confirms_again(db, at, "Bo")


async def seal_all(db: Connection) -> None:
    """Other tests write on the same server, so the sealer may have to wait for them."""
    async with asyncio.timeout(120):
        while await db.fetchval("SELECT count(*) FROM unsealed"):
            async with db.transaction():
                await chain.seal_next(db)
            await asyncio.sleep(0.02)


async def exported(db: Connection) -> Document:
    pieces = [piece async for piece in logbook.export(db, "staff:1", contents=True)]
    found: Document = json.loads("".join(pieces))
    return found


# Edits: each takes a random number and changes rows. All of them leave the seals alone.

Edit = Callable[[Random, Connection], Any]


async def _any(chance: Random, db: Connection, what: str = "event FROM seals") -> Any:
    return chance.choice([row[0] for row in await db.fetch(f"SELECT {what}")])


async def changes_an_event(chance: Random, db: Connection) -> None:
    column, value = chance.choice(
        (
            ("actor", "actor || '1'"),
            ("deed", "deed || 's'"),
            ("subject", "subject || '1'"),
            ("at", "at - interval '1 microsecond'"),
            ("edition", "COALESCE(edition, 0) + 1"),
        )
    )
    await db.execute(
        f"UPDATE events SET {column} = {value} WHERE id = $1",  # noqa: S608
        await _any(chance, db),
    )


async def changes_a_detail(chance: Random, db: Connection) -> None:
    await db.execute(
        'UPDATE event_details SET detail = detail || \'{"reason": "another"}\' WHERE event = $1',
        await _any(chance, db),
    )


async def deletes_an_event(chance: Random, db: Connection) -> None:
    event = await _any(chance, db)
    await db.execute("DELETE FROM events WHERE id = $1", event)
    await db.execute("DELETE FROM event_details WHERE event = $1", event)


async def inserts_an_event(chance: Random, db: Connection) -> None:
    """A copy of one behind it; all later ones get the next number."""
    event = await _any(chance, db, "event FROM seals ORDER BY event DESC OFFSET 1")
    await _numbers_itself(db)
    columns = (("events", "id"), ("event_details", "event"), ("seals", "event"))
    for table, column in (*columns, ("unsealed", "event")):
        above = f"{column} = -{column} - 1 WHERE {column} > $1"
        await db.execute(f"UPDATE {table} SET {above}", event)  # noqa: S608
        await db.execute(f"UPDATE {table} SET {column} = -{column} WHERE {column} < 0")  # noqa: S608
    await db.execute(
        """INSERT INTO events (id, edition, actor, deed, subject, commitment)
           SELECT id + 1, edition, actor, deed, 'juror:99', commitment FROM events WHERE id = $1""",
        event,
    )


async def _numbers_itself(db: Connection) -> None:
    """The database gives numbers to events no more."""
    await db.execute("ALTER TABLE events ALTER id DROP IDENTITY, ALTER id SET DEFAULT 1000000")


async def reorders_events(chance: Random, db: Connection) -> None:
    one, other = chance.sample([row[0] for row in await db.fetch("SELECT event FROM seals")], 2)
    await _numbers_itself(db)
    await db.execute("UPDATE events SET id = -id WHERE id = ANY($1)", [one, other])
    await db.execute("UPDATE events SET id = $2 WHERE id = -$1::bigint", one, other)
    await db.execute("UPDATE events SET id = $2 WHERE id = -$1::bigint", other, one)
    await db.execute("UPDATE event_details SET event = -event WHERE event = ANY($1)", [one, other])
    await db.execute("UPDATE event_details SET event = $2 WHERE event = -$1::bigint", one, other)
    await db.execute("UPDATE event_details SET event = $2 WHERE event = -$1::bigint", other, one)


async def swaps_jurors(chance: Random, db: Connection) -> None:
    """Two jurors get each other's ballot and sheets."""
    one, other = chance.sample([row[0] for row in await db.fetch("SELECT juror FROM ballots")], 2)
    for table in ("ballots", "sheets"):
        for was, becomes in ((one, -1), (other, one), (-1, other)):
            await db.execute(
                f"UPDATE {table} SET juror = $2 WHERE juror = $1",  # noqa: S608
                was,
                becomes,
            )


async def swaps_actors(chance: Random, db: Connection) -> None:
    await swaps_jurors(chance, db)
    await db.execute(
        """UPDATE events SET actor = 'juror:' || ballots.juror FROM ballots
            WHERE events.deed = 'ballot.confirmed' AND events.subject = 'ballot:' || ballots.id"""
    )


async def cuts_the_tail(chance: Random, db: Connection) -> None:
    await db.execute(
        "DELETE FROM events WHERE id > $1",
        await _any(chance, db, "event FROM seals ORDER BY event DESC OFFSET 1"),
    )


async def restores_yesterday(chance: Random, db: Connection) -> None:
    """The log is what it was before the ballots were confirmed, and so are they."""
    first = await db.fetchval("SELECT min(id) FROM events WHERE deed = 'ballot.confirmed'")
    await db.execute("DELETE FROM events WHERE id >= $1", first + chance.randrange(3))
    await db.execute("UPDATE sheets SET ballot = NULL")
    await db.execute("DELETE FROM ballots")


async def changes_a_score(chance: Random, db: Connection) -> None:
    ballot = await _any(chance, db, "id FROM ballots")
    nominee = await _any(chance, db, "id FROM nominees")
    await db.execute(
        "UPDATE sheets SET scores[2] = 4 WHERE ballot = $1 AND nominee = $2", ballot, nominee
    )


async def deletes_a_ballot(chance: Random, db: Connection) -> None:
    await db.execute("DELETE FROM ballots WHERE id = $1", await _any(chance, db, "id FROM ballots"))


EDITS: tuple[Edit, ...] = (
    changes_an_event,
    changes_a_detail,
    deletes_an_event,
    inserts_an_event,
    reorders_events,
    swaps_jurors,
    swaps_actors,
    cuts_the_tail,
    restores_yesterday,
    changes_a_score,
    deletes_a_ballot,
)


async def makes_the_chain_anew(db: Connection) -> None:
    """Every commitment, every hash, and the ballots' own as the log says them."""
    for row in await db.fetch("SELECT id, salt, contents FROM ballots"):
        now = [
            {"nominee": one["nominee"], "scores": one["scores"], "comments": one["comments"]}
            for one in await db.fetch(
                "SELECT nominee, scores, comments FROM sheets WHERE ballot = $1 ORDER BY nominee",
                row["id"],
            )
        ]
        contents = {**row["contents"], "sheets": now}
        commitment = tampering.committed(row["salt"].hex(), contents)
        await db.execute(
            "UPDATE ballots SET commitment = $2, contents = $3 WHERE id = $1",
            *(row["id"], bytes.fromhex(commitment), contents),
        )
        await db.execute(
            """UPDATE event_details SET detail = detail || jsonb_build_object('ballot', $2::text)
                 FROM events
                WHERE events.id = event AND deed = 'ballot.confirmed' AND subject = $1""",
            *(f"ballot:{row['id']}", commitment),
        )
    await db.execute("DELETE FROM event_details WHERE event NOT IN (SELECT id FROM events)")
    await db.execute("DELETE FROM seals")
    await _seals_anew(db)


async def _seals_anew(db: Connection) -> None:
    last = tampering.GENESIS
    rows = await db.fetch(
        """SELECT events.id, at, edition, actor, deed, subject, commitment, salt, detail
             FROM events LEFT JOIN event_details ON event = id ORDER BY id"""
    )
    for height, row in enumerate(rows, start=1):
        event = {name: row[name] for name in ("id", "edition", "actor", "deed", "subject")}
        event["at"] = row["at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        event["commitment"] = row["commitment"].hex()
        if row["salt"] is not None:
            whole = {name: row[name] for name in tampering.COMMITTED}
            event["commitment"] = tampering.committed(row["salt"].hex(), whole)
        last = tampering.linked(last, event)
        await db.execute(
            "UPDATE events SET commitment = $2 WHERE id = $1",
            *(row["id"], bytes.fromhex(event["commitment"])),
        )
        await db.execute("INSERT INTO seals VALUES ($1, $2, $3)", height, row["id"], last)


async def tampered(at: Scene, turn: int, *, anew: bool) -> Document:
    """The log that is exported after one edit; the edit itself is undone."""
    undo = at.db.transaction()
    await undo.start()
    await at.db.execute("SET LOCAL session_replication_role = replica")
    await EDITS[turn % len(EDITS)](Random(scale.SEED + turn), at.db)
    if anew:
        await makes_the_chain_anew(at.db)
    log = await exported(at.db)
    await undo.rollback()
    return log


async def test_edits_in_the_database_are_found_in_the_exported_log() -> None:
    async with judged() as at:
        logs = [await tampered(at, turn, anew=False) for turn in range(scale.TAMPERED_ROWS)]

    missed = [turn for turn, log in enumerate(logs) if not verify.check([log]).faults]
    print(f"{len(logs)} edits in the database, {len(missed)} missed")
    assert [EDITS[turn % len(EDITS)].__name__ for turn in missed] == []
    assert not all(believes_its_heads([log]) for log in logs)  # a verifier with a fault misses some


async def test_a_chain_made_anew_in_the_database_is_found_by_any_receipt() -> None:
    async with judged() as at:
        logs = [await tampered(at, turn, anew=True) for turn in range(scale.TAMPERED_ROWS)]
        receipts = at.receipts

    changed = [turn for turn, log in enumerate(logs) if log["events"] != at.log["events"]]
    missed = [
        turn
        for turn in changed
        if any(not verify.check([logs[turn], one]).faults for one in receipts)
    ]
    alone = [turn for turn in changed if verify.check([logs[turn]]).faults]
    print(
        f"{len(changed)} chains made anew, {len(missed)} missed, {len(alone)} seen without receipt"
    )
    assert [EDITS[turn % len(EDITS)].__name__ for turn in missed] == []
    assert len(changed) >= scale.TAMPERED_ROWS * 3 // 4 and len(alone) < len(changed) // 2
