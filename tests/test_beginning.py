"""How an award begins, from an empty database."""

from urllib.parse import urlsplit

import pytest

from awards import award, beginning, links, staff
from awards.award import Profile
from awards.database import Connection
from awards.errors import Conflict, LinkEnded, NotFound
from awards.staff import Role
from awards.tokens import Purpose
from tests import people
from tests.conftest import BASE_URL, KEYS, settings

pytestmark = pytest.mark.anyio

PROFILE = Profile(
    name={"nb": "Årets eksportbedrift"},
    organisation={"nb": "Helseklyngen"},
    privacy_notice={"nb": "Vi sletter det."},
    languages=["nb"],
    zone="Europe/Oslo",
    sender_name="Helseklyngen",
    sender="pris@helseklyngen.example",
    reply_public="svar@helseklyngen.example",
    reply_jury="jury@helseklyngen.example",
)
TONE = {"name": "Tone", "address": "Tone@Helseklyngen.example", "language": "nb"}


async def _first(db: Connection) -> str:
    link = await beginning.first_link(db, settings())
    assert link
    return urlsplit(link).path.rpartition("/")[2]


async def _administrator(db: Connection) -> staff.Member:
    [found] = await staff.members(db)
    return found


async def test_an_empty_database_gives_an_administrator_a_link(db: Connection) -> None:
    link = await beginning.first_link(db, settings())

    assert link and link.startswith(f"{BASE_URL}/staff/enter/")
    opened = await links.opened(db, KEYS, Purpose.STAFF, link.rpartition("/")[2])
    nameless = await staff.member(db, opened.subject)
    assert (nameless.name, nameless.mailbox, nameless.role) == (
        "Administrator",
        "",
        Role.ADMINISTRATOR,
    )
    assert opened.single_use


async def test_each_start_prints_a_fresh_link_for_the_same_administrator(db: Connection) -> None:
    first, second = await _first(db), await _first(db)

    one, two = [await links.look(db, KEYS, Purpose.STAFF, each) for each in (first, second)]
    assert one.id != two.id
    assert one.subject == two.subject == (await _administrator(db)).id


async def test_an_award_that_is_set_up_prints_none(db: Connection) -> None:
    await people.award(db)

    assert await beginning.first_link(db, settings()) is None
    assert await staff.members(db) == []


async def test_whoever_sets_up_the_award_gets_a_name_and_unused_links_are_void(
    db: Connection,
) -> None:
    unused = await _first(db)

    await beginning.set_up(db, await _administrator(db), PROFILE, **TONE)

    tone = await _administrator(db)
    assert (tone.name, tone.address, tone.mailbox) == (
        "Tone",
        "Tone@Helseklyngen.example",
        "tone@helseklyngen.example",
    )
    assert (await award.known(db)).name == PROFILE.name
    assert await people.deeds(db) == ["award.created"]
    with pytest.raises(LinkEnded):
        await links.opened(db, KEYS, Purpose.STAFF, unused)


async def test_somebody_added_by_the_command_line_may_set_up_and_the_nameless_one_goes(
    db: Connection,
) -> None:
    await _first(db)
    nameless = await _administrator(db)
    tone = await staff.member(db, await people.staff(db, "Tone"))

    await beginning.set_up(db, tone, PROFILE, **TONE)

    assert [member.id for member in await staff.members(db)] == [tone.id]
    with pytest.raises(NotFound):
        await staff.member(db, nameless.id)


async def test_an_address_that_is_on_the_staff_already_sets_nothing_up(db: Connection) -> None:
    await _first(db)
    nameless = await _administrator(db)
    await people.staff(db, "Tone")

    with pytest.raises(Conflict, match="on the staff already"):
        async with db.transaction():
            await beginning.set_up(db, nameless, PROFILE, **TONE)

    assert await award.award(db) is None


async def test_there_is_one_award(db: Connection) -> None:
    await people.award(db)

    with pytest.raises(Conflict):
        async with db.transaction():
            await award.create(db, PROFILE)
