"""The stages of an edition: what each allows, and which may follow which.

    draft -> nominating -> screening -> judging -> deciding -> announced -> archived
                 ^------------'            ^---------'
              (extended)              (second round)

Whatever depends on where we are in the year asks this module; nothing else compares stages.
"""

from datetime import datetime
from enum import Enum, StrEnum, auto

from awards.errors import N_, Closed, NotNow, NotYet


class Stage(StrEnum):
    DRAFT = "draft"
    NOMINATING = "nominating"
    SCREENING = "screening"
    JUDGING = "judging"
    DECIDING = "deciding"
    ANNOUNCED = "announced"
    ARCHIVED = "archived"


NAMES = {
    Stage.DRAFT: N_("Draft"),
    Stage.NOMINATING: N_("Nominations"),
    Stage.SCREENING: N_("Screening"),
    Stage.JUDGING: N_("Judging"),
    Stage.DECIDING: N_("Deciding"),
    Stage.ANNOUNCED: N_("Announced"),
    Stage.ARCHIVED: N_("Archived"),
}


class Action(Enum):
    SET_UP = auto()  # categories, languages
    SET_QUESTIONS = auto()  # until judging opens and cases freeze
    SET_PACE = auto()  # how the jury works, until judging closes
    SET_RULES = auto()  # criteria, weights, scales, what counts: sealed when judging opens
    CHANGE_SEALED_RULES = auto()  # weights, texts, quorum: a new version, with a reason
    MEND_TEXTS = auto()  # the introduction, labels and help
    PLAN = auto()  # move planned times
    SHOW_TO_PUBLIC = auto()  # the edition has public pages
    NOMINATE = auto()
    MEND_NOMINATION = auto()  # mend or withdraw one's own
    CONFIRM_NOMINATION = auto()  # within the window after the deadline too
    COMPLETE_CASE = auto()  # the company's own form
    SCREEN = auto()  # reject, declare ineligible, join companies
    AMEND_CASE = auto()  # cases are frozen: a correction is dated
    MAKE_SHORTLIST = auto()
    CHANGE_PANEL = auto()  # add, excuse, invite jurors
    ENTER_JURY_ROOM = auto()
    SCORE = auto()
    DECLARE_RECUSAL = auto()
    REMIND_JURORS = auto()
    SEE_STANDINGS = auto()
    DECIDE = auto()
    MEET = auto()  # the room of the meeting: the leader's, and staff's
    PREPARE_FEEDBACK = auto()  # its words and comments
    SEND_FEEDBACK = auto()  # to the companies that were judged
    WRITE_NEWS = auto()
    ANNOUNCE_WINNER = auto()
    SEE_WINNERS = auto()  # the public may
    OPEN_LINKS = auto()  # archived editions open no links


A = Action
_ALWAYS = {A.WRITE_NEWS, A.OPEN_LINKS}
_OURS = {A.MEND_TEXTS, A.PLAN}
_RUNNING = _ALWAYS | _OURS | {A.SHOW_TO_PUBLIC, A.CHANGE_PANEL, A.ENTER_JURY_ROOM}

ALLOWED: dict[Stage, frozenset[Action]] = {
    Stage.DRAFT: frozenset(
        _ALWAYS | _OURS | {A.SET_UP, A.SET_QUESTIONS, A.SET_RULES, A.SET_PACE, A.CHANGE_PANEL}
    ),
    Stage.NOMINATING: frozenset(
        _RUNNING
        | {A.SET_QUESTIONS, A.SET_RULES, A.NOMINATE, A.MEND_NOMINATION, A.CONFIRM_NOMINATION}
        | {A.COMPLETE_CASE, A.SCREEN, A.SET_PACE}
    ),
    Stage.SCREENING: frozenset(
        _RUNNING
        | {A.SET_QUESTIONS, A.SET_RULES, A.CONFIRM_NOMINATION, A.COMPLETE_CASE, A.SCREEN}
        | {A.MAKE_SHORTLIST, A.DECLARE_RECUSAL, A.SET_PACE}
    ),
    Stage.JUDGING: frozenset(
        _RUNNING
        | {A.SCORE, A.SET_PACE, A.DECLARE_RECUSAL, A.REMIND_JURORS, A.AMEND_CASE}
        | {A.CHANGE_SEALED_RULES}
    ),
    Stage.DECIDING: frozenset(
        _RUNNING
        | {A.SEE_STANDINGS, A.DECIDE, A.MEET, A.DECLARE_RECUSAL, A.ANNOUNCE_WINNER}
        | {A.AMEND_CASE, A.PREPARE_FEEDBACK}
    ),
    Stage.ANNOUNCED: frozenset(
        _RUNNING - {A.CHANGE_PANEL}
        | {A.SEE_STANDINGS, A.SEE_WINNERS, A.PREPARE_FEEDBACK, A.SEND_FEEDBACK}
    ),
    Stage.ARCHIVED: frozenset({A.WRITE_NEWS, A.SHOW_TO_PUBLIC, A.SEE_STANDINGS, A.SEE_WINNERS}),
}

ORDER = list(Stage)

# Moves back are honest where nothing was promised yet; each needs a reason.
BACK = {
    Stage.SCREENING: Stage.NOMINATING,
    Stage.DECIDING: Stage.JUDGING,
}

# The announcement, and nothing else, makes an edition announced.
BY_ANNOUNCEMENT = Stage.ANNOUNCED


def allows(stage: Stage, action: Action) -> bool:
    return action in ALLOWED[stage]


def require(stage: Stage, action: Action) -> None:
    """Refuse what the stage does not allow: too early, too late, or not at all."""
    if allows(stage, action):
        return
    later = ORDER[ORDER.index(stage) + 1 :]
    earlier = ORDER[: ORDER.index(stage)]
    if any(allows(other, action) for other in earlier):
        raise Closed
    if any(allows(other, action) for other in later):
        raise NotYet
    raise NotNow


def following(stage: Stage) -> Stage | None:
    after = ORDER[ORDER.index(stage) + 1 :]
    return after[0] if after else None


def before(due: datetime | None, now: datetime) -> None:
    """Refuse what comes at or after a planned time, whatever the stage says."""
    if due is not None and now >= due:
        raise Closed


def is_back(stage: Stage, target: Stage) -> bool:
    return BACK.get(stage) is target


def may_move(stage: Stage, target: Stage) -> bool:
    """By hand, or by plan; never to announced, which the announcement does."""
    if target is BY_ANNOUNCEMENT:
        return False
    return following(stage) is target or is_back(stage, target)


def reached(stage: Stage, other: Stage) -> bool:
    """True once the edition has come to ``other`` or gone past it."""
    return ORDER.index(stage) >= ORDER.index(other)
