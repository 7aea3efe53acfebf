"""The desk around every staff page: the menu, the year, who is signed in."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from awards import pages
from awards.editions import Edition
from awards.errors import N_
from awards.rendering import translate
from awards.staff import Member, Role

# (what it says, the name of its address, the role it needs), in an edition and outside.
OF_THE_YEAR = (
    (N_("This year"), "staff:year", Role.EDITOR),
    (N_("Nominations"), "staff:nominations", Role.EDITOR),
    (N_("Nominees"), "staff:nominees", Role.EDITOR),
    (N_("Jury"), "staff:panel", Role.EDITOR),
    (N_("Standings and decision"), "staff:standings", Role.EDITOR),
    (N_("News"), "staff:news", Role.EDITOR),
    (N_("Set-up"), "staff:edition", Role.EDITOR),
    (N_("Log"), "staff:log", Role.EDITOR),
)
OF_THE_AWARD = (
    (N_("Years"), "staff:home", Role.EDITOR),
    (N_("Letters"), "staff:letters", Role.EDITOR),
    (N_("The award"), "staff:award", Role.ADMINISTRATOR),
    (N_("Staff and roles"), "staff:people", Role.ADMINISTRATOR),
)

SET_UP = "staff/award.html"

Menu = list[tuple[str, str, int | None, bool]]


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
    return await pages.page(
        request,
        template,
        status=status,
        own=member.language,
        staff=member,
        edition=edition,
        menu=_menu(request, spoken, member, edition),
        home=pages.url(request, "staff:home"),
        years=pages.url(request, "staff:home"),
        leave=pages.url(request, "staff:leave"),
        **facts,
    )


def _menu(request: Request, spoken: str, member: Member, edition: Edition | None) -> Menu:
    entries: Menu = []
    for places, year in ((OF_THE_YEAR, edition and edition.year), (OF_THE_AWARD, 0)):
        for label, name, role in places:
            if year is not None and member.may(role):
                href = pages.url(request, name, **({"year": year} if year else {}))
                entries.append((translate(spoken, label), href, None, _is_here(request, href)))
    return entries


def _is_here(request: Request, href: str) -> bool:
    path = request.url.path
    return path == href or (not href.endswith("/") and path.startswith(f"{href}/"))
