"""The people who run the award, and what their role lets them do."""

import asyncio

import pytest

from awards import database, links, sessions, staff
from awards.database import Connection
from awards.errors import Conflict, LinkEnded, NotAllowed, NotFound, StaffNotSignedIn
from awards.staff import Role
from awards.tokens import Purpose
from tests import people
from tests.conftest import KEYS

pytestmark = pytest.mark.anyio

ACTOR = "staff:1"


async def test_a_role_may_do_what_the_roles_below_it_may(db: Connection) -> None:
    publisher = await staff.member(db, await people.staff(db, "Pia", "publisher"))

    assert [publisher.may(role) for role in Role] == [True, True, False]
    with pytest.raises(NotAllowed):
        publisher.require(Role.ADMINISTRATOR)


async def test_a_mailbox_is_on_the_staff_once_and_can_come_back(db: Connection) -> None:
    tone = {"name": "Tone", "address": "tone@a.example", "mailbox": "tone@a.example"}
    await people.staff(db, "Kari")
    ident = await staff.add(db, **tone, role=Role.EDITOR, language="nb")

    with pytest.raises(Conflict):
        await staff.add(db, **tone, role=Role.PUBLISHER, language="nb")
    await staff.end(db, ACTOR, ident)

    assert await staff.add(db, **tone, role=Role.PUBLISHER, language="en") == ident
    assert (await staff.member(db, ident)).role is Role.PUBLISHER


async def test_a_sign_in_letter_goes_to_people_on_the_staff_and_to_nobody_else(
    db: Connection,
) -> None:
    await staff.ask_for_link(db, "tone@helseklyngen.example")
    await people.staff(db, "Tone")
    gone = await people.staff(db, "Kari", "editor")
    await staff.end(db, ACTOR, gone)

    for mailbox in ("tone@helseklyngen.example", "kari@helseklyngen.example", ""):
        await staff.ask_for_link(db, mailbox)

    assert await people.letters(db) == [("staff_sign_in", "tone@helseklyngen.example")]
    link = await links.of_subject(db, Purpose.STAFF, (await staff.members(db))[0].id)
    assert link and link.expires_at and not link.single_use
    assert link.expires_at - link.created_at == staff.SIGN_IN_LASTS


@pytest.mark.parametrize("printed", [True, False])
async def test_whoever_leaves_is_out_at_once_and_their_links_are_void(
    db: Connection, printed: bool
) -> None:
    await people.staff(db, "Tone")
    kari = await people.staff(db, "Kari", "editor")
    opened, unopened = [
        await links.by_id(db, await links.issue(db, Purpose.STAFF, kari, single_use=printed))
        for _ in range(2)
    ]
    await links.opened(db, KEYS, Purpose.STAFF, links.token(KEYS, opened))
    cookie = sessions.hashed(await sessions.open(db, opened))
    assert (await staff.by_cookie(db, cookie)).id == kari

    await staff.end(db, ACTOR, kari)

    with pytest.raises(StaffNotSignedIn):
        await staff.by_cookie(db, cookie)
    for link in (opened, unopened):
        with pytest.raises(LinkEnded):
            await links.opened(db, KEYS, Purpose.STAFF, links.token(KEYS, link))
    with pytest.raises(NotFound):
        await staff.end(db, ACTOR, kari)
    assert await people.deeds(db) == ["staff.ended"]


async def test_the_award_keeps_an_administrator(db: Connection) -> None:
    tone = await people.staff(db, "Tone")
    await people.staff(db, "Kari", "publisher")

    with pytest.raises(Conflict, match="needs an administrator"):
        await staff.end(db, ACTOR, tone)
    with pytest.raises(Conflict, match="needs an administrator"):
        await staff.change(db, ACTOR, tone, name="Tone", role=Role.EDITOR, language="nb")

    assert await people.deeds(db) == []


async def test_two_administrators_cannot_leave_at_the_same_time(own_database: str) -> None:
    first, second = [await database.connect(own_database) for _ in range(2)]
    both = [await people.staff(first, name) for name in ("Tone", "Kari")]

    async def leave(db: Connection, ident: int) -> str:
        try:
            async with db.transaction():
                await staff.end(db, ACTOR, ident)
                await asyncio.sleep(0.05)
        except Conflict:
            return "stayed"
        return "left"

    ends = await asyncio.gather(leave(first, both[0]), leave(second, both[1]))

    assert sorted(ends) == ["left", "stayed"]
    assert len(await staff.members(first)) == 1
    for db in (first, second):
        await db.close()
