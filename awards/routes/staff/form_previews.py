"""Forms before anybody gets them: as the nominator, the company and the juror will see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, completeness, editions, forms, pages, questions, words
from awards.award import Award
from awards.database import Connection
from awards.editions import Category, Edition
from awards.errors import NotFound
from awards.forms import Error, Typed
from awards.questions import Form, Question
from awards.rendering import translate
from awards.routes import nominating
from awards.routes.nominating import Attempt
from awards.routes.nominee.parts import TITLES
from awards.routes.staff import fields, previewing, sample_case


@dataclass(frozen=True)
class Previewed:
    """An edition's forms, and the category that somebody is nominated in."""

    edition: Edition
    prize: Award
    categories: list[Category]
    category: Category | None
    own: list[Question]
    nominators: list[Question]


async def nominator(request: Request) -> Response:
    async with pages.transaction(request) as db:
        edition = await previewing.opened(request, db)
        prize = await award.known(db)
        shape = await nominating.shape(db, edition)
    facts = nominating.facts(shape, Attempt(), pages.language(request))
    return await previewing.page(
        request, "staff/preview_form.html", "staff:preview_form", edition, prize, facts
    )


async def company(request: Request) -> Response:
    """The company's own form, as one that is nominated in a category gets it."""
    async with pages.transaction(request) as db:
        found = await _previewed(request, db)
    asked = request.query_params.multi_items()
    typed = Typed([(words.clean(name), words.clean(text)) for name, text in asked])
    facts = _tried(found, typed, pages.language(request))
    return await _page(request, "company", found, facts)


def _tried(found: Previewed, typed: Typed, spoken: str) -> dict[str, Any]:
    """What staff have tried in the form: nothing of it is kept."""
    years = questions.years(found.edition.year)
    chosen = [found.category.id] if found.category else []
    asked = questions.asked(found.own, chosen[0] if chosen else None)
    bodies = {one.id: questions.body(one, typed, years) for one in asked}
    checked = completeness.check(asked, bodies, chosen, [])
    faults = checked.faults if typed["do"] == "check" else {}
    return {
        "sections": [(_title(part.key, found, spoken), part.questions) for part in checked.parts],
        "values": fields.values(typed),
        "errors": forms.said({name: Error(*fault) for name, fault in faults.items()}, spoken),
        "labels": {
            name: words.choose(one.label, spoken)[0]
            for one in asked
            for name in (one.field, *(f"{one.field}-{year}" for year in years))
        },
        "first": found.edition.first_language,
        "years": years,
        "computed": questions.computed(asked, bodies, years),
        "explaining": questions.explaining,
        "unmet": checked.unmet,
        "ruled": [one for one in asked if one.rule],
    }


async def juror(request: Request) -> Response:
    """A case with an answer to every question, as a juror reads it."""
    async with pages.transaction(request) as db:
        found = await _previewed(request, db)
    if found.category is None:
        return await _page(request, "case", found, {"case": None})
    made = sample_case.case(
        found.edition,
        found.category,
        found.own,
        found.nominators,
        pages.language(request),
        datetime.now(UTC),
    )
    return await _page(request, "case", found, {"case": made})


async def _previewed(request: Request, db: Connection) -> Previewed:
    edition = await previewing.opened(request, db)
    categories = await editions.categories(db, edition.id)
    wanted = request.query_params.get("category", "")
    chosen = [one for one in categories if str(one.id) == wanted] if wanted else categories
    if wanted and not chosen:
        raise NotFound
    return Previewed(
        edition=edition,
        prize=await award.known(db),
        categories=categories,
        category=chosen[0] if chosen else None,
        own=await editions.asked(db, edition.id, Form.COMPANY),
        nominators=await editions.asked(db, edition.id),
    )


def _title(key: str, found: Previewed, spoken: str) -> str:
    if key in TITLES:
        return translate(spoken, TITLES[key])
    return words.choose(found.category.name, spoken)[0] if found.category else ""


async def _page(
    request: Request, what: str, found: Previewed, facts: Mapping[str, Any]
) -> Response:
    name = f"staff:preview_{what}"
    here = pages.url(request, name, year=found.edition.year, language=pages.language(request))
    ways = [(f"{here}?category={one.id}", one) for one in found.categories]
    return await previewing.page(
        request,
        f"staff/preview_{what}.html",
        name,
        found.edition,
        found.prize,
        {"menu": [], "ways": ways, "category": found.category, **facts},
    )


PATH = "/{year:year}/preview/{language:language}"

routes: list[BaseRoute] = [
    Route(PATH + "/nominate", nominator, name="preview_form"),
    Route(PATH + "/company", company, name="preview_company"),
    Route(PATH + "/case", juror, name="preview_case"),
]
