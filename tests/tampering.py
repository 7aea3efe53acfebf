"""Histories of an award as exported logs, clean ones and tampered ones, and the receipts of jurors.
It shares no code with the product or its verifier: it is written from the format alone.

Both adversaries may change everything in a log. The first edits and leaves the hashes as they are.
The second knows the format, and makes every commitment and hash anew after the edit.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Document = dict[str, Any]
Event = dict[str, Any]
Check = Callable[[Sequence[Document]], list[str]]  # documents -> what is wrong with them

GENESIS = bytes(32)
CHAINED = ("id", "at", "edition", "actor", "deed", "subject", "commitment")
COMMITTED = ("actor", "deed", "subject", "detail")
AWARD = {"nb": "Årets eksportbedrift", "en": "Export company of the year"}
DEEDS = ("nomination.rejected", "juror.invited", "recusal.declared", "edition.moved", "staff.added")


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def committed(salt: str, value: object) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + canonical(value)).hexdigest()


def linked(before: bytes, event: Event) -> bytes:
    """The hash of an event on top of another."""
    return hashlib.sha256(before + canonical({name: event[name] for name in CHAINED})).digest()


# Histories


def history(chance: Random) -> Document:
    """A clean log: deeds, jurors who confirm, ballots that are opened again, erased details."""
    events: list[Event] = []
    ballots: list[Document] = []
    clock = [datetime(2027, 1, 4, 8, tzinfo=UTC), chance.randrange(1, 50)]
    jurors = list(range(1, chance.randrange(4, 9)))
    _deeds(chance, events, clock, chance.randrange(2, 12))
    for round_ in range(1, chance.randrange(2, 4)):
        for juror in jurors:
            _confirm(chance, events, ballots, clock, juror, round_)
            _deeds(chance, events, clock, chance.randrange(0, 3))
            if chance.random() < 0.15:
                _reopen(chance, events, ballots, clock)
                _confirm(chance, events, ballots, clock, juror, round_)
    _deeds(chance, events, clock, chance.randrange(1, 6))
    for event in chance.sample(events, len(events) // 8):
        if not event["deed"].startswith("ballot."):
            event["erased"] = event["commitment"]
    return sealed(events, ballots)


def _event(
    chance: Random,
    events: list[Event],
    clock: list[Any],
    actor: str,
    deed: str,
    subject: str,
    detail: Document,
    edition: int | None = 1,
) -> None:
    clock[0] += timedelta(microseconds=chance.randrange(1, 10**12))
    clock[1] += chance.choice((1, 1, 1, 2, 5))  # numbers of deeds that came to nothing are left out
    event = {
        "id": clock[1],
        "at": clock[0].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "edition": edition,
        "actor": actor,
        "deed": deed,
        "subject": subject,
        "salt": chance.randbytes(16).hex(),
        "detail": detail,
    }
    event["commitment"] = committed(event["salt"], {name: event[name] for name in COMMITTED})
    events.append(event)


def _deeds(chance: Random, events: list[Event], clock: list[Any], count: int) -> None:
    for _ in range(count):
        detail = {"reason": chance.choice(("", "Ikke berettiget.", 'Æ–ø «å» \u2028 \\ "')), "n": 3}
        actor = chance.choice(("staff:1", "staff:2", "service", "juror:2"))
        subject = f"nomination:{chance.randrange(1, 90)}"
        edition = chance.choice((None, 1, 1, 2))
        _event(chance, events, clock, actor, chance.choice(DEEDS), subject, detail, edition)


def _confirm(
    chance: Random,
    events: list[Event],
    ballots: list[Document],
    clock: list[Any],
    juror: int,
    round_: int,
) -> None:
    contents = {
        "round": round_,
        "sheets": [
            {"nominee": one, "scores": [chance.randrange(5), 4], "comments": ["", "Størst."]}
            for one in (4, 7)
        ],
    }
    salt = chance.randbytes(16).hex()
    ballot = {
        "ballot": len(events) + 100,
        "juror": juror,
        "round": round_,
        "edition": 1,
        "commitment": committed(salt, contents),
        "salt": salt,
        "contents": contents,
    }
    detail = {"round": round_, "ballot": ballot["commitment"]}
    subject = f"ballot:{ballot['ballot']}"
    _event(chance, events, clock, f"juror:{juror}", "ballot.confirmed", subject, detail)
    ballots.append(ballot)


def _reopen(chance: Random, events: list[Event], ballots: list[Document], clock: list[Any]) -> None:
    gone = ballots.pop()
    detail = {"juror": gone["juror"], "round": gone["round"], "reason": "Feil kategori."}
    _event(chance, events, clock, "staff:1", "ballot.reopened", f"ballot:{gone['ballot']}", detail)


def sealed(events: list[Event], ballots: list[Document]) -> Document:
    """The log of these events: heights, commitments, hashes and the head, made by the format."""
    written, last = [], GENESIS
    for height, event in enumerate(events, start=1):
        kept = {name: event[name] for name in (*CHAINED, "salt", "detail") if name in event}
        if "erased" in event:
            kept["commitment"] = event["erased"]
            kept = {name: kept[name] for name in CHAINED}
        else:
            kept["commitment"] = committed(event["salt"], {one: event[one] for one in COMMITTED})
        last = linked(last, kept)
        written.append({"height": height, "hash": last.hex(), **kept})
    return {
        "kind": "log",
        "format": 1,
        "award": AWARD,
        "exported_at": "2027-12-01T12:00:00.000000Z",
        "head": {"height": len(events), "hash": last.hex()},
        "events": written,
        "ballots": deepcopy(ballots),
    }


def receipt(log: Document, ballot: Document, height: int) -> Document:
    """What the juror of a ballot keeps, downloaded when the chain was ``height`` events high."""
    event = next(one for one in log["events"] if one["subject"] == f"ballot:{ballot['ballot']}")
    return {
        "kind": "receipt",
        "format": 1,
        "award": AWARD,
        "year": 2027,
        "category": {"nb": "Eksport", "en": "Export"},
        "receipt": "ABCD-EFGH-2345",
        "confirmed_at": event["at"],
        "commitment": ballot["commitment"],
        "salt": ballot["salt"],
        "contents": ballot["contents"],
        "event": event["id"],
        "head": {"height": height, "hash": log["events"][height - 1]["hash"]},
    }


# Edits


@dataclass(frozen=True)
class Edit:
    """A tampered log, and the height of the first event that is no longer what it was."""

    log: Document
    height: int


Tamper = Callable[[Random, Document], Edit]


def _some(chance: Random, log: Document) -> int:
    """The place of any event."""
    return chance.randrange(len(log["events"]))


def _foreign(chance: Random, event: Event, name: str) -> Any:
    """Another value for a field, of the kind that stands there."""
    was = event[name]
    if name in ("commitment", "hash", "salt"):
        place = chance.randrange(len(was))
        return (
            was[:place]
            + chance.choice([one for one in "0123456789abcdef" if one != was[place]])
            + was[place + 1 :]
        )
    if name == "edition":
        return chance.choice([one for one in (None, 1, 2, 9) if one != was])
    if name == "id":
        return was + chance.choice((-1, 1, 1000))
    if name == "at":
        return was[:-2] + chance.choice([one for one in "0123456789" if one != was[-2]]) + "Z"
    if name == "detail":
        return {**was, chance.choice(("reason", "to", "round")): "something else"}
    return was + chance.choice("0123456789")


def change(chance: Random, log: Document) -> Edit:
    place = _some(chance, log)
    event = log["events"][place]
    names = [one for one in (*CHAINED, "hash", "salt", "detail") if one in event]
    name = chance.choice(names)
    event[name] = _foreign(chance, event, name)
    return Edit(log, place + 1)


def delete(chance: Random, log: Document) -> Edit:
    place = chance.randrange(len(log["events"]) - 1)  # the last is for ``cut``
    gone = log["events"].pop(place)
    log["ballots"] = [one for one in log["ballots"] if f"ballot:{one['ballot']}" != gone["subject"]]
    _renumber(chance, log)
    return Edit(log, place + 1)


def insert(chance: Random, log: Document) -> Edit:
    place = chance.randrange(len(log["events"]) - 1)  # behind the last, it is no edit of the past
    forged = deepcopy(log["events"][place])
    after = log["events"][place]["id"]
    forged |= {"id": after + 1, "actor": "staff:1", "subject": "juror:3", "deed": "juror.excused"}
    if "salt" in forged:
        forged["commitment"] = committed(forged["salt"], {one: forged[one] for one in COMMITTED})
    for later in log["events"][place + 1 :]:
        later["id"] += 1 if later["id"] == after + 1 else 0
    log["events"].insert(place + 1, forged)
    _renumber(chance, log)
    return Edit(log, place + 2)


def reorder(chance: Random, log: Document) -> Edit:
    """Two events change places; their numbers, heights and hashes may stay where they were."""
    one, other = sorted(chance.sample(range(len(log["events"])), 2))
    first, second = log["events"][one], log["events"][other]
    log["events"][one], log["events"][other] = second, first
    if chance.random() < 0.7:
        for name in ("height", "hash", "id"):
            first[name], second[name] = second[name], first[name]
    return Edit(log, one + 1)


def swap_jurors(chance: Random, log: Document) -> Edit:
    """Two jurors get each other's ballot, in the log and in the table of ballots."""
    ballots = log["ballots"]
    one = chance.choice(ballots)
    other = chance.choice([that for that in ballots if that["juror"] != one["juror"]])
    touched = {f"ballot:{that['ballot']}": that for that in (one, other)}
    one["juror"], other["juror"] = other["juror"], one["juror"]
    heights = []
    for event in log["events"]:
        if event["deed"] == "ballot.confirmed" and event["subject"] in touched:
            event["actor"] = f"juror:{touched[event['subject']]['juror']}"
            heights.append(event["height"])
    return Edit(log, min(heights))


