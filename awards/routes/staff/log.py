"""The audit log as staff read it: who did what, when, and why."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import audit, award, doors, logbook, pages, stages, words
from awards.audit import PAGE, Event
from awards.deeds import DEEDS
from awards.editions import Edition
from awards.errors import N_
from awards.routes.staff import desk, lists
from awards.staff import Role

EXPORTING = 60.0  # seconds for the whole log: it grows with the years

# What the noun of a subject is called: its number stands behind it.
SUBJECTS = {
    "announcement": N_("Announcement"),
    "ballot": N_("Ballot"),
    "category": N_("Category"),
    "company": N_("Company"),
    "contributor": N_("Person at a company"),
    "criterion": N_("Criterion"),
    "edition": N_("The year"),
    "flag": N_("Question from a juror"),
    "juror": N_("Juror"),
    "letter": N_("Letter"),
    "nomination": N_("Nomination"),
    "nominee": N_("Nominee"),
    "question": N_("Question"),
    "recusal": N_("Recusal"),
    "staff": N_("Staff member"),
    "award": N_("The award"),
}

# The noun of a subject -> the page about it, and what its number is called there.
PAGES = {
    "announcement": ("staff:announcement", "id"),
    "category": ("staff:category", "category"),
    "company": ("staff:company", "company"),
    "juror": ("staff:juror", "juror"),
    "nomination": ("staff:nomination", "nomination"),
    "nominee": ("staff:nominee", "nominee"),
    "question": ("staff:question", "question"),
}


async def log(request: Request) -> Response:
    deed = lists.line(request.query_params, "deed")
    below = words.whole(request.query_params.get("below"))
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        prize = await award.known(db)
        events = await audit.page(db, edition.id, deed=deed, below=below)
        deeds = await audit.deeds(db, edition.id)
    return await desk.page(
        request,
        member,
        edition,
        "staff/log.html",
        award=prize,
        events=events[:PAGE],
        more=len(events) > PAGE,
        deed=deed,
        below=below,
        deeds=deeds,
        words=DEEDS,
        names=stages.NAMES,
        subjects=SUBJECTS,
        places=_places(request, edition, events),
        exports=member.may(Role.ADMINISTRATOR),
    )


async def export(request: Request) -> Response:
    """The whole log, of every year: it is one chain. What ballots say is not in it."""
    async with pages.transaction(request, EXPORTING) as db:
        member, _ = await doors.desk(request, db, Role.ADMINISTRATOR)
        log = "".join([piece async for piece in logbook.export(db, member.actor)])
    headers = {"content-disposition": 'attachment; filename="log.json"'}
    return Response(log, headers=headers, media_type="application/json")


def _places(request: Request, edition: Edition, events: list[Event]) -> dict[str, str]:
    """Subject -> the address of its page, where it has one and is still there."""
    found = {}
    for event in events:
        noun, _, number = event.subject.partition(":")
        if event.named and noun in PAGES:
            name, called = PAGES[noun]
            params = {"year": edition.year, called: int(number)}
            found[event.subject] = pages.url(request, name, **params)
    return found


routes: list[BaseRoute] = [
    Route("/{year:year}/log", log, name="log"),
    Route("/{year:year}/log/export", export, name="export_log", methods=["POST"]),
]
