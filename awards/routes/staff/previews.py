"""What readers will see, before they see it: the public page, the form, and every letter."""

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, editions, letters, pages
from awards.award import Award
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_, NotFound
from awards.forms import Typed
from awards.rendering import Written
from awards.routes import lobby, public
from awards.routes.nominate import Shape
from awards.routes.staff import desk
from awards.stages import Action, Stage

STYLES = re.compile(r'\sstyle="([^"]*)"|<style[^>]*>(.*?)</style>', re.DOTALL)

LETTERS = {
    "nomination_received": N_("To the nominator: confirm your nomination"),
    "nomination_again": N_("To the nominator: you have nominated this company already"),
    "juror_invitation": N_("To the juror: the invitation"),
    "juror_link": N_("To the juror: a new link"),
    "juror_reminder": N_("To the juror: a reminder"),
    "juror_receipt": N_("To the juror: the receipt of a ballot"),
    "staff_sign_in": N_("To the staff: a sign-in link"),
    "staff_added": N_("To the staff: welcome"),
}


async def home(request: Request) -> Response:
    """The public page, as it will be the day nominations open."""
    async with pages.transaction(request) as db:
        edition = await _opened(request, db)
        prize = await award.known(db)
        facts = await public.year_facts(db, prize, edition, pages.language(request))
    return await _public(
        request, "staff/preview_home.html", "staff:preview_home", edition, prize, facts
    )


async def form(request: Request) -> Response:
    async with pages.transaction(request) as db:
        edition = await _opened(request, db)
        prize = await award.known(db)
        planned = await editions.timetable(db, edition.id)
        shape = Shape(
            await editions.categories(db, edition.id),
            await editions.questions(db, edition.id),
            planned[Stage.SCREENING].due if Stage.SCREENING in planned else None,
        )
    facts = {"shape": shape, "typed": Typed([]), "errors": {}, "form_key": "", "spent": False}
    return await _public(
        request, "staff/preview_form.html", "staff:preview_form", edition, prize, facts
    )


async def _opened(request: Request, db: Connection) -> Edition:
    """The edition of the address as readers get it: a draft is shown as if it were open."""
    _, edition = await doors.desk(request, db)
    lobby.require_spoken(request, edition.languages)
    if edition.allows(Action.SHOW_TO_PUBLIC):
        return edition
    return replace(edition, stage=Stage.NOMINATING)


async def _public(
    request: Request,
    template: str,
    name: str,
    edition: Edition,
    prize: Award,
    facts: Mapping[str, Any],
) -> Response:
    around = await pages.site(request)
    switch = [
        (code, pages.url(request, name, year=edition.year, language=code), pages.NAMES[code])
        for code in edition.languages
    ]
    frame = {**lobby.frame(request, around), "switch": switch, "award": prize, "edition": edition}
    return await pages.page(request, template, **{**public.NOTHING, **frame, **facts})


async def all_letters(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
    return await desk.page(
        request,
        member,
        edition,
        "staff/preview_letters.html",
        kinds=LETTERS,
        languages=[(code, pages.NAMES.get(code, code)) for code in edition.languages],
    )


async def letter(request: Request) -> Response:
    async with pages.transaction(request) as db:
        member, edition = await doors.desk(request, db)
        written = await _written(request, db, edition)
    return await desk.page(
        request,
        member,
        edition,
        "staff/preview_letter.html",
        written=written,
        kind=request.path_params["kind"],
        title=LETTERS[request.path_params["kind"]],
        written_in=request.path_params["spoken"],
    )


async def letter_html(request: Request) -> Response:
    """The letter alone, as a mail program shows it; its own styles are allowed one by one."""
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        written = await _written(request, db, edition)
    allowed = " ".join(_allowed(written.html))
    policy = f"default-src 'none'; style-src 'unsafe-hashes' {allowed}; frame-ancestors 'none'"
    return Response(
        written.html, media_type="text/html", headers={"content-security-policy": policy}
    )


async def _written(request: Request, db: Connection, edition: Edition) -> Written:
    kind, spoken = request.path_params["kind"], request.path_params["spoken"]
    if kind not in LETTERS or spoken not in edition.languages:
        raise NotFound
    return await letters.preview(db, pages.settings(request), kind, spoken, edition)


def _allowed(page: str) -> list[str]:
    """A source for the policy for each style the letter carries in itself."""
    styles = {html.unescape(one) or two for one, two in STYLES.findall(page)}
    digests = (hashlib.sha256(style.encode()).digest() for style in sorted(styles))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


PATH = "/{year:year}/preview"
ONE = PATH + "/letters/{kind}/{spoken:language}"

routes: list[BaseRoute] = [
    Route(PATH + "/{language:language}/", home, name="preview_home"),
    Route(PATH + "/{language:language}/nominate", form, name="preview_form"),
    Route(PATH + "/letters", all_letters, name="preview_letters"),
    Route(ONE, letter, name="preview_letter"),
    Route(ONE + "/html", letter_html, name="preview_letter_html"),
]
