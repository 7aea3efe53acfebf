"""Tampering with the log: nobody edits it unnoticed, and nobody is accused who did not.

The first adversary edits rows and leaves the hashes; a log by itself gives that away. The second
makes every hash anew; any receipt or head that was issued after the edited event gives that away.
"""

from collections.abc import Sequence
from random import Random

import pytest

from awards import verify
from tests import scale, tampering
from tests.tampering import GENESIS, KINDS, Document

pytestmark = pytest.mark.harness


def found(documents: Sequence[Document]) -> list[str]:
    return verify.check(documents).faults


def believes_its_heads(documents: Sequence[Document]) -> list[str]:
    """A verifier with a fault: it compares heights and the last hash, and counts no hash itself."""
    log = next(one for one in documents if one["kind"] == "log")
    last = log["events"][-1]["hash"] if log["events"] else GENESIS.hex()
    heights = [event["height"] for event in log["events"]]
    wrong = heights != list(range(1, log["head"]["height"] + 1)) or last != log["head"]["hash"]
    return ["the head is not the last event"] if wrong else []


def looks_at_logs_alone(documents: Sequence[Document]) -> list[str]:
    """A verifier with a fault: it does not compare a log with the receipts beside it."""
    return [fault for one in documents for fault in found([one])]


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_row_is_found_in_the_log_itself(kind: str) -> None:
    seeds = range(scale.SEED, scale.SEED + scale.TAMPERED)

    missed = [tampering.missed(found, kind, seed, recompute=False) for seed in seeds]

    print(f"{kind}: {len(missed)} edits, {len(list(filter(None, missed)))} missed")
    assert [one for one in missed if one] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_chain_made_anew_is_found_by_any_later_receipt(kind: str) -> None:
    seeds = range(scale.SEED, scale.SEED + scale.TAMPERED)

    missed = [tampering.missed(found, kind, seed, recompute=True) for seed in seeds]

    print(f"{kind}, made anew: {len(missed)} edits, {len(list(filter(None, missed)))} missed")
    assert [one for one in missed if one] == []


def test_clean_histories_raise_no_alarm() -> None:
    chance = Random(scale.SEED)
    accused = []
    for _ in range(scale.CLEAN_HISTORIES):
        log = tampering.history(chance)
        height = chance.randrange(1, len(log["events"]) + 1)
        kept = tampering.receipt(log, chance.choice(log["ballots"]), height)
        older = {**log, "head": {"height": height, "hash": log["events"][height - 1]["hash"]}}
        older |= {"events": log["events"][:height], "ballots": []}
        accused += found([log, kept]) + found([kept]) + found([older, log])

    print(f"{scale.CLEAN_HISTORIES} clean histories, {len(accused)} false alarms")
    assert accused == []


def test_the_second_adversary_knows_the_format() -> None:
    """Without a receipt nobody can tell: so the receipts are what finds the second one."""
    edits = [tampering.tampered(kind, scale.SEED + turn)[1] for kind in KINDS for turn in range(20)]

    alone = [edit for edit in edits if found([tampering.recomputed(edit)])]

    assert len(alone) < len(edits) // 4


@pytest.mark.parametrize("recompute", [False, True])
def test_a_verifier_with_a_fault_is_found(recompute: bool) -> None:
    faulty = looks_at_logs_alone if recompute else believes_its_heads
    edits = [(kind, scale.SEED + turn) for kind in KINDS for turn in range(10)]

    missed = [tampering.missed(faulty, *edit, recompute=recompute) for edit in edits]

    assert any(missed)
