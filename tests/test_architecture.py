"""The house: a room knows only rooms below it, rooms of one line do not know each other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from awards import settings
from awards.database import SQL, Queries

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "awards"

# Top to bottom. Rooms of one line do not know each other; a folder is one room.
HOUSE = """
__main__
serving verify
app
gates
routes
routes.*
demo doctor
samples rehearsal
worker
chores couriers
doors refusals
pages
specimens
letters dispatches
occasions
beginning
forms
site
waiting
publishing
moves records
news years drafts corrections checking
announcements
checks
feedback_letters
feedback
means meeting exports logbook
breakdowns particulars
extracts
decisions verdicts
charts
leadership results
board proofs
earlier
ballots
sheets notes
cells
flags
cases amendments
materials
requests
screening rounds
shortlists
interests
recusals entrance devices welcome
informing press colleagues reception
submissions reasons
claims
contributors
confirming junk
nominations
receipts unfinished
proposals
answers
rechecks
merging numbering
nominees
reminders
invitations
extensions employers enlisting
panel
channels trials
adapters
articles slugs followers archive redeliveries
deliveries
staff
sessions
links
resealing
rules
timetable
programme result_rules
eligibility members
questionnaires
editions
companies
snapshots pictures
award
chain
outbox audit mail
conditions
sentences
rendering
phrases
findings
statements robustness
agreement corners
points
tally
scoring
effects totals completeness stages tokens times roll chronicle directory deeds likenesses workbooks
spreadsheets
register
outgoing questions names columns differences orders
figures
numerals ratios
formats words
database embedded wires
lodgings
binaries
children
errors settings
"""

LAYERS = [line.split() for line in HOUSE.split("\n") if line]
DEPTH = {room: depth for depth, layer in enumerate(LAYERS) for room in layer}
LONGEST_MODULE = 300
LONGEST_VERIFIER = 500  # one file on purpose: people download it and read it alone

Found = dict[str, Path]


def room_of(path: Path) -> str:
    """The room a module stands in; a folder is one room, but for the routes, which are many."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    if parts[0] == "routes":
        return "routes" if parts == ("routes", "__init__") else "routes.*"
    return parts[0]


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            if node.module != "awards.routes":  # the names say which of its modules are meant
                yield node.module


def known(path: Path) -> set[str]:
    """The rooms that a module imports, its own left out."""
    found = set()
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "awards" and len(parts) > 1:
            room = "routes.*" if parts[1] == "routes" and len(parts) > 2 else parts[1]
            found.add(room)
    return (found & DEPTH.keys()) - {room_of(path)}


def test_every_room_stands_in_the_house() -> None:
    assert {room_of(path) for path in MODULES} == DEPTH.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_knows_only_rooms_below_it(path: Path) -> None:
    depth = DEPTH[room_of(path)]

    assert {other for other in known(path) if DEPTH[other] <= depth} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_too_long_to_read_at_once(path: Path) -> None:
    longest = LONGEST_VERIFIER if path.name == "verify.py" else LONGEST_MODULE

    assert len(path.read_text(encoding="utf-8").splitlines()) <= longest


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_query_file_is_loaded_only_by_the_room_of_its_name(path: Path) -> None:
    loaded = re.findall(r'Queries\("(\w+)"\)', path.read_text(encoding="utf-8"))

    assert loaded in ([], [path.stem])


@pytest.mark.parametrize("room", sorted(file.stem for file in (SQL / "queries").glob("*.sql")))
def test_every_query_is_called_from_its_own_room(room: str) -> None:
    source = (PACKAGE / f"{room}.py").read_text(encoding="utf-8")
    called = set(re.findall(r"\bsql\.(\w+)\.(?:one|all|value|run)\(", source))

    assert called == set(Queries(room).by_name)


def test_only_the_command_line_reads_the_environment() -> None:
    readers = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }

    # Children inherit the environment and find the lifeline to their parent in it; no setting.
    assert readers == {"__main__.py", "children.py", "serving.py"}


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| `([A-Z_]+)` \|", readme, flags=re.MULTILINE)

    assert rows == [setting.name for setting in settings.ALL]


def test_the_top_level_holds_only_what_was_agreed() -> None:
    agreed = {
        "awards", "sql", "tests", "docker-compose.yml", "pyproject.toml", "README.md",
        "CHANGELOG.md", "LICENSE", "Makefile", ".gitignore", ".ci", ".git",
    }  # fmt: skip
    made = {".venv", ".data", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "build"}

    found = {path.name for path in ROOT.iterdir() if not path.name.endswith(".egg-info")}

    assert found - made - {"__pycache__"} == agreed
