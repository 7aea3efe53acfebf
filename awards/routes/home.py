"""The award's own page, through the year."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from awards import archive, editions, formats, news, pages, rendering, stages, years
from awards.archive import Won
from awards.award import Award
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_
from awards.news import Item
from awards.routes import heads, lobby, readers, season
from awards.site import Site
from awards.stages import Action, Stage

NEWEST = 3  # news items on the award's own page
PAST_YEARS = 8

# The stages that the line of the year shows; the last of them is done once it is reached.
LINE = {
    Stage.NOMINATING: N_("Nominations"),
    Stage.SCREENING: N_("The review"),
    Stage.JUDGING: N_("The jury judges"),
    Stage.DECIDING: N_("The jury decides"),
    Stage.ANNOUNCED: N_("The winner"),
}

NOTHING: dict[str, Any] = {
    "awaited": True,
    "state": "",
    "lead": {},
    "coming": None,
    "nominates": False,
    "line": [],
    "contests": [],
    "scored": [],
    "past": [],
    "items": [],
    "told": None,
    "photo": "",
}


async def home(request: Request) -> Response:
    around = await pages.site(request)
    spoken = lobby.require_spoken(request, lobby.offered(around))
    today = _today(around.award)

    async def make(site: Site) -> bytes:
        facts: dict[str, Any] = NOTHING
        if site.award:
            async with pages.transaction(request) as db:
                facts = await _facts(db, site, site.award, spoken, today)
        frame = {**lobby.frame(request, site), "head": heads.home(request, site)}
        return (await pages.text_of(request, "public/home.html", spoken, **frame, **facts)).encode()

    # It says how many days are left, so that each day has a page of its own.
    page = await request.app.state.watch.page(f"home {spoken} {today}", make)
    return pages.kept(request, page, "text/html")


def _today(award: Award | None) -> date:
    """The day it is where the award is held. It is only said; no deadline hangs on it."""
    return datetime.now(ZoneInfo(award.zone) if award else UTC).date()


async def _facts(
    db: Connection, site: Site, award: Award, spoken: str, today: date
) -> dict[str, Any]:
    """A draft shows when it opens, and nothing of what is being set up."""
    edition = site.current
    won, _ = await archive.page(db, site.editions, award.first_language)
    earlier = _by_year([one for one in won if edition is None or one.year != edition.year])
    facts = {
        **NOTHING,
        "past": list(earlier.items())[:PAST_YEARS],
        "items": (await news.items(db, spoken))[:NEWEST],
    }
    if edition is None:
        return facts
    if edition.allows(Action.SEE_WINNERS):
        facts |= _told(await news.about_the_winner(db, spoken, edition.year))
    return {**facts, **await year_facts(db, award, edition, spoken, today)}


def _told(item: Item | None) -> dict[str, Any]:
    """The news about the winner, and the address of its picture."""
    photo = readers.picture(item.year, item.image) if item and item.image else ""
    return {"told": item, "photo": photo}


def _by_year(won: list[Won]) -> dict[int, list[Won]]:
    years: dict[int, list[Won]] = {}
    for one in won:
        years.setdefault(one.year, []).append(one)
    return years


async def year_facts(
    db: Connection, award: Award, edition: Edition, spoken: str, today: date | None = None
) -> dict[str, Any]:
    planned = await editions.timetable(db, edition.id)
    due = {stage: move.due for stage, move in planned.items()}
    facts = season.facts(edition, due, spoken, award.zone, today)
    if not edition.allows(Action.SHOW_TO_PUBLIC):
        return facts
    year = await years.year(db, edition)
    return {
        **facts,
        "line": _line(award, edition, due, spoken),
        "contests": year.contests,
        "scored": year.scored,
    }


def _line(
    award: Award, edition: Edition, due: Mapping[Stage, datetime], spoken: str
) -> list[tuple[str, str, str]]:
    return [
        (
            rendering.translate(spoken, name),
            _when(award, edition.stage, stage, due, spoken),
            _progress(edition.stage, stage),
        )
        for stage, name in LINE.items()
    ]


def _when(
    award: Award, reached: Stage, stage: Stage, due: Mapping[Stage, datetime], spoken: str
) -> str:
    """Of the stage we are in readers want to know when it ends; of the others, when they begin."""
    following = stages.following(stage)
    if stage == reached and following in due and following in LINE:
        day = formats.day(spoken, due[following], award.zone)
        return rendering.translate(spoken, N_("until %(day)s"), day=day)
    if stage not in due:
        return ""
    day = formats.day(spoken, due[stage], award.zone)
    return rendering.translate(spoken, N_("from %(day)s"), day=day) if following in LINE else day


def _progress(reached: Stage, stage: Stage) -> str:
    following = stages.following(stage)
    last = following not in LINE
    if stages.reached(reached, stage) and (last or stages.reached(reached, following or stage)):
        return "past"
    return "now" if stages.reached(reached, stage) else "next"
