"""An item keeps its id for ever: through corrections, a restore and a new address of ours."""

import subprocess
from uuid import uuid5

import pytest
from starlette.applications import Starlette

from awards import announcements, binaries, corrections, database, publishing
from awards.announcements import Kind
from awards.app import create_app
from awards.articles import Wording
from awards.database import Connection
from tests.conftest import OneConnection, fresh_database, settings
from tests.feeds import newsroom

pytestmark = pytest.mark.anyio

MOVED = "https://award.example"


def ids(documents: dict[str, bytes]) -> dict[str, list[str]]:
    return {name: [one.id for one in found] for name, found in newsroom.read(documents).items()}


async def test_all_feeds_of_a_language_know_an_item_by_one_id(
    db: Connection, app: Starlette
) -> None:
    room = await newsroom.opened(db)
    out = await newsroom.publish(db, room, Wording({"nb": "Vinneren", "en": "The winner"}, {}, {}))

    for language in ("nb", "en"):
        found = ids(await newsroom.feeds(app, language))

        assert found == {name: [uuid5(out.uid, language).urn] for name in newsroom.CHECKERS}


async def test_the_id_stays_through_edits_and_corrections(db: Connection, app: Starlette) -> None:
    room = await newsroom.opened(db)
    text = Wording({"nb": "Utkast"}, {}, {})
    ident = await announcements.write(db, room.writer, room.edition, Kind.FREE, text)
    uid = (await announcements.announcement(db, room.edition, ident)).uid
    text = Wording({"nb": "Vinneren"}, {}, {})
    await announcements.edit(db, room.writer, room.edition, ident, text, 1)
    await announcements.approve(db, room.writer, room.edition, ident, 2)
    await publishing.schedule(db, room.writer, room.edition, ident, 3, None)
    await publishing.publish_due(db)
    before = await newsroom.feeds(app)

    text = Wording({"nb": "Vinnerne"}, {}, {})
    await corrections.write(db, room.writer, room.edition, ident, text, {"nb": "Det er to."}, 5)
    await corrections.let_out(db, room.writer, room.edition, ident, 6)

    after = await newsroom.feeds(app)
    assert ids(before) == {name: [uuid5(uid, "nb").urn] for name in newsroom.CHECKERS}
    assert ids(after) == ids(before)
    assert [one.title for one in newsroom.read(after)["feed.rss"]] == ["Vinnerne"]
    assert [one.url for one in newsroom.read(after)["feed.rss"]] == [
        one.url for one in newsroom.read(before)["feed.rss"]
    ]


async def test_the_ids_stay_under_a_new_address_of_ours(db: Connection, app: Starlette) -> None:
    room = await newsroom.opened(db)
    picture = await newsroom.picture(db)
    await newsroom.publish(
        db, room, Wording({"nb": "Vinneren"}, {}, {}, picture=picture, alt={"nb": "En båt."})
    )
    moved = create_app(settings(base_url=MOVED), OneConnection(db), look_every=0.0)

    before, after = await newsroom.feeds(app), await newsroom.feeds(moved)

    assert ids(after) == ids(before)
    for name in newsroom.CHECKERS:
        assert after[name] == before[name].replace(b"http://awards.test", MOVED.encode())
        assert MOVED.encode() in after[name]


async def test_after_a_restore_the_feeds_are_the_same_to_the_byte() -> None:
    async with fresh_database() as lost, fresh_database() as found:
        db = await database.connect(lost)
        room = await newsroom.opened(db)
        await newsroom.publish(db, room, Wording({"nb": "Vinneren", "en": "The winner"}, {}, {}))
        await db.close()
        before = await served(lost)

        restore(lost, found)

        assert await served(found) == before


async def served(dsn: str) -> list[dict[str, bytes]]:
    app = create_app(settings(dsn))
    async with app.router.lifespan_context(app):
        return [await newsroom.feeds(app, language) for language in ("nb", "en")]


def restore(dumped: str, into: str) -> None:
    """With PostgreSQL's own programs, into a database that has nothing."""
    programs = binaries.installed() / "bin"
    dump = subprocess.run([programs / "pg_dump", dumped], check=True, capture_output=True)
    emptied = b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n" + dump.stdout
    subprocess.run(
        [programs / "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", into],
        input=emptied,
        check=True,
        capture_output=True,
    )
