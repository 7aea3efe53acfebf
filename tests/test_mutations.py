"""A link that is spelt otherwise is no link, or the same one: it never acts for anybody else.

Many mutations are read in process, some are pressed at the door. The harness ships with the fault
it must catch: a reader that believes the contents of a link under any signature of ours.
"""

import random
from collections.abc import AsyncIterator
from itertools import product
from urllib.parse import quote

import httpx
import pytest
from itsdangerous import BadData, URLSafeSerializer

from awards import links, tokens
from awards.database import Connection
from awards.errors import LinkUnknown
from awards.stages import Stage
from awards.tokens import Purpose
from tests import jury, mutations, people, scale
from tests.conftest import KEYS

pytestmark = [pytest.mark.anyio, pytest.mark.harness]

NAMES = ("Ada", "Bo", "Siv")
LINKS = ("mZ1qkUo3TtE7dYwP", "x-7_2sQmRfB9aLcV", "Qe4rTyU8iOpAsDfG")
SIGNED = tuple(tokens.sign(KEYS, Purpose.JUROR, ident, 1) for ident in LINKS)
YEARS = (2026, 2027)


def read(text: str) -> mutations.Contents:
    return tokens.read(KEYS, Purpose.JUROR, text)


def careless(text: str) -> mutations.Contents:
    """Any signature that was ever given is good enough for it, whatever stands before."""
    contents, _, signature = text.rpartition(".")
    if signature not in {token.rpartition(".")[2] for token in SIGNED}:
        raise LinkUnknown
    try:
        ident, generation = URLSafeSerializer("unasked").load_payload(contents.encode())
    except (BadData, ValueError, TypeError):
        raise LinkUnknown from None
    return str(ident), int(generation or 0)


@pytest.mark.timeout(3600)
def test_no_mutation_of_a_link_is_another_link() -> None:
    chance = random.Random(scale.SEED)

    found = mutations.tried(read, SIGNED, scale.MUTATED_TOKENS, chance)

    print(f"\nSEED={scale.SEED}: {found.tried} mutated links, {found.spellings} verify")
    assert found.crossings == []
    assert found.tried == scale.MUTATED_TOKENS
    assert found.spellings > 0, "no spelling verified: the tries are too wild to show anything"


def test_a_reader_that_takes_any_signature_of_ours_is_found() -> None:
    found = mutations.tried(careless, SIGNED, 2000, random.Random(scale.SEED))

    assert found.crossings


@pytest.fixture
async def doors(db: Connection) -> AsyncIterator[dict[str, tuple[int, str]]]:
    """Three jurors by name, each with a link."""
    await people.award(db)
    at = await jury.judging(db, jurors=NAMES)
    found = {}
    for name, juror in at.jurors.items():
        link = await links.by_id(db, await links.issue(db, Purpose.JUROR, juror))
        found[name] = juror, links.token(KEYS, link)
    yield found


@pytest.mark.timeout(900)
async def test_a_mutated_link_at_the_door_lets_in_nobody_else(
    client: httpx.AsyncClient, db: Connection, doors: dict[str, tuple[int, str]]
) -> None:
    """Every spelling that opens is the same link: shut it, and all of them are shut."""
    chance = random.Random(scale.SEED)
    spelt: list[str] = []
    others = [token for _, token in doors.values()]
    for number in range(scale.MUTATED_OVER_HTTP):
        name = NAMES[number % len(NAMES)]
        juror, token = doors[name]
        text = mutations.mutated(chance, token, [one for one in others if one != token])
        if chance.random() < 0.2:  # the wild ones hardly ever verify; these sometimes do
            text = token[:-1] + chance.choice(mutations.LETTERS)
        if await _opened(client, db, text) == juror:
            spelt.append(text)
    for _, token in doors.values():
        link = (await links.known(db, KEYS, Purpose.JUROR, token)).id
        await links.revoke(db, link)

    print(f"\nSEED={scale.SEED}: {scale.MUTATED_OVER_HTTP} at the door, {len(spelt)} open")
    assert spelt
    for text in spelt:
        assert await _opened(client, db, text) is None


async def _opened(client: httpx.AsyncClient, db: Connection, text: str) -> int | None:
    """Press the button behind a link; the juror it let in, who is the one whose contents it has."""
    client.cookies.clear()
    before = await db.fetchval("SELECT count(*) FROM sessions")
    address = f"/jury/enter/{quote(text, safe='')}"
    shown = await client.get(address)
    pressed = await client.post(address)
    assert shown.status_code in (200, 404, 410), shown.status_code
    assert pressed.status_code in (303, 404, 410), pressed.status_code
    made = await db.fetch("SELECT subject, link FROM sessions ORDER BY opened_at OFFSET $1", before)
    if pressed.status_code != 303:
        assert made == []
        return None
    (session,) = made
    assert session["link"] == read(text)[0]
    mine = await db.fetchval("SELECT subject FROM links WHERE id = $1", session["link"])
    assert session["subject"] == mine
    return int(mine)


async def test_a_link_opens_for_its_purpose_its_year_and_its_person_alone(db: Connection) -> None:
    """Every purpose, year and person; the numbers of the persons are the same everywhere."""
    made: dict[tuple[Purpose, int], str] = {}
    for purpose, subject in product(Purpose, range(1, 1 + len(YEARS) * len(NAMES))):
        link = await links.by_id(db, await links.issue(db, purpose, subject))
        made[purpose, subject] = links.token(KEYS, link)

    for (purpose, subject), token in made.items():
        for door in Purpose:
            try:
                found = await links.known(db, KEYS, door, token)
            except LinkUnknown:
                assert door is not purpose
                continue
            assert (door, found.subject) == (purpose, subject)


async def test_each_juror_of_each_year_comes_into_their_own_room(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    for year, name in product(YEARS, NAMES):
        edition = await db.fetchval("SELECT id FROM editions WHERE year = $1", year)
        if edition is None:
            edition = await people.edition(db, year=year, stage=Stage.JUDGING)
        juror = await people.juror(db, edition, name)
        link = await links.by_id(db, await links.issue(db, Purpose.JUROR, juror))

        client.cookies.clear()
        pressed = await client.post(f"/jury/enter/{links.token(KEYS, link)}")
        room = await client.get("/jury/rules")

        assert pressed.status_code == 303
        assert f"<bdi>{name}</bdi>" in room.text
        assert str(year) in room.text
        assert not any(f"<bdi>{other}</bdi>" in room.text for other in NAMES if other != name)
