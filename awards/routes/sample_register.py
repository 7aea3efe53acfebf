"""The demo's company register: answers as Enhetsregisteret does, over companies we invented.

Only the demo has it, and the tests, which add to it what a register may do wrong.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from awards import samples, words
from awards.samples import LEAST_TOLD, Row

PREFIX = "/sample-register/api"
LAST_HIT = 10_000
USUAL_SIZE = 20
REMOVED = "removed_410"
BRANCHES = ("BEDR", "AAFY")  # the forms of what is a branch


async def search(request: Request) -> Response:
    asked = request.query_params
    size = words.whole(asked.get("size")) or USUAL_SIZE
    page = words.whole(asked.get("page")) or 0
    if (page + 1) * size > LAST_HIT:
        return _refusal(400, "Bad Request")
    found = [row for row in _listed() if _matches(row, asked.get("navn", ""))]
    shown = [_entity(row) for row in found[page * size : (page + 1) * size]]
    said: dict[str, Any] = {"_embedded": {"enheter": shown}} if shown else {}
    pages = {"size": size, "totalElements": len(found), "number": page}
    return JSONResponse({**said, "page": pages})


async def company(request: Request) -> Response:
    return _one(request, branch=False)


async def branch(request: Request) -> Response:
    return _one(request, branch=True)


def _listed() -> list[Row]:
    gone = ("dissolved", REMOVED)
    return [
        row
        for row in samples.companies().values()
        if row["state"] not in gone and row["form"] not in BRANCHES
    ]


def _matches(row: Row, name: str) -> bool:
    """Every word that is searched for begins a word of the name."""
    wanted = words.fold(name).split()
    there = words.fold(row["legal_name"]).replace("-", " ").split()
    return bool(wanted) and all(any(one.startswith(word) for one in there) for word in wanted)


def _one(request: Request, *, branch: bool) -> Response:
    row = samples.companies().get(request.path_params["number"])
    if row is None or (row["form"] in BRANCHES) is not branch:
        return _refusal(404, "Not Found")
    if row["state"] == REMOVED:
        return _refusal(410, "Gone")
    return JSONResponse(_dissolved(row) if row["state"] == "dissolved" else _entity(row))


def _refusal(status: int, error: str) -> Response:
    return JSONResponse({"status": status, "error": error}, status)


def _dissolved(row: Row) -> dict[str, Any]:
    """Of what is dissolved the register tells little more than the day."""
    return {
        "organisasjonsnummer": row["orgnr"],
        "navn": row["legal_name"],
        "organisasjonsform": {"kode": row["form"]},
        "slettedato": "2026-11-02",
        "respons_klasse": "SlettetEnhet",
    }


def _entity(row: Row) -> dict[str, Any]:
    """A company as the register tells it; what it does not know is not there at all."""
    employees = int(row["employees"] or 0)
    place = row["place"].upper()
    known = {
        "hjemmeside": row["website"].removeprefix("https://"),
        "overordnetEnhet": row["parent"],
        "naeringskode1": row["industry_code"]
        and {"kode": row["industry_code"], "beskrivelse": row["industry_text"]},
        "antallAnsatte": employees if employees >= LEAST_TOLD else None,
    }
    return {
        "organisasjonsnummer": row["orgnr"],
        "navn": row["legal_name"],
        "organisasjonsform": {"kode": row["form"]},
        "forretningsadresse": {"poststed": place, "kommune": place, "landkode": "NO"},
        "stiftelsesdato": f"{row['founded']}-01-01",
        "harRegistrertAntallAnsatte": employees > 0,
        "konkurs": row["state"] == "bankrupt",
        "underAvvikling": row["state"] == "winding_up",
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": row["language_form"],
        **{name: value for name, value in known.items() if value},
    }


routes: list[BaseRoute] = [
    Mount(
        PREFIX,
        routes=[
            Route("/enheter", search, name="search"),
            Route("/enheter/{number}", company, name="company"),
            Route("/underenheter/{number}", branch, name="branch"),
        ],
        name="sample_register",
    ),
]
