"""Checks what an award publishes and hands out: records, logs, receipts. It needs only Python.

    python verify.py FILE...

Each file is checked by itself, and with each other one that says something about the same. The
formats stand on the award's page "Check the record". The exit code is 0 where no fault was found,
1 where something is wrong, 2 where a file cannot be read or is none of these.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

FORMATS = {"receipt": 1, "record": 2, "log": 1}
CHAINED = ("id", "at", "edition", "actor", "deed", "subject", "commitment")
COMMITTED = ("actor", "deed", "subject", "detail")
GENESIS = bytes(32)  # what stands before the first hash
MARKS = WRONG, HOLDS, UNKNOWN = "Wrong", "Holds", "Cannot be told"

Document = dict[str, Any]
Line = tuple[str, str]  # one of the three, and what it is about
Scales = list[tuple[int, int, int]]  # weight, lowest, highest of each criterion
STATED = ("mean", "median", "lowest", "highest")
METHODS = {"mean": "weighted_mean", "median": "weighted_median", "general": "additive"}
HALF = Fraction(1, 200) + Fraction(1, 10**9)  # of the last decimal, and a hair
AFTERWARDS = (
    "what came after the newest receipt, record or older log it is compared with here: a chain that"
    " was made anew, or cut at its end, holds by itself. Nor what was done before it was sealed"
)

# "key=shape"; "key?" may be left out, "shape?" may be null, "[shape]" is a list. No other keys.
FORMAT = """
log       kind=text format=number award=texts exported_at=stamp head=head events=[event]
          ballots=[ballot]
event     height=number? hash=hash? id=number at=stamp edition=number? actor=text deed=text
          subject=text commitment=hash salt?=hex detail?=object
ballot    ballot=number juror=number round=number edition=number commitment=hash salt?=hex
          contents?=contents
contents  round=number sheets=[sheet]
sheet     nominee=number scores?=[number] comments?=[text] abstained?=text recused?=flag
head      height=number hash=hash
receipt   kind=text format=number award=texts year=number category=texts receipt=text
          confirmed_at=time commitment=hash salt=hex contents=contents event=number head=head?
record    kind=text format=number award=texts organisation=texts year=number announced_at=time?
          rules=rules? publication=level categories=[category] ballots=[counted] head=head?
rules     version=number sha256=hash sealed_at=time canonical=text
counted   category=text round=number commitment=hash
category  slug=text name=texts winner=text? reason=texts departs=flag departure=texts
          finalists?=[text] standings?=standings
standings round=number method=method refused=flag tie_rule=tie_rule places=[place]
place     company=text rank=number? value=points? mean=points? median=points? lowest=points?
          highest=points? spread=rounded? sheets=number scores?=[[number]]
