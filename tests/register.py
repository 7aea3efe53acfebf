"""A company register for tests: the demo's sample, and all that a register may do wrong.

Below /sample it answers as the register does. Below /drip, /huge and so on it has one trap each:
``Register(f"{stand_in.url}/drip")`` is a register that never finishes.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from awards.routes import sample_register
from tests.served import served

FJORDPULS, HOLDING, SWEDEN = "310412031", "310430374", "310430668"
BANKRUPT, WINDING_UP, DISSOLVED, GONE = "310432458", "310433373", "310434019", "310434477"
SOLE = "310432369"
BRANCH, FOREIGN, HOLLOW, ODD, CROOKED = (
    "973152351",
    "974760673",
    "923609016",
    "988077917",
    "971526157",
)
NOBODY = "889640782"

# What the sample does not have: each is answered as it stands.
ODDITIES: Mapping[str, Any] = {
    FOREIGN: {
        "organisasjonsnummer": FOREIGN,
        "navn": "MALMÖ MEDICAL AB",
        "organisasjonsform": {"kode": "NUF"},
        "forretningsadresse": {"poststed": "211 19 MALMÖ", "landkode": "SE", "land": "Sverige"},
    },
    HOLLOW: {
        "organisasjonsnummer": HOLLOW,
        "navn": "HULROM AS",
        "organisasjonsform": None,
        "forretningsadresse": {
            "poststed": None,
            "kommune": "",
            "landkode": None,
            "adresse": [None],
        },
        "naeringskode1": None,
        "hjemmeside": "",
        "stiftelsesdato": "",
        "slettedato": "",
        "antallAnsatte": None,
        "konkurs": None,
        "overordnetEnhet": "",
        "maalform": "",
    },
    ODD: {
        "organisasjonsnummer": ODD,
        "navn": "SKJEV \ud800AS\u0000",
        "organisasjonsform": "AS",
        "forretningsadresse": ["Bergen"],
        "naeringskode1": {"kode": 72.11, "beskrivelse": ["x"]},
        "antallAnsatte": "tolv",
        "harRegistrertAntallAnsatte": "ja",
        "konkurs": "true",
        "slettedato": "i fjor",
        "hjemmeside": "javascript:alert(1)",
        "overordnetEnhet": 17,
        "stiftelsesdato": 2001,
    },
    CROOKED: {"organisasjonsnummer": FJORDPULS, "navn": "EN ANNEN AS"},
}
A_BRANCH = {
    "organisasjonsnummer": BRANCH,
    "navn": "FJORDPULS AS AVD VOSS",
    "organisasjonsform": {"kode": "BEDR"},
    "beliggenhetsadresse": {"poststed": "VOSS", "kommune": "VOSS", "landkode": "NO"},
    "overordnetEnhet": FJORDPULS,
    "antallAnsatte": 7,
    "harRegistrertAntallAnsatte": True,
}


async def _odd(request: Request) -> Response:
    number = request.path_params["number"]
    if number not in ODDITIES:
        return Response(status_code=404)
    body = json.dumps(ODDITIES[number])  # with what JSON can say and no text can hold
    return Response(body, media_type="application/json")


async def _branch(request: Request) -> Response:
    known = request.path_params["number"] == BRANCH
    return JSONResponse(A_BRANCH) if known else Response(status_code=404)


async def _drip(request: Request) -> Response:
    """One byte after the other: no single wait is long, and it never ends."""

    async def bytes_of_it() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    return StreamingResponse(bytes_of_it(), media_type="application/json")


async def _hang(request: Request) -> Response:
    await asyncio.sleep(30)
    return Response()


async def _huge(request: Request) -> Response:
    async def bytes_of_it() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 65536

    return StreamingResponse(bytes_of_it(), media_type="application/json")


async def _bomb(request: Request) -> Response:
    packed = gzip.compress(b" " * 50_000_000)
    return Response(packed, headers={"content-encoding": "gzip"}, media_type="application/json")


async def _redirect(request: Request) -> Response:
    inside = request.url.path.replace("/redirect/", "/sample/")
    return RedirectResponse(f"{sample_register.PREFIX}{inside}")


def _status(status: int) -> Any:
    async def answer(request: Request) -> Response:
        return JSONResponse({"status": status}, status)

    return answer


def _body(body: str) -> Any:
    async def answer(request: Request) -> Response:
        return Response(body, media_type="application/json")

    return answer


TRAPS: Mapping[str, Any] = {
    "drip": _drip,
    "hang": _hang,
    "huge": _huge,
    "bomb": _bomb,
    "redirect": _redirect,
    "not-found": _status(404),
    "gone": _status(410),
    "too-many": _status(429),
    "failing": _status(500),
    "broken": _body('{"navn": "FJORD'),
    "deep": _body("[" * 100_000),
    "list": _body("[1, 2]"),
    "null": _body("null"),
    "number": _body('{"organisasjonsnummer": 310412031, "navn": 7, "_embedded": 7}'),
    "strange-hits": _body('{"_embedded": {"enheter": [null, 7, {"navn": "UTEN NUMMER AS"}]}}'),
    "no-list": _body('{"_embedded": {"enheter": {"0": {}}}}'),
}

routes: list[BaseRoute] = [
    *(Route(f"/{name}/{{rest:path}}", trap) for name, trap in TRAPS.items()),
    Route("/odd/enheter/{number}", _odd),
    Route("/odd/underenheter/{number}", _branch),
    Mount("/sample", routes=sample_register.routes),
]


@dataclass
class StandIn:
    """The register on a port of its own; ``asked`` is every address it was asked, in order."""

    port: int
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sample(self) -> str:
        return f"{self.url}/sample{sample_register.PREFIX}"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            query = scope["query_string"].decode()
            self.asked.append(scope["raw_path"].decode() + (f"?{query}" if query else ""))
            self.agents.append(dict(scope["headers"])[b"user-agent"].decode())
        await Starlette(routes=routes)(scope, receive, send)


@contextmanager
def running() -> Iterator[StandIn]:
    """The stand-in, ready, on a thread."""
    stand_in = StandIn(0)
    with served(stand_in) as url:
        stand_in.port = int(url.rpartition(":")[2])
        yield stand_in
