"""A mailbox that nobody has confirmed gets few letters, and no word or link a stranger chose."""

import asyncio
import html
import re
from collections import Counter
from email import policy
from email.parser import BytesParser
from typing import Any

import html5lib
import httpx
import pytest

from awards import (
    colleagues,
    confirming,
    contributors,
    database,
    informing,
    letters,
    links,
    nominations,
    outbox,
    reception,
    unfinished,
)
from awards.contributors import Invited
from awards.database import Connection
from awards.errors import Refusal
from awards.outbox import MOST_UNCONFIRMED
from awards.proposals import Proposal
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS, settings
from tests.test_contributors import Year, claimed, year
from tests.test_informing import in_register

__all__ = ["year"]

pytestmark = pytest.mark.anyio

WORDS = "Kanarifugl vinn https://evil.test/win"
FOREIGN = re.compile("kanarifugl|evil", re.IGNORECASE)
VICTIM = "ola@third-party.example"


def proposal(year: Year, company: str = WORDS, language: str = "en") -> Proposal:
    return Proposal(
        category=year.category,
        company_name=company,
        organisation_number=None,
        nominator=WORDS,
        address=VICTIM,
        relation=WORDS,
        language=language,
        answers={},
        works_there=True,
    )


async def keep(db: Connection, year: Year, key: str) -> None:
    fields = [(name, WORDS) for name in ("company", "nominator", "relation", "address", WORDS)]
    await unfinished.save(db, year.edition, key, fields, address=VICTIM, language="nb", version=0)


async def everything(db: Connection, year: Year) -> None:
    """Every deed of strangers that writes to somebody: each with words of theirs around it."""
    await nominations.send(db, year.edition, proposal(year), "one")
    await nominations.send(db, year.edition, proposal(year, language="nb"), "the same again")
    first = await db.fetchval("SELECT max(id) FROM nominations WHERE mailbox = $1", VICTIM)
    await confirming.send_link(db, first)
    await keep(db, year, "kept")
    await unfinished.send_link(db, await db.fetchval("SELECT id FROM unfinished"))
    mallory = await claimed(db, year, "Mallory")
    await db.execute("UPDATE contributors SET name = $1", WORDS)
    await db.execute("UPDATE companies SET name = $1", WORDS)
    friend = await colleagues.invite(db, mallory, Invited(WORDS, VICTIM, "en"))
    token = links.token(KEYS, await contributors.link(db, friend))
    await reception.send_new(db, KEYS, token)
    await claimed(db, year, "Trudy")
    await in_register(db, year.company, email=VICTIM)
    await db.execute("UPDATE editions SET inform_automatically = true")
    await informing.inform_automatically(db)


async def test_no_letter_to_such_a_mailbox_holds_a_foreign_word(db: Connection, year: Year) -> None:
    """Not in its text, its subject, its headers, nor what a program may make a link of."""
    await everything(db, year)
    rows = await db.fetch("SELECT id, kind FROM letters WHERE mailbox = $1 ORDER BY id", VICTIM)

    assert {row["kind"] for row in rows} == {
        "nomination_received",
        "nomination_again",
        "nomination_unfinished",
        "company_let_in",
        "company_link",
        "company_asks_in",
        "company_invitation",
    }
    for row in rows:
        letter = await outbox.letter(db, row["id"])
        assert letter is not None
        try:
            envelope = await letters.envelope(db, settings(), letter)
        except Refusal:
            continue  # its occasion is gone
        message = BytesParser(policy=policy.default).parsebytes(envelope.message)
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        said = [*message.values(), *parts, envelope.written.subject, envelope.written.text]
        assert [one for one in said if FOREIGN.search(str(one))] == [], row["kind"]
        assert FOREIGN.search(str(letter.facts)) is None, row["kind"]


async def test_three_a_day_hold_over_all_that_strangers_can_do(db: Connection, year: Year) -> None:
    await everything(db, year)

    rows = await db.fetch("SELECT state::text, limited FROM letters WHERE mailbox = $1", VICTIM)

    assert all(row["limited"] for row in rows)
    assert Counter(row["state"] for row in rows) == {
        "waiting": MOST_UNCONFIRMED,
        "held": len(rows) - MOST_UNCONFIRMED,
    }


