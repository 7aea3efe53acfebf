"""Where the year stands, as readers are told: what is going on, and what comes next, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from awards import rendering, stages
from awards.editions import Edition
from awards.errors import N_
from awards.routes import lobby
from awards.stages import Action, Stage


@dataclass(frozen=True)
class Season:
    """A stage of the year in words, and the planned move that readers wait for in it."""

    state: str
    lead: str = ""
    awaited: Stage | None = Stage.ANNOUNCED


TOLD = Season(N_("Announced"), awaited=None)
SEASONS = {
    Stage.DRAFT: Season(
        N_("Opens later"),
        N_(
            "The year is being prepared. When nominations open, anybody can propose a company here."
        ),
        Stage.NOMINATING,
    ),
    Stage.NOMINATING: Season(N_("Open for nominations"), awaited=Stage.SCREENING),
    Stage.SCREENING: Season(
        N_("Nominations are closed"),
        N_(
            "Thank you to all who nominated. The nominated companies are gone through now,"
            " and the jury gets its list."
        ),
    ),
    Stage.JUDGING: Season(
        N_("The jury is at work"),
        N_(
            "Each juror judges each nominated company on the list alone, against the same criteria."
        ),
    ),
    Stage.DECIDING: Season(
        N_("The jury is deciding"),
        N_("The scores are in, and the jury decides. The winner is told here."),
    ),
    Stage.ANNOUNCED: TOLD,
    Stage.ARCHIVED: TOLD,
}

# What the next move is to a reader, and how near it is: today, tomorrow, in some days.
NEXT = {
    Stage.NOMINATING: N_("Opens"),
    Stage.SCREENING: N_("Deadline"),
    Stage.ANNOUNCED: N_("The winner is announced"),
}
NEAR = {
    Stage.NOMINATING: (N_("Opens today"), N_("Opens tomorrow"), N_("Opens in %(days)s days")),
    Stage.SCREENING: (N_("Closes today"), N_("Closes tomorrow"), N_("Closes in %(days)s days")),
}


def facts(
    edition: Edition,
    due: Mapping[Stage, datetime],
    spoken: str,
    zone: str,
    today: date | None = None,
) -> dict[str, Any]:
    """What a page says of the year. How near a move is, only a page made anew each day can say."""
    season = SEASONS[edition.stage]
    lead = edition.introduction if edition.allows(Action.NOMINATE) else {}
    return {
        "awaited": not edition.allows(Action.SEE_WINNERS),
        "state": rendering.translate(spoken, season.state),
        "lead": lead or ({spoken: rendering.translate(spoken, season.lead)} if season.lead else {}),
        "coming": _coming(season.awaited, due, spoken, zone, today),
        "nominates": lobby.nominates(edition, spoken),
    }


def _coming(
    stage: Stage | None, due: Mapping[Stage, datetime], spoken: str, zone: str, today: date | None
) -> dict[str, Any] | None:
    """The next move with its moment; none where its day has gone by without it."""
    if stage is None or stage not in due:
        return None
    days = (due[stage].astimezone(ZoneInfo(zone)).date() - today).days if today else None
    if days is not None and days < 0:
        return None
    return {
        "label": rendering.translate(spoken, NEXT[stage]),
        "due": due[stage],
        "near": _near(stage, days, spoken),
        "told": stage is stages.BY_ANNOUNCEMENT,
    }


def _near(stage: Stage, days: int | None, spoken: str) -> str:
    if days is None or stage not in NEAR:
        return ""
    return rendering.translate(spoken, NEAR[stage][min(days, 2)], days=days)
