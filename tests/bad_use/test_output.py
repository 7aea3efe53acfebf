"""Whatever people typed is text in all that leaves the service: page, feed, file and letter."""

import csv
import io
import json
from email.message import EmailMessage
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import feedparser
import html5lib
import httpx
import pytest

from awards import letters, links, outbox
from awards.database import Connection
from awards.letters import KINDS
from awards.outbox import Recipient
from awards.spreadsheets import ACTIVE
from awards.stages import Stage
from awards.tokens import Purpose
from tests import people, smtp
from tests.bad_use import scene
from tests.conftest import settings

pytestmark = pytest.mark.anyio

TYPED = """=cmd|'/C calc'!A0"><script>alert(1)</script><img src=x onerror=alert(2)>
javascript:alert(3) </textarea></title></style>--> {{7*7}} %(name)s \x0b & \u202e"""
HEADER = "=?utf-8?q?a=0D=0ABcc=3A_v=40evil.test?=\r\nBcc: v@evil.test <script>"


def unsafe(page: str) -> list[str]:
    """What a browser would run on a page, or fetch from elsewhere, but for our own scripts."""
    found = []
    for one in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if isinstance(one.tag, str):
            found += [f"{one.tag} {name}={value}" for name, value in _unsafe(one)]
    return found


def _unsafe(one: Element) -> list[tuple[str, str]]:
    found = [(name, value) for name, value in one.attrib.items() if name.startswith("on")]
    for name in ("href", "src", "action", "formaction"):
        value = one.get(name, "")
        if value.strip().lower().startswith(("javascript:", "data:text")):
            found.append((name, value))
    source, text = one.get("src", ""), one.text or ""
    ours = source.startswith("/static/") and not text
    if one.tag == "script" and not ours and not _is_a_record(one):
        found.append(("script", text or source))
    if one.tag == "img" and one.get("src") == "x":
        found.append(("src", "x"))
    return found


def _is_a_record(script: Element) -> bool:
    """What a page says of itself in JSON: no browser runs it, and nothing in it can end it."""
    text = script.text or ""
    if script.attrib != {"type": "application/ld+json"} or "<" in text:
        return False
    return isinstance(json.loads(text), dict)


def test_a_script_would_be_found_on_a_page() -> None:
    assert len(unsafe(f'<p title="{TYPED}">{TYPED}</p><a href=" JavaScript:x">x</a>')) >= 5
    assert len(unsafe('<script type="application/ld+json">{"a": "<!--"}</script>')) == 1
    assert len(unsafe('<script type="module">{"a": "b"}</script>')) == 1


STAGES = [Stage.NOMINATING, Stage.JUDGING, Stage.DECIDING, Stage.ANNOUNCED]


@pytest.mark.parametrize("stage", STAGES)
async def test_no_page_runs_what_somebody_typed(
    db: Connection, client: httpx.AsyncClient, stage: Stage
) -> None:
    year = await scene.scene(db, stage, said=TYPED)
    if stage in (Stage.DECIDING, Stage.ANNOUNCED):
        await judged(db, year["juror"])
    await scene.as_everybody(db, client, year)

    wrong, shown = [], 0
    for place in scene.places():
        if place.method == "GET":
            answer = await client.get(place.address(year))
            if "html" in answer.headers.get("content-type", ""):
                wrong += [(str(place), one) for one in unsafe(answer.text)]
                shown += "&lt;script&gt;alert(1)" in answer.text

    assert wrong == []
    assert shown > 25


async def judged(db: Connection, chair: int) -> None:
    """The jury is done, and chose somebody who is not first, so that it had to say why."""
    await db.execute("UPDATE rounds SET closed_at = clock_timestamp()")
    await db.execute("UPDATE decisions SET departs = true, departure = reason")
    await db.execute("UPDATE jurors SET chair = true WHERE id = $1", chair)


@pytest.mark.parametrize("stage", [Stage.NOMINATING, Stage.DECIDING])
async def test_no_error_page_runs_what_somebody_typed(
    db: Connection, client: httpx.AsyncClient, stage: Stage
) -> None:
    year = await scene.scene(db, stage)
    if stage is Stage.DECIDING:
        await judged(db, year["juror"])
    await scene.as_everybody(db, client, year)
    names = ["name", "company", "reason", "words", "address", "headline-nb", "name-nb", "search"]
    names += ["words-nb", "comment", "margin", "weight_band", "sheet", "format", "juror"]
    names += [f"{one}-{year['category']}-nb" for one in ("reason", "departure", "nominee")]

    wrong = []
    for place in scene.places():
        if place.method == "POST" and not place.path.endswith(("/leave", "/end")):
            answer = await client.post(
                place.address(year), data={**dict.fromkeys(names, TYPED), "version": "0"}
            )
            wrong += [(str(place), one) for one in unsafe(answer.text)]
    for path in (
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/en/2027/%22%3E%3Cscript%3E",
        "/en/x?language=%22%3E",
    ):
        wrong += [(path, one) for one in unsafe((await client.get(path)).text)]

    assert wrong == []


