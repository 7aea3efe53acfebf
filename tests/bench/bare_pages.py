"""The jury's pages as the bare program makes them: rows fetched, then plain Jinja, nothing kept.

So that both sides answer with the same HTML, the service itself is asked for each page once, at
start, and what it gave to its template is written down. From then on nothing of the service is
used but the template: each request checks a signed link, fetches a juror's rows - as many as the
page shows, by one query of the program's own - and renders the whole page with plain Jinja.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from awards import database, rendering
from awards.app import create_app
from awards.settings import Settings
from tests.service import KEY

SECRET = "a-key-of-the-benchmark-only"
MONTH = 30 * 24 * 3600
ROWS = """
  SELECT finalist.id, finalist.name, finalist.organisation, finalist.summary, comment.body,
         given.scores
    FROM finalist
    LEFT JOIN comment ON comment.finalist = finalist.id AND comment.juror = $1
    LEFT JOIN (SELECT finalist, array_agg(value ORDER BY criterion) AS scores
                 FROM score WHERE juror = $1 GROUP BY finalist) AS given
           ON given.finalist = finalist.id
ORDER BY finalist.id"""

in_link = URLSafeTimedSerializer(SECRET, salt="juror")


@dataclass(frozen=True)
class Original:
    """Where the service and its pages are: the cookie opens them."""

    dsn: str
    base_url: str
    cookie: str
    paths: Mapping[str, str]  # of a page, by its name


@dataclass(frozen=True)
class Pattern:
    """A page of the service: its template, and what was put in."""

    template: str
    language: str
    facts: Mapping[str, Any]


async def patterns(original: Original) -> dict[str, Pattern]:
    """What the service gives to its templates when a juror asks for the pages."""
    pool = await database.open_pool(original.dsn, 1)
    app = create_app(Settings(original.dsn, original.base_url, (KEY,)), pool)
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url=original.base_url) as browser:
            browser.cookies.set("juror", original.cookie)
            return {name: await _pattern(browser, path) for name, path in original.paths.items()}
    finally:
        await pool.close()


async def _pattern(browser: httpx.AsyncClient, path: str) -> Pattern:
    given: list[Pattern] = []
    render = rendering.page

    def note(template: str, language: str, **facts: Any) -> str:
        given.append(Pattern(template, language, facts))
        return render(template, language, **facts)

    rendering.page = note
    try:
        (await browser.get(path)).raise_for_status()
    finally:
        rendering.page = render
    [found] = given
    return found


async def page(request: Request) -> Response:
    try:
        juror = in_link.loads(request.path_params["token"], max_age=MONTH)
    except BadSignature:
        return PlainTextResponse("no such link", 403)
    rows = await request.app.state.pool.fetch(ROWS, juror)
    made: Pattern = request.app.state.patterns[request.path_params["page"]]
    text = rendering.page(made.template, made.language, **made.facts, fetched=rows)
    return HTMLResponse(text)


route = Route("/jury/{page}/{token}", page)
