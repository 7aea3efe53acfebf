"""The log in one file holds all that is sealed; what was changed since is found in it."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from awards import audit, ballots, chain, editions, logbook, recusals, verify
from awards.database import Connection
from awards.recusals import Kind
from tests import people
from tests.jury import Judging, judging, signed_in
from tests.sealer import connected, deed, many
from tests.service import KEY, ROOT

pytestmark = pytest.mark.anyio


async def exported(db: Connection, *, contents: bool = False) -> dict[str, Any]:
    pieces = [piece async for piece in logbook.export(db, "staff:1", contents=contents)]
    found: dict[str, Any] = json.loads("".join(pieces))
    return found


def faults(documents: list[dict[str, Any]]) -> list[str]:
    return verify.check(documents).faults


async def judged(db: Connection, *, closed: bool = True) -> Judging:
    """Ada has confirmed what she gave Fjordpuls and Lomvi; she does not judge Havsule."""
    await people.award(db)
    at = await judging(db, nominees=("Fjordpuls", "Lomvi", "Havsule"))
    ada = await signed_in(db, at.jurors["Ada"])
    await people.sheet(db, at.round, ada.id, at.nominees["Fjordpuls"], 4, 3)
    await people.sheet(db, at.round, ada.id, at.nominees["Lomvi"], 1, 2)
    await recuse(db, at, "Havsule")
    inside = await editions.entered(db, at.edition)
    seen = (await ballots.ballot(db, ada, at.round)).fingerprint
    await ballots.confirm(db, inside, ada, at.round, seen)
    if closed:
        await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    return at


async def recuse(db: Connection, at: Judging, company: str) -> None:
    inside = await editions.entered(db, at.edition)
    await recusals.declare(
        db, inside, at.jurors["Ada"], at.companies[company], Kind.CLOSE_RELATION, actor="juror:1"
    )


async def test_the_file_holds_each_sealed_event_as_its_hash_has_it(db: Connection) -> None:
    await people.award(db)
    first = await audit.record(db, "staff:1", "juror.added", "juror:2", name="Åse")
    await chain.seal_at_once(db)
    await deed(db)  # waits for the sealer

    found = await exported(db)

    row = await db.fetchrow("SELECT * FROM events JOIN seals ON event = id WHERE id = $1", first)
    salt = await db.fetchval("SELECT salt FROM event_details WHERE event = $1", first)
    assert row is not None
    head = {"height": 1, "hash": row["hash"].hex()}
    assert {**found, "exported_at": ""} == {
        "kind": "log",
        "format": 1,
        "award": {"nb": "Årets eksportbedrift", "en": "Export company of the year"},
        "exported_at": "",
        "head": head,
        "events": [
            {
                **head,
                "id": first,
                "at": row["at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "edition": None,
                "actor": "staff:1",
                "deed": "juror.added",
                "subject": "juror:2",
                "commitment": row["commitment"].hex(),
                "salt": salt.hex(),
                "detail": {"name": "Åse"},
            }
        ],
        "ballots": [],
    }
    assert faults([found]) == []


async def test_taking_the_log_out_is_written_down(db: Connection) -> None:
    await people.award(db)

    await exported(db, contents=True)

    row = await db.fetchrow(
        "SELECT actor, deed, detail FROM events JOIN event_details ON event = id"
    )
    assert row is not None
    assert tuple(row) == ("staff:1", "log.exported", {"contents": True})


async def test_an_empty_log_is_a_log(db: Connection) -> None:
    await people.award(db)

    found = await exported(db)

    assert (found["head"], found["events"]) == ({"height": 0, "hash": "00" * 32}, [])
    assert faults([found]) == []


async def test_what_was_erased_is_left_out_and_the_chain_holds(db: Connection) -> None:
    await people.award(db)
    await deed(db)
    await chain.seal_at_once(db)
    await db.execute("DELETE FROM event_details")

    found = await exported(db)

    assert {"salt", "detail"} & found["events"][0].keys() == set()
    assert faults([found]) == []


async def test_ballots_stand_in_it_once_their_round_is_closed_and_sealed(db: Connection) -> None:
    at = await judged(db, closed=False)
    await chain.seal_at_once(db)
    assert (await exported(db))["ballots"] == []
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")

    found = await exported(db)

    ballot = await db.fetchrow("SELECT id, commitment FROM ballots")
    assert ballot is not None
    assert found["ballots"] == [
        {
            "ballot": ballot["id"],
            "juror": at.jurors["Ada"],
            "round": at.round,
            "edition": at.edition,
            "commitment": ballot["commitment"].hex(),
        }
    ]
    assert faults([found]) == []


async def test_a_ballot_whose_deed_is_not_sealed_yet_stands_in_the_next_file(
    db: Connection,
) -> None:
    await judged(db)

    assert (await exported(db))["ballots"] == []


async def test_with_contents_each_ballot_says_what_its_sheets_say_now(db: Connection) -> None:
    at = await judged(db)
    await chain.seal_at_once(db)

    found = await exported(db, contents=True)

    assert found["ballots"][0]["contents"] == {
        "round": at.round,
        "sheets": [
            {"nominee": at.nominees["Fjordpuls"], "scores": [4, 3], "comments": ["Because.", ""]},
            {"nominee": at.nominees["Lomvi"], "scores": [1, 2], "comments": ["", ""]},
            {"nominee": at.nominees["Havsule"], "recused": True},
        ],
    }
    assert faults([found]) == []


async def test_a_recusal_after_the_ballot_is_no_fault(db: Connection) -> None:
    at = await judged(db)
    await chain.seal_at_once(db)
    await recuse(db, at, "Lomvi")
    await chain.seal_at_once(db)

    assert faults([await exported(db, contents=True)]) == []


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE sheets SET scores = '{4,4}' WHERE scores = '{1,2}'",
        "UPDATE sheets SET comments = '{Because,x}' WHERE scores = '{4,3}'",
        "UPDATE sheets SET abstained_reason = 'No time.' WHERE scores = '{1,2}'",
        "DELETE FROM sheets WHERE scores = '{1,2}'",
        "UPDATE sheets SET ballot = NULL WHERE scores = '{1,2}'",
        "UPDATE ballots SET juror = juror + 1",
        "UPDATE ballots SET commitment = sha256('x')",
        "UPDATE ballots SET contents = jsonb_set(contents, '{sheets,2,recused}', 'false')",
        "DELETE FROM ballots",
        "UPDATE events SET actor = 'juror:999'",
        "UPDATE events SET at = at - interval '1 microsecond'",
        "UPDATE event_details SET detail = '{}'",
        "DELETE FROM seals",
        "INSERT INTO events (actor, deed, commitment) VALUES ('service', 'x.y', sha256(''))",
    ],
)
async def test_what_was_changed_behind_the_log_is_found(db: Connection, edit: str) -> None:
    await judged(db)
    await db.execute("SELECT 1 FROM editions")
    await audit.record(db, "service", "edition.moved", edition=await edition(db), to="deciding")
    await chain.seal_at_once(db)
    await db.execute("SET LOCAL session_replication_role = replica")
    await db.execute(edit)

    assert faults([await exported(db, contents=True)]) != []


async def edition(db: Connection) -> int:
    return int(await db.fetchval("SELECT id FROM editions"))


async def test_an_event_that_was_slipped_in_before_the_head_is_a_fault(db: Connection) -> None:
    """It waits for the sealer, and its number says that it should have been sealed long ago."""
    await people.award(db)
    await db.execute("SELECT nextval('events_id_seq')")
    await deed(db)
    await chain.seal_at_once(db)
    await db.execute(
        """INSERT INTO events (id, actor, deed, commitment) OVERRIDING SYSTEM VALUE
           SELECT min(id) - 1, 'staff:1', 'decision.recorded', sha256('') FROM events"""
    )
    await db.execute("INSERT INTO unsealed SELECT min(id) FROM events")
    await chain.seal_at_once(db)

    found = await exported(db)

    assert [event["height"] for event in found["events"]] == [1, None]
    assert faults([found]) != []


async def test_much_is_exported_in_batches(db: Connection) -> None:
    await people.award(db)
    await many(db, logbook.BATCH + 1)
    await chain.seal_at_once(db)

    found = await exported(db)

    heights = [event["height"] for event in found["events"]]
    assert heights == list(range(1, logbook.BATCH + 2))
    assert found["head"]["hash"] == (await chain.head(db)).hash.hex()


async def test_whoever_sits_at_the_machine_writes_the_log_into_a_file(
    own_database: str, tmp_path: Path
) -> None:
    async with connected(own_database) as db:
        at = await judged(db)
        await chain.seal_at_once(db)
    file = tmp_path / "log.json"

    command = (sys.executable, "-m", "awards", "log", "--ballots", str(file))
    place = {"DATABASE_URL": own_database, "AWARDS_SECRET_KEYS": KEY, "PATH": os.environ["PATH"]}
    process = await asyncio.create_subprocess_exec(*command, env=place, cwd=ROOT)

    assert await process.wait() == 0
    found = json.loads(file.read_text(encoding="utf-8"))
    assert [ballot["contents"]["round"] for ballot in found["ballots"]] == [at.round]
    assert faults([found]) == []