points    exact=fraction rounded=rounded
"""
SHAPES = {
    words.split()[0]: dict(pair.split("=", 1) for pair in words.split()[1:])
    for words in re.split(r"\n(?=\w)", FORMAT.strip())
}


def _written(pattern: str) -> Callable[[Any], bool]:
    whole = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and whole.fullmatch(value) is not None


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


LEAVES: dict[str, Callable[[Any], bool]] = {
    "number": lambda value: type(value) is int and 0 <= value < 2**63,
    "hash": _written("[0-9a-f]{64}"),
    "hex": _written("([0-9a-f]{2})+"),
    "text": lambda value: isinstance(value, str),
    "texts": lambda value: isinstance(value, dict) and all(type(value[k]) is str for k in value),
    "flag": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "time": _is_time,
    "stamp": lambda value: _written(r"[-\d]{10}T[:\d]{8}\.\d{6}Z")(value) and _is_time(value),
    "fraction": _written(r"-?\d{1,300}/[1-9]\d{0,300}"),
    "rounded": _written(r"-?\d{1,9}\.\d\d"),
    "level": _written("winners|aggregates|full"),
    "method": _written("weighted_mean|weighted_median|additive"),
    "tie_rule": _written("panel|median|heaviest"),
}


@dataclass(frozen=True)
class Result:
    faults: list[str]
    held: list[str]
    unchecked: list[str]  # what these documents cannot tell
    foreign: bool  # one of them is nothing of an award


def check(documents: Sequence[Any], names: Sequence[str] = ()) -> Result:
    """All that can be said of these documents; ``names`` are what to call them."""
    called = [*names, *(f"document {number + 1}" for number in range(len(names), len(documents)))]
    strange = [_strange(document) for document in documents]
    lines: list[Line] = []
    papers: list[tuple[str, Document]] = []
    for name, document, problem in zip(called, documents, strange, strict=True):
        wrong = [problem] if problem else list(_misfits(document["kind"], document, "it"))
        lines += [(WRONG, f"{name}: {one}") for one in wrong]
        if not wrong:
            papers.append((name, document))
            alone = {"log": _log, "record": _record, "receipt": _receipt}[document["kind"]]
            lines += [(mark, f"{name}: {said}") for mark, said in alone(document)]
    # Each is looked up in those after it: receipts, records, then logs, the older ones first.
    places = list(FORMATS)
    papers.sort(key=lambda pair: (places.index(pair[1]["kind"]), pair[1].get("exported_at", "")))
    for (name, one), (beside, other) in combinations(papers, 2):
        lines += [(mark, f"{beside} with {name}: {said}") for mark, said in _against(one, other)]
    marked = {which: [said for mark, said in lines if mark == which] for which in MARKS}
    return Result(marked[WRONG], marked[HOLDS], marked[UNKNOWN], any(strange))


def _strange(document: Any) -> str | None:
    """Why a document is none of ours; None if it is."""
    deeper = [[[[[[[[[[document]]]]]]]]]]  # than it is written out anywhere below
    try:
        json.dumps(deeper, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        return "a text, a number or the depth of it is out of bounds"
    if isinstance(document, str):
        return document  # why it could not be read
    kind, form = (isinstance(document, dict) and document.get(key) for key in ("kind", "format"))
    if not isinstance(kind, str) or kind not in FORMATS:
        return "this is no record, log or receipt"
    known = type(form) is int and form == FORMATS[kind]
    return None if known else f"this {kind} is not of format {FORMATS[kind]}, which is known here"


def _misfits(shape: str, value: Any, where: str) -> Iterator[str]:
    """Where a value is not what the format says."""
    if shape.endswith("?"):
        yield from _misfits(shape[:-1], value, where) if value is not None else ()
    elif shape in LEAVES:
        if not LEAVES[shape](value):
            yield f"{where} is no {shape} as the format has it"
    elif shape.startswith("["):
        for place, one in enumerate(value if isinstance(value, list) else [None], start=1):
            yield from _misfits(shape[1:-1], one, f"{where} {place}")
    elif not isinstance(value, dict):
        yield f"{where} is no object"
    else:
        known = {key.rstrip("?"): key for key in SHAPES[shape]}
        for key in sorted(value.keys() ^ known.keys()):
            if key not in known:
                yield f"{where} has the key {key!r}, which the format does not know"
            elif known[key] == key:
                yield f"{where} lacks the key {key!r}"
        for key in known.keys() & value.keys():
            yield from _misfits(SHAPES[shape][known[key]], value[key], f"{where}, {key}")


def canonical(value: object) -> bytes:
    """The one JSON text of a value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def committed(salt: str, value: object) -> str:
    return sha256(bytes.fromhex(salt) + canonical(value)).hexdigest()


def _named(event: Document) -> str:
    return f"event {event['id']} at height {event['height']}"


