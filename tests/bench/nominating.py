"""Rows 1 and 2: the public pages beside a hello from memory, a nomination beside the bare one."""

from datetime import UTC, datetime
from itertools import count
from urllib.parse import quote_plus, urlencode
from urllib.request import urlopen

from awards import tokens
from tests.bench import bare, scene
from tests.bench.empty import HELLO
from tests.bench.load import CONNECTIONS
from tests.bench.rounds import Target
from tests.bench.scene import Scene
from tests.bench.table import Row
from tests.bench.wire import Side
from tests.service import KEY

NUMBERS = count(1)
NAME = "Export company of the year"

ROWS = [
    Row(1, "home page", "home", "hello", 0.5),
    Row(1, "an announced year", "year", "hello", 0.5),
    Row(1, "Atom feed", "atom", "hello", 0.5),
    Row(1, "JSON feed", "json", "hello", 0.5),
    Row(1, "Atom feed, not modified (304)", "unchanged", "hello", 0.5),
    Row(1, "nomination form", "form", "hello", 0.3),
    Row(2, "nomination sent", "nominate", "bare nominate", 0.7),
]


def targets(service: Side, program: Side, stage: Scene) -> list[Target]:
    with urlopen(f"{service.url}/en/feed.atom") as feed:
        etag = feed.headers["etag"]
    unchanged = service.get("/en/feed.atom", {"if-none-match": etag})
    year = service.get(f"/en/{scene.PAST}/")
    return [
        program.asked("hello", [program.get("/hello")], HELLO),
        service.asked("home", [service.get("/en/")], NAME),
        service.asked("year", [year], NAME),
        service.asked("atom", [service.get("/en/feed.atom")], "</feed>"),
        service.asked("json", [service.get("/en/feed.json")], "https://jsonfeed.org/version/1.1"),
        service.asked("unchanged", [unchanged], etag, 304),
        service.asked("form", [service.get("/en/nominate")], 'name="form"'),
        _nominate(service, stage),
        _bare_nominate(program),
    ]


def _nominate(service: Side, stage: Scene) -> Target:
    answer = f"answer-{stage.question}={quote_plus(scene.WHY)}"
    rest = f"category={stage.category}&relation=Customer&nominator=Kari+Nordmann"

    def post(number: int, key: str) -> str:
        who = f"company=Company+{number}&organisation_number=&address=kari{number}%40example.org"
        return service.post("/en/nominate", f"form={key}&{who}&{rest}&{answer}")

    def lanes(each: int) -> list[list[str]]:
        """Every form has a key of its own, as if it had been fetched just now."""
        now = datetime.now(UTC)
        return [
            [post(next(NUMBERS), tokens.form_key([KEY], now)) for _ in range(each)]
            for _ in range(CONNECTIONS)
        ]

    return service.posted("nominate", lanes, "location: /en/nominations/received")


def _bare_nominate(program: Side) -> Target:
    key = bare.in_form.dumps("x")
    short = dict.fromkeys(bare.FIELDS, "Northside Library")
    filled = {**short, "summary": scene.SENTENCE * 3, "reasons": scene.WHY, "category": "3"}
    rest = urlencode({**filled, "nominee_email": "ada@example.org", "key": key})

    def post(number: int) -> str:
        return program.post("/nominate", f"{rest}&nominator_email=kari{number}%40example.org")

    def lanes(each: int) -> list[list[str]]:
        return [[post(next(NUMBERS)) for _ in range(each)] for _ in range(CONNECTIONS)]

    return program.posted("bare nominate", lanes, "location: /thanks")
