"""The desk around every staff page: the menu, the year, who is signed in."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import pages, waiting
from awards.editions import Edition
from awards.errors import N_
from awards.rendering import translate
from awards.staff import Member, Role
from awards.waiting import Waiting

# (what it says, the name of its address), and outside of a year the role it needs.
OF_THE_YEAR = (
    (N_("This year"), "staff:year"),
    (N_("Nominations"), "staff:nominations"),
    (N_("Nominees"), "staff:nominees"),
    (N_("Jury"), "staff:panel"),
    (N_("Standings and decision"), "staff:standings"),
    (N_("News"), "staff:news"),
    (N_("Set-up"), "staff:edition"),
    (N_("Log"), "staff:log"),
    (N_("Downloads"), "staff:exports"),
)
OF_THE_AWARD = (
    (N_("Years"), "staff:home", Role.EDITOR),
    (N_("Letters"), "staff:letters", Role.EDITOR),
    (N_("Earlier winners"), "staff:past", Role.PUBLISHER),
    (N_("Channels"), "staff:channels", Role.ADMINISTRATOR),
    (N_("The award"), "staff:award", Role.ADMINISTRATOR),
    (N_("Staff and roles"), "staff:people", Role.ADMINISTRATOR),
    (N_("Help"), "staff:help", Role.EDITOR),
)

SET_UP = "staff/award.html"
# Pages that stand under another entry of the menu than their own address says.
ELSEWHERE = {"/companies/": "/nominees/", "/meeting": "/standings", "/feedback": "/standings"}

Entry = tuple[str, str, int | None, bool]
Menu = list[list[Entry]]  # what belongs to the year, what belongs to the award


async def page(
    request: Request,
    member: Member,
    edition: Edition | None,
    template: str,
    *,
    status: int = 200,
    **facts: Any,
) -> Response:
    """A staff page inside its desk; ``edition`` is None outside a year.

    Until the award is set up, the page that does so is the only one.
    """
    if (await pages.site(request)).award is None and template != SET_UP:
        return pages.see_other(request, "staff:award")
    spoken = pages.language(request, member.language)
    async with pages.transaction(request) as db:
        waits = await waiting.waiting(db, edition) if edition else None
    return await pages.page(
        request,
        template,
        status=status,
        own=member.language,
        staff=member,
        edition=edition,
        waits=waits,
        menu=_menu(request, spoken, member, edition, waits),
        home=pages.url(request, "staff:home"),
        years=pages.url(request, "staff:home"),
        leave=pages.url(request, "staff:leave"),
        **facts,
    )


def _menu(
    request: Request, spoken: str, member: Member, edition: Edition | None, waits: Waiting | None
) -> Menu:
    counts = _counts(waits)

    def entry(label: str, name: str, **params: int) -> Entry:
        href = pages.url(request, name, **params)
        return translate(spoken, label), href, counts.get(name), _is_here(request, href)

    of_the_award = [entry(label, name) for label, name, role in OF_THE_AWARD if member.may(role)]
    if edition is None:
        return [of_the_award]
    year = edition.year
    return [[entry(label, name, year=year) for label, name in OF_THE_YEAR], of_the_award]


def _counts(waits: Waiting | None) -> dict[str, int]:
    """What waits behind an entry, by the name of its address."""
    if waits is None:
        return {}
    return {
        "staff:nominations": waits.nominations,
        "staff:nominees": waits.uninformed + waits.asking,
        "staff:panel": waits.uninvited + waits.late + waits.flags + waits.interests,
        "staff:standings": waits.approvals,
        "staff:letters": waits.letters,
        "staff:news": waits.deliveries,
    }


def _is_here(request: Request, href: str) -> bool:
    path = request.url.path
    for part, place in ELSEWHERE.items():
        path = path.replace(part, place)
    return path == href or (not href.endswith("/") and path.startswith(f"{href}/"))
