"""The record of a year says what its sealed rules let out, of nobody in particular, for good."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from awards import (
    audit,
    award,
    ballots,
    chain,
    decisions,
    demo,
    editions,
    logbook,
    records,
    rules,
    staff,
    verify,
)
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from awards.decisions import Choice
from awards.errors import NotFound
from awards.stages import Stage
from tests import people
from tests.feeds import newsroom
from tests.feeds.newsroom import Newsroom
from tests.jury import Judging, judging, signed_in

pytestmark = pytest.mark.anyio

LEVELS = ("winners", "aggregates", "full")
JURORS = ("Adalmina", "Bothild", "Cornelis")
SCORES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "Adalmina": {"Fjordpuls": (4, 3), "Lomvi": (1, 2)},
    "Bothild": {"Fjordpuls": (3, 4), "Lomvi": (2, 2)},
    "Cornelis": {"Lomvi": (4, 0)},
}


async def judged(db: Connection, **changed: Any) -> Judging:
    """Two jurors gave Fjordpuls the most; nobody has a sheet for Havsule."""
    await people.award(db)
    at = await judging(
        db, ("Lomvi", "Havsule", "Fjordpuls"), JURORS, two_people_announce=False, **changed
    )
    await rules.seal(db, at.edition)
    inside = await editions.entered(db, at.edition)
    for name, given in SCORES.items():
        juror = await signed_in(db, at.jurors[name])
        for company, nominee in at.nominees.items():
            if company in given:
                await people.sheet(db, at.round, juror.id, nominee, *given[company])
            else:
                await _abstain(db, at.round, juror.id, nominee)
        seen = (await ballots.ballot(db, juror, at.round)).fingerprint
        await ballots.confirm(db, inside, juror, at.round, seen)
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    await editions.set_stage(db, at.edition, Stage.DECIDING)
    await chain.seal_at_once(db)
    return at


async def _abstain(db: Connection, round: int, juror: int, nominee: int) -> None:
    await people.sheet(db, round, juror, nominee, None, None)
    await db.execute(
        "UPDATE sheets SET abstained_reason = 'Too small.' WHERE juror = $1 AND nominee = $2",
        juror,
        nominee,
    )


async def announce(db: Connection, at: Judging, winner: str = "Fjordpuls") -> None:
    writer = await staff.member(db, await people.staff(db))
    why = {"nb": "De andre er store nok."} if winner != "Fjordpuls" else {}
    choice = Choice(at.nominees[winner], {"nb": "Modig."}, why)
    await people.decide(db, writer, at.edition, at.category, choice)
    text = Wording({"nb": "Vinneren"}, {}, {})
    await newsroom.publish(db, Newsroom(at.edition, writer), text, Kind.WINNER)


async def published(db: Connection, at: Judging) -> dict[str, Any]:
    whose = await award.award(db)
    assert whose is not None
    record = await records.record(db, whose, await editions.edition(db, at.edition))
    read: dict[str, Any] = json.loads(audit.canonical(record))
    return read


def points(exact: str, rounded: str) -> dict[str, str]:
    return {"exact": exact, "rounded": rounded}


NOTHING = dict.fromkeys(("rank", "value", "mean", "median", "lowest", "highest", "spread"))
PLACES: list[dict[str, Any]] = [
    {
        "company": "Fjordpuls",
        "rank": 1,
        "value": points("175/2", "87.50"),
        "mean": points("175/2", "87.50"),
        "median": points("175/2", "87.50"),
        "lowest": points("85/1", "85.00"),
        "highest": points("90/1", "90.00"),
        "spread": "3.54",
        "sheets": 2,
    },
    {
        "company": "Lomvi",
        "rank": 2,
        "value": points("145/3", "48.33"),
        "mean": points("145/3", "48.33"),
        "median": points("50/1", "50.00"),
        "lowest": points("35/1", "35.00"),
        "highest": points("60/1", "60.00"),
        "spread": "12.58",
        "sheets": 3,
    },
    {"company": "Havsule", "sheets": 0, **NOTHING},
]


@pytest.mark.parametrize("level", LEVELS)
async def test_the_record_agrees_with_its_rules_and_with_the_log(
    db: Connection, level: str
) -> None:
    at = await judged(db, publication=level)
    await announce(db, at)

    record = await published(db, at)

    assert record["publication"] == level
    assert verify.check([record]).faults == []


async def test_where_only_winners_are_published_nobody_else_stands_in_it(db: Connection) -> None:
    at = await judged(db)
    await announce(db, at)

    record = await published(db, at)

    text = json.dumps(record, ensure_ascii=False)
    assert "Fjordpuls" in text
    assert [name for name in ("Lomvi", "Havsule", *JURORS) if name in text] == []
    assert "standings" not in record["categories"][0]


async def test_aggregates_are_the_standings_without_the_scores(db: Connection) -> None:
    at = await judged(db, publication="aggregates")
    await announce(db, at)

    (category,) = (await published(db, at))["categories"]

    assert category["standings"] == {
        "round": 1,
        "method": "weighted_mean",
        "refused": False,
        "tie_rule": "panel",
        "places": PLACES,
    }


async def test_in_full_each_sheet_stands_by_its_nominee_and_none_by_its_juror(
    db: Connection,
) -> None:
    at = await judged(db, publication="full")
    await announce(db, at)

    record = await published(db, at)

    (category,) = record["categories"]
    scores = [[[3, 4], [4, 3]], [[1, 2], [2, 2], [4, 0]], []]
    assert category["standings"]["places"] == [
        {**place, "scores": given} for place, given in zip(PLACES, scores, strict=True)
    ]
    text = json.dumps(record)
    assert [name for name in (*JURORS, "juror:") if name in text] == []


@pytest.mark.parametrize("method", ["weighted_mean", "weighted_median", "additive"])
@pytest.mark.parametrize("tie_rule", ["panel", "median", "heaviest"])
async def test_whichever_way_the_rules_count_they_say_so_and_the_record_holds_to_it(
    db: Connection, method: str, tie_rule: str
) -> None:
    at = await judged(db, publication="full", method=method, tie_rule=tie_rule)
    await announce(db, at)

    record = await published(db, at)

    found = record["categories"][0]["standings"]
    assert (found["method"], found["tie_rule"]) == (method, tie_rule)
    assert verify.check([record]).faults == []


async def test_a_decision_against_the_standings_says_so_and_why(db: Connection) -> None:
    at = await judged(db, publication="aggregates")
    await announce(db, at, winner="Lomvi")

    record = await published(db, at)

    (category,) = record["categories"]
    assert (category["winner"], category["departs"]) == ("Lomvi", True)
    assert category["departure"] == {"nb": "De andre er store nok."}
    assert verify.check([record]).faults == []


async def test_each_counted_ballot_stands_by_its_commitment_in_an_order_that_tells_nothing(
    db: Connection,
) -> None:
    at = await judged(db)
    await db.execute(
        "UPDATE jurors SET excused_at = added_at, excused_reason = 'Ill.' WHERE id = $1",
        at.jurors["Cornelis"],
    )
    await announce(db, at)

    found = (await published(db, at))["ballots"]

    rows = await db.fetch("SELECT commitment FROM ballots WHERE juror <> $1", at.jurors["Cornelis"])
    assert found == [
        {"category": "export", "round": 1, "commitment": commitment}
        for commitment in sorted(row["commitment"].hex() for row in rows)
    ]


async def test_the_head_is_that_of_the_announcement_whatever_is_sealed_afterwards(
    db: Connection,
) -> None:
    at = await judged(db, publication="full")
    then = await chain.head(db)
    await announce(db, at)
    before = await published(db, at)

    await audit.record(db, "service", "edition.looked_at", edition=at.edition)
    await chain.seal_at_once(db)

    assert await chain.head(db) != then
    assert before["head"] == {"height": then.height, "hash": then.hash.hex()}
    assert await published(db, at) == before


async def test_a_correction_of_the_announcement_changes_no_byte_of_the_record(
    db: Connection,
) -> None:
    at = await judged(db, publication="full")
    await announce(db, at)
    before = await published(db, at)
    await db.execute("""UPDATE announcements SET headline = '{"nb": "Rettet"}'""")

    assert await published(db, at) == before


async def test_there_is_no_record_before_the_announcement(db: Connection) -> None:
    at = await judged(db, publication="full")
    whose = await award.award(db)
    assert whose is not None

    with pytest.raises(NotFound):
        await records.record(db, whose, await editions.edition(db, at.edition))


async def test_rules_sealed_before_there_was_a_choice_let_out_winners_only(db: Connection) -> None:
    at = await judged(db, margin=None, weight_band=None)
    await announce(db, at)

    record = await published(db, at)

    said = json.loads(record["rules"]["canonical"])["publication"]
    assert said == "winners, with the reason of the panel"
    assert record["publication"] == "winners"
    assert verify.check([record]).faults == []


async def test_a_record_states_no_head_where_nothing_was_sealed(db: Connection) -> None:
    """A head of nothing would look like one, and could never be compared with a log."""
    at = await judged(db)
    await announce(db, at)
    await db.execute("UPDATE published_heads SET height = 0, hash = $1", chain.NOTHING)

    record = await published(db, at)

    assert record["head"] is None
    assert any("it states no head" in one for one in verify.check([record]).unchecked)


async def test_the_record_of_the_demo_holds_and_agrees_with_its_log(db: Connection) -> None:
    await demo.load(db)
    await chain.seal_at_once(db)
    last = await db.fetchval("SELECT id FROM editions WHERE stage = 'announced'")

    record = await records.record(db, await award.known(db), await editions.edition(db, last))
    log = "".join([piece async for piece in logbook.export(db, "service", contents=True)])
    made = await decisions.decisions(db, last)

    assert verify.check([json.loads(audit.canonical(record)), json.loads(log)]).faults == []
    assert 0 < record["head"]["height"] <= json.loads(log)["head"]["height"]
    assert {one.approved for one in made.values()} == {True}