def _log(log: Document) -> Iterator[Line]:
    events, ballots = log["events"], log["ballots"]
    wrong = [*_chain(log), *_details(events), *_ballots(events, ballots)]
    yield from ((WRONG, one) for one in wrong)
    if not wrong:
        yield HOLDS, f"the chain up to height {log['head']['height']}, hash {log['head']['hash']}"
        yield HOLDS, f"{len(ballots)} ballots, each confirmed in the chain, and none is missing"
    if erased := sum("salt" not in event for event in events):
        yield UNKNOWN, f"what {erased} events said whose details were erased"
    if without := sum("salt" not in ballot for ballot in ballots):
        yield UNKNOWN, f"whether a score was changed in {without} ballots without contents"
    yield UNKNOWN, AFTERWARDS


def _chain(log: Document) -> Iterator[str]:
    """Heights 1, 2, 3, rising numbers, each hash from the one before, and the head at the end."""
    height, ident, last = 0, -1, GENESIS
    for event in log["events"]:
        if event["height"] is None or event["hash"] is None:
            yield f"event {event['id']} is in the log and not in the chain"
            continue
        if event["height"] != height + 1:
            yield f"{_named(event)} comes after height {height}"
        if event["id"] <= ident:
            yield f"{_named(event)} comes after event {ident}"
        follows = sha256(last + canonical({key: event[key] for key in CHAINED})).hexdigest()
        if follows != event["hash"]:
            yield f"{_named(event)}, or what was before it, is not what was sealed"
        height, ident, last = event["height"], event["id"], bytes.fromhex(event["hash"])
    if log["head"] != {"height": height, "hash": last.hex()}:
        yield f"the head is at height {log['head']['height']}, the last event at {height}"


def _details(events: Sequence[Document]) -> Iterator[str]:
    for event in events:
        if ("salt" in event) is not ("detail" in event):
            yield f"{_named(event)} has only one of salt and detail"
        elif "salt" in event:
            told = committed(event["salt"], {key: event[key] for key in COMMITTED})
            if told != event["commitment"]:
                yield f"{_named(event)} says something else than what it is committed to"


def _ballots(events: Sequence[Document], ballots: Sequence[Document]) -> Iterator[str]:
    confirmed = {one["subject"]: one for one in events if one["deed"] == "ballot.confirmed"}
    reopened = {one["subject"]: one for one in events if one["deed"] == "ballot.reopened"}
    rows = {f"ballot:{one['ballot']}": one for one in ballots}
    if len({(one["juror"], one["round"]) for one in rows.values()}) != len(ballots):
        yield "a ballot, or a juror in a round, stands twice among the ballots"
    for subject, ballot in rows.items():
        if subject in reopened:
            yield f"{subject} was opened again by {_named(reopened[subject])}, and still stands"
        if subject in confirmed:
            yield from _as_confirmed(ballot, confirmed[subject])
        else:
            yield f"{subject} was never confirmed in the log"
        yield from (f"{subject} {one}" for one in _contents(ballot))
    moves = [one for one in events if one["deed"] == "edition.moved" and "detail" in one]
    stages = {one["edition"]: one["detail"].get("to") for one in moves}
    rounds = [one["round"] for one in ballots]
    for subject in confirmed.keys() - rows.keys() - reopened.keys():
        event = confirmed[subject]
        closed = stages.get(event["edition"]) in ("deciding", "announced", "archived")
        if closed or event.get("detail", {}).get("round") in rounds:
            yield f"{subject}, confirmed by {_named(event)}, is missing among the ballots"


def _as_confirmed(ballot: Document, event: Document) -> Iterator[str]:
    said = event.get("detail", {"round": ballot["round"], "ballot": ballot["commitment"]})
    told = (event["actor"], event["edition"], said.get("round"), said.get("ballot"))
    stands = (f"juror:{ballot['juror']}", ballot["edition"], ballot["round"], ballot["commitment"])
    if told != stands:
        yield f"ballot:{ballot['ballot']} is not as {_named(event)} has it: {told}"


