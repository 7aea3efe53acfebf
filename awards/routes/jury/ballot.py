"""A ballot: read through, confirmed once, and its receipt."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from awards import ballots, doors, earlier, editions, pages, proofs, stages
from awards.routes.jury import room
from awards.stages import Action


async def show(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await earlier.find(db, juror, request.path_params["round"])
    ballot = found.ballot
    if ballot.ident is not None:
        return pages.see_other(request, "jury:receipt", round=ballot.round)
    if found.earlier:
        return await room.page(request, juror, "jury/earlier.html", ballot=ballot)
    return await room.page(
        request,
        juror,
        "jury/ballot.html",
        ballot=ballot,
        open=stages.allows(juror.stage, Action.SCORE) and not ballot.closed,
    )


async def confirm(request: Request) -> Response:
    typed = await pages.form(request)
    async with pages.transaction(request) as db:
        juror = await room.author(request, db, typed)
        inside = await editions.entered(db, juror.edition)
        ballot = await ballots.confirm(
            db, inside, juror, request.path_params["round"], typed["seen"]
        )
    return pages.see_other(request, "jury:receipt", round=ballot.round)


async def receipt(request: Request) -> Response:
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await earlier.confirmed(db, juror, request.path_params["round"])
        proof = await proofs.proof(db, juror, found.ballot)
    return await room.page(
        request, juror, "jury/receipt.html", ballot=found.ballot, earlier=found.earlier, proof=proof
    )


async def receipt_file(request: Request) -> Response:
    """The receipt for a program: it can be checked without us."""
    async with pages.transaction(request) as db:
        juror = await doors.juror(request, db)
        found = await earlier.confirmed(db, juror, request.path_params["round"])
        receipt = await proofs.receipt(db, juror, found.ballot)
    name = f"receipt-{juror.year}-{found.ballot.receipt}.json"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return JSONResponse(receipt, headers=headers)


routes: list[BaseRoute] = [
    Route("/ballots/{round:ident}", show, name="ballot"),
    Route("/ballots/{round:ident}", confirm, methods=["POST"], name="confirm"),
    Route("/ballots/{round:ident}/receipt", receipt, name="receipt"),
    Route("/ballots/{round:ident}/receipt.json", receipt_file, name="receipt_file"),
]