def cut(chance: Random, log: Document) -> Edit:
    """The end of the log is gone, with the ballots that were confirmed in it."""
    keep = chance.randrange(1, len(log["events"]))
    gone = {event["subject"] for event in log["events"][keep:]}
    log["events"] = log["events"][:keep]
    log["ballots"] = [one for one in log["ballots"] if f"ballot:{one['ballot']}" not in gone]
    return Edit(log, keep + 1)


def restore(chance: Random, log: Document) -> Edit:
    """Yesterday's events, and deeds that were not done then in the place of those that were."""
    edit = cut(chance, log)
    last = edit.log["events"][-1]
    for step in range(chance.randrange(0, 4)):
        forged = {**last, "height": last["height"] + 1 + step, "id": last["id"] + 1 + step}
        edit.log["events"].append(forged)
    return Edit(log, edit.height)


KINDS: dict[str, Tamper] = {
    "change": change,
    "delete": delete,
    "insert": insert,
    "reorder": reorder,
    "swap jurors": swap_jurors,
    "cut the tail": cut,
    "restore yesterday": restore,
}


def _renumber(chance: Random, log: Document) -> None:
    """Whoever takes a row out, or puts one in, may give the others new heights."""
    if chance.random() < 0.7:
        for height, event in enumerate(log["events"], start=1):
            event["height"] = height