def _contents(ballot: Document) -> Iterator[str]:
    if ("salt" in ballot) is not ("contents" in ballot):
        yield "has only one of salt and contents"
    elif "salt" in ballot:
        if committed(ballot["salt"], ballot["contents"]) != ballot["commitment"]:
            yield "says something else than what the juror confirmed"
        if ballot["contents"]["round"] != ballot.get("round", ballot["contents"]["round"]):
            yield "says that it is of another round"


def _receipt(receipt: Document) -> Iterator[Line]:
    wrong = [(WRONG, f"the ballot {one}") for one in _contents(receipt)]
    yield from wrong or [(HOLDS, "the ballot says what was committed to")]


@dataclass(frozen=True)
class Sealed:
    """What the sealed rules promise."""

    year: int
    level: str
    method: str
    tie_rule: str
    scales: dict[str, Scales]  # by category


def _sealed(text: str) -> Sealed | None:
    """The rules, read; None where they are not canonical, or no rules."""
    try:
        rules = json.loads(text)
        scales = {
            one["slug"]: [(c["weight"], c["lowest"], c["highest"]) for c in one["criteria"]]
            for one in rules["categories"]
        }
        published = rules["publication"]
        level = "aggregates" if "of each nominee on the shortlist" in published else "winners"
        level = "full" if "the scores of each sheet" in published else level
        among = "heaviest" if "of most weight" in rules["tie_rule"] else "median"
        tie_rule = among if "among them" in rules["tie_rule"] else "panel"
        method = METHODS[rules["method"]["nominee"].split()[0]]
        sound = canonical(rules) == text.encode() and all(map(_weighed, scales.values()))
        return Sealed(rules["year"], level, method, tie_rule, scales) if sound else None
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        return None


def _weighed(scales: Scales) -> bool:
    """Whole weights of 100 together, on scales that rise."""
    whole = all(type(number) is int for one in scales for number in one)
    rising = whole and all(weight >= 0 and low < high < 10**9 for weight, low, high in scales)
    return rising and sum(weight for weight, _, _ in scales) == 100


def _record(record: Document) -> Iterator[Line]:
    sealed = _sealed(record["rules"]["canonical"]) if record["rules"] else None
    wrong = list(_promised(record, sealed))
    rows = [(one["category"], one["round"], one["commitment"]) for one in record["ballots"]]
    if rows != sorted(set(rows)):
        wrong.append("the ballots are not in order, or one of them stands twice")
    sound = "it does not contradict itself"
    sound += ", and says what its sealed rules promise" * bool(sealed)
    yield from [(WRONG, one) for one in wrong] or [(HOLDS, sound)]
    if not record["head"]:
        yield UNKNOWN, "whether the log was changed after it: it states no head"
    if record["publication"] != "full":
        yield UNKNOWN, "whether the standings follow from the scores, which are not published"
    elif sealed and sealed.method == "additive":
        yield UNKNOWN, "whether corrected means follow: not without knowing whose sheets are whose"


def _promised(record: Document, sealed: Sealed | None) -> Iterator[str]:
    rules, categories = record["rules"], record["categories"]
    if {one["category"] for one in record["ballots"]} - {one["slug"] for one in categories}:
        yield "ballots were counted in a category that is not there"
    if rules and sha256(rules["canonical"].encode()).hexdigest() != rules["sha256"]:
        yield "the sealed rules have another SHA-256 than the one that stands beside them"
    if sealed:
        told = (record["year"], record["publication"], {one["slug"] for one in categories})
        if told != (sealed.year, sealed.level, set(sealed.scales)):
            yield "the year, the publication or the categories are not those of the sealed rules"
        for category in categories:
            wrong = _standings(category, sealed, sealed.scales.get(category["slug"], []))
            yield from (f"{category['slug']}: {one}" for one in wrong)
    elif rules or record["publication"] != "winners" or any("standings" in c for c in categories):
        yield "the sealed rules are missing, not canonical, or their weights do not add up to 100"


