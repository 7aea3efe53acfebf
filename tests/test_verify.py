"""What is clean passes, each fault is found by its own check, and nothing makes it fall over."""

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import verify
from tests import tampering
from tests.tampering import AWARD, canonical, committed, history, receipt, sealed

Document = dict[str, Any]
Edit = Callable[[Document], object]

PROGRAM = Path(verify.__file__)
SCALES = [(60, 0, 4), (40, 1, 6)]
RULES = {
    "year": 2027,
    "publication": "of each nominee on the shortlist rank; the scores of each sheet that counts",
    "method": {"nominee": "mean over the sheets that count"},
    "tie_rule": "equal means share a rank; the panel decides",
    "categories": [
        {
            "slug": "export",
            "criteria": [{"weight": w, "lowest": low, "highest": high} for w, low, high in SCALES],
        }
    ],
}


def clean(seed: int = 7) -> tuple[Document, Document, Document]:
    """A log, the receipt of one of its ballots, and the record of its year."""
    chance = Random(seed)
    log = history(chance)
    kept = receipt(log, chance.choice(log["ballots"]), len(log["events"]))
    return deepcopy((log, kept, record(log, chance)))


def record(log: Document, chance: Random) -> Document:
    sheets = {
        company: sorted([chance.randrange(5), chance.randrange(1, 7)] for _ in range(count))
        for company, count in (("Lomvi", 3), ("Skarv", 2), ("Teist", 1), ("Alke", 0))
    }
    places = [_place(company, scores) for company, scores in sheets.items()]
    places.sort(key=lambda one: -Fraction(one["value"]["exact"] if one["value"] else -1))
    values = [one["value"] for one in places]
    for place in places:
        place["rank"] = values.index(place["value"]) + 1 if place["value"] else None
    text = canonical(RULES).decode()
    return {
        "kind": "record",
        "format": 2,
        "award": AWARD,
        "organisation": {"nb": "Helseklyngen"},
        "year": 2027,
        "announced_at": "2027-11-30T18:00:00+00:00",
        "rules": {
            "version": 1,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "sealed_at": "2027-05-01T06:00:00+00:00",
            "canonical": text,
        },
        "publication": "full",
        "categories": [
            {
                "slug": "export",
                "name": {"nb": "Eksport"},
                "winner": places[0]["company"],
                "reason": {"nb": "Modig."},
                "departs": False,
                "departure": {},
                "standings": {
                    "round": 1,
                    "method": "weighted_mean",
                    "refused": False,
                    "tie_rule": "panel",
                    "places": places,
                },
            }
        ],
        "ballots": sorted(
            (
                {"category": "export", "round": one["round"], "commitment": one["commitment"]}
                for one in log["ballots"]
            ),
            key=lambda one: (one["round"], one["commitment"]),
        ),
        "head": log["head"],
    }


