"""The demo's mailbox: every letter that left, as its reader would have it. Only the demo has it."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from awards import letters, outbox, pages, words
from awards.database import Connection
from awards.errors import NotFound
from awards.letters import KINDS, Around
from awards.outbox import PAGE, Letter, Waiting
from awards.rendering import LINK, Written

MOST = 200  # letters in the JSON


async def mailbox(request: Request) -> Response:
    below = words.whole(request.query_params.get("below"))
    async with pages.transaction(request) as db:
        found = await _sent(db, below)
        seen = await letters.around(db)
    zone = seen.award.zone if seen.award else "UTC"
    return await pages.page(
        request,
        "mailbox.html",
        letters=found[:PAGE],
        more=len(found) > PAGE,
        kinds=KINDS,
        zone=zone,
    )


async def letter(request: Request) -> Response:
    async with pages.transaction(request) as db:
        seen = await letters.around(db)
        found, written = await _opened(request, db, request.path_params["letter"], seen)
    return await pages.page(request, "mailbox_letter.html", letter=found, written=written)


async def as_json(request: Request) -> Response:
    """The newest letters, the newest first, for whoever tries the demo with a program."""
    shown = []
    async with pages.transaction(request) as db:
        seen = await letters.around(db)
        for one in await _newest(db):
            found, written = await _opened(request, db, one.id, seen)
            shown.append(
                {
                    "to": found.address,
                    "subject": written.subject,
                    "text": written.text,
                    "links": LINK.findall(written.text),
                }
            )
    return JSONResponse(shown)


async def _newest(db: Connection) -> list[Waiting]:
    found: list[Waiting] = []
    while len(found) < MOST:
        older = await _sent(db, found[-1].id if found else None)
        found += older[:PAGE]
        if len(older) <= PAGE:
            break
    return found[:MOST]


async def _sent(db: Connection, below: int | None) -> list[Waiting]:
    return await outbox.page(db, "sent", below)


async def _opened(
    request: Request, db: Connection, ident: int, seen: Around
) -> tuple[Letter, Written]:
    found = await outbox.letter(db, ident)
    if found is None:
        raise NotFound
    return found, await letters.shown(db, pages.settings(request), found, seen)


routes: list[BaseRoute] = [
    Route("/mailbox/", mailbox, name="mailbox"),
    Route("/mailbox/{letter:ident}", letter, name="mailbox_letter"),
    Route("/mailbox.json", as_json, name="mailbox_json"),
]
