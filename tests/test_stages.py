"""What each stage allows, and which stage may follow which."""

from datetime import UTC, datetime, timedelta

import pytest

from awards import stages
from awards.errors import Closed, NotNow, NotYet
from awards.stages import ORDER, Action, Stage


def allowing(action: Action) -> list[str]:
    return [stage.value for stage in ORDER if stages.allows(stage, action)]


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        (Action.SET_UP, ["draft"]),
        (Action.SET_RULES, ["draft", "nominating", "screening"]),
        (Action.SET_PACE, ["draft", "nominating", "screening", "judging"]),
        (Action.NOMINATE, ["nominating"]),
        (Action.MEND_NOMINATION, ["nominating"]),
        (Action.CONFIRM_NOMINATION, ["nominating", "screening"]),
        (Action.MAKE_SHORTLIST, ["screening"]),
        (Action.SCORE, ["judging"]),
        (Action.DECIDE, ["deciding"]),
        (Action.ANNOUNCE_WINNER, ["deciding"]),
        (Action.SEE_STANDINGS, ["deciding", "announced", "archived"]),
        (Action.SEE_WINNERS, ["announced", "archived"]),
    ],
)
def test_what_decides_the_award_is_possible_only_in_its_own_stages(
    action: Action, allowed: list[str]
) -> None:
    assert allowing(action) == allowed


@pytest.mark.parametrize("action", [Action.OPEN_LINKS, Action.MEND_TEXTS, Action.PLAN])
def test_an_archived_year_opens_no_links_and_changes_no_more(action: Action) -> None:
    assert allowing(action) == [stage.value for stage in ORDER if stage is not Stage.ARCHIVED]


def test_a_draft_is_not_shown_to_the_public() -> None:
    assert allowing(Action.SHOW_TO_PUBLIC) == [stage.value for stage in ORDER[1:]]


def test_every_stage_says_what_it_allows_and_has_a_name() -> None:
    assert stages.ALLOWED.keys() == stages.NAMES.keys() == set(Stage)


def test_a_refusal_says_whether_it_is_too_early_or_too_late() -> None:
    with pytest.raises(NotYet):
        stages.require(Stage.DRAFT, Action.NOMINATE)
    with pytest.raises(Closed):
        stages.require(Stage.JUDGING, Action.NOMINATE)
    stages.require(Stage.NOMINATING, Action.NOMINATE)


def test_the_year_moves_one_stage_at_a_time_and_back_only_where_it_is_honest() -> None:
    moves = [(a.value, b.value) for a in ORDER for b in ORDER if stages.may_move(a, b)]

    assert moves == [
        ("draft", "nominating"),
        ("nominating", "screening"),
        ("screening", "nominating"),
        ("screening", "judging"),
        ("judging", "deciding"),
        ("deciding", "judging"),
        ("announced", "archived"),
    ]


def test_nothing_but_the_announcement_makes_a_year_announced() -> None:
    assert not any(stages.may_move(stage, Stage.ANNOUNCED) for stage in ORDER)


def test_a_deadline_closes_at_its_very_instant(year: int) -> None:
    due = datetime(year, 9, 17, 10, tzinfo=UTC)

    stages.before(due, due - timedelta(microseconds=1))
    stages.before(None, due)
    with pytest.raises(NotNow):
        stages.before(due, due)