async def test_three_a_day_hold_when_all_of_it_comes_at_once(own_database: str) -> None:
    nodes = [await database.connect(own_database) for _ in range(8)]
    db = nodes[0]
    await people.award(db)
    edition = await people.edition(db)
    at = Year(
        edition,
        await people.category(db, edition),
        await people.company(db, edition, "Fjordpuls", "987654325"),
        await people.staff(db),
    )
    mallory = await claimed(db, at, "Mallory")
    await in_register(db, at.company, email=VICTIM)
    await db.execute("UPDATE editions SET inform_automatically = true")

    async def does(node: Connection, number: int) -> None:
        async with node.transaction():
            if number % 4 == 0:
                await nominations.send(node, edition, proposal(at, f"C{number}"), f"{number}")
            elif number % 4 == 1:
                await keep(node, at, f"kept {number}")
            elif number % 4 == 2:
                await colleagues.invite(node, mallory, Invited("", VICTIM, "en"))
            else:
                await informing.inform_automatically(node)

    await asyncio.gather(*(does(node, number) for number, node in enumerate(nodes)))

    rows = await db.fetch("SELECT state::text FROM letters WHERE mailbox = $1", VICTIM)
    states = Counter(row["state"] for row in rows)
    assert (states["waiting"], len(rows) >= 6) == (MOST_UNCONFIRMED, True)
    for node in nodes:
        await node.close()


def links_out(page: httpx.Response) -> list[str]:
    """Where a page leads to, or sends something, outside of the service."""
    found = []
    for one in html5lib.parse(page.text, namespaceHTMLElements=False).iter():
        address = one.get("href") or one.get("action") or one.get("src") or ""
        if FOREIGN.search(address):
            found.append(address)
    return found


async def opened(db: Connection, client: httpx.AsyncClient, purpose: Purpose) -> httpx.Response:
    """The page with one button, and the session that it gives."""
    way = {Purpose.UNFINISHED: "nominate", Purpose.NOMINATION: "nominations"}[purpose]
    ident = await db.fetchval("SELECT id FROM links WHERE purpose = $1", purpose)
    path = f"/en/{way}/open/{links.token(KEYS, await links.by_id(db, ident))}"
    door = await client.get(path)
    assert (await client.post(path)).status_code == 303
    return door


async def test_a_form_somebody_else_kept_for_a_mailbox_is_text_in_its_fields_and_no_more(
    client: httpx.AsyncClient, db: Connection, year: Year
) -> None:
    """The door says nothing of it; behind it the words stand where whoever reads may change them,
    nothing leads anywhere, and one press throws them away."""
    await keep(db, year, "kept")

    door = await opened(db, client, Purpose.UNFINISHED)
    page = await client.get("/en/nominate/continue")

    assert FOREIGN.search(door.text) is None
    assert (page.status_code, links_out(page)) == (200, [])
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    words = [text for one in tree.iter() if one.tag != "textarea" for text in (one.text, one.tail)]
    assert [text for text in words if text and FOREIGN.search(text)] == []
    assert (await client.post("/en/nominate/continue/throw-away")).status_code == 303
    assert await db.fetchval("SELECT fields FROM unfinished") == []


async def test_a_nomination_in_a_strangers_name_leads_nowhere(
    client: httpx.AsyncClient, db: Connection, year: Year
) -> None:
    await nominations.send(db, year.edition, proposal(year), "one")

    door = await opened(db, client, Purpose.NOMINATION)
    ident = await db.fetchval("SELECT id FROM nominations")
    pages = [
        await client.get(f"/en/nominations/{path}") for path in ("mine", ident, f"{ident}/withdraw")
    ]

    assert FOREIGN.search(door.text) is None
    assert [(page.status_code, links_out(page)) for page in pages] == [(200, [])] * 3


async def test_what_cannot_be_an_address_is_never_one_of_ours(
    client: httpx.AsyncClient, db: Connection, year: Year
) -> None:
    """Two readers, a header, a name: none of it is a mailbox, on any form that takes one."""
    mallory = await claimed(db, year, "Mallory")
    await people.sign_in(db, client, "contributor", mallory.id)
    key = re.search(r'name="form" value="([^"]+)"', (await client.get("/en/nominate")).text)
    assert key is not None
    for address in (
        "a@b.no, c@d.no",
        "a@b.no;c@d.no",
        "a@b.no\r\nBcc: c@d.no",
        "a@b.no%0d%0aBcc:c@d.no",
        "Ola <a@b.no>",
        '"a b"@c.no',
        "=?utf-8?q?a?=@b.no",
        "a@[127.0.0.1]",
        "a@localhost",
        "@b.no",
        "a@b@c.no",
        "x" * 65 + "@b.no",
    ):
        typed: dict[str, Any] = {"name": "x", "language": "en", "address": address}
        invited = await client.post("/nominee/people", data=typed)
        kept = await client.post(
            "/en/nominate",
            data={"form": html.unescape(key[1]), "do": "save", "address": address},
        )
        assert (invited.status_code, kept.status_code) == (422, 422), address

    assert await people.letters(db) == []