def recomputed(edited: Edit) -> Document:
    """The same edit by somebody who makes the whole chain anew."""
    events: list[Event] = []
    for number, event in enumerate(edited.log["events"]):
        made = deepcopy(event)
        if "salt" not in made:
            made["erased"] = made["commitment"]
        if number and made["id"] <= events[-1]["id"]:
            made["id"] = events[-1]["id"] + 1
        events.append(made)
    return sealed(events, _as_the_log_says(events, edited.log["ballots"]))


def _as_the_log_says(events: list[Event], ballots: list[Document]) -> list[Document]:
    """The table of ballots, made to agree with an edited log."""
    standing: dict[str, Document] = {}
    for event in events:
        if event["deed"] == "ballot.reopened":
            standing.pop(event["subject"], None)
        if event["deed"] == "ballot.confirmed" and event["actor"].startswith("juror:"):
            standing[event["subject"]] = event
    known = {f"ballot:{one['ballot']}": one for one in ballots}
    return [
        {**known[subject], "juror": int(event["actor"].removeprefix("juror:"))}
        for subject, event in standing.items()
        if subject in known
    ]


# What a verifier misses


def missed(check: Check, kind: str, seed: int, *, recompute: bool) -> str | None:
    """One edit of a kind: None if it is found, else what was not. The second adversary's is looked
    at beside a receipt that was issued after the edited event."""
    clean, edit = tampered(kind, seed)
    if not recompute:
        return None if check([edit.log]) else f"{kind} at height {edit.height}, seed {seed}"
    chance = Random(-seed)
    issued = chance.randrange(edit.height, len(clean["events"]) + 1)
    kept = receipt(clean, chance.choice(clean["ballots"]), issued)
    found = check([recomputed(edit), kept])
    return None if found else f"{kind} at height {edit.height}, receipt of {issued}, seed {seed}"


def tampered(kind: str, seed: int) -> tuple[Document, Edit]:
    """A clean log and an edit of it that is one: not undone by making the hashes anew."""
    chance = Random(seed)
    clean = history(chance)
    while True:
        edit = KINDS[kind](chance, deepcopy(clean))
        if edit.log != clean and recomputed(edit) != clean:
            return clean, edit