def _standings(category: Document, sealed: Sealed, scales: Scales) -> Iterator[str]:
    found = category.get("standings")
    if (found is None) is not (sealed.level == "winners"):
        yield "the standings are missing, or were not to be published"
    if not found:
        return
    refusable = found["method"] == "additive" or not found["refused"]
    if (found["method"], found["tie_rule"], True) != (sealed.method, sealed.tie_rule, refusable):
        yield "the method or the tie rule is not the sealed one"
    counts = "weighted_mean" if found["refused"] else found["method"]
    for place in found["places"]:
        wrong = [*_numbers(place, counts)] or [*_sheets(place, sealed.level, scales)]
        yield from (f"{place['company']}: {one}" for one in wrong)
    yield from _ranked(found["places"], category)


def _numbers(place: Document, counts: str) -> Iterator[str]:
    stated = [place[key] for key in (*STATED, "value")]
    if {one is None for one in (place["rank"], *stated)} != {place["sheets"] == 0}:
        yield "numbers stand without sheets, or sheets without numbers"
    elif (place["spread"] is None) is not (place["sheets"] < 2):
        yield "one sheet has a spread, or two have none"
    elif place["sheets"]:
        mean, median, low, high, value = [Fraction(one["exact"]) for one in stated]
        if not 0 <= low <= min(mean, median) <= max(mean, median) <= high <= 100:
            yield "lowest, mean, median and highest do not follow each other from 0 to 100"
        if any(abs(Fraction(one["exact"]) - Fraction(one["rounded"])) > HALF for one in stated):
            yield "a number is rounded wrongly"
        if value != {"weighted_mean": mean, "weighted_median": median}.get(counts, value):
            yield "it is not ranked by what the method takes"


