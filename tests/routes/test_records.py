"""What a year publishes: the record for programs, and its page for readers."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from awards import rules, verify
from awards.announcements import Kind
from awards.articles import Wording
from awards.database import Connection
from awards.editions import Texts
from tests import people
from tests.feeds import newsroom
from tests.feeds.newsroom import Newsroom

pytestmark = pytest.mark.anyio


@pytest.fixture
async def room(db: Connection) -> Newsroom:
    return await newsroom.opened(db)


async def publish(db: Connection, room: Newsroom, headline: Texts, *, kind: Kind) -> None:
    await newsroom.publish(db, room, Wording(headline, {}, {}), kind)


async def test_the_record_is_published_with_the_winner_and_not_before(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await newsroom.decide(db, room)
    before = await client.get("/2027/results.json")
    await publish(db, room, {"nb": "Finalistene"}, kind=Kind.FINALISTS)
    with_finalists = await client.get("/2027/results.json")
    await publish(db, room, {"nb": "Vinneren"}, kind=Kind.WINNER)

    answer = await client.get("/2027/results.json")

    assert [one.status_code for one in (before, with_finalists, answer)] == [404, 404, 200]
    assert answer.headers["content-type"] == "application/json"
    sealed = await rules.sealed(db, room.edition)
    announced_at = await db.fetchval("SELECT done_at FROM timetable WHERE stage = 'announced'")
    assert sealed is not None
    assert json.loads(answer.content) == {
        "kind": "record",
        "format": 2,
        "award": {"nb": "Årets eksportbedrift", "en": "Export company of the year"},
        "organisation": {"nb": "Helseklyngen", "en": "The Health Cluster"},
        "year": 2027,
        "announced_at": announced_at.isoformat(),
        "rules": {
            "version": 1,
            "sha256": sealed.fingerprint,
            "sealed_at": sealed.sealed_at.isoformat(),
            "canonical": sealed.canonical,
        },
        "publication": "winners",
        "categories": [
            {
                "slug": "export",
                "name": {"nb": "export nb", "en": "export en"},
                "winner": "Lomvi",
                "reason": {"nb": "Modig."},
                "departs": False,
                "departure": {},
                "finalists": ["Fjordpuls", "Lomvi"],
            }
        ],
        "ballots": [],
        "head": None,
    }


async def test_anybody_can_compare_the_rules_of_the_record_with_their_hash(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await newsroom.decide(db, room)
    await publish(db, room, {"nb": "Vinneren"}, kind=Kind.WINNER)

    record = (await client.get("/2027/results.json")).json()

    canonical = record["rules"]["canonical"].encode()
    assert hashlib.sha256(canonical).hexdigest() == record["rules"]["sha256"]
    assert "finalists" not in record["categories"][0]  # they were never announced


async def test_the_page_of_the_year_names_finalists_when_they_are_announced(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await newsroom.decide(db, room)
    before = (await client.get("/en/2027/")).text

    await publish(db, room, {"nb": "Finalistene"}, kind=Kind.FINALISTS)

    after = (await client.get("/en/2027/")).text
    assert "Fjordpuls" not in before
    assert "Fjordpuls" in after and "Lomvi" in after
    assert "Modig." not in after


async def test_the_page_of_the_winners_has_the_reason_and_the_hash_of_the_rules(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await newsroom.decide(db, room)
    await publish(db, room, {"nb": "Vinneren"}, kind=Kind.WINNER)

    page = (await client.get("/nb/2027/")).text

    sealed = await rules.sealed(db, room.edition)
    assert sealed is not None
    assert '<h1 class="aw-voice aw-winner__name"><bdi>Lomvi</bdi></h1>' in page
    assert "<p>Modig.</p>" in page
    assert sealed.fingerprint in page
    assert "Fjordpuls" not in page  # the finalists were never announced


async def test_whoever_has_the_record_can_have_what_checks_it(
    db: Connection, room: Newsroom, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await newsroom.decide(db, room)
    await publish(db, room, {"nb": "Vinneren"}, kind=Kind.WINNER)
    program = await client.get("/verify.py")
    (tmp_path / "verify.py").write_bytes(program.content)
    (tmp_path / "results.json").write_bytes((await client.get("/2027/results.json")).content)

    checked = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "results.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert program.headers["content-type"] == "text/x-python; charset=utf-8"
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.splitlines()[0] == (
        "Holds: results.json: it does not contradict itself, and says what its sealed rules promise"
    )


@pytest.mark.parametrize("language", ["nb", "en"])
async def test_the_page_on_checking_names_every_key_of_the_formats(
    db: Connection, client: httpx.AsyncClient, language: str
) -> None:
    await people.award(db)

    page = (await client.get(f"/{language}/record")).text

    keys = {key.rstrip("?") for shape in verify.SHAPES.values() for key in shape}
    assert sorted(key for key in keys if not re.search(rf"\b{key}\b", page)) == []
    assert 'href="/verify.py"' in page


async def test_the_page_of_the_winners_leads_to_how_they_are_checked(
    db: Connection, room: Newsroom, client: httpx.AsyncClient
) -> None:
    await newsroom.decide(db, room)
    before = (await client.get("/nb/2027/")).text
    await publish(db, room, {"nb": "Vinneren"}, kind=Kind.WINNER)

    after = (await client.get("/nb/2027/")).text

    assert ['href="/nb/record"' in page for page in (before, after)] == [False, True]
