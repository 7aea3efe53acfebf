"""The permission matrix: every address, for everybody, at every stage, about one's own or not.

The table says what is right, a line for a route and method:

    name METHOD  who   own  other  mixed

``who`` is let in: ``all``, one kind of person (a juror stands for the chair, too, what is the
chair's is not there for other jurors, and what concerns jurors concerns the chair in every category
of the year), or a role on the staff with those above it. ``own``, ``other`` and ``mixed`` have a
letter for each stage, draft first: what they are answered about what is theirs, about what is not,
and about something of another year behind something of this one (``.`` where an address can name no
such thing).

    i  let in: the page, the deed, or what is wrong with the form
    n  not at this stage
    -  not there, for them
    d  at the door: their link has ended
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from awards.database import Connection
from awards.errors import LinkEnded, NotNow, Refusal
from awards.stages import ORDER, Stage
from tests.bad_use import test_stages
from tests.bad_use.scene import Place
from tests.permissions.cast import STAFF, Cast, Role, Whose, named

TABLE = Path(__file__).with_name("table.txt")
TYPED = {**test_stages.TYPED, "shown": "1", "abstention-version": "0", "stage": "judging"}
TYPED |= {"agree": "yes", "sheet": "nominations", "format": "csv"}
TYPED |= {"method": "weighted_median", "tie_rule": "median", "margin": "2", "weight_band": "5"}
TYPED |= {"too_close": "talk", "publication": "full"}
DOORS = ("/staff/sign-in", "/jury/link")
KINDS = {
    "all": tuple(Role),
    "nominator": (Role.NOMINATOR,),
    "keeper": (Role.KEEPER,),
    "contributor": (Role.CONTRIBUTOR,),
    "checker": (Role.CHECKER,),
    "juror": (Role.JUROR, Role.CHAIR),
    "chair": (Role.CHAIR,),
    "concerned": (Role.JUROR, Role.CHAIR),
    "editor": STAFF,
    "publisher": STAFF[1:],
    "administrator": STAFF[2:],
}


@dataclass(frozen=True)
class Row:
    """What the table says of one route and method."""

    name: str
    method: str
    who: str
    own: str
    other: str
    mixed: str

    def expected(self, role: Role, stage: Stage, whose: Whose) -> str:
        if role is Role.JUROR and self.who == "chair":  # let in, and told nothing
            return "d" if stage is Stage.ARCHIVED else "-"
        if role not in KINDS[self.who]:
            return "r" if role in STAFF and self.who in STAFF else "d"
        leads = role is Role.CHAIR and self.who in ("chair", "concerned")
        if leads and whose is Whose.NEIGHBOUR:
            whose = Whose.OWN  # the chair leads in every category of the year
        return self.of(whose)[ORDER.index(stage)]

    def of(self, whose: Whose) -> str:
        return {Whose.OWN: self.own, Whose.MIXED: self.mixed}.get(whose, self.other)

    def __str__(self) -> str:
        who = f"{self.name:30} {self.method:5} {self.who:14}"
        return f"{who} {self.own:8} {self.other:8} {self.mixed}"


def name(place: Place) -> str:
    return f"{place.audience}:{place.name}" if place.audience != "public" else place.name


def rows(text: str) -> dict[tuple[str, str], Row]:
    found = [Row(*line.split()) for line in text.splitlines() if line and line[0] != "#"]
    table = {(row.name, row.method): row for row in found}
    assert len(table) == len(found), "a route stands in the table twice"
    return table


def faults(table: dict[tuple[str, str], Row], book: Iterable[Place]) -> list[str]:
    """Routes without a row, rows without a route, and rows that do not say all they have to."""
    known = {(name(place), place.method): place for place in book}
    found = [f"no row for {route}" for route in sorted(known.keys() - table.keys())]
    found += [f"no route for {row}" for row in sorted(table.keys() - known.keys())]
    for route, place in sorted(known.items(), key=lambda one: one[0]):
        if route in table:
            found += _faults(table[route], named(place))
    return found


def _faults(row: Row, whose: list[Whose]) -> Iterator[str]:
    if row.who not in KINDS:
        yield f"nobody is called {row.who}: {row.name}"
    for one in whose:
        if len(row.of(one)) != len(ORDER) or not set(row.of(one)) <= set("in-d"):
            yield f"seven letters for seven stages: {row.name} {row.method} {one} {row.of(one)}"


@dataclass(frozen=True)
class Cell:
    place: Place
    role: Role
    whose: Whose


def cells(book: Iterable[Place]) -> list[Cell]:
    """Everything to try at a stage."""
    return [Cell(place, role, whose) for place in book for role in Role for whose in named(place)]


@dataclass
class Harness:
    """Asks the service as everybody, and undoes what it did."""

    db: Connection
    app: Starlette
    client: httpx.AsyncClient
    cast: Cast
    heard: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hear which refusal it was; how the page of it looks is for other tests."""
        self.app.exception_handlers[Refusal] = self._hear

    async def _hear(self, _: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        self.heard.append(error)
        return Response(status_code=error.status)

    @property
    def _typed(self) -> dict[str, str]:
        own = {name: str(self.cast.own[name]) for name in ("company", "nominee", "category")}
        return {**TYPED, **own}

    async def answer(self, cell: Cell) -> str:
        """The letter of what somebody is answered."""
        address = self.cast.address(cell.place, cell.whose)
        headers = {"cookie": self.cast.cookies[cell.role]}
        self.heard.clear()
        if cell.place.method == "GET":
            got = await self.client.get(address, headers=headers)
        else:
            undo = self.db.transaction()
            await undo.start()
            got = await self.client.post(address, data=self._typed, headers=headers)
            await undo.rollback()
        self.client.cookies.clear()
        return self._letter(got)

    def _letter(self, got: httpx.Response) -> str:
        if any(isinstance(one, (NotNow, LinkEnded)) for one in self.heard):
            return "n"
        if got.headers.get("location") in DOORS:
            return "d"
        known = {400: "i", 410: "n", 401: "d", 403: "r", 404: "-", 409: "i", 422: "i"}
        return known.get(got.status_code, "i" if got.status_code < 400 else str(got.status_code))


async def compared(
    harness: Harness,
    stage: Stage,
    tried: Iterable[Cell],
    row: Callable[[Place], Row | None],
) -> list[str]:
    """Where the service does not answer as the table says."""
    wrong = []
    for cell in tried:
        answer = await harness.answer(cell)
        said = row(cell.place)
        expected = said.expected(cell.role, stage, cell.whose) if said else "a row"
        if answer != expected:
            who = f"{cell.role}, {cell.whose}, {stage}"
            wrong.append(
                f"{name(cell.place)} {cell.place.method} ({who}): {answer}, not {expected}"
            )
    return wrong
