"""The reference program: bare Starlette and asyncpg do the same work, and nothing else.

No sessions, no languages, no gates, no audit of its own making. What stays is what the work is
made of: the form is read, the signed values are checked, the rows are written, then the answer.
"""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.bench import bare_pages
from tests.bench.bare_pages import MONTH, SECRET, Original, in_link
from tests.bench.empty import hello, serve

SCHEMA = Path(__file__).with_name("bare.sql")
POOL = 10  # connections, as many as a web process of the service has
LONGEST = 3000

in_form = URLSafeTimedSerializer(SECRET, salt="form")

CRITERIA = [1, 2, 3, 4, 5]
FIELDS = (
    *("nominee_name", "nominee_email", "organisation", "role", "title", "summary", "reasons"),
    *("link", "nominator_name", "nominator_email", "relation"),
)

NOMINATION = """
INSERT INTO nomination (award, category, nominee_name, nominee_email, organisation, role, title,
                        summary, reasons, link, nominator_name, nominator_email, relation)
VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"""
EVENT = "INSERT INTO event (actor, deed, subject, detail) VALUES ($1, $2, $3, $4::text::jsonb)"
LETTER = "INSERT INTO letter (recipient, kind, facts) VALUES ($1, $2, $3::text::jsonb)"
SAVE = """
WITH saved AS (
    INSERT INTO score (juror, finalist, criterion, value)
         SELECT $1, $2, given.criterion, given.value
           FROM unnest($3::integer[], $4::smallint[]) AS given (criterion, value)
    ON CONFLICT (juror, finalist, criterion)
      DO UPDATE SET value = excluded.value, changed = now()
), said AS (
    INSERT INTO comment VALUES ($1, $2, $5)
    ON CONFLICT (juror, finalist) DO UPDATE SET body = excluded.body
)
INSERT INTO event (actor, deed, subject, detail)
VALUES ('juror', 'score.saved', $2, $6::text::jsonb)"""

DETAIL = json.dumps({"category": 3, "from": "203.0.113.7"})
FACTS = json.dumps({"name": "Nominator", "link": "https://award.example/n/abcdefghijklmnop"})


async def nominate(request: Request) -> Response:
    """Three statements in one transaction, answered after its commit."""
    form = await request.form()
    typed = {name: str(text).strip() for name, text in form.items()}
    if not _is_right(typed):
        return PlainTextResponse("something needs mending", 422)
    sender = typed["nominator_email"]
    async with request.app.state.pool.acquire() as db, db.transaction():
        told = [typed[field] for field in FIELDS]
        ident = await db.fetchval(NOMINATION, int(typed["category"]), *told)
        await db.execute(EVENT, sender, "nomination.received", ident, DETAIL)
        await db.execute(LETTER, sender, "nomination_received", FACTS)
    return RedirectResponse("/thanks", 303)


def _is_right(typed: Mapping[str, str]) -> bool:
    filled = all(0 < len(typed.get(field, "")) <= LONGEST for field in FIELDS)
    return filled and "@" in typed["nominee_email"] and _is_ours(typed.get("key", ""))


def _is_ours(key: str) -> bool:
    try:
        return bool(in_form.loads(key, max_age=MONTH) == "x")
    except BadSignature:
        return False


async def save(request: Request) -> Response:
    """Five scores, a comment and an event in one statement."""
    try:
        juror = in_link.loads(request.path_params["token"], max_age=MONTH)
    except BadSignature:
        return PlainTextResponse("no such link", 403)
    form = await request.form()
    scores = [int(str(form[f"score-{criterion}"])) for criterion in CRITERIA]
    if not (_is_ours(str(form["key"])) and all(0 <= score <= 10 for score in scores)):
        return PlainTextResponse("something needs mending", 422)
    finalist, comment = int(str(form["finalist"])), str(form["comment"])
    detail = json.dumps({"scores": scores})
    await request.app.state.pool.execute(SAVE, juror, finalist, CRITERIA, scores, comment, detail)
    return RedirectResponse("/thanks", 303)


def create_app(dsn: str, original: Original) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.patterns = await bare_pages.patterns(original)
        pool: asyncpg.Pool[Any]
        async with asyncpg.create_pool(dsn, min_size=POOL, max_size=POOL) as pool:
            app.state.pool = pool
            yield

    routes = [
        Route("/hello", hello),
        Route("/nominate", nominate, methods=["POST"]),
        bare_pages.route,
        Route("/score/{token}", save, methods=["POST"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    told = json.loads(sys.argv[2])
    serve(create_app(told["dsn"], Original(**told["original"])), int(sys.argv[1]))
