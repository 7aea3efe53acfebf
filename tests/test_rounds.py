"""A second round: begun, dropped, judged alone, and what stands beside it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from awards import (
    ballots,
    board,
    conditions,
    decisions,
    earlier,
    editions,
    invitations,
    moves,
    panel,
    publishing,
    results,
    rounds,
    staff,
)
from awards.announcements import Kind
from awards.database import Connection
from awards.decisions import Choice
from awards.errors import Closed, Conflict, Invalid, NotFound, NotNow, NotYet, Refusal
from awards.stages import Stage
from tests import people
from tests.conftest import browser
from tests.jury import signed_in
from tests.visitor import Visitor

pytestmark = pytest.mark.anyio

TONE = "staff:1"
STANDINGS = "/staff/2027/standings"
GIVEN = {"Fjordpuls": 4, "Lomvi": 3, "Skarv": 1}


@dataclass(frozen=True)
class Decided:
    """Round 1 of two categories is closed: Fjordpuls leads Lomvi and Skarv, Terne stands alone."""

    member: int
    edition: int
    category: int
    other: int
    round: int
    nominees: dict[str, int]
    jurors: dict[str, int]

    def some(self, *names: str) -> list[int]:
        return [self.nominees[name] for name in names]


@pytest.fixture
async def at(db: Connection) -> Decided:
    await people.award(db)
    member = await people.staff(db, role="publisher")
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    other = await people.category(db, edition, "growth", 2)
    found = {
        name: await people.nominee(db, category, await people.company(db, edition, name))
        for name in GIVEN
    }
    terne = await people.nominee(db, other, await people.company(db, edition, "Terne"))
    round = await people.shortlist(db, category, *found.values())
    second = await people.shortlist(db, other, terne)
    jurors = {name: await people.juror(db, edition, name) for name in ("Ada", "Bo")}
    for juror in jurors.values():
        for name, score in GIVEN.items():
            await people.sheet(db, round, juror, found[name], score, score)
        await people.sheet(db, second, juror, terne, 2, 2)
    await people.ballot(db, round, jurors["Ada"])
    await people.ballot(db, round, jurors["Bo"])
    await people.ballot(db, second, jurors["Ada"])  # Bo never confirmed the other category
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    return Decided(member, edition, category, other, round, {**found, "Terne": terne}, jurors)


async def begin(db: Connection, at: Decided, *names: str, reason: str = "Too close.") -> None:
    choice = await rounds.choice(db, at.edition, at.category)
    await rounds.begin(db, choice, TONE, chosen=at.some(*names), reason=reason)


async def move(db: Connection, at: Decided, target: Stage) -> None:
    due = datetime.now(UTC) + timedelta(days=2)
    found = await editions.edition(db, at.edition)
    await moves.move(db, found, target, TONE, "They asked for it.", due)


async def reopened(db: Connection, at: Decided) -> int:
    """The second round of Fjordpuls and Lomvi, opened."""
    await begin(db, at, "Fjordpuls", "Lomvi")
    await move(db, at, Stage.JUDGING)
    return int(await db.fetchval("SELECT max(id) FROM rounds"))


async def said(db: Connection, at: Decided, target: Stage) -> list[list[str]]:
    """What is missing, and what will happen."""
    found = await moves.plan(db, await editions.edition(db, at.edition), target)
    every = (found.missing, found.effects)
    return [[conditions.said(one, "en", "UTC") for one in sentences] for sentences in every]


async def states(db: Connection) -> list[tuple[int, bool, bool]]:
    """Of every round: its number, whether it was opened, whether it is closed."""
    rows = await db.fetch("SELECT number, opened_at, closed_at FROM rounds ORDER BY id")
    return [(row[0], row[1] is not None, row[2] is not None) for row in rows]


def means(tables: list[results.Table]) -> list[tuple[int, dict[str, Fraction | None]]]:
    return [
        (one.number, {place.company: place.standing.mean for place in one.places})
        for table in tables
        for one in (table, *table.earlier)
    ]


# Begun


async def test_a_new_round_is_fixed_and_waits_to_be_opened(db: Connection, at: Decided) -> None:
    await begin(db, at, "Fjordpuls", "Lomvi")

    assert await rounds.waiting(db, at.edition) == {
        at.category: rounds.Begun(at.category, 2, "Too close.", ["Fjordpuls", "Lomvi"])
    }
    assert await states(db) == [(1, True, True), (1, True, True), (2, False, False)]
    assert await people.deeds(db) == ["round.begun"]


@pytest.mark.parametrize(
    ("names", "reason", "refused"),
    [
        (("Fjordpuls",), "Too close.", rounds.TOO_FEW),
        (("Fjordpuls", "Terne"), "Too close.", rounds.TOO_FEW),
        (("Fjordpuls", "Lomvi", "Skarv"), "Too close.", rounds.ALL),
        (("Fjordpuls", "Lomvi"), " ", rounds.NO_REASON),
    ],
)
async def test_a_new_round_is_for_two_or_more_but_not_all_of_the_last(
    db: Connection, at: Decided, names: tuple[str, ...], reason: str, refused: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await begin(db, at, *names, reason=reason)

    assert refusal.value.message == refused
    assert await rounds.waiting(db, at.edition) == {}


async def test_nobody_from_elsewhere_comes_along(db: Connection, at: Decided) -> None:
    with pytest.raises(Conflict):
        await begin(db, at, "Fjordpuls", "Lomvi", "Terne")


async def test_a_category_has_one_new_round_at_a_time(db: Connection, at: Decided) -> None:
    await begin(db, at, "Fjordpuls", "Lomvi")

    with pytest.raises(Conflict):
        await begin(db, at, "Fjordpuls", "Skarv")


async def test_who_left_the_award_goes_into_no_new_round(db: Connection, at: Decided) -> None:
    await people.nominee(db, at.other, await people.company(db, at.edition, "Alke"))
    await db.execute("UPDATE nominees SET state = 'withdrawn' WHERE id = $1", at.nominees["Skarv"])

    with pytest.raises(NotNow, match="two at most"):
        await rounds.choice(db, at.edition, at.category)


async def test_an_approved_announcement_has_to_be_opened_first(db: Connection, at: Decided) -> None:
    await db.execute(
        """INSERT INTO announcements (edition, kind, state, slug, headline, lead, body, written_by,
                                      approved_by, two_people)
           VALUES ($1, 'winner', 'approved', 'w', '{}', '{}', '{}', $2, $2, false)""",
        at.edition,
        at.member,
    )

    with pytest.raises(NotNow, match="is approved"):
        await rounds.choice(db, at.edition, at.category)


@pytest.mark.parametrize(("stage", "refusal"), [(Stage.JUDGING, NotYet), (Stage.ANNOUNCED, Closed)])
async def test_rounds_are_begun_and_dropped_while_the_panel_decides(
    db: Connection, at: Decided, stage: Stage, refusal: type[Refusal]
) -> None:
    await begin(db, at, "Fjordpuls", "Lomvi")
    await db.execute("UPDATE editions SET stage = $1", stage)

    with pytest.raises(refusal):
        await rounds.choice(db, at.edition, at.other)
    with pytest.raises(refusal):
        await rounds.drop(db, at.edition, at.category, TONE)


async def test_a_dropped_round_leaves_nothing_but_the_log(db: Connection, at: Decided) -> None:
    await begin(db, at, "Fjordpuls", "Lomvi")

    await rounds.drop(db, at.edition, at.category, TONE)

    assert await states(db) == [(1, True, True), (1, True, True)]
    assert await people.deeds(db) == ["round.begun", "round.dropped"]
    with pytest.raises(NotFound):
        await rounds.drop(db, at.edition, at.category, TONE)


async def test_no_winner_is_decided_or_announced_past_a_round_that_waits(
    db: Connection, at: Decided
) -> None:
    for category, name in ((at.category, "Fjordpuls"), (at.other, "Terne")):
        await decide(db, at, category, name)
    inside = await editions.entered(db, at.edition)
    before = await publishing.obstacle(db, inside, Kind.WINNER)

    await begin(db, at, "Fjordpuls", "Lomvi")

    assert before is None
    obstacle = await publishing.obstacle(db, inside, Kind.WINNER)
    assert obstacle == (
        "A new round was begun and not judged. Go back to judging, or drop it first."
    )
    with pytest.raises(NotNow, match="A new round of this category was begun"):
        await decide(db, at, at.category, "Lomvi", version=1)


async def decide(db: Connection, at: Decided, category: int, name: str, version: int = 0) -> None:
    [member] = [one for one in await staff.members(db) if one.id == at.member]
    choice = Choice(at.nominees[name], {"nb": "Modig."}, {"nb": "Panelet vil det."})
    await people.decide(db, member, at.edition, category, choice, version)


# Judged


async def test_back_in_judging_only_the_new_round_opens(db: Connection, at: Decided) -> None:
    await begin(db, at, "Fjordpuls", "Lomvi")
    told = await said(db, at, Stage.JUDGING)

    await move(db, at, Stage.JUDGING)

    assert told == [
        [],
        [
            "Round 2 of «export en» opens: 2 jurors score 2 nominees from empty sheets, until the"
            " new deadline.",
            "«growth en» stays closed, and nobody is asked for more. Round 1 counts.",
            "The standings of the earlier rounds stay open to you. The new ones come after.",
            "Jurors are not told by letter. Remind them from the board when it is open.",
        ],
    ]
    assert await states(db) == [(1, True, True), (1, True, True), (2, True, False)]


async def test_without_a_new_round_the_last_ones_open_again(db: Connection, at: Decided) -> None:
    await move(db, at, Stage.JUDGING)

    assert await states(db) == [(1, True, False), (1, True, False)]


async def test_a_round_of_one_is_not_opened(db: Connection, at: Decided) -> None:
    await begin(db, at, "Fjordpuls", "Lomvi")
    await db.execute("UPDATE nominees SET state = 'withdrawn' WHERE id = $1", at.nominees["Lomvi"])

    assert (await said(db, at, Stage.JUDGING))[0] == [
        "Round 2 of «export en» has fewer than two nominees left. Drop it first."
    ]


async def test_its_sheets_begin_empty_and_only_they_are_asked_for(
    db: Connection, at: Decided
) -> None:
    round = await reopened(db, at)
    bo = await signed_in(db, at.jurors["Bo"])

    found = {one.category: one for one in await ballots.of_juror(db, bo)}

    new, closed = found[at.category], found[at.other]
    assert (new.round, new.number, new.closed, new.ident) == (round, 2, False, None)
    assert {sheet.name: list(sheet.scores) for sheet in new.sheets} == {
        "Fjordpuls": [None, None],
        "Lomvi": [None, None],
    }
    assert (closed.number, closed.closed, closed.ident) == (1, True, None)
    shown = await board.board(db, at.edition)
    assert [
        (row.juror.name, row.state, [one.category for one in row.ballots]) for row in shown.rows
    ] == [("Ada", "invited", [at.category]), ("Bo", "invited", [at.category])]


async def test_who_is_done_with_the_new_round_is_asked_for_nothing_more(
    db: Connection, at: Decided
) -> None:
    round = await reopened(db, at)
    for name in at.jurors:
        await signed_in(db, at.jurors[name])
    before = await invitations.late(db, at.edition)

    await people.ballot(db, round, at.jurors["Bo"])

    late = await invitations.late(db, at.edition)
    assert {one.juror.id for one in before} == set(at.jurors.values())
    assert [one.juror.id for one in late] == [at.jurors["Ada"]]


async def test_a_ballot_of_an_earlier_round_is_not_opened_again(
    db: Connection, at: Decided
) -> None:
    await reopened(db, at)
    first = await db.fetchval("SELECT min(id) FROM ballots")

    [member] = await staff.members(db)
    with pytest.raises(Closed):
        await ballots.reopen(
            db, await editions.entered(db, at.edition), first, member, "A mistake."
        )


async def test_a_juror_added_for_the_new_round_simply_judges_it(
    db: Connection, at: Decided
) -> None:
    round = await reopened(db, at)

    cy = await signed_in(db, await people.juror(db, at.edition, "Cy"))

    open = [one.round for one in await ballots.of_juror(db, cy) if not one.closed]
    assert open == [round]
    assert await earlier.of_juror(db, cy) == []
    first = (await results.closed(db, at.edition))[0]
    assert (first.number, first.jurors, first.ballots) == (1, 2, 2)


async def test_while_it_is_judged_staff_read_the_closed_rounds_and_nothing_of_the_new(
    db: Connection, at: Decided
) -> None:
    round = await reopened(db, at)
    await people.sheet(db, round, at.jurors["Ada"], at.nominees["Lomvi"], 4, 4)
    await people.ballot(db, round, at.jurors["Ada"])

    assert means(await results.closed(db, at.edition)) == [
        (1, {"Fjordpuls": Fraction(100), "Lomvi": Fraction(75), "Skarv": Fraction(25)}),
        (1, {"Terne": Fraction(50)}),
    ]
    with pytest.raises(NotYet):
        await results.standings(db, at.edition)


async def test_who_is_excused_in_the_new_round_has_judged_in_those_that_are_closed(
    db: Connection, at: Decided
) -> None:
    await reopened(db, at)
    before = await results.closed(db, at.edition)

    await panel.excuse(db, at.edition, at.jurors["Bo"], "Ill.", TONE)

    assert await results.closed(db, at.edition) == before


async def test_who_was_excused_when_a_round_closed_does_not_come_back_into_it(
    db: Connection, at: Decided
) -> None:
    await db.execute(
        """UPDATE jurors SET excused_reason = 'Ill.',
                  excused_at = (SELECT min(closed_at) FROM rounds) - interval '1 second'
            WHERE name = 'Bo'"""
    )
    await reopened(db, at)

    with pytest.raises(Closed, match="The standings have been seen"):
        await panel.take_back(db, at.edition, at.jurors["Bo"], TONE)

    assert [(one.jurors, one.ballots) for one in await results.closed(db, at.edition)] == [
        (1, 1), (1, 1),
    ]  # fmt: skip


async def test_nobody_is_excused_in_a_round_that_was_closed_before(
    db: Connection, at: Decided
) -> None:
    await move(db, at, Stage.JUDGING)
    await move(db, at, Stage.DECIDING)
    await move(db, at, Stage.JUDGING)

    with pytest.raises(Closed, match="The standings have been seen"):
        await panel.excuse(db, at.edition, at.jurors["Bo"], "Ill.", TONE)


async def test_only_the_rounds_that_are_judged_are_held_against_the_quorum(
    db: Connection, at: Decided
) -> None:
    round = await reopened(db, at)
    await people.sheet(db, round, at.jurors["Ada"], at.nominees["Lomvi"], 4, 4)
    await people.ballot(db, round, at.jurors["Ada"])

    found = await results.counting(db, await editions.entered(db, at.edition))

    assert [(category.id, company, count) for category, company, count in found] == [
        (at.category, "Fjordpuls", 0),
        (at.category, "Lomvi", 1),
    ]


async def test_the_newest_round_decides_and_the_earlier_stands_beside_it(
    db: Connection, at: Decided
) -> None:
    await decide(db, at, at.category, "Fjordpuls")
    round = await reopened(db, at)
    await people.sheet(db, round, at.jurors["Ada"], at.nominees["Lomvi"], 4, 4)
    await people.sheet(db, round, at.jurors["Ada"], at.nominees["Fjordpuls"], 2, 2)
    await people.ballot(db, round, at.jurors["Ada"])
    await move(db, at, Stage.DECIDING)

    assert means(await results.standings(db, at.edition)) == [
        (2, {"Lomvi": Fraction(100), "Fjordpuls": Fraction(50)}),
        (1, {"Fjordpuls": Fraction(100), "Lomvi": Fraction(75), "Skarv": Fraction(25)}),
        (1, {"Terne": Fraction(50)}),
    ]
    made = await decisions.decisions(db, at.edition)
    assert not made[at.category].stands
    with pytest.raises(Invalid):
        await decide(db, at, at.category, "Skarv", version=1)
    await decide(db, at, at.category, "Lomvi", version=1)
    made = await decisions.decisions(db, at.edition)
    assert (made[at.category].company, made[at.category].stands) == ("Lomvi", True)


async def test_what_a_juror_gave_before_stays_readable_and_as_it_was(
    db: Connection, at: Decided
) -> None:
    await reopened(db, at)
    await db.execute("UPDATE nominees SET state = 'withdrawn' WHERE id = $1", at.nominees["Skarv"])
    ada = await signed_in(db, at.jurors["Ada"])

    [before] = await earlier.of_juror(db, ada)

    assert (before.round, before.number, before.closed) == (at.round, 1, True)
    given = {sheet.name: list(sheet.scores) for sheet in before.sheets}
    assert given == {name: [score, score] for name, score in GIVEN.items()}
    assert (await earlier.confirmed(db, ada, at.round)).earlier
    with pytest.raises(NotFound):
        await earlier.find(db, ada, at.round + 1000)


# Over HTTP


async def test_a_second_round_from_the_standings_to_the_winner(
    db: Connection, app: Starlette, client: httpx.AsyncClient, at: Decided
) -> None:
    tone = Visitor(client)
    await people.sign_in(db, client, "staff", at.member)
    async with browser(app) as hers:
        ada = Visitor(hers)
        await people.sign_in(db, hers, "juror", at.jurors["Ada"])
        await _begins(tone)
        await _goes_back(tone)
        round = await db.fetchval("SELECT max(id) FROM rounds")
        await _judges(ada, at, round)
        assert "Lomvi: mean" not in await _while_it_is_judged(tone)
        await db.execute("UPDATE editions SET quorum = 1")
        await move(db, at, Stage.DECIDING)
        page = await tone.open(STANDINGS)

    assert "Lomvi leads" in page
    assert "Round 1, before it" in page
    offered = {value for form in tone.forms() for name, value in form.fields if "version" in name}
    assert offered == {"0"}


async def _begins(tone: Visitor) -> None:
    await tone.open(STANDINGS)
    await tone.open(f"{STANDINGS}/{_category(tone)}/round")
    page = await tone.press("Begin the round", nominee=[], expect=422)
    assert "There are 2 things to mend" in page
    assert tone.errors() == [rounds.TOO_FEW, rounds.NO_REASON]
    await tone.open(f"{STANDINGS}/{_category(tone)}/round")
    page = await tone.press("Begin the round", reason="Too close.")
    assert "Round 2 waits for you to go back to judging" in page
    assert "On its shortlist: Fjordpuls, Lomvi." in page
    page = await tone.press("Drop this round")
    assert "Round 2 waits" not in page
    await tone.open(f"{STANDINGS}/{_category(tone)}/round")
    await tone.press("Begin the round", reason="Too close.")


def _category(tone: Visitor) -> str:
    [address] = {
        part.split("/")[4]
        for form in tone.forms()
        if (part := form.action).startswith(STANDINGS) and form.action.endswith(("/round",))
    } or {
        link.get("href", "").split("/")[4]
        for link in tone.tree.iter("a")
        if link.get("href", "").endswith("/round")
    }
    return address


async def _goes_back(tone: Visitor) -> None:
    page = await tone.open("/staff/2027/move/judging")
    assert "Round 2 of «export en» opens: 2 jurors score 2 nominees" in page
    due = datetime.now(UTC) + timedelta(days=2)
    typed: dict[str, Any] = {
        "due-date": f"{due:%d.%m.%Y}",
        "due-time": "12:00",
        "reason": "Too close.",
    }
    await tone.press("Go back to «Judging»", **typed)


async def _judges(ada: Visitor, at: Decided, round: int) -> None:
    page = await ada.open("/jury/")
    assert "0 of 2 sheets are complete" in page
    assert "Earlier rounds" in page
    page = await ada.open(f"/jury/ballots/{at.round}")
    assert "It is your ballot of round 1." in page
    await ada.open(f"/jury/nominees/{at.nominees['Skarv']}", expect=404)
    for name, score in (("Fjordpuls", "2"), ("Lomvi", "3")):
        await ada.open(f"/jury/nominees/{at.nominees[name]}")
        fields: dict[str, Any] = {"criterion-1": score, "criterion-2": score}
        await ada.submit(f"/nominees/{at.nominees[name]}", **fields)
    await ada.open(f"/jury/ballots/{round}")
    await ada.press("Confirm the ballot")


async def _while_it_is_judged(tone: Visitor) -> str:
    page = await tone.open(STANDINGS)
    assert "A new round is being judged." in page
    assert "Fjordpuls leads" in page
    return page