def _place(company: str, sheets: list[list[int]]) -> Document:
    totals = sorted(
        sum(
            (
                Fraction(w * (s - low), high - low)
                for (w, low, high), s in zip(SCALES, one, strict=True)
            ),
            Fraction(),
        )
        for one in sheets
    )
    count = len(totals)
    mean = sum(totals, Fraction()) / count if totals else None
    variance = sum((one - (mean or 0)) ** 2 for one in totals) / (count - 1) if count > 1 else None
    stated = {
        "value": mean,
        "mean": mean,
        "median": (totals[(count - 1) // 2] + totals[count // 2]) / 2 if totals else None,
        "lowest": totals[0] if totals else None,
        "highest": totals[-1] if totals else None,
    }
    return {
        "company": company,
        "sheets": count,
        "scores": sheets,
        "spread": None if variance is None else f"{float(variance) ** 0.5:.2f}",
        **{name: value if value is None else _points(value) for name, value in stated.items()},
    }


def _points(value: Fraction) -> dict[str, str]:
    return {"exact": f"{value.numerator}/{value.denominator}", "rounded": f"{float(value):.2f}"}


def resealed(log: Document) -> None:
    """What somebody who knows the format makes of an edited log."""
    log |= _chained(log["events"], log["ballots"])


def _chained(events: list[Document], ballots: list[Document]) -> Document:
    kept = [one if "salt" in one else {**one, "erased": one["commitment"]} for one in events]
    return sealed(deepcopy(kept), ballots)


@given(st.integers(min_value=0, max_value=10**9))
def test_clean_documents_have_no_fault_alone_or_together(seed: int) -> None:
    log, kept, published = clean(seed)

    assert verify.check([log]).faults == []
    assert verify.check([published, log, kept, receipt(log, log["ballots"][0], 1)]).faults == []


def test_an_older_log_stands_at_the_beginning_of_a_newer_one() -> None:
    log, _, _ = clean()
    older = _chained(log["events"][:5], [])
    older["exported_at"] = "2027-06-01T12:00:00.000000Z"

    result = verify.check([log, older])

    assert result.faults == []
    assert "document 1 with document 2: nothing up to height 5 was changed since" in result.held


def test_a_cut_or_changed_log_does_not_agree_with_an_older_one() -> None:
    log, _, _ = clean()
    log["exported_at"] = "2027-06-01T12:00:00.000000Z"
    cut, changed = _chained(log["events"][:-2], []), deepcopy(log)
    changed["events"][1]["subject"] += "0"
    resealed(changed)

    assert "the log ends before" in verify.check([log, cut]).faults[-1]
    assert "something up to there was changed" in verify.check([log, changed]).faults[-1]


def _event(log: Document, deed: str = "ballot.confirmed") -> Document:
    found: Document = next(one for one in log["events"] if one["deed"] == deed and "detail" in one)
    return found


def _reopened(log: Document) -> None:
    ballot = log["ballots"][0]["ballot"]
    last = log["events"][-1]
    event = {**last, "id": last["id"] + 1, "deed": "ballot.reopened", "subject": f"ballot:{ballot}"}
    log["events"].append(event)
    resealed(log)


def _another_juror(log: Document) -> None:
    log["ballots"][0]["juror"] += 100


def _another_score(log: Document) -> None:
    log["ballots"][0]["contents"]["sheets"][0]["scores"][0] += 1


LOG: dict[str, Edit] = {
    "it has the key 'note'": lambda log: log.update(note="x"),
    "events 1 has the key 'note'": lambda log: log["events"][0].update(note="x"),
    "events 1 lacks the key 'actor'": lambda log: log["events"][0].pop("actor"),
    "events 1, id is no number": lambda log: log["events"][0].update(id=True),
    "events 1, at is no stamp": lambda log: log["events"][0].update(
        at="2027-02-30T00:00:00.000000Z"
    ),
    "is in the log and not in the chain": lambda log: log["events"][-1].update(
        height=None, hash=None
    ),
    "comes after height 1": lambda log: log["events"][1].update(height=9),
    "comes after event": lambda log: log["events"][1].update(id=log["events"][0]["id"]),
    "is not what was sealed": lambda log: log["events"][1].update(actor="staff:9"),
    "the head is at height": lambda log: log["head"].update(height=1),
    "only one of salt and detail": lambda log: _event(log).pop("salt"),
    "than what it is committed to": lambda log: _event(log)["detail"].update(round=5),
    "stands twice among the ballots": lambda log: log["ballots"].append(log["ballots"][0]),
    "was never confirmed in the log": lambda log: log["ballots"][0].update(ballot=99_999),
    "was opened again by": _reopened,
    "is not as event": _another_juror,
    "is missing among the ballots": lambda log: log["ballots"].pop(),
    "only one of salt and contents": lambda log: log["ballots"][0].pop("salt"),
    "than what the juror confirmed": _another_score,
}


@pytest.mark.parametrize("words", LOG)
def test_each_fault_of_a_log_is_found(words: str) -> None:
    log, _, _ = clean()
    LOG[words](log)

    assert [one for one in verify.check([log]).faults if words in one]


def test_ballots_of_a_year_that_is_decided_cannot_all_be_taken_away() -> None:
    log, _, _ = clean()
    last = log["events"][-1]
    moved = {**last, "id": last["id"] + 1, "deed": "edition.moved", "edition": 1}
    log["events"].append(moved | {"salt": "00", "detail": {"to": "deciding"}})
    log["ballots"] = []
    resealed(log)

    assert "is missing among the ballots" in verify.check([log]).faults[0]


def _places(found: Document) -> list[Document]:
    places: list[Document] = found["categories"][0]["standings"]["places"]
    return places


def _of_many(found: Document) -> Document:
    return next(place for place in _places(found) if place["sheets"] > 1)


def _rules(found: Document, **changed: Any) -> None:
    text = canonical({**RULES, **changed}).decode()
    found["rules"] |= {"canonical": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def _swapped(found: Document) -> None:
    _places(found)[0]["rank"], _places(found)[1]["rank"] = 2, 1


def _weighed(found: Document) -> None:
    _rules(
        found,
        categories=json.loads(canonical(RULES).replace(b'"weight":60', b'"weight":61'))[
            "categories"
        ],
    )


RECORD: dict[str, Edit] = {
    "another SHA-256": lambda found: found["rules"].update(sha256="0" * 64),
    "not canonical": lambda found: found["rules"].update(
        canonical=found["rules"]["canonical"] + " "
    ),
    "do not add up to 100": _weighed,
    "not those of the sealed rules": lambda found: found.update(year=2028),
    "not in order": lambda found: found["ballots"].append(found["ballots"][0]),
    "a category that is not there": lambda found: found["ballots"][0].update(category="x"),
    "the standings are missing": lambda found: found["categories"][0].pop("standings"),
    "not the sealed one": lambda found: found["categories"][0]["standings"].update(
        tie_rule="median"
    ),
    "numbers stand without sheets": lambda found: _places(found)[0].update(mean=None),
    "a spread, or two": lambda found: _places(found)[0].update(sheets=3, spread=None),
    "do not follow each other": lambda found: _places(found)[0].update(
        highest=_points(Fraction(101))
    ),
    "rounded wrongly": lambda found: _places(found)[0]["mean"].update(rounded="1.00"),
    "what the method takes": lambda found: _places(found)[1].update(value=_points(Fraction(1))),
    "the scores are missing": lambda found: _places(found)[0].pop("scores"),
    "as many as the sheets": lambda found: _places(found)[0]["scores"].pop(),
    "on the scale": lambda found: _places(found)[0]["scores"].__setitem__(0, [9, 1]),
    "that follows from the scores": lambda found: _places(found)[0]["scores"].__setitem__(
        0, [0, 1]
    ),
    "the spread does not follow": lambda found: _of_many(found).update(spread="99.00"),
    "do not follow from the values": _swapped,
    "not among the nominees": lambda found: found["categories"][0].update(winner="Havsule"),
    "the winner is not the first": lambda found: found["categories"][0].update(winner="Alke"),
    "publication is no level": lambda found: found.update(publication="all"),
}


@pytest.mark.parametrize("words", RECORD)
def test_each_fault_of_a_record_is_found(words: str) -> None:
    _, _, found = clean(11)
    RECORD[words](found)

    assert [one for one in verify.check([found]).faults if words in one]


def test_aggregates_are_checked_without_scores_and_say_what_cannot_be_told() -> None:
    _, _, found = clean()
    _rules(found, publication="of each nominee on the shortlist rank")
    found["publication"] = "aggregates"
    for place in _places(found):
        del place["scores"]

    result = verify.check([found])

    assert result.faults == []
    assert "the scores, which are not published" in result.unchecked[0]


def test_corrected_means_are_said_to_be_beyond_it_unless_they_were_refused() -> None:
    _, _, found = clean()
    _rules(found, method={"nominee": "general level plus nominee effect"})
    found["categories"][0]["standings"]["method"] = "additive"
    wrong = deepcopy(found)
    wrong["categories"][0]["standings"]["refused"] = True
    _places(wrong)[0]["value"] = _points(Fraction(100))

    assert "whose sheets are whose" in verify.check([found]).unchecked[0]
    assert "what the method takes" in verify.check([wrong]).faults[0]


def test_each_fault_of_a_receipt_is_found_against_the_log() -> None:
    log, kept, _ = clean()
    scored, elsewhere, gone, later, other = [deepcopy(kept) for _ in range(5)]
    scored["contents"]["sheets"][0]["scores"][0] += 1
    elsewhere["event"] = next(
        one["id"]
        for one in log["events"]
        if one["deed"] == "ballot.confirmed" and one["id"] != kept["event"]
    )
    gone["event"] = 10**9
    later["head"] = {"height": len(log["events"]) + 1, "hash": "0" * 64}
    other["head"] = {"height": 1, "hash": "0" * 64}

    found = [verify.check([log, one]).faults for one in (scored, elsewhere, gone, later, other)]

    assert [len(one) for one in found] == [1] * 5
    for (one,), words in zip(
        found,
        (
            "document 2: the ballot says something else",
            "confirms another ballot",
            "confirms no ballot",
            "the log ends before height",
            "another hash at height 1",
        ),
        strict=True,
    ):
        assert words in one


def test_a_ballot_that_was_not_counted_is_found_against_the_record() -> None:
    _, kept, found = clean()
    found["ballots"] = [one for one in found["ballots"] if one["commitment"] != kept["commitment"]]

    assert "the ballot was not counted" in verify.check([found, kept]).faults[0]


def test_a_counted_ballot_that_nobody_confirmed_is_found_against_the_log() -> None:
    log, _, found = clean()
    found["ballots"][0]["commitment"] = "0" * 64

    assert "1 counted ballots were not confirmed in the log" in verify.check([log, found]).faults[0]


def test_two_heads_of_the_same_height_are_the_same() -> None:
    _, kept, found = clean()
    kept["head"] = {**found["head"], "hash": "0" * 64}

    assert "the chain was made anew" in verify.check([found, kept]).faults[0]


def test_what_cannot_be_told_from_a_log_is_said() -> None:
    log, _, _ = clean()
    for ballot in log["ballots"]:
        del ballot["salt"], ballot["contents"]
    erased = _event(log, "nomination.rejected") if _some(log) else _event(log)
    del erased["salt"], erased["detail"]

    result = verify.check([log])

    assert result.faults == []
    assert [
        words
        for words in ("erased", "without contents", "made anew")
        if not any(words in one for one in result.unchecked)
    ] == []


def _some(log: Document) -> bool:
    return any(one["deed"] == "nomination.rejected" and "detail" in one for one in log["events"])


FOREIGN = {
    "empty": b"",
    "no JSON": b'{"kind": "log"',
    "not UTF-8": b'{"kind": "\xff"}',
    "a number": b"7",
    "a list": b"[]",
    "no kind": b"{}",
    "another kind": b'{"kind": "ballot", "format": 1}',
    "a kind that is no text": b'{"kind": ["log"], "format": 1}',
    "another format": b'{"kind": "log", "format": 2}',
    "a format that is no number": b'{"kind": "log", "format": true}',
    "not a number": b'{"kind": "log", "format": 1, "x": NaN}',
    "beyond numbers": b'{"kind": "log", "format": 1, "x": 1e999}',
    "a huge number": b'{"kind": "log", "format": 1, "x": ' + b"9" * 5000 + b"}",
    "half a character": b'{"kind": "log", "format": 1, "x": "\\ud800"}',
    "deep": b"[" * 200_000,
    "deep and whole": b"[" * 100_000 + b"]" * 100_000,
    "a key twice": b'{"kind": "log", "kind": "log", "format": 1}',
}


@pytest.mark.parametrize("case", FOREIGN)
def test_a_foreign_file_is_refused_in_words(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(FOREIGN[case])

    assert verify.main([str(file)]) == 2
    assert capsys.readouterr().out.startswith(f"Wrong: {file}: ")


def test_a_record_without_rules_holds_no_standings() -> None:
    found = clean()[2]
    found["rules"] = None

    with_standings = verify.check([found])
    del found["categories"][0]["standings"]
    found["publication"] = "winners"
    without = verify.check([found])

    assert ["the sealed rules are missing" in one for one in with_standings.faults] == [True]
    assert without.faults == []
    assert without.held == ["document 1: it does not contradict itself"]


@pytest.mark.parametrize("depth", range(960, 1000))
def test_no_depth_makes_it_fall(depth: int) -> None:
    log, kept, _ = clean()
    deep: Document = {}
    for _ in range(depth):
        deep = {"deeper": deep}
    kept["contents"] = deep
    next(one for one in log["events"] if "detail" in one)["detail"] = deep

    assert verify.check([kept]).faults
    assert verify.check([log]).faults


def test_scales_whose_numbers_cannot_be_written_down_are_no_rules() -> None:
    found = clean()[2]
    scales = [{"weight": w, "lowest": 0, "highest": 10**4290 + w} for w in (60, 40)]
    _rules(found, categories=[{"slug": "export", "criteria": scales}])

    assert any("sealed rules" in one for one in verify.check([found]).faults)


def test_two_companies_of_one_name_in_a_category_are_no_fault() -> None:
    found = clean()[2]
    places = _places(found)
    places[-1]["company"] = places[0]["company"]

    assert verify.check([found]).faults == []


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_name_that_the_screen_cannot_show_does_not_make_it_fall(
    tmp_path: Path, encoding: str
) -> None:
    found = clean()[2]
    _places(found)[0]["company"] = "Čačak 北極\N{RIGHT-TO-LEFT OVERRIDE}"
    (tmp_path / "record.json").write_text(json.dumps(found), encoding="utf-8")

    ran = subprocess.run(
        [sys.executable, PROGRAM, "record.json"],
        cwd=tmp_path,
        env={"PYTHONIOENCODING": encoding},
        capture_output=True,
    )

    assert (ran.returncode, ran.stderr) == (1, b"")
    assert b"the winner is not among the nominees" in ran.stdout


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_no_value_in_any_place_makes_it_fall(data: st.DataObject) -> None:
    documents = clean(3)
    place: Any = data.draw(st.sampled_from(documents))
    while True:
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else [*range(len(place))])
        )
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(VALUES)

    verify.check(documents)


@given(VALUES)
def test_rules_of_any_form_do_not_make_it_fall(value: Any) -> None:
    _, _, found = clean(3)
    for key in RULES:
        found["rules"]["canonical"] = json.dumps({**RULES, key: value})
        assert verify.check([found]).faults


def test_it_says_in_plain_lines_what_holds_and_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, kept, found = clean()
    for name, document in (("log", log), ("receipt", kept), ("record", found)):
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    right = verify.main([str(tmp_path / name) for name in ("log", "record", "receipt")])
    said = capsys.readouterr().out.splitlines()
    log["events"][2]["actor"] += "0"
    (tmp_path / "log").write_text(json.dumps(log), encoding="utf-8")
    wrong = verify.main([str(tmp_path / "log")])

    assert (right, wrong) == (0, 1)
    assert {one.split(": ")[0] for one in said} == {"Holds", "Cannot be told"}
    assert "at height 3, or what was before it, is not what was sealed" in capsys.readouterr().out
    assert verify.main([]) == 2


def test_it_stands_alone_and_can_be_read_in_one_sitting(tmp_path: Path) -> None:
    source = PROGRAM.read_text(encoding="utf-8")
    (tmp_path / "log.json").write_bytes(canonical(clean()[0]))
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "awards"]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    checked = subprocess.run(
        [sys.executable, "-I", "-S", str(PROGRAM), str(tmp_path / "log.json")],
        capture_output=True,
        text=True,
    )

    assert len(source.splitlines()) <= 500
    assert modules <= sys.stdlib_module_names
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_command_line_of_the_service_has_it_too(tmp_path: Path) -> None:
    (tmp_path / "log.json").write_text("[]", encoding="utf-8")

    checked = subprocess.run(
        [sys.executable, "-m", "awards", "verify", str(tmp_path / "log.json")],
        capture_output=True,
        text=True,
    )

    assert checked.returncode == 2
    assert "this is no record, log or receipt" in checked.stdout


def test_the_format_here_is_the_one_of_the_tampering_harness() -> None:
    assert (verify.CHAINED, verify.COMMITTED) == (tampering.CHAINED, tampering.COMMITTED)
    assert verify.committed("00", {"a": "å"}) == committed("00", {"a": "å"})
