"""A second program that checks records, logs and receipts. It shares no code with the first.

    python tests/second_verify.py results.json receipt.json log.json

It was written from the formats on the award's page «Check the record» alone. It prints what is
wrong, a line for each fault, and ends with 1 if anything is.
"""

import hashlib
import json
import math
import re
import statistics
import sys
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

File = dict[str, Any]
Scales = list[tuple[int, int, int]]  # weight, lowest and highest of each criterion
POINTS = ("value", "mean", "median", "lowest", "highest")
HALF = Fraction(1, 200) + Fraction(1, 10**9)  # of two decimals; a half may go either way
BEGINS = {"weighted_mean": "mean", "weighted_median": "median", "additive": "general"}
SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
ESCAPED = {n: f"\\u{n:04x}" for n in range(0x20)} | {ord(one): SHORT[one] for one in SHORT}
# Of each object its keys: «?» may be left out, «*» is a list of such, «|» may be null.
SHAPES = {
    line.split()[0]: [key.split(":") for key in line.split()[1:]]
    for line in """
log  kind:text format:number award:texts exported_at:stamp head:head events:event* ballots:ballot*
event  height:number hash:hash id:number at:stamp actor:text deed:text subject:text \
edition:number| commitment:hash salt?:hex detail?:object
ballot  ballot:number juror:number round:number edition:number commitment:hash salt?:hex \
contents?:contents
head  height:number hash:hash
receipt  kind:text format:number award:texts year:number category:texts receipt:text \
confirmed_at:time commitment:hash salt:hex contents:contents event:number head:head|
contents  round:number sheets:sheet*
sheet  nominee:number scores?:number* comments?:text* abstained?:text recused?:bool
record  kind:text format:number award:texts organisation:texts year:number announced_at:time| \
rules:rules| publication:text categories:category* ballots:counted* head:head|
rules  version:number sha256:hash sealed_at:time canonical:text
counted  category:text round:number commitment:hash
category  slug:text name:texts winner:text| reason:texts departs:bool departure:texts \
finalists?:text* standings?:standings
standings  round:number method:text refused:bool tie_rule:text places:place*
place  company:text rank:number| value:points| mean:points| median:points| lowest:points| \
highest:points| spread:cents| sheets:number scores?:number**
points  exact:fraction rounded:cents
""".strip().splitlines()
}
TEXTS = {
    "text": "(?s:.*)",
    "hash": "[0-9a-f]{64}",
    "hex": "([0-9a-f]{2})+",
    "stamp": r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}\.[0-9]{6}Z",
    "fraction": "-?[0-9]+/[1-9][0-9]*",
    "cents": r"-?[0-9]+\.[0-9]{2}",
}


def written(value: object) -> str:
    """The one canonical text of a value."""
    if isinstance(value, str):
        return f'"{value.translate(ESCAPED)}"'
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{written(k)}:{written(value[k])}" for k in sorted(value)) + "}"
    return json.dumps(value, allow_nan=False)  # null, true, false or a number


def sha256(first: str, text: str) -> str:
    """Of the bytes of a salt or of a hash, followed by a text."""
    return hashlib.sha256(bytes.fromhex(first) + text.encode()).hexdigest()


def true(said: dict[str, bool]) -> list[str]:
    return [what for what in said if said[what]]


def fits(value: Any, shape: str) -> bool:
    """Whether a value has the keys that the page says and no others, with such things in them."""
    if shape[-1] == "|":
        return value is None or fits(value, shape[:-1])
    if shape[-1] == "*":
        return type(value) is list and all(fits(one, shape[:-1]) for one in value)
    if shape in TEXTS:
        timely = shape != "stamp" or bool(datetime.fromisoformat(value))
        return type(value) is str and bool(re.fullmatch(TEXTS[shape], value)) and timely
    if shape == "time":
        return datetime.fromisoformat(value).tzinfo is not None
    if shape in ("number", "bool"):
        return type(value) is (int if shape == "number" else bool) and value >= 0
    if shape in ("object", "texts"):
        texts = shape == "object" or all(fits(text, "text") for text in value.values())
        return type(value) is dict and texts
    may = {key.rstrip("?"): inner for key, inner in SHAPES[shape]}
    whole = {key for key, _ in SHAPES[shape]} & may.keys() <= value.keys() <= may.keys()
    return whole and all(fits(value[key], may[key]) for key in value)


def in_log(log: File) -> list[str]:
    found, before, last = [], "00" * 32, -1
    for height, event in enumerate(log["events"], start=1):
        said = {key: event[key] for key in ("actor", "deed", "subject")}
        linked = said | {key: event[key] for key in ("id", "at", "edition", "commitment")}
        before = sha256(before, written(linked))
        if (event["height"], event["hash"]) != (height, before) or event["id"] <= last:
            found.append(f"event {event['id']} does not follow the one before")
        tells = "salt" in event or "detail" in event
        if tells and not commits(event, {**said, "detail": event.get("detail")}):
            found.append(f"event {event['id']} says something else than was sealed")
        last = event["id"]
    if log["head"] != {"height": len(log["events"]), "hash": before}:
        found.append("the head is not the last event")
    return found + ballots_in(log)