def _sheets(place: Document, level: str, scales: Scales) -> Iterator[str]:
    """The numbers of a nominee, worked out from its sheets."""
    sheets = place.get("scores", [])
    if ("scores" in place) is not (level == "full"):
        yield "the scores are missing, or were not to be published"
    elif level == "full" and (len(sheets) != place["sheets"] or sheets != sorted(sheets)):
        yield "the scores are not as many as the sheets, or not in their order"
    elif sheets:
        try:
            totals = sorted(_total(scales, scores) for scores in sheets)
        except ValueError:
            yield "a score is not on the scale of its criterion"
            return
        count, mean = len(totals), sum(totals, Fraction()) / len(totals)
        median = (totals[(count - 1) // 2] + totals[count // 2]) / 2
        for key, value in zip(STATED, (mean, median, totals[0], totals[-1]), strict=True):
            if Fraction(place[key]["exact"]) != value:
                yield f"the {key} that follows from the scores is {value}"
        variance = sum((one - mean) ** 2 for one in totals) / max(count - 1, 1)
        said = Fraction(place["spread"] or 0)
        if not max(said - HALF, Fraction()) ** 2 <= variance <= (said + HALF) ** 2:
            yield "the spread does not follow from the scores"


def _total(scales: Scales, scores: list[int]) -> Fraction:
    total = Fraction()
    for (weight, low, high), score in zip(scales, scores, strict=True):
        if not low <= score <= high:
            raise ValueError
        total += Fraction(weight * (score - low), high - low)
    return total


def _ranked(places: Sequence[Document], category: Document) -> Iterator[str]:
    values = [Fraction(one["value"]["exact"]) for one in places if one["value"]]
    ranks = [sorted(values, reverse=True).index(value) + 1 for value in values]
    stated = [one["rank"] for one in places]
    if stated != [*ranks, *[None] * (len(places) - len(ranks))] or ranks != sorted(ranks):
        yield "the ranks do not follow from the values, best first"
    won = [one["rank"] for one in places if one["company"] == category["winner"]]  # or namesakes
    if category["winner"] and not won:
        yield "the winner is not among the nominees"
    elif category["winner"] and ranks and 1 not in won and not category["departs"]:
        yield "the winner is not the first, and nothing says that this departs from the standings"


def _against(one: Document, other: Document) -> Iterator[Line]:
    """What ``other``, which tells more, says of the one."""
    height, beside = [paper["head"]["height"] if paper["head"] else 0 for paper in (one, other)]
    if other["kind"] == "log":
        there = {event["height"]: event["hash"] for event in other["events"]}
        if height and height not in there:
            yield WRONG, f"the log ends before height {height}: it was cut, or is an older export"
        elif height and there[height] != one["head"]["hash"]:
            yield WRONG, f"another hash at height {height}: something up to there was changed"
        elif height:
            yield HOLDS, f"nothing up to height {height} was changed since"
        if one["kind"] != "log":
            yield from (_receipt_in if one["kind"] == "receipt" else _record_in)(one, other)
        return
    if height == beside > 0 and one["head"] != other["head"]:
        yield WRONG, f"other hashes at height {height}: the chain was made anew since"
    if (one["kind"], other["kind"], one["year"]) == ("receipt", "record", other["year"]):
        if one["commitment"] in [ballot["commitment"] for ballot in other["ballots"]]:
            yield HOLDS, "the ballot was counted"
        else:
            yield WRONG, "the ballot was not counted; that is right only if it was opened again"


def _receipt_in(receipt: Document, log: Document) -> Iterator[Line]:
    found = [one for one in log["events"] if one["id"] == receipt["event"]]
    if not found or found[0]["deed"] != "ballot.confirmed":
        yield WRONG, f"event {receipt['event']} of the log confirms no ballot"
    elif "detail" not in found[0]:
        yield UNKNOWN, f"which ballot {_named(found[0])} confirms: its detail was erased"
    elif found[0]["detail"].get("ballot") != receipt["commitment"]:
        yield WRONG, f"{_named(found[0])} confirms another ballot"
    else:
        yield HOLDS, f"{_named(found[0])} confirms the ballot"


def _record_in(record: Document, log: Document) -> Iterator[Line]:
    confirmed = [one for one in log["events"] if one["deed"] == "ballot.confirmed"]
    gone = {one["subject"] for one in log["events"] if one["deed"] == "ballot.reopened"}
    known = {str(one["detail"].get("ballot")): one for one in confirmed if "detail" in one}
    listed = {ballot["commitment"] for ballot in record["ballots"]}
    missing, erased = len(listed - known.keys()), sum("detail" not in one for one in confirmed)
    again = [_named(known[one]) for one in listed & known.keys() if known[one]["subject"] in gone]
    if again:
        yield WRONG, f"counted, and opened again before: the ballots of {', '.join(sorted(again))}"
    if missing > erased:
        yield WRONG, f"{missing} counted ballots were not confirmed in the log"
    elif missing:
        yield UNKNOWN, f"{missing} counted ballots, because the details of {erased} were erased"
    elif not again:
        yield HOLDS, f"each of {len(listed)} counted ballots was confirmed in the log"


def read(path: str) -> Any:
    """The document of a file; where it cannot be read, a text that says why."""
    try:
        return json.loads(Path(path).read_bytes().decode(), object_pairs_hook=_once)
    except (OSError, ValueError, RecursionError) as error:
        return f"this cannot be read: {error}"


def _once(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def main(paths: Sequence[str]) -> int:
    result = check([read(path) for path in paths], paths)
    said = (result.faults, result.held, result.unchecked)
    shown = sys.stdout.encoding or "ascii"  # not every screen has every letter
    for mark, lines in zip(MARKS, said, strict=True):
        for line in lines:
            plain = "".join(one if one.isprintable() else "?" for one in f"{mark}: {line}")
            print(plain.encode(shown, "replace").decode(shown))
    return 2 if result.foreign or not paths else 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
