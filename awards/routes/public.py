"""The award's own page and what it promises about privacy; the public's other pages are beside."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import editions, formats, news, pages, rendering, stages
from awards.award import Award
from awards.database import Connection
from awards.editions import Criterion, Edition, Texts
from awards.errors import N_, NotFound
from awards.news import Contest
from awards.routes import companies, going_on, lobby, nominate, own_nominations
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


async def home(request: Request) -> Response:
    around = await pages.site(request)
    spoken = lobby.require_spoken(request, lobby.offered(around))

    async def make(site: Site) -> bytes:
        facts: dict[str, Any] = NOTHING
        if site.award and site.current:
            async with pages.transaction(request) as db:
                facts = await _facts(db, site, site.award, site.current, spoken)
        frame = lobby.frame(request, site)
        return (await pages.text_of(request, "public/home.html", spoken, **frame, **facts)).encode()

    page = await request.app.state.watch.page(f"home {spoken}", make)
    return pages.kept(request, page, "text/html")


async def privacy(request: Request) -> Response:
    around = await pages.site(request)
    spoken = lobby.require_spoken(request, lobby.offered(around))
    if around.award is None:
        raise NotFound

    async def make(site: Site) -> bytes:
        frame = lobby.frame(request, site)
        return (await pages.text_of(request, "public/privacy.html", spoken, **frame)).encode()

    page = await request.app.state.watch.page(f"privacy {spoken}", make)
    return pages.kept(request, page, "text/html")


NOTHING: dict[str, Any] = {
    "stage": "",
    "nominates": False,
    "due": {},
    "line": [],
    "contests": [],
    "scored": [],
    "past": [],
    "items": [],
}


async def _facts(
    db: Connection, site: Site, award: Award, edition: Edition, spoken: str
) -> dict[str, Any]:
    """A draft shows when it opens, and nothing of what is being set up."""
    announced = [one for one in site.editions if one.allows(Action.SEE_WINNERS)]
    before = [one for one in announced if one.id != edition.id][:PAST_YEARS]
    facts = {
        **NOTHING,
        "past": [await news.year(db, one) for one in before],
        "items": (await news.items(db, spoken))[:NEWEST],
    }
    return {**facts, **await year_facts(db, award, edition, spoken)}


async def year_facts(db: Connection, award: Award, edition: Edition, spoken: str) -> dict[str, Any]:
    planned = await editions.timetable(db, edition.id)
    due = {stage: move.due for stage, move in planned.items()}
    facts = lobby.moments(edition, due, spoken)
    if not edition.allows(Action.SHOW_TO_PUBLIC):
        return facts
    year = await news.year(db, edition)
    return {
        **facts,
        "line": _line(award, edition, due, spoken),
        "contests": year.contests,
        "scored": _scored(year.contests),
    }


def _line(
    award: Award, edition: Edition, due: dict[Stage, datetime], spoken: str
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
    award: Award, reached: Stage, stage: Stage, due: dict[Stage, datetime], spoken: str
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


def _scored(contests: list[Contest]) -> list[tuple[list[Texts], list[Criterion]]]:
    """The criteria, once for all categories that are scored alike."""
    alike: dict[str, tuple[list[Texts], list[Criterion]]] = {}
    for contest in contests:
        key = str([(one.name, one.help, one.weight) for one in contest.criteria])
        alike.setdefault(key, ([], contest.criteria))[0].append(contest.category.name)
    return [(names, criteria) for names, criteria in alike.values() if criteria]


routes: list[BaseRoute] = [
    Route("/", home, name="home"),
    Route("/privacy", privacy, name="privacy"),
    *companies.routes,
    *nominate.routes,
    *going_on.routes,
    *own_nominations.routes,
]