def commits(paper: File, value: object) -> bool:
    return bool(sha256(paper["salt"], written(value)) == paper["commitment"])


def standing(log: File) -> dict[str, File]:
    """The confirmations that nobody reopened, by their subject."""
    reopened = {one["subject"] for one in log["events"] if one["deed"] == "ballot.reopened"}
    confirmed = [one for one in log["events"] if one["deed"] == "ballot.confirmed"]
    return {one["subject"]: one for one in confirmed if one["subject"] not in reopened}


def ballots_in(log: File) -> list[str]:
    found, confirmed, ballots = [], standing(log), log["ballots"]
    for one in ballots:
        event = confirmed.get(f"ballot:{one['ballot']}", {"actor": None, "edition": None})
        whose = (f"juror:{one['juror']}", one["edition"]) == (event["actor"], event["edition"])
        told = {"round": one["round"], "ballot": one["commitment"]}
        said = event.get("detail", told)
        if not whose or any(written(said.get(key)) != written(told[key]) for key in told):
            found.append(f"ballot {one['ballot']} was not confirmed by its juror as it is")
        if "salt" in one or "contents" in one:
            same = commits(one, one["contents"]) and one["contents"]["round"] == one["round"]
            found += true({f"ballot {one['ballot']} says something else": not same})
    for keys in (["ballot"], ["juror", "round"]):
        if len({tuple(one[key] for key in keys) for one in ballots}) < len(ballots):
            found.append(f"there are two ballots of one {keys[0]}")
    moves = [one for one in log["events"] if one["deed"] == "edition.moved" and "detail" in one]
    stages = {one["edition"]: one["detail"].get("to") for one in moves}
    years = {year for year in stages if stages[year] in ("deciding", "announced", "archived")}
    rounds = [one["round"] for one in ballots]
    for name in confirmed.keys() - {f"ballot:{one['ballot']}" for one in ballots}:
        event = confirmed[name]
        if event["edition"] in years or event.get("detail", {}).get("round") in rounds:
            found.append(f"{name} is left out")
    return found


def in_record(record: File) -> list[str]:
    sealed, slugs = record["rules"], {one["slug"] for one in record["categories"]}
    rules: Any = {"publication": "", "year": record["year"], "categories": []}
    rules = json.loads(sealed["canonical"]) if sealed else rules
    level = (
        "winners"
        if "of each nominee on the shortlist" not in rules["publication"]
        else "aggregates"
    )
    level = "full" if "the scores of each sheet" in rules["publication"] else level
    scales = {
        category["slug"]: [
            (one["weight"], one["lowest"], one["highest"]) for one in category["criteria"]
        ]
        for category in rules["categories"]
    }
    order = [(one["category"], one["round"], one["commitment"]) for one in record["ballots"]]
    placed = {one["slug"] for one in record["categories"] if "standings" in one}
    found = {
        "the rules let out something else": record["publication"] != level,
        "standings are missing or too many": placed != (set() if level == "winners" else slugs),
        "the rules are of another year": rules["year"] != record["year"],
        "the weights or the scales are not right": not all(map(sound, scales.values())),
        "a category of the ballots is not there": bool({one[0] for one in order} - slugs),
        "the ballots are not in order": order != sorted({*order}),
    }
    if sealed:
        found |= {
            "the hash is not that of the rules": sha256("", sealed["canonical"])
            != sealed["sha256"],
            "the rules are not canonical": written(rules) != sealed["canonical"],
            "the categories are not those of the rules": slugs != {*scales},
        }
    if true(found) or not placed:
        return true(found)
    told = {slug: scales[slug] if level == "full" else None for slug in scales}
    return [f for one in record["categories"] for f in in_standings(one, rules, told[one["slug"]])]


def sound(scales: Scales) -> bool:
    whole = all(type(number) is int for one in scales for number in one)
    rising = all(weight >= 0 and lowest < highest for weight, lowest, highest in scales)
    return whole and rising and sum(one[0] for one in scales) == 100


def in_standings(category: File, rules: File, scales: Scales | None) -> list[str]:
    standings, ties, winner = category["standings"], rules["tie_rule"], category["winner"]
    places, method = standings["places"], standings["method"]
    rule = "heaviest" if "of most weight" in ties else "median"
    by = "median" if method == "weighted_median" else "mean"
    by = "value" if method == "additive" and not standings["refused"] else by
    values = [Fraction(one["value"]["exact"]) for one in places if one["value"]]
    ranks: list[int | None] = [1 + sum(other > one for other in values) for one in values]
    ranks += [None] * (len(places) - len(values))
    rank = {one["company"]: one["rank"] for one in places}
    first = 1 if values and not category["departs"] else rank.get(winner)
    found = {
        "another method": not rules["method"]["nominee"].startswith(BEGINS[method]),
        "another tie rule": standings["tie_rule"] != (rule if "among them" in ties else "panel"),
        "refused, and not additive": standings["refused"] and method != "additive",
        "another value than the method's": any(one["value"] != one[by] for one in places),
        "other ranks": [one["rank"] for one in places] != ranks,
        "not best first": values != sorted(values, reverse=True),
        "another winner": winner is not None and (winner not in rank or rank[winner] != first),
        "figures that do not agree": not all(in_place(one, scales) for one in places),
    }
    return [f"{category['slug']}: {what}" for what in true(found)]


