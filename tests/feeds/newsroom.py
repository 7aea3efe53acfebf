"""A newsroom that has published: what the tests of the feeds read."""

import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import feedparser
import httpx
from PIL import Image
from starlette.applications import Starlette

from awards import announcements, pictures, publishing, rules, staff
from awards.announcements import Announcement, Kind
from awards.articles import Wording
from awards.database import Connection
from awards.decisions import Choice
from awards.pictures import PHOTOGRAPH
from awards.staff import Member
from awards.stages import Stage
from tests import people
from tests.conftest import browser
from tests.feeds import atom, json_feed, rss

CHECKERS = {"feed.atom": atom.faults, "feed.rss": rss.faults, "feed.json": json_feed.faults}
TYPES = {
    "feed.atom": atom.MEDIA_TYPE,
    "feed.rss": rss.MEDIA_TYPE,
    "feed.json": json_feed.MEDIA_TYPE,
}


@dataclass
class Newsroom:
    edition: int
    writer: Member


@dataclass(frozen=True)
class Read:
    """What a reader's program makes of an entry, whichever format it reads."""

    id: str
    title: str
    url: str


async def opened(db: Connection) -> Newsroom:
    """Where one person is enough to publish."""
    await people.award(db)
    edition = await people.edition(db, stage=Stage.DECIDING, two_people_announce=False)
    return Newsroom(edition, await staff.member(db, await people.staff(db)))


async def publish(
    db: Connection, room: Newsroom, text: Wording, kind: Kind = Kind.FREE
) -> Announcement:
    """An item that is out."""
    ident = await announcements.write(db, room.writer, room.edition, kind, text)
    await announcements.approve(db, room.writer, room.edition, ident, 1)
    await publishing.schedule(db, room.writer, room.edition, ident, 2, None)
    assert await publishing.publish_due(db) == 1
    return await announcements.announcement(db, room.edition, ident)


async def decide(db: Connection, room: Newsroom) -> None:
    """Lomvi wins; Fjordpuls was a finalist too."""
    category = await people.category(db, room.edition)
    lomvi, fjordpuls = [
        await people.nominee(db, category, await people.company(db, room.edition, name))
        for name in ("Lomvi", "Fjordpuls")
    ]
    await people.shortlist(db, category, lomvi, fjordpuls)
    await rules.seal(db, room.edition)
    await people.decide(db, room.writer, room.edition, category, Choice(lomvi, {"nb": "Modig."}))


async def picture(db: Connection) -> int:
    file = io.BytesIO()
    Image.effect_noise((120, 80), 60).convert("RGB").save(file, "PNG")
    drawn, refusal = pictures.read(file.getvalue(), PHOTOGRAPH)
    assert drawn, refusal
    return (await pictures.keep(db, drawn)).id


async def feeds(app: Starlette, language: str = "nb") -> dict[str, bytes]:
    """All three feeds of a language, each without a fault and of its media type."""
    found = {}
    async with browser(app) as client:
        client.base_url = httpx.URL(app.state.settings.base_url)
        for name, faults in CHECKERS.items():
            answer = await client.get(f"/{language}/{name}")
            assert answer.headers["content-type"] == TYPES[name]
            assert faults(answer.content) == []
            found[name] = answer.content
    return found


def read(documents: Mapping[str, bytes]) -> dict[str, list[Read]]:
    """The entries of each feed, as programs read them."""
    items = json.loads(documents["feed.json"])["items"]
    found = {"feed.json": [Read(one["id"], one["title"], one["url"]) for one in items]}
    for name in ("feed.atom", "feed.rss"):
        ElementTree.fromstring(documents[name])
        parsed = parsed_by_feedparser(documents[name])
        found[name] = [Read(one.id, one.title, one.link) for one in parsed.entries]
    return found


def parsed_by_feedparser(document: bytes) -> Any:
    parsed = feedparser.parse(document, sanitize_html=False)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed
