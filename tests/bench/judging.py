"""Rows 3 and 4: a juror's pages beside plain Jinja, a sheet saved beside the bare save."""

import asyncio
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from awards import database
from tests.bench import bare, bare_pages, scene
from tests.bench.bare_pages import Original
from tests.bench.load import CONNECTIONS
from tests.bench.rounds import Target
from tests.bench.scene import Scene
from tests.bench.table import Row
from tests.bench.wire import Side

PLACES = range(1, len(scene.WEIGHTS) + 1)
LAST_NOMINEE = f"Company {scene.NOMINEES}"
LAST_CELL = f'name="criterion-{len(scene.WEIGHTS)}"'

ROWS = [
    Row(3, "juror's overview", "overview", "bare overview", 5.0),
    Row(3, "score sheet", "sheet", "bare sheet", 5.0),
    Row(4, "score sheet saved", "save", "bare save", 0.5),
]


def original(service: Side, dsn: str, stage: Scene) -> Original:
    """The pages that the bare program makes, too."""
    return Original(dsn, service.url, stage.jurors[0].cookie, _pages(stage))


def _pages(stage: Scene) -> dict[str, str]:
    return {"overview": "/jury/", "sheet": _path(stage, 0)}


def targets(service: Side, program: Side, dsn: str, stage: Scene) -> list[Target]:
    cookies = [{"cookie": f"juror={one.cookie}"} for one in stage.jurors]
    home = [service.get("/jury/", cookie) for cookie in cookies]
    sheets = [service.get(_path(stage, place), cookie) for place, cookie in enumerate(cookies)]
    tokens = [bare_pages.in_link.dumps(juror) for juror in range(1, CONNECTIONS + 1)]
    for name, path in _pages(stage).items():
        _require_same(f"{service.url}{path}", f"{program.url}/jury/{name}/{tokens[0]}", cookies[0])
    bare_home = [program.get(f"/jury/overview/{token}") for token in tokens]
    bare_sheets = [program.get(f"/jury/sheet/{token}") for token in tokens]
    return [
        service.asked("overview", home, LAST_NOMINEE),
        program.asked("bare overview", bare_home, LAST_NOMINEE),
        service.asked("sheet", sheets, LAST_CELL),
        program.asked("bare sheet", bare_sheets, LAST_CELL),
        _save(service, dsn, stage),
        _bare_save(program, tokens),
    ]


def _path(stage: Scene, place: int) -> str:
    return f"/jury/nominees/{stage.nominees[place]}"


def _require_same(page: str, bare_page: str, cookie: dict[str, str]) -> None:
    """Both programs answer with the same HTML, or there is nothing to compare."""
    with urlopen(Request(page, headers=cookie)) as one, urlopen(bare_page) as other:
        same = one.read() == other.read()
    if not same:
        raise RuntimeError(f"{page} and {bare_page} are not the same page")


def _save(service: Side, dsn: str, stage: Scene) -> Target:
    """Each connection is a juror who saves a sheet again and again, with other points each time."""

    def lanes(each: int) -> list[list[str]]:
        versions = asyncio.run(_versions(dsn, stage))
        return [
            [post(place, version + further) for further in range(each)]
            for place, version in enumerate(versions)
        ]

    def post(place: int, version: int) -> str:
        typed = {
            **{f"criterion-{place}": str(1 + version % 2) for place in PLACES},
            **{f"criterion-{place}-version": str(version) for place in PLACES},
            "criterion-1-comment": f"Strong on evidence {version}",
            "criterion-1-comment-version": str(version),
        }
        cookie = {"cookie": f"juror={stage.jurors[place].cookie}"}
        return service.post(_path(stage, place), urlencode(typed), cookie)

    return service.posted("save", lanes, "location: /jury/nominees/")


async def _versions(dsn: str, stage: Scene) -> list[int]:
    """The version of the sheet that each juror saves: the same beside each of its cells."""
    db = await database.connect(dsn)
    found = []
    for juror, nominee in zip(stage.jurors, stage.nominees, strict=False):
        beside = await db.fetchval(
            """SELECT score_versions || comment_versions[1] FROM sheets
                WHERE juror = $1 AND nominee = $2""",
            *(juror.id, nominee),
        )
        [version] = set(beside)
        found.append(version)
    await db.close()
    return found


def _bare_save(program: Side, tokens: list[str]) -> Target:
    key = bare.in_form.dumps("x")

    def post(token: str, number: int) -> str:
        scores = {f"score-{criterion}": str(number % 11) for criterion in bare.CRITERIA}
        typed = {"key": key, "finalist": "3", "comment": f"Strong on evidence {number}", **scores}
        return program.post(f"/score/{token}", urlencode(typed))

    def lanes(each: int) -> list[list[str]]:
        return [[post(token, number) for number in range(each)] for token in tokens]

    return program.posted("bare save", lanes, "location: /thanks")