def in_place(place: File, scales: Scales | None) -> bool:
    exact = {key: Fraction(place[key]["exact"]) for key in POINTS if place[key]}
    inner = [exact[key] for key in ("lowest", "mean", "median", "highest") if exact]
    return (
        len(exact) == len(POINTS) * (place["sheets"] > 0)
        and (place["spread"] is None) == (place["sheets"] < 2)
        and all(abs(exact[key] - Fraction(place[key]["rounded"])) <= HALF for key in exact)
        and all(0 <= inner[0] <= one <= inner[3] <= 100 for one in inner)
        and (in_scores(place, exact, scales) if scales else "scores" not in place)
    )


def in_scores(place: File, exact: dict[str, Fraction], scales: Scales) -> bool:
    sheets, totals = place["scores"], []
    for sheet in sheets:
        pairs = list(zip(sheet, scales, strict=True))
        if not all(low <= score <= high for score, (_, low, high) in pairs):
            return False
        points = (Fraction(w * (score - low), high - low) for score, (w, low, high) in pairs)
        totals.append(sum(points, Fraction()))
    if len(sheets) != place["sheets"] or sheets != sorted(sheets) or not sheets:
        return bool(len(sheets) == place["sheets"] == 0)
    variance = statistics.variance(totals) if len(totals) > 1 else 0
    root = Fraction(math.isqrt(int(variance * 10**24)), 10**12)
    middle = [sum(totals, Fraction()) / len(totals), statistics.median(totals)]
    told = [*middle, min(totals), max(totals)] == [exact[key] for key in POINTS[1:]]
    return bool(told and abs(root - Fraction(place["spread"] or 0)) <= HALF)


def between(one: File, other: File) -> list[str]:
    """What the second of two files, which tells more, has against the first."""
    head, beside = [file["head"] or {"height": 0} for file in (one, other)]
    if other["kind"] != "log":
        apart = head["height"] == beside["height"] > 0 and head != beside
        receipt = one["kind"] != other["kind"] and one["year"] == other["year"]
        lost = receipt and all(one["commitment"] != it["commitment"] for it in other["ballots"])
        return true({"two heads differ": apart, "the receipt is not in the record": lost})
    heads = [{"height": event["height"], "hash": event["hash"]} for event in other["events"]]
    gone = head["height"] > 0 and head not in heads
    found = true({"the log does not have the head of another file": gone})
    confirmed = standing(other).values()
    if one["kind"] == "receipt":
        event = {event["id"]: event for event in other["events"]}.get(one["event"], {"deed": ""})
        same = event.get("detail", {"ballot": one["commitment"]}).get("ballot") == one["commitment"]
        bears = same and event["deed"] == "ballot.confirmed"
        found += true({"the log does not bear out the receipt": not bears})
    if one["kind"] == "record":
        known = [event["detail"].get("ballot") for event in confirmed if "detail" in event]
        missing = sum(ballot["commitment"] not in known for ballot in one["ballots"])
        lost = missing > sum("detail" not in event for event in confirmed)
        found += true({"the log does not confirm a ballot of the record": lost})
    return found


def alone(file: Any) -> list[str]:
    looks: dict[str, Callable[[File], list[str]]] = {
        "log1": in_log,
        "receipt1": lambda it: ["another ballot"] * (not commits(it, it["contents"])),
        "record2": in_record,
    }
    try:
        look, _ = looks[f"{file['kind']}{file['format']}"], written(file).encode()
        return look(file) if fits(file, file["kind"]) else ["a file is not of its format"]
    except Exception as error:  # whatever it falls over is not of the format
        return [f"a file cannot be read: {error!r}"]


def faults(documents: list[Any]) -> list[str]:
    """What is wrong with the files, each by itself and then between them, in words."""
    each = [(file, alone(file)) for file in documents]
    sound = [file for file, wrong in each if not wrong]
    sound.sort(key=lambda it: (it["kind"] == "log", it["kind"], it.get("exported_at", "")))
    found = [what for _, wrong in each for what in wrong]
    return found + [what for pair in combinations(sound, 2) for what in between(*pair)]


def unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def main(paths: list[str]) -> int:
    try:
        texts = [Path(path).read_text(encoding="utf-8") for path in paths]
        found = faults([json.loads(one, object_pairs_hook=unrepeated) for one in texts])
    except (ValueError, RecursionError) as error:
        found = [f"a file cannot be read: {error}"]
    print("\n".join(found) or "What is said holds.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
