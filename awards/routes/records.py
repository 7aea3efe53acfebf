"""What a year publishes for programs: its sealed rules, its record, and what checks a record."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from awards import pages, records, rendering, rules
from awards.errors import NotFound
from awards.routes import readers
from awards.site import Site
from awards.stages import Action

JSON = "application/json"
VERIFIER = Path(rendering.HERE) / "verify.py"


async def results(request: Request) -> Response:
    """The record is the same in every language: its texts stand in all of them."""

    async def make(site: Site) -> bytes:
        found = site.of_year(request.path_params["year"])
        if site.award is None or found is None or not found.allows(Action.SEE_WINNERS):
            raise NotFound
        async with pages.transaction(request) as db:
            return readers.written(await records.record(db, site.award, found))

    return await readers.kept(request, JSON, make)


async def sealed_rules(request: Request) -> Response:
    """Every version of the rules since they were sealed, the exact texts included."""

    async def make(site: Site) -> bytes:
        found = site.of_year(request.path_params["year"])
        if found is None or not found.allows(Action.SHOW_TO_PUBLIC):
            raise NotFound
        async with pages.transaction(request) as db:
            versions = await rules.versions(db, found.id)
        if not versions:
            raise NotFound
        return readers.written(rules.record(found.year, versions))

    return await readers.kept(request, JSON, make)


async def verifier(request: Request) -> Response:
    """The program as a file of its own: it imports nothing of ours."""

    async def make(site: Site) -> bytes:
        return VERIFIER.read_bytes()

    return await readers.kept(request, "text/x-python", make)


routes: list[BaseRoute] = [
    Route("/verify.py", verifier, name="verifier"),
    Route("/{year:year}/rules.json", sealed_rules, name="rules"),
    Route("/{year:year}/results.json", results, name="results"),
]
