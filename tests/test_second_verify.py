"""Two programs, written from one page by two people, find the same files sound and the same not."""

import copy
import json
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from awards import chain, verify
from awards.database import Connection
from tests import scale, second_verify, tampering, test_logbook, test_records, test_verify
from tests.tampering import KINDS, Document

PROGRAM = Path(second_verify.__file__)
SEEDS = range(scale.SEED, scale.SEED + (300 if scale.LONG else 15))
VALUES: list[Any] = [
    None,
    True,
    0,
    1,
    -1,
    0.5,
    "",
    "x",
    "1/2",
    "0.50",
    "00" * 32,
    [],
    {},
    [1],
    {"nb": "x"},
]


def said(documents: Sequence[Any]) -> tuple[bool, bool]:
    """Whether the first and the second program find a fault."""
    return bool(verify.check(documents).faults), bool(second_verify.faults(list(documents)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("recompute", [False, True], ids=["as it was", "made anew"])
def test_both_find_an_edited_log_by_itself_and_beside_a_receipt(kind: str, recompute: bool) -> None:
    apart = []
    for seed in SEEDS:
        clean, edit = tampering.tampered(kind, seed)
        chance = Random(-seed)
        height = chance.randrange(1, len(clean["events"]) + 1)
        kept = tampering.receipt(clean, chance.choice(clean["ballots"]), height)
        log = tampering.recomputed(edit) if recompute else edit.log
        for documents in ([log], [log, kept], [clean, log]):
            found = said(documents)
            apart += [(seed, len(documents), found)] if found[0] != found[1] else []

    assert apart == []


def test_neither_accuses_a_clean_history() -> None:
    accused = []
    for seed in SEEDS:
        log, kept, record = test_verify.clean(seed)
        for documents in ([log], [kept], [record], [log, kept, record], [record, kept]):
            accused += [(seed, len(documents))] if said(documents) != (False, False) else []

    assert accused == []


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each thing in a document that holds another, and where the other stands in it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [(value, key) for key, _ in inner]
    held = [one for one in (value[key] for _, key in found) if isinstance(one, dict | list)]
    return found + [place for one in held for place in places(one)]


def changed(chance: Random, document: Document) -> str:
    """One thing in it is another thing, is gone, stands twice, or has something beside it."""
    holder, key = chance.choice(places(document))
    value, deed = holder[key], chance.choice(("put", "nudge", "drop", "add", "swap"))
    if deed == "drop":
        del holder[key]
    elif deed == "add" and isinstance(holder, dict):
        holder["more"] = 1
    elif deed == "add":
        holder.insert(key, copy.deepcopy(value))
    elif deed == "swap" and isinstance(holder, list):
        other = chance.randrange(len(holder))
        holder[key], holder[other] = holder[other], value
    elif deed == "nudge" and type(value) is int:
        holder[key] = value + chance.choice((-1, 1))
    elif deed == "nudge" and isinstance(value, str) and value:
        at = chance.randrange(len(value))
        holder[key] = value[:at] + chance.choice("09afZ-") + value[at + 1 :]
    else:
        holder[key] = chance.choice(VALUES)
    return (
        f"{deed} {key}: {value!r:.60} is {holder.get(key) if isinstance(holder, dict) else 0!r:.60}"
    )


@pytest.mark.parametrize("which", range(3), ids=["log", "receipt", "record"])
def test_they_agree_on_whatever_is_changed_in_a_file(which: int) -> None:
    apart, faulty = [], 0
    for seed in range(scale.SEED, scale.SEED + 40):
        documents = test_verify.clean(seed)
        told = changed(Random(seed), documents[which])
        for beside in ([documents[which]], documents):
            found = said(beside)
            faulty += found[0]
            apart += [(seed, told, found)] if found[0] != found[1] else []

    assert apart == []
    assert faulty > 20


@pytest.mark.anyio
async def test_both_read_the_log_that_the_product_exports(db: Connection) -> None:
    await test_logbook.judged(db)
    await chain.seal_at_once(db)
    logs = [await test_logbook.exported(db, contents=contents) for contents in (False, True)]
    forged = copy.deepcopy(logs[1])
    forged["ballots"][0]["contents"]["sheets"][0]["scores"][0] += 1

    assert [said([log]) for log in logs] == [(False, False)] * 2
    assert said(logs) == (False, False)
    assert said([forged]) == (True, True)


@pytest.mark.anyio
@pytest.mark.parametrize("level", test_records.LEVELS)
async def test_both_read_the_record_that_the_product_publishes(
    db: Connection, tmp_path: Path, level: str
) -> None:
    at = await test_records.judged(db, publication=level)
    await test_records.announce(db, at)
    record = await test_records.published(db, at)
    log = await test_logbook.exported(db, contents=True)

    assert said([record, log]) == (False, False)
    assert await run(tmp_path, record, log) == (0, "What is said holds.\n")
    apart = []
    for seed in range(scale.SEED, scale.SEED + 40):
        forged = copy.deepcopy(record)
        told = changed(Random(seed), forged)
        found = said([forged, log])
        apart += [(seed, told, found)] if found[0] != found[1] else []
    assert apart == []


async def run(tmp_path: Path, *documents: Document) -> tuple[int | None, str]:
    """What the program says to somebody who has nothing but the files."""
    names = [f"{document['kind']}.json" for document in documents]
    for name, document in zip(names, documents, strict=True):
        (tmp_path / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    program = await create_subprocess_exec(
        sys.executable, "-I", str(PROGRAM), *names, stdout=PIPE, stderr=STDOUT, cwd=tmp_path
    )
    told, _ = await program.communicate()
    return program.returncode, told.decode()