async def test_the_feeds_are_well_formed_whatever_is_announced(
    db: Connection, client: httpx.AsyncClient
) -> None:
    await scene.scene(db, Stage.JUDGING, said=TYPED)

    for language in ("nb", "en"):
        atom = (await client.get(f"/{language}/feed.atom")).text
        feed = json.loads((await client.get(f"/{language}/feed.json")).text)

        ElementTree.fromstring(atom)
        read = feedparser.parse(atom, sanitize_html=False)
        assert not read.bozo
        assert "<script>alert(1)</script>" in read.entries[0].title_detail.value
        assert unsafe(read.entries[0].content[0].value) == []
        assert unsafe(feed["items"][0]["content_html"]) == []
        assert "\x0b" not in atom + feed["items"][0]["title"]


async def test_no_cell_of_the_file_is_calculated(db: Connection, client: httpx.AsyncClient) -> None:
    year = await scene.scene(db, Stage.NOMINATING, said=TYPED)
    await scene.as_everybody(db, client, year)

    answer = await client.post("/staff/2027/nominations/download")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(ACTIVE)] == []
    assert any(cell.startswith("'=cmd|") for cell in cells)


SUBJECTS = {
    Purpose.STAFF: "person",
    Purpose.JUROR: "juror",
    Purpose.ALARM: "juror",
    Purpose.TRIAL: "person",
    Purpose.NOMINATION: "nomination",
    Purpose.UNFINISHED: "nomination",
    Purpose.CONTRIBUTOR: "contributor",
    Purpose.CHECK: "check",
    Purpose.FOLLOW: "follower",
}


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_no_letter_gets_another_header_or_reader(db: Connection, kind: str) -> None:
    purpose = KINDS[kind].purpose
    stage = Stage.NOMINATING if purpose is Purpose.FOLLOW else Stage.JUDGING
    year = await scene.scene(db, Stage.ANNOUNCED if kind == "feedback" else stage, said=HEADER)
    link = await links.issue(db, purpose, year[SUBJECTS[purpose]])
    address = "eli@company.example" if purpose is Purpose.CONTRIBUTOR else "ada@jury.example"
    await people.contributor(db, year["company of the contributor"], "Per", let_in_by="")
    about = ("juror", "nomination", "contributor", "check", "follower", "nominee")
    facts = {name: year[name] for name in about}
    await _not_answered(db, address, confirmed=kind != "follow_confirm")
    await _fed_back(db, year["nominee"], year["person"])
    await outbox.post(
        db,
        kind,
        f"test:{kind}",
        Recipient(HEADER, address, address, "nb"),
        edition=year["edition"],
        link=link,
        **facts,
        **_told(kind, year["round"]),
    )
    letter = await outbox.letter(db, await db.fetchval("SELECT max(id) FROM letters"))
    assert letter is not None

    envelope = await letters.envelope(db, settings(), letter)

    message = smtp.parsed(envelope.message)
    assert isinstance(message, EmailMessage)
    assert envelope.recipient == address
    for header in ("Bcc", "Cc", "Resent-To"):
        assert message[header] is None
    assert len(message.get_all("To", [])) == len(message.get_all("Subject", [])) == 1
    head = envelope.message.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head and b"\rBcc" not in head
    html = message.get_body(("html",))
    assert html is not None
    assert unsafe(html.get_content()) == []


async def _fed_back(db: Connection, nominee: int, staff: int) -> None:
    """The feedback was reviewed and sent, with the words and the comment of the scene."""
    await db.execute(
        """UPDATE feedback SET reviewed_by = $2, reviewed_at = clock_timestamp(),
                               sent_at = clock_timestamp()
            WHERE nominee = $1""",
        nominee,
        staff,
    )


async def _not_answered(db: Connection, address: str, *, confirmed: bool) -> None:
    """The winner was just asked about a draft, and a follower asked: both are this address."""
    await db.execute("UPDATE announcements SET state = 'draft', published_at = NULL")
    await db.execute(
        """UPDATE checks
              SET mailbox = $1, answered_at = NULL, agreed = NULL, suggestion = ''""",
        address,
    )
    await db.execute(
        "UPDATE followers SET mailbox = $1, confirmed_at = CASE WHEN $2 THEN confirmed_at END",
        address,
        confirmed,
    )


def _told(kind: str, round: int) -> dict[str, Any]:
    if kind != "juror_receipt":
        until = "2027-01-01T12:00:00+00:00"
        return {"company": HEADER, "words": HEADER, "until": until, "day": "2027-01-01"}
    return {
        "round": round,
        "category": {"nb": HEADER, "en": HEADER},
        "receipt": "abc",
        "sheets": 2,
        "abstained": 0,
        "recused": 0,
        "confirmed_at": "2027-01-01T12:00:00+00:00",
    }
