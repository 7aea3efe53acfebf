"""The years of the award, a new one, and the help that says how a year goes."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, editions, forms, pages, programme, stages, waiting
from awards.errors import N_
from awards.forms import Whole
from awards.rendering import LANGUAGES
from awards.routes.staff import desk, fields
from awards.routes.staff.fields import Shown

LABELS = {"year": N_("Year"), "languages": N_("Languages")}


class Begun(forms.Form):
    year: Whole
    languages: list[str]


async def home(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db)
        years = await editions.editions(db)
        wait = {one.id: (await waiting.waiting(db, one)).total for one in years}
    return await desk.page(
        request, member, None, "staff/home.html", all_years=years, wait=wait, names=stages.NAMES
    )


async def guide(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db)
    return await desk.page(request, member, None, "staff/help.html", names=stages.NAMES)


async def new_year(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member = await doors.member(request, db)
        prize = await award.known(db)
        years = await editions.editions(db)
    year = str(years[0].year + 1) if years else ""
    shown = Shown({"year": year, "languages": " ".join(prize.languages)})
    return await fields.page(
        request, member, None, "staff/new_year.html", shown, languages=prize.languages
    )


async def begin(request: Request) -> Response:
    typed = await pages.form(request, LABELS)
    async with pages.transaction(request) as db:
        member = await doors.member(request, db)
        prize = await award.known(db)
        begun, errors = forms.read(Begun, typed)
        errors |= _faults(begun)
        if begun and not errors:
            chosen = [code for code in prize.languages if code in begun.languages]
            await programme.begin(db, member.actor, begun.year, chosen or list(prize.languages))
    if begun and not errors:
        return pages.see_other(request, "staff:edition", year=begun.year)
    shown = fields.again(typed, 0, errors)
    return await fields.page(
        request, member, None, "staff/new_year.html", shown, languages=prize.languages
    )


def _faults(begun: Begun | None) -> forms.Errors:
    if begun is None:
        return {}
    if not 1900 <= begun.year <= 2999:
        return forms.wrong("year", N_("Write the year with four digits, like 2027."))
    if not set(begun.languages) & set(LANGUAGES):
        return forms.wrong("languages", forms.SENTENCES["too_short"])
    return {}


routes: list[BaseRoute] = [
    Route("/", home, name="home"),
    Route("/help", guide, name="help"),
    Route("/years/new", new_year, name="new_year"),
    Route("/years/new", begin, methods=["POST"], name="begin"),
]
