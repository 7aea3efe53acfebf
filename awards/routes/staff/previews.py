"""What readers will see, before they see it: the public page and every letter."""

import base64
import hashlib
import html
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import award, doors, pages, specimens
from awards.database import Connection
from awards.editions import Edition
from awards.errors import N_, NotFound
from awards.rendering import Written
from awards.routes import home as readers_home
from awards.routes.staff import desk, previewing

STYLES = re.compile(r'\sstyle="([^"]*)"|<style[^>]*>(.*?)</style>', re.DOTALL)

LETTERS = {
    "nomination_received": N_("To the nominator: confirm your nomination"),
    "nomination_again": N_("To the nominator: you have nominated this company already"),
    "nomination_unfinished": N_("To the nominator: a nomination to go on with"),
    "nomination_asked": N_("To the nominator: we ask for more"),
    "company_invitation": N_("To the company: it is nominated"),
    "company_link": N_("To the company: a new link"),
    "company_let_in": N_("To the company: you are let in to its form"),
    "company_asks_in": N_("To the company: somebody asks to be let in"),
    "company_asked": N_("To the company: we ask for more"),
    "feedback": N_("To the company: what the jury thought"),
    "winner_check": N_("To the winner: a text to look through"),
    "follow_confirm": N_("To a follower: is the address yours"),
    "follow_call": N_("To a follower: nominations are open"),
    "follow_deadline": N_("To a follower: nominations close soon"),
    "juror_invitation": N_("To the juror: the invitation"),
    "juror_link": N_("To the juror: a new link"),
    "juror_reminder": N_("To the juror: a reminder"),
    "juror_extended": N_("To the juror: more time"),
    "juror_new_device": N_("To the juror: a new device"),
    "juror_receipt": N_("To the juror: the receipt of a ballot"),
    "juror_test": N_("To the staff: the jury's invitation, to try it"),
    "staff_sign_in": N_("To the staff: a sign-in link"),
    "staff_added": N_("To the staff: welcome"),
}


async def home(request: Request) -> Response:
    """The public page, as it will be the day nominations open."""
    async with pages.transaction(request) as db:
        edition = await previewing.opened(request, db)
        prize = await award.known(db)
        facts = await readers_home.year_facts(db, prize, edition, pages.language(request))
    return await previewing.page(
        request, "staff/preview_home.html", "staff:preview_home", edition, prize, facts
    )


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
    async with pages.transaction(request) as db:
        _, edition = await doors.desk(request, db)
        written = await _written(request, db, edition)
    return as_mail(written)


def as_mail(written: Written) -> Response:
    """A letter alone, as a mail program shows it; its own styles are allowed one by one."""
    allowed = " ".join(_allowed(written.html))
    policy = f"default-src 'none'; style-src 'unsafe-hashes' {allowed}; frame-ancestors 'none'"
    return Response(
        written.html, media_type="text/html", headers={"content-security-policy": policy}
    )


async def _written(request: Request, db: Connection, edition: Edition) -> Written:
    kind, spoken = request.path_params["kind"], request.path_params["spoken"]
    if kind not in LETTERS or spoken not in edition.languages:
        raise NotFound
    return await specimens.specimen(db, pages.settings(request), kind, spoken, edition)


def _allowed(page: str) -> list[str]:
    """A source for the policy for each style the letter carries in itself."""
    styles = {html.unescape(one) or two for one, two in STYLES.findall(page)}
    digests = (hashlib.sha256(style.encode()).digest() for style in sorted(styles))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


PATH = "/{year:year}/preview"
ONE = PATH + "/letters/{kind}/{spoken:language}"

routes: list[BaseRoute] = [
    Route(PATH + "/{language:language}/", home, name="preview_home"),
    Route(PATH + "/letters", all_letters, name="preview_letters"),
    Route(ONE, letter, name="preview_letter"),
    Route(ONE + "/html", letter_html, name="preview_letter_html"),
]
