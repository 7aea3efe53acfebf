"""Decisions: who wins, and why."""

from dataclasses import dataclass

import pytest

from awards import decisions, staff
from awards.database import Connection
from awards.errors import Conflict, Invalid, NotNow
from awards.staff import Member
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

REASON = {"nb": "Modig og grundig.", "en": "Brave and thorough."}


@dataclass
class Panel:
    member: Member
    edition: int
    category: int
    lomvi: int
    outsider: int  # a nominee that is not on the shortlist


@pytest.fixture
async def panel(db: Connection) -> Panel:
    await people.award(db)
    member = await staff.member(db, await people.staff(db))
    edition = await people.edition(db, stage=Stage.DECIDING)
    category = await people.category(db, edition)
    nominees = [
        await people.nominee(db, category, await people.company(db, edition, name))
        for name in ("Lomvi", "Utenfor")
    ]
    await people.shortlist(db, category, nominees[0])
    return Panel(member, edition, category, *nominees)


async def decide(
    db: Connection,
    panel: Panel,
    *,
    nominee: int | None = None,
    reason: dict[str, str] = REASON,
    version: int = 0,
) -> None:
    async with db.transaction():
        await decisions.record(
            db,
            panel.member,
            panel.edition,
            panel.category,
            nominee=nominee or panel.lomvi,
            reason=reason,
            version=version,
        )


async def test_a_decision_has_a_winner_a_reason_and_a_place_in_the_log(
    db: Connection, panel: Panel
) -> None:
    await decide(db, panel)

    [made] = (await decisions.decisions(db, panel.edition)).values()
    assert (made.company, made.reason, made.decided_by) == ("Lomvi", REASON, "Tone")
    assert (made.version, made.stands) == (1, True)
    assert await people.deeds(db) == ["decision.recorded"]
    assert await decisions.missing(db, panel.edition) == []


async def test_the_winner_is_on_the_shortlist(db: Connection, panel: Panel) -> None:
    with pytest.raises(Invalid):
        await decide(db, panel, nominee=panel.outsider)

    assert await decisions.decisions(db, panel.edition) == {}


async def test_a_decision_needs_a_reason_in_the_first_language(
    db: Connection, panel: Panel
) -> None:
    with pytest.raises(Invalid):
        await decide(db, panel, reason={"en": "Only in English."})


async def test_of_two_who_decide_at_once_the_second_is_told(db: Connection, panel: Panel) -> None:
    await decide(db, panel)

    with pytest.raises(Conflict):
        await decide(db, panel, reason={"nb": "Noe annet."})

    await decide(db, panel, reason={"nb": "Noe annet."}, version=1)
    [made] = (await decisions.decisions(db, panel.edition)).values()
    assert (made.reason, made.version) == ({"nb": "Noe annet."}, 2)


@pytest.mark.parametrize("stage", [Stage.JUDGING, Stage.ANNOUNCED])
async def test_nothing_is_decided_before_judging_has_closed_or_after_the_announcement(
    db: Connection, panel: Panel, stage: Stage
) -> None:
    await db.execute("UPDATE editions SET stage = $1", stage)

    with pytest.raises(NotNow):
        await decide(db, panel)


async def test_a_second_round_makes_the_decision_of_the_first_fall(
    db: Connection, panel: Panel
) -> None:
    await decide(db, panel)
    await people.shortlist(db, panel.category, panel.lomvi, number=2)

    assert [one.id for one in await decisions.missing(db, panel.edition)] == [panel.category]


@pytest.mark.parametrize("state", ["approved", "scheduled"])
async def test_a_decision_that_is_about_to_be_announced_stays_as_it_was_approved(
    db: Connection, panel: Panel, state: str
) -> None:
    await decide(db, panel)
    await db.execute(
        """INSERT INTO announcements (edition, kind, state, slug, headline, written_by,
                                      approved_by, two_people, due)
           VALUES ($1, 'winner', $2, 'winner-1', '{"nb": "Lomvi"}', $3, $3, false,
                   clock_timestamp() + interval '1 day')""",
        panel.edition,
        state,
        panel.member.id,
    )

    with pytest.raises(NotNow):
        await decide(db, panel, reason={"nb": "Noe annet."}, version=1)
