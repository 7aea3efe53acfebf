"""Who may do what, when, to whose: every cell of the matrix, and that a fault in it is found."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from awards import doors, pages, staff
from awards.app import create_app
from awards.database import Connection
from awards.stages import ORDER, Stage
from tests.bad_use import scene
from tests.bad_use.scene import Place
from tests.conftest import OneConnection, browser, settings
from tests.permissions import matrix
from tests.permissions.cast import Role, Whose, cast, named
from tests.permissions.matrix import Cell, Harness, Row, cells, compared, faults, rows

pytestmark = pytest.mark.anyio

TABLE = rows(matrix.TABLE.read_text())
EXAMPLE = Place("staff", "junk", "GET", "/staff/{year:year}/nominations/junk")


def row(place: Place) -> Row | None:
    return TABLE.get((matrix.name(place), place.method))


@asynccontextmanager
async def harness(db: Connection, stage: Stage) -> AsyncIterator[Harness]:
    app = create_app(settings(), OneConnection(db), look_every=3600.0)
    everybody = await cast(db, stage)
    async with browser(app) as client:
        yield Harness(db, app, client, everybody)


@pytest.mark.harness
@pytest.mark.parametrize("stage", list(Stage))
async def test_everybody_is_answered_as_the_table_says(db: Connection, stage: Stage) -> None:
    async with harness(db, stage) as asking:
        wrong = await compared(asking, stage, cells(scene.places()), row)

    assert wrong == []


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    assert faults(TABLE, scene.places()) == []


def test_every_address_is_asked_for_by_everybody_about_all_it_can_name() -> None:
    tried = cells(scene.places())

    assert len(set(tried)) == len(tried)
    for place in scene.places():
        asked = {(cell.role, cell.whose) for cell in tried if cell.place == place}
        assert asked == {(role, whose) for role in Role for whose in named(place)}
        assert (Whose.OTHER_YEAR in named(place)) == ("{token}" in place.path or bool(place.idents))


# A fault is found


def test_a_new_address_without_a_row_is_found() -> None:
    new = Place("jury", "scores_of_all", "GET", "/jury/scores")

    assert faults(TABLE, [*scene.places(), new]) == ["no row for ('jury:scores_of_all', 'GET')"]


def test_a_row_without_an_address_is_found() -> None:
    gone = [place for place in scene.places() if place.name != "junk"]

    assert faults(TABLE, gone) == ["no route for ('staff:junk', 'GET')"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("staff:junk GET nobody iiiiiii . .", "nobody is called nobody: staff:junk"),
        ("staff:junk GET editor iii . .", "seven letters for seven stages: staff:junk GET own iii"),
        ("jury:case GET juror iiiiiii . .", "seven letters for seven stages: jury:case GET n"),
    ],
)
def test_a_row_that_does_not_say_all_is_found(line: str, fault: str) -> None:
    [(route, said)] = rows(line).items()

    found = faults({**TABLE, route: said}, scene.places())

    assert found[0].startswith(fault)


def planted(app: Starlette, name: str, end: Callable[[Request], Awaitable[Response]]) -> None:
    """The application with another handler behind one address of the staff's."""
    at = next(
        place
        for place, one in enumerate(app.router.routes)
        if isinstance(one, Mount) and one.name == "staff"
    )
    mount = app.router.routes[at]
    assert isinstance(mount, Mount)
    changed = [
        Route(one.path, end, name=name, methods=["GET"])
        if isinstance(one, Route) and one.name == name
        else one
        for one in mount.routes
    ]
    app.router.routes[at] = Mount("/staff", routes=changed, name="staff")


async def no_door(_: Request) -> Response:
    return PlainTextResponse("Come in.")


async def low_door(request: Request) -> Response:
    """It lets editors in where administrators alone have business."""
    async with pages.transaction(request) as db:
        await doors.member(request, db, staff.Role.EDITOR)
    return PlainTextResponse("Come in.")


async def blind_door(request: Request) -> Response:
    """It asks who is there, and not whether what they name is of this year."""
    async with pages.transaction(request) as db:
        await doors.desk(request, db)
    return PlainTextResponse("Come in.")


@pytest.mark.parametrize(
    ("name", "door", "who"),
    [
        (
            "junk",
            no_door,
            {"stranger", "nominator", "keeper", "contributor", "checker", "juror", "chair"},
        ),
        ("people", low_door, {"editor", "publisher"}),
        ("nominee", blind_door, {"editor", "publisher", "administrator"}),
    ],
)
async def test_a_door_that_stands_open_is_found(
    db: Connection,
    name: str,
    door: Callable[[Request], Awaitable[Response]],
    who: set[str],
) -> None:
    tried = [one for one in cells(scene.places()) if is_page(one, name)]
    async with harness(db, Stage.JUDGING) as asking:
        before = await compared(asking, Stage.JUDGING, tried, row)
        asking.app.router.routes = list(asking.app.router.routes)
        planted(asking.app, name, door)
        after = await compared(asking, Stage.JUDGING, tried, row)

    assert before == []
    assert {line.split("(")[1].split(",")[0] for line in after} == who


def is_page(cell: Cell, name: str) -> bool:
    return (cell.place.audience, cell.place.name, cell.place.method) == ("staff", name, "GET")


async def test_a_table_that_says_something_else_is_found(db: Connection) -> None:
    def wishful(place: Place) -> Row:
        return Row(matrix.name(place), place.method, "publisher", "n" * len(ORDER), ".", ".")

    tried = [one for one in cells([EXAMPLE]) if one.role in (Role.EDITOR, Role.PUBLISHER)]
    async with harness(db, Stage.JUDGING) as asking:
        wrong = await compared(asking, Stage.JUDGING, tried, wishful)

    assert wrong == [
        "staff:junk GET (editor, own, judging): i, not r",
        "staff:junk GET (publisher, own, judging): i, not n",
    ]
